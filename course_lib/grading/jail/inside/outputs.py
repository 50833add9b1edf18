"""What a cell puts out, in nbformat's form, as long as there is room."""

import base64
import io
import json
from typing import Any

__all__ = ["Outputs", "Stream"]

ITEM_BYTES = 100  # what an output takes beside its text
DEPTH = 20
CUT = "\n[There was more: what a cell puts out is cut off here.]\n"


class Outputs:
    """The outputs of one cell after another: each begins with `room` bytes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.start()

    def start(self) -> None:
        """Begin a new cell."""
        self.items: list[dict[str, Any]] = []
        self.left, self.is_cut = self.room, False

    def write(self, name: str, text: str) -> None:
        """Add to a stream; what finds no room is dropped."""
        kept = text[: max(self.left, 0)]
        self._add_to_stream(name, kept)
        self.left -= len(kept.encode("utf-8", "replace"))
        if len(kept) < len(text):
            self._cut()

    def add(self, output: dict[str, Any]) -> None:
        """Add an output that is not a stream, if there is room for all of it."""
        size = len(json.dumps(output))
        if size > self.left:
            self._cut()
        else:
            self.left -= size
            self.items.append(output)

    def display(self, data: dict[str, Any], metadata: dict[str, Any], **more: Any) -> None:
        """Add what is displayed; pictures become base64, what is no text or JSON stays behind."""
        plain = {str(mime): _plain(value) for mime, value in data.items()}
        plain = {mime: value for mime, value in plain.items() if value is not None}
        kind = "execute_result" if "execution_count" in more else "display_data"
        self.add({"output_type": kind, "data": plain, "metadata": _plain(metadata) or {}, **more})

    def _cut(self) -> None:
        if not self.is_cut:
            self.is_cut = True
            self._add_to_stream("stderr", CUT)

    def _add_to_stream(self, name: str, text: str) -> None:
        last = self.items[-1] if self.items else {}
        if last.get("name") == name:
            last["parts"].append(text)
        elif text:
            self.left -= ITEM_BYTES
            self.items.append({"output_type": "stream", "name": name, "parts": [text]})

    def finished(self) -> list[dict[str, Any]]:
        """What came together, in order; nothing is added any more."""
        for item in self.items:
            if "parts" in item:
                item["text"] = "".join(item.pop("parts"))
        return self.items


class Stream(io.TextIOBase):
    """sys.stdout or sys.stderr of a cell."""

    encoding = "utf-8"

    def __init__(self, outputs: Outputs, name: str) -> None:
        self.outputs, self.name = outputs, name

    def write(self, text: str) -> int:
        """Keep `text` as long as there is room."""
        if not isinstance(text, str):
            raise TypeError(f"write() needs a str, not {type(text).__name__}")
        self.outputs.write(self.name, text)
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    try:
        plain = json.loads(json.dumps(value, allow_nan=False))
    except (TypeError, ValueError, RecursionError):
        return None
    return plain if _depth(plain) < DEPTH else None


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)

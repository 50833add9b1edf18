"""What is stored of a cell's outputs: what repeats, and nothing of the machine."""

import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from nbformat import NotebookNode

from course_lib.errors import NotebookError

__all__ = ["WIDGET_VIEW", "normalise", "refuse_machine_traces"]

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"
_PIXELS = ("image/png", "image/jpeg", "application/pdf")
_BASE64 = re.compile(r"base64,[A-Za-z0-9+/=\s]+")
_LIBRARY = str(Path(__file__).parents[2])  # the folder that course_lib lies in
_ADDRESS = r"\bat 0x[0-9a-fA-F]{6,}"


def normalise(notebook: NotebookNode, root: Path) -> NotebookNode:
    """Make stored outputs repeat, in place: no widget ids, whole streams, short tracebacks.

    Paths in tracebacks are shortened to what follows `root` or the installed packages.
    """
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = list(_whole_streams(cell.outputs))
            for output in cell.outputs:
                output.get("data", {}).pop(WIDGET_VIEW, None)
                if output.output_type == "error":
                    output.traceback = [_short(frame, root) for frame in output.traceback]
    return notebook


def refuse_machine_traces(notebook: NotebookNode, root: Path, name: str) -> None:
    """Raise NotebookError, naming the cell, when an output holds a path or address of this machine.

    Looked for: `root`, the home and temporary folders, the Python installed, anyone's home folder,
    and the address in a bare object's repr.
    """
    forbidden = _forbidden(root)
    for cell in notebook.cells:
        for text in _texts(cell.get("outputs", [])):
            if found := forbidden.search(_BASE64.sub("", text)):
                raise NotebookError(
                    f"{name}, cell {cell.id}: an output holds {found[0]!r}",
                    why="it is true on this machine, now, and nowhere else: the next build differs",
                    how="print what the reader needs: a file's name, a value, a repr of your own",
                )


def _whole_streams(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    """How a stream is cut into messages, and which of two comes first, is a matter of timing."""
    for is_stream, run in groupby(outputs, lambda output: output.output_type == "stream"):
        if not is_stream:
            yield from run
            continue
        chunks = list(run)
        for name in ("stdout", "stderr"):
            text = "".join(chunk.text for chunk in chunks if chunk.name == name)
            if text:
                yield NotebookNode(output_type="stream", name=name, text=text)


def _short(frame: str, root: Path) -> str:
    installed = (sysconfig.get_path("purelib"), sysconfig.get_path("platlib"))
    for folder in (*installed, _LIBRARY, str(root)):
        shown = [folder, folder.replace(str(Path.home()), "~", 1)]  # IPython writes ~ for home
        for prefix in shown:
            frame = frame.replace(prefix + "/", "").replace(prefix + "\\", "")
    return frame


def _forbidden(root: Path) -> re.Pattern[str]:
    installed = (sys.prefix, sysconfig.get_path("stdlib"))
    folders = {str(root), _LIBRARY, str(Path.home()), tempfile.gettempdir(), *installed}
    here = [re.escape(folder) for folder in sorted(folders, key=len, reverse=True) if folder != "/"]
    anyone = [r"/home/\w+", r"/Users/\w+", r"[A-Za-z]:\\+Users\\+\w+", r"~/\S*site-packages"]
    return re.compile(rf"(?<![\w.])(?:{'|'.join(here + anyone)})(?![\w-])|{_ADDRESS}")


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _texts(item)
    elif isinstance(node, dict):
        for key, value in node.items():
            if key not in _PIXELS:
                yield from _texts(value)

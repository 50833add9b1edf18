"""Outputs that came out of the jail, looked at before anyone writes them into a notebook."""

import math
from typing import Any

__all__ = ["checked_outputs"]


def checked_outputs(outputs: Any) -> list[dict[str, Any]]:
    """The same outputs, made anew. Raises ValueError where they are not what nbformat knows."""
    if type(outputs) is not list:
        raise ValueError("outputs are a list")
    return [_checked(output) for output in outputs]


def _checked(output: Any) -> dict[str, Any]:
    kind = _of(str, _of(dict, output)["output_type"])
    if kind == "stream":
        name = _of(str, output["name"])
        if name not in ("stdout", "stderr"):
            raise ValueError(f"there is no stream {name!r}")
        return {"output_type": kind, "name": name, "text": _of(str, output["text"])}
    if kind == "error":
        traceback = [_of(str, line) for line in _of(list, output["traceback"])]
        words = {key: _of(str, output[key]) for key in ("ename", "evalue")}
        return {"output_type": kind, **words, "traceback": traceback}
    if kind not in ("display_data", "execute_result"):
        raise ValueError(f"there is no output {kind!r}")
    data = {_of(str, mime): _plain(value) for mime, value in _of(dict, output["data"]).items()}
    shown = {"output_type": kind, "data": data, "metadata": _plain(_of(dict, output["metadata"]))}
    if kind == "execute_result":
        shown["execution_count"] = _of(int, output["execution_count"])
    return shown


def _of(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise ValueError(f"{kind.__name__} expected")
    return value


def _plain(value: Any) -> Any:
    """What JSON can say, and nothing else."""
    if type(value) is dict:
        return {_of(str, key): _plain(item) for key, item in value.items()}
    if type(value) is list:
        return [_plain(item) for item in value]
    is_plain = value is None or type(value) in (str, bool, int)
    if is_plain or (type(value) is float and math.isfinite(value)):
        return value
    raise ValueError(f"{type(value).__name__} is not for JSON")

"""What a student handed in, read by somebody who trusts nothing about it."""

import json
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from course_lib.errors import CourseError

__all__ = ["CELLS_AT_MOST", "MOST_BYTES", "UnreadableError", "in_utf8", "read_notebook"]

MOST_BYTES = 20_000_000
CELLS_AT_MOST = 1000
CHARACTERS_AT_MOST = 200_000  # in a cell; what shows it as HTML takes time by the square of it
EMPTY: dict[str, dict[str, Any]] = {
    "code": {"execution_count": None, "outputs": []},
    "markdown": {},
    "raw": {},
}


class UnreadableError(CourseError):
    """A file from which no answers can be taken; `what` is for the student to read."""


def read_notebook(data: bytes) -> NotebookNode:
    """The cells of a submission: type, text and grade id, and nothing else that is in the file.

    So no metadata, output or attachment of a student's own gets any further. Raises UnreadableError
    for whatever is no notebook of nbformat 4.
    """
    content = _parsed(_text(data))
    if not isinstance(content, dict):
        raise _unreadable("the file is JSON, but no notebook")
    if "worksheets" in content:
        raise _unreadable(
            "the notebook is in nbformat 3, which Jupyter stopped writing in 2015",
            how="open it in JupyterLab, save it, and hand it in again",
        )
    cells = content.get("cells")
    if not isinstance(cells, list):
        raise _unreadable("the file is JSON, but no notebook: it has no list of cells")
    if len(cells) > CELLS_AT_MOST:
        raise _unreadable(f"the notebook has {len(cells):,} cells, more than {CELLS_AT_MOST:,}")
    return nbformat.v4.new_notebook(cells=[_cell(i, c) for i, c in enumerate(cells, start=1)])


def in_utf8(text: str) -> str:
    """The text with `?` for halves of surrogate pairs, which no file or database would take."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _text(data: bytes) -> str:
    if not data.strip():
        raise _unreadable("the file is empty")
    if len(data) > MOST_BYTES:
        raise _unreadable(
            f"the file has {len(data) / 1e6:,.0f} MB, more than {MOST_BYTES / 1e6:.0f}",
            how="choose Kernel, Restart and Clear Outputs, save, and hand it in again",
        )
    if data.startswith(b"PK\x03\x04"):
        raise _unreadable("the file is a zip archive, not a notebook")
    if b"\0" in data:
        raise _unreadable("the file is damaged: it holds NUL bytes")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _unreadable(f"the file is damaged: byte {error.start:,} is not UTF-8") from error
    if text.lstrip().startswith("<"):
        raise _unreadable(
            "the file is a web page, not a notebook",
            how="download the .ipynb file itself, not the page that shows it",
        )
    return text


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise _unreadable(f"the file is cut short or damaged at line {error.lineno:,}") from error
    except (RecursionError, ValueError) as error:  # nested too deeply, a number without end
        raise _unreadable("the file is JSON as no program writes it") from error


def _cell(number: int, cell: Any) -> NotebookNode:
    source = cell.get("source", "") if isinstance(cell, dict) else None
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise _unreadable(f"the notebook is damaged: cell {number:,} has no text")
    if len(source) > CHARACTERS_AT_MOST:
        raise _unreadable(f"cell {number:,} has {len(source):,} characters, far too many")
    kind = cell.get("cell_type")
    kind = kind if kind in ("code", "markdown") else "raw"
    content = {"source": in_utf8(source), "metadata": _marks(cell), **EMPTY[kind]}
    return from_dict({"id": f"cell-{number}", "cell_type": kind, **content})


def _marks(cell: dict[str, Any]) -> dict[str, Any]:
    metadata = cell.get("metadata")
    marks = metadata.get("nbgrader") if isinstance(metadata, dict) else None
    # Some editors drop what nbgrader noted; the cell's own id, which is the same, they keep.
    id = marks.get("grade_id") if isinstance(marks, dict) else cell.get("id")
    return {"nbgrader": {"grade_id": in_utf8(id)}} if isinstance(id, str) else {}


def _unreadable(what: str, *, how: str = "") -> UnreadableError:
    return UnreadableError(
        what,
        why="the answers are taken from the notebook's cells",
        how=how or "open the notebook in JupyterLab; if it looks right there, save and hand it in",
    )

"""Text sources become notebooks without outputs: cells, ids, metadata.

The format is described in `course_lib.building`.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import isfinite
from pathlib import Path

import jupytext
import nbformat
from nbformat import NotebookNode

from course_lib.building.regions import HIDDEN, SOLUTION, split_region
from course_lib.errors import NotebookError

__all__ = ["notebook_metadata", "read_assignment", "read_lecture"]

GRADED = ("solution", "check", "manual")
ID = re.compile(r"[A-Za-z0-9_-]{1,57}")  # with "check-" before it: nbformat allows 64


def notebook_metadata() -> NotebookNode:
    """Metadata of every notebook: Python 3, of no particular version."""
    return nbformat.from_dict(
        {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {
                "codemirror_mode": {"name": "ipython", "version": 3},
                "file_extension": ".py",
                "mimetype": "text/x-python",
                "name": "python",
                "nbconvert_exporter": "python",
                "pygments_lexer": "ipython3",
            },
        }
    )


def read_lecture(path: Path) -> NotebookNode:
    """Notebook of a lecture source, not yet run. Raises NotebookError on a source it cannot be."""
    cells = _read(path, allowed=("tags",))
    return _notebook(zip(cells, _section_ids(cells), ({} for _ in cells), strict=True))


def read_assignment(path: Path, points: Mapping[str, float]) -> NotebookNode:
    """nbgrader source notebook of an assignment source.

    `points` of each exercise by its id; a marker repeats them only where the id is not among them.
    Raises NotebookError on an unknown marker, a grade id used twice, missing or contradicting
    points, and regions that do not fit their cell.
    """
    cells = _read(path, allowed=("tags", "points", *GRADED))
    plain = iter(_section_ids([cell for cell in cells if not cell.graded]))
    ids = [_grade_id(cell) if cell.graded else next(plain) for cell in cells]
    for number, (cell, grade_id) in enumerate(zip(cells, ids, strict=True)):
        if grade_id in ids[:number]:
            raise cell.refused(
                f"grade id {grade_id!r} is used twice",
                why="nbgrader finds a student's answer by its id",
                how="give every marker its own id",
            )
        _check_regions(cell)
    graded = (_nbgrader(cell, grade_id, points) for cell, grade_id in zip(cells, ids, strict=True))
    return _notebook(zip(cells, ids, graded, strict=True))


@dataclass(frozen=True, slots=True)
class _Cell:
    file: str
    number: int
    kind: str
    text: str
    marks: dict[str, object]

    @property
    def graded(self) -> bool:
        return any(mark in self.marks for mark in GRADED)

    @property
    def where(self) -> str:
        first = self.text.strip().partition("\n")[0]
        return f"{self.file}, cell {self.number} ({first[:50]})"

    def refused(self, what: str, *, why: str, how: str) -> NotebookError:
        return NotebookError(f"{self.where}: {what}", why=why, how=how)


def _read(path: Path, allowed: tuple[str, ...]) -> list[_Cell]:
    nodes = _parse(path)
    cells = [
        _Cell(path.name, number, node.cell_type, node.source, _marks(node))
        for number, node in enumerate(nodes, start=1)
        # jupytext gives a file's YAML header back as a first raw cell
        if not (number == 1 and node.cell_type == "raw" and node.source.startswith("---"))
    ]
    if not cells:
        raise NotebookError(
            f"{path.name} has no cells",
            why="an empty notebook teaches nothing: the file may have been cut short",
            how="open cells with # %% or # %% [markdown]",
        )
    for cell in cells:
        _check_marks(cell, allowed)
    return cells


def _parse(path: Path) -> list[NotebookNode]:
    try:
        return jupytext.reads(path.read_text("utf-8"), fmt="py:percent").cells
    except (OSError, UnicodeDecodeError) as error:
        raise NotebookError(
            f"{path.name} cannot be read: {error}",
            why="a notebook source is a Python file in UTF-8 with cells marked by # %%",
            how="look at the file; course_lib.building describes the format",
        ) from error
    # jupytext itself stumbles over metadata of the wrong kind, such as tags=3
    except (nbformat.ValidationError, AttributeError, TypeError, ValueError) as error:
        raise NotebookError(
            f"{path.name}: in a cell's marker, {str(error).partition(chr(10))[0]}",
            why="markers become metadata, and nbformat says what metadata may be",
            how='write tags as a list of words: tags=["concept:knn-vote"]',
        ) from error


def _marks(node: NotebookNode) -> dict[str, object]:
    return {key: value for key, value in node.metadata.items() if key != "lines_to_next_cell"}


def _check_marks(cell: _Cell, allowed: tuple[str, ...]) -> None:
    unknown = sorted(set(cell.marks) - set(allowed))
    if cell.kind not in ("code", "markdown") or unknown:
        raise cell.refused(
            f"unknown marker {', '.join(unknown) or cell.kind!r}",
            why=f"cells are code or [markdown], and may say {', '.join(allowed)}",
            how='write key="value" after # %%; course_lib.building lists the markers',
        )


def _section_ids(cells: list[_Cell]) -> list[str]:
    """Heading slug and running number of each cell."""
    ids: list[str] = []
    section, number, seen = "start", 0, {"start"}
    for cell in cells:
        heading = _heading(cell)
        if heading is not None:
            section, number = _slug(heading), 0
            if not section or section in seen:
                raise cell.refused(
                    f"heading {heading!r} names no section of its own",
                    why="cell ids are made from the words of the headings # and ##, so that a "
                    "change in one section leaves the ids of the others alone",
                    how="give each section another heading, in letters; use ### within a section",
                )
            seen.add(section)
        number += 1
        ids.append(f"{section}-{number}")
    return ids


def _heading(cell: _Cell) -> str | None:
    if cell.kind != "markdown":
        return None
    unfenced = re.sub(r"^(```|~~~).*?^\1", "", cell.text, flags=re.MULTILINE | re.DOTALL)
    found = re.search(r"^##? +(.+)$", unfenced, flags=re.MULTILINE)
    return found[1].strip() if found else None


def _slug(heading: str) -> str:
    plain = unicodedata.normalize("NFKD", heading).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:48].strip("-")


def _grade_id(cell: _Cell) -> str:
    marks = [mark for mark in GRADED if mark in cell.marks]
    name = cell.marks[marks[0]]
    if len(marks) > 1 or (cell.kind == "markdown") != (marks == ["manual"]):
        raise cell.refused(
            f"{' and '.join(marks)} on one {cell.kind} cell",
            why="a cell is either a solution or a check, both code, or a manual answer in markdown",
            how="split the cell, or add or take away [markdown]",
        )
    if not isinstance(name, str) or not ID.fullmatch(name):
        raise cell.refused(
            f"{marks[0]}={name!r} is no id",
            why="ids are letters, digits, - and _, 57 at most, in quotes",
            how=f'write {marks[0]}="pairwise-l2"',
        )
    return f"check-{name}" if marks == ["check"] else name


def _nbgrader(cell: _Cell, grade_id: str, points: Mapping[str, float]) -> dict[str, object]:
    """nbgrader's cell metadata, schema version 3."""
    check, manual = "check" in cell.marks, "manual" in cell.marks
    solution = manual or "solution" in cell.marks
    metadata: dict[str, object] = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": check or manual,
        "solution": solution,
        "locked": not solution,
        "task": False,
    }
    if check or manual:
        metadata["points"] = _points(cell, grade_id.removeprefix("check-"), points)
    elif "points" in cell.marks:
        raise cell.refused(
            "points on a cell that is not marked",
            why="points are given by a check or a manual answer",
            how="move points= to the check cell",
        )
    return {"nbgrader": metadata}


def _points(cell: _Cell, exercise: str, points: Mapping[str, float]) -> float:
    here, there = cell.marks.get("points"), points.get(exercise)
    if here is not None and there is not None and here != there:
        raise cell.refused(
            f"points={here!r}, but the exercise {exercise!r} is worth {there:g}",
            why="points are said once, where the exercise is described",
            how="leave points= out of the marker",
        )
    value = there if here is None else here
    number = isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
    if not number or value < 0:  # type: ignore[operator]
        raise cell.refused(
            f"points={value!r} for {exercise!r}" if value is not None else "points are missing",
            why="nbgrader cannot mark a cell without a number of points from 0 up",
            how=f"give the exercise {exercise!r} its points, or write points=3 in the marker",
        )
    return int(value) if value == int(value) else value  # type: ignore[call-overload, return-value]


def _check_regions(cell: _Cell) -> None:
    _, solution = split_region(cell.text, SOLUTION, cell.where)
    _, hidden = split_region(cell.text, HIDDEN, cell.where)
    if "solution" in cell.marks and f"BEGIN {SOLUTION}" not in cell.text:
        raise cell.refused(
            "a solution cell without ### BEGIN SOLUTION",
            why="nbgrader would replace the whole cell, signature and docstring included",
            how="put ### BEGIN SOLUTION and ### END SOLUTION around what students write",
        )
    misplaced = [SOLUTION] if solution and not {"solution", "manual"} & cell.marks.keys() else []
    misplaced += [HIDDEN] if hidden and "check" not in cell.marks else []
    if misplaced:
        raise cell.refused(
            f"{' and '.join(misplaced)} in a cell that cannot hold it",
            why="nbgrader cuts solutions out of solution cells, hidden tests out of check cells",
            how='mark the cell solution="..." or check="..."',
        )


def _notebook(cells: Iterable[tuple[_Cell, str, dict[str, object]]]) -> NotebookNode:
    notebook = nbformat.v4.new_notebook(metadata=notebook_metadata())
    for cell, cell_id, metadata in cells:
        new = getattr(nbformat.v4, f"new_{cell.kind}_cell")
        tags = {"tags": cell.marks["tags"]} if "tags" in cell.marks else {}
        notebook.cells.append(new(cell.text, id=cell_id, metadata=metadata | tags))
    return notebook

"""What stands at the top of the page: each exercise with its points and what was found."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.graded import Finding
from course_lib.grading.results import BY_ID, findings_in

__all__ = ["Line", "summary_of"]

HEADING = re.compile(r"^ {0,3}#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
FENCED = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
NOT_COMMENTED = "No response."  # nbgrader's own remark on an answer that is as it was released


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the summary. `kind` says what it is where that is no exercise of the course.

    `cell` and `comment` are the ids of the graded cell and of the one that a person's comment
    stands below; a comment on something without points is a line without `cell`.
    """

    title: str
    kind: str = ""
    cell: str = ""
    points: float = 0
    max_points: float = 0
    comment: str = ""
    finding: Finding | None = None

    @property
    def mistake(self) -> str:
        """The name of the mistake, where it has one."""
        name = (self.finding and self.finding.mistake) or ""
        return "" if name.startswith("answer ") else name

    @property
    def said(self) -> str:
        """What was found, in a line; nothing where all is right."""
        if self.finding is None or self.finding.state == "passed":
            return ""
        if self.finding.state == "not attempted":
            return "Not attempted."
        return self.finding.message.strip().partition("\n")[0].replace("`", "")


def summary_of(notebook: NotebookNode) -> list[Line]:
    """A line for each cell that gives points, then for comments on other cells."""
    comments = dict(_comments(notebook))
    lines, title = [], ""
    for cell in notebook.cells:
        title = _heading(cell) or title
        id, marks = grade_id(cell), cell.metadata.get("nbgrader", {})
        if marks.get("grade") or marks.get("task"):
            exercise = id.removeprefix("check-")
            known = BY_ID.get(exercise)
            lines.append(
                Line(
                    title=known.title if known else title or id,
                    kind="" if known else _kind(cell),
                    cell=id,
                    points=float(marks["score"]),
                    max_points=float(marks["points"]),
                    comment=_first(comments, id, exercise),
                    finding=next(findings_in(NotebookNode(cells=[cell])), None),
                )
            )
    return lines + [Line(title=title or id, comment=id) for id, title in comments.items()]


def _comments(notebook: NotebookNode) -> Iterator[tuple[str, str]]:
    """The ids of the cells that a person wrote a comment to, with the heading above each."""
    title = ""
    for cell in notebook.cells:
        title = _heading(cell) or title
        said = cell.metadata.get("nbgrader", {}).get("comment")
        if said and said != NOT_COMMENTED:
            yield grade_id(cell), title


def _first(comments: dict[str, str], *ids: str) -> str:
    """The first of the ids that has a comment, which is then no longer to be listed."""
    found = next((id for id in ids if id in comments), "")
    comments.pop(found, None)
    return found


def _heading(cell: NotebookNode) -> str:
    """The last heading of a text that was given."""
    if cell.cell_type != "markdown" or is_answer(cell):
        return ""
    found = HEADING.findall(FENCED.sub("", cell.source))
    return re.sub(r"[`*$]", "", found[-1]) if found else ""


def _kind(cell: NotebookNode) -> str:
    if cell.metadata.nbgrader.get("task"):
        return "task"
    if not is_answer(cell):
        return "test"
    return "your code" if cell.cell_type == "code" else "your answer"

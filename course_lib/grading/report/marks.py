"""What persons mark: no check says anything of it, so it is counted from the gradebook."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from nbgrader.api import Grade, SubmittedAssignment, SubmittedNotebook

__all__ = ["MarkedRow", "marked_rows"]


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """An answer that a person marks: of how many it is marked, waits, was left as it was.

    `share` of the points was earned by those of whom it does not wait; None where it waits of all.
    """

    id: str
    points: float
    marked: int
    waiting: int
    untouched: int
    share: float | None


class _Mark(NamedTuple):
    """What the gradebook has of one answer; None where nobody, or no program, gave points."""

    auto: float | None
    manual: float | None
    score: float


def marked_rows(book: Any, assignment: str) -> Iterator[MarkedRow]:
    """A row for each answer that a person marks, by the id of its cell.

    Of whom handed in; `book` is nbgrader's gradebook, which knows the assignment.
    """
    for notebook in book.find_assignment(assignment).notebooks:
        answers = {cell.name for cell in notebook.solution_cells}
        essays = [cell for cell in notebook.grade_cells if cell.name in answers]
        for cell in sorted([*essays, *notebook.task_cells], key=lambda cell: cell.name):
            yield _row(cell.name, float(cell.max_score), map(_Mark._make, _marks(book, cell.id)))


def _marks(book: Any, cell: str) -> Iterable[Any]:
    return (
        book.db.query(Grade.auto_score, Grade.manual_score, Grade.score)
        .join(SubmittedNotebook, SubmittedNotebook.id == Grade.notebook_id)
        .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
        # nbgrader makes an empty submission of those who handed in nothing
        .filter(Grade.cell_id == cell, SubmittedAssignment.timestamp.is_not(None))
    )


def _row(id: str, points: float, marks: Iterable[_Mark]) -> MarkedRow:
    every = list(marks)
    waiting = sum(mark.auto is None and mark.manual is None for mark in every)
    marked = sum(mark.manual is not None for mark in every)
    settled = len(every) - waiting
    earned = sum(float(mark.score) for mark in every)
    return MarkedRow(
        id=id,
        points=points,
        marked=marked,
        waiting=waiting,
        untouched=settled - marked,
        share=earned / (points * settled) if points and settled else None,
    )

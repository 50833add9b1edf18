"""What came of each submission, read one at a time from what grading left behind."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment, MissingEntry, Student, SubmittedAssignment

from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.graded import Finding
from course_lib.grading.reading import in_utf8
from course_lib.grading.report.marks import MarkedRow, marked_rows
from course_lib.grading.report.timing import check_seconds
from course_lib.grading.results import findings_in
from course_lib.grading.submissions import submissions

__all__ = ["Item", "Register", "Work", "register", "released_text", "works"]

SEEN_ON = re.compile(r"^Seen on: (.*)$", re.MULTILINE)  # as checking.render writes it


@dataclass(frozen=True, slots=True)
class Item:
    """One exercise of one student: what was found, on which input, and what the student wrote.

    `seconds` is what its check took at the student's, where the notebook says so.
    """

    finding: Finding
    code: str = ""
    case: str = ""
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """One student's submission; points are the gradebook's, those given by hand included.

    `reason` says why nothing could be taken from the file, or what could not be judged.
    """

    student: str
    points: float
    max_points: float
    items: tuple[Item, ...]
    suspicious: tuple[str, ...] = ()
    reason: str = ""

    @property
    def is_set_aside(self) -> bool:
        """Whether nothing could be judged, for the reason given."""
        return bool(self.reason) and all(i.finding.state == "not judged" for i in self.items)


@dataclass(frozen=True, slots=True)
class Register:
    """What the gradebook knows: people, each with their names, and points by assignment.

    `points[student][assignment]` is (points, of so many). `by_hand` are those of whom something
    waits to be marked by a person, `marked` is what persons mark.
    """

    people: dict[str, tuple[str, ...]] = field(default_factory=dict)
    points: dict[str, dict[str, tuple[float, float]]] = field(default_factory=dict)
    by_hand: frozenset[str] = frozenset()
    marked: tuple[MarkedRow, ...] = ()


def register(folder: CourseFolder, assignment: str) -> Register:
    """Read the gradebook. Raises GradingError for an assignment that it does not know."""
    given = SubmittedAssignment
    with folder.gradebook() as book:
        try:
            book.find_assignment(assignment)
        except MissingEntry as error:
            raise GradingError(
                f"the gradebook knows no assignment {assignment}",
                why="a report tells what came of grading",
                how=f"run `nbgrader generate_assignment` and `course grade {assignment}` first",
            ) from error
        people = {s.id: _names(s) for s in book.db.query(Student)}
        rows = (
            book.db.query(given.student_id, Assignment.name, given.score, given.max_score)
            .join(Assignment, Assignment.id == given.assignment_id)
            .all()
        )
        waiting = (
            book.db.query(given.student_id)
            .join(Assignment, Assignment.id == given.assignment_id)
            .filter(Assignment.name == assignment, given.needs_manual_grade)
        )
        by_hand = frozenset(student for (student,) in waiting)
        marked = tuple(marked_rows(book, assignment))
    points: dict[str, dict[str, tuple[float, float]]] = {}
    for student, name, score, most in rows:
        points.setdefault(student, {})[name] = (float(score), float(most))
    return Register(people, points, by_hand, marked)


def works(folder: CourseFolder, assignment: str, known: Register) -> Iterator[Work | str]:
    """Everybody who handed in, one at a time; the name alone of who has not been graded."""
    places = folder.directory
    for submission in submissions(folder, assignment):
        student = submission.student
        place = Path(places.format_path(places.autograded_directory, student, assignment))
        notebooks = sorted(place.glob("*.ipynb"))
        points = known.points.get(student, {}).get(assignment)
        if not notebooks or points is None:
            yield in_utf8(student)
            continue
        yield _work(
            student, points, {path: check_seconds(submission, path.stem) for path in notebooks}
        )


def released_text(folder: CourseFolder, assignment: str) -> str:
    """All the words of the students' version; nothing where there is none."""
    places = folder.directory
    place = Path(places.format_path(places.release_directory, ".", assignment))
    notebooks = (nbformat.read(path, as_version=4) for path in sorted(place.glob("*.ipynb")))
    return "\n".join(cell.source for notebook in notebooks for cell in notebook.cells)


def _names(student: Any) -> tuple[str, ...]:
    known = (student.first_name, student.last_name, student.email, student.lms_user_id)
    return tuple(name for name in known if name)


def _work(student: str, points: tuple[float, float], took: dict[Path, dict[str, float]]) -> Work:
    notebooks = [nbformat.v4.reads(path.read_text(encoding="utf-8")) for path in took]
    told = [notebook.metadata.get("course", {}) for notebook in notebooks]
    return Work(
        student=student,
        points=points[0],
        max_points=points[1],
        items=tuple(
            item
            for notebook, seconds in zip(notebooks, took.values(), strict=True)
            for item in _items(notebook, seconds)
        ),
        suspicious=tuple(dict.fromkeys(e for t in told for e in t.get("suspicious") or ())),
        reason="; ".join(t["reason"] for t in told if t.get("reason")),
    )


def _items(notebook: NotebookNode, took: dict[str, float]) -> Iterator[Item]:
    """Each check with the answer of its exercise: by its id, else the answer before it."""
    answers: dict[str, str] = {}
    for cell in notebook.cells:
        if is_answer(cell):
            answers[grade_id(cell)] = cell.source
        for finding in findings_in(NotebookNode(cells=[cell])):
            last = next(reversed(answers.values()), "")
            code = answers.get(finding.exercise, last)
            yield Item(finding, code, finding.case or _case(cell), took.get(grade_id(cell)))


def _case(cell: NotebookNode) -> str:
    """As the text of the verdict says it, in a notebook from before the finding did."""
    texts = (str(o.get("data", {}).get("text/plain", "")) for o in cell.get("outputs", ()))
    return next((seen[1] for text in texts if (seen := SEEN_ON.search(text))), "")

"""The one who writes: grades into nbgrader's gradebook, graded notebooks into autograded/.

The same rows and files as `nbgrader autograde` makes, a whole class through one connection. First
the grades are committed, a few students' at once, then their notebooks put in place by renaming
them: whoever stops this at any moment finds every grade that was recorded, and those few notebooks
are graded once more.
"""

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
from nbformat import NotebookNode
from nbgrader.api import Assignment, MissingEntry, SubmittedAssignment, SubmittedNotebook
from nbgrader.preprocessors import AssignLatePenalties
from nbgrader.utils import (
    compute_checksum,
    determine_grade,
    find_all_files,
    is_grade,
    is_solution,
    is_task,
)

from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.folder import CourseFolder, GradingError, known_warnings
from course_lib.grading.graded import Finding
from course_lib.grading.reading import UnreadableError
from course_lib.grading.results import findings_in
from course_lib.grading.submissions import STAMP, Submission, read_file

__all__ = ["Before", "Recorder", "ToRecord", "alone"]

FILES = (STAMP, "submission_secret.txt")  # what nbgrader's later steps look for


class ToRecord(NamedTuple):
    """One graded notebook, as JSON."""

    submission: Submission
    notebook: str
    graded: str


@dataclass(frozen=True, slots=True)
class Before:
    """What an earlier run recorded: what the grade depended on; reason, findings, suspicions."""

    fingerprint: str
    found: tuple[str, tuple[Finding, ...], tuple[str, ...]]


@contextlib.contextmanager
def alone(root: Path) -> Iterator[None]:
    """One at a time records into a course folder; who is killed leaves nothing locked."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with open(root / ".grading-lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise GradingError(
                f"somebody is grading in {root.name} already",
                why="two at a time would record over each other",
                how="wait until the other `course grade` is done",
            ) from error
        yield


class Recorder:
    """Records into one course folder. Use it in a `with`.

    Raises GradingError for an assignment that the gradebook does not know.
    """

    def __init__(self, folder: CourseFolder, assignment: str) -> None:
        self.folder, self.assignment = folder, assignment
        self.places = folder.directory
        self.gradebook = folder.gradebook()
        try:
            notebooks = self.gradebook.find_assignment(assignment).notebooks
        except MissingEntry as error:
            self.gradebook.close()
            raise GradingError(
                f"the gradebook knows no assignment {assignment}",
                why="what each cell is worth is put there when the assignment is generated",
                how=f"run `nbgrader generate_assignment` first; {_in_source(folder)}",
            ) from error
        self.notebooks = sorted(n.name for n in notebooks)
        self.cells = {
            cell.id: cell.name
            for n in notebooks
            for cell in (*n.grade_cells, *n.solution_cells, *n.task_cells)
        }
        self.penalties = AssignLatePenalties(config=folder.config)
        self.penalties.init_plugin()
        self.known = self._known()
        # nbgrader commits at every step. Joined into our transaction its commits only flush: a
        # student's grades are recorded all at once, or not at all, and the disk, which takes
        # longer than the rest, is waited for once.
        self.connection = self.gradebook.engine.connect()
        self.gradebook.db.remove()
        self.gradebook.db.configure(bind=self.connection, join_transaction_mode="rollback_only")

    def __enter__(self) -> "Recorder":
        return self

    def __exit__(self, *_error: object) -> None:
        self.connection.close()
        self.gradebook.close()

    def before(self, student: str, notebook: str) -> Before | None:
        """What was graded before, if it is there and in the gradebook."""
        path = self.place(student, notebook)
        if student not in self.known or not path.exists():
            return None
        node = nbformat.v4.reads(path.read_text(encoding="utf-8"))
        course = node.metadata.get("course", {})
        # What was set aside has none of this.
        found = ("", tuple(findings_in(node)), tuple(course.get("suspicious") or ()))
        return Before(str(course.get("fingerprint", "")), found)

    def keep(self, submission: Submission, notebook: str) -> None:
        """Record what was graded before as what was handed in now: the time may be another."""
        path = self.place(submission.student, notebook)
        submission.handed_in(notebook)  # which leaves a note of it where there was none
        if read_file(submission.folder / STAMP) != (path.parent / STAMP).read_bytes():
            self.record(ToRecord(submission, notebook, path.read_text(encoding="utf-8")))

    def record(self, *given: ToRecord) -> None:
        """Record graded notebooks: all of them, or none where one cannot be.

        What an instructor gave or wrote by hand is left alone.
        """
        try:
            with known_warnings(), self.connection.begin():
                for submission, notebook, graded in given:
                    node, at = nbformat.v4.reads(graded), submission.handed_in(notebook)
                    self._grades(submission.student, notebook, node, at)
        finally:
            self.gradebook.db.remove()  # so that memory does not grow with the class
        for submission, notebook, graded in given:
            self._files(submission)
            self._put(self.place(submission.student, notebook), graded.encode())
            self.known.add(submission.student)

    def _known(self) -> set[str]:
        """The students who have grades."""
        rows = (
            self.gradebook.db.query(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .filter(Assignment.name == self.assignment)
        )
        return {student for (student,) in rows}

    def place(self, student: str, notebook: str) -> Path:
        """Where the graded notebook lies."""
        step = self.places.autograded_directory
        return Path(self.places.format_path(step, student, self.assignment), f"{notebook}.ipynb")

    def _grades(self, student: str, notebook: str, node: NotebookNode, at: datetime) -> None:
        book = self.gradebook
        book.update_or_create_student(student)
        submission = book.update_or_create_submission(self.assignment, student, timestamp=at)
        submitted = next(n for n in submission.notebooks if n.name == notebook)
        grades = {self.cells[grade.cell_id]: grade for grade in submitted.grades}
        comments = {self.cells[comment.cell_id]: comment for comment in submitted.comments}
        marked = self._marked(self.place(student, notebook), grades)
        for cell in node.cells:
            id = cell.metadata.get("nbgrader", {}).get("grade_id")
            if is_grade(cell) and id in grades:
                _grade(grades[id], cell, is_settled=marked.get(id) == cell.source)
            if (is_solution(cell) or is_task(cell)) and id in comments:
                unchanged = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
                answered = is_task(cell) or not unchanged
                comments[id].auto_comment = None if answered else "No response."
        book.db.flush()
        self._penalise(submission, submitted)
        book.db.commit()

    def _marked(self, graded: Path, grades: Mapping[str, Any]) -> dict[str, str]:
        """The answers that a person has marked and is done with, as they then were, by id."""
        done = {
            id
            for id, grade in grades.items()
            if grade.manual_score is not None and not grade.needs_manual_grade
        }
        if not done or not graded.exists():
            return {}
        cells = nbformat.v4.reads(graded.read_text(encoding="utf-8")).cells
        return {grade_id(c): c.source for c in cells if is_answer(c) and grade_id(c) in done}

    def renew_penalties(self) -> None:
        """Let what lateness costs follow the date, the policy and the marks as they are now.

        A date may have been put off, or an essay marked, since the work was graded.
        """
        late = (
            self.gradebook.db.query(SubmittedAssignment.student_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .outerjoin(SubmittedAssignment.notebooks)
            .filter(Assignment.name == self.assignment)
            .filter(
                (SubmittedAssignment.timestamp > Assignment.duedate)
                | (SubmittedNotebook.late_submission_penalty > 0)
            )
            .distinct()
        )
        with self.connection.begin():
            students = [student for (student,) in late]
            self.gradebook.db.remove()
        for student in students:
            self._penalise_anew(student)

    def _penalise_anew(self, student: str) -> None:
        try:
            with known_warnings(), self.connection.begin():
                submission = self.gradebook.find_submission(self.assignment, student)
                for submitted in submission.notebooks:
                    self._penalise(submission, submitted)
                self.gradebook.db.commit()
        finally:
            self.gradebook.db.remove()

    def _penalise(self, submission: Any, submitted: Any) -> None:
        submitted.late_submission_penalty = None
        late = submission.total_seconds_late
        if late <= 0:
            return
        self.gradebook.db.flush()
        self.gradebook.db.refresh(submitted)  # its score is a sum that the database makes
        penalty = self.penalties.plugin_inst.late_submission_penalty(
            submission.student_id, submitted.score, late
        )
        if penalty is not None:
            submitted.late_submission_penalty = min(max(penalty, 0), submitted.score)

    def _files(self, submission: Submission) -> None:
        """What lies beside the notebook: the data of the assignment, and when it was handed in."""
        places = self.places
        into = self.place(submission.student, "-").parent
        into.mkdir(parents=True, exist_ok=True)
        source = Path(places.format_path(places.source_directory, ".", self.assignment))
        for name in find_all_files(str(source), [*places.ignore, "*.ipynb"]):
            copy = into / Path(name).relative_to(source)
            copy.parent.mkdir(parents=True, exist_ok=True)
            if not copy.exists():
                shutil.copy(name, copy)
        for name in FILES:
            with contextlib.suppress(UnreadableError):  # not there, or no file
                self._put(into / name, read_file(submission.folder / name))

    def _put(self, path: Path, data: bytes) -> None:
        """All of it or nothing; not to be written to, like everything of nbgrader's there."""
        part = path.with_name(f".{path.name}.part")
        part.unlink(missing_ok=True)
        part.write_bytes(data)
        part.chmod(0o664 if self.places.groupshared else 0o444)
        os.replace(part, path)


def _in_source(folder: CourseFolder) -> str:
    names = sorted(path.name for path in (folder.root / "source").glob("*") if path.is_dir())
    return f"source/ has {', '.join(names)}" if names else "source/ is empty"


def _grade(grade: Any, cell: NotebookNode, *, is_settled: bool) -> None:
    """As nbgrader's SaveAutoGrades, but what is settled is not to be marked once more."""
    grade.auto_score, _ = determine_grade(cell)
    is_for_a_person = grade.manual_score is not None or grade.auto_score is None
    grade.needs_manual_grade = is_for_a_person and not is_settled

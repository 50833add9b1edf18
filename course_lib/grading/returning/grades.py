"""What each student is told: points, what was taken off and why, what was found."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat
from nbgrader.preprocessors import AssignLatePenalties

from course_lib.errors import CourseError
from course_lib.grading.collecting.record import Record, latest_of
from course_lib.grading.folder import CourseFolder
from course_lib.grading.graded import Finding
from course_lib.grading.results import findings_in

__all__ = ["ByHand", "ReturningError", "StudentGrade", "grades_of", "late_policy"]


class ReturningError(CourseError):
    """Grades that cannot be given back as they were asked for."""


@dataclass(frozen=True, slots=True)
class ByHand:
    """An answer that a person marks; `points` is None as long as nobody has."""

    name: str
    points: float | None
    max_points: float


@dataclass(frozen=True, slots=True)
class StudentGrade:
    """One student's grade. `points` are what is left when `penalty` has been taken off.

    `comments` are those that a person wrote, each with the name of its cell. `late_by_how_much`
    says whether the time is known, or only that it was late.
    """

    student: str
    points: float
    max_points: float
    penalty: float = 0
    seconds_late: float = 0
    late_by_how_much: bool = True
    findings: tuple[Finding, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    comments: tuple[tuple[str, str], ...] = ()
    policy: str = ""
    notebooks: tuple[Path, ...] = field(default=(), repr=False)

    @property
    def is_complete(self) -> bool:
        """Whether nothing waits for its mark."""
        return all(answer.points is not None for answer in self.by_hand)


def grades_of(folder: CourseFolder, assignment: str) -> Iterator[StudentGrade]:
    """Everybody's who was graded, by id. Raises ReturningError where nobody was."""
    places, policy = folder.directory, late_policy(folder)
    unknown = _of_unknown_time(Record(folder.root), assignment)
    with folder.gradebook() as gradebook:
        # nbgrader makes an empty one of those who handed in nothing
        submissions = [s for s in gradebook.assignment_submissions(assignment) if s.timestamp]
        if not submissions:
            raise ReturningError(
                f"nobody has a grade for {assignment}",
                why="grades are read from nbgrader's gradebook",
                how=f"run `course grade {assignment}` first",
            )
        for submission in sorted(submissions, key=lambda s: s.student_id):
            step = places.autograded_directory
            graded = Path(places.format_path(step, submission.student_id, assignment))
            grade = _grade(submission, sorted(graded.glob("*.ipynb")), policy)
            yield replace(grade, late_by_how_much=grade.student not in unknown)


def late_policy(folder: CourseFolder) -> str:
    """The late policy in words, where it is one of ours."""
    penalties = AssignLatePenalties(config=folder.config)
    penalties.init_plugin()
    words = getattr(penalties.plugin_inst, "in_words", None)
    return words() if words else ""


def _of_unknown_time(record: Record, assignment: str) -> set[str]:
    """Of whom collecting could not tell when they handed in."""
    return {
        student
        for (student, of, _), versions in record.versions.items()
        if of == assignment and not latest_of(versions.values())[0].known
    }


def _grade(submission: Any, notebooks: list[Path], policy: str) -> StudentGrade:
    score, penalty = float(submission.score), float(submission.late_submission_penalty or 0)
    read = [nbformat.v4.reads(path.read_text(encoding="utf-8")) for path in notebooks]
    return StudentGrade(
        student=submission.student_id,
        points=max(score - penalty, 0),
        max_points=float(submission.max_score),
        penalty=penalty,
        seconds_late=float(submission.total_seconds_late),
        findings=tuple(finding for notebook in read for finding in findings_in(notebook)),
        by_hand=tuple(_by_hand(submission)),
        comments=tuple(_comments(submission)),
        policy=policy,
        notebooks=tuple(notebooks),
    )


def _by_hand(submission: Any) -> Iterator[ByHand]:
    for notebook in submission.notebooks:
        for grade in sorted(notebook.grades, key=lambda grade: grade.name):
            if grade.manual_score is not None or grade.auto_score is None:
                points = None if grade.manual_score is None else float(grade.score)
                yield ByHand(grade.name.removeprefix("check-"), points, float(grade.max_score))


def _comments(submission: Any) -> Iterator[tuple[str, str]]:
    for notebook in submission.notebooks:
        for comment in sorted(notebook.comments, key=lambda comment: comment.name):
            if comment.manual_comment:
                yield comment.name, comment.manual_comment

"""What came of a submission: points from the gradebook, verdicts from the graded notebook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat

from course_lib.checking import VERDICT_MIME
from course_lib.exercises import find
from course_lib.grading.folder import CourseFolder

__all__ = ["Finding", "Result", "result_of"]


@dataclass(frozen=True, slots=True)
class Finding:
    """What the check of one exercise found: a verdict's state and name, or why there is none."""

    exercise: str
    state: str
    mistake: str | None
    looked: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Result:
    """One student's points and findings."""

    student: str
    points: float
    max_points: float
    findings: tuple[Finding, ...]

    @property
    def diagnosis(self) -> tuple[str, ...]:
        """What went wrong, each once, in the order of the assignment."""
        open_ = {f.exercise: f for f in self.findings if f.state != "passed"}
        untouched = [f for f in open_.values() if f.state == "not attempted"]
        said = [_named(f) for f in open_.values() if f not in untouched and not _follows(f, open_)]
        if untouched:
            said.append(f"{len(untouched)} of {len(self.findings)} not attempted")
        return tuple(dict.fromkeys(said))


def _named(finding: Finding) -> str:
    if finding.mistake is None:
        return f"{finding.exercise}: {finding.looked or finding.state}"
    is_answer = finding.mistake.startswith("answer ")
    return f"{finding.exercise}: {finding.mistake}" if is_answer else finding.mistake


def _follows(finding: Finding, open_: Mapping[str, Finding]) -> bool:
    """Wrong without a name of its own, and built on what is wrong itself."""
    builds_on = getattr(find(finding.exercise), "builds_on", ())
    return finding.mistake is None and any(id in open_ for id in builds_on)


def result_of(folder: CourseFolder, assignment: str, student: str) -> Result:
    """Read the points of a graded submission and what its checks found."""
    with folder.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment, student)
        points, max_points = float(submission.score), float(submission.max_score)
    graded = folder.root / "autograded" / student / assignment / f"{assignment}.ipynb"
    return Result(student, points, max_points, tuple(_findings(graded)))


def _findings(graded: Path) -> Iterator[Finding]:
    cells = {
        cell.metadata.nbgrader["grade_id"]: cell
        for cell in nbformat.read(graded, as_version=4).cells
        if cell.cell_type == "code" and "nbgrader" in cell.metadata
    }
    for id, cell in cells.items():
        if cell.metadata.nbgrader.get("grade"):
            exercise = id.removeprefix("check-")
            answer = cells[exercise].outputs if exercise in cells else []
            yield _verdict(exercise, cell.outputs) or _stopped(exercise, [*answer, *cell.outputs])


def _verdict(exercise: str, outputs: list[Any]) -> Finding | None:
    for output in outputs:
        verdict = output.get("data", {}).get(VERDICT_MIME)
        if verdict is not None:
            keys = ("state", "mistake", "looked", "message")
            return Finding(exercise, *(verdict[key] for key in keys))
    return None


def _stopped(exercise: str, outputs: list[Any]) -> Finding:
    """No verdict: the answer's own cell, or else the check's, ended in an error."""
    for output in outputs:
        if output.output_type == "error":
            message = f"{output.ename}: {output.evalue}"
            return Finding(exercise, "did not run", None, output.ename, message)
    return Finding(exercise, "no result", None, None, "")

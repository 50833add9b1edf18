"""What came of a submission: points from the gradebook, verdicts from the graded notebook."""

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from course_lib.checking import VERDICT_MIME
from course_lib.checking.patterns import PATTERN_NAMES
from course_lib.exercises import EXERCISES
from course_lib.grading.folder import CourseFolder
from course_lib.grading.graded import Finding

__all__ = ["Result", "diagnosis_of", "findings_in", "follows", "result_of"]

BY_ID = {exercise.id: exercise for exercise in EXERCISES}
IN_WORDS = {
    "runs": "does not run to its end",
    "type": "wrong type",
    "parts": "wrong parts",
    "shape": "wrong shape",
    "dtype": "wrong dtype",
    "finite": "nan or infinity",
    "value": "wrong numbers",
    "inputs": "changes its inputs",
    "loops": "loops over the data",
    "memory": "too much memory",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One student's points and findings, and what honest work does not do."""

    student: str
    points: float
    max_points: float
    findings: tuple[Finding, ...]
    suspicious: tuple[str, ...] = ()

    @property
    def diagnosis(self) -> tuple[str, ...]:
        """What went wrong, each once, in the order of the assignment."""
        return diagnosis_of(self.findings)


def diagnosis_of(findings: Sequence[Finding]) -> tuple[str, ...]:
    """What went wrong, each once, in the order of the assignment."""
    open_ = {f.exercise: f for f in findings if f.state != "passed"}
    untouched = [f for f in open_.values() if f.state == "not attempted"]
    said = [_named(f) for f in open_.values() if f not in untouched and not follows(f, open_)]
    if untouched:
        said.append(f"{len(untouched)} of {len(findings)} not attempted")
    return tuple(dict.fromkeys(said))


def _named(finding: Finding) -> str:
    if finding.mistake is None:
        looked = finding.looked or finding.state
        return f"{finding.exercise}: {IN_WORDS.get(looked, looked)}"
    is_answer = finding.mistake.startswith("answer ")
    return f"{finding.exercise}: {finding.mistake}" if is_answer else finding.mistake


def follows(finding: Finding, wrong: Container[str]) -> bool:
    """Whether it is built on an exercise that is wrong itself, and is no mistake of its own.

    A pattern is none: what a wrong vote makes of predictions can look like anything.
    """
    builds_on = getattr(BY_ID.get(finding.exercise), "builds_on", ())
    has_own = finding.mistake is not None and finding.mistake not in PATTERN_NAMES
    return not has_own and any(id in wrong for id in builds_on)


def result_of(folder: CourseFolder, assignment: str, student: str) -> Result:
    """Read the points of a graded submission and what its checks found."""
    with folder.gradebook() as gradebook:
        submission = gradebook.find_submission(assignment, student)
        points, max_points = float(submission.score), float(submission.max_score)
    places = folder.directory
    graded = Path(places.format_path(places.autograded_directory, student, assignment))
    notebooks = [nbformat.read(path, as_version=4) for path in sorted(graded.glob("*.ipynb"))]
    findings = [finding for notebook in notebooks for finding in findings_in(notebook)]
    events = [e for n in notebooks for e in n.metadata.get("course", {}).get("suspicious") or ()]
    return Result(student, points, max_points, tuple(findings), tuple(dict.fromkeys(events)))


def findings_in(notebook: NotebookNode) -> Iterator[Finding]:
    """What the checks of a graded notebook found, in its order."""
    for cell in notebook.cells:
        for output in cell.get("outputs", ()):
            if VERDICT_MIME in output.get("data", {}):
                yield Finding.from_json(output.data[VERDICT_MIME])

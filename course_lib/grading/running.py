"""Run a notebook's cells in the jail, judge its checks outside, in the order of the notebook."""

import traceback
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Protocol

from nbformat import NotebookNode

from course_lib.checking import Exercise, Question, Raised, Verdict, judge, judge_answer
from course_lib.exercises import EXERCISES
from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.graded import Finding
from course_lib.grading.jail import too_slow
from course_lib.grading.outputs import asserted, note, of_check, of_student
from course_lib.grading.secret import inputs_of

__all__ = ["Run", "Session", "exercise_of"]

BY_CHECK: dict[str, Exercise | Question] = {f"check-{e.id}": e for e in EXERCISES}
WORDS = 200  # characters of an error that are told again
PLAY = "Nothing is graded by this cell, so it was not run."


class Session(Protocol):
    """What is needed of the jail; see course_lib.grading.jail."""

    suspicious: list[str]

    def run(self, source: str) -> Any:
        """Run a cell: outputs, and why it was stopped if it was."""

    def answer(self, names: tuple[str, ...]) -> Any:
        """The student's functions, to be called in a fork; to be used in a `with`."""

    def value(self, name: str) -> Any:
        """A variable's value, or Raised."""


@dataclass(slots=True)
class Run:
    """One notebook in one session: what was found so far.

    A check is never run: what it asks of the student's functions is asked from outside, of the
    jail's state at that place in the notebook, with inputs that `key` makes. `failures` are the
    checks that the grader itself could not judge, with the traceback.
    """

    session: Session
    key: bytes
    findings: list[Finding] = field(default_factory=list)
    events: list[str] = field(default_factory=list)
    failures: dict[str, str] = field(default_factory=dict)
    stopped: dict[str, tuple[str, str]] = field(default_factory=dict)

    def through(self, notebook: NotebookNode) -> None:
        """Write the outputs of every code cell into `notebook`."""
        code = [cell for cell in notebook.cells if cell.cell_type == "code"]
        for count, cell in enumerate(code, start=1):
            cell.execution_count = count
            if exercise := exercise_of(cell):
                cell.outputs = self._check(exercise, float(cell.metadata.nbgrader["points"]))
            elif "play" in cell.metadata.get("tags", ()) and not _is_check(cell):
                cell.outputs = note(PLAY)
            else:
                cell.outputs = self._run(cell)

    def suspicious(self) -> tuple[str, ...]:
        """Names of what honest work does not do, each once."""
        return tuple(dict.fromkeys([*self.session.suspicious, *self.events]))

    def _run(self, cell: NotebookNode) -> list[NotebookNode]:
        done = self.session.run(cell.source)
        raw = [*done.outputs, *([_error("Stopped", done.stopped)] if done.stopped else [])]
        error = next((output for output in raw if output.get("output_type") == "error"), None)
        if error:
            self.stopped[grade_id(cell)] = (str(error.get("ename")), str(error.get("evalue")))
        if not _is_check(cell):
            return of_student(raw)
        finding, outputs = asserted(grade_id(cell), float(cell.metadata.nbgrader["points"]), raw)
        self.findings.append(finding)
        return outputs

    def _check(self, exercise: Exercise | Question, points: float) -> list[NotebookNode]:
        try:
            finding, shown = self._judged(exercise)
        except Exception as error:  # a fault of the grader's own: it costs one check, and is told
            self.failures[exercise.id] = "".join(traceback.format_exception(error))
            text = f"The grader itself failed here ({type(error).__name__}). Tell your instructor."
            finding, shown = _without_verdict(exercise, "not judged", type(error).__name__, text)
        # An instructor may have given the exercise other points than the catalogue does.
        earned = points * finding.points / finding.max_points if finding.max_points else 0.0
        finding = replace(finding, points=earned, max_points=points)
        self.findings.append(finding)
        return of_check(finding, shown)

    def _judged(self, exercise: Exercise | Question) -> tuple[Finding, Mapping[str, Any]]:
        if isinstance(exercise, Question):
            value = self.session.value(exercise.variable)
            if isinstance(value, Raised):
                return self._missing(exercise, exercise.variable, value)
            verdict = judge(exercise, value, inputs_of(self.key, exercise.id))
        else:
            # To ask for a value costs a fork: only where the cell that makes it came to grief.
            for name in exercise.functions if exercise.id in self.stopped else ():
                if isinstance(raised := self.session.value(name), Raised):
                    return self._missing(exercise, name, raised)
            verdict = self._verdict(exercise)
        return Finding.from_json(verdict.as_json()), verdict._repr_mimebundle_()

    def _verdict(self, exercise: Exercise) -> Verdict:
        inputs = partial(inputs_of, self.key, exercise.id)
        with self.session.answer(exercise.functions) as answer:
            verdict = judge_answer(exercise, answer, inputs())
            if verdict.state == "passed" and (slow := too_slow(exercise, answer, inputs())):
                self.events.append("dearer-than-counted")
                verdict = replace(verdict, state="wrong", points=0, looked="loops", message=slow)
        return verdict

    def _missing(
        self, exercise: Exercise | Question, name: str, raised: Raised
    ) -> tuple[Finding, Mapping[str, Any]]:
        if raised.kind != "NameError":
            return _without_verdict(exercise, "did not run", raised.kind, raised.message)
        kind, words = self.stopped.get(exercise.id, (raised.kind, ""))
        text = f"There is no `{name}`"
        if exercise.id in self.stopped:
            text += f": the cell that should make it stopped with {kind}: {words[:WORDS]}"
        return _without_verdict(exercise, "did not run", kind, f"{text}.")


def exercise_of(cell: NotebookNode) -> Exercise | Question | None:
    """The exercise whose check this cell is, if it is one of the course's own."""
    is_check = cell.cell_type == "code" and _is_check(cell)
    return BY_CHECK.get(grade_id(cell)) if is_check else None


def _is_check(cell: NotebookNode) -> bool:
    """Whether it is graded by itself; one that the student writes in is graded by hand."""
    return bool(cell.metadata.get("nbgrader", {}).get("grade")) and not is_answer(cell)


def _without_verdict(
    exercise: Exercise | Question, state: str, looked: str, message: str
) -> tuple[Finding, Mapping[str, Any]]:
    points = exercise.points
    finding = Finding(exercise.id, state, None, looked, message, 0, points)
    shown = Verdict(exercise.id, exercise.title, "wrong", 0, points, message)
    return finding, shown._repr_mimebundle_()


def _error(kind: str, text: str) -> dict[str, Any]:
    return {"output_type": "error", "ename": kind, "evalue": text, "traceback": [text]}

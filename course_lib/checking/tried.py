"""One case tried: what came, what should have come, and how far apart they are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.checking.advice import advice, at_the_limit, is_python_2
from course_lib.checking.compare import NUMBER, Difference
from course_lib.checking.exercise import Case, Exercise, Measured, Way
from course_lib.checking.leaves import differs, same
from course_lib.checking.run import Answer, LocalAnswer, Outcome, Raised, quiet
from course_lib.checking.verdict import Looked


@dataclass(frozen=True, slots=True)
class Tried:
    """One case, what came of it, what should have, and the difference."""

    case: Case
    outcome: Outcome
    want: Any
    difference: Difference | None

    @property
    def failed(self) -> bool:
        """Wrong, where being wrong counts."""
        return self.difference is not None and not self.case.advisory

    @property
    def looked(self) -> Looked | None:
        """What the difference is in."""
        return self.difference.looked if self.difference else None

    @property
    def is_numbers(self) -> bool:
        """Numbers came back, in arrays of the shapes expected."""
        return are_numbers(self.outcome.value, self.want)


def call(exercise: Exercise, answer: Answer, case: Case) -> Outcome:
    """The outcome of one case."""
    return answer.call(case.args, exercise.drive)


def calls(exercise: Exercise, answer: Answer, cases: Iterable[Case]) -> list[Outcome]:
    """The outcome of each case, in order."""
    return answer.calls([case.args for case in cases], exercise.drive)


def made_by(exercise: Exercise, way: Way, case: Case) -> Outcome:
    """The outcome for one of the catalogue's own ways, through the same door as the answer's."""
    return call(exercise, LocalAnswer(*exercise.whole(way)), case)


def look(exercise: Exercise, case: Case, outcome: Outcome, want: Any) -> Tried:
    """Compare an outcome with what should have come of it."""
    if outcome.raised:
        return Tried(case, outcome, want, _stopped(outcome.raised))
    found = differs(outcome.value, want, exercise.rtol, exercise.returns)
    if exercise.measure and (found is None or found.looked == "value"):
        with quiet():
            found = _off(exercise.measure(case.args, outcome.value))
    return Tried(case, outcome, want, found)


def alike(exercise: Exercise, case: Case, one: Outcome, two: Outcome) -> bool:
    """Whether the same came of one case twice: by two answers, or by one that is random."""
    if one.raised or two.raised:
        # Both ran on the same input, so the same error has the same words.
        words = [r and (r.kind, r.message) for r in (one.raised, two.raised)]
        return words[0] == words[1]
    if exercise.measure is None or not are_numbers(one.value, two.value):
        return same(one.value, two.value, exercise.rtol)
    with quiet():
        first, second = (exercise.measure(case.args, o.value) for o in (one, two))
        return first.keys() == second.keys() and all(
            abs(first[k].got - second[k].got) <= first[k].within for k in first
        )


def are_numbers(got: Any, want: Any) -> bool:
    """Whether numbers came back, in arrays of the shapes expected."""
    if isinstance(want, dict):
        keys = isinstance(got, dict) and want.keys() <= got.keys()
        return keys and all(are_numbers(got[k], want[k]) for k in want)
    if isinstance(want, tuple | list):
        fits = isinstance(got, tuple | list) and len(got) == len(want)
        return fits and all(map(are_numbers, got, want))
    if type(got) is np.ndarray:
        return got.dtype.kind in "fiu" and got.shape == np.shape(want)
    return isinstance(got, NUMBER) and isinstance(want, NUMBER)


def _off(measured: Mapping[str, Measured]) -> Difference | None:
    for name, m in measured.items():
        if not abs(m.got - m.want) <= m.within:
            text = f"Measured: {name} is {m.got:.4g}; expected {m.want:.4g}"
            return Difference("value", f"{text}, give or take {m.within:.2g}.")
    return None


def _stopped(raised: Raised) -> Difference:
    if raised.kind == "AssertionError" and not raised.function:
        return Difference("parts", raised.message)
    looked: Looked = "python 2" if is_python_2(raised) else "runs"
    return Difference(looked, stopped(raised), advice(raised))


def stopped(raised: Raised) -> str:
    """The error in a sentence, with the student's own line."""
    if ended := at_the_limit(raised):
        return ended
    where = f" in line {raised.line}, `{raised.source}`" if raised.source else ""
    return f"It stopped with {raised.kind}: {raised.message}{where}."

"""Name a mistake: by running the catalogue's wrong answers beside the student's."""

import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.checking.compare import Difference, agree
from course_lib.checking.exercise import Case, Exercise, Mistake, Sign
from course_lib.checking.run import LocalAnswer, Outcome, Raised


@dataclass(frozen=True, slots=True)
class Tried:
    """One case, what came of it, what should have, and the difference."""

    case: Case
    outcome: Outcome
    want: Any
    difference: Difference | None


def named_by_value(exercise: Exercise, tried: list[Tried], failed: list[Tried]) -> Mistake | None:
    """Name the mistake: the same on every case, or its sign on every failing one, or nearly so."""
    for mistake in exercise.mistakes:
        if _same_outcomes(exercise, mistake, tried):
            return mistake
    values = [t for t in failed if not t.outcome.raised]
    for mistake in exercise.mistakes:
        if mistake.sign and {_has_sign(mistake.sign, t) for t in values} - {None} == {True}:
            return mistake
    # Two mistakes at once: the one that explains most of the failing cases, the shown one included.
    best = max(exercise.mistakes, key=lambda m: _explained(exercise, m, failed), default=None)
    return best if best and _explained(exercise, best, failed) >= 2 else None


def _has_sign(sign: Sign, t: Tried) -> bool | None:
    got = t.outcome.value
    same_kind = isinstance(got, np.ndarray) == isinstance(t.want, np.ndarray)
    if not same_kind or np.shape(got) != np.shape(t.want):
        return False
    says = sign(t.case, got, t.want)
    return None if says is None else bool(says)


def _same_outcomes(
    exercise: Exercise, mistake: Mistake, tried: list[Tried], whole: bool = False
) -> bool:
    for t in tried:
        made = LocalAnswer(mistake.code).call(t.case.args)
        if not _same_outcome(made, t.outcome, exercise.rtol):
            return False
        if whole and made.changed != t.outcome.changed:
            return False
    return True


def _explained(exercise: Exercise, mistake: Mistake, failed: list[Tried]) -> int:
    same = [
        _same_outcome(LocalAnswer(mistake.code).call(t.case.args), t.outcome, exercise.rtol)
        for t in failed
    ]
    return sum(same) if same[0] else 0


def _same_outcome(made: Outcome, got: Outcome, rtol: float) -> bool:
    if made.raised or got.raised:
        return _error_kind(made.raised) == _error_kind(got.raised)
    return agree(got.value, made.value, rtol)


def _error_kind(raised: Raised | None) -> tuple[str, str] | None:
    # Sizes in a message differ from input to input; what is wrong does not.
    return (raised.kind, re.sub(r"\d+", "#", raised.message)) if raised else None


def named_by_change(exercise: Exercise, tried: list[Tried]) -> Mistake | None:
    """The mistake that spoils the same arguments, and is else the same."""
    return next(
        (m for m in exercise.mistakes if _same_outcomes(exercise, m, tried, whole=True)), None
    )

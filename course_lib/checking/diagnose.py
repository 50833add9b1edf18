"""Name a mistake: by running the catalogue's wrong answers beside the student's."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.checking.compare import Difference, agree, difference
from course_lib.checking.exercise import Case, Exercise, Mistake, Sign
from course_lib.checking.patterns import PATTERNS
from course_lib.checking.run import LocalAnswer, Outcome, quiet

ENOUGH = 0.75  # of the failing cases, for one of two mistakes at once


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
    def is_numbers(self) -> bool:
        """An array of numbers came back, of the shape expected."""
        got = self.outcome.value
        return (
            type(got) is np.ndarray and got.dtype.kind in "fiu" and got.shape == np.shape(self.want)
        )


@dataclass(frozen=True, slots=True)
class Named:
    """What is wrong: the catalogue's name, and the words for the student."""

    name: str
    message: str


def name_of(exercise: Exercise, tried: list[Tried]) -> Named | None:
    """What explains an answer that failed: a mistake, its sign, most of a mistake, a pattern."""
    return _mistake(exercise, tried) or _pattern(tried)


def name_of_change(exercise: Exercise, tried: list[Tried]) -> Named | None:
    """The mistake that is right in value too, and spoils the same arguments."""
    for mistake in exercise.mistakes:
        made = [LocalAnswer(mistake.code).call(t.case.args) for t in tried]
        if all(_same(m, t, exercise.rtol) for m, t in zip(made, tried, strict=True)) and all(
            m.changed == t.outcome.changed for m, t in zip(made, tried, strict=True)
        ):
            return Named(mistake.name, mistake.message)
    return None


def _mistake(exercise: Exercise, tried: list[Tried]) -> Named | None:
    counted = [t for t in tried if not t.case.advisory]
    alike = {m.name: _alike(exercise, m, counted) for m in exercise.mistakes}
    for mistake in exercise.mistakes:
        if all(alike[mistake.name]):
            return Named(mistake.name, mistake.message)
    for mistake in exercise.mistakes:
        if mistake.sign and (says := _shows(mistake.sign, counted)):
            return Named(mistake.name, says if isinstance(says, str) else mistake.message)
    return _most_of(exercise, counted, alike)


def _alike(exercise: Exercise, mistake: Mistake, counted: list[Tried]) -> list[bool]:
    """For each case whether the mistake gives the same; where that fails, for the same reason."""
    alike = []
    for t in counted:
        made = LocalAnswer(mistake.code).call(t.case.args)
        same = _same(made, t, exercise.rtol)
        alike.append(same and _looked(made, t.want, exercise.rtol) == _looked_at(t))
    return alike


def _most_of(
    exercise: Exercise, counted: list[Tried], alike: dict[str, list[bool]]
) -> Named | None:
    """Two mistakes at once: the one that alone explains most of what fails, and nothing wrongly.

    It must explain the case that is shown, and be right wherever the answer is.
    """
    failed = [t.failed for t in counted]
    explained = {}
    for mistake in exercise.mistakes:
        same = alike[mistake.name]
        if same[failed.index(True)] and all(s or f for s, f in zip(same, failed, strict=True)):
            explained[mistake.name] = sum(s and f for s, f in zip(same, failed, strict=True))
    best = max(explained.values(), default=0)
    named = [m for m in exercise.mistakes if explained.get(m.name) == best]
    if len(named) != 1 or best < 2 or best < ENOUGH * sum(failed):
        return None
    return Named(named[0].name, named[0].message)


def _pattern(tried: list[Tried]) -> Named | None:
    failed = [t for t in tried if t.failed]
    if not all(t.is_numbers and np.isfinite(t.outcome.value).all() for t in failed):
        return None
    for pattern, message in PATTERNS:
        if _shows(pattern, failed, at_least=min(2, len(failed))):
            return Named(pattern.__name__.replace("_", "-"), message)
    return None


def _shows(sign: Sign, tried: list[Tried], at_least: int = 1) -> str | bool:
    """What the sign says if it nowhere says False, and says something where the answer fails."""
    if not all(t.is_numbers for t in tried):
        return False
    with quiet():
        says = [(t.failed, sign(t.case, t.outcome.value, t.want)) for t in tried]
    if any(word is not None and not word for _, word in says):
        return False
    told = [word for failed, word in says if failed and word is not None]
    texts = {word for word in told if isinstance(word, str)}
    if len(told) < at_least or len(texts) > 1:
        return False
    return texts.pop() if texts else bool(told)


def _same(made: Outcome, t: Tried, rtol: float) -> bool:
    got = t.outcome
    if made.raised or got.raised:
        # Both ran on the same input, so the same error has the same words.
        return (
            made.raised is not None
            and got.raised is not None
            and (made.raised.kind, made.raised.message) == (got.raised.kind, got.raised.message)
        )
    return agree(got.value, made.value, rtol)


def _looked_at(t: Tried) -> str | None:
    if t.outcome.raised:
        return "runs"
    return t.difference.looked if t.difference else None


def _looked(made: Outcome, want: Any, rtol: float) -> str | None:
    if made.raised:
        return "runs"
    found = difference(made.value, want, rtol)
    return found.looked if found else None

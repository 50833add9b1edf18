"""Name a mistake: by running the catalogue's wrong answers beside the student's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.checking.exercise import Exercise, Mistake, Sign
from course_lib.checking.leaves import at, same
from course_lib.checking.patterns import PATTERN_NAMES, PATTERNS
from course_lib.checking.run import Answer, quiet
from course_lib.checking.tried import Tried, alike, are_numbers, look, made_by

ENOUGH = 0.75  # of the failing cases, for one of two mistakes at once
AS_GOOD_AS_NUMERIC = 1e-4


@dataclass(frozen=True, slots=True)
class Named:
    """What is wrong: the catalogue's name, and the words for the student."""

    name: str
    message: str


def name_of(exercise: Exercise, tried: list[Tried], answer: Answer) -> Named | None:
    """What explains an answer that failed.

    Looked for in order: a mistake, its sign, a forward that its own backward fits, most of a
    mistake or its first leaf, a pattern.
    """
    # What failed comes first: there most mistakes prove to be others.
    counted = sorted((t for t in tried if not t.case.advisory), key=lambda t: not t.failed)
    beside = Beside(exercise, counted)
    return (
        _whole(exercise, counted, beside)
        or _sign(exercise, counted)
        or _forward_to_mend(exercise, counted, answer)
        or _most_of(exercise, counted, beside)
        or _first_leaf(exercise, counted, beside)
        or _pattern(exercise, counted)
    )


class Beside:
    """The catalogue's mistakes, run beside the answer: each only as far as it is asked for."""

    def __init__(self, exercise: Exercise, counted: list[Tried]) -> None:
        self.exercise, self.counted = exercise, counted
        self._made: dict[tuple[str, int], Tried] = {}

    def made(self, mistake: Mistake, i: int) -> Tried:
        """What the mistake makes of case i."""
        if (mistake.name, i) not in self._made:
            t = self.counted[i]
            outcome = made_by(self.exercise, mistake.code, t.case)
            self._made[mistake.name, i] = look(self.exercise, t.case, outcome, t.want)
        return self._made[mistake.name, i]

    def alike(self, mistake: Mistake, i: int) -> bool:
        """Whether it makes the same of case i; where that fails, for the same reason."""
        made, t = self.made(mistake, i), self.counted[i]
        return alike(self.exercise, t.case, made.outcome, t.outcome) and made.looked == t.looked


def name_of_change(exercise: Exercise, tried: list[Tried]) -> Named | None:
    """The mistake that is right in value too, and spoils the same arguments."""
    for mistake in exercise.mistakes:
        made = [made_by(exercise, mistake.code, t.case) for t in tried]
        if all(
            alike(exercise, t.case, m, t.outcome) and m.changed == t.outcome.changed
            for m, t in zip(made, tried, strict=True)
        ):
            return _named(mistake)
    return None


def _named(mistake: Mistake) -> Named:
    return Named(mistake.name, mistake.message)


def _whole(exercise: Exercise, counted: list[Tried], beside: Beside) -> Named | None:
    for mistake in exercise.mistakes:
        if all(beside.alike(mistake, i) for i in range(len(counted))):
            says = _says(exercise, mistake, counted)
            return Named(mistake.name, says if isinstance(says, str) else mistake.message)
    return None


def _sign(exercise: Exercise, counted: list[Tried]) -> Named | None:
    for mistake in exercise.mistakes:
        if says := _says(exercise, mistake, counted):
            return Named(mistake.name, says if isinstance(says, str) else mistake.message)
    return None


def _says(exercise: Exercise, mistake: Mistake, counted: list[Tried]) -> str | bool:
    if mistake.sign is None or not all(t.is_numbers for t in counted):
        return False
    seen = [(t, _leaves(exercise, t.outcome.value), _leaves(exercise, t.want)) for t in counted]
    return _shows(mistake.sign, seen)


def _leaves(exercise: Exercise, value: Any) -> Any:
    return dict(zip(exercise.returns, value, strict=True)) if exercise.returns else value


def _forward_to_mend(exercise: Exercise, counted: list[Tried], answer: Answer) -> Named | None:
    """The gradients are those of the student's own forward, which is not the one asked for."""
    if exercise.own is None or any(t.outcome.raised for t in counted):
        return None
    exact = [t for t in counted if _is_float64(t.case.args)]
    for t in exact:
        own = answer.call(t.case.args, exercise.own).value
        if own is None or not same(t.outcome.value, own, AS_GOOD_AS_NUMERIC):
            return None
    if not any(t.failed for t in exact):
        return None
    forward, *backward = exercise.functions
    which = f"`{backward[0]}`" if backward else "The gradient"
    whose = f"`{forward}`" if backward else "loss"
    text = f"{which} is right for what you have: it is the derivative of your {whose}. Mend that."
    return Named("forward-to-mend", text)


def _is_float64(args: Sequence[Any]) -> bool:
    return all(a.dtype == np.float64 for a in args if type(a) is np.ndarray and a.dtype.kind == "f")


def _most_of(exercise: Exercise, counted: list[Tried], beside: Beside) -> Named | None:
    """Two mistakes at once: the one that alone explains most of what fails, and nothing wrongly.

    It must explain the case that is shown, and be right wherever the answer is.
    """
    failed = sum(t.failed for t in counted)  # they come first
    explained = {
        m.name: sum(beside.alike(m, i) for i in range(failed))
        for m in exercise.mistakes
        if beside.alike(m, 0) and all(beside.alike(m, i) for i in range(failed, len(counted)))
    }
    best = max(explained.values(), default=0)
    named = [m for m in exercise.mistakes if explained.get(m.name) == best]
    if len(named) != 1 or best < 2 or best < ENOUGH * failed:
        return None
    return _named(named[0])


def _first_leaf(exercise: Exercise, counted: list[Tried], beside: Beside) -> Named | None:
    """Two mistakes at once: the one that gives the leaf that is wrong first, wherever it is wrong.

    It must spoil no leaf that is right. Other leaves may have a wrong shape.
    """
    path = counted[0].difference.path if counted[0].difference else ()
    if not path or not all(t.difference is None or t.difference.path for t in counted):
        return None  # stopped somewhere, or came in other parts
    for mistake in exercise.mistakes:
        if all(
            _spoils_the_same(exercise, beside.made(mistake, i), t, path)
            for i, t in enumerate(counted)
        ) and any(beside.made(mistake, i).failed for i in range(len(counted))):
            return _named(mistake)
    return None


def _spoils_the_same(exercise: Exercise, made: Tried, t: Tried, path: tuple[Any, ...]) -> bool:
    if not made.is_numbers:
        return False
    leaves = t.want if isinstance(t.want, dict) else range(len(t.want))
    ours, theirs = made.outcome.value, t.outcome.value
    spoils_none = all(
        same(ours[leaf], t.want[leaf], exercise.rtol)
        or not same(at(theirs, (leaf,)), t.want[leaf], exercise.rtol)
        for leaf in leaves
    )
    return spoils_none and same(at(ours, path), at(theirs, path), exercise.rtol)


def _pattern(exercise: Exercise, counted: list[Tried]) -> Named | None:
    failed = [(t, t.difference.path) for t in counted if t.failed and t.difference]
    leaves = [(t, at(t.outcome.value, path), at(t.want, path)) for t, path in failed]
    if exercise.measure or not all(are_numbers(got, want) for _, got, want in leaves):
        return None
    seen = [(t, np.asarray(got), np.asarray(want)) for t, got, want in leaves]
    if not all(np.isfinite(got).all() for _, got, _ in seen):
        return None
    # Whole numbers are few: among labels, one case that fits is a coincidence.
    whole = any(want.dtype.kind in "iub" for _, _, want in seen)
    for name, (pattern, message) in zip(PATTERN_NAMES, PATTERNS, strict=True):
        if _shows(pattern, seen, at_least=2 if whole else min(2, len(seen))):
            return Named(name, message)
    return None


def _shows(sign: Sign, seen: list[tuple[Tried, Any, Any]], at_least: int = 1) -> str | bool:
    """What the sign says if it nowhere says False, and says something where the answer fails."""
    with quiet():
        says = [(t.failed, sign(t.case, got, want)) for t, got, want in seen]
    if any(word is not None and not word for _, word in says):
        return False
    told = [word for failed, word in says if failed and word is not None]
    texts = {word for word in told if isinstance(word, str)}
    if len(told) < at_least or len(texts) > 1:
        return False
    return texts.pop() if texts else bool(told)

"""How far to go along a direction: a step that meets the strong Wolfe conditions.

    f(w + a*d) <= f(w) + c1*a*slope      it went down enough for its length
    |slope at w + a*d| <= c2*|slope|     and is no longer steep there

Source: Nocedal & Wright (2006), "Numerical Optimization", algorithms 3.5 and 3.6.
"""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError

__all__ = ["Found", "strong_wolfe"]

Weights = Float[Array, "*S"]  # any shape, the same one throughout a call

TRIES = 40
# Below this share of the value a difference is rounding, not descent.
ROUNDING = 10 * np.finfo(np.float64).eps


class Found(NamedTuple):
    """A length `a` along the direction, value and gradient there, and how many were asked for."""

    a: float
    value: float
    dw: Array
    evaluations: int


class _At(NamedTuple):
    a: float
    value: float
    slope: float
    dw: Array


def strong_wolfe(
    value: Callable[[Array], float],
    gradient: Callable[[Array], Array],
    w: Weights,
    direction: Weights,
    *,
    known: tuple[float, Weights] | None = None,
    first: float = 1.0,
    c1: float = 1e-4,
    c2: float = 0.9,
) -> Found | None:
    """Give a length along `direction` that meets both conditions, trying `first` at first.

    Shapes: w, direction, gradient(w) alike, float64. `known` are value and gradient at w, where
    they are. None when 40 tries find nothing, as happens where the gradient is not that of the
    value (minibatches!) or the value falls for ever.
    Raises RangeError unless `direction` points downhill and 0 < c1 < c2 < 1.
    """
    line = _Line(value, gradient, w, direction)
    start = line.at(0.0) if known is None else line.seen(0.0, *known)
    _check(start.slope, first, c1, c2)
    found = _bracket(line, start, first, c1, c2)
    return found and Found(found.a, found.value, found.dw, line.evaluations)


class _Line:
    """The function along the direction; counts what it is asked."""

    def __init__(self, value, gradient, w, direction) -> None:  # type: ignore[no-untyped-def]
        self.value, self.gradient, self.w, self.direction = value, gradient, w, direction
        self.evaluations = 0

    def at(self, a: float) -> _At:
        self.evaluations += 1
        point = self.w + a * self.direction
        return self.seen(a, float(self.value(point)), self.gradient(point))

    def seen(self, a: float, value: float, dw: Array) -> _At:
        return _At(a, value, float(np.vdot(dw, self.direction)), dw)


def _bracket(line: _Line, start: _At, first: float, c1: float, c2: float) -> _At | None:
    """Lengthen the step until it is right, or known to be too long (algorithm 3.5)."""
    before, a = start, first
    while line.evaluations < TRIES:
        now = line.at(a)
        if _too_high(now, start, c1) or (before.a > 0 and now.value >= before.value):
            return _zoom(line, start, before, now, c1, c2)
        if abs(now.slope) <= -c2 * start.slope:
            return now
        if now.slope >= 0:
            return _zoom(line, start, now, before, c1, c2)
        before, a = now, 2 * a
    return None


def _zoom(line: _Line, start: _At, low: _At, high: _At, c1: float, c2: float) -> _At | None:
    """Close in between the best length so far and one beyond the valley (algorithm 3.6)."""
    while line.evaluations < TRIES:
        a = _between(low, high)
        if a in (low.a, high.a):
            break  # no number lies between: one of the two gradients lies
        now = line.at(a)
        if _too_high(now, start, c1) or now.value >= low.value:
            high = now
            continue
        if abs(now.slope) <= -c2 * start.slope:
            return now
        if now.slope * (high.a - low.a) >= 0:
            high = low
        low = now
    return None


def _too_high(now: _At, start: _At, c1: float) -> bool:
    allowed = start.value + c1 * now.a * start.slope + ROUNDING * abs(start.value)
    return not now.value <= allowed  # nan, too, is too high


def _between(p: _At, q: _At) -> float:
    """Give the lowest point of the cubic through both values and slopes, or the middle."""
    width = q.a - p.a
    tilt = p.slope + q.slope - 3 * (q.value - p.value) / width
    square = tilt * tilt - p.slope * q.slope
    if not 0 <= square < math.inf:
        return p.a + width / 2
    root = math.copysign(math.sqrt(square), width)
    down = q.slope - p.slope + 2 * root
    share = (q.slope + root - tilt) / down if down else 0.5
    # Keep off the ends, or the bracket would hardly shrink.
    return q.a - width * (share if 0.1 <= share <= 0.9 else 0.5)


def _check(slope: float, first: float, c1: float, c2: float) -> None:
    if not (slope < 0 and 0 < first < math.inf and 0 < c1 < c2 < 1):
        raise RangeError(
            f"strong_wolfe got a slope of {slope} along the direction, first = {first}, "
            f"c1 = {c1}, c2 = {c2}",
            why="a step is looked for downhill, and both conditions can be met for c1 < c2 only",
            how="give a direction with a negative slope, such as -gradient(w), and 0 < c1 < c2 < 1",
        )

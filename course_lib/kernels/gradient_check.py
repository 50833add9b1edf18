"""The gradient check: is a gradient the derivative, and if not, where and how is it wrong?

Source: CS231n notes, "Neural Networks Part 3", section "Gradient checks".
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from course_lib._shapes import Array, Bool, Float, Generator
from course_lib.kernels._checks import check_floats, check_shape, check_sizes
from course_lib.kernels.gradients import (
    Function,
    central_difference,
    check_start,
    moved,
    weighed,
)

__all__ = ["GradientCheck", "gradient_check"]

Index = tuple[int, ...]

_SMALLER = (0.1, 0.01)  # steps tried, as shares of h, when the first finds a difference


@dataclass(frozen=True, slots=True)
class GradientCheck:
    """What `gradient_check` found.

    numeric: the derivative, nan where it was not measured; wrong: where dx differs from it;
    worst: the index of the largest difference, and error: its relative size; kinks: the indices
    where the function bends, at which any slope between left and right was let pass;
    message: where and how dx is wrong, in words.
    """

    ok: bool
    message: str
    worst: Index
    error: float
    numeric: Float[Array, "*S"]
    wrong: Bool[Array, "*S"]
    kinks: tuple[Index, ...]

    def __str__(self) -> str:
        return self.message


def gradient_check(
    f: Function,
    x: Float[Array, "*S"],
    dx: Float[Array, "*S"],
    dout: Array | None = None,
    *,
    h: float = 1e-5,
    tol: float = 1e-6,
    sample: int | None = None,
    rng: Generator | None = None,
) -> GradientCheck:
    """Hold `dx` to the central difference of f at `x`, number by number, kinks aside.

    f and dout as in `numerical_gradient`. `tol` is the relative difference allowed. With `sample`,
    only so many numbers are looked at, drawn by `rng` (else the first ones, evenly spread).
    Where a step over h disagrees, smaller steps are tried: a kink *near* x is stepped around; a
    kink *at* x lets any slope between the left and the right one pass.
    Shapes: x (...) float64, dx as x. Raises as `numerical_gradient`, and ShapeError when dx has
    not the shape of x.
    """
    x, h = check_start("gradient_check", x, h)
    check_floats("gradient_check", dx=dx)
    check_shape("gradient_check", "dx", dx, x.shape, why="each number of x has its derivative")
    value = weighed("gradient_check", f, dout)
    height = abs(value(x))
    numeric, wrong, kinks = np.full(x.shape, np.nan), np.zeros(x.shape, bool), []
    for i in _looked_at(x.shape, sample, rng):
        numeric[i], wrong[i], bends = _compare(value, x, i, float(dx[i]), h, tol, height)
        if bends:
            kinks.append(i)
    worst, error = _worst(dx, numeric, wrong)
    message = _message(x, dx, numeric, wrong, worst, kinks)
    return GradientCheck(not wrong.any(), message, worst, error, numeric, wrong, tuple(kinks))


def _looked_at(shape: Index, sample: int | None, rng: Generator | None) -> list[Index]:
    everything = list(np.ndindex(shape))
    if sample is None or sample >= len(everything):
        return everything
    (sample,) = check_sizes("gradient_check", "sample", sample, 1, least=1)
    if rng is None:
        chosen = np.linspace(0, len(everything) - 1, sample).astype(int)
    else:
        chosen = rng.choice(len(everything), sample, replace=False)
    return [everything[i] for i in sorted(chosen)]


def _compare(
    value: Callable[[Array], float],
    x: Array,
    i: Index,
    analytic: float,
    h: float,
    tol: float,
    height: float,
) -> tuple[float, bool, bool]:
    """The derivative along number i, whether `analytic` is wrong, whether f bends at x."""

    def rounding(step: float) -> float:
        # Each height is rounded, and the rounding is divided by the step.
        return 50 * np.finfo(float).eps * max(height, 1.0) / step

    def near(a: float, b: float, step: float) -> bool:
        return bool(abs(a - b) <= tol * max(abs(a), abs(b)) + rounding(step))

    step = h * max(1.0, abs(float(x[i])))
    numeric = central_difference(value, x, i, step)
    if near(analytic, numeric, step):
        return numeric, False, False
    for step in (step * share for share in _SMALLER):
        closer = central_difference(value, x, i, step)
        # Only a kink between the two steps makes their slopes differ.
        if near(analytic, closer, step) and not near(numeric, closer, step):
            return closer, False, False
    here = value(x)
    left = (here - value(moved(x, i, -step))) / step
    right = (value(moved(x, i, step)) - here) / step
    # Over a step this small a smooth function has one slope; a bend shows as two.
    bends = abs(right - left) > 1e-3 * max(abs(left), abs(right)) + 10 * rounding(step)
    low, high = min(left, right), max(left, right)
    between = low <= analytic <= high or near(analytic, low, step) or near(analytic, high, step)
    return numeric, not (bends and between), bool(bends)


def _worst(dx: Array, numeric: Array, wrong: Array) -> tuple[Index, float]:
    if not dx.size:
        return (), 0.0
    gap = np.abs(dx - numeric)
    gap[np.isnan(numeric)] = -1
    if wrong.any():
        gap[~wrong] = -1
    gap[np.isnan(dx)] = np.inf
    worst = tuple(int(n) for n in np.unravel_index(gap.argmax(), gap.shape))
    size = max(abs(float(dx[worst])), abs(float(numeric[worst])), np.finfo(float).tiny)
    return worst, float(gap[worst]) / size


def _message(
    x: Array, dx: Array, numeric: Array, wrong: Array, worst: Index, kinks: list[Index]
) -> str:
    aside = f"; {len(kinks)} at kinks, where any slope between two passes" if kinks else ""
    looked = int((~np.isnan(numeric)).sum())
    if not wrong.any():
        return f"dx is the derivative at all {looked} numbers looked at{aside}"
    return (
        f"dx is wrong at {wrong.sum()} of {looked} numbers{aside}, {_where(wrong)}: "
        f"{_how(x, dx, numeric)}; at {worst} it is {float(dx[worst]):.6g} and the derivative "
        f"is {float(numeric[worst]):.6g}"
    )


def _where(wrong: Array) -> str:
    if wrong.all():
        return "everywhere"
    for axis in range(wrong.ndim):
        others = tuple(a for a in range(wrong.ndim) if a != axis)
        along = np.flatnonzero(wrong.any(axis=others))
        if len(along) <= max(1, wrong.shape[axis] // 3):
            return f"only at {', '.join(map(str, along))} of axis {axis}"
    return "in no pattern of rows or columns"


def _how(x: Array, dx: Array, numeric: Array) -> str:
    """The simplest relation between dx and the derivative that holds at every number."""
    seen = ~np.isnan(numeric)
    a, n, x_seen = dx[seen].astype(float), numeric[seen], x[seen]
    if not np.isfinite(a).all():
        return "it holds nan or infinity"
    if not a.any():
        return "it is 0 where the function has a slope"
    if (c := _factor(a, n)) is not None:
        return "its sign is turned round" if abs(c + 1) < 1e-4 else f"it is {c:.5g} times too large"
    if (c := _factor(a - n, x_seen)) is not None:
        return f"it is off by {c:.5g} * x, as when the regularisation is missing or misweighed"
    if len(set(x.shape)) == 1 and x.ndim == 2 and _same(dx, numeric.T):
        return "it is transposed"
    if (c := _factor(a - n, np.ones_like(n))) is not None:
        return f"it is off by the same {c:.5g} everywhere"
    return "by no single factor"


def _factor(a: Array, b: Array) -> float | None:
    """The c for which a = c * b, if there is one that explains more than a single number."""
    if np.count_nonzero(b) < 2:
        return None
    c = float(a @ b / (b @ b))
    return c if c and _same(a, c * b) else None


def _same(a: Array, b: Array) -> bool:
    return np.allclose(a, b, rtol=1e-4, atol=1e-6 * max(float(np.abs(b).max()), 1e-12))

"""The numerical gradient: what a derivative is by definition, slow and nearly always right.

Source: CS231n notes, "Optimization", section "Computing the gradient numerically".
"""

from collections.abc import Callable

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import DtypeError, RangeError
from course_lib.kernels._checks import check_dout, check_floats, check_number

__all__ = ["numerical_gradient"]

Function = Callable[[Array], Array | float]


def numerical_gradient(
    f: Function, x: Float[Array, "*S"], dout: Array | None = None, h: float = 1e-5
) -> Float[Array, "*S"]:
    """Central difference, (f(x + h) - f(x - h)) / 2h, at every number of `x`.

    f takes an array of the shape of x and gives one number; or an array, and then `dout`, of that
    array's shape, says how much each of its numbers weighs: the derivative of sum(f(x) * dout).
    Shapes: x (...) float64, out (...). x is not changed.
    Raises DtypeError unless x is float64, ShapeError when f gives an array and dout does not fit,
    RangeError when h is not above 0 or f gives nan.
    """
    x, h = check_start("numerical_gradient", x, h)
    value = weighed("numerical_gradient", f, dout)
    grad = np.empty_like(x)
    for i in np.ndindex(x.shape):
        grad[i] = central_difference(value, x, i, h)
    return grad


def central_difference(
    value: Callable[[Array], float], x: Array, i: tuple[int, ...], h: float
) -> float:
    """The slope of `value` along number `i` of `x`, from h below to h above."""
    return (value(moved(x, i, h)) - value(moved(x, i, -h))) / (2 * h)


def moved(x: Array, i: tuple[int, ...], h: float) -> Array:
    """A copy of `x` with number `i` moved by h."""
    copy = x.copy()
    copy[i] += h
    return copy


def weighed(where: str, f: Function, dout: Array | None) -> Callable[[Array], float]:
    """f as a function that gives one number, and refuses nan."""

    def value(x: Array) -> float:
        out = np.asarray(f(x), dtype=float)
        if dout is None:
            check_dout(where, out, ())
        else:
            check_dout(where, dout, out.shape)
            out = (out * dout).sum()
        if np.isnan(out):
            raise RangeError(
                f"{where} got nan from the function",
                why="no slope can be measured where there is no height",
                how="look at what f gives at x itself, and at a step h beside it",
            )
        return float(out)

    return value


def check_start(where: str, x: Array, h: float) -> tuple[Array, float]:
    """Raise unless `x` is float64 and h above 0; gives both."""
    check_floats(where, x=x)
    if x.dtype != np.float64:
        raise DtypeError(
            f"{where} got x of type {x.dtype}",
            why="f(x + h) and f(x - h) differ in their last digits, which float32 has not",
            how="convert everything that f uses first, x.astype(np.float64)",
        )
    return x, check_number(where, "h", h, why="a slope is measured over a step", above=True)

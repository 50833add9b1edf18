"""Exponentially weighted averages: of a series, and of the weights along a run."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError
from course_lib.optim._checks import pieces, real_float, same_shape, same_shape_, share

__all__ = ["PolyakAverage", "PolyakState", "effective_window", "ewma"]

Weights = Float[Array, "*S"]  # any shape, the same one throughout a call


def ewma(x: Float[Array, "T *S"], beta: float, *, corrected: bool = True) -> Float[Array, "T *S"]:
    """Running average v = beta*v + (1 - beta)*x of a series, starting from 0.

    Shapes: x (T, ...), a moment a row; out alike. In the dtype of x. `corrected` divides by
    1 - beta^t, so that the average of a constant is that constant from the first moment on.
    Raises RangeError unless 0 <= beta < 1, DtypeError. Source: Kingma & Ba (2015), section 3.
    """
    _check_beta("ewma", beta)
    real_float("ewma", x)
    out = np.empty_like(x)
    v = np.zeros(x.shape[1:], x.dtype)
    for t, x_t in enumerate(x, 1):
        v = beta * v + (1 - beta) * x_t
        out[t - 1] = v / (1 - beta**t) if corrected else v
    return out


def effective_window(beta: float) -> float:
    """About how many moments an average remembers, 1 / (1 - beta): older ones weigh below 1/e.

    Raises RangeError unless 0 <= beta < 1.
    """
    _check_beta("effective_window", beta)
    return 1 / (1 - beta)


class PolyakState(NamedTuple):
    """The averaged weights: the ones to test with."""

    average: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class PolyakAverage:
    """Weights averaged along the run, average = rho*average + (1 - rho)*w: steadier than the last.

    Polyak & Juditsky (1992), in the exponentially forgetting form of the CS231n lectures.
    """

    rho: float = 0.995

    def __post_init__(self) -> None:
        share(self, "rho")

    def init(self, w: Weights) -> PolyakState:
        """Give the first state: the weights as they are (a copy)."""
        real_float(self, w)
        return PolyakState(w.copy())

    def step(self, w: Weights, state: PolyakState) -> PolyakState:
        """Give the state after one more look at `w`; no argument is changed.

        Shapes: w and state.average alike, any. In the dtype of w. Raises ShapeError, DtypeError.
        """
        same_shape(self, w, state.average)
        return PolyakState(self.rho * state.average + (1 - self.rho) * w)

    def step_(self, w: Weights, state: PolyakState) -> PolyakState:
        """As `step`, written into `state.average`: the same numbers bit for bit."""
        w = same_shape_(self, state.average, w)
        for average, w_, s in pieces(state.average, w, scratch=1):
            average *= self.rho
            average += np.multiply(w_, 1 - self.rho, out=s)
        return state


def _check_beta(asked: str, beta: float) -> None:
    if not 0 <= beta < 1:
        raise RangeError(
            f"{asked} got beta = {beta}",
            why="beta is the share of the past that is kept: at 1 nothing new would count",
            how="choose beta from 0 up to, but not, 1: 0.9 looks back about ten moments",
        )

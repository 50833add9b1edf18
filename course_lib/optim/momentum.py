"""Gradient descent, and descent with a velocity.

Source: CS231n notes, "Neural Networks Part 3: Learning and Evaluation", Parameter updates;
Sutskever, Martens, Dahl & Hinton (2013), "On the importance of initialization and momentum".
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim._checks import (
    not_negative,
    pieces,
    real_float,
    same_shape,
    same_shape_,
    share,
)

__all__ = ["SGD", "Momentum", "MomentumState", "Nesterov", "NesterovLookahead", "SGDState"]

Weights = Float[Array, "*S"]  # any shape, the same one throughout a call


class SGDState(NamedTuple):
    """Nothing: plain descent has no memory."""


class MomentumState(NamedTuple):
    """Velocity `v`, of the shape of the weights; it starts at rest."""

    v: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class SGD:
    """Downhill, `lr` times the gradient. Robbins & Monro (1951)."""

    lr: float = 1e-2

    def __post_init__(self) -> None:
        not_negative(self, "lr")

    def init(self, w: Weights) -> SGDState:
        """Give the first state for weights `w`."""
        real_float(self, w)
        return SGDState()

    def step(self, w: Weights, dw: Weights, state: SGDState) -> tuple[Weights, SGDState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw)
        return w - self.lr * dw, state

    def step_(self, w: Weights, dw: Weights, state: SGDState) -> SGDState:
        """As `step`, written into `w`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw)
        for w_, dw_, s in pieces(w, dw, scratch=1):
            w_ -= np.multiply(dw_, self.lr, out=s)
        return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Momentum:
    """A ball with friction `rho`: the velocity sums up gradients, v = rho*v + dw. Polyak (1964).

    With `averaged`, v = rho*v + (1 - rho)*dw: an exponentially weighted average of the gradients,
    where rho is often called beta. The same path, at a rate 1 / (1 - rho) times as large.
    """

    lr: float = 1e-2
    rho: float = 0.9
    averaged: bool = False

    def __post_init__(self) -> None:
        not_negative(self, "lr")
        share(self, "rho")

    def init(self, w: Weights) -> MomentumState:
        """Give the first state for weights `w`: at rest."""
        real_float(self, w)
        return MomentumState(np.zeros_like(w))

    def step(self, w: Weights, dw: Weights, state: MomentumState) -> tuple[Weights, MomentumState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw, state.v alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.v)
        push = (1 - self.rho) * dw if self.averaged else dw
        v = self.rho * state.v + push
        return w - self.lr * v, MomentumState(v)

    def step_(self, w: Weights, dw: Weights, state: MomentumState) -> MomentumState:
        """As `step`, written into `w` and `state.v`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw, state.v)
        for w_, dw_, v, s in pieces(w, dw, state.v, scratch=1):
            v *= self.rho
            v += np.multiply(dw_, 1 - self.rho, out=s) if self.averaged else dw_
            w_ -= np.multiply(v, self.lr, out=s)
        return state


@dataclass(frozen=True, slots=True, kw_only=True)
class NesterovLookahead:
    """Momentum that measures the slope where the velocity is about to carry it. Nesterov (1983).

    The gradient handed to `step` is the one *at* `lookahead(w, state)`, not at w.
    """

    lr: float = 1e-2
    rho: float = 0.9

    def __post_init__(self) -> None:
        not_negative(self, "lr")
        share(self, "rho")

    def init(self, w: Weights) -> MomentumState:
        """Give the first state for weights `w`: at rest."""
        real_float(self, w)
        return MomentumState(np.zeros_like(w))

    def lookahead(self, w: Weights, state: MomentumState) -> Weights:
        """Where to measure the gradient: `w` carried on by the velocity alone."""
        return w - self.lr * (self.rho * state.v)

    def step(self, w: Weights, dw: Weights, state: MomentumState) -> tuple[Weights, MomentumState]:
        """Give the next `w` and state from `dw` at `lookahead(w, state)`; no argument is changed.

        Shapes: w, dw, state.v alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.v)
        v = self.rho * state.v + dw
        return w - self.lr * v, MomentumState(v)

    def step_(self, w: Weights, dw: Weights, state: MomentumState) -> MomentumState:
        """As `step`, written into `w` and `state.v`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw, state.v)
        for w_, dw_, v, s in pieces(w, dw, state.v, scratch=1):
            v *= self.rho
            v += dw_
            w_ -= np.multiply(v, self.lr, out=s)
        return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Nesterov:
    """Nesterov's momentum with the look-ahead point itself as the weights: dw is measured at w.

    Bengio, Boulanger-Lewandowski & Pascanu (2013), "Advances in optimizing recurrent networks".
    Its w is `NesterovLookahead.lookahead(w, state)` step by step, while lr stays as it is.
    """

    lr: float = 1e-2
    rho: float = 0.9

    def __post_init__(self) -> None:
        not_negative(self, "lr")
        share(self, "rho")

    def init(self, w: Weights) -> MomentumState:
        """Give the first state for weights `w`: at rest."""
        real_float(self, w)
        return MomentumState(np.zeros_like(w))

    def step(self, w: Weights, dw: Weights, state: MomentumState) -> tuple[Weights, MomentumState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw, state.v alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.v)
        v = self.rho * state.v + dw
        return w - self.lr * (dw + self.rho * v), MomentumState(v)

    def step_(self, w: Weights, dw: Weights, state: MomentumState) -> MomentumState:
        """As `step`, written into `w` and `state.v`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw, state.v)
        for w_, dw_, v, s in pieces(w, dw, state.v, scratch=1):
            v *= self.rho
            v += dw_
            np.multiply(v, self.rho, out=s)
            s += dw_
            s *= self.lr
            w_ -= s
        return state

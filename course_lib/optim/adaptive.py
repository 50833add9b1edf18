"""A rate for each weight: AdaGrad, RMSProp, Adam, AdamW.

`eps` stands outside the root throughout.
Source: CS231n notes, "Neural Networks Part 3", Per-parameter adaptive learning rate methods.
"""

import math
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

__all__ = ["AdaGrad", "Adam", "AdamState", "AdamW", "RMSProp", "SquaresState"]

Weights = Float[Array, "*S"]  # any shape, the same one throughout a call


class SquaresState(NamedTuple):
    """Squared gradients `v`, summed up or averaged, of the shape of the weights; zero at first."""

    v: Array


class AdamState(NamedTuple):
    """Averages of the gradient `m` and of its square `v`; steps done `t`. Zeros at first."""

    m: Array
    v: Array
    t: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AdaGrad:
    """Divides by the root of all squared gradients so far: steps shrink for ever.

    Duchi, Hazan & Singer (2011), "Adaptive subgradient methods for online learning".
    """

    lr: float = 1e-2
    eps: float = 1e-8

    def __post_init__(self) -> None:
        not_negative(self, "lr", "eps")

    def init(self, w: Weights) -> SquaresState:
        """Give the first state for weights `w`: zeros."""
        real_float(self, w)
        return SquaresState(np.zeros_like(w))

    def step(self, w: Weights, dw: Weights, state: SquaresState) -> tuple[Weights, SquaresState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw, state.v alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.v)
        v = state.v + dw**2
        return w - self.lr * dw / (np.sqrt(v) + self.eps), SquaresState(v)

    def step_(self, w: Weights, dw: Weights, state: SquaresState) -> SquaresState:
        """As `step`, written into `w` and `state.v`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw, state.v)
        for w_, dw_, v, s, r in pieces(w, dw, state.v, scratch=2):
            v += np.square(dw_, out=s)
            np.sqrt(v, out=s)
            s += self.eps
            np.multiply(dw_, self.lr, out=r)
            r /= s
            w_ -= r
        return state


@dataclass(frozen=True, slots=True, kw_only=True)
class RMSProp:
    """AdaGrad that forgets: the squares are averaged with weight `beta2`, not summed.

    Tieleman & Hinton (2012), "Neural Networks for Machine Learning", lecture 6e.
    """

    lr: float = 1e-2
    beta2: float = 0.99
    eps: float = 1e-8

    def __post_init__(self) -> None:
        not_negative(self, "lr", "eps")
        share(self, "beta2")

    def init(self, w: Weights) -> SquaresState:
        """Give the first state for weights `w`: zeros."""
        real_float(self, w)
        return SquaresState(np.zeros_like(w))

    def step(self, w: Weights, dw: Weights, state: SquaresState) -> tuple[Weights, SquaresState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw, state.v alike, any. Computed in the dtype of w. A nan in dw goes on to w.
        Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.v)
        v = self.beta2 * state.v + (1 - self.beta2) * dw**2
        return w - self.lr * dw / (np.sqrt(v) + self.eps), SquaresState(v)

    def step_(self, w: Weights, dw: Weights, state: SquaresState) -> SquaresState:
        """As `step`, written into `w` and `state.v`: the same numbers bit for bit."""
        dw = same_shape_(self, w, dw, state.v)
        for w_, dw_, v, s, r in pieces(w, dw, state.v, scratch=2):
            np.square(dw_, out=s)
            s *= 1 - self.beta2
            v *= self.beta2
            v += s
            np.sqrt(v, out=s)
            s += self.eps
            np.multiply(dw_, self.lr, out=r)
            r /= s
            w_ -= r
        return state


@dataclass(frozen=True, slots=True, kw_only=True)
class Adam:
    """Momentum over RMSProp. Kingma & Ba (2015), algorithm 1, arXiv:1412.6980.

    Without `corrected`, m and v are used as they are, too small early on: for seeing why not.
    """

    lr: float = 1e-3
    beta1: float = 0.9
    beta2: float = 0.999
    eps: float = 1e-8
    corrected: bool = True

    def __post_init__(self) -> None:
        not_negative(self, "lr", "eps")
        share(self, "beta1", "beta2")

    def init(self, w: Weights) -> AdamState:
        """Give the first state for weights `w`: zeros, no step done."""
        real_float(self, w)
        return AdamState(np.zeros_like(w), np.zeros_like(w), 0)

    def corrections(self, t: int) -> tuple[float, float]:
        """Give what m and v are divided by at step `t`, the first being 1."""
        # They start at zero: early on they are too small by exactly these factors.
        return (1 - self.beta1**t, 1 - self.beta2**t) if self.corrected else (1.0, 1.0)

    def step(self, w: Weights, dw: Weights, state: AdamState) -> tuple[Weights, AdamState]:
        """Give the next `w` and state; neither argument is changed.

        Shapes: w, dw, state.m, state.v alike, any. Computed in the dtype of w. A nan in dw goes
        on to w. Raises ShapeError, DtypeError.
        """
        dw = same_shape(self, w, dw, state.m, state.v)
        t = state.t + 1
        m = self.beta1 * state.m + (1 - self.beta1) * dw
        v = self.beta2 * state.v + (1 - self.beta2) * dw**2
        m_share, v_share = self.corrections(t)
        m_hat, v_hat = m / m_share, v / v_share
        return w - self.lr * m_hat / (np.sqrt(v_hat) + self.eps), AdamState(m, v, t)

    def step_(self, w: Weights, dw: Weights, state: AdamState) -> AdamState:
        """As `step`, written into `w`, `state.m` and `state.v`, in fewer operations.

        m and v are the same bit for bit; w is but for rounding, since m_hat and v_hat are not
        written down (the end of section 2 of the paper).
        """
        dw = same_shape_(self, w, dw, state.m, state.v)
        t = state.t + 1
        m_share, v_share = self.corrections(t)
        # m_hat / (sqrt(v_hat) + eps), top and bottom times sqrt(v_share)
        lr, eps = self.lr * math.sqrt(v_share) / m_share, self.eps * math.sqrt(v_share)
        for w_, dw_, m, v, s in pieces(w, dw, state.m, state.v, scratch=1):
            m *= self.beta1
            m += np.multiply(dw_, 1 - self.beta1, out=s)
            np.square(dw_, out=s)
            s *= 1 - self.beta2
            v *= self.beta2
            v += s
            np.sqrt(v, out=s)
            s += eps
            np.divide(m, s, out=s)
            s *= lr
            w_ -= s
        return AdamState(state.m, state.v, t)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdamW(Adam):
    """Adam beside a decay of the weights themselves, by `lr * decay` a step.

    L2 regularisation adds reg*w to dw, where Adam divides it away by the root of v; this does not.
    Loshchilov & Hutter (2019), "Decoupled weight decay regularization", arXiv:1711.05101.
    """

    decay: float = 1e-2

    def __post_init__(self) -> None:
        Adam.__post_init__(self)
        not_negative(self, "decay")

    def step(self, w: Weights, dw: Weights, state: AdamState) -> tuple[Weights, AdamState]:
        """As `Adam.step`, from weights that have decayed; neither argument is changed."""
        # slots make a new class, which a bare super() would not find.
        return Adam.step(self, w * (1 - self.lr * self.decay), dw, state)

    def step_(self, w: Weights, dw: Weights, state: AdamState) -> AdamState:
        """As `step`, written into `w`, `state.m` and `state.v`; see `Adam.step_`."""
        same_shape_(self, w, dw, state.m, state.v)  # before the first change
        w *= 1 - self.lr * self.decay
        return Adam.step_(self, w, dw, state)

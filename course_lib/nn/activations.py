"""Activation layers, in the order in which the course meets them.

Kernels: forward(x) -> out, cache; backward(dout, cache) -> dx. Those with a setting take it by
keyword (`alpha`, `k`); PReLU learns its slopes, forward(x, alpha), backward -> dx, dalpha.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from course_lib import kernels
from course_lib._shapes import Generator
from course_lib.nn.layer import Arrays, Kernel, Layer, check_counts

__all__ = ["ELU", "LeakyReLU", "Maxout", "PReLU", "ReLU", "Sigmoid", "Tanh"]


@dataclass(frozen=True, slots=True)
class Sigmoid(Layer):
    """Squashes into (0, 1)."""

    forward: Kernel = field(default=kernels.sigmoid_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.sigmoid_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Tanh(Layer):
    """Squashes into (-1, 1)."""

    forward: Kernel = field(default=kernels.tanh_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.tanh_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class ReLU(Layer):
    """Keeps what is positive."""

    forward: Kernel = field(default=kernels.relu_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.relu_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class LeakyReLU(Layer):
    """As ReLU, with slope `alpha` below zero."""

    alpha: float = 0.01
    forward: Kernel = field(default=kernels.leaky_relu_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.leaky_relu_backward, repr=False, kw_only=True)

    def settings(self) -> dict[str, Any]:
        """Give the slope below zero."""
        return {"alpha": self.alpha}


@dataclass(frozen=True, slots=True)
class PReLU(Layer):
    """As Leaky ReLU, with learnt slopes alpha (C,), one a channel; `C` = 1 for one in all.

    Raises RangeError unless C is a whole number from 1.
    """

    C: int = 1
    alpha: float = 0.25
    forward: Kernel = field(default=kernels.prelu_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.prelu_backward, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        check_counts(self, "C")

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give alpha (C,), all at the first slope."""
        return {"alpha": np.full(self.C, self.alpha, dtype)}


@dataclass(frozen=True, slots=True)
class ELU(Layer):
    """x above zero, `alpha` * (exp(x) - 1) below."""

    alpha: float = 1.0
    forward: Kernel = field(default=kernels.elu_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.elu_backward, repr=False, kw_only=True)

    def settings(self) -> dict[str, Any]:
        """Give where the curve levels off."""
        return {"alpha": self.alpha}


@dataclass(frozen=True, slots=True)
class Maxout(Layer):
    """The largest of each `k` neighbouring columns."""

    k: int = 2
    forward: Kernel = field(default=kernels.maxout_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.maxout_backward, repr=False, kw_only=True)

    def settings(self) -> dict[str, Any]:
        """Give how many columns compete."""
        return {"k": self.k}

"""Activations: the bend between two affine layers, without which they would be one.

Every forward takes x of any shape and keeps its shape and dtype (maxout alone halves and more).
Source: CS231n notes, "Neural Networks Part 1", section "Commonly used activation functions".
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import ShapeError
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_number,
    check_sizes,
)

__all__ = [
    "EluCache",
    "LeakyReluCache",
    "MaxoutCache",
    "PreluCache",
    "ReluCache",
    "SigmoidCache",
    "TanhCache",
    "elu_backward",
    "elu_forward",
    "leaky_relu_backward",
    "leaky_relu_forward",
    "maxout_backward",
    "maxout_forward",
    "prelu_backward",
    "prelu_forward",
    "relu_backward",
    "relu_forward",
    "sigmoid_backward",
    "sigmoid_forward",
    "tanh_backward",
    "tanh_forward",
]


class SigmoidCache(NamedTuple):
    """The output: the derivative is written in it alone."""

    out: Array


def sigmoid_forward(x: Float[Array, "*S"]) -> tuple[Float[Array, "*S"], SigmoidCache]:
    """Squash every number into (0, 1): 1 / (1 + exp(-x)), without overflow at any x.

    Shapes: x (...), out (...). Raises DtypeError for whole numbers.
    """
    check_floats("sigmoid_forward", x=x)
    # 1 / (1 + exp(-x)) = (1 + tanh(x / 2)) / 2, and tanh never overflows.
    out = np.tanh(x * 0.5)
    out += 1
    out *= 0.5
    return out, SigmoidCache(out)


def sigmoid_backward(dout: Float[Array, "*S"], cache: SigmoidCache) -> Float[Array, "*S"]:
    """Gradient dx, by out * (1 - out): at most 1/4, and 0 where the sigmoid is saturated."""
    check_cache("sigmoid_backward", cache, SigmoidCache)
    check_dout("sigmoid_backward", dout, cache.out.shape)
    return dout * cache.out * (1 - cache.out)


class TanhCache(NamedTuple):
    """The output: the derivative is written in it alone."""

    out: Array


def tanh_forward(x: Float[Array, "*S"]) -> tuple[Float[Array, "*S"], TanhCache]:
    """Squash every number into (-1, 1); zero-centred, unlike the sigmoid.

    Shapes: x (...), out (...). Raises DtypeError for whole numbers.
    """
    check_floats("tanh_forward", x=x)
    out = np.tanh(x)
    return out, TanhCache(out)


def tanh_backward(dout: Float[Array, "*S"], cache: TanhCache) -> Float[Array, "*S"]:
    """Gradient dx, by 1 - out^2."""
    check_cache("tanh_backward", cache, TanhCache)
    check_dout("tanh_backward", dout, cache.out.shape)
    return dout * (1 - cache.out**2)


class ReluCache(NamedTuple):
    """The output: it is above 0 exactly where the gradient passes."""

    out: Array


def relu_forward(x: Float[Array, "*S"]) -> tuple[Float[Array, "*S"], ReluCache]:
    """Keep what is positive, max(x, 0). Krizhevsky et al. (2012), section 3.1.

    Shapes: x (...), out (...). Raises DtypeError for whole numbers.
    """
    check_floats("relu_forward", x=x)
    out = np.maximum(x, _zeros_beside(x))
    return out, ReluCache(out)


def relu_backward(dout: Float[Array, "*S"], cache: ReluCache) -> Float[Array, "*S"]:
    """Gradient dx: dout where x was positive, else 0 (at x = 0 too)."""
    check_cache("relu_backward", cache, ReluCache)
    check_dout("relu_backward", dout, cache.out.shape)
    return dout * (cache.out > 0)


class LeakyReluCache(NamedTuple):
    """The slope at each number: 1 or alpha."""

    slope: Array


def leaky_relu_forward(
    x: Float[Array, "*S"], alpha: float = 0.01
) -> tuple[Float[Array, "*S"], LeakyReluCache]:
    """As ReLU, but alpha * x below zero, so that no unit is dead. Maas et al. (2013).

    Shapes: x (...), out (...). Raises RangeError for an alpha that is negative or not finite.
    """
    check_floats("leaky_relu_forward", x=x)
    alpha = check_number("leaky_relu_forward", "alpha", alpha, why="alpha is the slope below zero")
    slope = _slope(x, x.dtype.type(alpha))
    return x * slope, LeakyReluCache(slope)


def leaky_relu_backward(dout: Float[Array, "*S"], cache: LeakyReluCache) -> Float[Array, "*S"]:
    """Gradient dx: dout times 1 or alpha."""
    check_cache("leaky_relu_backward", cache, LeakyReluCache)
    check_dout("leaky_relu_backward", dout, cache.slope.shape)
    return dout * cache.slope


class PreluCache(NamedTuple):
    """The input, the slope at each of its numbers, and how many slopes are learnt."""

    x: Array
    slope: Array
    learnt: int


def prelu_forward(
    x: Float[Array, "N *S"], alpha: Float[Array, " C"]
) -> tuple[Float[Array, "N *S"], PreluCache]:
    """Leaky ReLU whose slopes are learnt, one a channel. He et al. (2015), arXiv:1502.01852.

    Shapes: x (N, C, ...), alpha (C,) or (1,) for one slope shared by all; out as x.
    Raises ShapeError when alpha does not hold one slope a channel.
    """
    check_floats("prelu_forward", x=x, alpha=alpha)
    if x.ndim < 2 or alpha.shape not in ((1,), x.shape[1:2]):
        raise ShapeError(
            f"prelu_forward got x {x.shape} and alpha {alpha.shape}",
            why="axis 1 of x holds the channels, and each channel has its own slope",
            how="give alpha as (C,), one slope a channel, or (1,), one slope for all",
        )
    slope = _slope(x, alpha.reshape(-1, *(1,) * (x.ndim - 2)))
    return x * slope, PreluCache(x, slope, len(alpha))


def prelu_backward(
    dout: Float[Array, "N *S"], cache: PreluCache
) -> tuple[Float[Array, "N *S"], Float[Array, " C"]]:
    """Gradients dx, as x, and dalpha, as alpha."""
    check_cache("prelu_backward", cache, PreluCache)
    x, slope, learnt = cache
    check_dout("prelu_backward", dout, x.shape)
    below = dout * x * (x <= 0)
    dalpha = below.sum(axis=(0, *range(2, x.ndim)))
    return dout * slope, dalpha if learnt > 1 else dalpha.sum(keepdims=True)


class EluCache(NamedTuple):
    """The slope at each number."""

    slope: Array


def elu_forward(x: Float[Array, "*S"], alpha: float = 1.0) -> tuple[Float[Array, "*S"], EluCache]:
    """x above zero, alpha * (exp(x) - 1) below. Clevert et al. (2015), arXiv:1511.07289.

    Shapes: x (...), out (...). Raises RangeError for an alpha that is negative or not finite.
    """
    check_floats("elu_forward", x=x)
    alpha = check_number(
        "elu_forward", "alpha", alpha, why="below zero the curve levels off at -alpha"
    )
    zeros = _zeros_beside(x)
    # exp is only ever asked for x <= 0, so it cannot overflow.
    bend = np.minimum(x, zeros)
    out = np.maximum(x, zeros) + alpha * np.expm1(bend)
    return out, EluCache(_slope(x, alpha * np.exp(bend)))


def elu_backward(dout: Float[Array, "*S"], cache: EluCache) -> Float[Array, "*S"]:
    """Gradient dx: dout times 1, or alpha * exp(x) below zero."""
    check_cache("elu_backward", cache, EluCache)
    check_dout("elu_backward", dout, cache.slope.shape)
    return dout * cache.slope


class MaxoutCache(NamedTuple):
    """Which of the k pieces won, and the shape of x."""

    winner: Array
    shape: tuple[int, ...]


def maxout_forward(x: Float[Array, "N M *S"], k: int) -> tuple[Float[Array, "N G *S"], MaxoutCache]:
    """The largest of each k neighbouring columns (or channels). Goodfellow et al. (2013).

    Shapes: x (N, M, ...) with M a multiple of k; out (N, M / k, ...). Among equals the first wins.
    Raises ShapeError when k does not divide M, RangeError for k below 1.
    """
    check_floats("maxout_forward", x=x)
    (k,) = check_sizes("maxout_forward", "k", k, 1, least=1)
    if x.ndim < 2 or x.shape[1] % k:
        raise ShapeError(
            f"maxout_forward got x {x.shape} and k = {k}",
            why="each output is the largest of k columns: k must divide the number of columns",
            how="give the affine layer before it k times as many outputs as you want",
        )
    pieces = x.reshape(len(x), x.shape[1] // k, k, *x.shape[2:])
    winner = pieces.argmax(axis=2)[:, :, None]
    return np.take_along_axis(pieces, winner, axis=2)[:, :, 0], MaxoutCache(winner, x.shape)


def maxout_backward(dout: Float[Array, "N G *S"], cache: MaxoutCache) -> Float[Array, "N M *S"]:
    """Gradient dx: dout for the piece that won, 0 for the others."""
    check_cache("maxout_backward", cache, MaxoutCache)
    N, G, _, *S = cache.winner.shape
    check_dout("maxout_backward", dout, (N, G, *S))
    dx = np.zeros((N, G, cache.shape[1] // max(G, 1), *S), dout.dtype)
    np.put_along_axis(dx, cache.winner, dout[:, :, None], axis=2)
    return dx.reshape(cache.shape)


def _slope(x: Array, below: Array | np.floating) -> Array:
    # Products with masks: np.where waits for every comparison and takes ten times as long.
    return (x > 0) + below * (x <= 0)


def _zeros_beside(x: Array) -> Array:
    """Zeros that broadcast over the slowest axis of `x`: NumPy compares two arrays faster
    than an array and a scalar."""
    if x.ndim == 0 or x.size == 0:
        return np.zeros((), x.dtype)
    slowest = max(range(x.ndim), key=lambda axis: abs(x.strides[axis]) * (x.shape[axis] > 1))
    return np.zeros_like(x[(slice(None),) * slowest + (slice(0, 1),)])

"""First weights: so spread that signals neither die out nor blow up from layer to layer.

Weights into M units from D inputs have shape (D, M); those of a conv layer (F, C, K, ...).
Source: CS231n notes, "Neural Networks Part 2", section "Weight Initialization".
"""

import math

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels._checks import check_number, check_rng

__all__ = ["fans", "glorot_init", "he_init", "normal_init", "xavier_init", "zero_init"]

Shape = tuple[int, ...]


def fans(shape: Shape) -> tuple[int, int]:
    """How many numbers flow into each unit, and out of each input: (fan_in, fan_out).

    An affine w (D, M) has fans D and M; a conv w (F, C, *K) has C * K and F * K, K the number of
    pixels of a filter. Raises ShapeError for fewer than two axes or an axis of 0.
    """
    if len(shape) < 2 or min(shape) < 1:
        raise ShapeError(
            f"fans got weights of shape {shape}",
            why="a fan is counted from the inputs and outputs that weights join",
            how="give (D, M) for an affine layer, (F, C, K, K) for a conv layer; biases start at 0",
        )
    if len(shape) == 2:
        return shape
    F, C, *K = shape
    return C * math.prod(K), F * math.prod(K)


def zero_init(shape: Shape, dtype: DTypeLike = np.float32) -> Float[Array, "*S"]:
    """All zeros: right for biases; weights would all stay alike. Raises DtypeError for int."""
    _check("zero_init", shape, dtype)
    return np.zeros(shape, dtype)


def normal_init(
    shape: Shape, rng: Generator, std: float = 0.01, dtype: DTypeLike = np.float32
) -> Float[Array, "*S"]:
    """Normal numbers of mean 0 and the standard deviation given: fine for two layers, no more.

    Raises RangeError for a negative std, DtypeError unless float32 or float64.
    """
    _check("normal_init", shape, dtype)
    check_rng("normal_init", rng)
    std = check_number("normal_init", "std", std, why="std is how far weights spread around 0")
    return (rng.standard_normal(shape) * std).astype(dtype)


def xavier_init(shape: Shape, rng: Generator, dtype: DTypeLike = np.float32) -> Float[Array, "*S"]:
    """Normal, of variance 1 / fan_in: outputs vary as much as inputs (for tanh near 0).

    Raises as `fans` and `normal_init`. Source: the lecture's form of Glorot & Bengio (2010).
    """
    fan_in, _ = fans(shape)
    return normal_init(shape, rng, math.sqrt(1 / fan_in), dtype)


def glorot_init(shape: Shape, rng: Generator, dtype: DTypeLike = np.float32) -> Float[Array, "*S"]:
    """Uniform, of variance 2 / (fan_in + fan_out): a compromise of forward and backward pass.

    Raises as `fans` and `normal_init`. Source: the paper's form, Glorot & Bengio (2010), eq. 16.
    """
    _check("glorot_init", shape, dtype)
    check_rng("glorot_init", rng)
    limit = math.sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def he_init(shape: Shape, rng: Generator, dtype: DTypeLike = np.float32) -> Float[Array, "*S"]:
    """Normal, of variance 2 / fan_in: ReLU silences half of the units, so twice Xavier's.

    Raises as `fans` and `normal_init`. Source: He et al. (2015), arXiv:1502.01852, eq. 10.
    """
    fan_in, _ = fans(shape)
    return normal_init(shape, rng, math.sqrt(2 / fan_in), dtype)


def _check(where: str, shape: Shape, dtype: DTypeLike) -> None:
    if np.dtype(dtype).char not in "fd":
        raise DtypeError(
            f"{where} got dtype {np.dtype(dtype)}",
            why="weights move by small steps, which whole numbers cannot",
            how="choose np.float32 for training, np.float64 for gradient checks",
        )
    if any(n < 0 for n in shape):
        raise RangeError(
            f"{where} got shape {shape}",
            why="an axis holds 0 numbers or more",
            how="give the size of each axis",
        )

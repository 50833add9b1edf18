"""Affine layers, and what makes rows of images for them."""

from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Float, Generator
from course_lib.kernels import affine_backward, affine_forward, he_init, zero_init
from course_lib.kernels._checks import check_cache
from course_lib.nn.layer import Arrays, Initialiser, Kernel, Layer, check_counts

__all__ = ["Affine", "Flatten"]


@dataclass(frozen=True, slots=True)
class Affine(Layer):
    """x @ w + b: `D` features in, `M` out. Learns w (D, M) and b (M,), which starts at 0.

    Kernels: forward(x, w, b) -> out, cache; backward(dout, cache) -> dx, dw, db.
    Raises RangeError unless D and M are whole numbers from 1.
    """

    D: int
    M: int
    init: Initialiser = field(default=he_init, repr=False, kw_only=True)
    forward: Kernel = field(default=affine_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=affine_backward, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        check_counts(self, "D", "M")

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give w (D, M), drawn by `init`, and b (M,) of zeros."""
        w = self.init((self.D, self.M), rng, dtype=dtype)
        return {"w": w, "b": zero_init((self.M,), dtype)}


class FlattenCache(NamedTuple):
    """The shape that was given up."""

    shape: tuple[int, ...]


def flatten_forward(x: Float[Array, "N *S"]) -> tuple[Float[Array, "N D"], FlattenCache]:
    """Each example of x (N, ...) as one row, (N, D)."""
    D = int(np.prod(x.shape[1:]))  # reshape cannot find it for an empty batch
    return x.reshape(len(x), D), FlattenCache(x.shape)


def flatten_backward(dout: Float[Array, "N D"], cache: FlattenCache) -> Float[Array, "N *S"]:
    """Gradient dx: dout in the shape of x."""
    check_cache("flatten_backward", cache, FlattenCache)
    return dout.reshape(cache.shape)


@dataclass(frozen=True, slots=True)
class Flatten(Layer):
    """Each example as one row: (N, C, H, W) to (N, C * H * W). Rows stay as they are."""

    forward: Kernel = field(default=flatten_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=flatten_backward, repr=False, kw_only=True)

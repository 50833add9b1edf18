"""Fractional max pooling: an image shrinks by a ratio between 1 and 2, in regions drawn at random.

Along each axis the regions begin 1 or 2 pixels apart, in an order drawn anew for every batch, and
are 2 pixels long: neighbours overlap where they begin 1 apart.
Source: Graham (2014), arXiv:1412.6071, "overlapping" regions, pseudorandom sequences.
"""

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import ShapeError
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_number,
    check_rng,
)
from course_lib.kernels._windows import Index

__all__ = [
    "FractionalMaxPoolCache",
    "fractional_max_pool_backward",
    "fractional_max_pool_forward",
]


class FractionalMaxPoolCache(NamedTuple):
    """The input, the largest number of each region, and where regions begin along each axis."""

    x: Array
    out: Array
    starts: tuple[Array, ...]


def fractional_max_pool_forward(
    x: Float[Array, "N C *S"], ratio: float, rng: Generator
) -> tuple[Float[Array, "N C *T"], FractionalMaxPoolCache]:
    """The largest number of each region; `ratio` is how many times smaller the image becomes.

    Shapes: x (N, C, H, W), out (N, C, H_out, W_out) with H_out = floor((H - 1) / ratio); any
    number of pixel axes. Training and test are the same: a test may average several draws.
    Raises RangeError unless 1 < ratio < 2, ShapeError when images are too small for one region.
    """
    where = "fractional_max_pool_forward"
    check_floats(where, x=x)
    check_rng(where, rng)
    why = "regions begin 1 or 2 pixels apart, so that an image becomes 1 to 2 times smaller"
    ratio = check_number(where, "ratio", ratio, why=why, above=True, least=1, most=2)
    if x.ndim < 3 or any((n - 1) // ratio < 1 for n in x.shape[2:]):
        raise ShapeError(
            f"{where} got x of shape {x.shape} and ratio = {ratio}",
            why="each axis of pixels must hold at least one region",
            how="give images (N, C, H, W) of 3 pixels a side or more",
        )
    starts = tuple(_starts(n, ratio, rng) for n in x.shape[2:])
    out = None
    for at in _corners(starts):
        pixels = x[:, :, *at]
        out = pixels if out is None else np.maximum(out, pixels, out=out)
    assert out is not None  # a region has at least two pixels
    return out, FractionalMaxPoolCache(x, out, starts)


def fractional_max_pool_backward(
    dout: Float[Array, "N C *T"], cache: FractionalMaxPoolCache
) -> Float[Array, "N C *S"]:
    """Gradient dx: each dout goes to the first of its region's largest numbers.

    A pixel that wins in two regions gets both. Raises ShapeError if dout is not as out.
    """
    check_cache("fractional_max_pool_backward", cache, FractionalMaxPoolCache)
    x, out, starts = cache
    check_dout("fractional_max_pool_backward", dout, out.shape)
    dx = np.zeros_like(x, dtype=dout.dtype)
    free = np.ones_like(out, dtype=bool)  # regions whose winner is not yet found
    for at in _corners(starts):
        wins = (x[:, :, *at] == out) & free
        free ^= wins
        # No two regions begin at the same pixel, so no pixel is named twice in `at`.
        dx[:, :, *at] += dout * wins
    return dx


def _starts(n: int, ratio: float, rng: Generator) -> Array:
    """Where regions of 2 pixels begin among n: a fixed slope from a random height, rounded."""
    regions = int((n - 1) // ratio)
    height = rng.random()
    steps = np.floor(ratio * (np.arange(regions) + height)).astype(int)
    return steps - steps[0] + int(rng.integers(n - 1 - (steps[-1] - steps[0])))


def _corners(starts: tuple[Array, ...]) -> Iterator[Index]:
    """Indices of the first pixel of every region, then of the others."""
    for offset in product((0, 1), repeat=len(starts)):
        yield np.ix_(*(start + o for start, o in zip(starts, offset, strict=True)))

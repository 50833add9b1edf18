"""Dropout and its kin: in training parts of the net are silenced at random, at test none.

All are inverted: what is kept is divided by `keep`, so that nothing is left to do at test.
Source: CS231n notes, "Neural Networks Part 2", section "Regularization".
"""

import math
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Bool, Float, Generator
from course_lib.errors import ShapeError
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_number,
    check_rng,
)
from course_lib.kernels.affine import AffineCache, affine_backward, affine_forward

__all__ = [
    "DropconnectCache",
    "DropoutCache",
    "StochasticDepthCache",
    "dropconnect_backward",
    "dropconnect_forward",
    "dropout_backward",
    "dropout_backward_loops",
    "dropout_forward",
    "dropout_forward_loops",
    "stochastic_depth_backward",
    "stochastic_depth_forward",
]

_SHADES = 2**16  # keep is rounded to one in so many: two random bytes a number are enough


class DropoutCache(NamedTuple):
    """Which numbers were kept, and what those were multiplied with; mask None: all, with 1."""

    mask: Array | None
    scale: float
    shape: tuple[int, ...]


def dropout_forward(
    x: Float[Array, "*S"], keep: float, rng: Generator, *, train: bool
) -> tuple[Float[Array, "*S"], DropoutCache]:
    """Keep each number with probability `keep`, divided by keep, and make the others 0.

    At test out is x itself and rng is not used. Shapes: x (...), out (...).
    Raises RangeError unless 0 < keep <= 1. Source: Srivastava et al. (2014).
    """
    check_floats("dropout_forward", x=x)
    keep = _check_keep("dropout_forward", keep)
    if not train:
        return x, DropoutCache(None, 1.0, x.shape)
    mask, scale = _draw("dropout_forward", x.shape, keep, rng)
    out = x * mask
    out *= scale
    return out, DropoutCache(mask, scale, x.shape)


def dropout_forward_loops(
    x: Float[Array, "N D"], keep: float, rng: Generator
) -> Float[Array, "N D"]:
    """What `dropout_forward` does in training, a number at a time (it draws other numbers)."""
    check_floats("dropout_forward_loops", x=x)
    keep = _check_keep("dropout_forward_loops", keep)
    check_rng("dropout_forward_loops", rng)
    N, D = x.shape
    out = np.zeros_like(x)
    for n in range(N):
        for d in range(D):
            if rng.random() < keep:
                out[n, d] = x[n, d] / keep
    return out


def dropout_backward(dout: Float[Array, "*S"], cache: DropoutCache) -> Float[Array, "*S"]:
    """Gradient dx (...): what was silenced gets none. Raises ShapeError if dout is not as out."""
    check_cache("dropout_backward", cache, DropoutCache)
    check_dout("dropout_backward", dout, cache.shape)
    if cache.mask is None:
        return dout
    dx = dout * cache.mask
    dx *= cache.scale
    return dx


def dropout_backward_loops(
    dout: Float[Array, "N D"], kept: Bool[Array, "N D"], keep: float
) -> Float[Array, "N D"]:
    """What `dropout_backward` does after training, a number at a time; `kept`: which were.

    Raises ShapeError unless dout and kept are shaped alike, RangeError unless 0 < keep <= 1.
    """
    check_dout("dropout_backward_loops", dout, kept.shape)
    keep = _check_keep("dropout_backward_loops", keep)
    N, D = dout.shape
    dx = np.zeros_like(dout)
    for n in range(N):
        for d in range(D):
            if kept[n, d]:
                dx[n, d] = dout[n, d] / keep
    return dx


class DropconnectCache(NamedTuple):
    """The affine layer that was left when some weights were silenced, and how they were."""

    affine: AffineCache
    weights: DropoutCache


def dropconnect_forward(
    x: Float[Array, "*B D"],
    w: Float[Array, "D M"],
    b: Float[Array, " M"],
    keep: float,
    rng: Generator,
    *,
    train: bool,
) -> tuple[Float[Array, "*B M"], DropconnectCache]:
    """An affine layer of which each weight is kept with probability `keep`, divided by keep.

    Shapes: x (..., D), w (D, M), b (M,), out (..., M). Raises as `affine_forward`, and RangeError
    unless 0 < keep <= 1. Source: Wan et al. (2013); one draw serves the whole batch here.
    """
    thinned, weights = dropout_forward(w, keep, rng, train=train)
    out, affine = affine_forward(x, thinned, b)
    return out, DropconnectCache(affine, weights)


def dropconnect_backward(
    dout: Float[Array, "*B M"], cache: DropconnectCache, *, need_dx: bool = True
) -> tuple[Float[Array, "*B D"] | None, Float[Array, "D M"], Float[Array, " M"]]:
    """Gradients dx (..., D), dw (D, M), db (M,); a silenced weight gets none.

    With `need_dx=False` dx is None, as in `affine_backward`.
    """
    check_cache("dropconnect_backward", cache, DropconnectCache)
    dx, dw, db = affine_backward(dout, cache.affine, need_dx=need_dx)
    return dx, dropout_backward(dw, cache.weights), db


class StochasticDepthCache(NamedTuple):
    """What the branch of each example was multiplied with, shaped to broadcast."""

    scale: Array
    shape: tuple[int, ...]


def stochastic_depth_forward(
    skip: Float[Array, "N *S"],
    branch: Float[Array, "N *S"],
    keep: float,
    rng: Generator,
    *,
    train: bool,
) -> tuple[Float[Array, "N *S"], StochasticDepthCache]:
    """skip + branch, where each example loses its branch with probability 1 - `keep`.

    Shapes: skip and branch (N, ...) alike, out as they are. Raises ShapeError when they differ,
    RangeError unless 0 < keep <= 1. Source: Huang et al. (2016), arXiv:1603.09382; drawn for
    each example, and divided by keep in training, not multiplied at test.
    """
    check_floats("stochastic_depth_forward", skip=skip, branch=branch)
    keep = _check_keep("stochastic_depth_forward", keep)
    if skip.shape != branch.shape or skip.ndim == 0:
        raise ShapeError(
            f"stochastic_depth_forward got skip {skip.shape} and branch {branch.shape}",
            why="the branch is added to what skips it, number by number",
            how="give both as (N, ...) of the same shape; a 1x1 conv can mend the channels",
        )
    scale = np.ones((len(branch), *(1,) * (branch.ndim - 1)), branch.dtype)
    if train:
        mask, up = _draw("stochastic_depth_forward", scale.shape, keep, rng)
        scale *= mask
        scale *= up
    return skip + branch * scale, StochasticDepthCache(scale, skip.shape)


def stochastic_depth_backward(
    dout: Float[Array, "N *S"], cache: StochasticDepthCache
) -> tuple[Float[Array, "N *S"], Float[Array, "N *S"]]:
    """Gradients dskip, which is dout, and dbranch, 0 for the examples that lost theirs."""
    check_cache("stochastic_depth_backward", cache, StochasticDepthCache)
    check_dout("stochastic_depth_backward", dout, cache.shape)
    return dout, dout * cache.scale


def _check_keep(where: str, keep: float) -> float:
    why = "keep is the probability to be kept, and what is kept is divided by it"
    return check_number(where, "keep", keep, why=why, above=True, most=1)


def _draw(where: str, shape: tuple[int, ...], keep: float, rng: Generator) -> tuple[Array, float]:
    """A mask that is true with probability `keep`, and the factor that makes up for the rest."""
    check_rng(where, rng)
    threshold = max(1, round(keep * _SHADES))
    n = math.prod(shape)
    # Four draws of 16 bits from each 64, by the fastest stream there is, seeded by the one given.
    stream = np.random.SFC64(int(rng.integers(2**63)))
    raw = stream.random_raw(n // 4 + 1).view(np.uint16)[:n].reshape(shape)
    return raw < threshold, _SHADES / threshold

"""The affine layer: every output is a weighted sum of all inputs, plus a bias.

Source: CS231n notes, "Backpropagation, Intuitions", section "Gradients for vectorized operations".
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import ShapeError
from course_lib.kernels._checks import check_cache, check_dout, check_floats, check_shape

__all__ = [
    "AffineCache",
    "affine_backward",
    "affine_backward_loops",
    "affine_forward",
    "affine_forward_loops",
]


class AffineCache(NamedTuple):
    """What the backward pass needs: the input and the weights."""

    x: Array
    w: Array


def affine_forward(
    x: Float[Array, "*B D"], w: Float[Array, "D M"], b: Float[Array, " M"]
) -> tuple[Float[Array, "*B M"], AffineCache]:
    """Every row of `x` becomes `x @ w + b`.

    Shapes: x (..., D), mostly (N, D); w (D, M); b (M,); out (..., M). float32 or float64, as given.
    Raises ShapeError when x has not as many columns as w has rows, DtypeError for whole numbers.
    """
    check_floats("affine_forward", x=x, w=w, b=b)
    _check_fit(x, w, b)
    out = x @ w
    out += b
    return out, AffineCache(x, w)


def affine_forward_loops(
    x: Float[Array, "N D"], w: Float[Array, "D M"], b: Float[Array, " M"]
) -> tuple[Float[Array, "N M"], AffineCache]:
    """As `affine_forward` for x (N, D), one number of out at a time."""
    check_floats("affine_forward_loops", x=x, w=w, b=b)
    _check_fit(x, w, b)
    (N, D), M = x.shape, len(b)
    out = np.empty((N, M), x.dtype)
    for n in range(N):
        for m in range(M):
            out[n, m] = b[m] + sum(x[n, d] * w[d, m] for d in range(D))
    return out, AffineCache(x, w)


def affine_backward(
    dout: Float[Array, "*B M"], cache: AffineCache, *, need_dx: bool = True
) -> tuple[Float[Array, "*B D"] | None, Float[Array, "D M"], Float[Array, " M"]]:
    """Gradients dx (..., D), dw (D, M), db (M,): the shapes of x, w and b.

    With `need_dx=False` dx is None: the first layer of a net needs none, and it is half the work.

    Shapes: dout (..., M), as out. Raises ShapeError when it is not.
    """
    check_cache("affine_backward", cache, AffineCache)
    x, w = cache
    D, M = w.shape
    check_dout("affine_backward", dout, (*x.shape[:-1], M))
    rows = dout.reshape(-1, M)
    # Where the batch is last in the memory of x, as behind a convolution, dx follows.
    batch_last = x.ndim == 2 and x.flags.f_contiguous
    dx = None
    if need_dx:
        dx = (w @ dout.T).T if batch_last else dout @ w.T
    # b was added to every row, so its gradient is the sum over the rows.
    return dx, x.reshape(-1, D).T @ rows, rows.sum(axis=0)


def affine_backward_loops(
    dout: Float[Array, "N M"], x: Float[Array, "N D"], w: Float[Array, "D M"]
) -> tuple[Float[Array, "N D"], Float[Array, "D M"], Float[Array, " M"]]:
    """The gradients of `affine_backward` for x (N, D), one number of dout at a time."""
    check_floats("affine_backward_loops", x=x, w=w)
    _check_fit(x, w, np.zeros(w.shape[-1:]))
    (N, D), M = x.shape, w.shape[1]
    check_dout("affine_backward_loops", dout, (N, M))
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(w, shape=M)
    for n in range(N):
        for m in range(M):
            for d in range(D):
                # out[n, m] was the sum of x[n, d] * w[d, m]: each gets dout times the other.
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * x[n, d]
            db[m] += dout[n, m]
    return dx, dw, db


def _check_fit(x: Array, w: Array, b: Array) -> None:
    if x.ndim == 0 or w.ndim != 2 or x.shape[-1] != w.shape[0]:
        raise ShapeError(
            f"affine_forward got x {x.shape} and w {w.shape}",
            why="each row of x is multiplied by w: x needs as many columns as w has rows",
            how="flatten images first, x.reshape(len(x), -1)",
        )
    check_shape("affine_forward", "b", b, (w.shape[1],), why="each column of w has one bias")

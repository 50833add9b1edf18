"""Linear classifiers: loss and gradient at the weights, for scores x @ w.

One pass over x, a chunk of rows at a time: while a chunk is in the cache it is used twice, for its
scores and for its share of dw.
Source: CS231n notes, "Optimization", and assignment 1.
"""

from collections.abc import Callable

import numpy as np

from course_lib._shapes import Array, Float, Integer
from course_lib.errors import ShapeError
from course_lib.kernels._checks import (
    check_floats,
    check_labels,
    check_not_empty,
)
from course_lib.kernels.losses import (
    softmax_loss,
    softmax_loss_loops,
    svm_loss,
    svm_loss_loops,
)
from course_lib.kernels.regularisation import l2_penalty

__all__ = [
    "linear_softmax_loss",
    "linear_softmax_loss_loops",
    "linear_svm_loss",
    "linear_svm_loss_loops",
]

Loss = Callable[[Array, Array], tuple[float, Array]]

_ROWS = 512  # of x a chunk: 6 MB of CIFAR-10 in float32, which the last cache holds


def linear_softmax_loss(
    w: Float[Array, "D C"], x: Float[Array, "N D"], y: Integer[Array, " N"], reg: float = 0.0
) -> tuple[float, Float[Array, "D C"]]:
    """Softmax loss of the scores x @ w plus 0.5 * reg * sum(w^2), and its gradient dw.

    Shapes: w (D, C), x (N, D), y (N,); the loss is a float, dw (D, C). The bias is a column of
    ones in x. Raises ShapeError when these do not fit, RangeError for a label without a column,
    a negative reg and scores that are nan.
    """
    return _over_chunks("linear_softmax_loss", softmax_loss, w, x, y, reg)


def linear_svm_loss(
    w: Float[Array, "D C"], x: Float[Array, "N D"], y: Integer[Array, " N"], reg: float = 0.0
) -> tuple[float, Float[Array, "D C"]]:
    """Multiclass SVM loss, margin 1, of the scores x @ w plus 0.5 * reg * sum(w^2), and dw.

    Shapes and errors as `linear_softmax_loss`.
    """
    return _over_chunks("linear_svm_loss", svm_loss, w, x, y, reg)


def linear_softmax_loss_loops(
    w: Float[Array, "D C"], x: Float[Array, "N D"], y: Integer[Array, " N"], reg: float = 0.0
) -> tuple[float, Float[Array, "D C"]]:
    """As `linear_softmax_loss`, one example at a time."""
    return _one_by_one("linear_softmax_loss_loops", softmax_loss_loops, w, x, y, reg)


def linear_svm_loss_loops(
    w: Float[Array, "D C"], x: Float[Array, "N D"], y: Integer[Array, " N"], reg: float = 0.0
) -> tuple[float, Float[Array, "D C"]]:
    """As `linear_svm_loss`, one example at a time."""
    return _one_by_one("linear_svm_loss_loops", svm_loss_loops, w, x, y, reg)


def _over_chunks(
    where: str, loss_of: Loss, w: Array, x: Array, y: Array, reg: float
) -> tuple[float, Array]:
    _check_fit(where, w, x, y)
    loss, dw = l2_penalty(w, reg)
    # Transposed, the long axis of x is also that of the product: long rows, fast to add.
    dw_data = np.zeros(w.shape[::-1], np.result_type(w, x))
    for start in range(0, len(x), _ROWS):
        rows = slice(start, start + _ROWS)
        share = len(x[rows]) / len(x)
        chunk_loss, dscores = loss_of(x[rows] @ w, y[rows])
        loss += chunk_loss * share
        dscores *= share
        dw_data += dscores.T @ x[rows]
    return loss, dw + dw_data.T


def _one_by_one(
    where: str, loss_of: Loss, w: Array, x: Array, y: Array, reg: float
) -> tuple[float, Array]:
    _check_fit(where, w, x, y)
    loss, dw = l2_penalty(w, reg)
    for n in range(len(x)):
        example_loss, dscores = loss_of(x[n : n + 1] @ w, y[n : n + 1])
        loss += example_loss / len(x)
        dw = dw + np.outer(x[n], dscores) / len(x)
    return loss, dw


def _check_fit(where: str, w: Array, x: Array, y: Array) -> None:
    check_floats(where, w=w, x=x)
    if w.ndim != 2 or x.ndim != 2 or x.shape[1] != w.shape[0]:
        raise ShapeError(
            f"{where} got w {w.shape} and x {x.shape}",
            why="each row of x is multiplied by w: x needs as many columns as w has rows",
            how="flatten images first, x.reshape(len(x), -1), and add the column of ones",
        )
    check_not_empty(where, x[:, :1], why="the loss is a mean over examples, and there are none")
    check_labels(where, y, len(x), w.shape[1])

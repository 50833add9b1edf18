"""Two ways to say how wrong scores are: the multiclass SVM and the softmax loss.

Both are means over the batch and come with their gradient at the scores.
Source: CS231n notes, "Linear Classification: Support Vector Machine, Softmax".
"""

import math

import numpy as np

from course_lib._shapes import Array, Float, Integer
from course_lib.errors import ShapeError
from course_lib.kernels._checks import (
    check_finite,
    check_floats,
    check_labels,
    check_not_empty,
    check_number,
)

__all__ = ["softmax", "softmax_loss", "softmax_loss_loops", "svm_loss", "svm_loss_loops"]


def softmax(scores: Float[Array, "*B C"]) -> Float[Array, "*B C"]:
    """Turn each row of scores into probabilities: exp(s_j) / sum over k of exp(s_k).

    Shapes: scores (..., C), out (..., C), each row adding up to 1. Raises ShapeError when C is 0.
    """
    check_floats("softmax", scores=scores)
    if scores.ndim == 0 or scores.shape[-1] == 0:
        raise ShapeError(
            f"softmax got scores {scores.shape}",
            why="probabilities are shared out among the columns, and there is none",
            how="give one column a class",
        )
    # The same number taken from all scores of a row cancels, and no exponent is above 0 now.
    p = np.exp(scores - scores.max(axis=-1, keepdims=True))
    p /= p.sum(axis=-1, keepdims=True)
    return p


def softmax_loss(
    scores: Float[Array, "N C"], y: Integer[Array, " N"]
) -> tuple[float, Float[Array, "N C"]]:
    """Cross-entropy of the softmax of scores with the labels, and its gradient.

    Shapes: scores (N, C); y (N,) whole numbers from 0 to C - 1; the loss is a float, dx (N, C).
    Raises ShapeError for an empty batch or a y that does not fit, RangeError for a label without
    a column and for scores that are nan.
    """
    rows = _check_scores("softmax_loss", scores, y)
    with np.errstate(invalid="ignore", over="ignore"):  # nan is refused below, in words
        shifted = scores - scores.max(axis=1, keepdims=True)
        dx = np.exp(shifted)
        total = dx.sum(axis=1)
        # log(p) from the exponents themselves: p may round to 0, and log(0) is no loss.
        loss = float((np.log(total) - shifted[rows, y]).mean())
    check_finite("softmax_loss", "scores", loss, scores)
    dx /= total[:, None]
    dx[rows, y] -= 1
    dx /= len(y)
    return loss, dx


def softmax_loss_loops(
    scores: Float[Array, "N C"], y: Integer[Array, " N"]
) -> tuple[float, Float[Array, "N C"]]:
    """As `softmax_loss`, one score at a time."""
    _check_scores("softmax_loss_loops", scores, y)
    N, C = scores.shape
    loss, dx = 0.0, np.zeros_like(scores)
    for n, row in enumerate(scores.tolist()):
        top = max(row)
        total = sum(math.exp(s - top) for s in row)
        loss += math.log(total) - (row[y[n]] - top)
        for c in range(C):
            dx[n, c] = (math.exp(row[c] - top) / total - (c == y[n])) / N
    check_finite("softmax_loss_loops", "scores", loss, scores)
    return loss / N, dx


def svm_loss(
    scores: Float[Array, "N C"], y: Integer[Array, " N"], margin: float = 1.0
) -> tuple[float, Float[Array, "N C"]]:
    """Multiclass hinge loss, sum over j != y of max(0, s_j - s_y + margin), and its gradient.

    Shapes: scores (N, C); y (N,) whole numbers from 0 to C - 1; the loss is a float, dx (N, C).
    Where a margin is met exactly the gradient is 0. Raises as `softmax_loss`, and RangeError for
    a negative margin. Source: Weston & Watkins (1999).
    """
    rows = _check_scores("svm_loss", scores, y)
    margin = _check_margin("svm_loss", margin)
    with np.errstate(invalid="ignore", over="ignore"):  # nan is refused below, in words
        margins = scores - scores[rows, y][:, None]
        margins += margin
    margins[rows, y] = 0
    np.maximum(margins, 0, out=margins)
    loss = float(margins.sum(axis=1).mean())
    check_finite("svm_loss", "scores", loss, scores)
    dx = (margins > 0).astype(scores.dtype)
    # The true score is taken off every violated margin: its gradient counts them.
    dx[rows, y] = -dx.sum(axis=1)
    dx /= len(y)
    return loss, dx


def svm_loss_loops(
    scores: Float[Array, "N C"], y: Integer[Array, " N"], margin: float = 1.0
) -> tuple[float, Float[Array, "N C"]]:
    """As `svm_loss`, one margin at a time."""
    _check_scores("svm_loss_loops", scores, y)
    margin = _check_margin("svm_loss_loops", margin)
    N, C = scores.shape
    loss, dx = 0.0, np.zeros_like(scores)
    for n, row in enumerate(scores.tolist()):
        for c in range(C):
            violation = row[c] - row[y[n]] + margin
            if c == y[n] or violation <= 0:
                continue
            loss += violation / N
            dx[n, c] += 1 / N
            dx[n, y[n]] -= 1 / N
    check_finite("svm_loss_loops", "scores", loss, scores)
    return loss, dx


def _check_scores(where: str, scores: Array, y: Array) -> Array:
    check_floats(where, scores=scores)
    if scores.ndim != 2:
        raise ShapeError(
            f"{where} got scores of shape {scores.shape}",
            why="scores hold one example a row and one class a column",
            how="give them as (N, C)",
        )
    check_not_empty(where, scores, why="the loss is a mean over examples, and there are none")
    check_labels(where, y, *scores.shape)
    return np.arange(len(y))


def _check_margin(where: str, margin: float) -> float:
    return check_number(where, "margin", margin, why="the true score is to lead by the margin")

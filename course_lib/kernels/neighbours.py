"""Distances between points, the k nearest of them, and their vote.

Source: CS231n notes, "Image Classification: Data-driven Approach, k-Nearest Neighbor".
"""

import numpy as np

from course_lib._shapes import Array, Float, Int, Num
from course_lib.errors import RangeError, ShapeError

__all__ = [
    "k_nearest",
    "knn_predict",
    "pairwise_l1",
    "pairwise_l1_loops",
    "pairwise_l2",
    "pairwise_l2_loops",
    "vote",
]


def pairwise_l2_loops(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """Euclidean distance of every row of `a` (N, D) to every row of `b` (M, D), one at a time.

    Returns (N, M), float64. Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    return np.array([[np.sqrt(((p - q) ** 2).sum()) for q in b] for p in a]).reshape(len(a), len(b))


def pairwise_l2(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """As `pairwise_l2_loops`, by one matrix product: |p - q|^2 = |p|^2 + |q|^2 - 2 p.q.

    Shapes: a (N, D), b (M, D); out (N, M). float32 stays float32, all else becomes float64.
    Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    if len(b):
        # Far from the origin the three terms are huge and their sum is not: move the origin.
        origin = b.mean(axis=0)
        a, b = a - origin, b - origin
    d = a @ b.T
    d *= -2
    d += (a**2).sum(axis=1, keepdims=True)
    d += (b**2).sum(axis=1)
    # Near-duplicates cancel to a tiny negative number, whose root would be nan.
    return np.sqrt(np.maximum(d, 0, out=d), out=d)


def pairwise_l1_loops(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """Sum of absolute differences of every row of `a` (N, D) and of `b` (M, D), one at a time.

    Returns (N, M), float64. Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    return np.array([[np.abs(p - q).sum() for q in b] for p in a]).reshape(len(a), len(b))


def pairwise_l1(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """As `pairwise_l1_loops`, a row of `a` at a time: M x D numbers of memory, not N x M x D.

    Shapes: a (N, D), b (M, D); out (N, M). float32 stays float32, all else becomes float64.
    Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    out = np.empty((len(a), len(b)), a.dtype)
    difference = np.empty_like(b)
    for row, p in zip(out, a, strict=True):
        np.subtract(b, p, out=difference)
        np.abs(difference, out=difference).sum(axis=1, out=row)
    return out


def k_nearest(distances: Float[Array, "N M"], k: int) -> Int[Array, "N k"]:
    """Columns of the k smallest distances of each row, nearest first; ties take the lower column.

    Shapes: distances (N, M); out (N, k). Raises RangeError unless 1 <= k <= M.
    """
    M = distances.shape[1]
    if not 1 <= k <= M:
        raise RangeError(
            f"k_nearest got k = {k} and {M} training examples",
            why="a vote needs at least one neighbour, and there are no more than all of them",
            how=f"choose k from 1 to {M}",
        )
    return np.argsort(distances, axis=1, kind="stable")[:, :k]


def vote(labels: Int[Array, "N k"]) -> Int[Array, " N"]:
    """Most frequent label of each row; among equals the smallest label.

    Shapes: labels (N, k), whole numbers from 0; out (N,). Raises RangeError when k is 0.
    """
    N, k = labels.shape
    if k == 0:
        raise RangeError(
            f"vote got labels {labels.shape}",
            why="nobody votes, so nobody wins",
            how="give at least one neighbour a row",
        )
    C = int(labels.max(initial=0)) + 1
    # One count for all rows: row r owns the C bins that start at r * C.
    bins = labels + C * np.arange(N)[:, None]
    return np.bincount(bins.ravel(), minlength=N * C).reshape(N, C).argmax(axis=1)


def knn_predict(distances: Float[Array, "N M"], y: Int[Array, " M"], k: int) -> Int[Array, " N"]:
    """Label each row by the vote of its k nearest of M training examples.

    Shapes: distances (N, M), y (M,) labels; out (N,). Raises ShapeError when y is not one label a
    column, RangeError unless 1 <= k <= M.
    """
    if len(y) != distances.shape[1]:
        raise ShapeError(
            f"knn_predict got distances {distances.shape} and {len(y)} labels",
            why="column j of distances belongs to training example j, whose label is y[j]",
            how="give the labels of the very training set that the distances were measured to",
        )
    return vote(y[k_nearest(distances, k)])


def _points(a: Array, b: Array) -> tuple[Array, Array]:
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ShapeError(
            f"points got a {a.shape} and b {b.shape}",
            why="points are compared coordinate by coordinate, one point a row",
            how="give both as (number of points, D) with the same D; flatten images first, "
            "x.reshape(len(x), -1)",
        )
    # uint8 pixels would wrap around: 3 - 5 is 254 there.
    dtype = np.float32 if a.dtype == b.dtype == np.float32 else np.float64
    return a.astype(dtype, copy=False), b.astype(dtype, copy=False)

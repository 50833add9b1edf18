"""Distances between points, the k nearest of them, and their vote.

Source: CS231n notes, "Image Classification: Data-driven Approach, k-Nearest Neighbor".
"""

from collections.abc import Iterator

import numpy as np

from course_lib._shapes import Array, Float, Int, Integer, Num
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

_BLOCK = 1024  # points of each set multiplied at a time: 12 MB of CIFAR-10 in float32
_SOME = 100  # points that tell where all of them lie
_NEAR = 10  # times as far off as they lie apart, both squared: a digit is lost, a tenth of time won
_CACHED = 64  # rows looked at many times over, while they are in the cache
_FEW = 50  # neighbours up to which looking k times is quicker than sorting


def pairwise_l2_loops(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """Euclidean distance of every row of `a` (N, D) to every row of `b` (M, D), one at a time.

    Returns (N, M), float64. Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    return np.array([[np.sqrt(((p - q) ** 2).sum()) for q in b] for p in a]).reshape(len(a), len(b))


def pairwise_l2(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """As `pairwise_l2_loops`, by one matrix product: |p - q|^2 = |p|^2 + |q|^2 - 2 p.q.

    Shapes: a (N, D), b (M, D); out (N, M). float32 stays float32, all else becomes float64, in
    which distances of whole numbers are exact up to the root. Beside out it takes the memory of
    two blocks of points at most. Raises ShapeError when the rows differ in length.
    """
    dtype = _check_points(a, b)
    out = np.empty((len(a), len(b)), dtype)
    origin = _origin(b, dtype)
    for rows in _blocks(len(a)):
        if origin is None and a.dtype == b.dtype == dtype:
            _by_product(a[rows], b, out[rows])
        else:
            _by_centred_product(a[rows], b, 0 if origin is None else origin, out[rows])
    return out


def _by_product(p: Array, q: Array, out: Array) -> None:
    """Write the distance of every row of `p` to every row of `q` into `out`."""
    np.matmul(p, q.T, out=out)
    out *= -2
    out += np.einsum("nd,nd->n", p, p)[:, None]
    out += np.einsum("md,md->m", q, q)
    # Near-duplicates cancel to a tiny negative number, whose root would be nan.
    np.sqrt(np.maximum(out, 0, out=out), out=out)


def _by_centred_product(a: Array, b: Array, origin: Array | int, out: Array) -> None:
    p = np.subtract(a, origin, dtype=out.dtype)
    centred = np.empty((min(_BLOCK, len(b)), b.shape[1]), out.dtype)
    for columns in _blocks(len(b)):
        q = centred[: len(b[columns])]
        _by_product(p, np.subtract(b[columns], origin, out=q, dtype=out.dtype), out[:, columns])


def _origin(b: Array, dtype: type[np.floating]) -> Array | None:
    """A point amid those of `b`; None when 0 is near enough.

    Far from the origin |p|^2, |q|^2 and 2 p.q are huge and their sum is not: the digits in which
    they differ are lost, unless the origin is moved.
    """
    some = b[:: max(1, len(b) // _SOME)].astype(np.float64)
    if not len(some):
        return None
    middle = some.mean(axis=0)
    apart = ((some - middle) ** 2).sum() / len(some)
    if middle @ middle <= _NEAR * apart:
        return None
    # Whole numbers stay whole, so what is equally far comes out equal on every machine.
    return (np.round(middle) if b.dtype.kind in "iu" else middle).astype(dtype)


def pairwise_l1_loops(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """Sum of absolute differences of every row of `a` (N, D) and of `b` (M, D), one at a time.

    Returns (N, M), float64. Raises ShapeError when the rows differ in length.
    """
    a, b = _points(a, b)
    return np.array([[np.abs(p - q).sum() for q in b] for p in a]).reshape(len(a), len(b))


def pairwise_l1(a: Num[Array, "N D"], b: Num[Array, "M D"]) -> Float[Array, "N M"]:
    """As `pairwise_l1_loops`, by blocks of rows of `b` that stay in the cache for every row of `a`.

    Shapes: a (N, D), b (M, D); out (N, M). float32 stays float32, all else becomes float64; bytes
    are summed as whole numbers, exactly. Raises ShapeError when the rows differ in length.
    """
    dtype = _check_points(a, b)
    out = np.empty((len(a), len(b)), dtype)
    sums = _byte_sums if a.dtype == b.dtype == np.uint8 else _float_sums
    for start in range(0, len(b), _CACHED):
        columns = slice(start, start + _CACHED)
        sums(a, b[columns], out[:, columns])
    return out


def _float_sums(a: Array, b: Array, out: Array) -> None:
    a, b = a.astype(out.dtype, copy=False), b.astype(out.dtype, copy=False)
    difference, ones = np.empty(b.shape, out.dtype), np.ones(b.shape[1], out.dtype)
    for row, p in zip(out, a, strict=True):
        np.abs(np.subtract(b, p, out=difference), out=difference)
        # A product with ones adds faster than a sum.
        row[:] = difference @ ones


def _byte_sums(a: Array, b: Array, out: Array) -> None:
    # Eight bytes are added at once, as two words of four numbers of 16 bits: 128 times no sum
    # outgrows those. Zeros fill up the last 128 words.
    M, D = b.shape
    groups = -(-D // 1024)
    difference = np.zeros((M, groups * 1024), np.uint8)
    smaller = np.empty(b.shape, np.uint8)
    low, byte = np.uint64(0x00FF00FF00FF00FF), np.uint64(8)
    for row, p in zip(out, a, strict=True):
        np.maximum(b, p, out=difference[:, :D])
        difference[:, :D] -= np.minimum(b, p, out=smaller)
        words = difference.view(np.uint64)
        pairs = (words & low) + ((words >> byte) & low)
        sums = pairs.reshape(M, groups, 128).sum(axis=2)
        row[:] = sums.view(np.uint16).sum(axis=1, dtype=np.int64)


def k_nearest(distances: Float[Array, "N M"], k: int) -> Int[Array, "N k"]:
    """Columns of the k smallest distances of each row, nearest first; ties take the lower column.

    Shapes: distances (N, M); out (N, k). Raises RangeError unless 1 <= k <= M.
    """
    N, M = distances.shape
    if not 1 <= k <= M:
        raise RangeError(
            f"k_nearest got k = {k} and {M} training examples",
            why="a vote needs at least one neighbour, and there are no more than all of them",
            how=f"choose k from 1 to {M}",
        )
    if k > _FEW or not np.isfinite(distances.max(initial=0)):
        return np.argsort(distances, axis=1, kind="stable")[:, :k]
    out = np.empty((N, k), np.intp)
    for start in range(0, N, _CACHED):
        nearest = out[start : start + _CACHED]
        left = distances[start : start + _CACHED].copy()
        # k looks for the smallest cost less than sorting all of them once.
        for j in range(k):
            nearest[:, j] = left.argmin(axis=1)
            left[np.arange(len(left)), nearest[:, j]] = np.inf
    return out


def vote(labels: Integer[Array, "N k"]) -> Int[Array, " N"]:
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


def knn_predict(
    distances: Float[Array, "N M"], y: Integer[Array, " M"], k: int
) -> Int[Array, " N"]:
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


def _blocks(n: int) -> Iterator[slice]:
    return (slice(start, start + _BLOCK) for start in range(0, n, _BLOCK))


def _points(a: Array, b: Array) -> tuple[Array, Array]:
    dtype = _check_points(a, b)
    return a.astype(dtype, copy=False), b.astype(dtype, copy=False)


def _check_points(a: Array, b: Array) -> type[np.floating]:
    if a.ndim != 2 or b.ndim != 2 or a.shape[1] != b.shape[1]:
        raise ShapeError(
            f"points got a {a.shape} and b {b.shape}",
            why="points are compared coordinate by coordinate, one point a row",
            how="give both as (number of points, D) with the same D; flatten images first, "
            "x.reshape(len(x), -1)",
        )
    # uint8 pixels would wrap around: 3 - 5 is 254 there.
    return np.float32 if a.dtype == b.dtype == np.float32 else np.float64

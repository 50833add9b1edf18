"""Convolution with the batch last in memory, (C, H, W, N): for few channels, and for groups.

Neighbours in memory are the same pixel of neighbouring images, so that pixels are copied in long
runs. Each row of pixels is copied once for every column of a window (im2col). The rows that a row
of windows looks at lie one after the other and are, as they are, a matrix with one window a
column: it is multiplied by all filters at once, and its neighbours share most of its memory.
Sources: Chellapilla et al. (2006), "High performance convolutional neural networks"; Cho & Brand
(2017), arXiv:1706.06873, for the rows that are shared.
"""

import math
from collections.abc import Iterator
from itertools import product

import numpy as np
from numpy.lib.stride_tricks import as_strided

from course_lib._shapes import Array
from course_lib.kernels._windows import Windows, fill_border

__all__ = ["backward", "forward"]

_NUMBERS = 200_000  # of columns a chunk: they stay in a second-level cache of 1 MB
_ROWS = 4  # of windows a chunk, or more: alone they would have no memory to share
_TOGETHER = 64  # images a chunk, or more: their pixels side by side are what makes long runs
_IMAGES = 16  # turned at a time: as many numbers as fill one line of the cache


def forward(x: Array, w: Array, b: Array, windows: Windows, groups: int) -> tuple[Array, Array]:
    """out (N, F, ...), and the padded x (C, ..., N)."""
    padded = _batch_last(x, windows)
    out = np.empty((len(w), *windows.out, len(x)), np.result_type(x, w))
    filters = _matrices(w, groups)
    shift = b.reshape(-1, *(1,) * (out.ndim - 2))
    for first, images, columns in _im2col(padded, windows, groups):
        for i, at in enumerate(_rows(columns, windows), first):
            part = out[:, i, ..., images]
            sums = filters @ columns[:, at].reshape(groups, filters.shape[2], -1)
            np.add(sums.reshape(part.shape), shift, out=part)
    return np.moveaxis(out, -1, 0), padded


def backward(
    dout: Array, padded: Array, w: Array, windows: Windows, groups: int, need_dx: bool
) -> tuple[Array | None, Array, Array]:
    """dx (N, C, ...) or None, dw, db."""
    d = _transposed(dout)
    filters = np.ascontiguousarray(_matrices(w, groups).transpose(0, 2, 1))
    dw = np.zeros(filters.shape, d.dtype)
    dx = np.zeros(padded.shape, d.dtype) if need_dx else None
    for first, images, columns in _im2col(padded, windows, groups):
        rows = list(_rows(columns, windows))
        parts = [
            d[:, i, ..., images].reshape(groups, filters.shape[2], -1)
            for i in range(first, first + len(rows))
        ]
        for at, part in zip(rows, parts, strict=True):
            seen = columns[:, at].reshape(groups, filters.shape[1], -1)
            dw += seen @ part.transpose(0, 2, 1)
        if dx is None:
            continue
        # The columns have done their work: their memory takes their gradients.
        columns[...] = 0
        for at, part in zip(rows, parts, strict=True):
            seen = columns[:, at]
            seen += (filters @ part).reshape(seen.shape)
        _add(dx, columns, windows, first, images)
    if dx is not None:
        dx = np.moveaxis(dx, -1, 0)[:, :, *windows.inside()]
    F, C, KH, *K = w.shape
    dw = np.moveaxis(dw.transpose(0, 2, 1).reshape(F, KH, C, *K), 1, 2)
    return dx, dw, d.sum(axis=tuple(range(1, d.ndim)))


def _matrices(w: Array, groups: int) -> Array:
    """w (F, C, KH, ...) as (groups, F / groups, KH x C x ...), in the order of the columns."""
    return np.moveaxis(w, 2, 1).reshape(groups, len(w) // groups, -1)


def _im2col(padded: Array, windows: Windows, groups: int) -> Iterator[tuple[int, slice, Array]]:
    """Chunk after chunk: its first row of windows, its images, and their columns.

    Columns are (groups, rows, C / groups, *K, ..., images), K without the rows of a window. All
    chunks share one piece of memory: fresh memory costs more than the copying.
    """
    view, N, step = _view(padded, windows, groups), padded.shape[-1], windows.stride[0]
    span = windows.dilation[0] * (windows.K[0] - 1) + 1
    a_row = math.prod(view.shape[2:-1]) * groups
    images = max(1, min(N, max(_TOGETHER, _NUMBERS // (a_row * span))))
    rows = max(_ROWS, 1 + (_NUMBERS // (a_row * images) - span) // step)
    memory = np.empty(a_row * images * min(step * (rows - 1) + span, view.shape[1]), view.dtype)
    for first in range(0, windows.out[0], rows):
        last = min(first + rows, windows.out[0])
        for start in range(0, N, images):
            part = slice(start, start + images)
            chunk = view[:, step * first : step * (last - 1) + span, ..., part]
            columns = memory[: chunk.size].reshape(chunk.shape)
            np.copyto(columns, chunk)
            yield first, part, columns


def _rows(columns: Array, windows: Windows) -> Iterator[slice]:
    """Which rows of the columns each row of windows looks at."""
    step, dilation = windows.stride[0], windows.dilation[0]
    span = dilation * (windows.K[0] - 1) + 1
    for first in range(0, columns.shape[1] - span + 1, step):
        yield slice(first, first + span, dilation)


def _add(dx: Array, columns: Array, windows: Windows, first: int, images: slice) -> None:
    """Add the gradients of the columns of a chunk where they were copied from."""
    start = windows.stride[0] * first
    view = _view(dx, windows, groups=len(columns))
    view = view[:, start : start + columns.shape[1], ..., images]
    for offset in product(*map(range, windows.K[1:])):
        at = (slice(None),) * 3 + offset
        view[at] += columns[at]


def _view(padded: Array, windows: Windows, groups: int) -> Array:
    """All columns (groups, H, C / groups, *K, ..., N), as a view; K without the rows."""
    channel, row, *pixel, image = padded.strides
    within = [step * d for step, d in zip(pixel, windows.dilation[1:], strict=True)]
    between = [step * s for step, s in zip(pixel, windows.stride[1:], strict=True)]
    C, H, N = len(padded) // groups, padded.shape[1], padded.shape[-1]
    shape = (groups, H, C, *windows.K[1:], *windows.out[1:], N)
    return as_strided(padded, shape, (C * channel, row, channel, *within, *between, image))


def _batch_last(x: Array, windows: Windows) -> Array:
    """x (N, C, ...) with zeros around it, as (C, ..., N)."""
    if not any(windows.pad):
        return _transposed(x)
    padded = np.empty((x.shape[1], *windows.padded_size(), len(x)), x.dtype)
    fill_border(padded, windows.inside(), 0, first=1)
    _copy(padded[:, *windows.inside()], x)
    return padded


def _transposed(x: Array) -> Array:
    """x (N, C, ...) as contiguous (C, ..., N); a view when it lies so in memory already."""
    turned = np.moveaxis(x, 0, -1)
    if turned.flags.c_contiguous:
        return turned
    out = np.empty(turned.shape, x.dtype)
    _copy(out, x)
    return out


def _copy(to: Array, x: Array) -> None:
    # All images at once would read from as many places, often a power of two apart, which the
    # cache then maps onto each other.
    for start in range(0, len(x), _IMAGES):
        images = slice(start, start + _IMAGES)
        to[..., images] = np.moveaxis(x[images], 0, -1)

"""Convolution with the batch last in memory, (C, H, W, N): for few channels, and for groups.

Neighbours in memory are the same pixel of neighbouring images, so that windows are copied in long
runs. A chunk of windows becomes a matrix with one window a column (im2col), small enough to stay in
the cache, and is multiplied by all filters at once.
Source: Chellapilla et al. (2006), "High performance convolutional neural networks".
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from course_lib._shapes import Array
from course_lib.kernels._windows import Windows, fill_border

__all__ = ["backward", "forward"]

_NUMBERS = 200_000  # of columns a chunk: they stay in a second-level cache of 1 MB
_TOGETHER = 64  # images a chunk, or more: their pixels side by side are what makes long runs
_IMAGES = 16  # turned at a time: as many numbers as fill one line of the cache


def forward(x: Array, w: Array, b: Array, windows: Windows, groups: int) -> tuple[Array, Array]:
    """out (N, F, ...), and the padded x (C, ..., N)."""
    padded = _batch_last(x, windows)
    out = np.empty((len(w), *windows.out, len(x)), np.result_type(x, w))
    filters = w.reshape(groups, len(w) // groups, -1)
    shift = b.reshape(-1, *(1,) * (out.ndim - 1))
    for first, last, images, columns in _im2col(padded, windows):
        part = out[:, first:last, ..., images]
        sums = filters @ columns.reshape(groups, filters.shape[2], -1)
        np.add(sums.reshape(part.shape), shift, out=part)
    return np.moveaxis(out, -1, 0), padded


def backward(
    dout: Array, padded: Array, w: Array, windows: Windows, groups: int, need_dx: bool
) -> tuple[Array | None, Array, Array]:
    """dx (N, C, ...) or None, dw, db."""
    d = _transposed(dout)
    filters = w.reshape(groups, len(w) // groups, -1)
    turned = np.ascontiguousarray(filters.transpose(0, 2, 1))
    dw_turned = np.zeros(turned.shape, d.dtype)
    dx = np.zeros(padded.shape, d.dtype) if need_dx else None
    for first, last, images, columns in _im2col(padded, windows):
        flat = columns.reshape(groups, filters.shape[2], -1)
        part = d[:, first:last, ..., images].reshape(groups, filters.shape[1], -1)
        dw_turned += flat @ part.transpose(0, 2, 1)
        if dx is None:
            continue
        # The columns have done their work: their memory takes the gradients of the windows.
        np.matmul(turned, part, out=flat)
        for offset in windows.offsets():
            at = (slice(None), *windows.rows(offset, first, last), images)
            dx[at] += columns[:, *offset]
    if dx is not None:
        dx = np.moveaxis(dx, -1, 0)[:, :, *windows.inside()]
    dw = dw_turned.transpose(0, 2, 1).reshape(w.shape)
    return dx, dw, d.sum(axis=tuple(range(1, d.ndim)))


def _im2col(padded: Array, windows: Windows) -> Iterator[tuple[int, int, slice, Array]]:
    """Chunk after chunk: its first row, last row, images, and columns (C, *K, rows, ..., images).

    All chunks share one piece of memory: fresh memory costs more than the copying.
    """
    view = _view(padded, windows)
    N, within = view.shape[-1], (slice(None),) * (1 + len(windows.K))
    a_row = len(padded) * math.prod(windows.K) * math.prod(windows.out[1:])
    images = max(1, min(N, max(_TOGETHER, _NUMBERS // a_row)))
    rows = min(windows.out[0], max(1, _NUMBERS // (a_row * images)))
    memory = np.empty(a_row * images * rows, view.dtype)
    for first in range(0, windows.out[0], rows):
        for start in range(0, N, images):
            last, part = min(first + rows, windows.out[0]), slice(start, start + images)
            chunk = view[(*within, slice(first, last))][..., part]
            columns = memory[: chunk.size].reshape(chunk.shape)
            np.copyto(columns, chunk)
            yield first, last, part, columns


def _view(padded: Array, windows: Windows) -> Array:
    """All windows (C, *K, *out, N), as a view."""
    C, *pixel, N = padded.strides
    within = [step * d for step, d in zip(pixel, windows.dilation, strict=True)]
    between = [step * s for step, s in zip(pixel, windows.stride, strict=True)]
    shape = (len(padded), *windows.K, *windows.out, padded.shape[-1])
    return as_strided(padded, shape, (C, *within, *between, N), writeable=False)


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

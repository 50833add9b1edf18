"""Convolution with the channels last in memory, (N, H, W, C): for many channels.

A row of a window is one run of memory. A chunk of windows becomes a matrix with one window a row
(im2col), small enough to stay in the cache, and is multiplied by all filters at once.
Source: Chellapilla et al. (2006), "High performance convolutional neural networks".
"""

import math
from collections.abc import Iterator

import numpy as np
from numpy.lib.stride_tricks import as_strided

from course_lib._shapes import Array
from course_lib.kernels._windows import Windows, fill_border

__all__ = ["backward", "forward"]

_NUMBERS = 200_000  # of rows a chunk: they stay in a second-level cache of 1 MB


def forward(x: Array, w: Array, b: Array, windows: Windows) -> tuple[Array, Array]:
    """out (N, F, ...), and the padded x (N, ..., C)."""
    padded = _channels_last(x, windows)
    F = len(w)
    out = np.empty((len(x), *windows.out, F), np.result_type(x, w))
    filters = np.ascontiguousarray(np.moveaxis(_channels_last_filters(w), 0, -1))
    for images, first, last, rows in _im2col(padded, windows):
        part = out[images, first:last].reshape(-1, F)
        np.matmul(rows.reshape(len(part), -1), filters, out=part)
        part += b
    return np.moveaxis(out, -1, 1), padded


def backward(
    dout: Array, padded: Array, w: Array, windows: Windows, need_dx: bool
) -> tuple[Array | None, Array, Array]:
    """dx (N, C, ...) or None, dw, db."""
    d = np.ascontiguousarray(np.moveaxis(dout, 1, -1))
    F = len(w)
    filters = np.ascontiguousarray(_channels_last_filters(w))
    dw = np.zeros(filters.shape, d.dtype)
    dx = np.zeros(padded.shape, d.dtype) if need_dx else None
    for images, first, last, rows in _im2col(padded, windows):
        part = d[images, first:last].reshape(-1, F)
        flat = rows.reshape(len(part), -1)
        dw += part.T @ flat
        if dx is None:
            continue
        # The rows have done their work: their memory takes the gradients of the windows.
        np.matmul(part, filters, out=flat)
        for offset in windows.offsets():
            at = windows.rows(offset, first, last)
            dx[images, *at] += rows[(slice(None),) * (1 + len(at)) + offset]
    if dx is not None:
        dx = np.moveaxis(dx, -1, 1)[:, :, *windows.inside()]
    dw = np.moveaxis(dw.reshape(F, *windows.K, w.shape[1]), -1, 1)
    return dx, dw, d.reshape(-1, F).sum(axis=0)


def _im2col(padded: Array, windows: Windows) -> Iterator[tuple[slice, int, int, Array]]:
    """Chunk after chunk: its images, first row, last row, and rows (images, rows, ..., *K, C).

    A chunk is some whole images or some rows of a single one. All share one piece of memory: fresh
    memory costs more than the copying.
    """
    view = _view(padded, windows)
    a_row = math.prod(windows.out[1:]) * math.prod(windows.K) * padded.shape[-1]
    rows = min(windows.out[0], max(1, _NUMBERS // a_row))
    images = max(1, _NUMBERS // (a_row * rows)) if rows == windows.out[0] else 1
    memory = np.empty(min(images, len(padded)) * rows * a_row, view.dtype)
    for start in range(0, len(padded), images):
        for first in range(0, windows.out[0], rows):
            part, last = slice(start, start + images), min(first + rows, windows.out[0])
            chunk = view[part, first:last]
            copied = memory[: chunk.size].reshape(chunk.shape)
            np.copyto(copied, chunk)
            yield part, first, last, copied


def _view(padded: Array, windows: Windows) -> Array:
    """All windows (N, *out, *K, C), as a view."""
    N, *pixel, C = padded.strides
    between = [step * s for step, s in zip(pixel, windows.stride, strict=True)]
    within = [step * d for step, d in zip(pixel, windows.dilation, strict=True)]
    shape = (len(padded), *windows.out, *windows.K, padded.shape[-1])
    return as_strided(padded, shape, (N, *between, *within, C), writeable=False)


def _channels_last(x: Array, windows: Windows) -> Array:
    """x (N, C, ...) with zeros around it, as contiguous (N, ..., C)."""
    turned = np.moveaxis(x, 1, -1)
    if not any(windows.pad):
        return np.ascontiguousarray(turned)
    padded = np.empty((len(x), *windows.padded_size(), x.shape[1]), x.dtype)
    fill_border(padded, windows.inside(), 0, first=1)
    padded[:, *windows.inside()] = turned
    return padded


def _channels_last_filters(w: Array) -> Array:
    """w (F, C, *K) as (F, K x C), in the order of a row."""
    return np.moveaxis(w, 1, -1).reshape(len(w), -1)

"""Pooling: each window of an image to one number, its largest or its mean.

x is (N, C, ...) with any number of axes of pixels; K, stride and pad are one number for all of
these axes or a tuple with one for each. Windows that would reach beyond the padded image are left
out: H_out = (H + 2 * pad - K) // stride + 1.
Source: CS231n notes, "Convolutional Neural Networks", section "Pooling Layer".
"""

import math
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.kernels._checks import check_cache, check_dout, check_floats
from course_lib.kernels._windows import Sizes, Windows, windows_of

__all__ = [
    "AvgPoolCache",
    "GlobalAvgPoolCache",
    "GlobalMaxPoolCache",
    "MaxPoolCache",
    "avg_pool_backward",
    "avg_pool_backward_loops",
    "avg_pool_forward",
    "avg_pool_forward_loops",
    "global_avg_pool_backward",
    "global_avg_pool_forward",
    "global_max_pool_backward",
    "global_max_pool_forward",
    "max_pool_backward",
    "max_pool_backward_loops",
    "max_pool_forward",
    "max_pool_forward_loops",
]


_NUMBERS = 65_536  # of dout at a time: what is computed from them stays in the cache


class MaxPoolCache(NamedTuple):
    """The padded input, the largest number of each window, and where the windows lie."""

    padded: Array
    out: Array
    windows: Windows


def max_pool_forward(
    x: Float[Array, "N C *S"], K: Sizes, stride: Sizes | None = None, pad: Sizes = 0
) -> tuple[Float[Array, "N C *T"], MaxPoolCache]:
    """The largest number of each K x K window; windows lie `stride` apart, side by side if None.

    Shapes: x (N, C, H, W), out (N, C, H_out, W_out). Padding never wins: it counts as -infinity.
    Raises RangeError for K or stride below 1 and pad below 0 or not below K, ShapeError when the
    window is larger than the padded image.
    """
    windows = _windows("max_pool_forward", x, K, stride, pad)
    padded = windows.padded(x, -np.inf)
    out = None
    for offset in windows.offsets():
        pixels = padded[:, :, *windows.at(offset)]
        out = pixels.copy("K") if out is None else np.maximum(out, pixels, out=out)
    assert out is not None  # K is at least 1
    return out, MaxPoolCache(padded, out, windows)


def max_pool_forward_loops(
    x: Float[Array, "N C H W"], K: Sizes, stride: Sizes | None = None, pad: Sizes = 0
) -> Float[Array, "N C P Q"]:
    """The output of `max_pool_forward` for images (N, C, H, W), one window at a time."""
    windows = _windows("max_pool_forward_loops", x, K, stride, pad)
    padded = windows.padded(x, -np.inf)
    out = np.empty((*x.shape[:2], *windows.out), x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        out[n, c, i, j] = padded[n, c, *_window(windows, i, j)].max()
    return out


def max_pool_backward(dout: Float[Array, "N C *T"], cache: MaxPoolCache) -> Float[Array, "N C *S"]:
    """Gradient dx: each dout goes to the first of its window's largest numbers.

    Where windows overlap, a pixel that wins twice gets both. Raises ShapeError if dout is not as
    out.
    """
    check_cache("max_pool_backward", cache, MaxPoolCache)
    padded, out, windows = cache
    check_dout("max_pool_backward", dout, out.shape)
    if dout.strides != out.strides:  # memory is walked through in one order
        dout, given = np.empty_like(out, dtype=dout.dtype), dout
        np.copyto(dout, given)
    dx = np.zeros_like(padded, dtype=dout.dtype)
    arrays = [dx, dout, padded, out]
    if padded.strides[0] < padded.strides[1]:  # the batch is not the slowest axis of memory
        arrays = [a.swapaxes(0, 1) for a in arrays]
    step = max(1, _NUMBERS * len(arrays[1]) // max(1, out.size))
    for start in range(0, len(arrays[1]), step):
        _give_to_winners(windows, *(a[start : start + step] for a in arrays))
    return dx[:, :, *windows.inside()]


def _give_to_winners(windows: Windows, dx: Array, dout: Array, padded: Array, out: Array) -> None:
    """Add each number of dout to dx where the first of its window's largest numbers stands."""
    apart = all(s >= k for s, k in zip(windows.stride, windows.K, strict=True))
    *before, last = windows.offsets()
    free = np.ones_like(out, dtype=bool)  # windows whose winner is not yet found
    for offset in (*before, last):
        at = (slice(None), slice(None), *windows.at(offset))
        if offset == last:
            wins = free  # it must be here
        else:
            wins = padded[at] == out
            wins &= free
            free ^= wins
        if apart:
            np.multiply(dout, wins, out=dx[at])
        else:
            dx[at] += dout * wins


def max_pool_backward_loops(
    dout: Float[Array, "N C P Q"],
    x: Float[Array, "N C H W"],
    K: Sizes,
    stride: Sizes | None = None,
    pad: Sizes = 0,
) -> Float[Array, "N C H W"]:
    """The gradient of `max_pool_backward` for images (N, C, H, W), one window at a time."""
    windows = _windows("max_pool_backward_loops", x, K, stride, pad)
    check_dout("max_pool_backward_loops", dout, (*x.shape[:2], *windows.out))
    padded = windows.padded(x, -np.inf)
    dx = np.zeros_like(padded)
    for n, c, i, j in np.ndindex(dout.shape):
        at = _window(windows, i, j)
        window = padded[n, c, *at]
        row, column = np.unravel_index(window.argmax(), window.shape)
        # A view: what is added to it is added to dx.
        dx[n, c, *at][row, column] += dout[n, c, i, j]
    return dx[:, :, *windows.inside()]


class AvgPoolCache(NamedTuple):
    """Where the windows lie, and the shape of out."""

    windows: Windows
    shape: tuple[int, ...]


def avg_pool_forward(
    x: Float[Array, "N C *S"], K: Sizes, stride: Sizes | None = None, pad: Sizes = 0
) -> tuple[Float[Array, "N C *T"], AvgPoolCache]:
    """The mean of each K x K window; padding counts as zeros.

    Shapes and errors as `max_pool_forward`.
    """
    windows = _windows("avg_pool_forward", x, K, stride, pad)
    padded = windows.padded(x, 0)
    out = None
    for offset in windows.offsets():
        pixels = padded[:, :, *windows.at(offset)]
        out = pixels.copy("K") if out is None else np.add(out, pixels, out=out)
    assert out is not None  # K is at least 1
    out /= math.prod(windows.K)
    return out, AvgPoolCache(windows, out.shape)


def avg_pool_backward(dout: Float[Array, "N C *T"], cache: AvgPoolCache) -> Float[Array, "N C *S"]:
    """Gradient dx: every pixel gets an equal share. Raises ShapeError if dout is not as out."""
    check_cache("avg_pool_backward", cache, AvgPoolCache)
    windows, shape = cache
    check_dout("avg_pool_backward", dout, shape)
    dx = np.zeros_like(dout, shape=(*shape[:2], *windows.padded_size()))
    share = dout / math.prod(windows.K)
    for offset in windows.offsets():
        dx[:, :, *windows.at(offset)] += share
    return dx[:, :, *windows.inside()]


def avg_pool_forward_loops(
    x: Float[Array, "N C H W"], K: Sizes, stride: Sizes | None = None, pad: Sizes = 0
) -> Float[Array, "N C P Q"]:
    """The output of `avg_pool_forward` for images (N, C, H, W), one window at a time."""
    windows = _windows("avg_pool_forward_loops", x, K, stride, pad)
    padded = windows.padded(x, 0)
    out = np.empty((*x.shape[:2], *windows.out), x.dtype)
    for n, c, i, j in np.ndindex(out.shape):
        out[n, c, i, j] = padded[n, c, *_window(windows, i, j)].mean()
    return out


def avg_pool_backward_loops(
    dout: Float[Array, "N C P Q"],
    x: Float[Array, "N C H W"],
    K: Sizes,
    stride: Sizes | None = None,
    pad: Sizes = 0,
) -> Float[Array, "N C H W"]:
    """The gradient of `avg_pool_backward` for images (N, C, H, W), one window at a time."""
    windows = _windows("avg_pool_backward_loops", x, K, stride, pad)
    check_dout("avg_pool_backward_loops", dout, (*x.shape[:2], *windows.out))
    dx = np.zeros_like(windows.padded(x, 0))
    for n, c, i, j in np.ndindex(dout.shape):
        window = dx[n, c, *_window(windows, i, j)]
        window += dout[n, c, i, j] / window.size
    return dx[:, :, *windows.inside()]


class GlobalAvgPoolCache(NamedTuple):
    """The shape of x."""

    shape: tuple[int, ...]


def global_avg_pool_forward(
    x: Float[Array, "N C *S"],
) -> tuple[Float[Array, "N C"], GlobalAvgPoolCache]:
    """The mean of all pixels of each channel. Lin et al. (2013), arXiv:1312.4400.

    Shapes: x (N, C, ...), out (N, C). Raises ShapeError when there are no pixels.
    """
    _check_images("global_avg_pool_forward", x)
    return x.mean(axis=tuple(range(2, x.ndim))), GlobalAvgPoolCache(x.shape)


def global_avg_pool_backward(
    dout: Float[Array, "N C"], cache: GlobalAvgPoolCache
) -> Float[Array, "N C *S"]:
    """Gradient dx: every pixel gets an equal share. Raises ShapeError if dout is not as out."""
    check_cache("global_avg_pool_backward", cache, GlobalAvgPoolCache)
    shape = cache.shape
    check_dout("global_avg_pool_backward", dout, shape[:2])
    share = dout / math.prod(shape[2:])
    return np.broadcast_to(share.reshape(*shape[:2], *(1,) * (len(shape) - 2)), shape).copy()


class GlobalMaxPoolCache(NamedTuple):
    """Which pixel is the largest of each channel, and the shape of x."""

    winner: Array
    shape: tuple[int, ...]


def global_max_pool_forward(
    x: Float[Array, "N C *S"],
) -> tuple[Float[Array, "N C"], GlobalMaxPoolCache]:
    """The largest of all pixels of each channel.

    Shapes: x (N, C, ...), out (N, C). Raises ShapeError when there are no pixels.
    """
    _check_images("global_max_pool_forward", x)
    flat = x.reshape(*x.shape[:2], math.prod(x.shape[2:]))
    winner = flat.argmax(axis=2)[:, :, None]
    return np.take_along_axis(flat, winner, axis=2)[:, :, 0], GlobalMaxPoolCache(winner, x.shape)


def global_max_pool_backward(
    dout: Float[Array, "N C"], cache: GlobalMaxPoolCache
) -> Float[Array, "N C *S"]:
    """Gradient dx: dout at the first largest pixel. Raises ShapeError if dout is not as out."""
    check_cache("global_max_pool_backward", cache, GlobalMaxPoolCache)
    winner, shape = cache
    check_dout("global_max_pool_backward", dout, shape[:2])
    dx = np.zeros((*shape[:2], math.prod(shape[2:])), dout.dtype)
    np.put_along_axis(dx, winner, dout[:, :, None], axis=2)
    return dx.reshape(shape)


def _window(windows: Windows, i: int, j: int) -> tuple[slice, slice]:
    """The rows and columns of the padded image that window (i, j) sees."""
    (KH, KW), (SH, SW) = windows.K, windows.stride
    return slice(i * SH, i * SH + KH), slice(j * SW, j * SW + KW)


def _windows(where: str, x: Array, K: Sizes, stride: Sizes | None, pad: Sizes) -> Windows:
    _check_images(where, x)
    windows = windows_of(where, x, K, K if stride is None else stride, pad)
    if any(p >= k for p, k in zip(windows.pad, windows.K, strict=True)):
        raise RangeError(
            f"{where} got windows of {windows.K} and pad {windows.pad}",
            why="a window that lies wholly in the padding has nothing to choose from",
            how="keep the padding smaller than the window",
        )
    return windows


def _check_images(where: str, x: Array) -> None:
    check_floats(where, x=x)
    if x.ndim < 3 or min(x.shape[2:]) < 1:
        raise ShapeError(
            f"{where} got x of shape {x.shape}",
            why="pooling runs over the pixels of images, and there are none",
            how="give x as (N, C, H, W), or (N, C, W) for sequences",
        )

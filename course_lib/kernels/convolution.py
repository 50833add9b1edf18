"""Convolution: one small filter looks at every window of an image (or sequence, or volume).

x is (N, C, ...), w is (F, C / groups, ...) with the pixels of a window, b is (F,). stride, pad and
dilation are one number for all axes of pixels or a tuple with one for each.
H_out = (H + 2 * pad - dilation * (K - 1) - 1) // stride + 1. As everywhere in deep learning
the filter is not turned round: in mathematics this is a cross-correlation.
Source: CS231n notes, "Convolutional Neural Networks", section "Convolutional Layer".
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.kernels import _conv_batch_last, _conv_channels_last, _conv_pointwise
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_shape,
    check_sizes,
)
from course_lib.kernels._windows import Index, Sizes, Windows, windows_of

__all__ = [
    "ConvCache",
    "conv1d_backward",
    "conv1d_backward_loops",
    "conv1d_forward",
    "conv1d_forward_loops",
    "conv2d_backward",
    "conv2d_backward_loops",
    "conv2d_forward",
    "conv2d_forward_loops",
    "conv3d_backward",
    "conv3d_forward",
]

_MANY = 32  # channels, from which on a pixel's channels make a run of memory worth copying


class ConvCache(NamedTuple):
    """The padded input in the memory order of `way`, the weights, and where the windows lie.

    way: "pointwise" (x as given), "channels last" (N, ..., C) or "batch last" (C, ..., N).
    """

    way: str
    padded: Array
    w: Array
    windows: Windows
    groups: int
    shape: tuple[int, ...]


def conv1d_forward(
    x: Float[Array, "N C W"],
    w: Float[Array, "F G K"],
    b: Float[Array, " F"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> tuple[Float[Array, "N F T"], ConvCache]:
    """As `conv2d_forward` for sequences: x (N, C, W), w (F, C / groups, K), out (N, F, W_out)."""
    return _forward("conv1d_forward", 1, x, w, b, stride, pad, dilation, groups)


def conv2d_forward(
    x: Float[Array, "N C H W"],
    w: Float[Array, "F G KH KW"],
    b: Float[Array, " F"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> tuple[Float[Array, "N F P Q"], ConvCache]:
    """Every filter times every window, plus its bias.

    Shapes: x (N, C, H, W), w (F, C / groups, KH, KW), b (F,), out (N, F, H_out, W_out), in
    whichever memory order was cheapest. With groups, filters and channels are cut into as many
    parts, and each part of the filters sees its part of the channels alone.
    Raises ShapeError when these do not fit or the window is larger than the padded image,
    RangeError for stride, dilation or groups below 1, a negative pad, and groups that do not
    divide C and F.
    """
    return _forward("conv2d_forward", 2, x, w, b, stride, pad, dilation, groups)


def conv3d_forward(
    x: Float[Array, "N C D H W"],
    w: Float[Array, "F G KD KH KW"],
    b: Float[Array, " F"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> tuple[Float[Array, "N F O P Q"], ConvCache]:
    """As `conv2d_forward` for volumes: x (N, C, D, H, W), w (F, C / groups, KD, KH, KW)."""
    return _forward("conv3d_forward", 3, x, w, b, stride, pad, dilation, groups)


def conv1d_backward(
    dout: Float[Array, "N F T"], cache: ConvCache, *, need_dx: bool = True
) -> tuple[Float[Array, "N C W"] | None, Float[Array, "F G K"], Float[Array, " F"]]:
    """Gradients dx (N, C, W), dw (F, C / groups, K), db (F,), as `conv2d_backward`."""
    check_cache("conv1d_backward", cache, ConvCache)
    return _backward("conv1d_backward", dout, cache, need_dx)


def conv2d_backward(
    dout: Float[Array, "N F P Q"], cache: ConvCache, *, need_dx: bool = True
) -> tuple[Float[Array, "N C H W"] | None, Float[Array, "F G KH KW"], Float[Array, " F"]]:
    """Gradients dx (N, C, H, W), dw (F, C / groups, KH, KW), db (F,).

    With `need_dx=False` dx is None: the first layer of a net needs none, and it is half the work.
    Raises ShapeError when dout is not as out.
    """
    check_cache("conv2d_backward", cache, ConvCache)
    return _backward("conv2d_backward", dout, cache, need_dx)


def conv3d_backward(
    dout: Float[Array, "N F O P Q"], cache: ConvCache, *, need_dx: bool = True
) -> tuple[Float[Array, "N C D H W"] | None, Float[Array, "F G KD KH KW"], Float[Array, " F"]]:
    """Gradients dx (N, C, D, H, W), dw (F, C / groups, KD, KH, KW), db (F,)."""
    check_cache("conv3d_backward", cache, ConvCache)
    return _backward("conv3d_backward", dout, cache, need_dx)


def conv1d_forward_loops(
    x: Float[Array, "N C W"],
    w: Float[Array, "F G K"],
    b: Float[Array, " F"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Float[Array, "N F T"]:
    """The output of `conv1d_forward`, one window at a time."""
    windows = _windows("conv1d_forward_loops", 1, x, w, b, stride, pad, dilation, groups)
    padded = windows.padded(x, 0)
    out = np.empty((len(x), len(w), *windows.out), x.dtype)
    for n, f, t in np.ndindex(out.shape):
        at = _window(windows, w, groups, f, (t,))
        out[n, f, t] = (padded[n, *at] * w[f]).sum() + b[f]
    return out


def conv1d_backward_loops(
    dout: Float[Array, "N F T"],
    x: Float[Array, "N C W"],
    w: Float[Array, "F G K"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> tuple[Float[Array, "N C W"], Float[Array, "F G K"], Float[Array, " F"]]:
    """The gradients of `conv1d_backward`, one window at a time."""
    b = np.zeros(len(w), w.dtype)
    windows = _windows("conv1d_backward_loops", 1, x, w, b, stride, pad, dilation, groups)
    check_dout("conv1d_backward_loops", dout, (len(x), len(w), *windows.out))
    padded = windows.padded(x, 0)
    dx, dw, db = np.zeros_like(padded), np.zeros_like(w), np.zeros_like(b)
    for n, f, t in np.ndindex(dout.shape):
        at = _window(windows, w, groups, f, (t,))
        dx[n, *at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, *at]
        db[f] += dout[n, f, t]
    return dx[:, :, *windows.inside()], dw, db


def conv2d_forward_loops(
    x: Float[Array, "N C H W"],
    w: Float[Array, "F G KH KW"],
    b: Float[Array, " F"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> Float[Array, "N F P Q"]:
    """The output of `conv2d_forward`, one window at a time."""
    windows = _windows("conv2d_forward_loops", 2, x, w, b, stride, pad, dilation, groups)
    padded = windows.padded(x, 0)
    (H_out, W_out), F = windows.out, len(w)
    out = np.empty((len(x), F, H_out, W_out), x.dtype)
    for n in range(len(x)):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    at = _window(windows, w, groups, f, (i, j))
                    out[n, f, i, j] = (padded[n, *at] * w[f]).sum() + b[f]
    return out


def conv2d_backward_loops(
    dout: Float[Array, "N F P Q"],
    x: Float[Array, "N C H W"],
    w: Float[Array, "F G KH KW"],
    *,
    stride: Sizes = 1,
    pad: Sizes = 0,
    dilation: Sizes = 1,
    groups: int = 1,
) -> tuple[Float[Array, "N C H W"], Float[Array, "F G KH KW"], Float[Array, " F"]]:
    """The gradients of `conv2d_backward`, one window at a time."""
    b = np.zeros(len(w), w.dtype)
    windows = _windows("conv2d_backward_loops", 2, x, w, b, stride, pad, dilation, groups)
    check_dout("conv2d_backward_loops", dout, (len(x), len(w), *windows.out))
    padded = windows.padded(x, 0)
    dx, dw, db = np.zeros_like(padded), np.zeros_like(w), np.zeros_like(b)
    for n, f, i, j in np.ndindex(dout.shape):
        at = _window(windows, w, groups, f, (i, j))
        # out was the sum of window * filter + bias: each gets dout times what it stood beside.
        dx[n, *at] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, *at]
        db[f] += dout[n, f, i, j]
    return dx[:, :, *windows.inside()], dw, db


def _window(windows: Windows, w: Array, groups: int, f: int, at: tuple[int, ...]) -> Index:
    """The channels and the pixels that filter f sees in the window `at`."""
    F, C = w.shape[:2]
    group = f // (F // groups)
    pixels = (
        slice(i * s, i * s + d * (k - 1) + 1, d)
        for i, s, d, k in zip(at, windows.stride, windows.dilation, windows.K, strict=True)
    )
    return slice(group * C, (group + 1) * C), *pixels


def _forward(
    where: str,
    dims: int,
    x: Array,
    w: Array,
    b: Array,
    stride: Sizes,
    pad: Sizes,
    dilation: Sizes,
    groups: int,
) -> tuple[Array, ConvCache]:
    windows = _windows(where, dims, x, w, b, stride, pad, dilation, groups)
    way = _way(windows, x.shape[1], groups)
    if way == "pointwise":
        out, padded = _conv_pointwise.forward(x, w, b), x
    elif way == "channels last":
        out, padded = _conv_channels_last.forward(x, w, b, windows)
    else:
        out, padded = _conv_batch_last.forward(x, w, b, windows, groups)
    return out, ConvCache(way, padded, w, windows, groups, out.shape)


def _backward(
    where: str, dout: Array, cache: ConvCache, need_dx: bool
) -> tuple[Array | None, Array, Array]:
    way, padded, w, windows, groups, shape = cache
    check_dout(where, dout, shape)
    if way == "pointwise":
        return _conv_pointwise.backward(dout, padded, w, need_dx)
    if way == "channels last":
        return _conv_channels_last.backward(dout, padded, w, windows, need_dx)
    return _conv_batch_last.backward(dout, padded, w, windows, groups, need_dx)


def _way(windows: Windows, C: int, groups: int) -> str:
    pointwise = set(windows.K) == set(windows.stride) == {1} and not any(windows.pad)
    if groups > 1:
        return "batch last"
    if pointwise:
        return "pointwise"
    return "channels last" if C >= _MANY else "batch last"


def _windows(
    where: str,
    dims: int,
    x: Array,
    w: Array,
    b: Array,
    stride: Sizes,
    pad: Sizes,
    dilation: Sizes,
    groups: int,
) -> Windows:
    check_floats(where, x=x, w=w, b=b)
    (groups,) = check_sizes(where, "groups", groups, 1, least=1)
    if x.ndim != dims + 2 or w.ndim != dims + 2 or x.shape[1] != w.shape[1] * groups:
        raise ShapeError(
            f"{where} got x {x.shape}, w {w.shape} and groups = {groups}",
            why=f"with {dims} axes of pixels x is (N, C, ...) and w (F, C / groups, ...): a filter "
            "has weights for each channel that it sees",
            how="transpose images with the channels last first, x.transpose(0, 3, 1, 2)",
        )
    if len(w) % groups:
        raise RangeError(
            f"{where} got groups = {groups} for {len(w)} filters",
            why="each group has as many filters as any other",
            how="choose groups that divide the channels and the filters",
        )
    check_shape(where, "b", b, (len(w),), why="each filter has one bias")
    if min(w.shape) < 1:
        raise ShapeError(
            f"{where} got w of shape {w.shape}",
            why="a filter has at least one weight, and there is at least one",
            how="give w as (F, C / groups, K, K), all at least 1",
        )
    return windows_of(where, x, w.shape[2:], stride, pad, dilation)

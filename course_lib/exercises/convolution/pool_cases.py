"""What pooling is tried on, and the ways to write it that are right."""

import numpy as np

from course_lib.checking import Case

TIED = (
    "Where two numbers of a window are equally large, yours does something else with the gradient"
    " than to give all of it to the first. Both are in use, and photographs hardly ever tie."
)


def pool_layer(rng, N, C, H, W, KH, KW, stride, shift=0.0):
    """dout, x, KH, KW and stride of a layer; stride divides what it steps over."""
    dout = rng.normal(size=(N, C, (H - KH) // stride + 1, (W - KW) // stride + 1))
    return dout, rng.normal(size=(N, C, H, W)) + shift, KH, KW, stride


def pool_layers(rng):
    """Windows side by side, overlapping and apart; images and windows are not square."""
    by_hand = (
        np.array([[[[10.0, 20.0, 30.0]]]]),
        np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, -1.0, 4.0, 6.0]]]]),
        2,
        2,
        1,
    )
    dout, x, *settings = pool_layer(rng, 2, 3, 4, 6, 2, 2, 2)
    turned = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    single = pool_layer(rng, 2, 3, 5, 7, 3, 3, 2)
    return (
        Case(by_hand, "one row of three windows, worked by hand"),
        Case(pool_layer(rng, 2, 3, 4, 6, 2, 2, 2), "2 x 2, stride 2: side by side"),
        Case(pool_layer(rng, 3, 2, 5, 7, 3, 3, 2), "3 x 3, stride 2: windows overlap"),
        Case(pool_layer(rng, 2, 3, 4, 5, 2, 3, 1), "2 x 3, stride 1: windows overlap"),
        Case(pool_layer(rng, 1, 2, 8, 5, 2, 2, 3), "2 x 2, stride 3: gaps between"),
        Case(pool_layer(rng, 2, 1, 6, 4, 3, 2, 1, -9.0), "every number negative"),
        Case(pool_layer(rng, 2, 4, 3, 5, 3, 5, 1), "one window for the whole", "generality"),
        Case(pool_layer(rng, 3, 2, 3, 4, 1, 1, 1), "windows of one pixel", "generality"),
        Case((dout, turned, *settings), "x laid out in another order in memory", "generality"),
        Case((*(a.astype(np.float32) for a in single[:2]), 3, 3, 2), "float32", "generality"),
    )


def pool_layers_and_ties(rng):
    """As `pool_layers`, and maps after ReLU, where zeros tie."""
    dout, x, *settings = pool_layer(rng, 2, 3, 4, 6, 2, 2, 2, -1.0)
    ties = Case((dout, np.maximum(x, 0), *settings), "maps after ReLU", "generality", TIED)
    return *pool_layers(rng), ties


# Right ways.


def largest_of_each(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for i in range(H_out):
        for j in range(W_out):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top : top + KH, left : left + KW].max(axis=(2, 3))
    return out, (x, KH, KW, stride)


def back_to_the_first_largest(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def largest_by_a_view(x, KH, KW, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].max(axis=(4, 5)), (x, KH, KW, stride)


def back_place_by_place(dout, cache):
    x, KH, KW, stride = cache
    H_out, W_out = dout.shape[2:]
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    largest = windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    dx, free = np.zeros_like(x), np.ones(dout.shape, bool)
    for r, s in np.ndindex(KH, KW):
        at = np.s_[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride]
        wins = free & (x[at] == largest)
        dx[at] += dout * wins
        free = free & ~wins
    return dx


def largest_one_at_a_time(x, KH, KW, stride):
    N, C, H, W = x.shape
    out = np.full((N, C, (H - KH) // stride + 1, (W - KW) // stride + 1), -np.inf)
    for n, c, i, j in np.ndindex(out.shape):
        for r, s in np.ndindex(KH, KW):
            out[n, c, i, j] = max(out[n, c, i, j], x[n, c, i * stride + r, j * stride + s])
    return out, (x, KH, KW, stride)


def back_to_all_that_tie(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros_like(x)
    for n, c, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        window = x[n, c, rows, columns]
        dx[n, c, rows, columns] += (window == window.max()) * dout[n, c, i, j]
    return dx


def mean_of_each(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for i in range(H_out):
        for j in range(W_out):
            top, left = i * stride, j * stride
            out[:, :, i, j] = x[:, :, top : top + KH, left : left + KW].mean(axis=(2, 3))
    return out, (x.shape, KH, KW, stride)


def back_in_equal_shares(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx


def mean_by_a_view(x, KH, KW, stride):
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5)), (x, KH, KW, stride)


def back_shares_place_by_place(dout, cache):
    x, KH, KW, stride = cache
    H_out, W_out = dout.shape[2:]
    dx = np.zeros_like(x)
    for r, s in np.ndindex(KH, KW):
        rows = slice(r, r + stride * H_out, stride)
        dx[:, :, rows, s : s + stride * W_out : stride] += dout / (KH * KW)
    return dx


def mean_of_sums(x, KH, KW, stride):
    N, C, H, W = x.shape
    out = np.zeros((N, C, (H - KH) // stride + 1, (W - KW) // stride + 1))
    for r, s in np.ndindex(KH, KW):
        last = r + stride * out.shape[2], s + stride * out.shape[3]
        out += x[:, :, r : last[0] : stride, s : last[1] : stride]
    return out / (KH * KW), (x, KH, KW, stride)


def back_by_kron(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros_like(x)
    for i, j in np.ndindex(dout.shape[2:]):
        share = np.kron(dout[:, :, i : i + 1, j : j + 1], np.ones((1, 1, KH, KW))) / KH / KW
        dx[:, :, i * stride : i * stride + KH, j * stride : j * stride + KW] += share
    return dx

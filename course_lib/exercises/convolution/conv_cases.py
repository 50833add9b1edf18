"""What the convolutions are tried on, and the ways to write them that are right."""

import numpy as np

from course_lib.checking import Case


def conv_layer(rng, N, C, H, W, F, KH, KW, stride, pad):
    """dout, x, w, b, stride and pad of a layer; stride must divide what it steps over."""
    H_out = (H + 2 * pad - KH) // stride + 1
    W_out = (W + 2 * pad - KW) // stride + 1
    shapes = (N, F, H_out, W_out), (N, C, H, W), (F, C, KH, KW), (F,)
    return (*(rng.normal(size=shape) for shape in shapes), stride, pad)


def conv_layers(rng):
    """Strides 1 to 3, pads 0 to 2; images and filters are not square, and all counts differ."""
    by_hand = (
        np.array([[[[1.0, -2.0]]]]),
        np.array([[[[1.0, 2.0, 0.0], [3.0, -1.0, 4.0]]]]),
        np.array([[[[1.0, -1.0], [2.0, 0.5]]]]),
        np.array([10.0]),
        1,
        0,
    )
    dout, x, w, b, *_ = conv_layer(rng, 2, 3, 4, 5, 4, 2, 3, 1, 0)
    turned = np.ascontiguousarray(x.transpose(0, 2, 3, 1)).transpose(0, 3, 1, 2)
    single = tuple(
        a.astype(np.float32) if isinstance(a, np.ndarray) else a
        for a in conv_layer(rng, 2, 3, 4, 5, 1, 3, 2, 1, 1)
    )
    return (
        Case(by_hand, "one image, one filter, worked by hand"),
        Case(conv_layer(rng, 2, 3, 3, 5, 4, 2, 3, 1, 0), "stride 1, no padding"),
        Case(conv_layer(rng, 2, 1, 4, 5, 3, 3, 2, 1, 1), "stride 1, pad 1"),
        Case(conv_layer(rng, 3, 2, 5, 6, 4, 3, 2, 2, 0), "stride 2, no padding"),
        Case(conv_layer(rng, 1, 2, 5, 7, 3, 3, 3, 2, 1), "stride 2, pad 1"),
        Case(conv_layer(rng, 2, 1, 3, 4, 3, 3, 2, 1, 2), "stride 1, pad 2"),
        Case(conv_layer(rng, 1, 3, 6, 8, 2, 4, 3, 3, 2), "stride 3, pad 2"),
        Case(conv_layer(rng, 2, 1, 8, 5, 3, 1, 4, 3, 1), "higher than wide; stride 3, pad 1"),
        Case(conv_layer(rng, 2, 3, 3, 4, 5, 1, 1, 1, 0), "filters of one pixel", "generality"),
        Case(conv_layer(rng, 3, 2, 2, 4, 5, 2, 4, 1, 0), "a filter for the whole", "generality"),
        Case((dout, turned, w, b, 1, 0), "x laid out in another order in memory", "generality"),
        Case(single, "float32", "generality"),
    )


def many_pixels(rng, n):
    """More images and more rows with n; filters and channels stay few."""
    return conv_layer(rng, n // 2, 1, n // 2 + 2, 3, 2, 2, 2, 1, 0)


# Right ways. They keep the same things, so that each goes with each.


def window_by_window(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    top, left = i * stride, j * stride
                    window = padded[n, :, top : top + KH, left : left + KW]
                    out[n, f, i, j] = np.sum(window * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def back_window_by_window(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def number_by_number(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    out = np.zeros((N, F, (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1))
    for n, f, i, j in np.ndindex(out.shape):
        out[n, f, i, j] = b[f]
        for c, r, s in np.ndindex(C, KH, KW):
            row, column = i * stride + r - pad, j * stride + s - pad
            if 0 <= row < H and 0 <= column < W:
                out[n, f, i, j] += x[n, c, row, column] * w[f, c, r, s]
    return out, (x, w, b, stride, pad)


def back_number_by_number(dout, cache):
    x, w, b, stride, pad = cache
    H, W = x.shape[2:]
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        db[f] += dout[n, f, i, j]
        for c, r, s in np.ndindex(w.shape[1:]):
            row, column = i * stride + r - pad, j * stride + s - pad
            if 0 <= row < H and 0 <= column < W:
                dx[n, c, row, column] += w[f, c, r, s] * dout[n, f, i, j]
                dw[f, c, r, s] += x[n, c, row, column] * dout[n, f, i, j]
    return dx, dw, db


def by_a_view_of_windows(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    out = np.tensordot(windows[:, :, ::stride, ::stride], w, ([1, 4, 5], [1, 2, 3])) + b
    return out.transpose(0, 3, 1, 2), (x, w, b, stride, pad)


def back_by_a_view_of_windows(dout, cache):
    x, w, _b, stride, pad = cache
    (H, W), (KH, KW), (H_out, W_out) = x.shape[2:], w.shape[2:], dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))
    dw = np.tensordot(dout, windows[:, :, ::stride, ::stride], ([0, 2, 3], [0, 2, 3]))
    dpadded = np.zeros_like(padded)
    for r in range(KH):
        for s in range(KW):
            rows = slice(r, r + stride * H_out, stride)
            columns = slice(s, s + stride * W_out, stride)
            share = np.tensordot(dout, w[:, :, r, s], (1, 0)).transpose(0, 3, 1, 2)
            dpadded[:, :, rows, columns] += share
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))


def by_columns(x, w, b, stride, pad):
    N, C, H, W = x.shape
    F, _, KH, KW = w.shape
    H_out, W_out = (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = np.arange(KH)[:, None, None, None] + stride * np.arange(H_out)[:, None]
    columns = np.arange(KW)[:, None, None] + stride * np.arange(W_out)
    col = padded[:, :, rows, columns].reshape(N, C * KH * KW, H_out * W_out)
    out = w.reshape(F, -1) @ col + b[:, None]
    return out.reshape(N, F, H_out, W_out), (x, w, b, stride, pad)


def back_by_columns(dout, cache):
    x, w, _b, stride, pad = cache
    (N, C, H, W), (F, _, KH, KW), (H_out, W_out) = x.shape, w.shape, dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    rows = np.arange(KH)[:, None, None, None] + stride * np.arange(H_out)[:, None]
    columns = np.arange(KW)[:, None, None] + stride * np.arange(W_out)
    col = padded[:, :, rows, columns].reshape(N, C * KH * KW, H_out * W_out)
    flat = dout.reshape(N, F, H_out * W_out)
    dw = (flat @ col.transpose(0, 2, 1)).sum(axis=0).reshape(w.shape)
    dcol = (w.reshape(F, -1).T @ flat).reshape(N, C, KH, KW, H_out, W_out)
    dpadded = np.zeros_like(padded)
    np.add.at(dpadded, (slice(None), slice(None), rows, columns), dcol)
    dx = dpadded[:, :, pad : H + pad, pad : W + pad]
    return dx, dw, flat.sum(axis=(0, 2))


def weight_by_weight(x, w, b, stride, pad):
    (N, _C, H, W), (F, _, KH, KW) = x.shape, w.shape
    H_out, W_out = (H + 2 * pad - KH) // stride + 1, (W + 2 * pad - KW) // stride + 1
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    out = np.zeros((N, F, H_out, W_out), x.dtype) + b[:, None, None]
    for r, s in np.ndindex(KH, KW):
        pixels = padded[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride]
        out += np.einsum("ncij,fc->nfij", pixels, w[:, :, r, s])
    return out, (x, w, b, stride, pad)


def back_weight_by_weight(dout, cache):
    x, w, _b, stride, pad = cache
    (H, W), (H_out, W_out) = x.shape[2:], dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw = np.zeros_like(padded), np.zeros_like(w)
    for r, s in np.ndindex(w.shape[2:]):
        at = np.s_[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride]
        dw[:, :, r, s] = np.einsum("nfij,ncij->fc", dout, padded[at])
        dpadded[at] += np.einsum("nfij,fc->ncij", dout, w[:, :, r, s])
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, np.einsum("nfij->f", dout)

"""The same idea on sequences, with gradients, and on volumes."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.convolution.conv1d_mistakes import LINE_MISTAKES
from course_lib.exercises.convolution.conv3d_mistakes import VOLUME_MISTAKES
from course_lib.exercises.convolution.forward_first import (
    forward_then_backward,
    known_by_out,
    sampled_own_gradients,
)


def conv1d_forward(x, w, b, stride, pad):
    raise NotImplementedError


def conv1d_backward(dout, cache):
    raise NotImplementedError


def conv3d_forward(x, w, b, stride, pad):
    raise NotImplementedError


def sequences(rng):
    def layer(N, C, W, F, K, stride, pad):
        shapes = (N, F, (W + 2 * pad - K) // stride + 1), (N, C, W), (F, C, K), (F,)
        return (*(rng.normal(size=shape) for shape in shapes), stride, pad)

    by_hand = (
        np.array([[[1.0, -2.0, 3.0]]]),
        np.array([[[1.0, 4.0, 2.0, 8.0]]]),
        np.array([[[-1.0, 1.0]]]),
        np.array([0.5]),
        1,
        0,
    )
    single = (a.astype(np.float32) for a in layer(2, 3, 8, 4, 5, 1, 0)[:4])
    return (
        Case(by_hand, "one sequence, differences of neighbours"),
        Case(layer(3, 2, 7, 4, 3, 1, 0), "stride 1, no padding"),
        Case(layer(2, 3, 6, 4, 5, 1, 2), "stride 1, pad 2: as long as before"),
        Case(layer(2, 3, 9, 5, 4, 3, 2), "stride 3, pad 2"),
        Case(layer(4, 1, 8, 3, 2, 2, 0), "stride 2, no padding"),
        Case(layer(1, 4, 9, 2, 3, 2, 1), "one sequence, stride 2, pad 1", "generality"),
        Case(layer(3, 2, 5, 4, 5, 1, 0), "a filter for the whole sequence", "generality"),
        Case(layer(2, 3, 5, 4, 1, 1, 0), "filters of one step", "generality"),
        Case((*single, 1, 0), "float32", "generality"),
    )


def volumes(rng):
    def layer(N, C, size, F, K, stride, pad):
        shapes = (N, C, *size), (F, C, *K), (F,)
        return (*(rng.normal(size=shape) for shape in shapes), stride, pad)

    single = (a.astype(np.float32) for a in layer(2, 1, (4, 3, 5), 3, (2, 1, 3), 1, 0)[:3])
    return (
        Case(layer(1, 1, (2, 3, 4), 2, (2, 2, 3), 1, 0), "one small volume"),
        Case(layer(2, 3, (3, 4, 5), 4, (2, 3, 1), 1, 0), "stride 1, no padding"),
        Case(layer(2, 1, (3, 2, 4), 3, (3, 1, 2), 1, 1), "stride 1, pad 1"),
        Case(layer(1, 2, (5, 7, 4), 3, (3, 1, 2), 2, 0), "stride 2, no padding"),
        Case(layer(1, 2, (2, 5, 3), 3, (3, 3, 1), 3, 2), "stride 3, pad 2"),
        Case((*single, 1, 0), "float32", "generality"),
        Case(layer(2, 3, (4, 2, 5), 5, (1, 1, 1), 1, 0), "filters of one pixel", "generality"),
    )


# Right ways.


def along_the_line(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    K = w.shape[2]
    W_out = (padded.shape[2] - K) // stride + 1
    out = np.zeros((len(x), len(w), W_out))
    for t in range(W_out):
        window = padded[:, :, t * stride : t * stride + K]
        out[:, :, t] = np.tensordot(window, w, ([1, 2], [1, 2])) + b
    return out, (x, w, b, stride, pad)


def back_along_the_line(dout, cache):
    x, w, _b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for t in range(dout.shape[2]):
        at = slice(t * stride, t * stride + K)
        dpadded[:, :, at] += np.tensordot(dout[:, :, t], w, 1)
        dw += np.tensordot(dout[:, :, t], padded[:, :, at], (0, 0))
    return dpadded[:, :, pad : pad + W], dw, dout.sum(axis=(0, 2))


def line_by_loops(x, w, b, stride, pad):
    N, C, W = x.shape
    F, _, K = w.shape
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = b[f]
        for c, k in np.ndindex(C, K):
            if 0 <= t * stride + k - pad < W:
                out[n, f, t] += x[n, c, t * stride + k - pad] * w[f, c, k]
    return out, (x, w, b, stride, pad)


def back_line_by_loops(dout, cache):
    x, w, b, stride, pad = cache
    dx, dw, db = np.zeros_like(x), np.zeros_like(w), np.zeros_like(b)
    for n, f, t in np.ndindex(dout.shape):
        db[f] += dout[n, f, t]
        for c, k in np.ndindex(w.shape[1:]):
            at = t * stride + k - pad
            if 0 <= at < x.shape[2]:
                dx[n, c, at] += dout[n, f, t] * w[f, c, k]
                dw[f, c, k] += dout[n, f, t] * x[n, c, at]
    return dx, dw, db


def line_by_view(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2], axis=2)[:, :, ::stride]
    return np.einsum("nctk,fck->nft", windows, w) + b[:, None], (x, w, b, stride, pad)


def back_line_by_offsets(dout, cache):
    x, w, _b, stride, pad = cache
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, T = np.zeros_like(padded), np.zeros_like(w), dout.shape[2]
    for k in range(w.shape[2]):
        at = slice(k, k + stride * T, stride)
        dw[:, :, k] = np.einsum("nft,nct->fc", dout, padded[:, :, at])
        dpadded[:, :, at] += np.einsum("nft,fc->nct", dout, w[:, :, k])
    return dpadded[:, :, pad : x.shape[2] + pad], dw, np.einsum("nft->f", dout)


def through_the_volume(x, w, b, stride, pad):
    N, F, K = len(x), len(w), w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    sizes = [(padded.shape[a + 2] - K[a]) // stride + 1 for a in range(3)]
    out = np.zeros((N, F, *sizes))
    for i, j, k in np.ndindex(*sizes):
        d, r, s = i * stride, j * stride, k * stride
        window = padded[:, :, d : d + K[0], r : r + K[1], s : s + K[2]]
        out[:, :, i, j, k] = np.tensordot(window, w, ([1, 2, 3, 4], [1, 2, 3, 4])) + b
    return out


def volume_by_view(x, w, b, stride, pad):
    around = (pad, pad)
    padded = np.pad(x, ((0, 0), (0, 0), around, around, around))
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3, 4))
    view = view[:, :, ::stride, ::stride, ::stride]
    return np.einsum("ncijkdrs,fcdrs->nfijk", view, w) + b[:, None, None, None]


def slice_by_slice(x, w, b, stride, pad):
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    D_out, H_out, W_out = ((padded.shape[a] - w.shape[a]) // stride + 1 for a in (2, 3, 4))
    out = np.zeros((len(x), len(w), D_out, H_out, W_out)) + b[:, None, None, None]
    for n, f, i, d in np.ndindex(len(x), len(w), D_out, w.shape[2]):
        for j, k in np.ndindex(H_out, W_out):
            rows = slice(j * stride, j * stride + w.shape[3])
            columns = slice(k * stride, k * stride + w.shape[4])
            out[n, f, i, j, k] += (padded[n, :, i * stride + d, rows, columns] * w[f, :, d]).sum()
    return out


CONV1D = Exercise(
    id="conv1d",
    title="Convolution of sequences",
    points=3,
    concepts=("conv-1d-3d",),
    stub=(conv1d_forward, conv1d_backward),
    reference=(along_the_line, back_along_the_line),
    cases=sequences,
    drive=forward_then_backward,
    own=sampled_own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dw", "db"),
    alternatives=(
        (line_by_loops, back_line_by_loops),
        (line_by_view, back_line_by_offsets),
    ),
    mistakes=known_by_out(LINE_MISTAKES),
    hints=(
        "It is the convolution of images with one axis less. x is (N, C, W), w is (F, C, K).",
        "Pad the last axis only. Window t is padded[:, :, t * stride : t * stride + K].",
        "np.tensordot(window, w, ([1, 2], [1, 2])) is (N, F). Back: dpadded[:, :, at] +="
        " np.tensordot(dout[:, :, t], w, 1), and dw likewise from the windows.",
    ),
)

CONV3D = Exercise(
    id="conv3d",
    title="Convolution of volumes",
    points=2,
    concepts=("conv-1d-3d",),
    stub=conv3d_forward,
    reference=through_the_volume,
    cases=volumes,
    alternatives=(volume_by_view, slice_by_slice),
    mistakes=VOLUME_MISTAKES,
    hints=(
        "It is the convolution of images with one axis more: the filter moves through the depth"
        " as well.",
        "Pad three axes. There are three sizes, each (size + 2 * pad - K) // stride + 1.",
        "For i, j, k: window = padded[:, :, i * stride : i * stride + KD, ...], and out[:, :, i,"
        " j, k] = np.tensordot(window, w, ([1, 2, 3, 4], [1, 2, 3, 4])) + b.",
    ),
)

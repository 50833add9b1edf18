"""Right ways to convolve sequences, with gradients, and volumes."""

import numpy as np


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

"""Wrong sums in each window; the way back is right in each."""

import numpy as np

from course_lib.checking import Mistake


def bias_missing(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f])
    return out, (x, w, b, stride, pad)


def bias_subtracted(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) - b[f]
    return out, (x, w, b, stride, pad)


def bias_once_a_channel(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + x.shape[1] * b[f]
    return out, (x, w, b, stride, pad)


def bias_in_every_product(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f] + b[f])
    return out, (x, w, b, stride, pad)


def one_bias_for_all(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[0]
    return out, (x, w, b, stride, pad)


def filter_turned_round(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f, :, ::-1, ::-1]) + b[f]
    return out, (x, w, b, stride, pad)


def filter_transposed(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = (
            np.sum(padded[n, :, rows, columns] * w[f].reshape(-1, KW, KH).transpose(0, 2, 1)) + b[f]
        )
    return out, (x, w, b, stride, pad)


def first_channel_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :1, rows, columns] * w[f, :1]) + b[f]
    return out, (x, w, b, stride, pad)


def last_channel_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, -1:, rows, columns] * w[f, -1:]) + b[f]
    return out, (x, w, b, stride, pad)


def first_filter_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[0]) + b[f]
    return out, (x, w, b, stride, pad)


def first_image_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[0, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def windows_averaged(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.mean(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def largest_product(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.max(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def rectified(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return np.maximum(out, 0), (x, w, b, stride, pad)


SUM_MISTAKES = (
    Mistake(
        (bias_missing, None),
        "The bias is missing in your output: b[f] should be added to every number of map f.",
    ),
    Mistake((bias_subtracted, None), "You subtract the bias; it should be added."),
    Mistake(
        (bias_once_a_channel, None),
        "You add the bias once for each channel. It should be added once a window, after "
        "the sum over the channels.",
    ),
    Mistake(
        (bias_in_every_product, None),
        "Your bias stands inside the sum, so it is added once for every weight. It should "
        "be added once, after the sum.",
    ),
    Mistake((one_bias_for_all, None), "Every map gets the bias b[0]. Map f should get b[f]."),
    Mistake(
        (filter_turned_round, None),
        "You turn the filter round, as mathematics does. In this field it should be laid on"
        " as it is: a cross-correlation.",
    ),
    Mistake(
        (filter_transposed, None),
        "Rows and columns of your filter are mixed up. It should be laid on as it is.",
    ),
    Mistake(
        (first_channel_only, None),
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(
        (last_channel_only, None),
        "Only the last channel is left: your channels overwrite each other. Their products "
        "should be added up.",
    ),
    Mistake(
        (first_filter_only, None),
        "All your maps come from the first filter. Map f should come from w[f].",
    ),
    Mistake(
        (first_image_only, None),
        "All your maps come from the first image. The n-th should come from x[n].",
    ),
    Mistake((windows_averaged, None), "You take the mean over the window; it should be the sum."),
    Mistake((largest_product, None), "You take the largest product; it should be their sum."),
    Mistake(
        (rectified, None),
        "Your output has no negative numbers: ReLU is a layer of its own and should come after.",
    ),
)

"""Windows of a convolution in the wrong place; the way back is right in each."""

import numpy as np

from course_lib.checking import Mistake


def padding_ignored(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = x
    H_out = (x.shape[2] - KH) // stride + 1
    W_out = (x.shape[3] - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def only_the_size_padded(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = x
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def only_the_image_padded(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] - KH) // stride + 1
    W_out = (x.shape[3] - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def pad_of_one(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    H_out = (x.shape[2] + 2 - KH) // stride + 1
    W_out = (x.shape[3] + 2 - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def pad_counted_once(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + pad - KH) // stride + 1
    W_out = (x.shape[3] + pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def padded_in_front_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (2 * pad, 0), (2 * pad, 0)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def padded_behind_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (0, 2 * pad), (0, 2 * pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def padded_in_every_axis(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, pad)
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, : x.shape[1], rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def padded_with_the_edge(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="edge")
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def all_axes_padded(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, pad)
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def only_rows_padded(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (0, 0)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def stride_ignored(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) + 1
    W_out = (x.shape[3] + 2 * pad - KW) + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i, i + KH), slice(j, j + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def stride_in_the_size_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i, i + KH), slice(j, j + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def stride_along_the_rows_only(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j, j + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def windows_side_by_side(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * KH, i * KH + KH), slice(j * KW, j * KW + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def one_too_few(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride
    W_out = (x.shape[3] + 2 * pad - KW) // stride
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def width_from_the_height(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[2] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def both_from_the_height(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def height_and_width_swapped(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[3] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[2] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def filter_sides_swapped(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KW, KH = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def out_turned(x, w, b, stride, pad):
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n, f, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out.transpose(0, 1, 3, 2), (x, w, b, stride, pad)


SIZE_MISTAKES = (
    Mistake(
        (padding_ignored, None),
        "You do not pad: pad rows and columns of zeros should stand on every side of each image.",
    ),
    Mistake(
        (only_the_size_padded, None),
        "Your output has room for the padding, but the windows are cut from x. They should "
        "be cut from the padded image.",
    ),
    Mistake(
        (only_the_image_padded, None),
        "You pad the images, but your output has the size without padding. It should have "
        "(H + 2 * pad - KH) // stride + 1 rows.",
    ),
    Mistake(
        (pad_of_one, None), "You always pad by 1. It should be by pad, which may also be 0 or 2."
    ),
    Mistake(
        (pad_counted_once, None),
        "Your size counts the padding on one side; both sides should be in it: H + 2 * pad - KH.",
    ),
    Mistake(
        (padded_in_front_only, None),
        "All of your padding is above and to the left. Half of it should be below and to "
        "the right.",
    ),
    Mistake(
        (padded_behind_only, None),
        "All of your padding is below and to the right. Half of it should be above and to "
        "the left.",
    ),
    Mistake(
        (padded_in_every_axis, None),
        "np.pad(x, pad) pads the batch and the channels, too. Only the last two axes should"
        " grow: ((0, 0), (0, 0), (pad, pad), (pad, pad)).",
    ),
    Mistake(
        (all_axes_padded, None),
        "np.pad(x, pad) pads all four axes: images and channels of zeros come in as well. Only rows"
        " and columns should be padded: np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).",
    ),
    Mistake(
        (padded_with_the_edge, None),
        "Your padding repeats the pixels at the edge; it should be zeros.",
    ),
    Mistake(
        (only_rows_padded, None),
        "You pad above and below only. There should be zeros to the left and right as well.",
    ),
    Mistake(
        (stride_ignored, None), "You go by one pixel. Windows should lie `stride` pixels apart."
    ),
    Mistake(
        (stride_in_the_size_only, None),
        "The size of your output is right, but its windows are one pixel apart. Window i "
        "should begin at row i * stride.",
    ),
    Mistake(
        (stride_along_the_rows_only, None),
        "You step by `stride` down the rows, and by 1 along the columns. It should be "
        "`stride` both ways.",
    ),
    Mistake(
        (windows_side_by_side, None),
        "Your windows lie side by side, KH and KW apart. They should begin at i * stride "
        "and j * stride.",
    ),
    Mistake(
        (one_too_few, None),
        "Your output lacks its last row and column: the size should be (H + 2 * pad - KH) "
        "// stride + 1.",
    ),
    Mistake(
        (width_from_the_height, None),
        "Your output's width is computed from the height of the image. W_out should come from W.",
    ),
    Mistake(
        (both_from_the_height, None),
        "Your output is square: both sizes come from H and KH. W_out should come from W and KW.",
    ),
    Mistake(
        (height_and_width_swapped, None),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (filter_sides_swapped, None),
        "You take KH for KW: w is (F, C, KH, KW), so its third axis should be the rows.",
    ),
    Mistake(
        (out_turned, None),
        "Rows and columns of your output are swapped: it should be (N, F, H_out, W_out).",
    ),
)

"""Wrong average pooling."""

import numpy as np

from course_lib.checking import Mistake


def sum_for_mean(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.sum(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def max_for_mean(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def median_for_mean(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.median(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def divided_by_the_height(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.sum(x[n, c, rows, columns]) / KH
    return out, (x.shape, KH, KW, stride)


def divided_by_the_square(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.sum(x[n, c, rows, columns]) / KH**2
    return out, (x.shape, KH, KW, stride)


def divided_by_the_stride(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.sum(x[n, c, rows, columns]) / stride**2
    return out, (x.shape, KH, KW, stride)


def mean_size_by_division(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = H // KH, W // KW
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_size_by_stride(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = H // stride, W // stride
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_one_too_few(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride, (W - KW) // stride
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_stride_ignored(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i, i + KH), slice(j, j + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_side_by_side(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * KH, i * KH + KH), slice(j * KW, j * KW + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_width_from_the_height(x, KH, KW, stride):
    N, C, H, _W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (H - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_height_and_width_swapped(x, KH, KW, stride):
    N, C, W, H = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_stride_taken_from_the_window(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // KH + 1, (W - KW) // KW + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * KH, i * KH + KH), slice(j * KW, j * KW + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_sides_swapped(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KW) // stride + 1, (W - KH) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KW), slice(j * stride, j * stride + KH)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_square_window(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KH) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KH)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x.shape, KH, KW, stride)


def mean_turned(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out.transpose(0, 1, 3, 2), (x.shape, KH, KW, stride)


def mean_over_channels(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, :, rows, columns])
    return out, (x.shape, KH, KW, stride)


def share_not_divided(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j]
    return dx


def shares_stored_not_added(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] = dout[n, c, i, j] / (KH * KW)
    return dx


def share_by_the_height(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / KH
    return dx


def share_by_the_square(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / KH**2
    return dx


def share_by_the_stride(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / stride**2
    return dx


def share_of_the_image(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (shape[2] * shape[3])
    return dx


def all_to_the_corner(dout, cache):
    shape, _KH, _KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top, left] += dout[n, c, i, j]
    return dx


def share_of_the_mean_of_dout(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout.mean() / (KH * KW)
    return dx


def shares_without_upstream(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += 1 / (KH * KW)
    return dx


def shares_stride_ignored(dout, cache):
    shape, KH, KW, _stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i, j
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx


def shares_side_by_side(dout, cache):
    shape, KH, KW, _stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * KH, j * KW
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx


def shares_in_a_square(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KH] += dout[n, c, i, j] / (KH * KW)
    return dx


def shares_over_height_twice(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    N, C, H_out, W_out = dout.shape
    for n, c, i, j in np.ndindex(N, C, H_out, min(H_out, W_out)):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx


def shares_averaged_over_images(dout, cache):
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx / len(dx)


AVG_MISTAKES = (
    Mistake((sum_for_mean, None), "You take the sum of each window; it should be the mean."),
    Mistake(
        (max_for_mean, None), "You take the largest number of each window; it should be the mean."
    ),
    Mistake((median_for_mean, None), "You take the median of each window; it should be the mean."),
    Mistake(
        (divided_by_the_height, None),
        "You divide the sum by KH. A window has KH * KW numbers, and it should be divided by that.",
    ),
    Mistake(
        (divided_by_the_square, None),
        "You divide the sum by KH squared. It should be KH * KW: the window need not be square.",
    ),
    Mistake(
        (divided_by_the_stride, None),
        "You divide the sum by the stride squared. It should be by the numbers in the "
        "window, KH * KW.",
    ),
    Mistake(
        (mean_size_by_division, None),
        "Your output has H // KH rows, as if windows always lay side by side. It should "
        "have (H - KH) // stride + 1.",
    ),
    Mistake(
        (mean_size_by_stride, None),
        "Your output has H // stride rows. It should have (H - KH) // stride + 1: no window"
        " may stick out.",
    ),
    Mistake(
        (mean_one_too_few, None),
        "Your output lacks its last row and column: the size should be (H - KH) // stride + 1.",
    ),
    Mistake(
        (mean_stride_ignored, None),
        "Your windows are one pixel apart. Window i should begin at row i * stride.",
    ),
    Mistake(
        (mean_side_by_side, None),
        "Your windows always lie side by side, KH and KW apart. Window i should begin at "
        "row i * stride.",
    ),
    Mistake(
        (mean_width_from_the_height, None),
        "Your output's width is computed from H. W_out should come from W.",
    ),
    Mistake(
        (mean_height_and_width_swapped, None),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (mean_stride_taken_from_the_window, None),
        "You take no notice of the stride: your windows lie side by side, and their number "
        "fits that. They should be `stride` pixels apart.",
    ),
    Mistake(
        (mean_sides_swapped, None),
        "You take KH for KW: a window should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (mean_square_window, None),
        "Your windows are KH by KH. They should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (mean_turned, None),
        "Rows and columns of your output are swapped: it should be (N, C, H_out, W_out).",
    ),
    Mistake(
        (mean_over_channels, None),
        "You pool over the channels, too. Each map should be pooled by itself.",
    ),
    Mistake(
        (None, share_not_divided),
        "Every pixel gets the whole of dout in yours. Each has a share of 1 / (KH * KW) in "
        "the mean, so that should be its share of dout.",
    ),
    Mistake(
        (None, shares_stored_not_added),
        "Where windows overlap, the last one overwrites the others in yours. It should be "
        "+= in place of =.",
    ),
    Mistake(
        (None, share_by_the_height), "Your shares are dout / KH. They should be dout / (KH * KW)."
    ),
    Mistake(
        (None, share_by_the_square),
        "Your shares are dout / KH squared. They should be dout / (KH * KW): the window "
        "need not be square.",
    ),
    Mistake(
        (None, share_by_the_stride),
        "Your shares are divided by the stride squared. They should be dout / (KH * KW).",
    ),
    Mistake(
        (None, share_of_the_image),
        "Your shares are divided by the pixels of the image. They should be divided by "
        "those of the window, KH * KW.",
    ),
    Mistake(
        (None, all_to_the_corner),
        "One pixel of each of your windows gets all. Every pixel should get dout / (KH * KW).",
    ),
    Mistake(
        (None, share_of_the_mean_of_dout),
        "Your shares come from the mean of all of dout. Each window should give out its own"
        " dout[n, c, i, j].",
    ),
    Mistake(
        (None, shares_without_upstream),
        "Your dx takes no notice of dout. The shares should be dout[n, c, i, j] / (KH * KW).",
    ),
    Mistake(
        (None, shares_stride_ignored),
        "On the way back your windows are one pixel apart. They should be where forward "
        "read: from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, shares_side_by_side),
        "On the way back your windows lie side by side. They should be where forward read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, shares_in_a_square),
        "On the way back your windows are KH by KH. They should be KH rows high and KW "
        "columns wide.",
    ),
    Mistake(
        (None, shares_over_height_twice),
        "On the way back both of your loops run to H_out. The second should run to W_out.",
    ),
    Mistake(
        (None, shares_averaged_over_images),
        "Your dx is divided by N. The mean over the batch belongs to the loss and is in "
        "dout already; a layer should not divide again.",
    ),
)

"""Wrong max pooling."""

import numpy as np

from course_lib.checking import Mistake


def running_maximum_from_zero(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = max(0, np.max(x[n, c, rows, columns]))
    return out, (x, KH, KW, stride)


def largest_absolute_value(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(np.abs(x[n, c, rows, columns]))
    return out, (x, KH, KW, stride)


def smallest(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.min(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def mean_for_max(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.mean(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def place_for_number(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.argmax(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def zeros_around(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x[:, :, 1:-1, 1:-1], KH, KW, stride)


def max_size_by_division(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = H // KH, W // KW
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_size_by_stride(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = H // stride, W // stride
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_one_too_few(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride, (W - KW) // stride
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_stride_ignored(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i, i + KH), slice(j, j + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_side_by_side(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * KH, i * KH + KH), slice(j * KW, j * KW + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_width_from_the_height(x, KH, KW, stride):
    N, C, H, _W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (H - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_height_and_width_swapped(x, KH, KW, stride):
    N, C, W, H = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_stride_taken_from_the_window(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // KH + 1, (W - KW) // KW + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * KH, i * KH + KH), slice(j * KW, j * KW + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_sides_swapped(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KW) // stride + 1, (W - KH) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KW), slice(j * stride, j * stride + KH)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_square_window(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KH) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KH)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out, (x, KH, KW, stride)


def max_turned(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, c, rows, columns])
    return out.transpose(0, 1, 3, 2), (x, KH, KW, stride)


def max_over_channels(x, KH, KW, stride):
    N, C, H, W = x.shape
    H_out, W_out = (H - KH) // stride + 1, (W - KW) // stride + 1
    out = np.zeros((N, C, H_out, W_out))
    for n, c, i, j in np.ndindex(out.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        out[n, c, i, j] = np.max(x[n, :, rows, columns])
    return out, (x, KH, KW, stride)


def stored_not_added(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] = dout[n, c, i, j]
    return dx


def mask_stored_not_added(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        _r, _s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top : top + KH, left : left + KW] = (window == window.max()) * dout[n, c, i, j]
    return dx


def written_into_x(dout, cache):
    x, KH, KW, stride = cache
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        x[n, c, top : top + KH, left : left + KW] = (window == window.max()) * dout[n, c, i, j]
    return x


def everyone_wins(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        _r, _s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j]
    return dx


def equal_shares(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        _r, _s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top : top + KH, left : left + KW] += dout[n, c, i, j] / (KH * KW)
    return dx


def upstream_forgotten(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += 1
    return dx


def times_the_winner(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j] * window.max()
    return dx


def given_to_the_corner(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        _r, _s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top, left] += dout[n, c, i, j]
    return dx


def place_without_the_corner(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, r, s] += dout[n, c, i, j]
    return dx


def rows_and_columns_of_the_winner_swapped(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + s, left + r] += dout[n, c, i, j]
    return dx


def winner_of_the_smallest(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmin(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_stride_ignored(dout, cache):
    x, KH, KW, _stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i, j
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_side_by_side(dout, cache):
    x, KH, KW, _stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * KH, j * KW
        if top + KH > x.shape[2] or left + KW > x.shape[3]:
            continue
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_square_window(dout, cache):
    x, KH, _KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KH]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_over_height_twice(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    N, C, H_out, W_out = dout.shape
    for n, c, i, j in np.ndindex(N, C, H_out, min(H_out, W_out)):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_first_image_only(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    dout = dout[:1]
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx


def back_divided_by_windows(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j] / (KH * KW)
    return dx


def gradient_of_the_size_of_dout(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j]
    return dx[:, :, : dout.shape[2], : dout.shape[3]]


def cut_to_zero_where_negative(dout, cache):
    x, KH, KW, stride = cache
    dx = np.zeros(x.shape)
    for n, c, i, j in np.ndindex(dout.shape):
        top, left = i * stride, j * stride
        window = x[n, c, top : top + KH, left : left + KW]
        r, s = np.unravel_index(window.argmax(), window.shape)
        dx[n, c, top + r, left + s] += dout[n, c, i, j] * (window.max() > 0)
    return dx


MAX_MISTAKES = (
    Mistake(
        (running_maximum_from_zero, None),
        "Your maximum starts at 0, so a map of negative numbers becomes all zeros. It "
        "should start at the first number of the window, or at -np.inf.",
    ),
    Mistake(
        (largest_absolute_value, None),
        "You take absolute values first; it should be the largest number as it is, sign and all.",
    ),
    Mistake(
        (smallest, None), "You take the smallest number of each window; it should be the largest."
    ),
    Mistake(
        (mean_for_max, None), "You take the mean of each window; it should be the largest number."
    ),
    Mistake(
        (place_for_number, None),
        "You store where the largest number stands; it should be the number itself.",
    ),
    Mistake(
        (zeros_around, None),
        "Your windows begin one pixel early, in a padding of zeros. There should be no padding.",
    ),
    Mistake(
        (max_size_by_division, None),
        "Your output has H // KH rows, as if windows always lay side by side. It should "
        "have (H - KH) // stride + 1.",
    ),
    Mistake(
        (max_size_by_stride, None),
        "Your output has H // stride rows. It should have (H - KH) // stride + 1: no window"
        " may stick out.",
    ),
    Mistake(
        (max_one_too_few, None),
        "Your output lacks its last row and column: the size should be (H - KH) // stride + 1.",
    ),
    Mistake(
        (max_stride_ignored, None),
        "Your windows are one pixel apart. Window i should begin at row i * stride.",
    ),
    Mistake(
        (max_side_by_side, None),
        "Your windows always lie side by side, KH and KW apart. Window i should begin at "
        "row i * stride.",
    ),
    Mistake(
        (max_width_from_the_height, None),
        "Your output's width is computed from H. W_out should come from W.",
    ),
    Mistake(
        (max_height_and_width_swapped, None),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (max_stride_taken_from_the_window, None),
        "You take no notice of the stride: your windows lie side by side, and their number "
        "fits that. They should be `stride` pixels apart.",
    ),
    Mistake(
        (max_sides_swapped, None),
        "You take KH for KW: a window should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (max_square_window, None),
        "Your windows are KH by KH. They should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (max_turned, None),
        "Rows and columns of your output are swapped: it should be (N, C, H_out, W_out).",
    ),
    Mistake(
        (max_over_channels, None),
        "You pool over the channels, too. Each map should be pooled by itself.",
    ),
    Mistake(
        (None, stored_not_added),
        "Where windows overlap, one pixel can win twice, and in yours the last window "
        "overwrites the first. It should be += in place of =.",
    ),
    Mistake(
        (None, mask_stored_not_added),
        "Where windows overlap, your mask overwrites what an earlier window left, zeros "
        "included. It should be += in place of =.",
    ),
    Mistake(
        (None, written_into_x),
        "You write the gradient into x, which the next window still has to look at. It "
        "should go into an array of its own, np.zeros(x.shape).",
    ),
    Mistake(
        (None, everyone_wins),
        "Every pixel of your window gets dout. Only the one that won should get it: moving "
        "the others changes nothing.",
    ),
    Mistake(
        (None, equal_shares),
        "You share dout out equally, as for the mean. The whole of it should go to the "
        "pixel that won.",
    ),
    Mistake(
        (None, upstream_forgotten),
        "Your dx takes no notice of dout. The pixel that won should get dout[n, c, i, j], not 1.",
    ),
    Mistake(
        (None, times_the_winner),
        "You multiply dout by the number that won. The slope of a maximum should be 1 there.",
    ),
    Mistake(
        (None, given_to_the_corner),
        "The first pixel of each of your windows gets dout. It should be the one that won.",
    ),
    Mistake(
        (None, place_without_the_corner),
        "Your winner is looked for within the window and stored at that place of the image."
        " It should be moved by the window's corner, i * stride and j * stride.",
    ),
    Mistake(
        (None, rows_and_columns_of_the_winner_swapped),
        "Row and column of your winner are swapped. np.unravel_index should give the row first.",
    ),
    Mistake(
        (None, winner_of_the_smallest),
        "Your dout goes to the smallest number of each window; it should go to the largest.",
    ),
    Mistake(
        (None, back_stride_ignored),
        "On the way back your windows are one pixel apart. They should be where forward "
        "read: from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, back_side_by_side),
        "On the way back your windows lie side by side. They should be where forward read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, back_square_window),
        "On the way back your windows are KH by KH. They should be KH rows high and KW "
        "columns wide.",
    ),
    Mistake(
        (None, back_over_height_twice),
        "On the way back both of your loops run to H_out. The second should run to W_out.",
    ),
    Mistake(
        (None, back_first_image_only),
        "Only the first image has a gradient in yours. The loop should go over all N.",
    ),
    Mistake(
        (None, back_divided_by_windows),
        "The winner gets dout / (KH * KW) in yours. The share of the mean has no place in "
        "it: it should get all of dout.",
    ),
    Mistake(
        (None, gradient_of_the_size_of_dout),
        "Your dx has the size of dout; it should have that of x.",
    ),
    Mistake(
        (None, cut_to_zero_where_negative),
        "Your dx is 0 where the largest number is negative. The winner should get dout "
        "whatever its sign: that is no ReLU.",
    ),
)

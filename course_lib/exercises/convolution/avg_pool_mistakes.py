"""Wrong average pooling."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.pool_cases import back_in_equal_shares, mean_of_each

SIZES = "(H - KH) // stride + 1, (W - KW) // stride + 1"
CORNER = "i * stride, j * stride"
MEAN = ".mean(axis=(2, 3))"
SHARE = "/ (KH * KW)"

forward = partial(slip, mean_of_each)
backward = partial(slip, back_in_equal_shares)

AVG_MISTAKES = (
    Mistake(
        (forward("sum_for_mean", (MEAN, ".sum(axis=(2, 3))")), None),
        "You take the sum of each window; it should be the mean.",
    ),
    Mistake(
        (forward("max_for_mean", (MEAN, ".max(axis=(2, 3))")), None),
        "You take the largest number of each window; it should be the mean.",
    ),
    Mistake(
        (
            forward(
                "median_for_mean",
                ("= x[", "= np.median(x["),
                ("].mean(axis=(2, 3))", "], axis=(2, 3))"),
            ),
            None,
        ),
        "You take the median of each window; it should be the mean.",
    ),
    Mistake(
        (forward("divided_by_the_height", (MEAN, ".sum(axis=(2, 3)) / KH")), None),
        "You divide the sum by KH. A window has KH * KW numbers, and it should be divided by that.",
    ),
    Mistake(
        (forward("divided_by_the_square", (MEAN, ".sum(axis=(2, 3)) / KH**2")), None),
        "You divide the sum by KH squared. It should be KH * KW: the window need not be square.",
    ),
    Mistake(
        (forward("divided_by_the_stride", (MEAN, ".sum(axis=(2, 3)) / stride**2")), None),
        "You divide the sum by the stride squared. It should be by the numbers in the "
        "window, KH * KW.",
    ),
    Mistake(
        (forward("mean_size_by_division", (SIZES, "H // KH, W // KW")), None),
        "Your output has H // KH rows, as if windows always lay side by side. It should "
        "have (H - KH) // stride + 1.",
    ),
    Mistake(
        (forward("mean_size_by_stride", (SIZES, "H // stride, W // stride")), None),
        "Your output has H // stride rows. It should have (H - KH) // stride + 1: no window"
        " may stick out.",
    ),
    Mistake(
        (forward("mean_one_too_few", (SIZES, "(H - KH) // stride, (W - KW) // stride")), None),
        "Your output lacks its last row and column: the size should be (H - KH) // stride + 1.",
    ),
    Mistake(
        (forward("mean_stride_ignored", (CORNER, "i, j")), None),
        "Your windows are one pixel apart. Window i should begin at row i * stride.",
    ),
    Mistake(
        (forward("mean_side_by_side", (CORNER, "i * KH, j * KW")), None),
        "Your windows always lie side by side, KH and KW apart. Window i should begin at "
        "row i * stride.",
    ),
    Mistake(
        (forward("mean_width_from_the_height", ("(W - KW)", "(H - KW)")), None),
        "Your output's width is computed from H. W_out should come from W.",
    ),
    Mistake(
        (
            forward(
                "mean_height_and_width_swapped", ("N, C, H, W = x.shape", "N, C, W, H = x.shape")
            ),
            None,
        ),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (
            forward(
                "mean_stride_taken_from_the_window",
                (SIZES, "(H - KH) // KH + 1, (W - KW) // KW + 1"),
                (CORNER, "i * KH, j * KW"),
            ),
            None,
        ),
        "You take no notice of the stride: your windows lie side by side, and their number "
        "fits that. They should be `stride` pixels apart.",
    ),
    Mistake(
        (
            forward(
                "mean_sides_swapped",
                (SIZES, "(H - KW) // stride + 1, (W - KH) // stride + 1"),
                ("top : top + KH, left : left + KW", "top : top + KW, left : left + KH"),
            ),
            None,
        ),
        "You take KH for KW: a window should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (forward("mean_square_window", ("(W - KW)", "(W - KH)"), ("left + KW", "left + KH")), None),
        "Your windows are KH by KH. They should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (forward("mean_turned", ("return out,", "return out.transpose(0, 1, 3, 2),")), None),
        "Rows and columns of your output are swapped: it should be (N, C, H_out, W_out).",
    ),
    Mistake(
        (forward("mean_over_channels", (MEAN, ".mean(axis=(1, 2, 3))[:, None]")), None),
        "You pool over the channels, too. Each map should be pooled by itself.",
    ),
    Mistake(
        (None, backward("share_not_divided", (" / (KH * KW)", ""))),
        "Every pixel gets the whole of dout in yours. Each has a share of 1 / (KH * KW) in "
        "the mean, so that should be its share of dout.",
    ),
    Mistake(
        (None, backward("shares_stored_not_added", ("+=", "="))),
        "Where windows overlap, the last one overwrites the others in yours. It should be "
        "+= in place of =.",
    ),
    Mistake(
        (None, backward("share_by_the_height", (SHARE, "/ KH"))),
        "Your shares are dout / KH. They should be dout / (KH * KW).",
    ),
    Mistake(
        (None, backward("share_by_the_square", (SHARE, "/ KH**2"))),
        "Your shares are dout / KH squared. They should be dout / (KH * KW): the window "
        "need not be square.",
    ),
    Mistake(
        (None, backward("share_by_the_stride", (SHARE, "/ stride**2"))),
        "Your shares are divided by the stride squared. They should be dout / (KH * KW).",
    ),
    Mistake(
        (None, backward("share_of_the_image", (SHARE, "/ (shape[2] * shape[3])"))),
        "Your shares are divided by the pixels of the image. They should be divided by "
        "those of the window, KH * KW.",
    ),
    Mistake(
        (
            None,
            backward(
                "all_to_the_corner",
                ("top : top + KH, left : left + KW", "top, left"),
                (" / (KH * KW)", ""),
            ),
        ),
        "One pixel of each of your windows gets all. Every pixel should get dout / (KH * KW).",
    ),
    Mistake(
        (None, backward("share_of_the_mean_of_dout", ("dout[n, c, i, j]", "dout.mean()"))),
        "Your shares come from the mean of all of dout. Each window should give out its own"
        " dout[n, c, i, j].",
    ),
    Mistake(
        (None, backward("shares_without_upstream", ("dout[n, c, i, j]", "1"))),
        "Your dx takes no notice of dout. The shares should be dout[n, c, i, j] / (KH * KW).",
    ),
    Mistake(
        (None, backward("shares_stride_ignored", (CORNER, "i, j"))),
        "On the way back your windows are one pixel apart. They should be where forward "
        "read: from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, backward("shares_side_by_side", (CORNER, "i * KH, j * KW"))),
        "On the way back your windows lie side by side. They should be where forward read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, backward("shares_in_a_square", ("left + KW", "left + KH"))),
        "On the way back your windows are KH by KH. They should be KH rows high and KW "
        "columns wide.",
    ),
    Mistake(
        (
            None,
            backward(
                "shares_over_height_twice",
                (
                    "    for n, c, i, j in np.ndindex(dout.shape):",
                    """    N, C, H_out, W_out = dout.shape
    for n, c, i, j in np.ndindex(N, C, H_out, min(H_out, W_out)):""",
                ),
            ),
        ),
        "On the way back both of your loops run to H_out. The second should run to W_out.",
    ),
    Mistake(
        (None, backward("shares_averaged_over_images", ("return dx", "return dx / len(dx)"))),
        "Your dx is divided by N. The mean over the batch belongs to the loss and is in "
        "dout already; a layer should not divide again.",
    ),
)

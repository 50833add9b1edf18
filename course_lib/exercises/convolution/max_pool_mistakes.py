"""Wrong max pooling."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.pool_cases import (
    back_to_all_that_tie,
    back_to_the_first_largest,
    largest_of_each,
    largest_one_at_a_time,
)

SIZES = "(H - KH) // stride + 1, (W - KW) // stride + 1"
CORNER = "i * stride, j * stride"
LARGEST = ".max(axis=(2, 3))"
PLACE = "[n, c, top + r, left + s]"
DOUT = "dout[n, c, i, j]"

forward = partial(slip, largest_of_each)
backward = partial(slip, back_to_the_first_largest)

MAX_MISTAKES = (
    Mistake(
        (
            slip(
                largest_one_at_a_time,
                "running_maximum_from_zero",
                ("np.full(", "np.zeros("),
                (", -np.inf)", ")"),
            ),
            None,
        ),
        "Your maximum starts at 0, so a map of negative numbers becomes all zeros. It "
        "should start at the first number of the window, or at -np.inf.",
    ),
    Mistake(
        (forward("largest_absolute_value", ("= x[", "= np.abs(x)[")), None),
        "You take absolute values first; it should be the largest number as it is, sign and all.",
    ),
    Mistake(
        (forward("smallest", (".max(", ".min(")), None),
        "You take the smallest number of each window; it should be the largest.",
    ),
    Mistake(
        (forward("mean_for_max", (".max(", ".mean(")), None),
        "You take the mean of each window; it should be the largest number.",
    ),
    Mistake(
        (forward("place_for_number", (LARGEST, ".reshape(N, C, -1).argmax(axis=2)")), None),
        "You store where the largest number stands; it should be the number itself.",
    ),
    Mistake(
        (
            forward(
                "zeros_around",
                (
                    "    out =",
                    """    x = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    out =""",
                ),
                ("out, (x,", "out, (x[:, :, 1:-1, 1:-1],"),
            ),
            None,
        ),
        "Your windows begin one pixel early, in a padding of zeros. There should be no padding.",
    ),
    Mistake(
        (forward("max_size_by_division", (SIZES, "H // KH, W // KW")), None),
        "Your output has H // KH rows, as if windows always lay side by side. It should "
        "have (H - KH) // stride + 1.",
    ),
    Mistake(
        (forward("max_size_by_stride", (SIZES, "H // stride, W // stride")), None),
        "Your output has H // stride rows. It should have (H - KH) // stride + 1: no window"
        " may stick out.",
    ),
    Mistake(
        (forward("max_one_too_few", (SIZES, "(H - KH) // stride, (W - KW) // stride")), None),
        "Your output lacks its last row and column: the size should be (H - KH) // stride + 1.",
    ),
    Mistake(
        (forward("max_stride_ignored", (CORNER, "i, j")), None),
        "Your windows are one pixel apart. Window i should begin at row i * stride.",
    ),
    Mistake(
        (forward("max_side_by_side", (CORNER, "i * KH, j * KW")), None),
        "Your windows always lie side by side, KH and KW apart. Window i should begin at "
        "row i * stride.",
    ),
    Mistake(
        (forward("max_width_from_the_height", ("(W - KW)", "(H - KW)")), None),
        "Your output's width is computed from H. W_out should come from W.",
    ),
    Mistake(
        (
            forward(
                "max_height_and_width_swapped", ("N, C, H, W = x.shape", "N, C, W, H = x.shape")
            ),
            None,
        ),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (
            forward(
                "max_stride_taken_from_the_window",
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
                "max_sides_swapped",
                (SIZES, "(H - KW) // stride + 1, (W - KH) // stride + 1"),
                ("top : top + KH, left : left + KW", "top : top + KW, left : left + KH"),
            ),
            None,
        ),
        "You take KH for KW: a window should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (forward("max_square_window", ("(W - KW)", "(W - KH)"), ("left + KW", "left + KH")), None),
        "Your windows are KH by KH. They should be KH rows high and KW columns wide.",
    ),
    Mistake(
        (forward("max_turned", ("return out,", "return out.transpose(0, 1, 3, 2),")), None),
        "Rows and columns of your output are swapped: it should be (N, C, H_out, W_out).",
    ),
    Mistake(
        (forward("max_over_channels", (LARGEST, ".max(axis=(1, 2, 3))[:, None]")), None),
        "You pool over the channels, too. Each map should be pooled by itself.",
    ),
    Mistake(
        (
            forward("max_over_the_batch", (LARGEST, ".max(axis=(0, 2, 3))")),
            None,
        ),
        "Your maximum is taken over the images as well, so all of them get the same maps. Each "
        "image should be pooled by itself: .max(axis=(2, 3)).",
    ),
    Mistake(
        (forward("max_without_axes", (LARGEST, ".max()")), None),
        "Your .max() has no axis, so one number is taken over all images and channels. Each "
        "window of each map should have its own: .max(axis=(2, 3)).",
    ),
    Mistake(
        (
            forward("max_of_the_whole_map", ("x[:, :, top : top + KH, left : left + KW]", "x")),
            None,
        ),
        "Every number of yours is the largest of its whole map: all windows are looked at at "
        "once. It should be the largest of one window, KH by KW.",
    ),
    Mistake(
        (None, backward("stored_not_added", ("+=", "="))),
        "Where windows overlap, one pixel can win twice, and in yours the last window "
        "overwrites the first. It should be += in place of =.",
    ),
    Mistake(
        (None, slip(back_to_all_that_tie, "mask_stored_not_added", ("+=", "="))),
        "Where windows overlap, your mask overwrites what an earlier window left, zeros "
        "included. It should be += in place of =.",
    ),
    Mistake(
        (
            None,
            slip(
                back_to_all_that_tie,
                "written_into_x",
                ("dx = np.zeros_like(x)", "dx = x"),
                ("+=", "="),
            ),
        ),
        "You write the gradient into x, which the next window still has to look at. It "
        "should go into an array of its own, np.zeros(x.shape).",
    ),
    Mistake(
        (None, backward("everyone_wins", (PLACE, "[n, c, top : top + KH, left : left + KW]"))),
        "Every pixel of your window gets dout. Only the one that won should get it: moving "
        "the others changes nothing.",
    ),
    Mistake(
        (
            None,
            backward(
                "equal_shares",
                (PLACE, "[n, c, top : top + KH, left : left + KW]"),
                (DOUT, "dout[n, c, i, j] / (KH * KW)"),
            ),
        ),
        "You share dout out equally, as for the mean. The whole of it should go to the "
        "pixel that won.",
    ),
    Mistake(
        (None, backward("upstream_forgotten", (DOUT, "1"))),
        "Your dx takes no notice of dout. The pixel that won should get dout[n, c, i, j], not 1.",
    ),
    Mistake(
        (None, backward("times_the_winner", (DOUT, "dout[n, c, i, j] * window.max()"))),
        "You multiply dout by the number that won. The slope of a maximum should be 1 there.",
    ),
    Mistake(
        (None, backward("given_to_the_corner", (PLACE, "[n, c, top, left]"))),
        "The first pixel of each of your windows gets dout. It should be the one that won.",
    ),
    Mistake(
        (None, backward("place_without_the_corner", (PLACE, "[n, c, r, s]"))),
        "Your winner is looked for within the window and stored at that place of the image."
        " It should be moved by the window's corner, i * stride and j * stride.",
    ),
    Mistake(
        (
            None,
            backward(
                "rows_and_columns_of_the_winner_swapped", (PLACE, "[n, c, top + s, left + r]")
            ),
        ),
        "Row and column of your winner are swapped. np.unravel_index should give the row first.",
    ),
    Mistake(
        (None, backward("winner_of_the_smallest", (".argmax()", ".argmin()"))),
        "Your dout goes to the smallest number of each window; it should go to the largest.",
    ),
    Mistake(
        (None, backward("back_stride_ignored", (CORNER, "i, j"))),
        "On the way back your windows are one pixel apart. They should be where forward "
        "read: from row i * stride, column j * stride.",
    ),
    Mistake(
        (
            None,
            backward(
                "back_side_by_side",
                (
                    CORNER,
                    """i * KH, j * KW
        if top + KH > x.shape[2] or left + KW > x.shape[3]:
            continue""",
                ),
            ),
        ),
        "On the way back your windows lie side by side. They should be where forward read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, backward("back_square_window", ("left + KW", "left + KH"))),
        "On the way back your windows are KH by KH. They should be KH rows high and KW "
        "columns wide.",
    ),
    Mistake(
        (
            None,
            backward(
                "back_over_height_twice",
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
        (
            None,
            backward(
                "back_first_image_only",
                (
                    "    for n, c, i, j in np.ndindex(dout.shape):",
                    """    dout = dout[:1]
    for n, c, i, j in np.ndindex(dout.shape):""",
                ),
            ),
        ),
        "Only the first image has a gradient in yours. The loop should go over all N.",
    ),
    Mistake(
        (None, backward("back_divided_by_windows", (DOUT, "dout[n, c, i, j] / (KH * KW)"))),
        "The winner gets dout / (KH * KW) in yours. The share of the mean has no place in "
        "it: it should get all of dout.",
    ),
    Mistake(
        (
            None,
            backward(
                "gradient_of_the_size_of_dout",
                ("return dx", "return dx[:, :, : dout.shape[2], : dout.shape[3]]"),
            ),
        ),
        "Your dx has the size of dout; it should have that of x.",
    ),
    Mistake(
        (
            None,
            backward("cut_to_zero_where_negative", (DOUT, "dout[n, c, i, j] * (window.max() > 0)")),
        ),
        "Your dx is 0 where the largest number is negative. The winner should get dout "
        "whatever its sign: that is no ReLU.",
    ),
)

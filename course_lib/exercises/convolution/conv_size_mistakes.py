"""Windows of a convolution in the wrong place; the way back is right in each."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.conv_cases import window_by_window

PADDED = "np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))"
HEIGHT = "x.shape[2] + 2 * pad"
WIDTH = "x.shape[3] + 2 * pad"
CORNER = "i * stride, j * stride"

forward = partial(slip, window_by_window)

SIZE_MISTAKES = (
    Mistake(
        (
            forward(
                "padding_ignored", (PADDED, "x"), (HEIGHT, "x.shape[2]"), (WIDTH, "x.shape[3]")
            ),
            None,
        ),
        "You do not pad: pad rows and columns of zeros should stand on every side of each image.",
    ),
    Mistake(
        (forward("only_the_size_padded", (PADDED, "x")), None),
        "Your output has room for the padding, but the windows are cut from x. They should "
        "be cut from the padded image.",
    ),
    Mistake(
        (forward("only_the_image_padded", (HEIGHT, "x.shape[2]"), (WIDTH, "x.shape[3]")), None),
        "You pad the images, but your output has the size without padding. It should have "
        "(H + 2 * pad - KH) // stride + 1 rows.",
    ),
    Mistake(
        (
            forward(
                "pad_of_one",
                ("(pad, pad), (pad, pad)", "(1, 1), (1, 1)"),
                (HEIGHT, "x.shape[2] + 2"),
                (WIDTH, "x.shape[3] + 2"),
            ),
            None,
        ),
        "You always pad by 1. It should be by pad, which may also be 0 or 2.",
    ),
    Mistake(
        (
            forward("pad_counted_once", (HEIGHT, "x.shape[2] + pad"), (WIDTH, "x.shape[3] + pad")),
            None,
        ),
        "Your size counts the padding on one side; both sides should be in it: H + 2 * pad - KH.",
    ),
    Mistake(
        (
            forward(
                "padded_in_front_only", ("(pad, pad), (pad, pad)", "(2 * pad, 0), (2 * pad, 0)")
            ),
            None,
        ),
        "All of your padding is above and to the left. Half of it should be below and to "
        "the right.",
    ),
    Mistake(
        (
            forward("padded_behind_only", ("(pad, pad), (pad, pad)", "(0, 2 * pad), (0, 2 * pad)")),
            None,
        ),
        "All of your padding is below and to the right. Half of it should be above and to "
        "the left.",
    ),
    Mistake(
        (
            forward(
                "padded_in_every_axis",
                (PADDED, "np.pad(x, pad)"),
                ("padded[n, :,", "padded[n, : x.shape[1],"),
            ),
            None,
        ),
        "np.pad(x, pad) pads the batch and the channels, too. Only the last two axes should"
        " grow: ((0, 0), (0, 0), (pad, pad), (pad, pad)).",
    ),
    Mistake(
        (forward("all_axes_padded", (PADDED, "np.pad(x, pad)")), None),
        "np.pad(x, pad) pads all four axes: images and channels of zeros come in as well. Only rows"
        " and columns should be padded: np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad))).",
    ),
    Mistake(
        (forward("padded_with_the_edge", ("(pad, pad)))", '(pad, pad)), mode="edge")')), None),
        "Your padding repeats the pixels at the edge; it should be zeros.",
    ),
    Mistake(
        (
            forward(
                "only_rows_padded",
                ("(pad, pad), (pad, pad)", "(pad, pad), (0, 0)"),
                (WIDTH, "x.shape[3]"),
            ),
            None,
        ),
        "You pad above and below only. There should be zeros to the left and right as well.",
    ),
    Mistake(
        (
            forward(
                "stride_ignored",
                ("- KH) // stride", "- KH)"),
                ("- KW) // stride", "- KW)"),
                (CORNER, "i, j"),
            ),
            None,
        ),
        "You go by one pixel. Windows should lie `stride` pixels apart.",
    ),
    Mistake(
        (forward("stride_in_the_size_only", (CORNER, "i, j")), None),
        "The size of your output is right, but its windows are one pixel apart. Window i "
        "should begin at row i * stride.",
    ),
    Mistake(
        (forward("stride_along_the_rows_only", (CORNER, "i * stride, j")), None),
        "You step by `stride` down the rows, and by 1 along the columns. It should be "
        "`stride` both ways.",
    ),
    Mistake(
        (forward("windows_side_by_side", (CORNER, "i * KH, j * KW")), None),
        "Your windows lie side by side, KH and KW apart. They should begin at i * stride "
        "and j * stride.",
    ),
    Mistake(
        (
            forward(
                "one_too_few",
                ("- KH) // stride + 1", "- KH) // stride"),
                ("- KW) // stride + 1", "- KW) // stride"),
            ),
            None,
        ),
        "Your output lacks its last row and column: the size should be (H + 2 * pad - KH) "
        "// stride + 1.",
    ),
    Mistake(
        (forward("width_from_the_height", ("x.shape[3]", "x.shape[2]")), None),
        "Your output's width is computed from the height of the image. W_out should come from W.",
    ),
    Mistake(
        (
            forward(
                "both_from_the_height", ("x.shape[3] + 2 * pad - KW", "x.shape[2] + 2 * pad - KH")
            ),
            None,
        ),
        "Your output is square: both sizes come from H and KH. W_out should come from W and KW.",
    ),
    Mistake(
        (
            forward(
                "height_and_width_swapped",
                ("H_out = (x.shape[2]", "H_out = (x.shape[3]"),
                ("W_out = (x.shape[3]", "W_out = (x.shape[2]"),
            ),
            None,
        ),
        "You take H for W and W for H: x is (N, C, H, W), so x.shape[2] should give the rows.",
    ),
    Mistake(
        (forward("filter_sides_swapped", ("KH, KW = w.shape[2:]", "KW, KH = w.shape[2:]")), None),
        "You take KH for KW: w is (F, C, KH, KW), so its third axis should be the rows.",
    ),
    Mistake(
        (forward("out_turned", ("return out,", "return out.transpose(0, 1, 3, 2),")), None),
        "Rows and columns of your output are swapped: it should be (N, F, H_out, W_out).",
    ),
)

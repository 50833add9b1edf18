"""Wrong gradients of the filters; that of the image is right."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.conv_cases import back_window_by_window

backward = partial(slip, back_window_by_window)

DW_MISTAKES = (
    Mistake(
        (
            None,
            backward(
                "dw_by_the_unpadded_image",
                ("* padded[n, :, rows, columns]", "* x[n, :, rows, columns]"),
            ),
        ),
        "Your dw is taken from x; it should be from the padded image that the forward pass saw.",
    ),
    Mistake(
        (None, backward("dw_stored_not_added", ("dw[f] +=", "dw[f] ="))),
        "Your dw holds the last window only. The filter served every window of every image,"
        " so their shares should add up: +=.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_without_stride",
                ("* padded[n, :, rows, columns]", "* padded[n, :, i : i + KH, j : j + KW]"),
            ),
        ),
        "Your dw goes by one pixel. It should go where the forward pass read: from row i * "
        "stride, column j * stride.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_turned_round",
                (
                    "    return",
                    """    dw = dw[:, :, ::-1, ::-1]
    return""",
                ),
            ),
        ),
        "Your dw is turned round. The forward pass does not turn the filter, so its "
        "gradient should not be turned.",
    ),
    Mistake(
        (None, backward("dw_without_upstream", ("dw[f] += dout[n, f, i, j] *", "dw[f] +="))),
        "Your dw takes no notice of dout. Each window should be multiplied by dout[n, f, i, j].",
    ),
    Mistake(
        (None, backward("dw_averaged", ("W], dw, db", "W], dw / len(x), db"))),
        "Your dw is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, backward("dw_and_db_averaged", ("W], dw, db", "W], dw / len(x), db / len(x)"))),
        "Your dw and db are divided by N. The mean belongs to the loss and is in dout "
        "already; a layer should not divide again.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_averaged_over_windows", ("W], dw, db", "W], dw / (dout.size / len(w)), db")
            ),
        ),
        "Your dw is a mean over the windows; it should be their sum.",
    ),
    Mistake(
        (None, backward("dw_of_the_first_image", ("* padded[n,", "* padded[0,"))),
        "Your dw sees the first image only. It should be dout[n] with the windows of image n.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_of_the_last_image",
                (
                    "* padded[n, :, rows, columns]",
                    "* padded[n, :, rows, columns] * (n == len(x) - 1)",
                ),
            ),
        ),
        "Your dw holds the last image only. The filter served all of them, so their shares "
        "should add up.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_left_at_zero",
                ("        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]\n", ""),
            ),
        ),
        "Your dw is all zeros. Every window, times its dout, should be added to it.",
    ),
    Mistake(
        (None, backward("dw_is_the_filter", ("* padded[n, :, rows, columns]", "* w[f]"))),
        "Your dw is made of the filter. The gradient of a product should be the other "
        "factor: the image.",
    ),
)

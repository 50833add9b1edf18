"""Wrong gradients of the image; those of the filters and biases are right."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.conv_cases import back_window_by_window

DX = "dpadded[:, :, pad : pad + H, pad : pad + W]"

backward = partial(slip, back_window_by_window)

DX_MISTAKES = (
    Mistake(
        (None, backward("dx_cropped_by_one", (DX, "dpadded[:, :, 1:-1, 1:-1]"))),
        "Your dx loses one pixel on every side, whatever pad is. It should be dpadded[:, :,"
        " pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_empty_without_padding", (DX, "dpadded[:, :, pad:-pad, pad:-pad]"))),
        "[pad:-pad] is empty when pad is 0, for -0 is 0. It should be dpadded[:, :, pad : "
        "pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_with_its_padding", (DX, "dpadded"))),
        "Your dx still has its padding, so it is larger than x. It should be dpadded[:, :, "
        "pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_cropped_at_the_end", (DX, "dpadded[:, :, :H, :W]"))),
        "You cut the padding off below and to the right only, so your dx is shifted. It "
        "should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_cropped_at_the_start", (DX, "dpadded[:, :, 2 * pad :, 2 * pad :]"))),
        "You cut the padding off above and to the left only, so your dx is shifted. It "
        "should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_cropped_square", ("pad : pad + W]", "pad : pad + H]"))),
        "Your dx is cut to H both ways. It should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, backward("dx_by_rows_cropped", (", pad : pad + W]", "]"))),
        "You cut the padding off above and below only. It should be dpadded[:, :, pad : pad"
        " + H, pad : pad + W].",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_stored_not_added",
                ("dpadded[n, :, rows, columns] +=", "dpadded[n, :, rows, columns] ="),
            ),
        ),
        "Where windows overlap, the last one overwrites the others in your dx. Each should "
        "be added: += in place of =.",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_without_stride",
                ("dpadded[n, :, rows, columns]", "dpadded[n, :, i : i + KH, j : j + KW]"),
            ),
        ),
        "Your dx goes by one pixel. It should go where the forward pass read: from row i * "
        "stride, column j * stride.",
    ),
    Mistake(
        (None, backward("dx_without_upstream", ("dout[n, f, i, j] * w[f]", "w[f]"))),
        "Your dx takes no notice of dout. Each filter should be multiplied by dout[n, f, i, j].",
    ),
    Mistake(
        (None, backward("dx_filter_turned_round", ("* w[f]", "* w[f, :, ::-1, ::-1]"))),
        "You turn the filter round in dx. Going window by window, it should be laid down as"
        " it is; only a convolution of dout as a whole would turn it.",
    ),
    Mistake(
        (None, backward("dx_by_the_first_filter", ("* w[f]", "* w[0]"))),
        "Your dx uses the first filter for all. The share of map f should come from w[f].",
    ),
    Mistake(
        (None, backward("dx_of_the_last_filter", ("* w[f]", "* w[f] * (f == len(w) - 1)"))),
        "Your dx is that of the last filter alone. Every filter read x, so their shares "
        "should add up.",
    ),
    Mistake(
        (None, backward("dx_by_the_image", ("* w[f]", "* padded[n, :, rows, columns]"))),
        "Your dx is made of the image. The gradient of a product should be the other "
        "factor: the filter.",
    ),
    Mistake(
        (None, backward("dx_averaged", ("pad : pad + W]", "pad : pad + W] / len(x)"))),
        "Your dx is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, backward("dx_left_at_zero", (DX, "np.zeros(x.shape)"))),
        "Your dx is all zeros. What was added up in the padded array should be in it.",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_in_the_first_image",
                ("dpadded[n, :, rows, columns]", "dpadded[0, :, rows, columns]"),
            ),
        ),
        "All of your dx is in the first image. The share of dout[n] should go to dx[n].",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_left_out",
                ("return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db", "return dw, db"),
            ),
        ),
        "Your dx is missing: the layer below needs it. It should be dx, dw, db.",
    ),
    Mistake(
        (
            None,
            backward(
                "pad_of_one_in_dx",
                (
                    "    dpadded, dw, db = np.zeros(padded.shape)",
                    """    ones = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    dpadded, dw, db = np.zeros(ones.shape)""",
                ),
                (DX, "dpadded[:, :, 1:-1, 1:-1]"),
            ),
        ),
        "Your dx is padded by 1, whatever pad is. It should be dpadded[:, :, pad : pad + H,"
        " pad : pad + W].",
    ),
)

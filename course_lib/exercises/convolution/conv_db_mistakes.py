"""Wrong gradients of the biases, and of all three at once."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.conv_cases import back_window_by_window

backward = partial(slip, back_window_by_window)

DB_MISTAKES = (
    Mistake(
        (None, backward("db_not_over_images", ("W], dw, db", "W], dw, dout.sum(axis=(2, 3))"))),
        "Your db is (N, F). The bias served every image too: it should be summed over axes "
        "0, 2 and 3.",
    ),
    Mistake(
        (None, backward("db_over_images_only", ("W], dw, db", "W], dw, dout.sum(axis=0)"))),
        "Your db is summed over the images only. The bias served every window too: it "
        "should be axes 0, 2 and 3.",
    ),
    Mistake(
        (None, backward("db_over_everything", ("W], dw, db", "W], dw, dout.sum()"))),
        "Your db is one number; there should be one for each filter, summed over axes 0, 2 and 3.",
    ),
    Mistake(
        (
            None,
            backward(
                "db_as_a_table", ("W], dw, db", "W], dw, dout.sum(axis=(0, 2, 3), keepdims=True)")
            ),
        ),
        "Your db has four axes. It should have the shape of b, (F,): leave keepdims away.",
    ),
    Mistake(
        (None, backward("db_averaged", ("W], dw, db", "W], dw, dout.mean(axis=(0, 2, 3))"))),
        "Your db is a mean. The bias is added to every number of its map, so it should be the sum.",
    ),
    Mistake(
        (None, backward("db_divided_by_images", ("W], dw, db", "W], dw, db / len(x)"))),
        "Your db is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, backward("db_of_one_window", ("db[f] +=", "db[f] ="))),
        "Your db holds one window only. The bias served them all, so it should be +=.",
    ),
    Mistake(
        (None, backward("db_counts_windows", ("db[f] += dout[n, f, i, j]", "db[f] += 1"))),
        "Your db counts the windows and takes no notice of dout. It should be dout, summed "
        "over axes 0, 2 and 3.",
    ),
    Mistake(
        (None, backward("db_left_out", ("W], dw, db", "W], dw"))),
        "Your db is missing. It should be dx, dw, db.",
    ),
    Mistake(
        (None, backward("db_once_a_channel", ("W], dw, db", "W], dw, x.shape[1] * db"))),
        "Your db is C times too large: you add dout once for each channel. The bias is "
        "added once a window, so it should be once.",
    ),
    Mistake(
        (
            None,
            backward(
                "pad_of_one_on_the_way_back",
                ("(pad, pad), (pad, pad)", "(1, 1), (1, 1)"),
                ("dpadded[:, :, pad : pad + H, pad : pad + W]", "dpadded[:, :, 1:-1, 1:-1]"),
            ),
        ),
        "On the way back you pad by 1, whatever pad is. It should be by pad, which may also"
        " be 0 or 2.",
    ),
    Mistake(
        (
            None,
            backward(
                "stride_dropped_on_the_way_back",
                ("i * stride, i * stride + KH", "i, i + KH"),
                ("j * stride, j * stride + KW", "j, j + KW"),
            ),
        ),
        "On the way back you go by one pixel. It should be where the forward pass read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (
            None,
            backward(
                "columns_lost_on_the_way_back",
                (
                    "    for n, f, i, j in np.ndindex(dout.shape):",
                    """    N, F, H_out, _ = dout.shape
    for n, f, i, j in np.ndindex(N, F, H_out, H_out):""",
                ),
            ),
        ),
        "On the way back both of your loops run to H_out. The second should run to W_out.",
    ),
    Mistake(
        (
            None,
            backward(
                "last_windows_left_out",
                (
                    "np.ndindex(dout.shape)",
                    "np.ndindex(*dout.shape[:2], dout.shape[2] - 1, dout.shape[3] - 1)",
                ),
            ),
        ),
        "On the way back you leave out the last row and column of windows. The loops should"
        " run over all of dout.",
    ),
    Mistake(
        (
            None,
            backward(
                "one_dout_for_all",
                ("dout[n, f, i, j] * w[f]", "dout[n, f, -1, -1] * w[f]"),
                ("dout[n, f, i, j] * padded", "dout[n, f, -1, -1] * padded"),
                ("db[f] += dout[n, f, i, j]", "db[f] += dout[n, f, -1, -1]"),
            ),
        ),
        "On the way back every window gets the last number of its map of dout. It should be"
        " dout[n, f, i, j], its own.",
    ),
    Mistake(
        (
            None,
            backward(
                "dw_before_dx",
                (
                    "return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db",
                    "return dw, dpadded[:, :, pad : pad + H, pad : pad + W], db",
                ),
            ),
        ),
        "Your order is dw, dx, db. It should be that of the arguments of the forward: dx, dw, db.",
    ),
)

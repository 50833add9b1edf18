"""Wrong convolutions of sequences."""

from functools import partial

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.other_axes_ways import (
    along_the_line,
    back_along_the_line,
    back_line_by_loops,
)

WINDOW = "t * stride : t * stride + K"
DB = "dout.sum(axis=(0, 2))"

forward = partial(slip, along_the_line)
backward = partial(slip, back_along_the_line)


def line_channels_kept_apart(x, w, b, stride, pad):
    N, C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F * C, (W + 2 * pad - K) // stride + 1))
    for n, k, t in np.ndindex(out.shape):
        f, c = k // C, k % C
        out[n, k, t] = np.sum(padded[n, c, t * stride : t * stride + K] * w[f, c]) + b[f]
    return out, (x, w, b, stride, pad)


def line_dw_stored(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] = dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


LINE_MISTAKES = (
    Mistake(
        (forward("line_not_padded", ("np.pad(x, ((0, 0), (0, 0), (pad, pad)))", "x")), None),
        "You do not pad: pad zeros should stand on either side of each sequence.",
    ),
    Mistake(
        (forward("line_padded_by_one", ("(pad, pad)", "(1, 1)")), None),
        "You always pad by 1. It should be by pad, which may also be 0 or 2.",
    ),
    Mistake(
        (forward("line_padded_in_front", ("(pad, pad)", "(2 * pad, 0)")), None),
        "All of your padding is in front, as a forecast would want it. Half of it should be"
        " behind.",
    ),
    Mistake(
        (forward("line_stride_ignored", (" // stride", ""), (WINDOW, "t : t + K")), None),
        "Your windows are one step apart. Window t should begin at t * stride.",
    ),
    Mistake(
        (forward("line_stride_in_the_size_only", (WINDOW, "t : t + K")), None),
        "The size of your output is right, but its windows are one step apart. Window t "
        "should begin at t * stride.",
    ),
    Mistake(
        (forward("line_one_too_few", ("// stride + 1", "// stride")), None),
        "Your output lacks its last number: the size should be (W + 2 * pad - K) // stride + 1.",
    ),
    Mistake(
        (forward("line_bias_missing", (" + b", "")), None),
        "The bias is missing in your output: b[f] should be added to every number of row f.",
    ),
    Mistake(
        (forward("line_bias_in_every_product", (" + b", " + w[0].size * b")), None),
        "Your bias stands inside the sum. It should be added once, after it.",
    ),
    Mistake(
        (forward("line_filter_turned_round", ("window, w,", "window, w[:, :, ::-1],")), None),
        "You turn the filter round, as np.convolve does. It should be laid on as it is, as "
        "np.correlate does.",
    ),
    Mistake(
        (forward("line_first_channel_only", ("window, w,", "window[:, :1], w[:, :1],")), None),
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(
        (line_channels_kept_apart, None),
        "Your channels are kept apart. The products of all channels should be added up to "
        "one number.",
    ),
    Mistake(
        (forward("line_windows_averaged", (" + b", " / w[0].size + b")), None),
        "You take the mean over the window; it should be the sum.",
    ),
    Mistake(
        (None, backward("line_cropped_by_one", ("pad : pad + W", "1:-1"))),
        "Your dx loses one step on either side, whatever pad is. It should be dpadded[:, :,"
        " pad : pad + W].",
    ),
    Mistake(
        (None, backward("line_empty_without_padding", ("pad : pad + W", "pad:-pad"))),
        "[pad:-pad] is empty when pad is 0, for -0 is 0. It should be dpadded[:, :, pad : "
        "pad + W].",
    ),
    Mistake(
        (None, backward("line_with_its_padding", ("[:, :, pad : pad + W]", ""))),
        "Your dx still has its padding, so it is longer than x. It should be dpadded[:, :, "
        "pad : pad + W].",
    ),
    Mistake(
        (None, backward("line_cropped_at_the_end", ("pad : pad + W", ":W"))),
        "You cut the padding off at the end only, so your dx is shifted. It should be "
        "dpadded[:, :, pad : pad + W].",
    ),
    Mistake(
        (None, slip(back_line_by_loops, "line_dx_stored", ("dx[n, c, at] +=", "dx[n, c, at] ="))),
        "Where windows overlap, the last one overwrites the others in your dx. Each should "
        "be added: += in place of =.",
    ),
    Mistake(
        (
            None,
            backward("line_dx_without_stride", ("dpadded[:, :, at]", "dpadded[:, :, t : t + K]")),
        ),
        "Your dx goes by one step. It should go where the forward pass read: from t * stride.",
    ),
    Mistake(
        (
            None,
            slip(
                back_line_by_loops,
                "line_dx_without_upstream",
                ("dout[n, f, t] * w[f, c, k]", "w[f, c, k]"),
            ),
        ),
        "Your dx takes no notice of dout. Each filter should be multiplied by dout[n, f, t].",
    ),
    Mistake(
        (None, backward("line_dx_turned", (", w, 1)", ", w[:, :, ::-1], 1)"))),
        "You turn the filter round in dx. Going window by window, it should be laid down as it is.",
    ),
    Mistake(
        (
            None,
            backward(
                "line_dw_by_the_unpadded",
                (", padded[:, :, at]", ", np.pad(x, ((0, 0), (0, 0), (0, 2 * pad)))[:, :, at]"),
            ),
        ),
        "Your dw is taken from x, without the padding in front. It should be from the "
        "padded sequence that the forward pass saw.",
    ),
    Mistake(
        (None, line_dw_stored),
        "Your dw holds the last window only. The filter served every window, so their "
        "shares should add up: +=.",
    ),
    Mistake(
        (
            None,
            backward("line_dw_without_stride", (", padded[:, :, at]", ", padded[:, :, t : t + K]")),
        ),
        "Your dw goes by one step. It should go where the forward pass read: from t * stride.",
    ),
    Mistake(
        (
            None,
            backward(
                "line_back_without_stride", ("slice(t * stride, t * stride + K)", "slice(t, t + K)")
            ),
        ),
        "On the way back you go by one step. It should be where the forward pass read: from"
        " t * stride.",
    ),
    Mistake(
        (None, backward("line_dw_averaged", ("W], dw,", "W], dw / len(x),"))),
        "Your dw is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, backward("line_db_not_summed", (DB, "dout"))),
        "Your db is not summed. The bias served every number of its row, so it should be "
        "dout.sum(axis=(0, 2)).",
    ),
    Mistake(
        (None, backward("line_db_over_images_only", (DB, "dout.sum(axis=0)"))),
        "Your db is summed over the examples only. It should be over axes 0 and 2.",
    ),
    Mistake(
        (None, backward("line_db_not_over_examples", (DB, "dout.sum(axis=2)"))),
        "Your db is summed along the sequence only. It should be over axes 0 and 2.",
    ),
    Mistake(
        (
            None,
            backward(
                "line_dw_before_dx",
                ("dpadded[:, :, pad : pad + W], dw,", "dw, dpadded[:, :, pad : pad + W],"),
            ),
        ),
        "Your order is dw, dx, db. It should be that of the arguments of the forward: dx, dw, db.",
    ),
)

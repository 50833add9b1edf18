"""Wrong convolutions of sequences."""

import numpy as np

from course_lib.checking import Mistake


def line_not_padded(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = x
    out = np.zeros((N, F, (W - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_padded_by_one(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1)))
    out = np.zeros((N, F, (W + 2 - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_padded_in_front(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (2 * pad, 0)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_stride_ignored(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t : t + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_stride_in_the_size_only(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t : t + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_one_too_few(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_bias_missing(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f])
    return out, (x, w, b, stride, pad)


def line_bias_in_every_product(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f] + b[f])
    return out, (x, w, b, stride, pad)


def line_filter_turned_round(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :, t * stride : t * stride + K] * w[f, :, ::-1]) + b[f]
    return out, (x, w, b, stride, pad)


def line_first_channel_only(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.sum(padded[n, :1, t * stride : t * stride + K] * w[f, :1]) + b[f]
    return out, (x, w, b, stride, pad)


def line_channels_kept_apart(x, w, b, stride, pad):
    N, C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F * C, (W + 2 * pad - K) // stride + 1))
    for n, k, t in np.ndindex(out.shape):
        f, c = k // C, k % C
        out[n, k, t] = np.sum(padded[n, c, t * stride : t * stride + K] * w[f, c]) + b[f]
    return out, (x, w, b, stride, pad)


def line_windows_averaged(x, w, b, stride, pad):
    N, _C, W = x.shape
    F, _, K = w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    out = np.zeros((N, F, (W + 2 * pad - K) // stride + 1))
    for n, f, t in np.ndindex(out.shape):
        out[n, f, t] = np.mean(padded[n, :, t * stride : t * stride + K] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)


def line_cropped_by_one(dout, cache):
    x, w, b, stride, pad = cache
    K = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, 1:-1], dw, db


def line_empty_without_padding(dout, cache):
    x, w, b, stride, pad = cache
    K = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad:-pad], dw, db


def line_with_its_padding(dout, cache):
    x, w, b, stride, pad = cache
    K = w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded, dw, db


def line_cropped_at_the_end(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, :W], dw, db


def line_dx_stored(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] = dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_dx_without_stride(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, t : t + K] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_dx_without_upstream(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_dx_turned(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f, :, ::-1]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_dw_by_the_unpadded(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * np.pad(x, ((0, 0), (0, 0), (0, 2 * pad)))[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


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


def line_dw_without_stride(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, t : t + K]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_back_without_stride(dout, cache):
    x, w, b, _stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t, t + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, db


def line_dw_averaged(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw / len(x), db


def line_db_not_summed(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, dout


def line_db_over_images_only(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, dout.sum(axis=0)


def line_db_not_over_examples(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dpadded[:, :, pad : pad + W], dw, dout.sum(axis=2)


def line_dw_before_dx(dout, cache):
    x, w, b, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, t in np.ndindex(dout.shape):
        at = slice(t * stride, t * stride + K)
        dpadded[n, :, at] += dout[n, f, t] * w[f]
        dw[f] += dout[n, f, t] * padded[n, :, at]
        db[f] += dout[n, f, t]
    return dw, dpadded[:, :, pad : pad + W], db


LINE_MISTAKES = (
    Mistake(
        (line_not_padded, None),
        "You do not pad: pad zeros should stand on either side of each sequence.",
    ),
    Mistake(
        (line_padded_by_one, None),
        "You always pad by 1. It should be by pad, which may also be 0 or 2.",
    ),
    Mistake(
        (line_padded_in_front, None),
        "All of your padding is in front, as a forecast would want it. Half of it should be"
        " behind.",
    ),
    Mistake(
        (line_stride_ignored, None),
        "Your windows are one step apart. Window t should begin at t * stride.",
    ),
    Mistake(
        (line_stride_in_the_size_only, None),
        "The size of your output is right, but its windows are one step apart. Window t "
        "should begin at t * stride.",
    ),
    Mistake(
        (line_one_too_few, None),
        "Your output lacks its last number: the size should be (W + 2 * pad - K) // stride + 1.",
    ),
    Mistake(
        (line_bias_missing, None),
        "The bias is missing in your output: b[f] should be added to every number of row f.",
    ),
    Mistake(
        (line_bias_in_every_product, None),
        "Your bias stands inside the sum. It should be added once, after it.",
    ),
    Mistake(
        (line_filter_turned_round, None),
        "You turn the filter round, as np.convolve does. It should be laid on as it is, as "
        "np.correlate does.",
    ),
    Mistake(
        (line_first_channel_only, None),
        "You see the first channel only. A window should reach through all C of them.",
    ),
    Mistake(
        (line_channels_kept_apart, None),
        "Your channels are kept apart. The products of all channels should be added up to "
        "one number.",
    ),
    Mistake(
        (line_windows_averaged, None), "You take the mean over the window; it should be the sum."
    ),
    Mistake(
        (None, line_cropped_by_one),
        "Your dx loses one step on either side, whatever pad is. It should be dpadded[:, :,"
        " pad : pad + W].",
    ),
    Mistake(
        (None, line_empty_without_padding),
        "[pad:-pad] is empty when pad is 0, for -0 is 0. It should be dpadded[:, :, pad : "
        "pad + W].",
    ),
    Mistake(
        (None, line_with_its_padding),
        "Your dx still has its padding, so it is longer than x. It should be dpadded[:, :, "
        "pad : pad + W].",
    ),
    Mistake(
        (None, line_cropped_at_the_end),
        "You cut the padding off at the end only, so your dx is shifted. It should be "
        "dpadded[:, :, pad : pad + W].",
    ),
    Mistake(
        (None, line_dx_stored),
        "Where windows overlap, the last one overwrites the others in your dx. Each should "
        "be added: += in place of =.",
    ),
    Mistake(
        (None, line_dx_without_stride),
        "Your dx goes by one step. It should go where the forward pass read: from t * stride.",
    ),
    Mistake(
        (None, line_dx_without_upstream),
        "Your dx takes no notice of dout. Each filter should be multiplied by dout[n, f, t].",
    ),
    Mistake(
        (None, line_dx_turned),
        "You turn the filter round in dx. Going window by window, it should be laid down as it is.",
    ),
    Mistake(
        (None, line_dw_by_the_unpadded),
        "Your dw is taken from x, without the padding in front. It should be from the "
        "padded sequence that the forward pass saw.",
    ),
    Mistake(
        (None, line_dw_stored),
        "Your dw holds the last window only. The filter served every window, so their "
        "shares should add up: +=.",
    ),
    Mistake(
        (None, line_dw_without_stride),
        "Your dw goes by one step. It should go where the forward pass read: from t * stride.",
    ),
    Mistake(
        (None, line_back_without_stride),
        "On the way back you go by one step. It should be where the forward pass read: from"
        " t * stride.",
    ),
    Mistake(
        (None, line_dw_averaged),
        "Your dw is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, line_db_not_summed),
        "Your db is not summed. The bias served every number of its row, so it should be "
        "dout.sum(axis=(0, 2)).",
    ),
    Mistake(
        (None, line_db_over_images_only),
        "Your db is summed over the examples only. It should be over axes 0 and 2.",
    ),
    Mistake(
        (None, line_db_not_over_examples),
        "Your db is summed along the sequence only. It should be over axes 0 and 2.",
    ),
    Mistake(
        (None, line_dw_before_dx),
        "Your order is dw, dx, db. It should be that of the arguments of the forward: dx, dw, db.",
    ),
)

"""Wrong gradients of the image; those of the filters and biases are right."""

import numpy as np

from course_lib.checking import Mistake


def dx_cropped_by_one(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, 1:-1, 1:-1], dw, db


def dx_empty_without_padding(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad:-pad, pad:-pad], dw, db


def dx_with_its_padding(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded, dw, db


def dx_cropped_at_the_end(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, :H, :W], dw, db


def dx_cropped_at_the_start(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, 2 * pad :, 2 * pad :], dw, db


def dx_cropped_square(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + H], dw, db


def dx_by_rows_cropped(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H], dw, db


def dx_stored_not_added(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] = dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_without_stride(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, i : i + KH, j : j + KW] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_without_upstream(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_filter_turned_round(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f, :, ::-1, ::-1]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_by_the_first_filter(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[0]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_of_the_last_filter(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f] * (f == len(w) - 1)
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_by_the_image(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * padded[n, :, rows, columns]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_averaged(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W] / len(x), dw, db


def dx_left_at_zero(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return np.zeros(x.shape), dw, db


def dx_in_the_first_image(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[0, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dx_left_out(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dw, db


def pad_of_one_in_dx(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    ones = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    dpadded, dw, db = np.zeros(ones.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, 1:-1, 1:-1], dw, db


DX_MISTAKES = (
    Mistake(
        (None, dx_cropped_by_one),
        "Your dx loses one pixel on every side, whatever pad is. It should be dpadded[:, :,"
        " pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_empty_without_padding),
        "[pad:-pad] is empty when pad is 0, for -0 is 0. It should be dpadded[:, :, pad : "
        "pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_with_its_padding),
        "Your dx still has its padding, so it is larger than x. It should be dpadded[:, :, "
        "pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_cropped_at_the_end),
        "You cut the padding off below and to the right only, so your dx is shifted. It "
        "should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_cropped_at_the_start),
        "You cut the padding off above and to the left only, so your dx is shifted. It "
        "should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_cropped_square),
        "Your dx is cut to H both ways. It should be dpadded[:, :, pad : pad + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_by_rows_cropped),
        "You cut the padding off above and below only. It should be dpadded[:, :, pad : pad"
        " + H, pad : pad + W].",
    ),
    Mistake(
        (None, dx_stored_not_added),
        "Where windows overlap, the last one overwrites the others in your dx. Each should "
        "be added: += in place of =.",
    ),
    Mistake(
        (None, dx_without_stride),
        "Your dx goes by one pixel. It should go where the forward pass read: from row i * "
        "stride, column j * stride.",
    ),
    Mistake(
        (None, dx_without_upstream),
        "Your dx takes no notice of dout. Each filter should be multiplied by dout[n, f, i, j].",
    ),
    Mistake(
        (None, dx_filter_turned_round),
        "You turn the filter round in dx. Going window by window, it should be laid down as"
        " it is; only a convolution of dout as a whole would turn it.",
    ),
    Mistake(
        (None, dx_by_the_first_filter),
        "Your dx uses the first filter for all. The share of map f should come from w[f].",
    ),
    Mistake(
        (None, dx_of_the_last_filter),
        "Your dx is that of the last filter alone. Every filter read x, so their shares "
        "should add up.",
    ),
    Mistake(
        (None, dx_by_the_image),
        "Your dx is made of the image. The gradient of a product should be the other "
        "factor: the filter.",
    ),
    Mistake(
        (None, dx_averaged),
        "Your dx is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, dx_left_at_zero),
        "Your dx is all zeros. What was added up in the padded array should be in it.",
    ),
    Mistake(
        (None, dx_in_the_first_image),
        "All of your dx is in the first image. The share of dout[n] should go to dx[n].",
    ),
    Mistake(
        (None, dx_left_out),
        "Your dx is missing: the layer below needs it. It should be dx, dw, db.",
    ),
    Mistake(
        (None, pad_of_one_in_dx),
        "Your dx is padded by 1, whatever pad is. It should be dpadded[:, :, pad : pad + H,"
        " pad : pad + W].",
    ),
)

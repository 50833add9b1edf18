"""Wrong gradients of the biases, and of all three at once."""

import numpy as np

from course_lib.checking import Mistake


def db_not_over_images(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(2, 3))


def db_over_images_only(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=0)


def db_over_everything(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum()


def db_as_a_table(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3), keepdims=True)


def db_averaged(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.mean(axis=(0, 2, 3))


def db_divided_by_images(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db / len(x)


def db_of_one_window(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] = dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def db_counts_windows(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += 1
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def db_left_out(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw


def db_once_a_channel(dout, cache):
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
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, x.shape[1] * db


def pad_of_one_on_the_way_back(dout, cache):
    x, w, b, stride, _pad = cache
    KH, KW = w.shape[2:]
    _H, _W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, 1:-1, 1:-1], dw, db


def stride_dropped_on_the_way_back(dout, cache):
    x, w, b, _stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i, i + KH), slice(j, j + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def columns_lost_on_the_way_back(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    N, F, H_out, _ = dout.shape
    for n, f, i, j in np.ndindex(N, F, H_out, H_out):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def last_windows_left_out(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(*dout.shape[:2], dout.shape[2] - 1, dout.shape[3] - 1):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def one_dout_for_all(dout, cache):
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows, columns = slice(i * stride, i * stride + KH), slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, -1, -1] * w[f]
        dw[f] += dout[n, f, -1, -1] * padded[n, :, rows, columns]
        db[f] += dout[n, f, -1, -1]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db


def dw_before_dx(dout, cache):
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
    return dw, dpadded[:, :, pad : pad + H, pad : pad + W], db


DB_MISTAKES = (
    Mistake(
        (None, db_not_over_images),
        "Your db is (N, F). The bias served every image too: it should be summed over axes "
        "0, 2 and 3.",
    ),
    Mistake(
        (None, db_over_images_only),
        "Your db is summed over the images only. The bias served every window too: it "
        "should be axes 0, 2 and 3.",
    ),
    Mistake(
        (None, db_over_everything),
        "Your db is one number; there should be one for each filter, summed over axes 0, 2 and 3.",
    ),
    Mistake(
        (None, db_as_a_table),
        "Your db has four axes. It should have the shape of b, (F,): leave keepdims away.",
    ),
    Mistake(
        (None, db_averaged),
        "Your db is a mean. The bias is added to every number of its map, so it should be the sum.",
    ),
    Mistake(
        (None, db_divided_by_images),
        "Your db is divided by N. The mean belongs to the loss and is in dout already; a "
        "layer should not divide again.",
    ),
    Mistake(
        (None, db_of_one_window),
        "Your db holds one window only. The bias served them all, so it should be +=.",
    ),
    Mistake(
        (None, db_counts_windows),
        "Your db counts the windows and takes no notice of dout. It should be dout, summed "
        "over axes 0, 2 and 3.",
    ),
    Mistake((None, db_left_out), "Your db is missing. It should be dx, dw, db."),
    Mistake(
        (None, db_once_a_channel),
        "Your db is C times too large: you add dout once for each channel. The bias is "
        "added once a window, so it should be once.",
    ),
    Mistake(
        (None, pad_of_one_on_the_way_back),
        "On the way back you pad by 1, whatever pad is. It should be by pad, which may also"
        " be 0 or 2.",
    ),
    Mistake(
        (None, stride_dropped_on_the_way_back),
        "On the way back you go by one pixel. It should be where the forward pass read: "
        "from row i * stride, column j * stride.",
    ),
    Mistake(
        (None, columns_lost_on_the_way_back),
        "On the way back both of your loops run to H_out. The second should run to W_out.",
    ),
    Mistake(
        (None, last_windows_left_out),
        "On the way back you leave out the last row and column of windows. The loops should"
        " run over all of dout.",
    ),
    Mistake(
        (None, one_dout_for_all),
        "On the way back every window gets the last number of its map of dout. It should be"
        " dout[n, f, i, j], its own.",
    ),
    Mistake(
        (None, dw_before_dx),
        "Your order is dw, dx, db. It should be that of the arguments of the forward: dx, dw, db.",
    ),
)

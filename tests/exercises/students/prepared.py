"""Assignment 02, what comes before a loss and beside it, as different students write it."""

import numpy as np

from .kept import kept

FOLDED, right, wrong = kept()


@right("filled, an array of ones to begin with")
def filled(x, w, b):
    (N, D), C = x.shape, w.shape[1]
    x1, w1 = np.ones((N, D + 1)), np.empty((D + 1, C))
    x1[:, :D], w1[:D], w1[D] = x, w, b
    return x1, w1


@right("np.pad and np.insert, in a list")
def padded(x, w, b):
    return [
        np.pad(x, ((0, 0), (0, 1)), constant_values=1),
        np.insert(w, w.shape[0], b, axis=0),
    ]


@right("np.c_ and np.r_")
def short(x, w, b):
    return np.c_[x, np.ones(len(x))], np.r_[w, [b]]


@wrong("zeros for the new feature", named="zeros-for-ones")
def silent(x, w, b):
    return np.c_[x, np.zeros(len(x))], np.r_[w, [b]]


@wrong("multiplied at once", named="scores-at-once")
def eager(x, w, b):
    return np.c_[x, np.ones(len(x))] @ np.r_[w, [b]]


CENTRED, right, wrong = kept()


@right("channel by channel, into a copy")
def by_channel(x_train, x):
    out = x.astype(float)
    for c in range(x.shape[1]):
        out[:, c] -= x_train[:, c].mean()
    return out


@right("channels last, one long table")
def channels_last(x_train, x):
    table = x_train.transpose(0, 2, 3, 1).reshape(-1, x_train.shape[1])
    return (x.transpose(0, 2, 3, 1) - table.mean(axis=0)).transpose(0, 3, 1, 2)


@right("summed by einsum")
def by_einsum(x_train, x):
    total = np.einsum("nchw->c", x_train)
    return x - (total / (x_train.size / x_train.shape[1]))[:, None, None]


@wrong("one mean for everything", named="a-single-mean")
def single(x_train, x):
    return x - np.mean(x_train)


@wrong("a mean image", named="mean-image")
def image(x_train, x):
    return x - np.mean(x_train, axis=0)[None]


@wrong("the means of x", named="means-of-x")
def of_x(x_train, x):
    return x - x.mean(axis=(0, 2, 3)).reshape(1, -1, 1, 1)


DIRECTIONS, right, wrong = kept()


@right("eigenvectors of np.cov")
def by_covariance(x_train, x, k):
    mean = x_train.mean(axis=0)
    _, v = np.linalg.eigh(np.cov(x_train, rowvar=False))
    v = v[:, ::-1][:, :k]
    return (x - mean) @ v @ v.T + mean


@right("svd of the covariance")
def svd_of_covariance(x_train, x, k):
    mean = x_train.mean(axis=0, keepdims=True)
    u = np.linalg.svd(np.cov(x_train.T))[0][:, :k]
    return np.dot(np.dot(x - mean, u), u.T) + mean


@right("one direction after another")
def one_by_one(x_train, x, k):
    mean = x_train.mean(axis=0)
    vt = np.linalg.svd(x_train - mean, full_matrices=False)[2]
    out = np.tile(mean, (len(x), 1))
    for v in vt[:k]:
        out += np.outer((x - mean) @ v, v)
    return out


@wrong("eigh's first columns", named="least-directions")
def smallest(x_train, x, k):
    mean = x_train.mean(axis=0)
    _, v = np.linalg.eigh(np.cov(x_train, rowvar=False))
    return (x - mean) @ v[:, :k] @ v[:, :k].T + mean


@wrong("not centred", named="not-centred-before")
def as_it_is(x_train, x, k):
    v = np.linalg.svd(x_train, full_matrices=False)[2][:k]
    return x @ v.T @ v


@wrong("the mean forgotten at the end", named="mean-not-added-again")
def about_zero(x_train, x, k):
    mean = x_train.mean(axis=0)
    v = np.linalg.svd(x_train - mean, full_matrices=False)[2][:k]
    return (x - mean) @ v.T @ v


ERROR, right, wrong = kept()


@right("np.divide where there is something to divide by")
def divided(a, n):
    off, size = np.abs(a - n), np.maximum(np.abs(a), np.abs(n))
    return np.max(np.divide(off, size, out=np.zeros_like(off), where=size > 0))


@right("nan is no error")
def without_nan(a, n):
    with np.errstate(invalid="ignore"):
        share = np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))
    return np.nanmax(np.where(np.isnan(share), 0, share))


@right("number by number")
def in_a_loop(a, n):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(n), strict=True):
        size = max(abs(p), abs(q))
        if size > 0:
            worst = max(worst, abs(p - q) / size)
    return worst


@wrong("the largest difference by the largest number", named="of-the-largest")
def two_largest(a, n):
    return np.abs(a - n).max() / np.maximum(abs(a), abs(n)).max()


@wrong("an array of errors", named="one-a-number")
def all_of_them(a, n):
    return np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))


DECAY, right, wrong = kept()


@right("the slope of the penalty, added")
def added(w, dw, lr, decay):
    return w - lr * (dw + decay * w)


@right("on a copy, in place")
def in_place(w, dw, lr, decay):
    w = w.copy()
    w *= 1 - lr * decay
    w -= lr * dw
    return w


@wrong("the rate forgotten", named="decay-without-rate")
def no_rate(w, dw, lr, decay):
    return w - decay * w - lr * dw


@wrong("shrunk at the end", named="shrunk-after-the-step")
def afterwards(w, dw, lr, decay):
    w = w - lr * dw
    return w * (1 - lr * decay)


BY_EXERCISE = {
    "bias-trick": FOLDED,
    "centre-channels": CENTRED,
    "pca-reconstruct": DIRECTIONS,
    "relative-error": ERROR,
    "weight-decay": DECAY,
}

"""Softmax losses, as different students write them."""

import numpy as np

from .kept import kept

ANSWERS, right, wrong = kept()


@right("as the course begins, with the largest score taken off")
def softmax_loss_vectorized(W, X, y, reg):
    num_train = X.shape[0]
    f = X.dot(W)
    f -= np.max(f, axis=1, keepdims=True)
    sum_f = np.sum(np.exp(f), axis=1, keepdims=True)
    p = np.exp(f) / sum_f
    loss = np.sum(-np.log(p[np.arange(num_train), y])) / num_train
    ind = np.zeros_like(p)
    ind[np.arange(num_train), y] = 1
    dW = X.T.dot(p - ind) / num_train
    return loss + reg * np.sum(W * W), dW + 2 * reg * W


@right("log-softmax by hand")
def log_softmax(W, X, y, reg):
    s = X @ W
    s = (s.T - s.max(1)).T
    logp = s - np.log(np.exp(s).sum(1))[:, None]
    n = np.arange(len(y))
    g = np.exp(logp)
    g[n, y] -= 1
    return -logp[n, y].mean() + reg / 2 * np.sum(W**2), X.T @ g / len(y) + reg * W


@right("np.logaddexp does it")
def logaddexp(W, X, y, reg):
    s = X @ W
    total = np.logaddexp.reduce(s, axis=1)
    p = np.exp(s - total[:, None])
    true = np.arange(W.shape[1])[None] == np.reshape(y, (-1, 1))
    loss = np.mean(total - s[true])
    return loss + 0.5 * reg * np.sum(W**2), X.T @ (p - true) / X.shape[0] + reg * W


@right("the largest score of the whole batch, which is told")
def one_shift_for_all(W, X, y, reg):
    s = X @ W
    s = s - s.max()
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.log(p[n, y]).mean() + 0.5 * reg * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("exp of the scores as they are", named="no-shift")
def plain(W, X, y, reg):
    s = np.exp(X @ W)
    p = s / s.sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.mean(np.log(p[n, y])) + reg * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + 2 * reg * W


@wrong("one-hot subtracted from a copy", named="one-hot-not-subtracted")
def copy_changed(W, X, y, reg):
    s = X @ W
    s -= s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.log(p[n, y]).mean() + 0.5 * reg * np.sum(W**2)
    p[n, y][:] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("a small number in the log", named="trace-added-in-the-log")
def with_eps(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.log(p[n, y] + 1e-5).mean() + 0.5 * reg * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("columns add up to one", named="shares-down-the-columns")
def axis_0(W, X, y, reg):
    s = X @ W
    p = np.exp(s - s.max(axis=0)) / np.exp(s - s.max(axis=0)).sum(axis=0)
    n = np.arange(len(y))
    loss = -np.log(p[n, y]).mean() + 0.5 * reg * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("nothing divided by N", named="nothing-divided")
def sums(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = np.sum(-np.log(p[n, y])) + reg * np.sum(W * W)
    p[n, y] -= 1
    return loss, X.T @ p + 2 * reg * W


@wrong("log to base ten", named="log-of-another-base")
def base_ten(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.log10(p[n, y]).mean() + 0.5 * reg * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("the penalty forgotten altogether", named="no-regularisation")
def unpunished(W, X, y, reg):
    s = X @ W
    top = s.max(axis=1, keepdims=True)
    z = np.exp(s - top).sum(axis=1, keepdims=True)
    p = np.exp(s - top) / z
    n = np.arange(len(y))
    g = p.copy()
    g[n, y] -= 1
    return -np.log(p[n, y]).mean(), X.T @ g / len(y)


@wrong("the squares without reg", named="penalty-without-reg")
def no_factor(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    n = np.arange(len(y))
    loss = -np.log(p[n, y]).mean() + 0.5 * np.sum(W**2)
    p[n, y] -= 1
    return loss, X.T @ p / len(y) + reg * W


@wrong("sign turned round", named="gradient-turned-round")
def uphill(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    p = np.exp(s) / np.exp(s).sum(axis=1, keepdims=True)
    Y = np.eye(W.shape[1])[y]
    loss = -np.log((p * Y).sum(1)).mean() + 0.5 * reg * np.sum(W**2)
    return loss, X.T @ (Y - p) / len(y) + reg * W


@wrong("a loop over the classes is a loop", named="still-a-loop")
def by_class(W, X, y, reg):
    s = X @ W
    s = s - s.max(axis=1, keepdims=True)
    total = np.exp(s).sum(axis=1)
    n = np.arange(len(y))
    loss = (np.log(total) - s[n, y]).mean() + 0.5 * reg * np.sum(W**2)
    dW = np.zeros(W.shape)
    for c in range(W.shape[1]):
        dW[:, c] = X.T @ (np.exp(s[:, c]) / total - (y == c)) / len(y)
    return loss, dW + reg * W

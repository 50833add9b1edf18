"""Right ways to the softmax loss and its gradient."""

import numpy as np


def one_at_a_time(w, x, y, reg):
    N, C = len(x), w.shape[1]
    loss, dw = 0.0, np.zeros(w.shape)
    for i in range(N):
        scores = x[i] @ w
        scores = scores - scores.max()
        total = np.exp(scores).sum()
        loss += np.log(total) - scores[y[i]]
        for j in range(C):
            dw[:, j] += (np.exp(scores[j]) / total - (j == y[i])) * x[i]
    return loss / N + 0.5 * reg * np.sum(w * w), dw / N + reg * w


def by_row(w, x, y, reg):
    loss, dw = 0.0, np.zeros(w.shape)
    for row, label in zip(x, y, strict=True):
        s = row.dot(w)
        p = np.exp(s - np.max(s))
        p = p / np.sum(p)
        loss -= np.log(p[label])
        p[label] -= 1
        dw += np.outer(row, p)
    return loss / len(x) + 0.5 * reg * np.sum(w**2), dw / len(x) + reg * w


def by_log_of_the_sum(w, x, y, reg):
    scores = x @ w
    top = scores.max(axis=1)
    log_total = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
    loss = (log_total - scores[np.arange(len(y)), y]).mean()
    p = np.exp(scores - log_total[:, None])
    true = np.eye(w.shape[1])[y]
    return loss + reg / 2 * (w**2).sum(), x.T @ (p - true) / len(x) + reg * w


def by_one_hot(w, x, y, reg):
    N = x.shape[0]
    one_hot = np.zeros((N, w.shape[1]))
    one_hot[range(N), y] = 1
    scores = x.dot(w)
    scores -= np.max(scores, axis=1).reshape(N, 1)
    probs = np.exp(scores) / np.sum(np.exp(scores), axis=1, keepdims=True)
    loss = -np.sum(np.log(np.sum(probs * one_hot, axis=1))) / N
    loss += 0.5 * reg * np.sum(np.square(w))
    return loss, x.T.dot(probs - one_hot) / N + reg * w


def twice_the_penalty(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + reg * np.sum(w * w)
    p[rows, y] -= 1
    return loss, x.T @ p / N + 2 * reg * w


# Not an answer of the catalogue itself: the mistakes are slips of this one.


def all_rows_at_once(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw

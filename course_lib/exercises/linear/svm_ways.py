"""Right ways to the SVM loss and its gradient."""

import numpy as np


def one_at_a_time(w, x, y, reg):
    N, C = len(x), w.shape[1]
    loss, dw = 0.0, np.zeros(w.shape)
    for i in range(N):
        scores = x[i] @ w
        for j in range(C):
            margin = scores[j] - scores[y[i]] + 1
            if j != y[i] and margin > 0:
                loss += margin / N
                dw[:, j] += x[i] / N
                dw[:, y[i]] -= x[i] / N
    return loss + 0.5 * reg * np.sum(w * w), dw + reg * w


def by_row(w, x, y, reg):
    loss, dw = 0.0, np.zeros(w.shape)
    for row, label in zip(x, y, strict=True):
        lacks = np.maximum(0, row @ w - row @ w[:, label] + 1)
        lacks[label] = 0
        loss += lacks.sum()
        over = (lacks > 0).astype(float)
        over[label] = -over.sum()
        dw += np.outer(row, over)
    return loss / len(x) + 0.5 * reg * np.sum(w**2), dw / len(x) + reg * w


def by_mask(w, x, y, reg):
    scores = x @ w
    rival = np.arange(w.shape[1]) != np.asarray(y)[:, None]
    true = scores[~rival][:, None]
    over = rival & (scores - true + 1 > 0)
    loss = np.where(over, scores - true + 1, 0).sum(axis=1).mean()
    pull = over - ~rival * over.sum(axis=1, keepdims=True)
    return loss + reg / 2 * (w**2).sum(), x.T @ pull / len(x) + reg * w


def by_take_along_axis(w, x, y, reg):
    N = x.shape[0]
    scores = x.dot(w)
    true = np.take_along_axis(scores, np.reshape(y, (N, 1)), axis=1)
    margins = np.clip(scores - true + 1, 0, None)
    loss = (margins.sum() - N) / N + 0.5 * reg * np.linalg.norm(w) ** 2
    active = np.where(margins > 0, 1.0, 0.0)
    active[range(N), y] -= active.sum(axis=1)
    dw = np.dot(x.T, active) / N + reg * w
    return loss, dw


def twice_the_penalty(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    return margins.sum() / N + reg * np.sum(w * w), x.T @ pull / N + 2 * reg * w


# Not an answer of the catalogue itself: the mistakes are slips of this one.


def all_rows_at_once(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw

"""Right ways through the two-layer net and back."""

import numpy as np


def step_by_step(params, x, y, reg):
    w1, b1, w2, b2 = params["w1"], params["b1"], params["w2"], params["b2"]
    N = len(x)
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    scores = scores - scores.max(axis=1, keepdims=True)
    p = np.exp(scores) / np.exp(scores).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    loss += 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    dscores = p
    dscores[np.arange(N), y] -= 1
    dscores /= N
    dhidden = dscores @ w2.T
    dhidden[hidden == 0] = 0
    grads = {"w2": hidden.T @ dscores + reg * w2, "b2": dscores.sum(axis=0)}
    grads["w1"] = x.T @ dhidden + reg * w1
    grads["b1"] = dhidden.sum(axis=0)
    return loss, grads


def by_log_of_the_sum(params, x, y, reg):
    before = x.dot(params["w1"]) + params["b1"]
    mask = before > 0
    scores = (before * mask).dot(params["w2"]) + params["b2"]
    top = scores.max(axis=1)
    log_total = np.log(np.exp(scores - top[:, None]).sum(axis=1)) + top
    true = np.eye(len(params["b2"]))[y]
    loss = np.mean(log_total - (scores * true).sum(axis=1))
    back = (np.exp(scores - log_total[:, None]) - true) / len(y)
    back1 = back.dot(params["w2"].T) * mask
    grads = {
        "b2": np.sum(back, axis=0),
        "w2": np.dot((before * mask).T, back),
        "b1": np.sum(back1, axis=0),
        "w1": np.dot(x.T, back1),
    }
    for name in ("w1", "w2"):
        loss = loss + reg / 2 * np.sum(params[name] * params[name])
        grads[name] = grads[name] + reg * params[name]
    return loss, grads


def one_example_at_a_time(params, x, y, reg):
    loss, grads = 0.0, {name: np.zeros(p.shape) for name, p in params.items()}
    for row, label in zip(x, y, strict=True):
        before = row @ params["w1"] + params["b1"]
        hidden = np.where(before > 0, before, 0)
        scores = hidden @ params["w2"] + params["b2"]
        p = np.exp(scores - scores.max())
        p = p / p.sum()
        loss -= np.log(p[label]) / len(x)
        p[label] -= 1
        dhidden = np.where(before > 0, params["w2"] @ p, 0)
        grads["w1"] += np.outer(row, dhidden) / len(x)
        grads["b1"] += dhidden / len(x)
        grads["w2"] += np.outer(hidden, p) / len(x)
        grads["b2"] += p / len(x)
    loss += 0.5 * reg * (np.sum(params["w1"] ** 2) + np.sum(params["w2"] ** 2))
    grads["w1"] += reg * params["w1"]
    grads["w2"] += reg * params["w2"]
    return loss, grads


def twice_the_penalty(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dhidden = p @ w2.T / N * (hidden > 0)
    dw1, db1 = x.T @ dhidden + 2 * reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ p / N + 2 * reg * w2, p.sum(axis=0) / N
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


# Not an answer of the catalogue itself: the mistakes are slips of this one.


def all_rows_at_once(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}

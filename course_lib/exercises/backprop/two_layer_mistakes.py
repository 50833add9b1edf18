"""Wrong two-layer losses: the net itself."""

import numpy as np

from course_lib.checking import Mistake


def no_relu(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = x @ w1 + b1
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def no_relu_forward(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = x @ w1 + b1
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


def relu_on_the_scores(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = np.maximum(hidden @ w2 + b2, 0)
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def sigmoid_inside(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = 1 / (1 + np.exp(-(x @ w1 + b1)))
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * hidden * (1 - hidden)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def first_bias_forgotten(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1, 0)
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


def second_bias_forgotten(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def mask_forgotten(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def mask_forgotten_in_db1(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1, (dscores @ w2.T).sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def mask_forgotten_in_dw1(params, x, y, reg):
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
    dw1, db1 = x.T @ (dscores @ w2.T) + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def mask_of_the_gradient(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (dscores @ w2.T > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def mask_times_hidden(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * hidden
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def dw2_from_before_the_relu(params, x, y, reg):
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
    dw2, db2 = (x @ w1 + b1).T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def dw1_of_ones(params, x, y, reg):
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
    dw1, db1 = x.T @ (hidden > 0) + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def db1_as_a_row(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0, keepdims=True)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def db2_as_a_row(params, x, y, reg):
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
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0, keepdims=True)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def biases_as_rows(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0, keepdims=True)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0, keepdims=True)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def db_not_summed(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def db_averaged(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.mean(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.mean(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def one_hot_not_subtracted(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def gradients_not_divided(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def loss_not_divided(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).sum() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def nothing_divided(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).sum() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def divided_twice(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden / N + reg * w1, dhidden.sum(axis=0) / N
    dw2, db2 = hidden.T @ dscores / N + reg * w2, dscores.sum(axis=0) / N
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def sign_turned(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = -p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def no_shift(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def trace_in_the_log(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y] + 1e-5).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def second_layer_only(params, x, y, reg):
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
    return loss, {"w2": dw2, "b2": db2}


def loss_alone(params, x, y, reg):
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
    return loss


NET_MISTAKES = (
    Mistake(
        no_relu,
        "There is no ReLU between the layers, so both are one linear layer. hidden = max(0, x w1 "
        "+ b1).",
    ),
    Mistake(
        no_relu_forward,
        "The ReLU is missing in the forward: hidden = np.maximum(x @ w1 + b1, 0). (The backward "
        "has it.)",
    ),
    Mistake(
        relu_on_the_scores,
        "There is a ReLU after the second layer too. Scores may be negative: none at the end.",
    ),
    Mistake(
        sigmoid_inside,
        "The bend is a sigmoid; asked for is ReLU, np.maximum(..., 0).",
    ),
    Mistake(
        first_bias_forgotten,
        "b1 is not added in the first layer.",
    ),
    Mistake(
        second_bias_forgotten,
        "b2 is not added in the second layer.",
    ),
    Mistake(
        mask_forgotten,
        "The gradient goes back past ReLU as if it were not there. Where hidden is 0, dhidden is "
        "0.",
    ),
    Mistake(
        mask_forgotten_in_db1,
        "db1 is taken before ReLU's mask, dw1 after it. Both come after it.",
    ),
    Mistake(
        mask_forgotten_in_dw1,
        "dw1 is taken before ReLU's mask, db1 after it. Both come after it.",
    ),
    Mistake(
        mask_of_the_gradient,
        "ReLU's mask looks at the gradient. What passed forward decides: hidden > 0.",
    ),
    Mistake(
        mask_times_hidden,
        "The gradient is multiplied by hidden. ReLU's slope is 1 where hidden > 0: the mask alone.",
    ),
    Mistake(
        dw2_from_before_the_relu,
        "dw2 uses what came before ReLU. w2 was multiplied by hidden: hidden.T @ dscores.",
    ),
    Mistake(
        dw1_of_ones,
        "dw1 takes no notice of what comes from above: x.T @ dhidden.",
    ),
    Mistake(
        db1_as_a_row,
        "db1 is a table of one row. b1 is (H,), so db1 is: leave keepdims away.",
    ),
    Mistake(
        db2_as_a_row,
        "db2 is a table of one row. b2 is (C,), so db2 is: leave keepdims away.",
    ),
    Mistake(
        biases_as_rows,
        "db1 and db2 are tables of one row. Biases have one axis: leave keepdims away.",
    ),
    Mistake(
        db_not_summed,
        "A bias is added to every row, so its gradients add up over the rows: sum(axis=0).",
    ),
    Mistake(
        db_averaged,
        "The gradients of the biases are divided by N once too often: dscores has the mean in it "
        "already.",
    ),
    Mistake(
        one_hot_not_subtracted,
        "dscores is p alone. At the true class 1 is taken off: p[rows, y] -= 1.",
    ),
    Mistake(
        gradients_not_divided,
        "The loss is a mean and the gradients are not divided by N: dscores = (p - true) / N.",
    ),
    Mistake(
        loss_not_divided,
        "The loss is a sum over the examples; asked for is the mean. (The gradients are right.)",
    ),
    Mistake(
        nothing_divided,
        "Loss and gradients are sums over the examples; asked for is the mean.",
    ),
    Mistake(
        divided_twice,
        "The gradients are divided by N twice: once in dscores is enough.",
    ),
    Mistake(
        sign_turned,
        "The sign is turned round: dscores = (p - true) / N. As it is, training climbs.",
    ),
    Mistake(
        no_shift,
        "exp of scores of 10,000 is infinite. Take the largest score off each row first: softmax "
        "stays the same.",
    ),
    Mistake(
        trace_in_the_log,
        "Something is added inside of the logarithm, so the loss is a little too small. With the "
        "shift nothing is needed.",
    ),
    Mistake(
        second_layer_only,
        "Only the second layer has gradients. Go on through ReLU to w1 and b1.",
    ),
    Mistake(
        loss_alone,
        "Only the loss comes back: return loss, grads.",
    ),
)

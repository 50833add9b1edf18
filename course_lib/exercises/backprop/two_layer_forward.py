"""Wrong two-layer losses: the way forward."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.backprop.two_layer_signs import (
    a_trace_too_little,
    but_for_the_penalty,
    overflows,
)


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
    w1, _b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
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
    w1, b1, w2, _b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
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
    rows = np.arange(len(x))
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


def loss_alone(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    rows = np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    return -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))


FORWARD_MISTAKES = (
    Mistake(
        no_relu,
        "There is no ReLU between the layers, so both are one linear layer. hidden = max(0, x w1 "
        "+ b1).",
        but_for_the_penalty(no_relu),
    ),
    Mistake(
        no_relu_forward,
        "The ReLU is missing in the forward: hidden = np.maximum(x @ w1 + b1, 0). (The backward "
        "has it.)",
        but_for_the_penalty(no_relu_forward),
    ),
    Mistake(
        relu_on_the_scores,
        "There is a ReLU after the second layer too. Scores may be negative: none at the end.",
        but_for_the_penalty(relu_on_the_scores),
    ),
    Mistake(
        sigmoid_inside,
        "The bend is a sigmoid; asked for is ReLU, np.maximum(..., 0).",
        but_for_the_penalty(sigmoid_inside),
    ),
    Mistake(
        first_bias_forgotten,
        "b1 is not added in the first layer.",
        but_for_the_penalty(first_bias_forgotten),
    ),
    Mistake(
        second_bias_forgotten,
        "b2 is not added in the second layer.",
        but_for_the_penalty(second_bias_forgotten),
    ),
    Mistake(
        loss_not_divided,
        "The loss is a sum over the examples; asked for is the mean. (The gradients are right.)",
        but_for_the_penalty(loss_not_divided),
    ),
    Mistake(
        nothing_divided,
        "Loss and gradients are sums over the examples; asked for is the mean.",
        but_for_the_penalty(nothing_divided),
    ),
    Mistake(
        no_shift,
        "exp of scores of 10,000 is infinite. Take the largest score off each row first: softmax "
        "stays the same.",
        overflows,
    ),
    Mistake(
        trace_in_the_log,
        "Something is added inside of the logarithm, so the loss is a little too small. With the "
        "shift nothing is needed.",
        a_trace_too_little,
    ),
    Mistake(
        loss_alone,
        "Only the loss comes back: return loss, grads.",
    ),
)

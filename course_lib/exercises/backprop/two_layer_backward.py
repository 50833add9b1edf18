"""Wrong two-layer losses: the way back."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.backprop.two_layer_signs import but_for_the_penalty


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
    rows = np.arange(len(x))
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
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w2": dw2, "b2": db2}


BACKWARD_MISTAKES = (
    Mistake(
        mask_forgotten,
        "The gradient goes back past ReLU as if it were not there. Where hidden is 0, dhidden is "
        "0.",
        but_for_the_penalty(mask_forgotten),
    ),
    Mistake(
        mask_forgotten_in_db1,
        "db1 is taken before ReLU's mask, dw1 after it. Both come after it.",
        but_for_the_penalty(mask_forgotten_in_db1),
    ),
    Mistake(
        mask_forgotten_in_dw1,
        "dw1 is taken before ReLU's mask, db1 after it. Both come after it.",
        but_for_the_penalty(mask_forgotten_in_dw1),
    ),
    Mistake(
        mask_of_the_gradient,
        "ReLU's mask looks at the gradient. What passed forward decides: hidden > 0.",
        but_for_the_penalty(mask_of_the_gradient),
    ),
    Mistake(
        mask_times_hidden,
        "The gradient is multiplied by hidden. ReLU's slope is 1 where hidden > 0: the mask alone.",
        but_for_the_penalty(mask_times_hidden),
    ),
    Mistake(
        dw2_from_before_the_relu,
        "dw2 uses what came before ReLU. w2 was multiplied by hidden: hidden.T @ dscores.",
        but_for_the_penalty(dw2_from_before_the_relu),
    ),
    Mistake(
        dw1_of_ones,
        "dw1 takes no notice of what comes from above: x.T @ dhidden.",
        but_for_the_penalty(dw1_of_ones),
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
        but_for_the_penalty(db_averaged),
    ),
    Mistake(
        one_hot_not_subtracted,
        "dscores is p alone. At the true class 1 is taken off: p[rows, y] -= 1.",
        but_for_the_penalty(one_hot_not_subtracted),
    ),
    Mistake(
        gradients_not_divided,
        "The loss is a mean and the gradients are not divided by N: dscores = (p - true) / N.",
        but_for_the_penalty(gradients_not_divided),
    ),
    Mistake(
        divided_twice,
        "The gradients are divided by N twice: once in dscores is enough.",
        but_for_the_penalty(divided_twice),
    ),
    Mistake(
        sign_turned,
        "The sign is turned round: dscores = (p - true) / N. As it is, training climbs.",
        but_for_the_penalty(sign_turned),
    ),
    Mistake(
        second_layer_only,
        "Only the second layer has gradients. Go on through ReLU to w1 and b1.",
    ),
)

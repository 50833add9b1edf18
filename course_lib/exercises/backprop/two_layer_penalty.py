"""Wrong two-layer losses: the regularisation."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.backprop.two_layer_signs import ALL, WEIGHTS, regularises


def no_penalty(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_not_in_the_loss(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_not_in_the_gradients(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_not_in_dw1(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_not_in_dw2(params, x, y, reg):
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
    dw2, db2 = hidden.T @ dscores, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def first_layer_only_penalised(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w1**2)
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def second_layer_only_penalised(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w2**2)
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def one_layer_in_the_loss(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w1**2)
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def second_layer_in_the_loss(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w2**2)
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def biases_penalised(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (
        np.sum(w1**2) + np.sum(b1**2) + np.sum(w2**2) + np.sum(b2**2)
    )
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0) + reg * b1
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0) + reg * b2
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def biases_penalised_in_the_loss(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (
        np.sum(w1**2) + np.sum(b1**2) + np.sum(w2**2) + np.sum(b2**2)
    )
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def half_missing_in_the_loss(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def two_in_the_gradients(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + 2 * reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + 2 * reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_divided_by_examples(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg / N * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1 / N, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2 / N, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_of_the_gradients_divided(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden + reg * w1 / N, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2 / N, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_without_reg(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_not_squared(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.linalg.norm(w1) + np.linalg.norm(w2))
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_of_absolute_values(params, x, y, reg):
    w1, b1, w2, b2 = (params[name] for name in ("w1", "b1", "w2", "b2"))
    N, rows = len(x), np.arange(len(x))
    hidden = np.maximum(x @ w1 + b1, 0)
    scores = hidden @ w2 + b2
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + reg * (np.abs(w1).sum() + np.abs(w2).sum())
    p[rows, y] -= 1
    dscores = p / N
    dhidden = dscores @ w2.T * (hidden > 0)
    dw1, db1 = x.T @ dhidden + reg * np.sign(w1), dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores + reg * np.sign(w2), dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


def penalty_of_the_other_way_round(params, x, y, reg):
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
    dw1, db1 = x.T @ dhidden - reg * w1, dhidden.sum(axis=0)
    dw2, db2 = hidden.T @ dscores - reg * w2, dscores.sum(axis=0)
    return loss, {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}


PENALTY_MISTAKES = (
    Mistake(
        no_penalty,
        "Nothing is regularised: 0.5 * reg * (sum(w1**2) + sum(w2**2)) in the loss, reg * w in dw.",
        regularises((), ()),
    ),
    Mistake(
        penalty_not_in_the_loss,
        "The penalty is missing in the loss: add 0.5 * reg * (sum(w1**2) + sum(w2**2)). (The "
        "gradients have it.)",
        regularises((), WEIGHTS, grad=(1, 2)),
    ),
    Mistake(
        penalty_not_in_the_gradients,
        "The penalty is missing in the gradients: add reg * w1 to dw1, reg * w2 to dw2. (The loss"
        " has it.)",
        regularises(WEIGHTS, (), loss=(0.5, 1)),
    ),
    Mistake(
        penalty_not_in_dw1,
        "The penalty is missing in dw1: add reg * w1. (dw2 has its own.)",
        regularises(WEIGHTS, ("w2",)),
    ),
    Mistake(
        penalty_not_in_dw2,
        "The penalty is missing in dw2: add reg * w2. (dw1 has its own.)",
        regularises(WEIGHTS, ("w1",)),
    ),
    Mistake(
        first_layer_only_penalised,
        "Only w1 is regularised; w2 is, too.",
        regularises(("w1",), ("w1",)),
    ),
    Mistake(
        second_layer_only_penalised,
        "Only w2 is regularised; w1 is, too.",
        regularises(("w2",), ("w2",)),
    ),
    Mistake(
        one_layer_in_the_loss,
        "The loss penalises w1 alone, the gradients both: add sum(w2**2).",
        regularises(("w1",), WEIGHTS),
    ),
    Mistake(
        second_layer_in_the_loss,
        "The loss penalises w2 alone, the gradients both: add sum(w1**2).",
        regularises(("w2",), WEIGHTS),
    ),
    Mistake(
        biases_penalised,
        "The biases are regularised, too. They are left alone: they only shift.",
        regularises(ALL, ALL),
    ),
    Mistake(
        biases_penalised_in_the_loss,
        "The loss penalises the biases as well; the gradients, rightly, do not.",
        regularises(ALL, WEIGHTS),
    ),
    Mistake(
        half_missing_in_the_loss,
        "Loss and gradients do not belong together: the derivative of reg * w**2 is 2 * reg * w. "
        "Either a half in the loss, or a 2 in the gradients. (At reg = 0 a gradient check does "
        "not see it.)",
        regularises(WEIGHTS, WEIGHTS, loss=(1,), grad=(1,)),
    ),
    Mistake(
        two_in_the_gradients,
        "Loss and gradients do not belong together: the derivative of 0.5 * reg * w**2 is reg * "
        "w, not twice that.",
        regularises(WEIGHTS, WEIGHTS, loss=(0.5,), grad=(2,)),
    ),
    Mistake(
        penalty_divided_by_examples,
        "The penalty is divided by N. It is about the weights, not the examples: add it once, "
        "after the mean.",
        regularises(WEIGHTS, WEIGHTS, by=-1),
    ),
    Mistake(
        penalty_of_the_gradients_divided,
        "In the gradients the penalty is divided by N; in the loss it is not. Add reg * w after "
        "dividing.",
    ),
    Mistake(
        penalty_without_reg,
        "The sum of the squares is added as it is: multiply it by reg. At reg = 0 nothing may be "
        "added.",
    ),
    Mistake(
        penalty_not_squared,
        "The penalty is the length of the weights; it should be the sum of their squares: no root.",
    ),
    Mistake(
        penalty_of_absolute_values,
        "That is L1, absolute values. Asked for is L2: the sum of the squares.",
    ),
    Mistake(
        penalty_of_the_other_way_round,
        "The penalty is subtracted in the gradients, which lets the weights grow: plus reg * w.",
    ),
)

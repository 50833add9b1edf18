"""Wrong softmax losses: the regularisation."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.linear.examples import mismatched, penalised_by, regularises
from course_lib.kernels import linear_softmax_loss


def no_regularisation(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    dw = x.T @ p / N
    return loss, dw


def penalty_not_in_the_loss(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def penalty_not_in_the_gradient(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N
    return loss, dw


def gradient_of_half_the_penalty(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def gradient_of_another_penalty(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + 2 * reg * w
    return loss, dw


def penalty_divided_by_examples(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2) / N
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w / N
    return loss, dw


def penalty_divided_in_the_gradient(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w / N
    return loss, dw


def penalty_divided_in_the_loss(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2) / N
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def penalty_for_every_example(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + N * 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + N * reg * w
    return loss, dw


def penalty_without_reg(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def norm_not_squared(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sqrt(np.sum(w**2))
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def product_of_matrices_summed(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w.T @ w)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


PENALTY_MISTAKES = (
    Mistake(
        no_regularisation,
        "Nothing is regularised: add 0.5 * reg * sum(w**2) to the loss and reg * w to dw.",
        regularises(linear_softmax_loss, lambda N: {0}, lambda N: {0}),
    ),
    Mistake(
        penalty_not_in_the_loss,
        "The regularisation is missing in the loss: add 0.5 * reg * sum(w**2). (dw has it.)",
        regularises(linear_softmax_loss, lambda N: {0}, lambda N: {1, 2}),
    ),
    Mistake(
        penalty_not_in_the_gradient,
        "The regularisation is missing in dw: the derivative of 0.5 * reg * w**2 is reg"
        " * w. (The loss has it.)",
        regularises(linear_softmax_loss, lambda N: {0.5, 1}, lambda N: {0}),
    ),
    Mistake(
        gradient_of_half_the_penalty,
        "Loss and dw do not belong together: the derivative of reg * w**2 is 2 * reg * "
        "w. Either a half in the loss, or a 2 in dw. (At reg = 0 a gradient check does "
        "not see it.)",
        regularises(linear_softmax_loss, lambda N: {1}, lambda N: {1}),
    ),
    Mistake(
        gradient_of_another_penalty,
        "Loss and dw do not belong together: the derivative of 0.5 * reg * w**2 is reg "
        "* w, not twice that.",
        mismatched(linear_softmax_loss),
    ),
    Mistake(
        penalty_divided_by_examples,
        "You divide the regularisation by the number of examples. It is about the"
        " weights, not the examples: add it once, after the mean.",
        regularises(linear_softmax_loss, lambda N: {0.5 / N, 1 / N}, lambda N: {1 / N, 2 / N}),
    ),
    Mistake(
        penalty_divided_in_the_gradient,
        "You divide the regularisation of dw by the number of examples, and not that of"
        " the loss. Add reg * w after dividing.",
        regularises(linear_softmax_loss, lambda N: {0.5, 1}, lambda N: {1 / N, 2 / N}),
    ),
    Mistake(
        penalty_divided_in_the_loss,
        "You divide the regularisation of the loss by the number of examples, and not"
        " that of dw. Add it after the mean.",
        regularises(linear_softmax_loss, lambda N: {0.5 / N, 1 / N}, lambda N: {1, 2}),
    ),
    Mistake(
        penalty_for_every_example,
        "You add the regularisation once for every example; it should be once in all,"
        " outside of the loop and after the mean.",
        regularises(linear_softmax_loss, lambda N: {0.5 * N, N}, lambda N: {N, 2 * N}),
    ),
    Mistake(
        penalty_without_reg,
        "You add the sum of the squares as it is: multiply it by reg. At reg = 0 nothing"
        " may be added.",
        penalised_by(linear_softmax_loss, lambda w: (w**2).sum(), with_reg=False),
    ),
    Mistake(
        norm_not_squared,
        "Your penalty is the length of w; it should be the sum of the squares, without a root.",
        penalised_by(linear_softmax_loss, lambda w: np.sqrt((w**2).sum())),
    ),
    Mistake(
        product_of_matrices_summed,
        "Your sum(w.T @ w) adds the products of all pairs of columns as well; it should"
        " be squares only: sum(w**2), or sum(w * w).",
        penalised_by(linear_softmax_loss, lambda w: (w.T @ w).sum()),
    ),
)

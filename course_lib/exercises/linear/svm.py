"""The multiclass SVM loss and its gradient, with loops and without."""

import numpy as np

from course_lib.checking import Budget, Convention, Exercise, Mistake
from course_lib.checking.drives import own_loss_gradient
from course_lib.exercises.linear.examples import RETURNS, problem_of_size, problems
from course_lib.exercises.linear.svm_gradients import GRADIENT_MISTAKES
from course_lib.exercises.linear.svm_penalty import PENALTY_MISTAKES
from course_lib.exercises.linear.svm_values import VALUE_MISTAKES
from course_lib.exercises.linear.svm_ways import (
    by_mask,
    by_row,
    by_take_along_axis,
    one_at_a_time,
    twice_the_penalty,
)
from course_lib.kernels import linear_svm_loss


def svm_loss_loops(w, x, y, reg):
    raise NotImplementedError


def svm_loss(w, x, y, reg):
    raise NotImplementedError


def still_a_loop(w, x, y, reg):
    loss, dw = 0.0, np.zeros(w.shape)
    for i in range(len(x)):
        lacks = np.maximum(0, x[i] @ w - x[i] @ w[:, y[i]] + 1)
        lacks[y[i]] = 0
        over = (lacks > 0).astype(float)
        over[y[i]] = -over.sum()
        loss, dw = loss + lacks.sum(), dw + np.outer(x[i], over)
    return loss / len(x) + 0.5 * reg * np.sum(w**2), dw / len(x) + reg * w


MISTAKES = (*VALUE_MISTAKES, *GRADIENT_MISTAKES, *PENALTY_MISTAKES)
CONVENTIONS = (
    Convention(
        twice_the_penalty,
        "You regularise with reg * sum(w**2), without the half; dw fits it. Both are in use: with"
        " yours the same reg is twice as strong.",
    ),
)

SVM_LOSS_LOOPS = Exercise(
    id="svm-loss-loops",
    title="SVM loss, with loops",
    points=4,
    concepts=("svm-loss",),
    stub=svm_loss_loops,
    reference=linear_svm_loss,
    returns=RETURNS,
    own=own_loss_gradient,
    cases=problems,
    alternatives=(one_at_a_time, by_row, by_mask),
    conventions=CONVENTIONS,
    mistakes=MISTAKES,
    hints=(
        "Two loops: over the examples, and over the classes other than the true one. What does one"
        " rival add to the loss?",
        "margin = s[j] - s[y] + 1. Where it is above 0 it is added to the loss, and dw changes in"
        " two columns: that of j and that of y. By what?",
        "dw[:, j] += x[i] and dw[:, y[i]] -= x[i]. At the end divide both by N, and only then add"
        " 0.5 * reg * sum(w**2) to the loss and reg * w to dw.",
    ),
)

SVM_LOSS = Exercise(
    id="svm-loss",
    title="SVM loss, no loop",
    points=4,
    concepts=("svm-loss", "loss-is-mean"),
    stub=svm_loss,
    reference=linear_svm_loss,
    returns=RETURNS,
    own=own_loss_gradient,
    cases=problems,
    alternatives=(by_mask, by_take_along_axis),
    conventions=CONVENTIONS,
    mistakes=(
        *MISTAKES,
        Mistake(
            still_a_loop,
            "Right in value, but there is still a loop over the examples.",
            costs="loops",
        ),
    ),
    budget=Budget(problem_of_size, loops=0),
    hints=(
        "All scores are one product. The true ones are scores[np.arange(N), y]: as a column they"
        " can be taken off every row.",
        "After max(0, ...) set the margins of the true classes to 0. The gradient at the scores is"
        " 1 where a margin is left; what is it at the true class?",
        "pull = (margins > 0).astype(float); pull[rows, y] = -pull.sum(axis=1);"
        " dw = x.T @ pull / N + reg * w.",
    ),
)

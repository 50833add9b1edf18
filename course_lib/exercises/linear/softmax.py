"""The softmax loss and its gradient, with loops and without, and large scores."""

import numpy as np

from course_lib.checking import Budget, Case, Convention, Exercise, Mistake
from course_lib.checking.drives import own_loss_gradient
from course_lib.exercises.linear.examples import RETURNS, labelled, problem_of_size, problems
from course_lib.exercises.linear.softmax_mistakes import DATA_MISTAKES
from course_lib.exercises.linear.softmax_penalty import PENALTY_MISTAKES
from course_lib.exercises.linear.softmax_ways import (
    by_log_of_the_sum,
    by_one_hot,
    by_row,
    one_at_a_time,
    twice_the_penalty,
)
from course_lib.kernels import linear_softmax_loss


def softmax_loss_loops(w, x, y, reg):
    raise NotImplementedError


def softmax_loss(w, x, y, reg):
    raise NotImplementedError


UNDERFLOW = (
    "Where the true class is more than 745 behind, its share is 0 in the computer and -log(0) is"
    " infinite. The log of the sum, less the score of the true class, would give the number."
)
ROWS_APART = (
    "The largest score of the whole batch is taken off all rows. When rows lie more than 700 apart,"
    " the lower ones become 0 / 0. Take off each row its own largest score: axis=1, keepdims=True."
)


def shares(rng):
    """As the other loss, and scores of ten thousand; some far apart, which is only told."""
    w, x, y = labelled(rng, 7, 4, 5)
    x[:, 0], w[0] = 1, 0  # a row of w that lifts all scores alike
    lifted = w.copy()
    lifted[0] = 1e4
    apart = np.where(np.arange(7)[:, None] % 2, x, x * [-1, 1, 1, 1])
    steep = w * 400
    small = w * [[1], [4], [4], [4]]
    return (
        *problems(rng),
        Case((small, x, y, 0.0), "small shares of the true class", "generality"),
        Case((lifted, x, y, 0.0), "scores of about 10,000", "stability"),
        Case((-lifted, x, y, 0.0), "scores of about -10,000", "stability"),
        Case((lifted, apart, y, 0.0), "rows at 10,000 and at -10,000", "stability", ROWS_APART),
        Case((steep, x, y, 0.0), "scores hundreds apart", "stability", UNDERFLOW),
    )


def still_a_loop(w, x, y, reg):
    loss, dw = 0.0, np.zeros(w.shape)
    for i in range(len(x)):
        scores = x[i] @ w
        p = np.exp(scores - scores.max())
        p = p / p.sum()
        loss = loss - np.log(p[y[i]])
        p[y[i]] -= 1
        dw = dw + np.outer(x[i], p)
    return loss / len(x) + 0.5 * reg * np.sum(w**2), dw / len(x) + reg * w


CONVENTIONS = (
    Convention(
        twice_the_penalty,
        "You regularise with reg * sum(w**2), without the half; dw fits it. Both are in use: with"
        " yours the same reg is twice as strong.",
    ),
)

SOFTMAX_LOSS_LOOPS = Exercise(
    id="softmax-loss-loops",
    title="Softmax loss, with loops",
    points=3,
    concepts=("softmax-loss",),
    stub=softmax_loss_loops,
    reference=linear_softmax_loss,
    returns=RETURNS,
    own=own_loss_gradient,
    cases=shares,
    alternatives=(one_at_a_time, by_row, by_one_hot),
    conventions=CONVENTIONS,
    mistakes=(*DATA_MISTAKES, *PENALTY_MISTAKES),
    hints=(
        "For one example: scores, then exp, then divide by the sum. The loss is -log of one of"
        " these shares: which?",
        "Take the largest score off all scores of the example before exp. The gradient at score j"
        " is share j, less 1 for the true class.",
        "dw[:, j] += (p[j] - (j == y[i])) * x[i]. At the end divide both by N, and only then add"
        " 0.5 * reg * sum(w**2) to the loss and reg * w to dw.",
    ),
)

SOFTMAX_LOSS = Exercise(
    id="softmax-loss",
    title="Softmax loss, no loop",
    points=4,
    concepts=("softmax-loss", "loss-is-mean"),
    stub=softmax_loss,
    reference=linear_softmax_loss,
    returns=RETURNS,
    own=own_loss_gradient,
    cases=shares,
    alternatives=(by_log_of_the_sum, by_one_hot),
    conventions=CONVENTIONS,
    mistakes=(
        *DATA_MISTAKES,
        *PENALTY_MISTAKES,
        Mistake(
            still_a_loop,
            "Right in value, but there is still a loop over the examples.",
            costs="loops",
        ),
    ),
    budget=Budget(problem_of_size, loops=0),
    hints=(
        "scores.max(axis=1, keepdims=True) is a column: take it off before np.exp.",
        "The shares of the true classes are p[np.arange(N), y]. What is the gradient at all scores"
        " at once, in terms of p?",
        "p[rows, y] -= 1 (after the loss has been taken from p); dw = x.T @ p / N + reg * w.",
    ),
)

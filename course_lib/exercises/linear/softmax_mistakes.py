"""Wrong softmax losses: the data term."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.linear.examples import like
from course_lib.exercises.linear.softmax_signs import (
    a_trace_too_little,
    another_base,
    made_of,
    made_of_n,
    overflows,
    scaled_both,
    scaled_loss,
)


def no_shift(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def trace_added_in_the_log(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y] + 1e-6).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def true_class_not_in_the_sum(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    rest = powers.sum(axis=1, keepdims=True) - powers[rows, y][:, None]
    p = powers / rest
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def one_hot_not_subtracted(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    dw = x.T @ p / N + reg * w
    return loss, dw


def true_class_subtracted_twice(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 2
    dw = x.T @ p / N + reg * w
    return loss, dw


def true_column_only(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    p = p * (np.arange(w.shape[1]) == y[:, None])
    dw = x.T @ p / N + reg * w
    return loss, dw


def rivals_only(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] = 0
    dw = x.T @ p / N + reg * w
    return loss, dw


def gradient_turned_round(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = -x.T @ p / N + reg * w
    return loss, dw


def gradient_left_at_zero(w, x, y, reg):
    rows = np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = reg * w
    return loss, dw


def gradient_not_divided(w, x, y, reg):
    rows = np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p + reg * w
    return loss, dw


def half_of_the_gradient_divided(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    true = np.zeros(p.shape)
    true[rows, y] = 1
    dw = x.T @ p - x.T @ true / N + reg * w
    return loss, dw


def loss_not_divided(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).sum() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def nothing_divided(w, x, y, reg):
    rows = np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).sum() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p + reg * w
    return loss, dw


def log_left_out(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -p[rows, y].mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def minus_left_out(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def log_of_another_base(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log2(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def logs_of_all_shares(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p).sum() / N + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def shares_down_the_columns(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max()
    powers = np.exp(scores)
    p = powers / powers.sum(axis=0)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def shares_of_the_whole_batch(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max()
    powers = np.exp(scores)
    p = powers / powers.sum()
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def largest_share_for_the_true(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p.max(axis=1)).mean() + 0.5 * reg * np.sum(w**2)
    p[rows, y] -= 1
    dw = x.T @ p / N + reg * w
    return loss, dw


def ten_classes_only(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    scores = scores - scores.max(axis=1, keepdims=True)
    powers = np.exp(scores)
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * np.sum(w**2)
    true = np.zeros((N, 10))
    true[rows, y] = 1
    p = p - true
    dw = x.T @ p / N + reg * w
    return loss, dw


DATA_MISTAKES = (
    Mistake(
        no_shift,
        "Your scores go into exp as they are. Take the largest score of each row off"
        " first: no share changes, and no exponent is above 0 any more.",
        overflows,
    ),
    Mistake(
        trace_added_in_the_log,
        "You add a small number inside the log. With the largest score taken off it is"
        " not needed, and it makes the loss too small where the true class has a small"
        " share.",
        a_trace_too_little,
    ),
    Mistake(
        true_class_not_in_the_sum,
        "Your sum under the fraction leaves the true class out; it should go over all classes.",
        like(true_class_not_in_the_sum),
    ),
    Mistake(
        one_hot_not_subtracted,
        "Your dw is made of the shares alone: 1 must be taken off the share of the true"
        " class. (`p[rows, y][...] -= 1` changes a copy.)",
        made_of(1, 0),
    ),
    Mistake(
        true_class_subtracted_twice,
        "Your dw takes more than 1 off the share of the true class; it should be 1.",
        made_of(1, -2),
    ),
    Mistake(
        true_column_only,
        "In your dw only the true class moves. A rival's score changes the sum, and so"
        " the loss: each rival should get its share.",
        like(true_column_only),
    ),
    Mistake(
        rivals_only,
        "In your dw the true class does not move; its gradient should be its share less 1.",
        like(rivals_only),
    ),
    Mistake(
        gradient_turned_round,
        "Your data term of dw has the wrong sign; it should be shares less one-hot.",
        made_of(-1, 1),
    ),
    Mistake(
        gradient_left_at_zero,
        "The data term of dw is 0: nothing was added to it.",
        made_of(0, 0),
    ),
    Mistake(
        gradient_not_divided,
        "Your dw is a sum over the examples; the loss is a mean, so dw should be one too:"
        " divide it by N.",
        made_of_n(lambda N: (N, -N)),
    ),
    Mistake(
        half_of_the_gradient_divided,
        "You divide only the part of the true class by N: a - b / N divides b alone. Put"
        " brackets: (a - b) / N.",
        made_of_n(lambda N: (N, -1)),
    ),
    Mistake(
        loss_not_divided,
        "Your loss is a sum over the examples; it should be their mean: divide by N.",
        scaled_loss,
    ),
    Mistake(
        nothing_divided,
        "Your loss and dw are sums over the examples; they should be means: divide both by N.",
        scaled_both,
    ),
    Mistake(
        log_left_out,
        "You take the share itself, without the log; the loss should be -log of the share"
        " of the true class.",
        like(log_left_out),
    ),
    Mistake(
        minus_left_out,
        "Your minus is missing: the log of a share is below 0, and the loss should be -log.",
        like(minus_left_out),
    ),
    Mistake(
        log_of_another_base,
        "Your log is to base 2 or 10; it should be the natural one, np.log, to which dw belongs.",
        another_base,
    ),
    Mistake(
        logs_of_all_shares,
        "You add up the logs of all shares; only the share of the true class should count.",
        like(logs_of_all_shares),
    ),
    Mistake(
        shares_down_the_columns,
        "Your shares add up to 1 down the columns; each example is a row, so it should be"
        " along axis 1.",
        like(shares_down_the_columns),
    ),
    Mistake(
        shares_of_the_whole_batch,
        "Your shares add up to 1 over the whole batch; each example should have shares of"
        " its own. Sum along axis 1, with keepdims=True.",
        like(shares_of_the_whole_batch),
    ),
    Mistake(
        largest_share_for_the_true,
        "Your loss looks at the largest share of each row; it should look at that of the"
        " true class.",
        like(largest_share_for_the_true),
    ),
    Mistake(
        ten_classes_only,
        "Yours works for ten classes only: ask w how many, w.shape[1].",
    ),
)

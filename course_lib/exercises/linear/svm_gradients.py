"""Wrong SVM losses: the loss is right, the data term of dw is not."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.linear.svm_signs import made_of, made_of_n, other_combination


def true_class_counted_in_the_gradient(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = (margins.sum() - N) / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_class_never_subtracted(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = 0
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_class_subtracted_once(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -(pull.sum(axis=1) > 0)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_class_subtracted_always(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -1
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_class_added(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def count_in_a_mask(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = margins > 0
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def gradient_turned_round(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = -x.T @ pull / N + reg * w
    return loss, dw


def gradient_left_at_zero(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = np.zeros(margins.shape)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def gradient_not_divided(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull + reg * w
    return loss, dw


def half_of_the_gradient_divided(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    rivals = x.T @ (margins > 0)
    dw = rivals - x.T @ ((margins > 0) - pull) / N + reg * w
    return loss, dw


def in_another_mixture(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -2 * pull.sum(axis=1)
    return margins.sum() / N + 0.5 * reg * np.sum(w**2), x.T @ pull / N + reg * w


GRADIENT_MISTAKES = (
    Mistake(
        true_class_counted_in_the_gradient,
        "The loss is right. In dw the true class counts itself as a violator: its row "
        "is subtracted once too often. Set the margin of the true class to 0 before you"
        " count.",
        made_of(1, -1, -1, 0),
    ),
    Mistake(
        true_class_never_subtracted,
        "In dw the column of the true class is missing: each violation also takes x "
        "away from the column of y.",
        made_of(1, 0, 0, 0),
    ),
    Mistake(
        true_class_subtracted_once,
        "Your dw takes x from the true class once; it should take it once for each class"
        " that violates the margin.",
        made_of(1, 0, 0, -1),
    ),
    Mistake(
        true_class_subtracted_always,
        "Your dw takes x from the true class exactly once for every example, violated or"
        " not; it should take it once for each class that violates the margin.",
        made_of(1, 0, -1, 0),
    ),
    Mistake(
        true_class_added,
        "In your dw the column of the true class has the wrong sign: raising its score"
        " lowers the loss.",
        made_of(1, 1, 0, 0),
    ),
    Mistake(
        count_in_a_mask,
        "The count of violations is stored in a mask of True and False, which makes it "
        "True, that is 1. Make the mask numbers first: (margins > 0).astype(float).",
        made_of(1, 0, 0, 1),
    ),
    Mistake(
        gradient_turned_round,
        "Your data term of dw has the wrong sign: it would climb.",
        made_of(-1, 1, 0, 0),
    ),
    Mistake(
        gradient_left_at_zero,
        "The data term of dw is 0: nothing was added to it.",
        made_of(0, 0, 0, 0),
    ),
    Mistake(
        gradient_not_divided,
        "Your dw is a sum over the examples; the loss is a mean, so dw should be one too:"
        " divide it by N.",
        made_of_n(lambda N: (N, -N, 0, 0)),
    ),
    Mistake(
        half_of_the_gradient_divided,
        "You divide only the part of the true class by N: a - b / N divides b alone. Put"
        " brackets: (a - b) / N.",
        made_of_n(lambda N: (N, -1, 0, 0)),
    ),
    Mistake(
        in_another_mixture,
        "Your dw is not made of the right parts. They should be x for each violator in"
        " its own column, and minus x for each violator in the column of the true class.",
        other_combination,
    ),
)

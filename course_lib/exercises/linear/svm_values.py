"""Wrong SVM losses: the data term of the loss itself."""

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.linear.examples import like
from course_lib.exercises.linear.svm_signs import (
    one_too_much,
    one_too_much_in_both,
    scaled_both,
    scaled_loss,
)


def true_class_counted(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    pull = (margins > 0).astype(float)
    pull[rows, y] = 0
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_class_counted_in_both(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def loss_not_divided(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def nothing_divided(w, x, y, reg):
    rows = np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull + reg * w
    return loss, dw


def divided_by_classes_too(w, x, y, reg):
    rows = np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.mean() + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / pull.size + reg * w
    return loss, dw


def margin_left_out(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None])
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def margin_subtracted(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] - 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_minus_rival(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores[rows, y][:, None] - scores + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = -x.T @ pull / N + reg * w
    return loss, dw


def worst_rival_only(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    margins = margins * (margins == margins.max(axis=1, keepdims=True))
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def squared_hinge(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y][:, None] + 1)
    margins[rows, y] = 0
    pull = 2 * margins
    pull[rows, y] = -pull.sum(axis=1)
    loss = (margins**2).sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def negative_margins_kept(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = scores - scores[rows, y][:, None] + 1
    margins[rows, y] = 0
    pull = np.ones(margins.shape)
    pull[rows, y] = 0
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def true_scores_not_in_a_column(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[rows, y] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


def rows_taken_for_labels(w, x, y, reg):
    N, rows = len(y), np.arange(len(y))
    scores = x @ w
    margins = np.maximum(0, scores - scores[y] + 1)
    margins[rows, y] = 0
    pull = (margins > 0).astype(float)
    pull[rows, y] = -pull.sum(axis=1)
    loss = margins.sum() / N + 0.5 * reg * np.sum(w**2)
    dw = x.T @ pull / N + reg * w
    return loss, dw


VALUE_MISTAKES = (
    Mistake(
        true_class_counted,
        "You count the true class among the rivals: its own margin is always 1, so the"
        " loss is 1 too high for every example. Leave out j = y.",
        one_too_much,
    ),
    Mistake(
        true_class_counted_in_both,
        "You count the true class among the rivals, in loss and gradient: its own margin"
        " is always 1. Leave out j = y, before you count.",
        one_too_much_in_both,
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
        divided_by_classes_too,
        "You divide the loss by the number of classes too; it should be a sum over the"
        " classes, and a mean over the examples.",
        like(divided_by_classes_too),
    ),
    Mistake(
        margin_left_out,
        "The margin is missing: a rival costs max(0, s_j - s_y + 1), so it must be 1 behind.",
        like(margin_left_out),
    ),
    Mistake(
        margin_subtracted,
        "Your margin has the wrong sign; a rival should cost max(0, s_j - s_y + 1).",
        like(margin_subtracted),
    ),
    Mistake(
        true_minus_rival,
        "Your difference is the wrong way round; a rival should cost max(0, s_j - s_y +"
        " 1), rival less true.",
        like(true_minus_rival),
    ),
    Mistake(
        worst_rival_only,
        "Yours counts only the worst rival; all rivals that violate the margin should be added up.",
        like(worst_rival_only),
    ),
    Mistake(
        squared_hinge,
        "You square the margins: that is another loss, the squared hinge.",
        like(squared_hinge),
    ),
    Mistake(
        negative_margins_kept,
        "You add margins below 0 too; a rival who is far enough behind should cost 0, and"
        " not less: max(0, ...).",
        like(negative_margins_kept),
    ),
    Mistake(
        true_scores_not_in_a_column,
        "Your true scores have shape (N,) and are laid along the columns; each should"
        " belong to a row. Make them (N, 1): `[:, None]`. With N = C there is no error,"
        " only wrong numbers.",
    ),
    Mistake(
        rows_taken_for_labels,
        "Your scores[y] picks whole rows, those numbered by the labels; the scores of the"
        " true classes should be scores[np.arange(N), y].",
    ),
)

"""Cross-validation of k: every example is held out once."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.kernels import knn_predict, pairwise_l2


def labelled_sets(rng):
    """Noisy labels, so that accuracies differ from fold to fold; sizes that do not divide."""

    def labelled(N, D, C):
        y = rng.integers(0, C, N)
        return rng.normal(size=(N, D)) + 1.5 * y[:, None], y

    line = np.array([[0.0], [0.1], [1.0], [1.1], [0.2], [1.3]])
    sides = np.array([0, 0, 1, 1, 1, 0])
    return (
        Case((line, sides, (1, 3), 3), "six points on a line, 3 folds of two"),
        Case((*labelled(20, 2, 3), (1, 5), 4), "20 examples, 4 folds of 5"),
        Case((*labelled(35, 3, 4), (1, 3, 7), 5), "35 examples, 5 folds of 7, three ks"),
        Case((*labelled(23, 3, 2), (1, 4), 5), "23 examples do not divide by 5", "generality"),
        Case((*labelled(14, 1, 2), (2,), 2), "a single k", "generality"),
        Case((*labelled(9, 2, 2), (1, 2, 3, 4), 9), "as many folds as examples", "generality"),
    )


def cross_validate(x, y, ks, folds):
    raise NotImplementedError


def by_parts(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy


def by_mask(x, y, ks, folds):
    fold = np.empty(len(x), dtype=int)
    for f, part in enumerate(np.array_split(np.arange(len(x)), folds)):
        fold[part] = f
    distances = pairwise_l2(x, x)
    rows = []
    for k in ks:
        row = []
        for f in range(folds):
            out = fold == f
            row.append((knn_predict(distances[out][:, ~out], y[~out], k) == y[out]).mean())
        rows.append(row)
    return np.array(rows)


def by_lists_of_arrays(x, y, ks, folds):
    x_folds, y_folds = np.array_split(x, folds), np.array_split(y, folds)
    accuracy = {k: [] for k in ks}
    for k in ks:
        for f in range(folds):
            x_train = np.vstack(x_folds[:f] + x_folds[f + 1 :])
            y_train = np.hstack(y_folds[:f] + y_folds[f + 1 :])
            predicted = knn_predict(pairwise_l2(x_folds[f], x_train), y_train, k)
            accuracy[k].append(np.sum(predicted == y_folds[f]) / len(y_folds[f]))
    return np.array([accuracy[k] for k in ks])


def trained_on_the_held_out_fold_too(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        distances = pairwise_l2(x[held_out], x)
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y, k) == y[held_out])
    return accuracy


def tested_on_the_training_folds(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f in range(folds):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[rest], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) == y[rest])
    return accuracy


def roles_of_the_folds_swapped(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, kept in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[rest], x[kept])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[kept], min(k, len(kept))) == y[rest])
    return accuracy


def always_the_first_fold(x, y, ks, folds):
    held_out, *rest = np.array_split(np.arange(len(x)), folds)
    rest = np.concatenate(rest)
    accuracy = np.zeros((len(ks), folds))
    distances = pairwise_l2(x[held_out], x[rest])
    for i, k in enumerate(ks):
        accuracy[i, :] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy


def always_the_first_k(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, _k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], ks[0]) == y[held_out])
    return accuracy


def leftover_examples_dropped(x, y, ks, folds):
    size = len(x) // folds
    accuracy = np.zeros((len(ks), folds))
    for f in range(folds):
        held_out = np.arange(f * size, (f + 1) * size)
        rest = np.setdiff1d(np.arange(size * folds), held_out)
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy


def errors_counted(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) != y[held_out])
    return accuracy


def counts_not_shares(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.sum(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy


def divided_by_all_examples(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            right = knn_predict(distances, y[rest], k) == y[held_out]
            accuracy[i, f] = np.sum(right) / len(x)
    return accuracy


def averaged_over_the_folds(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy.mean(axis=1)


def folds_in_the_rows(x, y, ks, folds):
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((folds, len(ks)))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[f, i] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy


CROSS_VALIDATE = Exercise(
    id="cross-validate",
    title="Cross-validation",
    points=4,
    concepts=("knn-cross-validation",),
    stub=cross_validate,
    reference=by_parts,
    cases=labelled_sets,
    builds_on=("pairwise-l2", "knn-predict"),
    alternatives=(by_mask, by_lists_of_arrays),
    mistakes=(
        Mistake(
            trained_on_the_held_out_fold_too,
            "In yours the held-out fold is among the training examples, so each test finds"
            " itself: with k = 1 the accuracy is 1. Leave the fold out.",
        ),
        Mistake(
            tested_on_the_training_folds,
            "You measure the accuracy on the examples that were trained on; it should be on"
            " the fold that was held out.",
        ),
        Mistake(
            roles_of_the_folds_swapped,
            "In yours one fold trains and the rest is tested; it should be the other way round.",
        ),
        Mistake(
            always_the_first_fold,
            "Yours holds out the same fold every time; each should be held out once.",
        ),
        Mistake(
            always_the_first_k, "Yours uses the same k in every row; it should be the loop's own."
        ),
        Mistake(
            leftover_examples_dropped,
            "When the folds do not divide the data, the last examples are dropped."
            " np.array_split gives them to the first folds.",
        ),
        Mistake(
            errors_counted,
            "Yours is the share of errors; it should be one minus that, the accuracy.",
        ),
        Mistake(
            counts_not_shares,
            "Yours are counts of right answers; divide them by the size of the fold.",
        ),
        Mistake(
            divided_by_all_examples,
            "You divide the right answers by all examples; it should be by those of the fold,"
            " which were tested.",
        ),
        Mistake(
            averaged_over_the_folds,
            "You average the folds already; it should be one number a fold. Their spread"
            " tells whether two ks really differ.",
        ),
        Mistake(
            folds_in_the_rows,
            "Your rows and columns are swapped: there should be a row for each k.",
        ),
    ),
    hints=(
        "It calls your pairwise_l2 and knn_predict: make them right first. Then: which examples"
        " train, and which are tested, in fold f?",
        "np.array_split(np.arange(len(x)), folds) gives the indices of each fold. The others,"
        " joined by np.concatenate, are the training set.",
        "For each fold: distances = pairwise_l2(x[held_out], x[rest]); then for each k the mean of"
        " knn_predict(distances, y[rest], k) == y[held_out].",
    ),
)

"""Scores of a linear classifier, and the bias as one more feature."""

import numpy as np

from course_lib.checking import Budget, Case, Convention, Exercise, Mistake


def linear_scores(x, w, b):
    raise NotImplementedError


def fold_bias(x, w, b):
    raise NotImplementedError


def classifiers(rng):
    def one(N, D, C):
        return rng.normal(size=(N, D)), rng.normal(size=(D, C)), rng.normal(size=C)

    return (
        Case(
            (
                np.array([[1.0, 2.0]]),
                np.array([[1.0, 0.0, -1.0], [2.0, 1.0, 0.0]]),
                np.array([0.0, 10.0, 0.5]),
            ),
            "one example, three classes",
        ),
        Case(one(4, 2, 3), "four examples, two features, three classes"),
        Case(one(5, 7, 4), "5 examples, 7 features, 4 classes"),
        Case(one(11, 3, 6), "11 examples, 3 features, 6 classes"),
        Case(one(1, 4, 2), "one example only", "generality"),
        Case(one(6, 1, 3), "one feature only", "generality"),
        Case(one(3, 5, 1), "one class only", "generality"),
        Case(tuple(a.astype(np.float32) for a in one(4, 6, 3)), "float32", "generality"),
    )


def of_size(rng, n):
    return rng.normal(size=(n, n + 1)), rng.normal(size=(n + 1, n + 2)), rng.normal(size=n + 2)


def one_product(x, w, b):
    return x @ w + b


def by_dot(x, w, b):
    scores = np.dot(x, w)
    scores += b.reshape(1, -1)
    return scores


def by_einsum(x, w, b):
    return np.einsum("nd,dc->nc", x, w) + b[None, :]


def by_a_column_of_ones(x, w, b):
    return np.hstack([x, np.ones((len(x), 1))]) @ np.vstack([w, b])


def bias_left_out(x, w, b):
    return x @ w


def bias_subtracted(x, w, b):
    return x @ w - b


def bias_times_the_scores(x, w, b):
    return (x @ w) * b


def one_class_a_row(x, w, b):
    return w.T @ x.T + b[:, None]


def multiplied_number_by_number(x, w, b):
    return x * w + b


def bias_on_the_features(x, w, b):
    return (x + b.mean()) @ w


def largest_score_only(x, w, b):
    return (x @ w + b).max(axis=1)


def class_with_the_largest_score(x, w, b):
    return (x @ w + b).argmax(axis=1)


def still_a_loop(x, w, b):
    return np.array([row @ w + b for row in x])


LINEAR_SCORES = Exercise(
    id="linear-scores",
    title="Scores of a linear classifier",
    points=1,
    concepts=("linear-score",),
    stub=linear_scores,
    reference=one_product,
    cases=classifiers,
    alternatives=(by_dot, by_einsum, by_a_column_of_ones),
    mistakes=(
        Mistake(bias_left_out, "The bias b is missing: add it to every row of scores."),
        Mistake(bias_subtracted, "You subtract the bias; you should add it."),
        Mistake(bias_times_the_scores, "You multiply the scores by the bias; you should add it."),
        Mistake(
            one_class_a_row,
            "Your rows and columns are swapped: each example should be a row of scores, each"
            " class a column.",
        ),
        Mistake(
            multiplied_number_by_number,
            "Your * multiplies number by number; it should be the matrix product, x @ w.",
        ),
        Mistake(
            bias_on_the_features,
            "You add the bias to the features; it should be added to the scores.",
        ),
        Mistake(
            largest_score_only,
            "Yours is the largest score of each example; it should be all of them, (N, C).",
        ),
        Mistake(
            class_with_the_largest_score,
            "Yours is the class that wins; it should be the scores themselves, (N, C).",
        ),
        Mistake(
            still_a_loop,
            "Right in value, but one example at a time: a single product does all of them.",
            costs="loops",
        ),
    ),
    budget=Budget(of_size, loops=0),
    hints=(
        "Which shapes go in, and which comes out? One matrix product turns (N, D) and (D, C) into"
        " (N, C).",
        "x @ w has one row an example. b has one number a class: it broadcasts over the rows.",
    ),
)


def column_of_ones_last(x, w, b):
    return np.column_stack([x, np.ones(len(x))]), np.vstack([w, b])


def by_padding(x, w, b):
    x1 = np.pad(x, ((0, 0), (0, 1)), constant_values=1)
    return x1, np.concatenate([w, b[np.newaxis]], axis=0)


def by_filling(x, w, b):
    N, D = x.shape
    x1, w1 = np.ones((N, D + 1)), np.zeros((D + 1, w.shape[1]))
    x1[:, :D] = x
    w1[:D], w1[D] = w, b
    return x1, w1


def column_of_ones_first(x, w, b):
    return np.column_stack([np.ones(len(x)), x]), np.vstack([b, w])


def zeros_for_ones(x, w, b):
    return np.column_stack([x, np.zeros(len(x))]), np.vstack([w, b])


def ones_in_w(x, w, b):
    return np.column_stack([x, np.ones(len(x))]), np.vstack([w, np.ones(len(b))])


def ones_first_and_bias_last(x, w, b):
    return np.column_stack([np.ones(len(x)), x]), np.vstack([w, b])


def ones_last_and_bias_first(x, w, b):
    return np.column_stack([x, np.ones(len(x))]), np.vstack([b, w])


def scores_at_once(x, w, b):
    return x @ w + b


def x_alone(x, w, b):
    return np.column_stack([x, np.ones(len(x))]), w


def row_of_ones(x, w, b):
    return np.vstack([x, np.ones(x.shape[1])]), np.vstack([w, b])


def bias_added_to_w(x, w, b):
    return np.column_stack([x, np.ones(len(x))]), w + b


FOLD_BIAS = Exercise(
    id="bias-trick",
    title="The bias as one more feature",
    points=1,
    concepts=("linear-score",),
    stub=fold_bias,
    reference=column_of_ones_last,
    returns=("x1", "w1"),
    cases=classifiers,
    alternatives=(by_padding, by_filling),
    conventions=(
        Convention(
            column_of_ones_first,
            "Your ones come first, in x and in w. That is as good; in this course they come last.",
        ),
    ),
    mistakes=(
        Mistake(
            zeros_for_ones, "Your new feature is 0, so its weight is never heard; it should be 1."
        ),
        Mistake(
            ones_in_w, "Your new row of w is 1; it should be the bias b. The ones belong to x."
        ),
        Mistake(
            ones_first_and_bias_last,
            "The column of ones is the first of x, but b is the last row of w: they do not meet.",
        ),
        Mistake(
            ones_last_and_bias_first,
            "The column of ones is the last of x, but b is the first row of w: they do not meet.",
        ),
        Mistake(
            scores_at_once,
            "Yours are the scores already. Return x with its new column, and w with its new row.",
        ),
        Mistake(x_alone, "w needs one more row too, for the new feature: the bias b."),
        Mistake(
            row_of_ones,
            "You added the ones as a row, that is as one more example; they should be one"
            " more feature, a column.",
        ),
        Mistake(
            bias_added_to_w, "You added the bias to all weights; it should be one more row of w."
        ),
    ),
    hints=(
        "If the last feature of every example is 1, what must the last row of w be for x @ w to"
        " contain the bias?",
        "np.ones(len(x)) is the new column of x; np.column_stack puts it beside x.",
        "np.vstack([w, b]) puts b below w.",
    ),
)

"""The prediction: find the k nearest, look their labels up, let them vote."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.kernels import knn_predict as predict


def searches(rng):
    """Distances without ties, both below 1 and in the thousands, and every k up to M."""

    def search(N, M, k, scale=1.0, C=10):
        # No two distances alike: which of two equally near ones comes first is nobody's business.
        distances = rng.permuted(np.linspace(0.01, 0.99, N * M)).reshape(N, M) * scale
        return distances, rng.integers(0, C, M), k

    return (
        Case((np.array([[0.3, 0.1, 0.2]]), np.array([4, 7, 7]), 1), "k = 1, three examples"),
        Case((np.array([[0.3, 0.9, 0.2, 0.4]]), np.array([5, 2, 5, 2]), 3), "k = 3, four examples"),
        Case((np.array([[3.0, 1.0, 2.0, 9.0]]), np.array([0, 3, 1, 0]), 2), "a tie of 3 and 1"),
        # A set of Python's gives 8 before 1.
        Case((np.array([[2.0, 5.0, 1.0]]), np.array([8, 0, 1]), 2), "a tie of 1 and 8"),
        Case(
            (np.array([[0.2, 0.2, 0.5]]), np.array([3, 1, 1]), 2),
            "two training examples at the same distance",
        ),
        Case(search(5, 7, 3), "5 tests, 7 examples, k = 3"),
        Case(search(9, 6, 4, 1000.0), "9 tests, 6 examples, k = 4, distances in the hundreds"),
        Case(search(13, 29, 5), "13 tests, 29 examples, k = 5"),
        Case(search(4, 6, 6), "k as large as the training set", "generality"),
        Case(search(1, 8, 3), "one test only", "generality"),
        Case(search(6, 11, 1), "k = 1", "generality"),
        Case(search(8, 17, 8, C=3), "k = 8, three classes", "generality"),
    )


def knn_predict(distances, y, k):
    raise NotImplementedError


def neighbours_used(choose):
    """A sign: `choose(k, M)` neighbours vote, not k."""

    def sign(case, got, _want):
        distances, y, k = case.args
        used = choose(k, len(y))
        if used == k or not 1 <= used <= len(y):
            return None
        return np.array_equal(got, predict(distances, y, used))

    return sign


# Right predictions.


def predicted_in_a_loop(distances, y, k):
    winners = np.zeros(len(distances))
    for i in range(len(distances)):
        nearest = y[np.argsort(distances[i])[:k]]
        winners[i] = np.argmax(np.bincount(nearest))
    return winners


def predicted_by_partition(distances, y, k):
    nearest = np.argpartition(distances, k - 1, axis=1)[:, :k]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def predicted_by_unique(distances, y, k):
    winners = np.zeros(distances.shape[0], dtype=y.dtype)
    for i, row in enumerate(distances):
        values, counts = np.unique(y[row.argsort()[:k]], return_counts=True)
        winners[i] = values[counts.argmax()]
    return winners


# Wrong predictions.


def farthest_neighbours(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, -k:]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def nearest_only(distances, y, k):
    return y[distances.argmin(axis=1)]


def all_examples(distances, y, k):
    return np.array([np.bincount(y).argmax() for _ in distances])


def one_neighbour_too_few(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, : max(k - 1, 1)]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def nearest_left_out(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, 1 : k + 1]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def one_neighbour_too_many(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, : k + 1]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def index_for_label(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, :k]
    return np.array([np.bincount(row).argmax() for row in nearest])


def labels_not_looked_up(distances, y, k):
    return np.array([np.bincount(y[:k]).argmax() for _ in distances])


def distances_cut_to_whole_numbers(distances, y, k):
    nearest = np.argsort(distances.astype(int), axis=1, kind="stable")[:, :k]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def tie_to_the_nearest_label(distances, y, k):
    from collections import Counter

    nearest = np.argsort(distances, axis=1)[:, :k]
    return np.array([Counter(row.tolist()).most_common(1)[0][0] for row in y[nearest]])


def tie_to_the_largest_label(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, :k]
    C = y.max() + 1
    return np.array([C - 1 - np.bincount(r, minlength=C)[::-1].argmax() for r in y[nearest]])


def partition_at_k(distances, y, k):
    nearest = np.argpartition(distances, k, axis=1)[:, :k]
    return np.array([np.bincount(row).argmax() for row in y[nearest]])


def sorted_down_the_columns(distances, y, k):
    nearest = np.argsort(distances, axis=0)[:, :k]
    return np.array([np.bincount(row).argmax() for row in y[nearest % len(y)]])


def predictions_in_a_column(distances, y, k):
    nearest = np.argsort(distances, axis=1)[:, :k]
    return np.array([[np.bincount(row).argmax()] for row in y[nearest]])


def neighbours_returned(distances, y, k):
    return y[np.argsort(distances, axis=1)[:, :k]]


KNN_PREDICT = Exercise(
    id="knn-predict",
    title="Predict by the k nearest",
    points=3,
    concepts=("knn-vote",),
    stub=knn_predict,
    reference=predict,
    cases=searches,
    builds_on=("knn-vote",),
    alternatives=(predicted_in_a_loop, predicted_by_partition, predicted_by_unique),
    mistakes=(
        Mistake(
            farthest_neighbours,
            "Yours are the k farthest; it should be the nearest. argsort begins with the smallest.",
        ),
        Mistake(
            nearest_only,
            "You do not use k: only the single nearest example decides.",
            neighbours_used(lambda k, M: 1),
        ),
        Mistake(
            one_neighbour_too_few,
            "In yours one neighbour too few votes: a slice [:k] already stops before k.",
            neighbours_used(lambda k, M: max(k - 1, 1)),
        ),
        Mistake(
            all_examples,
            "You do not use k: all training examples vote.",
            neighbours_used(lambda k, M: M),
        ),
        Mistake(
            nearest_left_out,
            "You leave out the nearest example. No test is its own neighbour in this"
            " exercise: start at 0.",
        ),
        Mistake(
            one_neighbour_too_many,
            "In yours one neighbour too many votes: the slice should be [:k].",
            neighbours_used(lambda k, M: min(k + 1, M)),
        ),
        Mistake(
            index_for_label,
            "Yours votes among indices of training examples; it should be among their labels:"
            " y[nearest].",
        ),
        Mistake(
            labels_not_looked_up,
            "In yours the first k labels vote, whatever the distances: index y with the"
            " nearest in place of [:k].",
        ),
        Mistake(
            distances_cut_to_whole_numbers,
            "You cut the distances to whole numbers, so all below 1 are the same.",
        ),
        Mistake(
            tie_to_the_nearest_label,
            "Yours gives a tie to the nearest label; it should go to the smallest.",
        ),
        Mistake(
            tie_to_the_largest_label,
            "Yours gives a tie to the largest label; it should go to the smallest.",
        ),
        Mistake(
            partition_at_k,
            "argpartition counts from 0: for the k smallest partition at k - 1. At k there is"
            " nothing left when k is the size of the training set.",
        ),
        Mistake(
            sorted_down_the_columns,
            "You sort the distances down the columns; each row is one test, so it should be"
            " along axis 1.",
        ),
        Mistake(
            predictions_in_a_column,
            "Your predictions stand in a column, (N, 1); it should be a flat (N,). Compared"
            " with y, (N, 1) gives an N x N table without a word.",
        ),
        Mistake(neighbours_returned, "Yours are the neighbours' labels; let them vote."),
    ),
    hints=(
        "Which k columns of a row are smallest? np.argsort gives the order, not the values.",
        "np.argsort(distances, axis=1)[:, :k] are the k nearest of each row. Whose labels?",
        "y[nearest] has shape (N, k): just what knn_vote takes.",
    ),
)

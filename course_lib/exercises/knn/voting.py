"""The vote of the nearest, and the prediction that comes of it."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.kernels import knn_predict as predict
from course_lib.kernels import vote


def ballots(rng):
    """Labels up to 9 and many ties: fewer labels hide what a set or a dict does to their order."""

    def labels(N, k, C):
        return rng.integers(0, C, (N, k))

    return (
        Case((np.array([[2, 0, 2]]),), "two votes for 2, one for 0"),
        Case((np.array([[3, 1, 3, 1]]),), "a tie: two votes for 3, two for 1"),
        Case((np.array([[1, 9, 8, 8, 9]]),), "a tie of 8 and 9"),
        Case((np.array([[5, 0, 0], [7, 7, 2]]),), "two rows"),
        Case((labels(11, 4, 10),), "11 rows of 4 votes, many ties"),
        Case((labels(7, 12, 10),), "7 rows of 12 votes"),
        Case((labels(6, 1, 10),), "k = 1", "generality"),
        Case((labels(1, 5, 4),), "one row only", "generality"),
        Case((np.full((3, 5), 6),), "all votes the same", "generality"),
        Case((labels(40, 5, 300),), "300 classes", "generality"),
        Case((labels(9, 6, 10)[:, ::2],), "a view of every second column", "generality"),
        Case((labels(5, 4, 10).astype(np.uint8),), "labels held as uint8", "generality"),
    )


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
        Case(search(5, 7, 3), "5 tests, 7 examples, k = 3"),
        Case(search(9, 6, 4, 1000.0), "9 tests, 6 examples, k = 4, distances in the hundreds"),
        Case(search(13, 29, 5), "13 tests, 29 examples, k = 5"),
        Case(search(4, 6, 6), "k as large as the training set", "generality"),
        Case(search(1, 8, 3), "one test only", "generality"),
        Case(search(6, 11, 1), "k = 1", "generality"),
        Case(search(8, 17, 8, C=3), "k = 8, three classes", "generality"),
    )


# Stubs.


def knn_vote(labels):
    raise NotImplementedError


def knn_predict(distances, y, k):
    raise NotImplementedError


# Right votes.


def by_bincount(labels):
    winners = np.zeros(len(labels))
    for i in range(len(labels)):
        winners[i] = np.argmax(np.bincount(labels[i]))
    return winners


def by_unique(labels):
    winners = []
    for row in labels:
        values, counts = np.unique(row, return_counts=True)
        winners.append(values[counts.argmax()])
    return np.array(winners)


def by_comparison(labels):
    classes = np.arange(labels.max() + 1)
    return (labels[:, :, None] == classes).sum(axis=1).argmax(axis=1)


def by_sorted_counter(labels):
    from collections import Counter

    best = [min(Counter(row.tolist()).items(), key=lambda kv: (-kv[1], kv[0])) for row in labels]
    return np.array([label for label, _ in best])


# Wrong votes.


def tie_to_the_nearest(labels):
    from collections import Counter

    return np.array([Counter(row.tolist()).most_common(1)[0][0] for row in labels])


def tie_to_the_largest(labels):
    C = labels.max() + 1
    return np.array([C - 1 - np.bincount(r, minlength=C)[::-1].argmax() for r in labels])


def tie_by_order_of_a_set(labels):
    rows = [row.tolist() for row in labels]
    return np.array([max(set(row), key=row.count) for row in rows])


def first_vote_only(labels):
    return labels[:, 0].copy()


def last_vote_only(labels):
    return labels[:, -1].copy()


def mean_label(labels):
    return np.round(labels.mean(axis=1)).astype(int)


def median_label(labels):
    return np.median(labels, axis=1).astype(int)


def smallest_label(labels):
    return labels.min(axis=1)


def largest_label(labels):
    return labels.max(axis=1)


def number_of_votes(labels):
    return np.array([np.bincount(row).max() for row in labels])


def one_vote_for_all_rows(labels):
    return np.full(len(labels), np.bincount(labels.ravel()).argmax())


def votes_down_the_columns(labels):
    return np.array([np.bincount(column).argmax() for column in labels.T])


def winners_in_a_column(labels):
    return np.array([[np.bincount(row).argmax()] for row in labels])


def ten_classes_at_most(labels):
    counts = np.zeros((len(labels), 10), dtype=int)
    for i, row in enumerate(labels):
        for label in row:
            counts[i, label] += 1
    return counts.argmax(axis=1)


def place_in_the_list(labels):
    winners = []
    for row in labels:
        _, counts = np.unique(row, return_counts=True)
        winners.append(counts.argmax())
    return np.array(winners)


KNN_VOTE = Exercise(
    id="knn-vote",
    title="Majority vote",
    points=3,
    concepts=("knn-vote",),
    stub=knn_vote,
    reference=vote,
    cases=ballots,
    alternatives=(by_bincount, by_unique, by_comparison, by_sorted_counter),
    mistakes=(
        Mistake(
            tie_to_the_nearest,
            "A tie goes to the label that was seen first, the nearest; here it goes to the"
            " smallest label, so that the order of the votes does not matter. (Counter.most_common"
            " keeps the first it met.)",
        ),
        Mistake(
            tie_to_the_largest, "A tie goes to the largest label; here it goes to the smallest."
        ),
        Mistake(
            tie_by_order_of_a_set,
            "A tie goes to whichever label the set lists first, and that order is an accident of"
            " hashing: right for labels below 8, wrong above. Ties go to the smallest label.",
        ),
        Mistake(first_vote_only, "Only the first vote of each row counts here."),
        Mistake(last_vote_only, "Only the last vote of each row counts here."),
        Mistake(
            mean_label,
            "The labels are averaged. Labels are names, not quantities: between a 3 and a 5 there"
            " is no 4.",
        ),
        Mistake(
            median_label,
            "This is the median of the labels. Labels are names, not quantities: count them.",
        ),
        Mistake(smallest_label, "This is the smallest label of each row, not the most frequent."),
        Mistake(largest_label, "This is the largest label of each row, not the most frequent."),
        Mistake(
            number_of_votes,
            "This is how many votes the winner had, not who won: `argmax`, not `max`.",
        ),
        Mistake(
            one_vote_for_all_rows,
            "All rows get the same winner: the votes of all rows are counted together.",
        ),
        Mistake(
            votes_down_the_columns,
            "The votes are counted down the columns; each row is one election.",
        ),
        Mistake(
            winners_in_a_column,
            "The winners stand in a column, (N, 1); expected a flat (N,). Compared with y, (N, 1)"
            " gives an N x N table without a word.",
        ),
        Mistake(ten_classes_at_most, "This works for ten classes only: ask the labels how many."),
        Mistake(
            place_in_the_list,
            "This is the winner's place in the list of distinct labels, not the label itself.",
        ),
    ),
    hints=(
        "How many votes does each label get in one row? NumPy counts small whole numbers.",
        "np.bincount(row) counts; position c of the result is the number of votes for label c.",
        "np.bincount(row).argmax() is the most frequent label, and the smallest one of a tie,"
        " because argmax stops at the first largest.",
    ),
)


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
        Mistake(farthest_neighbours, "These are the k farthest: argsort begins with the smallest."),
        Mistake(nearest_only, "k is not used: only the single nearest example decides."),
        Mistake(
            one_neighbour_too_few,
            "One neighbour too few votes: a slice [:k] already stops before k.",
        ),
        Mistake(
            nearest_left_out,
            "The nearest example is left out. Here no test is its own neighbour: start at 0.",
        ),
        Mistake(one_neighbour_too_many, "One neighbour too many votes: the slice is [:k]."),
        Mistake(
            index_for_label,
            "The vote is among indices of training examples; look their labels up: y[nearest].",
        ),
        Mistake(
            labels_not_looked_up,
            "The first k labels vote, whatever the distances: index y with the nearest, not with"
            " [:k].",
        ),
        Mistake(
            distances_cut_to_whole_numbers,
            "The distances are cut to whole numbers, so all below 1 are the same.",
        ),
        Mistake(
            tie_to_the_nearest_label,
            "A tie goes to the nearest label; here it goes to the smallest.",
        ),
        Mistake(tie_to_the_largest_label, "A tie goes to the largest label; here to the smallest."),
        Mistake(
            partition_at_k,
            "argpartition counts from 0: for the k smallest partition at k - 1. At k there is"
            " nothing left when k is the size of the training set.",
        ),
        Mistake(
            sorted_down_the_columns,
            "The distances are sorted down the columns; each row is one test, so sort along"
            " axis 1.",
        ),
        Mistake(
            predictions_in_a_column,
            "The predictions stand in a column, (N, 1); expected a flat (N,). Compared with y,"
            " (N, 1) gives an N x N table without a word.",
        ),
        Mistake(neighbours_returned, "These are the neighbours' labels; let them vote."),
    ),
    hints=(
        "Which k columns of a row are smallest? np.argsort gives the order, not the values.",
        "np.argsort(distances, axis=1)[:, :k] are the k nearest of each row. Whose labels?",
        "y[nearest] has shape (N, k): just what knn_vote takes.",
    ),
)

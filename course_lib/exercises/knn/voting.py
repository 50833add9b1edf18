"""The vote of the nearest: who wins, and who wins a tie."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
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
        Case((np.array([[299, 299, 7, 256, 299]]),), "labels above 255", "generality"),
        Case((labels(40, 5, 300),), "300 classes", "generality"),
        Case((labels(9, 6, 10)[:, ::2],), "a view of every second column", "generality"),
        Case((labels(5, 4, 10).astype(np.uint8),), "labels held as uint8", "generality"),
    )


def knn_vote(labels):
    raise NotImplementedError


# Signs: what many ways of writing a mistake have in common.


def ties(labels):
    """Row -> its tied labels as they are met, for every row where two or more lead."""
    found = {}
    for i, row in enumerate(labels.tolist()):
        counts = {label: row.count(label) for label in row}
        leaders = [label for label, n in counts.items() if n == max(counts.values())]
        if len(leaders) > 1:
            found[i] = leaders
    return found


def tie_goes_to(choose):
    """A sign: wrong in tied rows only, and there it is always what `choose` gives."""

    def sign(case, got, want):
        tied = ties(case.args[0])
        if not tied:
            return None
        others = np.setdiff1d(np.arange(len(want)), list(tied))
        chosen = all(got[i] == choose(leaders, case.args[0][i]) for i, leaders in tied.items())
        return chosen and np.array_equal(got[others], want[others])

    return sign


def last_met(leaders, row):
    return next(label for label in row[::-1].tolist() if label in leaders)


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


def tie_to_the_last(labels):
    winners = []
    for row in labels:
        counts = {}
        for label in row:
            counts[label] = counts.get(label, 0) + 1
        winners.append(max(row[::-1], key=lambda label: counts[label]))
    return np.array(winners)


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
            "Yours gives a tie to the label that was seen first, the nearest; it should go to"
            " the smallest label, so that the order of the votes does not matter."
            " (Counter.most_common keeps the first it met.)",
            tie_goes_to(lambda leaders, _row: leaders[0]),
        ),
        Mistake(
            tie_to_the_largest,
            "Yours gives a tie to the largest label; it should go to the smallest.",
            tie_goes_to(lambda leaders, _row: max(leaders)),
        ),
        Mistake(
            tie_to_the_last,
            "Yours gives a tie to the label that was seen last; it should go to the smallest.",
            tie_goes_to(last_met),
        ),
        Mistake(
            tie_by_order_of_a_set,
            "Yours gives a tie to whichever label the set lists first, and that order is an"
            " accident of hashing: right for labels below 8, wrong above. It should go to the"
            " smallest label.",
        ),
        Mistake(first_vote_only, "Yours counts only the first vote of each row; all should count."),
        Mistake(last_vote_only, "Yours counts only the last vote of each row; all should count."),
        Mistake(
            mean_label,
            "You average the labels. Labels are names, not quantities: between a 3 and a 5"
            " there is no 4. Count them.",
        ),
        Mistake(
            median_label,
            "Yours is the median of the labels. Labels are names, not quantities: count them.",
        ),
        Mistake(
            smallest_label,
            "Yours is the smallest label of each row; it should be the most frequent.",
        ),
        Mistake(
            largest_label, "Yours is the largest label of each row; it should be the most frequent."
        ),
        Mistake(
            number_of_votes,
            "Yours is how many votes the winner had; it should be who won: `argmax` in place"
            " of `max`.",
        ),
        Mistake(
            one_vote_for_all_rows,
            "Yours gives all rows the same winner, for it counts the votes of all rows"
            " together. Each row is one election.",
        ),
        Mistake(
            votes_down_the_columns,
            "You count the votes down the columns; each row should be one election.",
        ),
        Mistake(
            winners_in_a_column,
            "Your winners stand in a column, (N, 1); it should be a flat (N,). Compared with"
            " y, (N, 1) gives an N x N table without a word.",
        ),
        Mistake(
            ten_classes_at_most,
            "Yours works for ten classes only: ask the labels how many there are.",
        ),
        Mistake(
            place_in_the_list,
            "Yours is the winner's place in the list of distinct labels; it should be the"
            " label itself.",
        ),
    ),
    hints=(
        "How many votes does each label get in one row? NumPy counts small whole numbers.",
        "np.bincount(row) counts; position c of the result is the number of votes for label c.",
        "np.bincount(row).argmax() is the most frequent label, and the smallest one of a tie,"
        " because argmax stops at the first largest.",
    ),
)

"""L2 distances with two loops and with one; the mistakes that any number of loops can make."""

import numpy as np

from course_lib.checking import Budget, Exercise, Mistake
from course_lib.exercises.knn.points import close, pair_of_size, points
from course_lib.kernels import pairwise_l1 as l1
from course_lib.kernels import pairwise_l2_loops as l2_loops

# Stubs: what the student is given.


def pairwise_l2_two_loops(a, b):
    raise NotImplementedError


def pairwise_l2_one_loop(a, b):
    raise NotImplementedError


# Other ways that are right.


def norm_of_each_pair(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.linalg.norm(a[i] - b[j])
    return d


def dot_of_each_pair(a, b):
    d = np.empty((a.shape[0], b.shape[0]))
    for i, p in enumerate(a):
        for j, q in enumerate(b):
            d[i, j] = np.dot(p - q, p - q) ** 0.5
    return d


def a_row_at_a_time(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(((b - a[i]) ** 2).sum(axis=1))
    return d


def a_column_at_a_time(a, b):
    d = np.zeros((len(a), len(b)))
    for j in range(len(b)):
        d[:, j] = np.linalg.norm(a - b[j], axis=1)
    return d


def expanded(a, b):
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))


# Wrong ways, whatever the number of loops.


def no_root(a, b):
    return np.array([((b - p) ** 2).sum(axis=1) for p in a])


def absolute_differences(a, b):
    return np.array([np.abs(b - p).sum(axis=1) for p in a])


def mean_of_squares(a, b):
    return np.array([np.sqrt(((b - p) ** 2).mean(axis=1)) for p in a])


def largest_difference(a, b):
    return np.array([np.abs(b - p).max(axis=1) for p in a])


def differences_without_square(a, b):
    return np.array([np.sqrt(np.abs((b - p).sum(axis=1))) for p in a])


def train_and_test_swapped(a, b):
    return np.array([np.sqrt(((a - q) ** 2).sum(axis=1)) for q in b])


def whole_numbers(a, b):
    d = np.zeros((len(a), len(b)), dtype=int)
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(((a[i] - b[j]) ** 2).sum())
    return d


def nothing_returned(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(((b - a[i]) ** 2).sum(axis=1))


def test_index_for_training(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(((a[i] - b[i % len(b)]) ** 2).sum())
    return d


def input_overwritten(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        p = a[i].copy()
        for j in range(len(b)):
            d[i, j] = np.sqrt(((p - b[j]) ** 2).sum())
        a[i] -= p
    return d


def is_square(_case, got, want):
    return close(got, want**2)


def is_l1(case, got, _want):
    return close(got, l1(*case.args))


def is_scaled(case, got, want):
    D = case.args[0].shape[1]
    return close(got * np.sqrt(D), want) if D > 1 else None


def rows_are_constant(_case, got, want):
    if got.shape[1] == 1 or len(got) == 1:
        return None
    return np.ptp(got, axis=1).max() == 0 and np.ptp(got) > 0 and np.ptp(want, axis=1).max() > 0


IN_VALUE = (
    Mistake(
        no_root,
        "These are squared distances: the square root is missing. The nearest neighbours stay the"
        " same without it, so accuracy will not tell you.",
        is_square,
    ),
    Mistake(
        absolute_differences,
        "Yours is the L1 distance, the sum of absolute differences. L2 should square the"
        " differences, sum, then take the root.",
        is_l1,
    ),
    Mistake(
        mean_of_squares,
        "You average the squares over the dimensions; a distance should sum them.",
        is_scaled,
    ),
    Mistake(
        largest_difference,
        "Yours takes only the largest difference; L2 should use all of them: square, sum, root.",
    ),
    Mistake(
        differences_without_square,
        "The differences are summed before they are squared, so plus and minus cancel. Square"
        " first, then sum.",
    ),
    Mistake(
        train_and_test_swapped,
        "Your rows and columns are swapped: row i should belong to a[i], column j to b[j].",
    ),
    Mistake(
        whole_numbers,
        "The distances are stored as whole numbers, so everything behind the point is lost:"
        " `np.zeros((N, M))` is float, `dtype=int` is not.",
        lambda _case, got, want: np.array_equal(got, np.floor(want)),
    ),
    Mistake(nothing_returned, "The function gives nothing back: `return` is missing."),
    Mistake(
        test_index_for_training,
        "In yours every row holds the same number: you index b with the index of a.",
        rows_are_constant,
    ),
    Mistake(input_overwritten, "The rows of `a` are overwritten on the way."),
)

PAIRWISE_L2_TWO_LOOPS = Exercise(
    id="pairwise-l2-two-loops",
    title="L2 distances, two loops",
    points=2,
    concepts=("l1-vs-l2",),
    stub=pairwise_l2_two_loops,
    reference=l2_loops,
    cases=points,
    alternatives=(norm_of_each_pair, dot_of_each_pair, a_row_at_a_time, expanded),
    mistakes=IN_VALUE,
    hints=(
        "Fill d[i, j] for one pair at a time: which row of a, which row of b?",
        "The difference of two rows is a vector of D numbers. Square it, sum it, take the root.",
        "Inside both loops: d[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))",
    ),
)


# One loop.


def axis_of_a_single_row(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((a[i] - b[0]) ** 2, axis=1))
    return d


def everything_summed(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((b - a[i]) ** 2))
    return d


def summed_over_rows(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        d[i] = np.sqrt(np.sum((b - a[i]) ** 2, axis=0))
    return d


def still_two_loops(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.sqrt(((a[i] - b[j]) ** 2).sum())
    return d


PAIRWISE_L2_ONE_LOOP = Exercise(
    id="pairwise-l2-one-loop",
    title="L2 distances, one loop",
    points=2,
    concepts=("distance-vectorised",),
    stub=pairwise_l2_one_loop,
    reference=a_row_at_a_time,
    cases=points,
    alternatives=(a_column_at_a_time, expanded),
    mistakes=(
        Mistake(
            axis_of_a_single_row,
            "axis=1 is asked of a vector: with one row less another, there is one axis only."
            " Subtract the row from the whole of b, then sum along axis 1.",
        ),
        Mistake(
            everything_summed,
            "Your sum runs over all of b at once. A row of d needs one number for each row of"
            " b: say along which axis to sum.",
        ),
        Mistake(
            summed_over_rows,
            "Your sum runs over the points (axis 0); it should run over their D numbers (axis 1).",
        ),
        *IN_VALUE[:8],
        IN_VALUE[-1],
        Mistake(still_two_loops, "Right in value, but there are still two loops.", costs="loops"),
    ),
    budget=Budget(pair_of_size, loops=1),
    hints=(
        "Broadcasting subtracts one row from all of b: what shape has b - a[i]?",
        "b - a[i] is (M, D). Square it and sum along one axis so that M numbers are left.",
        "Inside the loop: d[i] = np.sqrt(np.sum((b - a[i]) ** 2, axis=1))",
    ),
)

"""L1 distances in little memory."""

import numpy as np

from course_lib.checking import Budget, Exercise, Mistake
from course_lib.exercises.knn.points import CUBE, close, pair_of_size, points, room_without_cube
from course_lib.kernels import pairwise_l1 as l1


def pairwise_l1(a, b):
    raise NotImplementedError


def l1_a_row_at_a_time(a, b):
    return np.array([np.abs(b - p).sum(axis=1) for p in a])


def l1_a_dimension_at_a_time(a, b):
    d = np.zeros((len(a), len(b)))
    for axis in range(a.shape[1]):
        d += np.abs(a[:, axis, None] - b[:, axis])
    return d


def sums_with_sign(case, got, _want):
    a, b = case.args
    return close(np.abs(got), np.abs(a.sum(axis=1)[:, None] - b.sum(axis=1))) and (got < 0).any()


def l1_cube(a, b):
    return np.abs(a[:, None] - b).sum(axis=2)


def l1_two_loops(a, b):
    d = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            d[i, j] = np.abs(a[i] - b[j]).sum()
    return d


def absolute_value_forgotten(a, b):
    return np.array([(p - b).sum(axis=1) for p in a])


def absolute_value_of_sum(a, b):
    return np.abs(a.sum(axis=1)[:, None] - b.sum(axis=1))


def l2_instead(a, b):
    return np.array([np.sqrt(((b - p) ** 2).sum(axis=1)) for p in a])


def l2_squared_instead(a, b):
    return np.array([((b - p) ** 2).sum(axis=1) for p in a])


def root_of_l1(a, b):
    return np.array([np.sqrt(np.abs(b - p).sum(axis=1)) for p in a])


def largest_difference_of_all(a, b):
    return np.array([np.abs(b - p).max(axis=1) for p in a])


def mean_of_differences(a, b):
    return np.array([np.abs(b - p).mean(axis=1) for p in a])


def l1_swapped(a, b):
    return np.array([np.abs(a - q).sum(axis=1) for q in b])


PAIRWISE_L1 = Exercise(
    id="pairwise-l1",
    title="L1 distances in little memory",
    points=3,
    concepts=("l1-vs-l2", "distance-vectorised"),
    stub=pairwise_l1,
    reference=l1,
    cases=points,
    alternatives=(l1_a_row_at_a_time, l1_a_dimension_at_a_time),
    mistakes=(
        Mistake(
            absolute_value_forgotten,
            "The differences are summed with their signs, so plus and minus cancel: take the"
            " absolute value of each difference.",
            sums_with_sign,
        ),
        Mistake(
            absolute_value_of_sum,
            "You take the absolute value of the sum; it should be taken of each difference,"
            " before the sum.",
        ),
        Mistake(
            l2_instead,
            "Yours is the L2 distance. L1 should sum absolute differences, without a square.",
        ),
        Mistake(
            l2_squared_instead, "You square the differences; L1 should take their absolute values."
        ),
        Mistake(
            largest_difference_of_all,
            "Yours takes only the largest difference; L1 should sum all of them.",
        ),
        Mistake(root_of_l1, "Yours has a root too many: L1 is the plain sum."),
        Mistake(
            mean_of_differences,
            "You average the differences over the dimensions; a distance should sum them.",
        ),
        Mistake(
            l1_swapped,
            "Your rows and columns are swapped: row i should belong to a[i], column j to b[j].",
        ),
        Mistake(
            l1_cube, "Right in value, but all the differences are kept at once.", costs="memory"
        ),
        Mistake(l1_two_loops, "Right in value, but with two loops: one is enough.", costs="loops"),
    ),
    budget=Budget(pair_of_size, loops=1, memory=room_without_cube, why=CUBE),
    hints=(
        "There is no trick like |p|² + |q|² - 2 p·q for absolute values. One loop is fine here.",
        "b - a[i] is (M, D), small enough to keep. Absolute value, then sum along the D numbers.",
        "Inside the loop: d[i] = np.abs(b - a[i]).sum(axis=1)",
    ),
)

"""Distances of every row of one array to every row of another, three ways and two metrics."""

import numpy as np

from course_lib.checking import Budget, Case, Exercise, Mistake
from course_lib.kernels import pairwise_l1 as l1
from course_lib.kernels import pairwise_l2 as l2
from course_lib.kernels import pairwise_l2_loops as l2_loops


def points(rng):
    """Pairs of point sets; N, M and D all differ, both more and fewer tests than examples."""

    def pair(N, M, D, scale=1.0):
        return rng.normal(size=(N, D)) * scale, rng.normal(size=(M, D)) * scale

    twice = rng.normal(size=(9, 3)) + 500
    pixels = tuple(rng.integers(0, 256, (n, 6), np.uint8) for n in (3, 4))
    return (
        Case((np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])), "from (0, 0) to (3, 4)"),
        Case(
            (np.array([[0.0, 1.0], [2.0, 1.0]]), np.array([[0.0, 0.0], [6.0, 4.0], [2.0, 2.0]])),
            "two points to three",
        ),
        Case(pair(5, 7, 3), "5 points to 7 in 3 dimensions"),
        Case(pair(8, 4, 5), "8 points to 4 in 5 dimensions: more tests than examples"),
        Case(pair(1, 6, 4), "one test point only", "generality"),
        Case(pair(4, 1, 3), "one training point only", "generality"),
        Case(pair(3, 5, 1), "one dimension only", "generality"),
        Case(
            tuple(p[::2, ::3] for p in pair(6, 10, 7)), "a view of every second row", "generality"
        ),
        Case(pair(23, 31, 17, 100.0), "23 points to 31 in 17 dimensions", "generality"),
        Case(tuple(p.astype(np.float32) for p in pair(6, 9, 5)), "float32", "generality"),
        Case(
            (twice[:5], twice),
            "points that are in both sets, far from the origin",
            "stability",
            advisory="For a point that is in both sets the distance is not quite 0, or nan: "
            "|p|² + |q|² - 2 p·q loses its digits far from the origin. `np.maximum(..., 0)` before"
            " the root avoids the nan.",
        ),
        Case(
            pixels,
            "uint8 pixels",
            "stability",
            advisory="With uint8 images the differences wrap around (3 - 5 is 254): convert with "
            "`.astype(np.float32)` before you subtract.",
        ),
    )


def pair_of_size(rng, n):
    return rng.normal(size=(n, 64)), rng.normal(size=(n, 64))


def room_without_cube(a, b):
    """Bytes for a few arrays the sizes of those that go in and out; N x M x D needs far more."""
    return 4 * 8 * (a.size + b.size + len(a) * len(b))


CUBE = (
    "An N x M x D array of differences is in memory at once. For 500 test and 5000 training images"
    " of 3072 numbers that is 57 GiB."
)


# Stubs: what the student is given.


def pairwise_l2_two_loops(a, b):
    raise NotImplementedError


def pairwise_l2_one_loop(a, b):
    raise NotImplementedError


def pairwise_l2(a, b):
    raise NotImplementedError


def pairwise_l1(a, b):
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


def expanded_without_clip(a, b):
    return np.sqrt(np.sum(a**2, axis=1).reshape(-1, 1) + np.sum(b**2, axis=1) - 2 * np.dot(a, b.T))


def by_einsum(a, b):
    squares = np.einsum("nd,nd->n", a, a)[:, None] + np.einsum("md,md->m", b, b)
    return np.sqrt(np.abs(squares - 2 * np.einsum("nd,md->nm", a, b)))


def l1_a_row_at_a_time(a, b):
    return np.array([np.abs(b - p).sum(axis=1) for p in a])


def l1_a_dimension_at_a_time(a, b):
    d = np.zeros((len(a), len(b)))
    for axis in range(a.shape[1]):
        d += np.abs(a[:, axis, None] - b[:, axis])
    return d


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
    return _close(got, want**2)


def is_l1(case, got, _want):
    return _close(got, l1(*case.args))


def is_scaled(case, got, want):
    D = case.args[0].shape[1]
    return _close(got * np.sqrt(D), want) if D > 1 else None


def rows_are_constant(_case, got, want):
    if got.shape[1] == 1:
        return None
    return np.ptp(got, axis=1).max() == 0 and np.ptp(want, axis=1).max() > 0


def _close(got, want):
    scale = np.abs(want).max(initial=0)
    return np.allclose(got, want, rtol=1e-3, atol=1e-4 * scale)


IN_VALUE = (
    Mistake(
        no_root,
        "These are squared distances: the square root is missing. The nearest neighbours stay the"
        " same without it, so accuracy will not tell you.",
        is_square,
    ),
    Mistake(
        absolute_differences,
        "This is the L1 distance, the sum of absolute differences. L2 squares the differences,"
        " sums, then takes the root.",
        is_l1,
    ),
    Mistake(
        mean_of_squares,
        "The squares are averaged over the dimensions; a distance sums them.",
        is_scaled,
    ),
    Mistake(
        largest_difference,
        "Only the largest difference counts here; L2 uses all of them: square, sum, root.",
    ),
    Mistake(
        differences_without_square,
        "The differences are summed before they are squared, so plus and minus cancel. Square"
        " first, then sum.",
    ),
    Mistake(
        train_and_test_swapped,
        "Rows and columns are swapped: row i belongs to a[i], column j to b[j].",
    ),
    Mistake(
        whole_numbers,
        "The distances are stored as whole numbers, so everything behind the point is lost:"
        " `np.zeros((N, M))` is float, `dtype=int` is not.",
        lambda _case, got, want: np.array_equal(got, np.floor(want)),
    ),
    Mistake(
        nothing_returned, "The function computes, but gives nothing back: `return` is missing."
    ),
    Mistake(
        test_index_for_training,
        "Every row holds the same number: b is indexed with the index of a.",
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
            "The sum runs over all of b at once: a row of d needs one number for each row of b."
            " Say along which axis to sum.",
        ),
        Mistake(
            summed_over_rows, "The sum runs over the points (axis 0), not over their D numbers."
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


# No loop.


def cross_term_added(a, b):
    return np.sqrt((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) + 2 * a @ b.T)


def cross_term_once(a, b):
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - a @ b.T
    return np.sqrt(np.maximum(squares, 0))


def cross_term_left_out(a, b):
    return np.sqrt((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1))


def one_square_left_out(a, b):
    return np.sqrt(np.abs((b**2).sum(axis=1) - 2 * a @ b.T))


def squares_not_in_a_column(a, b):
    return np.sqrt(np.maximum((a**2).sum(axis=1) + (b**2).sum(axis=1) - 2 * a @ b.T, 0))


def one_array_of_all_differences(a, b):
    return np.sqrt(((a[:, None] - b) ** 2).sum(axis=2))


def still_one_loop(a, b):
    return np.array([np.sqrt(((b - p) ** 2).sum(axis=1)) for p in a])


def coefficients(case, got):
    """Fit got² = u |p|² + v |q|² + w p·q to what is finite: (u, v, w, whether it fits), or None."""
    a, b = (np.asarray(x, float) for x in case.args)
    terms = np.stack(
        np.broadcast_arrays((a**2).sum(axis=1)[:, None], (b**2).sum(axis=1), a @ b.T), axis=-1
    ).reshape(-1, 3)
    squares = np.asarray(got, float).ravel() ** 2
    # Clipped at zero or turned to nan, a number tells nothing.
    usable = np.isfinite(squares) & (squares > 0)
    if usable.sum() <= 3 or np.linalg.matrix_rank(terms[usable]) < 3:
        return None
    found = np.linalg.lstsq(terms[usable], squares[usable], rcond=None)[0]
    return *found, _close(terms[usable] @ found, squares[usable])


def has_coefficients(*wanted):
    """A sign: got² is these times |p|², |q|² and p·q."""

    def sign(case, got, _want):
        found = coefficients(case, got)
        return found and found[-1] and np.allclose(found[:-1], wanted, atol=1e-2)

    return sign


PAIRWISE_L2 = Exercise(
    id="pairwise-l2",
    title="L2 distances, no loop",
    points=4,
    concepts=("distance-vectorised",),
    stub=pairwise_l2,
    reference=l2,
    cases=points,
    alternatives=(expanded, expanded_without_clip, by_einsum),
    mistakes=(
        Mistake(
            cross_term_added,
            "The cross term has the wrong sign: |p - q|² = |p|² + |q|² - 2 p·q.",
            has_coefficients(1, 1, 2),
        ),
        Mistake(
            cross_term_once,
            "The cross term is p·q once; it takes two of them: |p - q|² = |p|² + |q|² - 2 p·q.",
            has_coefficients(1, 1, -1),
        ),
        Mistake(
            cross_term_left_out,
            "The cross term -2 p·q is missing: |p - q|² = |p|² + |q|² - 2 p·q.",
            has_coefficients(1, 1, 0),
        ),
        Mistake(
            one_square_left_out,
            "One of the squared lengths is missing: |p - q|² = |p|² + |q|² - 2 p·q.",
        ),
        Mistake(
            squares_not_in_a_column,
            "|p|² has shape (N,) and is laid along the columns; it belongs to the rows. Make it"
            " (N, 1): `[:, None]` or `keepdims=True`. With as many tests as examples there is no"
            " error, only wrong numbers.",
        ),
        *(m for m in IN_VALUE if m.code not in (test_index_for_training, whole_numbers)),
        Mistake(
            one_array_of_all_differences,
            "Right in value, but all the differences are kept at once.",
            costs="memory",
        ),
        Mistake(
            still_one_loop,
            "Right in value, but there is still a loop over the points.",
            costs="loops",
        ),
    ),
    budget=Budget(pair_of_size, loops=0, memory=room_without_cube, why=CUBE),
    hints=(
        "Multiply out |p - q|² on paper, for two vectors p and q.",
        "|p - q|² = |p|² + |q|² - 2 p·q. All the p·q together are one matrix product: which?",
        "a @ b.T is (N, M). |p|² must be a column (N, 1) and |q|² a row (M,), so that they"
        " broadcast over it.",
    ),
)


# L1.


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
        ),
        Mistake(
            absolute_value_of_sum,
            "The absolute value is taken of the sum; it belongs to each difference, before the"
            " sum.",
        ),
        Mistake(l2_instead, "This is the L2 distance. L1 sums absolute differences, no square."),
        Mistake(l2_squared_instead, "The differences are squared; L1 takes their absolute value."),
        Mistake(root_of_l1, "There is a root too many: L1 is the plain sum."),
        Mistake(
            mean_of_differences,
            "The differences are averaged over the dimensions; a distance sums them.",
        ),
        Mistake(
            l1_swapped, "Rows and columns are swapped: row i belongs to a[i], column j to b[j]."
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

"""L2 distances without a loop: the square of a difference, multiplied out."""

import numpy as np

from course_lib.checking import Budget, Exercise, Mistake
from course_lib.exercises.knn.l2_loops import (
    IN_VALUE,
    expanded,
    test_index_for_training,
    whole_numbers,
)
from course_lib.exercises.knn.points import CUBE, close, pair_of_size, points, room_without_cube
from course_lib.kernels import pairwise_l2 as l2


def pairwise_l2(a, b):
    raise NotImplementedError


def expanded_without_clip(a, b):
    return np.sqrt(np.sum(a**2, axis=1).reshape(-1, 1) + np.sum(b**2, axis=1) - 2 * np.dot(a, b.T))


def by_einsum(a, b):
    squares = np.einsum("nd,nd->n", a, a)[:, None] + np.einsum("md,md->m", b, b)
    return np.sqrt(np.abs(squares - 2 * np.einsum("nd,md->nm", a, b)))


def cross_term_added(a, b):
    return np.sqrt((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) + 2 * a @ b.T)


def cross_term_once(a, b):
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - a @ b.T
    return np.sqrt(np.maximum(squares, 0))


def cross_term_left_out(a, b):
    return np.sqrt((a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1))


def one_square_left_out(a, b):
    return np.sqrt(np.abs((b**2).sum(axis=1) - 2 * a @ b.T))


def other_coefficients(a, b):
    return np.sqrt(
        np.maximum(2 * (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T, 0)
    )


def squares_not_in_a_column(a, b):
    return np.sqrt(np.maximum((a**2).sum(axis=1) + (b**2).sum(axis=1) - 2 * a @ b.T, 0))


def one_array_of_all_differences(a, b):
    return np.sqrt(((a[:, None] - b) ** 2).sum(axis=2))


def still_one_loop(a, b):
    return np.array([np.sqrt(((b - p) ** 2).sum(axis=1)) for p in a])


def expansion(case, got):
    """got² or got as u |p|² + v |q|² + w p·q: (is rooted, u, v, w); None where it cannot tell."""
    a, b = (np.asarray(x, float) for x in case.args)
    terms = np.stack(
        np.broadcast_arrays((a**2).sum(axis=1)[:, None], (b**2).sum(axis=1), a @ b.T), axis=-1
    ).reshape(-1, 3)
    got = np.asarray(got, float).ravel()
    # Clipped at zero or turned to nan, a number tells nothing.
    usable = np.isfinite(got) & (got > 0)
    if usable.sum() <= 5 or np.linalg.matrix_rank(terms[usable]) < 3:
        return None
    for is_rooted, left in ((True, got[usable] ** 2), (False, got[usable])):
        found = np.linalg.lstsq(terms[usable], left, rcond=None)[0]
        if close(terms[usable] @ found, left):
            return is_rooted, *found
    return False


def has_coefficients(*wanted):
    """A sign: got² is these times |p|², |q|² and p·q."""

    def sign(case, got, _want):
        found = expansion(case, got)
        return found and found[0] and np.allclose(found[1:], wanted, atol=1e-2)

    return sign


def another_expansion(case, got, _want):
    """A sign in words: which terms it took, whatever they are."""
    found = expansion(case, got)
    if not found:
        return found
    is_rooted, *factors = found
    terms = [
        f"{factor:+.3g} {name}"
        for factor, name in zip(factors, ("|p|²", "|q|²", "p·q"), strict=True)
        if abs(factor) > 1e-2
    ]
    left = "the square of your result" if is_rooted else "your result"
    right = "|p - q|² = |p|² + |q|² - 2 p·q" + ("" if is_rooted else ", and then the root is taken")
    return f"On these points {left} is {' '.join(terms)}. But {right}."


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
            "Your cross term has the wrong sign. It should be |p - q|² = |p|² + |q|² - 2 p·q.",
            has_coefficients(1, 1, 2),
        ),
        Mistake(
            cross_term_once,
            "Your cross term is p·q once; it should be twice that: |p - q|² = |p|² + |q|² - 2 p·q.",
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
            lambda case, got, want: (
                has_coefficients(1, 0, -2)(case, got, want)
                or has_coefficients(0, 1, -2)(case, got, want)
            ),
        ),
        Mistake(
            other_coefficients,
            "Your terms are not those of |p - q|² = |p|² + |q|² - 2 p·q.",
            another_expansion,
        ),
        Mistake(
            squares_not_in_a_column,
            "Your |p|² has shape (N,) and is laid along the columns; it should belong to the"
            " rows. Make it (N, 1): `[:, None]` or `keepdims=True`. With as many tests as"
            " examples there is no error, only wrong numbers.",
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

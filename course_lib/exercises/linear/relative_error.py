"""The relative error: how far apart two gradients are, beside how large."""

import numpy as np

from course_lib.checking import Case, Convention, Exercise, Mistake


def relative_error(a, n):
    raise NotImplementedError


def gradients(rng):
    def pair(*shape):
        a = rng.normal(size=shape)
        return a, a * (1 + rng.uniform(-0.02, 0.02, size=shape))

    a, n = pair(6)
    a[1] = n[1] = 0
    # So small that a guard of 1e-8 hides the error, and one of 1e-12 changes it by 0.03 % at most.
    tiny = 1e-9 * rng.uniform(2, 2.4, size=4) * rng.choice([-1, 1], size=4)
    return (
        Case((np.array([2.0, -1.0]), np.array([4.0, -1.0])), "two numbers, one of them right"),
        Case(pair(5), "five numbers"),
        Case(pair(3, 4), "3 by 4"),
        Case(tuple(p * [[1e3, 1, 1e-3]] for p in pair(2, 3)), "large numbers and small ones"),
        Case((tiny, 2 * tiny), "tiny numbers, one twice the other", "generality"),
        Case((np.array([1.0, 0.5]), np.array([-1.0, 0.5])), "a sign turned round", "generality"),
        Case(
            (a, n),
            "both exactly 0 somewhere",
            "stability",
            advisory="Where both are exactly 0 this is 0 / 0. Careful code calls that error 0:"
            " np.maximum(..., 1e-300) below the line will do.",
        ),
    )


def by_the_larger(a, n):
    size = np.maximum(np.abs(a), np.abs(n))
    return float(np.max(np.abs(a - n) / np.maximum(size, 1e-300)))


def one_by_one(a, n):
    worst = 0.0
    for p, q in zip(np.ravel(a), np.ravel(n), strict=True):
        if p != q:
            worst = max(worst, abs(p - q) / max(abs(p), abs(q)))
    return worst


def by_the_sum(a, n):
    return np.max(np.abs(a - n) / np.maximum(1e-300, np.abs(a) + np.abs(n)))


def a_trace_too_large(case, got, want):
    """A sign: right, by the larger or by the sum, but where all numbers are tiny: too small there.

    However the guard is written, added or as a maximum.
    """
    a, n = case.args
    if np.maximum(np.abs(a), np.abs(n)).max() < 1e-7:
        return bool(0 <= got < 0.9 * by_the_sum(a, n))
    return None if np.isclose(got, (want, by_the_sum(a, n)), rtol=1e-3).any() else False


def absolute_error(a, n):
    return np.max(np.abs(a - n))


def without_absolutes(a, n):
    return np.max((a - n) / np.maximum(a, n))


def mean_error(a, n):
    return np.mean(np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)))


def one_a_number(a, n):
    return np.abs(a - n) / np.maximum(np.abs(a), np.abs(n))


def of_the_lengths(a, n):
    return np.linalg.norm(a - n) / max(np.linalg.norm(a), np.linalg.norm(n))


def of_the_largest(a, n):
    return np.max(np.abs(a - n)) / np.max(np.maximum(np.abs(a), np.abs(n)))


def by_the_first_alone(a, n):
    return np.max(np.abs(a - n) / np.abs(a))


def trace_too_large(a, n):
    return np.max(np.abs(a - n) / np.maximum(1e-8, np.abs(a) + np.abs(n)))


def signs_overlooked(a, n):
    return np.max(np.abs(np.abs(a) - np.abs(n)) / np.maximum(np.abs(a), np.abs(n)))


RELATIVE_ERROR = Exercise(
    id="relative-error",
    title="Relative error",
    points=1,
    concepts=("numeric-gradient",),
    stub=relative_error,
    reference=by_the_larger,
    cases=gradients,
    rtol=5e-4,
    alternatives=(one_by_one,),
    conventions=(
        Convention(by_the_sum, "You divide by |a| + |n|; that is in use too, and half as large."),
    ),
    mistakes=(
        Mistake(
            absolute_error,
            "Yours is the absolute error: 0.001 is little beside 1000 and much beside 0.001."
            " Divide by the larger of |a| and |n|.",
        ),
        Mistake(
            without_absolutes, "The absolute values are missing: errors of other signs vanish."
        ),
        Mistake(
            mean_error,
            "Yours is the mean, which averages away a bug in one place; it should be the"
            " largest: max.",
        ),
        Mistake(one_a_number, "Yours is one error a number; it should be the largest of them."),
        Mistake(
            of_the_lengths,
            "Yours compares the lengths of the whole arrays: small numbers are not heard."
            " Divide number by number, then take the largest.",
        ),
        Mistake(
            of_the_largest,
            "You divide the largest error by the largest number, which may be another one."
            " Divide number by number.",
        ),
        Mistake(by_the_first_alone, "You divide by |a| alone; take the larger of |a| and |n|."),
        Mistake(
            trace_too_large,
            "Your guard against 0 / 0 is so large that tiny gradients look right; it should"
            " be far smaller, 1e-12 say.",
            a_trace_too_large,
        ),
        Mistake(signs_overlooked, "You compare |a| and |n|: a sign turned round goes unnoticed."),
    ),
    hints=(
        "For each number: how far apart, beside how large?",
        "np.abs(a - n) / np.maximum(np.abs(a), np.abs(n)), and of these the largest.",
    ),
)

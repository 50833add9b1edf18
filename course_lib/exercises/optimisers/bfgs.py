"""BFGS: the inverse Hessian, learnt from steps."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.optimisers.newton import bowl
from course_lib.optim import Pair, inverse_update


def bfgs_update(inverse, s, y):
    raise NotImplementedError


def steps_seen(rng):
    def seen(D):
        s = rng.normal(size=D)
        return bowl(rng, D), s, bowl(rng, D) @ s

    two = np.array([[1.0, 0.0], [0.0, 2.0]]), np.array([1.0, 1.0]), np.array([3.0, 1.0])
    return (
        Case(two, "two weights"),
        Case(seen(3), "three weights"),
        Case(seen(5), "five weights"),
        Case((np.eye(4), *seen(4)[1:]), "from the identity"),
        Case(seen(1), "one weight", "generality"),
        Case((seen(6)[0] * 50, *seen(6)[1:]), "a bad first guess", "generality"),
    )


def inverse_kept_up(inverse, s, y):
    return inverse_update(inverse, Pair(s, y))


def multiplied_out(inverse, s, y):
    rho = 1 / np.dot(y, s)
    Hy = inverse @ y
    ss = np.outer(s, s)
    return inverse + (1 + rho * (y @ Hy)) * rho * ss - rho * (np.outer(Hy, s) + np.outer(s, Hy))


def by_columns(inverse, s, y):
    s, y = s.reshape(-1, 1), y.reshape(-1, 1)
    r = 1 / (y.T @ s).item()
    left = np.eye(len(s)) - r * s @ y.T
    return left @ inverse @ left.T + r * s @ s.T


def s_and_y_swapped(inverse, s, y):
    r = 1 / (y @ s)
    part = np.eye(len(s)) - r * np.outer(y, s)
    return part @ inverse @ part.T + r * np.outer(y, y)


def last_term_left_out(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ inverse @ part.T


def last_term_not_divided(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ inverse @ part.T + np.outer(s, s)


def last_term_of_y(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ inverse @ part.T + np.outer(y, y) / (y @ s)


def same_factor_on_both_sides(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ inverse @ part + np.outer(s, s) / (y @ s)


def factors_in_the_wrong_order(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part.T @ inverse @ part + np.outer(s, s) / (y @ s)


def right_factor_left_out(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ inverse + np.outer(s, s) / (y @ s)


def rank_one_only(inverse, s, y):
    return inverse + np.outer(s, s) / (y @ s)


def plus_in_the_factors(inverse, s, y):
    part = np.eye(len(s)) + np.outer(s, y) / (y @ s)
    return part @ inverse @ part.T + np.outer(s, s) / (y @ s)


def not_divided_at_all(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y)
    return part @ inverse @ part.T + np.outer(s, s)


def times_in_place_of_over(inverse, s, y):
    r = y @ s
    part = np.eye(len(s)) - r * np.outer(s, y)
    return part @ inverse @ part.T + r * np.outer(s, s)


def dot_in_place_of_outer(inverse, s, y):
    r = 1 / (y @ s)
    part = np.eye(len(s)) - r * np.dot(s, y.T)
    return part @ inverse @ part.T + r * np.dot(s, s.T)


def number_by_number(inverse, s, y):
    r = 1 / (y @ s)
    part = np.eye(len(s)) - r * s * y
    return part @ inverse @ part.T + r * s * s


def number_by_number_on_both_sides(inverse, s, y):
    r = 1 / (y @ s)
    eye = np.eye(len(s))
    return (eye - r * s * y) @ inverse @ (eye - r * y * s) + r * s * s


def hessian_in_place_of_inverse(inverse, s, y):
    Bs = inverse @ s
    return inverse + np.outer(y, y) / (y @ s) - np.outer(Bs, Bs) / (s @ Bs)


def dfp_instead(inverse, s, y):
    Hy = inverse @ y
    return inverse - np.outer(Hy, Hy) / (y @ Hy) + np.outer(s, s) / (y @ s)


def divided_by_s_squared(inverse, s, y):
    r = 1 / (s @ s)
    part = np.eye(len(s)) - r * np.outer(s, y)
    return part @ inverse @ part.T + r * np.outer(s, s)


def old_inverse_ignored(inverse, s, y):
    part = np.eye(len(s)) - np.outer(s, y) / (y @ s)
    return part @ part.T + np.outer(s, s) / (y @ s)


NUMBER_BY_NUMBER = (
    "Your s * y multiplies number by number, and .T does nothing to a vector. s y^T should be a"
    " matrix: np.outer(s, y)."
)

BFGS_UPDATE = Exercise(
    id="bfgs-update",
    title="BFGS: learn the inverse Hessian",
    points=3,
    concepts=("bfgs",),
    stub=bfgs_update,
    reference=inverse_kept_up,
    cases=steps_seen,
    alternatives=(multiplied_out, by_columns),
    mistakes=(
        Mistake(
            s_and_y_swapped,
            "Your s and y are swapped: that keeps up the Hessian itself. The inverse should"
            " map y to s.",
        ),
        Mistake(last_term_left_out, "The last term is missing: + r s s^T."),
        Mistake(
            last_term_not_divided, "Your last term is not divided by y.s; it should be r s s^T."
        ),
        Mistake(last_term_of_y, "Your last term takes y; it should take s: r s s^T."),
        Mistake(
            same_factor_on_both_sides,
            "Yours has the same factor on both sides; on the right it should be transposed: I"
            " - r y s^T.",
        ),
        Mistake(
            factors_in_the_wrong_order,
            "Your two factors have changed places: I - r s y^T should stand on the left.",
        ),
        Mistake(right_factor_left_out, "The factor on the right is missing: I - r y s^T."),
        Mistake(rank_one_only, "The factors on both sides are missing: only r s s^T is added."),
        Mistake(plus_in_the_factors, "Your factors have the wrong sign; it should be I - r s y^T."),
        Mistake(not_divided_at_all, "r = 1 / (y.s) is missing."),
        Mistake(times_in_place_of_over, "Your r is y.s; it should be one over it."),
        Mistake(
            dot_in_place_of_outer,
            "Your product of two vectors is a single number, and .T does nothing to a vector."
            " s y^T should be a matrix: np.outer(s, y).",
        ),
        Mistake(number_by_number, NUMBER_BY_NUMBER),
        Mistake(number_by_number_on_both_sides, NUMBER_BY_NUMBER),
        Mistake(
            hessian_in_place_of_inverse,
            "Yours is the update of the Hessian itself; it should be that of its inverse.",
        ),
        Mistake(
            dfp_instead,
            "Yours is the DFP update, the older sister of BFGS. It maps y to s too, but BFGS"
            " forgives bad steps more easily.",
        ),
        Mistake(divided_by_s_squared, "Your r is 1 / (s.s); it should be 1 / (y.s)."),
        Mistake(
            old_inverse_ignored,
            "You throw away what was known before: the given inverse should stand between the"
            " factors.",
        ),
    ),
    hints=(
        "Check yourself: the new matrix times y must give s, and it stays symmetric.",
        "r = 1 / (y @ s); np.outer(s, y) is the matrix s y^T.",
        "part = np.eye(len(s)) - r * np.outer(s, y); part @ inverse @ part.T + r * np.outer(s, s)",
    ),
)

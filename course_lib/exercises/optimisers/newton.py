"""Newton's step: to where the second-order Taylor expansion is level."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def newton_step(w, dw, hessian):
    raise NotImplementedError


def bowl(rng, D):
    """A symmetric matrix, all curvatures from 0.5 to 3."""
    turn = np.linalg.qr(rng.normal(size=(D, D)))[0]
    matrix = turn @ np.diag(rng.uniform(0.5, 3, D)) @ turn.T
    return (matrix + matrix.T) / 2


def curved_places(rng):
    def saddle(D):
        turn = np.linalg.qr(rng.normal(size=(D, D)))[0]
        matrix = turn @ np.diag(np.where(np.arange(D) % 2, -1, 1) * rng.uniform(0.5, 3, D)) @ turn.T
        return (matrix + matrix.T) / 2

    two = np.array([3.0, 1.0]), np.array([8.0, 6.0]), np.array([[2.0, 1.0], [1.0, 3.0]])
    float32 = (a.astype(np.float32) for a in (rng.normal(size=4), rng.normal(size=4), bowl(rng, 4)))
    return (
        Case(two, "two weights"),
        Case((rng.normal(size=3), rng.normal(size=3), bowl(rng, 3)), "three weights, a bowl"),
        Case((rng.normal(size=6), rng.normal(size=6), bowl(rng, 6)), "six weights, a bowl"),
        Case((rng.normal(size=5), rng.normal(size=5), saddle(5)), "five weights, a saddle"),
        Case((rng.normal(size=1), rng.normal(size=1), bowl(rng, 1)), "one weight", "generality"),
        Case((rng.normal(size=4), np.zeros(4), bowl(rng, 4)), "a level place", "generality"),
        Case(tuple(float32), "float32", "generality"),
    )


def by_solving(w, dw, hessian):
    return w - np.linalg.solve(hessian, dw)


def by_inverting(w, dw, hessian):
    return w - np.linalg.inv(hessian) @ dw


def by_least_squares(w, dw, hessian):
    return w + np.linalg.lstsq(hessian, -dw, rcond=None)[0]


def uphill(w, dw, hessian):
    return w + np.linalg.solve(hessian, dw)


def multiplied_by_the_hessian(w, dw, hessian):
    return w - hessian @ dw


def diagonal_only(w, dw, hessian):
    return w - dw / np.diag(hessian)


def divided_by_the_hessian(w, dw, hessian):
    return w - dw / hessian


def inverse_times_number_by_number(w, dw, hessian):
    return w - np.linalg.inv(hessian) * dw


def inverse_of_each_number(w, dw, hessian):
    return w - (1 / hessian) @ dw


def step_alone(w, dw, hessian):
    return -np.linalg.solve(hessian, dw)


def solution_alone(w, dw, hessian):
    return np.linalg.solve(hessian, dw)


def plain_gradient(w, dw, hessian):
    return w - dw


def half_a_step(w, dw, hessian):
    return w - 0.5 * np.linalg.solve(hessian, dw)


def curvatures_made_positive(w, dw, hessian):
    values, vectors = np.linalg.eigh(hessian)
    return w - vectors @ ((vectors.T @ dw) / np.abs(values))


def solved_for_w(w, dw, hessian):
    return w - np.linalg.solve(hessian, w)


NEWTON_STEP = Exercise(
    id="newton-step",
    title="Newton's step",
    points=2,
    concepts=("newton",),
    stub=newton_step,
    reference=by_solving,
    cases=curved_places,
    may_change=("w",),
    alternatives=(by_inverting, by_least_squares),
    mistakes=(
        Mistake(uphill, "Your step has the wrong sign; it should be w - H^-1 dw."),
        Mistake(
            multiplied_by_the_hessian,
            "You multiply by the Hessian; it should be by its inverse. Steep ways need short"
            " steps.",
        ),
        Mistake(
            diagonal_only,
            "You use only the diagonal of the Hessian. The rest says how the directions hang"
            " together: it should be np.linalg.solve(hessian, dw).",
        ),
        Mistake(
            divided_by_the_hessian,
            "Your dw / hessian divides number by number, and makes a matrix. To divide by a"
            " matrix is to solve; it should be np.linalg.solve(hessian, dw).",
        ),
        Mistake(
            inverse_times_number_by_number,
            "Your * multiplies number by number, and makes a matrix; it should be @: the"
            " inverse @ dw.",
        ),
        Mistake(
            inverse_of_each_number,
            "Your 1 / hessian inverts each number by itself, which is no inverse of a matrix;"
            " it should be np.linalg.solve(hessian, dw).",
        ),
        Mistake(step_alone, "Yours is the step alone; it should be the new w."),
        Mistake(
            solution_alone,
            "Yours is H^-1 dw alone; it should be the new w, w - H^-1 dw.",
        ),
        Mistake(plain_gradient, "You do not use the Hessian: yours is a plain gradient step."),
        Mistake(
            half_a_step,
            "Yours is half the step; it should be the whole. Newton needs no learning rate:"
            " the curvature sets it.",
        ),
        Mistake(
            curvatures_made_positive,
            "You make the curvatures positive, which flees from saddles. Plain Newton should"
            " not: it jumps onto them.",
        ),
        Mistake(solved_for_w, "You solve with w; you should solve with the gradient, dw."),
    ),
    hints=(
        "The slope dw + H step is 0 at the end of the step. Which step?",
        "H step = -dw: a system of equations. np.linalg.solve.",
    ),
)

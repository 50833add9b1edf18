"""The slip of well-known notes: weight decay whose factor has lost lambda / m."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def decay_mended(w, dw, lr, lam, m):
    raise NotImplementedError


def steps(rng):
    def step(m, lam, lr, *shape):
        return rng.normal(size=shape), rng.normal(size=shape), lr, lam, m

    return (
        Case(
            (np.array([1.0, -2.0]), np.array([0.0, 0.0]), 0.1, 5.0, 20), "no gradient: only decay"
        ),
        Case((np.array([4.0, 1.0]), np.array([1.0, 3.0]), 0.2, 0.6, 3), "two weights, m = 3"),
        Case(step(50, 7.0, 0.3, 3, 4), "a matrix, m = 50"),
        Case(step(8, 1.5, 0.05, 5, 2), "a matrix, m = 8"),
        Case(step(30, 0.0, 0.2, 4), "lambda 0: no decay", "generality"),
        Case(step(1, 0.4, 0.1, 3), "a single example", "generality"),
    )


def by_a_factor(w, dw, lr, lam, m):
    return (1 - lr * lam / m) * w - lr * dw


def by_the_gradient(w, dw, lr, lam, m):
    return w - lr * (dw + lam / m * w)


def in_two_lines(w, dw, lr, lam, m):
    decay = lr * lam * w / m
    return w - decay - lr * dw


def decay_flawed(w, dw, lr, lam, m):
    return (1 - lr) * w - lr * dw


def m_missing(w, dw, lr, lam, m):
    return (1 - lr * lam) * w - lr * dw


def lambda_missing(w, dw, lr, lam, m):
    return (1 - lr / m) * w - lr * dw


def two_left_in(w, dw, lr, lam, m):
    return (1 - lr * lam / (2 * m)) * w - lr * dw


def two_too_many(w, dw, lr, lam, m):
    return (1 - 2 * lr * lam / m) * w - lr * dw


def lr_missing(w, dw, lr, lam, m):
    return (1 - lam / m) * w - lr * dw


def weights_grow(w, dw, lr, lam, m):
    return (1 + lr * lam / m) * w - lr * dw


def gradient_divided_too(w, dw, lr, lam, m):
    return (1 - lr * lam / m) * w - lr * dw / m


def no_decay(w, dw, lr, lam, m):
    return w - lr * dw


def after_the_step(w, dw, lr, lam, m):
    return (1 - lr * lam / m) * (w - lr * dw)


def sign_of_w(w, dw, lr, lam, m):
    return w - lr * dw - lr * lam / m * np.sign(w)


def m_multiplied(w, dw, lr, lam, m):
    return (1 - lr * lam * m) * w - lr * dw


def penalty_in_the_gradient(w, dw, lr, lam, m):
    return w - lr * (dw + lam / (2 * m) * np.sum(w**2))


def decay_in_place(w, dw, lr, lam, m):
    w *= 1 - lr * lam / m
    w -= lr * dw
    return w


DERIVE = "The slope of lambda / (2 m) * sum(w**2) is lambda / m * w"
DECAY_MENDED = Exercise(
    id="decay-mended",
    title="Find the error: weight decay",
    points=1,
    concepts=("l1-l2-elastic",),
    stub=decay_mended,
    reference=by_a_factor,
    cases=steps,
    may_change=("w",),
    alternatives=(by_the_gradient, in_two_lines, decay_in_place),
    mistakes=(
        Mistake(
            decay_flawed,
            f"That is the flawed code as it was shown: lambda / m is missing. {DERIVE}, so the"
            " factor should be 1 - lr * lam / m.",
        ),
        Mistake(
            m_missing,
            f"m is missing in yours. The loss is a mean over m examples, and its penalty is divided"
            f" by m as well. {DERIVE}: that should be what decays.",
        ),
        Mistake(lambda_missing, "lambda is missing: the factor should be 1 - lr * lam / m."),
        Mistake(
            two_left_in,
            "Your factor has the 2 m of the penalty. The 2 should be gone: w squared has the slope"
            " 2 w.",
        ),
        Mistake(
            two_too_many,
            f"Your factor has a 2 too many. {DERIVE}: the 2 of the square and the half should"
            " cancel.",
        ),
        Mistake(
            lr_missing,
            "The rate is missing in your decay. It is part of the gradient step, so it should be"
            " multiplied by lr.",
        ),
        Mistake(weights_grow, "Your weights grow; they should decay: 1 - lr * lam / m."),
        Mistake(
            gradient_divided_too,
            "You divide dw by m. It should stay as it is: it is the gradient of a mean already.",
        ),
        Mistake(no_decay, "Nothing decays in yours; the penalty should have its part."),
        Mistake(
            after_the_step,
            "You let the step decay as well. Both slopes should be taken at the same w:"
            " (1 - lr * lam / m) * w - lr * dw.",
        ),
        Mistake(
            sign_of_w,
            "You take off the sign of w: that is the slope of an L1 penalty. This one should be"
            " that of squares.",
        ),
        Mistake(m_multiplied, "You multiply by m; the penalty should be divided by it."),
        Mistake(
            penalty_in_the_gradient,
            f"You add the penalty itself; it should be its slope. {DERIVE}.",
        ),
    ),
    hints=(
        "Write the cost down: mean loss + lam / (2 m) * sum(w**2). What is its slope in w?",
        "The gradient is dw + lam / m * w. Take one step of it, lr.",
        "Take w out of the brackets: w - lr * lam / m * w = (...) * w.",
    ),
)

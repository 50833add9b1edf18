"""Wrong gradient checks: they accuse the innocent, or let the guilty pass."""

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.backprop.check_ways import number_by_number


def lengths_compared(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        numeric = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            numeric[i] = (above - below) / (2 * h)
        size = np.linalg.norm(grads[name]) + np.linalg.norm(numeric)
        errors[name] = np.linalg.norm(grads[name] - numeric) / max(size, 1e-12)
    return errors


def nothing_compared(f, params, grads, h):
    return dict.fromkeys(params, 0.0)


COMPARING_MISTAKES = (
    Mistake(
        slip(
            number_by_number,
            "mean_error",
            ("errors[name] = max(errors[name], error)", "errors[name] += error / p.size"),
        ),
        "The errors are averaged: one wrong number among many right ones goes unseen. Take the "
        "largest.",
    ),
    Mistake(
        slip(
            number_by_number,
            "errors_added_up",
            ("errors[name] = max(errors[name], error)", "errors[name] += error"),
        ),
        "The errors are added up; take the largest.",
    ),
    Mistake(
        slip(
            number_by_number,
            "smallest_error",
            ("errors[name] = 0.0", "errors[name] = np.inf"),
            ("max(errors[name], error)", "min(errors[name], error)"),
        ),
        "This is the smallest error; a bug in one place shows in the largest.",
    ),
    Mistake(
        slip(number_by_number, "absolute_error", (" / max(abs(a), abs(n), 1e-12)", "")),
        "This is the absolute error. Where gradients are small, wrong ones are near the right "
        "ones: divide by the larger of |a| and |n|.",
    ),
    Mistake(
        slip(
            number_by_number,
            "no_absolute_value",
            ("abs(a - n) / max(abs(a), abs(n), 1e-12)", "(a - n) / max(abs(a), abs(n), 1e-12)"),
        ),
        "The absolute value of a - n is missing: gradients that are too small are never found.",
    ),
    Mistake(
        slip(number_by_number, "signs_overlooked", ("abs(a - n)", "abs(abs(a) - abs(n))")),
        "|a| and |n| are compared: a sign turned round goes unnoticed.",
    ),
    Mistake(
        slip(
            number_by_number,
            "guard_too_large",
            ("max(abs(a), abs(n), 1e-12)", "max(abs(a), abs(n), 1.0)"),
        ),
        "The number that guards the division is so large that small gradients always look right. "
        "Take 1e-12.",
    ),
    Mistake(
        slip(
            number_by_number,
            "divided_by_the_analytic",
            ("max(abs(a), abs(n), 1e-12)", "max(abs(a), 1e-12)"),
        ),
        "You divide by |a| alone; take the larger of |a| and |n|.",
    ),
    Mistake(
        slip(
            number_by_number,
            "divided_by_the_numeric",
            ("max(abs(a), abs(n), 1e-12)", "max(abs(n), 1e-12)"),
        ),
        "You divide by |n| alone; take the larger of |a| and |n|.",
    ),
    Mistake(
        lengths_compared,
        "Whole arrays are compared by their lengths: one wrong number among many is not heard. "
        "Divide number by number, then take the largest.",
    ),
    Mistake(
        slip(
            number_by_number,
            "one_error_a_number",
            ("errors[name] = 0.0", "errors[name] = np.zeros(p.shape)"),
            ("errors[name] = max(errors[name], error)", "errors[name][i] = error"),
        ),
        "One error a number; asked for is one an array, the largest.",
    ),
    Mistake(
        nothing_compared,
        "Every error is 0, even of gradients that are wrong. A check that cannot fail checks "
        "nothing.",
    ),
    Mistake(
        slip(
            number_by_number,
            "one_error_for_all",
            ("return errors", "return dict.fromkeys(errors, max(errors.values()))"),
        ),
        "Every array is given the largest error of all: then nobody knows which gradient is wrong.",
    ),
)

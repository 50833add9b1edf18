"""Wrong gradient checks: they accuse the innocent, or let the guilty pass."""

import numpy as np

from course_lib.checking import Mistake


def mean_error(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] += error / p.size
    return errors


def errors_added_up(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] += error
    return errors


def smallest_error(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = np.inf
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = min(errors[name], error)
    return errors


def absolute_error(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n)
            errors[name] = max(errors[name], error)
    return errors


def no_absolute_value(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = (a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def signs_overlooked(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(abs(a) - abs(n)) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def guard_too_large(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1.0)
            errors[name] = max(errors[name], error)
    return errors


def divided_by_the_analytic(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def divided_by_the_numeric(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


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


def one_error_a_number(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name][i] = error
    return errors


def nothing_compared(f, params, grads, h):
    return dict.fromkeys(params, 0.0)


def one_error_for_all(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return dict.fromkeys(errors, max(errors.values()))


COMPARING_MISTAKES = (
    Mistake(
        mean_error,
        "The errors are averaged: one wrong number among many right ones goes unseen. Take the "
        "largest.",
    ),
    Mistake(
        errors_added_up,
        "The errors are added up; take the largest.",
    ),
    Mistake(
        smallest_error,
        "This is the smallest error; a bug in one place shows in the largest.",
    ),
    Mistake(
        absolute_error,
        "This is the absolute error. Where gradients are small, wrong ones are near the right "
        "ones: divide by the larger of |a| and |n|.",
    ),
    Mistake(
        no_absolute_value,
        "The absolute value of a - n is missing: gradients that are too small are never found.",
    ),
    Mistake(
        signs_overlooked,
        "|a| and |n| are compared: a sign turned round goes unnoticed.",
    ),
    Mistake(
        guard_too_large,
        "The number that guards the division is so large that small gradients always look right. "
        "Take 1e-12.",
    ),
    Mistake(
        divided_by_the_analytic,
        "You divide by |a| alone; take the larger of |a| and |n|.",
    ),
    Mistake(
        divided_by_the_numeric,
        "You divide by |n| alone; take the larger of |a| and |n|.",
    ),
    Mistake(
        lengths_compared,
        "Whole arrays are compared by their lengths: one wrong number among many is not heard. "
        "Divide number by number, then take the largest.",
    ),
    Mistake(
        one_error_a_number,
        "One error a number; asked for is one an array, the largest.",
    ),
    Mistake(
        nothing_compared,
        "Every error is 0, even of gradients that are wrong. A check that cannot fail checks "
        "nothing.",
    ),
    Mistake(
        one_error_for_all,
        "Every array is given the largest error of all: then nobody knows which gradient is wrong.",
    ),
)

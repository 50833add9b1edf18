"""Wrong gradient checks: the numeric gradient."""

import numpy as np

from course_lib.checking import Mistake


def one_sided(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old
            n, a = (above - f(params)) / h, grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def from_the_left(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (f(params) - below) / h, grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def divided_by_h(f, params, grads, h):
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
            n, a = (above - below) / h, grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def multiplied_by_h(f, params, grads, h):
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
            n, a = (above - below) / 2 * h, grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def below_minus_above(f, params, grads, h):
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
            n, a = (below - above) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def not_put_back(f, params, grads, h):
    errors, params = {}, {name: p.copy() for name, p in params.items()}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def last_number_only(f, params, grads, h):
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
            errors[name] = error
    return errors


def first_number_only(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in list(np.ndindex(p.shape))[:1]:
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def first_array_only(f, params, grads, h):
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
        return errors
    return None


def all_moved_at_once(f, params, grads, h):
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        up, down = {**params, name: p + h}, {**params, name: p - h}
        n = (f(up) - f(down)) / (2 * h)
        for a in grads[name].ravel():
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors


def numeric_gradient_itself(f, params, grads, h):
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
            n = (above - below) / (2 * h)
            errors[name][i] = n
    return errors


MEASURING_MISTAKES = (
    Mistake(
        one_sided,
        "The one-sided difference is off by about h itself, and accuses gradients that are right."
        " Go as far to either side: (f(up) - f(down)) / (2 * h).",
    ),
    Mistake(
        from_the_left,
        "The one-sided difference, from the left, is off by about h itself. Go as far to either "
        "side.",
    ),
    Mistake(
        divided_by_h,
        "From p - h to p + h it is 2h: divide by 2 * h. As it is, every gradient seems half as "
        "large as it should be.",
    ),
    Mistake(
        multiplied_by_h,
        "`/ 2 * h` divides by 2 and then multiplies by h: brackets, / (2 * h).",
    ),
    Mistake(
        below_minus_above,
        "The sign of the difference is turned round: above less below.",
    ),
    Mistake(
        not_put_back,
        "Each number stays moved when the next one is measured: put it back first.",
    ),
    Mistake(
        last_number_only,
        "Only the last number of each array decides: keep the largest error, max(errors[name], "
        "error).",
    ),
    Mistake(
        first_number_only,
        "Only the first number of each array is looked at. A slip in any other one goes unseen.",
    ),
    Mistake(
        first_array_only,
        "Only the first array is looked at: `return` stands inside the loop.",
    ),
    Mistake(
        all_moved_at_once,
        "All numbers of an array are moved at once: move one, and leave the others where they are.",
    ),
    Mistake(
        numeric_gradient_itself,
        "That is the numeric gradient. Compare it with grads, and give the largest relative error.",
    ),
)

"""Wrong gradient checks: they accuse the innocent, or let the guilty pass."""

import numpy as np

from course_lib.checking import Mistake


def one_sided(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old
            n, a = (above - f(params)) / h, grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def divided_by_h(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / h, grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def multiplied_by_h(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / 2 * h, grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def not_put_back(f, params, grads, h, tol):
    wrong = []
    params = {name: p.copy() for name, p in params.items()}
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def last_number_only(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = abs(a - n) / max(abs(a), abs(n), 1e-12)
        if worst > tol:
            wrong.append(name)
    return wrong


def first_number_only(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in list(np.ndindex(p.shape))[:1]:
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def first_array_only(f, params, grads, h, tol):
    wrong = []
    for name, p in list(params.items())[:1]:
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def last_array_left_out(f, params, grads, h, tol):
    wrong = []
    for name, p in list(params.items())[:-1]:
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def biases_left_out(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol and name != "b":
            wrong.append(name)
    return wrong


def stops_at_the_first(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            return [name]
    return wrong


def mean_error(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst += abs(a - n) / max(abs(a), abs(n), 1e-12) / p.size
        if worst > tol:
            wrong.append(name)
    return wrong


def absolute_error(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n))
        if worst > tol:
            wrong.append(name)
    return wrong


def no_absolute_value(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, (a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def signs_overlooked(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(abs(a) - abs(n)) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def guard_too_large(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1.0))
        if worst > tol:
            wrong.append(name)
    return wrong


def right_ones_named(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst <= tol:
            wrong.append(name)
    return wrong


def own_tolerance(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            n, a = (above - below) / (2 * h), grads[name][i]
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > 1e-2:
            wrong.append(name)
    return wrong


def all_moved_at_once(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst = 0.0
        up, down = {**params, name: p + h}, {**params, name: p - h}
        n = (f(up) - f(down)) / (2 * h)
        for a in grads[name].ravel():
            worst = max(worst, abs(a - n) / max(abs(a), abs(n), 1e-12))
        if worst > tol:
            wrong.append(name)
    return wrong


def lengths_compared(f, params, grads, h, tol):
    wrong = []
    for name, p in params.items():
        worst, numeric = 0.0, np.zeros(p.shape)
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            numeric[i] = (above - below) / (2 * h)
        gap = np.linalg.norm(grads[name] - numeric)
        worst = gap / (np.linalg.norm(grads[name]) + np.linalg.norm(numeric))
        if worst > tol:
            wrong.append(name)
    return wrong


def nobody_accused(f, params, grads, h, tol):
    return []


def everybody_accused(f, params, grads, h, tol):
    return list(params)


MISTAKES = (
    Mistake(
        one_sided,
        "The one-sided difference is off by about h itself, and accuses gradients that are "
        "right. Go as far to either side: (f(up) - f(down)) / (2 * h).",
    ),
    Mistake(
        divided_by_h,
        "From p - h to p + h it is 2h: divide by 2 * h. As it is, every gradient seems half "
        "as large as it should be.",
    ),
    Mistake(
        multiplied_by_h,
        "`/ 2 * h` divides by 2 and then multiplies by h: brackets, / (2 * h).",
    ),
    Mistake(
        not_put_back,
        "Each number stays moved when the next one is measured: put it back first.",
    ),
    Mistake(
        last_number_only,
        "Only the last number of each array decides: keep the largest error, max(worst, ...).",
    ),
    Mistake(
        first_number_only,
        "Only the first number of each array is looked at. A slip in any other one goes unseen.",
    ),
    Mistake(
        first_array_only,
        "Only the first array is looked at: go through all of params.",
    ),
    Mistake(
        last_array_left_out,
        "The last array is not looked at: go through all of params.",
    ),
    Mistake(
        biases_left_out,
        "Biases are never named. They can be as wrong as weights.",
    ),
    Mistake(
        stops_at_the_first,
        "It stops at the first array that is wrong. There may be more: return at the end.",
    ),
    Mistake(
        mean_error,
        "The errors are averaged: one wrong number among many right ones goes unseen. Take "
        "the largest.",
    ),
    Mistake(
        absolute_error,
        "This is the absolute error. Where gradients are small, wrong ones are near the right"
        " ones: divide by the larger of |a| and |n|.",
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
        "The number that guards the division is so large that small gradients always look "
        "right. Take 1e-12.",
    ),
    Mistake(
        right_ones_named,
        "These are the names of those that are right; asked for are the wrong ones.",
    ),
    Mistake(
        own_tolerance,
        "The limit is a number of its own; use the tol that is given.",
    ),
    Mistake(
        all_moved_at_once,
        "All numbers of an array are moved at once: move one, and leave the others where they are.",
    ),
    Mistake(
        lengths_compared,
        "Whole arrays are compared by their lengths: one wrong number among many is not "
        "heard. Divide number by number, then take the largest.",
    ),
    Mistake(
        nobody_accused,
        "It never names anything. A check that cannot fail checks nothing.",
    ),
    Mistake(
        everybody_accused,
        "It names every array, the right ones too.",
    ),
)

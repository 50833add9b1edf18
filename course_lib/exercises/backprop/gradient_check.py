"""The gradient check: which gradients are not the derivative?"""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.backprop.gradient_check_mistakes import MISTAKES


def wrong_gradients(f, params, grads, h, tol):
    raise NotImplementedError


def with_a_slip(wrong_gradients, slips, params, h, tol):
    """The gradients of a function of all params, some made wrong: which are found out?

    f is exp of a sum in which every number has a weight, less for b than for the others.
    """
    from copy import deepcopy

    weights = {}
    for name, p in params.items():
        turns = np.arange(p.size).reshape(p.shape)
        weights[name] = (0.7 + 0.2 * np.cos(turns)) * (-1.0) ** turns * (0.01 if name == "b" else 1)
        weights[name] *= name != "unused"

    def f(params):
        assert isinstance(params, dict), "f must be given params, the dict, with one number moved."
        return float(np.exp(sum((weights[name] * params[name]).sum() for name in weights)))

    grads = {name: weights[name] * f(params) for name in params}
    for name, slip in slips.items():
        flat, last = grads[name].reshape(-1), grads[name].size - 1
        if slip == "twice as large":
            flat *= 2
        elif slip == "sign turned":
            flat *= -1
        elif slip == "0.3 % too small":
            flat *= 0.997
        elif slip == "one sign turned":
            flat[last] *= -1
        elif slip == "one number 0.03 % too large":
            flat[last] *= 1.0003
        elif slip == "one number 0.03 % too near 0":
            flat[np.argmax(flat)] *= 0.9997
        else:
            assert slip == "zero", slip
            flat *= 0
    given = deepcopy(params)
    named = wrong_gradients(f, given, grads, h, tol)
    assert type(named) in (list, tuple, set), "Return a list: the names of the wrong gradients."
    unknown = [name for name in named if not isinstance(name, str) or name not in params]
    assert not unknown, f"There is no gradient called {str(unknown[0])[:40]}: return names."
    left = all(np.allclose(given[name], params[name], rtol=0, atol=1e-9) for name in params)
    assert left, "params is not as it was: put every number back after moving it."
    return {name: "wrong" if name in named else "right" for name in params}


def planted(rng):
    """Every slip in another array; the largest ones first."""

    def params(**shapes):
        return {name: 0.3 * rng.normal(size=shape) for name, shape in shapes.items()}

    def case(slips, *more, **shapes):
        about = "; ".join(f"d{name}: {slip}" for name, slip in slips.items()) or "all are right"
        return Case((slips, params(**shapes), 1e-3, 1e-4), about, *more)

    unused = "A number that f does not depend on has the gradient 0, and 0 / 0 is no error: guard"
    unused += " the division, e.g. max(|a|, |n|, 1e-12)."
    return (
        case({"w": "twice as large"}, w=(2,), b=(3,)),
        case({}, w=(3, 2), b=(2,)),
        case({"b": "sign turned"}, w=(4, 3), b=(3,)),
        case({"w2": "one sign turned"}, w1=(2, 5), b=(5,), w2=(5, 3)),
        case({"b": "0.3 % too small"}, w=(3, 5), b=(5,)),
        case({"w1": "one number 0.03 % too large"}, w1=(5, 4), b=(4,), w2=(4, 3)),
        case({"w2": "one number 0.03 % too near 0"}, w1=(3, 4), w2=(4, 6)),
        case({"w1": "twice as large", "w2": "zero"}, w1=(2, 4), b=(4,), w2=(4, 3)),
        case({"x": "sign turned"}, "generality", x=(2, 3, 4), b=(2,)),
        case({"w": "twice as large"}, "stability", unused, w=(3, 2), unused=(4,)),
    )


# Right ways.


def number_by_number(f, params, grads, h, tol):
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
            wrong.append(name)
    return wrong


def with_copies(f, params, grads, h, tol):
    def numeric(name):
        slope = np.zeros(params[name].shape)
        for i in np.ndindex(slope.shape):
            step = np.zeros(slope.shape)
            step[i] = h
            up = {**params, name: params[name] + step}
            down = {**params, name: params[name] - step}
            slope[i] = (f(up) - f(down)) / h / 2
        return slope

    def error(a, n):
        return np.max(np.abs(a - n) / np.maximum(1e-9, np.abs(a) + np.abs(n)))

    return tuple(name for name in params if error(grads[name], numeric(name)) > tol)


def by_first_wrong_number(f, params, grads, h, tol):
    found = set()
    for name in grads:
        it = np.nditer(params[name], flags=["multi_index"])
        for _ in it:
            at = it.multi_index
            params[name][at] += h
            fp = f(params)
            params[name][at] -= 2 * h
            fm = f(params)
            params[name][at] += h
            grad = (fp - fm) / (2 * h)
            if abs(grad - grads[name][at]) > tol * max(abs(grad), abs(grads[name][at])):
                found.add(name)
                break
    return found


GRADIENT_CHECK = Exercise(
    id="gradient-check",
    title="Find the wrong gradients",
    points=4,
    concepts=("gradient-check",),
    stub=wrong_gradients,
    reference=number_by_number,
    cases=planted,
    drive=with_a_slip,
    may_change=("params",),
    alternatives=(with_copies, by_first_wrong_number),
    mistakes=MISTAKES,
    hints=(
        "For each array, for each number in it: move it up by h and ask f(params), move it down by"
        " h and ask again, put it back.",
        "n = (above - below) / (2 * h). The relative error is |a - n| / max(|a|, |n|, 1e-12); keep"
        " the largest of the array.",
        "If the largest error of an array is above tol, put its name on the list. Return the list"
        " when all arrays are done.",
    ),
)

"""The gradient check: how far is each gradient from the derivative?"""

import numpy as np

from course_lib.checking import Case, Convention, Exercise
from course_lib.exercises.backprop.check_comparing import COMPARING_MISTAKES
from course_lib.exercises.backprop.check_measuring import MEASURING_MISTAKES
from course_lib.exercises.backprop.check_ways import (
    by_the_sum,
    number_by_number,
    with_copies,
)


def gradient_errors(f, params, grads, h):
    raise NotImplementedError


def with_a_slip(gradient_errors, slips, params, h):
    """The errors found in the gradients of a function of all params, some made wrong.

    f is exp of a sum in which every number has its weight, b less than the others. An error below
    0.00001 is what h leaves, and counts as 0.
    """
    from copy import deepcopy

    weights = {}
    for name, p in params.items():
        turns = np.arange(p.size).reshape(p.shape)
        weights[name] = (0.7 + 0.2 * np.cos(turns)) * (-1.0) ** turns
        weights[name] *= {"b": 0.01, "unused": 0}.get(name, 1)

    def f(params):
        assert isinstance(params, dict), "f must be given params, the dict, with one number moved."
        return float(np.exp(sum((weights[name] * params[name]).sum() for name in weights)))

    grads = {name: weights[name] * f(params) for name in params}
    for name, slip in slips.items():
        flat = grads[name].reshape(-1)
        at = {"one sign": -1, "one number": -1, "largest": np.argmax(flat)}
        which = next((at[few] for few in at if slip.startswith(few)), slice(None))
        by = {"sign": -1, "twice": 2, "zero": 0, "large": 1.0003, "small": 0.9997, "less": 0.997}
        flat[which] *= next(by[change] for change in by if change in slip)
    given = deepcopy(params)
    errors = gradient_errors(f, given, grads, h)
    assert type(errors) is dict, "Return a dict: the name of each array, and its largest error."
    left = all(np.allclose(given[name], params[name], rtol=0, atol=1e-9) for name in params)
    assert left, "params is not as it was: put every number back after moving it."
    numbers = {
        name: np.ndim(e) == 0 and isinstance(e, (int, float, np.number, np.ndarray))
        for name, e in errors.items()
    }
    return {
        name: (0.0 if abs(e) < 1e-5 else float(e)) if numbers[name] else e
        for name, e in errors.items()
    }


def planted(rng):
    """Every slip in another array; the largest ones first."""

    def case(slips, *more, **shapes):
        about = "; ".join(f"d{name}: {slip}" for name, slip in slips.items()) or "all are right"
        params = {k: np.round(0.3 * rng.normal(size=shape), 2) for k, shape in shapes.items()}
        return Case((slips, params, 1e-3), about, *more)

    unused = (
        "A number that f does not depend on has the gradient 0, and 0 / 0 is no error: guard the"
        " division, max(abs(a), abs(n), 1e-12)."
    )
    return (
        case({"w": "twice as large"}, w=(2,), b=(3,)),
        case({}, w=(3, 2), b=(2,)),
        case({"b": "sign turned"}, w=(4, 3), b=(3,)),
        case({"w2": "one sign turned"}, w1=(2, 5), b=(5,), w2=(5, 3)),
        case({"b": "0.3 % less"}, w=(3, 5), b=(5,)),
        case({"w1": "one number 0.03 % too large"}, w1=(5, 3), b=(3,), w2=(3, 4)),
        case({"w2": "largest number 0.03 % too small"}, w1=(3, 4), w2=(4, 6)),
        case({"w1": "twice as large", "w2": "zero"}, w1=(2, 4), b=(4,), w2=(4, 3)),
        case({"x": "sign turned"}, "generality", x=(2, 3, 4), b=(2,)),
        case({"w": "twice as large"}, "stability", unused, w=(3, 2), unused=(4,)),
    )


GRADIENT_CHECK = Exercise(
    id="gradient-check",
    title="Check every gradient",
    points=4,
    concepts=("gradient-check",),
    stub=gradient_errors,
    reference=number_by_number,
    cases=planted,
    drive=with_a_slip,
    may_change=("params",),
    rtol=1e-3,
    alternatives=(with_copies,),
    conventions=(
        Convention(by_the_sum, "You divide by |a| + |n|; that is in use too, and half as large."),
    ),
    mistakes=(*MEASURING_MISTAKES, *COMPARING_MISTAKES),
    hints=(
        "For each array, for each number in it: move it up by h and ask f(params), move it down by"
        " h and ask again, put it back.",
        "n = (above - below) / (2 * h), and a is the number in grads. The relative error is"
        " abs(a - n) / max(abs(a), abs(n), 1e-12).",
        "errors[name] = max(errors[name], error), beginning at 0; return errors when all arrays are"
        " done.",
    ),
)

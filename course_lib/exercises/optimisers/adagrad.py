"""AdaGrad: a rate for each weight, which fades."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.exercises.optimisers.squares import FAULTS, OUTSIDE, SUMMED_OVER_WEIGHTS, by_faults
from course_lib.exercises.optimisers.steps import (
    AFTER,
    another_rate,
    three_steps,
    two_at_once,
    walks,
)


def adagrad_step(w, dw, state, lr, eps):
    raise NotImplementedError


# Right steps.


def squares_summed(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def squares_summed_in_place(w, dw, state, lr, eps):
    if "cache" not in state:
        state["cache"] = np.zeros_like(w)
    state["cache"] += dw * dw
    rate = lr / (state["cache"] ** 0.5 + eps)
    w = w - rate * dw
    return w, state


# Wrong ones.


def eps_inside(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / np.sqrt(v + eps), {"v": v}


def eps_inside_squared(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / np.sqrt(v + eps**2), {"v": v}


def eps_left_out(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / np.sqrt(v), {"v": v}


def eps_fixed(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + 1e-8), {"v": v}


def eps_after_the_division(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / np.sqrt(v) + eps, {"v": v}


def root_forgotten(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (v + eps), {"v": v}


def not_squared(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def lengths_summed(w, dw, state, lr, eps):
    v = state.get("v", 0) + np.abs(dw)
    return w - lr * dw / (v + eps), {"v": v}


def squares_forgotten(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + eps), state


def one_rate_for_all(w, dw, state, lr, eps):
    v = state.get("v", 0) + np.sum(dw**2)
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def climbs_with_own_rates(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w + lr * dw / (np.sqrt(v) + eps), {"v": v}


def squared_too_late(w, dw, state, lr, eps):
    v = state.get("v", np.zeros_like(w))
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v + dw**2}


def gradient_forgotten(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr / (np.sqrt(v) + eps), {"v": v}


def rate_left_out(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - dw / (np.sqrt(v) + eps), {"v": v}


def rate_fixed(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - 0.01 * dw / (np.sqrt(v) + eps), {"v": v}


def multiplied_by_the_root(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw * (np.sqrt(v) + eps), {"v": v}


def mean_of_squares(w, dw, state, lr, eps):
    t = state.get("t", 0) + 1
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v / t) + eps), {"v": v, "t": t}


def average_of_squares(w, dw, state, lr, eps):
    v = 0.9 * state.get("v", 0) + 0.1 * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def plain_gradient_step(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw, {"v": v}


def two_faults_of_adagrad(w, dw, state, lr, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / np.sqrt(v + eps), state


NAMED = (
    (eps_inside, OUTSIDE),
    (eps_inside_squared, f"{OUTSIDE} Its square under the root is not the same."),
    (
        eps_left_out,
        "You add no eps: where all gradients were 0, yours divides 0 by 0, which is nan."
        " It should be sqrt(v) + eps.",
    ),
    (eps_fixed, "Your eps is a fixed tiny number; it should be the one that is given."),
    (
        eps_after_the_division,
        "You add eps after the division. Brackets are missing: it should be dw / (sqrt(v) + eps).",
    ),
    (root_forgotten, "The root is missing: divide by sqrt(v) + eps."),
    (
        not_squared,
        "Your gradients go into v as they are, so plus and minus cancel and roots of"
        " negative numbers are nan. Square them: dw**2.",
    ),
    (
        lengths_summed,
        "You add up lengths, and take no root; it should be squares, dw**2, and a root.",
    ),
    (
        squares_forgotten,
        "The squares are not remembered from step to step: put the new v into the state, under the"
        " key that you read it from.",
    ),
    (one_rate_for_all, SUMMED_OVER_WEIGHTS),
    (
        climbs_with_own_rates,
        "Your step has the wrong sign. w should go against the gradient: w - ...",
    ),
    (
        squared_too_late,
        "You take the step before dw**2 is in v, so the first one divides by eps alone."
        " First make the new v, then move w.",
    ),
    (gradient_forgotten, "The gradient itself is missing from the step: lr * dw / ..."),
    (rate_left_out, "lr is missing: lr * dw / (sqrt(v) + eps)."),
    (multiplied_by_the_root, "You multiply by the root; you should divide by it."),
    (plain_gradient_step, "You keep v but do not use it: dw should be divided by sqrt(v) + eps."),
)

ADAGRAD_STEP = Exercise(
    id="adagrad-step",
    title="AdaGrad",
    points=2,
    concepts=("adagrad",),
    stub=adagrad_step,
    reference=squares_summed,
    cases=walks((0.1, 1e-2), (0.3, 5e-3)),
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(squares_summed_in_place,),
    mistakes=(
        *(Mistake(code, message) for code, message in NAMED),
        Mistake(
            rate_fixed, "Your rate is always 0.01; it should be the lr that is given.", another_rate
        ),
        Mistake(
            mean_of_squares,
            "You average the squares; AdaGrad should sum them up, which is why its steps shrink.",
        ),
        Mistake(
            average_of_squares,
            "Yours forgets old squares, as RMSProp does. AdaGrad should add dw**2 whole and"
            " forget nothing.",
        ),
        Mistake(
            two_faults_of_adagrad,
            "Two things are wrong at once.",
            two_at_once(
                by_faults, {k: v for k, v in FAULTS.items() if k not in ("swapped", "whole")}
            ),
        ),
    ),
    hints=(
        "Each weight remembers the sum of its own squared gradients, of the shape of w.",
        "v = state.get('v', 0) + dw**2; what is taken off is lr * dw, divided by the root of v.",
        "w - lr * dw / (np.sqrt(v) + eps), and {'v': v}",
    ),
)

"""Nesterov's momentum: looking ahead, and the same with the variables changed."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.optimisers.momentum import CASES, averaged, nothing_remembered, summed
from course_lib.exercises.optimisers.steps import (
    AFTER,
    another_rate,
    other_shares,
    three_looks,
    three_steps,
)


def nesterov_step(w, dw, state, lr, rho):
    raise NotImplementedError


def nesterov_lookahead(w, gradient, state, lr, rho):
    raise NotImplementedError


SLOPE = "gradient(p) = curvature * p + sin(p) - pull"


def slopes(rng):
    """Curved, so that the gradient ahead is not the gradient here."""

    def slope(*shape):
        return rng.normal(size=shape), rng.uniform(0.5, 3, size=shape), rng.normal(size=shape)

    two = np.array([1.0, -2.0]), np.array([2.0, 1.0]), np.array([0.0, 0.5])
    return (
        Case((*two, 0.1, 0.85), f"two weights; {SLOPE}"),
        Case((*slope(5), 0.3, 0.6), f"five weights; {SLOPE}"),
        Case((*slope(3, 4), 0.1, 0.85), f"a matrix, 3 by 4; {SLOPE}"),
        Case((*slope(1), 0.2, 0.7), f"a single weight; {SLOPE}", "generality"),
        Case((*slope(2, 3, 5), 0.3, 0.6), f"three axes; {SLOPE}", "generality"),
    )


# Right looks ahead.


def looks_ahead(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w - lr * rho * v)
    return w - lr * v, {"v": v}


def velocity_of_w_ahead(w, gradient, state, lr, rho):
    if "v" not in state:
        state["v"] = np.zeros(w.shape)
    ahead = w + rho * state["v"]
    state["v"] = rho * state["v"] - lr * gradient(ahead)
    return w + state["v"], state


# Wrong ones.


def looks_here(w, gradient, state, lr, rho):
    v = rho * state.get("v", 0) + gradient(w)
    return w - lr * v, {"v": v}


def looks_back(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w + lr * rho * v)
    return w - lr * v, {"v": v}


def looks_ahead_without_rate(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w - rho * v)
    return w - lr * v, {"v": v}


def looks_ahead_without_friction(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w - lr * v)
    return w - lr * v, {"v": v}


def moves_on_from_ahead(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    ahead = w - lr * rho * v
    v = rho * v + gradient(ahead)
    return ahead - lr * v, {"v": v}


def velocity_forgotten(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w - lr * rho * v)
    return w - lr * v, state


def climbs_ahead(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w + lr * rho * v)
    return w + lr * v, {"v": v}


def friction_missing(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = v + gradient(w - lr * v)
    return w - lr * v, {"v": v}


def friction_fixed(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = 0.9 * v + gradient(w - lr * 0.9 * v)
    return w - lr * v, {"v": v}


def averaged_ahead(w, gradient, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    v = rho * v + (1 - rho) * gradient(w - lr * rho * v)
    return w - lr * v, {"v": v}


def gradient_not_called(w, gradient, state, lr, rho):
    v = rho * state.get("v", 0) + gradient
    return w - lr * v, {"v": v}


def changed_variables_here(w, gradient, state, lr, rho):
    dw = gradient(w)
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * v), {"v": v}


NESTEROV_LOOKAHEAD = Exercise(
    id="nesterov-lookahead",
    title="Nesterov, looking ahead",
    points=3,
    concepts=("nesterov",),
    stub=nesterov_lookahead,
    reference=looks_ahead,
    cases=slopes,
    drive=three_looks,
    returns=AFTER,
    may_change=("w",),
    alternatives=(velocity_of_w_ahead,),
    mistakes=(
        Mistake(
            looks_here,
            "The gradient is measured at w, so this is plain momentum. Measure it where the"
            " velocity is about to carry w.",
        ),
        Mistake(
            looks_back,
            "Yours looks behind. w moves by -lr * v, so the point ahead should be w - lr *"
            " rho * v.",
        ),
        Mistake(
            looks_ahead_without_rate,
            "Yours looks too far ahead: lr is missing. The point ahead should be w - lr * rho * v.",
        ),
        Mistake(
            looks_ahead_without_friction,
            "Yours looks too far ahead: rho is missing. The point ahead should be w - lr *"
            " rho * v.",
        ),
        Mistake(
            moves_on_from_ahead,
            "Your step starts from the point ahead, so the old velocity counts twice. Look"
            " ahead, but move from w.",
        ),
        Mistake(
            velocity_forgotten,
            "Each step forgets the velocity: put the new v into the state, under the key that you"
            " read it from.",
        ),
        Mistake(
            climbs_ahead,
            "Your step has the wrong sign. w should go against v, w - lr * v, and look that"
            " way too.",
        ),
        Mistake(friction_missing, "rho is missing: the velocity never slows down."),
        Mistake(friction_fixed, "Your friction is always 0.9; it should be the rho that is given."),
        Mistake(
            averaged_ahead,
            "Your gradient comes in with the share 1 - rho; it should come in whole.",
        ),
        Mistake(
            gradient_not_called,
            "`gradient` is a function: call it with a point, gradient(point).",
        ),
        Mistake(
            changed_variables_here,
            "Yours is the other form, with the variables changed: its w is the point ahead."
            " In this exercise w should be the point itself, and the gradient be measured"
            " ahead of it.",
        ),
    ),
    hints=(
        "If no gradient came, where would the velocity alone carry w? Measure the gradient there.",
        "The point ahead is w - lr * rho * v, with the old v.",
        "v = rho * v + gradient(w - lr * rho * v); then w - lr * v.",
    ),
)


# The variables changed.


def changed_variables(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * v), {"v": v}


def velocity_of_w_changed(w, dw, state, lr, rho):
    before = state.get("v", np.zeros_like(w))
    v = rho * before - lr * dw
    return w - rho * before + (1 + rho) * v, {"v": v}


def friction_at_once(w, dw, state, lr, rho):
    v = rho * (state.get("v", 0) + dw)
    return w - lr * (dw + v), {"v": v}


def one_formula(w, dw, state, lr, rho):
    old = state["v"] if state else 0
    return w - lr * ((1 + rho) * dw + rho * rho * old), {"v": rho * old + dw}


def gradient_added_without_friction(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + v), {"v": v}


def velocity_whole(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * rho * v, {"v": v}


def climbs_changed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w + lr * (dw + rho * v), {"v": v}


def rate_on_the_gradient_alone(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * dw + rho * v, {"v": v}


def remembers_nothing_changed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * v), state


def correction_with_wrong_sign(w, dw, state, lr, rho):
    before = state.get("v", np.zeros_like(w))
    v = rho * before - lr * dw
    return w + rho * before + (1 + rho) * v, {"v": v}


def rho_fixed_changed(w, dw, state, lr, rho):
    v = 0.9 * state.get("v", 0) + dw
    return w - lr * (dw + 0.9 * v), {"v": v}


def rate_fixed_changed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - 0.01 * (dw + rho * v), {"v": v}


def averaged_changed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + (1 - rho) * dw
    return w - lr * (dw + rho * v), {"v": v}


def another_sum_changed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * rho * v), {"v": v}


NESTEROV_STEP = Exercise(
    id="nesterov-step",
    title="Nesterov, the variables changed",
    points=2,
    concepts=("nesterov",),
    stub=nesterov_step,
    reference=changed_variables,
    cases=CASES,
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(velocity_of_w_changed, friction_at_once, one_formula),
    mistakes=(
        Mistake(
            summed,
            "Yours is plain momentum: w goes by v. It should go by dw + rho * v, one look"
            " further, with the new v, which has dw in it already.",
        ),
        Mistake(
            averaged, "Yours is plain momentum in its averaging form; w should go by dw + rho * v."
        ),
        Mistake(
            nothing_remembered,
            "This is a plain gradient step: nothing of the velocity is used.",
        ),
        Mistake(
            gradient_added_without_friction,
            "Yours goes by dw + v; it should go by dw + rho * v.",
        ),
        Mistake(velocity_whole, "In yours dw itself is missing: w should go by dw + rho * v."),
        Mistake(
            climbs_changed,
            "Your step has the wrong sign. w should go against the gradient: w - lr * (dw +"
            " rho * v).",
        ),
        Mistake(
            rate_on_the_gradient_alone,
            "In yours the velocity lacks lr, and has the wrong sign. It should be w - lr *"
            " (dw + rho * v).",
        ),
        Mistake(
            remembers_nothing_changed,
            "The velocity is not remembered: put the new v into the state, under the key that you"
            " read it from.",
        ),
        Mistake(
            correction_with_wrong_sign,
            "In yours one sign is wrong: from w it should go back by rho * v_before, then on"
            " by (1 + rho) * v.",
        ),
        Mistake(
            rho_fixed_changed, "Your friction is always 0.9; it should be the rho that is given."
        ),
        Mistake(
            rate_fixed_changed,
            "Your rate is always 0.01; it should be the lr that is given.",
            another_rate,
        ),
        Mistake(
            averaged_changed,
            "Your gradient goes into v with the share 1 - rho; it should go in whole.",
        ),
        Mistake(
            another_sum_changed,
            "Your step is another sum of the gradients than Nesterov's.",
            other_shares,
        ),
    ),
    hints=(
        "The new v as in plain momentum. Only what is taken off w differs.",
        "The point ahead of the new w is one more look along the new v: w - lr * (dw + rho * v).",
        "v = rho * state.get('v', 0) + dw; return w - lr * (dw + rho * v), {'v': v}",
    ),
)

"""Momentum, in both conventions; and the well-known slip that climbs."""

import numpy as np

from course_lib.checking import Convention, Exercise, Mistake
from course_lib.exercises.optimisers.steps import (
    AFTER,
    another_rate,
    other_shares,
    three_steps,
    walks,
)

# Settings are lr and rho.
CASES = walks((0.1, 0.85), (0.3, 0.6))


def momentum_step(w, dw, state, lr, rho):
    raise NotImplementedError


def momentum_mended(w, dw, state, lr, rho):
    raise NotImplementedError


# Right steps.


def summed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * v, {"v": v}


def velocity_of_w(w, dw, state, lr, rho):
    if "velocity" not in state:
        state["velocity"] = np.zeros_like(w)
    state["velocity"] = rho * state["velocity"] - lr * dw
    w = w + state["velocity"]
    return w, state


def in_place(w, dw, state, lr, rho):
    v = state.setdefault("v", np.zeros(w.shape))
    v *= rho
    v += dw
    w -= (lr * v).astype(w.dtype)
    return w, state


def all_gradients_kept(w, dw, state, lr, rho):
    gradients = [*state.get("gradients", []), dw]
    v = sum(rho**age * g for age, g in enumerate(reversed(gradients)))
    return w - lr * v, {"gradients": gradients}


def averaged(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + (1 - rho) * dw
    return w - lr * v, {"v": v}


# Wrong ones.


def climbs(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w + lr * v, {"v": v}


def another_sum(w, dw, state, lr, rho):
    v = (1 - rho) * state.get("v", 0) + dw
    return w - lr * v, {"v": v}


def nothing_remembered(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * v, state


def nothing_remembered_of_the_average(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + (1 - rho) * dw
    return w - lr * v, state


def rho_fixed(w, dw, state, lr, rho):
    v = 0.9 * state.get("v", 0) + dw
    return w - lr * v, {"v": v}


def rho_fixed_in_the_average(w, dw, state, lr, rho):
    v = 0.9 * state.get("v", 0) + 0.1 * dw
    return w - lr * v, {"v": v}


def no_friction(w, dw, state, lr, rho):
    v = state.get("v", 0) + dw
    return w - lr * v, {"v": v}


def friction_on_the_gradient(w, dw, state, lr, rho):
    v = state.get("v", 0) + rho * dw
    return w - lr * v, {"v": v}


def friction_on_both(w, dw, state, lr, rho):
    v = rho * (state.get("v", 0) + dw)
    return w - lr * v, {"v": v}


def shares_swapped(w, dw, state, lr, rho):
    v = (1 - rho) * state.get("v", 0) + rho * dw
    return w - lr * v, {"v": v}


def old_velocity(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    return w - lr * v, {"v": rho * v + dw}


def rate_twice(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + lr * dw
    return w - lr * v, {"v": v}


def rate_forgotten(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - v, {"v": v}


def rate_fixed(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - 0.01 * v, {"v": v}


def velocity_is_w(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return v, {"v": v}


def velocity_alone(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return -lr * v, {"v": v}


def nesterov_instead(w, dw, state, lr, rho):
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * v), {"v": v}


def velocity_begins_at_w(w, dw, state, lr, rho):
    v = rho * state.get("v", w) + dw
    return w - lr * v, {"v": v}


def two_weights_in_the_state(w, dw, state, lr, rho):
    v = rho * state.get("v", np.zeros(2)) + dw
    return w - lr * v, {"v": v}


def two_weights_in_the_loop(w, dw, state, lr, rho):
    v = state.get("v", np.zeros_like(w))
    for i in range(2):
        v[i] = rho * v[i] + dw[i]
    return w - lr * v, {"v": v}


def gradient_changed(w, dw, state, lr, rho):
    dw += rho * state.get("v", np.zeros_like(dw))
    return w - lr * dw, {"v": dw}


def state_alone(w, dw, state, lr, rho):
    state["v"] = rho * state.get("v", 0) + dw
    return state, w - lr * state["v"]


CLIMBS = (
    "Your step has the wrong sign. v points uphill, as the gradients do that it sums"
    " up. So w should go against it: w - lr * v."
)
FORGETS = (
    "Each step is a plain gradient step: the velocity is not remembered, or not used. Put the new v"
    " into the state, under the key that you read it from, and move w by it."
)
TWO_WEIGHTS = (
    "Yours is right with two weights and wrong with five: the size 2 is written down in it. It"
    " should be that of w: np.zeros_like(w) in place of np.zeros(2), and no loop."
)
OF_ALL = (
    Mistake(
        rho_fixed,
        "Your friction is always 0.9; it should be the rho that is given. (Do you read it"
        " under another name?)",
    ),
    Mistake(no_friction, "rho is missing: the velocity never slows down. v = rho * v + ..."),
    Mistake(
        friction_on_the_gradient,
        "Your rho multiplies the gradient; it should multiply the old velocity: rho * v.",
    ),
    Mistake(
        friction_on_both,
        "Your rho multiplies the gradient too; it should multiply the old velocity alone.",
    ),
    Mistake(
        shares_swapped,
        "Your shares are swapped. The old velocity should keep rho of itself, the"
        " gradient get 1 - rho.",
    ),
    Mistake(
        old_velocity,
        "Your w moves by the old velocity, so each gradient comes a step late. First make"
        " the new v, then move w by it.",
    ),
    Mistake(
        rate_twice,
        "Your lr is applied twice, to the gradient and to the velocity; it should be applied once.",
    ),
    Mistake(rate_forgotten, "lr is missing: w - lr * v."),
    Mistake(
        rate_fixed, "Your rate is always 0.01; it should be the lr that is given.", another_rate
    ),
    Mistake(velocity_is_w, "You return the velocity; it should be the new w: return w, state."),
    Mistake(velocity_alone, "Yours is the change of w alone; it should be the new w: w - lr * v."),
    Mistake(
        nesterov_instead,
        "Yours is Nesterov's momentum, which looks a step ahead. Plain momentum should go"
        " by v itself.",
    ),
    Mistake(velocity_begins_at_w, "Your velocity begins at w; it should begin at 0, at rest."),
    Mistake(two_weights_in_the_state, TWO_WEIGHTS),
    Mistake(two_weights_in_the_loop, TWO_WEIGHTS),
    Mistake(
        gradient_changed,
        "`dw += ...` writes the velocity over the gradient, which is the caller's: make a new"
        " array.",
    ),
    Mistake(state_alone, "You return the state first; it should be w first: return w, state."),
)
ANOTHER = Mistake(
    another_sum, "Your step is another sum of the gradients than momentum's.", other_shares
)

MOMENTUM_STEP = Exercise(
    id="momentum-step",
    title="Momentum",
    points=3,
    concepts=("momentum",),
    stub=momentum_step,
    reference=summed,
    conventions=(
        Convention(
            averaged,
            "Your velocity is an average of the gradients, (1 - rho) * dw. The course sums them up;"
            " the path is the same at a rate 1 / (1 - rho) times as large.",
        ),
    ),
    cases=CASES,
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(velocity_of_w, in_place, all_gradients_kept),
    mistakes=(
        Mistake(climbs, CLIMBS),
        Mistake(nothing_remembered, FORGETS),
        Mistake(nothing_remembered_of_the_average, FORGETS),
        *OF_ALL,
        Mistake(
            rho_fixed_in_the_average,
            "Your average always keeps 0.9 of the past; it should keep the rho that is given.",
        ),
        ANOTHER,
    ),
    hints=(
        "The velocity is a memory of past gradients. Before the first step the state is empty:"
        " what is the velocity then?",
        "v = rho * state.get('v', 0) + dw; w goes down by lr * v.",
        "Return w - lr * v and {'v': v}: two things, w first.",
    ),
)

MOMENTUM_MENDED = Exercise(
    id="momentum-mended",
    title="Find the error: momentum",
    points=1,
    concepts=("momentum",),
    stub=momentum_mended,
    reference=summed,
    cases=CASES,
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(velocity_of_w, in_place),
    mistakes=(
        Mistake(climbs, f"That is the flawed code as it was shown. {CLIMBS}"),
        Mistake(nothing_remembered, FORGETS),
        Mistake(
            averaged,
            "Yours averages the gradients, (1 - rho) * dw. That goes down, too. But it should"
            " be the code shown with its one error mended, and that sums them up.",
        ),
        *OF_ALL,
        ANOTHER,
    ),
    hints=(
        "Take w = 1, dw = 2, lr = 0.1, an empty state. Where is w after the flawed step? The slope"
        " is 2: which way is down?",
        "Only one sign is wrong.",
    ),
)

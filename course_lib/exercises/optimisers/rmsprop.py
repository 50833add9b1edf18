"""RMSProp: AdaGrad that forgets."""

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


def rmsprop_step(w, dw, state, lr, beta2, eps):
    raise NotImplementedError


# Right steps.


def squares_averaged(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def squares_averaged_in_place(w, dw, state, lr, beta2, eps):
    v = state.setdefault("v", np.zeros(w.shape))
    v += (1 - beta2) * (np.square(dw) - v)
    w -= (lr * dw / (np.sqrt(v) + eps)).astype(w.dtype)
    return w, state


# Wrong ones: first AdaGrad's mistakes, made with an average.


def eps_inside_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / np.sqrt(v + eps), {"v": v}


def eps_inside_squared_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / np.sqrt(v + eps**2), {"v": v}


def no_eps_in_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / np.sqrt(v), {"v": v}


def eps_fixed_in_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v) + 1e-8), {"v": v}


def eps_after_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / np.sqrt(v) + eps, {"v": v}


def root_forgotten_in_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (v + eps), {"v": v}


def mean_not_squared(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def mean_forgotten(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), state


def one_mean_for_all(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * np.mean(dw**2)
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def one_sum_for_all(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * np.sum(dw**2)
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def climbs_by_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w + lr * dw / (np.sqrt(v) + eps), {"v": v}


def mean_too_late(w, dw, state, lr, beta2, eps):
    v = state.get("v", np.zeros_like(w))
    w = w - lr * dw / (np.sqrt(v) + eps)
    return w, {"v": beta2 * v + (1 - beta2) * dw**2}


def mean_without_gradient(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr / (np.sqrt(v) + eps), {"v": v}


def mean_without_rate(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - dw / (np.sqrt(v) + eps), {"v": v}


def rate_fixed(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - 0.01 * dw / (np.sqrt(v) + eps), {"v": v}


def plain_step_beside_the_mean(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw, {"v": v}


def shares_of_squares_swapped(w, dw, state, lr, beta2, eps):
    v = (1 - beta2) * state.get("v", 0) + beta2 * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def new_square_whole(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def decay_fixed(w, dw, state, lr, beta2, eps):
    v = 0.9 * state.get("v", 0) + 0.1 * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def decay_fixed_to_two_nines(w, dw, state, lr, beta2, eps):
    v = 0.99 * state.get("v", 0) + 0.01 * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def share_squared(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + ((1 - beta2) * dw) ** 2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def adagrad_instead(w, dw, state, lr, beta2, eps):
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def mean_corrected(w, dw, state, lr, beta2, eps):
    t = state.get("t", 0) + 1
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v / (1 - beta2**t)) + eps), {"v": v, "t": t}


def root_remembered(w, dw, state, lr, beta2, eps):
    v = np.sqrt(beta2 * state.get("v", 0) + (1 - beta2) * dw**2)
    return w - lr * dw / (v + eps), {"v": v}


def mean_begins_with_dw(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", dw**2) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}


def two_faults_of_rmsprop(w, dw, state, lr, beta2, eps):
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / np.sqrt(v + eps), state


RMSPROP_CASES = walks((0.1, 0.85, 1e-2), (0.03, 0.6, 5e-3))

RMSPROP_STEP = Exercise(
    id="rmsprop-step",
    title="RMSProp",
    points=3,
    concepts=("rmsprop",),
    stub=rmsprop_step,
    reference=squares_averaged,
    cases=RMSPROP_CASES,
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(squares_averaged_in_place,),
    mistakes=(
        Mistake(eps_inside_the_mean, OUTSIDE),
        Mistake(eps_inside_squared_mean, f"{OUTSIDE} Its square under the root is not the same."),
        Mistake(
            no_eps_in_the_mean,
            "You add no eps: where all gradients were 0, yours divides 0 by 0, which is nan."
            " It should be sqrt(v) + eps.",
        ),
        Mistake(
            eps_fixed_in_the_mean,
            "Your eps is a fixed tiny number; it should be the one that is given.",
        ),
        Mistake(
            eps_after_the_mean,
            "You add eps after the division. Brackets are missing: it should be dw / (sqrt(v)"
            " + eps).",
        ),
        Mistake(root_forgotten_in_the_mean, "The root is missing: divide by sqrt(v) + eps."),
        Mistake(
            mean_not_squared,
            "You average the gradients as they are, so plus and minus cancel and roots of"
            " negative numbers are nan. Square them: dw**2.",
        ),
        Mistake(
            mean_forgotten,
            "The average is not remembered from step to step: put the new v into the state, under"
            " the key that you read it from.",
        ),
        Mistake(one_sum_for_all, SUMMED_OVER_WEIGHTS),
        Mistake(
            one_mean_for_all,
            "You average dw**2 over all weights, so they share one rate. Each weight should"
            " have its own: v has the shape of w.",
        ),
        Mistake(
            climbs_by_the_mean,
            "Your step has the wrong sign. w should go against the gradient: w - ...",
        ),
        Mistake(
            mean_too_late,
            "You take the step before dw**2 is in v, so the first one divides by eps alone."
            " First make the new v, then move w.",
        ),
        Mistake(
            mean_without_gradient, "The gradient itself is missing from the step: lr * dw / ..."
        ),
        Mistake(mean_without_rate, "lr is missing: lr * dw / (sqrt(v) + eps)."),
        Mistake(
            plain_step_beside_the_mean,
            "You keep v but do not use it: dw should be divided by sqrt(v) + eps.",
        ),
        Mistake(
            rate_fixed, "Your rate is always 0.01; it should be the lr that is given.", another_rate
        ),
        Mistake(shares_of_squares_swapped, FAULTS["swapped"]),
        Mistake(
            new_square_whole,
            "Your dw**2 comes in whole; it should come in with the share 1 - beta2, or v is"
            " no average but a sum.",
        ),
        Mistake(
            decay_fixed,
            "Your decay is always 0.9; it should be the beta2 that is given. (Do you read it"
            " under another name?)",
        ),
        Mistake(
            decay_fixed_to_two_nines,
            "Your decay is always 0.99; it should be the beta2 that is given. (Do you read it"
            " under another name?)",
        ),
        Mistake(
            share_squared,
            "You square 1 - beta2 together with the gradient; it should be (1 - beta2) * dw**2.",
        ),
        Mistake(
            adagrad_instead,
            "Yours is AdaGrad: it sums up and forgets nothing. It should be v = beta2 * v +"
            " (1 - beta2) * dw**2.",
        ),
        Mistake(
            mean_corrected,
            "You divide v by 1 - beta2**t, as in Adam. Plain RMSProp should not correct.",
        ),
        Mistake(
            root_remembered,
            "You put the root into the state, and the next step averages it with squares."
            " Keep v itself.",
        ),
        Mistake(mean_begins_with_dw, "Your v begins at the first dw**2; it should begin at 0."),
        Mistake(
            two_faults_of_rmsprop, "Two things are wrong at once.", two_at_once(by_faults, FAULTS)
        ),
    ),
    hints=(
        "As AdaGrad, but old squares fade. You wrote such an average already: ewma.",
        "v = beta2 * v + (1 - beta2) * dw**2, from v = 0.",
        "w - lr * dw / (np.sqrt(v) + eps), and {'v': v}",
    ),
)

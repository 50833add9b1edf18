"""AdamW: weights that decay beside Adam's step, not within it."""

import numpy as np

from course_lib.checking import Convention, Exercise, Mistake
from course_lib.exercises.optimisers.adam import PAPERS_WAY
from course_lib.exercises.optimisers.adam_faults import (
    ADAM_FAULTS,
    DECAY_FAULTS,
    adam_by_faults,
)
from course_lib.exercises.optimisers.steps import AFTER, three_steps, two_at_once, walks


def adamw_step(w, dw, state, lr, beta1, beta2, eps, decay):
    raise NotImplementedError


# Right steps.


def decay_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * (step + decay * w), {"m": m, "v": v, "t": t}


def decay_first(w, dw, state, lr, beta1, beta2, eps, decay):
    if not state:
        state.update(m=np.zeros_like(w), v=np.zeros_like(w), t=0)
    state["t"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * dw
    state["v"] = beta2 * state["v"] + (1 - beta2) * dw * dw
    m_hat = state["m"] / (1 - beta1 ** state["t"])
    v_hat = state["v"] / (1 - beta2 ** state["t"])
    w = w * (1 - lr * decay)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), state


def decay_last(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    w = w - lr * m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w * (1 - lr * decay), {"m": m, "v": v, "t": t}


def rate_corrected_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps) - lr * decay * w, {"m": m, "v": v, "t": t}


# Wrong ones.


def decay_in_the_gradient(w, dw, state, lr, beta1, beta2, eps, decay):
    dw = dw + decay * w
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def decay_over_the_root(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    step = lr * (m_hat + decay * w) / (np.sqrt(v_hat) + eps)
    return w - step, {"m": m, "v": v, "t": t}


def decay_in_the_first_moment(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * (dw + decay * w)
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def no_decay(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def decay_without_rate(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps) - decay * w, {"m": m, "v": v, "t": t}


def weights_grow(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    w = w * (1 + lr * decay)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def decay_twice(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * (dw + decay * w)
    v = beta2 * state.get("v", 0) + (1 - beta2) * (dw + decay * w) ** 2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * (m_hat / (np.sqrt(v_hat) + eps) + decay * w), {"m": m, "v": v, "t": t}


def whole_weights_taken_off(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return lr * decay * w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def step_decays_too(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * (1 - decay) * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def uncorrected_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * (m / (np.sqrt(v) + eps) + decay * w), {"m": m, "v": v}


def count_lost_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * (step + decay * w), {"m": m, "v": v}


def counts_from_zero_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0)
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * (step + decay * w), {"m": m, "v": v, "t": t + 1}


def eps_inside_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / np.sqrt(v / (1 - beta2**t) + eps)
    return w - lr * (step + decay * w), {"m": m, "v": v, "t": t}


def moments_lost_beside(w, dw, state, lr, beta1, beta2, eps, decay):
    t = 1
    m = (1 - beta1) * dw
    v = (1 - beta2) * dw**2
    step = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - lr * (step + decay * w), state


def two_faults_of_adamw(w, dw, state, lr, beta1, beta2, eps, decay):
    dw = dw + decay * w
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * m / (np.sqrt(v) + eps), {"m": m, "v": v}


ADAMW_STEP = Exercise(
    id="adamw-step",
    title="Find the error: AdamW",
    points=3,
    concepts=("adam",),
    stub=adamw_step,
    reference=decay_beside,
    conventions=(
        Convention(rate_corrected_beside, PAPERS_WAY),
        Convention(
            decay_last,
            "You let the new w decay, the course the old one. It hardly matters: the difference is"
            " lr * decay of one step.",
        ),
    ),
    cases=walks((0.1, 0.8, 0.95, 1e-2, 0.3), (0.03, 0.6, 0.85, 5e-3, 0.7)),
    drive=three_steps,
    builds_on=("adam-step",),
    returns=AFTER,
    may_change=("w",),
    alternatives=(decay_first,),
    mistakes=(
        Mistake(
            decay_in_the_gradient,
            "That is the flawed code as it was shown, Adam with L2: the decay is added to dw, and"
            " the root of v divides it away again where gradients are large. Let w decay beside the"
            " step: w - lr * decay * w.",
        ),
        Mistake(
            decay_over_the_root,
            "You divide the decay by the root of v as well; it should stand beside the step,"
            " undivided.",
        ),
        Mistake(
            decay_in_the_first_moment,
            "Your decay goes into m, so it is averaged and divided by the root of v. It"
            " should stand beside the step.",
        ),
        Mistake(
            no_decay, "Yours is plain Adam: the weights do not decay. Take off lr * decay * w."
        ),
        Mistake(
            decay_without_rate,
            "You do not multiply the decay by lr; it should be lr * decay * w, as in most"
            " libraries. (Yours is the paper's way, where a schedule multiplies both.)",
        ),
        Mistake(
            weights_grow,
            "Your weights grow: the decay has the wrong sign. It should be w * (1 - lr * decay).",
        ),
        Mistake(
            decay_twice,
            "Your weights decay twice, in dw and beside the step; they should decay beside"
            " the step alone.",
        ),
        Mistake(
            whole_weights_taken_off,
            "You keep only lr * decay of w; that much should be taken off: w * (1 - lr * decay).",
        ),
        Mistake(step_decays_too, "Your decay shrinks the step; it should shrink w."),
        Mistake(uncorrected_beside, ADAM_FAULTS["uncorrected"]),
        Mistake(count_lost_beside, ADAM_FAULTS["t lost"]),
        Mistake(counts_from_zero_beside, ADAM_FAULTS["from zero"]),
        Mistake(eps_inside_beside, ADAM_FAULTS["eps inside"]),
        Mistake(
            moments_lost_beside,
            "Nothing is remembered, so each step is like the first: put m, v and t into the state.",
        ),
        Mistake(
            two_faults_of_adamw,
            "Two things are wrong at once.",
            two_at_once(adam_by_faults, {**DECAY_FAULTS, **ADAM_FAULTS}),
        ),
    ),
    hints=(
        "In Adam every gradient is divided by its own root of v. What becomes of decay * w when it"
        " is part of the gradient?",
        "Leave dw alone. Take lr * decay * w off w, beside Adam's step.",
        "w - lr * (m_hat / (np.sqrt(v_hat) + eps) + decay * w)",
    ),
)

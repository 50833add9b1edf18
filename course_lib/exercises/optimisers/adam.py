"""Adam, and the loop that counts from zero."""

import numpy as np

from course_lib.checking import Convention, Exercise, Mistake, slip
from course_lib.exercises.optimisers.adam_faults import ADAM_FAULTS, adam_by_faults
from course_lib.exercises.optimisers.squares import SUMMED_OVER_WEIGHTS
from course_lib.exercises.optimisers.steps import (
    AFTER,
    another_rate,
    three_steps,
    two_at_once,
    walks,
)


def adam_step(w, dw, state, lr, beta1, beta2, eps):
    raise NotImplementedError


# Right steps.


def both_moments(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def counting_from_one(w, dw, state, lr, beta1, beta2, eps):
    if not state:
        state = {"m": np.zeros_like(w), "v": np.zeros_like(w), "t": 1}
    m, v, t = state["m"], state["v"], state["t"]
    m = m + (1 - beta1) * (dw - m)
    v = v + (1 - beta2) * (dw * dw - v)
    w = w - lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w, {"m": m, "v": v, "t": t + 1}


def powers_carried_along(w, dw, state, lr, beta1, beta2, eps):
    m, v, left1, left2 = state.get("all", (0, 0, 1, 1))
    m = beta1 * m + (1 - beta1) * dw
    v = beta2 * v + (1 - beta2) * dw**2
    left1, left2 = left1 * beta1, left2 * beta2
    step = lr * m / (1 - left1) / (np.sqrt(v / (1 - left2)) + eps)
    return w - step, {"all": (m, v, left1, left2)}


def rate_corrected(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    rate = lr * np.sqrt(1 - beta2**t) / (1 - beta1**t)
    return w - rate * m / (np.sqrt(v) + eps), {"m": m, "v": v, "t": t}


# Wrong ones.


def betas_swapped(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = beta2 * state.get("m", 0) + (1 - beta2) * dw
    v = beta1 * state.get("v", 0) + (1 - beta1) * dw**2
    m_hat, v_hat = m / (1 - beta2**t), v / (1 - beta1**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def betas_fixed(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = 0.9 * state.get("m", 0) + 0.1 * dw
    v = 0.999 * state.get("v", 0) + 0.001 * dw**2
    m_hat, v_hat = m / (1 - 0.9**t), v / (1 - 0.999**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def shares_of_both_swapped(w, dw, state, lr, beta1, beta2, eps):
    t = state.get("t", 0) + 1
    m = (1 - beta1) * state.get("m", 0) + beta1 * dw
    v = (1 - beta2) * state.get("v", 0) + beta2 * dw**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}


def two_faults_of_adam(w, dw, state, lr, beta1, beta2, eps):
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * m / np.sqrt(v + eps), {"m": m, "v": v}


TWO_FAULTS = Mistake(
    two_faults_of_adam,
    "Two things are wrong at once.",
    two_at_once(adam_by_faults, ADAM_FAULTS),
)
PAPERS_WAY = (
    "You correct the rate in place of the moments, as the paper suggests for speed. That makes eps"
    " a little larger early on, and is right too."
)


def but_for(name, message, *changes):
    """A mistake in a step that is right but for these changes."""
    return Mistake(slip(both_moments, name, *changes), message)


MISTAKES = (
    but_for(
        "counts_from_zero",
        "Your t is 0 at the first step, and 1 - beta**0 = 0: the moments are divided by"
        " zero. Count up before you use it: at the first step t should be 1.",
        ('state.get("t", 0) + 1', 'state.get("t", 0)'),
        ('{"m": m, "v": v, "t": t}', '{"m": m, "v": v, "t": t + 1}'),
    ),
    but_for(
        "counts_one_ahead",
        "Your t is one ahead: at the first step it should be 1.",
        ('state.get("t", 0)', 'state.get("t", 1)'),
    ),
    but_for(
        "t_not_stored",
        "The corrections are the same at every step: t is not put into the state, under the key"
        " that you read it from, or the power is missing, 1 - beta**t.",
        ('{"m": m, "v": v, "t": t}', '{"m": m, "v": v}'),
    ),
    but_for(
        "no_correction",
        "The moments are not corrected: they start at 0 and are too small at first. Divide m by"
        " 1 - beta1**t and v by 1 - beta2**t.",
        ("m / (1 - beta1**t), v / (1 - beta2**t)", "m, v"),
    ),
    but_for(
        "first_moment_corrected_alone",
        "You correct m alone; v is too small at first as well, and should be corrected: v"
        " / (1 - beta2**t).",
        ("v / (1 - beta2**t)", "v"),
    ),
    but_for(
        "second_moment_corrected_alone",
        "You correct v alone; m is too small at first as well, and should be corrected: m"
        " / (1 - beta1**t).",
        ("m / (1 - beta1**t)", "m"),
    ),
    but_for(
        "powers_of_the_other_share",
        "You divide by 1 - (1 - beta)**t; it should be 1 - beta**t. After many steps"
        " nobody sees the difference.",
        ("beta1**t", "(1 - beta1) ** t"),
        ("beta2**t", "(1 - beta2) ** t"),
    ),
    but_for(
        "squares_in_place_of_powers",
        "You divide by 1 - beta**2 at every step; it should be 1 - beta**t.",
        ("beta1**t", "beta1**2"),
        ("beta2**t", "beta2**2"),
    ),
    but_for(
        "products_in_place_of_powers",
        "Yours has beta * t, a product; it should be beta**t, a power.",
        ("beta1**t", "beta1 * t"),
        ("beta2**t", "beta2 * t"),
    ),
    but_for(
        "corrections_swapped",
        "Your corrections are swapped. m should go with beta1, v with beta2.",
        ("m / (1 - beta1**t), v / (1 - beta2**t)", "m / (1 - beta2**t), v / (1 - beta1**t)"),
    ),
    but_for(
        "multiplied_by_the_corrections",
        "You multiply by the corrections, which makes the moments smaller still; you"
        " should divide.",
        ("m / (1 - beta1**t)", "m * (1 - beta1**t)"),
        ("v / (1 - beta2**t)", "v * (1 - beta2**t)"),
    ),
    but_for(
        "corrected_moments_stored",
        "You put the corrected moments into the state, and they are corrected again at"
        " the next step. Keep m and v as they are; use the corrected ones for this step"
        " only.",
        ('{"m": m, "v": v, "t": t}', '{"m": m_hat, "v": v_hat, "t": t}'),
    ),
    but_for(
        "eps_in_adams_root",
        "Your eps stands inside the root; it should stand outside: sqrt(v) + eps.",
        ("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps)"),
    ),
    but_for(
        "eps_squared_in_adams_root",
        "Your eps**2 stands inside the root; eps should stand outside: sqrt(v) + eps.",
        ("np.sqrt(v_hat) + eps", "np.sqrt(v_hat + eps**2)"),
    ),
    but_for(
        "no_eps_in_adam",
        "You add no eps: where all gradients were 0, yours divides 0 by 0, which is nan.",
        ("np.sqrt(v_hat) + eps", "np.sqrt(v_hat)"),
    ),
    but_for(
        "eps_fixed_in_adam",
        "Your eps is a fixed tiny number; it should be the one that is given.",
        ("np.sqrt(v_hat) + eps", "np.sqrt(v_hat) + 1e-8"),
    ),
    but_for(
        "eps_after_adams_division",
        "You add eps after the division. Brackets are missing: it should be m / (sqrt(v) + eps).",
        ("w - lr * m_hat / (np.sqrt(v_hat) + eps)", "w - lr * m_hat / np.sqrt(v_hat) + eps"),
    ),
    but_for(
        "no_root_in_adam",
        "The root is missing: divide by sqrt(v) + eps.",
        ("np.sqrt(v_hat)", "v_hat"),
    ),
    but_for(
        "moments_forgotten",
        "Only t is remembered. m and v begin anew at each step: put them into the state.",
        ('{"m": m, "v": v, "t": t}', '{"t": t}'),
    ),
    but_for(
        "first_moment_forgotten",
        "m is not remembered: put it into the state, under its key.",
        ('{"m": m, "v": v, "t": t}', '{"v": v, "t": t}'),
    ),
    but_for(
        "second_moment_forgotten",
        "v is not remembered: put it into the state, under its key.",
        ('{"m": m, "v": v, "t": t}', '{"m": m, "t": t}'),
    ),
    but_for(
        "keys_swapped",
        "Your m and v change places in the state: each step reads as m what the last one"
        " stored as v, and the other way round.",
        ('{"m": m, "v": v, "t": t}', '{"m": v, "v": m, "t": t}'),
    ),
    Mistake(betas_swapped, "Your betas are swapped. beta1 should go with m, beta2 with v."),
    but_for(
        "one_beta_for_both",
        "You take beta1 for both moments; v should have beta2, in its average and its correction.",
        ('beta2 * state.get("v", 0)', 'beta1 * state.get("v", 0)'),
        ("(1 - beta2) * dw**2", "(1 - beta1) * dw**2"),
        ("beta2**t", "beta1**t"),
    ),
    but_for(
        "one_beta_for_both_moments",
        "You average v with beta1; it should be with beta2, as in its correction.",
        ('beta2 * state.get("v", 0)', 'beta1 * state.get("v", 0)'),
        ("(1 - beta2) * dw**2", "(1 - beta1) * dw**2"),
    ),
    but_for(
        "one_beta_for_both_corrections",
        "You correct v with beta1; it should be with beta2: v / (1 - beta2**t).",
        ("beta2**t", "beta1**t"),
    ),
    but_for(
        "squares_summed_over_weights",
        SUMMED_OVER_WEIGHTS,
        ("(1 - beta2) * dw**2", "(1 - beta2) * np.sum(dw**2)"),
    ),
    but_for(
        "squares_averaged_over_weights",
        "You average dw**2 over all weights, so they share one rate. Each weight should have its"
        " own: v has the shape of w.",
        ("(1 - beta2) * dw**2", "(1 - beta2) * np.mean(dw**2)"),
    ),
    Mistake(
        betas_fixed, "Your betas are always 0.9 and 0.999; they should be those that are given."
    ),
    Mistake(
        shares_of_both_swapped,
        "Your shares are swapped. The old moment should keep beta of itself, the new"
        " gradient get 1 - beta.",
    ),
    but_for(
        "gradients_whole",
        "Your gradient goes into the moments whole; it should go in with the shares 1 -"
        " beta1 and 1 - beta2.",
        ("(1 - beta1) * dw", "dw"),
        ("(1 - beta2) * dw**2", "dw**2"),
    ),
    but_for(
        "second_moment_not_squared",
        "Your v averages dw itself, and roots of negative numbers are nan. It should"
        " average dw**2.",
        ("(1 - beta2) * dw**2", "(1 - beta2) * dw"),
    ),
    but_for(
        "second_moment_of_m",
        "Your v averages m**2; it should average dw**2, the squares of the gradients.",
        ("(1 - beta2) * dw**2", "(1 - beta2) * m**2"),
    ),
    but_for(
        "gradient_in_place_of_m",
        "Your step goes by dw; it should go by m. (Yours is RMSProp, corrected.)",
        ("lr * m_hat", "lr * dw"),
    ),
    but_for(
        "climbs_by_moments",
        "Your step has the wrong sign. w should go against the gradient: w - ...",
        ("w - lr * m_hat / (np.sqrt(v_hat) + eps)", "w + lr * m_hat / (np.sqrt(v_hat) + eps)"),
    ),
    but_for("no_rate_in_adam", "lr is missing: lr * m / (sqrt(v) + eps).", ("lr * m_hat", "m_hat")),
)

# nothing_stored gives the same as a step by dw / |dw|: the message says what is certain.
FORGETS_ALL = Mistake(
    slip(both_moments, "nothing_stored", ('{"m": m, "v": v, "t": t}', "state")),
    "Nothing is remembered, so each step is like the first: put m, v and t into the state, under"
    " the keys that you read them from.",
)

ADAM_STEP = Exercise(
    id="adam-step",
    title="Adam",
    points=4,
    concepts=("adam",),
    stub=adam_step,
    reference=both_moments,
    conventions=(Convention(rate_corrected, PAPERS_WAY),),
    # eps is large and the betas small, or most mistakes would not show.
    cases=walks((0.1, 0.8, 0.95, 1e-2), (0.03, 0.6, 0.85, 5e-3)),
    drive=three_steps,
    returns=AFTER,
    may_change=("w",),
    alternatives=(counting_from_one, powers_carried_along),
    mistakes=(
        FORGETS_ALL,
        *MISTAKES,
        Mistake(
            slip(both_moments, "rate_fixed", ("lr * m_hat", "0.001 * m_hat")),
            "Your rate is always 0.001; it should be the lr that is given.",
            another_rate,
        ),
        TWO_FAULTS,
    ),
    hints=(
        "Two averages: m of the gradients, v of their squares; and a count t of the steps. All"
        " three live in the state.",
        "Before the first step t is 0: add 1 first. Then m_hat = m / (1 - beta1**t), v_hat alike.",
        "w - lr * m_hat / (np.sqrt(v_hat) + eps); the state keeps m, v and t, not the corrected"
        " ones.",
    ),
)

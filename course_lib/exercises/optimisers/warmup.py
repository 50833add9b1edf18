"""A rate that warms up in a line and falls along a cosine."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def warmup_cosine(lr, step, warmup, total):
    raise NotImplementedError


def line_then_cosine(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done)) / 2


def squared_cosine(lr, step, warmup, total):
    if step >= total:
        return 0.0
    if step < warmup:
        return lr / (warmup + 1) * (step + 1)
    return lr * np.cos(np.pi / 2 * (step - warmup) / (total - warmup)) ** 2


def line_from_zero(lr, step, warmup, total):
    if step < warmup:
        return lr * step / warmup
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done)) / 2


def line_a_step_short(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / warmup
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done)) / 2


def cosine_of_all_steps(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, step / total)
    return lr * (1 + np.cos(np.pi * done)) / 2


def cosine_over_total(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / total)
    return lr * (1 + np.cos(np.pi * done)) / 2


def comes_back_after_the_end(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    return lr * (1 + np.cos(np.pi * (step - warmup) / (total - warmup))) / 2


def not_halved(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done))


def plain_cosine(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * np.cos(np.pi * done)


def quarter_of_a_cosine(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * np.cos(np.pi / 2 * done)


def full_turn(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(2 * np.pi * done)) / 2


def rises(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 - np.cos(np.pi * done)) / 2


def no_warm_up(lr, step, warmup, total):
    done = min(1, max(0, step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done)) / 2


def falls_in_a_line(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    return lr * max(0, (total - step) / (total - warmup))


def degrees(lr, step, warmup, total):
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(180 * done)) / 2


WARMUP_COSINE = Exercise(
    id="warmup-cosine",
    title="Warm-up and cosine",
    points=2,
    concepts=("lr-schedules",),
    stub=warmup_cosine,
    reference=line_then_cosine,
    cases=lambda _rng: (
        *(
            Case((lr, step, warmup, total), f"step {step} of {total}, {warmup} of them to warm up")
            for lr, step, warmup, total in (
                (0.6, 0, 2, 8),
                (0.6, 1, 2, 8),
                (0.6, 2, 2, 8),
                (0.6, 5, 2, 8),
                (0.6, 8, 2, 8),
                (0.03, 3, 7, 40),
                (0.03, 19, 7, 40),
                (0.03, 31, 7, 40),
            )
        ),
        Case((2.0, 0, 0, 5), "no steps to warm up", "generality"),
        Case((2.0, 11, 3, 7), "a step after the last", "generality"),
    ),
    # cos is 0 to rounding only at the end
    alternatives=(squared_cosine,),
    mistakes=(
        Mistake(
            line_from_zero,
            "Your first step has rate 0 and is lost; it should begin above 0: lr * (step + 1)"
            " / (warmup + 1).",
        ),
        Mistake(
            line_a_step_short,
            "Your warm-up is a step too quick; it should reach lr at step `warmup`, and not"
            " before: lr * (step + 1) / (warmup + 1).",
        ),
        Mistake(
            cosine_of_all_steps,
            "Your cosine begins at step 0; it should begin where the warm-up ends.",
        ),
        Mistake(
            cosine_over_total,
            "Your cosine is stretched over `total` steps; it should take total - warmup.",
        ),
        Mistake(
            comes_back_after_the_end,
            "After the last step your cosine rises again; the rate should stay 0: min(1, ...).",
        ),
        Mistake(not_halved, "Yours is twice as high as it should be: (1 + cos) / 2."),
        Mistake(
            plain_cosine,
            "Yours is the cosine itself, which falls below 0; it should be (1 + cos) / 2.",
        ),
        Mistake(
            quarter_of_a_cosine,
            "Yours goes over a quarter of the circle and ends steeply; it should end flat: (1"
            " + cos(pi * done)) / 2.",
        ),
        Mistake(
            full_turn,
            "Yours makes a whole turn, 2 pi, and the rate comes back; it should make half a"
            " turn, pi.",
        ),
        Mistake(
            rises,
            "Yours rises from 0 to lr: a sign is wrong. It should be (1 + cos) / 2, which falls.",
        ),
        Mistake(
            no_warm_up, "Yours has no warm-up; in the first steps the rate should climb in a line."
        ),
        Mistake(
            falls_in_a_line, "Yours falls in a straight line; it should fall along half a cosine."
        ),
        Mistake(degrees, "Yours has 180, in degrees; np.cos takes radians, so it should be pi."),
    ),
    hints=(
        "Two parts: `if step < warmup`, a line; after it, what share of the rest is done?",
        "done = (step - warmup) / (total - warmup), but at most 1.",
        "lr * (1 + np.cos(np.pi * done)) / 2",
    ),
)

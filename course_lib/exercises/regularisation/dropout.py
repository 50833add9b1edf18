"""Inverted dropout: forward in training and at test, and back."""

import numpy as np

from course_lib.checking import Exercise
from course_lib.exercises.regularisation.dropout_measured import (
    forward_again,
    layers,
    what_dropout_did,
)
from course_lib.exercises.regularisation.dropout_mistakes import DROPOUT_MISTAKES


def dropout_forward(x, keep, rng, train):
    raise NotImplementedError


def dropout_backward(dout, cache):
    raise NotImplementedError


# Right ways. What is kept in the cache is each one's own business.


def factors(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor


def back_by_factors(dout, cache):
    return dout * cache


def mask_and_keep(x, keep, rng, train):
    if not train:
        return x, (None, keep)
    mask = rng.binomial(1, keep, size=x.shape)
    return x * mask / keep, (mask, keep)


def back_by_mask_and_keep(dout, cache):
    mask, keep = cache
    return dout if mask is None else dout * mask / keep


def one_by_one(x, keep, rng, train):
    out, cache = x.copy(), {"kept": set(), "keep": keep, "train": train}
    for where in np.ndindex(x.shape):
        if train and rng.random() > 1 - keep:
            cache["kept"].add(where)
            out[where] = x[where] / keep
        elif train:
            out[where] = 0
    return out, cache


def back_one_by_one(dout, cache):
    dx = dout.copy()
    for where in np.ndindex(dout.shape):
        if cache["train"]:
            dx[where] = dout[where] / cache["keep"] if where in cache["kept"] else 0
    return dx


def chosen_with_odds(x, keep, rng, train):
    if not train:
        return x.copy(), 1
    factor = rng.choice([0, 1 / keep], size=x.shape, p=[1 - keep, keep])
    return x * factor, factor


DROPOUT = Exercise(
    id="dropout",
    title="Dropout, forward and back",
    points=3,
    concepts=("dropout",),
    stub=(dropout_forward, dropout_backward),
    reference=(factors, back_by_factors),
    cases=layers,
    drive=forward_again,
    returns=("out", "out of a second call", "dx"),
    measure=what_dropout_did,
    alternatives=(
        (mask_and_keep, back_by_mask_and_keep),
        (one_by_one, back_one_by_one),
        (chosen_with_odds, None),
    ),
    mistakes=DROPOUT_MISTAKES,
    hints=(
        "For each number of x draw one between 0 and 1. How often is it below keep?",
        "In training out = x * mask / keep with mask = rng.random(x.shape) < keep; else it is x.",
        "Put mask / keep into the cache (at test an array of ones): then dx = dout * cache.",
    ),
)

"""The slip of well-known notes: plain dropout scaled at test by the wrong probability."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import (
    apart,
    away_from_zero,
    generator,
    share,
)


def dropout_mended(x, keep, rng, train):
    raise NotImplementedError


def train_then_test(dropout, x, keep, rng):
    """What the layer gives in training, and what it gives at test."""
    from copy import deepcopy

    in_training = deepcopy(dropout(x, keep, rng, True))
    return in_training, dropout(x.copy(), keep, rng, False)


def layers(rng):
    def layer(keep, *shape):
        return away_from_zero(rng, *shape), keep, generator(rng)

    return (
        Case(layer(0.8, 43, 27), "keep 0.8"),
        Case(layer(0.3, 47, 31), "keep 0.3"),
        Case(layer(0.9, 61, 29), "keep 0.9"),
        Case(layer(0.7, 19, 3, 5, 7), "images, keep 0.7", "generality"),
    )


def what_is_expected(args, got):
    """Plain or inverted: at test a number is what it was in training on the average."""
    x, keep, _rng = args
    in_training, at_test = got
    kept = in_training != 0
    up = float(np.median(in_training[kept] / x[kept])) if kept.any() else 0.0
    mean = keep * up
    one_of_both = min((1.0, 1 / keep), key=lambda factor: abs(up - factor))
    return {
        "the share of the numbers kept in training": share(kept.mean(), keep, kept.size),
        "what a kept number is multiplied by in training": Measured(up, one_of_both, 1e-4),
        "in training, the largest difference of what is kept from its usual multiple of x": apart(
            in_training[kept], up * x[kept]
        ),
        "what x is multiplied by at test": Measured(float(np.median(at_test / x)), mean, 1e-4),
        "at test, the largest difference from the mean in training": apart(at_test, mean * x),
    }


def plain(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep)
    return x * keep


def inverted(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep) / keep
    return x


def plain_by_the_dropped(x, keep, rng, train):
    drop = 1 - keep
    out = x * (1 - drop)
    if train:
        out = np.where(rng.uniform(size=x.shape) >= drop, x, 0)
    return out


# Wrong ones.


def flawed(x, keep, rng, train):
    drop = 1 - keep
    if train:
        return x * (rng.random(x.shape) >= drop)
    return x * drop


def divided_by_the_dropped(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep)
    return x / (1 - keep)


def divided_at_test(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep)
    return x / keep


def nothing_at_all(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep)
    return x


def both_ways(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep) / keep
    return x * keep


def masked_at_test(x, keep, rng, train):
    if train:
        return x * (rng.random(x.shape) < keep)
    return x * (rng.random(x.shape) < keep) * keep


def drops_what_it_kept(x, keep, rng, train):
    drop = 1 - keep
    if train:
        return x * (rng.random(x.shape) < drop)
    return x * drop


DROPOUT_MENDED = Exercise(
    id="dropout-mended",
    title="Find the error: dropout at test",
    points=1,
    concepts=("dropout",),
    stub=dropout_mended,
    reference=plain,
    cases=layers,
    drive=train_then_test,
    returns=("out in training", "out at test"),
    measure=what_is_expected,
    alternatives=(inverted, plain_by_the_dropped),
    mistakes=(
        Mistake(
            flawed,
            "That is the flawed code as it was shown. A number is kept with probability keep, so"
            " its mean in training is keep * x: that is what test should give, not (1 - keep) * x.",
        ),
        Mistake(
            divided_by_the_dropped,
            "You divide by 1 - keep at test; x should be multiplied by keep, its mean in training.",
        ),
        Mistake(
            divided_at_test,
            "You divide by keep at test; there x should be multiplied by keep. (To divide in"
            " training is the other way to mend it.)",
        ),
        Mistake(
            nothing_at_all,
            "Your test gives x, but in training the mean is only keep * x. Either test should"
            " multiply by keep, or training should divide by it.",
        ),
        Mistake(
            both_ways,
            "You divide by keep in training and multiply by it at test as well; it should be one"
            " of the two.",
        ),
        Mistake(
            masked_at_test,
            "Yours silences numbers at test too; all of them should be there, times keep.",
            lambda _case, got, _want: bool(0.02 < np.mean(got["out at test"] == 0) < 0.98),
        ),
        Mistake(
            drops_what_it_kept,
            "You changed training: now only the share 1 - keep is kept. The line for training was"
            " right; the one for test should be mended.",
        ),
    ),
    hints=(
        "A number x is kept with probability keep, else it is 0. What is it on the average?",
        "With keep = 0.9 the flawed line leaves a tenth of x at test. How much should it leave?",
        "One name in the last line is wrong.",
    ),
)

"""Inverted dropout: forward in training and at test, and back."""

from math import erf, sqrt

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import (
    ROUNDING,
    away_from_zero,
    below_one,
    generator,
    marked,
    one,
    share,
)


def dropout_forward(x, keep, rng, train):
    raise NotImplementedError


def dropout_backward(dout, cache):
    raise NotImplementedError


def forward_again(forward, backward, dout, *inputs):
    """out, what a second call gives, and the gradients of the first."""
    from copy import deepcopy

    # The generator goes on; everything else is for the second call as it was for the first.
    later = [a if isinstance(a, np.random.Generator) else deepcopy(a) for a in inputs]
    back = forward(*inputs)
    is_pair = type(back) is tuple and len(back) == 2
    assert is_pair, f"`{forward.__name__}` must return two things, out and cache."
    out, cache = deepcopy(back[0]), back[1]
    again = deepcopy(forward(*later)[0])
    gradients = backward(dout, cache)
    missing = f"Nothing came back from `{backward.__name__}`: is the `return` missing?"
    assert gradients is not None, missing
    return (out, again, *gradients) if type(gradients) in (tuple, list) else (out, again, gradients)


def layers(rng):
    def layer(keep, train, *shape):
        x, dout = away_from_zero(rng, *shape), away_from_zero(rng, *shape)
        return dout, x, keep, generator(rng), train

    dout, x, *rest = layer(0.6, True, 37, 31)
    return (
        Case(layer(0.3, True, 43, 27), "training, keep 0.3"),
        Case(layer(0.6, True, 47, 31), "training, keep 0.6"),
        Case(layer(0.9, True, 61, 29), "training, keep 0.9"),
        Case(layer(0.6, False, 61, 30), "at test, keep 0.6"),
        Case(layer(0.3, False, 63, 30), "at test, keep 0.3"),
        Case(layer(0.6, True, 19, 3, 5, 7), "images, in training", "generality"),
        Case(layer(0.3, True, 1, 1201), "a single example, in training", "generality"),
        Case(layer(1.0, True, 23, 11), "keep 1: nothing is silenced", "generality"),
        Case((dout.astype("f4"), x.astype("f4"), *rest), "float32, in training", "generality"),
        Case(layer(0.6, False, 4, 3, 5, 7), "images, at test", "generality"),
    )


def what_dropout_did(args, got):
    """Which numbers were kept, by how much they were scaled, and whether dx follows out."""
    dout, x, keep, _rng, train = args
    out, again, dx = got
    if not train:
        return {**multiples("at test, what x is", out / x), **multiples("dout is", dx / dout)}
    kept, later = out != 0, again != 0
    alike = keep**2 + (1 - keep) ** 2
    return {
        "the share of the numbers that is kept": share(kept.mean(), keep, kept.size),
        **_sharing(kept.reshape(len(x), -1), alike),
        "the share that two calls treat alike": share((kept == later).mean(), alike, kept.size),
        **multiples("what a kept number is", out[kept] / x[kept], 1 / keep),
        **followed(kept, out / x, dx / dout, "dx"),
    }


def multiples(what, found, want=1.0):
    """What numbers are multiplied by, usually and at the farthest from that which they should be.

    Factors, not differences: so that they do not hang on which numbers were drawn.
    """
    usual = float(np.median(found)) if found.size else want
    farthest = float(np.abs(found - want).max(initial=0))
    return {
        f"{what} multiplied by": Measured(usual, want, ROUNDING * want),
        f"{what} multiplied by, at most off by": Measured(farthest, 0, 2 * ROUNDING * want),
    }


def followed(kept, forward, backward, gradient):
    """Whether a gradient was multiplied by just what its number was multiplied by before."""
    silenced = float(np.abs(backward[~kept]).max(initial=0))
    beside = backward[kept] / forward[kept]
    usual = float(np.median(beside)) if beside.size else 1.0
    farthest = float(np.abs(beside - 1).max(initial=0))
    return {
        f"where kept, the factor of {gradient} over the factor of out": Measured(
            usual, 1, ROUNDING
        ),
        f"where kept, the factor of {gradient} over the factor of out, at most off by": Measured(
            farthest, 0, 2 * ROUNDING
        ),
        f"where silenced, the largest factor of {gradient}": Measured(silenced, 0, ROUNDING),
    }


def _sharing(kept, alike):
    """Neighbours have masks of their own: rows and columns agree as often as by chance."""
    N, D = kept.shape
    # Neighbours in pairs, 1 with 2, 3 with 4: so that the pairs are independent.
    rows = (kept[0 : N // 2 * 2 : 2] == kept[1 : N // 2 * 2 : 2]).ravel()
    columns = (kept[:, 0 : D // 2 * 2 : 2] == kept[:, 1 : D // 2 * 2 : 2]).ravel()
    of_examples = share(rows.mean() if rows.size else alike, alike, rows.size)
    return {
        "the share that two examples have alike": of_examples,
        "the share that two columns have alike": share(columns.mean(), alike, columns.size),
    }


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


# Wrong ones.


def normal_for_uniform(x, keep, rng, train):
    factor = (rng.normal(size=x.shape) < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor


def not_scaled(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) * 1.0 if train else np.ones(x.shape)
    return x * factor, factor


def keep_at_test(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) * 1.0 if train else np.full(x.shape, keep)
    return x * factor, factor


def dropped_at_test(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) * 1.0 if train else np.full(x.shape, 1 - keep)
    return x * factor, factor


def scaled_by_the_dropped(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / (1 - keep + 1e-12) if train else np.ones(x.shape)
    return x * factor, factor


def multiplied_by_keep(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) * keep if train else np.ones(x.shape)
    return x * factor, factor


def keep_is_dropped(x, keep, rng, train):
    factor = (rng.random(x.shape) > keep) / keep if train else np.ones(x.shape)
    return x * factor, factor


def keep_is_dropped_throughout(x, keep, rng, train):
    factor = (rng.random(x.shape) > keep) / (1 - keep + 1e-12) if train else np.ones(x.shape)
    return x * factor, factor


def at_test_too(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep
    return x * factor, factor


def scaled_at_test_too(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep if train else np.full(x.shape, keep)
    return x * factor, factor


def test_and_training_swapped(x, keep, rng, train):
    factor = np.ones(x.shape) if train else (rng.random(x.shape) < keep) / keep
    return x * factor, factor


def one_mask_for_the_batch(x, keep, rng, train):
    factor = (rng.random(x.shape[1:]) < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor * np.ones(x.shape)


def one_draw_for_each_example(x, keep, rng, train):
    draws = rng.random((len(x), *[1] * (x.ndim - 1)))
    factor = (draws < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor


def one_draw_for_all(x, keep, rng, train):
    factor = (rng.random() < keep) / keep * np.ones(x.shape) if train else np.ones(x.shape)
    return x * factor, factor


def always_the_same_mask(x, keep, rng, train):
    rng = np.random.default_rng(0)
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor


def mask_for_out(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    return factor, factor


def x_changed(x, keep, rng, train):
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    x *= factor
    return x, factor


def back_not_scaled(dout, cache):
    return dout * (cache > 0)


def back_without_mask(dout, cache):
    return dout


def back_scaled_twice(dout, cache):
    return dout * cache**2


def back_the_other_way(dout, cache):
    return dout / np.where(cache > 0, cache, np.inf)


def back_factors_alone(dout, cache):
    return cache


def back_by_the_dropped(dout, cache):
    return dout * (cache == 0)


def all_or_none(found, _args):
    """The share that is kept: every number, or no number."""
    return found in (0, 1)


def scaled(found, args):
    """What is kept is divided by keep; where nothing is kept there is nothing to be seen."""
    return found == 0 or abs(found * args[2] - 1) < 1e-3


def mask_alone(leaf):
    """A sign: it holds nothing but 0, 1 and 1 / keep."""

    def sign(case, got, _want):
        keep = case.args[2]
        return np.isin(np.round(got[leaf], 6), np.round((0, 1, 1 / keep), 6)).all()

    return sign


def nothing_silenced(x, keep, rng, train):
    return x.copy(), np.ones(x.shape)


def kept_share(expected):
    """A sign: the share that is kept in training is `expected(keep)`, however it is scaled."""

    def sign(case, got, _want):
        _dout, x, keep, _rng, train = case.args
        if not train or keep == 1:
            return None
        kept = (got["out"] != 0).mean()
        right, seen = (share(kept, p, x.size) for p in (keep, expected(keep)))
        if abs(right.got - right.want) <= right.within:
            return None if abs(seen.want - right.want) < 2 * right.within else False
        return abs(seen.got - seen.want) <= seen.within

    return sign


def below(z):
    """The share of normal numbers below z."""
    return (1 + erf(z / sqrt(2))) / 2


def at_test(followed):
    """A sign: training is right; at test out is `followed(x, keep)`."""

    def sign(case, got, _want):
        _dout, x, keep, _rng, train = case.args
        if train:
            made = what_dropout_did(case.args, tuple(got.values()))
            return None if all(abs(m.got - m.want) <= m.within for m in made.values()) else False
        return np.allclose(got["out"], followed(x, keep), rtol=1e-4)

    return sign


KEEP = "keep is the probability to be kept. A number should stay where rng.random(...) < keep"
PLAIN_AT_TEST = "Inverted dropout divides by keep in training, so that test leaves x as it is"
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
    mistakes=(
        Mistake(
            (normal_for_uniform, None),
            "Your numbers are normal; they should be even between 0 and 1, so that the share keep"
            " of them lies below keep: rng.random(x.shape).",
            kept_share(below),
        ),
        Mistake(
            (keep_at_test, None),
            "Yours is plain dropout: it scales by keep at test. The course's is inverted: divide by"
            " keep in training, then nothing should be left to do at test.",
        ),
        Mistake(
            (dropped_at_test, None),
            "At test you multiply by the probability to be dropped. Inverted dropout should divide"
            " by keep in training, and leave x as it is at test.",
        ),
        Mistake(
            (not_scaled, None),
            "Your numbers are not scaled in training. Only the share keep of them is left, so each"
            " should be divided by keep: then the mean stays as it was.",
        ),
        Mistake(
            (scaled_by_the_dropped, None),
            "You divide by 1 - keep, the share that is dropped; it should be keep, the share that"
            " is left.",
        ),
        Mistake(
            (multiplied_by_keep, None),
            "You multiply what is kept by keep; it should be divided by keep, to make up for what"
            " is gone.",
        ),
        Mistake((keep_is_dropped, None), f"Your share keep is dropped. {KEEP}."),
        Mistake(
            (keep_is_dropped_throughout, None),
            f"You drop the share keep, and scale to suit. That is how some notes name it. {KEEP}.",
            kept_share(lambda keep: 1 - keep),
        ),
        Mistake(
            (at_test_too, None),
            "Yours silences numbers at test too. At test (train is False) out should be x itself.",
        ),
        Mistake(
            (scaled_at_test_too, None),
            f"You scale by keep at test as well. {PLAIN_AT_TEST}: it should not be done twice.",
            at_test(lambda x, keep: keep * x),
        ),
        Mistake(
            (test_and_training_swapped, None),
            "Yours silences numbers at test and not in training. It should be the other way round.",
        ),
        Mistake(
            (nothing_silenced, None),
            "Nothing is silenced in yours. In training a number should become 0 with probability"
            " 1 - keep.",
        ),
        Mistake(
            (one_mask_for_the_batch, None),
            "All your examples share one mask. Each should have its own: draw rng.random(x.shape),"
            " not one row.",
            marked(what_dropout_did, ("two examples have", one), ("two columns have", below_one)),
        ),
        Mistake(
            (one_draw_for_each_example, None),
            "Your examples are silenced as a whole. Each number should be drawn for itself:"
            " rng.random(x.shape).",
            marked(what_dropout_did, ("two columns have", one), ("two examples have", below_one)),
        ),
        Mistake(
            (one_draw_for_all, None),
            "You draw one number for the whole batch. There should be one for each number in x:"
            " rng.random(x.shape).",
            marked(
                what_dropout_did,
                ("share of the numbers that is kept", all_or_none),
                ("what a kept number is multiplied by", scaled),
            ),
        ),
        Mistake(
            (always_the_same_mask, None),
            "Two calls silence the same numbers. The mask should be drawn from the rng that is"
            " given, not from a new generator.",
        ),
        Mistake(
            (mask_for_out, None),
            "You return the mask as out; out should be x * mask / keep.",
            mask_alone("out"),
        ),
        Mistake(
            (x_changed, None),
            "`x *= ...` writes over the x that you were given, which the caller still needs.",
        ),
        Mistake(
            (None, back_not_scaled),
            "Your dx has the mask but not the scale. out was x * mask / keep, so dx should be"
            " dout * mask / keep.",
        ),
        Mistake(
            (None, back_without_mask),
            "Your dx is dout as it came. What was silenced had no part in the loss: its gradient"
            " should be 0, and the rest divided by keep.",
        ),
        Mistake(
            (None, back_scaled_twice),
            "Your dx is divided by keep twice; it should be once, as in the forward pass.",
        ),
        Mistake(
            (None, back_the_other_way),
            "Your dx is multiplied by keep; it should be divided by it, as in the forward pass.",
        ),
        Mistake(
            (None, back_factors_alone),
            "dout is missing: dx should be dout * mask / keep.",
            mask_alone("dx"),
        ),
        Mistake(
            (None, back_by_the_dropped),
            "Your dx has the gradient of what was dropped; it should be that of what was kept.",
        ),
    ),
    hints=(
        "For each number of x draw one between 0 and 1. How often is it below keep?",
        "In training out = x * mask / keep with mask = rng.random(x.shape) < keep; else it is x.",
        "Put mask / keep into the cache (at test an array of ones): then dx = dout * cache.",
    ),
)

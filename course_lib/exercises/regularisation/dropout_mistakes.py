"""Wrong ways to drop out, and the signs by which they are known."""

from math import erf, sqrt

import numpy as np

from course_lib.checking import Mistake
from course_lib.exercises.regularisation.chance import below_one, marked, one, share
from course_lib.exercises.regularisation.dropout_measured import what_dropout_did


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


def nothing_silenced(x, keep, rng, train):
    return x.copy(), np.ones(x.shape)


# Signs.


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

DROPOUT_MISTAKES = (
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
)

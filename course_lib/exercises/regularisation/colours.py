"""Augmentation: the colours of every image a little stronger or weaker."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import (
    apart,
    below_one,
    even_mean,
    evenness,
    generator,
    marked,
    one,
    share,
)
from course_lib.exercises.regularisation.epochs import pairs_of, ten_epochs


def colour_jitter(x, rng, strength):
    raise NotImplementedError


def images(rng):
    def batch(N, C, H, W, strength):
        x = rng.uniform(0.3, 0.95, size=(N, C, H, W))
        x[:, :, 0, 0] = rng.uniform(0.1, 0.3, size=(N, C))  # one pixel that never reaches 1
        return x, generator(rng), strength

    return (
        Case(batch(23, 3, 4, 5, 0.4), "23 colour images, strength 0.4"),
        Case(batch(29, 3, 5, 6, 0.2), "29 colour images, strength 0.2"),
        Case(batch(31, 4, 3, 7, 0.6), "31 images of 4 channels, strength 0.6", "generality"),
    )


def what_happened_to_colours(args, got):
    """The factor of each channel of each image, from its darkest pixel, and what was clipped."""
    x, _rng, strength = args
    low, high = 1 - strength, 1 + strength
    factors = (got / x)[:, :, :, 0, 0]
    stronger = factors > 1
    within, between = pairs_of(stronger)
    channels = factors[:, :, 0], factors[:, :, 1]
    agree = (channels[0] > 1) == (channels[1] > 1)
    scaled = x * factors[..., None, None]
    return {
        "the smallest pixel": Measured(min(got.min(), 0), 0, 1e-9),
        "the largest pixel that came back, above 1": Measured(max(got.max() - 1, 0), 0, 1e-9),
        "the smallest factor": Measured(factors.min(), 1, strength + 1e-6),
        "the largest factor": Measured(factors.max(), 1, strength + 1e-6),
        "within a channel, the largest difference from one factor times x": apart(
            got, np.clip(scaled, 0, 1)
        ),
        "the mean factor": even_mean(factors.mean(), low, high, factors.size),
        "the share of images of which two channels are both stronger or both weaker": share(
            agree.mean(), 0.5, agree.size
        ),
        "the share of the pairs of images that are treated alike": share(
            within.mean(), 0.5, within.size
        ),
        "the share of channels that two calls treat alike": share(
            between.mean(), 0.5, between.size
        ),
        "how unevenly the factors lie": evenness(factors, low, high),
    }


def some(found, _args):
    """More than rounding."""
    return found > 0.01


def even_factors(case, got, _want):
    """A sign: every pixel was multiplied by a factor of its own, in the range asked for."""
    x, _rng, strength = case.args
    factors = np.where(got < 1, got / x, 1)
    uneven = np.ptp(factors[..., :2, :2], axis=(3, 4)).max() > 0.1
    return bool(uneven and np.abs(factors - 1).max() <= strength + 1e-6 and got.max() <= 1)


def one_amount(case, got, _want):
    """A sign: within a channel the same amount is added to all pixels that are not clipped."""
    more = got - case.args[0]
    middle = np.where((got > 0) & (got < 1), more, np.nan)
    spread = np.nanmax(middle, axis=(3, 4)) - np.nanmin(middle, axis=(3, 4))
    return bool(np.nanmax(spread) < 1e-6)


def factor_by_channel(x, rng, strength):
    factor = rng.uniform(1 - strength, 1 + strength, size=(*x.shape[:2], 1, 1))
    return np.clip(x * factor, 0, 1)


def channel_by_channel(x, rng, strength):
    out = x.copy()
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            factor = 1 + strength * (2 * rng.random() - 1)
            out[n, c] = np.minimum(factor * x[n, c], 1)
    return out


def factor_by_image(x, rng, strength):
    factor = rng.uniform(1 - strength, 1 + strength, size=(len(x), 1, 1, 1))
    return np.clip(x * factor, 0, 1)


def factor_for_the_batch(x, rng, strength):
    factor = rng.uniform(1 - strength, 1 + strength, size=(x.shape[1], 1, 1))
    return np.clip(x * factor, 0, 1)


def one_factor_for_the_batch(x, rng, strength):
    return np.clip(x * rng.uniform(1 - strength, 1 + strength), 0, 1)


def factor_by_pixel(x, rng, strength):
    return np.clip(x * rng.uniform(1 - strength, 1 + strength, size=x.shape), 0, 1)


def added(x, rng, strength):
    return np.clip(x + rng.uniform(-strength, strength, size=(*x.shape[:2], 1, 1)), 0, 1)


def not_clipped(x, rng, strength):
    return x * rng.uniform(1 - strength, 1 + strength, size=(*x.shape[:2], 1, 1))


def only_darker(x, rng, strength):
    return np.clip(x * rng.uniform(1 - strength, 1, size=(*x.shape[:2], 1, 1)), 0, 1)


def only_brighter(x, rng, strength):
    factor = 1 + strength * rng.random(size=(*x.shape[:2], 1, 1))
    return np.clip(x * factor, 0, 1)


def strength_for_factor(x, rng, strength):
    return np.clip(x * rng.uniform(0, strength, size=(*x.shape[:2], 1, 1)), 0, 1)


def minus_strength_to_strength(x, rng, strength):
    return np.clip(x * rng.uniform(-strength, strength, size=(*x.shape[:2], 1, 1)), 0, 1)


def normal_factor(x, rng, strength):
    return np.clip(x * (1 + strength * rng.normal(size=(*x.shape[:2], 1, 1))), 0, 1)


def two_factors_only(x, rng, strength):
    factor = 1 + strength * rng.choice([-1, 1], size=(*x.shape[:2], 1, 1))
    return np.clip(x * factor, 0, 1)


def colours_changed(x, rng, strength):
    x *= rng.uniform(1 - strength, 1 + strength, size=(*x.shape[:2], 1, 1))
    return np.clip(x, 0, 1)


def the_same_colours(x, rng, strength):
    rng = np.random.default_rng(0)
    factor = rng.uniform(1 - strength, 1 + strength, size=(*x.shape[:2], 1, 1))
    return np.clip(x * factor, 0, 1)


EACH = "Each channel of each image should have its own: size=(N, C, 1, 1)"
COLOUR_JITTER = Exercise(
    id="colour-jitter",
    title="Augmentation: colours",
    points=1,
    concepts=("data-augmentation",),
    stub=colour_jitter,
    reference=factor_by_channel,
    cases=images,
    drive=ten_epochs,
    measure=what_happened_to_colours,
    alternatives=(channel_by_channel,),
    mistakes=(
        Mistake(
            factor_by_image,
            f"You draw one factor for an image, so it is brighter and has its old colours. {EACH}.",
        ),
        Mistake(
            factor_for_the_batch,
            f"All your images share their factors. {EACH}.",
            marked(
                what_happened_to_colours, ("pairs of images", one), ("two channels are", below_one)
            ),
        ),
        Mistake(
            one_factor_for_the_batch,
            f"You draw one factor for all. {EACH}.",
            marked(what_happened_to_colours, ("pairs of images", one), ("two channels are", one)),
        ),
        Mistake(
            factor_by_pixel,
            f"You draw a factor for each pixel: that is noise, and the image is spotted. {EACH}.",
            even_factors,
        ),
        Mistake(
            added,
            "You add the draw to the pixels; they should be multiplied by it.",
            one_amount,
        ),
        Mistake(
            not_clipped,
            "Pixels of yours are above 1, which is white already: they should be clipped,"
            " np.clip(..., 0, 1).",
            marked(what_happened_to_colours, ("above 1", some)),
        ),
        Mistake(
            only_darker,
            "Your factors go from 1 - strength to 1; they should go up to 1 + strength.",
        ),
        Mistake(
            only_brighter,
            "Your factors go from 1 to 1 + strength; they should begin at 1 - strength.",
        ),
        Mistake(
            strength_for_factor,
            "Your factors go from 0 to strength; they should go from 1 - strength to 1 + strength.",
        ),
        Mistake(
            minus_strength_to_strength,
            "Your factors go from -strength to strength. 1 is missing: they should lie about 1.",
        ),
        Mistake(
            normal_factor,
            "Your factors are normal, and may be of any size, even negative. They should be even"
            " between 1 - strength and 1 + strength: rng.uniform.",
        ),
        Mistake(
            two_factors_only,
            "Your factors are 1 - strength or 1 + strength, and nothing between. They should be"
            " drawn evenly: rng.uniform.",
        ),
        Mistake(
            colours_changed,
            "`x *= ...` writes the new colours over the images that you were given.",
        ),
        Mistake(
            the_same_colours,
            "Every call draws the same factors. They should come from the rng that is given.",
        ),
    ),
    hints=(
        "How many factors does a batch (N, C, H, W) need, and along which axes are they the same?",
        "rng.uniform(1 - strength, 1 + strength, size=(N, C, 1, 1)) broadcasts over the pixels.",
        "np.clip(x * factor, 0, 1)",
    ),
)

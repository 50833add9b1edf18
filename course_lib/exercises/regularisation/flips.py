"""Augmentation: every image mirrored, or not."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import below_one, generator, marked, one, share
from course_lib.exercises.regularisation.epochs import pairs_of, ten_epochs


def random_flip(x, rng):
    raise NotImplementedError


def images(rng):
    def batch(*shape):
        return rng.uniform(0.1, 1, size=shape), generator(rng)

    return (
        Case(batch(41, 1, 2, 3), "41 images of 2 by 3"),
        Case(batch(61, 3, 4, 5), "61 colour images of 4 by 5"),
        Case(batch(31, 2, 7, 3), "31 images of 7 by 3", "generality"),
    )


def what_was_mirrored(args, got):
    """Each image must be as it was or its own mirror image, one as often as the other."""
    x, _rng = args
    as_it_was, mirrored = (_equal(got, other) for other in (x, x[..., ::-1]))
    upside_down, turned = (_equal(got, x[:, :, ::-1, ::step]) for step in (1, -1))
    sums, own = got.sum(axis=(2, 3, 4)).round(6), x.sum(axis=(1, 2, 3)).round(6)
    exchanged = np.isin(sums, own) & (sums != own)
    known = np.mean(as_it_was | mirrored)
    within, between = pairs_of(mirrored)
    return {
        "the share of images that are upside down": Measured(float(upside_down.mean()), 0, 0),
        "the share of images that are turned by half a circle": Measured(turned.mean(), 0, 0),
        "the share of images that are another one of the batch": Measured(exchanged.mean(), 0, 0),
        "the share of channels that are as they were, or mirrored": _parts(got, x, (3, 4)),
        "the share of rows that are as they were, or mirrored": _parts(got, x, (4,)),
        "the share of images that are as they were, or mirrored": Measured(float(known), 1, 0),
        "the share of images that are mirrored": share(mirrored.mean(), 0.5, mirrored.size),
        "the share of the pairs of images that are treated alike": share(
            within.mean(), 0.5, within.size
        ),
        "the share of the images that two calls treat alike": share(
            between.mean(), 0.5, between.size
        ),
    }


def _equal(got, other):
    return np.abs(got - other).max(axis=(2, 3, 4)) < 1e-6


def _parts(got, x, axes):
    same, turned = (np.abs(got - other).max(axis=axes) < 1e-6 for other in (x, x[..., ::-1]))
    return Measured((same | turned).mean(), 1, 0)


def often(found, _args):
    """Some third of them or more."""
    return found > 0.3


def by_mask(x, rng):
    out = x.copy()
    turned = rng.random(len(x)) < 0.5
    out[turned] = x[turned][..., ::-1]
    return out


def by_where(x, rng):
    coin = rng.integers(0, 2, size=(len(x), 1, 1, 1))
    return np.where(coin == 1, np.flip(x, axis=3), x)


def one_image_at_a_time(x, rng):
    return np.array([np.flip(a, 2) if rng.uniform() >= 0.5 else a for a in x])


def all_mirrored(x, rng):
    return x[..., ::-1].copy()


def one_coin_for_all(x, rng):
    return x[..., ::-1].copy() if rng.random() < 0.5 else x.copy()


def turned_upside_down(x, rng):
    out = x.copy()
    turned = rng.random(len(x)) < 0.5
    out[turned] = x[turned][:, :, ::-1]
    return out


def turned_round(x, rng):
    out = x.copy()
    turned = rng.random(len(x)) < 0.5
    out[turned] = x[turned][:, :, ::-1, ::-1]
    return out


def order_of_images_turned(x, rng):
    turned = rng.random(len(x)) < 0.5
    out = x.copy()
    out[turned] = x[turned][::-1]
    return out


def channels_turned(x, rng):
    turned = rng.random(len(x)) < 0.5
    out = x.copy()
    out[turned] = x[turned][:, ::-1, :, ::-1]
    return out


def coin_for_each_row(x, rng):
    coin = rng.random((*x.shape[:3], 1)) < 0.5
    return np.where(coin, x[..., ::-1], x)


def coin_for_each_channel(x, rng):
    coin = rng.random((*x.shape[:2], 1, 1)) < 0.5
    return np.where(coin, x[..., ::-1], x)


def never_mirrored(x, rng):
    return x.copy()


def the_same_in_every_epoch(x, rng):
    out = x.copy()
    turned = np.random.default_rng(0).random(len(x)) < 0.5
    out[turned] = x[turned][..., ::-1]
    return out


def images_changed(x, rng):
    for n in range(len(x)):
        if rng.random() < 0.5:
            x[n] = x[n, :, :, ::-1].copy()
    return x


def mirrored_in_half_of_halves(x, rng):
    return np.where(rng.normal(size=(len(x), 1, 1, 1)) < 0.5, x[..., ::-1], x)


RANDOM_FLIP = Exercise(
    id="random-flip",
    title="Augmentation: flip",
    points=1,
    concepts=("data-augmentation",),
    stub=random_flip,
    reference=by_mask,
    cases=images,
    drive=ten_epochs,
    measure=what_was_mirrored,
    alternatives=(by_where, one_image_at_a_time),
    mistakes=(
        Mistake(all_mirrored, "You mirror every image; each should be, with probability 1/2."),
        Mistake(
            one_coin_for_all,
            "You throw one coin for the batch. Each image should have its own: rng.random(len(x)).",
            marked(
                what_was_mirrored,
                ("pairs of images that are treated alike", one),
                ("images that are as they were, or mirrored", one),
                ("images that are mirrored", lambda found, _args: 0 < found < 1),
            ),
        ),
        Mistake(
            turned_upside_down,
            "Your images stand on their heads. Left and right should be swapped, the last axis.",
            marked(what_was_mirrored, ("upside down", often)),
        ),
        Mistake(
            turned_round,
            "Your images are turned by half a circle; only the last axis should be reversed.",
            marked(what_was_mirrored, ("half a circle", often)),
        ),
        Mistake(
            order_of_images_turned,
            "You reverse the order of the images, so each gets another one's label. It should be"
            " the last axis.",
            marked(what_was_mirrored, ("another one of the batch", often)),
        ),
        Mistake(
            channels_turned,
            "You reverse the channels too: red becomes blue. It should be the last axis alone.",
        ),
        Mistake(
            coin_for_each_channel,
            "You throw a coin for each channel. An image should be mirrored whole.",
            marked(
                what_was_mirrored,
                ("channels that are as they were", one),
                ("images that are as they were", below_one),
            ),
        ),
        Mistake(
            coin_for_each_row,
            "You throw a coin for each row of pixels. An image should be mirrored whole.",
            marked(
                what_was_mirrored,
                ("rows that are as they were", one),
                ("channels that are as they were", below_one),
                ("images that are as they were", below_one),
            ),
        ),
        Mistake(never_mirrored, "No image of yours is mirrored; about half of them should be."),
        Mistake(
            the_same_in_every_epoch,
            "Every call mirrors the same images. They should be drawn anew, from the rng that is"
            " given.",
        ),
        Mistake(
            images_changed,
            "You write the mirrored images into x. In the next epoch the caller wants the real"
            " ones: work on a copy.",
        ),
        Mistake(
            mirrored_in_half_of_halves,
            "Your draws are normal, and 0.69 of them lie below 0.5. They should be even between 0"
            " and 1: rng.random.",
            marked(
                what_was_mirrored,
                ("share of images that are mirrored", lambda found, _args: abs(found - 0.69) < 0.1),
                ("images that are as they were, or mirrored", one),
            ),
        ),
    ),
    hints=(
        "A row of x[n, c, h] runs from left to right. How do you read it backwards?",
        "Draw one number for each image, rng.random(len(x)); those below 0.5 are mirrored.",
        "out = x.copy(); out[turned] = x[turned][..., ::-1]",
    ),
)

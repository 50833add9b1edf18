"""The common pattern: noise in training, and at test its average over many draws."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import apart, generator


def average_of_draws(noisy, x, rng, draws):
    raise NotImplementedError


def watched(average, x, rng, draws):
    """The average, and what was asked of a layer that is noisy and keeps a record."""
    from copy import deepcopy

    given, asked = [], []
    was = x.copy()

    def noisy(x, rng):
        assert isinstance(rng, np.random.Generator), "noisy(x, rng) needs the rng as well."
        asked.append(deepcopy(np.asarray(x)))
        given.append(np.maximum(x, 0) * (rng.random(x.shape) < 0.5) * 2 + rng.normal(size=x.shape))
        return given[-1].copy()

    out = average(noisy, x, rng, draws)
    assert given, "`noisy` was never called."
    as_given = [a.shape == was.shape and bool(np.array_equal(a, was)) for a in asked]
    different = len({g.tobytes() for g in given})
    return out, np.mean(given, axis=0), len(given), different, float(np.mean(as_given))


def inputs(rng):
    def calls(draws, *shape):
        return rng.normal(size=shape), generator(rng), draws

    return (
        Case(calls(2, 3, 4), "2 draws"),
        Case(calls(7, 5, 3), "7 draws"),
        Case(calls(30, 2, 3, 5), "30 draws"),
        Case(calls(1, 4, 6), "a single draw", "generality"),
    )


def what_was_averaged(args, got):
    """The mean of what the layer gave; nothing here is left to chance."""
    *_, draws = args
    out, mean, calls, different, as_given = got
    return {
        "the number of calls of noisy": Measured(calls, draws, 0),
        "the share of the calls that were given x itself": Measured(as_given, 1, 0),
        "the number of different draws": Measured(different, draws, 0),
        "the largest difference from the mean of what noisy gave": apart(out, mean),
    }


def made_of(factor, too_many=0):
    """A sign: what came is so many times the mean of so many calls, `factor(draws)`."""

    def sign(case, got, _want):
        draws = case.args[2]
        out, mean, calls = list(got.values())[:3]
        if calls != draws + too_many:
            return False
        if np.allclose(out, mean):
            return None
        return bool(np.allclose(out, factor(draws) * mean))

    return sign


def one_for_all(_case, got, _want):
    """A sign: every number is the mean of all."""
    out, mean = list(got.values())[:2]
    return bool(np.allclose(out, mean.mean()))


def sum_over_draws(noisy, x, rng, draws):
    total = 0
    for _ in range(draws):
        total = total + noisy(x, rng)
    return total / draws


def mean_of_a_list(noisy, x, rng, draws):
    return np.mean([noisy(x, rng) for _ in range(draws)], axis=0)


def running_mean(noisy, x, rng, draws):
    mean = np.zeros(x.shape)
    for n, own in enumerate(rng.spawn(draws), 1):
        mean += (noisy(x, own) - mean) / n
    return mean


def one_draw(noisy, x, rng, draws):
    return noisy(x, rng)


def not_divided(noisy, x, rng, draws):
    return np.sum([noisy(x, rng) for _ in range(draws)], axis=0)


def one_draw_too_many(noisy, x, rng, draws):
    return np.mean([noisy(x, rng) for _ in range(draws + 1)], axis=0)


def first_draw_counted_twice(noisy, x, rng, draws):
    total = noisy(x, rng)
    for _ in range(draws):
        total = total + noisy(x, rng)
    return total / draws


def the_same_draw(noisy, x, rng, draws):
    return np.mean([noisy(x, np.random.default_rng(0)) for _ in range(draws)], axis=0)


def fed_back(noisy, x, rng, draws):
    total = np.zeros(x.shape)
    for _ in range(draws):
        x = noisy(x, rng)
        total += x
    return total / draws


def one_number(noisy, x, rng, draws):
    return np.full(x.shape, np.mean([noisy(x, rng) for _ in range(draws)]))


def largest_for_mean(noisy, x, rng, draws):
    return np.max([noisy(x, rng) for _ in range(draws)], axis=0)


def middle_for_mean(noisy, x, rng, draws):
    return np.median([noisy(x, rng) for _ in range(draws)], axis=0)


def halved_each_time(noisy, x, rng, draws):
    mean = noisy(x, rng)
    for _ in range(draws - 1):
        mean = (mean + noisy(x, rng)) / 2
    return mean


AVERAGE_OF_DRAWS = Exercise(
    id="average-of-draws",
    title="At test, the average of the noise",
    points=1,
    concepts=("dropconnect-etc",),
    stub=average_of_draws,
    reference=sum_over_draws,
    cases=inputs,
    drive=watched,
    returns=(
        "the average",
        "the mean of what noisy gave",
        "the number of calls",
        "the number of different draws",
        "the share of calls given x",
    ),
    measure=what_was_averaged,
    alternatives=(mean_of_a_list, running_mean),
    mistakes=(
        Mistake(one_draw, "Yours is a single draw; it should be the mean of `draws` of them."),
        Mistake(
            not_divided,
            "Yours is the sum of the draws; it should be divided by `draws`.",
            made_of(lambda draws: draws),
        ),
        Mistake(one_draw_too_many, "You draw once too often: range(draws) counts to draws - 1."),
        Mistake(
            first_draw_counted_twice,
            "You draw once before the loop and then `draws` times in it; begin with 0, and the"
            " loop alone should draw.",
            made_of(lambda draws: (draws + 1) / draws, too_many=1),
        ),
        Mistake(
            the_same_draw,
            "All your draws are one and the same: each gets a generator with the same seed. They"
            " should all come from the rng that is given.",
        ),
        Mistake(
            fed_back,
            "You give the layer its own result again. Every call should get the same x, so keep"
            " results under another name.",
        ),
        Mistake(
            one_number,
            "You average all the numbers into one. It should be the mean over the draws, number"
            " by number: np.mean(..., axis=0).",
            one_for_all,
        ),
        Mistake(largest_for_mean, "Yours is the largest of the draws; it should be their mean."),
        Mistake(middle_for_mean, "Yours is the median of the draws; it should be their mean."),
        Mistake(
            halved_each_time,
            "You halve the average with each draw, so that the last one counts for half. All"
            " should count alike: add up, then divide by `draws`.",
        ),
    ),
    hints=(
        "Ask `noisy(x, rng)` several times, with the same x and the same rng.",
        "Add up what came back, begin with 0, and divide by `draws` at the end.",
        "np.mean([noisy(x, rng) for _ in range(draws)], axis=0)",
    ),
)

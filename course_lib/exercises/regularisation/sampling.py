"""Settings drawn on the scale that matters: rates on a log scale, beta by its distance from 1."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import even_mean, evenness, generator


def log_sample(low, high, n, rng):
    raise NotImplementedError


def beta_sample(low, high, n, rng):
    raise NotImplementedError


def two_calls(sample, low, high, n, rng):
    """What two calls draw, a call a row."""
    rows = []
    for _ in range(2):
        came = sample(low, high, n, rng)
        assert came is not None, "Nothing came back; expected n numbers. Is the `return` missing?"
        numbers = np.asarray(came)
        is_row = numbers.shape == (n,)
        assert is_row, f"The shape is {numbers.shape}; expected ({n},)."
        assert numbers.dtype.kind in "fiu", "What came back are no numbers."
        rows.append(numbers)
    return np.array(rows, dtype=float)


def cases(*ranges):
    """Cases of these ranges, for 1000 draws and more."""

    def drawn(rng):
        sizes = (1501, 2003, 1802, 2207)
        return tuple(
            Case((low, high, n, generator(rng)), f"from {low:g} to {high:g}")
            for (low, high), n in zip(ranges, sizes, strict=True)
        )

    return drawn


def evenly_on(place):
    """What to measure: whether the numbers lie evenly on the scale of `place(x)`."""

    def measured(args, got):
        low, high, _n, _rng = args
        inside = (got >= low * (1 - 1e-9)) & (got <= high * (1 + 1e-9))
        if not inside.all():
            middle, half = (low + high) / 2, (high - low) / 2
            return {
                "the smallest number": Measured(got.min(), middle, half),
                "the largest number": Measured(got.max(), middle, half),
                "the mean": Measured(got.mean(), middle, half / 5),
            }
        first, last = place(low), place(high)
        places = (place(np.clip(got, low, high)) - first) / (last - first)
        gaps = np.diff(np.sort(places[0]))
        as_usual = np.abs(gaps - np.median(gaps)) <= 0.01 * np.median(gaps)
        again = (got[0] == got[1]).mean()
        return {
            "the share of gaps between neighbours that are of one length": Measured(
                as_usual.mean(), 0, 0.5
            ),
            "the share of numbers that two calls have in common": Measured(again, 0, 0.5),
            "the mean place on that scale, from 0 at low to 1 at high": even_mean(
                places.mean(), 0, 1, places.size
            ),
            "how unevenly they lie on that scale": evenness(places, 0, 1),
        }

    return measured


def one_number(_case, got, _want):
    """A sign: each call gives one number, again and again."""
    return bool((got == got[:, :1]).all())


# Rates: every power of ten as likely as the next.


def exponent_drawn(low, high, n, rng):
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size=n)


def by_natural_logarithm(low, high, n, rng):
    return np.exp(np.log(low) + (np.log(high) - np.log(low)) * rng.random(n))


def by_powers_of_the_ratio(low, high, n, rng):
    return [low * (high / low) ** rng.random() for _ in range(n)]


def drawn_evenly(low, high, n, rng):
    return rng.uniform(low, high, size=n)


def exponent_returned(low, high, n, rng):
    return rng.uniform(np.log10(low), np.log10(high), size=n)


def exponents_of_the_ends(low, high, n, rng):
    return 10 ** rng.uniform(low, high, size=n)


def e_to_the_power_of_ten(low, high, n, rng):
    return np.exp(rng.uniform(np.log10(low), np.log10(high), size=n))


def ten_to_the_natural_power(low, high, n, rng):
    return 10 ** rng.uniform(np.log(low), np.log(high), size=n)


def whole_exponents(low, high, n, rng):
    exponents = rng.integers(round(np.log10(low)), round(np.log10(high)) + 1, size=n)
    return np.clip(10.0**exponents, low, high)


def evenly_spaced_on_the_scale(low, high, n, rng):
    return np.logspace(np.log10(low), np.log10(high), n)


def one_rate(low, high, n, rng):
    return np.full(n, 10 ** rng.uniform(np.log10(low), np.log10(high)))


def seeded_rates(low, high, n, rng):
    rng = np.random.default_rng(0)
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size=n)


def log_of_an_even_draw(low, high, n, rng):
    return np.log10(rng.uniform(low, high, size=n))


def normal_exponents(low, high, n, rng):
    middle = (np.log10(low) + np.log10(high)) / 2
    spread = (np.log10(high) - np.log10(low)) / 4
    return np.clip(10 ** (middle + spread * rng.normal(size=n)), low, high)


FIXED = "Two calls draw the same numbers. They should be drawn anew, from the rng that is given."
LOG_SAMPLE = Exercise(
    id="log-sample",
    title="Draw rates on a log scale",
    points=1,
    concepts=("log-sampling",),
    stub=log_sample,
    reference=exponent_drawn,
    cases=cases((1e-4, 1.0), (3e-5, 0.2), (0.02, 7.0), (1e-6, 1e-3)),
    drive=two_calls,
    measure=evenly_on(np.log10),
    alternatives=(by_natural_logarithm, by_powers_of_the_ratio),
    mistakes=(
        Mistake(
            drawn_evenly,
            "You draw evenly between the ends, so nine tenths of your rates are in the top power"
            " of ten. The exponent should be drawn evenly.",
        ),
        Mistake(
            exponent_returned, "You return the exponents; it should be 10 to the power of them."
        ),
        Mistake(
            exponents_of_the_ends,
            "You take low and high for exponents. They are rates: the exponents should go from"
            " np.log10(low) to np.log10(high).",
        ),
        Mistake(
            e_to_the_power_of_ten,
            "You take log10 one way and exp back. They should belong together: 10 ** with log10,"
            " or np.exp with np.log.",
        ),
        Mistake(
            ten_to_the_natural_power,
            "You take np.log one way and 10 ** back. They should belong together: 10 ** with"
            " log10, or np.exp with np.log.",
        ),
        Mistake(
            whole_exponents,
            "Your exponents are whole numbers, so nothing between two powers of ten is tried. They"
            " should be any number: rng.uniform.",
        ),
        Mistake(
            evenly_spaced_on_the_scale,
            "Yours is a grid on the log scale; the rates should be drawn at random.",
        ),
        Mistake(
            one_rate,
            "You draw one rate and repeat it; there should be n draws: size=n.",
            one_number,
        ),
        Mistake(seeded_rates, FIXED),
        Mistake(
            log_of_an_even_draw,
            "You draw evenly and take the logarithm after. It should be the other way: draw the"
            " exponent, then take 10 to the power of it.",
        ),
        Mistake(
            normal_exponents,
            "Your exponents are normal and crowd in the middle. They should be even: rng.uniform.",
        ),
    ),
    hints=(
        "From 0.0001 to 1 there are four powers of ten. Each should get a quarter of the draws.",
        "The exponent is what is drawn evenly, from np.log10(low) to np.log10(high).",
        "10 ** rng.uniform(np.log10(low), np.log10(high), size=n)",
    ),
)


# Beta: what counts is how far it is from 1.


def distance_drawn(low, high, n, rng):
    return 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n)


def distance_by_natural_logarithm(low, high, n, rng):
    return 1 - np.exp(rng.uniform(np.log(1 - high), np.log(1 - low), n))


def by_powers_of_the_distances(low, high, n, rng):
    return np.array([1 - (1 - low) * ((1 - high) / (1 - low)) ** rng.random() for _ in range(n)])


def beta_drawn_evenly(low, high, n, rng):
    return rng.uniform(low, high, size=n)


def beta_on_its_own_log_scale(low, high, n, rng):
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size=n)


def distance_returned(low, high, n, rng):
    return 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n)


def window_drawn_evenly(low, high, n, rng):
    return 1 - 1 / rng.uniform(1 / (1 - low), 1 / (1 - high), size=n)


def grid_of_betas(low, high, n, rng):
    return 1 - np.logspace(np.log10(1 - low), np.log10(1 - high), n)


def one_beta(low, high, n, rng):
    return np.full(n, 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low)))


def seeded_betas(low, high, n, rng):
    rng = np.random.default_rng(0)
    return 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n)


def one_minus_of_the_log_scale(low, high, n, rng):
    return 1 - 10 ** rng.uniform(np.log10(low), np.log10(high), size=n)


def e_for_ten(low, high, n, rng):
    return 1 - np.exp(rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n))


BETA_SAMPLE = Exercise(
    id="beta-sample",
    title="Draw betas near 1",
    points=1,
    concepts=("log-sampling",),
    stub=beta_sample,
    reference=distance_drawn,
    cases=cases((0.9, 0.999), (0.5, 0.99), (0.95, 0.9999), (0.7, 0.998)),
    drive=two_calls,
    measure=evenly_on(lambda beta: -np.log10(1 - beta)),
    alternatives=(distance_by_natural_logarithm, by_powers_of_the_distances),
    mistakes=(
        Mistake(
            beta_drawn_evenly,
            "You draw beta evenly, so hardly any comes near its upper end, where it matters most:"
            " 0.9 to 0.9005 changes nothing, 0.999 to 0.9995 doubles the memory. 1 - beta should"
            " be drawn, on a log scale.",
        ),
        Mistake(
            beta_on_its_own_log_scale,
            "Your log scale is that of beta, which is nearly even so near to 1. It should be that"
            " of 1 - beta.",
        ),
        Mistake(distance_returned, "You return 1 - beta; it should be beta."),
        Mistake(
            window_drawn_evenly,
            "You draw the window 1 / (1 - beta) evenly, so nearly all are long. It should be even"
            " on a log scale.",
        ),
        Mistake(grid_of_betas, "Yours is a grid; the betas should be drawn at random."),
        Mistake(
            one_beta,
            "You draw one beta and repeat it; there should be n draws: size=n.",
            one_number,
        ),
        Mistake(seeded_betas, FIXED),
        Mistake(
            one_minus_of_the_log_scale,
            "You draw between the logarithms of low and high, and subtract from 1 at the end. The"
            " ends should be those of 1 - beta: np.log10(1 - high) and np.log10(1 - low).",
        ),
        Mistake(
            e_for_ten,
            "You take log10 one way and exp back. They should belong together: 10 ** with log10.",
        ),
    ),
    hints=(
        "beta 0.9 remembers 10 steps, 0.99 remembers 100, 0.999 remembers 1000. What is 1 - beta"
        " of these?",
        "Draw 1 - beta as you drew rates. Which are its two ends?",
        "1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n)",
    ),
)

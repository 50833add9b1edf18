"""Assignment 06: how rarely chance fails a right answer, and what is told whichever was drawn."""

import numpy as np
import pytest
from scipy import stats

from course_lib.checking import Exercise, judge
from course_lib.checking.tried import made_by
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.exercises.regularisation import chance, scales

ASKED = [e for e in ASSIGNMENTS["06_regularisation"] if isinstance(e, Exercise)]
RANDOM = [e for e in ASKED if e.measure]


def ids(value):
    return getattr(value, "id", None)


# How often chance alone fails a right answer.


@pytest.mark.parametrize("n", [11, 63, 391, 2003])
@pytest.mark.parametrize("odds", [0.04, 0.3, 0.5, 0.9, 1.0])
def test_a_share_is_farther_off_than_allowed_less_often_than_said(n, odds):
    """By the exact binomial distribution."""
    within = chance.share(odds, odds, n).within
    too_many = stats.binom.sf(np.floor(n * (odds + within)), n, odds)
    too_few = stats.binom.cdf(np.ceil(n * (odds - within)) - 1, n, odds)
    assert too_many + too_few <= chance.ODDS


@pytest.mark.parametrize("n", [57, 1501, 4414])
def test_numbers_are_less_even_than_allowed_less_often_than_said(n):
    """By the exact distribution of Kolmogorov and Smirnov."""
    within = chance.evenness(np.linspace(0.1, 0.2, n), 0, 1).within
    assert stats.kstwo.sf(within, n) <= chance.ODDS


@pytest.mark.parametrize("n", [91, 410])
def test_the_allowance_is_about_six_and_a_half_standard_errors(n):
    error = 0.5 / np.sqrt(n)
    assert 6 * error < chance.beside(n, 0.5, 0.5) < 7.5 * error


def test_unevenness_is_the_statistic_of_kolmogorov_and_smirnov(rng):
    x = rng.beta(2, 3, size=301)
    want = stats.kstest(x, stats.uniform.cdf).statistic
    assert chance.evenness(x, 0, 1).got == pytest.approx(want)
    assert chance.evenness(3 + 4 * x, 3, 7).got == pytest.approx(want)


@pytest.mark.parametrize("exercise", RANDOM, ids=ids)
def test_a_right_answer_fails_less_often_than_once_in_a_million(exercise, rng):
    """So many measurements, each off less often than `ODDS`; some take the worst of 3 settings."""
    taken = 0
    for case in exercise.cases(rng):
        outcome = made_by(exercise, exercise.reference, case)
        taken += len(exercise.measure(case.args, outcome.value))
    assert taken <= chance.MOST
    assert 3 * chance.MOST * chance.ODDS < 1e-6


@pytest.mark.parametrize("exercise", RANDOM, ids=ids)
def test_what_is_left_to_chance_stays_well_within_what_is_allowed(exercise):
    """6.5 standard errors are allowed; in so few draws none should come near them."""
    for seed in range(7):
        for case in exercise.cases(np.random.default_rng(10_000 + seed)):
            value = made_by(exercise, exercise.reference, case).value
            for name, m in exercise.measure(case.args, value).items():
                is_end = "smallest factor" in name or "largest factor" in name
                allowed = m.within if is_end else 0.85 * m.within
                assert abs(m.got - m.want) <= allowed, name


def test_how_exactly_a_scale_is_read_off_an_image(rng):
    """Not left to chance: for every factor, down and across, rounded in whichever way."""
    exercise = find("random-scale")
    for case in exercise.cases(rng):
        x, _rng, low, high = case.args
        for answer in (exercise.reference, *exercise.alternatives[:1]):
            factors = np.linspace(low, high, 301)
            got = np.array([answer(x[:1], rng, f, f + 1e-12)[0] for f in factors])[None]
            down = scales._factors(got[:, :, 0, :, x.shape[3] // 2] - scales.ZERO)
            across = scales._factors(got[:, :, 1, x.shape[2] // 2] - scales.ZERO)
            assert np.abs(down - factors).max() < scales.BLUR
            assert np.abs(across - factors).max() < scales.BLUR


# Mistakes are told whichever numbers were drawn.

UNTOLD = {  # what they give hangs on every draw: known when drawn as the catalogue draws
    "weights-for-each-example",
    "largest-for-mean",
    "middle-for-mean",
    "halved-each-time",
    "channels-turned",
    "images-drawn-too",
}
DRAWN = [(e, mistake) for e in RANDOM for mistake in e.mistakes]


def drawing_first(function):
    """The same function, after a few other draws: so all its draws are others."""

    def later(*args):
        for arg in args:
            if isinstance(arg, np.random.Generator):
                arg.random(7)
        return function(*args)

    later.__name__ = function.__name__
    return later


@pytest.mark.parametrize(("exercise", "mistake"), DRAWN, ids=lambda v: getattr(v, "name", ids(v)))
def test_a_mistake_is_named_whatever_was_drawn(exercise, mistake):
    functions = tuple(map(drawing_first, exercise.whole(mistake.code)))
    answer = functions if len(functions) > 1 else functions[0]
    verdict = judge(exercise, answer, np.random.default_rng(2))
    assert verdict.state == "wrong"
    assert verdict.mistake == (None if mistake.name in UNTOLD else mistake.name)


# In average-of-draws it is the drive that makes the noise.
@pytest.mark.parametrize("exercise", [e for e in RANDOM if e.id != "average-of-draws"], ids=ids)
def test_numbers_from_elsewhere_than_rng_are_noticed(exercise):
    """In whatever way one draws from a generator of one's own: two calls then differ."""
    functions = exercise.whole(exercise.reference)

    def from_nowhere(*args):
        own = [np.random.default_rng() if isinstance(a, np.random.Generator) else a for a in args]
        return functions[0](*own)

    verdict = judge(
        exercise,
        (from_nowhere, *functions[1:]) if len(functions) > 1 else from_nowhere,
        np.random.default_rng(0),
    )
    assert (verdict.state, verdict.mistake) == ("wrong", "not-the-same-twice")


def spoilt(value, number):
    """The same numbers, each times nan or inf."""
    if isinstance(value, tuple | list):
        return type(value)(spoilt(part, number) for part in value)
    return value * number if isinstance(value, np.ndarray) else value


@pytest.mark.parametrize("number", [np.nan, np.inf, 1e300, 0.0], ids=str)
@pytest.mark.parametrize("exercise", RANDOM, ids=ids)
@pytest.mark.filterwarnings("ignore:invalid value|overflow:RuntimeWarning")  # of `spoilt` itself
def test_whatever_comes_back_is_measured_or_told(exercise, number):
    functions = exercise.whole(exercise.reference)
    for i, function in enumerate(functions):

        def answer(*args, function=function):
            return spoilt(function(*args), number)

        changed = (*functions[:i], answer, *functions[i + 1 :])
        rng = np.random.default_rng(0)
        verdict = judge(exercise, changed if len(changed) > 1 else answer, rng)
        assert verdict.state == "wrong"
        assert "Error" not in verdict.message

"""Search: how numbers are spread, what is tried, what is found, nothing lost."""

import itertools
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import RangeError
from course_lib.optim.search import (
    Linear,
    Log,
    OneMinusLog,
    Trial,
    best,
    coarse_to_fine,
    grid_search,
    random_search,
)

AXES = [Linear(-3.0, 5.0), Log(1e-5, 10.0), OneMinusLog(0.9, 0.9999), OneMinusLog(-4.0, 0.5)]
every_axis = pytest.mark.parametrize("axis", AXES, ids=repr)
SCALES = {Linear: lambda x: x, Log: np.log, OneMinusLog: lambda x: -np.log(1 - x)}


@every_axis
def test_draws_are_even_on_the_scale(axis, rng):
    scale = SCALES[type(axis)]
    x = np.sort(axis.sample(rng, 4000))
    low, high = scale(axis.low), scale(axis.high)
    even = (scale(x) - low) / (high - low)
    # Kolmogorov-Smirnov: at this bound a right sampler fails once in a million.
    assert np.abs(even - (np.arange(4000) + 0.5) / 4000).max() < 2.7 / math.sqrt(4000)
    assert axis.low <= x[0]
    assert x[-1] <= axis.high


@every_axis
def test_a_grid_has_both_ends_and_even_steps_on_the_scale(axis):
    x = axis.grid(7)
    assert (x[0], x[-1]) == pytest.approx((axis.low, axis.high), rel=1e-12)
    steps = np.diff(SCALES[type(axis)](x))
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6)
    np.testing.assert_allclose(axis.grid(1), axis.grid(3)[1:2], rtol=1e-12)
    assert axis.grid(0).shape == (0,)


def test_decades_are_equally_likely():
    np.testing.assert_allclose(Log(1e-4, 1).grid(5), [1e-4, 1e-3, 1e-2, 1e-1, 1])
    np.testing.assert_allclose(OneMinusLog(0.9, 0.999).grid(3), [0.9, 0.99, 0.999])


@given(
    axis=st.sampled_from(AXES),
    where=st.floats(0, 1),
    part=st.floats(0.01, 1),
    seed=st.integers(0, 99),
)
def test_narrowing_keeps_the_kind_the_point_and_the_bounds(axis, where, part, seed):
    scale = SCALES[type(axis)]
    x = float(axis.grid(2)[0] + where * (axis.high - axis.low))
    x = min(max(x, axis.low), axis.high)
    near = axis.around(x, part)
    assert type(near) is type(axis)
    assert axis.low <= near.low < near.high <= axis.high
    slack = 1e-6 * (scale(axis.high) - scale(axis.low))
    assert scale(near.low) - slack <= scale(x) <= scale(near.high) + slack
    length = scale(near.high) - scale(near.low)
    assert length == pytest.approx(part * (scale(axis.high) - scale(axis.low)), rel=1e-5)


def test_random_search_tries_new_values_of_every_setting(rng):
    seen = []
    space = {"lr": Log(1e-4, 1), "beta1": OneMinusLog(0.9, 0.999), "reg": Linear(0, 1)}

    def cost(lr, beta1, reg):
        seen.append((lr, beta1, reg))
        return lr + beta1 + reg

    tried = list(random_search(cost, space, trials=9, rng=rng))
    assert len(tried) == 9
    for column, name in zip(zip(*seen, strict=True), space, strict=True):
        assert len(set(column)) == 9
        assert [trial.settings[name] for trial in tried] == list(column)
    assert all(type(x) is float for x in itertools.chain(*seen))
    assert [trial.cost for trial in tried] == pytest.approx([sum(s) for s in seen])


def test_grid_search_tries_every_combination_once():
    space = {"a": Linear(0, 2), "b": Log(1, 100)}
    tried = list(grid_search(lambda a, b: a * b, space, points=3))
    got = [(t.settings["a"], round(t.settings["b"], 9)) for t in tried]
    assert got == list(itertools.product([0, 1, 2], [1, 10, 100]))


def test_random_search_sees_more_of_the_one_that_matters_than_a_grid(rng):
    space = {"matters": Linear(0, 1), "does_not": Linear(0, 1)}

    def cost(matters, does_not):
        return (matters - 0.618) ** 2

    grid = list(grid_search(cost, space, points=5))
    drawn = list(random_search(cost, space, trials=25, rng=rng))
    values = [len({t.settings["matters"] for t in tried}) for tried in (grid, drawn)]
    assert values == [5, 25]


def test_finer_rounds_close_in_on_the_best(rng):
    space = {"lr": Log(1e-6, 1), "beta1": OneMinusLog(0.5, 0.9999)}

    def cost(lr, beta1):
        return abs(math.log10(lr) + 2.3) + abs(math.log10(1 - beta1) + 1.7)

    tried = list(coarse_to_fine(cost, space, rounds=5, trials=12, part=0.4, rng=rng))
    assert len(tried) == 5 * 12
    rounds = [tried[i : i + 12] for i in range(0, 60, 12)]
    for name in space:
        scale = SCALES[type(space[name])]
        whole = scale(space[name].high) - scale(space[name].low)
        for i, trials in enumerate(rounds):
            spread = np.ptp([scale(t.settings[name]) for t in trials])
            assert spread <= 0.4**i * whole * (1 + 1e-9)
    assert best(tried).cost < 0.15 * best(rounds[0]).cost + 0.05


@pytest.mark.parametrize("seed", range(8))
def test_each_round_is_searched_around_the_best_of_all_before(seed):
    rng = np.random.default_rng(seed)
    worse = itertools.count()  # the very first trial stays the best
    search = coarse_to_fine(
        lambda x: next(worse), {"x": Linear(0, 1)}, rounds=4, trials=5, part=0.2, rng=rng
    )
    x = np.reshape([trial.settings["x"] for trial in search], (4, 5))
    assert (np.abs(x - x[0, 0]).max(axis=1) <= 0.2 ** np.arange(4)).all()


def test_the_same_seed_searches_the_same():
    runs = [
        list(
            coarse_to_fine(
                lambda x: x, {"x": Log(1, 9)}, rounds=2, trials=4, rng=np.random.default_rng(5)
            )
        )
        for _ in range(2)
    ]
    assert runs[0] == runs[1]


def test_a_trial_that_fails_says_which_and_loses_none_before(rng):
    kept, count = [], itertools.count()

    def cost(x):
        if next(count) == 3:
            raise ZeroDivisionError
        return x

    with pytest.raises(ZeroDivisionError) as caught:
        kept.extend(random_search(cost, {"x": Linear(0, 1)}, trials=9, rng=rng))
    assert len(kept) == 3
    assert "'x': 0." in caught.value.__notes__[0]


def test_nan_is_the_worst_and_the_first_of_equals_the_best():
    trials = [Trial({"x": i}, c) for i, c in enumerate([math.nan, math.inf, 2.0, 1.0, 1.0])]
    assert best(trials) is trials[3]
    assert best(trials[:2]) is trials[1]
    assert best(trials[:1]) is trials[0]
    assert best(iter(trials)) is trials[3]


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        (Linear, 2, 2),
        (Linear, 3, 2),
        (Linear, -math.inf, 2),
        (Linear, 0, math.nan),
        (Log, 0, 1),
        (Log, -1, 1),
        (OneMinusLog, 0.9, 1),
        (OneMinusLog, 0.99, 0.9),
    ],
)
def test_ranges_that_are_none(kind, low, high):
    with pytest.raises(RangeError, match=kind.__name__):
        kind(low, high)


def test_refusals(rng):
    space = {"x": Linear(0, 1)}
    for x, part in ((2, 0.5), (math.nan, 0.5), (0.5, 0), (0.5, 1.5)):
        with pytest.raises(RangeError, match="part"):
            space["x"].around(x, part)
    # At the call, not at the first trial.
    for call in (
        lambda: random_search(float, space, trials=0, rng=rng),
        lambda: random_search(float, {}, trials=3, rng=rng),
        lambda: grid_search(float, space, points=0),
        lambda: coarse_to_fine(float, space, rounds=0, trials=3, rng=rng),
        lambda: coarse_to_fine(float, space, rounds=2, trials=0, rng=rng),
        lambda: coarse_to_fine(float, {}, rounds=2, trials=3, rng=rng),
    ):
        with pytest.raises(RangeError, match="nothing to try"):
            call()
    with pytest.raises(RangeError, match="part"):
        coarse_to_fine(float, space, rounds=2, trials=3, part=0.0, rng=rng)
    with pytest.raises(RangeError, match="nothing to choose from"):
        best([])

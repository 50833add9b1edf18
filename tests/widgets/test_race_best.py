from dataclasses import replace

import numpy as np
import pytest

from course_lib.optim import walk
from course_lib.widgets.race.best import OTHER_DRAWS, RATES, RateSweep, draw_noise, score
from course_lib.widgets.race.field import gap
from course_lib.widgets.race.settings import SCHEDULES, Settings, make_racer, make_surface

SMALL = Settings(surface="quadratic", start=(-2.0, 0.9), steps=23, target=1e-3, condition=7.0)


def _judged(name, settings, lr, noise):
    """First step at or below the target and where it ends, by definition, a step at a time."""
    surface = make_surface(settings)
    schedule = SCHEDULES[settings.schedule](settings.steps)
    racer = make_racer(name, settings, lr)
    path = [np.array(settings.start)]
    path += [
        m.w
        for m in walk(
            surface, racer, settings.start, settings.steps, schedule=schedule, noise=noise
        )
    ]
    x0, x1, y0, y1 = surface.extent
    reach = 5 * np.array([x1 - x0, y1 - y0])
    if not (np.abs(np.array(path) - [(x0 + x1) / 2, (y0 + y1) / 2]) <= reach).all():
        return settings.steps + 1, np.inf
    gaps = [float(gap(surface, w)) for w in path]
    first = next((k for k, g in enumerate(gaps) if g <= settings.target), settings.steps + 1)
    return first, gaps[-1]


@pytest.mark.parametrize("name", ["sgd", "momentum", "adam"])
@pytest.mark.parametrize("schedule", ["constant", "1/t"])
def test_no_rate_of_the_list_does_better(name, schedule):
    settings = replace(SMALL, schedule=schedule)
    judged = {lr: _judged(name, settings, lr, None) for lr in RATES}
    best = RateSweep(None)(name, settings)
    arrived, end = judged[best]
    for other_arrived, other_end in judged.values():
        assert (arrived, end) <= (other_arrived, other_end * (1 + 1e-4) + 1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_with_noise_a_rate_is_judged_on_other_draws_than_the_one_shown(seed):
    settings = replace(SMALL, noise=2.0, seed=seed, target=1e-9)
    means = {}
    for lr in RATES:
        draws = [draw_noise(settings, settings.seed + i) for i in range(1, OTHER_DRAWS + 1)]
        means[lr] = tuple(np.mean([_judged("sgd", settings, lr, d) for d in draws], axis=0))
    best = RateSweep(None)("sgd", settings)
    assert means[best] <= min((a, e * (1 + 1e-4) + 1e-12) for a, e in means.values())
    shown = draw_noise(settings, settings.seed)
    assert all((draw_noise(settings, settings.seed + i) != shown).any() for i in (1, 2, 3))


def test_a_setting_is_swept_once_whoever_else_runs_and_whatever_is_looked_at():
    calls = []

    def step(w, dw, state, lr):
        calls.append(lr)
        return w - lr * dw, state

    best = RateSweep(step)
    found = best("mine", SMALL)
    swept = len(calls)
    assert set(calls) == set(RATES)
    other = replace(SMALL, racers=("adam",), lr=3.0, inside="sgd", mine_like="sgd", best_rates=True)
    assert best("mine", other) == found
    assert len(calls) == swept
    assert found == best("sgd", SMALL)
    best("mine", replace(SMALL, start=(1.0, 0.5)))
    assert len(calls) > swept


def test_a_path_that_arrives_earlier_is_better_then_one_that_ends_lower():
    gaps = np.array([[3, 1e-4, 2], [3, 2, 1e-5], [3, 2, 1], [np.inf, np.inf, np.inf]])
    np.testing.assert_array_equal(score(gaps, 1e-3), [[1, 2], [2, 1e-5], [3, 1], [3, np.inf]])


def test_who_arrives_and_then_leaves_has_not_found_its_rate():
    # At rate 1 x is 0 after one step, and y, next to nothing at first, grows sixfold at every step.
    settings = replace(SMALL, start=(-2.0, 1e-4))
    assert _judged("sgd", settings, 1.0, None) == (24, np.inf)
    assert RateSweep(None)("sgd", settings) < 0.5


def test_noise_is_none_where_there_is_none():
    assert draw_noise(SMALL, 0) is None
    assert draw_noise(replace(SMALL, surface="minibatch"), 0).shape == (23, 2)
    both = replace(SMALL, surface="minibatch", noise=2.0, batch_size=256)
    assert 1 < draw_noise(both, 3).std() < 3

from dataclasses import replace

import numpy as np
import pytest

from course_lib.optim import Rosenbrock, walk
from course_lib.widgets.race.best import RateSweep, draw_noise, factors
from course_lib.widgets.race.run import run
from course_lib.widgets.race.settings import SCHEDULES, Settings, make_racer, make_surface

SETTINGS = Settings(
    surface="quadratic",
    start=(-1.3, 0.7),
    steps=37,
    lr=0.013,
    rho=0.81,
    beta1=0.77,
    beta2=0.93,
    eps=1e-3,
    schedule="exponential",
    noise=0.3,
    condition=11.0,
)
STATES = {
    "momentum": {"v": "v"},
    "nesterov": {"v": "v"},
    "adagrad": {"s": "v"},
    "rmsprop": {"s": "v"},
    "adam": {"m": "m", "s": "v"},
    "adam-uncorrected": {"m": "m", "s": "v"},
    "sgd": {},
}


def _inside(name, **changes):
    settings = replace(SETTINGS, inside=name, racers=(name,), **changes)
    return settings, run(settings, None, RateSweep(None))


@pytest.mark.parametrize("name", STATES)
def test_gradient_and_memory_are_those_of_the_walk(name):
    settings, ran = _inside(name)
    noise = draw_noise(settings, settings.seed)
    schedule = SCHEDULES[settings.schedule](settings.steps)
    moments = walk(
        make_surface(settings),
        make_racer(name, settings, settings.lr),
        settings.start,
        settings.steps,
        schedule=schedule,
        noise=noise,
    )
    column = {n: ran.inside.values[:, i] for i, n in enumerate(ran.inside.names)}
    assert set(column) == {"dw", "step", "lr", *STATES[name]}
    before = np.array(settings.start)
    for k, moment in enumerate(moments):
        np.testing.assert_allclose(column["dw"][k], moment.dw, rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(column["step"][k], moment.w - before, rtol=1e-9, atol=1e-12)
        for ours, theirs in STATES[name].items():
            want = getattr(moment.state, theirs)
            np.testing.assert_allclose(column[ours][k], want, rtol=1e-9, atol=1e-12)
        before = moment.w
    np.testing.assert_allclose(column["lr"][:, 0], settings.lr * np.array(factors(settings)))


def test_newton_shows_its_hessian():
    settings, ran = _inside("newton", surface="rosenbrock", noise=0.0, schedule="constant")
    surface, w = Rosenbrock(), ran.racers[0].path[:, :2].astype(float)
    rows = dict(zip(ran.inside.names, np.moveaxis(ran.inside.values, 1, 0), strict=True))
    h = 1e-6
    for k in (0, 1):
        for name, by in (("hx", [h, 0]), ("hy", [0, h])):
            slope = (surface.gradient(w[k] + by) - surface.gradient(w[k] - by)) / (2 * h)
            np.testing.assert_allclose(rows[name][k], slope, rtol=1e-4, atol=1e-3)
    assert settings.inside == "newton"


def test_steps_too_small_for_the_picture_are_still_shown_as_they_are():
    _, ran = _inside("sgd", noise=0.0, schedule="constant", start=(1.0, 1e-9), lr=0.09, steps=9)
    steps = ran.inside.values[:, ran.inside.names.index("step"), 1]
    np.testing.assert_allclose(steps, -0.99 * 1e-9 * 0.01 ** np.arange(9), rtol=1e-6)


def test_the_workings_end_where_a_path_leaves():
    _, ran = _inside("sgd", noise=0.0, schedule="constant", lr=1.0)
    assert ran.racers[0].left
    assert len(ran.inside.values) == ran.racers[0].last < 37
    assert np.isfinite(ran.inside.values).all()


def test_who_does_not_run_cannot_be_looked_into():
    _, ran = _inside("adam")
    assert ran.inside is not None
    none = run(replace(SETTINGS, inside="adam", racers=("sgd",)), None, RateSweep(None))
    assert none.inside is None

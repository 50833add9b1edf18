import re
from dataclasses import replace

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.optim import Adam, Beale, Momentum, Quadratic, walk
from course_lib.widgets import OptimizerRace
from course_lib.widgets.race.apart import first_apart
from course_lib.widgets.race.best import RateSweep
from course_lib.widgets.race.mine import run_mine, takes
from course_lib.widgets.race.run import run
from course_lib.widgets.race.settings import Settings
from course_lib.widgets.race.words import mine_words

VALUES = {"lr": 0.03, "rho": 0.8, "beta1": 0.7, "beta2": 0.95, "eps": 1e-4}
SETTINGS = Settings(surface="quadratic", start=(-1.5, 1.1), steps=29, **VALUES, racers=("sgd",))


def adam(w, dw, state, lr=9.0, beta1=9.0, beta2=9.0, eps=9.0):
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - step, {"t": t, "m": m, "v": v}


def momentum_in_place_of_its_own_state(w, dw, state, lr, rho):
    state.setdefault("v", np.zeros(2))
    state["v"] *= rho
    state["v"] += dw
    return [w - lr * state["v"], state]


@pytest.mark.parametrize(
    ("step", "racer"),
    [
        (adam, Adam(lr=0.03, beta1=0.7, beta2=0.95, eps=1e-4)),
        (momentum_in_place_of_its_own_state, Momentum(lr=0.03, rho=0.8)),
    ],
)
def test_a_right_step_runs_as_the_reference_walks_with_the_settings_it_names(step, racer, rng):
    surface, noise = Quadratic(), rng.normal(size=(29, 2))
    factors = (0.97 ** np.arange(29)).tolist()
    mine = run_mine(step, surface, (-1.5, 1.1), factors, VALUES, noise)
    moments = walk(surface, racer, (-1.5, 1.1), 29, schedule=lambda t: 0.97**t, noise=noise)
    want = np.array([m.w for m in moments])
    np.testing.assert_allclose(mine.path[1:], want, rtol=1e-9, atol=1e-12)
    assert (mine.last, mine.left, mine.fault) == (29, False, "")
    assert mine.states[-1]


def test_each_race_begins_with_an_empty_state():
    seen = []

    def step(w, dw, state):
        seen.append(dict(state))
        state["t"] = state.get("t", 0) + 1
        return w - 0.01 * dw, state

    for _ in range(2):
        run_mine(step, Quadratic(), (1.0, 1.0), [1.0] * 3, VALUES)
    assert seen == [{}, {"t": 1}, {"t": 2}] * 2


def test_settings_are_given_by_name_and_only_those_asked_for():
    assert takes(adam) == ("lr", "beta1", "beta2", "eps")
    assert takes(lambda w, dw, state: None) == ()
    assert takes(lambda w, dw, state, learning_rate=1, rho=2: None) == ("rho",)
    assert takes(np.add) == ()


def raises(w, dw, state):
    return w - missing * dw, state


def no_previous(w, dw, state):
    v = 0.9 * state["v"] + dw
    return w - 0.1 * v, {"v": v}


def changes_w(w, dw, state):
    w -= 0.01 * dw
    return w, state


def changes_dw(w, dw, state):
    dw *= 0.01
    return w - dw, state


FAULTS = {
    "raises": (raises, ["NameError", "return w - missing * dw, state"], 0),
    "key": (no_previous, ["KeyError", 'v = 0.9 * state["v"] + dw', "{} at first"], 0),
    "unwritten": (lambda w, dw, state: _unwritten(), ["not written yet"], 0),
    "nothing": (lambda w, dw, state: None, ["returned nothing", "return w, state"], 0),
    "only w": (lambda w, dw, state: w - dw, ["returned an array alone", "return w, state"], 0),
    "only state": (lambda w, dw, state: state, ["returned a dict alone"], 0),
    "number": (lambda w, dw, state: 3, ["returned one thing of type int alone"], 0),
    "triple": (lambda w, dw, state: (w, dw, state), ["returned 3 things"], 0),
    "shape": (lambda w, dw, state: (w[:1], state), ["shape (1,)"], 0),
    "swapped": (lambda w, dw, state: (state, w), ["not numbers"], 0),
    "ragged": (lambda w, dw, state: ([[1], [1, 2]], state), ["not numbers"], 0),
    "nan": (lambda w, dw, state: (w * np.nan, state), ["(nan, nan)"], 0),
    "late nan": (lambda w, dw, s: _nan_at(3, w, s), ["Step 3,", "nan"], 2),
    "arguments": (lambda w, dw: (w, dw), ["TypeError", "lr, rho, beta1, beta2, eps"], 0),
    "another name": (lambda w, dw, s, rate: (w, s), ["'rate'", "lr, rho, beta1, beta2, eps"], 0),
    "changes dw": (changes_dw, ["modified its input dw"], 29),
}


def _unwritten():
    raise NotImplementedError


def _nan_at(t, w, state):
    state["t"] = state.get("t", 0) + 1
    return (w * 0.99 if state["t"] < t else w / 0 * 0), state


@pytest.mark.parametrize("case", FAULTS)
def test_whatever_is_wrong_is_said_and_the_race_goes_on(case):
    step, words, last = FAULTS[case]
    mine = run_mine(step, Quadratic(), (-1.5, 1.1), [1.0] * 29, VALUES)
    for part in words:
        assert part in mine.fault
    assert mine.last == last
    assert np.isfinite(mine.path).all()
    assert mine.path.shape == (30, 2)
    ran = run(replace(SETTINGS, inside="mine", mine_like="sgd"), step, RateSweep(step))
    assert [racer.name for racer in ran.racers] == ["sgd", "mine"]
    assert mine_words(ran).startswith(ran.fault)
    assert ("SGD" in mine_words(ran)) == (last == 29)  # compared, where it ran
    assert words[-1] in ran.fault
    assert np.isfinite(ran.racers[-1].path).all()


def test_a_step_that_edits_w_in_place_is_no_fault_and_runs_like_one_that_does_not():
    def in_place(w, dw, state, lr):
        w -= lr * dw
        return w, state

    settings = replace(SETTINGS, mine_like="sgd")
    ran = run(settings, in_place, RateSweep(in_place))
    assert (ran.fault, ran.ghost.parted, ran.racers[-1].last) == ("", -1, 29)
    assert "does what SGD does, at all 29 steps" in mine_words(ran)
    assert "in place. That is no mistake here" in mine_words(ran)
    race = OptimizerRace("quadratic", ["sgd"], mine=in_place)
    assert race.facts["fault"] is False
    assert "in place" in race.facts["mine"]


@pytest.mark.parametrize("inside", ["mine", ""])
def test_a_division_by_zero_is_told_as_infinite_and_warns_nobody(inside):
    def over_zero(w, dw, state, lr):
        return w - lr * dw / 0, {"v": dw * 1e200}

    race = OptimizerRace("rosenbrock", [], mine=over_zero, mine_like="adam", inside=inside)
    words = race.facts["mine"]
    assert "yours goes far off the picture" in words
    assert "At step 1 your w became infinite" in words
    assert "divided by zero" in words


def uncorrected(w, dw, state, lr, beta1, beta2, eps):
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * m / (np.sqrt(v) + eps), {"m": m, "v": v}


@pytest.mark.parametrize("lr", [2e-4, 0.001, 0.07, 1.3])
def test_what_is_told_of_two_that_part_is_what_parts_them(lr):
    race = OptimizerRace("rosenbrock", [], mine=uncorrected, mine_like="adam", lr=lr)
    told = re.findall(r"moves by \((.*?), (.*?)\)", race.facts["mine"])
    yours, like = np.array(told, float)
    # Adam's first step is the rate, in every direction; without correction it is
    # (1 - beta1) / sqrt(1 - beta2) times as long.
    np.testing.assert_array_equal(like, [lr, lr])
    np.testing.assert_allclose(yours, lr * 0.1 / np.sqrt(0.001), rtol=0.01)


def test_two_that_drift_apart_are_told_apart_by_as_many_digits_as_it_takes():
    def drifting(w, dw, state, lr):
        return w - lr * (1 + 2e-4) * dw, state

    settings = replace(SETTINGS, mine_like="sgd", start=(1.5, 0.0), lr=0.01, steps=300)
    ran = run(settings, drifting, RateSweep(None))
    assert ran.ghost.parted > 1
    yours, like = re.findall(r"\((.*?)\)", mine_words(ran))
    assert yours != like


def adam_by_increments(w, dw, state, lr, beta1, beta2, eps):
    """As `adam`, rounded elsewhere."""
    t, m, v = state.get("t", 0) + 1, state.get("m", 0), state.get("v", 0)
    m, v = m + (1 - beta1) * (dw - m), v + (1 - beta2) * (dw**2 - v)
    step = lr * (m / (1 - beta1**t)) / (np.sqrt(v / (1 - beta2**t)) + eps)
    return w - step, {"t": t, "m": m, "v": v}


# A rate at which the landscape multiplies every rounding error: Adam's best of the sweep there.
HIGH = {"mine_like": "adam", "best_rates": True, "steps": 600}


def test_rounding_that_a_landscape_makes_grow_is_not_taken_for_another_rule():
    race = OptimizerRace("rosenbrock", [], mine=adam_by_increments, **HIGH)
    ghost = race.result.ghost
    assert ghost.parted == -1
    assert ghost.drifted > 0  # else this test proves nothing
    assert "does what Adam does, at all 600 steps" in race.facts["mine"]
    assert f"part at step {ghost.drifted} is rounding" in race.facts["mine"]


@pytest.mark.parametrize("t", [1, 400])
def test_at_such_a_rate_another_rule_is_still_seen(t):
    def nearly(w, dw, state, lr, beta1, beta2, eps):
        now = state.get("t", 0) + 1
        return adam(w, dw, state, lr * (1 + 1e-6 * (now >= t)), beta1, beta2, eps)

    ghost = OptimizerRace("rosenbrock", [], mine=nearly, **HIGH).result.ghost
    assert ghost.parted >= t
    assert ghost.drifted == -1


@pytest.mark.parametrize(
    ("arguments", "meant"),
    [(("rosenbrok", ["sgd"]), "'rosenbrock'"), (("saddle", ["sgd", "adm"]), "'adam'")],
)
def test_a_misspelt_name_is_answered_with_the_nearest(arguments, meant):
    with pytest.raises(CourseError, match=f"did you mean {meant}"):
        OptimizerRace(*arguments)


def test_an_interrupt_is_not_kept_from_anyone():
    def step(w, dw, state):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_mine(step, Quadratic(), (1.0, 1.0), [1.0], VALUES)


@pytest.mark.parametrize("far", [1e4, 1e200, np.inf, -np.inf])
def test_a_step_out_of_reach_is_a_divergence_and_no_fault(far):
    ran = run(SETTINGS, lambda w, dw, state: (w + far, state), RateSweep(None))
    yours = ran.racers[-1]
    assert (yours.left, yours.last, ran.fault) == (True, 1, "")
    assert np.isfinite(yours.path).all()


def test_the_first_step_apart_is_found_and_told():
    def late(w, dw, state, lr):
        t = state.get("t", 0)
        return w - lr * dw * (1 if t < 6 else 1.5), {"t": t + 1}

    ran = run(replace(SETTINGS, mine_like="sgd"), late, RateSweep(late))
    assert ran.ghost.parted == 7
    assert "parts from SGD at step 7" in mine_words(ran)
    same = run(replace(SETTINGS, mine_like="adam"), adam, RateSweep(adam))
    assert same.ghost.parted == -1
    assert "does what Adam does, at all 29 steps" in mine_words(same)


def test_paths_part_where_they_are_further_apart_than_rounding():
    a = np.zeros((9, 2))
    b = a.copy()
    b[4:, 1] = 1e-7
    assert first_apart(a, b, width=1.0) == -1
    b[6, 0] = 1e-3
    assert first_apart(a, b, width=1.0) == 6
    b[5] = np.nan
    assert first_apart(a, b, width=1.0) == 5


def test_it_stops_where_it_leaves():
    mine = run_mine(lambda w, dw, s: (w - dw, s), Beale(), (4.0, 4.0), [1.0] * 11, VALUES)
    assert mine.left
    assert mine.last < 11
    assert len(mine.states) == mine.last

"""Averages against their sums written out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.optim import _checks
from course_lib.optim.averaging import PolyakAverage, effective_window, ewma


@given(T=st.integers(0, 12), beta=st.sampled_from([0.0, 0.31, 0.9, 0.99]), seed=st.integers(0, 99))
def test_the_average_is_the_weighted_sum(T, beta, seed):
    x = np.random.default_rng(seed).normal(size=(T, 3))
    weights = [[(1 - beta) * beta ** max(t - i, 0) * (i <= t) for i in range(T)] for t in range(T)]
    weights = np.reshape(weights, (T, T))
    np.testing.assert_allclose(ewma(x, beta, corrected=False), weights @ x, atol=1e-12)
    shares = weights.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(ewma(x, beta), weights @ x / shares, atol=1e-9)


def test_corrected_a_constant_averages_to_itself():
    np.testing.assert_allclose(ewma(np.full(9, 3.7), 0.93), 3.7, rtol=1e-12)
    low = ewma(np.full(9, 3.7), 0.93, corrected=False)
    np.testing.assert_allclose(low, 3.7 * (1 - 0.93 ** np.arange(1, 10)), rtol=1e-12)


@given(beta=st.floats(0.5, 0.999))
def test_beyond_the_window_moments_weigh_about_one_over_e(beta):
    weight = beta ** effective_window(beta)
    assert 0.24 < weight < 1 / np.e  # from below: (1 - eps)^(1/eps) < 1/e


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_the_dtype_given_and_nothing_is_changed(dtype, rng):
    x = rng.normal(size=(5, 2, 3)).astype(dtype)
    kept = x.copy()
    assert ewma(x, 0.9).dtype == dtype
    np.testing.assert_array_equal(x, kept)


def test_polyaks_average_is_the_weighted_sum_of_all_weights(rng):
    ws, rho = rng.normal(size=(7, 3, 5)), 0.83
    average = PolyakAverage(rho=rho)
    state = average.init(ws[0])
    for w in ws[1:]:
        state = average.step(w, state)
    want = rho**6 * ws[0] + sum((1 - rho) * rho ** (6 - t) * ws[t] for t in range(1, 7))
    np.testing.assert_allclose(state.average, want, rtol=1e-12)


def test_polyaks_average_as_torch(torch, rng):
    ws = rng.normal(size=(6, 5))
    layer = torch.nn.Linear(5, 1, bias=False).double()
    of = torch.optim.swa_utils
    theirs = of.AveragedModel(layer, multi_avg_fn=of.get_ema_multi_avg_fn(0.9))
    average = PolyakAverage(rho=0.9)
    state = average.init(ws[0])
    for t, w in enumerate(ws):
        layer.weight.data[:] = torch.tensor(w)
        theirs.update_parameters(layer)  # the first is taken as it is
        state = average.step(w, state) if t else state
    want = theirs.module.weight.detach().numpy()[0]
    np.testing.assert_allclose(state.average, want, rtol=1e-12)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_in_place_is_the_pure_one_bit_for_bit(dtype, rng, monkeypatch):
    monkeypatch.setattr(_checks, "PIECE", 10)
    w = rng.normal(size=(7, 5)).astype(dtype)
    average = PolyakAverage(rho=0.83)
    state, state_ = average.init(w), average.init(w)
    for _ in range(4):
        w = rng.normal(size=(7, 5)).astype(dtype)
        w.flags.writeable = False
        state, state_ = average.step(w, state), average.step_(w, state_)
    np.testing.assert_array_equal(state_.average, state.average)
    assert state.average.dtype == dtype


def test_the_average_is_no_view_of_the_weights(rng):
    w = rng.normal(size=5)
    state = PolyakAverage().init(w)
    kept = state.average.copy()
    w += 1
    np.testing.assert_array_equal(state.average, kept)


@pytest.mark.usefixtures("own_messages")
def test_refusals():
    for beta in (1, -0.1, np.nan):
        with pytest.raises(RangeError, match="beta"):
            ewma(np.ones(3), beta)
        with pytest.raises(RangeError, match="beta"):
            effective_window(beta)
        with pytest.raises(RangeError, match="rho"):
            PolyakAverage(rho=beta)
    average = PolyakAverage()
    for w in (np.ones(4), np.ones((3, 1))):
        for step in (average.step, average.step_):
            with pytest.raises(ShapeError, match="init"):
                step(w, average.init(np.ones(3)))
    with pytest.raises(DtypeError, match="floats"):
        average.init(np.ones(3, int))
    for x in (np.ones((3, 2), int), [1.0, 2.0]):
        with pytest.raises(DtypeError, match="floats"):
            ewma(x, 0.9)
    state = average.init(np.ones(3))
    state.average.flags.writeable = False
    with pytest.raises(CourseError, match="read-only"):
        average.step_(np.ones(3), state)

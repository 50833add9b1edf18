"""Landscapes: derivatives by differences, known minima, the noise of batches."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.errors import RangeError, ShapeError
from course_lib.optim.surfaces import (
    SURFACES,
    MinibatchQuadratic,
    Quadratic,
    Rosenbrock,
    Saddle,
)

every_surface = pytest.mark.parametrize(
    "surface",
    [s() for s in SURFACES] + [Quadratic(condition=137.0), Rosenbrock(b=7.0)],
    ids=repr,
)


def on_the_picture(surface, rng, N):
    x0, x1, y0, y1 = surface.extent
    return rng.uniform((x0, y0), (x1, y1), size=(N, 2))


def difference(f, w, step):
    """Central differences of f along both axes, stacked last."""
    sides = [(f(w + e) - f(w - e)) / (2 * step) for e in step * np.eye(2)]
    return np.stack(sides, axis=-1)


@every_surface
def test_gradient_is_the_derivative_of_the_value(surface, rng):
    w = on_the_picture(surface, rng, 23)
    want = difference(surface.value, w, 1e-5)
    np.testing.assert_allclose(surface.gradient(w), want, rtol=1e-6, atol=1e-6)


@every_surface
def test_hessian_is_the_derivative_of_the_gradient(surface, rng):
    w = on_the_picture(surface, rng, 23)
    want = difference(surface.gradient, w, 1e-5)
    np.testing.assert_allclose(surface.hessian(w), want, rtol=1e-6, atol=1e-5)


@every_surface
def test_numbers_and_arrays_give_the_same_to_the_last_bit(surface, rng):
    w = on_the_picture(surface, rng, 41)
    for method in (surface.height, surface.slope, surface.curvature):
        together = np.array(np.broadcast_arrays(method(w[:, 0], w[:, 1])))
        alone = np.array([method(x, y) for x, y in w.tolist()]).T
        np.testing.assert_array_equal(np.squeeze(together), alone)


@every_surface
def test_minima_are_level_curved_upward_and_lowest_on_the_picture(surface, rng):
    minima = np.array(surface.minima)
    np.testing.assert_allclose(surface.gradient(minima), 0, atol=1e-11)
    assert (np.linalg.eigvalsh(surface.hessian(minima)) > 0).all()
    lowest = surface.value(minima)
    assert np.ptp(lowest) < 1e-12
    assert (surface.value(on_the_picture(surface, rng, 5000)) >= lowest.max() - 1e-12).all()


@every_surface
def test_minima_and_start_are_on_the_picture(surface):
    x0, x1, y0, y1 = surface.extent
    for x, y in (*surface.minima, surface.start):
        assert x0 < x < x1
        assert y0 < y < y1


@every_surface
@pytest.mark.parametrize("shape", [(2,), (3, 2), (3, 5, 2), (0, 2)])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_any_number_of_points_in_their_dtype(surface, shape, dtype, rng):
    w = rng.normal(size=shape).astype(dtype)
    kept = w.copy()
    assert surface.value(w).shape == shape[:-1]
    assert surface.gradient(w).shape == shape
    assert surface.hessian(w).shape == (*shape, 2)
    for out in (surface.value(w), surface.gradient(w), surface.hessian(w)):
        assert out.dtype == dtype
    np.testing.assert_array_equal(w, kept)


def test_rosenbrock_as_scipy(rng):
    optimize = pytest.importorskip("scipy.optimize")
    for w in rng.normal(size=(5, 2)):
        np.testing.assert_allclose(Rosenbrock().value(w), optimize.rosen(w), rtol=1e-12)
        np.testing.assert_allclose(Rosenbrock().gradient(w), optimize.rosen_der(w), rtol=1e-12)
        np.testing.assert_allclose(Rosenbrock().hessian(w), optimize.rosen_hess(w), rtol=1e-12)


@given(condition=st.floats(0.5, 200))
def test_the_condition_is_the_ratio_of_the_curvatures(condition):
    low, high = np.diag(Quadratic(condition=condition).hessian(np.zeros(2)))
    assert high / low == condition


def test_the_saddle_is_level_and_curved_both_ways():
    assert (Saddle().gradient(np.zeros(2)) == 0).all()
    low, high = np.linalg.eigvalsh(Saddle().hessian(np.zeros(2)))
    assert low < 0 < high


class TestMinibatches:
    def test_the_loss_is_the_mean_over_the_examples_less_its_least(self, rng):
        surface = MinibatchQuadratic(condition=7, N=31, spread=0.6, seed=5)
        w, h = rng.normal(size=2), np.array([1, 7])

        def mean_loss(w):
            return (0.5 * h * (w - surface.centres()) ** 2).sum(axis=1).mean()

        want = mean_loss(w) - mean_loss(np.zeros(2))
        np.testing.assert_allclose(surface.value(w), want, rtol=1e-12)

    def test_noise_is_a_batchs_gradient_less_the_whole_ones(self):
        # One epoch of batches covers all examples but the short last batch.
        surface = MinibatchQuadratic(condition=7, batch_size=1, N=31)
        noise = surface.noise(31, np.random.default_rng(3))
        want = -surface.centres() * [1, 7]
        np.testing.assert_allclose(np.sort(noise, axis=0), np.sort(want, axis=0), rtol=1e-12)

    def test_noise_cancels_over_an_epoch(self, rng):
        noise = MinibatchQuadratic(batch_size=7, N=7 * 11).noise(2 * 11, rng)
        np.testing.assert_allclose(noise.reshape(2, 11, 2).mean(axis=1), 0, atol=1e-12)
        assert np.abs(noise[:11] - noise[11:]).max() > 1e-3  # shuffled anew

    def test_a_batch_of_all_has_no_noise(self, rng):
        noise = MinibatchQuadratic(batch_size=40, N=40).noise(5, rng)
        assert noise.shape == (5, 2)
        np.testing.assert_allclose(noise, 0, atol=1e-12)

    def test_its_variance_falls_as_sampling_without_replacement_has_it(self, rng):
        N = 240
        for B in (2, 8, 60):
            surface = MinibatchQuadratic(batch_size=B, N=N, condition=3)
            noise = surface.noise(6000, rng)
            spread = (surface.centres() * [1, 3]).var(axis=0)
            want = spread / B * (N - B) / (N - 1)
            np.testing.assert_allclose(noise.var(axis=0), want, rtol=0.1)

    def test_the_same_seed_draws_the_same_examples(self):
        a, b, c = (MinibatchQuadratic(seed=s).centres() for s in (4, 4, 5))
        np.testing.assert_array_equal(a, b)
        assert (a != c).any()

    def test_no_steps_no_noise(self, rng):
        assert MinibatchQuadratic().noise(0, rng).shape == (0, 2)


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (Quadratic, {"condition": 0}),
        (Quadratic, {"condition": np.nan}),
        (Rosenbrock, {"b": -1}),
        (MinibatchQuadratic, {"condition": -3}),
        (MinibatchQuadratic, {"spread": 0}),
        (MinibatchQuadratic, {"batch_size": 0}),
        (MinibatchQuadratic, {"batch_size": 257}),
        (MinibatchQuadratic, {"N": 0, "batch_size": 1}),
    ],
)
def test_settings_out_of_range(kind, settings):
    with pytest.raises(RangeError, match=next(iter(settings))):
        kind(**settings)


@pytest.mark.usefixtures("own_messages")
@every_surface
@pytest.mark.parametrize("shape", [(), (3,), (2, 3), (0,)])
def test_points_of_another_plane(surface, shape):
    for method in (surface.value, surface.gradient, surface.hessian):
        with pytest.raises(ShapeError, match="two weights"):
            method(np.zeros(shape))

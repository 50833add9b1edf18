"""Newton, BFGS, L-BFGS and their line search, beside SciPy's and by their own laws."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.optim.line_search import strong_wolfe
from course_lib.optim.second_order import (
    BFGS,
    LBFGS,
    Newton,
    Pair,
    inverse_update,
    two_loop,
)
from course_lib.optim.surfaces import (
    Beale,
    Himmelblau,
    MinibatchQuadratic,
    Plateau,
    Quadratic,
    Rosenbrock,
    Saddle,
)

METHODS = [Newton(), BFGS(), LBFGS(), LBFGS(history=3)]


def bowl(rng, D):
    """A quadratic of D weights: its function, its lowest point, its Hessian."""
    q, _ = np.linalg.qr(rng.normal(size=(D, D)))
    h = q @ np.diag(np.geomspace(1, 30, D)) @ q.T
    low = rng.normal(size=D)
    f = SimpleNamespace(
        value=lambda w: 0.5 * (w - low) @ h @ (w - low) - 3.0,
        gradient=lambda w: h @ (w - low),
        hessian=lambda w: h,
    )
    return f, low, h


def rosen(D):
    """Rosenbrock's function of D weights."""
    optimize = pytest.importorskip("scipy.optimize")
    return SimpleNamespace(value=optimize.rosen, gradient=optimize.rosen_der)


def test_newton_solves_a_quadratic_in_one_step(rng):
    f, low, _ = bowl(rng, 7)
    descent = Newton().minimise(f, rng.normal(size=7), 5)
    assert descent.stopped == "flat"
    assert descent.path.shape == (2, 7)
    np.testing.assert_allclose(descent.path[-1], low, rtol=1e-10)


def test_newton_jumps_to_the_saddle():
    descent = Newton().minimise(Saddle(), np.array([-2.0, 0.3]), 20)
    assert descent.stopped == "flat"
    np.testing.assert_allclose(descent.path[-1], 0, atol=1e-6)
    for method in (BFGS(), LBFGS()):
        end = method.minimise(Saddle(), np.array([-2.0, 0.3]), 50).path[-1]
        np.testing.assert_allclose(end, [0, 2], atol=1e-5)


def test_newton_stops_where_the_hessian_cannot_be_solved_with():
    f = SimpleNamespace(
        value=lambda w: w[0] ** 2 + w[1],
        gradient=lambda w: np.array([2 * w[0], 1.0]),
        hessian=lambda w: np.diag([2.0, 0.0]),
    )
    descent = Newton().minimise(f, np.array([1.0, 1.0]), 5)
    assert descent.stopped == "singular"
    assert len(descent.path) == 1


@pytest.mark.parametrize("method", METHODS[1:], ids=repr)
@pytest.mark.parametrize("D", [1, 2, 7, 13])
def test_the_lowest_point_of_a_quadratic(method, D, rng):
    f, low, _ = bowl(rng, D)
    descent = method.minimise(f, rng.normal(size=D), 100)
    assert descent.stopped == "flat"
    np.testing.assert_allclose(descent.path[-1], low, atol=1e-5)


@pytest.mark.parametrize(
    ("method", "name"), [(BFGS(tol=1e-5), "BFGS"), (LBFGS(tol=1e-5), "L-BFGS-B")]
)
@pytest.mark.parametrize("D", [2, 5, 11])
def test_rosenbrocks_valley_about_as_fast_as_scipy(method, name, D):
    optimize = pytest.importorskip("scipy.optimize")
    w = np.tile([-1.2, 1.0], D)[:D]
    f = rosen(D)
    theirs = optimize.minimize(f.value, w, jac=f.gradient, method=name, tol=1e-9)
    descent = method.minimise(f, w, 500)
    assert descent.stopped == "flat"
    assert np.abs(f.gradient(descent.path[-1])).max() <= 1e-5
    # Both may end in the other valley; then there too.
    np.testing.assert_allclose(descent.path[-1], theirs.x, atol=1e-3)
    assert descent.evaluations <= 2 * theirs.nfev + 10


@pytest.mark.parametrize("method", METHODS[1:], ids=repr)
def test_a_minimum_of_each_surface(method):
    for surface in (
        Quadratic(condition=150.0),
        Saddle(),
        Rosenbrock(),
        Beale(),
        Himmelblau(),
        Plateau(),
    ):
        descent = method.minimise(surface, np.array(surface.start), 200)
        assert descent.stopped == "flat", surface
        gap = np.abs(descent.path[-1] - np.array(surface.minima)).max(axis=1).min()
        assert gap < 1e-4, (surface, descent.path[-1])
        assert (np.diff(surface.value(descent.path)) < 1e-14).all()


def test_scaling_the_function_does_not_hold_bfgs_up(rng):
    f, low, _ = bowl(rng, 5)
    big = SimpleNamespace(value=lambda w: 1e6 * f.value(w), gradient=lambda w: 1e6 * f.gradient(w))
    w = rng.normal(size=5)
    for method in (BFGS(tol=1e-2), LBFGS(tol=1e-2)):
        descent = method.minimise(big, w, 60)
        assert descent.stopped == "flat"
        np.testing.assert_allclose(descent.path[-1], low, atol=1e-6)


@given(D=st.integers(1, 9), k=st.integers(1, 7), seed=st.integers(0, 999))
@settings(deadline=None)
def test_two_loops_are_the_matrix_they_do_without(D, k, seed):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(D, D))
    h = a @ a.T + np.eye(D)
    pairs = [Pair(s, h @ s) for s in rng.normal(size=(k, D))]
    s, y = pairs[-1]
    inverse = (s @ y) / (y @ y) * np.eye(D)
    for pair in pairs:
        inverse = inverse_update(inverse, pair)
    dw = rng.normal(size=D)
    np.testing.assert_allclose(two_loop(dw, pairs), inverse @ dw, rtol=1e-6, atol=1e-8)


def test_without_history_two_loops_are_the_gradient(rng):
    dw = rng.normal(size=5)
    np.testing.assert_array_equal(two_loop(dw, []), dw)


def test_the_update_keeps_symmetry_and_sign_and_learns_the_pair(rng):
    _, _, h = bowl(rng, 6)
    s = rng.normal(size=6)
    inverse = inverse_update(np.eye(6), Pair(s, h @ s))
    np.testing.assert_allclose(inverse, inverse.T, atol=1e-12)
    np.testing.assert_allclose(inverse @ (h @ s), s, rtol=1e-10)
    assert (np.linalg.eigvalsh(inverse) > 0).all()


def test_conjugate_steps_teach_the_whole_inverse(rng):
    _, _, h = bowl(rng, 5)
    inverse = np.eye(5)
    for s in np.linalg.eigh(h)[1].T:  # eigenvectors are conjugate
        inverse = inverse_update(inverse, Pair(s, h @ s))
    np.testing.assert_allclose(inverse, np.linalg.inv(h), atol=1e-10)


@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_steps_are_counted_and_none_is_the_start(method):
    w = np.array([-1.5, 2.0], np.float32)
    for steps in (0, 1, 3):
        descent = method.minimise(Rosenbrock(), w, steps)
        assert descent.path.shape == (steps + 1, 2)
        assert descent.stopped == "steps"
        np.testing.assert_array_equal(descent.path[0], w)
    assert w.dtype == np.float32
    at_home = method.minimise(Rosenbrock(), np.ones(2), 9)
    assert (at_home.stopped, len(at_home.path)) == ("flat", 1)


def test_evaluations_are_what_was_asked(rng):
    asked = []
    f = Rosenbrock()

    def gradient(w):
        asked.append(w)
        return f.gradient(w)

    counted = SimpleNamespace(value=f.value, gradient=gradient, hessian=f.hessian)
    for method in METHODS:
        asked.clear()
        assert method.minimise(counted, np.array([-1.5, 2.0]), 12).evaluations == len(asked)


@pytest.mark.parametrize("method", METHODS[1:], ids=repr)
def test_the_first_guess_of_a_length_is_not_far_out(method):
    asked = []
    f = Rosenbrock()
    seen = SimpleNamespace(value=lambda w: asked.append(w) or f.value(w), gradient=f.gradient)
    method.minimise(seen, np.array([-1.5, 2.0]), 1)
    start, first = asked[:2]
    assert np.linalg.norm(first - start) == pytest.approx(1)  # its gradient is far longer


def test_on_minibatches_bfgs_gets_stuck_where_the_whole_batch_does_not(rng):
    surface = MinibatchQuadratic(batch_size=4)
    w = np.array(surface.start)
    noisy = SimpleNamespace(
        value=surface.value,
        gradient=lambda w: surface.gradient(w) + surface.noise(1, rng)[0],
    )
    assert BFGS().minimise(surface, w, 200).stopped == "flat"
    assert BFGS().minimise(noisy, w, 200).stopped == "no step"


class TestLineSearch:
    @given(
        x=st.floats(-4, 4),
        y=st.floats(-4, 4),
        first=st.sampled_from([1e-4, 0.03, 1.0, 50.0]),
        c2=st.sampled_from([0.1, 0.9]),
        surface=st.sampled_from([Quadratic(), Rosenbrock(), Beale(), Himmelblau(), Saddle()]),
    )
    @settings(deadline=None, max_examples=200)
    def test_the_step_meets_both_conditions(self, x, y, first, c2, surface):
        w = np.array([x, y])
        dw = surface.gradient(w)
        if np.abs(dw).max() < 1e-6:
            return
        d = -dw / np.linalg.norm(dw)
        found = strong_wolfe(surface.value, surface.gradient, w, d, first=first, c2=c2)
        slope, after = dw @ d, w + found.a * d
        low_enough = surface.value(w) + 1e-4 * found.a * slope
        assert surface.value(after) <= low_enough + 1e-13 * abs(surface.value(w))
        assert abs(surface.gradient(after) @ d) <= c2 * abs(slope) * (1 + 1e-12)
        assert found.value == surface.value(after)
        np.testing.assert_array_equal(found.dw, surface.gradient(after))

    def test_scipys_steps_and_ours_meet_the_same_conditions(self, rng):
        optimize = pytest.importorskip("scipy.optimize")
        f = Himmelblau()
        for w in rng.uniform(-5, 5, size=(20, 2)):
            d = -f.gradient(w) / 20
            theirs = optimize.line_search(f.value, f.gradient, w, d, c1=1e-4, c2=0.4)
            ours = strong_wolfe(f.value, f.gradient, w, d, c1=1e-4, c2=0.4)
            assert ours is not None
            assert theirs[0] is not None
            lower = [f.value(w + a * d) for a in (theirs[0], ours.a)]
            assert max(lower) < f.value(w)

    def test_exact_on_a_parabola(self):
        found = strong_wolfe(
            lambda w: float(w[0] ** 2),
            lambda w: 2 * w,
            np.array([3.0]),
            np.array([-1.0]),
            c2=1e-3,
            first=10.0,
        )
        assert found.a == pytest.approx(3.0)

    def test_nothing_where_the_value_falls_for_ever(self):
        fall = strong_wolfe(lambda w: float(-w[0]), lambda w: -np.ones(1), np.zeros(1), np.ones(1))
        assert fall is None

    def test_nothing_where_the_gradient_is_of_something_else(self):
        lie = strong_wolfe(lambda w: float(w[0] ** 2), lambda w: -2 * w, np.ones(1), np.ones(1))
        assert lie is None

    def test_walls_are_backed_away_from(self):
        def value(w):
            return float(-w[0] + 1e-3 / (1 - w[0])) if w[0] < 1 else np.nan

        def gradient(w):
            return -np.ones(1) + 1e-3 / (1 - w) ** 2 if w[0] < 1 else np.full(1, np.nan)

        found = strong_wolfe(value, gradient, np.zeros(1), np.ones(1), first=64.0)
        assert 0 < found.a < 1

    def test_uphill_and_odd_constants_are_refused(self):
        f = Quadratic()
        w = np.array([1.0, 1.0])
        down = -f.gradient(w)
        for d, settings_ in [
            (-down, {}),
            (0 * down, {}),
            (np.nan * down, {}),
            (down, {"c1": 0.5, "c2": 0.4}),
            (down, {"c1": 0.0}),
            (down, {"c2": 1.0}),
            (down, {"first": 0.0}),
        ]:
            with pytest.raises(RangeError, match="downhill"):
                strong_wolfe(f.value, f.gradient, w, d, **settings_)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("method", METHODS, ids=repr)
def test_refusals(method):
    with pytest.raises(DtypeError, match="floats"):
        method.minimise(Quadratic(), np.zeros(2, int), 5)
    with pytest.raises(RangeError, match="start elsewhere"):
        method.minimise(Quadratic(), np.array([np.nan, 1.0]), 5)
    f = SimpleNamespace(value=lambda w: 0.0, gradient=lambda w: np.ones(3), hessian=None)
    with pytest.raises(ShapeError, match="a number for each weight"):
        method.minimise(f, np.zeros(2), 5)
    with pytest.raises(RangeError, match="tol"):
        type(method)(tol=0.0)


def test_a_history_of_nothing_is_refused():
    with pytest.raises(RangeError, match="history"):
        LBFGS(history=0)

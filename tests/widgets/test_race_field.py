import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.optim import SURFACES, Momentum, Quadratic, walk
from course_lib.widgets.race.field import (
    convergence,
    convergence_map,
    field,
    fine_tuned,
    gap,
    map_axes,
)
from course_lib.widgets.race.settings import view

rates = st.floats(-4, 1).map(lambda e: 10.0**e)
momenta = st.floats(0, 0.99)
curvatures = st.floats(1, 200)


@pytest.mark.parametrize("kind", SURFACES)
def test_the_gap_is_zero_at_every_minimum_and_above_elsewhere(kind, rng):
    surface = kind()
    np.testing.assert_allclose(gap(surface, np.array(surface.minima)), 0, atol=1e-12)
    x0, x1, y0, y1 = view(surface)
    assert (gap(surface, rng.uniform([x0, y0], [x1, y1], (31, 2))) > 0).all()


@pytest.mark.parametrize("kind", SURFACES)
def test_the_view_is_a_square_around_the_extent(kind):
    x0, x1, y0, y1 = view(kind())
    a0, a1, b0, b1 = kind.extent
    assert x1 - x0 == y1 - y0
    assert x0 <= a0 < a1 <= x1
    assert y0 <= b0 < b1 <= y1


@pytest.mark.parametrize("kind", SURFACES)
def test_the_field_rises_with_the_loss_from_the_top_left(kind):
    surface, S = kind(), 7
    x0, x1, y0, y1 = view(surface)
    heights = np.array(
        [
            [float(surface.height(x, y)) for x in np.linspace(x0, x1, S)]
            for y in np.linspace(y1, y0, S)
        ]
    )
    levels = field(surface, S)
    assert levels.min() >= 0
    assert levels.max() == 1
    lower, higher = heights.ravel()[:, None], heights.ravel()[None]
    rises = levels.ravel()[:, None] < levels.ravel()[None]
    assert rises[lower < higher - 1e-9 * abs(higher)].all()


@given(rates, momenta, curvatures)
def test_convergence_is_the_largest_eigenvalue_of_a_step(lr, rho, c):
    step = np.array([[1 - lr * c, -lr * rho], [c, rho]])  # of (w, v)
    want = np.abs(np.linalg.eigvals(step)).max()
    # Where both eigenvalues meet, rounding moves them by the root of its size.
    assert convergence(np.array(lr), np.array(rho), c) == pytest.approx(want, rel=1e-6)


@given(rates, momenta, curvatures)
def test_the_edge_of_stability_lies_where_the_rate_is_twice_one_plus_rho_over_the_curvature(
    lr, rho, c
):
    edge = 2 * (1 + rho) / c
    factor = float(convergence(np.array(lr), np.array(rho), c))
    if abs(lr - edge) > 1e-9 * edge:
        assert (factor > 1) == (lr > edge)


@pytest.mark.parametrize(("lr", "rho"), [(0.02, 0.0), (0.05, 0.5), (0.1, 0.3), (0.01, 0.9)])
def test_errors_shrink_in_a_race_as_the_map_says(lr, rho):
    surface = Quadratic(condition=13.0)
    path = [m.w for m in walk(surface, Momentum(lr=lr, rho=rho), (1.0, 1.0), 240)]
    far = np.log(np.linalg.norm(path, axis=1))
    measured = np.exp(np.polyfit(np.arange(80, 240), far[80:], 1)[0])
    want = max(convergence(np.array(lr), np.array(rho), c) for c in (1.0, 13.0))
    assert measured == pytest.approx(want, rel=0.01)


@pytest.mark.parametrize("condition", [2.0, 25.0, 150.0])
def test_nothing_on_the_map_is_quicker_than_the_star(condition):
    lr, rho = (np.array(v) for v in fine_tuned(condition))
    best = max(convergence(lr, rho, 1.0), convergence(lr, rho, condition))
    assert best == pytest.approx(np.sqrt(rho), rel=1e-6)
    assert best <= convergence_map(condition).min() + 1e-7


def test_the_map_has_a_row_for_each_momentum_from_zero_up():
    lrs, rhos = map_axes()
    factors = convergence_map(7.0)
    assert factors.shape == (len(rhos), len(lrs))
    b, a = 11, 23
    want = max(convergence(lrs[a], rhos[b], 1.0), convergence(lrs[a], rhos[b], 7.0))
    assert factors[b, a] == want

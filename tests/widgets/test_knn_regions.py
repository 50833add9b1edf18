import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from course_lib.errors import RangeError
from course_lib.widgets.knn.data import default_scene
from course_lib.widgets.knn.regions import EXTENT, grid, regions, rotate, vote_at

METRICS = {"L1": "cityblock", "L2": "euclidean"}
SCENE = default_scene(np.random.default_rng(53))
angles = st.floats(0, 90)


@st.composite
def points(draw):
    N = draw(st.integers(1, 23))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    return rng.uniform(-0.7, 0.7, (N, 2)), rng.integers(0, 3, N), draw(st.integers(1, N))


@given(points(), st.sampled_from(["L1", "L2"]))
@settings(max_examples=30, deadline=None)
def test_each_cell_is_the_vote_by_definition(data, metric):
    (x, y, k), S = data, 7
    votes = regions(x, y, k, metric, 0.0, S).votes
    for cell, distances in zip(votes.ravel(), cdist(grid(S), x, METRICS[metric]), strict=True):
        counts = np.bincount(y[np.argsort(distances)[:k]], minlength=3)
        assert counts[cell] == counts.max()


@given(points(), angles)
@settings(max_examples=30, deadline=None)
def test_turning_the_points_changes_nothing_for_l2(data, angle):
    x, y, k = data
    assert regions(x, y, k, "L2", angle, 31).changed_share == 0


@given(points())
@settings(max_examples=30, deadline=None)
def test_a_quarter_turn_changes_nothing_for_l1(data):
    x, y, k = data
    plane = regions(x, y, k, "L1", 90.0, 31)
    assert plane.changed_share == 0
    np.testing.assert_array_equal(plane.votes, np.rot90(regions(x, y, k, "L1", 0.0, 31).votes))


@pytest.mark.parametrize("k", [1, 5, 9])
def test_turning_the_default_points_by_an_eighth_changes_l1_enough_to_be_seen(k):
    assert regions(SCENE.x, SCENE.y, k, "L1", 45.0).changed_share > 0.02


def test_points_in_a_row_stay_tied_however_they_are_turned():
    # Every cell on the middle column is as far from both.
    x, y = np.array([[-0.5, 0.0], [0.5, 0.0]]), np.array([1, 0])
    middle = grid(9)[4::9]
    for angle in (0.0, 13.0, 45.0, 77.0):
        votes = vote_at(rotate(middle, angle), rotate(x, angle), y, 1, "L2")
        np.testing.assert_array_equal(votes, 1)


@given(points(), angles, angles)
def test_turns_add_up_and_keep_lengths(data, a, b):
    x = data[0]
    np.testing.assert_allclose(rotate(rotate(x, a), b), rotate(x, a + b), atol=1e-12)
    np.testing.assert_allclose(np.hypot(*rotate(x, a).T), np.hypot(*x.T))
    np.testing.assert_allclose(rotate(np.array([[1.0, 0.0]]), 90), [[0, 1]], atol=1e-15)


def test_the_grid_starts_at_the_top_left_and_is_centred():
    ticks = grid(5)
    assert ticks[0, 0] < 0 < ticks[0, 1]
    assert ticks[1, 0] > ticks[0, 0]
    assert ticks[1, 1] == ticks[0, 1]
    np.testing.assert_allclose(ticks.mean(axis=0), 0, atol=1e-15)
    np.testing.assert_allclose(np.abs(ticks).max(), EXTENT * 4 / 5)


def test_more_neighbours_than_points_are_refused():
    with pytest.raises(RangeError):
        regions(SCENE.x, SCENE.y, 28, "L2", 0.0, 5)

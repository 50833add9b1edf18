"""What the guided tries of lecture 01 promise is so."""

import numpy as np
import pytest

from course_lib.data import load_mnist, split
from course_lib.kernels import knn_predict, pairwise_l2
from course_lib.widgets import KNNBoundary
from course_lib.widgets.knn.regions import vote_at

LONELY_SQUARE, LONELY_TRIANGLE = 15, 26


@pytest.fixture(scope="module")
def scene():
    return KNNBoundary()


def winners(scene, point, metric="L2"):
    place = scene.points[point][None]
    return [vote_at(place, scene.points, scene.labels, k, metric)[0] for k in (1, 2)]


def test_the_lonely_points_hold_their_place_for_k_1_and_lose_it_at_2(scene):
    assert winners(scene, LONELY_SQUARE) == [1, 0]
    assert winners(scene, LONELY_TRIANGLE) == [2, 0]


def test_the_circle_takes_the_place_of_each_lonely_point_by_a_tie(scene):
    for point in (LONELY_SQUARE, LONELY_TRIANGLE):
        distances = pairwise_l2(scene.points[point][None], scene.points)[0]
        first, second = np.argsort(distances)[:2]
        assert first == point
        assert scene.labels[second] == 0


def test_when_everybody_votes_the_whole_plane_is_of_the_smallest_class(scene):
    assert len(scene.labels) == 27
    everywhere = np.random.default_rng(0).uniform(-1, 1, (31, 2))
    assert not vote_at(everywhere, scene.points, scene.labels, 27, "L2").any()


@pytest.mark.parametrize(("k", "needed"), [(3, 2), (5, 3)])
def test_an_island_needs_a_majority_of_the_committee(scene, k, needed):
    deep = np.array([0.9, -0.6])
    for number in (needed - 1, needed):
        points = np.vstack([scene.points, deep + 0.01 * np.arange(number)[:, None]])
        labels = np.append(scene.labels, [2] * number)
        assert (vote_at(deep[None], points, labels, k, "L2")[0] == 2) == (number == needed)


@pytest.mark.parametrize("angle", [10, 45, 77, 90])
def test_turning_changes_nothing_for_l2_at_any_angle_and_for_l1_only_at_90(angle):
    plane = KNNBoundary(k=9)
    plane.angle = angle
    assert plane.changed_share == 0
    plane.metric = "L1"
    assert (plane.changed_share == 0) == (angle == 90)
    assert (plane.changed_share > 0.075) == (angle == 45)


def test_answers_on_digits_do_not_hang_on_rounding():
    """Ties broken at random give the same answers: no machine's rounding shows in an output."""
    parts = split(load_mnist(), train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
    a, b = (s.x.reshape(len(s), -1).astype(float) for s in (parts.dev, parts.train))
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T  # exact: all whole
    shaken = squares + np.random.default_rng(1).uniform(0, 0.4, squares.shape)
    for k in (1, 5, 7):
        want = knn_predict(shaken, parts.train.y, k)
        np.testing.assert_array_equal(knn_predict(pairwise_l2(a, b), parts.train.y, k), want)

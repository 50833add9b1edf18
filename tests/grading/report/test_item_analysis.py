"""Difficulty and discrimination against SciPy, and against what must be so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from course_lib.grading.report.items import SMALLEST_CLASS, analyse

MOST = np.array([1.0, 3.0, 4.0, 2.0])


def class_of(size, seed, share=0.5):
    """All or nothing of four exercises, the good ones good at all of them."""
    rng = np.random.default_rng(seed)
    able = rng.normal(size=(size, 1))
    return (able + rng.normal(size=(size, 4)) > np.quantile(able, 1 - share)) * MOST


def test_discrimination_is_the_point_biserial_of_scipy():
    points = class_of(157, seed=3)
    for k, found in enumerate(analyse(points, MOST)):
        rest = points.sum(axis=1) - points[:, k]
        expected = stats.pointbiserialr(points[:, k] > 0, rest).statistic
        assert found.discrimination == pytest.approx(expected)
        assert found.difficulty == pytest.approx(np.mean(points[:, k] > 0))


def test_points_in_part_are_correlated_as_pearson_has_it(rng):
    points = rng.uniform(size=(41, 4)) * MOST
    for k, found in enumerate(analyse(points, MOST)):
        rest = np.delete(points, k, axis=1).sum(axis=1)
        assert found.discrimination == pytest.approx(stats.pearsonr(points[:, k], rest).statistic)
        assert found.difficulty == pytest.approx(points[:, k].mean() / MOST[k])


@given(seed=st.integers(0, 99), order=st.permutations(range(29)))
def test_the_order_of_students_changes_nothing(seed, order):
    points = class_of(29, seed)
    for one, other in zip(analyse(points, MOST), analyse(points[order], MOST), strict=True):
        assert one.difficulty == pytest.approx(other.difficulty)
        assert one.discrimination == pytest.approx(other.discrimination)
        assert one.why_not == other.why_not


@given(seed=st.integers(0, 99), worth=st.floats(0.5, 20))
def test_what_an_exercise_is_worth_does_not_change_how_it_tells_apart(seed, worth):
    points, scale = class_of(31, seed), np.array([worth, 1, 1, 1])
    one, other = analyse(points, MOST)[0], analyse(points * scale, MOST * scale)[0]
    assert one.difficulty == pytest.approx(other.difficulty)
    assert one.discrimination == pytest.approx(other.discrimination)


def test_an_exercise_that_the_good_ones_fail_is_negative():
    points = class_of(60, seed=5)
    points[:, 1] = MOST[1] * (points[:, [0, 2, 3]].sum(axis=1) < 4)
    assert analyse(points, MOST)[1].discrimination < -0.5


def test_a_class_too_small_has_a_difficulty_and_no_discrimination():
    points = class_of(SMALLEST_CLASS, seed=1)
    assert all(found.discrimination is not None for found in analyse(points, MOST))
    for found in analyse(points[1:], MOST):
        assert found.difficulty is not None
        assert found.discrimination is None
        assert f"{SMALLEST_CLASS - 1} of at least {SMALLEST_CLASS}" in found.why_not


def test_where_all_have_the_same_nothing_is_told_apart():
    points = class_of(33, seed=2)
    points[:, 0] = 1
    first, *others = analyse(points, MOST)
    assert (first.difficulty, first.discrimination) == (1, None)
    assert "everybody" in first.why_not
    assert all(found.discrimination is not None for found in others)
    alone = analyse(points[:, :2], MOST[:2])[1]
    assert alone.discrimination is None
    assert "others" in alone.why_not


def test_who_is_not_known_is_left_out():
    points = class_of(37, seed=8)
    more = np.vstack([points, np.full((5, 4), np.nan)])
    assert analyse(more, MOST) == analyse(points, MOST)
    assert analyse(np.full((3, 4), np.nan), MOST)[0].difficulty is None
    assert analyse(np.empty((0, 4)), MOST)[0].difficulty is None

"""What late work costs: never more than there is, never less for being later, told in words."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from traitlets import TraitError
from traitlets.config import Config

from course_lib.grading.returning.late import DAY, LatePenalty

scores = st.floats(0, 1000)
seconds = st.floats(0, 400 * DAY)
percents = st.floats(0, 100)


def plugin(method="per day", **settings):
    return LatePenalty(config=Config(LatePenalty={"penalty_method": method, **settings}))


def taken(policy, score, late):
    return policy.late_submission_penalty("ada", score, late) or 0


@given(scores, seconds, percents, percents, st.floats(0, 5000))
def test_a_penalty_is_between_nothing_and_the_score(score, late, percent, most, grace):
    settings = {"percent_per_day": percent, "most_percent": most, "grace_minutes": grace}
    for method in ("none", "per day", "zero"):
        assert 0 <= taken(plugin(method, **settings), score, late) <= score
    assert taken(plugin(**settings), score, late) <= score * most / 100 + 1e-9


@given(scores, seconds, seconds, percents)
def test_who_is_later_never_loses_less(score, one, other, percent):
    policy = plugin(percent_per_day=percent)
    early, late = sorted([one, other])
    assert taken(policy, score, early) <= taken(policy, score, late)


@given(scores, seconds)
def test_by_nbgraders_own_two_names_it_does_as_nbgraders_own(score, late):
    from nbgrader.plugins import LateSubmissionPlugin

    for method in ("none", "zero"):
        config = Config(LateSubmissionPlugin={"penalty_method": method})
        own = LateSubmissionPlugin(config=config).late_submission_penalty("ada", score, late + 1)
        ours = LatePenalty(config=config).late_submission_penalty("ada", score, late + 1)
        assert ours == own


@pytest.mark.parametrize(
    ("late", "days"), [(1, 1), (DAY, 1), (DAY + 1, 2), (3 * DAY - 1, 3), (50 * DAY, 50)]
)
def test_a_day_that_has_begun_counts(late, days):
    assert taken(plugin(percent_per_day=7), 20, late) == pytest.approx(min(20, 20 * 0.07 * days))


def test_within_the_grace_nothing_is_taken_and_after_it_days_count_from_its_end():
    policy = plugin(percent_per_day=10, grace_minutes=30)
    assert policy.late_submission_penalty("ada", 20, 30 * 60) is None
    assert taken(policy, 20, 30 * 60 + 1) == 2
    assert taken(policy, 20, 30 * 60 + DAY) == 2
    assert taken(plugin("zero", grace_minutes=30), 20, 30 * 60 + 1) == 20


@pytest.mark.parametrize("setting", ["percent_per_day", "most_percent", "grace_minutes"])
@pytest.mark.parametrize("value", [-1, math.inf, math.nan])
def test_a_setting_that_makes_no_sense_is_refused(setting, value):
    with pytest.raises(TraitError, match=setting):
        plugin(**{setting: value})
    with pytest.raises(TraitError):
        plugin("sometimes")


def test_the_policy_in_words_has_its_numbers():
    words = plugin(percent_per_day=12.5, most_percent=60, grace_minutes=45).in_words()
    assert all(number in words for number in ("12.5 %", "60 %", "45 minutes"))
    assert plugin("none").in_words() == ""
    assert "no points" in plugin("zero").in_words()

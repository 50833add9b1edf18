"""Mistakes written in ways the catalogue does not hold are recognised all the same."""

import numpy as np
import pytest

from course_lib.checking import judge
from course_lib.exercises import find


def expanded(a, b, square_a=1, square_b=1, cross=-2):
    return (
        square_a * (a**2).sum(axis=1)[:, None]
        + square_b * (b**2).sum(axis=1)
        + cross * np.einsum("nd,md->nm", a, b)
    )


VARIANTS = [
    ("pairwise-l2", lambda a, b: expanded(a, b), "no-root"),
    ("pairwise-l2", lambda a, b: np.maximum(expanded(a, b), 0), "no-root"),
    ("pairwise-l2", lambda a, b: np.sqrt(expanded(a, b, cross=2)), "cross-term-added"),
    ("pairwise-l2", lambda a, b: np.abs(expanded(a, b, cross=-1)) ** 0.5, "cross-term-once"),
    ("pairwise-l2", lambda a, b: np.sqrt(expanded(a, b, cross=0)), "cross-term-left-out"),
    ("pairwise-l2-two-loops", lambda a, b: np.floor(np.sqrt(expanded(a, b))), "whole-numbers"),
]


@pytest.mark.parametrize(("exercise", "answer", "name"), VARIANTS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_a_mistake_in_other_words_is_named(exercise, answer, name, seed):
    verdict = judge(find(exercise), answer, np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", name)


def by_the_votes_of(mistake):
    """A right prediction, built on a wrong vote."""
    wrong = next(m.code for m in find("knn-vote").mistakes if m.name == mistake)

    def knn_predict(distances, y, k):
        return wrong(y[np.argsort(distances, axis=1)[:, :k]])

    return knn_predict


# 31 and 47 draw no other tie that shows it; what the others draw looks like a square, like one row
# again and again, like one factor.
@pytest.mark.parametrize("seed", [0, 31, 47, 1118, 1339, 1712])
def test_predictions_of_a_wrong_vote_lose_points_whatever_is_drawn_and_get_no_name(seed):
    answer = by_the_votes_of("tie-by-order-of-a-set")
    verdict = judge(find("knn-predict"), answer, np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", None)

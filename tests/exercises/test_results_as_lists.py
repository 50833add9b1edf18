"""Several results in a list are as right as in a tuple: nobody is asked for the difference."""

import functools
import inspect

import numpy as np
import pytest

from course_lib.checking import Exercise, judge
from course_lib.exercises import EXERCISES

WRITTEN = [exercise for exercise in EXERCISES if isinstance(exercise, Exercise)]


def listing(function):
    """The same function, but what was a tuple comes back as a list."""
    if not inspect.isfunction(function):
        return function

    @functools.wraps(function)
    def listed(*args, **kwargs):
        result = function(*args, **kwargs)
        return list(result) if type(result) is tuple else result

    return listed


@pytest.mark.parametrize("exercise", WRITTEN, ids=lambda exercise: exercise.id)
def test_a_list_of_results_is_as_right_as_a_tuple(exercise):
    reference = exercise.reference
    many = isinstance(reference, tuple)
    answer = tuple(map(listing, reference)) if many else listing(reference)
    verdict = judge(exercise, answer, np.random.default_rng(3))
    assert verdict.state == "passed", verdict.message

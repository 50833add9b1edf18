"""A slip is its right way with a line changed, and as whole as if it had been written out."""

import inspect
import traceback

import numpy as np
import pytest

from course_lib.checking import slip
from course_lib.errors import CourseError


def length(x):
    squares = x**2
    return np.sqrt(squares.sum())


def test_only_the_line_is_changed_and_the_right_way_stays():
    wrong = slip(length, "no_root", ("np.sqrt(squares.sum())", "squares.sum()"))
    x = np.array([3.0, 4.0])
    assert (length(x), wrong(x), wrong.__name__) == (5, 25, "no_root")


def test_it_has_a_source_of_its_own_that_does_the_same():
    wrong = slip(
        length, "absolute", ("x**2", "np.abs(x)"), ("np.sqrt(squares.sum())", "squares.max()")
    )
    alone = {"np": np}
    exec(inspect.getsource(wrong), alone)
    x = np.array([3.0, -7.0])
    assert alone["absolute"](x) == wrong(x) == 7
    assert inspect.getsource(length).count("**2") == 1


def test_an_error_in_it_is_shown_at_its_line():
    wrong = slip(length, "raises", ("x**2", "x / None"))
    with pytest.raises(TypeError) as caught:
        wrong(np.ones(2))
    assert traceback.extract_tb(caught.tb)[-1].line == "squares = x / None"


@pytest.mark.parametrize("old", ["x ** 2", "squares"])
def test_what_does_not_stand_there_once_is_an_error(old):
    with pytest.raises(CourseError, match="stands"):
        slip(length, "nothing", (old, ""))

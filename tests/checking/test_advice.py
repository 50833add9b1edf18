"""What an error is said to mean must be true of it: each is raised by real code and told."""

import numpy as np
import pytest

from course_lib.checking import Case, Exercise, LocalAnswer, judge
from course_lib.checking.advice import advice
from course_lib.checking.run import Raised
from course_lib.checking.tried import stopped


def wrong_lengths(x):
    return np.zeros(2) + x


def a_row_where_a_number_fits(x):
    out = np.zeros(len(x))
    out[0] = x
    return out


def rows_of_different_lengths(x):
    return np.array([x, x[1:]])


def state_is_an_array(x):
    return x.get("v", 0)


def key_of_an_array(x):
    return x["v"]


TOLD = [
    (wrong_lengths, "One has 2 numbers, the other 5", "matched from the right"),
    (a_row_where_a_number_fits, "room for one", "different lengths"),
    (rows_of_different_lengths, "different lengths", "room for one"),
    (state_is_an_array, 'return w, {"v": v}', "past the end"),
    (key_of_an_array, 'return w, {"v": v}', "past the end"),
]


@pytest.mark.parametrize(("code", "words", "untrue"), TOLD, ids=lambda v: getattr(v, "__name__", v))
def test_what_an_error_usually_means(code, words, untrue):
    raised = LocalAnswer(code).call((np.arange(5.0),)).raised
    assert words in advice(raised)
    assert untrue not in advice(raised)


def test_whole_numbers_are_told_of_any_number_of_axes():
    def answer(x):
        return np.zeros_like(x) + x // 2

    exercise = Exercise(
        id="halves",
        title="Halves",
        points=1,
        concepts=(),
        stub=lambda x: None,
        reference=lambda x: x / 2,
        cases=lambda rng: (Case((np.array([3, 1, 4]),)),),
        hints=(),
    )
    message = judge(exercise, answer, np.random.default_rng(0)).message
    assert "fractions are cut off" in message
    assert "(N, M)" not in message


ENDED = [
    (Raised("TimeLimit", "stopped after 30 s"), "after 30 s.", "loop"),
    (Raised("TimeLimit", "no answer in time"), "time was over", "loop"),
    (
        Raised("TimeLimit", "x", "ewma", 4, "while True:"),
        "in `ewma`, line 4, `while True:`",
        "loop",
    ),
    (Raised("ProcessLost", "it answered with nonsense"), "No answer", "memory"),
]


@pytest.mark.parametrize(("raised", "words", "asked"), ENDED)
def test_a_limit_is_told_in_words_that_a_student_knows(raised, words, asked):
    assert words in stopped(raised)
    assert asked in advice(raised)
    assert raised.kind not in stopped(raised) + advice(raised)

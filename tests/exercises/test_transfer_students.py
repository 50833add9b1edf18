"""Assignment 08 in many hands: what is right passes, what is wrong fails and is named."""

import numpy as np
import pytest
from students.transfers import BY_EXERCISE

from course_lib.checking import judge
from course_lib.exercises import find

ANSWERS = [(id, answer) for id, answers in BY_EXERCISE.items() for answer in answers]


def ids(value):
    return getattr(value, "what", value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("id", "answer"), ANSWERS, ids=ids)
def test_it_is_judged_as_what_it_is(id, answer):
    for seed in (0, 7):
        verdict = judge(find(id), answer.code, np.random.default_rng(seed))
        assert verdict._repr_mimebundle_()["text/html"]
        assert verdict.state == ("passed" if answer.is_right else "wrong"), verdict.message
        if answer.named:
            assert verdict.mistake == answer.named, verdict.message

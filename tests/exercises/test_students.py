"""Code in many hands: what is right passes, what is wrong does not, and what is known is named."""

import numpy as np
import pytest
from students import BY_EXERCISE

from course_lib.checking import judge
from course_lib.exercises import find

SEEDS = (0, 1, 7)
ANSWERS = [(id, answer) for id, answers in BY_EXERCISE.items() for answer in answers]


def ids(value):
    return getattr(value, "what", value)


# Some of them use what has long gone out of use, and some leave files open.
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("id", "answer"), ANSWERS, ids=ids)
def test_it_is_judged_as_what_it_is(id, answer):
    for seed in SEEDS:
        verdict = judge(find(id), answer.code, np.random.default_rng(seed))
        assert verdict._repr_mimebundle_()["text/html"]
        if answer.is_right:
            assert verdict.state == "passed", verdict.message
        else:
            assert verdict.state == "wrong", verdict.message
        if answer.named:
            assert verdict.mistake == answer.named

"""Assignment 02 in many hands: what is right passes, what is wrong fails and is named."""

import inspect

import numpy as np
import pytest
from students import hinges, linears, softmaxes

from course_lib.checking import judge
from course_lib.exercises import find
from course_lib.exercises.linear import softmax_ways, svm_ways

BY_EXERCISE = {
    "svm-loss-loops": hinges.LOOPS,
    "svm-loss": hinges.ARRAYS,
    "softmax-loss": softmaxes.ANSWERS,
    **linears.BY_EXERCISE,
}
ANSWERS = [(id, answer) for id, answers in BY_EXERCISE.items() for answer in answers]


def ids(value):
    return getattr(value, "what", value)


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(("id", "answer"), ANSWERS, ids=ids)
def test_it_is_judged_as_what_it_is(id, answer):
    for seed in (0, 1, 7):
        verdict = judge(find(id), answer.code, np.random.default_rng(seed))
        assert verdict._repr_mimebundle_()["text/html"]
        assert verdict.state == ("passed" if answer.is_right else "wrong"), verdict.message
        if answer.named:
            assert verdict.mistake == answer.named


@pytest.mark.parametrize(("id", "ways"), [("svm-loss", svm_ways), ("softmax-loss", softmax_ways)])
def test_what_the_mistakes_are_slips_of_is_right(id, ways):
    verdict = judge(find(id), ways.all_rows_at_once, np.random.default_rng(0))
    assert verdict.state == "passed", verdict.message


STOPS = ("true_scores_not_in_a_column", "rows_taken_for_labels", "ten_classes_only")
HALF, FULL = "0.5 * reg * np.sum(w**2)", "reg * np.sum(w * w)"
IN_DATA = [
    (id, mistake)
    for id in ("svm-loss", "softmax-loss")
    for mistake in find(id).mistakes
    if HALF in inspect.getsource(mistake.code)
    and "+ reg * w" in inspect.getsource(mistake.code)
    and not mistake.name.startswith(("penalty", "norm", "product"))
    and mistake.code.__name__ not in STOPS
]


@pytest.mark.parametrize(("id", "mistake"), IN_DATA, ids=lambda v: getattr(v, "name", v))
def test_a_mistake_in_the_data_term_is_named_whichever_penalty_stands_beside_it(id, mistake):
    source = inspect.getsource(mistake.code)
    student = {"np": np}
    exec(source.replace(HALF, FULL).replace("+ reg * w", "+ 2 * reg * w"), student)
    for seed in (0, 5):
        verdict = judge(find(id), student[mistake.code.__name__], np.random.default_rng(seed))
        assert (verdict.state, verdict.mistake) == ("wrong", mistake.name)

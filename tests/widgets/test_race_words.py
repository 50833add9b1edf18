from dataclasses import replace

import numpy as np
import pytest

from course_lib.widgets.race.run import Racer, Run
from course_lib.widgets.race.settings import Settings
from course_lib.widgets.race.words import answer, describe, right, target_words


def racer(name, *, left=0, arrived=-1, steps=20):
    path = np.full((steps + 1, 3), 2.5, np.float32)
    return Racer(name, path, 0.1, left or steps, left > 0, arrived)


def ran(*racers):
    return Run(Settings(steps=20, target=1e-3), racers, None, None, "")


CASES = [
    ("arrives", [("sgd", 0, 9), ("adam", 0, 4)], ("adam",), ["Adam comes", "first, at step 4"]),
    ("arrives", [("sgd", 0, 4), ("adam", 0, 4)], ("sgd", "adam"), ["SGD and Adam come", "step 4"]),
    ("arrives", [("sgd", 0, -1), ("adam", 3, -1)], (), ["None of them comes below 0.001"]),
    ("arrives", [("sgd", 0, 0), ("adam", 0, 7)], ("sgd",), ["at step 0"]),
    ("diverges", [("sgd", 7, -1), ("adam", 3, -1)], ("adam",), ["Adam diverges first, at step 3"]),
    ("diverges", [("sgd", 3, 2), ("adam", 3, -1)], ("sgd", "adam"), ["SGD and Adam diverge first"]),
    ("diverges", [("sgd", 0, 2)], (), ["None of them diverges within 20 steps"]),
    ("diverges", [], (), ["None of them"]),
]


@pytest.mark.parametrize(("question", "racers", "names", "words"), CASES)
def test_a_question_has_one_answer_several_or_none(question, racers, names, words):
    run = ran(*(racer(name, left=left, arrived=at) for name, left, at in racers))
    assert right(run, question) == names
    for part in words:
        assert part in answer(run, question)


def test_a_goal_names_those_who_meet_it_the_quickest_first():
    run = ran(racer("sgd", arrived=9), racer("adam", arrived=4), racer("rmsprop", arrived=11))
    assert "met by Adam (4) and SGD (9)." in target_words(run, 10)
    assert target_words(run, 3) == "Below 0.001 in 3 steps: nobody yet."


def test_the_picture_is_described_by_what_becomes_of_everyone():
    run = ran(racer("sgd", left=7), racer("adam", arrived=4), racer("momentum"))
    text = describe(run)
    for part in (
        "Saddle",
        "SGD diverges at step 7",
        "Adam is below 0.001 from step 4",
        "Momentum ends 2.5 above the lowest",
        "all at rate 0.05",
    ):
        assert part in text
    assert "best rate" in describe(run._replace(settings=replace(run.settings, best_rates=True)))

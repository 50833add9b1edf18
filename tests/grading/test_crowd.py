"""A class drawn by lot: the same at every run, and made of the catalogue."""

import nbformat
import pytest

from course_lib.exercises import ASSIGNMENTS, find
from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.crowd import DAMAGED, Crowd
from course_lib.grading.reading import UnreadableError, read_notebook
from course_lib.grading.sample_class import written

ASSIGNMENT = "01_knn"


@pytest.fixture(scope="module")
def crowd_of(source):
    # A release would have no solutions in it; whose cells are filled in is all that counts here.
    return lambda size, seed=0: Crowd(size, ASSIGNMENT, source, source, seed)


def test_a_student_is_the_same_in_a_larger_class_and_at_every_run(crowd_of):
    small, large = crowd_of(7), crowd_of(23)
    assert list(large)[:7] == list(small)
    assert all(small[id] == large[id] == crowd_of(7)[id] for id in small)
    other = crowd_of(7, seed=5)
    assert any(small[id] != other[id] for id in small)
    assert (len(small), len(list(small.items()))) == (7, 7)
    with pytest.raises(KeyError):
        small["s00007"]


def test_what_is_handed_in_is_a_notebook_but_for_what_is_damaged(crowd_of):
    damaged = 0
    for text in crowd_of(150).values():
        if text == DAMAGED:
            damaged += 1
            with pytest.raises(UnreadableError):
                read_notebook(text.encode())
        else:
            assert read_notebook(text.encode()).cells
    assert 0 < damaged < 15


def test_most_wrong_answers_are_the_catalogues(crowd_of):
    known, others = 0, 0
    for text in crowd_of(40).values():
        if text == DAMAGED:
            continue
        for cell in nbformat.reads(text, 4).cells:
            id = grade_id(cell)
            if is_answer(cell) and id in {e.id for e in ASSIGNMENTS[ASSIGNMENT]}:
                answers = find(id).wrong_answers
                known += any(cell.source == written(find(id), name) for name in answers)
                others += 1
    assert 0.1 < known / others < 0.5

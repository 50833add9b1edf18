"""What a person has marked needs no mark again, as long as the answer is what it was."""

import pytest
from small_assignment_course import ASSIGNMENT, hand_in, work

from course_lib.grading.batch import Batch
from course_lib.grading.grade import grade_notebook
from course_lib.grading.jail import Limits
from course_lib.grading.returning.grades import grades_of


@pytest.fixture
def grade(jail):
    def go(folder, **options):
        batch = Batch(folder, ASSIGNMENT, Limits(), **options)
        in_it = batch.through(lambda jobs: ((job, grade_notebook(job, jail)) for job in jobs))
        return [outcome.state for outcome in in_it]

    return go


def mark(folder, points, id="essay"):
    """As formgrader does when points are typed into its field."""
    with folder.gradebook() as book:
        answer = book.find_grade(id, ASSIGNMENT, ASSIGNMENT, "ada")
        answer.manual_score = points
        answer.needs_manual_grade = points is None and answer.auto_score is None
        book.find_comment("essay", ASSIGNMENT, ASSIGNMENT, "ada").manual_comment = "Good."
        book.db.commit()


def state(folder, id="essay"):
    with folder.gradebook() as book:
        grade = book.find_grade(id, ASSIGNMENT, ASSIGNMENT, "ada")
        comment = book.find_comment("essay", ASSIGNMENT, ASSIGNMENT, "ada").comment
        return grade.manual_score, comment, grade.needs_manual_grade


@pytest.fixture
def marked(course, grade):
    folder = course({"ada": work(essay="Mine.")})
    grade(folder)
    assert state(folder) == (None, None, True)
    mark(folder, 2.5)
    return folder


def test_an_answer_that_is_as_it_was_is_not_to_be_marked_again(marked, grade):
    assert grade(marked, force=True) == ["graded"]
    assert state(marked) == (2.5, "Good.", False)
    hand_in(marked, "ada", work(essay="Mine.", knn_cost="b"), at="2026-03-02 12:00:00 UTC")
    assert grade(marked) == ["graded"]
    assert state(marked) == (2.5, "Good.", False)
    (told,) = grades_of(marked, ASSIGNMENT)
    assert (told.points, told.is_complete) == (3.5, True)


@pytest.mark.parametrize("essay", ["Mine. ", "Mine.\n", "mine.", ""])
def test_another_answer_waits_for_its_reader(marked, grade, essay):
    hand_in(marked, "ada", work(essay=essay), at="2026-03-02 12:00:00 UTC")
    assert grade(marked) == ["graded"]
    assert state(marked) == (2.5, "Good.", True)
    assert grade(marked, force=True) == ["graded"]
    assert state(marked) == (2.5, "Good.", True)  # nobody has read it yet
    mark(marked, 1)
    assert grade(marked, force=True) == ["graded"]
    assert state(marked) == (1, "Good.", False)


def test_a_file_that_cannot_be_read_is_no_answer_that_was_marked(marked, grade):
    hand_in(marked, "ada", b"not a notebook", at="2026-03-02 12:00:00 UTC")
    assert grade(marked) == ["set aside"]
    assert state(marked)[2]


def test_a_mark_that_was_taken_back_is_waited_for(marked, grade):
    mark(marked, None)
    assert grade(marked, force=True) == ["graded"]
    assert state(marked) == (None, "Good.", True)


def test_a_check_that_a_person_overruled_is_to_be_looked_at_again(marked, grade):
    """As nbgrader has it: the check judged anew, and may have been what was wrong."""
    mark(marked, 0.5, "check-knn-cost")
    assert grade(marked, force=True) == ["graded"]
    assert state(marked, "check-knn-cost")[::2] == (0.5, True)
    assert state(marked) == (2.5, "Good.", False)

"""The sample class gets the grades it should, each mistake by its name, and pages to read."""

import html
import re

import nbformat
import pytest

from course_lib.building.leaks import leaks
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.sample_class import CLASS

# Written by hand from the points in the assignment: 2 2 1 4 3 1 3 3 1 1 1 4, together 26.
POINTS = {
    "full-marks": 26,
    "other-ways": 26,
    "forgot-sqrt": 26 - 2 - 2 - 4,
    "cross-term-plus": 26 - 4 - 4,  # cross-validation runs on the wrong distances
    "cube-in-memory": 26 - 4 - 3,
    "kept-the-loop": 26 - 4,
    "tie-to-nearest": 26 - 3 - 3 - 4,
    "set-order": 26 - 3 - 3,
    "farthest": 26 - 3 - 4,
    "tested-on-training": 26 - 4,
    "guessed-questions": 26 - 5,
    "forgot-return": 26 - 2,
    "python-2": 26 - 2,
    "half-done": 2 + 2 + 1 + 4 + 3 + 1,
    "not-started": 0,
    "syntax-error": 26 - 3 - 3 - 4,
    "deleted-cells": 26 - 3,
}
DIAGNOSIS = {
    "full-marks": (),
    "other-ways": (),
    "forgot-sqrt": ("no-root",),
    "cross-term-plus": ("cross-term-added",),
    "cube-in-memory": ("one-array-of-all-differences", "l1-cube"),
    "kept-the-loop": ("still-one-loop",),
    "tie-to-nearest": ("tie-to-the-nearest", "tie-to-the-nearest-label"),
    "set-order": ("tie-by-order-of-a-set",),
    "farthest": ("farthest-neighbours",),
    "tested-on-training": ("trained-on-the-held-out-fold-too",),
    "forgot-return": ("nothing-returned",),
    "python-2": ("pairwise-l2-two-loops: python 2",),
    "syntax-error": ("knn-vote: SyntaxError",),
    "half-done": ("6 of 12 not attempted",),
    "not-started": ("12 of 12 not attempted",),
}
STUDENTS = [student.id for student in CLASS]


def test_every_student_of_the_class_is_expected_here():
    assert set(POINTS) == set(STUDENTS)


def test_everyone_who_handed_in_is_graded(graded):
    assert set(graded.results) == set(STUDENTS)


@pytest.mark.parametrize("student", STUDENTS)
def test_points_are_those_earned(graded, student):
    result = graded.results[student]
    assert (result.points, result.max_points) == (POINTS[student], 26)


@pytest.mark.parametrize("student", DIAGNOSIS)
def test_the_mistake_is_named(graded, student):
    assert graded.results[student].diagnosis == DIAGNOSIS[student]


@pytest.mark.parametrize("student", STUDENTS)
def test_feedback_tells_the_student_what_was_wrong(graded, student):
    page = graded.feedback[student].read_text(encoding="utf-8")
    words = " ".join(re.sub(r"<[^>]+>", "", html.unescape(page)).split())
    for finding in graded.results[student].findings:
        if finding.mistake:
            first = finding.message.splitlines()[0].replace("`", "")
            assert " ".join(first.split()) in words


def test_grading_again_gives_the_same_and_keeps_manual_points(graded):
    with graded.folder.gradebook() as gradebook:
        check = gradebook.find_grade("check-pairwise-l2", "01_knn", "01_knn", "kept-the-loop")
        check.extra_credit = 1.5
        gradebook.db.commit()
    graded.folder.autograde("01_knn", "kept-the-loop")
    with graded.folder.gradebook() as gradebook:
        submission = gradebook.find_submission("01_knn", "kept-the-loop")
        assert submission.score == POINTS["kept-the-loop"] + 1.5


def test_the_release_holds_nothing_of_the_solutions(graded, source):
    assert leaks(source, nbformat.read(graded.release, 4)) == []


def test_the_release_asks_for_every_exercise_and_no_question_stops_it(graded):
    release = nbformat.read(graded.release, 4)
    cells = {c.metadata.nbgrader.grade_id: c.source for c in release.cells}
    for exercise in ASSIGNMENTS["01_knn"]:
        is_function = hasattr(exercise, "function")
        assert ("raise NotImplementedError" in cells[exercise.id]) == is_function
        assert f'check("{exercise.id}", ' in cells[f"check-{exercise.id}"]


def test_points_in_the_notebook_are_those_of_the_catalogue(source):
    checks = [c for c in source.cells if c.metadata.nbgrader.grade]
    assert {c.metadata.nbgrader.grade_id.removeprefix("check-") for c in checks} == {
        e.id for e in ASSIGNMENTS["01_knn"]
    }
    for cell in checks:
        exercise = find(cell.metadata.nbgrader.grade_id.removeprefix("check-"))
        assert cell.metadata.nbgrader.points == exercise.points


def test_a_folder_that_is_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(GradingError, match="not a course folder"):
        CourseFolder.create(tmp_path, tmp_path)
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_step_that_fails_says_why(graded):
    with pytest.raises(GradingError, match="releasing 99_none failed"):
        graded.folder.release("99_none")

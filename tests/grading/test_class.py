"""The sample class gets the grades it should, each mistake by its name, and pages to read."""

import html
import re
import shutil
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from nbgrader.utils import parse_utc

from course_lib.building.leaks import leaks
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.sample_class import CLASS

# Written by hand: the exercises that each of them does not get the points of.
LOST = {
    "full-marks": set(),
    "other-ways": set(),
    "forgot-sqrt": {"pairwise-l2-two-loops", "pairwise-l2-one-loop", "pairwise-l2"},
    # cross-validation runs on the wrong distances
    "cross-term-plus": {"pairwise-l2", "cross-validate"},
    "cube-in-memory": {"pairwise-l2", "pairwise-l1"},
    "kept-the-loop": {"pairwise-l2"},
    "tie-to-nearest": {"knn-vote", "knn-predict", "cross-validate"},
    "set-order": {"knn-vote", "knn-predict"},
    "farthest": {"knn-predict", "cross-validate"},
    "tested-on-training": {"cross-validate"},
    "guessed-questions": {
        "distance-memory",
        "rotated-data",
        "knn-cost",
        "test-set-size",
        "which-dev-set",
    },
    "forgot-return": {"pairwise-l2-two-loops"},
    "python-2": {"pairwise-l2-two-loops"},
    "syntax-error": {"knn-vote", "knn-predict", "cross-validate"},
    "deleted-cells": {"pairwise-l1"},
    "never-ends": {"cross-validate"},
    "crashes": {"pairwise-l1"},
    "cheat-own-check": {"pairwise-l2", "cross-validate"},
    "cheat-reads-source": {"pairwise-l2", "cross-validate"},
    "cheat-hides-loops": {"pairwise-l2"},
    "cheat-stays-behind": {"pairwise-l2", "cross-validate"},
}
ALL = {e.id: e.points for e in ASSIGNMENTS["01_knn"]}
LOST["not-started"] = set(ALL)
LOST["half-done"] = set(ALL) - {
    "pairwise-l2-two-loops",
    "pairwise-l2-one-loop",
    "distance-memory",
    "pairwise-l2",
    "pairwise-l1",
    "rotated-data",
}
POINTS = {who: sum(ALL.values()) - sum(ALL[id] for id in lost) for who, lost in LOST.items()}
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
    "half-done": (f"{len(LOST['half-done'])} of {len(ALL)} not attempted",),
    "not-started": (f"{len(ALL)} of {len(ALL)} not attempted",),
    "never-ends": ("cross-validate: does not run to its end",),
    "crashes": ("pairwise-l1: does not run to its end",),
    "cheat-own-check": ("pairwise-l2: wrong numbers",),
    "cheat-reads-source": ("pairwise-l2: FileNotFoundError",),
    "cheat-hides-loops": ("pairwise-l2: loops over the data",),
    "cheat-stays-behind": ("pairwise-l2: PermissionError",),
}
SUSPICIOUS = {
    "cheat-hides-loops": ("dearer-than-counted",),
    "cheat-stays-behind": ("started-process",),
}
ROOT = Path(__file__).parents[2]
STUDENTS = [student.id for student in CLASS]


def test_every_student_of_the_class_is_expected_here():
    assert set(POINTS) == set(STUDENTS)


def test_everyone_who_handed_in_is_graded(graded):
    assert set(graded.results) == set(STUDENTS)


@pytest.mark.parametrize("student", STUDENTS)
def test_points_are_those_earned(graded, student):
    result = graded.results[student]
    assert (result.points, result.max_points) == (POINTS[student], sum(ALL.values()))


@pytest.mark.parametrize("student", DIAGNOSIS)
def test_the_mistake_is_named(graded, student):
    assert graded.results[student].diagnosis == DIAGNOSIS[student]


@pytest.mark.parametrize("student", STUDENTS)
def test_what_honest_work_does_not_do_is_told(graded, student):
    assert graded.results[student].suspicious == SUSPICIOUS.get(student, ())


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


def test_the_points_that_a_student_is_told_are_these():
    """Once by hand, to the number."""
    assert sum(ALL.values()) == 26
    assert POINTS["forgot-sqrt"] == 18
    assert POINTS["half-done"] == 13


def test_file_names_as_browsers_and_people_make_them_are_collected(graded, source, tmp_path):
    folder = CourseFolder.create(tmp_path / "course", ROOT / "assignments")
    folder.release("01_knn")
    archive = folder.root / "downloaded" / "01_knn" / "archive"
    archive.mkdir(parents=True)
    stamp = "2026-03-01-12-34-56_01_knn"
    for name in (f"ada_{stamp}.ipynb", f"hal_{stamp} (1).ipynb", f"anna_lee_{stamp}.ipynb"):
        (archive / name).write_bytes(graded.release.read_bytes())
    folder.collect("01_knn")
    assert folder.submitted("01_knn") == ["ada", "anna_lee", "hal"]
    told = (folder.root / "submitted/ada/01_knn/timestamp.txt").read_text()
    assert parse_utc(told) == datetime(2026, 3, 1, 12, 34, 56)


def test_a_folder_that_is_something_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(GradingError, match="is not empty"):
        CourseFolder.create(tmp_path, ROOT / "assignments")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_course_folder_with_somebodys_submissions_is_left_alone(tmp_path):
    real = tmp_path / "assignments"
    shutil.copytree(ROOT / "assignments", real, ignore=shutil.ignore_patterns("gradebook.db"))
    (real / "submitted" / "ada").mkdir(parents=True)
    (real / "submitted" / "ada" / "01_knn.ipynb").write_text("{}")
    with pytest.raises(GradingError, match="would be replaced"):
        CourseFolder.create(real, ROOT / "assignments")
    assert (real / "submitted" / "ada" / "01_knn.ipynb").exists()


def test_a_folder_that_was_made_here_is_made_anew(tmp_path):
    folder = CourseFolder.create(tmp_path / "demo", ROOT / "assignments")
    (folder.root / "old.txt").touch()
    CourseFolder.create(folder.root, ROOT / "assignments")
    assert not (folder.root / "old.txt").exists()


def test_a_step_that_fails_says_why(graded):
    with pytest.raises(GradingError, match="releasing 99_none failed"):
        graded.folder.release("99_none")

"""`nbgrader autograde` and formgrader's button come to the same as `course grade`, row by row."""

import pytest
from nbformat import read
from small_assignment_course import ALL, ASSIGNMENT, NOTHING, SOME, hand_in

from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder
from course_lib.grading.jail import Limits
from course_lib.grading.results import result_of
from course_lib.grading.workers import work

WORK = {"ada": SOME, "bob": ALL, "eve": b"<html>", "nix": NOTHING, "odd": b"\0"}


def by_course(folder):
    jobs = lambda jobs: ((job, work(job)) for job in jobs)  # noqa: E731
    return {o.student: o.state for o in Batch(folder, ASSIGNMENT, Limits()).through(jobs)}


def by_nbgrader(folder):
    for student in folder.submitted(ASSIGNMENT):
        folder.autograde(ASSIGNMENT, student)  # what formgrader's button calls


def rows(folder, student):
    with folder.gradebook() as book:
        submission = book.find_submission(ASSIGNMENT, student)
        (notebook,) = submission.notebooks
        return {
            "at": submission.timestamp,
            "score": (notebook.score, notebook.max_score, notebook.late_submission_penalty),
            "manual": (notebook.needs_manual_grade, notebook.failed_tests),
            "grades": {
                g.cell.name: (g.auto_score, g.manual_score, g.needs_manual_grade)
                for g in notebook.grades
            },
            "comments": {
                c.cell.name: (c.auto_comment, c.manual_comment) for c in notebook.comments
            },
        }


def cells(folder, student):
    path = folder.root / "autograded" / student / ASSIGNMENT
    assert (path / "timestamp.txt").read_text() == "2026-03-01 12:00:00 UTC"
    return [
        (c.cell_type, c.source, c.get("outputs"))
        for c in read(path / f"{ASSIGNMENT}.ipynb", 4).cells
    ]


@pytest.mark.parametrize("first", ["course", "nbgrader"])
def test_both_ways_of_grading_leave_the_same(course, first, tmp_path):
    one = course(WORK)
    secret = one.root / ".grading-secret"
    secret.write_text("ab" * 32)
    other = CourseFolder(tmp_path / "other")
    import shutil

    shutil.copytree(one.root, other.root)
    by_course(one)
    by_nbgrader(other)
    for student in WORK:
        assert rows(one, student) == rows(other, student), student
        assert cells(one, student) == cells(other, student), student
        assert result_of(one, ASSIGNMENT, student) == result_of(other, ASSIGNMENT, student)
    if first == "course":  # and each takes up what the other one did
        by_nbgrader(one)
        assert set(by_course(one).values()) == {"unchanged", "set aside"}
    else:
        states = by_course(other)
        assert states == {w: "set aside" if w in ("eve", "odd") else "unchanged" for w in WORK}
    assert rows(one, "ada")["score"][0] == 3


def test_an_essay_waits_for_its_reader_and_keeps_its_mark(course):
    folder = course({})
    from small_assignment_course import work as handed_in

    hand_in(folder, "ada", handed_in(essay="Mine."))
    by_nbgrader(folder)
    assert rows(folder, "ada")["grades"]["essay"] == (None, None, True)
    with folder.gradebook() as book:
        book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, "ada").manual_score = 2.5
        book.db.commit()
    hand_in(folder, "ada", handed_in(essay="Mine.", knn_cost="b"))
    assert by_course(folder) == {"ada": "graded"}
    assert rows(folder, "ada")["grades"]["essay"] == (None, 2.5, True)
    assert rows(folder, "ada")["score"][0] == 3.5


def test_limits_and_unsafe_are_read_from_nbgraders_configuration(course):
    from course_lib.grading.in_nbgrader import limits_of

    folder = course({})
    config = folder.root / "nbgrader_config.py"
    config.write_text(config.read_text() + "\nc.TrustedExecute.limits = {'cell_seconds': 7}\n")
    assert limits_of(folder.config) == Limits(cell_seconds=7)

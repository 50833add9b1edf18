"""From submissions to the page, through the jail and the gradebook."""

import csv
import io
import json
from datetime import UTC, datetime

import nbformat
import pytest
import small_assignment_course as small
from small_assignment_course import ASSIGNMENT, hand_in, work

from course_lib.grading.batch import Batch
from course_lib.grading.collecting.record import Record, Version
from course_lib.grading.folder import GradingError
from course_lib.grading.jail import Limits
from course_lib.grading.report import as_csv, as_html, as_json, report_on
from course_lib.grading.workers import on_this_machine

LIMITS = Limits(cell_seconds=5, check_seconds=10, total_seconds=60)
MARKS = ("quibbleton", "zanzibar", "jabberwock")
SUBMITTED = {
    "right-1": work(rotated_data="b", knn_cost="b", double="return 2 * x"),
    "right-2": work(rotated_data="b", knn_cost="b", double="return x + x"),
    "guessed": work(rotated_data="a", knn_cost="b", double="return 2 * x"),
    "idle": work(),
    MARKS[0]: work(
        rotated_data="a",
        knn_cost=f"by {MARKS[1]}",
        double=f"# {MARKS[1]}\n    raise ValueError('{MARKS[0]} in /home/{MARKS[2]}/work')",
    ),
    f"{MARKS[0]}-2": b"<html>",
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = small.release(tmp_path_factory.mktemp("reported") / "course")
    for student, data in SUBMITTED.items():
        hand_in(folder, student, data)
    place = folder.root / "submitted" / MARKS[0] / ASSIGNMENT
    (place / f"{MARKS[2]}.npy").write_text(MARKS[2])
    with folder.gradebook() as book:
        for student in (*SUBMITTED, "never-seen"):
            book.add_student(student, first_name=MARKS[1].title(), last_name=MARKS[2].title())
    for _ in Batch(folder, ASSIGNMENT, LIMITS).through(lambda jobs: on_this_machine(jobs, 2)):
        pass
    hand_in(folder, "late", SUBMITTED["idle"])
    return folder


def test_it_counts_what_was_graded(folder):
    report = report_on(folder, ASSIGNMENT, names=True)
    who = report.who
    assert (who.listed, who.handed_in, who.graded) == (8, 7, 5)
    assert report.absent.students == ("never-seen",)
    assert report.not_graded.students == ("late",)
    assert [told.students for told in report.set_aside] == [(f"{MARKS[0]}-2",)]
    states = {row.id: row.states for row in report.exercises}
    assert {id: state["solved"] for id, state in states.items()} == {
        "rotated-data": 2,
        "knn-cost": 3,
        "test-double": 3,
    }
    assert {row.id: row.trusted for row in report.exercises}["test-double"] is False
    (made,) = report.mistakes
    assert (made.name, made.students) == ("answer a", ("guessed", MARKS[0]))
    assert report.scores.max_points == small.POINTS
    assert who.by_hand == 5  # nobody has read the essays


def test_what_a_person_marks_has_a_row_of_its_own(folder):
    essay = lambda: {m.id: m for m in report_on(folder, ASSIGNMENT).marked}["essay"]  # noqa: E731
    before = essay()
    assert (before.points, before.marked, before.waiting) == (3, 0, 5)
    with folder.gradebook() as book:
        for student, points in (("right-1", 3), ("guessed", 1.5)):
            book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, student).manual_score = points
        book.db.commit()
    try:
        after = essay()
        assert (after.marked, after.waiting) == (2, 3)
        settled = after.marked + after.untouched
        assert after.share == pytest.approx(4.5 / (3 * settled))
        page = as_html(report_on(folder, ASSIGNMENT))
        assert "Marked by hand" in page
        rows = list(csv.DictReader(io.StringIO(as_csv(report_on(folder, ASSIGNMENT)))))
        assert {r["exercise"]: r["title"] for r in rows}["essay"] == "marked by hand"
    finally:
        with folder.gradebook() as book:
            for student in ("right-1", "guessed"):
                book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, student).manual_score = None
            book.db.commit()


def test_the_points_are_the_gradebooks(folder):
    with folder.gradebook() as book:
        scores = sorted(s.score for s in book.assignment_submissions(ASSIGNMENT))[1:]
    assert report_on(folder, ASSIGNMENT).scores.median == pytest.approx(scores[2])


@pytest.mark.parametrize("write", [as_html, as_json])
def test_no_name_no_text_and_no_path_of_a_student_is_in_it(folder, write):
    text = write(report_on(folder, ASSIGNMENT)).lower()
    assert not [mark for mark in (*MARKS, "guessed", "right-1", "never-seen") if mark in text]


def test_what_an_assertion_raised_is_told_by_its_kind(folder):
    said = {made.said for made in report_on(folder, ASSIGNMENT).unnamed}
    assert {"ValueError", "NotImplementedError"} <= said | {"NotImplementedError"}


def test_submissions_are_read_one_at_a_time(folder):
    seen = []

    def through(works):
        assert iter(works) is works  # nothing is read before it is asked for
        for one in works:
            seen.append(one)
            yield one

    report_on(folder, ASSIGNMENT, through=through)
    assert len(seen) == 7


def test_the_time_of_a_check_is_told_where_notebooks_tell(folder):
    def timed(student, seconds):
        path = folder.root / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        notebook = json.loads(path.read_bytes())
        for cell in notebook["cells"]:
            cell["metadata"]["execution"] = {
                "iopub.execute_input": "2026-03-01T12:00:00.000000Z",
                "shell.execute_reply": f"2026-03-01T12:00:{seconds:09.6f}Z",
            }
        path.write_text(json.dumps(notebook))

    timed("right-1", 1.5)
    timed("right-2", 4.5)
    timed("guessed", 9)
    rows = {row.id: row for row in report_on(folder, ASSIGNMENT).exercises}
    assert rows["rotated-data"].seconds == pytest.approx(3)
    assert rows["test-double"].seconds == pytest.approx(4.5)


@pytest.mark.parametrize(
    "execution",
    [
        None,
        [],
        {"iopub.execute_input": 3, "shell.execute_reply": "x"},
        {
            "iopub.execute_input": "2026-03-01T12:00:09Z",
            "shell.execute_reply": "2026-03-01T12:00:01",
        },
        {
            "iopub.execute_input": "2026-03-01T12:00:09Z",
            "shell.execute_reply": "2026-03-01T12:00:01Z",
        },
    ],
)
def test_a_time_that_cannot_be_is_none(folder, execution):
    path = folder.root / "submitted" / "right-1" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        cell.metadata.execution = execution
    path.write_text(json.dumps(notebook))
    from course_lib.grading.report.timing import check_seconds
    from course_lib.grading.submissions import Submission

    assert check_seconds(Submission("right-1", path.parent), ASSIGNMENT) == {}


def test_what_is_not_known_is_one_clear_error(folder):
    with pytest.raises(GradingError, match="knows no assignment 09_none"):
        report_on(folder, "09_none")


def test_a_name_that_only_the_lms_knows_is_in_nobodys_example(folder):
    record = Record(folder.root)
    at = datetime(2026, 3, 1, tzinfo=UTC)
    whose = {"returned_as": "Wilhelmina Murray_4711_assignsubmission_file", "lms_id": "4711"}
    record.keep(Version("guessed", ASSIGNMENT, ASSIGNMENT, "ab", at, at, **whose), b"")
    code = "wilhelmina_double = 1\nwilhelmina_double + nonesuch"
    hand_in(folder, "right-2", work(double=f"return 2\n\n{code}"))
    for _ in Batch(folder, ASSIGNMENT, LIMITS).through(lambda jobs: on_this_machine(jobs, 1)):
        pass
    assert "wilhelmina" not in as_json(report_on(folder, ASSIGNMENT)).lower()
    assert "nonesuch" in as_json(report_on(folder, ASSIGNMENT)).lower()

"""What goes back is read by the rules of the LMSs, written here once more after their sources."""

import csv
import io
import json
import os
import shutil
import zipfile
from pathlib import Path

import nbformat
import pytest
from small_assignment_course import ASSIGNMENT
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.grading.collecting.found import CollectingError
from course_lib.grading.collecting.tables import Table, read_table
from course_lib.grading.folder import CourseFolder
from course_lib.grading.graded import Finding
from course_lib.grading.returning.give_back import GiveBack
from course_lib.grading.returning.gradebooks import fill
from course_lib.grading.returning.grades import ReturningError, StudentGrade, grades_of
from course_lib.grading.returning.whose import Handed, students_in
from course_lib.grading.returning.words import duration, lines_of, text_as_html

CANVAS_EXPORT = """Student,ID,SIS User ID,SIS Login ID,Section,00 warm-up (54),01 Small (55),\
Notes (56),Current Score,Final Score
,,,,,,Manual Posting,,,
    Points Possible,,,,,10,7,1,(read only),(read only)
"Kim, Minji",77,S77,minji,A,9,,,90,90
"Kim, Minji",78,S78,minji2,A,8,6.00,,80,80
"Nix, Nina",79,S79,nina,A,7,EX,,70,70
"Late, Larry",80,S80,larry,A,5,,,50,50
"Student, Test",99,,abc,A,,,,,
"""


@pytest.fixture(scope="module")
def given_back(graded_class, tmp_path_factory):
    folder, worksheet = graded_class
    into = tmp_path_factory.mktemp("given") / "out"
    canvas = into.parent / "canvas.csv"
    canvas.write_text(CANVAS_EXPORT)
    tables = read_table(worksheet), read_table(canvas)
    return GiveBack(folder, ASSIGNMENT, into, tables).run(), into


def rows(path, encoding="utf-8"):
    return list(csv.reader(io.StringIO(path.read_text(encoding=encoding), newline="")))


def moodle_participant(name):
    """moodle/mod/assign/feedback/file/importziplib.php: is_valid_filename_for_import."""
    parts = name.split("/")
    while parts:
        info = parts.pop(0).split("_", 4)
        if len(info) < 4 or not info[1].isdigit():
            continue
        rest = info[4] if len(info) > 4 else ""
        return int(info[1]), info[2], info[3], "/".join([rest, *parts]).strip("/")
    return None


def canvas_numbers(name):
    """canvas-lms: infer_comment_context_from_filename."""
    numbers = [part for part in os.path.basename(name).split("_") if part.isdigit()]
    return tuple(map(int, numbers[:2]))


def test_everybodys_points_are_what_is_left_when_lateness_has_cost_its_share(graded_class):
    folder, _ = graded_class
    grades = {grade.student: grade for grade in grades_of(folder, ASSIGNMENT)}
    assert {who: (g.points, g.penalty) for who, g in grades.items()} == {
        "s001": (4, 0),
        "s002": pytest.approx((2.4, 0.6)),  # two days begun, by 25 hours
        "s003": (0, 0),
        "77": (3, 0),
        "78": (0, 0),
        "79": (0, 0),
    }
    told = lines_of(ASSIGNMENT, grades["s002"])
    assert any("1 day 1 hour" in line and "0.6 points" in line and "10 %" in line for line in told)
    assert grades["s001"].seconds_late == 0


def test_how_late_is_not_told_where_it_is_not_known():
    grade = StudentGrade("ada", 9, 10, penalty=1, seconds_late=1, late_by_how_much=False)
    (line,) = lines_of(ASSIGNMENT, grade)[1:]
    assert line.startswith("Handed in late: 1 point taken off")


def test_parts_of_the_points_come_with_their_message_and_one_mistake_is_told_once():
    found = (
        Finding("a", "partial", None, "value", "Two of three cases.\nMore.", 2, 3),
        Finding("b", "wrong", "no-root", "value", "The root is missing.\nHere.", 0, 4),
        Finding("c", "wrong", "no-root", "value", "The root is missing.\nThere.", 0, 2),
        Finding("d", "passed", None, None, "Right.", 1, 1),
        Finding("e", "not attempted", None, None, "", 0, 5),
    )
    told = lines_of(ASSIGNMENT, StudentGrade("ada", 3, 15, findings=found))
    assert told[1:] == [
        "a: 2 of 3. Two of three cases.",
        "b, c: 0 of 6 (no-root). The root is missing.",
        "Not attempted: e.",
    ]


def test_who_is_wrong_because_of_another_answer_is_told_so():
    later = Finding("knn-predict", "wrong", None, "value", "3 labels differ.", 0, 3)
    first = Finding("knn-vote", "wrong", "tie-to-the-nearest", "value", "Ties.", 0, 3)
    told = lambda *found: lines_of("01_knn", StudentGrade("s", 0, 6, findings=found))  # noqa: E731
    assert "builds on another answer" in told(first, later)[2]
    assert not any("builds on" in line for line in told(later))
    assert "builds on" not in told(first, later)[1]


def test_moodle_finds_each_participants_page_in_the_zip(given_back):
    _, into = given_back
    with zipfile.ZipFile(into / "moodle-feedback.zip") as archive:
        read = {moodle_participant(name): archive.read(name) for name in archive.namelist()}
    page = f"{ASSIGNMENT}.html"
    assert set(read) == {(n, "assignsubmission", "file", page) for n in (501, 502, 503)}
    late = read[502, "assignsubmission", "file", page].decode()
    assert "Handed in late</td><td>−0.6</td>" in late
    assert "Handed in late" not in read[501, "assignsubmission", "file", page].decode()


def test_canvas_finds_user_and_attachment_and_a_notebook_that_opens(given_back):
    _, into = given_back
    with zipfile.ZipFile(into / "canvas-feedback.zip") as archive:
        read = {canvas_numbers(name): archive.read(name).decode() for name in archive.namelist()}
    assert set(read) == {(77, 901), (78, 902), (79, 903)}
    for text in read.values():
        notebook = nbformat.reads(text, as_version=4)
        nbformat.validate(notebook)
        assert "of 7 points" in notebook.cells[0].source
        assert "course" not in notebook.metadata  # what is suspicious is the instructor's to see


def test_moodles_worksheet_gets_grades_and_comments_and_keeps_all_else(given_back, graded_class):
    _, worksheet = graded_class
    given, into = given_back
    before, after = rows(worksheet, "utf-8-sig"), rows(into / "filled-worksheet.csv", "utf-8-sig")
    grade, comment = before[0].index("Grade"), before[0].index("Feedback comments")
    assert [row[grade] for row in after] == ["Grade", "4", "2.4", "2.00", ""]
    for one, other in zip(before, after, strict=True):
        same = [i for i in range(len(one)) if i not in (grade, comment)]
        assert [one[i] for i in same] == [other[i] for i in same]
    assert after[2][comment].startswith(f"<p>{ASSIGNMENT}: 2.4 of 7 points")
    assert after[3][comment] == after[4][comment] == ""
    assert ("worksheet.csv", "s002", "1.00") in given.replaced


def test_canvas_gradebook_gets_this_column_and_no_other_is_sent_back(given_back):
    _, into = given_back
    header, posting, possible, *students = rows(into / "filled-canvas.csv")
    assert header == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", "01 Small (55)"]
    assert posting[-1] == "Manual Posting"
    assert (possible[0].strip(), possible[-1]) == ("Points Possible", "7")
    assert {row[1]: row[-1] for row in students} == {
        "77": "3",
        "78": "0",
        "79": "EX",  # excused, whatever was handed in
        "80": "",
        "99": "",
    }


def test_who_has_no_row_anywhere_is_named(given_back, graded_class):
    folder, worksheet = graded_class
    given, into = given_back
    assert given.nowhere == []
    only_moodle = GiveBack(folder, ASSIGNMENT, into.parent / "more", (read_table(worksheet),))
    assert only_moodle.run(pages=False).nowhere == ["77", "78", "79"]


def test_what_a_students_error_says_is_text_wherever_it_is_told(given_back):
    _, into = given_back
    assert "<img" in (into / "texts" / "78.txt").read_text()
    with zipfile.ZipFile(into / "canvas-feedback.zip") as archive:
        notebook = nbformat.reads(archive.read("kim_78_902_01_small.ipynb").decode(), 4)
    shown = notebook.cells[0].source
    assert "<img" not in shown.replace("\\<", "")
    assert "[a](" not in shown.replace("\\[", "")
    html = text_as_html(["a <script>alert(1)</script>", "<b>"])
    assert "<script" not in html
    assert "<b>" not in html


def test_an_essay_that_waits_is_told_and_counts_once_it_is_marked(graded_class, tmp_path):
    folder, _ = graded_class
    with folder.gradebook() as book:
        book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, "77").manual_score = 2
        book.find_comment("essay", ASSIGNMENT, ASSIGNMENT, "77").manual_comment = "Well put."
        book.db.commit()
    try:
        grade = next(g for g in grades_of(folder, ASSIGNMENT) if g.student == "77")
        assert (grade.points, grade.is_complete) == (5, True)
        told = lines_of(ASSIGNMENT, grade)
        assert "essay: 2 of 3, by hand." in told
        assert "On essay: Well put." in told
    finally:
        with folder.gradebook() as book:
            book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, "77").manual_score = None
            book.find_comment("essay", ASSIGNMENT, ASSIGNMENT, "77").manual_comment = None
            book.db.commit()


def grade(student, points, max_points=7):
    return StudentGrade(student, points, max_points)


def table(text):
    header, *lines = csv.reader(io.StringIO(text))
    return Table("export.csv", header, lines)


def test_other_points_in_the_lms_need_a_word():
    export = table(CANVAS_EXPORT.replace(",10,7,", ",10,100,"))
    found, grades = [None, None, "77", None, None, None, None], {"77": grade("77", 3.5)}
    with pytest.raises(ReturningError, match="up to 100 points"):
        fill(export, "01_small", found, grades)
    filled = fill(export, "01_small", found, grades, scale=True).table
    assert filled.rows[2][-1] == "50"


def test_a_column_that_is_not_clear_is_asked_for():
    export = table(CANVAS_EXPORT.replace("Notes (56)", "01 small again (57)"))
    none = [None] * len(export.rows)
    assert fill(export, "01_small", none, {}).table.header[-1] == "01 Small (55)"
    with pytest.raises(ReturningError, match="no column that is clearly 02_linear"):
        fill(export, "02_linear", none, {})
    with pytest.raises(ReturningError, match="no column called nonsense"):
        fill(export, "01_small", none, {}, column="nonsense")
    for name in ("01 small again (57)", "01 small again"):
        filled = fill(export, "01_small", none, {}, column=name)
        assert filled.table.header[-1] == "01 small again (57)"
    with pytest.raises(ReturningError, match="no gradebook of Canvas or Moodle"):
        fill(table("a,b\n1,2\n"), "01_small", [None], {})


def test_moodles_gradebook_is_known_by_its_real_column():
    export = table(
        "First name,Last name,ID number,Email address,Assignment: 01 small (Real),"
        "Assignment: 01 small (Percentage),Course total (Real),Last downloaded from this course\n"
        "Ada,Lovelace,s001,ada@example.org,-,-,-,1772400000\n"
    )
    found = students_in(export, ["s001"], Handed({}, {}))
    filled = fill(export, "01_small", found, {"s001": grade("s001", 6.333333)}).table
    assert filled.header[-1] == "Assignment: 01 small (Real)"
    assert filled.rows == [["Ada", "Lovelace", "s001", "ada@example.org", "6.33"]]


def test_two_rows_of_one_name_are_nobodys_unless_a_number_tells():
    export = table(CANVAS_EXPORT)
    assert students_in(export, ["Minji-Kim"], Handed({}, {})) == [None] * 7
    handed = Handed({("canvas", "78"): "Minji-Kim"}, {})
    assert students_in(export, ["Minji-Kim"], handed)[3] == "Minji-Kim"
    assert students_in(export, ["nina@example.org", "Larry Late"], Handed({}, {}))[4:6] == [
        "nina@example.org",
        "Larry Late",
    ]


def test_a_deadline_that_was_put_off_after_grading_gives_the_points_back(graded_class, tmp_path):
    folder = CourseFolder(tmp_path / "course")
    shutil.copytree(graded_class[0].root, folder.root)
    late = [g.student for g in grades_of(folder, ASSIGNMENT) if g.penalty]
    assert late
    with folder.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2099-01-01 00:00:00 UTC")
    GiveBack(folder, ASSIGNMENT, tmp_path / "out").run(pages=False)
    assert not any(g.penalty for g in grades_of(folder, ASSIGNMENT))


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-8", "cp1252", "utf-16"])
def test_a_table_is_written_as_it_was_read(tmp_path, encoding):
    from course_lib.grading.collecting.tables import write_table

    text = 'Student;ID;SIS Login ID;Section;01 (5)\r\n"Müller; Jürgen";7;jm;"Größe ""A""";3,5\r\n'
    path = tmp_path / "a.csv"
    path.write_bytes(text.encode(encoding))
    read = read_table(path)
    assert read.rows == [["Müller; Jürgen", "7", "jm", 'Größe "A"', "3,5"]]
    write_table(tmp_path / "b.csv", read)
    assert (tmp_path / "b.csv").read_bytes() == path.read_bytes()


def test_what_is_no_table_says_so(tmp_path):
    for data in (b"", b"\n\n", b"a\0b,c"):
        (tmp_path / "a.csv").write_bytes(data)
        with pytest.raises(CollectingError, match="cannot be read as CSV"):
            read_table(tmp_path / "a.csv")
    with pytest.raises(CollectingError, match="there is no file"):
        read_table(tmp_path / "b.csv")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "1 second"),
        (90, "1 minute 30 seconds"),
        (3600 * 25, "1 day 1 hour"),
        (172800, "2 days"),
        (0.2, "less than a second"),
    ],
)
def test_a_duration_is_told_in_two_units(seconds, words):
    assert duration(seconds) == words


def run(*words):
    return CliRunner().invoke(app, ["return", *map(str, words)])


def test_the_command_tells_machines_and_its_exit_code_says_who_is_missing(graded_class, tmp_path):
    folder, worksheet = graded_class
    options = ["--course", folder.root, "--to", tmp_path / "out", "--no-pages"]
    done = run(ASSIGNMENT, *options, "--gradebook", worksheet, "--json")
    told = json.loads(done.stdout)
    assert done.exit_code == 1
    assert told["without_a_row"] == ["77", "78", "79"]
    assert told["replaced"] == [{"gradebook": "worksheet.csv", "student": "s002", "was": "1.00"}]
    assert all(Path(path).exists() for path in told["files"])
    assert run(ASSIGNMENT, *options).exit_code == 0
    missing = run("02_none", *options)
    assert missing.exit_code == 1
    assert len(missing.stderr.strip().splitlines()) == 3


def test_who_has_no_graded_notebook_does_not_keep_the_others_from_their_pages(
    graded_class, tmp_path
):
    folder = CourseFolder(tmp_path / "copy")
    shutil.copytree(graded_class[0].root, folder.root)
    shutil.rmtree(folder.root / "autograded" / "77")
    shutil.rmtree(folder.root / "feedback", ignore_errors=True)
    given = GiveBack(folder, ASSIGNMENT, tmp_path / "out").run()
    assert set(given.no_page) == {"77"}
    pages = {path.parts[-3] for path in (folder.root / "feedback").rglob("*.html")}
    assert pages == {"s001", "s002", "s003", "78", "79"}


def test_tables_are_looked_at_before_anything_is_written(graded_class, tmp_path):
    folder, _ = graded_class
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("a,b\n1,2\n")
    options = ["--course", folder.root, "--to", tmp_path / "out", "--gradebook", wrong]
    assert run(ASSIGNMENT, *options).exit_code == 1
    assert not (tmp_path / "out").exists()

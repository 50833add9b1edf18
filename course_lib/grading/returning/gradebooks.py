"""Grades in the CSV that the LMS exported: it knows its students again by the numbers in there.

What is written has the columns about students and the one that is filled: uploading it changes
nothing else, however old the export is.

- Canvas: `Student, ID, ..., Section, 01 kNN (55), ...`, the number being the assignment's; a line
  of `Points Possible` (canvas-lms/lib/gradebook_exporter.rb, read back by gradebook_importer.rb).
- Moodle's grading worksheet: `Identifier, ..., Grade, Maximum Grade, Grade can be changed, ...,
  Feedback comments`; all columns are kept, among them the time by which Moodle sees whether a grade
  has changed since (moodle/mod/assign/feedback/offline/importgradeslib.php).
- Moodle's gradebook: `First name, ..., Assignment: 01 kNN (Real), ...` (moodle/grade/export/txt).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from course_lib.grading.collecting.student_ids import squashed
from course_lib.grading.collecting.tables import Table
from course_lib.grading.returning.grades import ReturningError, StudentGrade
from course_lib.grading.returning.words import in_figures, lines_of, text_as_html

__all__ = ["Filled", "fill", "kind_of"]

Kind = Literal["canvas", "moodle worksheet", "moodle gradebook"]
CANVAS_TITLE = re.compile(r"(?P<title>.+) \(\d+\)\s*")
MOODLE_TITLE = re.compile(r"(?:[^:]+: ?)?(?P<title>.+?)(?: \((?P<type>[^)]+)\))?\s*")
ABOUT_STUDENTS = {
    *(
        "student",
        "lastname",
        "firstname",
        "id",
        "sis user id",
        "sis login id",
        "integration id",
        "root account",
        "section",
    ),
    *("first name", "last name", "surname", "id number", "email address", "username"),
    *("institution", "department"),
}
UNTOUCHED = {"ex", "n/a"}  # excused, not assigned: Canvas' own words


@dataclass(frozen=True, slots=True)
class Filled:
    """The table with grades, who is in it, and what was there instead of their grades before."""

    table: Table
    students: tuple[str, ...]
    replaced: Mapping[str, str]


def kind_of(table: Table) -> Kind:
    """What the table is. Raises ReturningError for one that no LMS exports."""
    if table.column("sis login id") is not None:
        return "canvas"
    if table.column("identifier") is not None and table.column("grade") is not None:
        return "moodle worksheet"
    if table.column("first name") is not None:
        return "moodle gradebook"
    raise ReturningError(
        f"{table.name} is no gradebook of Canvas or Moodle",
        why=f"its first columns are {', '.join(table.header[:4])}",
        how="export the gradebook from Canvas, or Moodle's grading worksheet, in English",
    )


def fill(
    table: Table,
    assignment: str,
    rows: list[str | None],
    grades: Mapping[str, StudentGrade],
    column: str | None = None,
    scale: bool = False,
) -> Filled:
    """The table with the grade of the student of each row, where there is one.

    `column` names the column to fill, else it is the one called like the assignment. Where the LMS
    counts up to another number of points, grades are only written with `scale`, as a share of it.
    Raises ReturningError where that, or the column, is not clear.
    """
    kind = kind_of(table)
    place = _column(table, kind, assignment, column)
    filled, replaced = [row[:] for row in table.rows], dict[str, str]()
    factors = _factors(table, kind, place, rows, grades, scale)
    for row, student, factor in zip(filled, rows, factors, strict=True):
        if student is None or _is_locked(table, row, place):
            continue
        text = in_figures(grades[student].points * factor)
        if row[place].strip() and _value(row[place]) != _value(text):
            replaced[student] = row[place].strip()
        row[place] = text
        _comment(table, row, assignment, grades[student])
    kept = _kept(table, kind, place)
    header = [table.header[i] for i in kept]
    narrow = replace(table, header=header, rows=[[row[i] for i in kept] for row in filled])
    return Filled(narrow, tuple(filter(None, rows)), replaced)


def _column(table: Table, kind: Kind, assignment: str, wanted: str | None) -> int:
    if kind == "moodle worksheet" and wanted is None:
        wanted = "grade"
    if wanted is not None:
        place = table.column(wanted)
        if place is not None:
            return place
    titles = _titles(table, kind)
    like = [i for i, title in titles.items() if title == squashed(wanted or assignment)]
    if not like and not wanted:
        like = [i for i, title in titles.items() if squashed(assignment) in title]
    if len(like) == 1:
        return like[0]
    asked = f"called {wanted}" if wanted else f"that is clearly {assignment}"
    raise ReturningError(
        f"{table.name} has no column {asked}",
        why=f"it has {', '.join(table.header[i] for i in titles) or 'no column of grades'}",
        how="name one of them with --column",
    )


def _titles(table: Table, kind: Kind) -> dict[int, str]:
    """The columns of assignments, by place, and what each is called."""
    titles = {}
    pattern = CANVAS_TITLE if kind == "canvas" else MOODLE_TITLE
    for place, cell in enumerate(table.header):
        found = pattern.fullmatch(cell)
        if not found or cell.strip().casefold() in ABOUT_STUDENTS:
            continue
        if kind == "moodle gradebook" and found["type"] not in ("Real", "real"):
            continue
        titles[place] = squashed(found["title"])
    return titles


def _factors(
    table: Table,
    kind: Kind,
    place: int,
    rows: list[str | None],
    grades: Mapping[str, StudentGrade],
    scale: bool,
) -> list[float]:
    """What each row's points are multiplied by."""
    most = table.column("maximum grade")
    possible = [row[place] for row in table.rows if row[0].strip() == "Points Possible"]
    factors = []
    for row, student in zip(table.rows, rows, strict=True):
        theirs = _value(row[most] if most is not None else possible[0] if possible else "")
        ours = grades[student].max_points if student else 0
        if theirs is not None and ours and theirs != ours and not scale:
            raise ReturningError(
                f"{table.name} counts up to {theirs:g} points, the gradebook up to {ours:g}",
                why="a grade would mean something else there",
                how="give --scale to write shares of theirs, or change the points there",
            )
        factors.append(theirs / ours if scale and theirs and ours else 1.0)
    return factors


def _is_locked(table: Table, row: list[str], place: int) -> bool:
    """Whether the LMS says that this one is not to be graded."""
    change = table.column("grade can be changed")
    said_no = change is not None and row[change].strip().casefold() == "no"
    return said_no or row[place].strip().casefold() in UNTOUCHED


def _comment(table: Table, row: list[str], assignment: str, grade: StudentGrade) -> None:
    place = table.column("feedback comments")
    if place is not None:
        row[place] = text_as_html(lines_of(assignment, grade))


def _kept(table: Table, kind: Kind, place: int) -> list[int]:
    if kind == "moodle worksheet":
        return list(range(len(table.header)))
    about = [i for i, c in enumerate(table.header) if c.strip().casefold() in ABOUT_STUDENTS]
    return [*about, place]


def _value(text: str) -> float | None:
    try:
        return round(float(text.strip().replace(",", ".")), 2)
    except ValueError:
        return None

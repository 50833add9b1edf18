"""A small class collected from Moodle and Canvas, graded once; the tests look at what goes back."""

import shutil
import warnings
from datetime import UTC

import pytest
from lms_archives import canvas_name, moodle_name, zipped
from small_assignment_course import ALL, ASSIGNMENT, NOTHING, SOME, work

from course_lib.grading.batch import Batch
from course_lib.grading.collecting.collect import Collector
from course_lib.grading.collecting.found import open_sources
from course_lib.grading.collecting.roster import Roster, people_of
from course_lib.grading.collecting.tables import read_table
from course_lib.grading.folder import CourseFolder
from course_lib.grading.jail import Limits
from course_lib.grading.workers import work as grade_one

POLICY = """
c.AssignLatePenalties.plugin_class = "course_lib.grading.returning.late.LatePenalty"
c.LatePenalty.penalty_method = "per day"
c.LatePenalty.percent_per_day = 10
c.LatePenalty.grace_minutes = 15
"""
HOSTILE = work(double="raise ValueError('<img src=x onerror=alert(1)> [a](http://evil)')")
WORKSHEET = """Identifier,Full name,ID number,Email address,Status,Grade,Maximum Grade,\
Grade can be changed,Last modified (submission),Last modified (grade),Feedback comments
Participant 501,Ada Lovelace,s001,ada@example.org,Submitted,,7.00,Yes,\
"Sunday, 1 March 2026, 12:05 PM",-,
Participant 502,Minji Kim,s002,minji@example.org,Submitted,1.00,7.00,Yes,\
"Tuesday, 3 March 2026, 1:00 AM","Tuesday, 3 March 2026, 2:00 AM",old
Participant 503,Minji Kim,s003,kim2@example.org,Submitted,2.00,7.00,No,\
"Sunday, 1 March 2026, 8:00 AM",-,
Participant 504,Joe Nothing,s004,joe@example.org,No submission,,7.00,Yes,-,-,
"""
MOODLE = {501: ALL, 502: SOME, 503: b"<html>damaged"}
CANVAS = {77: ("kim", 901, SOME), 78: ("kim", 902, HOSTILE), 79: ("nix", 903, NOTHING)}


@pytest.fixture(scope="session")
def graded_class(released, tmp_path_factory):
    """The course folder, and the worksheet it was collected with."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        top = tmp_path_factory.mktemp("returning")
        folder = CourseFolder(top / "course")
        shutil.copytree(released, folder.root)
        config = folder.root / "nbgrader_config.py"
        config.write_text(config.read_text() + POLICY)
        with folder.gradebook() as book:
            book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
        worksheet = top / "worksheet.csv"
        worksheet.write_text(WORKSHEET, encoding="utf-8-sig")
        names = {501: "Ada Lovelace", 502: "Minji Kim", 503: "Minji Kim"}
        moodle = {moodle_name(names[n], n): data for n, data in MOODLE.items()}
        canvas = {canvas_name(who, n, a): data for n, (who, a, data) in CANVAS.items()}
        collect(folder, zipped(top / "m.zip", moodle), people_of(read_table(worksheet), UTC))
        collect(folder, zipped(top / "c.zip", canvas), Roster())
        here = lambda jobs: ((job, grade_one(job)) for job in jobs)  # noqa: E731
        assert len(list(Batch(folder, ASSIGNMENT, Limits()).through(here))) == 6
        yield folder, worksheet


def collect(folder, archive, roster):
    with open_sources([archive], UTC) as found:
        decisions = Collector(folder, roster=roster).collect(found)
    assert {d.state for d in decisions} == {"new"}

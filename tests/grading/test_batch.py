"""A class: everybody ends in a result, nothing recorded is lost, unchanged work is left alone."""

import json
import os
import select
import signal
import subprocess
import sys
from functools import partial
from pathlib import Path

import nbformat
import pytest
from small_assignment_course import ALL, ASSIGNMENT, NOTHING, SOME, hand_in
from small_assignment_course import work as submission

from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder, GradingError
from course_lib.grading.graded import Graded
from course_lib.grading.jail import Limits
from course_lib.grading.reading import MOST_BYTES, read_notebook
from course_lib.grading.workers import on_this_machine, work

COURSE = Path(sys.executable).parent / "course"
LIMITS = Limits(cell_seconds=5, check_seconds=10, total_seconds=60)
EMPTY = json.dumps({"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


def here(jobs):
    """In this very process, by the same function that workers run."""
    for job in jobs:
        yield job, work(job)


def grade(folder, runner=here, **options):
    batch = Batch(folder, ASSIGNMENT, LIMITS, **options)
    return {outcome.student: outcome for outcome in batch.through(runner)}


def states(outcomes):
    return {student: outcome.state for student, outcome in outcomes.items()}


def scores(folder):
    with folder.gradebook() as book:
        return {s.student.id: s.score for s in book.assignment_submissions(ASSIGNMENT)}


def autograded(folder, student):
    return folder.root / "autograded" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"


def test_everything_that_can_lie_in_submitted_ends_in_a_result(course, tmp_path):
    folder = course({"good": SOME, "html": b"<html>", "nul": b"{\0}", "empty": b""})
    base = folder.root / "submitted"
    hand_in(folder, "large", b" " * (MOST_BYTES + 1))
    hand_in(folder, "misnamed", ALL)
    mine = base / "misnamed" / ASSIGNMENT
    (mine / f"{ASSIGNMENT}.ipynb").rename(mine / "My work.ipynb")
    (base / "nothing" / ASSIGNMENT).mkdir(parents=True)
    (tmp_path / "theirs.ipynb").write_bytes(ALL)
    (base / "link" / ASSIGNMENT).mkdir(parents=True)
    (base / "link" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").symlink_to(tmp_path / "theirs.ipynb")
    (base / "folder-link").mkdir()
    (base / "folder-link" / ASSIGNMENT).symlink_to(base / "good" / ASSIGNMENT)
    (base / "whole-link").symlink_to(base / "good")
    (base / "pipe" / ASSIGNMENT).mkdir(parents=True)
    os.mkfifo(base / "pipe" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    (base / "folder" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").mkdir(parents=True)
    (base / "file").mkdir()
    (base / "file" / ASSIGNMENT).write_bytes(ALL)
    hand_in(folder, "no-time", NOTHING, at="yesterday, I think")
    (base / "other-assignment" / "02_linear").mkdir(parents=True)

    outcomes = grade(folder)

    reasons = {who: o.reason for who, o in outcomes.items() if o.state == "set aside"}
    words = {
        "html": "web page",
        "nul": "NUL",
        "empty": "empty",
        "large": "more than 20",
        "misnamed": "there is My work.ipynb",
        "nothing": "no file 01_small.ipynb",
        "link": "is a link",
        "folder-link": "is a link",
        "whole-link": "is a link",
        "pipe": "no ordinary file",
        "folder": "no ordinary file",
        "file": "no folder",
    }
    assert set(reasons) == set(words)
    for student, word in words.items():
        assert word in reasons[student], student
    assert states(outcomes) == {
        **dict.fromkeys(words, "set aside"),
        "good": "graded",
        "no-time": "graded",
    }
    assert scores(folder) == {**dict.fromkeys(outcomes, 0), "good": 3}
    for student in outcomes:
        assert autograded(folder, student).is_file()
        log = folder.root / "logs" / ASSIGNMENT / f"{student}.{ASSIGNMENT}.log"
        assert outcomes[student].reason in log.read_text()
    assert "could not be graded" in folder.feedback(ASSIGNMENT, "html").read_text()


def test_unchanged_work_is_not_graded_again_until_it_changes(course):
    folder = course({"ada": SOME, "bob": ALL})
    assert states(grade(folder)) == {"ada": "graded", "bob": "graded"}
    again = grade(folder)
    assert states(again) == {"ada": "unchanged", "bob": "unchanged"}
    assert (again["ada"].points, again["ada"].max_points) == (3, 4)
    assert "answer a" in [f.mistake for f in again["ada"].findings]

    other_outputs = nbformat.reads(SOME.decode(), 4)
    other_outputs.cells[2].outputs = [nbformat.v4.new_output("stream", text="ran it again")]
    hand_in(folder, "ada", nbformat.writes(other_outputs).encode())
    assert states(grade(folder))["ada"] == "unchanged"

    hand_in(folder, "ada", ALL)
    assert states(grade(folder)) == {"ada": "graded", "bob": "unchanged"}
    assert scores(folder) == {"ada": 4, "bob": 4}
    assert set(states(grade(folder, force=True)).values()) == {"graded"}
    assert states(grade(folder, students=frozenset({"bob"}))) == {"bob": "unchanged"}


def test_other_limits_another_secret_or_a_lost_gradebook_are_reasons_to_grade(course):
    folder = course({"ada": NOTHING})
    grade(folder)
    batch = Batch(folder, ASSIGNMENT, Limits(cell_seconds=4))
    assert [o.state for o in batch.through(here)] == ["graded"]
    (folder.root / ".grading-secret").unlink()
    assert states(grade(folder)) == {"ada": "graded"}
    with folder.gradebook() as book:
        book.remove_submission(ASSIGNMENT, "ada")
    assert states(grade(folder)) == {"ada": "graded"}
    assert states(grade(folder)) == {"ada": "unchanged"}


def test_a_later_time_is_recorded_though_the_work_is_the_same(course):
    folder = course({"ada": NOTHING})
    grade(folder)
    hand_in(folder, "ada", NOTHING, at="2026-03-09 09:30:00 UTC")
    assert states(grade(folder)) == {"ada": "unchanged"}
    with folder.gradebook() as book:
        at = book.find_submission(ASSIGNMENT, "ada").timestamp
    assert (at.month, at.day, at.hour) == (3, 9, 9)


def test_without_a_note_of_the_time_one_is_made_for_the_release_of_feedback(course):
    folder = course({"ada": NOTHING})
    note = folder.root / "submitted" / "ada" / ASSIGNMENT / "timestamp.txt"
    note.unlink()
    os.utime(note.with_name(f"{ASSIGNMENT}.ipynb"), (1_770_000_000, 1_770_000_000))
    grade(folder)
    with folder.gradebook() as book:
        at = book.find_submission(ASSIGNMENT, "ada").timestamp
    assert f"{at:%Y-%m-%d %H:%M:%S}" == "2026-02-02 02:40:00"
    copies = [note, autograded(folder, "ada").with_name("timestamp.txt")]
    assert [c.read_text()[:19] for c in copies] == ["2026-02-02 02:40:00"] * 2


def test_marks_and_comments_given_by_hand_survive(course):
    folder = course({"ada": SOME})
    grade(folder)
    with folder.gradebook() as book:
        check = book.find_grade("check-rotated-data", ASSIGNMENT, ASSIGNMENT, "ada")
        check.manual_score = 3
        check.extra_credit = 0.5
        comment = book.find_comment("rotated-data", ASSIGNMENT, ASSIGNMENT, "ada")
        comment.manual_comment = "Nearly."
        book.db.commit()
    assert states(grade(folder, force=True)) == {"ada": "graded"}
    with folder.gradebook() as book:
        check = book.find_grade("check-rotated-data", ASSIGNMENT, ASSIGNMENT, "ada")
        assert (check.auto_score, check.manual_score, check.extra_credit) == (0, 3, 0.5)
        assert check.needs_manual_grade  # as after `nbgrader autograde`
        comment = book.find_comment("rotated-data", ASSIGNMENT, ASSIGNMENT, "ada")
        assert comment.comment == "Nearly."
    assert scores(folder) == {"ada": 3 + 3.5}


def test_a_late_penalty_of_the_course_is_kept_to(course):
    folder = course({"ada": SOME, "bob": SOME})
    config = folder.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LateSubmissionPlugin.penalty_method = "zero"\n')
    with folder.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
    hand_in(folder, "bob", SOME, at="2026-03-03 00:00:00 UTC")
    grade(folder)
    with folder.gradebook() as book:
        penalties = {
            who: book.find_submission(ASSIGNMENT, who).late_submission_penalty
            for who in ("ada", "bob")
        }
    assert penalties == {"ada": 0, "bob": 3}


def test_what_lateness_costs_follows_a_date_and_marks_that_came_after_grading(course):
    folder = course({"bob": SOME})
    config = folder.root / "nbgrader_config.py"
    config.write_text(config.read_text() + '\nc.LatePenalty.penalty_method = "zero"\n')

    def penalty_if_due(at):
        with folder.gradebook() as book:
            book.update_or_create_assignment(ASSIGNMENT, duedate=at)
        assert states(grade(folder)) == {"bob": "unchanged"}
        with folder.gradebook() as book:
            return book.find_submission(ASSIGNMENT, "bob").late_submission_penalty

    grade(folder)
    assert penalty_if_due("2026-02-28 00:00:00 UTC") == 3
    with folder.gradebook() as book:
        book.find_grade("essay", ASSIGNMENT, ASSIGNMENT, "bob").manual_score = 2
        book.db.commit()
    assert penalty_if_due("2026-02-28 00:00:00 UTC") == 5
    assert penalty_if_due("2026-03-02 00:00:00 UTC") == 0


def test_what_the_grader_fails_at_is_told_and_the_earlier_grade_stays(course):
    folder = course({"ada": ALL, "bob": NOTHING})
    grade(folder)

    def failing(jobs):
        for job in jobs:
            yield job, Graded(outcome="failed", reason="no memory", details="Traceback...")

    outcomes = grade(folder, failing, force=True)
    assert {o.reason for o in outcomes.values()} == {"no memory"}
    assert scores(folder) == {"ada": 4, "bob": 0}
    log = folder.root / "logs" / ASSIGNMENT / f"ada.{ASSIGNMENT}.log"
    assert "Traceback" in log.read_text()


def test_who_cannot_be_recorded_does_not_stop_the_others(course):
    odd = os.fsdecode(b"\xff\xfe")  # a name that is not UTF-8: no database takes it
    folder = course({odd: NOTHING, "ada": NOTHING})
    outcomes = grade(folder)
    assert states(outcomes) == {odd: "failed", "ada": "graded"}
    assert scores(folder) == {"ada": 0}


def test_what_cannot_be_recorded_does_not_stop_those_recorded_together_with_it(course):
    odd = os.fsdecode(b"\xff\xfe")
    students = ["ada", "bob", odd, "zoe"]
    folder = course(dict.fromkeys(students, SOME))
    outcomes = grade(folder, lambda jobs: [(job, work(job)) for job in jobs])
    assert states(outcomes) == {**dict.fromkeys(students, "graded"), odd: "failed"}
    assert scores(folder) == dict.fromkeys(["ada", "bob", "zoe"], 3)
    assert states(grade(folder)) == {**dict.fromkeys(students, "unchanged"), odd: "failed"}


def test_what_was_done_when_the_workers_were_lost_is_recorded(course):
    def lost(jobs):
        yield from [(job, work(job)) for job in [*jobs][:2]]
        raise GradingError("the scheduler is gone", why="", how="")

    folder = course(dict.fromkeys(["ada", "bob", "zoe"], SOME))
    with pytest.raises(GradingError, match="gone"):
        grade(folder, lost)
    assert scores(folder) == {"ada": 3, "bob": 3}


def test_what_is_missing_to_begin_with_is_said(course):
    folder = course({"ada": NOTHING})
    with pytest.raises(GradingError, match="nothing was handed in by eve"):
        grade(folder, students=frozenset({"eve"}))
    with pytest.raises(GradingError, match="knows no assignment 02_none"):
        [*Batch(folder, "02_none", LIMITS).through(here)]
    (folder.root / "release" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").unlink()
    with pytest.raises(GradingError, match="there is no release/01_small"):
        grade(folder)


def killed(job):
    if job.student == "killer":
        os.kill(os.getpid(), signal.SIGKILL)
    return work(job)


def test_work_that_kills_its_worker_is_found_out_and_the_others_are_graded(course, monkeypatch):
    monkeypatch.setattr("course_lib.grading.workers.work", killed)
    students = ["ada", "bob", "killer", "zoe"]
    folder = course(dict.fromkeys(students, NOTHING))
    outcomes = grade(folder, partial(on_this_machine, workers=2))
    assert states(outcomes) == {**dict.fromkeys(students, "graded"), "killer": "failed"}
    assert "killed" in outcomes["killer"].reason


def run(folder, *options, **kwargs):
    command = [COURSE, "grade", ASSIGNMENT, "--course", folder.root, "--workers", "2", *options]
    return subprocess.run(command, capture_output=True, text=True, check=False, **kwargs)


def test_the_command_tells_machines_and_people_and_its_exit_code_says_whether_all_went_well(course):
    folder = course({"ada": SOME, "bob": ALL})
    done = run(folder, "--json")
    assert done.returncode == 0, done.stderr
    told = {o["student"]: o for o in json.loads(done.stdout)["outcomes"]}
    assert {who: (o["state"], o["points"]) for who, o in told.items()} == {
        "ada": ("graded", 3),
        "bob": ("graded", 4),
    }
    hand_in(folder, "eve", b"<html>")
    done = run(folder)
    assert done.returncode == 1
    assert "web page" in done.stdout
    assert "2 unchanged" in done.stdout
    assert run(folder, "--student", "ada").returncode == 0


def test_an_error_ends_in_three_lines_and_nothing_else(tmp_path):
    done = run(CourseFolder(tmp_path))
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.strip().splitlines()) == 3


def test_a_file_in_the_way_is_told_in_three_lines_and_loses_nothing(course):
    folder = course({"ada": SOME})
    (folder.root / "logs").write_text("a list of what is due")
    done = run(folder)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert str(folder.root / "logs") in done.stderr
    assert "how:" in done.stderr
    (folder.root / "logs").unlink()
    assert run(folder).returncode == 0
    assert scores(folder) == {"ada": 3}


def workers_of(session):
    """What still runs in the session that the command began; the dead that nobody buried do not."""
    found = subprocess.run(
        ["ps", "-o", "stat=", "-s", f"{session}"], capture_output=True, text=True, check=False
    )
    return [state for state in found.stdout.split() if not state.startswith("Z")]


def test_killed_at_any_moment_it_goes_on_where_it_was(course):
    students = [f"s{i}" for i in range(6)]
    folder = course(dict.fromkeys(students, SOME))
    command = [COURSE, "grade", ASSIGNMENT, "--course", folder.root, "--workers", "2"]
    group = subprocess.Popen(command, stdout=subprocess.DEVNULL, start_new_session=True)
    while sum(autograded(folder, s).exists() for s in students) < 2:
        assert group.poll() is None
    group.kill()
    group.wait()
    while workers_of(group.pid):  # each ends by itself when it sees that nobody waits for it
        pass
    recorded = scores(folder)
    assert len(recorded) >= 2
    assert set(recorded.values()) == {3}  # all of a student's grades or none
    done = {s for s in students if autograded(folder, s).exists()}
    assert done <= set(recorded)
    batch = Batch(folder, ASSIGNMENT, Limits())  # as the command has them
    outcomes = {outcome.student: outcome for outcome in batch.through(here)}
    assert {s for s, o in outcomes.items() if o.state == "unchanged"} >= done
    assert scores(folder) == dict.fromkeys(students, 3)


def test_two_at_a_time_do_not_record_into_one_folder(course):
    folder = course({"ada": NOTHING, "bob": NOTHING})
    first = Batch(folder, ASSIGNMENT, LIMITS).through(here)
    assert next(first).state == "graded"
    with pytest.raises(GradingError, match="already"):
        grade(folder)
    assert next(first).state == "graded"
    first.close()
    assert set(states(grade(folder)).values()) == {"unchanged"}


def test_a_fault_of_ours_with_one_submission_is_that_ones_result(course, monkeypatch):
    def faulty(data):
        if data == ALL:
            raise RuntimeError("our bug")
        return read_notebook(data)

    monkeypatch.setattr("course_lib.grading.batch.read_notebook", faulty)
    outcomes = grade(course({"ada": ALL, "bob": SOME}))
    assert states(outcomes) == {"ada": "failed", "bob": "graded"}
    assert "our bug" in outcomes["ada"].reason


def test_what_was_set_aside_is_graded_once_it_can_be_read(course):
    folder = course({"ada": b""})
    assert states(grade(folder)) == {"ada": "set aside"}
    assert states(grade(folder, force=True)) == {"ada": "set aside"}
    hand_in(folder, "ada", ALL)
    assert states(grade(folder)) == {"ada": "graded"}
    assert scores(folder) == {"ada": 4}
    assert states(grade(folder)) == {"ada": "unchanged"}


def hears_interrupts():
    """Whatever the tests themselves were started by: a shell makes what is behind it deaf."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def test_an_interrupt_ends_in_one_line_and_loses_nothing(course):
    endless = submission(double="while True: pass")  # nobody waits for it either
    folder = course({**{f"s{i:02}": SOME for i in range(12)}, "z": endless})
    command = [COURSE, "grade", ASSIGNMENT, "--course", folder.root, "--workers", "2"]
    grading = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=hears_interrupts,
    )
    logs = folder.root / "logs" / ASSIGNMENT
    while not (logs.is_dir() and any(logs.iterdir())) and grading.poll() is None:
        select.select([], [], [], 0.01)
    os.killpg(grading.pid, signal.SIGINT)  # as the terminal does: everybody hears it
    _, said = grading.communicate()
    assert grading.returncode == 130
    assert "run it again to go on" in said
    assert "Traceback" not in said
    recorded = set(scores(folder))
    assert recorded
    hand_in(folder, "z", SOME)
    done = subprocess.run([*command, "--json"], capture_output=True, text=True, check=True)
    again = {o["student"]: o["state"] for o in json.loads(done.stdout)["outcomes"]}
    assert {again[student] for student in recorded} == {"unchanged"}
    assert set(scores(folder)) == set(again)

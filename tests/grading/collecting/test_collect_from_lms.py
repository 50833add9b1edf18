"""What Moodle, Canvas, an exchange and a disk have ends in submitted/, everybody's latest."""

import contextlib
import hashlib
import os
import random
import shutil
import tempfile
from datetime import UTC
from pathlib import Path

import pytest
from lms_archives import canvas_name, exchange_name, laid_out, moodle_name, zipped
from small_assignment_course import ALL, ASSIGNMENT, NOTHING, SOME

from course_lib.grading.collecting.collect import Collector
from course_lib.grading.collecting.found import CollectingError, open_sources
from course_lib.grading.collecting.roster import Roster, people_of
from course_lib.grading.collecting.tables import read_table

IS_ROOT = getattr(os, "geteuid", lambda: 1)() == 0
WORKSHEET = """Identifier,"Full name","ID number","Email address",Status,Grade,"Maximum Grade",\
"Grade can be changed","Last modified (submission)","Last modified (grade)","Feedback comments"
"Participant 501","Ada Lovelace",s001,ada@example.org,"Submitted for grading",,7.00,Yes,\
"Sunday, 1 March 2026, 12:05 PM",-,
"Participant 502","Minji Kim",s002,minji@example.org,"Submitted for grading",,7.00,Yes,\
"Monday, 2 March 2026, 1:00 AM",-,
"Participant 503","Minji Kim",s003,kim2@example.org,"No submission",,7.00,Yes,-,-,
"""


def collect(folder, *sources, roster=None, **options):
    """The decisions, by the file's path."""
    people = roster or Roster()
    with open_sources(list(sources), UTC) as found:
        decisions = Collector(folder, roster=people, **options).collect(found)
    return {str(d.found.path): d for d in decisions}


def roster(tmp_path, text=WORKSHEET, **options):
    path = tmp_path / "roster.csv"
    path.write_text(text, encoding="utf-8")
    return people_of(read_table(path), UTC, **options)


def submitted(folder):
    """What lies in submitted/: student -> (contents, time)."""
    base = folder.root / "submitted"
    return {
        path.parts[-3]: (path.read_bytes(), (path.parent / "timestamp.txt").read_text())
        for path in base.glob(f"*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb")
    }


def states(decisions):
    return {path: decision.state for path, decision in decisions.items()}


@pytest.mark.parametrize("folders", [True, False])
@pytest.mark.parametrize("since", ["3.9", "4.1"])
def test_moodles_archive_with_its_worksheet_gives_every_student_their_time(
    course, tmp_path, folders, since
):
    folder = course({})
    names = [
        moodle_name(who, number, folders=folders, since=since)
        for who, number in [("Ada Lovelace", 501), ("Minji Kim", 502), ("Minji Kim", 503)]
    ]
    archive = zipped(tmp_path / "moodle.zip", dict(zip(names, [ALL, SOME, NOTHING], strict=True)))
    decisions = collect(folder, archive, roster=roster(tmp_path))
    assert set(states(decisions).values()) == {"new"}
    assert submitted(folder) == {
        "s001": (ALL, "2026-03-01 12:05:00.000000 UTC"),
        "s002": (SOME, "2026-03-02 01:00:00.000000 UTC"),
        "s003": (NOTHING, "2026-03-20 09:30:00.000000 UTC"),  # the worksheet has no time of it
    }


def test_two_students_of_one_name_are_not_guessed_about_without_a_roster(course, tmp_path):
    folder = course({})
    files = {moodle_name("Minji Kim", n): SOME for n in (502, 503)}
    files[moodle_name("Ada Lovelace", 501)] = ALL
    decisions = collect(folder, zipped(tmp_path / "moodle.zip", files))
    assert sorted(states(decisions).values()) == ["new", "not placed", "not placed"]
    assert set(submitted(folder)) == {"Ada-Lovelace"}
    reasons = {d.reason for d in decisions.values() if d.state == "not placed"}
    assert "Minji Kim" in reasons.pop()


def test_another_student_of_the_same_name_does_not_take_the_place_of_the_first(course, tmp_path):
    folder = course({})
    first = zipped(tmp_path / "one.zip", {moodle_name("Minji Kim", 502): SOME})
    later = (2026, 4, 1, 0, 0, 0)
    other = zipped(tmp_path / "two.zip", {moodle_name("Minji Kim", 503): ALL}, at=later)
    collect(folder, first)
    (decision,) = collect(folder, other).values()
    assert (decision.state, "502" in decision.reason) == ("not placed", True)
    assert submitted(folder)["Minji-Kim"][0] == SOME


def test_a_folder_that_cannot_be_opened_is_told(course, tmp_path):
    source = Path(tempfile.mkdtemp())
    try:
        laid_out(source, {"ada.ipynb": SOME, "closed/bob.ipynb": ALL})
        source.chmod(0o755)
        (source / "closed").chmod(0)
        with somebody(), open_sources([source], UTC) as found:
            refused = {str(f.path): f.refused for f in found}
        assert refused["ada.ipynb"] == ""
        assert "cannot be opened" in refused["closed"]
    finally:
        (source / "closed").chmod(0o755)
        shutil.rmtree(source)


@contextlib.contextmanager
def somebody():
    """Not the administrator, to whom everything is open."""
    if IS_ROOT:
        os.seteuid(65534)
    try:
        yield
    finally:
        if IS_ROOT:
            os.seteuid(0)


def test_canvas_tells_users_apart_by_number_and_late_work_by_its_name(course, tmp_path):
    folder = course({})
    with folder.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
    files = {
        canvas_name("Kim, Minji", 77, 901): SOME,
        canvas_name("Kim, Minji", 78, 902, late=True): ALL,
    }
    decisions = collect(folder, zipped(tmp_path / "submissions.zip", files))
    assert set(states(decisions).values()) == {"new"}
    # Its archive has the time of the download alone: nobody is made late by that.
    assert submitted(folder) == {
        "77": (SOME, "2026-03-02 00:00:00.000000 UTC"),
        "78": (ALL, "2026-03-02 00:00:01.000000 UTC"),
    }
    assert not any(d.version.known for d in decisions.values())


def test_canvas_gradebook_as_roster_names_the_students_by_login(course, tmp_path):
    people = roster(
        tmp_path,
        "Student,ID,SIS User ID,SIS Login ID,Section,01 small (55)\n"
        ",,,,,Manual Posting\n    Points Possible,,,,,7\n"
        '"Kim, Minji",77,S-77,minji,A,\n"Kim, Minji",78,S-78,minji2,A,\n"Student, Test",99,,,A,\n',
        id_column="SIS Login ID",
    )
    assert [p.student for p in people.people] == ["minji", "minji2"]
    files = {canvas_name("Kim, Minji", 78, 902): ALL, canvas_name("Kim, Minji", 77, 901): SOME}
    folder = course({})
    collect(folder, zipped(tmp_path / "submissions.zip", files), roster=people)
    assert {who: data for who, (data, _) in submitted(folder).items()} == {
        "minji": SOME,
        "minji2": ALL,
    }


def test_of_two_attachments_in_one_attempt_the_one_with_the_right_name_counts(course, tmp_path):
    folder = course({})
    files = {
        canvas_name("kim", 77, 900, "old draft.ipynb"): NOTHING,
        canvas_name("kim", 77, 901): SOME,
        canvas_name("kim", 77, 902, "01_small-1.ipynb"): NOTHING,
    }
    decisions = collect(folder, zipped(tmp_path / "submissions.zip", files))
    assert submitted(folder)["77"][0] == SOME
    assert sorted(states(decisions).values()) == ["earlier", "new", "unchanged"]


def test_two_different_files_of_one_time_and_rank_are_not_placed(course, tmp_path):
    folder = course({})
    files = {
        moodle_name("Ada Lovelace", 501, "final.ipynb"): ALL,
        moodle_name("Ada Lovelace", 501, "final2.ipynb"): SOME,
    }
    archive = zipped(tmp_path / "moodle.zip", files)
    decisions = collect(folder, archive)
    assert set(states(decisions).values()) == {"not placed"}
    assert submitted(folder) == {}

    def second(_file, unsure):
        return next(c for c in unsure.choices if "final2" in c)

    decisions = collect(folder, archive, ask=second)
    assert submitted(folder)["Ada-Lovelace"][0] == SOME
    assert collect(folder, archive)  # it is remembered what was said
    assert submitted(folder)["Ada-Lovelace"][0] == SOME


def test_an_exchange_is_collected_with_its_times_and_its_secrets(course, tmp_path):
    folder = course({})
    first = exchange_name("ada", "2026-03-01 10:00:00")
    second = exchange_name("ada", "2026-03-01 11:00:00", random="zZ==")
    files = {
        f"inbound/{first}/{ASSIGNMENT}.ipynb": NOTHING,
        f"inbound/{second}/{ASSIGNMENT}.ipynb": SOME,
        f"inbound/{second}/timestamp.txt": b"2026-03-01 11:00:00.000000 UTC",
        f"inbound/{second}/submission_secret.txt": b"shh",
        f"inbound/{exchange_name('bob', '2026-03-01 09:00:00')}/{ASSIGNMENT}.ipynb": ALL,
    }
    decisions = collect(folder, laid_out(tmp_path / "exchange" / "deep-learning", files))
    assert submitted(folder) == {
        "ada": (SOME, "2026-03-01 11:00:00.000000 UTC"),
        "bob": (ALL, "2026-03-01 09:00:00.000000 UTC"),
    }
    assert (
        folder.root / "submitted/ada" / ASSIGNMENT / "submission_secret.txt"
    ).read_bytes() == b"shh"
    assert sorted(states(decisions).values()) == ["earlier", "left out", "left out", "new", "new"]


@pytest.mark.skipif(not IS_ROOT, reason="needs to give a file to somebody else")
def test_work_handed_in_under_anothers_name_is_told(course, tmp_path):
    files = {f"inbound/{exchange_name('ada', '2026-03-01 10:00:00')}/{ASSIGNMENT}.ipynb": SOME}
    exchange = laid_out(tmp_path / "exchange", files)
    os.chown(exchange / next(iter(files)), 65534, 65534)  # nobody
    (decision,) = collect(course({}), exchange).values()
    assert "belongs to nobody" in decision.reason


def test_what_the_exchange_gives_out_is_nobodys_work(course, tmp_path):
    folder = course({})
    files = {
        f"inbound/{exchange_name('ada', '2026-03-01 10:00:00')}/{ASSIGNMENT}.ipynb": SOME,
        f"outbound/{ASSIGNMENT}/{ASSIGNMENT}.ipynb": NOTHING,
        "feedback/0a1b2c.html": b"<html>",
    }
    decisions = collect(folder, laid_out(tmp_path / "exchange", files))
    assert sorted(states(decisions).values()) == ["left out", "left out", "new"]
    assert set(submitted(folder)) == {"ada"}


def test_a_colleagues_submitted_folder_is_taken_with_its_times(course, tmp_path):
    folder = course({})
    files = {
        f"submitted/ada/{ASSIGNMENT}/{ASSIGNMENT}.ipynb": SOME,
        f"submitted/ada/{ASSIGNMENT}/timestamp.txt": b"2026-02-28 23:59:00.000000 UTC",
        f"submitted/bob/{ASSIGNMENT}/{ASSIGNMENT}.ipynb": ALL,
        f"submitted/bob/{ASSIGNMENT}/timestamp.txt": b"soon",
    }
    decisions = collect(folder, laid_out(tmp_path / "theirs", files))
    assert submitted(folder)["ada"] == (SOME, "2026-02-28 23:59:00.000000 UTC")
    known = {d.version.student: d.version.known for d in decisions.values() if d.version}
    assert known == {"ada": True, "bob": False}


def test_loose_files_are_told_by_name_or_folder_and_their_cells_say_what_they_are(course, tmp_path):
    folder = course({})
    files = {
        f"ada_{ASSIGNMENT}.ipynb": SOME,
        "bob/homework final.ipynb": ALL,
        f"eve/{ASSIGNMENT} (1).ipynb": NOTHING,
        f"{ASSIGNMENT}.ipynb": ALL,
        "zoe.ipynb": b"cut short",
        f"joe_{ASSIGNMENT}.ipynb": b"cut short",
        "notes.pdf": b"%PDF",
        "kim.ipynb.txt": SOME,
        "stranger.ipynb": b'{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}',
    }
    decisions = collect(folder, laid_out(tmp_path / "loose", files))
    placed = {path: d.version.student for path, d in decisions.items() if d.version}
    assert placed == {
        f"ada_{ASSIGNMENT}.ipynb": "ada",
        f"eve/{ASSIGNMENT} (1).ipynb": "eve",
        f"joe_{ASSIGNMENT}.ipynb": "joe",  # its grade will say that it is damaged
        "kim.ipynb.txt": "kim",
    }
    for path, decision in decisions.items():
        assert (decision.state == "not placed") == (path not in placed)
        assert decision.reason or path in placed
    known = roster(tmp_path, "id,name\nada,Ada\nbob,Bob B\neve,Eve\n")
    again = collect(folder, tmp_path / "loose", roster=known)
    assert again["bob/homework final.ipynb"].version.student == "bob"
    assert again[f"joe_{ASSIGNMENT}.ipynb"].state == "not placed"
    assert "called 'joe'" in again[f"joe_{ASSIGNMENT}.ipynb"].reason


def test_an_old_download_with_todays_worksheet_takes_nothing_back(course, tmp_path):
    folder, name = course({}), moodle_name("Ada Lovelace", 501)
    first = zipped(tmp_path / "one.zip", {name: SOME})
    collect(folder, first, roster=roster(tmp_path))
    today = roster(tmp_path, WORKSHEET.replace("1 March 2026, 12:05 PM", "9 March 2026, 8:30 PM"))
    second = zipped(tmp_path / "two.zip", {name: ALL})
    assert states(collect(folder, second, roster=today)) == {name: "newer"}
    # It tells when the last was handed in, which this one is not.
    assert states(collect(folder, first, roster=today)) == {name: "earlier"}
    assert submitted(folder)["s001"][0] == ALL
    assert states(collect(folder, second, roster=today)) == {name: "unchanged"}


def test_a_second_run_adds_nothing_and_a_later_version_keeps_the_earlier(course, tmp_path):
    folder = course({})
    name = moodle_name("Ada Lovelace", 501)
    first = zipped(tmp_path / "one.zip", {name: SOME})
    collect(folder, first)

    def everything():
        paths = [p for p in folder.root.rglob("*") if p.is_file() and p.suffix != ".db"]
        return {p: (p.read_bytes(), p.stat().st_mtime_ns) for p in paths}

    before = everything()
    assert set(states(collect(folder, first)).values()) == {"unchanged"}
    assert everything() == before

    later = zipped(tmp_path / "two.zip", {name: ALL}, at=(2026, 3, 21, 9, 30, 0))
    assert states(collect(folder, later)) == {name: "newer"}
    assert submitted(folder)["Ada-Lovelace"][0] == ALL
    assert states(collect(folder, first)) == {name: "unchanged"}
    assert submitted(folder)["Ada-Lovelace"][0] == ALL
    kept = (folder.root / "collected" / ASSIGNMENT / "Ada-Lovelace").iterdir()
    assert {p.read_bytes() for p in kept} == {SOME, ALL}


def test_the_order_of_the_sources_does_not_matter(course, tmp_path):
    names = ["ada", "bob"]
    rng = random.Random(0)
    sources = []
    for day, work in enumerate([NOTHING, SOME, ALL, SOME], start=1):
        files = {
            f"{who}_2026-03-{day:02}-{hour:02}-00-00_{ASSIGNMENT}.ipynb": work
            for who, hour in zip(names, rng.sample(range(24), 2), strict=True)
        }
        sources.append(laid_out(tmp_path / f"day{day}", files))
    results = []
    for seed in range(6):
        order = sources[:]
        random.Random(seed).shuffle(order)
        shutil.rmtree(tmp_path / "course", ignore_errors=True)
        folder = course({})
        for source in order:
            collect(folder, source)
        results.append(submitted(folder))
    assert all(result == results[0] for result in results)
    # What was handed in on day 2 was handed in again on day 4.
    assert results[0]["ada"][0] == SOME
    assert results[0]["ada"][1].startswith("2026-03-04")


def test_a_roster_that_comes_later_mends_the_times(course, tmp_path):
    folder = course({})
    archive = zipped(tmp_path / "moodle.zip", {moodle_name("Ada Lovelace", 501): SOME})
    collect(folder, archive)
    assert submitted(folder)["Ada-Lovelace"][1].startswith("2026-03-20")
    people = roster(tmp_path, id_column="Full name")
    assert states(collect(folder, archive, roster=people)) != "unchanged"
    assert submitted(folder)["Ada-Lovelace"][1] == "2026-03-01 12:05:00.000000 UTC"


def test_what_somebody_put_or_edited_by_hand_is_kept_and_stands(course, tmp_path):
    folder = course({})
    name = f"ada_2026-03-01-12-00-00_{ASSIGNMENT}.ipynb"
    source = laid_out(tmp_path / "loose", {name: SOME})
    collect(folder, source)
    path = folder.root / "submitted/ada" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(NOTHING)  # the instructor mends something
    collect(folder, source)
    assert submitted(folder)["ada"][0] == NOTHING
    later = {f"ada_2026-03-02-12-00-00_{ASSIGNMENT}.ipynb": ALL}
    collect(folder, laid_out(tmp_path / "later", later))
    assert submitted(folder)["ada"] == (ALL, "2026-03-02 12:00:00.000000 UTC")
    kept = (folder.root / "collected" / ASSIGNMENT / "ada").iterdir()
    assert {p.read_bytes() for p in kept} == {SOME, NOTHING, ALL}


def test_an_edit_by_hand_stands_though_the_time_in_the_note_is_not_that_of_the_download(
    course, tmp_path
):
    folder = course({})
    with folder.gradebook() as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate="2026-03-02 00:00:00 UTC")
    archive = zipped(tmp_path / "c.zip", {canvas_name("kim", 77, 901): SOME})
    collect(folder, archive)
    path = folder.root / "submitted/77" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(ALL)
    for _ in range(2):
        collect(folder, archive)
        assert submitted(folder)["77"] == (ALL, "2026-03-02 00:00:00.000000 UTC")


def test_the_same_files_downloaded_again_change_nothing_that_counts(course, tmp_path):
    folder = course({})
    name = moodle_name("Ada Lovelace", 501)
    collect(folder, zipped(tmp_path / "one.zip", {name: SOME}))
    before = submitted(folder)
    again = zipped(tmp_path / "two.zip", {name: SOME}, at=(2026, 4, 1, 0, 0, 0))
    assert states(collect(folder, again)) == {name: "unchanged"}
    assert submitted(folder) == before
    for at, work in [((2026, 4, 2, 0, 0, 0), ALL), ((2026, 4, 3, 0, 0, 0), SOME)]:
        archive = zipped(tmp_path / f"{at[2]}.zip", {name: work}, at=at)
        collect(folder, archive)
        assert submitted(folder)["Ada-Lovelace"][0] == work


@pytest.mark.parametrize("with_roster", [True, False])
def test_nobody_hands_in_for_another_or_earlier_than_they_did(course, tmp_path, with_roster):
    """Within their own folder or archive students call files whatever they like."""
    folder = course({})
    people = roster(tmp_path, "id,moodle,canvas\neve,9,77\nada,5,78\n") if with_roster else None
    forged = {
        f"ada+{ASSIGNMENT}+2020-01-01 00:00:00 UTC/{ASSIGNMENT}.ipynb": ALL,
        moodle_name("ada", 5): ALL,
        canvas_name("ada", 78, 2): ALL,
        f"ada_2020-01-01-00-00-00_{ASSIGNMENT}.ipynb": ALL,
        f"ada/{ASSIGNMENT}/{ASSIGNMENT}.ipynb": ALL,
        f"submitted/ada/{ASSIGNMENT}/timestamp.txt": b"2020-01-01 00:00:00 UTC",
        f"submitted/ada/{ASSIGNMENT}/{ASSIGNMENT}.ipynb": ALL,
        "timestamp.txt": b"2020-01-01 00:00:00 UTC",
        f"{ASSIGNMENT}.ipynb": SOME,
    }
    inner = zipped(tmp_path / "inner.zip", forged).read_bytes()
    outer = {f"{moodle_name('eve', 9, '').rstrip('/')}/{name}": d for name, d in forged.items()}
    outer |= {moodle_name("eve", 9, "w.zip"): inner, canvas_name("eve", 77, 1, "w.zip"): inner}
    decisions = collect(folder, zipped(tmp_path / "a.zip", outer), roster=people)
    owners = {d.version.student for d in decisions.values() if d.version}
    assert owners == ({"eve"} if with_roster else {"eve", "77"})
    assert all(d.version.at.year == 2026 for d in decisions.values() if d.version)
    if with_roster:
        loose = {f"eve/ada_{ASSIGNMENT}.ipynb": ALL, f"eve/ada/{ASSIGNMENT}.ipynb": ALL}
        decisions = collect(folder, laid_out(tmp_path / "loose", loose), roster=people)
        assert set(states(decisions).values()) == {"not placed"}


def test_a_dry_run_tells_the_same_and_writes_nothing(course, tmp_path):
    folder = course({})
    files = {f"ada_{ASSIGNMENT}.ipynb": SOME, "notes.pdf": b"%PDF"}
    source = laid_out(tmp_path / "loose", files)
    before = {p for p in folder.root.rglob("*") if p.is_file()}
    with open_sources([source], UTC) as found:
        dry = Collector(folder).collect(found, dry_run=True)
    assert {p for p in folder.root.rglob("*") if p.is_file()} == before
    assert [(d.state, d.reason) for d in dry] == [
        (d.state, d.reason) for d in collect(folder, source).values()
    ]


@pytest.mark.parametrize("after", range(5))
def test_interrupted_anywhere_it_goes_on_where_it_was(course, tmp_path, after):
    folder = course({})
    files = {f"s{i}_2026-03-0{i}-12-00-00_{ASSIGNMENT}.ipynb": SOME for i in (1, 2, 3)}
    files[f"s1_2026-03-05-12-00-00_{ASSIGNMENT}.ipynb"] = ALL
    source = laid_out(tmp_path / "loose", files)
    left = iter(range(after))

    def interrupt(step):
        if step == "placed" and next(left, None) is None:
            raise KeyboardInterrupt

    with open_sources([source], UTC) as found, contextlib.suppress(KeyboardInterrupt):
        Collector(folder).collect(found, each=interrupt)
    collect(folder, source)
    assert submitted(folder) == {
        "s1": (ALL, "2026-03-05 12:00:00.000000 UTC"),
        "s2": (SOME, "2026-03-02 12:00:00.000000 UTC"),
        "s3": (SOME, "2026-03-03 12:00:00.000000 UTC"),
    }
    assert len(list((folder.root / "collected" / ASSIGNMENT).rglob("*.ipynb"))) == 4
    assert len((folder.root / "collected/record.jsonl").read_text().splitlines()) == 4


def test_two_at_a_time_do_not_write_into_one_record(course, tmp_path):
    folder = course({})
    source = laid_out(tmp_path / "loose", {f"ada_{ASSIGNMENT}.ipynb": SOME})

    def meanwhile(step):
        if step == "placed":
            with pytest.raises(CollectingError, match="already"):
                collect(folder, source)

    with open_sources([source], UTC) as found:
        Collector(folder).collect(found, each=meanwhile)
    assert states(collect(folder, source)) == {f"ada_{ASSIGNMENT}.ipynb": "unchanged"}


def test_half_a_line_of_the_record_is_what_an_interrupted_run_leaves(course, tmp_path):
    folder = course({})
    sources = [
        laid_out(tmp_path / who, {f"{who}_2026-03-01-12-00-00_{ASSIGNMENT}.ipynb": SOME})
        for who in ("ada", "bob")
    ]
    collect(folder, *sources)
    record = folder.root / "collected" / "record.jsonl"
    whole = record.read_bytes()
    record.write_bytes(whole[:-40])
    os.remove(folder.root / "submitted/bob" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    collect(folder, *sources)
    assert record.read_bytes() == whole
    assert set(submitted(folder)) == {"ada", "bob"}
    digests = {p.name.split(".")[1] for p in (folder.root / "collected").rglob("*.ipynb")}
    assert digests == {hashlib.sha256(SOME).hexdigest()[:12]}

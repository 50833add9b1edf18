"""The command: a table for people, JSON for machines, questions where somebody can answer."""

import json
import sys
from pathlib import Path

import pytest
from lms_archives import canvas_name, laid_out, moodle_name, zipped
from small_assignment_course import ALL, ASSIGNMENT, SOME
from typer.testing import CliRunner

from course_lib.cli import app

pexpect = pytest.importorskip("pexpect")  # there is none for Windows
COURSE = Path(sys.executable).parent / "course"


def run(folder, *words):
    return CliRunner().invoke(app, ["collect", *map(str, words), "--course", str(folder.root)])


def test_everything_placed_is_success_and_anything_not_placed_is_not(course, tmp_path):
    folder = course({})
    archive = zipped(tmp_path / "m.zip", {moodle_name("Ada Lovelace", 5): SOME})
    done = run(folder, archive, "--dry-run")
    assert done.exit_code == 0
    assert "Ada-Lovelace" in done.output
    assert not (folder.root / "submitted").exists()
    done = run(folder, archive)
    assert (done.exit_code, "1 new" in done.output) == (0, True)
    assert f"course grade {ASSIGNMENT}" in done.output
    done = run(folder, archive, laid_out(tmp_path / "loose", {"what.pdf": b"%PDF"}))
    assert done.exit_code == 1
    assert "1 unchanged, 1 not placed" in done.output
    assert "what.pdf" in done.output


def test_what_is_to_be_done_is_said_of_that_alone_to_which_it_applies(course, tmp_path):
    def told(name, files, *words):
        source = laid_out(tmp_path / name, files)
        return " ".join(run(course_folder, source, "--dry-run", *words).output.split())

    course_folder = course({})
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name,canvas\nada,Ada Lovelace,71\n")
    rename, no_notebook, numbers = "Rename it to", "no notebook is not graded", "Canvas' numbers"
    pdf = told("pdf", {"what.pdf": b"%PDF"})
    assert (rename in pdf, no_notebook in pdf) == (False, True)
    stray = told("stray", {"who.ipynb": SOME}, "--roster", roster)
    assert (rename in stray, no_notebook in stray) == (True, False)
    canvas = {canvas_name("Lovelace, Ada", 71, 8): SOME}
    assert numbers in told("canvas", canvas)
    assert numbers not in told("canvas", canvas, "--roster", roster)


def test_a_roster_whose_times_have_no_zone_is_told_of_before_it_costs_an_hour(course, tmp_path):
    folder = course({})
    archive = zipped(tmp_path / "m.zip", {moodle_name("Ada Lovelace", 5): SOME})
    roster = tmp_path / "roster.csv"
    for at, zone, is_told in (
        ("2026-03-01 12:05", [], True),
        ("2026-03-01 12:05", ["--timezone", "Asia/Seoul"], False),
        ("2026-03-01 12:05+01:00", [], False),
        ("", [], False),
    ):
        roster.write_text(f"id,name,submitted\nada,Ada Lovelace,{at}\n")
        done = run(folder, archive, "--roster", roster, "--dry-run", *zone)
        assert ("name no zone" in done.output) == is_told, (at, zone)


def test_json_says_of_every_file_what_became_of_it(course, tmp_path):
    folder = course({})
    archive = zipped(tmp_path / "m.zip", {moodle_name("Ada Lovelace", 5): SOME, "x.pdf": b""})
    done = run(folder, archive, "--json")
    told = {file["path"]: file for file in json.loads(done.stdout)["files"]}
    assert done.exit_code == 1
    placed = told[moodle_name("Ada Lovelace", 5)]
    assert (placed["state"], placed["student"], placed["notebook"]) == (
        "new",
        "Ada-Lovelace",
        ASSIGNMENT,
    )
    assert (told["x.pdf"]["state"], "student" in told["x.pdf"]) == ("not placed", False)


def test_what_cannot_be_is_three_lines(course, tmp_path):
    folder = course({})
    for words in (
        [tmp_path / "none.zip"],
        [tmp_path, "--roster", tmp_path / "none.csv"],
        [tmp_path, "--timezone", "Mars/Olympus"],
        [tmp_path, "--encoding", "klingon"],
        [tmp_path, "--assignment", "99_none"],
    ):
        done = run(folder, *words)
        assert done.exit_code == 1
        assert len(done.stderr.strip().splitlines()) == 3, words
    assert not (folder.root / "collected").exists()


def test_at_a_terminal_it_asks_and_remembers_the_answer(course, tmp_path):
    folder = course({})
    roster = tmp_path / "roster.csv"
    roster.write_text("id,name\nada,Ada Lovelace\nbob,Bob M\n")
    source = laid_out(tmp_path / "loose", {f"{ASSIGNMENT}.ipynb": ALL})
    words = ["collect", str(source), "--roster", str(roster), "--course", str(folder.root)]
    terminal = pexpect.spawn(str(COURSE), words, encoding="utf-8", timeout=60)
    terminal.expect("Which is it")
    terminal.expect("2 *bob")
    terminal.expect("Number or name")
    terminal.sendline("2")
    terminal.expect("1 new")
    terminal.expect(pexpect.EOF)
    terminal.close()
    assert terminal.exitstatus == 0
    path = folder.root / "submitted/bob" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    assert path.read_bytes() == ALL
    asked_again = run(folder, source, "--roster", roster, "--no-input")
    assert asked_again.exit_code == 1

"""A class is collected, graded and reported by one command, which goes on where it stopped."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SIZE = 3


def course(*words):
    return subprocess.run(
        [sys.executable, "-c", "from course_lib.cli import app; app()", *map(str, words)],
        cwd=ROOT,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def reported(tmp_path_factory):
    into = tmp_path_factory.mktemp("class") / "course"
    return into, course("demo", "--students", SIZE, "--into", into)


def test_one_command_takes_a_class_from_handing_in_to_the_page(reported):
    into, done = reported
    assert done.returncode == 0, done.stderr
    page = (into / "reports" / "01_knn.html").read_text(encoding="utf-8")
    assert f"{SIZE} of {SIZE} students handed in" in page
    assert "s00001" not in page
    assert len(list((into / "autograded").iterdir())) == SIZE


def test_run_again_it_goes_on_and_grades_nothing_twice(reported):
    into, _ = reported
    before = (into / "reports" / "01_knn.html").read_bytes()
    (into / "reports" / "01_knn.html").unlink()
    again = course("demo", "--students", SIZE, "--into", into)
    assert again.returncode == 0, again.stderr
    assert f"{SIZE} unchanged" in again.stdout
    assert (into / "reports" / "01_knn.html").read_bytes() == before


def test_data_for_programs_are_those_of_the_page(reported):
    into, _ = reported
    told = json.loads(course("report", "01_knn", "--course", into, "--json").stdout)
    assert told["who"]["graded"] + told["who"]["set_aside"] == SIZE
    done = course("report", "01_knn", "--course", into, "--csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert [row["exercise"] for row in rows] == [row["id"] for row in told["exercises"]]


def test_names_are_told_when_they_are_asked_for(reported, tmp_path):
    into, _ = reported
    page = tmp_path / "new" / "with names.html"
    done = course("report", "01_knn", "--course", into, "--names", "--to", page)
    assert done.returncode == 0, done.stderr
    assert "s0000" in page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("09_none",), "knows no assignment 09_none"),
        (("01_knn", "--to", "/proc/none/page.html"), "cannot be written"),
        (("01_knn", "--json", "--csv"), "one of them"),
    ],
)
def test_what_cannot_be_done_is_one_clear_error(reported, words, said):
    into, _ = reported
    done = course("report", *words, "--course", into)
    assert done.returncode == 1
    assert said in done.stderr
    assert len(done.stderr.strip().splitlines()) == 3
    assert "Traceback" not in done.stderr

"""The commands: one clear error for bad input, nothing lost, help in no time."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def course(*words, cwd=ROOT):
    return subprocess.run(
        [sys.executable, "-c", "from course_lib.cli import app; app()", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("command", ["demo", "build", "syllabus"])
def test_a_folder_that_is_not_there_is_one_clear_error(command, tmp_path):
    into = ["--into", str(tmp_path / "demo")] if command == "demo" else []
    done = course(command, "--root", str(tmp_path / "none"), *into)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "how:" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_demo_does_not_replace_a_folder_that_is_something_else(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    done = course("demo", "--into", str(tmp_path))
    assert done.returncode == 1
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_exercises_as_json_are_those_of_the_catalogue():
    from course_lib.exercises import EXERCISES

    facts = json.loads(course("exercises", "--json").stdout)
    assert [f["id"] for f in facts] == [e.id for e in EXERCISES]
    assert [f["points"] for f in facts] == [e.points for e in EXERCISES]


def test_confusion_as_json_takes_no_mistake_for_another():
    done = course("exercises", "--confusion", "--json")
    rows = json.loads(done.stdout)
    assert done.returncode == 0
    assert all(row["made"] == row["named"] for row in rows)
    assert len(rows) > 100


def test_help_loads_neither_numpy_nor_jupyter():
    code = "import sys, course_lib.cli; print(*{name.partition('.')[0] for name in sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not {"numpy", "matplotlib", "nbgrader", "IPython"} & set(done.stdout.split())

"""The `course` command: builds, checks, and errors that stay readable."""

import pytest
from typer.testing import CliRunner

from course_lib.cli import app


def course_command(*arguments):
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result


@pytest.fixture
def assignment_only(course):
    """One assignment whose exercise brings no points, so the marker does."""
    (course / "notebooks/src/01_votes.py").unlink()
    source = course / "assignments/src/01_next.py"
    text = source.read_text("utf-8").replace('check="add-one"', 'check="add-one" points=3')
    source.write_text(text, "utf-8")
    return course


def files(root):
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_check_passes_on_what_was_built_and_fails_on_drift_writing_nothing(assignment_only):
    root = assignment_only
    assert course_command("build", "--root", root).exit_code == 0
    assert course_command("build", "--check", "--root", root).exit_code == 0
    source = root / "assignments/src/01_next.py"
    source.write_text(source.read_text("utf-8").replace("# # Next", "# # New"), "utf-8")
    before = files(root)
    result = course_command("build", "--check", "--root", root)
    assert result.exit_code == 1
    assert "01_next.ipynb" in result.output
    assert "new-numbers-1" in result.output
    assert files(root) == before


def test_check_fails_on_missing_and_on_extra_notebooks(assignment_only):
    root = assignment_only
    assert course_command("build", "--check", "--root", root).exit_code == 1
    course_command("build", "--root", root)
    (root / "notebooks/09_old.ipynb").write_text("{}")
    result = course_command("build", "--check", "--root", root)
    assert result.exit_code == 1
    assert "09_old.ipynb" in result.output


def test_an_error_is_three_lines_without_traceback(tmp_path):
    result = course_command("build", "--root", tmp_path)
    assert result.exit_code == 1
    lines = result.stderr.strip().splitlines()
    assert [line.split()[0] for line in lines[1:]] == ["why:", "how:"]
    assert "Traceback" not in result.output


def test_alone_it_shows_its_commands():
    shown = course_command().output
    assert "build" in shown
    assert "syllabus" in shown


def test_help_loads_neither_jupyter_nor_numpy():
    import subprocess
    import sys

    code = (
        "import sys, course_lib.cli\n"
        "heavy = {'numpy', 'nbformat', 'jupytext', 'nbclient', 'matplotlib', 'IPython'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr

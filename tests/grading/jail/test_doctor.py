"""`course doctor`: 0 only where submissions can be jailed, and a remedy for each thing amiss."""

import sys

import pytest
from typer.testing import CliRunner

from course_lib.cli import app

run = CliRunner()


def test_where_it_can_jail_it_says_so(tmp_path):
    done = run.invoke(app, ["doctor", "--course", str(tmp_path)])
    assert done.exit_code == 0
    assert "can be jailed here" in done.output
    for word in ("user namespace", "Landlock", "seccomp", "nbgrader", "DejaVuSans.ttf"):
        assert word in done.output


def test_a_course_folder_that_is_not_there_is_named(tmp_path):
    done = run.invoke(app, ["doctor", "--course", str(tmp_path / "none")])
    assert "there is no" in done.output
    assert "--course FOLDER" in done.output


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux can jail")
def test_alembic_beside_python_but_not_on_the_path_is_found(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run.invoke(app, ["doctor", "--course", str(tmp_path)])
    assert "on the PATH" in done.output
    assert done.exit_code == 0

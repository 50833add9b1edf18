"""The table of grades stands whatever a student's folder is called."""

import io
import sys
from pathlib import Path

from rich.console import Console

import course_lib.cli
from course_lib.grading.batch import Outcome


def test_a_folder_whose_name_is_no_text_has_its_row(monkeypatch):
    assert course_lib.cli.grade in course_lib.cli.COMMANDS
    module = sys.modules["course_lib.cli.grade"]
    written = io.BytesIO()
    terminal = io.TextIOWrapper(written, encoding="utf-8")
    monkeypatch.setattr(module, "console", Console(file=terminal))
    module._report([Outcome("b\udcffb", "x", "graded")], "x", Path("course"))
    terminal.flush()
    assert "b?b" in written.getvalue().decode()

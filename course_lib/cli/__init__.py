"""The `course` command: one module a command, listed in COMMANDS.

A CourseError in any of them ends in its three lines, in red, and exit code 1.
"""

from typing import Any

import typer
from typer.core import TyperGroup

from course_lib.cli.build import build
from course_lib.cli.console import errors
from course_lib.cli.demo import demo
from course_lib.cli.doctor import doctor
from course_lib.cli.exercises import exercises
from course_lib.cli.grade import grade
from course_lib.cli.syllabus import syllabus
from course_lib.errors import CourseError

__all__ = ["COMMANDS", "app"]

COMMANDS = (demo, grade, build, exercises, syllabus, doctor)
"""In the order that `course --help` shows them."""


class _Course(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            errors.print(str(error), style="red", markup=False, soft_wrap=True)
            raise typer.Exit(1) from error


app = typer.Typer(
    cls=_Course, no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False
)


@app.callback()
def course() -> None:
    """A deep-learning course that checks itself."""


for command in COMMANDS:
    app.command()(command)

"""The `course` command: one module a command, listed in COMMANDS.

A CourseError in any of them ends in its three lines, in red, and exit code 1; so does a file that
the system will not let be read or written.
"""

from collections.abc import Callable
from typing import Any, NoReturn

import typer
from typer.core import TyperGroup

from course_lib.cli.build import build
from course_lib.cli.collect import collect
from course_lib.cli.console import errors
from course_lib.cli.demo import demo
from course_lib.cli.doctor import doctor
from course_lib.cli.exercises import exercises
from course_lib.cli.give_back import give_back
from course_lib.cli.grade import grade
from course_lib.cli.report import report
from course_lib.cli.syllabus import syllabus
from course_lib.errors import CourseError

__all__ = ["COMMANDS", "app"]

COMMANDS = (demo, collect, grade, report, give_back, build, exercises, syllabus, doctor)
"""In the order that `course --help` shows them."""
NAMES: dict[Callable[..., None], str] = {give_back: "return"}
"""Of those whose name is a word of Python's."""


class _Course(TyperGroup):
    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except CourseError as error:
            _end(error)
        except OSError as error:
            if error.filename is None:
                raise
            _end(_in_three_lines(error))


def _end(error: CourseError) -> NoReturn:
    errors.print(str(error), style="red", markup=False, soft_wrap=True)
    raise typer.Exit(1) from error


def _in_three_lines(error: OSError) -> CourseError:
    return CourseError(
        f"{error.filename}: {error.strerror}",
        why="the command reads or writes there; what was written before it stopped stays",
        how="see who owns it and whether it is a folder (ls -ld), and what room is left (df -h)",
    )


app = typer.Typer(
    cls=_Course, no_args_is_help=True, add_completion=False, pretty_exceptions_show_locals=False
)


@app.callback()
def course() -> None:
    """A deep-learning course that checks itself."""


for command in COMMANDS:
    app.command(NAMES.get(command))(command)

"""`course demo`: the whole life of one assignment, with a sample class or a large one."""

import hashlib
import time
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.console import console
from course_lib.cli.grade import grade_with_progress, processors, require_jail
from course_lib.cli.grades import Row, grade_table
from course_lib.cli.report import report_with_progress, tell, write_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.progress import Progress

    from course_lib.grading.batch import Batch
    from course_lib.grading.folder import CourseFolder

ASSIGNMENT = "01_knn"
HANDED_IN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def demo(
    root: Annotated[Path, typer.Option(help="The course's checkout.")] = Path(),
    into: Annotated[
        Path | None,
        typer.Option(
            help="Where the demo's course folder is made.", show_default="build/demo or build/class"
        ),
    ] = None,
    students: Annotated[
        int | None,
        typer.Option(
            min=1, help="Not the sample class, but so many as drawn by lot; goes on if stopped."
        ),
    ] = None,
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Where there is no jail, run the class unjailed."),
    ] = False,
) -> None:
    """Release assignment 01, let a sample class hand in, grade, feed back, report."""
    require_jail(unsafe)
    began = time.perf_counter()
    if students is None:
        folder = _sample_class(into or Path("build/demo"), root, unsafe)
    else:
        folder = _crowd(into or Path("build/class"), root, students, unsafe)
    report = report_with_progress(folder, ASSIGNMENT, False, console)
    tell(report, write_page(report, folder))
    _where(folder, students is None, time.perf_counter() - began)


def _sample_class(into: Path, root: Path, unsafe: bool) -> "CourseFolder":
    """A few, each named by what they did: their grades, and feedback for each."""
    import nbformat

    from course_lib.grading.folder import CourseFolder
    from course_lib.grading.results import result_of
    from course_lib.grading.sample_class import CLASS, notebook_of

    with _progress() as progress:
        folder = CourseFolder.create(into, root / "assignments")
        release, source = _release(folder, progress)
        notebooks = {s.id: nbformat.writes(notebook_of(s, source, release)) for s in CLASS}
        _hand_in(folder, notebooks, progress)
        outcomes = list(grade_with_progress(*_batch(folder, unsafe), progress))
        results = [result_of(folder, ASSIGNMENT, outcome.student) for outcome in outcomes]
        for outcome in progress.track(outcomes, description="Writing feedback"):
            folder.feedback(ASSIGNMENT, outcome.student)
    rows = [Row(r.student, r.points, r.max_points, r.diagnosis, r.suspicious) for r in results]
    console.print(grade_table(ASSIGNMENT, rows))
    return folder


def _crowd(into: Path, root: Path, students: int, unsafe: bool) -> "CourseFolder":
    """So many, collected once; graded from where an earlier run stopped."""
    from course_lib.grading.crowd import Crowd
    from course_lib.grading.folder import MADE_HERE, CourseFolder

    source_file = root / "assignments" / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    made = into / MADE_HERE  # says of which class, once all of it has been collected
    with _progress() as progress:
        if not (made.is_file() and made.read_text() == _class_mark(source_file, students)):
            folder = CourseFolder.create(into, root / "assignments")
            release, source = _release(folder, progress)
            _hand_in(folder, Crowd(students, ASSIGNMENT, source, release), progress)
            made.write_text(_class_mark(source_file, students))
        folder = CourseFolder(into.resolve())
        for _ in grade_with_progress(*_batch(folder, unsafe), progress):
            pass
    return folder


def _class_mark(source: Path, students: int) -> str:
    text = source.read_bytes() if source.is_file() else b""
    return f"{students} students, {hashlib.sha256(text).hexdigest()}\n"


def _release(folder: "CourseFolder", progress: "Progress") -> tuple[Any, Any]:
    """The students' version, and the one with the solutions."""
    import nbformat

    step = progress.add_task("Releasing the assignment", total=1)
    release = nbformat.read(folder.release(ASSIGNMENT), as_version=4)
    source = folder.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    progress.update(step, advance=1, description="Released")
    return release, nbformat.read(source, as_version=4)


def _hand_in(folder: "CourseFolder", notebooks: "Mapping[str, str]", progress: "Progress") -> None:
    step = progress.add_task("Handing in", total=2)
    folder.hand_in(ASSIGNMENT, notebooks, HANDED_IN)
    progress.update(step, advance=1, description="Collecting")
    folder.collect(ASSIGNMENT)
    progress.update(step, advance=1, description=f"{len(notebooks)} collected")


def _batch(folder: "CourseFolder", unsafe: bool) -> "tuple[Batch, Any]":
    """What is graded, and by whom."""
    from course_lib.grading.batch import Batch
    from course_lib.grading.in_nbgrader import limits_of
    from course_lib.grading.workers import on_this_machine

    # Some of the class never end: the demo has less patience than a teacher.
    limits = replace(limits_of(folder.config), cell_seconds=10, check_seconds=10)
    runner = partial(on_this_machine, workers=processors())
    return Batch(folder, ASSIGNMENT, limits, unsafe=unsafe), runner


@contextmanager
def _progress() -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description:24}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        yield progress


def _where(folder: "CourseFolder", has_feedback: bool, seconds: float) -> None:
    shown = folder.root
    if shown.is_relative_to(Path.cwd()):
        shown = shown.relative_to(Path.cwd())
    console.print(f"Gradebook: {shown / 'gradebook.db'}", soft_wrap=True)
    if has_feedback:
        example = shown / "feedback" / "forgot-sqrt" / ASSIGNMENT / f"{ASSIGNMENT}.html"
        console.print(f"Feedback, a page a student: {example}", soft_wrap=True)
    console.print(f"{seconds:.0f} seconds. Next: open the page, or [bold]make lab[/].")

"""`course demo`: the whole life of one assignment, with a sample class."""

import time
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console
from course_lib.cli.grade import grade_with_progress, processors, require_jail
from course_lib.cli.grades import Row, grade_table

if TYPE_CHECKING:
    from rich.progress import Progress

    from course_lib.grading.folder import CourseFolder
    from course_lib.grading.results import Result

ASSIGNMENT = "01_knn"
HANDED_IN = datetime(2026, 3, 1, 12, tzinfo=UTC)


def demo(
    root: Annotated[Path, typer.Option(help="The course's checkout.")] = Path(),
    into: Annotated[Path, typer.Option(help="Where the demo's course folder is made.")] = Path(
        "build/demo"
    ),
    unsafe: Annotated[
        bool,
        typer.Option("--unsafe-no-sandbox", help="Where there is no jail, run the class unjailed."),
    ] = False,
) -> None:
    """Release assignment 01, let a sample class hand in, grade, feed back, show the grades."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from course_lib.grading.folder import CourseFolder

    require_jail(unsafe)
    began = time.perf_counter()
    columns = (
        TextColumn("{task.description:24}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console) as progress:
        folder = CourseFolder.create(into, root / "assignments")
        students = _hand_in(folder, root, progress)
        results = _grade(folder, unsafe, progress)
        for student in progress.track(students, description="Writing feedback"):
            folder.feedback(ASSIGNMENT, student)
    rows = [Row(r.student, r.points, r.max_points, r.diagnosis, r.suspicious) for r in results]
    console.print(grade_table(ASSIGNMENT, rows))
    _where(folder, time.perf_counter() - began)


def _hand_in(folder: "CourseFolder", root: Path, progress: "Progress") -> list[str]:
    """Release, fill in, pack, collect; who handed in."""
    import nbformat

    from course_lib.grading.sample_class import CLASS, notebook_of

    steps = progress.add_task("Releasing the assignment", total=3)
    release = nbformat.read(folder.release(ASSIGNMENT), as_version=4)
    progress.update(steps, advance=1, description="Handing in")
    source = nbformat.read(
        root / "assignments" / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", as_version=4
    )
    notebooks = {s.id: nbformat.writes(notebook_of(s, source, release)) for s in CLASS}
    folder.hand_in(ASSIGNMENT, notebooks, HANDED_IN)
    progress.update(steps, advance=1, description="Collecting")
    folder.collect(ASSIGNMENT)
    progress.update(steps, advance=1, description="Released and collected")
    return [s.id for s in CLASS if s.id in folder.submitted(ASSIGNMENT)]


def _grade(folder: "CourseFolder", unsafe: bool, progress: "Progress") -> list["Result"]:
    from course_lib.grading.batch import Batch
    from course_lib.grading.in_nbgrader import limits_of
    from course_lib.grading.results import result_of
    from course_lib.grading.workers import on_this_machine

    # One of the class never ends: the demo has less patience than a teacher.
    limits = replace(limits_of(folder.config), cell_seconds=10, check_seconds=10)
    batch = Batch(folder, ASSIGNMENT, limits, unsafe=unsafe)
    runner = partial(on_this_machine, workers=processors())
    outcomes = list(grade_with_progress(batch, runner, progress))
    return [result_of(folder, ASSIGNMENT, outcome.student) for outcome in outcomes]


def _where(folder: "CourseFolder", seconds: float) -> None:
    shown = folder.root
    if shown.is_relative_to(Path.cwd()):
        shown = shown.relative_to(Path.cwd())
    example = shown / "feedback" / "forgot-sqrt" / ASSIGNMENT / f"{ASSIGNMENT}.html"
    console.print(f"Gradebook: {shown / 'gradebook.db'}")
    console.print(f"Feedback, a page a student: {example}")
    console.print(f"{seconds:.0f} seconds. Next: open that page, or [bold]make lab[/].")

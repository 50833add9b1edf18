"""`course report`: what the class did, as a page and as data."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console, errors
from course_lib.cli.grade import course_folder

if TYPE_CHECKING:
    from rich.console import Console

    from course_lib.grading.folder import CourseFolder
    from course_lib.grading.report import Report

__all__ = ["report", "report_with_progress", "write_page"]


def report(
    assignment: Annotated[str, typer.Argument(help="Its name, e.g. 01_knn.")],
    course: Annotated[
        Path | None, typer.Option(help="The course folder; here, or assignments/ below.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="The page.", show_default="reports/ASSIGNMENT.html")
    ] = None,
    names: Annotated[bool, typer.Option("--names", help="Say who; hidden otherwise.")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="All of it for machines, and no page.")
    ] = False,
    as_csv: Annotated[
        bool, typer.Option("--csv", help="A row an exercise, for a spreadsheet, and no page.")
    ] = False,
) -> None:
    """Write a page on ASSIGNMENT: what the class did not understand, and who needs a word."""
    from course_lib.grading import report as reports
    from course_lib.grading.folder import CourseFolder, GradingError

    if as_json and as_csv:
        raise GradingError(
            "--json and --csv were both given",
            why="what is printed is one thing or the other",
            how="give one of them",
        )
    folder = CourseFolder(course_folder(course))
    is_data = as_json or as_csv
    found = report_with_progress(folder, assignment, names, errors if is_data else console)
    if is_data:
        print(reports.as_json(found) if as_json else reports.as_csv(found), end="")
        return
    tell(found, write_page(found, folder, to))


def report_with_progress(
    folder: "CourseFolder", assignment: str, names: bool, to: "Console"
) -> "Report":
    """Read the class under a bar that counts it."""
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from course_lib.grading.report import report_on
    from course_lib.grading.submissions import submissions

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=to) as progress:
        count = sum(1 for _ in submissions(folder, assignment))

        def through(works: Iterable) -> Iterator:
            yield from progress.track(works, count, description="Reading")

        return report_on(folder, assignment, names=names, through=through)


def write_page(report: "Report", folder: "CourseFolder", to: Path | None = None) -> Path:
    """Write it, whole or not at all; its path."""
    from course_lib.grading.folder import GradingError
    from course_lib.grading.report import as_html

    path = to or folder.root / "reports" / f"{report.assignment}.html"
    part = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_text(as_html(report), encoding="utf-8")
        part.replace(path)
    except OSError as error:
        raise GradingError(
            f"the page cannot be written to {path}",
            why=str(error.strerror),
            how="name another place with --to",
        ) from error
    return path


def tell(report: "Report", page: Path) -> None:
    """The page's first lines, and where it is."""
    who, scores = report.who, report.scores
    if scores.median is None:
        console.print("Nothing has been graded yet.")
    else:
        middle = f"the middle one has {scores.median:.4g} of {scores.max_points:g} points"
        console.print(f"{who.graded} graded, {middle}.")
    for made in report.hurdles:
        places = ", ".join(title for _, title, _ in made.exercises)
        line = f"{made.count / who.graded:4.0%}  {places}: {made.headline}"
        console.print(line, markup=False, soft_wrap=True)
    shown = page.relative_to(Path.cwd()) if page.is_relative_to(Path.cwd()) else page
    console.print(f"Page: {shown}", markup=False, soft_wrap=True)

"""`course return`: grades and feedback, back to the LMS that the work came from."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console, errors
from course_lib.cli.grade import course_folder

if TYPE_CHECKING:
    from course_lib.grading.returning.give_back import GiveBack, Given

__all__ = ["give_back"]


def give_back(
    assignment: Annotated[str, typer.Argument(help="Its name, e.g. 01_knn.")],
    gradebook: Annotated[
        list[Path] | None,
        typer.Option(help="CSV that Canvas or Moodle exported, to be filled; may be given again."),
    ] = None,
    column: Annotated[
        str | None, typer.Option(help="Its column to fill, where the name does not tell.")
    ] = None,
    scale: Annotated[
        bool, typer.Option("--scale", help="Write shares of the points that the LMS gives.")
    ] = False,
    pages: Annotated[
        bool, typer.Option(help="Write the feedback pages; else take those of the last run.")
    ] = True,
    course: Annotated[
        Path | None, typer.Option(help="The course folder; here, or assignments/ below.")
    ] = None,
    to: Annotated[
        Path | None, typer.Option(help="Where to write.", show_default="returned/ASSIGNMENT")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
) -> None:
    """Write feedback, short texts, and grades, as Canvas, Moodle and nbgrader take them.

    Exit code 0 where everybody has a page, and a row in a gradebook if one is given, else 1.
    """
    from course_lib.grading.collecting.tables import read_table
    from course_lib.grading.folder import CourseFolder
    from course_lib.grading.returning.give_back import GiveBack

    folder = CourseFolder(course_folder(course))
    tables = tuple(read_table(path) for path in gradebook or ())
    into = to or folder.root / "returned" / assignment
    given = _with_progress(
        GiveBack(folder, assignment, into, tables, column, scale), pages, as_json
    )
    if as_json:
        print(json.dumps(_facts(given)))
    else:
        _report(given)
    raise typer.Exit(bool(given.nowhere or given.no_page))


def _with_progress(giving: "GiveBack", pages: bool, as_json: bool) -> "Given":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    to = errors if as_json else console
    with Progress(*columns, TimeElapsedColumn(), console=to) as progress:
        total = len(giving.folder.submitted(giving.assignment))
        task = progress.add_task("Writing feedback", total=total)
        given = giving.run(pages=pages, each=lambda: progress.advance(task))
        progress.update(task, completed=total)
    return given


def _facts(given: "Given") -> dict[str, object]:
    return {
        "files": {str(path): word for path, word in given.files.items()},
        "without_a_row": given.nowhere,
        "without_a_page": given.no_page,
        "still_to_be_marked": given.unfinished,
        "replaced": [
            {"gradebook": table, "student": who, "was": was} for table, who, was in given.replaced
        ],
    }


def _report(given: "Given") -> None:
    for path, word in given.files.items():
        _say(f"{path}: {word}", "")
    if given.replaced:
        changed = ", ".join(f"{who} (was {was})" for _, who, was in given.replaced)
        _say(f"Other grades stood there before: {changed}.", "yellow")
    if given.unfinished:
        _say(f"Still to be marked by hand: {', '.join(given.unfinished)}.", "yellow")
    for who, why in given.no_page.items():
        _say(f"No feedback page for {who}: {why}.", "red")
    if given.nowhere:
        who = ", ".join(given.nowhere)
        _say(f"In no clear row of a gradebook, so not filled in: {who}.", "red")
    console.print("Next: upload these; nothing has been sent anywhere.")


def _say(text: str, style: str) -> None:
    # a student's folder may have a name that is no text
    readable = text.encode("utf-8", "replace").decode()
    console.print(readable, style=style, markup=False, soft_wrap=True)

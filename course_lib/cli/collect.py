"""`course collect`: what an LMS, an exchange or a disk has, into submitted/."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.console import console, errors
from course_lib.cli.grade import course_folder

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress
    from rich.table import Table

    from course_lib.grading.collecting.planning import Ask, Decision
    from course_lib.grading.collecting.roster import Roster, Unsure

__all__ = ["collect"]

STATES = ("new", "newer", "earlier", "unchanged", "left out", "not placed")
COLOURS = {"not placed": "red", "new": "green", "newer": "green"}
SHOWN_AT_MOST = 20  # of the choices of a question


def collect(
    sources: Annotated[
        list[Path],
        typer.Argument(metavar="FOLDER_OR_ZIP...", help="What Moodle, Canvas or a disk has."),
    ],
    assignment: Annotated[
        str | None, typer.Option(help="Take this alone; else each notebook tells what it is.")
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option(
            help="Who is in the class: a CSV from the LMS (Moodle's worksheet) or your own."
        ),
    ] = None,
    id_column: Annotated[
        str | None, typer.Option("--id", help="The roster's column of student ids.")
    ] = None,
    timezone: Annotated[
        str | None,
        typer.Option(help="Of the roster's times, e.g. Asia/Seoul; else this machine's."),
    ] = None,
    encoding: Annotated[
        str | None, typer.Option(help="Of names in an old zip, e.g. cp949; else guessed.")
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The course folder; here, or assignments/ below.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would go where; write nothing.")
    ] = False,
    no_input: Annotated[
        bool, typer.Option("--no-input", help="Ask nothing: what is unclear is not placed.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines; asks nothing.")] = False,
) -> None:
    """Sort what was handed in into submitted/, the latest of each student; nothing is lost.

    Exit code 0 where every file was placed, 1 where one was not.
    """
    from course_lib.grading.collecting.collect import Collector
    from course_lib.grading.collecting.found import open_sources
    from course_lib.grading.folder import CourseFolder

    folder, zone = CourseFolder(course_folder(course)), _zone(timezone)
    people = _roster(roster, zone, id_column)
    with _interruptible(), _progress(errors if as_json else console) as progress:
        can_ask = sys.stdin.isatty() and not (no_input or as_json)
        ask = _asking(progress) if can_ask else None
        collector = Collector(folder, assignment, people, **({"ask": ask} if ask else {}))
        with open_sources(sources, zone, _known(encoding)) as found:
            each = _counting(progress, len(found), dry_run)
            decisions = collector.collect(found, dry_run=dry_run, each=each)
    if as_json:
        print(json.dumps({"dry_run": dry_run, "files": [_facts(d) for d in decisions]}))
    else:
        _report(decisions, dry_run)
        _tell_of_zone(people)
    raise typer.Exit(any(d.state == "not placed" for d in decisions))


@contextmanager
def _interruptible() -> "Iterator[None]":
    try:
        yield
    except KeyboardInterrupt:
        errors.print("Interrupted. What is placed is whole; run it again to go on.")
        raise typer.Exit(130) from None


def _zone(name: str | None) -> tzinfo | None:
    from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

    from course_lib.grading.collecting.found import CollectingError

    if name is None:
        return None  # Python takes a time without a zone for one of this machine
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise CollectingError(
            f"{name} is no time zone", why=str(error), how="name one as Europe/Berlin, or UTC"
        ) from error


def _known(encoding: str | None) -> str | None:
    import codecs

    from course_lib.grading.collecting.found import CollectingError

    try:
        return encoding and codecs.lookup(encoding).name
    except LookupError as error:
        raise CollectingError(
            f"{encoding} is no encoding", why=str(error), how="name one as cp949, cp1252, utf-8"
        ) from error


def _roster(path: Path | None, zone: tzinfo | None, id_column: str | None) -> "Roster":
    from course_lib.grading.collecting.roster import Roster, people_of
    from course_lib.grading.collecting.tables import read_table

    return people_of(read_table(path), zone, id_column) if path else Roster()


@contextmanager
def _progress(to: "Console") -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=to) as progress:
        yield progress


def _counting(progress: "Progress", total: int, dry_run: bool) -> Callable[[str], None]:
    """What to call for each file that was looked at, or placed."""
    tasks = {"looked at": progress.add_task("Looking at files", total=total)}
    if not dry_run:
        tasks["placed"] = progress.add_task("Placing them", total=total)
    return lambda step: progress.advance(tasks[step])


def _asking(progress: "Progress") -> "Ask":
    """Ask in the terminal, by number or word; an empty answer leaves the file where it is."""

    def ask(file: str, unsure: "Unsure") -> str | None:
        progress.stop()
        _say(f"{file}\n  {unsure.reason}. Which is it?", "yellow")
        choices = unsure.choices[:SHOWN_AT_MOST]
        for number, choice in enumerate(choices, start=1):
            _say(f"  {number}  {choice}", "")
        told = console.input("Number or name, or Enter to leave it: ").strip()
        progress.start()
        numbered = told.isdecimal() and 0 < int(told) <= len(choices)
        return choices[int(told) - 1] if numbered else told or None

    return ask


def _facts(decision: "Decision") -> dict[str, Any]:
    version = decision.version
    placed = version and {
        "student": version.student,
        "assignment": version.assignment,
        "notebook": version.notebook,
        "at": version.at.isoformat(),
        "at_is_known": version.known,
        "sha256": version.sha256,
    }
    found = decision.found
    said = {"state": decision.state, "reason": decision.reason, "about_time": decision.about_time}
    return {"source": found.source, "path": str(found.path), **said, **(placed or {})}


def _report(decisions: "list[Decision]", dry_run: bool) -> None:
    shown = [d for d in decisions if dry_run or d.state == "not placed" or (d.reason and d.version)]
    if shown := [d for d in shown if dry_run or d.state != "unchanged"]:
        console.print(_table(shown, "What would go where" if dry_run else "What to look at"))
    counts: Counter[str] = Counter(d.state for d in decisions)
    told = ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])
    console.print(f"{told.capitalize() or 'No files there'}.")
    again = {d.version.student for d in decisions if d.version and d.state == "newer"}
    if again:
        _say(f"Handed in again: {', '.join(sorted(again))}.", "")
    for advice in _advice(decisions):
        _say(advice, "")
    for why, count in Counter(d.about_time for d in decisions if d.about_time).items():
        _say(f"{count}: {why}.", "")
    if sum(d.version is not None and not d.version.known for d in decisions):
        _say(
            "Times with ? are those of files: of the disk, or of the download. A roster that has"
            " times, as Moodle's grading worksheet, settles them.",
            "",
        )
    names = dict.fromkeys(d.version.assignment for d in decisions if d.version)
    if names and not dry_run:
        console.print(f"Next: {', '.join(f'course grade {name}' for name in names)}")


def _tell_of_zone(people: "Roster") -> None:
    """An hour is a day's penalty to somebody, and what was collected as later stays later."""
    from datetime import datetime

    if any(p.submitted is not None and p.submitted.tzinfo is None for p in people.people):
        here = datetime.now().astimezone().tzname()
        _say(
            f"The roster's times name no zone, and were taken for this machine's, {here}. If they"
            " are of another, see that first: --timezone, e.g. Europe/Berlin.",
            "yellow",
        )


def _advice(decisions: "list[Decision]") -> Iterator[str]:
    """What to do about what was not placed, or not as anybody would wish."""
    left = [d.found.path.suffix.lower() == ".ipynb" for d in decisions if d.state == "not placed"]
    if any(left):
        yield (
            "A notebook that was not placed is where it was. Rename it to STUDENT_ASSIGNMENT.ipynb,"
            " add who is missing to the roster, or run this at a terminal to be asked."
        )
    if not all(left):
        yield "What is no notebook is not graded: look at it where it is."
    placed = [d.version for d in decisions if d.version]
    if any(version.scheme == "canvas" and version.student == version.lms_id for version in placed):
        yield (
            "Students are called by Canvas' numbers, for nothing else tells who they are. Give"
            " --roster canvas.csv, the gradebook exported from Canvas, before you grade."
        )


def _table(decisions: "list[Decision]", title: str) -> "Table":
    from rich.table import Table
    from rich.text import Text

    table = Table("", "whose, what, when (UTC); from where; why", title=title, show_lines=True)
    for decision in decisions:
        lines = [_placed(decision), decision.found.where, decision.reason]
        # a file may have a name that is no text
        text = "\n".join(filter(None, lines)).encode("utf-8", "replace").decode()
        state = Text(decision.state, COLOURS.get(decision.state, ""))
        table.add_row(state, Text(text, overflow="fold"))
    return table


def _placed(decision: "Decision") -> str:
    version = decision.version
    if version is None:
        return ""
    when = f"{version.at:%Y-%m-%d %H:%M}{'' if version.known else ' ?'}"
    return f"{version.student}, {version.notebook}, {when}"


def _say(text: str, style: str) -> None:
    readable = text.encode("utf-8", "replace").decode()
    console.print(readable, style=style, markup=False, soft_wrap=True)

"""`course grade`: a class, by the workers of this machine or of a cluster."""

import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.console import console, errors
from course_lib.cli.grades import Row, grade_table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.progress import Progress

    from course_lib.grading.batch import Batch, Outcome

__all__ = ["course_folder", "grade", "grade_with_progress", "processors", "require_jail"]

STATES = ("graded", "unchanged", "set aside", "failed")


def grade(
    assignment: Annotated[str, typer.Argument(help="Its name, e.g. 01_knn.")],
    student: Annotated[
        list[str] | None, typer.Option(help="Grade this student alone; may be given again.")
    ] = None,
    workers: Annotated[
        int | None, typer.Option(min=1, help="Processes at a time; one a processor if not given.")
    ] = None,
    scheduler: Annotated[
        str | None, typer.Option(help="Let the workers of this Dask scheduler do it.")
    ] = None,
    course: Annotated[
        Path | None, typer.Option(help="The course folder; here, or assignments/ below.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Grade unchanged work too.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    unsafe: Annotated[
        bool,
        typer.Option(
            "--unsafe-no-sandbox", help="Run students' code unjailed where there is no jail."
        ),
    ] = False,
) -> None:
    """Grade what was handed in to ASSIGNMENT and changed since the last run."""
    from course_lib.grading.batch import Batch
    from course_lib.grading.folder import CourseFolder
    from course_lib.grading.in_nbgrader import limits_of
    from course_lib.grading.workers import on_cluster, on_this_machine

    folder = CourseFolder(course_folder(course))
    students = frozenset(student) if student else None
    limits = limits_of(folder.config)
    batch = Batch(folder, assignment, limits, students, force=force, unsafe=unsafe)
    if scheduler:
        runner = partial(on_cluster, address=scheduler)
    else:
        require_jail(unsafe)
        runner = partial(on_this_machine, workers=workers or processors())
    outcomes: list[Outcome] = []
    try:
        with _progress(errors if as_json else console) as progress:
            for outcome in grade_with_progress(batch, runner, progress):
                outcomes.append(outcome)
    except KeyboardInterrupt:
        errors.print(f"Interrupted. {len(outcomes)} are done and recorded; run it again to go on.")
        raise typer.Exit(130) from None
    if as_json:
        print(json.dumps({"assignment": assignment, "outcomes": [_facts(o) for o in outcomes]}))
    else:
        _report(outcomes, assignment, folder.root)
    raise typer.Exit(any(o.state in ("set aside", "failed") for o in outcomes))


def grade_with_progress(
    batch: "Batch", runner: Callable[[Iterable[Any]], Iterator[Any]], progress: "Progress"
) -> "Iterator[Outcome]":
    """Each outcome, under a bar that counts them by their state."""
    task = progress.add_task("Grading", total=len(batch.submissions()))
    counts: Counter[str] = Counter()
    for outcome in batch.through(runner):
        counts[outcome.state] += 1
        progress.update(task, advance=1, description=f"Grading: {_counted(counts)}")
        yield outcome
    progress.update(task, description=_counted(counts).capitalize() or "Nothing handed in")


def processors() -> int:
    """How many of them this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def course_folder(given: Path | None) -> Path:
    """The course folder that was named, or the one here. Raises GradingError for any other."""
    from course_lib.grading.folder import GradingError

    for path in [given] if given else [Path(), Path("assignments")]:
        if (path / "nbgrader_config.py").is_file():
            return path.resolve()
    raise GradingError(
        f"{given or 'here'} is no course folder",
        why="a course folder holds nbgrader_config.py",
        how="run this in it, or name it with --course",
    )


def require_jail(unsafe: bool) -> None:
    """Raise GradingError where there is no jail and nobody said that it may be done without."""
    from course_lib.grading.folder import GradingError
    from course_lib.grading.jail import probe

    report = probe()
    if unsafe and not report.can_jail:
        errors.print("No jail here: students' code can read and change what you can.", style="red")
    if not unsafe and not report.can_jail:
        raise GradingError(
            "students' code cannot be jailed on this system",
            why="it could read and change all that you can; `course doctor` says what is missing",
            how=report.remedy,
        )


@contextmanager
def _progress(to: "Console") -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=to) as progress:
        yield progress


def _counted(counts: "Counter[str]") -> str:
    return ", ".join(f"{counts[state]} {state}" for state in STATES if counts[state])


def _facts(outcome: "Outcome") -> dict[str, Any]:
    return {**asdict(outcome), "points": outcome.points, "max_points": outcome.max_points}


def _report(outcomes: "list[Outcome]", assignment: str, root: Path) -> None:
    from course_lib.grading.reading import in_utf8
    from course_lib.grading.results import diagnosis_of

    if not outcomes:
        _say(f"Nobody handed in: nothing lies in {root / 'submitted'}/STUDENT/{assignment}.", "")
        console.print("Next: course collect FOLDER_OR_ZIP")
        return
    rows = [
        # a student's folder may have a name that is no text
        Row(in_utf8(o.student), o.points, o.max_points, diagnosis_of(o.findings), o.suspicious)
        for o in outcomes
    ]
    console.print(grade_table(assignment, rows))
    for outcome in outcomes:
        if outcome.state in ("set aside", "failed"):
            _say(f"{outcome.student}: {outcome.state}. {outcome.reason}.", "red")
    untrusted = {f.exercise for o in outcomes for f in o.findings if not f.trusted}
    if untrusted:
        _say(
            f"Checked beside the students' code, so not to be trusted: {', '.join(untrusted)}.", ""
        )
    console.print(f"{_counted(Counter(o.state for o in outcomes))}.")
    _say(
        "Points are what the checks gave. Marks by hand, and what lateness costs: course return.",
        "",
    )
    _say(f"Logs, one a submission: {root / 'logs' / assignment}", "")
    console.print(f"Next: course report {assignment}, course return {assignment}")


def _say(text: str, style: str) -> None:
    # a student's folder may have a name that is no text
    readable = text.encode("utf-8", "replace").decode()
    console.print(readable, style=style, markup=False, soft_wrap=True)

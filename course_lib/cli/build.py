"""`course build`: notebooks from their text sources."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console
from course_lib.errors import NotebookError

if TYPE_CHECKING:  # these load Jupyter: half a second that `course --help` does not need
    from rich.progress import Progress

    from course_lib.building.build import Drift, Target

__all__ = ["build"]


def build(
    names: Annotated[
        list[str] | None, typer.Argument(help="Sources, as 01_knn or by path; all if none.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; fail where a notebook would change.")
    ] = False,
    jobs: Annotated[
        int, typer.Option(min=1, help="Notebooks run at once.", show_default="one a processor")
    ] = os.cpu_count() or 1,
    root: Annotated[Path, typer.Option(help="Top of the course's checkout.")] = Path("."),
) -> None:
    """Build notebooks from their sources: lectures are run, assignments are not."""
    from course_lib.building.build import drifts, extra_notebooks, targets, write_whole

    drift: list[Drift] = [] if names or not check else extra_notebooks(root)
    changed = 0
    chosen = targets(root, names or ())
    for target, text in _rendered(chosen, jobs):
        if check:
            drift += drifts(target, text)
        else:
            changed += write_whole(target.notebook, text)
    if not check:
        console.print(f"Notebooks built: {len(chosen)}, changed: {changed}. Next: course syllabus")
    elif drift:
        raise _drifted(drift)
    else:
        console.print(f"Notebooks compared: {len(chosen)}. Each is what its source builds.")


def _rendered(targets: "list[Target]", jobs: int) -> "Iterator[tuple[Target, str]]":
    """Each target with its text, `jobs` at once, under progress bars that count cells."""
    from course_lib.building.build import code_cells, render
    from course_lib.exercises import EXERCISES

    points = {exercise.id: float(exercise.points) for exercise in EXERCISES}
    # A lecture runs in a kernel of its own: a thread here only waits for it.
    with _progress() as progress, ThreadPoolExecutor(jobs) as pool:

        def text_of(target: "Target") -> str:
            total = code_cells(target) or 1
            task = progress.add_task(target.name, total=total)
            text = render(target, points, partial(progress.advance, task))
            progress.update(task, completed=total)
            return text

        yield from zip(targets, pool.map(text_of, targets), strict=True)


@contextmanager
def _progress() -> "Iterator[Progress]":
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as progress:
        yield progress


def _drifted(drift: "list[Drift]") -> NotebookError:
    for place in drift:
        console.print(str(place), style="red", markup=False, soft_wrap=True)
    return NotebookError(
        f"notebooks differ from what their sources build, in {len(drift)} places",
        why="notebooks are built from text, never edited: the next build would undo what differs",
        how="change the sources, run `course build`, and keep both; delete what has no source",
    )

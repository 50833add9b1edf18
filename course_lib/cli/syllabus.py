"""`course syllabus`: what is taught and practised, and where."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console
from course_lib.errors import NotebookError

if TYPE_CHECKING:
    from course_lib.syllabus import Coverage, Gap, Place

__all__ = ["syllabus"]


def syllabus(
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
    root: Annotated[Path, typer.Option(help="Top of the course's checkout.")] = Path("."),
) -> None:
    """Show for every concept where it is taught and practised, and what is missing."""
    from course_lib.exercises import EXERCISES
    from course_lib.syllabus import coverage, gaps, load_syllabus

    if not (root / "notebooks").is_dir():
        raise NotebookError(
            f"no notebooks under {root.name or root}",
            why="what is taught is read from the tags in notebooks/*.ipynb",
            how="run this at the top of the course's checkout, or give --root",
        )
    rows = coverage(load_syllabus(), root / "notebooks", EXERCISES)
    missing = gaps(load_syllabus(), root / "notebooks", EXERCISES)
    if as_json:
        concepts = [asdict(row) | {"missing": row.missing} for row in rows]
        print(
            json.dumps({"concepts": concepts, "gaps": [asdict(gap) for gap in missing]}, indent=1)
        )
        return
    _print_table(rows, missing)


def _print_table(rows: "tuple[Coverage, ...]", missing: "tuple[Gap, ...]") -> None:
    from rich.table import Column, Table

    columns = (Column(name, overflow="fold") for name in ("concept", "taught", "practised"))
    table = Table(*columns, Column("missing", no_wrap=True), title="Syllabus")
    section = ""
    for row in rows:
        if row.concept.section != section:
            table.add_section()
            section = row.concept.section
        wanted = " ".join(row.concept.practice)
        practised = [*row.graded, *row.questions, *_by_notebook(row.interactive)]
        table.add_row(
            f"{section} {row.concept.id}" + (f" ({wanted})" if wanted else ""),
            "\n".join(_by_notebook(row.taught)),
            "\n".join(practised),
            " ".join(row.missing),
        )
    console.print(table)
    for gap in missing:
        console.print(str(gap), style="red", markup=False)
    console.print(f"{len(missing)} gaps.")


def _by_notebook(places: "tuple[Place, ...]") -> list[str]:
    """The first cell in each notebook, and how many more there are; --json lists all."""
    first: dict[str, list[str]] = {}
    for place in places:
        first.setdefault(place.notebook.removesuffix(".ipynb"), []).append(place.cell)
    return [
        f"{notebook} {cells[0]}" + (f" and {len(cells) - 1} more" if len(cells) > 1 else "")
        for notebook, cells in first.items()
    ]

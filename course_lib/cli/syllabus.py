"""`course syllabus`: what is taught and practised, and where."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from course_lib.cli.console import console

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
        practised = [*row.graded, *row.questions, *_cells(row.interactive)]
        table.add_row(
            f"{section} {row.concept.id}" + (f" ({wanted})" if wanted else ""),
            "\n".join(_cells(row.taught)),
            "\n".join(practised),
            " ".join(row.missing),
        )
    console.print(table)
    for gap in missing:
        console.print(str(gap), style="red", markup=False)
    console.print(f"{len(missing)} gaps in the notebooks that exist.")


def _cells(places: "tuple[Place, ...]") -> list[str]:
    return [f"{place.notebook.removesuffix('.ipynb')} {place.cell}" for place in places]

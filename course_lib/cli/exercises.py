"""`course exercises`: what is asked, and the proof that no mistake is taken for another."""

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from course_lib.cli.console import console, errors

if TYPE_CHECKING:
    from course_lib.checking import Exercise, Question


def exercises(
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,
    confusion: Annotated[
        bool,
        typer.Option("--confusion", help="Run every known mistake; show what it is taken for."),
    ] = False,
) -> None:
    """List every exercise: points, inputs, right ways, known mistakes; concepts with --json."""
    from course_lib.exercises import EXERCISES

    if confusion:
        raise typer.Exit(_confusion(EXERCISES, as_json))
    facts = [_facts(exercise) for exercise in EXERCISES]
    if as_json:
        print(json.dumps(facts, indent=1))
        return
    from rich.table import Table

    table = Table()
    table.add_column("exercise", no_wrap=True)
    for name in ("kind", "points", "inputs", "right ways", "mistakes"):
        table.add_column(name)
    for fact in facts:
        table.add_row(
            fact["id"],
            {"G": "graded", "Q": "question"}[fact["kind"]],
            str(fact["points"]),
            str(fact["cases"]),
            str(fact["alternatives"] + 1),
            str(len(fact["mistakes"])),
        )
    console.print(table)
    points = sum(fact["points"] for fact in facts)
    mistakes = sum(len(fact["mistakes"]) for fact in facts)
    console.print(f"{len(facts)} exercises, {points} points, {mistakes} known mistakes.")


def _facts(exercise: "Exercise | Question") -> dict[str, Any]:
    from course_lib.exercises import rng

    cases = getattr(exercise, "cases", None)
    return {
        "id": exercise.id,
        "kind": exercise.kind,
        "title": exercise.title,
        "points": exercise.points,
        "concepts": list(exercise.concepts),
        "cases": len(cases(rng())) if cases else 1,
        "alternatives": len(exercise.right_answers) - 1,
        "mistakes": list(exercise.wrong_answers),
    }


def _confusion(exercises: "tuple[Exercise | Question, ...]", as_json: bool) -> int:
    """Every mistake and what it is taken for; 1 when one is taken for anything but itself."""
    from rich.progress import track

    from course_lib.checking import judge
    from course_lib.exercises import rng

    total = sum(len(e.wrong_answers) for e in exercises)
    answers = [(e, *item) for e in exercises for item in e.wrong_answers.items()]
    progress = errors if as_json else console  # nothing but JSON on stdout
    taken = {
        (e.id, name): judge(e, answer, rng()).mistake or "not named"
        for e, name, answer in track(answers, "Judging", total=total, console=progress)
    }
    confused = {key: named for key, named in taken.items() if key[1] != named}
    if as_json:
        rows = [{"exercise": e, "made": m, "named": n} for (e, m), n in taken.items()]
        print(json.dumps(rows, indent=1))
        return bool(confused)
    for exercise in exercises:
        console.print(_table(exercise.id, list(exercise.wrong_answers), taken))
    console.print(f"{total} mistakes, {total - len(confused)} named as what they are.")
    return bool(confused)


def _table(id: str, names: list[str], taken: dict[tuple[str, str], str]) -> Any:
    """Rows: the mistake made. Columns, by number: the mistake named."""
    from rich.table import Table

    columns = [*names, "not named"]
    table = Table("", title=id, padding=0, pad_edge=True)
    table.add_column("made", no_wrap=True)
    for i in range(len(names)):
        table.add_column(str(i + 1), justify="center", min_width=2)
    table.add_column("-")
    for i, made in enumerate(names):
        named = taken[id, made]
        marks = ["●" if named == column else "·" for column in columns]
        table.add_row(str(i + 1), made, *marks)
    return table

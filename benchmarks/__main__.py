"""`make bench`: print every ratio, and write them to benchmarks/results.json."""

import os

for library in ("OPENBLAS", "OMP", "MKL"):  # read once, when NumPy is first imported
    os.environ[f"{library}_NUM_THREADS"] = "1"

import json
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from benchmarks import neighbours
from benchmarks.race import Result, run

RESULTS = Path(__file__).with_name("results.json")


def main() -> None:
    """Run every race, show and store what came of it."""
    console = Console()
    races = [*neighbours.races()]
    results = list(track(run(races), "Racing", total=len(races), console=console))
    console.print(table(results))
    RESULTS.write_text(json.dumps([asdict(r) for r in results], indent=1) + "\n", encoding="utf-8")
    missed = sum(bool(r.missed) for r in results)
    console.print(f"{len(results)} races, {missed} short of a goal. Written to {RESULTS.name}.")


def table(results: list[Result]) -> Table:
    """One row a peer: our time over theirs, and the goal."""
    shown = Table("work", "against", "ours / theirs", "goal", title="One thread, best of each")
    for result in results:
        for name, ratio in result.ratios.items():
            goal = result.goals.get(name)
            mark = (
                "" if goal is None else f"≤ {goal:g} {'missed' if name in result.missed else 'met'}"
            )
            shown.add_row(result.work, name, f"{ratio:.2f}", mark)
    return shown


if __name__ == "__main__":
    main()

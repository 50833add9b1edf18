"""`make bench`: print every ratio, and write them to benchmarks/results.json.

python -m benchmarks                            all but `accuracy`, which takes minutes
python -m benchmarks neighbours convolution     these alone
"""

import os

for library in ("OPENBLAS", "OMP", "MKL"):  # read once, when NumPy is first imported
    os.environ[f"{library}_NUM_THREADS"] = "1"

import argparse
from collections.abc import Iterator

from rich.console import Console
from rich.progress import track

from benchmarks import (
    accuracy,
    convolution,
    grading,
    growth,
    imports,
    layers,
    linear,
    memory,
    neighbours,
    networks,
    optimisers,
    report,
)
from benchmarks.peers import torch_where_installed
from benchmarks.race import Race, Result, run

RACES = {
    "neighbours": neighbours,
    "linear": linear,
    "convolution": convolution,
    "layers": layers,
    "optimisers": optimisers,
    "networks": networks,
    "imports": imports,
    "memory": memory,
}
USUAL = (*RACES, "growth", "grading")


def main() -> None:
    """Run what was asked for; show and store what came of it."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "subjects", nargs="*", metavar="SUBJECT", help=", ".join((*USUAL, "accuracy"))
    )
    asked = parser.parse_args().subjects or list(USUAL)
    if unknown := set(asked) - {*USUAL, "accuracy"}:
        parser.error(
            f"no subject {', '.join(sorted(unknown))}: choose among {', '.join(USUAL)}, accuracy"
        )
    console = Console()
    if torch_where_installed() is None:
        console.print(
            "torch is not installed and left out: pip install -e '.[oracle]'", markup=False
        )
    results = list(_raced([name for name in asked if name in RACES], console))
    if results:
        console.print(report.race_table(results))
    if "growth" in asked:
        _grow(console)
    if "grading" in asked:
        _grade(console)
    if "accuracy" in asked:
        _learn(console)
    for result in results:
        for missed in result.missed:
            console.print(f"missed: {result.work}: {missed}")
    console.print(f"Written to {report.RESULTS.name}.")


def _raced(names: list[str], console: Console) -> Iterator[Result]:
    """Run the races of each subject; the arrays of one are gone before the next begins."""
    for name in names:
        load = _load()
        races: list[Race] = RACES[name].races()
        found = [run(race) for race in track(races, f"Racing: {name}", console=console)]
        del races
        rows = [result.as_json() for result in found]
        report.store(name, {"load at the start": load, "rows": rows})
        yield from found


def _grow(console: Console) -> None:
    load = _load()
    steps = track(growth.curves(), "Growing", total=len(growth.WORKS), console=console)
    found = list(steps)
    growth.draw(found)
    console.print(report.growth_table(found))
    picture = {"picture": growth.PICTURE.name, "alt": growth.alt_text(found)}
    rows = [curve.as_json() for curve in found]
    report.store("growth", {"load at the start": load, **picture, "rows": rows})


def _grade(console: Console) -> None:
    load = _load()
    steps = track(grading.rows(), "Grading", total=len(grading.RACES) + 1, console=console)
    rows = list(steps)
    console.print(report.grading_table(rows))
    report.store("grading", {"load at the start": load, "rows": rows})


def _learn(console: Console) -> None:
    load = _load()
    steps = track(accuracy.accuracies(), "Training", total=len(accuracy.GOALS), console=console)
    found = list(steps)
    console.print(report.accuracy_table(found))
    rows = [net.as_json() for net in found]
    report.store("accuracy", {"load at the start": load, "rows": rows})


def _load() -> float | None:
    """Give the processes that wanted to run in the last minute: with more than one, distrust."""
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else None


if __name__ == "__main__":
    main()

"""Tables for the terminal, and benchmarks/results.json."""

import json
import os
import platform
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from rich.table import Table

from benchmarks.accuracy import Accuracy
from benchmarks.growth import Curve
from benchmarks.race import Result

__all__ = [
    "RESULTS",
    "accuracy_table",
    "grading_table",
    "growth_table",
    "race_table",
    "store",
]

RESULTS = Path(__file__).with_name("results.json")


def race_table(results: Iterable[Result]) -> Table:
    """One row a peer, our measure over theirs; one row for a limit that stands by itself."""
    shown = Table(
        "work",
        "ours",
        "against",
        "ours / theirs",
        "goal",
        title="Processor time on one thread, best of each",
    )
    for result in results:
        ours = f"{_number(result.ours)} {result.unit}"
        for name, ratio in result.ratios.items():
            goal = _mark(ratio, result.goals.get(name))
            shown.add_row(result.work, ours, name, _number(ratio), goal)
        if not result.ratios:
            goal = _mark(result.ours, result.limit, result.unit)
            shown.add_row(result.work, ours, "", "", goal)
    return shown


def growth_table(curves: Iterable[Curve]) -> Table:
    """One row a work: the slope on logarithmic axes."""
    shown = Table("work", "largest N", "slope", "expected", title="How the time grows with N")
    for curve in curves:
        largest = f"{curve.N[-1]}: {curve.ms[-1]:.3g} ms"
        shown.add_row(curve.work, largest, f"{curve.slope:.2f}", f"{curve.expected:g}")
    return shown


def accuracy_table(accuracies: Iterable[Accuracy]) -> Table:
    """One row a net."""
    shown = Table("net", "test accuracy", "goal", title="Digits, five seeds")
    for found in accuracies:
        goal = f"≥ {found.goal:.1%} {'met' if found.met else 'missed'}"
        shown.add_row(found.net, f"{found.mean:.1%} ± {found.std:.1%}", goal)
    return shown


def grading_table(rows: Iterable[dict[str, Any]]) -> Table:
    """One row a way of running stock nbgrader; a submission of ours takes so much less."""
    shown = Table("against", "stock / ours, processor", "on the clock", "goal", title="Grading")
    for row in rows:
        if "goal" in row:
            ratio, clock = row["stock / ours, processor"], row["stock / ours"]
            goal = f"≥ {row['goal']} {'met' if ratio >= row['goal'] else 'missed'}"
            shown.add_row(row["work"], _number(ratio), _number(clock), goal)
        else:
            shown.add_row("one worker, against two", "", _number(row["one / two"]), "")
    return shown


def store(subject: str, found: dict[str, Any]) -> None:
    """Write what was found on a subject, and on what machine; other subjects stay as they were."""
    stored = json.loads(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    stored[subject] = {"machine": machine(), **found}
    RESULTS.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def machine() -> dict[str, Any]:
    """Say what the figures depend on: the processor and the versions."""
    packages = ("numpy", "torch", "scipy", "scikit-learn")
    return {
        "processor": _processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        **{name: _version(name) for name in packages},
    }


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    lines = facts.read_text(encoding="utf-8").splitlines() if facts.exists() else []
    names = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(names, platform.processor() or platform.machine())


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _number(value: float) -> str:
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def _mark(value: float, goal: float | None, unit: str = "") -> str:
    if goal is None:
        return ""
    return f"≤ {goal:g} {unit}".rstrip() + (" met" if value <= goal else " missed")

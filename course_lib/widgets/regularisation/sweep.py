"""Many runs of every method, kept as small data: chosen on dev by some seeds, tested with others.

`scripts/sweep_regularisers.py` makes the data; a strength is chosen where its mean dev accuracy is
best over CHOOSING, and what it buys on test is measured over REPORTING, seeds never seen before.
"""

import functools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.widgets.regularisation.buying import Accuracy
from course_lib.widgets.regularisation.methods import METHODS

__all__ = [
    "CHOOSING",
    "LABELS",
    "REPORTING",
    "SITUATIONS",
    "Run",
    "Situation",
    "Sweep",
    "compared",
    "load_sweep",
]

FILE = Path(__file__).with_name("sweep.json")


class Situation(NamedTuple):
    """`n` digits with a label to learn from, a share of `wrong` of which is another digit's."""

    n: int
    wrong: float = 0.0


LABELS = (100, 300, 1000)
SITUATIONS = (Situation(300), Situation(1000, 0.2), Situation(100), Situation(1000))
CHOOSING, REPORTING = range(100, 103), range(8)


class Run(NamedTuple):
    """What is to be trained: see `buying.train`."""

    name: str
    strength: float
    situation: Situation
    seed: int


class Sweep:
    """Runs that are done. Raises KeyError for one that is not."""

    def __init__(self, done: dict[Run, Accuracy]) -> None:
        self.done = done

    def dev(self, name: str, situation: Situation) -> Float[Array, "S R"]:
        """Dev accuracies by which a strength is chosen, (strengths, seeds)."""
        runs = [
            [self.done[Run(name, s, situation, seed)].dev for seed in CHOOSING]
            for s in METHODS[name].strengths
        ]
        return np.array(runs)

    def chosen(self, name: str, situation: Situation) -> float:
        """The strength of best mean dev accuracy, the first of equals."""
        strengths = METHODS[name].strengths
        if len(strengths) == 1:
            return strengths[0]
        return strengths[int(self.dev(name, situation).mean(axis=1).argmax())]

    def test(self, name: str, situation: Situation) -> Float[Array, " R"]:
        """Test accuracies at the strength chosen, one for each seed of REPORTING."""
        strength = self.chosen(name, situation)
        return np.array([self.done[Run(name, strength, situation, s)].test for s in REPORTING])

    def buys(self, name: str, situation: Situation) -> Float[Array, " R"]:
        """How much better than the plain net of its family, seed by seed."""
        return self.test(name, situation) - self.test(METHODS[name].family, situation)


def compared(situation: Situation) -> tuple[str, ...]:
    """Names of the methods that are compared there; residual and conv nets are dear.

    They are left out where there are 1000 clean labels, half of that situation's time.
    """
    dear = situation == Situation(1000)
    return tuple(n for n, m in METHODS.items() if m.family == "plain net" or not dear)


def to_choose(situation: Situation) -> Iterator[Run]:
    """All runs by which strengths are chosen."""
    for name in compared(situation):
        strengths = METHODS[name].strengths
        for strength in strengths if len(strengths) > 1 else ():
            for seed in CHOOSING:
                yield Run(name, strength, situation, seed)


def to_report(sweep: Sweep, situation: Situation) -> Iterator[Run]:
    """All runs that tell what the strengths chosen buy."""
    for name in compared(situation):
        strength = sweep.chosen(name, situation)
        for seed in REPORTING:
            yield Run(name, strength, situation, seed)


def write(sweep: Sweep, path: Path) -> None:
    """Write all runs, one a line."""
    lines = [
        json.dumps([run.name, run.strength, *run.situation, run.seed, *(round(a, 4) for a in done)])
        for run, done in sweep.done.items()
    ]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def read(path: Path) -> Sweep:
    """Read what `write` wrote."""
    rows = json.loads(path.read_text("utf-8"))
    return Sweep(
        {
            Run(name, strength, Situation(n, wrong), seed): Accuracy(*done)
            for name, strength, n, wrong, seed, *done in rows
        }
    )


@functools.cache
def load_sweep() -> Sweep:
    """Give the runs that come with the course, read once."""
    return read(FILE)

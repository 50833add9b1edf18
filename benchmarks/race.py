"""Measure ours and the peers turn by turn in one process, one thread, and keep the best of each.

Absolute times say more about the machine than about the code, so what counts is the ratio within
one interleaved run: whatever slows the machine for a while slows all of them.
"""

import gc
import time
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

__all__ = ["Measure", "Race", "Result", "Work", "megabytes", "milliseconds", "run", "told"]

Work = Callable[[], Any]
Measure = Callable[[Work], float]
SECONDS = 4.0  # about how long a race may take
ROUNDS = 8  # at the least


def milliseconds(work: Work) -> float:
    """Measure the processor time it takes, of all threads together: waiting for others is free."""
    start = time.process_time()
    work()
    return 1e3 * (time.process_time() - start)


def megabytes(work: Work) -> float:
    """Measure how much more memory than before it holds at its worst, what it returns included."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()


def told(work: Work) -> float:
    """Take the number that it returns: it measured itself, in another process."""
    return float(work())


@dataclass(frozen=True, slots=True, kw_only=True)
class Race:
    """One row of the table: the work, ours, the peers (name -> the same work), and the goals.

    goals: at most how many times a peer's measure ours may take; limit: at most how much ours may
    take by itself, in the unit of the measure. Peers whose package is not installed are simply not
    in `peers`.
    """

    work: str
    ours: Work
    peers: dict[str, Work] = field(default_factory=dict)
    goals: dict[str, float] = field(default_factory=dict)
    limit: float | None = None
    measure: Measure = milliseconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """Best of ours and of each peer, in `unit`, and whether the goals are met."""

    work: str
    unit: str
    ours: float
    peers: dict[str, float]
    goals: dict[str, float]
    limit: float | None

    @property
    def ratios(self) -> dict[str, float]:
        """Peer -> our measure over theirs; below 1 we are better."""
        return {name: self.ours / theirs for name, theirs in self.peers.items()}

    @property
    def missed(self) -> list[str]:
        """Each goal that is not reached, in words."""
        words = [
            f"{self.ratios[name]:.3g} times {name} instead of {goal:g}"
            for name, goal in self.goals.items()
            if name in self.peers and self.ratios[name] > goal
        ]
        if self.limit is not None and self.ours > self.limit:
            words.append(f"{self.ours:.3g} {self.unit} instead of {self.limit:g}")
        return words

    def as_json(self) -> dict[str, Any]:
        """Give everything, for results.json."""
        return {**asdict(self), "ratios": self.ratios, "missed": self.missed}


def run(race: Race) -> Result:
    """Let ours and the peers take turns until the time is up."""
    runners = {"": race.ours, **race.peers}
    best = dict.fromkeys(runners, float("inf"))
    for work in runners.values():
        work()  # first calls compile, allocate, fault pages in
    for name, work in _turns(runners):
        best[name] = min(best[name], race.measure(work))
    return Result(
        work=race.work,
        unit="MB" if race.measure is megabytes else "ms",
        ours=best.pop(""),
        peers=best,
        goals=race.goals,
        limit=race.limit,
    )


def _turns(runners: dict[str, Work]) -> Iterator[tuple[str, Work]]:
    """Give each runner in turn, round after round."""
    began, rounds = time.perf_counter(), 0
    gc.collect()
    gc.disable()
    try:
        while rounds < ROUNDS or time.perf_counter() - began < SECONDS:
            yield from runners.items()
            rounds += 1
    finally:
        gc.enable()

"""Time ours and the peers turn by turn in one process, one thread, and keep the best of each.

Absolute times say more about the machine than about the code, so what counts is the ratio within
one interleaved run: whatever slows the machine for a while slows all of them.
"""

import gc
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

__all__ = ["Race", "Result", "run"]

Work = Callable[[], object]
SECONDS = 4.0  # about how long a race may take
ROUNDS = 3  # at the least


@dataclass(frozen=True, slots=True)
class Race:
    """One row of the table: the work, ours, the peers (name -> the same work), and the goals.

    `goals` says at most how many times a peer's time ours may take. Peers whose package is not
    installed are simply not in `peers`.
    """

    work: str
    ours: Work
    peers: dict[str, Work]
    goals: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result:
    """Best seconds of ours and of each peer, and whether the goals are met."""

    work: str
    ours: float
    peers: dict[str, float]
    goals: dict[str, float]

    @property
    def ratios(self) -> dict[str, float]:
        """Peer -> our time over theirs; below 1 we are faster."""
        return {name: self.ours / seconds for name, seconds in self.peers.items()}

    @property
    def missed(self) -> list[str]:
        """Peers whose goal is not reached."""
        return [n for n, goal in self.goals.items() if n in self.peers and self.ratios[n] > goal]


def run(races: list[Race]) -> Iterator[Result]:
    """Run each race in turn."""
    for race in races:
        runners = {"": race.ours, **race.peers}
        best = dict.fromkeys(runners, float("inf"))
        for work in runners.values():
            work()  # first calls compile, allocate, fault pages in
        began, rounds = time.perf_counter(), 0
        gc.disable()
        while rounds < ROUNDS or time.perf_counter() - began < SECONDS:
            for name, work in runners.items():
                start = time.perf_counter()
                work()
                best[name] = min(best[name], time.perf_counter() - start)
            rounds += 1
        gc.enable()
        yield Result(race.work, best.pop(""), best, race.goals)

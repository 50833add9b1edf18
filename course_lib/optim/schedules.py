"""Learning rates that change: each schedule is called with the epoch (or step), from 0 on.

With `lr=1` a schedule is the factor that a race applies to each racer's own rate.
Source: CS231n notes, "Neural Networks Part 3", Annealing the learning rate.
"""

import itertools
import math
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from course_lib.errors import RangeError
from course_lib.optim._checks import not_negative, positive, whole

__all__ = [
    "SCHEDULES",
    "ByHand",
    "Exponential",
    "InverseRoot",
    "InverseTime",
    "PowerDecay",
    "Schedule",
    "StepDecay",
    "WarmupCosine",
]


@runtime_checkable
class Schedule(Protocol):
    """Anything that is called with a time and gives a rate."""

    def __call__(self, t: float) -> float:
        """Give the rate at epoch or step `t`, counted from 0."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StepDecay:
    """Multiplied by `factor` every `every` epochs: halved every few, as a rule."""

    lr: float = 1.0
    every: int = 5
    factor: float = 0.5

    def __post_init__(self) -> None:
        positive(self, "lr", "factor")
        whole(self, "every", least=1)

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        return self.lr * self.factor ** (_since_start(self, t) // self.every)


@dataclass(frozen=True, slots=True, kw_only=True)
class Exponential:
    """lr * exp(-k*t)."""

    lr: float = 1.0
    k: float = 0.1

    def __post_init__(self) -> None:
        positive(self, "lr")
        not_negative(self, "k")

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        return self.lr * math.exp(-self.k * _since_start(self, t))


@dataclass(frozen=True, slots=True, kw_only=True)
class InverseTime:
    """lr / (1 + k*t)."""

    lr: float = 1.0
    k: float = 1.0

    def __post_init__(self) -> None:
        positive(self, "lr")
        not_negative(self, "k")

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        return self.lr / (1 + self.k * _since_start(self, t))


@dataclass(frozen=True, slots=True, kw_only=True)
class InverseRoot:
    """k / sqrt(epoch), its epochs counted from 1: lr / sqrt(t + 1), `lr` being that k."""

    lr: float = 1.0

    def __post_init__(self) -> None:
        positive(self, "lr")

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        return self.lr / math.sqrt(_since_start(self, t) + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PowerDecay:
    """lr * base**t: 0.95^epoch."""

    lr: float = 1.0
    base: float = 0.95

    def __post_init__(self) -> None:
        positive(self, "lr", "base")

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        return self.lr * self.base ** _since_start(self, t)


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Piecewise constant: `lr` at first, and `rate` from `epoch` on for each (epoch, rate).

    Someone watches the loss and turns the rate down. Raises RangeError unless epochs go up.
    """

    lr: float = 1.0
    changes: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        positive(self, "lr")
        epochs = [0.0, *(epoch for epoch, _ in self.changes)]
        rising = all(a < b < math.inf for a, b in itertools.pairwise(epochs))
        if not rising or not all(0 < rate < math.inf for _, rate in self.changes):
            raise RangeError(
                f"ByHand got changes {self.changes}",
                why="each change says from which epoch on which rate holds",
                how="give pairs (epoch, rate), epochs above 0 and going up, rates above 0: "
                "((10, 0.1), (20, 0.01))",
            )

    def __call__(self, t: float) -> float:
        """Give the rate at epoch `t`, counted from 0. Raises RangeError before 0."""
        t = _since_start(self, t)
        return float([self.lr, *(rate for epoch, rate in self.changes if epoch <= t)][-1])


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmupCosine:
    """Up in a line over `warmup` steps to `lr`, then down half a cosine to `floor` at `total`.

    Loshchilov & Hutter (2017), "SGDR", arXiv:1608.03983; Goyal et al. (2017), arXiv:1706.02677.
    Raises RangeError unless 0 <= warmup < total.
    """

    lr: float = 1.0
    warmup: int = 5
    total: int = 100
    floor: float = 0.0

    def __post_init__(self) -> None:
        positive(self, "lr")
        not_negative(self, "floor")
        whole(self, "warmup", least=0)
        whole(self, "total", least=self.warmup + 1)

    def __call__(self, t: float) -> float:
        """Give the rate at step `t`, counted from 0. Raises RangeError before 0."""
        t = _since_start(self, t)
        if t < self.warmup:
            # Not from 0: the first step would be lost.
            return self.lr * (t + 1) / (self.warmup + 1)
        done = min(1.0, (t - self.warmup) / (self.total - self.warmup))
        return self.floor + (self.lr - self.floor) * (1 + math.cos(math.pi * done)) / 2


SCHEDULES = (StepDecay, Exponential, InverseTime, InverseRoot, PowerDecay, ByHand, WarmupCosine)


def _since_start(schedule: object, t: float) -> float:
    if not t >= 0:
        raise RangeError(
            f"{type(schedule).__name__} was asked for the rate at t = {t}",
            why="epochs and steps are counted from 0",
            how="call it with 0 for the first epoch, 1 for the second",
        )
    return t

"""Looking for good settings: by chance, on a grid, from coarse to fine.

    space = {"lr": Log(1e-5, 1), "beta1": OneMinusLog(0.9, 0.999)}
    tried = list(random_search(cost, space, trials=20, rng=rng))     # cost(lr=..., beta1=...)
    best(tried).settings

A search is a generator: each trial is there as soon as it is done, and none is lost when a later
one fails. Lower cost is better; nan, a run that blew up, is worst.
Source: Bergstra & Bengio (2012), "Random search for hyper-parameter optimization".
"""

import itertools
import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import RangeError

__all__ = [
    "Linear",
    "Log",
    "OneMinusLog",
    "Trial",
    "best",
    "coarse_to_fine",
    "grid_search",
    "random_search",
]


@dataclass(frozen=True, slots=True)
class Linear:
    """From `low` to `high`, every part equally likely. Raises RangeError unless low < high."""

    low: float
    high: float

    def __post_init__(self) -> None:
        if not self._allowed():
            raise RangeError(
                f"{type(self).__name__} got low = {self.low}, high = {self.high}",
                why="a range needs two ends on its scale, the lower one first; a logarithm has no "
                "place for 0, one of 1 - x none for 1",
                how="use Linear(0, 5), Log(1e-5, 1) or OneMinusLog(0.9, 0.999)",
            )

    def sample(self, rng: Generator, N: int) -> Float[Array, " N"]:
        """Draw N numbers (float64), every part of the scale equally likely."""
        low, high = self._ends()
        return self._number(rng.uniform(low, high, size=N))

    def grid(self, N: int) -> Float[Array, " N"]:
        """Give N numbers (float64), evenly spaced on the scale, ends included; one: the middle."""
        low, high = self._ends()
        return self._number(np.linspace(low, high, N) if N > 1 else np.full(N, (low + high) / 2))

    def around(self, x: float, part: float) -> "Linear":
        """Give a range of this kind, `part` as long, with x in the middle, or as near as fits.

        Raises RangeError unless x is in the range and 0 < part <= 1.
        """
        if not (self.low <= x <= self.high and 0 < part <= 1):
            raise RangeError(
                f"{self}.around got x = {x}, part = {part}",
                why="it gives a part of the range, about a number in it",
                how="choose x between the ends, and a part above 0 and up to 1",
            )
        low, high = self._ends()
        half = part * (high - low) / 2
        middle = np.clip(self._place(x), low + half, high - half)
        return type(self)(*self._number(np.array([middle - half, middle + half])).tolist())

    def _allowed(self) -> bool:
        return -math.inf < self.low < self.high < math.inf

    def _ends(self) -> tuple[float, float]:
        return float(self._place(self.low)), float(self._place(self.high))

    def _number(self, place: Array) -> Array:
        # Rounding in and out of the logarithm must not leave the range.
        return np.clip(self._unplace(place), self.low, self.high)

    def _place(self, x: Any) -> Any:
        return x

    def _unplace(self, place: Array) -> Array:
        return place


@dataclass(frozen=True, slots=True)
class Log(Linear):
    """From `low` to `high`, every power of ten equally likely: for rates and regularisation."""

    def _allowed(self) -> bool:
        return 0 < self.low < self.high < math.inf

    def _place(self, x: Any) -> Any:
        return np.log10(x)

    def _unplace(self, place: Array) -> Array:
        return 10**place


@dataclass(frozen=True, slots=True)
class OneMinusLog(Linear):
    """From `low` to `high` below 1, every power of ten of 1 - x equally likely: for beta.

    0.9 to 0.99 looks back 10 to 100 steps, and so does as much as 0.99 to 0.999.
    """

    def _allowed(self) -> bool:
        return -math.inf < self.low < self.high < 1

    def _place(self, x: Any) -> Any:
        return -np.log10(1 - x)

    def _unplace(self, place: Array) -> Array:
        return 1 - 10**-place


class Trial(NamedTuple):
    """Settings, and what they cost."""

    settings: dict[str, float]
    cost: float


def random_search(
    cost: Callable[..., float],
    space: Mapping[str, Linear],
    *,
    trials: int,
    rng: Generator,
) -> Iterator[Trial]:
    """Try settings drawn at random: as many different values of each as there are trials.

    Calls `cost(**settings)`, plain floats. Raises RangeError without trials or settings.
    """
    _check_amount("random_search", space, trials)
    drawn = [axis.sample(rng, trials).tolist() for axis in space.values()]
    return _tried(cost, space, zip(*drawn, strict=True))


def grid_search(
    cost: Callable[..., float], space: Mapping[str, Linear], *, points: int
) -> Iterator[Trial]:
    """Try every combination of `points` values of each setting: points ** len(space) trials.

    Calls `cost(**settings)`, plain floats. Raises RangeError without points or settings.
    """
    _check_amount("grid_search", space, points)
    axes = [axis.grid(points).tolist() for axis in space.values()]
    return _tried(cost, space, itertools.product(*axes))


def coarse_to_fine(
    cost: Callable[..., float],
    space: Mapping[str, Linear],
    *,
    rounds: int,
    trials: int,
    part: float = 0.25,
    rng: Generator,
) -> Iterator[Trial]:
    """Search at random, then again in a `part` of each range around the best so far, and again.

    Gives `rounds * trials` trials. Raises RangeError without rounds, trials or settings, and
    unless 0 < part <= 1.
    """
    _check_amount("coarse_to_fine", space, min(rounds, trials))
    for axis in space.values():
        axis.around(axis.low, part)  # a wrong part shows now, not after the first round
    return _rounds(cost, dict(space), rounds, trials, part, rng)


def best(tried: Iterable[Trial]) -> Trial:
    """Give the trial of least cost, the first of equals; nan counts as worst.

    Raises RangeError when nothing was tried.
    """
    tried = list(tried)
    if not tried:
        raise RangeError(
            "best got no trials",
            why="there is nothing to choose from",
            how="collect them first: tried = list(random_search(...))",
        )
    return min(tried, key=lambda trial: (math.isnan(trial.cost), trial.cost))


def _rounds(
    cost: Callable[..., float],
    space: dict[str, Linear],
    rounds: int,
    trials: int,
    part: float,
    rng: Generator,
) -> Iterator[Trial]:
    tried: list[Trial] = []
    for _ in range(rounds):
        for trial in random_search(cost, space, trials=trials, rng=rng):
            tried.append(trial)
            yield trial
        centre = best(tried).settings
        # Each range holds the best so far, but for the rounding of its ends.
        space = {
            name: axis.around(min(max(centre[name], axis.low), axis.high), part)
            for name, axis in space.items()
        }


def _tried(
    cost: Callable[..., float], names: Iterable[str], values: Iterable[tuple[float, ...]]
) -> Iterator[Trial]:
    names = tuple(names)
    for value in values:
        settings = dict(zip(names, value, strict=True))
        try:
            yield Trial(settings, float(cost(**settings)))
        except Exception as error:
            error.add_note(f"  in the trial with {settings}")
            raise


def _check_amount(asked: str, space: Mapping[str, Linear], amount: int) -> None:
    if amount < 1 or not space:
        raise RangeError(
            f"{asked} got {amount} as an amount and {len(space)} settings",
            why="there is nothing to try",
            how="ask for at least one, of at least one setting: {'lr': Log(1e-5, 1)}",
        )

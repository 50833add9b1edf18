"""How well the two nets of the course learn 4000 digits: test accuracy over five seeds."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from course_lib.nn import LENET5, TWO_LAYER, spread

__all__ = ["Accuracy", "accuracies"]

GOALS = ((TWO_LAYER, 0.94), (LENET5, 0.975))
SEEDS = range(5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Accuracy:
    """Shares of the test digits that a net knows: mean, deviation of a sample, and each."""

    net: str
    mean: float
    std: float
    each: tuple[float, ...]
    goal: float

    @property
    def met(self) -> bool:
        """Whether the mean reaches the goal."""
        return self.mean >= self.goal

    def as_json(self) -> dict[str, Any]:
        """Give everything, for results.json."""
        return {**asdict(self), "met": self.met}


def accuracies() -> Iterator[Accuracy]:
    """Train each net once from each seed; minutes in all."""
    for recipe, goal in GOALS:
        found = spread(recipe, SEEDS, watch=())
        yield Accuracy(net=recipe.name, mean=found.mean, std=found.std, each=found.each, goal=goal)

"""Random against grid search, where one setting matters and the other hardly does."""

import math
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION
from course_lib.optim import Linear, Trial, coarse_to_fine, grid_search, random_search
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    even_ticks,
    in_words,
)

__all__ = [
    "PROBLEMS",
    "SEARCHES",
    "Problem",
    "RandomAgainstGrid",
    "best_so_far",
    "problem",
    "tried",
]

PROBLEMS = 200
SEARCHES = ("random", "coarse to fine")
SPACE = {"a": Linear(0, 1), "b": Linear(0, 1)}
AMOUNTS = (4, 9, 16, 25, 36, 49)
WIDTHS = (0.03, 0.06, 0.12, 0.25)


class Problem(NamedTuple):
    """Where the best settings are; `width` of the good region of a; how much b matters, 0 to 1."""

    a: float
    b: float
    width: float
    matters: float

    def cost(self, a: float, b: float) -> float:
        """From 0, at the best settings, to 1; a bump in a, dented a little by b."""
        along = math.exp(-(((a - self.a) / self.width) ** 2) / 2)
        across = math.exp(-(((b - self.b) / self.width) ** 2) / 2)
        return 1 - along * (1 - self.matters * (1 - across))


def problem(width: float, matters: float, rng: Generator) -> Problem:
    """A problem whose best settings lie anywhere."""
    a, b = rng.random(2).tolist()
    return Problem(a, b, width, matters)


def tried(search: str, cost: Callable[..., float], trials: int, rng: Generator) -> list[Trial]:
    """Try so many settings by "grid", in an order drawn at random, "random" or "coarse to fine"."""
    if search == "grid":
        points = math.isqrt(trials)
        # As well as a grid can lie: in the middle of equal boxes, none at the edge.
        inner = Linear(1 / (2 * points), 1 - 1 / (2 * points))
        every = list(grid_search(cost, {"a": inner, "b": inner}, points=points))
        return [every[i] for i in rng.permutation(len(every))]
    if search == "random":
        return list(random_search(cost, SPACE, trials=trials, rng=rng))
    per = math.ceil(trials / 3)
    return list(coarse_to_fine(cost, SPACE, rounds=3, trials=per, part=0.4, rng=rng))[:trials]


def best_so_far(
    search: str, trials: int, width: float, matters: float, seed: int
) -> Float[Array, "P T"]:
    """Least cost after each trial, on 200 problems, (P, T); the same problems for every search."""
    rng = np.random.default_rng(seed)
    problems = [problem(width, matters, rng) for _ in range(PROBLEMS)]
    costs = [[t.cost for t in tried(search, p.cost, trials, rng)] for p in problems]
    return np.minimum.accumulate(np.array(costs), axis=1)


class RandomAgainstGrid(Explorer):
    """As many trials on a grid as at random: which finds the setting that matters?

    trials: a square number; matters: how much the second setting matters, beside the first;
    width: of the good region; search: what the grid is compared with; draw: another problem.
    """

    title = "Random against grid search"
    trials = Setting(9, Slider("Trials", AMOUNTS))
    matters = Setting(0.1, Slider("How much b matters", (0.0, 0.1, 0.3, 0.6, 1.0)))
    width = Setting(0.06, Slider("Width of the good region", WIDTHS))
    search = Setting("random", Choice("Compare the grid with", SEARCHES))
    draw: Any = Setting(0, Button("Another problem"))

    def scene(self) -> Scene:
        """One problem with all trials, and the best so far over 200 problems."""
        rng = np.random.default_rng([self.draw, 7])
        one = problem(self.width, self.matters, rng)
        points = {s: tried(s, one.cost, self.trials, rng) for s in ("grid", self.search)}
        many = {s: best_so_far(s, self.trials, self.width, self.matters, self.draw) for s in points}
        ends = {s: float(costs[:, -1].mean()) for s, costs in many.items()}
        values = {s: len({round(t.settings["a"], 9) for t in found}) for s, found in points.items()}
        reading = (
            f"{self.trials} trials: the grid tries {values['grid']} values of a, "
            f"{self.search} {values[self.search]}. Mean of the least cost, {PROBLEMS} problems: "
            f"grid {in_words(ends['grid'], 2)}, {self.search} {in_words(ends[self.search], 2)} "
            "(0 is the best there is, 1 as bad as nothing)."
        )
        return Scene((_square(one, points, self.search), _curves(many, self.search)), reading)


def _square(one: Problem, points: dict[str, list[Trial]], search: str) -> Panel:
    band = [one.a - one.width, one.a + one.width]
    marks = [
        Mark(xy=np.array([[edge, 0.0], [edge, 1.0]]), name=name, colour=GREEN, width=1.6)
        for edge, name in zip(band, ("good values of a lie between", ""), strict=True)
    ]
    looks = (("grid", ORANGE, "square", -0.07), (search, BLUE, "circle", -0.15))
    for name, colour, shape, below in looks:
        at = np.array([[t.settings["a"], t.settings["b"]] for t in points[name]])
        foot = np.stack([at[:, 0], np.full(len(at), below)], 1)
        marks += [
            Mark(xy=at, name=name, colour=colour, shape=shape, size=4.5),
            Mark(xy=foot, colour=colour, shape=shape, size=3, opacity=0.8),
        ]
    best = np.array([[one.a, one.b]])
    marks.append(Mark(xy=best, name="the best there is", colour=VERMILLION, shape="cross", size=5))
    return Panel(
        title="One problem; below, its values of a",
        xlabel="a, which matters",
        ylabel="b, which hardly does" if one.matters < 0.5 else "b",
        xlim=(-0.04, 1.04),
        ylim=(-0.22, 1.04),
        xticks=even_ticks(0, 1),
        yticks=even_ticks(0, 1),
        marks=tuple(marks),
    )


def _curves(many: dict[str, Array], search: str) -> Panel:
    T = many["grid"].shape[1]
    marks = [
        mark
        for name, colour, dash in (("grid", ORANGE, (7.0, 4.0)), (search, BLUE, ()))
        for mark in _with_spread(many[name], colour, dash)
    ]
    return Panel(
        title=f"Best so far, over {PROBLEMS} problems",
        xlabel="trials",
        ylabel="cost: mean, quartiles",
        xlim=(1.0, float(T)),
        ylim=(0.0, 1.0),
        xticks=_whole_ticks(T),
        yticks=even_ticks(0, 1),
        marks=tuple(marks),
    )


def _whole_ticks(T: int) -> tuple[tuple[float, str], ...]:
    return tuple((t, word) for t, word in even_ticks(1, T) if float(t).is_integer())


def _with_spread(costs: Array, colour: str, dash: tuple[float, ...]) -> Iterable[Mark]:
    t = np.arange(1, costs.shape[1] + 1)
    for q in (0.25, 0.75):
        edge = np.stack([t, np.quantile(costs, q, axis=0)], 1)
        yield Mark(xy=edge, colour=colour, dash=dash, width=1, opacity=0.6)
    yield Mark(xy=np.stack([t, costs.mean(axis=0)], 1), colour=colour, dash=dash, width=2.8)

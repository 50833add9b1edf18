"""A whole race, computed: the paths, who arrives and who leaves, and the workings of one racer."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import Surface, race
from course_lib.optim._course import box
from course_lib.widgets.race.apart import first_apart, steps_alike
from course_lib.widgets.race.best import RateSweep, draw_noise, factors, mine_settings
from course_lib.widgets.race.field import gap
from course_lib.widgets.race.inside import Inside, inside, inside_mine
from course_lib.widgets.race.mine import Mine, run_mine, takes
from course_lib.widgets.race.settings import (
    SCHEDULES,
    Settings,
    label,
    make_racer,
    make_surface,
    view,
)

__all__ = ["RATELESS", "Ghost", "Racer", "Run", "run"]

RATELESS = ("newton", "lbfgs")


class Racer(NamedTuple):
    """One runner: its path (steps + 1, 3) of x, y and loss above the lowest, float32.

    rate: None for who has none. last: the step after which nothing new came. left: it went out of
    reach there. arrived: the first step at or below the target, or -1.
    """

    name: str
    path: Float[Array, "T 3"]
    rate: float | None
    last: int
    left: bool
    arrived: int

    @property
    def label(self) -> str:
        """Its name in words."""
        return label(self.name)


class Ghost(NamedTuple):
    """What the student's step is held against, and the first step where they part, or -1.

    drifted: the first step where the paths part by rounding alone, or -1.
    """

    racer: Racer
    parted: int
    drifted: int = -1


class Run(NamedTuple):
    """A race: its runners, in the order the course meets them, yours last."""

    settings: Settings
    racers: tuple[Racer, ...]
    ghost: Ghost | None
    inside: Inside | None
    fault: str  # what is wrong with the student's step, in words, or ""
    note: str = ""  # what is not wrong with it, and worth a word

    def named(self, name: str) -> Racer | None:
        """Give the runner of that name, if it runs."""
        return next((racer for racer in self.racers if racer.name == name), None)


class _Course(NamedTuple):
    """What everyone runs on."""

    settings: Settings
    surface: Surface
    noise: Float[Array, "S 2"] | None
    best: RateSweep

    def rate(self, name: str) -> float:
        """Give the rate that a racer is to run at."""
        swept = self.settings.best_rates and name not in RATELESS
        return self.best(name, self.settings) if swept else self.settings.lr


def run(settings: Settings, mine: Callable[..., Any] | None, best: RateSweep) -> Run:
    """Run everyone. `best` gives the rates where each runs at its own."""
    noise = draw_noise(settings, settings.seed)
    course = _Course(settings, make_surface(settings), noise, best)
    racers = _raced(course, settings.racers, [course.rate(name) for name in settings.racers])
    ran, ghost = None, None
    if mine is not None:
        # One that names no rate has its own, which no sweep can know.
        lr = course.rate("mine") if "lr" in takes(mine) else settings.lr
        named = mine_settings(settings) | {"lr": lr}
        ran = run_mine(mine, course.surface, settings.start, factors(settings), named, noise)
        yours = _yours(course, ran, lr if "lr" in takes(mine) else None)
        racers, ghost = (*racers, yours), _ghost(course, yours, ran, lr)
    said = (ran.fault, ran.note) if ran else ("", "")
    whole = Run(settings, racers, ghost, None, *said)
    return whole._replace(inside=_inside(course, whole, ran))


def _raced(course: _Course, names: Sequence[str], rates: Sequence[float]) -> tuple[Racer, ...]:
    """Run the optimisers of these names, each at its rate."""
    if not names:
        return ()
    settings, surface = course.settings, course.surface
    entries = [make_racer(name, settings, lr) for name, lr in zip(names, rates, strict=True)]
    schedule = SCHEDULES[settings.schedule](settings.steps)
    points, left = race(
        surface, entries, settings.start, settings.steps, schedule=schedule, noise=course.noise
    )
    gaps = gap(surface, points[:, 0, :, :2].astype(float))
    points[:, 0, :, 2] = gaps
    arrived = np.where((there := gaps <= settings.target).any(axis=1), there.argmax(axis=1), -1)
    return tuple(
        Racer(
            name,
            points[r, 0],
            None if name in RATELESS else rates[r],
            int(left[r, 0]) if left[r, 0] >= 0 else settings.steps,
            bool(left[r, 0] >= 0),
            int(arrived[r]),
        )
        for r, name in enumerate(names)
    )


def _yours(course: _Course, ran: Mine, rate: float | None) -> Racer:
    middle, far = box(course.surface)
    path = np.clip(ran.path, middle - far, middle + far).astype(np.float32)
    gaps = gap(course.surface, path.astype(float))
    there = gaps[: ran.last + 1] <= course.settings.target
    arrived = int(there.argmax()) if there.any() else -1
    points = np.column_stack([path, gaps]).astype(np.float32)
    return Racer("mine", points, rate, ran.last, ran.left, arrived)


def _ghost(course: _Course, yours: Racer, ran: Mine, lr: float) -> Ghost | None:
    name, settings = course.settings.mine_like, course.settings
    if not name:
        return None
    (like,) = _raced(course, [name], [lr])
    x0, x1, *_ = view(course.surface)
    last = min(yours.last, like.last) + 1
    a, b = (racer.path[:last, :2].astype(float) for racer in (yours, like))
    parted = first_apart(a, b, x1 - x0)
    if parted < 0 or name in RATELESS:  # who has no rate takes no step of its own
        return Ghost(like, parted)
    alike = steps_alike(ran, make_racer(name, settings, lr), factors(settings))
    return Ghost(like, -1, parted) if alike else Ghost(like, parted)


def _inside(course: _Course, whole: Run, mine: Mine | None) -> Inside | None:
    racer = whole.named(course.settings.inside)
    if racer is None:
        return None
    lrs = [(racer.rate or 0.0) * factor for factor in factors(course.settings)]
    if racer.name == "mine" and mine is not None:
        return inside_mine(mine, lrs)
    done = racer.last  # beyond, numbers grow past all bounds, or stand still
    path = racer.path[: done + 1, :2]
    return inside(racer.name, course.settings, course.surface, path, lrs[:done], course.noise)

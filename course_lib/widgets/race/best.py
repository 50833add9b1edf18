"""Each racer's best rate, found the same way for all: by trying every rate of one list.

A fair comparison gives each the rate that suits it. All get the same rates to try, the same start,
the same number of steps and the same judge. Where gradients are noisy, a rate is judged on other
draws of the noise than the one shown: else the luckiest rate would win.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import MinibatchQuadratic, race
from course_lib.widgets.race.field import gap
from course_lib.widgets.race.mine import run_mine, takes
from course_lib.widgets.race.settings import SCHEDULES, Settings, make_racer, make_surface

__all__ = ["HOW", "RATES", "RateSweep", "draw_noise", "factors", "mine_settings", "score"]

RATES = tuple((10.0 ** (np.arange(-32, 9) / 8)).tolist())  # 1e-4 to 10, eight a decade
OTHER_DRAWS = 3
HOW = (
    f"Each at the best of the same {len(RATES)} rates, {RATES[0]:g} to {RATES[-1]:g}: first below "
    f"the target, else lowest at the end. Noisy rates are judged on {OTHER_DRAWS} other draws."
)
KEPT = 500


def draw_noise(settings: Settings, seed: int) -> Float[Array, "S 2"] | None:
    """Give what is added to the gradient at each step (steps, 2), or None where nothing is."""
    rng = np.random.default_rng(seed)
    surface, steps = make_surface(settings), settings.steps
    batches = surface.noise(steps, rng) if isinstance(surface, MinibatchQuadratic) else None
    if settings.noise == 0:
        return batches
    added = settings.noise * rng.normal(size=(steps, 2))
    return added if batches is None else batches + added


def score(gaps: Float[Array, "*S T"], target: float) -> Float[Array, "*S 2"]:
    """Give the step at which each path first reaches the target, and where it ends: less is better.

    gaps (..., steps + 1): losses above the lowest, inf for who has left. A path that never arrives
    counts as arriving a step after the end.
    """
    there = gaps <= target
    first = np.where(there.any(axis=-1), there.argmax(axis=-1), gaps.shape[-1])
    return np.stack([first, gaps[..., -1]], axis=-1)


class RateSweep:
    """Finds best rates, and remembers them: a setting is swept once."""

    def __init__(self, mine: Callable[..., Any] | None) -> None:
        self._mine = mine
        self._known: dict[tuple[str, Settings], float] = {}

    def __call__(self, name: str, settings: Settings) -> float:
        """Give the rate, among RATES, of the best score; of equals the lowest."""
        settings = _bare(settings)
        if (name, settings) not in self._known:
            if len(self._known) >= KEPT:
                self._known.clear()
            self._known[name, settings] = self._swept(name, settings)
        return self._known[name, settings]

    def _swept(self, name: str, settings: Settings) -> float:
        gaps = self._gaps_of_mine if name == "mine" else _gaps_of
        draws = [draw_noise(settings, settings.seed + i) for i in range(1, OTHER_DRAWS + 1)]
        draws = draws[:1] if draws[0] is None else draws
        scores = [score(gaps(name, settings, noise), settings.target) for noise in draws]
        arrival, end = np.mean(scores, axis=0).T
        return RATES[int(np.lexsort((end, arrival))[0])]

    def _gaps_of_mine(self, _name: str, settings: Settings, noise: Array | None) -> Array:
        if self._mine is None or "lr" not in takes(self._mine):
            return np.zeros((len(RATES), settings.steps + 1))
        surface = make_surface(settings)
        schedule = factors(settings)
        gaps = np.full((len(RATES), settings.steps + 1), np.inf)
        for i, lr in enumerate(RATES):
            named = mine_settings(settings) | {"lr": lr}
            ran = run_mine(self._mine, surface, settings.start, schedule, named, noise)
            if ran.last == settings.steps:
                gaps[i] = gap(surface, ran.path)
        return gaps


def mine_settings(settings: Settings) -> dict[str, float]:
    """Give the settings of the race that a student's step may ask for by name."""
    return {name: getattr(settings, name) for name in ("lr", "rho", "beta1", "beta2", "eps")}


def factors(settings: Settings) -> list[float]:
    """Give by what the schedule multiplies the rate, at each step."""
    schedule = SCHEDULES[settings.schedule](settings.steps)
    return [1.0 if schedule is None else schedule(k) for k in range(settings.steps)]


def _gaps_of(name: str, settings: Settings, noise: Array | None) -> Float[Array, "L T"]:
    """Give the loss above the lowest along the path at each rate; inf throughout for who leaves."""
    surface = make_surface(settings)
    racers = [make_racer(name, settings, lr) for lr in RATES]
    schedule = SCHEDULES[settings.schedule](settings.steps)
    points, left = race(
        surface, racers, settings.start, settings.steps, schedule=schedule, noise=noise
    )
    gaps = gap(surface, points[:, 0, :, :2].astype(float))
    return np.where(left >= 0, np.inf, gaps)


def _bare(settings: Settings) -> Settings:
    """The settings without what no best rate depends on."""
    return replace(settings, racers=(), lr=1.0, best_rates=False, inside="", mine_like="")

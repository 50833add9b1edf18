"""Races: the paths of many optimisers from many starts over a surface, in one call.

    paths = race(Beale(), [SGD(lr=1e-2), Adam(lr=0.1), LBFGS()], Beale.start, 300)
    paths.points[1, 0]        # Adam's path: x, y and loss at each step, float32
    paths.left[0, 0]          # the step at which SGD left for good, -1 if it stayed

`walk` is the readable way to run one path; the quick ways used here, plain floats for few starts
and stacked arrays for many, are held to it bit for bit.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Int
from course_lib.optim._course import at_rate, box, check_course, check_racer, within
from course_lib.optim.float_paths import FLOAT_PATHS
from course_lib.optim.schedules import Schedule
from course_lib.optim.surfaces import Point, Surface
from course_lib.optim.walking import moments

__all__ = ["Trajectories", "race"]

# Up to this many starts plain floats are quicker than arrays.
FEW = 12


class Trajectories(NamedTuple):
    """Paths, ready to draw, and who left.

    points (R, S, steps + 1, 3), float32, in one piece of memory: x, y and loss of each racer from
    each start after each step; always finite. left (R, S): the step at which a path went out of
    reach or stopped being numbers, where it is then held on the rim; -1 for those that stayed.
    """

    points: Float[Array, "R S T 3"]
    left: Int[Array, "R S"]


def race(
    surface: Surface,
    racers: Sequence[Any],
    starts: Float[Array, "*S 2"] | Point,
    steps: int,
    *,
    schedule: Schedule | None = None,
    noise: Float[Array, "T 2"] | None = None,
) -> Trajectories:
    """Run each racer `steps` steps from each start.

    A racer is an optimiser, a function `step(w, dw, state)` (see `Own`), or `Newton`, `BFGS`,
    `LBFGS`. `starts` is (S, 2) or one point. `schedule(0), schedule(1), ...` multiply the rates
    of optimisers that have an `lr`. `noise` (steps, 2) is added to the gradients, the same to every
    racer's; `Newton` and its kind get the next row whenever they ask. Raises as `walk` does.
    """
    for racer in racers:
        check_racer(racer)
    starts, factors = check_course(surface, starts, steps, schedule, noise)
    points = np.empty((len(racers), len(starts), steps + 1, 2))
    known = [r for r, racer in enumerate(racers) if type(racer) in FLOAT_PATHS]
    stacked = known if len(starts) > FEW else []
    with np.errstate(all="ignore"):
        if stacked:
            points[stacked] = _stacked(
                surface, [racers[r] for r in stacked], starts, factors, noise
            )
        for r in set(range(len(racers))).difference(stacked):
            for s, start in enumerate(starts):
                points[r, s] = _path(surface, racers[r], start, factors, noise)
        return _held(surface, points)


def _path(
    surface: Surface, racer: Any, start: Array, factors: list[float], noise: Array | None
) -> Float[Array, "T 2"]:
    """One racer from one start, by the way that suits it."""
    steps = len(factors)
    if type(racer) in FLOAT_PATHS:
        return _in_floats(surface, racer, start, factors, noise)
    if hasattr(racer, "minimise"):
        f = surface if noise is None else _Batches(surface, noise)
        path = [*racer.minimise(f, start, steps).path]
    else:
        path = [start]
        for moment in moments(surface, racer, start, factors, noise):
            path.append(moment.w)
            if not within(surface, moment.w):
                break  # gone for good: it is not asked again
    return np.array(path + path[-1:] * (steps + 1 - len(path)))


def _in_floats(
    surface: Surface, racer: Any, start: Array, factors: list[float], noise: Array | None
) -> Float[Array, "T 2"]:
    path = [tuple(start.tolist())]
    slope = surface.slope if noise is None else _noisy(surface.slope, iter(noise.tolist()))
    try:
        FLOAT_PATHS[type(racer)](racer, slope, path, [racer.lr * factor for factor in factors])
    except (ZeroDivisionError, OverflowError):
        # Arrays would go on with inf or nan: from here on the path is no longer numbers.
        path += [(np.nan, np.nan)] * (len(factors) + 1 - len(path))
    return np.array(path)


def _noisy(slope: Callable[..., Any], noise: Iterator[list[float]]) -> Callable[..., Any]:
    def noisy(x: float, y: float) -> tuple[float, float]:
        dx, dy = slope(x, y)
        add_x, add_y = next(noise)
        return dx + add_x, dy + add_y

    return noisy


def _stacked(
    surface: Surface, racers: list[Any], starts: Array, factors: list[float], noise: Array | None
) -> Float[Array, "R S T 2"]:
    """All racers from all starts together: one gradient a step."""
    # x and y lie apart, (R, 2, S): arithmetic on neighbours in memory is quicker.
    w = np.repeat(starts.T[None], len(racers), axis=0)
    points = np.empty((len(factors) + 1, *w.shape))
    points[0] = w
    states = [racer.init(w[r]) for r, racer in enumerate(racers)]
    dw = np.empty_like(w)
    for k, factor in enumerate(factors):
        now = [at_rate(racer, factor) for racer in racers]
        at = w.copy()
        for r, racer in enumerate(now):
            if hasattr(racer, "lookahead"):
                at[r] = racer.lookahead(w[r], states[r])
        dw[:, 0], dw[:, 1] = surface.slope(at[:, 0], at[:, 1])
        if noise is not None:
            dw += noise[k][:, None]
        for r, racer in enumerate(now):
            w[r], states[r] = racer.step(w[r], dw[r], states[r])
        points[k + 1] = w
    return np.moveaxis(points, (0, 2), (2, 3))


class _Batches:
    """A surface whose gradient is another batch's whenever it is asked for."""

    def __init__(self, surface: Surface, noise: Array) -> None:
        self.value, self.hessian, self.slopes = surface.value, surface.hessian, surface.gradient
        self.noise = itertools.cycle(noise)

    def gradient(self, w: Array) -> Array:
        return self.slopes(w) + next(self.noise)


def _held(surface: Surface, points: Float[Array, "R S T 2"]) -> Trajectories:
    """Hold each path that left where it left, on the rim; add the losses."""
    out = np.empty((*points.shape[:-1], 3), np.float32)
    left = np.empty(points.shape[:2], int)
    middle, far = box(surface)
    for r, paths in enumerate(points):  # one racer at a time: less memory
        gone = ~within(surface, paths)
        left[r] = np.where(gone.any(axis=-1), gone.argmax(axis=-1), -1)
        for s in np.flatnonzero(left[r] > 0):
            k = left[r, s]
            last = np.where(np.isnan(paths[s, k]), paths[s, k - 1], paths[s, k])
            paths[s, k:] = np.clip(last, middle - far, middle + far)
        out[r, ..., :2], out[r, ..., 2] = paths, surface.value(paths)
    return Trajectories(out, left)

"""What a race over a surface is run on: where from, how many steps, how far out it may go."""

import math
from dataclasses import is_dataclass, replace
from typing import Any

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.optim.schedules import Schedule
from course_lib.optim.surfaces import Point, Surface

# Whoever is this many times as far from the middle as the edge of the picture has left for good.
REACH = 10


def check_course(
    surface: Surface,
    starts: Float[Array, "*S 2"] | Point,
    steps: int,
    schedule: Schedule | None,
    noise: Array | None,
) -> tuple[Float[Array, "S 2"], list[float]]:
    """Give the starts (S, 2), float64, and the factor of the rate at each step, or raise."""
    starts = np.atleast_2d(np.asarray(starts, np.float64))
    if starts.ndim != 2 or starts.shape[1] != 2:
        raise ShapeError(
            f"starts of shape {starts.shape}",
            why="a start is a point of the plane, (x, y)",
            how="give one point, or an array (number of starts, 2)",
        )
    if steps < 0:
        raise RangeError(
            f"a race of {steps} steps",
            why="a step cannot be taken back",
            how="give 0 or more",
        )
    if noise is not None and noise.shape != (steps, 2):
        raise ShapeError(
            f"{steps} steps and noise of shape {noise.shape}",
            why="each step adds its own row of noise to the gradient",
            how="give noise of shape (steps, 2), such as surface.noise(steps, rng)",
        )
    if not within(surface, starts).all():
        raise RangeError(
            f"a start among {starts.tolist()} is far off the picture {surface.extent}",
            why=f"further out than {REACH} times its size a path counts as having left",
            how="start on the picture, or near it",
        )
    return starts, [_factor(schedule, k) for k in range(steps)]


def check_racer(racer: Any) -> None:
    """Raise CourseError for what cannot race."""
    if isinstance(racer, type) or not (
        callable(racer) or hasattr(racer, "step") or hasattr(racer, "minimise")
    ):
        raise CourseError(
            f"{racer!r} cannot race",
            why="a racer is an optimiser with its settings, or a function step(w, dw, state)",
            how="make one of the class: Adam(lr=0.1), not Adam",
        )


def _factor(schedule: Schedule | None, k: int) -> float:
    factor = 1.0 if schedule is None else float(schedule(k))
    if not 0 <= factor < math.inf:
        raise RangeError(
            f"the schedule gives {factor} for step {k}",
            why="each rate is multiplied by it, and a rate is a number from 0 up",
            how="give a schedule such as PowerDecay(base=0.95)",
        )
    return factor


def at_rate(racer: Any, factor: float) -> Any:
    """Give the racer with its rate times `factor`; itself where it has none."""
    scheduled = factor != 1 and is_dataclass(racer) and hasattr(racer, "lr")
    return replace(racer, lr=racer.lr * factor) if scheduled else racer


def box(surface: Surface) -> tuple[Array, Array]:
    """Give the middle (2,) of the picture, and how far from it (2,) a path may go."""
    x0, x1, y0, y1 = surface.extent
    middle = np.array([x0 + x1, y0 + y1]) / 2
    return middle, REACH * np.array([x1 - x0, y1 - y0]) / 2


def within(surface: Surface, w: Array) -> Array:
    """Say of points (..., 2) whether they are within reach; nan is not."""
    (mx, my), (fx, fy) = box(surface)
    return np.asarray((np.abs(w[..., 0] - mx) <= fx) & (np.abs(w[..., 1] - my) <= fy))

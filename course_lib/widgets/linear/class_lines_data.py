"""Points in a plane for the three class lines: what a line can split, and what it cannot.

Sources of the shapes: CS231n lectures, "Hard cases for a linear classifier".
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, UInt8
from course_lib.errors import CourseError

__all__ = ["DATA", "Points", "check_data", "points_of", "start_weights"]

SEED = 14


class Points(NamedTuple):
    """x (N, 2) float32 within the square from -1 to 1, y (N,) uint8, classes from 0."""

    x: Float[Array, "N 2"]
    y: UInt8[Array, " N"]

    @property
    def classes(self) -> int:
        """How many classes there are."""
        return int(self.y.max()) + 1


def points_of(data: str) -> Points:
    """The points of that name, the same ones every time; raises CourseError for another name."""
    x, y = DATA[check_data(data)](np.random.default_rng(SEED))
    return Points(x.astype("<f4"), y.astype(np.uint8))


def start_weights(classes: int) -> Float[Array, "C 3"]:
    """Lines to begin with, one row (w1, w2, b) a class: good for nothing yet, and easy to grasp."""
    angle = np.deg2rad(20 + 360 * np.arange(classes) / classes)
    rows = [1.6 * np.cos(angle), 1.6 * np.sin(angle), np.full(classes, -0.45)]
    return np.stack(rows, axis=1).astype("<f4")


def check_data(data: object) -> str:
    """Give back the name of a data set; raises CourseError for anything else."""
    if not isinstance(data, str) or data not in DATA:
        raise CourseError(
            f"ClassLines got data = {data!r}",
            why="it has four sets of points, each to show one thing",
            how=f"choose one of {', '.join(map(repr, DATA))}",
        )
    return data


def _around(rng: np.random.Generator, centres: list[list[float]], each: int) -> Array:
    spread = rng.normal(scale=0.095, size=(len(centres) * each, 2))
    return np.repeat(np.array(centres), each, axis=0) + spread


def _clouds(rng: np.random.Generator) -> tuple[Array, Array]:
    centres = [[-0.5, -0.4], [0.55, -0.3], [-0.05, 0.5]]
    return _around(rng, centres, 5) + rng.normal(scale=0.1, size=(15, 2)), np.arange(15) // 5


def _xor(rng: np.random.Generator) -> tuple[Array, Array]:
    centres = [[-0.5, -0.5], [0.55, 0.45], [-0.45, 0.55], [0.5, -0.45]]
    return _around(rng, centres, 4), np.arange(16) // 8


def _ring(rng: np.random.Generator) -> tuple[Array, Array]:
    turn = 2 * np.pi * np.arange(10) / 10
    outer = 0.75 * np.stack([np.cos(turn), np.sin(turn)], axis=1)
    outer += rng.normal(scale=0.04, size=(10, 2))
    return np.vstack([_around(rng, [[0.0, 0.0]], 5), outer]), np.arange(15) // 5 > 0


def _islands(rng: np.random.Generator) -> tuple[Array, Array]:
    sea = [[0.0, 0.03], [0.0, -0.62], [0.55, 0.36], [-0.55, 0.36]]
    islands = [[0.0, 0.68], [0.6, -0.36], [-0.6, -0.36]]
    x = np.vstack([_around(rng, sea, 2), _around(rng, islands, 3)])
    return x, np.arange(17) >= 8


DATA: dict[str, Callable[[np.random.Generator], tuple[Array, Array]]] = {
    "clouds": _clouds,
    "xor": _xor,
    "ring": _ring,
    "islands": _islands,
}

"""Landscapes to descend: small functions of two weights, with gradients and Hessians.

Each writes its formulas once, for numbers and arrays of any shape alike, in plain arithmetic:
`height(x, y)`, `slope(x, y)`, `curvature(x, y)`. A race in floats and one in arrays then go
through the very same operations, and `value`, `gradient`, `hessian` serve points (..., 2).
"""

from dataclasses import dataclass
from typing import ClassVar, TypeVar

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import RangeError, ShapeError
from course_lib.optim._checks import positive, whole

__all__ = [
    "SURFACES",
    "Beale",
    "Himmelblau",
    "MinibatchQuadratic",
    "Plateau",
    "Quadratic",
    "Rosenbrock",
    "Saddle",
    "Surface",
]

Number = TypeVar("Number", float, np.floating, Array)
Point = tuple[float, float]


class Surface:
    """What all landscapes share: `extent` to draw (x0, x1, y0, y1), `start`, `minima`."""

    __slots__ = ()
    extent: ClassVar[tuple[float, float, float, float]]
    start: ClassVar[Point]
    minima: ClassVar[tuple[Point, ...]]

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        raise NotImplementedError

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        raise NotImplementedError

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        raise NotImplementedError

    def value(self, w: Float[Array, "*S 2"]) -> Float[Array, "*S"]:
        """Give the loss at points `w` (..., 2). Raises ShapeError."""
        return np.asarray(self.height(*_coordinates(w)))

    def gradient(self, w: Float[Array, "*S 2"]) -> Float[Array, "*S 2"]:
        """Give the gradient at points `w` (..., 2). Raises ShapeError."""
        x, y = _coordinates(w)
        out = np.empty_like(w)
        out[..., 0], out[..., 1] = self.slope(x, y)
        return out

    def hessian(self, w: Float[Array, "*S 2"]) -> Float[Array, "*S 2 2"]:
        """Give the matrix of second derivatives at points `w` (..., 2). Raises ShapeError."""
        xx, xy, yy = self.curvature(*_coordinates(w))
        out = np.empty((*w.shape, 2), w.dtype)
        out[..., 0, 0], out[..., 0, 1], out[..., 1, 0], out[..., 1, 1] = xx, xy, xy, yy
        return out


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadratic(Surface):
    """A bowl `condition` times as steep across (y) as along (x): (x^2 + condition*y^2) / 2.

    A rate above 2 / condition diverges. Raises RangeError unless condition is above 0.
    """

    condition: float = 25.0
    extent: ClassVar = (-4.0, 4.0, -2.0, 2.0)
    start: ClassVar = (-3.5, 1.5)
    minima: ClassVar = ((0.0, 0.0),)

    def __post_init__(self) -> None:
        positive(self, "condition")

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        return 0.5 * (x * x + self.condition * (y * y))

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        return 1.0 * x, self.condition * y

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        return 0.0 * x + 1, 0.0 * x, 0.0 * y + self.condition


@dataclass(frozen=True, slots=True, kw_only=True)
class Saddle(Surface):
    """Up along x, down along y till it rises again: x^2/2 - y^2/2 + y^4/16, saddle at (0, 0)."""

    extent: ClassVar = (-2.5, 2.5, -3.5, 3.5)
    start: ClassVar = (-2.0, 0.01)
    minima: ClassVar = ((0.0, -2.0), (0.0, 2.0))

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        yy = y * y
        return 0.5 * (x * x) + yy * (yy / 16 - 0.5)

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        return 1.0 * x, y * (0.25 * (y * y) - 1)

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        return 0.0 * x + 1, 0.0 * x, 0.75 * (y * y) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rosenbrock(Surface):
    """A bent valley, (1 - x)^2 + b*(y - x^2)^2: easy to find, slow to follow.

    Rosenbrock (1960). Raises RangeError unless b is above 0.
    """

    b: float = 100.0
    extent: ClassVar = (-2.0, 2.0, -1.0, 3.0)
    start: ClassVar = (-1.5, 2.0)
    minima: ClassVar = ((1.0, 1.0),)

    def __post_init__(self) -> None:
        positive(self, "b")

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        along, across = 1 - x, y - x * x
        return along * along + self.b * (across * across)

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        push = 2 * self.b * (y - x * x)
        return -2 * (1 - x) - 2 * (x * push), push

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        return 2 - 4 * self.b * (y - 3 * (x * x)), -4 * self.b * x, 0.0 * y + 2 * self.b


@dataclass(frozen=True, slots=True, kw_only=True)
class Beale(Surface):
    """Flat plains, sharp peaks at the corners: the sum of (c - x + x*y^k)^2 for k = 1, 2, 3."""

    extent: ClassVar = (-4.5, 4.5, -4.5, 4.5)
    start: ClassVar = (1.0, 1.5)
    minima: ClassVar = ((3.0, 0.5),)

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        p, q, r = 1.5 - x * (1 - y), 2.25 - x * (1 - y * y), 2.625 - x * (1 - y * y * y)
        return p * p + q * q + r * r

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        yy = y * y
        u, v, w = y - 1, yy - 1, yy * y - 1
        p, q, r = 1.5 + x * u, 2.25 + x * v, 2.625 + x * w
        return 2 * (p * u + q * v + r * w), 2 * x * (p + 2 * (q * y) + 3 * (r * yy))

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        yy = y * y
        u, v, w = y - 1, yy - 1, yy * y - 1
        p, q, r = 1.5 + x * u, 2.25 + x * v, 2.625 + x * w
        xy = p + x * u + 2 * y * (q + x * v) + 3 * yy * (r + x * w)
        yy_ = x * x * (1 + 4 * yy + 9 * (yy * yy)) + x * (2 * q + 6 * y * r)
        return 2 * (u * u + v * v + w * w), 2 * xy, 2 * yy_


@dataclass(frozen=True, slots=True, kw_only=True)
class Himmelblau(Surface):
    """Four equal valleys, (x^2 + y - 11)^2 + (x + y^2 - 7)^2: where you start decides."""

    extent: ClassVar = (-5.5, 5.5, -5.5, 5.5)
    start: ClassVar = (0.0, -4.5)
    minima: ClassVar = (
        (3.0, 2.0),
        (-2.805118086952745, 3.131312518250573),
        (-3.779310253377747, -3.283185991286170),
        (3.584428340330492, -1.848126526964404),
    )

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        p, q = x * x + y - 11, x + y * y - 7
        return p * p + q * q

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        p, q = x * x + y - 11, x + y * y - 7
        return 4 * (x * p) + 2 * q, 2 * p + 4 * (y * q)

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        p, q = x * x + y - 11, x + y * y - 7
        return 4 * p + 8 * (x * x) + 2, 4 * (x + y), 4 * q + 8 * (y * y) + 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plateau(Surface):
    """A hole in a plain, r / (1 + r) with r = x^2 + y^2: far out there is next to no slope.

    Geman & McClure (1985) use it to ignore outliers; here it stalls whoever starts far away.
    """

    extent: ClassVar = (-6.0, 6.0, -6.0, 6.0)
    start: ClassVar = (-5.0, 3.5)
    minima: ClassVar = ((0.0, 0.0),)

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y)."""
        return 1 - 1 / (1 + x * x + y * y)

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y)."""
        s = 1 + x * x + y * y
        push = 2 / s / s
        return x * push, y * push

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        s = 1 + x * x + y * y
        push, bend = 2 / s / s, 8 / s / s / s
        return push - bend * (x * x), -bend * (x * y), push - bend * (y * y)


@dataclass(frozen=True, slots=True, kw_only=True)
class MinibatchQuadratic(Surface):
    """The mean of N bowls with scattered centres, whose gradient is measured on a few at a time.

    `height` and `slope` are those of all N, less the height of the lowest point, (0, 0). A batch
    of `batch_size` differs from them by `noise`, the same wherever it is measured.
    Raises RangeError unless 1 <= batch_size <= N and condition and spread are above 0.
    """

    condition: float = 10.0
    batch_size: int = 8
    N: int = 256
    spread: float = 1.0
    seed: int = 0
    extent: ClassVar = (-4.0, 4.0, -2.0, 2.0)
    start: ClassVar = (-3.5, 1.5)
    minima: ClassVar = ((0.0, 0.0),)

    def __post_init__(self) -> None:
        positive(self, "condition", "spread")
        whole(self, "N", least=1)
        whole(self, "batch_size", least=1)
        whole(self, "seed", least=0)
        if self.batch_size > self.N:
            raise RangeError(
                f"MinibatchQuadratic got batch_size = {self.batch_size} of N = {self.N}",
                why="a batch is drawn from the examples without putting any back",
                how="choose at most N: a batch of all N has no noise",
            )

    def height(self, x: Number, y: Number) -> Number:
        """Give the loss at (x, y), of all examples."""
        return 0.5 * (x * x + self.condition * (y * y))

    def slope(self, x: Number, y: Number) -> tuple[Number, Number]:
        """Give the two partial derivatives at (x, y), of all examples."""
        return 1.0 * x, self.condition * y

    def curvature(self, x: Number, y: Number) -> tuple[Number, Number, Number]:
        """Give the second derivatives at (x, y): xx, xy, yy."""
        return 0.0 * x + 1, 0.0 * x, 0.0 * y + self.condition

    def centres(self) -> Float[Array, "N 2"]:
        """Give the lowest point of each example's bowl, (N, 2); their mean is (0, 0)."""
        c = np.random.default_rng(self.seed).normal(scale=self.spread, size=(self.N, 2))
        return c - c.mean(axis=0)

    def noise(self, steps: int, rng: Generator) -> Float[Array, "steps 2"]:
        """Give what each step's batch adds to the gradient, (steps, 2).

        The examples are shuffled once an epoch; a last batch that would be short is left out.
        """
        epoch = self.N // self.batch_size
        order = [rng.permutation(self.N)[: epoch * self.batch_size] for _ in range(0, steps, epoch)]
        batches = np.array(order, int).reshape(-1, self.batch_size)[:steps]
        return -self.centres()[batches].mean(axis=1) * [1.0, self.condition]


SURFACES = (
    Quadratic,
    Saddle,
    Rosenbrock,
    Beale,
    Himmelblau,
    Plateau,
    MinibatchQuadratic,
)


def _coordinates(w: Array) -> tuple[Array, Array]:
    if not w.shape or w.shape[-1] != 2:
        raise ShapeError(
            f"a surface got points of shape {w.shape}",
            why="it is a function of two weights, the last axis of w",
            how="give (x, y) or any number of such points: (2,), (N, 2), (H, W, 2)",
        )
    return w[..., 0], w[..., 1]

"""The points of the kNN plane: where they come from and what is refused.

Points are kept on the unit disc, so that a rotation never carries one out of sight.
"""

from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, UInt8
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError

__all__ = [
    "CLASSES",
    "METRICS",
    "MOST",
    "QUARTER",
    "Scene",
    "check_angle",
    "check_k",
    "check_metric",
    "clamp",
    "default_scene",
    "read_points",
    "read_scene",
    "received_points",
]

CLASSES = 3
MOST = 200  # more points than that are a blot, and no longer voted on within a blink
METRICS = ("L1", "L2")
QUARTER = 90.0
NUMBER = (int, float, np.integer, np.floating)


class Scene(NamedTuple):
    """Points on the unit disc, and where that disc lies among the points as they were given.

    x (N, 2) float32, y (N,) uint8; a point as given is centre + radius * x.
    """

    x: Float[Array, "N 2"]
    y: UInt8[Array, " N"]
    centre: tuple[float, float] = (0.0, 0.0)
    radius: float = 1.0


def default_scene(rng: np.random.Generator) -> Scene:
    """Three clouds of nine points that overlap a little: k = 1 makes islands, k = 9 drowns them."""
    centres = np.array([[-0.42, -0.22], [0.44, -0.12], [-0.02, 0.46]])
    x = np.repeat(centres, 9, axis=0) + rng.normal(scale=0.24, size=(27, 2))
    x /= np.maximum(1, np.hypot(*x.T) / 0.95)[:, None]
    return Scene(x.astype("<f4"), np.repeat(np.arange(CLASSES, dtype=np.uint8), 9))


def read_scene(points: Any, labels: Any) -> Scene:
    """Check points (N, 2) and labels (N,) from 0 to 2, and move the points to the unit disc.

    Raises ShapeError, DtypeError or RangeError for what cannot be drawn.
    """
    x = read_points(points)
    y = _read_labels(labels, len(x))
    low, high = x.min(axis=0), x.max(axis=0)
    centre = low + (high - low) / 2
    radius = float(np.hypot(*(x - centre).T).max()) or 1.0
    return Scene(((x - centre) / radius).astype("<f4"), y, (centre[0], centre[1]), radius)


def read_points(points: Any) -> Float[Array, "N 2"]:
    """Give `points` as float64 (N, 2), N from 1 to 200, finite; else raises a CourseError."""
    x = _numbers(points, "points")
    if x.ndim != 2 or x.shape[1] != 2:
        raise ShapeError(
            f"KNNBoundary got points {x.shape}",
            why="every point lies in a plane: one row a point, two columns",
            how="give points as (N, 2); choose two columns of data that has more",
        )
    _check_count(len(x))
    # Beyond 1e150 a squared distance is no longer a number.
    if not (np.abs(x) < 1e150).all():  # NaN is not below it either
        row = int(np.flatnonzero(~(np.abs(x) < 1e150).all(axis=1))[0])
        raise RangeError(
            f"KNNBoundary got the point {x[row].tolist()} in row {row}",
            why="a point that is nowhere has no distance to any other",
            how="drop such rows: points[np.isfinite(points).all(axis=1)], and their labels",
        )
    return x


def received_points(x_bytes: Any, y_bytes: Any) -> tuple[bytes, bytes] | None:
    """Bytes as a browser sends them, moved onto the disc; None where they make no sense.

    What comes from there is nobody's typing, so nothing is raised: the caller keeps what it had.
    """
    try:
        x = np.frombuffer(x_bytes, "<f4").reshape(-1, 2).astype(float)
        y = np.frombuffer(y_bytes, np.uint8)
    except (TypeError, ValueError, BufferError):
        return None
    fits = len(x) == len(y) and 1 <= len(x) <= MOST and y.max() < CLASSES
    if not fits or not np.isfinite(x).all():
        return None
    x /= np.maximum(1, np.hypot(*x.T))[:, None]
    return x.astype("<f4").tobytes(), y.tobytes()


def clamp(value: Any, low: float, high: float, otherwise: float) -> float:
    """Nearest number to `value` from low to high; that to `otherwise` where value is no number."""
    if isinstance(value, bool) or not isinstance(value, NUMBER) or not np.isfinite(value):
        value = otherwise
    return min(max(float(value), low), high)


def check_k(k: Any, N: int) -> int:
    """Give `k` as an int from 1 to N; raises RangeError if it is not that."""
    if isinstance(k, bool) or not isinstance(k, (int, np.integer)) or not 1 <= k <= N:
        raise RangeError(
            f"KNNBoundary got k = {k!r} and {N} points",
            why="a vote needs at least one neighbour, and there are no more than all of them",
            how=f"choose a whole number k from 1 to {N}",
        )
    return int(k)


def check_metric(metric: Any) -> str:
    """Give back "L1" or "L2"; raises CourseError for anything else."""
    if not isinstance(metric, str) or metric not in METRICS:
        raise CourseError(
            f"KNNBoundary got metric = {metric!r}",
            why="it compares two ways to measure: along the axes (L1) and straight across (L2)",
            how='choose metric="L1" or metric="L2"',
        )
    return metric


def check_angle(angle: Any) -> float:
    """Give `angle` in degrees as a float from 0 to 90; raises RangeError if it is not that."""
    if isinstance(angle, bool) or not isinstance(angle, NUMBER) or not 0 <= angle <= QUARTER:
        raise RangeError(
            f"KNNBoundary got angle = {angle!r}",
            why="after a quarter turn either metric sees what it saw before: nothing new follows",
            how="choose an angle from 0 to 90 degrees",
        )
    return float(angle)


def _read_labels(labels: Any, N: int) -> UInt8[Array, " N"]:
    y = _numbers(labels, "labels")
    if y.shape != (N,):
        raise ShapeError(
            f"KNNBoundary got {N} points and labels {y.shape}",
            why="each point has one class, labels[i] is that of points[i]",
            how=f"give labels as ({N},)",
        )
    if not np.isin(y, range(CLASSES)).all():
        strange = y[~np.isin(y, range(CLASSES))][0]
        raise RangeError(
            f"KNNBoundary got the label {strange:g}",
            why="it draws three classes, each with its own colour and shape",
            how="number the classes 0, 1, 2: np.unique(labels, return_inverse=True)[1]",
        )
    return y.astype(np.uint8)


def _check_count(N: int) -> None:
    if not 1 <= N <= MOST:
        raise ShapeError(
            f"KNNBoundary got {N} points",
            why="without a point nobody votes, and hundreds of them cannot be told apart",
            how=f"give 1 to {MOST} points; take a random sample of more",
        )


def _numbers(values: Any, name: str) -> Array:
    try:
        array = np.asarray(values)
    except ValueError:
        raise ShapeError(
            f"KNNBoundary got {name} with rows of different lengths",
            why="they make no array",
            how=f"give {name} as one NumPy array",
        ) from None
    if array.dtype.kind not in "iuf":
        raise DtypeError(
            f"KNNBoundary got {name} of dtype {array.dtype}",
            why="positions and classes are numbers here",
            how=f"give {name} as an array of int or float",
        )
    return array.astype(float)

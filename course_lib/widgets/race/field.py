"""What lies under a race: the heights of the landscape, and how fast momentum shrinks errors."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import Surface
from course_lib.widgets.race.settings import RANGES, view

__all__ = ["convergence", "convergence_map", "field", "fine_tuned", "gap", "map_axes"]

FIELD = 128  # samples along a side
MAP = 56, 40  # rates, momenta


def gap(surface: Surface, w: Float[Array, "*S 2"]) -> Float[Array, "*S"]:
    """Give the loss above the lowest there is, at points (..., 2); never below 0."""
    lowest = surface.value(np.array(surface.minima[0]))
    return np.maximum(surface.value(w) - lowest, 0)


def field(surface: Surface, S: int = FIELD) -> Float[Array, "S S"]:
    """Give heights (S, S) on a logarithmic scale from 0 to 1, the top row first, edges included."""
    x0, x1, y0, y1 = view(surface)
    across, up = np.meshgrid(np.linspace(x0, x1, S), np.linspace(y1, y0, S))
    heights = gap(surface, np.stack([across, up], axis=-1))
    # Contours crowd no closer around the lowest point than where a thirtieth of the picture lies.
    levels = np.log1p(heights / np.quantile(heights, 0.03))
    return levels / levels.max()


def map_axes() -> tuple[Float[Array, " A"], Float[Array, " B"]]:
    """Give the rates (A,), evenly spaced by their logarithm, and the momenta (B,) of the map."""
    (low, high), (least, most) = RANGES["lr"], RANGES["rho"]
    rates, momenta = MAP
    return np.geomspace(low, high, rates), np.linspace(least, most, momenta)


def convergence(
    lr: Float[Array, "*S"], rho: Float[Array, "*S"], curvature: float
) -> Float[Array, "*S"]:
    """Give the factor by which momentum shrinks an error a step, in the end, in a bowl.

    v = rho*v + c*w; w = w - lr*v is a linear map of (w, v): the size of its largest eigenvalue.
    Above 1 it diverges, which is where lr * curvature > 2 * (1 + rho).
    Source: Goh (2017), "Why momentum really works", Distill.
    """
    trace = 1 + rho - lr * curvature
    inside = trace * trace - 4 * rho
    real = (np.abs(trace) + np.sqrt(np.maximum(inside, 0))) / 2
    return np.where(inside < 0, np.sqrt(rho), real)


def convergence_map(condition: float) -> Float[Array, "B A"]:
    """Give the factor for a bowl of this condition (B, A): a row a momentum, a column a rate.

    The slower of its two directions, of curvature 1 and `condition`, decides.
    """
    lr, rho = np.meshgrid(*map_axes())
    return np.maximum(convergence(lr, rho, 1.0), convergence(lr, rho, condition))


def fine_tuned(condition: float) -> tuple[float, float]:
    """Give the rate and momentum that shrink errors fastest in such a bowl. Polyak (1964)."""
    root = np.sqrt(condition)
    return float((2 / (1 + root)) ** 2), float(((root - 1) / (root + 1)) ** 2)

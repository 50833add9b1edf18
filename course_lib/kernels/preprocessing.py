"""Preprocessing: fitted on the training set, applied to every set.

    scaling = fit_standardise(train)
    train, test = scaling.apply(train), scaling.apply(test)

Whatever is learnt from data (a mean, a scale, directions) is learnt from the training set alone.
Source: CS231n notes, "Neural Networks Part 2", section "Data Preprocessing".
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.kernels._checks import (
    check_finite,
    check_floats,
    check_not_empty,
    check_number,
    check_sizes,
)

__all__ = [
    "Projection",
    "Scaling",
    "fit_centre",
    "fit_min_max",
    "fit_pca",
    "fit_standardise",
    "fit_whiten",
]

Axes = int | tuple[int, ...]


class Scaling(NamedTuple):
    """(x - shift) / scale, with shift and scale found in the training set."""

    shift: Array
    scale: Array

    def apply(self, x: Float[Array, "N *S"]) -> Float[Array, "N *S"]:
        """Scale `x` (N, ...), whose examples have the shape of those fitted."""
        self._check("Scaling.apply", x)
        return (x - self.shift) / self.scale

    def invert(self, x: Float[Array, "N *S"]) -> Float[Array, "N *S"]:
        """Undo `apply`."""
        self._check("Scaling.invert", x)
        return x * self.scale + self.shift

    def _check(self, where: str, x: Array) -> None:
        check_floats(where, x=x)
        pairs = zip(x.shape[1:], self.shift.shape[1:], strict=False)
        if x.ndim != self.shift.ndim or any(m not in (1, n) for n, m in pairs):
            raise ShapeError(
                f"{where} got x of shape {x.shape}",
                why=f"it was fitted to examples that fit {self.shift.shape[1:]}",
                how="give all sets in the same form, only the number of examples may differ",
            )


def fit_centre(x: Float[Array, "N *S"], axes: Axes = 0) -> Scaling:
    """Take the training mean off: `axes=0` for one mean a feature, (0, 2, 3) for one a channel.

    Shapes: x (N, ...), mostly (N, D) or (N, C, H, W). Raises ShapeError when x is empty,
    RangeError when it holds nan.
    """
    mean = _mean("fit_centre", x, axes)
    return Scaling(mean, np.ones_like(mean))


def fit_standardise(x: Float[Array, "N *S"], axes: Axes = 0) -> Scaling:
    """Mean 0 and standard deviation 1 over `axes`; a feature that never varies becomes 0.

    Shapes and errors as `fit_centre`.
    """
    mean = _mean("fit_standardise", x, axes)
    return Scaling(mean, _safe(x.std(axis=axes, keepdims=True), mean))


def fit_min_max(x: Float[Array, "N *S"], axes: Axes = 0) -> Scaling:
    """Smallest number to 0, largest to 1, over `axes`; a feature that never varies becomes 0.

    Shapes and errors as `fit_centre`. Other sets may fall outside of [0, 1].
    """
    _mean("fit_min_max", x, axes)
    low = x.min(axis=axes, keepdims=True)
    return Scaling(low, _safe(x.max(axis=axes, keepdims=True) - low, low))


class Projection(NamedTuple):
    """(x - mean) @ components / scale: coordinates along the directions of most variance."""

    mean: Array
    components: Array
    scale: Array
    variance: Array

    def apply(self, x: Float[Array, "N D"]) -> Float[Array, "N k"]:
        """Coordinates (N, k) of `x` (N, D)."""
        self._check("Projection.apply", x, len(self.mean))
        return (x - self.mean) @ (self.components / self.scale)

    def invert(self, x: Float[Array, "N k"]) -> Float[Array, "N D"]:
        """The nearest data with these coordinates: `x` itself when all directions were kept."""
        self._check("Projection.invert", x, len(self.scale))
        return x @ (self.components * self.scale).T + self.mean

    def _check(self, where: str, x: Array, columns: int) -> None:
        check_floats(where, x=x)
        if x.ndim != 2 or x.shape[1] != columns:
            raise ShapeError(
                f"{where} got x of shape {x.shape}",
                why=f"it maps D = {len(self.mean)} features to k = {len(self.scale)} and back",
                how=f"give x as (N, {columns}), flattened as in the fit",
            )


def fit_pca(x: Float[Array, "N D"], k: int) -> Projection:
    """The k directions along which the training set varies most, and the variance along each.

    Shapes: x (N, D); components (D, k), of length 1 and at right angles; variance (k,), falling.
    The largest entry of each component is positive. Raises RangeError unless
    1 <= k <= min(N, D) and for nan, ShapeError unless x is (N, D) and not empty.
    """
    return _fit_projection("fit_pca", x, k)


def fit_whiten(x: Float[Array, "N D"], k: int, eps: float = 1e-5) -> Projection:
    """As `fit_pca`, then every coordinate divided by its standard deviation: variance 1.

    eps is added to each variance, so that directions of mere noise are not blown up. Raises as
    `fit_pca`, and RangeError for a negative eps.
    """
    eps = check_number("fit_whiten", "eps", eps, why="eps is added to a variance, under a root")
    pca = _fit_projection("fit_whiten", x, k)
    std = np.sqrt(pca.variance + eps)
    return pca._replace(scale=_safe(std, std[:1]))


def _fit_projection(where: str, x: Array, k: int) -> Projection:
    mean = _mean(where, x, 0)
    if x.ndim != 2:
        raise ShapeError(
            f"{where} got x of shape {x.shape}",
            why="directions are found among features, one a column",
            how="flatten images first, x.reshape(len(x), -1)",
        )
    most = min(x.shape)
    (k,) = check_sizes(where, "k", k, 1, least=1)
    if k > most:
        raise RangeError(
            f"{where} got k = {k} and x {x.shape}",
            why="N points in D dimensions span at most min(N, D) directions",
            how=f"choose k from 1 to {most}",
        )
    # The singular vectors of the centred data are the eigenvectors of its covariance, and
    # squaring nothing keeps twice as many digits.
    _, s, vt = np.linalg.svd(x - mean, full_matrices=False)
    components = vt[:k].T
    largest = np.abs(components).argmax(axis=0)
    components = components * np.sign(components[largest, np.arange(k)])
    return Projection(mean[0], components, np.ones(k, x.dtype), s[:k] ** 2 / len(x))


def _mean(where: str, x: Array, axes: Axes) -> Array:
    check_floats(where, x=x)
    check_not_empty(where, x, why="there is no mean of no numbers")
    try:
        mean = x.mean(axis=axes, keepdims=True)
    except (np.exceptions.AxisError, ValueError, TypeError):
        raise RangeError(
            f"{where} got axes = {axes!r} for x of shape {x.shape}",
            why="statistics are taken over axes that x has, each named once",
            how="choose 0 for one number a feature, (0, 2, 3) for one a channel of images",
        ) from None
    # An infinite mean would make everything nan.
    check_finite(where, "x", 0.0 if np.isfinite(mean).all() else np.nan, x)
    return mean


def _safe(scale: Array, shift: Array) -> Array:
    # What varies by no more than rounding does not vary: dividing would blow up the rounding.
    floor = 10 * np.finfo(scale.dtype).eps * np.abs(shift)
    return np.where(scale > floor, scale, np.ones_like(scale))

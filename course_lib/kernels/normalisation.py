"""Batch normalisation: every feature of a batch to mean 0 and variance 1, then scaled anew.

In training the batch's own statistics are used, and a running average of them is kept; at test
the running one is used, so that an example's output does not depend on its batch mates.
Source: Ioffe & Szegedy (2015), arXiv:1502.03167, algorithms 1 and 2.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Float
from course_lib.errors import DtypeError, ShapeError
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_not_empty,
    check_number,
    check_shape,
)
from course_lib.kernels._layout import Layout, layout_of
from course_lib.kernels._standardise_loops import standardise_backward_loops, standardise_loops

__all__ = [
    "BatchnormCache",
    "Running",
    "batchnorm_backward",
    "batchnorm_backward_loops",
    "batchnorm_forward",
    "batchnorm_forward_loops",
    "spatial_batchnorm_backward",
    "spatial_batchnorm_forward",
    "start_running",
]


_EPS_WHY = "eps is added to the variance, to keep what is divided by away from 0"


class Running(NamedTuple):
    """Averages of the statistics of the batches seen: mean (C,) and biased variance (C,)."""

    mean: Array
    var: Array


class BatchnormCache(NamedTuple):
    """For the backward pass; and `running`, the averages with this batch taken in.

    centred: x - mean as (A, C, B), see Layout; inv_std: 1 / sqrt(var + eps), (C,).
    """

    centred: Array
    inv_std: Array
    gamma: Array
    layout: Layout
    train: bool
    running: Running


Grads = tuple[Float[Array, "N C *S"], Float[Array, " C"], Float[Array, " C"]]


def start_running(C: int, dtype: DTypeLike = np.float32) -> Running:
    """Averages before the first batch: mean 0, variance 1, as of data that need no change."""
    return Running(np.zeros(C, dtype), np.ones(C, dtype))


def batchnorm_forward(
    x: Float[Array, "N C"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    running: Running,
    *,
    train: bool,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C"], BatchnormCache]:
    """gamma * (x - mean) / sqrt(var + eps) + beta, every column with its own mean and variance.

    Training takes mean and biased variance from the batch, and `cache.running` is
    momentum * running + (1 - momentum) * batch; at test they are those of `running`, as it is.
    Shapes: x (N, C); gamma, beta, running.mean, running.var (C,); out (N, C).
    Raises ShapeError when these do not fit or a training batch is empty, RangeError unless
    0 <= momentum <= 1 and eps > 0.
    """
    _check("batchnorm_forward", x, 2, gamma, beta, running)
    return _forward("batchnorm_forward", x, gamma, beta, running, train, momentum, eps)


def spatial_batchnorm_forward(
    x: Float[Array, "N C *S"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    running: Running,
    *,
    train: bool,
    momentum: float = 0.9,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C *S"], BatchnormCache]:
    """As `batchnorm_forward` for images: one mean and variance a channel, over all its pixels.

    Shapes: x (N, C, ...), mostly (N, C, H, W); gamma, beta, running.mean, running.var (C,).
    """
    _check("spatial_batchnorm_forward", x, 3, gamma, beta, running)
    return _forward("spatial_batchnorm_forward", x, gamma, beta, running, train, momentum, eps)


def batchnorm_forward_loops(
    x: Float[Array, "N C"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    *,
    eps: float = 1e-5,
) -> Float[Array, "N C"]:
    """The output of `batchnorm_forward` in training, one number at a time."""
    _check("batchnorm_forward_loops", x, 2, gamma, beta, start_running(len(gamma)))
    N, C = x.shape
    check_not_empty("batchnorm_forward_loops", x, why="the mean of a batch needs examples")
    check_number("batchnorm_forward_loops", "eps", eps, why=_EPS_WHY, above=True)
    out = np.empty_like(x)
    for c in range(C):
        mean = sum(x[n, c] for n in range(N)) / N
        var = sum((x[n, c] - mean) ** 2 for n in range(N)) / N
        for n in range(N):
            out[n, c] = gamma[c] * (x[n, c] - mean) / (var + eps) ** 0.5 + beta[c]
    return out


def batchnorm_backward(dout: Float[Array, "N C"], cache: BatchnormCache) -> Grads:
    """Gradients dx (N, C), dgamma (C,), dbeta (C,), of training or of test as the forward was.

    With c = x - mean and s = 1 / std over n numbers, training gives
    dx = gamma * s * (dout - sum(dout) / n - c * s^2 * sum(dout * c) / n): mean and variance
    depend on x as well. Raises ShapeError when dout is not shaped as out.
    """
    check_cache("batchnorm_backward", cache, BatchnormCache)
    check_dout("batchnorm_backward", dout, cache.layout.shape)
    return _backward(dout, cache)


def batchnorm_backward_loops(
    dout: Float[Array, "N C"],
    x: Float[Array, "N C"],
    gamma: Float[Array, " C"],
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C"], Float[Array, " C"], Float[Array, " C"]]:
    """The gradients of `batchnorm_backward` in training, one number at a time."""
    where = "batchnorm_backward_loops"
    _check(where, x, 2, gamma, gamma, start_running(len(gamma)))
    check_dout(where, dout, x.shape)
    check_not_empty(where, x, why="the mean of a batch needs examples")
    eps = check_number(where, "eps", eps, why=_EPS_WHY, above=True)
    dx, dgamma, dbeta = np.empty_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for c in range(x.shape[1]):
        x_hat = standardise_loops(x[:, c], eps)
        for n in range(len(x)):
            # out was gamma * x_hat + beta: each gets dout times what it stood beside.
            dgamma[c] += dout[n, c] * x_hat[n]
            dbeta[c] += dout[n, c]
        dx[:, c] = standardise_backward_loops(dout[:, c] * gamma[c], x[:, c], eps)
    return dx, dgamma, dbeta


def spatial_batchnorm_backward(dout: Float[Array, "N C *S"], cache: BatchnormCache) -> Grads:
    """As `batchnorm_backward`, for images: dx (N, C, ...), dgamma (C,), dbeta (C,)."""
    check_cache("spatial_batchnorm_backward", cache, BatchnormCache)
    check_dout("spatial_batchnorm_backward", dout, cache.layout.shape)
    return _backward(dout, cache)


def _forward(
    where: str,
    x: Array,
    gamma: Array,
    beta: Array,
    running: Running,
    train: bool,
    momentum: float,
    eps: float,
) -> tuple[Array, BatchnormCache]:
    eps = check_number(where, "eps", eps, why=_EPS_WHY, above=True)
    momentum = check_number(
        where, "momentum", momentum, why="momentum is the share of the old average", most=1
    )
    layout = layout_of(x)
    flat = layout.flatten(x)
    if train:
        check_not_empty(where, x, why="a training batch gives the mean, and this one has none")
        centred, var, mean = _centre(flat)
        running = Running(
            momentum * running.mean + (1 - momentum) * mean,
            momentum * running.var + (1 - momentum) * var,
        )
    else:
        mean, var = (a.astype(x.dtype, copy=False) for a in running)
        centred = flat - mean[:, None]
    inv_std = 1 / np.sqrt(var + eps)
    out = centred * (gamma * inv_std)[:, None]
    out += beta[:, None]
    return layout.unflatten(out), BatchnormCache(centred, inv_std, gamma, layout, train, running)


def _centre(flat: Array) -> tuple[Array, Array, Array]:
    """x - mean, the variance, the mean, for x (A, C, B)."""
    n = flat.shape[0] * flat.shape[2]
    mean = _sums(flat) / n
    centred = flat - mean[:, None]
    # The mean is rounded. Its error matters where all numbers are large and nearly the same.
    error = _sums(centred) / n
    centred -= error[:, None]
    return centred, _products(centred, centred) / n, mean + error


def _backward(dout: Array, cache: BatchnormCache) -> tuple[Array, Array, Array]:
    centred, inv_std, gamma, layout, train, _ = cache
    flat = layout.flatten(dout)
    dbeta = _sums(flat)
    dgamma = _products(flat, centred) * inv_std
    scale = (gamma * inv_std)[:, None]
    if not train:
        return layout.unflatten(flat * scale), dgamma, dbeta
    n = flat.shape[0] * flat.shape[2]
    dx = centred * (-inv_std * dgamma / n)[:, None]
    dx += flat
    dx -= (dbeta / n)[:, None]
    dx *= scale
    return layout.unflatten(dx), dgamma, dbeta


def _sums(x: Array) -> Array:
    """The sum of each channel of x (A, C, B): a product with ones runs faster than a sum."""
    A, _, B = x.shape
    if B == 1:
        return np.ones(A, x.dtype) @ x[:, :, 0]
    return (x @ np.ones(B, x.dtype)).sum(axis=0)


def _products(x: Array, y: Array) -> Array:
    """The sum of x * y of each channel, without writing the products down."""
    return np.einsum("acb,acb->c", x, y)


def _check(where: str, x: Array, dims: int, gamma: Array, beta: Array, running: Running) -> None:
    if not isinstance(running, Running):
        raise DtypeError(
            f"{where} got running of type {type(running).__name__}",
            why="the averages over the batches seen are a Running, of mean and var",
            how="begin with start_running(C), go on with cache.running of the batch before",
        )
    check_floats(
        where, x=x, gamma=gamma, beta=beta, running_mean=running.mean, running_var=running.var
    )
    if x.ndim < dims or (dims == 2 and x.ndim > 2):
        raise ShapeError(
            f"{where} got x of shape {x.shape}",
            why="batchnorm_forward takes features (N, C), spatial_batchnorm_forward images "
            "(N, C, H, W)",
            how="choose the one that fits, or reshape x",
        )
    C = x.shape[1:2]
    check_shape(where, "gamma", gamma, C, why="each column or channel has its own scale")
    check_shape(where, "beta", beta, C, why="each column or channel has its own shift")
    check_shape(where, "running.mean", running.mean, C, why="each channel has its own mean")
    check_shape(where, "running.var", running.var, C, why="each channel has its own variance")

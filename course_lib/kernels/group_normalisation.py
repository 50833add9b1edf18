"""Layer, instance and group normalisation: mean and variance of each example by itself.

They need no batch and no running averages: training and test are the same.
Sources: Ba et al. (2016), arXiv:1607.06450; Ulyanov et al. (2016), arXiv:1607.08022; Wu & He
(2018), arXiv:1803.08494.
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.kernels._checks import (
    check_cache,
    check_dout,
    check_floats,
    check_not_empty,
    check_number,
    check_shape,
    check_sizes,
)
from course_lib.kernels._standardise_loops import standardise_backward_loops, standardise_loops

__all__ = [
    "GroupnormCache",
    "LayernormCache",
    "groupnorm_backward",
    "groupnorm_backward_loops",
    "groupnorm_forward",
    "groupnorm_forward_loops",
    "instancenorm_backward",
    "instancenorm_forward",
    "layernorm_backward",
    "layernorm_backward_loops",
    "layernorm_forward",
    "layernorm_forward_loops",
]


class LayernormCache(NamedTuple):
    """x_hat, of mean 0 and variance 1 a row; 1 / sqrt(var + eps), one a row; gamma."""

    x_hat: Array
    inv_std: Array
    gamma: Array


class GroupnormCache(NamedTuple):
    """x_hat (N, groups, n), 1 / sqrt(var + eps) (N, groups, 1), gamma, and the shape of x."""

    x_hat: Array
    inv_std: Array
    gamma: Array
    shape: tuple[int, ...]


def layernorm_forward(
    x: Float[Array, "*B D"],
    gamma: Float[Array, " D"],
    beta: Float[Array, " D"],
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "*B D"], LayernormCache]:
    """gamma * (x - mean) / sqrt(var + eps) + beta, mean and variance those of each row.

    Shapes: x (..., D), gamma and beta (D,), out (..., D). Raises ShapeError when they do not fit
    or D is 0, RangeError unless eps is above 0.
    """
    eps = _check_layer("layernorm_forward", x, gamma, beta, eps)
    x_hat, inv_std = _standardise(x, eps)
    return x_hat * gamma + beta, LayernormCache(x_hat, inv_std, gamma)


def layernorm_forward_loops(
    x: Float[Array, "N D"],
    gamma: Float[Array, " D"],
    beta: Float[Array, " D"],
    *,
    eps: float = 1e-5,
) -> Float[Array, "N D"]:
    """The output of `layernorm_forward` for x (N, D), one number at a time."""
    eps = _check_layer("layernorm_forward_loops", x, gamma, beta, eps)
    N, D = x.shape
    out = np.empty_like(x)
    for n in range(N):
        mean = sum(x[n]) / D
        var = sum((number - mean) ** 2 for number in x[n]) / D
        for d in range(D):
            out[n, d] = gamma[d] * (x[n, d] - mean) / (var + eps) ** 0.5 + beta[d]
    return out


def layernorm_backward(
    dout: Float[Array, "*B D"], cache: LayernormCache
) -> tuple[Float[Array, "*B D"], Float[Array, " D"], Float[Array, " D"]]:
    """Gradients dx (..., D), dgamma (D,), dbeta (D,). Raises ShapeError unless dout is as out."""
    check_cache("layernorm_backward", cache, LayernormCache)
    check_dout("layernorm_backward", dout, cache.x_hat.shape)
    batch = tuple(range(dout.ndim - 1))
    dgamma, dbeta = (dout * cache.x_hat).sum(axis=batch), dout.sum(axis=batch)
    return _standardise_backward(dout * cache.gamma, cache.x_hat, cache.inv_std), dgamma, dbeta


def layernorm_backward_loops(
    dout: Float[Array, "N D"],
    x: Float[Array, "N D"],
    gamma: Float[Array, " D"],
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N D"], Float[Array, " D"], Float[Array, " D"]]:
    """The gradients of `layernorm_backward` for x (N, D), one number at a time."""
    eps = _check_layer("layernorm_backward_loops", x, gamma, gamma, eps)
    check_dout("layernorm_backward_loops", dout, x.shape)
    dx, dgamma, dbeta = np.empty_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for n in range(len(x)):
        x_hat = standardise_loops(x[n], eps)
        for d in range(len(gamma)):
            # gamma and beta serve every row, so their gradients are summed over the rows.
            dgamma[d] += dout[n, d] * x_hat[d]
            dbeta[d] += dout[n, d]
        dx[n] = standardise_backward_loops(dout[n] * gamma, x[n], eps)
    return dx, dgamma, dbeta


def groupnorm_forward(
    x: Float[Array, "N C *S"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    *,
    groups: int,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C *S"], GroupnormCache]:
    """As `layernorm_forward`, by groups of neighbouring channels, each with all its pixels.

    One group is layer normalisation, C groups are instance normalisation; `groups` is how many
    there are. Shapes: x (N, C, ...), gamma and beta (C,), out as x. Raises ShapeError when these
    do not fit or hold nothing, RangeError unless groups divides C and eps is above 0.
    """
    eps = _check_group("groupnorm_forward", x, gamma, beta, groups, eps)
    x_hat, inv_std = _standardise(x.reshape(len(x), groups, x[0].size // groups), eps)
    out = x_hat.reshape(x.shape) * _per_channel(gamma, x.ndim)
    out += _per_channel(beta, x.ndim)
    return out, GroupnormCache(x_hat, inv_std, gamma, x.shape)


def groupnorm_forward_loops(
    x: Float[Array, "N C *S"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    *,
    groups: int,
    eps: float = 1e-5,
) -> Float[Array, "N C *S"]:
    """The output of `groupnorm_forward`, one group of one example at a time."""
    eps = _check_group("groupnorm_forward_loops", x, gamma, beta, groups, eps)
    out = np.empty_like(x)
    for n in range(len(x)):
        for channels in np.split(np.arange(len(gamma)), groups):
            numbers = x[n, channels]
            x_hat = standardise_loops(numbers.ravel(), eps).reshape(numbers.shape)
            for c, pixels in zip(channels, x_hat, strict=True):
                out[n, c] = gamma[c] * pixels + beta[c]
    return out


def groupnorm_backward(
    dout: Float[Array, "N C *S"], cache: GroupnormCache
) -> tuple[Float[Array, "N C *S"], Float[Array, " C"], Float[Array, " C"]]:
    """Gradients dx (N, C, ...), dgamma (C,), dbeta (C,). Raises ShapeError if dout misfits."""
    check_cache("groupnorm_backward", cache, GroupnormCache)
    x_hat, inv_std, gamma, shape = cache
    check_dout("groupnorm_backward", dout, shape)
    dx_hat = (dout * _per_channel(gamma, dout.ndim)).reshape(x_hat.shape)
    dx = _standardise_backward(dx_hat, x_hat, inv_std).reshape(shape)
    others = (0, *range(2, dout.ndim))
    return dx, (dout * x_hat.reshape(shape)).sum(axis=others), dout.sum(axis=others)


def groupnorm_backward_loops(
    dout: Float[Array, "N C *S"],
    x: Float[Array, "N C *S"],
    gamma: Float[Array, " C"],
    *,
    groups: int,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C *S"], Float[Array, " C"], Float[Array, " C"]]:
    """The gradients of `groupnorm_backward`, one group of one example at a time."""
    eps = _check_group("groupnorm_backward_loops", x, gamma, gamma, groups, eps)
    check_dout("groupnorm_backward_loops", dout, x.shape)
    dx, dgamma, dbeta = np.empty_like(x), np.zeros_like(gamma), np.zeros_like(gamma)
    for n in range(len(x)):
        for channels in np.split(np.arange(len(gamma)), groups):
            numbers = x[n, channels]
            x_hat = standardise_loops(numbers.ravel(), eps).reshape(numbers.shape)
            dx_hat = np.empty_like(numbers)
            for i, c in enumerate(channels):
                # A channel's gamma and beta serve all its pixels, in every example.
                dgamma[c] += (dout[n, c] * x_hat[i]).sum()
                dbeta[c] += dout[n, c].sum()
                dx_hat[i] = dout[n, c] * gamma[c]
            d = standardise_backward_loops(dx_hat.ravel(), numbers.ravel(), eps)
            dx[n, channels] = d.reshape(numbers.shape)
    return dx, dgamma, dbeta


def instancenorm_forward(
    x: Float[Array, "N C *S"],
    gamma: Float[Array, " C"],
    beta: Float[Array, " C"],
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "N C *S"], GroupnormCache]:
    """As `groupnorm_forward`, every channel a group of its own: its pixels give the statistics."""
    return groupnorm_forward(x, gamma, beta, groups=max(1, len(gamma)), eps=eps)


def instancenorm_backward(
    dout: Float[Array, "N C *S"], cache: GroupnormCache
) -> tuple[Float[Array, "N C *S"], Float[Array, " C"], Float[Array, " C"]]:
    """Gradients dx (N, C, ...), dgamma (C,), dbeta (C,), as `groupnorm_backward`."""
    check_cache("instancenorm_backward", cache, GroupnormCache)
    return groupnorm_backward(dout, cache)


def _standardise(x: Array, eps: float) -> tuple[Array, Array]:
    """Rows of mean 0 and variance 1, and 1 / their standard deviation."""
    n = x.shape[-1]
    centred = x - x.mean(axis=-1, keepdims=True)
    # The mean is rounded. Its error matters where all numbers are large and nearly the same.
    centred -= centred.mean(axis=-1, keepdims=True)
    var = np.einsum("...n,...n->...", centred, centred)[..., None] / n
    inv_std = 1 / np.sqrt(var + eps)
    centred *= inv_std
    return centred, inv_std


def _standardise_backward(dx_hat: Array, x_hat: Array, inv_std: Array) -> Array:
    # Mean and variance depend on x as well: their share is taken off.
    n = x_hat.shape[-1]
    along = np.einsum("...n,...n->...", dx_hat, x_hat)[..., None] / n
    dx = dx_hat - dx_hat.mean(axis=-1, keepdims=True)
    dx -= x_hat * along
    dx *= inv_std
    return dx


def _per_channel(a: Array, ndim: int) -> Array:
    return a.reshape(-1, *(1,) * (ndim - 2))


def _check_layer(where: str, x: Array, gamma: Array, beta: Array, eps: float) -> float:
    check_floats(where, x=x, gamma=gamma, beta=beta)
    check_not_empty(where, gamma, why="the mean is taken over the columns, and there are none")
    check_shape(where, "gamma", gamma, x.shape[-1:], why="each column has its own scale")
    check_shape(where, "beta", beta, x.shape[-1:], why="each column has its own shift")
    return check_number(where, "eps", eps, why="eps keeps the root away from 0", above=True)


def _check_group(where: str, x: Array, gamma: Array, beta: Array, groups: int, eps: float) -> float:
    check_floats(where, x=x, gamma=gamma, beta=beta)
    if x.ndim < 2:
        raise ShapeError(
            f"{where} got x of shape {x.shape}",
            why="groups are made of the channels, on axis 1",
            how="give x as (N, C) or (N, C, H, W)",
        )
    check_not_empty(where, x, why="the mean is taken over numbers of x, and there are none")
    check_shape(where, "gamma", gamma, x.shape[1:2], why="each channel has its own scale")
    check_shape(where, "beta", beta, x.shape[1:2], why="each channel has its own shift")
    (groups,) = check_sizes(where, "groups", groups, 1, least=1)
    if x.shape[1] % groups:
        raise RangeError(
            f"{where} got groups = {groups} for {x.shape[1]} channels",
            why="all groups have the same number of channels",
            how="choose a number of groups that divides the number of channels",
        )
    return check_number(where, "eps", eps, why="eps keeps the root away from 0", above=True)

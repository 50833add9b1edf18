"""Folding: at test, batch normalisation is one more affine map, and can be put into the one before.

gamma * (x @ w + b - mean) / std + beta = x @ (w * s) + (b - mean) * s + beta, s = gamma / std.
Source: Jacob et al. (2018), arXiv:1712.05877, section 3.2.
"""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import ShapeError
from course_lib.kernels._checks import check_floats, check_number, check_shape
from course_lib.kernels.normalisation import Running

__all__ = ["fold_into_affine", "fold_into_conv"]


def fold_into_affine(
    w: Float[Array, "D M"],
    b: Float[Array, " M"],
    gamma: Float[Array, " M"],
    beta: Float[Array, " M"],
    running: Running,
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "D M"], Float[Array, " M"]]:
    """The w and b of one affine layer that does what affine and then batchnorm do at test.

    Shapes: w (D, M); b, gamma, beta, running.mean, running.var (M,). `eps` is that of the
    batchnorm. Raises ShapeError when these do not fit, RangeError unless eps is above 0.
    """
    scale, b = _fold("fold_into_affine", w, 1, b, gamma, beta, running, eps)
    return w * scale, b


def fold_into_conv(
    w: Float[Array, "F C *K"],
    b: Float[Array, " F"],
    gamma: Float[Array, " F"],
    beta: Float[Array, " F"],
    running: Running,
    *,
    eps: float = 1e-5,
) -> tuple[Float[Array, "F C *K"], Float[Array, " F"]]:
    """The w and b of one conv layer that does what conv and then spatial batchnorm do at test.

    Shapes: w (F, C, ...) of conv1d, conv2d or conv3d; the others (F,). Raises as
    `fold_into_affine`.
    """
    scale, b = _fold("fold_into_conv", w, 0, b, gamma, beta, running, eps)
    return w * scale.reshape(-1, *(1,) * (w.ndim - 1)), b


def _fold(
    where: str,
    w: Array,
    axis: int,
    b: Array,
    gamma: Array,
    beta: Array,
    running: Running,
    eps: float,
) -> tuple[Array, Array]:
    rest = {"gamma": gamma, "beta": beta, "running_mean": running.mean, "running_var": running.var}
    check_floats(where, w=w, b=b, **rest)
    if w.ndim < 2 or (axis == 1 and w.ndim > 2):
        raise ShapeError(
            f"{where} got w of shape {w.shape}",
            why="an affine layer has weights (D, M), a conv layer (F, C, K, K)",
            how="choose fold_into_affine or fold_into_conv by the layer before the batchnorm",
        )
    for name, a in {"b": b, **rest}.items():
        check_shape(where, name, a, (w.shape[axis],), why="each output of the layer has its own")
    eps = check_number(where, "eps", eps, why="eps keeps the root away from 0", above=True)
    scale = gamma / np.sqrt(running.var + eps)
    return scale, (b - running.mean) * scale + beta

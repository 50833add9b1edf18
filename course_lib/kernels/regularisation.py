"""Penalties that keep weights small: L2, L1, both at once, and a hard limit on their norm.

Source: CS231n notes, "Neural Networks Part 2", section "Regularization".
"""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import ShapeError
from course_lib.kernels._checks import check_floats, check_number

__all__ = ["elastic_net_penalty", "l1_penalty", "l2_penalty", "max_norm"]

_REG_WHY = "reg is what large weights cost; below 0 they would be rewarded, without end"
_LIMIT_WHY = "limit is the longest that the weights into one unit may be"


def l2_penalty(w: Float[Array, "*S"], reg: float) -> tuple[float, Float[Array, "*S"]]:
    """0.5 * reg * sum(w^2) and its gradient reg * w: all weights shrink by the same share.

    Shapes: w (...), dw (...). Raises RangeError for a reg that is negative or not finite.
    """
    check_floats("l2_penalty", w=w)
    reg = check_number("l2_penalty", "reg", reg, why=_REG_WHY)
    return float(0.5 * reg * np.vdot(w, w)), reg * w


def l1_penalty(w: Float[Array, "*S"], reg: float) -> tuple[float, Float[Array, "*S"]]:
    """reg * sum(|w|) and its gradient reg * sign(w): small weights go to 0. At w = 0 it is 0.

    Shapes: w (...), dw (...). Raises RangeError for a reg that is negative or not finite.
    """
    check_floats("l1_penalty", w=w)
    reg = check_number("l1_penalty", "reg", reg, why=_REG_WHY)
    return float(reg * np.abs(w).sum()), reg * np.sign(w)


def elastic_net_penalty(
    w: Float[Array, "*S"], l1: float, l2: float
) -> tuple[float, Float[Array, "*S"]]:
    """l1 * sum(|w|) + 0.5 * l2 * sum(w^2) and its gradient. Zou & Hastie (2005).

    Shapes: w (...), dw (...). Raises RangeError for an l1 or l2 that is negative or not finite.
    """
    loss1, dw1 = l1_penalty(w, l1)
    loss2, dw2 = l2_penalty(w, l2)
    return loss1 + loss2, dw1 + dw2


def max_norm(w: Float[Array, "*S"], limit: float) -> Float[Array, "*S"]:
    """Scale the weights into each unit down to an L2 norm of `limit`; shorter ones stay.

    The weights into a unit are a column of an affine w (D, M), or a filter of a conv w (F, C, ...).
    Shapes: w (D, M) or (F, C, ...), out as w. Raises RangeError unless limit is above 0,
    ShapeError for a w with fewer than two axes. Source: Srivastava et al. (2014), section 5.1.
    """
    check_floats("max_norm", w=w)
    limit = check_number("max_norm", "limit", limit, why=_LIMIT_WHY, above=True)
    if w.ndim < 2:
        raise ShapeError(
            f"max_norm got w of shape {w.shape}",
            why="the norm is taken over all weights into one unit, and w holds those of many",
            how="give the w of an affine layer (D, M) or of a conv layer (F, C, K, K)",
        )
    axes = (0,) if w.ndim == 2 else tuple(range(1, w.ndim))
    norm = np.sqrt((w**2).sum(axis=axes, keepdims=True))
    return w * (limit / np.maximum(norm, limit))

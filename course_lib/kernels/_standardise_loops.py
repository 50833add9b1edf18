"""Mean 0 and variance 1, a number at a time: what the loops of all normalisations share."""

import numpy as np

from course_lib._shapes import Array

__all__ = ["standardise_backward_loops", "standardise_loops"]


def standardise_loops(x: Array, eps: float) -> Array:
    """(x - mean) / sqrt(var + eps) for x (n,)."""
    mean, std = _mean_and_std(x, eps)
    return np.array([(number - mean) / std for number in x], x.dtype)


def standardise_backward_loops(dx_hat: Array, x: Array, eps: float) -> Array:
    """Gradient dx (n,) of `standardise_loops`, by the chain rule, step by step."""
    n = len(x)
    mean, std = _mean_and_std(x, eps)
    # x_hat[i] = (x[i] - mean) / std: each depends on x[i], on the mean and on the variance.
    dvar = sum(dx_hat[i] * (x[i] - mean) for i in range(n)) * -0.5 / std**3
    # The variance depends on the mean too, but not to first order: it is least there.
    dmean = sum(-dx_hat[i] / std for i in range(n))
    dx = np.empty_like(x)
    for i in range(n):
        dx[i] = dx_hat[i] / std + dvar * 2 * (x[i] - mean) / n + dmean / n
    return dx


def _mean_and_std(x: Array, eps: float) -> tuple[np.floating, np.floating]:
    mean = sum(x) / len(x)
    var = sum((number - mean) ** 2 for number in x) / len(x)
    return mean, (var + eps) ** 0.5

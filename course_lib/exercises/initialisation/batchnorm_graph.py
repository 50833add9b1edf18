"""The way back through batchnorm, gate by gate."""

import numpy as np

from course_lib.checking import Case, Mistake
from course_lib.exercises.initialisation.faults import (
    minus_half,
    minus_n,
    minus_one,
    minus_two,
    one,
    other_shares,
    weighs,
    zero,
)
from course_lib.exercises.initialisation.inputs import batches, with_upstream


def batchnorm_graph(dout, x, gamma, eps):
    raise NotImplementedError


def upstream(rng):
    """(dout, x, gamma, eps), as `batches` has them."""
    cases = [c for c in with_upstream(batches)(rng) if not c.advisory]
    return tuple(Case((*c.args[:3], c.args[4]), c.about, c.stage) for c in cases)


# Right ways.


def gate_by_gate(dout, x, gamma, eps):
    N = len(x)
    centred = x - x.mean(axis=0)
    std = np.sqrt((centred**2).mean(axis=0) + eps)
    x_hat = centred / std
    dx_hat = dout * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3
    dcentred = dx_hat / std + dvar * 2 * centred / N
    dmean = -dcentred.sum(axis=0)
    return dcentred + dmean / N, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def as_in_the_paper(dout, x, gamma, eps):
    N = len(x)
    mean, var = x.mean(axis=0), x.var(axis=0)
    dx_hat = dout * gamma
    dvar = np.sum(dx_hat * (x - mean) * -0.5 * (var + eps) ** -1.5, axis=0)
    dmean = -dx_hat.sum(axis=0) / np.sqrt(var + eps) + dvar * np.mean(-2 * (x - mean), axis=0)
    dx = dx_hat / np.sqrt(var + eps) + dvar * 2 * (x - mean) / N + dmean / N
    return dx, np.sum(dout * (x - mean) / np.sqrt(var + eps), axis=0), np.sum(dout, axis=0)


def all_in_one(dout, x, gamma, eps):
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * inv_std
    dx = dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0)
    return gamma * inv_std * dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def jacobian_of_each_column(dout, x, gamma, eps):
    N, D = x.shape
    dx, dgamma, dbeta = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for d in range(D):
        std = np.sqrt(x[:, d].var() + eps)
        x_hat = (x[:, d] - x[:, d].mean()) / std
        for i in range(N):
            dgamma[d] += dout[i, d] * x_hat[i]
            dbeta[d] += dout[i, d]
            for j in range(N):
                local = (float(i == j) - 1 / N - x_hat[i] * x_hat[j] / N) / std
                dx[j, d] += dout[i, d] * gamma[d] * local
    return dx, dgamma, dbeta


# Wrong ones: dx.


def straight_only(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return dout * gamma / std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def not_through_the_variance(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def not_through_the_mean(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def variance_not_divided(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).sum(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def mean_not_divided(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.sum(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def neither_divided(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.sum(axis=0) - x_hat * (dout * x_hat).sum(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def all_times_n(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = len(x) * dout - dout.sum(axis=0) - x_hat * (dout * x_hat).sum(axis=0)
    return gamma / std * dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def square_without_its_two(dout, x, gamma, eps):
    N = len(x)
    centred, std = x - x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx_hat = dout * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3
    dx = dx_hat / std + dvar * centred / N - dx_hat.sum(axis=0) / std / N
    return dx, (dout * centred / std).sum(axis=0), dout.sum(axis=0)


def root_without_its_half(dout, x, gamma, eps):
    N = len(x)
    centred, std = x - x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx_hat = dout * gamma
    dvar = -(dx_hat * centred).sum(axis=0) / std**3
    dx = dx_hat / std + dvar * 2 * centred / N - dx_hat.sum(axis=0) / std / N
    return dx, (dout * centred / std).sum(axis=0), dout.sum(axis=0)


def variance_added(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) + x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def mean_added(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout + dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def wrong_power_of_the_variance(dout, x, gamma, eps):
    N = len(x)
    centred, std = x - x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx_hat = dout * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std
    dx = dx_hat / std + dvar * 2 * centred / N - dx_hat.sum(axis=0) / std / N
    return dx, (dout * centred / std).sum(axis=0), dout.sum(axis=0)


def dmean_not_summed(dout, x, gamma, eps):
    N = len(x)
    centred, std = x - x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx_hat = dout * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3
    dx = dx_hat / std + dvar * 2 * centred / N - dx_hat / std / N
    return dx, (dout * centred / std).sum(axis=0), dout.sum(axis=0)


def dvar_not_summed(dout, x, gamma, eps):
    N = len(x)
    centred, std = x - x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    dx_hat = dout * gamma
    dvar = dx_hat * centred * -0.5 / std**3
    dx = dx_hat / std + dvar * 2 * centred / N - dx_hat.sum(axis=0) / std / N
    return dx, (dout * centred / std).sum(axis=0), dout.sum(axis=0)


def gamma_missing_in_dx(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0)) / std
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def deviation_missing_in_dx(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def variance_for_the_deviation(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std**2 * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def deviation_multiplied(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma * std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def over_the_other_axis(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    mean = dout.mean(axis=1, keepdims=True)
    dx = dout - mean - x_hat * (dout * x_hat).mean(axis=1, keepdims=True)
    return gamma / std * dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def backward_eps_outside(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0)) + eps
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def backward_eps_left_out(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0))
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def backward_eps_fixed(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + 1e-5)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def other_weights_of_the_three_ways(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    dx = gamma / std * (dout - 3 * dout.mean(axis=0) - 4 * x_hat * (dout * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def upstream_over_the_deviation(dout, x, gamma, eps):
    std = np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) / std
    return dout / std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def ways_without_gamma(case):
    """As `back_ways`, of one who forgets gamma."""
    dout = case.args[0]
    _g, x_hat, inv_std, axis = back_ways(case)
    return dout, x_hat, inv_std, axis


def back_ways(case):
    """The gradient at x_hat, x_hat, 1 / sqrt(var + eps), the axis."""
    dout, x, gamma, eps = case.args
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
    return dout * gamma, (x - x.mean(axis=0)) * inv_std, inv_std, 0


VAR = "x reaches out in three ways: straight, through the mean, and through the variance."
N_LEFT = "The mean spreads its gradient over N examples: each gets a share of 1 / N."

DX_MISTAKES = (
    Mistake(
        straight_only,
        f"{VAR} In your dx the last two are missing: mean and variance are taken for constants.",
        weighs(back_ways, one, zero, zero),
    ),
    Mistake(
        not_through_the_variance,
        f"{VAR} In your dx the last is missing.",
        weighs(back_ways, one, minus_one, zero),
    ),
    Mistake(
        not_through_the_mean,
        f"{VAR} In your dx the one through the mean is missing.",
        weighs(back_ways, one, zero, minus_one),
    ),
    Mistake(
        variance_not_divided,
        f"In your dx the way through the variance is N times too large. {N_LEFT}",
        weighs(back_ways, one, minus_one, minus_n),
    ),
    Mistake(
        mean_not_divided,
        f"In your dx the way through the mean is N times too large. {N_LEFT}",
        weighs(back_ways, one, minus_n, minus_one),
    ),
    Mistake(
        neither_divided,
        f"In your dx the ways through mean and variance are N times too large. {N_LEFT}",
        weighs(back_ways, one, minus_n, minus_n),
    ),
    Mistake(
        all_times_n,
        "Your dx is N times too large. Multiplied out by N, the formula should be divided by N in"
        " the end.",
        weighs(back_ways, lambda n: n, minus_n, minus_n),
    ),
    Mistake(
        square_without_its_two,
        "In your dx the way through the variance is half of what it should be: the derivative of a"
        " square has a 2.",
        weighs(back_ways, one, minus_one, minus_half),
    ),
    Mistake(
        root_without_its_half,
        "In your dx the way through the variance is twice what it should be: the derivative of a"
        " root has a 1/2.",
        weighs(back_ways, one, minus_one, minus_two),
    ),
    Mistake(
        variance_added,
        "In your dx the way through the variance has the wrong sign: a larger variance makes x_hat"
        " smaller.",
        weighs(back_ways, one, minus_one, one),
    ),
    Mistake(
        mean_added,
        "In your dx the way through the mean has the wrong sign: the mean is subtracted.",
        weighs(back_ways, one, one, minus_one),
    ),
    Mistake(
        wrong_power_of_the_variance,
        "Your dvar has the wrong power: that of (var + eps)**-0.5 is -0.5 * (var + eps)**-1.5.",
    ),
    Mistake(
        dmean_not_summed,
        "Your dmean is not summed. One mean serves all N examples, a copy gate: their gradients add"
        " up over axis 0.",
    ),
    Mistake(
        dvar_not_summed,
        "Your dvar is not summed. One variance serves all N examples, a copy gate: their gradients"
        " add up over axis 0.",
    ),
    Mistake(gamma_missing_in_dx, "Your dx has no gamma: the gradient at x_hat is dout * gamma."),
    Mistake(
        deviation_missing_in_dx,
        "Your dx is not divided by sqrt(var + eps), as x was on the way forward.",
    ),
    Mistake(
        variance_for_the_deviation,
        "Your dx is divided by var + eps; it should be by its root.",
    ),
    Mistake(
        deviation_multiplied, "Your dx is multiplied by sqrt(var + eps); it should be divided."
    ),
    Mistake(
        over_the_other_axis,
        "You take the means over the features; they should be over the batch, axis 0.",
    ),
    Mistake(
        backward_eps_outside,
        "Your eps stands outside the root; on the way forward it stood inside: sqrt(var + eps).",
    ),
    Mistake(
        backward_eps_left_out,
        "Your eps is missing; on the way forward it stood beside the variance: sqrt(var + eps).",
    ),
    Mistake(
        backward_eps_fixed, "Your eps is a fixed tiny number; it should be the one that is given."
    ),
    Mistake(
        upstream_over_the_deviation,
        f"Two things. Your dx has no gamma: the gradient at x_hat is dout * gamma. And: {VAR} Not"
        " all are there as they should be.",
        other_shares(ways_without_gamma),
    ),
    Mistake(
        other_weights_of_the_three_ways,
        f"{VAR} Yours are there, but not with the right weights. dx should be gamma / std * (dout -"
        " mean(dout) - x_hat * mean(dout * x_hat)), all means over axis 0.",
        other_shares(back_ways),
    ),
)

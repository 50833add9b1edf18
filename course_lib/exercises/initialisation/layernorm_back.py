"""Layer normalisation in right ways, and its way back in wrong ones."""

import numpy as np

from course_lib.checking import Case, Mistake
from course_lib.exercises.initialisation.faults import (
    minus_n,
    minus_one,
    one,
    other_shares,
    weighs,
    zero,
)
from course_lib.exercises.initialisation.inputs import scale_and_shift, single, table


def layers(rng):
    """dout and x (N, D), gamma and beta (D,), eps: N and D all different but for one case."""

    def layer(N, D, eps):
        x = table(rng, D, N).T.copy()  # every example has its own mean and spread
        return rng.normal(size=(N, D)), x, *scale_and_shift(rng, D), eps

    by_hand = np.array([[1.0, 3.0, 2.0], [0.25, 0.75, 0.5]])
    dout = np.array([[1.0, 0.0, -2.0], [0.5, 1.0, 3.0]])
    two = np.array([2.0, -3.0, 1.5]), np.array([1.0, 0.5, -1.0])
    wide = layer(5, 8, 1e-2)
    return (
        Case((dout, by_hand, *two, 1e-2), "two examples, three features"),
        Case(layer(3, 4, 1e-2), "N = 3, D = 4"),
        Case(layer(7, 5, 5e-2), "N = 7, D = 5"),
        Case(layer(2, 9, 1e-2), "N = 2, D = 9"),
        Case(layer(1, 6, 1e-2), "a single example", "generality"),
        Case(layer(4, 1, 3e-2), "one feature", "generality"),
        Case(layer(4, 4, 1e-2), "as many examples as features", "generality"),
        Case(
            (wide[0][:, ::2], wide[1][:, ::2], wide[2][::2], wide[3][::2], 1e-2),
            "views of every second feature",
            "generality",
        ),
        Case((*single(*layer(5, 7, 1e-2)[:4]), 2e-2), "float32", "generality"),
    )


# Right ways.


def row_by_its_own(x, gamma, beta, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def back_by_three_terms(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def turned_as_batchnorm(x, gamma, beta, eps):
    t = x.T
    t_hat = (t - t.mean(axis=0)) / np.sqrt(t.var(axis=0) + eps)
    return gamma * t_hat.T + beta, (t, t_hat, gamma, eps)


def back_turned(dout, cache):
    t, t_hat, gamma, eps = cache
    D = len(t)
    g = (dout * gamma).T
    std = np.sqrt(t.var(axis=0) + eps)
    dt = (D * g - g.sum(axis=0) - t_hat * (g * t_hat).sum(axis=0)) / (D * std)
    return dt.T, np.einsum("nd,dn->d", dout, t_hat), np.ones(len(dout)) @ dout


def example_by_example(x, gamma, beta, eps):
    out = np.zeros(x.shape)
    for n in range(len(x)):
        out[n] = gamma * (x[n] - x[n].mean()) / np.sqrt(x[n].var() + eps) + beta
    return out, {"x": x, "gamma": gamma, "eps": eps}


def back_example_by_example(dout, cache):
    x, gamma, eps = cache["x"], cache["gamma"], cache["eps"]
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(gamma.shape), np.zeros(gamma.shape)
    for n in range(len(x)):
        D = x.shape[1]
        centred, std = x[n] - x[n].mean(), np.sqrt(x[n].var() + eps)
        dx_hat = dout[n] * gamma
        dvar = (dx_hat * centred).sum() * -0.5 / std**3
        dcentred = dx_hat / std + dvar * 2 * centred / D
        dx[n] = dcentred - dcentred.sum() / D
        dgamma += dout[n] * centred / std
        dbeta += dout[n]
    return dx, dgamma, dbeta


# Wrong ones: backward.


def straight_only(dout, cache):
    x_hat, inv_std, gamma = cache
    return dout * gamma * inv_std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def not_through_the_variance(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    dx = inv_std * (g - g.mean(axis=1, keepdims=True))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def not_through_the_mean(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    dx = inv_std * (g - x_hat * (g * x_hat).mean(axis=1, keepdims=True))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def variance_not_divided(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).sum(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def mean_not_divided(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.sum(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def neither_divided(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).sum(axis=1, keepdims=True)
    dx = inv_std * (g - g.sum(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def divided_by_the_examples(dout, cache):
    x_hat, inv_std, gamma = cache
    g, N = dout * gamma, len(dout)
    along = (g * x_hat).sum(axis=1, keepdims=True)
    dx = inv_std * (g - g.sum(axis=1, keepdims=True) / N - x_hat * along / N)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def not_divided_in_the_end(dout, cache):
    x_hat, inv_std, gamma = cache
    g, D = dout * gamma, dout.shape[1]
    along = (g * x_hat).sum(axis=1, keepdims=True)
    dx = inv_std * (D * g - g.sum(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def back_as_batchnorm(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    dx = inv_std * (g - g.mean(axis=0) - x_hat * (g * x_hat).mean(axis=0))
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def gamma_outside_the_bracket(dout, cache):
    x_hat, inv_std, gamma = cache
    along = (dout * x_hat).mean(axis=1, keepdims=True)
    dx = gamma * inv_std * (dout - dout.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def gamma_missing_in_dx(dout, cache):
    x_hat, inv_std, _gamma = cache
    along = (dout * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (dout - dout.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def deviation_missing_in_dx(dout, cache):
    x_hat, _inv_std, gamma = cache
    g = dout * gamma
    dx = g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1, keepdims=True)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def over_the_features(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=1), dout.sum(axis=1)


def over_the_features_kept(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=1, keepdims=True), dout.sum(axis=1, keepdims=True)


def dgamma_over_the_features(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=1), dout.sum(axis=0)


def neither_summed(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, dout * x_hat, dout


def both_averaged(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).mean(axis=0), dout.mean(axis=0)


def both_as_rows(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0, keepdims=True), dout.sum(axis=0, keepdims=True)


def dgamma_a_matrix(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, dout.T @ x_hat, dout.sum(axis=0)


def dgamma_and_dbeta_exchanged(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, dout.sum(axis=0), (dout * x_hat).sum(axis=0)


def dgamma_times_gamma(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (g * x_hat).sum(axis=0), dout.sum(axis=0)


def dbeta_times_gamma(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), g.sum(axis=0)


def other_weights_of_the_three_ways(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - 3 * g.mean(axis=1, keepdims=True) - 4 * x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def upstream_over_the_deviation(dout, cache):
    x_hat, inv_std, _gamma = cache
    return dout * inv_std, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def ways_without_gamma(case):
    """As `ways`, of one who forgets gamma."""
    _g, x_hat, inv_std, axis = ways(case)
    return case.args[0], x_hat, inv_std, axis


def ways(case):
    """The gradient at x_hat, x_hat, 1 / sqrt(var + eps), the axis."""
    dout, x, gamma, _beta, eps = case.args
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return dout * gamma, (x - x.mean(axis=1, keepdims=True)) * inv_std, inv_std, 1


VAR = "x reaches out in three ways: straight, through the mean, and through the variance."
SHARED = "gamma and beta serve all N examples, a copy gate: their gradients add up over axis 0."
SHARE = "The mean of an example spreads its gradient over D features: each gets a share of 1 / D."

BACKWARD_MISTAKES = (
    Mistake(
        (None, straight_only),
        f"{VAR} In your dx the last two are missing: mean and variance are taken for constants.",
        weighs(ways, one, zero, zero),
    ),
    Mistake(
        (None, not_through_the_variance),
        f"{VAR} In your dx the last is missing.",
        weighs(ways, one, minus_one, zero),
    ),
    Mistake(
        (None, not_through_the_mean),
        f"{VAR} In your dx the one through the mean is missing.",
        weighs(ways, one, zero, minus_one),
    ),
    Mistake(
        (None, variance_not_divided),
        f"In your dx the way through the variance is D times too large. {SHARE}",
        weighs(ways, one, minus_one, minus_n),
    ),
    Mistake(
        (None, mean_not_divided),
        f"In your dx the way through the mean is D times too large. {SHARE}",
        weighs(ways, one, minus_n, minus_one),
    ),
    Mistake(
        (None, neither_divided),
        f"In your dx the ways through mean and variance are D times too large. {SHARE}",
        weighs(ways, one, minus_n, minus_n),
    ),
    Mistake(
        (None, divided_by_the_examples),
        f"In your dx you divide by N; it should be D. {SHARE}",
    ),
    Mistake(
        (None, not_divided_in_the_end),
        "Your dx is D times too large: multiplied out by D, it should be divided by D in the end.",
        weighs(ways, lambda n: n, minus_n, minus_n),
    ),
    Mistake(
        (None, back_as_batchnorm),
        "The means in your dx are those of batchnorm, over the batch; they should be over the"
        " features of an example, axis 1.",
    ),
    Mistake(
        (None, gamma_outside_the_bracket),
        "Your gamma stands outside the bracket, as in batchnorm. There it is the same for all"
        " numbers of a mean; in a row each has its own: take g = dout * gamma first.",
    ),
    Mistake(
        (None, gamma_missing_in_dx),
        "Your dx has no gamma: the gradient at x_hat is dout * gamma.",
    ),
    Mistake((None, deviation_missing_in_dx), "Your dx is not divided by sqrt(var + eps)."),
    Mistake((None, over_the_features), f"Your dgamma and dbeta are summed over axis 1. {SHARED}"),
    Mistake(
        (None, over_the_features_kept),
        f"Your dgamma and dbeta are (N, 1), summed over axis 1. {SHARED}",
    ),
    Mistake((None, dgamma_over_the_features), f"Your dgamma is summed over axis 1. {SHARED}"),
    Mistake((None, neither_summed), f"Your dgamma and dbeta are not summed. {SHARED}"),
    Mistake((None, both_averaged), f"Your dgamma and dbeta are means. {SHARED}"),
    Mistake(
        (None, both_as_rows),
        "Your dgamma and dbeta are tables of one row, (1, D); they should be (D,). No keepdims.",
    ),
    Mistake(
        (None, dgamma_a_matrix),
        "Your dgamma is a matrix; it should be number by number, (dout * x_hat).sum(axis=0).",
    ),
    Mistake(
        (None, dgamma_and_dbeta_exchanged),
        "You exchange dgamma and dbeta: gamma stood beside x_hat, beta was added.",
    ),
    Mistake(
        (None, dgamma_times_gamma),
        "Your dgamma has gamma in it: the derivative of gamma * x_hat by gamma is x_hat alone.",
    ),
    Mistake(
        (None, dbeta_times_gamma),
        "Your dbeta has gamma in it: beta is added after gamma, so dout reaches it whole.",
    ),
    Mistake(
        (None, upstream_over_the_deviation),
        f"Two things. Your dx has no gamma: the gradient at x_hat is dout * gamma. And: {VAR} Not"
        " all are there as they should be.",
        other_shares(ways_without_gamma),
    ),
    Mistake(
        (None, other_weights_of_the_three_ways),
        f"{VAR} Yours are there, but not with the right weights. With g = dout * gamma, dx should"
        " be (g - mean(g) - x_hat * mean(g * x_hat)) / std, all means over axis 1.",
        other_shares(ways),
    ),
)

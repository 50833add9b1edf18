"""The way back through batchnorm in one formula."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.batchnorm_graph import upstream
from course_lib.exercises.initialisation.faults import (
    minus_n,
    minus_one,
    one,
    other_shares,
    weighs,
    zero,
)


def batchnorm_dx(dout, x_hat, gamma, inv_std):
    raise NotImplementedError


def caches(rng):
    """(dout, x_hat, gamma, inv_std) as a forward pass leaves them."""

    def kept(dout, x, gamma, eps):
        inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
        return dout, (x - x.mean(axis=0)) * inv_std, gamma, inv_std.astype(x.dtype)

    return tuple(Case(kept(*c.args), c.about, c.stage) for c in upstream(rng))


# Right ways.


def three_terms(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def multiplied_out(dout, x_hat, gamma, inv_std):
    N = len(dout)
    total, along = dout.sum(axis=0), (dout * x_hat).sum(axis=0)
    return gamma * inv_std / N * (N * dout - total - x_hat * along)


def column_by_column(dout, x_hat, gamma, inv_std):
    N, D = dout.shape
    dx = np.zeros((N, D))
    for d in range(D):
        mean = sum(dout[n, d] for n in range(N)) / N
        along = sum(dout[n, d] * x_hat[n, d] for n in range(N)) / N
        for n in range(N):
            dx[n, d] = gamma[d] * inv_std[d] * (dout[n, d] - mean - x_hat[n, d] * along)
    return dx


# Wrong ones.


def straight_term(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * dout


def third_term_missing(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0))


def second_term_missing(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - x_hat * (dout * x_hat).mean(axis=0))


def sums_in_place_of_means(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.sum(axis=0) - x_hat * (dout * x_hat).sum(axis=0))


def sum_in_the_second(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.sum(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def sum_in_the_third(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).sum(axis=0))


def not_divided_in_the_end(dout, x_hat, gamma, inv_std):
    N = len(dout)
    dx = N * dout - dout.sum(axis=0) - x_hat * (dout * x_hat).sum(axis=0)
    return gamma * inv_std * dx


def n_on_dout_forgotten(dout, x_hat, gamma, inv_std):
    N = len(dout)
    dx = dout - dout.sum(axis=0) - x_hat * (dout * x_hat).sum(axis=0)
    return gamma * inv_std / N * dx


def second_added(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout + dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def third_added(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) + x_hat * (dout * x_hat).mean(axis=0))


def x_hat_outside_missing(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - (dout * x_hat).mean(axis=0))


def x_hat_inside_missing(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * dout.mean(axis=0))


def x_hat_squared(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat**2 * dout.mean(axis=0))


def product_not_summed(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat))


def gamma_left_out(dout, x_hat, gamma, inv_std):
    return inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def gamma_on_dout_alone(dout, x_hat, gamma, inv_std):
    return inv_std * (gamma * dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def inv_std_left_out(dout, x_hat, gamma, inv_std):
    return gamma * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def inv_std_divides(dout, x_hat, gamma, inv_std):
    return gamma / inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def inv_std_squared(dout, x_hat, gamma, inv_std):
    return gamma * inv_std**2 * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def inv_std_on_dout_alone(dout, x_hat, gamma, inv_std):
    return gamma * (inv_std * dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))


def means_over_features(dout, x_hat, gamma, inv_std):
    along = (dout * x_hat).mean(axis=1, keepdims=True)
    return gamma * inv_std * (dout - dout.mean(axis=1, keepdims=True) - x_hat * along)


def means_over_everything(dout, x_hat, gamma, inv_std):
    return gamma * inv_std * (dout - dout.mean() - x_hat * (dout * x_hat).mean())


def one_less_than_n(dout, x_hat, gamma, inv_std):
    N = max(len(dout) - 1, 1)
    dx = dout - dout.sum(axis=0) / N - x_hat * (dout * x_hat).sum(axis=0) / N
    return gamma * inv_std * dx


def other_weights(dout, x_hat, gamma, inv_std):
    return (
        gamma * inv_std * (dout - dout.mean(axis=0) / 3 - x_hat * (dout * x_hat).mean(axis=0) / 4)
    )


def dx_ways(case):
    """The gradient at x_hat, x_hat, 1 / sqrt(var + eps), the axis."""
    dout, x_hat, gamma, inv_std = case.args
    return dout * gamma, x_hat, inv_std, 0


def of_an_array(sign):
    """The sign for a result that is dx alone."""
    return lambda case, got, want: sign(case, {"dx": got}, {"dx": want})


def terms(straight, mean, var):
    """A sign: dx is made of the three terms with these shares."""
    return of_an_array(weighs(dx_ways, straight, mean, var))


THREE = "The bracket should hold three terms: dout - mean(dout) - x_hat * mean(dout * x_hat)."

BATCHNORM_FORMULA = Exercise(
    id="batchnorm-formula",
    title="Back through batchnorm, in one formula",
    points=2,
    concepts=("batchnorm-train",),
    stub=batchnorm_dx,
    reference=three_terms,
    cases=caches,
    may_change=("dout",),
    alternatives=(multiplied_out, column_by_column),
    mistakes=(
        Mistake(
            straight_term,
            f"You have the first term alone, as if mean and variance were constants. {THREE}",
            terms(one, zero, zero),
        ),
        Mistake(
            third_term_missing,
            f"Your third term is missing, the way through the variance. {THREE}",
            terms(one, minus_one, zero),
        ),
        Mistake(
            second_term_missing,
            f"Your second term is missing, the way through the mean. {THREE}",
            terms(one, zero, minus_one),
        ),
        Mistake(
            sums_in_place_of_means,
            "You take sums; they should be means over the batch: divided by N.",
            terms(one, minus_n, minus_n),
        ),
        Mistake(
            sum_in_the_second,
            "Your second term is a sum; it should be a mean: divided by N.",
            terms(one, minus_n, minus_one),
        ),
        Mistake(
            sum_in_the_third,
            "Your third term has a sum; it should be a mean: divided by N.",
            terms(one, minus_one, minus_n),
        ),
        Mistake(
            not_divided_in_the_end,
            "Yours is N times too large: multiplied out by N, it should be divided by N in the"
            " end.",
            terms(lambda n: n, minus_n, minus_n),
        ),
        Mistake(
            n_on_dout_forgotten,
            "Multiplied out by N, your first term should be N * dout.",
            terms(lambda n: 1 / n, minus_one, minus_one),
        ),
        Mistake(
            second_added,
            "Your second term is added; it should be subtracted.",
            terms(one, one, minus_one),
        ),
        Mistake(
            third_added,
            "Your third term is added; it should be subtracted.",
            terms(one, minus_one, one),
        ),
        Mistake(x_hat_outside_missing, f"Your third term lacks the x_hat outside. {THREE}"),
        Mistake(x_hat_inside_missing, f"Your third term lacks the x_hat inside. {THREE}"),
        Mistake(
            x_hat_squared, f"In your third term both x_hat stand outside; one goes inside. {THREE}"
        ),
        Mistake(product_not_summed, f"In your third term the mean is missing. {THREE}"),
        Mistake(gamma_left_out, "Your dx has no gamma: it should multiply the whole."),
        Mistake(gamma_on_dout_alone, "Your gamma multiplies dout alone; it should be the whole."),
        Mistake(inv_std_left_out, "Your dx has no inv_std: it should multiply the whole."),
        Mistake(
            inv_std_divides, "You divide by inv_std, which is 1 / std already; you should multiply."
        ),
        Mistake(inv_std_squared, "Your inv_std comes in twice; it should come in once."),
        Mistake(
            inv_std_on_dout_alone, "Your inv_std multiplies dout alone; it should be the whole."
        ),
        Mistake(
            means_over_features, "You take means over the features; over the batch they should be."
        ),
        Mistake(
            means_over_everything, "You take means of everything; they should be those of a column."
        ),
        Mistake(one_less_than_n, "You divide by N - 1; it should be N, as on the way forward."),
        Mistake(
            other_weights,
            f"Your terms are the right three, but not with the right weights. {THREE}",
            of_an_array(other_shares(dx_ways)),
        ),
    ),
    hints=(
        "Insert dvar and dmean from your graph, and write x_hat / std in place of centred /"
        " std**2.",
        "What remains is gamma * inv_std times a bracket: dout, less its mean, less x_hat times"
        " another mean.",
        "gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * (dout * x_hat).mean(axis=0))",
    ),
)

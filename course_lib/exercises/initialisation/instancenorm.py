"""Instance normalisation, and the one computation behind all norms."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.initialisation.faults import (
    LEFT_OUT,
    NO_ROOT,
    OUTSIDE,
    minus_n,
    minus_one,
    one,
    other_shares,
    out_of,
    weighs,
    zero,
)
from course_lib.exercises.initialisation.inputs import images, scale_and_shift, single


def instancenorm_forward(x, gamma, beta, eps):
    raise NotImplementedError


def instancenorm_backward(dout, cache):
    raise NotImplementedError


def blocks(rng):
    """dout and x (N, C, H, W), gamma and beta (C,), eps."""

    def block(shape, eps):
        args = images(rng, *shape), *scale_and_shift(rng, shape[1])
        return rng.normal(size=shape), *args, eps

    return (
        Case(block((1, 2, 1, 3), 1e-2), "2 channels of 3 pixels"),
        Case(block((2, 3, 2, 4), 1e-2), "3 channels"),
        Case(block((3, 4, 5, 2), 5e-2), "4 channels"),
        Case(block((1, 5, 2, 3), 2e-2), "a single image", "generality"),
        Case(block((3, 1, 4, 2), 1e-2), "one channel", "generality"),
        Case((*single(*block((2, 4, 3, 5), 1e-2)[:4]), 2e-2), "float32", "generality"),
    )


# Right ways.


def channel_by_its_own(x, gamma, beta, eps):
    mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def back_by_channel(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3), keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def rows_of_pixels(x, gamma, beta, eps):
    N, C = x.shape[:2]
    rows = x.reshape(N * C, -1)
    std = np.sqrt(rows.var(axis=1) + eps)
    h = (rows - rows.mean(axis=1)[:, None]) / std[:, None]
    scale, shift = np.tile(gamma, N)[:, None], np.tile(beta, N)[:, None]
    return (scale * h + shift).reshape(x.shape), (h, std, scale, C)


def back_by_rows(dout, cache):
    h, std, scale, C = cache
    d = dout.reshape(h.shape)
    n = h.shape[1]
    dx = n * d - d.sum(axis=1)[:, None] - h * (d * h).sum(axis=1)[:, None]
    dx = scale * dx / (n * std[:, None])
    dgamma = (d * h).sum(axis=1).reshape(-1, C).sum(axis=0)
    return dx.reshape(dout.shape), dgamma, d.sum(axis=1).reshape(-1, C).sum(axis=0)


# Wrong ones.


def one_group(x, gamma, beta, eps):
    mean, var = x.mean(axis=(1, 2, 3), keepdims=True), x.var(axis=(1, 2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def over_the_batch_too(x, gamma, beta, eps):
    mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def over_the_channels(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def over_each_row_of_pixels(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=3, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=3, keepdims=True)) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def over_each_column_of_pixels(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=2, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=2, keepdims=True)) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def axes_not_kept(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=(2, 3)) + eps)
    x_hat = (x - x.mean(axis=(2, 3))) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def gamma_along_the_width(x, gamma, beta, eps):
    mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def eps_outside_the_root(x, gamma, beta, eps):
    mean, std = x.mean(axis=(2, 3), keepdims=True), x.std(axis=(2, 3), keepdims=True)
    inv_std = 1 / (std + eps)
    x_hat = (x - mean) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def eps_left_out(x, gamma, beta, eps):
    mean, std = x.mean(axis=(2, 3), keepdims=True), x.std(axis=(2, 3), keepdims=True)
    x_hat = (x - mean) / std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, 1 / std, gamma)


def divided_by_the_variance(x, gamma, beta, eps):
    mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    inv_std = 1 / (var + eps)
    x_hat = (x - mean) * inv_std
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def no_cache(x, gamma, beta, eps):
    mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    return gamma[:, None, None] * (x - mean) / np.sqrt(var + eps) + beta[:, None, None]


def straight_only(dout, cache):
    x_hat, inv_std, gamma = cache
    dx = inv_std * dout * gamma[:, None, None]
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def not_through_the_variance(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    dx = inv_std * (g - g.mean(axis=(2, 3), keepdims=True))
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def not_through_the_mean(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    dx = inv_std * (g - x_hat * (g * x_hat).mean(axis=(2, 3), keepdims=True))
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def neither_divided(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).sum(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - g.sum(axis=(2, 3), keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def back_over_the_batch_too(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(0, 2, 3), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(0, 2, 3), keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def summed_over_the_pixels_alone(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3), keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=(2, 3)), dout.sum(axis=(2, 3))


def four_axes_kept(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3), keepdims=True) - x_hat * along)
    axes = (0, 2, 3)
    return dx, (dout * x_hat).sum(axis=axes, keepdims=True), dout.sum(axis=axes, keepdims=True)


def dgamma_and_dbeta_exchanged(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3), keepdims=True) - x_hat * along)
    return dx, dout.sum(axis=(0, 2, 3)), (dout * x_hat).sum(axis=(0, 2, 3))


def other_weights_of_the_three_ways(dout, cache):
    x_hat, inv_std, gamma = cache
    g = dout * gamma[:, None, None]
    along = (g * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = inv_std * (g - 3 * g.mean(axis=(2, 3), keepdims=True) - 4 * x_hat * along)
    return dx, (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def ways(case):
    """The gradient at x_hat, x_hat, 1 / sqrt(var + eps), the axes."""
    dout, x, gamma, _beta, eps = case.args
    inv_std = 1 / np.sqrt(x.var(axis=(2, 3), keepdims=True) + eps)
    x_hat = (x - x.mean(axis=(2, 3), keepdims=True)) * inv_std
    return dout * gamma[:, None, None], x_hat, inv_std, (2, 3)


CHANNEL = "Each channel of each example should have its own mean and variance, over H and W."
VAR = "x reaches out in three ways: straight, through the mean, and through the variance."
SERVES = "gamma[c] serves its channel in all examples: the gradients add up over axes 0, 2 and 3."


def wrong(forward, message, tell=True):
    """A mistake of the forward alone, known by out whatever the way back."""
    return Mistake((forward, None), message, out_of(forward) if tell else None)


INSTANCENORM = Exercise(
    id="instancenorm",
    title="Instancenorm, forward and backward",
    points=2,
    concepts=("groupnorm-instancenorm",),
    stub=(instancenorm_forward, instancenorm_backward),
    reference=(channel_by_its_own, back_by_channel),
    cases=blocks,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dgamma", "dbeta"),
    builds_on=("groupnorm",),
    alternatives=((rows_of_pixels, back_by_rows),),
    mistakes=(
        wrong(one_group, f"Your channels share one mean: a single group. {CHANNEL}"),
        wrong(over_the_batch_too, f"Your mean goes over the batch: batchnorm. {CHANNEL}"),
        wrong(over_the_channels, f"Your mean goes over the channels of a pixel. {CHANNEL}"),
        wrong(over_each_row_of_pixels, f"Your mean goes over W alone. {CHANNEL}"),
        wrong(over_each_column_of_pixels, f"Your mean goes over H alone. {CHANNEL}"),
        wrong(
            axes_not_kept,
            "Your mean is (N, C), and does not fit beside (N, C, H, W): keepdims=True.",
            tell=False,
        ),
        wrong(
            gamma_along_the_width,
            "gamma * x_hat matches gamma with the width: gamma[:, None, None] matches the"
            " channels.",
            tell=False,
        ),
        wrong(eps_outside_the_root, OUTSIDE),
        wrong(eps_left_out, LEFT_OUT.replace("a column", "a channel")),
        wrong(divided_by_the_variance, NO_ROOT),
        wrong(no_cache, "Your forward gives out alone: return out, cache.", tell=False),
        Mistake(
            (None, straight_only),
            f"{VAR} In your dx the last two are missing.",
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
            (None, neither_divided),
            "In your dx the sums over H and W are not divided by H * W.",
            weighs(ways, one, minus_n, minus_n),
        ),
        Mistake(
            (None, back_over_the_batch_too),
            "The means in your dx go over the batch as well; they should go over H and W alone.",
        ),
        Mistake((None, summed_over_the_pixels_alone), f"You sum over the pixels alone. {SERVES}"),
        Mistake(
            (None, four_axes_kept),
            "Your dgamma and dbeta are (1, C, 1, 1); gamma is (C,), so they should be.",
        ),
        Mistake(
            (None, dgamma_and_dbeta_exchanged),
            "You exchange dgamma and dbeta: gamma stood beside x_hat, beta was added.",
        ),
        Mistake(
            (None, other_weights_of_the_three_ways),
            f"{VAR} Yours are there, but not with the right weights.",
            other_shares(ways),
        ),
    ),
    hints=(
        "How many groups must groupnorm have, if every channel is to be a group of its own?",
        "len(gamma) groups. The way back is that of groupnorm.",
        "return groupnorm_forward(x, gamma, beta, len(gamma), eps)",
    ),
)

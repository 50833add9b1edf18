"""Group normalisation in right ways, and its way back in wrong ones."""

import numpy as np

from course_lib.checking import Case, Mistake, slip
from course_lib.exercises.initialisation.faults import (
    minus_n,
    minus_one,
    one,
    other_shares,
    weighs,
    zero,
)
from course_lib.exercises.initialisation.inputs import images, scale_and_shift, single


def blocks(rng):
    """dout and x (N, C, H, W), gamma and beta (C,), groups, eps; never as many as in a group."""

    def block(shape, groups, eps):
        args = images(rng, *shape), *scale_and_shift(rng, shape[1])
        return rng.normal(size=shape), *args, groups, eps

    float32 = block((2, 6, 2, 1), 3, 2e-2)
    still = block((2, 4, 3, 1), 2, 1e-2)
    still[1][1, 2:] = 3.0
    return (
        Case(block((1, 6, 1, 1), 2, 1e-2), "6 channels in 2 groups, one pixel"),
        Case(block((2, 6, 1, 2), 2, 1e-2), "6 channels in 2 groups"),
        Case(block((3, 6, 2, 1), 3, 5e-2), "6 channels in 3 groups"),
        Case(block((2, 8, 3, 1), 2, 1e-2), "8 channels in 2 groups"),
        Case(block((1, 6, 2, 3), 2, 1e-2), "a single image", "generality"),
        Case(block((2, 3, 2, 4), 1, 3e-2), "one group", "generality"),
        Case(block((2, 5, 3, 2), 5, 2e-2), "every channel a group", "generality"),
        Case(still, "a group that never changes", "generality"),
        Case((*single(*float32[:4]), *float32[4:]), "float32", "generality"),
    )


# Right ways.


def five_axes(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    parts = x.reshape(N, groups, C // groups, H, W)
    mean = parts.mean(axis=(2, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)
    x_hat = ((parts - mean) * inv_std).reshape(x.shape)
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, (x_hat, inv_std, gamma)


def back_by_five_axes(dout, cache):
    x_hat, inv_std, gamma = cache
    N, C, H, W = dout.shape
    groups = inv_std.shape[1]
    parts = (N, groups, C // groups, H, W)
    g, h = (dout * gamma[:, None, None]).reshape(parts), x_hat.reshape(parts)
    along = (g * h).mean(axis=(2, 3, 4), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3, 4), keepdims=True) - h * along)
    return dx.reshape(dout.shape), (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))


def rows_of_groups(x, gamma, beta, groups, eps):
    rows = x.reshape(len(x) * groups, -1)
    std = np.sqrt(rows.var(axis=1, keepdims=True) + eps)
    h = (rows - rows.mean(axis=1, keepdims=True)) / std
    gamma, beta = gamma.reshape(1, -1, 1, 1), beta.reshape(1, -1, 1, 1)
    return gamma * h.reshape(x.shape) + beta, (h, std, gamma)


def back_by_rows(dout, cache):
    h, std, gamma = cache
    g = (dout * gamma).reshape(h.shape)
    n = h.shape[1]
    dx = (n * g - g.sum(axis=1, keepdims=True) - h * (g * h).sum(axis=1, keepdims=True)) / n / std
    dgamma = np.einsum("nchw,nchw->c", dout, h.reshape(dout.shape))
    return dx.reshape(dout.shape), dgamma, np.einsum("nchw->c", dout)


def group_by_group(x, gamma, beta, groups, eps):
    N, C = x.shape[:2]
    out, size = np.zeros(x.shape), C // groups
    for n in range(N):
        for i in range(0, C, size):
            part = x[n, i : i + size]
            h = (part - part.mean()) / np.sqrt(part.var() + eps)
            for c in range(size):
                out[n, i + c] = gamma[i + c] * h[c] + beta[i + c]
    return out, (x, gamma, size, eps)


def back_group_by_group(dout, cache):
    x, gamma, size, eps = cache
    N, C = x.shape[:2]
    dx, dgamma, dbeta = np.zeros(x.shape), np.zeros(C), np.zeros(C)
    for n in range(N):
        for i in range(0, C, size):
            part = x[n, i : i + size]
            std = np.sqrt(part.var() + eps)
            h = (part - part.mean()) / std
            g = np.zeros(part.shape)
            for c in range(size):
                g[c] = dout[n, i + c] * gamma[i + c]
                dgamma[i + c] += (dout[n, i + c] * h[c]).sum()
                dbeta[i + c] += dout[n, i + c].sum()
            dx[n, i : i + size] = (g - g.mean() - h * (g * h).mean()) / std
    return dx, dgamma, dbeta


# Wrong ones.


def ways(case):
    """The gradient at x_hat, x_hat, 1 / sqrt(var + eps), the axis."""
    dout, x, gamma, _beta, groups, eps = case.args
    rows = x.reshape(len(x), groups, -1)
    inv_std = 1 / np.sqrt(rows.var(axis=2, keepdims=True) + eps)
    x_hat = (rows - rows.mean(axis=2, keepdims=True)) * inv_std
    return (dout * gamma[:, None, None]).reshape(rows.shape), x_hat, inv_std, 2


VAR = "x reaches out in three ways: straight, through the mean, and through the variance."
CHANNEL = (
    "gamma[c] serves all pixels of its channel in all examples, a copy gate: the gradients add up"
    " over axes 0, 2 and 3."
)
COUNT = "A group has C / groups * H * W numbers:"


def back(name, message, *changes, sign=None):
    """A mistake of the way back alone."""
    return Mistake((None, slip(back_by_five_axes, name, *changes)), message, sign)


BACKWARD_MISTAKES = (
    back(
        "straight_only",
        f"{VAR} In your dx the last two are missing: mean and variance are taken for constants.",
        ("(g - g.mean(axis=(2, 3, 4), keepdims=True) - h * along)", "g"),
        sign=weighs(ways, one, zero, zero),
    ),
    back(
        "not_through_the_variance",
        f"{VAR} In your dx the last is missing.",
        (" - h * along", ""),
        sign=weighs(ways, one, minus_one, zero),
    ),
    back(
        "not_through_the_mean",
        f"{VAR} In your dx the one through the mean is missing.",
        ("g - g.mean(axis=(2, 3, 4), keepdims=True) - h * along", "g - h * along"),
        sign=weighs(ways, one, zero, minus_one),
    ),
    back(
        "neither_divided",
        f"{COUNT} in your dx the sums over a group are not divided by that.",
        (
            "(g * h).mean(axis=(2, 3, 4), keepdims=True)",
            "(g * h).sum(axis=(2, 3, 4), keepdims=True)",
        ),
        ("g.mean(axis=(2, 3, 4), keepdims=True)", "g.sum(axis=(2, 3, 4), keepdims=True)"),
        sign=weighs(ways, one, minus_n, minus_n),
    ),
    back(
        "divided_by_the_pixels_alone",
        f"{COUNT} in your dx you divide by H * W alone.",
        (
            "(g * h).mean(axis=(2, 3, 4), keepdims=True)",
            "(g * h).sum(axis=(2, 3, 4), keepdims=True) / (H * W)",
        ),
        (
            "g.mean(axis=(2, 3, 4), keepdims=True)",
            "g.sum(axis=(2, 3, 4), keepdims=True) / (H * W)",
        ),
    ),
    back(
        "divided_by_the_whole_image",
        f"{COUNT} in your dx you divide by C * H * W, all of the image.",
        (
            "(g * h).mean(axis=(2, 3, 4), keepdims=True)",
            "(g * h).sum(axis=(2, 3, 4), keepdims=True) / (C * H * W)",
        ),
        (
            "g.mean(axis=(2, 3, 4), keepdims=True)",
            "g.sum(axis=(2, 3, 4), keepdims=True) / (C * H * W)",
        ),
    ),
    back(
        "gamma_outside_the_bracket",
        "Your gamma stands outside the bracket, as in batchnorm. The channels of a group share a"
        " mean, and each has its own gamma: take g = dout * gamma first.",
        ("(dout * gamma[:, None, None]).reshape(parts)", "dout.reshape(parts)"),
        ("dx.reshape(dout.shape)", "gamma[:, None, None] * dx.reshape(dout.shape)"),
    ),
    back(
        "gamma_missing_in_dx",
        "Your dx has no gamma: the gradient at x_hat is dout * gamma.",
        ("(dout * gamma[:, None, None]).reshape(parts)", "dout.reshape(parts)"),
    ),
    back(
        "dx_left_with_five_axes",
        "Your dx has five axes: reshape it back to that of x.",
        (".reshape(dout.shape)", ""),
    ),
    back(
        "four_axes_kept",
        "Your dgamma and dbeta are (1, C, 1, 1); gamma is (C,), so they should be. No keepdims.",
        (
            "(dout * x_hat).sum(axis=(0, 2, 3))",
            "(dout * x_hat).sum(axis=(0, 2, 3), keepdims=True)",
        ),
        ("dout.sum(axis=(0, 2, 3))", "dout.sum(axis=(0, 2, 3), keepdims=True)"),
    ),
    back(
        "summed_over_the_examples_alone",
        f"You sum over the examples alone. {CHANNEL}",
        ("(dout * x_hat).sum(axis=(0, 2, 3))", "(dout * x_hat).sum(axis=0)"),
        ("dout.sum(axis=(0, 2, 3))", "dout.sum(axis=0)"),
    ),
    back(
        "summed_over_the_pixels_alone",
        f"You sum over the pixels alone. {CHANNEL}",
        ("(dout * x_hat).sum(axis=(0, 2, 3))", "(dout * x_hat).sum(axis=(2, 3))"),
        ("dout.sum(axis=(0, 2, 3))", "dout.sum(axis=(2, 3))"),
    ),
    back(
        "both_averaged",
        f"Your dgamma and dbeta are means. {CHANNEL}",
        ("(dout * x_hat).sum(axis=(0, 2, 3))", "(dout * x_hat).mean(axis=(0, 2, 3))"),
        ("dout.sum(axis=(0, 2, 3))", "dout.mean(axis=(0, 2, 3))"),
    ),
    back(
        "dgamma_averaged_over_the_examples",
        f"Your dgamma is a mean over the examples. {CHANNEL}",
        (
            "(dout * x_hat).sum(axis=(0, 2, 3))",
            "(dout * x_hat).sum(axis=(2, 3)).mean(axis=0)",
        ),
    ),
    back(
        "dgamma_and_dbeta_exchanged",
        "You exchange dgamma and dbeta: gamma stood beside x_hat, beta was added.",
        ("dout * x_hat", "dout"),
        ("dout.sum(axis=(0, 2, 3))", "(dout * x_hat).sum(axis=(0, 2, 3))"),
    ),
    back(
        "dgamma_times_gamma",
        "Your dgamma has gamma in it: the derivative of gamma * x_hat by gamma is x_hat alone.",
        (
            "(dout * x_hat).sum(axis=(0, 2, 3))",
            "gamma * (dout * x_hat).sum(axis=(0, 2, 3))",
        ),
    ),
    back(
        "other_weights_of_the_three_ways",
        f"{VAR} Yours are there, but not with the right weights. With g = dout * gamma, dx should"
        " be (g - mean(g) - x_hat * mean(g * x_hat)) / std, all means over a group.",
        (
            "g.mean(axis=(2, 3, 4), keepdims=True)",
            "3 * g.mean(axis=(2, 3, 4), keepdims=True)",
        ),
        ("h * along", "4 * h * along"),
        sign=other_shares(ways),
    ),
)

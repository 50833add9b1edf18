"""Group normalisation of images: mean and variance of each group of channels."""

import numpy as np

from course_lib.checking import Exercise, Mistake, slip
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.initialisation.faults import (
    DDOF,
    FAULTS,
    FIXED,
    LEFT_OUT,
    NO_ROOT,
    OUTSIDE,
    normalised,
    out_of,
    tiny_eps,
    two_at_once,
    variance,
)
from course_lib.exercises.initialisation.groupnorm_back import (
    BACKWARD_MISTAKES,
    back_by_five_axes,
    back_by_rows,
    back_group_by_group,
    blocks,
    five_axes,
    group_by_group,
    rows_of_groups,
)


def groupnorm_forward(x, gamma, beta, groups, eps):
    raise NotImplementedError


def groupnorm_backward(dout, cache):
    raise NotImplementedError


# Wrong ones: forward.


def channels_far_apart(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    parts = x.reshape(N, C // groups, groups, H, W)
    mean = parts.mean(axis=(1, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt(parts.var(axis=(1, 3, 4), keepdims=True) + eps)
    x_hat = ((parts - mean) * inv_std).reshape(x.shape)
    inv_std = inv_std.reshape(N, groups, 1, 1, 1)
    return gamma[:, None, None] * x_hat + beta[:, None, None], (x_hat, inv_std, gamma)


def every_channel_by_itself(x, gamma, beta, groups, eps):
    mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, (x_hat, inv_std[:, :, None], gamma)


def all_channels_together(x, gamma, beta, groups, eps):
    mean, var = x.mean(axis=(1, 2, 3), keepdims=True), x.var(axis=(1, 2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, (x_hat, inv_std[:, :, None], gamma)


def as_spatial_batchnorm(x, gamma, beta, groups, eps):
    mean, var = x.mean(axis=(0, 2, 3), keepdims=True), x.var(axis=(0, 2, 3), keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, (x_hat, inv_std[:, :, None], gamma)


def five_axes_beside_four(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    parts = x.reshape(N, groups, C // groups, H, W)
    mean = parts.mean(axis=(2, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)
    x_hat = (parts - mean) * inv_std
    gamma, beta = gamma.reshape(1, C, 1, 1), beta.reshape(1, C, 1, 1)
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def five_axes_left(x, gamma, beta, groups, eps):
    N, C, H, W = x.shape
    parts = x.reshape(N, groups, C // groups, H, W)
    mean = parts.mean(axis=(2, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)
    x_hat = (parts - mean) * inv_std
    gammas, betas = (a.reshape(groups, -1, 1, 1) for a in (gamma, beta))
    return gammas * x_hat + betas, (x_hat.reshape(x.shape), inv_std, gamma)


def by_faults(args, made):
    """out of one who makes these faults."""
    _dout, x, gamma, beta, groups, eps = args
    rows = x.reshape(len(x), groups, -1)
    per_pixel = [
        np.broadcast_to(a[:, None, None], x.shape).reshape(rows.shape) for a in (gamma, beta)
    ]
    mean, var = rows.mean(axis=2, keepdims=True), variance(rows, 2, made)
    return (normalised(rows, mean, var, *per_pixel, eps, made).reshape(x.shape),)


TWO = two_at_once(by_faults, FAULTS)
GROUP = (
    "Each group of neighbouring channels should have its own mean and variance, in each example:"
    " reshape to (N, groups, C // groups, H, W), and take axes 2, 3 and 4."
)
FIVE = "Your x_hat still has five axes when gamma comes: reshape it back to x.shape before."
ONE_EACH = "gamma and beta have one number for each channel: gamma[:, None, None] beside (C, H, W)."


def wrong(forward, message, tell=True):
    """A mistake of the forward alone, known by out whatever the way back."""
    return Mistake((forward, None), message, out_of(forward) if tell else None)


GROUPNORM = Exercise(
    id="groupnorm",
    title="Groupnorm, forward and backward",
    points=4,
    concepts=("groupnorm-instancenorm",),
    stub=(groupnorm_forward, groupnorm_backward),
    reference=(five_axes, back_by_five_axes),
    cases=blocks,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dgamma", "dbeta"),
    alternatives=((rows_of_groups, back_by_rows), (group_by_group, back_group_by_group)),
    mistakes=(
        wrong(
            slip(
                five_axes, "groups_for_their_size", ("groups, C // groups", "C // groups, groups")
            ),
            "You take `groups` for the size of a group; it should be how many there are.",
        ),
        wrong(
            channels_far_apart,
            f"Your groups hold channels far apart; they should be neighbours. {GROUP}",
        ),
        wrong(
            slip(
                five_axes,
                "over_the_batch_too",
                (
                    "parts.mean(axis=(2, 3, 4), keepdims=True)",
                    "parts.mean(axis=(0, 2, 3, 4), keepdims=True)",
                ),
                (
                    "parts.var(axis=(2, 3, 4), keepdims=True)",
                    "parts.var(axis=(0, 2, 3, 4), keepdims=True)",
                ),
            ),
            f"Your mean goes over the batch as well. {GROUP}",
        ),
        wrong(
            every_channel_by_itself,
            f"Your channels have a mean each, which is instancenorm. {GROUP}",
        ),
        wrong(
            all_channels_together,
            f"Your mean is that of the whole image, which is one group. {GROUP}",
        ),
        wrong(as_spatial_batchnorm, f"Yours is batchnorm, over the batch. {GROUP}"),
        wrong(
            slip(
                five_axes,
                "every_pixel_by_itself",
                ("parts.mean(axis=(2, 3, 4), keepdims=True)", "parts.mean(axis=2, keepdims=True)"),
                ("parts.var(axis=(2, 3, 4), keepdims=True)", "parts.var(axis=2, keepdims=True)"),
            ),
            f"Your pixels have a mean each. {GROUP}",
        ),
        wrong(slip(five_axes, "not_reshaped_back", (".reshape(x.shape)", "")), FIVE, tell=False),
        wrong(
            slip(
                five_axes,
                "x_hat_keeps_five_axes",
                (".reshape(x.shape)", ""),
                (
                    "gamma[:, None, None] * x_hat + beta[:, None, None]",
                    "x_hat * gamma[:, None, None] + beta[:, None, None]",
                ),
            ),
            FIVE,
            tell=False,
        ),
        wrong(five_axes_beside_four, FIVE, tell=False),
        wrong(five_axes_left, "Your out has five axes: reshape it back to x.shape.", tell=False),
        wrong(
            slip(
                five_axes,
                "gamma_along_the_width",
                ("gamma[:, None, None] * x_hat + beta[:, None, None]", "gamma * x_hat + beta"),
            ),
            f"gamma * x_hat matches gamma with the width. {ONE_EACH}",
            tell=False,
        ),
        wrong(
            slip(
                five_axes,
                "eps_outside_the_root",
                (
                    "1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)",
                    "1 / (parts.std(axis=(2, 3, 4), keepdims=True) + eps)",
                ),
            ),
            OUTSIDE,
        ),
        wrong(
            slip(five_axes, "eps_left_out", (" + eps", "")), LEFT_OUT.replace("a column", "a group")
        ),
        Mistake(
            (slip(five_axes, "eps_fixed", ("+ eps", "+ 1e-5")), None), FIXED, tiny_eps(by_faults)
        ),
        wrong(
            slip(
                five_axes,
                "divided_by_the_variance",
                (
                    "np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)",
                    "(parts.var(axis=(2, 3, 4), keepdims=True) + eps)",
                ),
            ),
            NO_ROOT,
        ),
        wrong(
            slip(
                five_axes,
                "variance_of_a_sample",
                (
                    "parts.var(axis=(2, 3, 4), keepdims=True)",
                    "parts.var(axis=(2, 3, 4), ddof=1, keepdims=True)",
                ),
            ),
            DDOF,
        ),
        wrong(
            slip(
                five_axes,
                "gamma_and_beta_left_out",
                ("gamma[:, None, None] * x_hat + beta[:, None, None]", "x_hat"),
            ),
            "Your out is standardised only: it should be gamma * x_hat + beta.",
        ),
        wrong(
            slip(five_axes, "beta_left_out", (" + beta[:, None, None]", "")),
            "Your out has no beta: it should be gamma * x_hat + beta.",
        ),
        wrong(
            slip(five_axes, "no_cache", ("return out, (x_hat, inv_std, gamma)", "return out")),
            "Your forward gives out alone: return out, cache.",
            tell=False,
        ),
        *BACKWARD_MISTAKES,
        Mistake(
            (
                slip(
                    five_axes,
                    "two_faults_of_groupnorm",
                    (
                        "1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)",
                        "1 / (parts.std(axis=(2, 3, 4), keepdims=True) + eps)",
                    ),
                    (" + beta[:, None, None]", ""),
                ),
                None,
            ),
            "Two things are wrong at once.",
            lambda case, got, want: TWO(case, got["out"], want["out"]),
        ),
    ),
    hints=(
        "x.reshape(N, groups, C // groups, H, W): which axes go into the mean of one group?",
        "Standardise along axes (2, 3, 4) with keepdims=True, reshape back, then gamma[:, None,"
        " None] and beta[:, None, None].",
        "Backward as in layernorm, on g = dout * gamma[:, None, None] reshaped the same way; dgamma"
        " = (dout * x_hat).sum(axis=(0, 2, 3)).",
    ),
)

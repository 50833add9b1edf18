"""Batchnorm at test, folded into the conv layer before it."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.inputs import averages, scale_and_shift, single


def fold_into_conv(w, b, gamma, beta, running, eps):
    raise NotImplementedError


def layers(rng):
    """w (F, C, KH, KW), the others (F,): no size twice, but one case with F = KW."""

    def layer(shape, eps):
        F = shape[0]
        w, b = rng.normal(size=shape), rng.uniform(0.5, 2, F) * rng.choice([-1, 1], F)
        return w, b, *scale_and_shift(rng, F), averages(rng, F), eps

    held = {k: v.astype(np.float32) for k, v in averages(rng, 3).items()}
    return (
        Case(layer((2, 1, 1, 3), 1e-2), "two filters of 1 by 3"),
        Case(layer((4, 3, 2, 5), 1e-2), "F = 4, C = 3, filters 2 by 5"),
        Case(layer((5, 2, 3, 1), 5e-2), "F = 5, C = 2, filters 3 by 1"),
        Case(layer((3, 4, 2, 3), 2e-2), "as many filters as columns in one", "generality"),
        Case(layer((2, 5, 1, 1), 1e-2), "filters of 1 by 1", "generality"),
        Case(layer((1, 3, 2, 4), 3e-2), "one filter", "generality"),
        Case((*single(*layer((3, 2, 1, 4), 1e-2)[:4]), held, 1e-2), "float32", "generality"),
    )


# Right ways.


def one_scale_per_filter(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta


def filter_by_filter(w, b, gamma, beta, running, eps):
    new_w, new_b = np.zeros_like(w), np.zeros_like(b)
    for f in range(len(w)):
        scale = gamma[f] / np.sqrt(running["var"][f] + eps)
        new_w[f] = w[f] * scale
        new_b[f] = (b[f] - running["mean"][f]) * scale + beta[f]
    return new_w, new_b


def by_flat_filters(w, b, gamma, beta, running, eps):
    scale = gamma * (running["var"] + eps) ** -0.5
    flat = np.diag(scale) @ w.reshape(len(w), -1)
    return flat.reshape(w.shape), beta + scale * b - scale * running["mean"]


# Wrong ones.


def scaled_along_the_width(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def scaled_along_the_height(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None], (b - running["mean"]) * scale + beta


def scaled_along_the_channels(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None], (b - running["mean"]) * scale + beta


def channels_by_an_axis_in_front(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[None, :, None, None], (b - running["mean"]) * scale + beta


def filters_left_flat(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w.reshape(len(w), -1) * scale[:, None], (b - running["mean"]) * scale + beta


def first_scale_for_all(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[0], (b - running["mean"]) * scale + beta


def mean_scale_for_all(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale.mean(), (b - running["mean"]) * scale + beta


def weights_as_they_were(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w.copy(), (b - running["mean"]) * scale + beta


def weights_by_gamma_alone(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * gamma[:, None, None, None], (b - running["mean"]) * scale + beta


def bias_as_it_was(w, b, gamma, beta, running, eps):
    return w * (gamma / np.sqrt(running["var"] + eps))[:, None, None, None], b


def bias_not_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], b - running["mean"] * scale + beta


def bias_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], beta - running["mean"] * scale


def mean_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], b * scale + beta


def mean_not_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], b * scale - running["mean"] + beta


def mean_times_pixels(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    pixels = w[0, 0].size
    return w * scale[:, None, None, None], (b - pixels * running["mean"]) * scale + beta


def beta_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale


def beta_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"] + beta) * scale


def bias_with_four_axes(w, b, gamma, beta, running, eps):
    scale = (gamma / np.sqrt(running["var"] + eps)).reshape(-1, 1, 1, 1)
    b = b.reshape(-1, 1, 1, 1)
    return w * scale, (b - running["mean"].reshape(-1, 1, 1, 1)) * scale + beta.reshape(-1, 1, 1, 1)


def gamma_left_out(w, b, gamma, beta, running, eps):
    scale = 1 / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta


def eps_outside_the_root(w, b, gamma, beta, running, eps):
    scale = gamma / (np.sqrt(running["var"]) + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta


def eps_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"])
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta


def divided_by_the_variance(w, b, gamma, beta, running, eps):
    scale = gamma / (running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta


FILTERS = "Each filter w[f] should be multiplied by its own scale[f]: scale[:, None, None, None]."

FOLD_CONV = Exercise(
    id="fold-conv",
    title="Fold batchnorm into a conv layer",
    points=2,
    concepts=("batchnorm-fold",),
    stub=fold_into_conv,
    reference=one_scale_per_filter,
    cases=layers,
    returns=("w", "b"),
    alternatives=(filter_by_filter, by_flat_filters),
    mistakes=(
        Mistake(
            scaled_along_the_width,
            f"w * scale matches scale with the last axis, the width of a filter. {FILTERS}",
        ),
        Mistake(scaled_along_the_height, f"You match scale with the height of a filter. {FILTERS}"),
        Mistake(scaled_along_the_channels, f"You match scale with the channels, C. {FILTERS}"),
        Mistake(channels_by_an_axis_in_front, f"You match scale with the channels, C. {FILTERS}"),
        Mistake(filters_left_flat, "Your filters are left flat: bring w back to (F, C, KH, KW)."),
        Mistake(first_scale_for_all, f"You scale all filters by that of the first. {FILTERS}"),
        Mistake(mean_scale_for_all, f"You scale all filters by one mean. {FILTERS}"),
        Mistake(weights_as_they_were, f"Your w is the old one. {FILTERS}"),
        Mistake(weights_by_gamma_alone, "Your w is multiplied by gamma, and not divided by std."),
        Mistake(
            bias_as_it_was,
            "Your b is the old one: it should be (b - mean) * scale + beta.",
        ),
        Mistake(bias_not_scaled, "Your old b is not scaled: (b - mean) * scale + beta."),
        Mistake(bias_left_out, "In your b the old one is missing: (b - mean) * scale + beta."),
        Mistake(mean_left_out, "In your b the mean is missing: (b - mean) * scale + beta."),
        Mistake(mean_not_scaled, "Your mean is not scaled: (b - mean) * scale + beta."),
        Mistake(
            mean_times_pixels,
            "You subtract the mean once for each pixel of a filter; it should be once: it is the"
            " mean of what comes out.",
        ),
        Mistake(beta_left_out, "In your b beta is missing: (b - mean) * scale + beta."),
        Mistake(beta_scaled, "You scale beta as well; it should be added last, as it is."),
        Mistake(bias_with_four_axes, "Your b has four axes; it should be (F,), as it was."),
        Mistake(gamma_left_out, "Your scale is 1 / std: gamma is missing in it."),
        Mistake(
            eps_outside_the_root,
            "Your eps stands outside the root; it should stand inside: sqrt(var + eps).",
        ),
        Mistake(eps_left_out, "You add no eps: it should be sqrt(var + eps), as at test."),
        Mistake(divided_by_the_variance, "You divide by var + eps; it should be by its root."),
    ),
    hints=(
        "A filter is to a conv layer what a column of w is to an affine one. Which axis are the"
        " filters on?",
        "scale (F,) must stretch over C, KH and KW: give it three axes of 1 behind.",
        'w * scale[:, None, None, None], (b - running["mean"]) * scale + beta',
    ),
)

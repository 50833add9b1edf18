"""Batchnorm at test, folded into the affine layer before it."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.inputs import averages, scale_and_shift, single


def fold_into_affine(w, b, gamma, beta, running, eps):
    raise NotImplementedError


def layers(rng):
    """w (D, M), b, gamma, beta (M,), running, eps: D and M all different."""

    def layer(D, M, eps):
        w, b = rng.normal(size=(D, M)), rng.uniform(0.5, 2, M) * rng.choice([-1, 1], M)
        return w, b, *scale_and_shift(rng, M), averages(rng, M), eps

    by_hand = {"mean": np.array([1.0, -2.0]), "var": np.array([0.24, 0.08])}
    w, b, gamma, beta, _, eps = layer(3, 4, 2e-2)
    held = {k: v.astype(np.float32) for k, v in averages(rng, 4).items()}
    return (
        Case(
            (
                np.array([[1.0, 2.0], [-1.0, 0.5], [3.0, 4.0]]),
                np.array([0.5, -1.0]),
                np.array([2.0, -3.0]),
                np.array([1.0, 0.25]),
                by_hand,
                1e-2,
            ),
            "three inputs, two units",
        ),
        Case(layer(4, 3, 1e-2), "D = 4, M = 3"),
        Case(layer(5, 7, 5e-2), "D = 5, M = 7"),
        Case(layer(1, 6, 1e-2), "one input", "generality"),
        Case(layer(5, 1, 3e-2), "one unit", "generality"),
        Case((*single(w, b, gamma, beta), held, eps), "float32", "generality"),
    )


# Right ways.


def scaled_and_shifted(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def by_a_diagonal_matrix(w, b, gamma, beta, running, eps):
    scale = np.diag(gamma) @ np.diag((running["var"] + eps) ** -0.5)
    return w @ scale, b @ scale - running["mean"] @ scale + beta


def unit_by_unit(w, b, gamma, beta, running, eps):
    new_w, new_b = w.copy(), b.copy()
    for m in range(len(b)):
        scale = gamma[m] / np.sqrt(running["var"][m] + eps)
        new_w[:, m] = w[:, m] * scale
        new_b[m] = beta[m] + (b[m] - running["mean"][m]) * scale
    return new_w, new_b


# Wrong ones.


def bias_as_it_was(w, b, gamma, beta, running, eps):
    return w * (gamma / np.sqrt(running["var"] + eps)), b


def bias_is_beta(w, b, gamma, beta, running, eps):
    return w * (gamma / np.sqrt(running["var"] + eps)), beta


def bias_not_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, b - running["mean"] * scale + beta


def bias_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, beta - running["mean"] * scale


def mean_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, b * scale + beta


def mean_added(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b + running["mean"]) * scale + beta


def mean_not_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, b * scale - running["mean"] + beta


def neither_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, b - running["mean"] + beta


def beta_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale


def beta_subtracted(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale - beta


def beta_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"] + beta) * scale


def bias_scaled_by_gamma_alone(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * gamma + beta


def weights_as_they_were(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w.copy(), (b - running["mean"]) * scale + beta


def weights_by_gamma_alone(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * gamma, (b - running["mean"]) * scale + beta


def mean_off_the_weights(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return (w - running["mean"]) * scale, b * scale + beta


def weights_divided(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w / scale, (b - running["mean"]) * scale + beta


def rows_scaled(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None], (b - running["mean"]) * scale + beta


def weights_turned(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w.T * scale[:, None], (b - running["mean"]) * scale + beta


def gamma_left_out(w, b, gamma, beta, running, eps):
    scale = 1 / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def eps_outside_the_root(w, b, gamma, beta, running, eps):
    scale = gamma / (np.sqrt(running["var"]) + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def eps_left_out(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"])
    return w * scale, (b - running["mean"]) * scale + beta


def eps_fixed(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + 1e-5)
    return w * scale, (b - running["mean"]) * scale + beta


def divided_by_the_variance(w, b, gamma, beta, running, eps):
    scale = gamma / (running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def multiplied_by_the_deviation(w, b, gamma, beta, running, eps):
    scale = gamma * np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


def scale_turned_over(w, b, gamma, beta, running, eps):
    scale = np.sqrt(running["var"] + eps) / gamma
    return w * scale, (b - running["mean"]) * scale + beta


def bias_comes_first(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return (b - running["mean"]) * scale + beta, w * scale


def weights_alone(w, b, gamma, beta, running, eps):
    return w * gamma / np.sqrt(running["var"] + eps)


WRITE = "Multiply out: gamma * (x @ w + b - mean) / std + beta."

FOLD_AFFINE = Exercise(
    id="fold-affine",
    title="Fold batchnorm into an affine layer",
    points=2,
    concepts=("batchnorm-fold",),
    stub=fold_into_affine,
    reference=scaled_and_shifted,
    cases=layers,
    returns=("w", "b"),
    alternatives=(by_a_diagonal_matrix, unit_by_unit),
    mistakes=(
        Mistake(bias_as_it_was, f"Your b is the old one. {WRITE}"),
        Mistake(bias_is_beta, f"Your b is beta alone; b and mean are at work as well. {WRITE}"),
        Mistake(
            bias_not_scaled,
            "Your old b is not scaled: it stands beside x @ w, so gamma / std"
            " should multiply it, too.",
        ),
        Mistake(bias_left_out, f"In your b the old one is missing. {WRITE}"),
        Mistake(mean_left_out, f"In your b the running mean is missing. {WRITE}"),
        Mistake(mean_added, "You add the running mean; it should be subtracted."),
        Mistake(
            mean_not_scaled,
            "Your mean is not scaled: it is subtracted before gamma / std multiplies.",
        ),
        Mistake(
            neither_scaled,
            "In your b neither b nor mean is scaled: gamma / std should multiply b - mean.",
        ),
        Mistake(beta_left_out, f"In your b beta is missing. {WRITE}"),
        Mistake(beta_subtracted, "You subtract beta; it should be added."),
        Mistake(
            beta_scaled, "You scale beta as well: it is added last, so it should stay as it is."
        ),
        Mistake(
            bias_scaled_by_gamma_alone,
            "Your b - mean is multiplied by gamma, and not divided by std.",
        ),
        Mistake(weights_as_they_were, "Your w is the old one: gamma / std should multiply it."),
        Mistake(weights_by_gamma_alone, "Your w is multiplied by gamma, and not divided by std."),
        Mistake(
            mean_off_the_weights,
            "You subtract the mean from w; it should come off b: x @ w + b - mean.",
        ),
        Mistake(weights_divided, "You divide w by gamma / std; it should be multiplied."),
        Mistake(
            rows_scaled, "You scale the rows of w, which are inputs. A unit is a column: w * scale."
        ),
        Mistake(weights_turned, "Your w is turned; it should have the shape it had, (D, M)."),
        Mistake(gamma_left_out, "Your scale is 1 / std: gamma is missing in it."),
        Mistake(
            eps_outside_the_root,
            "Your eps stands outside the root; it should stand inside: sqrt(var + eps).",
        ),
        Mistake(
            eps_left_out,
            "You add no eps: it should be sqrt(var + eps), as at test. Else the"
            " folding is not exact.",
        ),
        Mistake(eps_fixed, "Your eps is a fixed tiny number; it should be the one that is given."),
        Mistake(divided_by_the_variance, "You divide by var + eps; it should be by its root."),
        Mistake(multiplied_by_the_deviation, "You multiply by sqrt(var + eps); divide by it."),
        Mistake(
            scale_turned_over, "Your scale is turned over; it should be gamma / sqrt(var + eps)."
        ),
        Mistake(bias_comes_first, "Your order is b, w; it should be w, b."),
        Mistake(weights_alone, "You give w alone; b should follow."),
    ),
    hints=(
        "Write batchnorm at test with x @ w + b in the place of x, and multiply out.",
        "scale = gamma / sqrt(var + eps), one for each unit. x @ (w * scale) is the first part; all"
        " that has no x in it is the new b.",
        'w * scale, (b - running["mean"]) * scale + beta',
    ),
)

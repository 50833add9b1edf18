"""Layer normalisation: mean and variance of each example; and its way back."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.initialisation.faults import (
    ABOUT_ZERO,
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
from course_lib.exercises.initialisation.layernorm_back import (
    BACKWARD_MISTAKES,
    back_by_three_terms,
    back_example_by_example,
    back_turned,
    example_by_example,
    layers,
    row_by_its_own,
    turned_as_batchnorm,
)


def layernorm_forward(x, gamma, beta, eps):
    raise NotImplementedError


def layernorm_backward(dout, cache):
    raise NotImplementedError


# Wrong ones: forward.


def over_the_batch(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
    x_hat = (x - x.mean(axis=0)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def over_everything(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var() + eps)
    x_hat = (x - x.mean()) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def axes_not_kept(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1) + eps)
    x_hat = (x - x.mean(axis=1)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def axis_of_the_variance_not_kept(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def eps_outside_the_root(x, gamma, beta, eps):
    inv_std = 1 / (x.std(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def eps_left_out(x, gamma, beta, eps):
    inv_std = 1 / x.std(axis=1, keepdims=True)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def eps_fixed(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + 1e-5)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def divided_by_the_variance(x, gamma, beta, eps):
    inv_std = 1 / (x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def variance_of_a_sample(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, ddof=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def variance_about_zero(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt((x**2).mean(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def variance_not_averaged(x, gamma, beta, eps):
    centred = x - x.mean(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt((centred**2).sum(axis=1, keepdims=True) + eps)
    return gamma * centred * inv_std + beta, (centred * inv_std, inv_std, gamma)


def variance_divided_by_the_examples(x, gamma, beta, eps):
    centred = x - x.mean(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt((centred**2).sum(axis=1, keepdims=True) / len(x) + eps)
    return gamma * centred * inv_std + beta, (centred * inv_std, inv_std, gamma)


def deviation_for_the_variance(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.std(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)


def mean_not_subtracted(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return gamma * x * inv_std + beta, (x * inv_std, inv_std, gamma)


def centred_only(x, gamma, beta, eps):
    x_hat = x - x.mean(axis=1, keepdims=True)
    return gamma * x_hat + beta, (x_hat, np.ones((len(x), 1)), gamma)


def gamma_and_beta_left_out(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return x_hat, (x_hat, inv_std, gamma)


def gamma_left_out(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return x_hat + beta, (x_hat, inv_std, gamma)


def beta_left_out(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat, (x_hat, inv_std, gamma)


def gamma_times_beta(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * (x_hat + beta), (x_hat, inv_std, gamma)


def no_cache(x, gamma, beta, eps):
    inv_std = 1 / np.sqrt(x.var(axis=1, keepdims=True) + eps)
    return gamma * (x - x.mean(axis=1, keepdims=True)) * inv_std + beta


def two_faults_of_layernorm(x, gamma, beta, eps):
    inv_std = 1 / (x.std(axis=1, keepdims=True) + eps)
    x_hat = (x - x.mean(axis=1, keepdims=True)) * inv_std
    return gamma * x_hat, (x_hat, inv_std, gamma)


def by_faults(args, made):
    """out of one who makes these faults."""
    _dout, x, gamma, beta, eps = args
    mean, var = x.mean(axis=1, keepdims=True), variance(x, 1, made)
    return (normalised(x, mean, var, gamma, beta, eps, made),)


TWO = two_at_once(by_faults, FAULTS)
ROW = "Each example should have a mean and a variance of its own, over its features: axis=1."
KEEP = (
    "mean(axis=1) is (N,), and beside (N, D) it is read as one for each feature. Keep the axis:"
    " keepdims=True gives (N, 1)."
)


def wrong(forward, message, tell=True):
    """A mistake of the forward alone, known by out whatever the way back."""
    return Mistake((forward, None), message, out_of(forward) if tell else None)


LAYERNORM = Exercise(
    id="layernorm",
    title="Layernorm, forward and backward",
    points=4,
    concepts=("layernorm",),
    stub=(layernorm_forward, layernorm_backward),
    reference=(row_by_its_own, back_by_three_terms),
    cases=layers,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dgamma", "dbeta"),
    alternatives=(
        (turned_as_batchnorm, back_turned),
        (example_by_example, back_example_by_example),
    ),
    mistakes=(
        wrong(over_the_batch, f"You take mean and variance over the batch: batchnorm. {ROW}"),
        wrong(over_everything, f"You take one mean and one variance of all numbers. {ROW}"),
        wrong(axes_not_kept, KEEP, tell=False),
        wrong(axis_of_the_variance_not_kept, f"For the mean it is right. {KEEP}", tell=False),
        wrong(eps_outside_the_root, OUTSIDE),
        wrong(eps_left_out, LEFT_OUT.replace("a column", "an example")),
        Mistake((eps_fixed, None), FIXED, tiny_eps(by_faults)),
        wrong(divided_by_the_variance, NO_ROOT),
        wrong(variance_of_a_sample, DDOF),
        wrong(variance_about_zero, ABOUT_ZERO),
        wrong(
            variance_not_averaged,
            "Your variance is a sum of squares; it should be their mean: divided by D.",
        ),
        wrong(
            variance_divided_by_the_examples,
            "Your variance is divided by N; it should be by D: an example has D numbers.",
        ),
        wrong(
            deviation_for_the_variance,
            "Your variance is a standard deviation already (x.std); it should be x.var.",
        ),
        wrong(mean_not_subtracted, "You do not subtract the mean. (x - mean) / sqrt(var + eps)."),
        wrong(centred_only, "You subtract the mean, but do not divide by sqrt(var + eps)."),
        wrong(
            gamma_and_beta_left_out,
            "Your out is standardised only: it should be gamma * x_hat + beta.",
        ),
        wrong(gamma_left_out, "Your out has no gamma: it should be gamma * x_hat + beta."),
        wrong(beta_left_out, "Your out has no beta: it should be gamma * x_hat + beta."),
        wrong(
            gamma_times_beta,
            "Your gamma multiplies beta as well: it should be gamma * x_hat, and then + beta.",
        ),
        wrong(no_cache, "Your forward gives out alone: return out, cache.", tell=False),
        *BACKWARD_MISTAKES,
        Mistake(
            (two_faults_of_layernorm, None),
            "Two things are wrong at once.",
            lambda case, got, want: TWO(case, got["out"], want["out"]),
        ),
    ),
    hints=(
        "Batchnorm with the other axis: mean and variance along axis 1, with keepdims=True. gamma"
        " and beta stay (D,).",
        "Backward: g = dout * gamma first, for here gamma differs within a mean. Then the three"
        " terms of your one formula, with means along axis 1.",
        "dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * (g * x_hat).mean(axis=1,"
        " keepdims=True)); dgamma and dbeta as in batchnorm, summed over axis 0.",
    ),
)

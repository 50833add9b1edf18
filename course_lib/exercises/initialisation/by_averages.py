"""Batch normalisation at test: the running averages, whoever else is in the batch."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.faults import (
    FAULTS,
    FIXED,
    LEFT_OUT,
    NO_ROOT,
    OUTSIDE,
    normalised,
    tiny_eps,
    two_at_once,
)
from course_lib.exercises.initialisation.inputs import averages, scale_and_shift, single, table


def batchnorm_test(x, gamma, beta, running, eps):
    raise NotImplementedError


def batches(rng):
    """x (N, D), gamma, beta (D,), running of others than x, eps large enough to be seen."""

    def batch(N, D, eps):
        return table(rng, N, D), *scale_and_shift(rng, D), averages(rng, D), eps

    by_hand = {"mean": np.array([1.0, 2.0]), "var": np.array([0.24, 0.03])}
    x, gamma, beta, running, eps = batch(6, 3, 1e-2)
    still = {"mean": running["mean"], "var": running["var"] * np.array([1, 0, 1])}
    float32 = single(*batch(5, 4, 2e-2)[:3])
    held = {k: v.astype(np.float32) for k, v in averages(rng, 4).items()}
    return (
        Case(
            (
                np.array([[2.0, 1.0], [1.0, 2.2]]),
                np.array([3.0, -2.0]),
                np.array([0.5, 1.0]),
                by_hand,
                1e-2,
            ),
            "two examples",
        ),
        Case(batch(4, 3, 1e-2), "N = 4, D = 3"),
        Case(batch(7, 5, 5e-2), "N = 7, D = 5"),
        Case(batch(1, 6, 1e-2), "a single example", "generality"),
        Case(batch(5, 1, 3e-2), "one feature", "generality"),
        Case((x, gamma, beta, still, eps), "a running variance of 0", "generality"),
        Case((*float32, held, 2e-2), "float32", "generality"),
    )


# Right ways.


def by_the_averages(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta


def as_one_scale_and_shift(x, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return x * scale + (beta - running["mean"] * scale)


def number_by_number(x, gamma, beta, running, eps):
    out = np.zeros(x.shape)
    for n in range(x.shape[0]):
        for d in range(x.shape[1]):
            x_hat = (x[n, d] - running["mean"][d]) / (running["var"][d] + eps) ** 0.5
            out[n, d] = gamma[d] * x_hat + beta[d]
    return out


# Wrong ones.


def those_of_the_batch(x, gamma, beta, running, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps) + beta


def mean_of_the_batch(x, gamma, beta, running, eps):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(running["var"] + eps) + beta


def variance_of_the_batch(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(x.var(axis=0) + eps) + beta


def averages_moved_first(x, gamma, beta, running, eps):
    mean = 0.9 * running["mean"] + 0.1 * x.mean(axis=0)
    var = 0.9 * running["var"] + 0.1 * x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def eps_outside_at_test(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / (np.sqrt(running["var"]) + eps) + beta


def eps_left_out_at_test(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"]) + beta


def eps_fixed_at_test(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + 1e-5) + beta


def divided_by_the_variance(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / (running["var"] + eps) + beta


def divided_by_the_plain_variance(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / running["var"] + beta


def mean_not_subtracted(x, gamma, beta, running, eps):
    return gamma * x / np.sqrt(running["var"] + eps) + beta


def not_normalised(x, gamma, beta, running, eps):
    return gamma * x + beta


def centred_only(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) + beta


def gamma_and_beta_left_out(x, gamma, beta, running, eps):
    return (x - running["mean"]) / np.sqrt(running["var"] + eps)


def gamma_left_out(x, gamma, beta, running, eps):
    return (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta


def beta_left_out(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps)


def gamma_times_beta(x, gamma, beta, running, eps):
    return gamma * ((x - running["mean"]) / np.sqrt(running["var"] + eps) + beta)


def bracket_missing(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"] / np.sqrt(running["var"] + eps)) + beta


def mean_and_var_exchanged(x, gamma, beta, running, eps):
    return gamma * (x - running["var"]) / np.sqrt(running["mean"] + eps) + beta


def x_itself(x, gamma, beta, running, eps):
    return x


def running_moved_at_test(x, gamma, beta, running, eps):
    out = gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta
    running["mean"] = 0.9 * running["mean"] + 0.1 * x.mean(axis=0)
    running["var"] = 0.9 * running["var"] + 0.1 * x.var(axis=0)
    return out


def two_faults_at_test(x, gamma, beta, running, eps):
    return gamma * (x - running["mean"]) / (np.sqrt(running["var"]) + eps)


def by_faults(args, made):
    """out of one who makes these faults."""
    x, gamma, beta, running, eps = args
    return (normalised(x, running["mean"], running["var"], gamma, beta, eps, made),)


HERE = {k: v for k, v in FAULTS.items() if k not in ("ddof", "about zero")}
MATES = (
    "At test an example is measured by the running averages, so that its output does not hang on"
    " who else is in the batch."
)

BATCHNORM_TEST = Exercise(
    id="batchnorm-test",
    title="Batchnorm at test",
    points=2,
    concepts=("batchnorm-test",),
    stub=batchnorm_test,
    reference=by_the_averages,
    cases=batches,
    alternatives=(as_one_scale_and_shift, number_by_number),
    mistakes=(
        Mistake(those_of_the_batch, f"You use mean and variance of the batch. {MATES}"),
        Mistake(mean_of_the_batch, f"You use the mean of the batch. {MATES}"),
        Mistake(variance_of_the_batch, f"You use the variance of the batch. {MATES}"),
        Mistake(
            averages_moved_first,
            f"You move the averages by this batch first, as in training. {MATES}",
        ),
        Mistake(eps_outside_at_test, OUTSIDE),
        Mistake(eps_left_out_at_test, LEFT_OUT),
        Mistake(eps_fixed_at_test, FIXED, tiny_eps(by_faults)),
        Mistake(divided_by_the_variance, NO_ROOT),
        Mistake(divided_by_the_plain_variance, f"{NO_ROOT} And eps is missing."),
        Mistake(
            mean_not_subtracted,
            "You do not subtract the running mean. (x - mean) / sqrt(var + eps).",
        ),
        Mistake(
            not_normalised, "You only scale and shift. Subtract and divide first, as in training."
        ),
        Mistake(centred_only, "You subtract, but do not divide by sqrt(var + eps)."),
        Mistake(
            gamma_and_beta_left_out,
            "Your out is standardised only. gamma and beta do their work at test, too.",
        ),
        Mistake(gamma_left_out, "Your out has no gamma, which does its work at test, too."),
        Mistake(beta_left_out, "Your out has no beta, which does its work at test, too."),
        Mistake(
            gamma_times_beta,
            "Your gamma multiplies beta as well: it should be gamma * x_hat, and then + beta.",
        ),
        Mistake(
            bracket_missing,
            "You divide the mean alone: (x - mean) / sqrt(var + eps), in brackets.",
        ),
        Mistake(mean_and_var_exchanged, 'You exchange running["mean"] and running["var"].'),
        Mistake(
            x_itself, "You give x back as it is; batchnorm is no dropout, it works at test, too."
        ),
        Mistake(
            running_moved_at_test,
            "Your out is right, but the running averages are moved by it. At test nothing is"
            " learnt: they stay.",
        ),
        Mistake(two_faults_at_test, "Two things are wrong at once.", two_at_once(by_faults, HERE)),
    ),
    hints=(
        "As in training, with other statistics: where do they come from?",
        'running["mean"] in place of the mean of the batch, running["var"] in place of its'
        " variance.",
        'gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta',
    ),
)

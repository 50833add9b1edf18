"""Batch normalisation while training: the statistics of the batch itself."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.exercises.initialisation.faults import (
    ABOUT_ZERO,
    DDOF,
    FAULTS,
    FIXED,
    LEFT_OUT,
    NO_ROOT,
    OUTSIDE,
    normalised,
    tiny_eps,
    two_at_once,
    variance,
)
from course_lib.exercises.initialisation.inputs import batches


def batchnorm_train(x, gamma, beta, eps):
    raise NotImplementedError


# Right ways.


def centred_and_scaled(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def step_by_step(x, gamma, beta, eps):
    N = len(x)
    mean = x.sum(axis=0) / N
    centred = x - mean
    var = (centred * centred).sum(axis=0) / N
    inv_std = 1.0 / np.sqrt(var + eps)
    x_hat = centred * inv_std
    return x_hat * gamma + beta, mean, var


def column_by_column(x, gamma, beta, eps):
    N, D = x.shape
    out, mean, var = np.zeros((N, D)), np.zeros(D), np.zeros(D)
    for d in range(D):
        for n in range(N):
            mean[d] += x[n, d] / N
        for n in range(N):
            var[d] += (x[n, d] - mean[d]) ** 2 / N
        for n in range(N):
            out[n, d] = gamma[d] * (x[n, d] - mean[d]) / (var[d] + eps) ** 0.5 + beta[d]
    return out, mean, var


# Wrong ones.


def eps_outside_the_root(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta, mean, var


def eps_left_out(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var) + beta, mean, var


def eps_fixed(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + 1e-5) + beta, mean, var


def eps_subtracted(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var - eps) + beta, mean, var


def divided_by_the_variance(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / (var + eps) + beta, mean, var


def multiplied_by_the_deviation(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) * np.sqrt(var + eps) + beta, mean, var


def variance_of_a_sample(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def variance_about_zero(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), (x**2).mean(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def variance_not_averaged(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    var = ((x - mean) ** 2).sum(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def variance_is_the_mean(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    var = x.mean(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def absolute_deviations(x, gamma, beta, eps):
    mean = x.mean(axis=0)
    var = np.abs(x - mean).mean(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def deviation_for_the_variance(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.std(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def deviation_comes_back(x, gamma, beta, eps):
    mean, std = x.mean(axis=0), np.sqrt(x.var(axis=0) + eps)
    return gamma * (x - mean) / std + beta, mean, std


def plain_deviation_comes_back(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, np.sqrt(var)


def variance_comes_back_with_eps(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0) + eps
    return gamma * (x - mean) / np.sqrt(var) + beta, mean, var


def over_everything(x, gamma, beta, eps):
    mean, var = x.mean(), x.var()
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def over_each_example(x, gamma, beta, eps):
    mean, var = x.mean(axis=1), x.var(axis=1)
    out = gamma * (x - mean[:, None]) / np.sqrt(var[:, None] + eps) + beta
    return out, mean, var


def over_each_example_kept(x, gamma, beta, eps):
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def statistics_as_rows(x, gamma, beta, eps):
    mean, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var


def mean_not_subtracted(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * x / np.sqrt(var + eps) + beta, mean, var


def bracket_missing(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean / np.sqrt(var + eps)) + beta, mean, var


def bracket_missing_twice(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * x - mean / np.sqrt(var + eps) + beta, mean, var


def gamma_and_beta_left_out(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return (x - mean) / np.sqrt(var + eps), mean, var


def gamma_left_out(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return (x - mean) / np.sqrt(var + eps) + beta, mean, var


def beta_left_out(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps), mean, var


def beta_subtracted(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) - beta, mean, var


def gamma_and_beta_exchanged(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return beta * (x - mean) / np.sqrt(var + eps) + gamma, mean, var


def gamma_times_beta(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * ((x - mean) / np.sqrt(var + eps) + beta), mean, var


def out_alone(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    return gamma * (x - mean) / np.sqrt(var + eps) + beta


def x_changed(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0)
    x -= mean
    x /= np.sqrt(var + eps)
    return gamma * x + beta, mean, var


def two_faults_of_batchnorm(x, gamma, beta, eps):
    mean, var = x.mean(axis=0), x.var(axis=0, ddof=1)
    return gamma * (x - mean) / (np.sqrt(var) + eps) + beta, mean, var


def by_faults(args, made):
    """out, mean and var of one who makes these faults."""
    x, gamma, beta, eps = args
    mean, var = x.mean(axis=0), variance(x, 0, made)[0]
    return normalised(x, mean, var, gamma, beta, eps, made), mean, var


COLUMN = "Each feature should have a mean and a variance of its own, over the batch: axis=0."
BRACKETS = "Subtract first, then divide: (x - mean) / sqrt(var + eps), in brackets."

BATCHNORM_TRAIN = Exercise(
    id="batchnorm-train",
    title="Batchnorm while training",
    points=3,
    concepts=("batchnorm-train",),
    stub=batchnorm_train,
    reference=centred_and_scaled,
    cases=batches,
    returns=("out", "mean", "var"),
    alternatives=(step_by_step, column_by_column),
    mistakes=(
        Mistake(eps_outside_the_root, OUTSIDE),
        Mistake(eps_left_out, LEFT_OUT),
        Mistake(eps_fixed, FIXED, tiny_eps(by_faults)),
        Mistake(eps_subtracted, "You subtract eps; it should be added: sqrt(var + eps)."),
        Mistake(divided_by_the_variance, NO_ROOT),
        Mistake(
            multiplied_by_the_deviation,
            "You multiply by the standard deviation; divide by it, to bring all to the same size.",
        ),
        Mistake(variance_of_a_sample, DDOF),
        Mistake(variance_about_zero, ABOUT_ZERO),
        Mistake(
            variance_not_averaged,
            "Your variance is a sum of squares; it should be their mean: divided by N.",
        ),
        Mistake(
            variance_is_the_mean,
            "Your variance is the mean, once more: a line copied, and one word in it not changed?",
        ),
        Mistake(
            absolute_deviations,
            "Your variance is the mean of |x - mean|; it should be that of (x - mean)**2.",
        ),
        Mistake(
            deviation_for_the_variance,
            "Your variance is a standard deviation already (x.std), and then comes under a root"
            " again. It should be x.var(axis=0).",
        ),
        Mistake(
            deviation_comes_back,
            "Your out is right. As var you give sqrt(var + eps); it should be the plain variance.",
        ),
        Mistake(
            plain_deviation_comes_back,
            "Your out is right. As var you give its root; it should be the variance itself.",
        ),
        Mistake(
            variance_comes_back_with_eps,
            "Your out is right. Your var has eps in it already: the running average would take it"
            " in, and at test eps would be added a second time.",
        ),
        Mistake(over_everything, f"You take one mean and one variance of all numbers. {COLUMN}"),
        Mistake(
            over_each_example,
            f"You take mean and variance of each example, which is layernorm. {COLUMN}",
        ),
        Mistake(
            over_each_example_kept,
            f"You take mean and variance of each example, which is layernorm. {COLUMN}",
        ),
        Mistake(
            statistics_as_rows,
            "Your mean and var are tables of one row, (1, D); they should be (D,). No keepdims.",
        ),
        Mistake(mean_not_subtracted, "You do not subtract the mean. (x - mean) / sqrt(var + eps)."),
        Mistake(bracket_missing, f"You divide the mean alone. {BRACKETS}"),
        Mistake(bracket_missing_twice, f"You divide the mean alone. {BRACKETS}"),
        Mistake(
            gamma_and_beta_left_out,
            "Your out is x_hat, standardised. gamma and beta are missing: gamma * x_hat + beta.",
        ),
        Mistake(gamma_left_out, "Your out has no gamma: it should be gamma * x_hat + beta."),
        Mistake(beta_left_out, "Your out has no beta: it should be gamma * x_hat + beta."),
        Mistake(beta_subtracted, "You subtract beta; it should be added."),
        Mistake(
            gamma_and_beta_exchanged,
            "You exchange gamma and beta: gamma should multiply, beta should be added.",
        ),
        Mistake(
            gamma_times_beta,
            "Your gamma multiplies beta as well: it should be gamma * x_hat, and then + beta.",
        ),
        Mistake(out_alone, "You give out alone; mean and var of the batch are needed, too."),
        Mistake(
            x_changed,
            "You change x itself: the layer before will need it on the way back. Write"
            " x_hat = (x - mean) / ... in place of x -= mean.",
        ),
        Mistake(
            two_faults_of_batchnorm,
            "Two things are wrong at once.",
            two_at_once(by_faults, FAULTS),
        ),
    ),
    hints=(
        "Mean and variance of each column: which axis goes away?",
        "x_hat = (x - mean) / np.sqrt(var + eps), with mean = x.mean(axis=0), var = x.var(axis=0).",
        "out = gamma * x_hat + beta; return out, mean, var.",
    ),
)

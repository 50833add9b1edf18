"""Wrong ways to normalise images."""

from functools import partial

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.spatial_ways import over_three_axes

ROOT = "np.sqrt(var + eps)"
MEAN = 'momentum * running["mean"] + (1 - momentum) * mean'
VAR = 'momentum * running["var"] + (1 - momentum) * var'

forward = partial(slip, over_three_axes)


def statistics_of_each_place(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=0, keepdims=True), x.var(axis=0, keepdims=True)
        running = {
            "mean": momentum * np.reshape(running["mean"], (x.shape[1], -1, 1))
            + (1 - momentum) * mean[0],
            "var": momentum * np.reshape(running["var"], (x.shape[1], -1, 1))
            + (1 - momentum) * var[0],
        }
    else:
        mean, var = mean.reshape(1, *mean.shape), var.reshape(1, *var.shape)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std.reshape(-1)[: len(gamma)])


def statistics_of_each_image(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(2, 3), keepdims=True), x.var(axis=(2, 3), keepdims=True)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean.mean(axis=0)[:, 0, 0],
            "var": momentum * running["var"] + (1 - momentum) * var.mean(axis=0)[:, 0, 0],
        }
    else:
        mean, var = mean.reshape(-1, 1, 1), var.reshape(-1, 1, 1)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std.reshape(-1)[: len(gamma)])


def one_mean_for_all_channels(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = (
            x.mean(axis=(0, 1, 2, 3), keepdims=True),
            x.var(axis=(0, 1, 2, 3), keepdims=True),
        )
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * np.full(len(gamma), mean.item()),
            "var": momentum * running["var"] + (1 - momentum) * np.full(len(gamma), var.item()),
        }
    else:
        mean, var = mean.reshape(-1, 1, 1), var.reshape(-1, 1, 1)
    std = np.sqrt(var + eps)
    x_hat = (x - mean) / std
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, np.full(len(gamma), std.ravel()[0]))


def reshaped_without_turning(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    rows = x.reshape(N * H * W, C)
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = rows.mean(axis=0), rows.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (rows - mean) / std
    out = (gamma * x_hat + beta).reshape(N, C, H, W)
    return out, running, (x_hat.reshape(N, C, H, W), gamma, std)


def not_turned_back(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    rows = x.transpose(0, 2, 3, 1).reshape(N * H * W, C)
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = rows.mean(axis=0), rows.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (rows - mean) / std
    out = (gamma * x_hat + beta).reshape(N, C, H, W)
    return out, running, (x_hat.reshape(N, H, W, C).transpose(0, 3, 1, 2), gamma, std)


def channels_first_not_turned(x, gamma, beta, running, train, momentum, eps):
    N, C, H, W = x.shape
    rows = x.reshape(C, N * H * W).T
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = rows.mean(axis=0), rows.var(axis=0)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (rows - mean) / std
    out = (gamma * x_hat + beta).T.reshape(N, C, H, W)
    return out, running, (x_hat.T.reshape(N, C, H, W), gamma, std)


SPATIAL_FORWARD_MISTAKES = (
    Mistake(
        (statistics_of_each_place, None),
        "You take a mean for every pixel, (C, H, W), over the images only. The mean should "
        "be over axes 0, 2 and 3: one number a channel.",
    ),
    Mistake(
        (statistics_of_each_image, None),
        "Each of your images is normalised by itself: that is instance norm. The mean "
        "should be over axes 0, 2 and 3: one number a channel.",
    ),
    Mistake(
        (one_mean_for_all_channels, None),
        "You take one mean over all channels together. The mean should be over axes 0, 2 "
        "and 3: one number a channel.",
    ),
    Mistake(
        (reshaped_without_turning, None),
        "You reshape (N, C, H, W) to (N * H * W, C) without turning the axes first, which "
        "mixes the channels. It should be x.transpose(0, 2, 3, 1).reshape(-1, C).",
    ),
    Mistake(
        (not_turned_back, None),
        "Your rows are not turned back: it should be .reshape(N, H, W, C).transpose(0, 3, 1, 2).",
    ),
    Mistake(
        (channels_first_not_turned, None),
        "You reshape (N, C, H, W) to (C, N * H * W) without turning the axes first, which "
        "mixes images and channels. It should be x.transpose(1, 0, 2, 3).reshape(C, -1).",
    ),
    Mistake(
        (forward("eps_outside_the_root", (ROOT, "np.sqrt(var) + eps")), None),
        "Your eps stands outside the root; it should be inside, sqrt(var + eps).",
    ),
    Mistake(
        (
            forward(
                "eps_outside_the_root_at_test",
                (ROOT, "np.sqrt(var + eps) if train else np.sqrt(var) + eps"),
            ),
            None,
        ),
        "At test your eps stands outside the root; it should be inside, as in training.",
    ),
    Mistake(
        (forward("eps_left_out", (ROOT, "np.sqrt(var)")), None),
        "Your eps is left out, or a number such as 1e-5 stands in its place. It should be "
        "sqrt(var + eps), with the eps that is given.",
    ),
    Mistake(
        (forward("eps_left_out_at_test", (ROOT, "np.sqrt(var + eps * train)")), None),
        "At test your eps is left out. It should be sqrt(var + eps), as in training.",
    ),
    Mistake(
        (forward("divided_by_the_variance", (ROOT, "var + eps")), None),
        "You divide by the variance; it should be by its root.",
    ),
    Mistake(
        (
            forward(
                "one_less_in_the_variance",
                ("x.var(axis=(0, 2, 3))", "x.var(axis=(0, 2, 3), ddof=1)"),
            ),
            None,
        ),
        "Your variance divides by n - 1; it should be by n, all pixels of the channel.",
    ),
    Mistake(
        (forward("mean_not_subtracted", ("(x - mean[:, None, None])", "x")), None),
        "The mean is not subtracted in yours: it should be (x - mean) / sqrt(var + eps).",
    ),
    Mistake(
        (forward("gamma_left_out", ("gamma[:, None, None] * x_hat", "x_hat")), None),
        "Your gamma is left out: it should be gamma * x_hat + beta.",
    ),
    Mistake(
        (forward("beta_left_out", (" + beta[:, None, None]", "")), None),
        "Your beta is left out: it should be gamma * x_hat + beta.",
    ),
    Mistake(
        (
            forward(
                "gamma_and_beta_swapped",
                (
                    "gamma[:, None, None] * x_hat + beta[:, None, None]",
                    "beta[:, None, None] * x_hat + gamma[:, None, None]",
                ),
            ),
            None,
        ),
        "Your gamma and beta are swapped: it should be gamma * x_hat + beta.",
    ),
    Mistake(
        (
            forward(
                "momentum_turned_round",
                (MEAN, '(1 - momentum) * running["mean"] + momentum * mean'),
                (VAR, '(1 - momentum) * running["var"] + momentum * var'),
            ),
            None,
        ),
        "Your momentum is the share of the new batch. It should be that of the old average:"
        " momentum * running + (1 - momentum) * batch.",
    ),
    Mistake(
        (forward("running_replaced", (MEAN, "mean"), (VAR, "var")), None),
        "Your running averages are those of the last batch. They should be momentum * "
        "running + (1 - momentum) * batch.",
    ),
    Mistake(
        (forward("running_not_moved", (MEAN, 'running["mean"]'), (VAR, 'running["var"]')), None),
        "Your running averages do not move in training. They should be momentum * running +"
        " (1 - momentum) * batch.",
    ),
    Mistake(
        (
            forward(
                "running_variance_with_eps",
                ("(1 - momentum) * var", "(1 - momentum) * (var + eps)"),
            ),
            None,
        ),
        "Your running variance has eps in it; only what stands under the root should have it.",
    ),
    Mistake(
        (
            forward("running_deviation", ("(1 - momentum) * var", "(1 - momentum) * np.sqrt(var)")),
            None,
        ),
        "You average the standard deviation. It should be the variance that is averaged.",
    ),
    Mistake(
        (
            forward(
                "running_variance_of_one_less",
                ("(1 - momentum) * var", "(1 - momentum) * x.var(axis=(0, 2, 3), ddof=1)"),
            ),
            None,
        ),
        "Your running variance divides by n - 1, as some libraries do. It should be the "
        "variance you normalise with, divided by n.",
    ),
    Mistake(
        (
            forward(
                "batch_statistics_at_test",
                (
                    "    std =",
                    """    if not train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    std =""",
                ),
            ),
            None,
        ),
        "At test yours still takes mean and variance from the batch. They should be the "
        "running ones, so that an image's result does not hang on its neighbours.",
    ),
    Mistake(
        (
            forward(
                "running_moved_at_test",
                (
                    "    std =",
                    """    else:
        new = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * mean + (1 - momentum) * new[0],
            "var": momentum * var + (1 - momentum) * new[1],
        }
    std =""",
                ),
            ),
            None,
        ),
        "Your running averages move at test. They should be learnt in training only.",
    ),
    Mistake(
        (
            forward(
                "running_used_in_training",
                (
                    "    std =",
                    """    if train:
        mean, var = running["mean"], running["var"]
    std =""",
                ),
            ),
            None,
        ),
        "In training yours normalises with the running averages. It should be with the "
        "batch's own mean and variance.",
    ),
)

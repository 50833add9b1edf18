"""Wrong ways to normalise images."""

import numpy as np

from course_lib.checking import Mistake


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


def eps_outside_the_root(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var) + eps
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def eps_outside_the_root_at_test(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps) if train else np.sqrt(var) + eps
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def eps_left_out(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def eps_left_out_at_test(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps * train)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def divided_by_the_variance(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = var + eps
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def one_less_in_the_variance(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3), ddof=1)
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def mean_not_subtracted(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = x / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def gamma_left_out(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def beta_left_out(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat
    return out, running, (x_hat, gamma, std)


def gamma_and_beta_swapped(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = beta[:, None, None] * x_hat + gamma[:, None, None]
    return out, running, (x_hat, gamma, std)


def momentum_turned_round(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": (1 - momentum) * running["mean"] + momentum * mean,
            "var": (1 - momentum) * running["var"] + momentum * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_replaced(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": mean,
            "var": var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_not_moved(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": running["mean"],
            "var": running["var"],
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_variance_with_eps(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * (var + eps),
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_deviation(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * np.sqrt(var),
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_variance_of_one_less(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * x.var(axis=(0, 2, 3), ddof=1),
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def batch_statistics_at_test(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    if not train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_moved_at_test(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    else:
        new = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * mean + (1 - momentum) * new[0],
            "var": momentum * var + (1 - momentum) * new[1],
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


def running_used_in_training(x, gamma, beta, running, train, momentum, eps):
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    if train:
        mean, var = running["mean"], running["var"]
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)


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
        (eps_outside_the_root, None),
        "Your eps stands outside the root; it should be inside, sqrt(var + eps).",
    ),
    Mistake(
        (eps_outside_the_root_at_test, None),
        "At test your eps stands outside the root; it should be inside, as in training.",
    ),
    Mistake(
        (eps_left_out, None),
        "Your eps is left out, or a number such as 1e-5 stands in its place. It should be "
        "sqrt(var + eps), with the eps that is given.",
    ),
    Mistake(
        (eps_left_out_at_test, None),
        "At test your eps is left out. It should be sqrt(var + eps), as in training.",
    ),
    Mistake(
        (divided_by_the_variance, None), "You divide by the variance; it should be by its root."
    ),
    Mistake(
        (one_less_in_the_variance, None),
        "Your variance divides by n - 1; it should be by n, all pixels of the channel.",
    ),
    Mistake(
        (mean_not_subtracted, None),
        "The mean is not subtracted in yours: it should be (x - mean) / sqrt(var + eps).",
    ),
    Mistake((gamma_left_out, None), "Your gamma is left out: it should be gamma * x_hat + beta."),
    Mistake((beta_left_out, None), "Your beta is left out: it should be gamma * x_hat + beta."),
    Mistake(
        (gamma_and_beta_swapped, None),
        "Your gamma and beta are swapped: it should be gamma * x_hat + beta.",
    ),
    Mistake(
        (momentum_turned_round, None),
        "Your momentum is the share of the new batch. It should be that of the old average:"
        " momentum * running + (1 - momentum) * batch.",
    ),
    Mistake(
        (running_replaced, None),
        "Your running averages are those of the last batch. They should be momentum * "
        "running + (1 - momentum) * batch.",
    ),
    Mistake(
        (running_not_moved, None),
        "Your running averages do not move in training. They should be momentum * running +"
        " (1 - momentum) * batch.",
    ),
    Mistake(
        (running_variance_with_eps, None),
        "Your running variance has eps in it; only what stands under the root should have it.",
    ),
    Mistake(
        (running_deviation, None),
        "You average the standard deviation. It should be the variance that is averaged.",
    ),
    Mistake(
        (running_variance_of_one_less, None),
        "Your running variance divides by n - 1, as some libraries do. It should be the "
        "variance you normalise with, divided by n.",
    ),
    Mistake(
        (batch_statistics_at_test, None),
        "At test yours still takes mean and variance from the batch. They should be the "
        "running ones, so that an image's result does not hang on its neighbours.",
    ),
    Mistake(
        (running_moved_at_test, None),
        "Your running averages move at test. They should be learnt in training only.",
    ),
    Mistake(
        (running_used_in_training, None),
        "In training yours normalises with the running averages. It should be with the "
        "batch's own mean and variance.",
    ),
)

"""Wrong gradients of normalised images."""

from course_lib.checking import Mistake


def mean_and_variance_held_constant(dout, cache):
    x_hat, gamma, std = cache
    C = len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    dx = (gamma / std).reshape(C, 1, 1) * dout
    return dx, dgamma, dbeta


def path_of_the_mean_left_out(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    tilt = (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - x_hat * tilt)
    return dx, dgamma, dbeta


def path_of_the_variance_left_out(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level = (dbeta / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level)
    return dx, dgamma, dbeta


def divided_by_images_only(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), len(dout)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def means_not_divided(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), 1
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def gamma_left_out_of_dx(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (1 / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def std_left_out_of_dx(dout, cache):
    x_hat, gamma, _std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = gamma.reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def divided_by_the_variance_on_the_way_back(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std**2).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def path_of_the_variance_added(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level + x_hat * tilt)
    return dx, dgamma, dbeta


def dgamma_over_images_only(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, (dout * x_hat).sum(axis=0), dbeta


def dbeta_over_images_only(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dout.sum(axis=0)


def both_over_images_only(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)


def both_as_tables(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma[None, :, None, None], dbeta[None, :, None, None]


def dgamma_without_x_hat(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dbeta, dbeta


def dgamma_and_dbeta_swapped(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dbeta, dgamma


def dgamma_averaged(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma / n, dbeta / n


def dx_of_each_image(dout, cache):
    x_hat, gamma, std = cache
    C = len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level = dout.mean(axis=(2, 3), keepdims=True)
    tilt = (dout * x_hat).mean(axis=(2, 3), keepdims=True)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx, dgamma, dbeta


def dx_turned_wrongly(dout, cache):
    x_hat, gamma, std = cache
    C, n = len(gamma), dout.size / len(gamma)
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    level, tilt = (dbeta / n).reshape(C, 1, 1), (dgamma / n).reshape(C, 1, 1)
    dx = (gamma / std).reshape(C, 1, 1) * (dout - level - x_hat * tilt)
    return dx.transpose(0, 2, 3, 1).reshape(dx.shape), dgamma, dbeta


SPATIAL_BACKWARD_MISTAKES = (
    Mistake(
        (None, mean_and_variance_held_constant),
        "Your dx is dout * gamma / std. Mean and variance hang on every pixel of x, so two "
        "more terms should be in it.",
    ),
    Mistake(
        (None, path_of_the_mean_left_out),
        "In your dx the way through the mean is missing: the mean of dout should be subtracted.",
    ),
    Mistake(
        (None, path_of_the_variance_left_out),
        "In your dx the way through the variance is missing: x_hat times the mean of dout *"
        " x_hat should be subtracted.",
    ),
    Mistake(
        (None, divided_by_images_only),
        "You divide by N. A channel's mean is over N * H * W numbers, and you should divide"
        " by that.",
    ),
    Mistake(
        (None, means_not_divided),
        "You subtract sums; they should be means, over the N * H * W numbers of a channel.",
    ),
    Mistake(
        (None, gamma_left_out_of_dx),
        "In your dx gamma is missing: it should be gamma / std * (...).",
    ),
    Mistake(
        (None, std_left_out_of_dx),
        "In your dx the standard deviation is missing: it should be gamma / std * (...).",
    ),
    Mistake(
        (None, divided_by_the_variance_on_the_way_back),
        "You divide dx by the variance; it should be by its root.",
    ),
    Mistake(
        (None, path_of_the_variance_added),
        "In your dx the sign of the variance's term is turned; it should be subtracted.",
    ),
    Mistake(
        (None, dgamma_over_images_only),
        "Your dgamma is summed over the images only. It should be over axes 0, 2 and 3: one"
        " number a channel.",
    ),
    Mistake(
        (None, dbeta_over_images_only),
        "Your dbeta is summed over the images only. It should be over axes 0, 2 and 3: one "
        "number a channel.",
    ),
    Mistake(
        (None, both_over_images_only),
        "Your dgamma and dbeta are summed over the images only. They should be over axes 0,"
        " 2 and 3: one number a channel.",
    ),
    Mistake(
        (None, both_as_tables),
        "Your dgamma and dbeta have four axes. They should have the shape of gamma, (C,): "
        "leave keepdims away.",
    ),
    Mistake(
        (None, dgamma_without_x_hat),
        "Your dgamma is the sum of dout. gamma stands beside x_hat, so it should be the sum"
        " of dout * x_hat.",
    ),
    Mistake(
        (None, dgamma_and_dbeta_swapped),
        "Your dgamma and dbeta are swapped: it should be dx, dgamma, dbeta.",
    ),
    Mistake(
        (None, dgamma_averaged),
        "Your dgamma and dbeta are means; they should be sums. The mean belongs to the loss"
        " and is in dout already.",
    ),
    Mistake(
        (None, dx_of_each_image),
        "In your dx the means are those of each image. They should be over axes 0, 2 and 3,"
        " like those of the forward.",
    ),
    Mistake(
        (None, dx_turned_wrongly),
        "Your dx is not turned back: it should be .reshape(N, H, W, C).transpose(0, 3, 1, 2).",
    ),
)

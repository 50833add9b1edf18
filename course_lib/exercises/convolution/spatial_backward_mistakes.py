"""Wrong gradients of normalised images."""

from functools import partial

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.spatial_ways import back_over_three_axes

ALL = "centred, dgamma, dbeta"

backward = partial(slip, back_over_three_axes)

SPATIAL_BACKWARD_MISTAKES = (
    Mistake(
        (None, backward("mean_and_variance_held_constant", ("* centred", "* dout"))),
        "Your dx is dout * gamma / std. Mean and variance hang on every pixel of x, so two "
        "more terms should be in it.",
    ),
    Mistake(
        (None, backward("path_of_the_mean_left_out", (" - (dbeta / n)[:, None, None]", ""))),
        "In your dx the way through the mean is missing: the mean of dout should be subtracted.",
    ),
    Mistake(
        (
            None,
            backward(
                "path_of_the_variance_left_out", (" - x_hat * (dgamma / n)[:, None, None]", "")
            ),
        ),
        "In your dx the way through the variance is missing: x_hat times the mean of dout *"
        " x_hat should be subtracted.",
    ),
    Mistake(
        (None, backward("divided_by_images_only", ("dout.size / len(gamma)", "len(dout)"))),
        "You divide by N. A channel's mean is over N * H * W numbers, and you should divide"
        " by that.",
    ),
    Mistake(
        (None, backward("means_not_divided", ("dout.size / len(gamma)", "1"))),
        "You subtract sums; they should be means, over the N * H * W numbers of a channel.",
    ),
    Mistake(
        (None, backward("gamma_left_out_of_dx", ("(gamma / std)", "(1 / std)"))),
        "In your dx gamma is missing: it should be gamma / std * (...).",
    ),
    Mistake(
        (None, backward("std_left_out_of_dx", ("(gamma / std)", "gamma"))),
        "In your dx the standard deviation is missing: it should be gamma / std * (...).",
    ),
    Mistake(
        (
            None,
            backward(
                "divided_by_the_variance_on_the_way_back", ("(gamma / std)", "(gamma / std**2)")
            ),
        ),
        "You divide dx by the variance; it should be by its root.",
    ),
    Mistake(
        (None, backward("path_of_the_variance_added", ("- x_hat", "+ x_hat"))),
        "In your dx the sign of the variance's term is turned; it should be subtracted.",
    ),
    Mistake(
        (
            None,
            backward(
                "dgamma_over_images_only",
                ("centred, dgamma", "centred, (dout * x_hat).sum(axis=0)"),
            ),
        ),
        "Your dgamma is summed over the images only. It should be over axes 0, 2 and 3: one"
        " number a channel.",
    ),
    Mistake(
        (None, backward("dbeta_over_images_only", (ALL, "centred, dgamma, dout.sum(axis=0)"))),
        "Your dbeta is summed over the images only. It should be over axes 0, 2 and 3: one "
        "number a channel.",
    ),
    Mistake(
        (
            None,
            backward(
                "both_over_images_only",
                (ALL, "centred, (dout * x_hat).sum(axis=0), dout.sum(axis=0)"),
            ),
        ),
        "Your dgamma and dbeta are summed over the images only. They should be over axes 0,"
        " 2 and 3: one number a channel.",
    ),
    Mistake(
        (
            None,
            backward(
                "both_as_tables",
                (ALL, "centred, dgamma[None, :, None, None], dbeta[None, :, None, None]"),
            ),
        ),
        "Your dgamma and dbeta have four axes. They should have the shape of gamma, (C,): "
        "leave keepdims away.",
    ),
    Mistake(
        (None, backward("dgamma_without_x_hat", ("centred, dgamma", "centred, dbeta"))),
        "Your dgamma is the sum of dout. gamma stands beside x_hat, so it should be the sum"
        " of dout * x_hat.",
    ),
    Mistake(
        (None, backward("dgamma_and_dbeta_swapped", (ALL, "centred, dbeta, dgamma"))),
        "Your dgamma and dbeta are swapped: it should be dx, dgamma, dbeta.",
    ),
    Mistake(
        (None, backward("dgamma_averaged", (ALL, "centred, dgamma / n, dbeta / n"))),
        "Your dgamma and dbeta are means; they should be sums. The mean belongs to the loss"
        " and is in dout already.",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_of_each_image",
                ("(dbeta / n)[:, None, None]", "dout.mean(axis=(2, 3), keepdims=True)"),
                ("(dgamma / n)[:, None, None]", "(dout * x_hat).mean(axis=(2, 3), keepdims=True)"),
            ),
        ),
        "In your dx the means are those of each image. They should be over axes 0, 2 and 3,"
        " like those of the forward.",
    ),
    Mistake(
        (
            None,
            backward(
                "dx_turned_wrongly",
                (
                    "    return (gamma / std)[:, None, None] * centred,",
                    """    dx = (gamma / std)[:, None, None] * centred
    return dx.transpose(0, 2, 3, 1).reshape(dx.shape),""",
                ),
            ),
        ),
        "Your dx is not turned back: it should be .reshape(N, H, W, C).transpose(0, 3, 1, 2).",
    ),
)

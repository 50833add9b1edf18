"""Batch normalisation of images: one mean and one variance for each channel."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.convolution.spatial_backward_mistakes import SPATIAL_BACKWARD_MISTAKES
from course_lib.exercises.convolution.spatial_forward_mistakes import SPATIAL_FORWARD_MISTAKES
from course_lib.exercises.convolution.spatial_ways import (
    back_by_rows_of_channels,
    back_channel_by_channel,
    back_over_three_axes,
    by_rows_of_channels,
    channel_by_channel,
    over_three_axes,
)


def spatial_batchnorm_forward(x, gamma, beta, running, train, momentum, eps):
    raise NotImplementedError


def spatial_batchnorm_backward(dout, cache):
    raise NotImplementedError


def train_then_test(forward, backward, dout, x, gamma, beta, running, momentum, eps):
    """A batch in training, its gradients, then another batch at test with what was learnt."""
    from copy import deepcopy

    back = forward(x, gamma, beta, deepcopy(running), True, momentum, eps)
    is_triple = type(back) in (tuple, list) and len(back) == 3
    assert is_triple, f"`{forward.__name__}` must return three things: out, running and cache."
    out, learnt, cache = deepcopy(back[0]), deepcopy(back[1]), back[2]
    has_both = isinstance(learnt, dict) and {"mean", "var"} <= set(learnt)
    assert has_both, 'running must be a dict with the keys "mean" and "var", as it was given.'
    gradients = backward(dout, cache)
    are_three = type(gradients) in (tuple, list) and len(gradients) == 3
    assert are_three, f"`{backward.__name__}` must return three things: dx, dgamma and dbeta."
    tested = forward(2 * x + 1, gamma, beta, deepcopy(learnt), False, momentum, eps)
    is_triple = type(tested) in (tuple, list) and len(tested) == 3
    assert is_triple, "At test as in training, three things are returned: out, running and cache."
    after = tested[1]
    kept = isinstance(after, dict) and all(
        np.array_equal(after.get(name), learnt[name]) for name in ("mean", "var")
    )
    return (out, *gradients, learnt["mean"], learnt["var"], tested[0], kept)


def images(rng):
    def layer(N, C, H, W, momentum, eps):
        scale = rng.uniform(0.5, 3, (C, 1, 1))
        x = scale * rng.normal(size=(N, C, H, W)) + 2 * rng.normal(size=(C, 1, 1))
        gamma, beta = rng.uniform(0.5, 2, C), rng.normal(size=C)
        running = {"mean": rng.normal(size=C), "var": rng.uniform(0.5, 2, C)}
        return rng.normal(size=x.shape), x, gamma, beta, running, momentum, eps

    dout, x, gamma, beta, running, *_ = layer(3, 2, 4, 5, 0.6, 1e-2)
    single = [a.astype(np.float32) for a in (dout, x, gamma, beta)]
    averages = {name: a.astype(np.float32) for name, a in running.items()}
    return (
        Case(layer(1, 2, 1, 3, 0.8, 1e-2), "one image of one row, two channels"),
        Case(layer(2, 3, 2, 4, 0.8, 1e-2), "two images, three channels"),
        Case(layer(4, 2, 3, 5, 0.6, 5e-2), "four images, two channels"),
        Case(layer(3, 5, 4, 2, 0.7, 1e-1), "three images, five channels"),
        Case(layer(1, 4, 3, 2, 0.6, 1e-2), "one image", "generality"),
        Case(layer(5, 1, 2, 3, 0.8, 2e-2), "one channel", "generality"),
        Case(layer(6, 3, 1, 2, 0.75, 3e-2), "images of one row", "generality"),
        Case((*single, averages, 0.6, 1e-2), "float32", "generality"),
    )


SPATIAL_BATCHNORM = Exercise(
    id="spatial-batchnorm",
    title="Batch normalisation of images",
    points=4,
    concepts=("spatial-batchnorm",),
    stub=(spatial_batchnorm_forward, spatial_batchnorm_backward),
    reference=(over_three_axes, back_over_three_axes),
    cases=images,
    drive=train_then_test,
    may_change=("dout", "running"),
    returns=(
        "out",
        "dx",
        "dgamma",
        "dbeta",
        "running mean",
        "running var",
        "out at test",
        "running is kept at test",
    ),
    alternatives=(
        (by_rows_of_channels, back_by_rows_of_channels),
        (channel_by_channel, back_channel_by_channel),
    ),
    mistakes=(*SPATIAL_FORWARD_MISTAKES, *SPATIAL_BACKWARD_MISTAKES),
    hints=(
        "Every pixel of every image is an example of its channel. So it is the batchnorm of a"
        " table with N * H * W rows and C columns.",
        "Either turn the axes, x.transpose(0, 2, 3, 1).reshape(-1, C), and back at the end; or"
        " take mean and variance over axis=(0, 2, 3), and stretch with [:, None, None].",
        "dx = gamma / std * (dout - mean(dout) - x_hat * mean(dout * x_hat)), with the means over"
        " axes 0, 2 and 3; dgamma and dbeta are the sums of dout * x_hat and of dout.",
    ),
)

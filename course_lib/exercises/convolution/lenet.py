"""LeNet by hand: loss and gradients, then training on real digits."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.convolution.lenet_backward_mistakes import LENET_BACKWARD_MISTAKES
from course_lib.exercises.convolution.lenet_forward_mistakes import LENET_FORWARD_MISTAKES
from course_lib.exercises.convolution.lenet_ways import (
    batch_after_batch,
    by_counted_steps,
    by_pieces,
    layer_by_layer,
    window_after_window,
)
from course_lib.exercises.convolution.training_mistakes import TRAINING_MISTAKES


def lenet_loss(params, x, y):
    raise NotImplementedError


def train(loss, params, x, y, lr, batch, epochs):
    raise NotImplementedError


def trained(lenet_loss, train, params, x, y, lr, batch, epochs):
    """The params that `train` makes of `params` with `lenet_loss`."""
    return train(lenet_loss, params, x, y, lr, batch, epochs)


def little_lenet(rng, size, K, maps, units, dtype=float):
    """Parameters for images of `size`; maps are (C, F1, F2), units those of the affine layers."""
    (H, W), (C, F1, F2) = size, maps
    places = ((H // 2 - K + 1) // 2) * ((W // 2 - K + 1) // 2)
    widths = (F2 * places, *units)
    shapes = {"w1": (F1, C, K, K), "w2": (F2, F1, K, K)}
    shapes |= {f"w{i + 3}": widths[i : i + 2] for i in range(3)}
    params = {}
    for i in range(1, 6):
        shape = shapes[f"w{i}"]
        fan_in = shape[0] if i > 2 else np.prod(shape[1:])
        params[f"w{i}"] = (1.5 * rng.normal(size=shape) / np.sqrt(fan_in)).astype(dtype)
        outputs = shape[1] if i > 2 else shape[0]
        params[f"b{i}"] = (0.3 * rng.normal(size=outputs)).astype(dtype)
    return params


def nets(rng):
    def net(N, size, K, maps, units, dtype=float):
        params = little_lenet(rng, size, K, maps, units, dtype)
        x = rng.normal(size=(N, maps[0], *size)).astype(dtype)
        y = rng.integers(0, units[-1], N)
        y[-1] = units[-1] - 1
        return params, x, y

    lifted, x, y = net(3, (8, 12), 3, (1, 4, 5), (7, 6, 4))
    lifted["b5"] = lifted["b5"] + 1e4
    single = net(4, (8, 12), 3, (1, 3, 5), (8, 7, 6), np.float32)
    return (
        Case(net(4, (8, 12), 3, (1, 2, 5), (7, 6, 3)), "images of 8 x 12"),
        Case(net(5, (12, 8), 3, (2, 3, 4), (8, 7, 6)), "two channels, 12 x 8"),
        Case(net(3, (12, 16), 5, (1, 2, 4), (9, 7, 5)), "filters of 5 x 5"),
        Case(net(1, (8, 16), 3, (2, 4, 3), (6, 5, 10)), "one image", "generality"),
        Case(single, "float32", "generality"),
        Case((lifted, x, y), "scores of about 10,000", "stability"),
    )


def trainings(rng):
    """Little runs, and one on 160 real digits of 8 x 8: 96 steps."""
    from course_lib.data import load_uci_digits  # who is not asked for LeNet needs no data

    digits = load_uci_digits()
    rows = rng.permutation(len(digits.x))[:160]
    # Their pixels are multiples of 1/16, so windows would tie, and who wins is a convention.
    real = digits.x[rows] / 16 + 1e-3 * rng.normal(size=(160, 1, 8, 8))
    first = little_lenet(rng, (8, 8), 3, (1, 8, 16), (40, 24, 10))
    first |= {name: 0 * b for name, b in first.items() if name[0] == "b"}

    def run(N, size, maps, units, lr, batch, epochs):
        params = little_lenet(rng, size, 3, maps, units)
        x, y = rng.normal(size=(N, maps[0], *size)), rng.integers(0, units[-1], N)
        return params, x, y, lr, batch, epochs

    return (
        Case(run(6, (8, 12), (1, 2, 4), (6, 5, 3), 0.1, 2, 1), "one epoch of three batches"),
        Case(run(7, (8, 12), (1, 3, 4), (7, 6, 5), 0.05, 3, 2), "seven rows in batches of three"),
        Case(run(5, (12, 8), (2, 3, 4), (7, 5, 6), 0.1, 5, 3), "one batch, three epochs"),
        Case(
            run(4, (8, 12), (1, 3, 5), (7, 6, 4), 0.1, 9, 2), "a batch larger than N", "generality"
        ),
        Case((first, real, digits.y[rows], 0.05, 10, 6), "160 real digits", "generality"),
    )


KERNELS = ("conv", "max-pool")

LENET_LOSS = Exercise(
    id="lenet-loss",
    title="LeNet, forward and backward",
    points=5,
    concepts=("lenet",),
    stub=lenet_loss,
    reference=layer_by_layer,
    cases=nets,
    returns=("loss", "grads"),
    alternatives=(window_after_window,),
    mistakes=(*LENET_FORWARD_MISTAKES, *LENET_BACKWARD_MISTAKES),
    builds_on=KERNELS,
    hints=(
        "Go forward a line a layer, and keep every cache under a name of its own: conv1, relu1,"
        " pool1, ...",
        "The way back is the same list from the bottom to the top: each backward gets the dout of"
        " the line before it, and its own cache. Flatten is undone by reshape(maps.shape).",
        "dscores = (p - true) / N. Then for each affine layer dw = hidden.T @ dout, db ="
        " dout.sum(axis=0), dout = dout @ w.T * (hidden > 0); then reshape, max_pool_backward,"
        " ReLU's mask, conv_backward, and these three once more.",
    ),
)

LENET_TRAIN = Exercise(
    id="lenet-train",
    title="LeNet learns to read",
    points=3,
    concepts=("lenet",),
    stub=(lenet_loss, train),
    reference=(layer_by_layer, batch_after_batch),
    cases=trainings,
    drive=trained,
    may_change=("params",),
    rtol=1e-3,
    alternatives=(
        (window_after_window, batch_after_batch),
        (None, by_pieces),
        (None, by_counted_steps),
    ),
    mistakes=TRAINING_MISTAKES,
    builds_on=KERNELS,
    hints=(
        "Two loops: over epochs, and in it over range(0, len(x), batch).",
        "_, grads = loss(params, x[start : start + batch], y[start : start + batch]). Then every"
        " array of params takes a step against its gradient.",
        "for name in params: params[name] = params[name] - lr * grads[name]. At the end return"
        " params.",
    ),
)

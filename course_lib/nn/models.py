"""The nets of the course, from the two-layer one to a small convolutional one.

Each takes images (N, C, H, W) or rows (N, D), a generator for its first weights, and a dtype.
To put kernels of your own in their place: `lenet5(rng=rng).using(Conv2d, forward=..., ...)`.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Generator
from course_lib.errors import RangeError
from course_lib.kernels import he_init
from course_lib.nn.activations import ReLU
from course_lib.nn.affine import Affine, Flatten
from course_lib.nn.convolution import Conv2d
from course_lib.nn.layer import Initialiser, Layer
from course_lib.nn.normalisation import SpatialBatchNorm
from course_lib.nn.pooling import MaxPool2d
from course_lib.nn.sequential import Sequential

__all__ = ["lenet5", "mlp", "small_cnn", "two_layer_net"]


def two_layer_net(
    D: int,
    hidden: int,
    classes: int,
    *,
    rng: Generator,
    dtype: DTypeLike = np.float32,
) -> Sequential:
    """Scores = max(0, x w1 + b1) w2 + b2: `D` numbers an example, `hidden` units.

    Raises RangeError unless all sizes are whole numbers from 1.
    """
    layers = {
        "flatten": Flatten(),
        "affine1": Affine(D, hidden),
        "relu": ReLU(),
        "affine2": Affine(hidden, classes),
    }
    return Sequential(layers, rng=rng, dtype=dtype)


def mlp(
    sizes: Sequence[int],
    *,
    rng: Generator,
    dtype: DTypeLike = np.float32,
    activation: Layer | None = None,
    init: Initialiser = he_init,
) -> Sequential:
    """Affine layers with an activation (ReLU unless given) between them.

    `sizes` runs from the numbers in an example to the classes: (784, 512, 512, 10) has three
    affine layers. Raises RangeError for fewer than two sizes, or one that is not a whole number
    from 1.
    """
    if len(sizes) < 2:
        raise RangeError(
            f"mlp got sizes {tuple(sizes)}",
            why="each affine layer leads from one size to the next",
            how="give at least the size of an example and the number of classes, (784, 10)",
        )
    last = len(sizes) - 1
    layers: dict[str, Layer] = {"flatten": Flatten()}
    for i in range(1, last + 1):
        layers[f"affine{i}"] = Affine(sizes[i - 1], sizes[i], init=init)
        if i < last:
            layers[f"activation{i}"] = ReLU() if activation is None else activation
    return Sequential(layers, rng=rng, dtype=dtype)


def lenet5(
    *, rng: Generator, classes: int = 10, C: int = 1, dtype: DTypeLike = np.float32
) -> Sequential:
    """[conv, ReLU, pool] x 2, flatten, [affine, ReLU] x 2, affine, for images (N, C, 28, 28).

    Sizes as LeCun et al. (1998), "Gradient-based learning applied to document recognition",
    figure 2; ReLU, max pooling and softmax have replaced their predecessors.
    """
    layers = {
        "conv1": Conv2d(C, 6, 5, pad=2),
        "relu1": ReLU(),
        "pool1": MaxPool2d(2),
        "conv2": Conv2d(6, 16, 5),
        "relu2": ReLU(),
        "pool2": MaxPool2d(2),
        "flatten": Flatten(),
        "affine1": Affine(16 * 5 * 5, 120),
        "relu3": ReLU(),
        "affine2": Affine(120, 84),
        "relu4": ReLU(),
        "affine3": Affine(84, classes),
    }
    return Sequential(layers, rng=rng, dtype=dtype)


def small_cnn(
    shape: tuple[int, int, int],
    classes: int,
    *,
    rng: Generator,
    F: int = 16,
    hidden: int = 100,
    dtype: DTypeLike = np.float32,
) -> Sequential:
    """Conv 5x5, spatial batchnorm, ReLU, pool 2x2, affine, ReLU, affine, for images (C, H, W).

    Raises RangeError for images below 2x2 and sizes that are not whole numbers from 1.
    """
    C, H, W = shape
    layers = {
        "conv": Conv2d(C, F, 5, pad=2),
        "norm": SpatialBatchNorm(F),
        "relu1": ReLU(),
        "pool": MaxPool2d(2),
        "flatten": Flatten(),
        "affine1": Affine(F * (H // 2) * (W // 2), hidden),
        "relu2": ReLU(),
        "affine2": Affine(hidden, classes),
    }
    return Sequential(layers, rng=rng, dtype=dtype)

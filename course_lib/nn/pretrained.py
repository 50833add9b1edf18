"""A net for images of 16x16 and what it has learnt from digits, kept with the course.

`scripts/pretrain.py` trained it, from a seed. Whoever uses its weights has to give it images
prepared as it was given them: `Pretrained.prepare`.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import CourseError
from course_lib.nn.activations import ReLU
from course_lib.nn.affine import Affine, Flatten
from course_lib.nn.convolution import Conv2d
from course_lib.nn.normalisation import SpatialBatchNorm
from course_lib.nn.pooling import MaxPool2d
from course_lib.nn.sequential import Sequential
from course_lib.nn.storage import load_arrays

__all__ = ["BLOCKS", "PRETRAINED", "Pretrained", "load_pretrained", "transfer_net"]

PRETRAINED = {"digits": 10, "digits 0 to 4": 5}  # what they were trained on: how many classes
BLOCKS = ("pool1", "pool2", "relu3")  # the last layer of each block under the head


class Pretrained(NamedTuple):
    """A trained net, and mean and standard deviation of the pixels that it was trained on."""

    net: Sequential
    mean: float
    std: float

    def prepare(self, x: Float[Array, "N *S"]) -> Float[Array, "N *S"]:
        """Give images (N, 1, 16, 16) of 0..1 as the net was given its own: of mean 0, spread 1."""
        return ((x - self.mean) / self.std).astype(self.net.dtype)


def transfer_net(classes: int, *, rng: Generator, dtype: DTypeLike = np.float32) -> Sequential:
    """[conv, batchnorm, ReLU, pool] x 2, flatten, affine, ReLU, head; for images (N, 1, 16, 16)."""
    layers = {
        "conv1": Conv2d(1, 8, 5, pad=2),
        "norm1": SpatialBatchNorm(8),
        "relu1": ReLU(),
        "pool1": MaxPool2d(2),
        "conv2": Conv2d(8, 16, 3, pad=1),
        "norm2": SpatialBatchNorm(16),
        "relu2": ReLU(),
        "pool2": MaxPool2d(2),
        "flatten": Flatten(),
        "affine": Affine(16 * 4 * 4, 64),
        "relu3": ReLU(),
        "head": Affine(64, classes),
    }
    return Sequential(layers, rng=rng, dtype=dtype)


def load_pretrained(name: str = "digits", *, dtype: DTypeLike = np.float32) -> Pretrained:
    """Give a net trained on MNIST "digits", or on "digits 0 to 4" alone; a new copy each time.

    Raises CourseError for another name, DataError when its file is missing or damaged.
    """
    arrays = load_arrays(path_of(name))
    mean, std = (float(arrays.pop(f"pixels.{key}")) for key in ("mean", "std"))
    net = transfer_net(PRETRAINED[name], rng=np.random.default_rng(0), dtype=dtype)
    net.put(arrays)
    return Pretrained(net, mean, std)


def path_of(name: str) -> Path:
    """Where the weights of this name are kept. Raises CourseError for another name."""
    if name not in PRETRAINED:
        raise CourseError(
            f"there are no pretrained weights {name!r}",
            why="each set of weights was learnt from certain classes, which its name tells",
            how=f"choose among {', '.join(PRETRAINED)}",
        )
    return Path(__file__).with_name(f"pretrained_{name.replace(' ', '_')}.npz")

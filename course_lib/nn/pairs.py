"""Pairs for transfer: a task that a net was trained on, and another with few labels.

All images are float32 (N, 1, 16, 16) from 0 (paper) to 1 (ink), whatever size they were kept in.
"""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import CourseError, RangeError
from course_lib.kernels import resize
from course_lib.nn._checks import check_rng
from course_lib.nn.run import Labelled

__all__ = ["PAIRS", "Pair", "few_labels", "load_pair"]

EACH_TRAIN, EACH_DEV = 100, 30  # of each class; all others are for testing
SIZE = 16


class Pair(NamedTuple):
    """What is to be learnt, and the name of the pretrained net to start from.

    train has 100 images a class, dev 30, test all others.
    """

    source: str
    class_names: tuple[str, ...]
    train: Labelled
    dev: Labelled
    test: Labelled


def load_pair(name: str) -> Pair:
    """Give one of PAIRS, always split the same way. Raises CourseError for another name."""
    if name not in PAIRS:
        raise CourseError(
            f"there is no pair {name!r}",
            why="a pair is a task to learn with weights that were learnt on another",
            how=f"choose among {', '.join(PAIRS)}",
        )
    return PAIRS[name]()


def few_labels(data: Labelled, each: int, rng: Generator) -> Labelled:
    """Draw `each` images of every class, in random order; every class is there.

    Raises RangeError when a class has fewer than `each`, or each is below 1.
    """
    check_rng("few_labels", rng)
    x, y = data
    counts = np.bincount(y)
    if not 1 <= each <= counts.min():
        raise RangeError(
            f"few_labels got each = {each}",
            why=f"the smallest class has {counts.min()} images, and none may be left out",
            how=f"give a whole number from 1 to {counts.min()}",
        )
    rows = [rng.permutation(np.flatnonzero(y == c))[:each] for c in range(len(counts))]
    chosen = rng.permutation(np.concatenate(rows))
    return x[chosen], y[chosen]


def mnist_images() -> Labelled:
    """Give the bundled MNIST digits in 16x16: the middle 24 pixels of 28, made smaller."""
    from course_lib.data import load_mnist  # whoever builds a net needs no data

    images = load_mnist()
    x = images.as_vectors().reshape(images.x.shape)
    return resize(x[:, :, 2:-2, 2:-2], (SIZE, SIZE)), images.y


def _uci() -> Pair:
    from course_lib.data import load_uci_digits

    images = load_uci_digits()
    x = resize(images.as_vectors().reshape(images.x.shape), (14, 14))
    # Here a digit fills its image, in MNIST there is paper around it.
    return _pair(
        "digits", images.class_names, np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1))), images.y
    )


def _held_out() -> Pair:
    x, y = mnist_images()
    late = y >= 5
    return _pair("digits 0 to 4", tuple("56789"), x[late], y[late] - 5)


def _letters() -> Pair:
    from course_lib.data import load_letters

    images = load_letters()
    x = images.as_vectors().reshape(images.x.shape)
    return _pair("digits", images.class_names, x, images.y)


def _textures() -> Pair:
    from course_lib.data import load_textures

    images = load_textures()
    x = images.as_vectors().reshape(images.x.shape)
    return _pair("digits", images.class_names, x, images.y)


def _pair(source: str, names: tuple[str, ...], x: Float[Array, "N 1 H W"], y: Array) -> Pair:
    rng = np.random.default_rng(0)
    parts = np.array([EACH_TRAIN, EACH_TRAIN + EACH_DEV])
    by_class = [np.split(rng.permutation(np.flatnonzero(y == c)), parts) for c in range(len(names))]
    rows = [rng.permutation(np.concatenate(part)) for part in zip(*by_class, strict=True)]
    return Pair(source, names, *((x[r], y[r]) for r in rows))


PAIRS: dict[str, Callable[[], Pair]] = {
    "UCI digits": _uci,
    "digits 5 to 9": _held_out,
    "letters": _letters,
    "textures": _textures,
}

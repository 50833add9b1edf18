"""A block of numbers (N, C, pixels) and which of them share a mean: batch, layer, instance, group.

All of these are one computation over other axes, so a `Choice` of axes says everything.
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float

__all__ = ["CHANNELS", "NAMED", "SHAPE", "Over", "block", "box", "name_of", "normalised"]

SHAPE = N, C, S = 4, 6, 6  # examples, channels, pixels
CHANNELS = (1, 2, 3, 6)  # how many neighbouring channels may share


class Over(NamedTuple):
    """Over what a mean is taken: all examples or one; so many channels; all pixels or one."""

    examples: bool
    channels: int
    pixels: bool

    def sizes(self) -> tuple[int, int, int]:
        """Numbers along each axis that share one mean."""
        return (N if self.examples else 1), self.channels, (S if self.pixels else 1)


NAMED = {
    "batch norm": Over(True, 1, True),
    "layer norm": Over(False, C, True),
    "instance norm": Over(False, 1, True),
    "group norm": Over(False, 3, True),
}
OTHERS = {
    Over(False, 1, False): "every number by itself: nothing but zeros is left",
    Over(True, C, True): "one mean for the whole batch",
    Over(True, 1, False): "batch norm of features (N, D): each pixel of a channel by itself",
    Over(False, C, False): "layer norm over the channels of each pixel",
    Over(False, 2, True): "group norm, with three groups",
}


def name_of(over: Over) -> str:
    """What it is called, or that it has no name."""
    named = {choice: name for name, choice in NAMED.items()}
    return named.get(over) or OTHERS.get(over, "this one has no name")


def block() -> Float[Array, "N C S"]:
    """Numbers (4, 6, 6) as of a conv layer: each channel has a mean and a spread of its own, and
    one example, the second, is brighter than the others."""
    rng = np.random.default_rng(5)
    means, stds = rng.normal(size=(1, C, 1)) * 2, rng.uniform(0.5, 2, size=(1, C, 1))
    light = np.array([0.0, 3.0, -1.0, 0.5])[:, None, None]
    return means + stds * rng.normal(size=SHAPE) + light


def box(over: Over, at: tuple[int, int, int]) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First index and last plus one, along each axis, of what shares a mean with `at`."""
    low = tuple(i // size * size for i, size in zip(at, over.sizes(), strict=True))
    return low, tuple(i + size for i, size in zip(low, over.sizes(), strict=True))


def normalised(x: Float[Array, "N C S"], over: Over, eps: float = 1e-5) -> Float[Array, "N C S"]:
    """Each number less the mean of those it shares one with, divided by their deviation."""
    sizes = over.sizes()
    split = [n for whole, size in zip(x.shape, sizes, strict=True) for n in (whole // size, size)]
    boxes = x.reshape(split)
    mean = boxes.mean(axis=(1, 3, 5), keepdims=True)
    std = np.sqrt(boxes.var(axis=(1, 3, 5), keepdims=True) + eps)
    return ((boxes - mean) / std).reshape(x.shape)

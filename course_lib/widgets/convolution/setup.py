"""What the window slides over: small whole numbers, so that every sum can be done by hand."""

from dataclasses import dataclass

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.data import load_mnist
from course_lib.kernels import resize

__all__ = ["BIAS", "KERNELS", "OPERATIONS", "PICTURES", "Setup", "kernel", "picture", "upstream"]

OPERATIONS = ("convolution", "max pool", "average pool")
PICTURES = ("mixed", "an edge", "a diagonal", "a real 7", "all negative")
KERNELS = ("mixed", "edge, left to right", "edge, top to bottom", "all ones", "centre only")
BIAS = 1
SIGNS = (1, -1, 2)  # by which a kernel is multiplied from channel to channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """A square picture of `size` and `C` channels, and how the window moves over it.

    backward: what comes back is followed instead of what goes in.
    """

    operation: str = "convolution"
    backward: bool = False
    picture: str = "mixed"
    kernel: str = "mixed"
    size: int = 5
    K: int = 3
    stride: int = 1
    pad: int = 0
    dilation: int = 1
    C: int = 1

    @property
    def pools(self) -> bool:
        """Whether the window is a pool's, which has no weights and is never dilated."""
        return self.operation != "convolution"

    @property
    def span(self) -> int:
        """How many pixels the window reaches across, gaps included."""
        return (1 if self.pools else self.dilation) * (self.K - 1) + 1


def picture(name: str, size: int, C: int) -> Float[Array, "C H W"]:
    """Give the picture of that name; its channels differ, each is a turn of the one before."""
    if name in ("mixed", "all negative"):
        mixed = np.random.default_rng(7).integers(0, 10, size=(3, 9, 9)).astype(float)
        return (mixed if name == "mixed" else mixed - 10)[:C, :size, :size]
    one = _drawing(name, size)
    return np.stack([np.rot90(one, c) for c in range(C)])


def _drawing(name: str, size: int) -> Float[Array, "H W"]:
    if name == "an edge":
        return np.where(np.arange(size) < size // 2, 0.0, 5.0) * np.ones((size, 1))
    if name == "a diagonal":
        return 9.0 * np.eye(size)
    digits = load_mnist()
    seven = digits.x[digits.y == 7][0:1, :, 4:25, 4:25].astype(float)
    return np.round(9 * resize(seven, size)[0, 0] / 255)


def kernel(name: str, K: int, C: int) -> Float[Array, "C K K"]:
    """Give the weights of that name; from channel to channel they change by SIGNS."""
    if name == "mixed":
        return np.random.default_rng(3).integers(-2, 3, size=(3, 5, 5)).astype(float)[:C, :K, :K]
    if name == "all ones":
        one = np.ones((K, K))
    elif name == "centre only":
        one = np.zeros((K, K))
        one[K // 2, K // 2] = 1
    else:
        across = np.sign(np.arange(K) - (K - 1) / 2) if K > 1 else np.ones(1)
        one = np.ones((K, 1)) * across
        one = one.T if name == "edge, top to bottom" else one
    return np.stack([SIGNS[c] * one for c in range(C)])


def upstream(shape: tuple[int, ...]) -> Array:
    """Give the gradients that come from above: whole numbers from 1 to 6."""
    return np.random.default_rng(5).integers(1, 7, size=shape).astype(float)

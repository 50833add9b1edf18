"""Pooling layers: nothing is learnt.

Kernels: forward(x, K=, stride=, pad=) -> out, cache, the global one forward(x), the fractional one
forward(x, ratio, rng); backward(dout, cache) -> dx.
"""

from dataclasses import dataclass, field
from typing import Any

from course_lib import kernels
from course_lib._shapes import Array
from course_lib.nn.layer import Arrays, Kernel, Layer, Mode, Ran, rng_of

__all__ = ["AvgPool2d", "FractionalMaxPool", "GlobalAvgPool", "MaxPool2d"]

Sizes = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class MaxPool2d(Layer):
    """The largest number of each K x K window; windows do not overlap unless `stride` says so."""

    K: Sizes = 2
    stride: Sizes | None = field(default=None, kw_only=True)
    pad: Sizes = field(default=0, kw_only=True)
    forward: Kernel = field(default=kernels.max_pool_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.max_pool_backward, repr=False, kw_only=True)

    def settings(self) -> dict[str, Any]:
        """Give the window and how it moves."""
        stride = self.K if self.stride is None else self.stride
        return {"K": self.K, "stride": stride, "pad": self.pad}


@dataclass(frozen=True, slots=True)
class AvgPool2d(MaxPool2d):
    """The mean of each K x K window; padding counts as zeros."""

    forward: Kernel = field(default=kernels.avg_pool_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.avg_pool_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class FractionalMaxPool(Layer):
    """The largest number of each of regions drawn at random: images become `ratio` times smaller.

    Training draws regions for every batch; at test they are always the same ones.
    """

    ratio: float = 2**0.5
    forward: Kernel = field(default=kernels.fractional_max_pool_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.fractional_max_pool_backward, repr=False, kw_only=True)

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Call the forward kernel. Raises CourseError when training without a generator."""
        given = {"x": x, "ratio": self.ratio, "rng": rng_of(self, mode)}
        return Ran(*self.ahead(given), buffers)


@dataclass(frozen=True, slots=True)
class GlobalAvgPool(Layer):
    """The mean of all pixels of each channel: (N, C, H, W) to (N, C)."""

    forward: Kernel = field(default=kernels.global_avg_pool_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.global_avg_pool_backward, repr=False, kw_only=True)

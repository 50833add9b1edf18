"""Normalisation layers. Each learns a scale gamma and a shift beta for every feature or channel.

The batch norms keep running averages as buffers `mean` and `var`: training moves them, test uses
them. A frozen layer runs as at test, so a frozen batch norm neither moves them nor looks at the
batch. Kernels: forward(x, gamma, beta, running, train=, momentum=, eps=) -> out, cache, where
`cache.running` holds the averages with this batch taken in; backward -> dx, dgamma, dbeta.
The others have no buffers: forward(x, gamma, beta, eps=), the same at training and test.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import DTypeLike

from course_lib import kernels
from course_lib._shapes import Array, Generator
from course_lib.errors import CourseError
from course_lib.kernels import Running
from course_lib.nn.layer import Arrays, Kernel, Layer, Mode, Ran, check_counts

__all__ = ["BatchNorm", "GroupNorm", "InstanceNorm", "LayerNorm", "SpatialBatchNorm"]


@dataclass(frozen=True, slots=True)
class _Norm(Layer):
    C: int
    eps: float = field(default=1e-5, kw_only=True)

    def __post_init__(self) -> None:
        check_counts(self, "C")

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give gamma (C,) of ones and beta (C,) of zeros: nothing is changed at first."""
        return {"gamma": np.ones(self.C, dtype), "beta": np.zeros(self.C, dtype)}

    def settings(self) -> dict[str, Any]:
        """Give what keeps the root away from 0."""
        return {"eps": self.eps}


@dataclass(frozen=True, slots=True)
class BatchNorm(_Norm):
    """Every one of `C` features to mean 0 and variance 1 over the batch, then scaled anew.

    Raises RangeError unless C is a whole number from 1.
    """

    momentum: float = field(default=0.9, kw_only=True)
    forward: Kernel = field(default=kernels.batchnorm_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.batchnorm_backward, repr=False, kw_only=True)

    def start_buffers(self, dtype: DTypeLike) -> Arrays:
        """Give mean (C,) of zeros and var (C,) of ones."""
        return kernels.start_running(self.C, dtype)._asdict()

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Call the forward kernel; the buffers are its new averages when training."""
        out, cache = self.ahead(
            {"x": x, **params, "running": Running(**buffers)},
            train=mode.train,
            momentum=self.momentum,
            eps=self.eps,
        )
        return Ran(out, cache, _averages(self, cache) if mode.train else buffers)


@dataclass(frozen=True, slots=True)
class SpatialBatchNorm(BatchNorm):
    """As `BatchNorm` for images: one mean and variance for each of `C` channels."""

    forward: Kernel = field(default=kernels.spatial_batchnorm_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.spatial_batchnorm_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class LayerNorm(_Norm):
    """Every example to mean 0 and variance 1 over its `C` features, then scaled anew."""

    forward: Kernel = field(default=kernels.layernorm_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.layernorm_backward, repr=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class GroupNorm(_Norm):
    """As `LayerNorm` for images, by `groups` groups of neighbouring channels."""

    groups: int = field(default=1, kw_only=True)
    forward: Kernel = field(default=kernels.groupnorm_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.groupnorm_backward, repr=False, kw_only=True)

    def settings(self) -> dict[str, Any]:
        """Give the number of groups, and what keeps the root away from 0."""
        return {"groups": self.groups, "eps": self.eps}


@dataclass(frozen=True, slots=True)
class InstanceNorm(_Norm):
    """As `GroupNorm`, every channel a group of its own."""

    forward: Kernel = field(default=kernels.instancenorm_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.instancenorm_backward, repr=False, kw_only=True)


def _averages(layer: Layer, cache: Any) -> Arrays:
    running = getattr(cache, "running", None)
    if not isinstance(running, tuple) or len(running) != 2:
        raise CourseError(
            f"the cache that the forward kernel of {type(layer).__name__} returned has no running",
            why="training moves the running averages, and the net keeps them for the test",
            how="return a cache with a field running = Running(mean, var), as BatchnormCache has",
        )
    mean, var = running
    return {"mean": mean, "var": var}

"""Convolution layers.

Kernels: forward(x, w, b, stride=, pad=, dilation=, groups=) -> out, cache;
backward(dout, cache) -> dx, dw, db.
"""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from numpy.typing import DTypeLike

from course_lib import kernels
from course_lib._shapes import Generator
from course_lib.kernels import he_init, zero_init
from course_lib.nn.layer import Arrays, Initialiser, Kernel, Layer, check_counts

__all__ = ["Conv1d", "Conv2d", "Conv3d"]

Sizes = int | tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Conv2d(Layer):
    """`F` filters of K x K pixels over `C` channels. Learns w (F, C / groups, K, K) and b (F,).

    K, stride, pad and dilation are one number for all axes of pixels, or a tuple.
    Raises RangeError unless C, F and groups are whole numbers from 1.
    """

    C: int
    F: int
    K: Sizes
    stride: Sizes = field(default=1, kw_only=True)
    pad: Sizes = field(default=0, kw_only=True)
    dilation: Sizes = field(default=1, kw_only=True)
    groups: int = field(default=1, kw_only=True)
    init: Initialiser = field(default=he_init, repr=False, kw_only=True)
    forward: Kernel = field(default=kernels.conv2d_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.conv2d_backward, repr=False, kw_only=True)

    axes: ClassVar[int] = 2

    def __post_init__(self) -> None:
        check_counts(self, "C", "F", "groups")

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give w (F, C / groups, K, ...), drawn by `init`, and b (F,) of zeros."""
        K = self.K if isinstance(self.K, tuple) else (self.K,) * self.axes
        w = self.init((self.F, self.C // self.groups, *K), rng, dtype=dtype)
        return {"w": w, "b": zero_init((self.F,), dtype)}

    def settings(self) -> dict[str, Any]:
        """Give how the window moves."""
        return {
            "stride": self.stride,
            "pad": self.pad,
            "dilation": self.dilation,
            "groups": self.groups,
        }


@dataclass(frozen=True, slots=True)
class Conv1d(Conv2d):
    """As `Conv2d` for sequences x (N, C, W)."""

    forward: Kernel = field(default=kernels.conv1d_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.conv1d_backward, repr=False, kw_only=True)

    axes: ClassVar[int] = 1


@dataclass(frozen=True, slots=True)
class Conv3d(Conv2d):
    """As `Conv2d` for volumes x (N, C, D, H, W)."""

    forward: Kernel = field(default=kernels.conv3d_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.conv3d_backward, repr=False, kw_only=True)

    axes: ClassVar[int] = 3

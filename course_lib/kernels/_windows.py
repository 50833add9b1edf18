"""Windows over images: where each begins and ends, for pooling and convolution alike."""

from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import ShapeError
from course_lib.kernels._checks import check_sizes

__all__ = ["Index", "Sizes", "Windows", "fill_border", "windows_of"]

Sizes = int | tuple[int, ...]
Index = tuple[Any, ...]  # whole numbers, that stand among slices where they are used


class Windows(NamedTuple):
    """Windows over images of `size`; every field has one number for each axis of pixels.

    K: pixels a window; out: windows along the axis; dilation: from one pixel of a window to the
    next, 1 when they are neighbours.
    """

    size: tuple[int, ...]
    K: tuple[int, ...]
    stride: tuple[int, ...]
    pad: tuple[int, ...]
    dilation: tuple[int, ...]
    out: tuple[int, ...]

    def offsets(self) -> Iterator[Index]:
        """The place of each pixel within a window."""
        return product(*map(range, self.K))

    def at(self, offset: Index) -> tuple[slice, ...]:
        """Slices of the padded pixels: the pixel `offset` of every window."""
        return tuple(
            slice(o * d, o * d + s * (n - 1) + 1, s)
            for o, d, s, n in zip(offset, self.dilation, self.stride, self.out, strict=True)
        )

    def padded_size(self) -> tuple[int, ...]:
        """Pixels along each axis, with the padding."""
        return tuple(n + 2 * p for n, p in zip(self.size, self.pad, strict=True))

    def rows(self, offset: Index, first: int, last: int) -> tuple[slice, ...]:
        """As `at`, for the rows of windows from `first` up to `last` alone."""
        start, *others = self.at(offset)
        s = self.stride[0]
        return slice(start.start + s * first, start.start + s * (last - 1) + 1, s), *others

    def inside(self) -> tuple[slice, ...]:
        """Slices of the padded pixels: the image without its padding."""
        return tuple(slice(p, p + n) for n, p in zip(self.size, self.pad, strict=True))

    def padded(self, x: Array, value: float) -> Array:
        """`x` (N, C, ...) with `value` around it, in the same memory order; x if pad is 0."""
        if not any(self.pad):
            return x
        out = np.empty_like(x, shape=(*x.shape[:2], *self.padded_size()))
        fill_border(out, self.inside(), value)
        out[:, :, *self.inside()] = x
        return out


def fill_border(padded: Array, inside: tuple[slice, ...], value: float, first: int = 2) -> None:
    """Write `value` around the slices `inside`, which cut the axes from `first` on."""
    for axis, cut in enumerate(inside, start=first):
        before = (slice(None),) * axis
        padded[(*before, slice(0, cut.start))] = value
        padded[(*before, slice(cut.stop, None))] = value


def windows_of(
    where: str, x: Array, K: Sizes, stride: Sizes, pad: Sizes, dilation: Sizes = 1
) -> Windows:
    """The windows over x (N, C, ...); raise RangeError or ShapeError where there are none."""
    size = x.shape[2:]
    dims = len(size)
    K = check_sizes(where, "K", K, dims, least=1)
    stride = check_sizes(where, "stride", stride, dims, least=1)
    pad = check_sizes(where, "pad", pad, dims, least=0)
    dilation = check_sizes(where, "dilation", dilation, dims, least=1)
    axes = list(zip(size, K, stride, pad, dilation, strict=True))
    out = tuple((n + 2 * p - d * (k - 1) - 1) // s + 1 for n, k, s, p, d in axes)
    if min(size, default=1) < 1 or min(out, default=1) < 1:
        spans = tuple(d * (k - 1) + 1 for _, k, _, _, d in axes)
        raise ShapeError(
            f"{where} got images of {size} and windows of {spans} pixels, pad {pad}",
            why="the first window reaches beyond the image, padding and all: there is no output",
            how="take a smaller kernel (or dilation), more padding, or larger images",
        )
    return Windows(size, K, stride, pad, dilation, out)

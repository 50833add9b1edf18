"""Where the channels lie in memory: kernels follow it rather than copy into another order."""

import math
from typing import NamedTuple

from course_lib._shapes import Array

__all__ = ["Layout", "layout_of"]


class Layout(NamedTuple):
    """How an array (N, C, ...) is read as (A, C, B), C channels of A x B numbers.

    order: the axes in the order of memory, C among them; shape: that of the array; at: the place
    of C in `order`.
    """

    order: tuple[int, ...]
    shape: tuple[int, ...]
    at: int

    def flatten(self, x: Array) -> Array:
        """`x` (N, C, ...) as (A, C, B), a view where the memory allows."""
        sizes = [self.shape[axis] for axis in self.order]
        A, B = math.prod(sizes[: self.at]), math.prod(sizes[self.at + 1 :])
        return x.transpose(self.order).reshape(A, self.shape[1], B)

    def unflatten(self, x: Array) -> Array:
        """`x` (A, F, B), laid out as `flatten` gave, shaped (N, F, ...)."""
        sizes = [self.shape[axis] for axis in self.order]
        sizes[self.at] = x.shape[1]
        back = sorted(range(len(self.order)), key=lambda place: self.order[place])
        return x.reshape(sizes).transpose(back)


def layout_of(x: Array) -> Layout:
    """The layout of `x` (N, C, ...): batch last, channels last, or as it is shaped."""
    pixels = tuple(range(2, x.ndim))
    for order in ((1, *pixels, 0), (0, *pixels, 1)):
        if x.transpose(order).flags.c_contiguous and not x.flags.c_contiguous:
            return Layout(order, x.shape, order.index(1))
    return Layout(tuple(range(x.ndim)), x.shape, 1)

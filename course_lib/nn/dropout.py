"""Layers that silence parts of the net at random, in training only."""

from dataclasses import dataclass, field

from course_lib import kernels
from course_lib._shapes import Array
from course_lib.nn.affine import Affine
from course_lib.nn.layer import Arrays, Kernel, Layer, Mode, Ran, rng_of

__all__ = ["DropConnect", "Dropout"]


@dataclass(frozen=True, slots=True)
class Dropout(Layer):
    """Keeps each number with probability `keep`, divided by keep. Test leaves all as it is.

    Kernels: forward(x, keep, rng, train=) -> out, cache; backward(dout, cache) -> dx.
    """

    keep: float = 0.5
    forward: Kernel = field(default=kernels.dropout_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.dropout_backward, repr=False, kw_only=True)

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Call the forward kernel. Raises CourseError when training without a generator."""
        given = {"x": x, "keep": self.keep, "rng": rng_of(self, mode)}
        return Ran(*self.ahead(given, train=mode.train), buffers)


@dataclass(frozen=True, slots=True)
class DropConnect(Affine):
    """An affine layer of which each *weight* is kept with probability `keep` in training.

    Kernels: forward(x, w, b, keep, rng, train=) -> out, cache; backward -> dx, dw, db.
    """

    keep: float = 0.5
    forward: Kernel = field(default=kernels.dropconnect_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.dropconnect_backward, repr=False, kw_only=True)

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Call the forward kernel. Raises CourseError when training without a generator."""
        given = {"x": x, **params, "keep": self.keep, "rng": rng_of(self, mode)}
        return Ran(*self.ahead(given, train=mode.train), buffers)

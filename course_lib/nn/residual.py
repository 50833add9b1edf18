"""Residual blocks: layers that learn what to add to their input, rather than what to make of it.

Sources: He et al. (2016), "Deep residual learning for image recognition", arXiv:1512.03385; Huang
et al. (2016), "Deep networks with stochastic depth", arXiv:1603.09382.
"""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from numpy.typing import DTypeLike

from course_lib import kernels
from course_lib._shapes import Array, Generator
from course_lib.nn._checks import check_gradient, check_gradients, check_layers
from course_lib.nn.layer import (
    TEST,
    Arrays,
    Kernel,
    Layer,
    Mode,
    Ran,
    located,
    of_layer,
    prefixed,
    rng_of,
    shapes_of,
)
from course_lib.nn.sequential import Tape

__all__ = ["Residual"]


class ResidualCache(NamedTuple):
    """How the branch was added, what its layers need for the backward pass, what they learn."""

    adding: Any
    tape: Tape
    learnt: dict[str, dict[str, tuple[int, ...]]]


@dataclass(frozen=True, slots=True)
class Residual(Layer):
    """x + branch(x), where `branch` is layers by name that give what is shaped as x.

    In training each example loses its branch with probability 1 - `keep`, and what stays is
    divided by keep. Learns what the layers of the branch learn, each array called layer.array.
    Kernels: forward(x, branch, keep, rng, train=) -> out, cache; backward -> dx, dbranch.
    Raises CourseError for a branch without layers, or with names that are empty or hold a dot.
    """

    branch: dict[str, Layer] = field(hash=False)
    keep: float = 1.0
    forward: Kernel = field(default=kernels.stochastic_depth_forward, repr=False, kw_only=True)
    backward: Kernel = field(default=kernels.stochastic_depth_backward, repr=False, kw_only=True)

    def __post_init__(self) -> None:
        object.__setattr__(self, "branch", check_layers(self.branch))

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give the first values of what the branch learns."""
        arrays: Arrays = {}
        for name, layer in self.branch.items():
            arrays |= prefixed(name, layer.start(rng, dtype))
        return arrays

    def start_buffers(self, dtype: DTypeLike) -> Arrays:
        """Give the first running averages of the branch."""
        arrays: Arrays = {}
        for name, layer in self.branch.items():
            arrays |= prefixed(name, layer.start_buffers(dtype))
        return arrays

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Run the branch, then the forward kernel, which adds it to `x`.

        Raises what a layer raises, with a note saying which; ShapeError when x and the branch
        differ; CourseError when training without a generator.
        """
        tape, moved, out = Tape({}, {}), dict[str, Array](), x
        learnt = {name: shapes_of(of_layer(name, params)) for name in self.branch}
        for name, layer in self.branch.items():
            own = of_layer(name, params), of_layer(name, buffers)
            with located(f"in layer {name!r} of the branch, which was given {out.shape}"):
                ran = layer.run(out, *own, mode)
            tape.caches[name], tape.shapes[name] = ran.cache, out.shape
            out = ran.out
            moved |= prefixed(name, ran.buffers)
        losing = mode if self.keep < 1 else TEST
        given = {"x": x, "branch": out, "keep": self.keep, "rng": rng_of(self, losing)}
        out, adding = self.ahead(given, train=losing.train)
        return Ran(out, ResidualCache(adding, tape, learnt), moved)

    def back(
        self, dout: Array, cache: ResidualCache, *, need_dx: bool = True
    ) -> tuple[Array | None, tuple[Array, ...]]:
        """Give dx, by both ways, and the gradients of what the branch learns, in order."""
        dskip, into = Layer.back(self, dout, cache.adding)
        check_gradient(self.backward, "dx", dskip, dout.shape, dout)
        check_gradients(self.backward, into, {"branch": dout.shape}, dout)
        dx: Any = into[0]
        grads: tuple[Array, ...] = ()
        first = next(iter(self.branch))
        for name, layer in reversed(self.branch.items()):
            needed = need_dx or name != first
            dout = dx
            where = f"in the backward pass of layer {name!r} of the branch, given {dout.shape}"
            with located(where):
                dx, dw = layer.back(dout, cache.tape.caches[name], need_dx=needed)
                check_gradients(layer.backward, dw, cache.learnt[name], dout)
                if needed:
                    check_gradient(layer.backward, "dx", dx, cache.tape.shapes[name], dout)
            grads = dw + grads
        return (dskip + dx if need_dx else None), grads

    def with_kernels(self, kind: type[Layer], forward: Kernel, backward: Kernel) -> Layer:
        """As for any layer; and the layers of the branch are given them too."""
        branch = {n: v.with_kernels(kind, forward, backward) for n, v in self.branch.items()}
        same = all(branch[name] is layer for name, layer in self.branch.items())
        block = self if same else replace(self, branch=branch)
        return Layer.with_kernels(block, kind, forward, backward)

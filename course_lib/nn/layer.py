"""What a layer is: settings, a pair of kernels, and the arrays these are to be called with.

A layer holds no arrays itself: a net does, and hands them in. So the same layer serves any number
of nets, and its kernels may be anyone's: `Affine(4, 3, forward=mine, backward=my_gradients)`.
"""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import DTypeLike

from course_lib._shapes import Array, Generator
from course_lib.errors import CourseError, RangeError
from course_lib.nn._calling import call, check_finite, check_out, is_ours, kind_of, lent, name_of

__all__ = ["TEST", "Arrays", "Initialiser", "Kernel", "Layer", "Mode", "Ran"]

Arrays = dict[str, Array]  # by name, in the order in which the kernel takes and returns them
Kernel = Callable[..., Any]
Initialiser = Callable[..., Array]  # (shape, rng, dtype=...) -> array


class Mode(NamedTuple):
    """Whether a net is being trained, and where its layers draw their randomness from."""

    train: bool
    rng: Generator | None = None


TEST = Mode(train=False)


class Ran(NamedTuple):
    """What came out of a layer, what its backward pass needs, and its buffers as they are now."""

    out: Array
    cache: Any
    buffers: Arrays


class Layer:
    """Settings and a pair of kernels, `forward(x, ...) -> out, cache` and
    `backward(dout, cache) -> dx, dw, ...`."""

    __slots__ = ()

    forward: Kernel
    backward: Kernel

    def start(self, rng: Generator, dtype: DTypeLike) -> Arrays:
        """Give the first values of what is learnt, by name; a layer without weights has none."""
        return {}

    def start_buffers(self, dtype: DTypeLike) -> Arrays:
        """Give the first values of what is kept but not learnt: running averages."""
        return {}

    def settings(self) -> dict[str, Any]:
        """Give what the forward kernel is told beside the arrays, by keyword."""
        return {}

    def run(self, x: Array, params: Arrays, buffers: Arrays, mode: Mode) -> Ran:
        """Call the forward kernel. Raises CourseError as `ahead` does."""
        out, cache = self.ahead({"x": x, **params}, **self.settings())
        return Ran(out, cache, buffers)

    def back(
        self, dout: Array, cache: Any, *, need_dx: bool = True
    ) -> tuple[Array | None, tuple[Array, ...]]:
        """Give dx and the gradients of what is learnt, in order.

        With `need_dx` False a kernel that can leave dx out is told so; dx is then None.
        Raises CourseError for whatever goes wrong in the kernel, and when it gives nothing.
        """
        skip = {} if need_dx or not _can_skip_dx(self.backward) else {"need_dx": False}
        grads = call(self.backward, lent(self.backward, {"dout": dout, "cache": cache}), **skip)
        if grads is None:
            raise CourseError(
                f"{name_of(self.backward)}, backward of {type(self).__name__}, returned None",
                why="a backward kernel returns gradients: dx, then those of what is learnt",
                how="end it with `return dx`, and behind dx one for each argument that is learnt",
            )
        dx, *dw = grads if isinstance(grads, tuple | list) else (grads,)
        return dx, tuple(dw)

    def with_kernels(self, kind: type["Layer"], forward: Kernel, backward: Kernel) -> "Layer":
        """Give the same layer with these kernels if it is of `kind`, else itself."""
        layer: Any = self  # each layer there is is a dataclass
        return replace(layer, forward=forward, backward=backward) if type(self) is kind else self

    def ahead(self, given: Mapping[str, Any], **settings: Any) -> tuple[Array, Any]:
        """Call the forward kernel with what is `given`, x the first, and give out and cache.

        Raises CourseError for whatever goes wrong in the kernel, and unless it gives a pair of
        which the first can be handed to the next layer.
        """
        result = call(self.forward, lent(self.forward, given), **settings)
        who = f"{name_of(self.forward)}, forward of {type(self).__name__},"
        if not isinstance(result, tuple) or len(result) != 2:
            raise CourseError(
                f"{who} returned {kind_of(result)}",
                why="a forward kernel returns two things: out, and the cache that its backward "
                "kernel is to be given",
                how="end it with `return out, cache`; the cache may be anything, also a tuple",
            )
        check_out(who, result[0], given)
        if not is_ours(self.forward):
            check_finite(who, "out", result[0], given)
        return result


def check_counts(owner: Layer, *names: str) -> None:
    """Raise RangeError unless each named setting of `owner` is a whole number of at least 1."""
    for name in names:
        number = getattr(owner, name)
        if isinstance(number, bool) or not isinstance(number, int | np.integer) or number < 1:
            raise RangeError(
                f"{type(owner).__name__} got {name} = {number!r}",
                why=f"{name} counts features, channels or filters",
                how="give a whole number of at least 1",
            )


def rng_of(layer: Layer, mode: Mode) -> Generator:
    """Give the generator to draw from; raise CourseError when training without one.

    At test it is always the same one, so that the same example is given the same scores.
    """
    if mode.rng is None and mode.train:
        raise CourseError(
            f"{type(layer).__name__} was to be trained without rng",
            why="what is drawn at random comes from a generator that is passed in",
            how="call net.forward(x, train=True, rng=np.random.default_rng(0))",
        )
    return mode.rng if mode.rng is not None else np.random.default_rng(0)


def of_layer(name: str, arrays: Arrays) -> Arrays:
    """Give those of `arrays` that are called name.array, by their names within the layer."""
    prefix = f"{name}."
    return {n.removeprefix(prefix): a for n, a in arrays.items() if n.startswith(prefix)}


def prefixed(name: str, arrays: Arrays) -> Arrays:
    """Give the arrays of a layer by the names that they have outside it: name.array."""
    return {f"{name}.{key}": a for key, a in arrays.items()}


def shapes_of(arrays: Arrays) -> dict[str, tuple[int, ...]]:
    """Give the shape of each array, by name."""
    return {name: a.shape for name, a in arrays.items()}


@contextmanager
def located(where: str) -> Iterator[None]:
    """Add to any error a note on where it was raised."""
    try:
        yield
    except Exception as error:
        error.add_note(f"  {where}")
        raise


def _can_skip_dx(backward: Kernel) -> bool:
    try:
        return "need_dx" in inspect.signature(backward).parameters
    except ValueError:  # written in C, it does not tell
        return False

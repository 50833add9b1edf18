"""What every rule of this package asks of its settings and its arrays."""

import math
from collections.abc import Callable, Iterator
from numbers import Real

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError

# Elements a piece of work: what a rule touches stays in a core's cache between its passes.
PIECE = 2**16


def positive(owner: object, *names: str) -> None:
    """Make each named setting of `owner` a plain float above 0, or raise RangeError."""
    for name in names:
        _setting(owner, name, lambda x: x > 0, "a number above 0")


def not_negative(owner: object, *names: str) -> None:
    """Make each named setting of `owner` a plain float from 0 up, or raise RangeError."""
    for name in names:
        _setting(owner, name, lambda x: x >= 0, "a number from 0 up")


def share(owner: object, *names: str) -> None:
    """Make each named setting of `owner` a plain float from 0 to just below 1, or raise."""
    for name in names:
        _setting(owner, name, lambda x: 0 <= x < 1, "a share from 0 up to, but not, 1")


def whole(owner: object, name: str, least: int) -> None:
    """Make the named setting of `owner` a plain int of at least `least`, or raise RangeError."""
    number = getattr(owner, name)
    if not _is_number(number) or number != int(number) or number < least:
        raise RangeError(
            f"{type(owner).__name__} got {name} = {number!r}",
            why="this setting counts something",
            how=f"choose a whole number of at least {least}",
        )
    object.__setattr__(owner, name, int(number))


def _setting(owner: object, name: str, fits: Callable[[float], bool], what: str) -> None:
    number = getattr(owner, name)
    if not (_is_number(number) and fits(number)):
        raise RangeError(
            f"{type(owner).__name__} got {name} = {number!r}",
            why=f"{name} is {what}: outside that its formula runs away, or means nothing",
            how=f"choose {what}; the default is a good first try",
        )
    # A float64 scalar, as drawn from a NumPy sampler, would turn float32 weights into float64.
    object.__setattr__(owner, name, float(number))


def _is_number(x: object) -> bool:
    return isinstance(x, Real) and not isinstance(x, bool) and math.isfinite(x)


def same_shape(rule: object, w: Array, dw: Array, *memory: Array) -> Array:
    """Give `dw` in the dtype of `w`, once all shapes are those of `w`.

    Raises DtypeError for weights or gradients that are not real floats and for a state of other
    floats than the weights, ShapeError otherwise.
    """
    real_float(rule, w)
    real_float(rule, dw)
    if any(a.shape != w.shape for a in (dw, *memory)):
        kept = f" and a state for {memory[0].shape}" if memory else ""
        raise ShapeError(
            f"{type(rule).__name__} got w {w.shape}, dw {dw.shape}{kept}",
            why="every weight moves by its own gradient: broadcasting would hand them around",
            how="give a gradient of the shape of w, and a state from init(w) for each array",
        )
    if any(a.dtype != w.dtype for a in memory):
        raise DtypeError(
            f"{type(rule).__name__} got w of {w.dtype} and a state of {memory[0].dtype}",
            why="the state is computed in the dtype of the weights it belongs to",
            how="make a new state with init(w), or give the weights in the dtype they had",
        )
    return dw.astype(w.dtype, copy=False)


def same_shape_(rule: object, w: Array, dw: Array, *memory: Array) -> Array:
    """As `same_shape`, for a step in place: raises CourseError before anything is written."""
    dw = same_shape(rule, w, dw, *memory)
    if not all(a.flags.writeable for a in (w, *memory)):
        raise CourseError(
            f"{type(rule).__name__}.step_ got a read-only array",
            why="it writes the new weights and state over the old ones",
            how="use step, which makes new arrays, or give a copy: w.copy()",
        )
    return dw


def real_float(rule: object, w: Array) -> None:
    """Raise DtypeError unless `w` is an array of real floats, ShapeError if it has no axis."""
    name = rule if isinstance(rule, str) else type(rule).__name__
    if not isinstance(w, np.ndarray) or w.dtype.kind != "f":
        got = f"an array of {w.dtype}" if isinstance(w, np.ndarray) else f"a {type(w).__name__}"
        raise DtypeError(
            f"{name} got {got}",
            why="steps are fractions: whole numbers would round them away",
            how="give a NumPy array of floats: w.astype(np.float32)",
        )
    if w.ndim == 0:
        raise ShapeError(
            f"{name} got an array of shape ()",
            why="arithmetic turns an array without axes into a scalar, which no step can update",
            how="give a single weight as an array of one: w[None]",
        )


def pieces(*arrays: Array, scratch: int) -> Iterator[tuple[Array, ...]]:
    """Walk arrays of one shape in cache-sized views, each time with `scratch` spare ones.

    Any strides: what lies flat in memory is walked flat, all else along its first axis.
    """
    first = arrays[0]
    if first.size <= PIECE:
        yield (*arrays, *(np.empty_like(first) for _ in range(scratch)))
        return
    if all(a.flags.c_contiguous for a in arrays):
        arrays = tuple(a.reshape(-1) for a in arrays)
        first = arrays[0]
    rows = max(1, PIECE * len(first) // first.size)
    spare = [np.empty((rows, *first.shape[1:]), first.dtype) for _ in range(scratch)]
    for i in range(0, len(first), rows):
        views = tuple(a[i : i + rows] for a in arrays)
        yield (*views, *(s[: len(views[0])] for s in spare))

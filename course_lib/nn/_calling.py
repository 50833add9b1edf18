"""Calls of functions that may be anyone's, a kernel or a step, and what they may get wrong.

Messages name the function and say what it was given: whoever wrote it sees no other traceback.
"""

import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError

__all__ = [
    "call",
    "check_finite",
    "check_floats",
    "check_out",
    "check_step",
    "is_ours",
    "kind_of",
    "lent",
    "name_of",
]

Function = Callable[..., Any]

_MODEST = 1e15  # products of smaller numbers do not overflow in float32


def call(function: Function, given: Mapping[str, Any], **settings: Any) -> Any:
    """Call `function` with what is `given`, in order, by keyword with `settings`.

    Raises CourseError for whatever goes wrong in it, saying in which line; its own CourseError,
    and NotImplementedError as it is: what is not written yet is no fault.
    """
    try:
        return function(*given.values(), **settings)
    except (CourseError, NotImplementedError):
        raise
    except Exception as error:
        raise _failed(function, {**given, **settings}, error) from error


def lent(function: Function, given: Mapping[str, Any]) -> dict[str, Any]:
    """Give the same, arrays to be read only where `function` is not ours: the net needs them."""
    if is_ours(function):
        return dict(given)
    return {name: _read_only(value) for name, value in given.items()}


def is_ours(function: Function) -> bool:
    """Whether the course wrote it, so that it need not be watched."""
    return str(getattr(function, "__module__", "")).startswith("course_lib.")


def name_of(function: Function) -> str:
    """Give the name by which whoever wrote it knows it: my_adam, Mine.step."""
    name = getattr(function, "__qualname__", None) or type(function).__name__
    return str(name).rpartition("<locals>.")[2]


def check_out(who: str, out: Any, given: Mapping[str, Any]) -> None:
    """Raise ShapeError, DtypeError unless `out` holds floats, something for each example of x."""
    x = given["x"]
    if not isinstance(out, np.ndarray):
        raise CourseError(
            f"{who} returned {kind_of(out)} as out",
            why="the next layer computes with an array",
            how="check the order, `return out, cache`, and that out is what was computed",
        )
    if out.ndim == 0 or len(out) != len(x):
        raise ShapeError(
            f"{who} returned out {out.shape} for x {x.shape}",
            why="the first axis counts examples: each of them is given something by every layer",
            how="look for a sum, a mean or an index over axis 0, or for a transpose too many",
        )
    check_floats(who, "out", out)


def check_floats(who: str, name: str, a: Array) -> None:
    """Raise DtypeError unless `a` holds real numbers in floating point."""
    if a.dtype.kind != "f":
        raise DtypeError(
            f"{who} returned {name} of {a.dtype}",
            why="a net computes with real numbers in floating point; others would be cut off",
            how="look for astype(int), a // where / is meant, a mask in place of what it masks",
        )


def check_finite(who: str, name: str, a: Array, given: Mapping[str, Any]) -> None:
    """Raise RangeError for nan or infinity in `a`, made of numbers that were finite and modest.

    What overflows where numbers are already huge is a run that diverges, and no fault.
    """
    if np.isfinite(a).all():
        return
    arrays = {n: g for n, g in given.items() if isinstance(g, np.ndarray) and g.dtype.kind == "f"}
    if all(np.abs(g).max(initial=0) < _MODEST for g in arrays.values()):
        bad = "nan" if np.isnan(a).any() else "infinite numbers"
        raise RangeError(
            f"{who} gave {bad} in {name} {a.shape}",
            why=f"all numbers in {', '.join(arrays)} were finite and none was huge, so this arises "
            "within it",
            how="look for a division by 0 (a count t that starts at 0, an eps left out), a log or "
            "root of what is not positive, an exp of something large",
        )


def check_step(step: Function, result: Any, w: Array, dw: Array) -> tuple[Array, Any]:
    """Give the new weights and state that `step` returned for `w` and `dw`.

    Raises CourseError unless they are two, ShapeError, DtypeError, RangeError for weights that
    cannot take the place of `w`.
    """
    who = name_of(step)
    if not isinstance(result, tuple | list) or len(result) != 2:
        raise CourseError(
            f"{who} returned {kind_of(result)}",
            why="a step gives two things, the new weights and the new state; what it writes into w "
            "alone is lost, for w is a copy",
            how="end it with `return w, state`; where it remembers nothing, `return w, None`",
        )
    new = np.asarray(result[0])
    if new.shape != w.shape or new.dtype.kind not in "fiuc":
        raise ShapeError(
            f"{who} returned {kind_of(result[0])} as the weights",
            why=f"w is {w.shape}, and so is what takes its place: broadcasting would give many "
            "weights the same number",
            how="end it with `return w, state`, in this order, w as it was shaped; look for a sum "
            "over an axis, a ravel or a new axis",
        )
    check_floats(who, "weights", new)
    check_finite(who, "the weights", new, {"w": w, "dw": dw})
    return new, result[1]


def _read_only(value: Any) -> Any:
    if isinstance(value, np.ndarray):
        view = value.view()
        view.flags.writeable = False
        return view
    if hasattr(value, "_fields"):  # running averages
        return type(value)(*map(_read_only, value))
    return value


def _failed(function: Function, given: Mapping[str, Any], error: Exception) -> CourseError:
    place = _place(error)
    if isinstance(error, ValueError) and "read-only" in str(error):
        return CourseError(
            f"{name_of(function)} writes into an array that it was given{place}",
            why=f"what it is given ({', '.join(given)}) is lent: it belongs to the net, to another "
            "layer or to your data, and all of them still need it",
            how="make a new array, x = x - 1 and not x -= 1; or work on a copy, x = x.copy()",
        )
    told = ", ".join(f"{name} {_described(value)}" for name, value in given.items())
    how = "call it by hand with arrays of these shapes, and look at the shape of each part"
    return CourseError(
        f"{name_of(function)} raised {type(error).__name__}: {error}",
        why=f"it was given {told}, and failed{place or ' before its first line'}",
        how=how if place else f"it is called with ({', '.join(given)}): let it take as many",
    )


def _place(error: Exception) -> str:
    """Where it went wrong: the last line that is neither ours nor NumPy's, if there is one."""
    walk = traceback.walk_tb(error.__traceback__)
    own = [(frame, line) for frame, line in walk if not _is_library(frame.f_globals)]
    if not own:
        return ""
    summary = traceback.StackSummary.extract(iter(own[-1:]))[0]
    return f" in line {summary.lineno} of {summary.name}, `{summary.line}`"


def _is_library(names: Mapping[str, Any]) -> bool:
    return str(names.get("__name__", "")).partition(".")[0] in ("course_lib", "numpy")


def _described(value: Any) -> str:
    if isinstance(value, np.ndarray):
        return str(value.shape)
    return repr(value) if isinstance(value, int | float | None) else kind_of(value)


def kind_of(value: Any) -> str:
    """Say what `value` is, in a word or two: None, an array (5, 4), a tuple of 3, float."""
    if isinstance(value, np.ndarray):
        return f"an array {value.shape}"
    if type(value) in (tuple, list):
        return f"a {type(value).__name__} of {len(value)}"
    return "None" if value is None else type(value).__name__

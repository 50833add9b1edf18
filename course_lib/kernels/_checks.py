"""What every kernel refuses, said once: wrong dtype, wrong shape, a number out of range."""

import operator

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError

__all__ = [
    "check_cache",
    "check_dout",
    "check_finite",
    "check_floats",
    "check_labels",
    "check_not_empty",
    "check_number",
    "check_rng",
    "check_shape",
    "check_sizes",
]


def check_floats(where: str, **arrays: object) -> None:
    """Raise DtypeError unless each is a float32 or float64 array."""
    for name, a in arrays.items():
        if not isinstance(a, np.ndarray) or a.dtype.char not in "fd":
            got = a.dtype if isinstance(a, np.ndarray) else type(a).__name__
            raise DtypeError(
                f"{where} got {name} of type {got}",
                why="it computes in the dtype it is given, float32 or float64: whole numbers "
                "wrap around or cut off what is behind the point",
                how=f"convert first, np.asarray({name}, dtype=np.float32)",
            )


def check_shape(where: str, name: str, a: Array, want: tuple[int, ...], *, why: str) -> None:
    """Raise ShapeError unless `a` has the shape `want`."""
    if a.shape != want:
        raise ShapeError(
            f"{where} got {name} of shape {a.shape}", why=why, how=f"give {name} as {want}"
        )


def check_cache(where: str, cache: object, kind: type) -> None:
    """Raise CourseError unless `cache` is of the kind that the forward of `where` gives."""
    if not isinstance(cache, kind):
        forward = where.replace("backward", "forward")
        raise CourseError(
            f"{where} got a cache of type {type(cache).__name__}",
            why=f"a backward goes on from what its own forward kept: {forward} gives a "
            f"{kind.__name__}",
            how=f"keep both things that forward returns, out, cache = {forward}(...), and pass "
            "on the cache unchanged; with a forward of your own goes a backward of your own",
        )


def check_dout(where: str, dout: Array, out: tuple[int, ...]) -> None:
    """Raise unless `dout` is a float array with the shape `out` of what forward returned."""
    check_floats(where, dout=dout)
    if dout.shape != out:
        raise ShapeError(
            f"{where} got dout of shape {dout.shape}",
            why=f"dout holds one derivative for each number that forward returned, {out}",
            how="give the cache of the same forward call, and the gradient of its output",
        )


def check_labels(where: str, y: Array, N: int, C: int) -> None:
    """Raise unless `y` holds N whole numbers from 0 to C - 1."""
    if not isinstance(y, np.ndarray) or y.dtype.kind not in "iu":
        raise DtypeError(
            f"{where} got labels y of type {getattr(y, 'dtype', type(y).__name__)}",
            why="a label is the column of its class: a whole number",
            how="convert first, np.asarray(y, dtype=np.int64)",
        )
    check_shape(where, "y", y, (N,), why="each example has one label: its class, not a row of 0/1")
    if N and not (y.min() >= 0 and y.max() < C):
        raise RangeError(
            f"{where} got labels from {y.min()} to {y.max()} with {C} classes",
            why="label c points at column c of the scores; the columns go from 0 to C - 1",
            how="count classes from 0, and give as many columns of scores as there are classes",
        )


def check_number(
    where: str,
    name: str,
    value: float,
    *,
    why: str,
    least: float = 0.0,
    most: float = np.inf,
    above: bool = False,
) -> float:
    """Give `value` as a float, which leaves the dtype of what it is multiplied with alone.

    Raise RangeError unless least <= value <= most; with `above`, least itself is refused.
    """
    try:
        fits = value > least if above else value >= least
        fits = bool(fits and value <= most and np.isfinite(value))
    except (TypeError, ValueError):
        fits = False
    if not fits:
        low = f"above {least:g}" if above else f"at least {least:g}"
        high = "" if most == np.inf else f" and at most {most:g}"
        raise RangeError(f"{where} got {name} = {value!r}", why=why, how=f"choose {low}{high}")
    return float(value)


def check_sizes(
    where: str, name: str, value: int | tuple[int, ...], dims: int, *, least: int
) -> tuple[int, ...]:
    """One whole number for each of `dims` axes; raise RangeError for one below `least`."""
    try:
        sizes = tuple(value) if isinstance(value, (tuple, list)) else (value,) * dims
        sizes = tuple(operator.index(n) for n in sizes)
    except TypeError:
        sizes = ()
    if len(sizes) != dims or min(sizes, default=least) < least:
        raise RangeError(
            f"{where} got {name} = {value!r}",
            why=f"{name} is counted in whole pixels, at least {least}, along {dims} "
            f"{'axis' if dims == 1 else 'axes'}",
            how=f"give one whole number for all axes, or a tuple of {dims}",
        )
    return sizes


def check_rng(where: str, rng: object) -> None:
    """Raise DtypeError unless `rng` is a NumPy Generator."""
    if not isinstance(rng, np.random.Generator):
        raise DtypeError(
            f"{where} got rng of type {type(rng).__name__}",
            why="what is drawn at random comes from a generator that you hold, so that the same "
            "seed gives the same numbers again",
            how="make one, rng = np.random.default_rng(0), and pass it on",
        )


def check_not_empty(where: str, a: Array, *, why: str) -> None:
    """Raise ShapeError when `a` holds no numbers at all."""
    if a.size == 0:
        raise ShapeError(f"{where} got an empty array {a.shape}", why=why, how="give at least one")


def check_finite(where: str, name: str, result: float, source: Array) -> None:
    """Raise RangeError when `result` is nan; `source` is searched for where it came from."""
    if np.isnan(result):
        bad = np.argwhere(~np.isfinite(source))
        at = f", first at {tuple(map(int, bad[0]))}" if len(bad) else ""
        raise RangeError(
            f"{where} got {len(bad)} numbers in {name} that are nan or infinite{at}",
            why="nan spreads to everything computed from it, and nothing can be learnt from it",
            how="look one step earlier: a learning rate too large, a division by 0, a log of 0",
        )

"""Is it the same array or number? Looked at in order: type, shape, dtype, finite, value."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from course_lib.checking.run import Unkept
from course_lib.checking.verdict import Looked

ROUNDING = 1e-12
NUMBER = int | float | np.number
FORGOT_RETURN = "Is the `return` missing?"
FLAT = (
    "The numbers may be right, but the shape matters: comparing (N, 1) with (N,) gives an N x N"
    " array without a word."
)


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing in which an answer differs, in words for the student.

    `advice` is for when nothing more exact is known. In a result of several parts `leaf` is what
    the first wrong one is called, and `path` leads to it.
    """

    looked: Looked
    message: str
    advice: str = ""
    leaf: str = ""
    path: tuple[int | str, ...] = ()


def difference(got: Any, want: Any, rtol: float) -> Difference | None:
    """First difference of `got` from `want` (an array or a number), None where they agree.

    Labels held as whole floats, and numbers of lower precision than asked, agree: a matter of
    convention. Numbers agree to `rtol` of the largest expected one (to a thousandth in float32).
    """
    if isinstance(want, np.ndarray):
        return (
            _type_of_array(got, want)
            or _shape(got, want)
            or _dtype(got, want)
            or _finite(got, want)
            or _value(got, want, rtol)
        )
    if want is None or isinstance(want, str | bool):
        return _plain(got, want)
    return _type_of_number(got, want) or difference(np.asarray(got), np.asarray(want), rtol)


def agree(got: Any, want: Any, rtol: float) -> bool:
    """Whether two arrays, two numbers or two Nones agree; nothing else ever does."""
    if type(want) is np.ndarray:
        if type(got) is not np.ndarray or got.shape != want.shape:
            return False
        if {got.dtype.kind, want.dtype.kind} - set("fiub"):
            return False
        rtol = _width(got, want, rtol)
        return bool(np.allclose(got, want, rtol=rtol, atol=_slack(want, rtol), equal_nan=True))
    if isinstance(want, NUMBER) and isinstance(got, NUMBER):
        return agree(np.asarray(got), np.asarray(want), rtol)
    return (want is None or isinstance(want, str)) and type(got) is type(want) and got == want


def _plain(got: Any, want: Any) -> Difference | None:
    if type(got) in (type(want), np.bool_) and got == want:
        return None
    return Difference("value", f"It is {_short(got)}; expected {want!r}.")


def _short(got: Any) -> str:
    is_known = isinstance(got, str | int | float | None)
    return repr(got)[:40] if is_known else kind_of(got).lower()


def _type_of_array(got: Any, want: np.ndarray) -> Difference | None:
    if type(got) is np.ndarray:
        return None
    expected = f"an array of shape {want.shape}"
    if got is None:
        return Difference("type", f"Nothing came back; expected {expected}.", FORGOT_RETURN)
    remedy = ""
    if isinstance(got, list):
        remedy = "Make it an array: `np.array(...)`."
    elif isinstance(got, Unkept):
        remedy = "Make a list of it, then an array: `np.array(list(...))`."
    elif isinstance(got, tuple):
        remedy = "Return the one array that is asked for."
    return Difference("type", f"{kind_of(got)} came back; expected {expected}.", remedy)


def _type_of_number(got: Any, want: Any) -> Difference | None:
    if isinstance(got, NUMBER) and not isinstance(got, bool):
        return None
    if type(got) is np.ndarray and got.ndim == 0:
        return None
    if got is None:
        return Difference("type", "Nothing came back; expected a number.", FORGOT_RETURN)
    if type(got) is np.ndarray:
        return Difference("shape", f"The shape is {got.shape}; expected a single number.")
    return Difference("type", f"{kind_of(got)} came back; expected a number.")


def _shape(got: np.ndarray, want: np.ndarray) -> Difference | None:
    if got.shape == want.shape:
        return None
    text = f"The shape is {got.shape}; expected {want.shape}."
    if got.ndim == want.ndim == 2 and got.shape == want.shape[::-1]:
        return Difference("shape", text, "Rows and columns are swapped.")
    if got.size == want.size:
        return Difference("shape", text, FLAT)
    return Difference("shape", text)


def _dtype(got: np.ndarray, want: np.ndarray) -> Difference | None:
    if got.dtype.kind not in {*"fiu", want.dtype.kind}:
        return Difference("dtype", f"The dtype is {got.dtype}; expected numbers, {want.dtype}.")
    if want.dtype.kind == "f" and got.dtype.kind in "iu" and (want % 1).any():
        return Difference(
            "dtype",
            f"The dtype is {got.dtype}, so the fractions are cut off; expected {want.dtype}.",
            "An array of whole numbers keeps no fractions. Fill one of floats: `np.zeros(shape)`"
            " makes it, `np.zeros_like(x)` of whole numbers does not.",
        )
    return None


def _finite(got: np.ndarray, want: np.ndarray) -> Difference | None:
    bad = ~np.isfinite(got) & np.isfinite(want)
    if not bad.any():
        return None
    where = tuple(int(i) for i in np.argwhere(bad)[0])
    found = got[where]
    return Difference("finite", f"There is {found} at {list(where)}; expected {want[where]:.6g}.")


def _value(got: np.ndarray, want: np.ndarray, rtol: float) -> Difference | None:
    rtol = _width(got, want, rtol)
    if want.dtype.kind in "iu":
        wrong = got != want
    else:
        wrong = ~np.isclose(got, want, rtol=rtol, atol=_slack(want, rtol), equal_nan=True)
    if not wrong.any():
        return None
    where = tuple(int(i) for i in np.argwhere(wrong)[0])
    count = f"{int(wrong.sum())} of {wrong.size} numbers differ" if wrong.size > 1 else "It differs"
    place = f" at {list(where)}" if where else ""
    return Difference(
        "value", f"{count}; the first{place} is {got[where]:.6g}, expected {want[where]:.6g}."
    )


def _width(got: np.ndarray, want: np.ndarray, rtol: float) -> float:
    """Numbers of fewer digits cannot agree to as many."""
    fewest = min(got.dtype.itemsize if got.dtype.kind == "f" else 8, want.dtype.itemsize)
    return max(rtol, {2: 1e-2, 4: 1e-3}.get(fewest, 0.0))


def _slack(want: np.ndarray, rtol: float) -> float:
    """A share of the largest number expected; where that is 0, room for rounding."""
    return max(rtol * float(np.abs(want[np.isfinite(want)]).max(initial=0)), ROUNDING)


def kind_of(got: Any) -> str:
    """The kind of thing that came back, with its article, to begin a sentence with."""
    kind = got.kind if isinstance(got, Unkept) else type(got).__name__
    return f"{'An' if kind[0] in 'aeiou' else 'A'} {kind}"

"""What a wrong array is of the right one, in words: when no mistake of the catalogue explains it.

Each is a sign: asked on every failing case, it says True, False, or None where it cannot tell.
"""

from typing import Any

import numpy as np

from course_lib.checking.exercise import Case, Sign

__all__ = ["PATTERNS", "PATTERN_NAMES"]

Says = bool | None


def close(got: np.ndarray, want: np.ndarray) -> bool:
    """Equal to a thousandth of the largest number expected."""
    scale = float(np.abs(want[np.isfinite(want)]).max(initial=0))
    return bool(np.allclose(got, want, rtol=1e-3, atol=1e-4 * scale, equal_nan=True))


def all_zero(_case: Case, got: Any, want: Any) -> Says:
    """Nothing was stored, or zeros were."""
    return not got.any() if want.size > 1 and want.any() else None


def one_number_only(_case: Case, got: Any, want: Any) -> Says:
    """The first number, and nothing else."""
    if want.size < 2 or not want.ravel()[1:].any():
        return None
    return not got.ravel()[1:].any() and close(got.ravel()[:1], want.ravel()[:1])


def first_row_only(_case: Case, got: Any, want: Any) -> Says:
    """The first row, and nothing else."""
    if want.ndim == 0 or len(want) < 2 or not want[1:].any():
        return None
    return not got[1:].any() and close(got[:1], want[:1])


def every_row_is_the_last(_case: Case, got: Any, want: Any) -> Says:
    """One array, changed and stored again and again."""
    if want.ndim == 0 or len(want) < 2 or close(np.broadcast_to(want[-1:], want.shape), want):
        return None
    return close(got, np.broadcast_to(want[-1:], want.shape))


def last_not_reached(_case: Case, got: Any, want: Any) -> Says:
    """The last row, column or both stay empty."""
    return _filled(got, want, np.s_[:-1])


def first_left_out(_case: Case, got: Any, want: Any) -> Says:
    """The first row, column or both stay empty."""
    return _filled(got, want, np.s_[1:])


def _filled(got: Any, want: Any, kept: slice) -> Says:
    if got.ndim == 0 or max(got.shape) < 2:
        return None
    for axes in (range(got.ndim), [0], [got.ndim - 1]):
        where = tuple(kept if axis in axes else np.s_[:] for axis in range(got.ndim))
        expected = np.zeros_like(want)
        expected[where] = want[where]
        if close(got, expected):
            return None if close(expected, want) else True
    return False


def empty_below_the_diagonal(_case: Case, got: Any, want: Any) -> Says:
    """Only d[i, j] with i <= j is filled in."""
    if want.ndim != 2 or not np.tril(want, -1).any():
        return None
    return close(got, np.triu(want))


def squared(_case: Case, got: Any, want: Any) -> Says:
    """The square of what is expected."""
    return close(got, want**2)


def rooted(_case: Case, got: Any, want: Any) -> Says:
    """The root of what is expected."""
    return None if (want < 0).any() else close(got, np.sqrt(want))


def negated(_case: Case, got: Any, want: Any) -> Says:
    """The other sign."""
    return close(got, -want) if want.any() else None


def per_cent(_case: Case, got: Any, want: Any) -> Says:
    """A hundred times what is expected."""
    return close(got, 100 * want) if want.any() else None


def one_minus(_case: Case, got: Any, want: Any) -> Says:
    """What is missing to one."""
    return None if close(1 - want, want) else close(got, 1 - want)


def rounded(_case: Case, got: Any, want: Any) -> Says:
    """The same to one to four places."""
    return any(np.allclose(got, np.round(want, n), rtol=0, atol=1e-12) for n in (1, 2, 3, 4))


def in_another_order(_case: Case, got: Any, want: Any) -> Says:
    """The same numbers elsewhere."""
    return close(np.sort(got, axis=None), np.sort(want, axis=None)) if got.size > 1 else None


def one_factor(_case: Case, got: Any, want: Any) -> Says:
    """The same multiple everywhere, of numbers that differ: of equal ones any constant is one."""
    if np.unique(want[want != 0]).size < 2:
        return None
    c = float((got * want).sum() / (want**2).sum())
    return bool(np.isfinite(c) and c != 0 and close(got, c * want))


def one_offset(_case: Case, got: Any, want: Any) -> Says:
    """The same amount more or less everywhere, of numbers that differ."""
    if np.unique(want).size < 2:
        return None
    return close(got - want, np.full(got.shape, np.mean(got - want)))


PATTERNS: tuple[tuple[Sign, str], ...] = (
    (all_zero, "Every number is 0: nothing is stored here, or what is stored comes out as 0."),
    (one_number_only, "Only the first number is there: `return` stands inside the loop."),
    (first_row_only, "Only the first row is there: does `return` stand inside the outer loop?"),
    (
        every_row_is_the_last,
        "Every row is the last one: one and the same array is stored each time, and changed in"
        " place. Store a copy.",
    ),
    (last_not_reached, "The last row or column stays 0: range(N) already stops before N."),
    (first_left_out, "The first row or column stays 0: Python counts from 0."),
    (
        empty_below_the_diagonal,
        "All below the diagonal is 0. The two inputs are different: [i, j] is not [j, i].",
    ),
    (squared, "These are the squares of what is expected."),
    (rooted, "These are the roots of what is expected: one root too many."),
    (negated, "The sign is turned round."),
    (per_cent, "These are per cent, 100 times what is expected."),
    (one_minus, "This is one minus what is expected."),
    (rounded, "The numbers are rounded: give them as they are."),
    (in_another_order, "These are the right numbers in another order."),
    (one_factor, "Every number is off by one and the same factor."),
    (one_offset, "Every number is off by one and the same amount."),
)
PATTERN_NAMES = tuple(pattern.__name__.replace("_", "-") for pattern, _message in PATTERNS)

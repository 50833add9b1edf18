"""What the losses are tried on, and how a wrong gradient is taken apart.

A wrong gradient is fitted on the few terms that students combine wrongly, and what regularisation
added is told apart from what the data gave: the right loss at reg = 0 is known.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from course_lib.checking import Case

RETURNS = ("loss", "dw")


def labelled(rng, N, D, C, scale=0.6):
    """w (D, C), x (N, D), y (N,): no class is the same for all, labels up to C - 1."""
    y = rng.integers(0, C, N)
    y[-1] = C - 1
    return rng.normal(size=(D, C)) * scale, rng.normal(size=(N, D)), y


def problems(rng):
    """N, D and C all differ, with and without regularisation; the smallest first."""
    by_hand = np.array([[1.0, -2.0, 0.5], [0.0, 1.0, 1.0]])
    views = labelled(rng, 8, 6, 5)
    return (
        Case((by_hand, np.array([[2.0, 1.0]]), np.array([2]), 0.0), "one example, three classes"),
        Case((*labelled(rng, 4, 2, 3), 0.0), "four examples, two features, three classes"),
        Case((*labelled(rng, 5, 3, 4), 0.7), "five examples, reg = 0.7"),
        Case((*labelled(rng, 13, 7, 10), 0.0), "13 examples, ten classes"),
        Case((*labelled(rng, 11, 6, 4), 0.3), "11 examples, reg = 0.3"),
        Case((*labelled(rng, 6, 9, 2), 1.6), "two classes only", "generality"),
        Case((*labelled(rng, 1, 5, 3), 0.4), "one example only", "generality"),
        Case((*labelled(rng, 7, 4, 12), 0.2), "twelve classes", "generality"),
        Case(
            (views[0][::2], views[1][:, ::2], views[2], 0.5),
            "views of every second feature",
            "generality",
        ),
        Case(
            (*(a.astype(np.float32) for a in labelled(rng, 6, 4, 5)[:2]), np.arange(6) % 5, 0.5),
            "float32",
            "generality",
        ),
    )


def problem_of_size(rng, n):
    """All sizes grow, so that a loop over examples, features or classes is a loop."""
    return (*labelled(rng, n, n + 3, n // 2 + 2), 0.5)


class Parts(NamedTuple):
    """The answer as data term + penalty * reg * sum(w^2), and data term + decay * reg * w.

    None where the data term is not right, or cannot be told from the penalty.
    """

    penalty: float | None
    decay: float | None


def reg_parts(case: Case, got: Any, loss_of: Callable[..., Any]) -> Parts | None:
    """How the answer regularises on this case; None where reg is 0."""
    w, x, y, reg = case.args
    if not reg:
        return None
    loss, dw = loss_of(np.asarray(w, float), np.asarray(x, float), y, 0.0)
    penalty = (got["loss"] - loss) / (reg * (np.asarray(w, float) ** 2).sum())
    left, row = np.asarray(got["dw"], float) - dw, reg * np.asarray(w, float)
    if left.shape != row.shape:
        return None
    decay = float((left * row).sum() / (row**2).sum())
    fits = np.allclose(left, decay * row, rtol=1e-3, atol=1e-3 * np.abs(row).max())
    return Parts(float(penalty), decay if fits else None)


def regularises(
    loss_of: Callable[..., Any], penalty: Callable[[int], Any], decay: Callable[[int], Any]
) -> Callable[[Case, Any, Any], bool | None]:
    """A sign: what of reg * sum(w^2) is in the loss, of reg * w in dw; each a set, told N.

    Where reg is 0 the data term must be right by itself.
    """

    def sign(case, got, want):
        if not case.args[3]:
            right = np.allclose(got["loss"], want["loss"], rtol=1e-4)
            return None if right and close(got["dw"], want["dw"]) else False
        parts, N = reg_parts(case, got, loss_of), len(case.args[1])
        if parts is None or parts.decay is None or parts.penalty is None:
            return False
        if N == 1 and penalty(7) != penalty(1) | penalty(7):
            return None  # divided by one, or multiplied by it, nothing changes
        return one_of(parts.penalty, penalty(N)) and one_of(parts.decay, decay(N))

    return sign


def mismatched(loss_of: Callable[..., Any]) -> Callable[[Case, Any, Any], str | bool | None]:
    """A sign in words: the data term is right, and dw is not the derivative of the penalty."""

    def sign(case, got, want):
        if not case.args[3]:
            right = np.isclose(got["loss"], want["loss"], rtol=1e-4, atol=1e-6)
            return None if right and close(got["dw"], want["dw"]) else False
        parts = reg_parts(case, got, loss_of)
        if parts is None or not parts.decay or not parts.penalty:
            return False
        if abs(parts.decay - 2 * parts.penalty) < 1e-2 * abs(parts.penalty):
            return False
        return (
            f"Loss and dw do not belong together: the loss has {parts.penalty:.2g} * reg *"
            f" sum(w**2), whose derivative is {2 * parts.penalty:.2g} * reg * w, and dw has"
            f" {parts.decay:.2g} * reg * w."
        )

    return sign


def penalised_by(
    loss_of: Callable[..., Any], size: Callable[[np.ndarray], float], with_reg: bool = True
) -> Callable[[Case, Any, Any], bool | None]:
    """A sign: what is added to the loss is `size(w)`, or half of it, times reg or as it is."""

    def sign(case, got, _want):
        w, _x, _y, reg = case.args
        times = size(np.asarray(w, float)) * (reg if with_reg else 1)
        data = loss_of(*unregularised(case))[0]
        if not times or (not with_reg and abs(reg - 1) < 0.1):
            return None if np.isclose(got["loss"], data, rtol=1e-4) or reg else False
        return one_of((got["loss"] - data) / times, {0.5, 1})

    return sign


def one_of(value: float, wanted: Any) -> bool:
    """Whether `value` is one of those wanted, to a thousandth."""
    return any(abs(value - v) <= 1e-3 * max(abs(v), 0.02) for v in wanted)


def either_way(test: Callable[[Case, Any], Any]) -> Callable[[Case, Any, Any], Any]:
    """A sign on the data term alone, whether the answer regularises with the half or without.

    `test(case, got)` sees the answer without its penalty, taken for the one or for the other.
    """

    def sign(case, got, _want):
        w, reg = np.asarray(case.args[0], float), case.args[3]
        seen = [
            {
                "loss": got["loss"] - p * reg * (w**2).sum(),
                "dw": np.asarray(got["dw"], float) - 2 * p * reg * w,
            }
            for p in ((0.5, 1) if reg else (0.5,))
        ]
        says = [test(case, data) for data in seen]
        return next((word for word in says if word), None if None in says else False)

    return sign


def like(code: Callable[..., Any]) -> Callable[[Case, Any, Any], Any]:
    """A sign: the data term is what this mistake makes of it. (One that never stops halfway.)"""

    def test(case, got):
        loss, dw = code(*unregularised(case))
        return bool(np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6)) and close(got["dw"], dw)

    return either_way(test)


def unregularised(case: Case) -> tuple[Any, ...]:
    """The arguments of a case in float64, with reg = 0."""
    w, x, y, _reg = case.args
    return np.asarray(w, float), np.asarray(x, float), np.asarray(y), 0.0


def factors(case: Case, got: Any, right: Any, terms: Callable[[Case], np.ndarray]) -> Any:
    """Factors (T,) by which the terms (T, D, C) make up dw less the right one; False if not.

    None where the terms cannot be told apart: too few examples, or none that violates anything.
    """
    basis = terms(case)
    columns = basis.reshape(len(basis), -1).T
    scale = np.abs(columns).max(axis=0)
    if not scale.all() or np.linalg.matrix_rank(columns / scale, tol=1e-3) < len(basis):
        return None
    left = (got["dw"] - right).ravel()
    found = np.linalg.lstsq(columns, left, rcond=None)[0]
    return found if close(columns @ found, left, scale.max()) else False


def close(got: Any, want: Any, scale: float = 0.0) -> bool:
    """Equal to a ten-thousandth of the largest number."""
    got, want = np.asarray(got, float), np.asarray(want, float)
    if got.shape != want.shape:
        return False
    top = max(np.abs(want).max(initial=0), scale, 1e-12)
    return bool(np.allclose(got, want, rtol=1e-3, atol=1e-4 * top))

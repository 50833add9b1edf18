"""Newton's method and its cheap relatives: steps that know the curvature.

They need the whole batch: on minibatches, differences of gradients are mostly noise.
Source: Nocedal & Wright (2006), "Numerical Optimization", chapters 6 and 7.
"""

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol, runtime_checkable

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.optim._checks import positive, real_float, whole
from course_lib.optim.line_search import strong_wolfe

__all__ = [
    "BFGS",
    "LBFGS",
    "Curved",
    "Descent",
    "Function",
    "Newton",
    "Pair",
    "inverse_update",
    "two_loop",
]


@runtime_checkable
class Function(Protocol):
    """A function of a vector: every `Surface` is one, and any object with these two."""

    @property
    def value(self) -> Callable[[Array], Any]:
        """Give the number at `w` (D,)."""
        ...

    @property
    def gradient(self) -> Callable[[Array], Array]:
        """Give the gradient (D,) at `w` (D,)."""
        ...


@runtime_checkable
class Curved(Function, Protocol):
    """A function that knows its second derivatives, too."""

    @property
    def hessian(self) -> Callable[[Array], Array]:
        """Give the matrix of second derivatives (D, D) at `w` (D,)."""
        ...


class Descent(NamedTuple):
    """Where it went, `path` (steps done + 1, D), and why it ended there.

    `stopped` is "flat" (no slope of `tol` left), "steps" (all are done), "no step" (the line
    search found none) or "singular" (the Hessian cannot be solved with). `evaluations` of the
    gradient; of the value there are no more.
    """

    path: Array
    stopped: str
    evaluations: int


class Pair(NamedTuple):
    """A step `s` and how the gradient changed along it, `y`: what BFGS learns from."""

    s: Array
    y: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Newton:
    """Jumps to where the second-order Taylor expansion is level, w - H^-1 dw: no learning rate.

    Time O(D^3) a step. That level point may be a saddle, or a top: it does not ask.
    """

    tol: float = 1e-6

    def __post_init__(self) -> None:
        positive(self, "tol")

    def minimise(self, f: Curved, w: Float[Array, " D"], steps: int) -> Descent:
        """Take up to `steps` steps from `w` (D,), in float64.

        Raises DtypeError, ShapeError, and RangeError where there is no finite gradient at `w`.
        """
        w, dw = _start(self, f, w)
        path, stopped = [w], "steps"
        while len(path) <= steps and not _is_flat(dw, self.tol):
            try:
                path.append(path[-1] - np.linalg.solve(f.hessian(path[-1]), dw))
            except np.linalg.LinAlgError:
                stopped = "singular"
                break
            dw = f.gradient(path[-1])
        return Descent(np.array(path), "flat" if _is_flat(dw, self.tol) else stopped, len(path))


@dataclass(frozen=True, slots=True, kw_only=True)
class BFGS:
    """Newton without Hessians: their inverse is learnt from steps, O(D^2) memory and time a step.

    Broyden, Fletcher, Goldfarb & Shanno (1970); Nocedal & Wright, algorithm 6.1.
    """

    tol: float = 1e-6

    def __post_init__(self) -> None:
        positive(self, "tol")

    def minimise(self, f: Function, w: Float[Array, " D"], steps: int) -> Descent:
        """Take up to `steps` line searches from `w` (D,), in float64.

        Raises DtypeError, ShapeError, and RangeError where there is no finite gradient at `w`.
        """
        inverse: Array | None = None

        def solve(dw: Array) -> Array:
            return dw if inverse is None else inverse @ dw

        def learn(pair: Pair) -> None:
            nonlocal inverse
            first = _scale(pair) * np.eye(len(pair.s)) if inverse is None else inverse
            inverse = inverse_update(first, pair)

        return _descend(f, *_start(self, f, w), steps, self.tol, solve, learn)


@dataclass(frozen=True, slots=True, kw_only=True)
class LBFGS:
    """BFGS that keeps the last `history` steps in place of a matrix: O(history * D).

    Liu & Nocedal (1989); Nocedal & Wright, algorithms 7.4 and 7.5.
    """

    tol: float = 1e-6
    history: int = 10

    def __post_init__(self) -> None:
        positive(self, "tol")
        whole(self, "history", least=1)

    def minimise(self, f: Function, w: Float[Array, " D"], steps: int) -> Descent:
        """Take up to `steps` line searches from `w` (D,), in float64.

        Raises DtypeError, ShapeError, and RangeError where there is no finite gradient at `w`.
        """
        pairs: deque[Pair] = deque(maxlen=self.history)
        start = _start(self, f, w)
        return _descend(f, *start, steps, self.tol, lambda dw: two_loop(dw, pairs), pairs.append)


def inverse_update(inverse: Float[Array, "D D"], pair: Pair) -> Float[Array, "D D"]:
    """Give the inverse Hessian nearest to `inverse` that maps y to s, symmetric as it was.

    Shapes: inverse (D, D), s and y (D,). Source: Nocedal & Wright, equation 6.17.
    """
    s, y = pair
    rho = 1 / (y @ s)
    part = np.eye(len(s)) - rho * np.outer(s, y)
    return part @ inverse @ part.T + rho * np.outer(s, s)


def two_loop(dw: Float[Array, " D"], pairs: Sequence[Pair]) -> Float[Array, " D"]:
    """Inverse Hessian times `dw` (D,), the matrix being known by `pairs` only, oldest first.

    The same as `inverse_update` over all pairs, from (s.y / y.y) of the newest times the identity.
    """
    q = dw.copy()
    shares = []
    for s, y in reversed(pairs):
        shares.append((s @ q) / (y @ s))
        q -= shares[-1] * y
    if pairs:
        q *= _scale(pairs[-1])
    for (s, y), a in zip(pairs, reversed(shares), strict=True):
        q += (a - (y @ q) / (y @ s)) * s
    return q


def _descend(
    f: Function,
    w: Array,
    dw: Array,
    steps: int,
    tol: float,
    solve: Callable[[Array], Array],
    learn: Callable[[Pair], None],
) -> Descent:
    """Search along -solve(dw), learn from each step, until flat or out of steps."""
    path, value, evaluations, stopped = [w], float(f.value(w)), 1, "steps"
    while len(path) <= steps and not _is_flat(dw, tol):
        direction = -solve(dw)
        # Nothing is known of lengths at first: move about 1 at most.
        first = 1.0 if len(path) > 1 else min(1.0, 1 / float(np.linalg.norm(dw)))
        downhill = float(dw @ direction) < 0
        found = downhill and strong_wolfe(
            f.value, f.gradient, path[-1], direction, known=(value, dw), first=first
        )
        if not found:
            stopped = "no step"
            break
        evaluations += found.evaluations
        path.append(path[-1] + found.a * direction)
        # s.y > 0, or the matrix would lose its sign: the line search has seen to that.
        learn(Pair(path[-1] - path[-2], found.dw - dw))
        value, dw = found.value, found.dw
    return Descent(np.array(path), "flat" if _is_flat(dw, tol) else stopped, evaluations)


def _scale(pair: Pair) -> float:
    return float((pair.s @ pair.y) / (pair.y @ pair.y))


def _is_flat(dw: Array, tol: float) -> bool:
    return bool(np.abs(dw).max(initial=0) <= tol)


def _start(rule: object, f: Function, w: Array) -> tuple[Array, Array]:
    real_float(rule, w)
    w = w.astype(np.float64)
    dw = f.gradient(w)
    if dw.shape != w.shape:
        raise ShapeError(
            f"{type(rule).__name__} got w {w.shape} and a gradient {dw.shape}",
            why="the gradient has a number for each weight",
            how="return it in the shape of w",
        )
    if not np.isfinite(dw).all():
        raise RangeError(
            f"{type(rule).__name__} starts where the gradient is {dw}",
            why="there is no direction to go from there",
            how="start elsewhere",
        )
    return w, dw

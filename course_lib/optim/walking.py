"""One racer from one start over a surface, a step at a time: the readable way to run a race."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import CourseError, ShapeError
from course_lib.optim._course import at_rate, check_course, check_racer
from course_lib.optim.schedules import Schedule
from course_lib.optim.surfaces import Point, Surface

__all__ = ["Moment", "Own", "walk"]


class Moment(NamedTuple):
    """After a step: the weights `w`, the gradient `dw` that led there, the state as it is now."""

    w: Array
    dw: Array
    state: Any


@dataclass(frozen=True, slots=True)
class Own:
    """Anyone's function `step(w, dw, state) -> (w, state)`, and its first state.

    It is given copies of w and dw, in a race (2,): it may write into them.
    """

    step: Callable[[Array, Array, Any], tuple[Array, Any]]
    state: Any = None

    def init(self, w: Array) -> Any:
        """Give the first state: a deep copy, so that each start begins afresh."""
        return copy.deepcopy(self.state)


def walk(
    surface: Surface,
    racer: Any,
    start: Float[Array, "2"] | Point,
    steps: int,
    *,
    schedule: Schedule | None = None,
    noise: Float[Array, "T 2"] | None = None,
) -> Iterator[Moment]:
    """Give the moment after each of `steps` steps of an optimiser, `Own` or a bare function.

    A function's first state is None. `schedule(0), schedule(1), ...` multiply the rate of a racer
    that is a dataclass with an `lr`; `noise` (steps, 2) is added to its gradients. float64.
    Raises ShapeError, RangeError for a start out of reach, CourseError for what cannot race or
    does not return weights and state.
    """
    check_racer(racer)
    starts, factors = check_course(surface, np.asarray([start], np.float64), steps, schedule, noise)
    return moments(surface, racer, starts[0], factors, noise)


def moments(
    surface: Surface, racer: Any, w: Array, factors: list[float], noise: Array | None
) -> Iterator[Moment]:
    """As `walk`, once everything is checked: a step for each factor of the rate."""
    racer = racer if hasattr(racer, "step") else Own(racer)
    state = racer.init(w)
    for k, factor in enumerate(factors):
        now = at_rate(racer, factor)
        # A step far out may overflow: that is seen in where it lands, and no cause for a warning.
        with np.errstate(all="ignore"):
            dw = surface.gradient(now.lookahead(w, state) if hasattr(now, "lookahead") else w)
            dw = dw if noise is None else dw + noise[k]
            try:
                w, state = _answer(now.step(w.copy(), dw.copy(), state))
            except Exception as error:
                error.add_note(f"  in step {k + 1}, from w = {w} with dw = {dw}")
                raise
        yield Moment(w, dw, state)


def _answer(answer: Any) -> tuple[Array, Any]:
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        got = "None" if answer is None else f"a {type(answer).__name__}"
        raise CourseError(
            f"the step returned {got}",
            why="the race goes on from the new weights and the new state",
            how="end with `return w, state`",
        )
    w = np.asarray(answer[0])
    if w.shape != (2,) or w.dtype.kind not in "fiu":
        raise ShapeError(
            f"the step returned weights of shape {w.shape}, {w.dtype}",
            why="the weights are the two coordinates of a point, before the step and after",
            how="return the new w, of the shape of the old one, first, and the state second",
        )
    return w.astype(np.float64), answer[1]

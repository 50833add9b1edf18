"""Where a student's path parts from the reference's, and whether that is more than rounding."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import Optimiser
from course_lib.optim._course import at_rate
from course_lib.widgets.race.mine import Mine

__all__ = ["first_apart", "steps_alike"]

# Share of the picture's width; rounding stays far below, another formula far above.
APART = 1e-5
# Share of the largest step so far, and of w: what rounding may do to one step, and no formula.
STEP, PLACE = 1e-9, 1e-14


def first_apart(a: Float[Array, "T 2"], b: Float[Array, "T 2"], width: float) -> int:
    """Give the first step at which two paths differ by more than 1e-5 of `width`; -1 for none."""
    apart = ~(np.abs(a - b).max(axis=1) <= APART * width)
    return int(apart.argmax()) if apart.any() else -1


def steps_alike(mine: Mine, racer: Optimiser, factors: list[float]) -> bool:
    """Whether the reference takes every step as `mine` did, given the very same w and dw.

    Two paths of one rule may part: at a high rate a landscape multiplies what was rounded at the
    sixteenth digit, step by step. Set back to the same place before each step, they cannot.
    """
    state, largest = racer.init(mine.path[0]), 0.0
    for k in range(mine.last):
        w, dw, yours = mine.path[k], mine.slopes[k], mine.path[k + 1]
        new, state = at_rate(racer, factors[k]).step(w, dw, state)
        largest = max(largest, float(np.abs(new - w).max()))
        if not (np.abs(new - yours) <= STEP * largest + PLACE * np.abs(w)).all():
            return False
    return True

"""All optimisers, in the order the course meets them.

Each is a frozen dataclass of settings with three methods:

    state = opt.init(w)                    the first state, for one array of weights
    w, state = opt.step(w, dw, state)      pure: the formula as the paper has it
    state = opt.step_(w, dw, state)        the same step, written into w and state

A schedule makes the next one: `replace(opt, lr=schedule(epoch))`.
"""

from typing import Any, Protocol, runtime_checkable

from course_lib._shapes import Array
from course_lib.optim.adaptive import AdaGrad, Adam, AdamState, AdamW, RMSProp, SquaresState
from course_lib.optim.momentum import (
    SGD,
    Momentum,
    MomentumState,
    Nesterov,
    NesterovLookahead,
    SGDState,
)

__all__ = [
    "OPTIMISERS",
    "SGD",
    "AdaGrad",
    "Adam",
    "AdamState",
    "AdamW",
    "Momentum",
    "MomentumState",
    "Nesterov",
    "NesterovLookahead",
    "Optimiser",
    "RMSProp",
    "SGDState",
    "SquaresState",
]


@runtime_checkable
class Optimiser(Protocol):
    """What a trainer or a race asks of an optimiser: a first state and a pure step."""

    def init(self, w: Array) -> Any:
        """Give the first state for weights `w`."""
        ...

    def step(self, w: Array, dw: Array, state: Any) -> tuple[Array, Any]:
        """Give the next `w` and state; neither argument is changed."""
        ...


# NesterovLookahead is not here: it needs its gradient measured elsewhere than at w.
OPTIMISERS = (SGD, Momentum, Nesterov, AdaGrad, RMSProp, Adam, AdamW)

"""One step of Adam on many weights; and many steps of six optimisers on two weights."""

from collections.abc import Callable

import numpy as np

from benchmarks.peers import torch_where_installed
from benchmarks.race import Race
from course_lib.optim import (
    SGD,
    AdaGrad,
    Adam,
    Beale,
    Momentum,
    Nesterov,
    Quadratic,
    RMSProp,
    Rosenbrock,
    Surface,
    race,
)

__all__ = ["races"]

RACERS = (
    SGD(lr=1e-3),
    Momentum(lr=1e-3),
    Nesterov(lr=1e-3),
    AdaGrad(lr=0.1),
    RMSProp(lr=1e-2),
    Adam(lr=1e-2),
)


def races() -> list[Race]:
    """The rows on optimisers."""
    return [_adam(), *(_trajectories(surface) for surface in (Quadratic(), Beale(), Rosenbrock()))]


def _adam() -> Race:
    rng = np.random.default_rng(0)
    w, dw = (rng.standard_normal((1000, 1000), np.float32) for _ in range(2))
    peers = {}
    if torch := torch_where_installed():
        weights = torch.nn.Parameter(torch.from_numpy(w.copy()))
        weights.grad = torch.from_numpy(dw)
        peers["torch"] = torch.optim.Adam([weights]).step
    return Race(
        work="Adam, a step of 1 M weights",
        ours=_stepper(Adam(), w, dw),
        peers=peers,
        goals={"torch": 1.15},
    )


def _stepper(adam: Adam, w: np.ndarray, dw: np.ndarray) -> Callable[[], None]:
    """Make the work: one more step of the same run."""
    state = adam.init(w)

    def step() -> None:
        nonlocal state
        state = adam.step_(w, dw, state)

    return step


def _trajectories(surface: Surface) -> Race:
    return Race(
        work=f"6 optimisers x 300 steps on {type(surface).__name__}, one start",
        ours=lambda: race(surface, RACERS, surface.start, 300),
        limit=2.0,
    )

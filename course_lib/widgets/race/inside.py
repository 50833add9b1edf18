"""The workings of one racer along its path: gradient, velocity, squares and rate at each step."""

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import Surface
from course_lib.optim.float_paths import FLOAT_PATHS, Slope
from course_lib.widgets.race.mine import Mine
from course_lib.widgets.race.settings import Settings, make_racer

__all__ = ["Inside", "inside", "inside_mine"]


class Inside(NamedTuple):
    """Named pairs of numbers, (x, y) of each, at every step: values (steps done, columns, 2)."""

    names: tuple[str, ...]
    values: Float[Array, "S C 2"]


def inside(
    name: str,
    settings: Settings,
    surface: Surface,
    path: Float[Array, "T 2"],
    lrs: Sequence[float],
    noise: Float[Array, "S 2"] | None,
) -> Inside:
    """Give what the racer worked with in the step from path[k] to path[k + 1], after updating it.

    Always dw, step and lr (twice); v, m, s (squares) where the racer keeps them; the Hessian's rows
    hx, hy for Newton.
    """
    exact = _exact(name, settings, surface, lrs, noise)
    path = path.astype(float) if exact is None else exact
    dw = surface.gradient(path[:-1])
    if noise is not None and name != "lbfgs":  # whose line search asks more than once a step
        dw = dw + noise[: len(dw)]
    columns = _common(dw, path, lrs) | _memory(name, settings, dw)
    if name == "newton":
        hessian = surface.hessian(path[:-1])
        columns |= {"hx": hessian[:, 0], "hy": hessian[:, 1]}
    return _stacked(columns)


def inside_mine(mine: Mine, lrs: Sequence[float]) -> Inside:
    """As `inside`, for a student's step: dw, step, lr and what can be shown of the state."""
    columns = _common(mine.slopes, mine.path, lrs)
    names = dict.fromkeys(name for state in mine.states for name in state)
    for name in names:
        column = np.full(mine.slopes.shape, np.nan)
        for k, state in enumerate(mine.states):
            column[k] = state.get(name, np.nan)
        columns[f"state {name}"] = column
    return _stacked(columns)


def _exact(
    name: str,
    settings: Settings,
    surface: Surface,
    lrs: Sequence[float],
    noise: Float[Array, "S 2"] | None,
) -> Float[Array, "T 2"] | None:
    """Run a first-order racer once more in float64.

    The paths that are drawn are float32, in which the steps near the end are rounded away.
    """
    racer = make_racer(name, settings, 1.0)
    if type(racer) not in FLOAT_PATHS:
        return None
    slope = surface.slope if noise is None else _noisy(surface, noise)
    path = [settings.start]
    FLOAT_PATHS[type(racer)](racer, slope, path, list(lrs))
    return np.array(path)


def _noisy(surface: Surface, noise: Float[Array, "S 2"]) -> Slope:
    rows = iter(noise.tolist())

    def slope(x: float, y: float) -> tuple[float, float]:
        (dx, dy), (more_x, more_y) = surface.slope(x, y), next(rows)
        return dx + more_x, dy + more_y

    return slope


def _common(dw: Array, path: Array, lrs: Sequence[float]) -> dict[str, Array]:
    return {
        "dw": dw,
        "step": np.diff(path, axis=0),
        "lr": np.repeat(np.array(lrs, float)[:, None], 2, axis=1),
    }


def _memory(name: str, settings: Settings, dw: Array) -> dict[str, Array]:
    """Run the averages of a rule over the gradients it was given."""
    rho, beta1, beta2 = settings.rho, settings.beta1, settings.beta2
    if name in ("momentum", "nesterov"):
        return {"v": _leaky(dw, rho, 1.0)}
    if name == "adagrad":
        return {"s": _leaky(dw * dw, 1.0, 1.0)}
    if name == "rmsprop":
        return {"s": _leaky(dw * dw, beta2, 1 - beta2)}
    if name.startswith("adam"):
        return {
            "m": _leaky(dw, beta1, 1 - beta1),
            "s": _leaky(dw * dw, beta2, 1 - beta2),
        }
    return {}


def _leaky(values: Float[Array, "S 2"], keep: float, new: float) -> Float[Array, "S 2"]:
    """Give a[k] = keep * a[k - 1] + new * values[k], from 0."""
    # In plain floats: for pairs of numbers NumPy takes ten times as long.
    sides = [
        list(accumulate(side, lambda a, v: keep * a + new * v, initial=0.0))[1:]
        for side in values.T.tolist()
    ]
    return np.array(sides).reshape(2, -1).T


def _stacked(columns: dict[str, Array]) -> Inside:
    return Inside(tuple(columns), np.stack(list(columns.values()), axis=1))

"""The exponentially weighted average to play with: how far it looks back, and how it starts."""

from typing import Any

import numpy as np
import traitlets

from course_lib._shapes import Array, Float
from course_lib.errors import ShapeError
from course_lib.figures import ORANGE, VERMILLION
from course_lib.optim import effective_window, ewma
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    Toggle,
    even_ticks,
    in_words,
)

__all__ = ["EWMA", "series", "weights"]

T = 100
SEED = 4
BETAS = (0.0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995)
SERIES = ("noisy", "a constant", "a jump")


def series(kind: str) -> Float[Array, " T"]:
    """One of `SERIES`, (100,): a slow wave under noise, all ones, or 0 and from the middle on 1."""
    t = np.arange(T)
    if kind == "a constant":
        return np.ones(T)
    if kind == "a jump":
        return (t >= T // 2).astype(float)
    noise = np.random.default_rng(SEED).normal(scale=0.3, size=T)
    return 1.2 + 0.5 * np.sin(2 * np.pi * t / T) + noise


def weights(beta: float, t: int) -> Float[Array, " t"]:
    """What each of the first t values counts in the average after t of them, oldest first."""
    return (1 - beta) * beta ** np.arange(t - 1.0, -1.0, -1.0)


class EWMA(Explorer):
    """The average v = beta*v + (1 - beta)*x beside its values, with and without correction.

    `values` (N,), from 2 to 1000, replace the ready-made series. beta from 0 to 0.995; after: the
    moment whose weights are shown.
    """

    title = "Exponentially weighted average"
    beta = Setting(0.9, Slider("Kept at each step, β", BETAS))
    after: Any = Setting(10, Slider("Weights after value", tuple(range(1, T + 1))))
    data = Setting("noisy", Choice("Values", SERIES))
    corrected = Setting(True, Toggle("Bias correction"))
    values = traitlets.Any()

    def __init__(self, values: Any = None, **settings: Any) -> None:
        self.values = None if values is None else _check(values)
        super().__init__(**settings)

    def scene(self) -> Scene:
        """The values with their averages, and the weights of one moment."""
        x = series(self.data) if self.values is None else self.values
        after = min(self.after, len(x))
        return Scene((self._averages(x, after), self._weights(after)), self._reading(x, after))

    def _averages(self, x: Array, after: int) -> Panel:
        t = np.arange(1.0, len(x) + 1)
        raw, mended = (ewma(x, self.beta, corrected=c) for c in (False, True))
        marks = [
            Mark(xy=_pair(t, x), name="values", colour="ink", shape="circle", size=2, opacity=0.4),
            Mark(xy=_pair(t, raw), name="average from 0", colour=ORANGE, dash=(7, 4), width=2.4),
        ]
        if self.corrected:
            marks.append(Mark(xy=_pair(t, mended), name="corrected", width=2.4))
        shown = mended if self.corrected else raw
        spot = Mark(xy=np.array([[after, shown[after - 1]]]), colour=VERMILLION, shape="diamond")
        low, high = min(0.0, x.min()), x.max()
        ylim = (low - 0.05 * (high - low), high + 0.08 * (high - low) + 1e-9)
        xlim = (0.0, len(x) + 1.0)
        return Panel(
            title="Values and average",
            xlabel="value number t",
            ylabel="value",
            xlim=xlim,
            ylim=ylim,
            xticks=even_ticks(*xlim),
            yticks=even_ticks(*ylim),
            marks=(*marks, spot),
        )

    def _weights(self, after: int) -> Panel:
        w = weights(self.beta, after)
        w = w / w.sum() if self.corrected else w
        t = np.arange(1.0, after + 1)
        stems = np.stack([_pair(t, 0 * w), _pair(t, w), np.full((after, 2), np.nan)], axis=1)
        level = np.array(
            [[after - effective_window(self.beta), w[-1] / np.e], [after, w[-1] / np.e]]
        )
        xlim, ylim = (0.0, max(21.0, after + 1.0)), (0.0, 1.15 * w[-1])
        return Panel(
            title=f"Weights after t = {after}",
            xlabel="value number t",
            ylabel="weight",
            xlim=xlim,
            ylim=ylim,
            xticks=even_ticks(*xlim),
            yticks=even_ticks(*ylim),
            marks=(
                Mark(xy=stems.reshape(-1, 2), width=2.4 if after < 40 else 1.4),
                Mark(
                    xy=level,
                    name="window 1 / (1 − β), at 1/e of the newest",
                    colour=VERMILLION,
                    dash=(2, 3),
                    width=2.4,
                ),
            ),
        )

    def _reading(self, x: Array, after: int) -> str:
        share = 1 - self.beta**after
        raw, mended = (ewma(x[:after], self.beta, corrected=c)[-1] for c in (False, True))
        window = in_words(effective_window(self.beta))
        kept = "the newest value only" if self.beta == 0 else f"about {window} values"
        return (
            f"β = {self.beta:g} looks back over {kept}. After {after} the weights add up to "
            f"1 − β{_raised(after)} = {in_words(share)}: the average from 0 says {in_words(raw)}, "
            f"and divided by that sum it says {in_words(mended)}."
        )

    def _controls(self) -> list[dict[str, Any]]:
        controls = super()._controls()
        # With values of one's own there is nothing to choose.
        return controls if self.values is None else [c for c in controls if c["name"] != "data"]


def _pair(x: Array, y: Array) -> Float[Array, "N 2"]:
    return np.stack([x, y], axis=1)


def _raised(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))


def _check(values: Any) -> Float[Array, " N"]:
    x = np.asarray(values)
    if (
        x.ndim != 1
        or not 2 <= len(x) <= 1000
        or x.dtype.kind not in "fiu"
        or not np.isfinite(x).all()
    ):
        raise ShapeError(
            f"EWMA got values of shape {x.shape}, {x.dtype}",
            why="it averages a series of finite numbers, one after the other, 2 to 1000 of them",
            how="give a list of numbers, such as the losses of a run",
        )
    return x.astype(float)

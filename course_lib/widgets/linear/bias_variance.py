"""Refits to watch: one curve learnt from sample after sample, and what its errors are made of."""

from typing import Any

import anywidget
import numpy as np
import traitlets
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib.errors import RangeError
from course_lib.figures import BLUE, ORANGE, SKY_BLUE, VERMILLION, figure_bundle, style
from course_lib.widgets.knn.data import clamp
from course_lib.widgets.linear.bias_variance_refits import (
    DEGREES,
    GRID,
    NOISE,
    REFITS,
    Curves,
    Refits,
    curves,
    reading,
    refits,
    truth,
)
from course_lib.widgets.script import script

__all__ = ["BiasVariance"]

LEAST_N, MOST_N = 15, 100
MOST_REG = 1.0


class BiasVariance(anywidget.AnyWidget):
    """A polynomial fitted to 60 samples, one after another: bias, variance, train and dev error.

    degree from 0 to 12; N, points a sample, from 15 to 100; reg, the L2 penalty, from 0 to 1.
    Raises a CourseError for what is none of these, and keeps what it had.
    """

    _esm = script(
        "common.js", "panel.js", "linear/bias_variance_drawing.js", "linear/bias_variance.js"
    )
    _css = script("controls.css", "panel.css", "linear/bias_variance.css")

    degree = traitlets.TraitType(3).tag(sync=True)
    N = traitlets.TraitType(20).tag(sync=True)
    reg = traitlets.TraitType(0.0).tag(sync=True)
    # Written by the kernel alone, all float32.
    fits = traitlets.Bytes().tag(sync=True)  # (R, G)
    points = traitlets.Bytes().tag(sync=True)  # (R, N, 2)
    train = traitlets.Bytes().tag(sync=True)  # (P,)
    dev = traitlets.Bytes().tag(sync=True)  # (P,)
    parts = traitlets.List([0.0, 0.0]).tag(sync=True)  # bias^2, variance
    reading = traitlets.Unicode().tag(sync=True)

    noise = traitlets.Float(NOISE**2).tag(sync=True)
    truth = traitlets.Bytes(truth(GRID).astype("<f4").tobytes()).tag(sync=True)
    most = traitlets.Dict({"degree": DEGREES[-1], "least_n": LEAST_N, "n": MOST_N}).tag(sync=True)
    colours = traitlets.List([BLUE, VERMILLION, SKY_BLUE, ORANGE]).tag(sync=True)

    def __init__(self, degree: int = 3, *, N: int = 20, reg: float = 0.0) -> None:
        self._refits: Refits
        self._curves: Curves
        self._fitted: tuple[object, ...] = ()
        super().__init__(degree=degree, N=N, reg=reg)
        self._start = {"degree": degree, "N": N, "reg": reg}
        self._fit()
        self.on_msg(self._on_message)

    @property
    def errors(self) -> tuple[float, float]:
        """Training and dev error at this degree, mean squares over all samples."""
        return float(self._curves.train[self.degree]), float(self._curves.dev[self.degree])

    def reset(self) -> None:
        """Back to what it was made with."""
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in self._start.items():
                setattr(self, name, value)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, clamped to what makes sense: nobody reads an error there."""
        with self.hold_sync():
            super().set_state(self._clamped(sync_data))

    def __repr__(self) -> str:
        train, dev = self.errors
        return (
            f"BiasVariance(degree={self.degree}, N={self.N}, reg={self.reg:g}: "
            f"train {train:.3f}, dev {dev:.3f})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        data, metadata = figure_bundle(self._picture(), alt=self._describe())
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @traitlets.validate("degree")
    def _check_degree(self, proposal: Any) -> int:
        return _whole("degree", proposal["value"], 0, DEGREES[-1])

    @traitlets.validate("N")
    def _check_n(self, proposal: Any) -> int:
        return _whole("N", proposal["value"], LEAST_N, MOST_N)

    @traitlets.validate("reg")
    def _check_reg(self, proposal: Any) -> float:
        reg = proposal["value"]
        number = isinstance(reg, (int, float, np.integer, np.floating))
        if not number or isinstance(reg, bool) or not 0 <= reg <= MOST_REG:
            raise RangeError(
                f"BiasVariance got reg = {reg!r}",
                why="reg is what large weights cost, beside errors of about 1",
                how=f"choose a number from 0 to {MOST_REG:g}",
            )
        return float(reg)

    @traitlets.observe("degree", "N", "reg")
    def _on_setting(self, _change: object) -> None:
        self._fit()

    def _fit(self) -> None:
        # Traits set together notify one by one, the first time before there is anything to fit.
        if self._fitted == (self.degree, self.N, self.reg) or not hasattr(self, "_start"):
            return
        self._fitted = self.degree, self.N, self.reg
        self._refits = refits(self.degree, self.N, self.reg)
        self._curves = curves(self.N, self.reg)
        with self.hold_sync():
            self.fits = self._refits.fits.astype("<f4").tobytes()
            pairs = np.stack([self._refits.x, self._refits.y], axis=2)
            self.points = pairs.astype("<f4").tobytes()
            self.train = self._curves.train.astype("<f4").tobytes()
            self.dev = self._curves.dev.astype("<f4").tobytes()
            self.parts = [self._refits.bias2, self._refits.variance]
            self.reading = reading(*self.errors)

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"do": "reset"}:
            self.reset()

    def _clamped(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What was sent and a browser may set, and nothing else: what is set is echoed."""
        fits = {
            "degree": round(clamp(sent.get("degree"), 0, DEGREES[-1], self.degree)),
            "N": round(clamp(sent.get("N"), LEAST_N, MOST_N, self.N)),
            "reg": clamp(sent.get("reg"), 0.0, MOST_REG, self.reg),
        }
        return {name: value for name, value in fits.items() if name in sent}

    def _describe(self) -> str:
        train, dev = self.errors
        bias2, variance = self.parts
        return (
            f"{REFITS} polynomials of degree {self.degree}, each fitted to {self.N} noisy points "
            f"of the same curve. Training error {train:.2f}, dev error {dev:.2f}: noise "
            f"{self.noise:.2f}, squared bias {bias2:.2f}, variance {variance:.2f}. It reads as "
            f"{self.reading}."
        )

    def _picture(self) -> Figure:
        with style():
            fig = Figure(figsize=(7.0, 3.2))
            left, right = fig.subplots(1, 2, width_ratios=(3, 2))
            left.plot(GRID, self._refits.fits.T, color=SKY_BLUE, alpha=0.25, linewidth=1)
            left.plot(GRID, self._refits.fits.mean(axis=0), "--", color=ORANGE, label="mean fit")
            left.plot(GRID, truth(GRID), color="#303030", label="truth")
            left.plot(self._refits.x[0], self._refits.y[0], "o", color=BLUE, markersize=4)
            left.set(
                ylim=(-2.4, 2.4),
                xticks=[-1, 0, 1],
                title=f"degree {self.degree}, {self.N} points a sample",
            )
            left.legend(loc="lower right")
            self._draw_errors(right)
        return fig

    def _draw_errors(self, axes: Axes) -> None:
        axes.semilogy(DEGREES, self._curves.train, "o-", color=BLUE, label="train", markersize=4)
        axes.semilogy(DEGREES, self._curves.dev, "s--", color=VERMILLION, label="dev", markersize=4)
        axes.axhline(self.noise, color="#303030", linestyle=":", label="noise")
        axes.axvline(self.degree, color="#303030", linewidth=1, alpha=0.5)
        axes.set(ylim=(0.02, 5), xticks=DEGREES[::3], xlabel="degree", title="mean squared error")
        axes.legend(loc="upper center")


def _whole(name: str, value: Any, least: int, most: int) -> int:
    whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not whole or not least <= value <= most:
        raise RangeError(
            f"BiasVariance got {name} = {value!r}",
            why="beyond these, all fits are alike or fly out of the picture",
            how=f"choose a whole number from {least} to {most}",
        )
    return int(value)

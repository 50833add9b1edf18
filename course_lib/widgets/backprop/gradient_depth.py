"""Signals and gradients in a deep network, layer by layer: a product of many matrices."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, VERMILLION
from course_lib.widgets.backprop.activations import curve
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    Tick,
    decades,
    in_words,
)

__all__ = ["BENDS", "Depth", "GradientDepth", "through"]

D, N = 50, 40  # units of every layer; examples
LOWEST = -30  # powers of ten that are drawn
BENDS = ("none", "sigmoid", "tanh", "ReLU")


class Depth(NamedTuple):
    """Sizes by layer: root mean square of its outputs, and of the gradient that reaches them.

    Both (L + 1,): the input first. The gradient that comes in at the end has size 1.
    """

    signals: Float[Array, " L1"]
    gradients: Float[Array, " L1"]


def through(bend: str, gain: float, layers: int, seed: int) -> Depth:
    """Send 40 examples forward through `layers` layers of 50 units, and a gradient back.

    Weights are normal with a standard deviation of gain / sqrt(50): with a gain of 1 a product
    with one of them keeps sizes as they are, on average.
    """
    rng = np.random.default_rng(seed)
    x, tape = rng.normal(size=(N, D)), []
    signals = [_size(x)]
    for _ in range(layers):
        w = rng.normal(size=(D, D)) * gain / np.sqrt(D)
        x, slope = _bent(bend, x @ w)
        signals.append(_size(x))
        tape.append((w, slope))
    dx = np.random.default_rng(seed + 1).normal(size=(N, D))
    dx /= _size(dx)
    gradients = [1.0]
    for w, slope in reversed(tape):
        dx = (dx * slope) @ w.T
        gradients.append(_size(dx))
    return Depth(np.array(signals), np.array(gradients[::-1]))


class GradientDepth(Explorer):
    """The size of signals and gradients at every layer, on a logarithmic scale.

    bend: one of `BENDS`; gain from 0.25 to 4: standard deviation of the weights, times the root of
    the 50 inputs of a unit; layers from 2 to 50; draw: number of the draw of weights.
    """

    title = "Gradient by depth"
    bend = Setting("none", Choice("Activation", BENDS))
    gain = Setting(
        1.0, Slider("Size of the weights", (0.25, 0.5, 0.7, 0.9, 1.0, 1.1, 1.4, 1.7, 2.0, 3.0, 4.0))
    )
    layers = Setting(20, Slider("Layers", (2, 5, 10, 20, 30, 40, 50)))
    draw = Setting(0, Button("Other weights"))

    def scene(self) -> Scene:
        """Signals on the left, gradients on the right."""
        found = through(self.bend, self.gain, self.layers, self.draw)
        ylim = _decades_around(found)
        panels = (
            _panel("Signal, going forward", found.signals, BLUE, (), ylim),
            _panel("Gradient, coming back", found.gradients, VERMILLION, (7, 4), ylim),
        )
        return Scene(panels, self._reading(found))

    def _reading(self, found: Depth) -> str:
        first = float(found.gradients[0])
        if first == 0:
            return "Nothing comes back to the input: the gradient is 0."
        factor = first ** (1 / self.layers)
        verdict = "about as large as it was"
        if first < 0.01:
            verdict = "vanished: the first layers hardly learn"
        if first > 100:
            verdict = "exploded: one step throws the first layers away"
        return (
            f"A gradient of size 1 sets out at the end. After {self.layers} layers "
            f"{in_words(first)} of it is left at the input, {in_words(factor)} times a layer: "
            f"{verdict}. The signal reaches the end with size {in_words(float(found.signals[-1]))}."
        )


def _bent(bend: str, z: Float[Array, "N D"]) -> tuple[Array, Array]:
    if bend == "none":
        return z, np.ones_like(z)
    out, slope = curve(bend, z.ravel(), 0.0)
    return out.reshape(z.shape), slope.reshape(z.shape)


def _size(x: Array) -> float:
    return float(np.sqrt(np.mean(x**2)))


def _decades_around(found: Depth) -> tuple[int, int]:
    """Whole powers of ten below and above all sizes, at least from -2 to 2."""
    sizes = np.concatenate(found)
    powers = np.log10(sizes[sizes > 0])
    low = max(LOWEST, int(np.floor(powers.min())))
    return min(-2, low), max(2, int(np.ceil(powers.max())))


def _panel(
    title: str, sizes: Array, colour: str, dash: tuple[float, ...], ylim: tuple[int, int]
) -> Panel:
    L = len(sizes) - 1
    with np.errstate(divide="ignore"):
        powers = np.where(sizes > 0, np.log10(sizes), np.nan)
    xy = np.stack([np.arange(L + 1.0), powers], axis=1)
    marks = (
        Mark(xy=np.array([[0.0, 0.0], [L, 0.0]]), colour="ink", width=1, opacity=0.45),
        Mark(xy=xy, colour=colour, dash=dash, width=2.4),
        Mark(xy=xy, colour=colour, shape="circle", size=3.2),
    )
    every = max(1, (ylim[1] - ylim[0]) // 6)
    return Panel(
        title=title, xlabel="layer (0 is the input)", ylabel="size", xlim=(-0.5, L + 0.5),
        ylim=(float(ylim[0]), float(ylim[1])), xticks=_layers(L),
        yticks=decades(*ylim, every), marks=marks,
    )  # fmt: skip


def _layers(L: int) -> tuple[Tick, ...]:
    step = max(1, L // 5)
    return tuple((float(i), str(i)) for i in range(0, L + 1, step))

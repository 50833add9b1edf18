"""Histograms of activations and gradients by layer, for any depth, activation and first weights."""

from dataclasses import replace
from typing import ClassVar

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, VERMILLION
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
    even_ticks,
    in_words,
)
from course_lib.widgets.normalisation.signals import BENDS, INITS, Signals, signals

__all__ = ["LayerHistograms"]

ROWS = 6  # histograms that are drawn, of layers evenly spaced
BINS = 41
LOWEST, HIGHEST = -12, 6  # powers of ten that are drawn
REACH = {"tanh": (-1.1, 1.1), "sigmoid": (-0.1, 1.1), "ReLU": (-0.3, 4.0)}
FAR = (-4.0, 4.0)  # of activations without an upper end, and of gradients


class LayerHistograms(Explorer):
    """What comes out of each layer, and the gradient that comes back to it, before any training.

    bend: the activation; init: the first weights; layers from 2 to 30; draw: other weights.
    Every layer has 100 units and is given 100 examples.
    """

    title = "Signals by layer"
    key_help: ClassVar[str] = "The heights of the histograms are square roots of the shares."
    bend = Setting("tanh", Choice("Activation", BENDS))
    init = Setting("std 0.01", Choice("First weights", tuple(INITS)))
    layers = Setting(10, Slider("Layers", (2, 3, 5, 8, 10, 15, 20, 30)))
    draw = Setting(0, Button("Other weights"))

    def scene(self) -> Scene:
        """Histograms of outputs, of gradients, and the standard deviations by depth."""
        found = signals(self.bend, self.init, self.layers, self.draw)
        panels = (
            self._outputs(found),
            _histograms("Gradients", found.gradients, FAR, VERMILLION, "gradient, 1 at the end"),
            self._depth(found),
        )
        return Scene(panels, self._reading(found))

    def _outputs(self, found: Signals) -> Panel:
        xlim = REACH.get(self.bend, FAR)
        panel = _histograms("Outputs", found.outputs, xlim, BLUE, "output")
        if self.bend != "ReLU":
            return panel
        shares, x = found.dead(), xlim[0] + 0.86 * (xlim[1] - xlim[0])
        words = [
            Mark(xy=np.array([[x, row + 0.12]]), word=f"{shares[layer - 1]:.0%} dead")
            for row, layer in enumerate(_shown(self.layers)[::-1])
        ]
        return replace(panel, marks=(*panel.marks, *words))

    def _depth(self, found: Signals) -> Panel:
        L = self.layers
        parts = (("outputs", found.outputs, BLUE, (), "circle"),
                 ("gradients", found.gradients, VERMILLION, (7, 4), "square"))  # fmt: skip
        marks = [Mark(xy=np.array([[0.5, 0.0], [L + 0.5, 0.0]]), colour="ink", width=1,
                      opacity=0.45)]  # fmt: skip
        for name, a, colour, dash, shape in parts:
            xy = np.stack([np.arange(1.0, L + 1), _powers(a.std(axis=(1, 2)))], axis=1)
            marks += [Mark(xy=xy, name=name, colour=colour, dash=dash, width=2.4),
                      Mark(xy=xy, colour=colour, shape=shape, size=3.2)]  # fmt: skip
        low, high = _range(marks[1].xy[:, 1], marks[3].xy[:, 1])
        return Panel(
            title="Spread by depth", xlabel="layer", ylabel="standard deviation",
            xlim=(0.5, L + 0.5), ylim=(float(low), float(high)), xticks=_layer_ticks(L),
            yticks=decades(low, high, max(1, (high - low) // 6)), marks=tuple(marks),
        )  # fmt: skip

    def _reading(self, found: Signals) -> str:
        out, back = found.outputs[-1], found.gradients[0]
        words = (
            f"{self.bend}, first weights {self.init}: after {self.layers} layers the outputs have "
            f"a standard deviation of {in_words(float(out.std()), 2)}, and the gradient that is "
            f"back at layer 1 has {in_words(float(back.std()), 2)}."
        )
        if self.bend in ("tanh", "sigmoid"):
            ends = np.abs(out - (0.5 if self.bend == "sigmoid" else 0))
            flat = np.mean(ends > (0.49 if self.bend == "sigmoid" else 0.98))
            return f"{words} In the last layer {flat:.0%} of the outputs are saturated."
        if self.bend == "ReLU":
            dead = found.dead()
            return (
                f"{words} Dead units, 0 for all 100 examples: {dead[0]:.0%} in the first layer, "
                f"{dead[-1]:.0%} in the last, {dead.mean():.0%} of all."
            )
        return words


def _histograms(
    title: str, a: Float[Array, "L N D"], xlim: tuple[float, float], colour: str, xlabel: str
) -> Panel:
    """One outline for each of some layers, the first at the top; each as high as the others."""
    shown = _shown(len(a))
    edges = np.linspace(*xlim, BINS + 1)
    marks: list[Mark] = []
    for row, layer in enumerate(shown[::-1]):
        # What lies beyond the picture is counted at its ends.
        inside = np.clip(a[layer - 1].ravel(), edges[0], edges[-1])
        counts = np.histogram(inside, edges)[0]
        # Roots: the few that a ReLU lets through would not be seen beside its zeros.
        heights = np.r_[0, np.repeat(np.sqrt(counts / counts.max()), 2), 0]
        outline = np.stack([np.repeat(edges, 2), row + 0.86 * heights], axis=1)
        base = np.array([[xlim[0], row], [xlim[1], row]], float)
        marks += [Mark(xy=base, colour="ink", width=1, opacity=0.25),
                  Mark(xy=outline, colour=colour, width=1.8)]  # fmt: skip
    yticks = tuple((row + 0.3, str(layer)) for row, layer in enumerate(shown[::-1]))
    return Panel(
        title=title, xlabel=xlabel, ylabel="layer", xlim=xlim, ylim=(-0.12, len(shown) + 0.05),
        xticks=even_ticks(*xlim, 4), yticks=yticks, marks=tuple(marks),
    )  # fmt: skip


def _shown(L: int) -> list[int]:
    return np.unique(np.linspace(1, L, min(L, ROWS)).round().astype(int)).tolist()


def _powers(sizes: Array) -> Array:
    """Logarithms, cut at what is drawn; nan for 0."""
    with np.errstate(divide="ignore"):
        return np.where(sizes > 0, np.clip(np.log10(sizes), LOWEST, HIGHEST), np.nan)


def _range(*powers: Array) -> tuple[int, int]:
    """Whole powers of ten below and above all, at least from -2 to 1."""
    known = np.concatenate([*powers, [-2.0, 1.0]])
    known = known[~np.isnan(known)]
    return int(np.floor(known.min())), int(np.ceil(known.max()))


def _layer_ticks(L: int) -> tuple[Tick, ...]:
    step = max(1, round(L / 5))
    return tuple((float(i), str(i)) for i in range(step, L + 1, step))

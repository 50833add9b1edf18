"""Activations to play with: the curve, its slope, and how much gradient a whole layer lets pass."""

from collections.abc import Callable
from typing import Any, ClassVar, NamedTuple

import numpy as np

from course_lib import kernels
from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, GREEN, VERMILLION
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Place,
    Scene,
    Setting,
    Slider,
    even_ticks,
    in_words,
)

__all__ = ["ACTIVATIONS", "Activation", "Activations", "curve", "layer"]

REACH, UNITS, LITTLE = 6.0, 1000, 0.01
EDGES = np.linspace(-0.025, 1.125, 24)  # of the histogram: slopes of 0 and 1 lie amid their bins


class Activation(NamedTuple):
    """A curve with its slope, z (N,) and alpha -> out (N,), slope (N,), and its problem."""

    call: Callable[[Array, float], tuple[Array, Array]]
    problem: str
    alpha: str = ""  # what alpha is here, if anything


def _pair(name: str, *, slope: bool = False) -> Callable[[Array, float], tuple[Array, Array]]:
    """One of our kernel pairs; its slope is the backward of ones."""
    forward = getattr(kernels, f"{name}_forward")
    backward = getattr(kernels, f"{name}_backward")

    def call(z: Array, alpha: float) -> tuple[Array, Array]:
        out, cache = forward(z, alpha) if slope else forward(z)
        return out, backward(np.ones_like(z), cache)

    return call


def _prelu(z: Array, alpha: float) -> tuple[Array, Array]:
    out, cache = kernels.prelu_forward(z[:, None], np.array([alpha]))
    dz, _ = kernels.prelu_backward(np.ones_like(out), cache)
    return out[:, 0], dz[:, 0]


def _maxout(z: Array, alpha: float) -> tuple[Array, Array]:
    """Of three lines alpha * z, z and -z - 2, the largest; each has weights of its own."""
    slopes, starts = np.array([alpha, 1.0, -1.0]), np.array([0.0, 0.0, -2.0])
    out, cache = kernels.maxout_forward(z[:, None] * slopes + starts, 3)
    return out[:, 0], kernels.maxout_backward(np.ones_like(out), cache) @ slopes


ACTIVATIONS = {
    "sigmoid": Activation(
        _pair("sigmoid"),
        "flat at both ends, its slope is 1/4 at most, its outputs are all positive, exp is dear",
    ),
    "tanh": Activation(_pair("tanh"), "zero-centred, but flat at both ends"),
    "ReLU": Activation(
        _pair("relu"), "never flat above 0 and cheap, but below 0 dead, and not zero-centred"
    ),
    "Leaky ReLU": Activation(
        _pair("leaky_relu", slope=True),
        "nowhere flat; its slope below 0 is a guess",
        "slope below 0",
    ),
    "PReLU": Activation(
        _prelu, "as Leaky ReLU, but the slope below 0 is learned, one number more", "learned slope"
    ),
    "ELU": Activation(
        _pair("elu", slope=True),
        "outputs nearer to mean 0; flat far below 0, and exp is dear",
        "level far below 0, −α",
    ),
    "Maxout": Activation(
        _maxout,
        "the largest of several lines: never flat, but so many times the weights",
        "one slope",
    ),
}


def curve(name: str, z: Float[Array, " N"], alpha: float) -> tuple[Array, Array]:
    """The activation and its slope at z (N,), by the kernels of the course."""
    return ACTIVATIONS[name].call(z, alpha)


def layer(spread: float, centre: float) -> Float[Array, " 1000"]:
    """What goes into a layer of 1000 units: normal, the same draw at every spread and centre."""
    return centre + spread * np.random.default_rng(0).normal(size=UNITS)


class Activations(Explorer):
    """Curve and slope of an activation at z; and the slopes of 1000 units, whose z are normal.

    activation: a key of `ACTIVATIONS`; at (2,): the point, of which only z = at[0] counts; alpha
    from 0 to 1; spread from 0.1 to 20 and centre from -8 to 8: of the z of the layer.
    """

    title = "Activation"
    key_help: ClassVar[str] = (
        "On the left picture: drag or click to choose z, or use the arrow keys."
    )
    activation = Setting("sigmoid", Choice("Activation", tuple(ACTIVATIONS)))
    alpha = Setting(0.1, Slider("α", (0.0, 0.01, 0.1, 0.25, 0.5, 1.0)))
    spread = Setting(1.0, Slider("Spread of z in the layer", (0.1, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)))
    centre = Setting(0.0, Slider("Centre of z in the layer", tuple(float(c) for c in range(-8, 9))))
    at: Any = Setting([1.0, 0.0], Place("z"))

    def scene(self) -> Scene:
        """The curve with its slope at z, and a histogram of the slopes in the layer."""
        return Scene((self._curve(), self._layer()), self._reading())

    def _controls(self) -> list[dict[str, Any]]:
        controls = super()._controls()
        if ACTIVATIONS[self.activation].alpha:
            return controls
        return [control for control in controls if control["name"] != "alpha"]

    def _curve(self) -> Panel:
        z = np.linspace(-REACH, REACH, 481)
        out, slope = curve(self.activation, z, self.alpha)
        here, height, rise = self._here()
        step = np.array([-1.2, 1.2])
        tangent = np.stack([here + step, height + rise * step], axis=1)
        marks = (
            Mark(xy=np.array([[-REACH, 0.0], [REACH, 0.0]]), colour="ink", width=1, opacity=0.4),
            Mark(xy=np.stack([z, out], 1), name="output", width=2.8),
            Mark(
                xy=np.stack([z, slope], 1), name="slope", colour=VERMILLION, dash=(7, 4), width=2.4
            ),
            Mark(xy=tangent, colour="ink", width=1.5),
            Mark(xy=np.array([[here, height]]), colour="ink", shape="circle", size=6),
            Mark(xy=np.array([[here, rise]]), colour=VERMILLION, shape="diamond", size=5),
        )
        ylim = (-1.4, 2.6)
        return Panel(
            title=f"{self.activation}: output and slope", xlabel="z", ylabel="", drag="at",
            xlim=(-REACH, REACH), ylim=ylim, xticks=even_ticks(-REACH, REACH, 6),
            yticks=even_ticks(*ylim, 4), marks=marks,
        )  # fmt: skip

    def _layer(self) -> Panel:
        shares = np.histogram(np.clip(self._slopes(), 0, 1.12), EDGES)[0] / UNITS
        outline = np.stack([np.repeat(EDGES, 2)[1:-1], np.repeat(100 * shares, 2)], axis=1)
        mean = self._slopes().mean()
        marks = (
            Mark(xy=outline, colour=BLUE, width=2.6),
            Mark(xy=np.array([[mean, 0.0], [mean, 100.0]]), name="mean slope", colour=GREEN,
                 dash=(2, 3), width=2.6),
        )  # fmt: skip
        return Panel(
            title="Slopes of 1000 units", xlabel="slope: share of the gradient that passes",
            ylabel="% of the units", xlim=(-0.05, 1.15), ylim=(0.0, 100.0),
            xticks=even_ticks(0, 1, 4), yticks=even_ticks(0, 100, 4), marks=marks,
        )  # fmt: skip

    def _reading(self) -> str:
        here, height, rise = self._here()
        shut = np.mean(self._slopes() < LITTLE)
        problem = ACTIVATIONS[self.activation].problem
        alpha = ACTIVATIONS[self.activation].alpha
        of_alpha = f" α = {self.alpha:g} is its {alpha}." if alpha else ""
        return (
            f"At z = {in_words(here)} the output is {in_words(height)} and the slope "
            f"{in_words(rise)}: that share of the gradient passes. In the layer {shut:.0%} of the "
            f"units let less than a hundredth pass. {self.activation}: {problem}.{of_alpha}"
        )

    def _here(self) -> tuple[float, float, float]:
        z = round(float(np.clip(self.at[0], -REACH, REACH)), 2)
        out, slope = curve(self.activation, np.array([z]), self.alpha)
        return z, float(out[0]), float(slope[0])

    def _slopes(self) -> Float[Array, " 1000"]:
        return np.abs(curve(self.activation, layer(self.spread, self.centre), self.alpha)[1])

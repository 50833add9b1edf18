"""Drawing a rate or a beta: evenly on a straight scale, or evenly on a logarithmic one."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, ORANGE
from course_lib.optim import Linear, Log, OneMinusLog
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    even_ticks,
)

__all__ = ["SCALES", "LogSampling", "Scale", "draws", "shares"]


class Scale(NamedTuple):
    """What is drawn: both ways to draw it, and the powers of ten that its parts begin at."""

    straight: Linear
    log: Linear
    powers: tuple[int, ...]  # of the setting, or of 1 - the setting
    words: tuple[str, ...]  # at these powers


SCALES = {
    "rate, 0.0001 to 1": Scale(
        Linear(1e-4, 1), Log(1e-4, 1), (-4, -3, -2, -1, 0), ("0.0001", "0.001", "0.01", "0.1", "1")
    ),
    "β, 0.9 to 0.9999": Scale(
        Linear(0.9, 0.9999),
        OneMinusLog(0.9, 0.9999),
        (-1, -2, -3, -4),
        ("0.9", "0.99", "0.999", "0.9999"),
    ),
}


def draws(what: str, N: int, seed: int) -> Float[Array, "2 N"]:
    """Draw N, evenly on the straight scale and on the logarithmic one, (2, N)."""
    scale = SCALES[what]
    rng = np.random.default_rng(seed)
    return np.stack([scale.straight.sample(rng, N), scale.log.sample(rng, N)])


def shares(what: str, drawn: Float[Array, " N"]) -> Float[Array, " P"]:
    """Share of them in each power of ten, in the order of the words."""
    scale = SCALES[what]
    places = np.sort(np.array(scale.powers))
    counts = np.histogram(_place(what, drawn), bins=places)[0] / len(drawn)
    return counts if scale.powers[0] < scale.powers[-1] else counts[::-1]


def _place(what: str, x: Array) -> Array:
    """Where a number lies on the logarithmic axis, within its ends."""
    powers = SCALES[what].powers
    log = np.log10(1 - x) if powers[0] > powers[-1] else np.log10(x)
    return np.clip(log, min(powers), max(powers))


class LogSampling(Explorer):
    """The same range, drawn from in two ways.

    what: "rate, 0.0001 to 1" or "β, 0.9 to 0.9999"; N: how many are drawn; draw: others.
    """

    title = "Drawing on a logarithmic scale"
    what = Setting("rate, 0.0001 to 1", Choice("Draw", tuple(SCALES)))
    N = Setting(40, Slider("How many", (10, 20, 40, 100, 400)))
    draw = Setting(0, Button("Draw others"))

    def scene(self) -> Scene:
        """The draws on a logarithmic axis, and the share in each power of ten."""
        drawn = draws(self.what, self.N, self.draw)
        parts = [shares(self.what, d) for d in drawn]
        words = SCALES[self.what].words
        ends = " to ".join(words[-2:] if self.what.startswith("rate") else words[:2])
        which = -1 if self.what.startswith("rate") else 0
        reading = (
            f"Of {self.N} draws, {parts[0][which]:.0%} of those on the straight scale lie in the "
            f"one power of ten from {ends}, and {parts[1][which]:.0%} of those on the "
            f"logarithmic scale; an even share would be {1 / (len(words) - 1):.0%}."
        )
        return Scene((_strips(self.what, drawn), _bars(self.what, parts)), reading)


def _ticks(what: str) -> tuple[tuple[float, str], ...]:
    scale = SCALES[what]
    sign = 1 if scale.powers[0] < scale.powers[-1] else -1
    return tuple((sign * p, w) for p, w in zip(scale.powers, scale.words, strict=True))


def _strips(what: str, drawn: Array) -> Panel:
    ticks = _ticks(what)
    sign = np.sign(ticks[-1][0] - ticks[0][0]) * (1 if ticks[0][0] < 0 else -1)
    marks = [
        Mark(
            xy=np.stack([sign * _place(what, d), height + _aside(len(d))], 1),
            name=name,
            colour=colour,
            shape=shape,
            size=3.5,
            opacity=0.7,
        )
        for d, height, (name, colour, shape) in zip(drawn, (0.0, 1.0), LOOKS, strict=True)
    ]
    low, high = ticks[0][0], ticks[-1][0]
    return Panel(
        title="What is drawn",
        xlabel=f"{what.partition(',')[0]}, logarithmic axis",
        ylabel="",
        xlim=(low - 0.1, high + 0.1),
        ylim=(-0.5, 1.5),
        xticks=ticks,
        yticks=((0.0, "straight"), (1.0, "log")),
        marks=tuple(marks),
    )


FLAT = (1e4, 1.0)  # one dash that never ends: Matplotlib lengthens the ends of unbroken lines
LOOKS = (
    ("evenly on the straight scale", ORANGE, "square"),
    ("evenly on the logarithmic scale", BLUE, "circle"),
)


def _aside(N: int) -> Array:
    """Small heights that part dots which would lie on each other."""
    return 0.3 * (np.arange(N) % 9 - 4) / 4


def _bars(what: str, parts: list[Array]) -> Panel:
    words = SCALES[what].words
    marks = [
        Mark(
            xy=np.array([[k + side, 0.0], [k + side, max(share, 0.004)]]),
            colour=colour,
            width=14,
            dash=FLAT,
        )
        for part, side, (_, colour, _) in zip(parts, (-0.16, 0.16), LOOKS, strict=True)
        for k, share in enumerate(part)
    ]
    ticks = tuple((k, f"to {word}") for k, word in enumerate(words[1:]))
    return Panel(
        title="Share in each power of ten",
        xlabel=what.partition(",")[0],
        ylabel="share of the draws",
        xlim=(-0.5, len(words) - 1.5),
        ylim=(0.0, 1.0),
        xticks=ticks,
        yticks=even_ticks(0, 1),
        marks=tuple(marks),
    )

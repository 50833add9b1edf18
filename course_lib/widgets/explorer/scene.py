"""What a small interactive shows, as plain data: panels of lines, dots and words.

The browser draws it (explorer.js) and Matplotlib draws it (picture.py), so a scene knows
nothing of either. All scales are linear: who wants a logarithm gives logarithms, and says so in
the words at the ticks.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE

__all__ = ["Mark", "Panel", "Scene", "Tick", "broken", "decades", "even_ticks", "in_words"]

Tick = tuple[float, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A line through points, or a dot at each (with `shape`), or an arrow, or a word at the first.

    xy (N, 2), in the numbers of the axes; nan breaks a line. `dash`: lengths on and off in points,
    none for an unbroken line. "ink" is the colour of the text around. `name` stands in the legend.
    Where the widget has a Timeline of T steps, a mark that "grows" has T + 1 points, of which
    those up to the step are there; one that "changes" has an xy (T + 1, N, 2), N points a step.
    """

    xy: Array
    name: str = ""
    colour: str = BLUE
    dash: tuple[float, ...] = ()
    width: float = 2.0
    opacity: float = 1.0
    shape: str = ""  # "circle", "square", "diamond", "cross"
    size: float = 4.0  # radius of a dot
    arrow: bool = False
    word: str = ""
    over_time: str = ""  # "grows", "changes"

    def at(self, step: int) -> Self:
        """This mark as it stands at a step of the time line."""
        if not self.over_time:
            return self
        xy = self.xy[: step + 1] if self.over_time == "grows" else self.xy[step]
        return replace(self, xy=xy, over_time="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """Axes with marks; `drag` names the setting, a place, that a pointer moves in it."""

    title: str
    xlabel: str
    ylabel: str
    xlim: tuple[float, float]
    ylim: tuple[float, float]
    xticks: tuple[Tick, ...]
    yticks: tuple[Tick, ...]
    marks: tuple[Mark, ...]
    drag: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """Panels side by side, and what they show in a few sentences; `step` is that of the picture."""

    panels: tuple[Panel, ...]
    reading: str
    step: int = 0

    def packed(self) -> tuple[list[dict[str, Any]], bytes]:
        """Give the panels as JSON carries them, and all points as float32, x and y in turn.

        Each mark says where its points `start` and how many there are.
        """
        panels, chunks, start = [], [], 0
        for panel in self.panels:
            marks = []
            for mark in panel.marks:
                fields = asdict(mark)
                points = np.asarray(fields.pop("xy"), "<f4").reshape(-1, 2)
                marks.append(fields | {"start": start, "count": len(points)})
                chunks.append(points)
                start += len(points)
            panels.append(asdict(panel) | {"marks": marks})
        return panels, np.concatenate(chunks).tobytes()


def even_ticks(low: float, high: float, count: int = 5) -> tuple[Tick, ...]:
    """About `count` round numbers from low to high, with their words."""
    rough = (high - low) / count
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough * 0.999)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    return tuple((k * step, _word(k * step)) for k in range(first, last + 1))


def decades(low: int, high: int, every: int = 1) -> tuple[Tick, ...]:
    """A tick for each power of ten from `low` to `high`, where the axis holds logarithms."""
    raised = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
    plain = {-1: "0.1", 0: "1", 1: "10", 2: "100"}
    return tuple(
        (k, plain.get(k, "10" + str(k).translate(raised))) for k in range(low, high + 1, every)
    )


def broken(lines: Sequence[Float[Array, "N 2"]]) -> Float[Array, "M 2"]:
    """Several lines as one, nan between them."""
    gap = np.full((1, 2), np.nan)
    parts = [part for line in lines for part in (line, gap)]
    return np.concatenate(parts) if parts else gap


def in_words(x: float, digits: int = 3) -> str:
    """A number as one writes it: some digits, a real minus sign, powers of ten when far out."""
    text = f"{x:.{digits}g}"
    if "e" in text:
        mantissa, _, power = text.partition("e")
        raised = str(int(power)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
        text = f"{mantissa} × 10{raised}"
    return text.replace("-", "−")


def _word(x: float) -> str:
    return f"{round(x, 10):g}".replace("-", "−")

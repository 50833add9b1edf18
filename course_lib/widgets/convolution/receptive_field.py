"""Which pixels a unit sees, traced back through a stack of layers."""

import numpy as np

from course_lib._shapes import Array
from course_lib.figures import BLUE, ORANGE, VERMILLION
from course_lib.widgets.convolution.stack import LAYERS, Stage, sees, sizes, traced
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Place,
    Scene,
    Setting,
    broken,
    even_ticks,
)

__all__ = ["ReceptiveField"]

PIXELS = 47
NONE = "no layer"
CHOICES = (NONE, *LAYERS)


class ReceptiveField(Explorer):
    """Four layers to choose over a row of 47 pixels; a unit of the last one is traced back.

    first, second, third, fourth: names of LAYERS, or "no layer"; at: where the unit is, (x, y) in
    the left picture. No padding.
    """

    title = "What one unit sees"
    key_help = "Drag, or use the arrow keys on the left picture, to trace another unit."

    first = Setting("conv 3", Choice("First layer", CHOICES))
    second = Setting("conv 3", Choice("Second layer", CHOICES))
    third = Setting("conv 3", Choice("Third layer", CHOICES))
    fourth = Setting(NONE, Choice("Fourth layer", CHOICES))
    at = Setting([23.0, 4.0], Place("Unit"))

    @property
    def stages(self) -> tuple[Stage, ...]:
        """The layers chosen, from the pixels up."""
        names = (self.first, self.second, self.third, self.fourth)
        return tuple(LAYERS[name] for name in names if name != NONE)

    @property
    def pixels(self) -> tuple[int, ...]:
        """The pixels that the unit sees, counted from 0; none where no unit fits."""
        return traced(self._standing, self._unit)[0]

    def scene(self) -> Scene:
        """The stack with its trace, and how what a unit sees grows from layer to layer."""
        return Scene((self._stack(), self._growth()), self._words())

    @property
    def _standing(self) -> tuple[Stage, ...]:
        """The layers that have a unit at all."""
        stages = self.stages
        return stages[: sum(n > 0 for n in sizes(PIXELS, stages)[1:])]

    @property
    def _unit(self) -> int:
        count = sizes(PIXELS, self._standing)[-1]
        return int(np.abs(_places(self._standing, count) - self.at[0]).argmin())

    def _stack(self) -> Panel:
        stages = self._standing
        trace, counts = traced(stages, self._unit), sizes(PIXELS, stages)
        all_units, seen, lines = [], [], []
        for level, (count, units) in enumerate(zip(counts, trace, strict=True)):
            at = _places(stages[:level], count)
            all_units.append(np.column_stack([at, np.full(count, level)]))
            seen.append(all_units[-1][list(units)])
            if level:
                lines += _edges(stages, level, units)
        marks = (
            Mark(xy=np.concatenate(all_units), colour="ink", shape="square", size=3.4, opacity=0.2),
            Mark(xy=broken(lines), colour=ORANGE, width=1.0, opacity=0.8),
            Mark(xy=np.concatenate([np.zeros((0, 2)), *seen[1:-1]]), colour=ORANGE, shape="square",
                 name="units on the way"),
            Mark(xy=seen[0], colour=VERMILLION, shape="square", name="pixels seen"),
            Mark(xy=seen[-1], colour=BLUE, shape="diamond", size=5.5, name="the unit"),
        )  # fmt: skip
        levels = tuple((k, "pixels" if k == 0 else f"layer {k}") for k in range(len(counts)))
        return Panel(
            title="Traced back to the pixels", xlabel="place in the row of pixels", ylabel="",
            xlim=(-1, PIXELS), ylim=(-0.5, 4.5), xticks=even_ticks(0, PIXELS),
            yticks=levels, marks=marks, drag="at",
        )  # fmt: skip

    def _growth(self) -> Panel:
        stages = self.stages
        levels = np.arange(len(stages) + 1)
        widths = np.array([s.width for s in sees(stages)])
        plain = np.array([s.width for s in sees(tuple(s._replace(stride=1) for s in stages))])
        top = max(12, int(widths.max() * 1.08))
        marks = (
            Mark(xy=np.column_stack([levels, plain]), colour=ORANGE, dash=(6, 4),
                 name="if every stride were 1"),
            Mark(xy=np.column_stack([levels, widths]), colour=BLUE, name="pixels that a unit sees"),
            Mark(xy=np.column_stack([levels, widths]), colour=BLUE, shape="circle"),
        )  # fmt: skip
        return Panel(
            title="Growth from layer to layer", xlabel="layer", ylabel="pixels seen",
            xlim=(-0.2, 4.2), ylim=(0, top), xticks=tuple((k, str(k)) for k in range(5)),
            yticks=even_ticks(0, top), marks=marks,
        )  # fmt: skip

    def _words(self) -> str:
        stages, standing = self.stages, self._standing
        if not stages:
            return "There is no layer: a pixel sees itself."
        found = sees(stages)
        terms = [
            f"({s.K} − 1)·{below.apart * s.dilation}"
            for s, below in zip(stages, found[:-1], strict=True)
        ]
        total = f"1 + {' + '.join(terms)} = {found[-1].width}"
        if len(standing) < len(stages):
            return (
                f"Layer {len(standing) + 1} has no unit here: a unit of layer {len(stages)} would "
                f"see {total} pixels, and the layers below leave too few of the {PIXELS}."
            )
        pixels = self.pixels
        gaps = "" if len(pixels) == found[-1].width else f", of which it reads {len(pixels)}"
        return (
            f"Unit {self._unit + 1} of layer {len(stages)} sees pixels {pixels[0] + 1} to "
            f"{pixels[-1] + 1}: {total} pixels{gaps}. Its neighbour looks "
            f"{_pixels(found[-1].apart)} further on."
        )


def _places(stages: tuple[Stage, ...], count: int) -> Array:
    """Where `count` units of the last of `stages` stand: amid the pixels they see."""
    width, apart = sees(stages)[-1]
    return (width - 1) / 2 + apart * np.arange(count)


def _edges(stages: tuple[Stage, ...], level: int, units: tuple[int, ...]) -> list[Array]:
    """A line from each of `units` of a layer to each unit that it reads."""
    K, stride, dilation = stages[level - 1]
    here = _places(stages[:level], max(units) + 1)
    last = max(units) * stride + dilation * (K - 1)
    below = _places(stages[: level - 1], last + 1)
    return [
        np.array([[here[u], level], [below[u * stride + dilation * k], level - 1]])
        for u in units
        for k in range(K)
    ]


def _pixels(n: int) -> str:
    return "1 pixel" if n == 1 else f"{n} pixels"

"""Batch, layer, instance and group norm on one block of numbers: which of them share a mean."""

from typing import Any

import anywidget
import numpy as np
import traitlets

from course_lib._shapes import Array
from course_lib.errors import CourseError, RangeError
from course_lib.figures import BLUE, VERMILLION, figure_bundle
from course_lib.widgets.normalisation.axes_block import (
    CHANNELS,
    NAMED,
    SHAPE,
    Over,
    block,
    box,
    name_of,
    normalised,
)
from course_lib.widgets.normalisation.axes_picture import colours, picture
from course_lib.widgets.script import script

__all__ = ["NormAxes"]


class NormAxes(anywidget.AnyWidget):
    """Choose the axes that a mean is taken over, and see what shares it in a block (4, 6, 6).

    examples and pixels: whether all of them share; channels: how many neighbours share, 1, 2, 3
    or 6; at: a number of the block (example, channel, pixel). `norm`, such as "batch norm", sets
    the first three. Raises a CourseError for what is none of these, and keeps what it had.
    """

    _esm = script("common.js", "panel.js", "normalisation/norm_axes.js")
    _css = script("controls.css", "panel.css", "normalisation/norm_axes.css")

    examples = traitlets.TraitType(True).tag(sync=True)
    channels = traitlets.TraitType(1).tag(sync=True)
    pixels = traitlets.TraitType(True).tag(sync=True)
    at = traitlets.TraitType((0, 0, 0)).tag(sync=True)
    # Written by the kernel alone.
    low = traitlets.List().tag(sync=True)
    high = traitlets.List().tag(sync=True)
    before = traitlets.Bytes().tag(sync=True)  # uint8 (N, C, S, 3)
    after = traitlets.Bytes().tag(sync=True)
    reading = traitlets.List().tag(sync=True)  # name, what shares, before, after

    shape = traitlets.List(list(SHAPE)).tag(sync=True)
    stops = traitlets.List(list(CHANNELS)).tag(sync=True)
    named = traitlets.Dict({name: list(over) for name, over in NAMED.items()}).tag(sync=True)
    colours = traitlets.List([BLUE, VERMILLION]).tag(sync=True)

    def __init__(self, norm: str = "batch norm", at: tuple[int, int, int] = (0, 0, 0)) -> None:
        self._block = block()
        super().__init__(**_named(norm)._asdict(), at=at)
        self._start = {**_named(norm)._asdict(), "at": self.at}
        self._show()
        self.on_msg(self._on_message)

    @property
    def over(self) -> Over:
        """The axes chosen."""
        return Over(self.examples, self.channels, self.pixels)

    def reset(self) -> None:
        """Back to what it was made with."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as far as it makes sense: nobody reads an error there."""
        kept = {name: value for name, value in sync_data.items() if _makes_sense(name, value)}
        with self.hold_sync():
            super().set_state(kept)

    def __repr__(self) -> str:
        examples, channels, pixels = self.over
        return (
            f"NormAxes({name_of(self.over)}: examples={examples}, channels={channels}, "
            f"pixels={pixels}, at={tuple(self.at)})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        drawn = picture(self._block, self._normalised(), self.low, self.high)
        data, metadata = figure_bundle(drawn, alt=" ".join(self.reading))
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @traitlets.validate("examples", "channels", "pixels", "at")
    def _check(self, proposal: Any) -> Any:
        name, value = proposal["trait"].name, proposal["value"]
        if not _makes_sense(name, value):
            raise RangeError(
                f"NormAxes got {name} = {value!r}",
                why=f"{name} is {ALLOWED[name]}",
                how="choose within that",
            )
        return tuple(int(i) for i in value) if name == "at" else value

    @traitlets.observe("examples", "channels", "pixels", "at")
    def _on_setting(self, _change: object) -> None:
        if hasattr(self, "_start"):
            self._show()

    def _normalised(self) -> Array:
        return normalised(self._block, self.over)

    def _show(self) -> None:
        low, high = box(self.over, self.at)
        with self.hold_sync():
            self.low, self.high = list(low), list(high)
            self.before = colours(self._block).tobytes()
            self.after = colours(self._normalised()).tobytes()
            self.reading = self._read(low, high)

    def _read(self, low: tuple[int, ...], high: tuple[int, ...]) -> list[str]:
        part = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        sizes = self.over.sizes()
        count, means = int(np.prod(sizes)), self._block.size // int(np.prod(sizes))
        shares = (
            f"{count} number{'s'[: count > 1]} share{'s'[: count == 1]} a mean and a standard "
            f"deviation: {_axis(sizes[0], SHAPE[0], 'example')}, "
            f"{_axis(sizes[1], SHAPE[1], 'channel')}, {_axis(sizes[2], SHAPE[2], 'pixel')}. "
            f"There {'are' if means > 1 else 'is'} {means} such set{'s'[: means > 1]}."
        )
        words = [f"{name_of(self.over).capitalize()}.", shares]
        for name, x in (("Before", self._block), ("After", self._normalised())):
            mean, std = (round(float(v), 2) + 0.0 for v in (x[part].mean(), x[part].std()))
            words.append(f"{name}: mean {mean:.2f}, std {std:.2f}.".replace("-", "−"))
        return words

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"do": "reset"}:
            self.reset()


ALLOWED = {
    "examples": "True (all share) or False",
    "channels": f"one of {', '.join(map(str, CHANNELS))}",
    "pixels": "True (all share) or False",
    "at": f"a place (example, channel, pixel) in a block {SHAPE}",
}


def _axis(size: int, whole: int, name: str) -> str:
    return f"all {whole} {name}s" if size == whole else f"{size} {name}{'s'[: size > 1]}"


def _named(norm: str) -> Over:
    if norm not in NAMED:
        raise CourseError(
            f"NormAxes got norm = {norm!r}",
            why="the named ones are " + ", ".join(NAMED),
            how="choose one of them; then any axes can be set",
        )
    return NAMED[norm]


def _makes_sense(name: str, value: Any) -> bool:
    if name in ("examples", "pixels"):
        return isinstance(value, bool)
    if name == "channels":
        return isinstance(value, int) and not isinstance(value, bool) and value in CHANNELS
    if name != "at" or not isinstance(value, list | tuple) or len(value) != 3:
        return False
    whole = all(isinstance(i, int) and not isinstance(i, bool) for i in value)
    return whole and all(0 <= i < size for i, size in zip(value, SHAPE, strict=True))

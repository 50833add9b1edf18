"""Nine numbers to type, and what they make of a real picture."""

import math
from typing import Any

import anywidget
import traitlets
from matplotlib.figure import Figure

from course_lib.errors import CourseError, RangeError
from course_lib.figures import BLUE, figure_bundle, style
from course_lib.widgets.convolution.editing import (
    PRESETS,
    SUBJECTS,
    Edited,
    edited,
    name_of,
    reading,
    subject,
)
from course_lib.widgets.explorer import Choice, Setting, Slider, in_words
from course_lib.widgets.script import script

__all__ = ["KernelEditor"]

WEIGHT = Slider("", (-99.0, 99.0))  # what may be typed for a weight


class KernelEditor(anywidget.AnyWidget):
    """A 3 x 3 kernel over a photograph or a digit: `KernelEditor("sharpen")`.

    preset: a name of PRESETS; w: nine numbers instead, row by row; picture: "a photograph" or "a
    handwritten digit"; at: row and column, from 0, of the pixel whose sum is told. Raises a
    CourseError for what makes no sense, and keeps what it had.
    """

    _esm = script("common.js", "panel.js", "convolution/tiles.js", "convolution/kernel_editor.js")
    _css = script("controls.css", "panel.css", "convolution/kernel_editor.css")

    w = traitlets.TraitType(list(PRESETS["leave it as it is"])).tag(sync=True)
    picture = Setting(SUBJECTS[0], Choice("Picture", SUBJECTS))
    at = traitlets.TraitType([0, 0]).tag(sync=True)
    presets = traitlets.Dict({name: list(w) for name, w in PRESETS.items()}).tag(sync=True)
    subjects = traitlets.List(list(SUBJECTS)).tag(sync=True)
    shape = traitlets.List([1, 1]).tag(sync=True)
    before = traitlets.Bytes().tag(sync=True)  # uint8 (H, W)
    after = traitlets.Bytes().tag(sync=True)
    preset = traitlets.Unicode().tag(sync=True)
    reading = traitlets.Unicode().tag(sync=True)

    def __init__(self, preset: str = "leave it as it is", /, **settings: Any) -> None:
        if preset not in PRESETS:
            raise CourseError(
                f"KernelEditor got preset {preset!r}",
                why=f"there are {', '.join(PRESETS)}",
                how="choose among them, or give nine numbers: KernelEditor(w=[...])",
            )
        super().__init__(**{"w": list(PRESETS[preset]), **settings})
        if "at" not in settings:
            self.at = _middle(self.picture)
        self._start = {"picture": self.picture, "w": self.w, "at": self.at}
        self.observe(self._on_change, names=["w", "picture", "at"])
        self.on_msg(self._on_message)
        self._show()

    @property
    def result(self) -> Edited:
        """The two pictures as arrays."""
        return self._edited

    def reset(self) -> None:
        """Back to what it was made with."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as far as it makes sense: nobody reads an error there."""
        taken = {}
        if self._problem_of(sync_data.get("w")) == "":
            taken["w"] = sync_data["w"]
        if sync_data.get("picture") in SUBJECTS:
            taken["picture"] = sync_data["picture"]
        at = sync_data.get("at")
        if isinstance(at, list) and len(at) == 2 and all(isinstance(v, int) for v in at):
            taken["at"] = [min(max(v, 0), n - 1) for v, n in zip(at, self.shape, strict=True)]
        if taken:
            super().set_state(taken)

    def __repr__(self) -> str:
        weights = ", ".join(f"{v:g}" for v in self.w)
        return f"KernelEditor(w=[{weights}], picture={self.picture!r})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        weights = ", ".join(in_words(v) for v in self.w)
        alt = f"{self.picture.capitalize()} before and after the kernel {weights} ({self.preset})."
        data, metadata = figure_bundle(_drawn(self._edited, self.preset), alt=alt)
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @staticmethod
    def _problem_of(w: Any) -> str:
        if not isinstance(w, list | tuple) or len(w) != 9:
            return "a 3 x 3 kernel has nine weights, row by row"
        if any(WEIGHT.accept(v) is None or not math.isfinite(v) for v in w):
            return f"a weight is {WEIGHT.allowed()}"
        return ""

    @traitlets.validate("w")
    def _check_w(self, proposal: Any) -> list[float]:
        w = proposal["value"]
        problem = self._problem_of(w)
        if problem:
            raise RangeError(
                f"KernelEditor got w = {w!r}", why=problem, how="give w=[0, 0, 0, 0, 1, 0, 0, 0, 0]"
            )
        return [float(v) for v in w]

    @traitlets.validate("at")
    def _check_at(self, proposal: Any) -> list[int]:
        at, shape = proposal["value"], subject(self.picture).shape
        pair = isinstance(at, list | tuple) and len(at) == 2
        if not pair or not all(isinstance(v, int) for v in at):
            raise RangeError(
                f"KernelEditor got at = {at!r}",
                why="it is the row and the column of a pixel, counted from 0",
                how=f"choose below {shape[0]} and {shape[1]}: at=[10, 12]",
            )
        return [min(max(v, 0), n - 1) for v, n in zip(at, shape, strict=True)]

    def _on_change(self, change: Any) -> None:
        if change["name"] == "picture":
            self.at = _middle(self.picture)
        self._show()

    def _show(self) -> None:
        w = tuple(self.w)
        self._edited = done = edited(self.picture, w)
        with self.hold_sync():
            self.shape = list(done.out.shape)
            self.before, self.after = done.before.tobytes(), done.after.tobytes()
            self.preset = name_of(w)
            self.reading = reading(self.picture, w, (self.at[0], self.at[1]))

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("do") == "reset":
            self.reset()


def _middle(picture: str) -> list[int]:
    """A pixel somewhat above the middle, where both pictures have something to see."""
    H, W = subject(picture).shape
    return [H * 3 // 8, W // 2]


def _drawn(done: Edited, preset: str) -> Figure:
    with style():
        fig = Figure(figsize=(6.4, 3.9))
        for ax, greys, title in zip(
            fig.subplots(1, 2), (done.before, done.after), ("before", preset), strict=True
        ):
            ax.imshow(greys, cmap="gray", vmin=0, vmax=255)
            ax.set_title(title, loc="left", color=BLUE if title == preset else "#303030")
            ax.set_axis_off()
    return fig

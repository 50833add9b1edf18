"""The convolution animator: the kernel works out every window, the browser slides it."""

from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import traitlets

from course_lib._shapes import Array
from course_lib.errors import CourseError, RangeError
from course_lib.figures import BLUE, ORANGE, VERMILLION, figure_bundle
from course_lib.widgets.convolution.animator_picture import picture_of
from course_lib.widgets.convolution.setup import KERNELS, OPERATIONS, PICTURES, Setup
from course_lib.widgets.convolution.windows import Work, work
from course_lib.widgets.convolution.words import costs, describe, sentence
from course_lib.widgets.explorer import Choice, Setting, Slider, Toggle
from course_lib.widgets.script import script

__all__ = ["ConvAnimator"]

SETTINGS = tuple(field.name for field in fields(Setup))


class ConvAnimator(anywidget.AnyWidget):
    """A window slides over a picture of small numbers: play it, step it, follow it back.

    `ConvAnimator(size=6, K=3, stride=2)`. operation: "convolution", "max pool" or "average pool";
    backward: follow the gradient instead; picture, kernel: which numbers; size, K, stride, pad,
    dilation, C (channels); step: the window it stands at, from 0. All may be set later. Raises
    RangeError or CourseError for what makes no sense, and keeps what it had; settings that leave
    no output are no error but explained.
    """

    _esm = script(
        "common.js", "panel.js", "convolution/animator_drawing.js", "convolution/animator.js"
    )
    _css = script("controls.css", "panel.css", "convolution/animator.css")

    operation = Setting("convolution", Choice("Operation", OPERATIONS))
    backward = Setting(False, Toggle("Backward"))
    picture = Setting("mixed", Choice("Picture", PICTURES))
    kernel = Setting("mixed", Choice("Kernel", KERNELS))
    size = Setting(5, Slider("Size H", tuple(range(3, 9))))
    K = Setting(3, Slider("Kernel K", tuple(range(1, 6))))
    stride = Setting(1, Slider("Stride S", (1, 2, 3, 4)))
    pad = Setting(0, Slider("Padding P", (0, 1, 2)))
    dilation = Setting(1, Slider("Dilation D", (1, 2, 3)))
    C = Setting(1, Slider("Channels C", (1, 2, 3)))

    step = traitlets.TraitType(0).tag(sync=True)
    controls = traitlets.Dict().tag(sync=True)  # of each setting: label, and what it may be
    colours = traitlets.List([BLUE, VERMILLION, ORANGE]).tag(sync=True)  # forward, back, below 0
    facts = traitlets.Dict().tag(sync=True)  # all that is drawn and said

    def __init__(
        self, operation: str = "convolution", /, *, step: int = 0, **settings: Any
    ) -> None:
        for name in settings:
            if name not in SETTINGS:
                raise CourseError(
                    f"ConvAnimator got a setting {name!r}",
                    why=f"it has {', '.join(SETTINGS)} and step",
                    how="choose among them",
                )
        self._settled = False
        super().__init__(operation=operation, **settings, controls=_controls())
        self._at_first = {name: getattr(self, name) for name in SETTINGS} | {"step": step}
        self._settle()
        self.step = step
        self.observe(self._on_setting, names=list(SETTINGS))
        self.on_msg(self._on_message)

    @property
    def result(self) -> Work:
        """Everything that is shown, as arrays."""
        return self._work

    def reset(self) -> None:
        """Back to what it was made with."""
        self._put(self._at_first)

    def to_html(self, path: str | Path) -> Path:
        """Write a page that plays what is set here, offline and without a kernel."""
        from course_lib.widgets.convolution.replay import page

        path = Path(path)
        path.write_text(page(self), encoding="utf-8")
        return path

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as far as it makes sense: nobody reads an error there."""
        traits = self.traits()
        given = {n: traits[n].control.receive(v) for n, v in sync_data.items() if n in SETTINGS}
        taken = {name: value for name, value in given.items() if value is not None}
        step = sync_data.get("step")
        if taken:
            # Widget.set_state does not send back what was just received: it would be old by then.
            self._show_after(partial(super().set_state, taken))
        if isinstance(step, int) and 0 <= step < max(1, len(self._work.gives)):
            super().set_state({"step": step})

    def __repr__(self) -> str:
        plain = Setup()
        changed = [
            n for n in SETTINGS if n != "operation" and getattr(self, n) != getattr(plain, n)
        ]
        told = "".join(f", {name}={getattr(self, name)!r}" for name in changed)
        return f"ConvAnimator({self.operation!r}{told})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        alt = describe(self._work, self.step)
        data, metadata = figure_bundle(picture_of(self._work, self.step), alt=alt)
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @traitlets.validate("step")
    def _check_step(self, proposal: Any) -> int:
        step, last = proposal["value"], max(0, len(self._work.gives) - 1)
        if isinstance(step, bool) or not isinstance(step, int) or not 0 <= step <= last:
            raise RangeError(
                f"ConvAnimator got step = {step!r}",
                why=f"the windows are counted from 0 to {last}",
                how="choose among them",
            )
        return step

    def _put(self, settings: dict[str, Any]) -> None:
        """Set several as one change, `step` the last, as the others say how many there are."""

        def put() -> None:
            for name in SETTINGS:
                setattr(self, name, settings[name])

        self._show_after(put, settings["step"])

    def _show_after(self, change: Callable[[], None], step: int = 0) -> None:
        """Make a change in one message, and stand at `step`."""
        self._settled = False
        try:
            with self.hold_sync():
                change()
                self._settle()
                self.step = step
        finally:
            self._settled = True

    def _settle(self) -> None:
        self._work = work(Setup(**{name: getattr(self, name) for name in SETTINGS}))
        self.facts = _facts(self._work)
        self._settled = True

    def _on_setting(self, _change: object) -> None:
        if self._settled:
            self._show_after(lambda: None)

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if isinstance(content, dict) and content.get("do") == "reset":
            self.reset()


def _check_names(settings: dict[str, Any]) -> None:
    for name in settings:
        if name not in SETTINGS:
            raise CourseError(
                f"ConvAnimator got a setting {name!r}",
                why=f"it has {', '.join(SETTINGS)} and step",
                how="choose among them",
            )


def _controls() -> dict[str, Any]:
    """Of each setting its label, and the values or words it may be."""
    traits = ConvAnimator.class_traits()
    controls = {name: traits[name].control for name in SETTINGS}
    return {
        name: {"label": c.label, "values": list(getattr(c, "values", getattr(c, "options", ())))}
        for name, c in controls.items()
    }


def _facts(done: Work) -> dict[str, Any]:
    """All that the browser needs, as JSON carries it: numbers to draw, and words."""
    setup, sized = done.setup, done.sizing
    windows = range(len(done.gives))
    return {
        "pools": setup.pools,
        "backward": setup.backward,
        "size": setup.size,
        "K": setup.K,
        "stride": setup.stride,
        "pad": setup.pad,
        "dilation": 1 if setup.pools else setup.dilation,
        "span": setup.span,
        "out": sized.out,
        "unread": list(sized.unread),
        "x": _listed(done.padded),
        "w": None if done.w is None else done.w.tolist(),
        "result": done.out.tolist(),
        "dout": done.dout.tolist(),
        "gives": done.gives.tolist() if setup.backward else [],
        "formula": list(sized.formula),
        "costs": costs(done),
        "problem": sized.problem,
        "advice": sized.advice,
        "says": [sentence(done, t) for t in windows],
        "summary": describe(done, 0).partition(" Window ")[0],
    }


def _listed(padded: Array) -> list[Any]:
    """Nested lists; minus infinity, which JSON does not know, is none."""
    listed = np.where(np.isinf(padded), np.nan, padded).astype(object)
    listed[np.isinf(padded)] = None
    return listed.tolist()

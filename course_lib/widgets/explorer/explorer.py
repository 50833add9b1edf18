"""A small interactive: a few controls, a scene that the kernel works out, a browser that draws it.

A subclass declares settings and gives a `scene`; all else is here and in explorer.js:

    class Bend(Explorer):
        title = "How a parabola bends"
        k = Setting(1.0, Slider("Bend", (0.5, 1.0, 2.0)))

        def scene(self) -> Scene: ...
"""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial
from typing import Any, ClassVar

import anywidget
import traitlets

from course_lib.errors import CourseError
from course_lib.figures import figure_bundle
from course_lib.widgets.explorer.controls import Setting, Timeline
from course_lib.widgets.explorer.picture import picture
from course_lib.widgets.explorer.scene import Scene
from course_lib.widgets.script import script

__all__ = ["Explorer"]

TIME_KEYS = "Keys: space plays and pauses, comma and full stop go a step back and forth."


class Explorer(anywidget.AnyWidget):
    """Settings in, scene out. Each setting may be given at first and set later.

    Raises CourseError for a setting it does not have or a value that makes no sense, and keeps
    what it had.
    """

    _esm = script("common.js", "panel.js", "explorer/timeline.js", "explorer/explorer.js")
    _css = script("controls.css", "explorer/explorer.css")
    title: ClassVar[str]
    key_help: ClassVar[str] = ""  # what the keys do on the picture, in a few words
    acts: ClassVar[dict[str, str]] = {}  # buttons that set nothing by themselves: name, label

    heading = traitlets.Unicode().tag(sync=True)
    help = traitlets.Unicode().tag(sync=True)
    controls = traitlets.List().tag(sync=True)
    panels = traitlets.List().tag(sync=True)
    xy = traitlets.Bytes().tag(sync=True)  # float32 (N, 2): the points of all marks
    reading = traitlets.Unicode().tag(sync=True)

    def __init__(self, **settings: Any) -> None:
        self._ready = False
        _check_names(type(self), settings)
        super().__init__(**settings, heading=self.title, help=self._help())
        self._at_first = {name: getattr(self, name) for name in self._settings()}
        self._ready = True
        self.observe(self._on_setting, names=list(self._settings()))
        self.on_msg(self._on_message)
        self._show()

    def scene(self) -> Scene:
        """What is shown with the settings as they are."""
        raise NotImplementedError

    def act(self, name: str) -> None:
        """Do what a button of `acts` asks for; there is none here."""

    def reset(self) -> None:
        """Back to the settings it was made with."""
        self._put(self._at_first)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, as far as it makes sense: nobody reads an error there."""
        settings = self._settings()
        received = {
            name: settings[name].control.receive(value)
            for name, value in sync_data.items()
            if name in settings
        }
        taken = {name: value for name, value in received.items() if value is not None}
        if taken:
            # Widget.set_state does not send back what was just received: it would be old by then.
            self._show_after(partial(super().set_state, taken))

    def __repr__(self) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in self._settings())
        return f"{type(self).__name__}({values})"

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        scene = self.scene()
        data, metadata = figure_bundle(picture(scene), alt=f"{self.title}. {scene.reading}")
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @classmethod
    def _settings(cls) -> dict[str, Setting]:
        """Settings by name, in the order they are written in the class."""
        # The class of an instance is made anew by anywidget: they stand in a class above it.
        return {
            name: value
            for parent in reversed(cls.__mro__)
            for name, value in vars(parent).items()
            if isinstance(value, Setting)
        }

    def _help(self) -> str:
        """What the keys do, those of the time line included where there is one."""
        timed = any(isinstance(each.control, Timeline) for each in self._settings().values())
        return " ".join(filter(None, (self.key_help, TIME_KEYS if timed else "")))

    def _controls(self) -> list[dict[str, Any]]:
        """The controls as JSON carries them; a subclass may change their words."""
        settings = [
            {"name": name, **asdict(setting.control)} for name, setting in self._settings().items()
        ]
        acts = [{"name": name, "label": label, "kind": "act"} for name, label in self.acts.items()]
        return settings + acts

    def _put(self, settings: dict[str, Any]) -> None:
        """Set several as one change, in one message and with one scene."""

        def put() -> None:
            for name, value in settings.items():
                setattr(self, name, value)

        self._show_after(put)

    def _show_after(self, change: Callable[[], None]) -> None:
        self._ready = False
        try:
            with self.hold_sync():
                change()
                self._show()
        finally:
            self._ready = True

    def _show(self) -> None:
        scene = self.scene()
        with self.hold_sync():
            self.panels, self.xy = scene.packed()
            self.reading = scene.reading
            self.controls = self._controls()

    def _on_setting(self, _change: object) -> None:
        if self._ready:
            self._show()

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        act = content.get("do") if isinstance(content, dict) else None
        if act == "reset":
            self.reset()
        elif isinstance(act, str) and act in self.acts:
            self.act(act)


def _check_names(kind: type[Explorer], settings: dict[str, Any]) -> None:
    known = kind._settings()
    for name in settings:
        if name not in known:
            raise CourseError(
                f"{kind.__name__} got a setting {name!r}",
                why=f"it has {', '.join(known)}",
                how="choose among them",
            )

"""The frame of small interactives: controls, a scene from the kernel, a browser that draws it."""

from course_lib.widgets.explorer.controls import (
    Button,
    Choice,
    Control,
    Place,
    Setting,
    Slider,
    Timeline,
    Toggle,
)
from course_lib.widgets.explorer.explorer import Explorer
from course_lib.widgets.explorer.picture import picture
from course_lib.widgets.explorer.scene import (
    Mark,
    Panel,
    Scene,
    Tick,
    broken,
    decades,
    even_ticks,
    in_words,
)

__all__ = [
    "Button",
    "Choice",
    "Control",
    "Explorer",
    "Mark",
    "Panel",
    "Place",
    "Scene",
    "Setting",
    "Slider",
    "Tick",
    "Timeline",
    "Toggle",
    "broken",
    "decades",
    "even_ticks",
    "in_words",
    "picture",
]

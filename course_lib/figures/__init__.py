"""The one way a figure is shown, the one style it is drawn in, and the colours."""

from course_lib.figures.bundle import figure, figure_bundle, style
from course_lib.figures.palette import (
    BLACK,
    BLUE,
    GREEN,
    LOOKS,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
    YELLOW,
    Look,
)

__all__ = [
    "BLACK",
    "BLUE",
    "GREEN",
    "LOOKS",
    "ORANGE",
    "PURPLE",
    "SKY_BLUE",
    "VERMILLION",
    "YELLOW",
    "Look",
    "figure",
    "figure_bundle",
    "style",
]

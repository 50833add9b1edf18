"""One look per optimiser, the same in every race and every figure of the course.

    axes.plot(losses, **optimiser_line("adam"))

Okabe and Ito's colours, and a grey for the methods that know the curvature. Relatives share a
colour; no two share a marker, nor a dash within one colour.
"""

from typing import Any, NamedTuple

from course_lib.errors import CourseError
from course_lib.figures import (
    BLACK,
    BLUE,
    GREEN,
    ORANGE,
    PURPLE,
    SKY_BLUE,
    VERMILLION,
    Look,
)

__all__ = ["OPTIMISER_LOOKS", "SYMBOL_COLOURS", "RacerLook", "optimiser_line", "racer_look"]

GREY = "#808080"
LONG_DOTS, FINE_DOTS = (0, (8, 2, 2, 2, 2, 2)), (0, (1, 2))
LONG_DASHES, PAIRS = (0, (9, 3)), (0, (5, 2, 1, 2))


class RacerLook(NamedTuple):
    """The name people know an optimiser by, and how it is drawn."""

    label: str
    look: Look


OPTIMISER_LOOKS = {
    "sgd": RacerLook("SGD", Look(BLUE, "o", "-", "circle")),
    "momentum": RacerLook("Momentum", Look(ORANGE, "s", "--", "square")),
    "nesterov": RacerLook("Nesterov", Look(VERMILLION, "D", "-.", "diamond")),
    "adagrad": RacerLook("AdaGrad", Look(SKY_BLUE, "^", ":", "triangle")),
    "rmsprop": RacerLook("RMSProp", Look(PURPLE, "v", LONG_DOTS, "downward triangle")),
    "adam": RacerLook("Adam", Look(GREEN, "P", "-", "plus")),
    "adam-uncorrected": RacerLook("Adam, uncorrected", Look(GREEN, "p", ":", "pentagon")),
    "adamw": RacerLook("AdamW", Look(GREEN, "h", "--", "hexagon")),
    "newton": RacerLook("Newton", Look(GREY, "*", LONG_DASHES, "star")),
    "bfgs": RacerLook("BFGS", Look(GREY, "d", FINE_DOTS, "thin diamond")),
    "lbfgs": RacerLook("L-BFGS", Look(GREY, "X", PAIRS, "cross")),
    # In the ink of the page where there is one: a race in a dark theme draws it white.
    "mine": RacerLook("Yours", Look(BLACK, "8", "-", "octagon")),
}

# What stands in an update and is drawn as an arrow beside it carries one colour in both places.
SYMBOL_COLOURS = {"dw": VERMILLION, "v": BLUE, "m": BLUE, "root": PURPLE, "step": GREEN}


def racer_look(name: str) -> RacerLook:
    """Give the look of an optimiser by its short name; raises CourseError for one unknown."""
    if name not in OPTIMISER_LOOKS:
        raise CourseError(
            f"no look for the optimiser {name!r}",
            why="each one keeps its colour, dash and marker throughout the course",
            how=f"choose among {', '.join(OPTIMISER_LOOKS)}",
        )
    return OPTIMISER_LOOKS[name]


def optimiser_line(name: str, *, points: int = 0) -> dict[str, Any]:
    """Give colour, linestyle and label for `axes.plot`; for `points` of data, about 8 markers."""
    label, look = racer_look(name)
    line: dict[str, Any] = {"color": look.colour, "linestyle": look.dash, "label": label}
    if points:
        line |= {"marker": look.marker, "markevery": max(1, points // 8)}
    return line

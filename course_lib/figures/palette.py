"""One look per item: a colour, a marker and a dash, so that colour alone never carries meaning.

Colours: Okabe & Ito (2008), "Color Universal Design", told apart with any colour vision.
"""

from typing import NamedTuple

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
]

BLACK = "#000000"
ORANGE = "#E69F00"
SKY_BLUE = "#56B4E9"
GREEN = "#009E73"
YELLOW = "#F0E442"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
PURPLE = "#CC79A7"


class Look(NamedTuple):
    """How one item is drawn wherever it appears: matplotlib's marker and dash names."""

    colour: str
    marker: str
    dash: str | tuple[int, tuple[int, ...]]
    shape: str  # the marker in a word, for text and screen readers


LOOKS = (
    Look(BLUE, "o", "-", "circle"),
    Look(ORANGE, "s", "--", "square"),
    Look(GREEN, "^", ":", "triangle"),
    Look(VERMILLION, "D", "-.", "diamond"),
    Look(PURPLE, "v", (0, (8, 2, 2, 2, 2, 2)), "downward triangle"),
    Look(SKY_BLUE, "P", (0, (1, 3)), "plus"),
    Look(YELLOW, "X", (0, (6, 1)), "cross"),
    Look(BLACK, "*", (0, (3, 5)), "star"),
)

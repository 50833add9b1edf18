"""Much or little data, alike or not: what transfer gains in each case, and what books advise."""

from typing import NamedTuple

import numpy as np

from course_lib.figures import BLUE, VERMILLION
from course_lib.nn import PAIRS, TRANSFER_WAYS, load_transfer_runs
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    broken,
)
from course_lib.widgets.transfer.looks import LABELS, right_panel, spread

__all__ = ["ADVICE", "Advice", "TransferQuadrants", "quadrant"]

SIMILAR = ("UCI digits", "digits 5 to 9")
FEW = 10  # labels a class; more are many
FULL = 25  # points from which a square is as full as can be
WAYS = tuple(TRANSFER_WAYS)
WORDS = ("new", "3", "2", "1", "0", "0*")
QUARTERS = [np.array([[2.5, -0.5], [2.5, 3.5]]), np.array([[-0.5, 1.5], [4.5, 1.5]])]


class Advice(NamedTuple):
    """What books say for one of the four cases, and the way here that comes closest."""

    words: str
    way: str


ADVICE = {
    ("few", "similar"): Advice("train a new head on frozen features", "3 frozen"),
    ("many", "similar"): Advice("fine-tune all layers", "0 frozen"),
    ("few", "different"): Advice("keep early layers only", "1 frozen"),
    ("many", "different"): Advice("start from the weights and fine-tune all", "0 frozen"),
}


def quadrant(pair: str, each: int) -> tuple[str, str]:
    """("few" or "many", "similar" or "different")."""
    return ("few" if each <= FEW else "many", "similar" if pair in SIMILAR else "different")


class TransferQuadrants(Explorer):
    """Gain on test over training from scratch, in points, with the same labels: six seeds.

    way: what is done with the pretrained weights; pair, each: the case to look at closely.
    """

    title = "Four cases of transfer"
    way = Setting("3 frozen", Choice("Way", WAYS[1:]))
    pair = Setting("UCI digits", Choice("Look at", tuple(PAIRS)))
    each = Setting(3, Slider("Labels a class", LABELS))

    def scene(self) -> Scene:
        """The map of gains on the left, all ways in one case on the right."""
        return Scene((self._map(), self._ways()), self._reading())

    def _map(self) -> Panel:
        runs = load_transfer_runs()
        marks = [Mark(xy=broken(QUARTERS), colour="ink", width=1.2, dash=(4, 3))]
        for row, pair in enumerate(reversed(PAIRS)):
            for column, each in enumerate(LABELS):
                gain = 100 * float(runs.gain(pair, each, self.way).mean())
                here = (pair, each) == (self.pair, self.each)
                marks += _cell(column, row, gain, here=here)
        return Panel(
            title=f"{self.way}: points gained",
            xlabel="labels a class: few | many",
            ylabel="different | similar",
            xlim=(-0.5, 4.5),
            ylim=(-0.5, 3.5),
            xticks=tuple((float(k), str(each)) for k, each in enumerate(LABELS)),
            yticks=tuple((float(k), SHORT[pair]) for k, pair in enumerate(reversed(PAIRS))),
            marks=tuple(marks),
        )

    def _ways(self) -> Panel:
        runs, marks = load_transfer_runs(), list[Mark]()
        for k, way in enumerate(WAYS):
            tests = runs.test(self.pair, self.each, way)[None]
            marks += spread(np.array([float(k)]), tests, way, name=way, joined=False)
        ticks = tuple((float(k), word) for k, word in enumerate(WORDS))
        title, xlim = f"{self.pair}, {self.each} a class", (-0.5, len(WAYS) - 0.5)
        here = WAYS.index(self.way)
        return right_panel(title, "way, as in the legend", xlim, ticks, marks, here=here)

    def _reading(self) -> str:
        runs = load_transfer_runs()
        size, alike = quadrant(self.pair, self.each)
        advice, best = ADVICE[size, alike], runs.best(self.pair, self.each)
        gain = 100 * runs.gain(self.pair, self.each, advice.way)
        means = {way: runs.test(self.pair, self.each, way).mean() for way in WAYS}
        return (
            f"{size.capitalize()} labels, {alike}: books say, {advice.words} ({advice.way}). "
            f"Here that gains {_signed(gain.mean())} ± {gain.std(ddof=1) / np.sqrt(len(gain)):.1f} "
            f"points over training from scratch. Dev chooses: {best}, {means[best]:.1%} right on "
            f"test; what books say has {means[advice.way]:.1%}, from scratch {means[WAYS[0]]:.1%}."
        )


SHORT = {
    "UCI digits": "UCI",
    "digits 5 to 9": "5–9",
    "letters": "A–J",
    "textures": "tex.",
}


def _cell(column: int, row: int, gain: float, *, here: bool) -> list[Mark]:
    """A square or diamond, blue for gains and red for losses, the fuller the more; the number."""
    at = np.array([[float(column), row + 0.2]])
    colour, shape = (BLUE, "square") if round(gain, 1) >= 0 else (VERMILLION, "diamond")
    full = 0.15 + 0.85 * min(abs(gain) / FULL, 1)
    marks = [
        Mark(xy=at, colour=colour, shape=shape, size=9, opacity=full),
        Mark(xy=at - np.array([0, 0.7]), word=_signed(gain)),
    ]
    if here:
        corners = np.array([[-1, -1], [1, -1], [1, 1], [-1, 1], [-1, -1]]) * 0.46
        marks.append(Mark(xy=corners + np.array([column, row]), colour="ink", width=1.6))
    return marks


def _signed(points: float) -> str:
    """With a real minus sign, and none for what rounds to zero."""
    return f"{round(float(points), 1) + 0.0:+.1f}".replace("-", "−")

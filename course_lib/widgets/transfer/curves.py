"""Test accuracy against the number of labels: from scratch, and with layers that stay frozen."""

import numpy as np

from course_lib.nn import PAIRS, load_transfer_runs
from course_lib.widgets.explorer import Choice, Explorer, Mark, Panel, Scene, Setting, Slider
from course_lib.widgets.transfer.looks import (
    LABELS,
    WAY_LOOKS,
    label_place,
    labels_ticks,
    right_panel,
    spread,
)

__all__ = ["TransferCurves"]

SCRATCH, FROZEN = "from scratch", ("0 frozen", "1 frozen", "2 frozen", "3 frozen")
NAMES = {
    SCRATCH: SCRATCH,
    "3 frozen": "3 frozen: a new head learns",
    "0 frozen": "0 frozen: all learn",
}


class TransferCurves(Explorer):
    """Six seeds of every run, each way at the rate that was best on dev.

    pair: what is learnt; frozen: how many of the three blocks under the head stay as they were
    pretrained; each: the labels a class that the right picture is about.
    """

    title = "What borrowed weights buy"
    pair = Setting("UCI digits", Choice("Learn", tuple(PAIRS)))
    frozen = Setting(3, Slider("Blocks frozen", (0, 1, 2, 3)))
    each = Setting(3, Slider("Labels a class", LABELS))

    def scene(self) -> Scene:
        """Accuracy by labels on the left, by blocks frozen on the right."""
        return Scene((self._by_labels(), self._by_frozen()), self._reading())

    def _by_labels(self) -> Panel:
        runs, marks = load_transfer_runs(), list[Mark]()
        chosen = f"{self.frozen} frozen"
        x = np.array([label_place(each) for each in LABELS])
        for way, name in (NAMES | {chosen: NAMES.get(chosen, chosen)}).items():
            tests = np.array([runs.test(self.pair, each, way) for each in LABELS])
            marks += spread(x, tests, way, name=name, joined=True)
        title, xlabel = f"{self.pair}, six seeds", "labels a class, logarithmic"
        here = label_place(self.each)
        return right_panel(title, xlabel, (-0.12, 2.12), labels_ticks(), marks, here=here)

    def _by_frozen(self) -> Panel:
        runs = load_transfer_runs()
        scratch = float(runs.test(self.pair, self.each, SCRATCH).mean())
        colour, dash, _ = WAY_LOOKS[SCRATCH]
        marks = [Mark(xy=np.array([[-0.4, scratch], [3.4, scratch]]), colour=colour, dash=dash)]
        for k, way in enumerate(FROZEN):
            tests = runs.test(self.pair, self.each, way)[None]
            marks += spread(np.array([float(k)]), tests, way, name="", joined=False)
        title, ticks = f"With {self.each} a class", tuple((float(k), str(k)) for k in range(4))
        return right_panel(title, "blocks frozen", (-0.4, 3.4), ticks, marks, here=self.frozen)

    def _reading(self) -> str:
        runs, way = load_transfer_runs(), f"{self.frozen} frozen"
        scratch, test = (runs.test(self.pair, self.each, w) for w in (SCRATCH, way))
        gain = runs.gain(self.pair, self.each, way)
        return (
            f"{self.pair}, {self.each} a class, {self.frozen} of 3 blocks frozen: "
            f"{test.mean():.1%} right on test, ± {test.std(ddof=1):.1%} over six seeds. From "
            f"scratch {scratch.mean():.1%} ± {scratch.std(ddof=1):.1%}. The borrowed weights gave "
            f"more with {(gain > 0).sum()} of 6 seeds."
        )

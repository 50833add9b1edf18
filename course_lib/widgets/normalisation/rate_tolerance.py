"""The rates that a deep net tolerates, with and without batch normalisation, by first weights."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, VERMILLION
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    broken,
    decades,
    in_words,
)
from course_lib.widgets.normalisation.sweep import EPOCHS, GUESS, INITS, RATES, load_sweep

__all__ = ["RateTolerance"]

GOOD = 0.8  # share right from which a rate counts as one that works
NAMES = ("without batchnorm", "with batchnorm")
LOOKS = ((VERMILLION, (7, 4), "square"), (BLUE, (), "circle"))


class RateTolerance(Explorer):
    """Five hidden layers of 50 ReLUs on digits, 5 epochs of SGD: stored runs of 5 seeds each.

    init: the first weights; lr: the rate whose curves are drawn on the right.
    """

    title = "Rates that work"
    init = Setting("He", Choice("First weights", tuple(INITS)))
    lr = Setting(0.1, Slider("Rate", RATES))

    def scene(self) -> Scene:
        """Accuracy against rate on the left, against epochs at one rate on the right."""
        both = [load_sweep().of(self.init, norm) for norm in (False, True)]
        at = int(np.abs(np.log(np.array(RATES) / self.lr)).argmin())
        return Scene(
            (self._by_rate([right[:, :, -1] for right in both]),
             self._by_epoch([right[at] for right in both], RATES[at])),
            self._reading(both, at),
        )  # fmt: skip

    def _by_rate(self, both: list[Float[Array, "R S"]]) -> Panel:
        x = np.log10(np.array(RATES))
        here = np.log10(self.lr)
        marks = [Mark(xy=np.array([[here, 0.0], [here, 1.0]]), colour="ink", width=1, opacity=0.5)]
        for right, name, (colour, dash, shape) in zip(both, NAMES, LOOKS, strict=True):
            mean, std = right.mean(axis=1), right.std(axis=1)
            bars = [np.array([[x[i], mean[i] - std[i]], [x[i], mean[i] + std[i]]])
                    for i in range(len(x))]  # fmt: skip
            line = np.stack([x, mean], axis=1)
            marks += [Mark(xy=broken(bars), colour=colour, width=1.4, opacity=0.7),
                      Mark(xy=line, name=name, colour=colour, dash=dash, width=2.4),
                      Mark(xy=line, colour=colour, shape=shape, size=3.4)]  # fmt: skip
        return _panel("After 5 epochs, mean of 5 seeds", "rate", (x[0] - 0.1, x[-1] + 0.1),
                      decades(-3, 1), tuple(marks))  # fmt: skip

    def _by_epoch(self, both: list[Float[Array, "S E"]], lr: float) -> Panel:
        epochs = np.arange(1.0, EPOCHS + 1)
        marks = []
        for right, name, (colour, dash, shape) in zip(both, NAMES, LOOKS, strict=True):
            lines = [np.stack([epochs, run], axis=1) for run in right]
            marks += [Mark(xy=broken(lines), colour=colour, dash=dash, width=1.4, opacity=0.8),
                      Mark(xy=np.concatenate(lines), name=name, colour=colour, shape=shape,
                           size=2.8)]  # fmt: skip
        ticks = tuple((float(e), str(e)) for e in range(1, EPOCHS + 1))
        return _panel(f"At rate {lr:g}, five seeds", "epoch", (0.7, EPOCHS + 0.3), ticks,
                      tuple(marks))  # fmt: skip

    def _reading(self, both: list[Float[Array, "R S E"]], at: int) -> str:
        parts = []
        for right, name in zip(both, NAMES, strict=True):
            last = right[:, :, -1].mean(axis=1)
            good = np.flatnonzero(last >= GOOD)
            reach = "no rate at all"
            if len(good):
                reach = f"rates from {RATES[good[0]]:g} to {RATES[good[-1]]:g}"
            parts.append(
                f"{name.capitalize()} {in_words(100 * float(last[at]))} % are right at rate "
                f"{RATES[at]:g}; at least 80 % with {reach}."
            )
        return f"First weights {self.init}. {' '.join(parts)}"


def _panel(
    title: str, xlabel: str, xlim: tuple[float, float], xticks: tuple[tuple[float, str], ...],
    marks: tuple[Mark, ...],
) -> Panel:  # fmt: skip
    guess = Mark(xy=np.array([[xlim[0], GUESS], [xlim[1], GUESS]]), name="a guess", colour="ink",
                 dash=(2, 3), width=1.2, opacity=0.6)  # fmt: skip
    return Panel(
        title=title, xlabel=xlabel, ylabel="share right on dev", xlim=xlim, ylim=(0.0, 1.0),
        xticks=xticks, yticks=tuple((v / 5, f"{v / 5:g}") for v in range(6)),
        marks=(guess, *marks),
    )  # fmt: skip

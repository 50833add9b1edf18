"""The loss of a line through data, seen from above, before and after the input is normalised."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, ORANGE, VERMILLION
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    Timeline,
    broken,
    even_ticks,
    in_words,
)

__all__ = ["TREATMENTS", "Bowl", "LossBowl", "bowl", "descend"]

STEPS = 60
SLOPE, HEIGHT = 1.0, 2.0  # outputs wanted: their rise a standard deviation of x, their mean
LEVELS = (1.0, 0.3, 0.09, 0.027, 0.008)  # of the loss at the start, where contours are drawn
TREATMENTS = ("centred", "scaled", "centred and scaled")


class Bowl(NamedTuple):
    """The loss over (w, b) around its lowest point: half of e @ hessian @ e.

    start (2,): where w = b = 0 is, seen from there.
    """

    hessian: Float[Array, "2 2"]
    start: Float[Array, " 2"]

    def loss(self, e: Float[Array, "*B 2"]) -> Array:
        """Above the lowest, at e (..., 2) from there."""
        return 0.5 * np.einsum("...i,ij,...j->...", e, self.hessian, e)

    def curvatures(self) -> Float[Array, " 2"]:
        """The smaller, then the larger one."""
        return np.linalg.eigvalsh(self.hessian)


def bowl(mean: float, spread: float) -> Bowl:
    """Half the mean squared error of w x + b, where x has this mean and standard deviation.

    The outputs wanted are 1 a standard deviation of x, and on average 2; w and b start at 0.
    """
    hessian = np.array([[mean**2 + spread**2, mean], [mean, 1.0]])
    w = SLOPE / spread
    b = HEIGHT - w * mean
    return Bowl(hessian, np.array([-w, -b]))


def descend(at: Bowl, share: float, steps: int = STEPS) -> Float[Array, "T 2"]:
    """Gradient descent from the start, (steps + 1, 2), at a share of the largest rate that holds.

    That rate is 2 divided by the larger curvature.
    """
    lr = share * 2 / at.curvatures()[1]
    path = [at.start]
    for _ in range(steps):
        path.append(path[-1] - lr * at.hessian @ path[-1])
    return np.array(path)


class LossBowl(Explorer):
    """A line w x + b is fitted by gradient descent, to x as it is and to x normalised.

    mean from 0 to 10 and spread from 0.1 to 10 of x; treatment: one of `TREATMENTS`; share from
    0.05 to 1.05: of the largest rate that holds, each bowl its own; steps from 0 to 60: how far
    the descent has come.
    """

    title = "The loss bowl"
    mean = Setting(3.0, Slider("Mean of x", (0.0, 0.5, 1.0, 2.0, 3.0, 5.0, 10.0)))
    spread = Setting(1.0, Slider("Spread of x", (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)))
    treatment = Setting("centred and scaled", Choice("On the right x is", TREATMENTS))
    share = Setting(
        0.9, Slider("Share of largest rate", (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0, 1.05))
    )
    steps = Setting(STEPS, Timeline("Steps shown", STEPS))

    def scene(self) -> Scene:
        """The bowl of x as it is, and that of x treated, with a descent on each."""
        before, after = bowl(self.mean, self.spread), bowl(*self._treated())
        paths = [descend(each, self.share) for each in (before, after)]
        return Scene(
            (
                self._panel("x as it is", before, paths[0], VERMILLION),
                self._panel(f"x {self.treatment}", after, paths[1], BLUE),
            ),
            f"As it is: {_words(before, paths[0], self.steps)}. "
            f"{self.treatment.capitalize()}: {_words(after, paths[1], self.steps)}.",
            self.steps,
        )

    def _panel(self, title: str, at: Bowl, path: Array, colour: str) -> Panel:
        reach = _reach(at, path)
        xlim, ylim = (-1.3 * reach, 1.3 * reach), (-reach, reach)  # a unit is as long on both axes
        marks = (
            Mark(xy=_contours(at), colour="ink", width=1, opacity=0.45),
            Mark(xy=path, over_time="grows", colour=colour, width=1.6),
            Mark(xy=path, over_time="grows", colour=colour, shape="circle", size=2.6),
            Mark(xy=at.start[None], name="start, w = b = 0", colour=ORANGE, shape="square", size=6),
            Mark(xy=np.zeros((1, 2)), name="lowest", colour="ink", shape="cross", size=6),
        )
        return Panel(
            title=title, xlabel="w, from the lowest", ylabel="b, from the lowest", xlim=xlim,
            ylim=ylim, xticks=even_ticks(*xlim, 4), yticks=even_ticks(*ylim, 4), marks=marks,
        )  # fmt: skip

    def _treated(self) -> tuple[float, float]:
        """Mean and spread of x once it is treated; only scaled, its mean is divided as well."""
        scaled = "scaled" in self.treatment
        mean = self.mean / self.spread if scaled else self.mean
        return 0.0 if "centred" in self.treatment else mean, 1.0 if scaled else self.spread


def _words(at: Bowl, path: Array, now: int) -> str:
    low, high = at.curvatures()
    left = at.loss(path) / at.loss(at.start)
    there = np.flatnonzero(left < 0.01)
    if left[-1] > 1:
        steps = "each leap is longer than the last"
    elif len(there):
        count = int(there[0])
        steps = f"a hundredth of the loss is left after {count} step{'s'[: count != 1]}"
    else:
        steps = f"after {STEPS} steps {left[-1]:.0%} of the loss is left"
    here = f"; after {now} the loss is {in_words(left[now], 2)} times what it was"
    return (
        f"curvatures {in_words(low, 2)} and {in_words(high, 2)}, "
        f"condition {in_words(high / low)}; {steps}{here * (now < STEPS)}"
    )


def _reach(at: Bowl, path: Array) -> float:
    """How far up and down the picture goes: all of the path, or twice its start if it flies off."""
    start, far = (np.abs(e) / (1.3, 1.0) for e in (at.start, path))
    return 1.1 * max(0.3, min(float(far.max()), 2 * float(start.max())))


def _contours(at: Bowl) -> Array:
    """Ellipses of equal loss."""
    turn = np.linspace(0, 2 * np.pi, 121)
    sizes, ways = np.linalg.eigh(at.hessian)
    ring = np.stack([np.cos(turn), np.sin(turn)], axis=1) @ (ways / np.sqrt(sizes)).T
    heights = at.loss(at.start) * np.array(LEVELS)
    return broken([np.sqrt(2 * height) * ring for height in heights])

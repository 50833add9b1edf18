"""Dropout on two inputs to play with: the mask, the mean over all masks, the nets that it makes."""

from itertools import product
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION
from course_lib.kernels import dropout_forward
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    Toggle,
    even_ticks,
    in_words,
)

__all__ = ["DropoutMasks", "Thinned", "every_mask", "one_mask", "running_mean"]

W = np.array([2.0, 1.0])
NETS = ("both", "x₁ only", "x₂ only", "none")
DRAWN = 300
AFTER = ("nothing", "ReLU")
FLAT = (1e4, 1.0)  # one dash that never ends: Matplotlib lengthens the ends of unbroken lines
NUMBERS = (-2.0, -1.5, -1.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0)


class Thinned(NamedTuple):
    """The four nets that two inputs leave: how likely each is, and what it gives."""

    chance: Float[Array, "4"]
    out: Float[Array, "4"]

    @property
    def mean(self) -> float:
        """The expectation of the output."""
        return float(self.chance @ self.out)


def every_mask(x: Array, keep: float, *, scaled: bool, after: str) -> Thinned:
    """Work out all four masks of x (2,), by the definition of the expectation."""
    masks = np.array(list(product((1.0, 0.0), repeat=2)))
    chance = np.where(masks == 1, keep, 1 - keep).prod(axis=1)
    return Thinned(chance, _output(masks * x / (keep if scaled else 1), after))


def one_mask(keep: float, seed: int) -> Float[Array, "2"]:
    """The mask drawn by `seed`: 1 where an input is kept, else 0."""
    out, _ = dropout_forward(np.ones(2), keep, np.random.default_rng(seed), train=True)
    return np.sign(out)


def running_mean(
    x: Array, keep: float, seed: int, *, scaled: bool, after: str
) -> Float[Array, " T"]:
    """Mean output of the first 1, 2, ... 300 masks of `seed`; the first is that of `one_mask`."""
    rows = [one_mask(keep, seed)]
    rng = np.random.default_rng([seed, 1])
    rest, _ = dropout_forward(np.ones((DRAWN - 1, 2)), keep, rng, train=True)
    masks = np.concatenate([rows, np.sign(rest)])
    out = _output(masks * x / (keep if scaled else 1), after)
    return out.cumsum() / np.arange(1, DRAWN + 1)


def _output(x: Array, after: str) -> Array:
    out = x @ W
    return np.maximum(out, 0) if after == "ReLU" else out


class DropoutMasks(Explorer):
    """A unit with two inputs under dropout: out = 2 x1 + x2, perhaps with a ReLU.

    keep: probability of keeping an input; x1, x2: the inputs; scaled: divide what is kept by keep;
    after: "nothing" or "ReLU"; draw: another mask.
    """

    title = "Dropout on two inputs"
    keep = Setting(0.5, Slider("Keep", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.0)))
    x1 = Setting(1.0, Slider("Input x₁", NUMBERS))
    x2 = Setting(-1.0, Slider("Input x₂", NUMBERS))
    after = Setting("nothing", Choice("After the sum", AFTER))
    scaled = Setting(True, Toggle("In training, divide by keep"))
    draw = Setting(1, Button("Another mask"))

    def scene(self) -> Scene:
        """The unit with a mask, the four outputs with their chances, the mean over masks."""
        x, how = np.array([self.x1, self.x2]), {"scaled": self.scaled, "after": self.after}
        nets = every_mask(x, self.keep, **how)
        mask = one_mask(self.keep, self.draw)
        mean = running_mean(x, self.keep, self.draw, **how)
        at_test = float(_output(x, self.after))
        panels = (
            _unit(x, mask, float(mean[0]), self.scaled, self.keep),
            _chances(nets, at_test),
            _ensemble(mean, nets.mean, at_test),
        )
        return Scene(panels, self._reading(nets, mask, float(mean[0]), at_test))

    def _reading(self, nets: Thinned, mask: Array, out: float, at_test: float) -> str:
        name = NETS[int(3 - 2 * mask[0] - mask[1])]
        terms = " + ".join(
            f"{in_words(p)} · {_signed(o)}" for p, o in zip(nets.chance, nets.out, strict=True)
        )
        same = "the same" if np.isclose(nets.mean, at_test) else "not the same"
        return (
            f"This mask keeps {name}: the unit gives {in_words(out)}. Mean over all four masks: "
            f"{terms} = {in_words(nets.mean)}. At test, with nothing dropped: "
            f"{in_words(at_test)}, {same}."
        )


def _signed(x: float) -> str:
    return f"({in_words(x)})" if x < 0 else in_words(x)


def _unit(x: Array, mask: Array, out: float, scaled: bool, keep: float) -> Panel:
    places, end = np.array([[0.0, 1.0], [0.0, -1.0]]), np.array([2.0, 0.0])
    marks: list[Mark] = []
    for i, (place, kept) in enumerate(zip(places, mask, strict=True)):
        way = np.array([place, end])
        dash = () if kept else (3.0, 5.0)
        marks += [
            Mark(xy=way, colour=BLUE if kept else "ink", dash=dash, opacity=1 if kept else 0.4),
            Mark(xy=(0.55 * place + 0.45 * end)[None], word=f"× {W[i]:g}"),
            Mark(xy=place[None], colour=BLUE, shape="circle", size=9, opacity=1 if kept else 0.25),
            Mark(xy=place[None] + [[0, 0.22]], word=_told(i, x[i], kept, scaled, keep)),
        ]
        if not kept:
            marks.append(Mark(xy=place[None], colour=VERMILLION, shape="cross", size=9))
    marks += [
        Mark(xy=end[None], colour=GREEN, shape="circle", size=9),
        Mark(xy=end[None] + [[0, 0.22]], word=f"gives {in_words(out)}"),
    ]
    return Panel(
        title="One mask",
        xlabel="",
        ylabel="",
        xlim=(-1.0, 3.0),
        ylim=(-2.0, 2.0),
        xticks=((0.0, "inputs"), (2.0, "unit")),
        yticks=((1.0, "x₁"), (-1.0, "x₂")),
        marks=tuple(marks),
    )


def _told(i: int, x: float, kept: float, scaled: bool, keep: float) -> str:
    if not kept:
        return "dropped"
    given = f"{in_words(x)} / {keep:g}" if scaled and keep < 1 else in_words(x)
    return f"x{'₁₂'[i]}: {given}"


def _chances(nets: Thinned, at_test: float) -> Panel:
    far = max(2.0, 1.25 * float(np.abs(nets.out).max()), 1.25 * abs(at_test))
    sums = {o: float(nets.chance[nets.out == o].sum()) for o in nets.out}  # equal outputs add up
    names = {o: [n for n, p in zip(NETS, nets.out, strict=True) if p == o] for o in sums}
    marks = [
        Mark(
            xy=np.array([[at_test, 0], [at_test, 1.15]]), name="at test", colour=ORANGE, dash=(7, 4)
        ),
        Mark(
            xy=np.array([[nets.mean, 0.0], [nets.mean, 1.15]]),
            name="mean over all masks",
            colour=VERMILLION,
            dash=(2, 4),
            width=3.4,
        ),
    ]
    for o, p in sums.items():
        marks += [
            Mark(xy=np.array([[o, 0.0], [o, p]]), colour=BLUE, width=7, dash=FLAT),
            Mark(xy=np.array([[o, p]]), word=", ".join(names[o])),
        ]
    return Panel(
        title="All four masks",
        xlabel="output",
        ylabel="how likely",
        xlim=(-far, far),
        ylim=(0.0, 1.15),
        xticks=even_ticks(-far, far),
        yticks=even_ticks(0.0, 1.0),
        marks=tuple(marks),
    )


def _ensemble(mean: Array, expected: float, at_test: float) -> Panel:
    t = np.arange(1, len(mean) + 1)
    far = max(1.0, 1.1 * float(np.abs(mean).max()), 1.1 * abs(at_test))
    ends = np.array([0.0, len(mean)])
    return Panel(
        title="Asking many thinned nets",
        xlabel="masks drawn",
        ylabel="mean output",
        xlim=(0.0, len(mean)),
        ylim=(-far, far),
        xticks=even_ticks(0, len(mean), 3),
        yticks=even_ticks(-far, far),
        marks=(
            Mark(xy=np.stack([ends, [at_test] * 2], 1), colour=ORANGE, dash=(7, 4)),
            Mark(xy=np.stack([ends, [expected] * 2], 1), colour=VERMILLION, dash=(2, 4), width=3.4),
            Mark(xy=np.stack([t, mean], 1), name="mean over the masks drawn", colour=BLUE),
        ),
    )

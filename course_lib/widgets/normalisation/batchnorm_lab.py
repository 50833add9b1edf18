"""Batch normalisation of one feature, to play with: batches, running averages, train and test."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import GREEN, ORANGE, VERMILLION
from course_lib.kernels import Running, batchnorm_forward, start_running
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    Tick,
    Timeline,
    Toggle,
    even_ticks,
    in_words,
)

__all__ = ["BatchnormLab", "Stream", "answers", "stream"]

STEPS, ASKED = 100, 60  # batches of training that are drawn; how often the same example is given
MEAN, STD = 3.0, 2.0  # of the feature
EXAMPLE = 5.0  # the one that is given again and again: one standard deviation above the mean
DRIFT = 4.0  # how far the mean moves during training, if it does


class Stream(NamedTuple):
    """Batches of one feature in training, each (steps,): their mean and the true one; and the
    running averages (steps + 1,), from before the first batch on."""

    means: Float[Array, " T"]
    true: Float[Array, " T"]
    running_mean: Float[Array, " T1"]
    running_std: Float[Array, " T1"]


def stream(batch: int, momentum: float, drifts: bool, seed: int) -> Stream:
    """Train for 100 batches: the running averages take in one after another.

    The feature is normal with mean 3 and standard deviation 2; where it drifts, its mean comes
    from 4 below, in a straight line.
    """
    rng = np.random.default_rng(seed)
    true = MEAN - (DRIFT * np.linspace(1, 0, STEPS) if drifts else np.zeros(STEPS))
    running, one, zero = start_running(1, np.float64), np.ones(1), np.zeros(1)
    means, kept = [], [running]
    for centre in true:
        x = rng.normal(centre, STD, size=(batch, 1))
        _, cache = batchnorm_forward(x, one, zero, running, train=True, momentum=momentum)
        running = cache.running
        means.append(x.mean())
        kept.append(running)
    mean, var = (np.array(a)[:, 0] for a in zip(*kept, strict=True))
    return Stream(np.array(means), true, mean, np.sqrt(var))


def answers(
    batch: int, running: Running, gamma: float, beta: float, *, train: bool, seed: int
) -> Float[Array, " 60"]:
    """What batchnorm makes of the same example, 5, in 60 batches with ever other mates."""
    rng = np.random.default_rng(seed + 1)
    scale, shift = np.array([gamma]), np.array([beta])
    batches = rng.normal(MEAN, STD, size=(ASKED, batch, 1))
    batches[:, 0] = EXAMPLE
    if not train:
        batches = batches.reshape(1, -1, 1)  # mates count for nothing: all at once is the same
    outs = [batchnorm_forward(x, scale, shift, running, train=train)[0] for x in batches]
    return np.concatenate(outs)[::batch, 0]


class BatchnormLab(Explorer):
    """One feature of mean 3 and standard deviation 2 goes through batch normalisation.

    mode: "train" or "test", for the right picture; batch: examples in each; momentum: share of
    the old average that is kept; steps of training so far, 0 to 100; gamma, beta: what is learnt;
    drifts: whether the feature moves while it is trained; draw: other batches.
    """

    title = "Batchnorm lab"
    mode = Setting("train", Choice("Mode", ("train", "test")))
    batch = Setting(8, Slider("Examples in a batch", (1, 2, 4, 8, 32, 128)))
    momentum = Setting(0.9, Slider("Momentum", (0.0, 0.5, 0.9, 0.99)))
    steps = Setting(100, Timeline("Batches of training", STEPS))
    gamma = Setting(1.0, Slider("γ", (0.5, 1.0, 2.0)))
    beta = Setting(0.0, Slider("β", (-2.0, -1.0, 0.0, 1.0, 2.0)))
    drifts = Setting(False, Toggle("The feature drifts"))
    draw = Setting(0, Button("Other batches"))

    def scene(self) -> Scene:
        """The running averages on the left; on the right what becomes of one example."""
        seen = stream(self.batch, self.momentum, self.drifts, self.draw)
        outs = self._outputs(seen)
        here = outs.at(self.steps).xy[:, 1]
        panels = (self._averages(seen), self._example(outs))
        return Scene(panels, self._reading(seen, here), self.steps)

    def _averages(self, seen: Stream) -> Panel:
        t = np.arange(STEPS + 1.0)
        means = np.concatenate([[np.nan], seen.means])  # before training there was no batch
        marks = (
            Mark(xy=np.stack([t[1:], seen.true], 1), name="true mean", colour=GREEN,
                 dash=(2, 3), width=2.4),
            Mark(xy=np.stack([t, means], 1), over_time="grows", name="mean of a batch",
                 colour="ink", shape="circle", size=2.2, opacity=0.5),
            Mark(xy=np.stack([t, seen.running_mean], 1), over_time="grows", name="running mean",
                 width=2.8),
            Mark(xy=np.stack([t, seen.running_std], 1), over_time="grows",
                 name="running std (true: 2)", colour=VERMILLION, dash=(7, 4), width=2.4),
        )  # fmt: skip
        return _panel("Running averages in training", "batches of training", (0, STEPS),
                      (-2.5, 6.5), marks)  # fmt: skip

    def _outputs(self, seen: Stream) -> Mark:
        """What becomes of the example: in training always the same, at test by what is kept."""
        kept = list(zip(seen.running_mean, seen.running_std, strict=True))
        train = self.mode == "train"
        outs = np.array([
            answers(self.batch, Running(np.array([mean]), np.array([std**2])), self.gamma,
                    self.beta, train=train, seed=self.draw)
            for mean, std in (kept[:1] if train else kept)
        ])  # fmt: skip
        times = np.broadcast_to(np.arange(1.0, ASKED + 1), outs.shape)
        xy = np.stack([times, outs], axis=2)
        return Mark(xy=xy[0] if train else xy, over_time="" if train else "changes",
                    name="output for x = 5", colour=ORANGE, shape="diamond", size=3.6)  # fmt: skip

    def _example(self, outs: Mark) -> Panel:
        level = self.gamma * (EXAMPLE - MEAN) / STD + self.beta
        ends = np.array([[0.0, level], [ASKED + 1, level]])
        true = Mark(xy=ends, name="by the true mean and std", colour=GREEN, dash=(2, 3), width=2.4)
        return _panel(f"The same example, mode: {self.mode}", "in so many batches",
                      (0, ASKED + 1), (-4.5, 6.5), (true, outs))  # fmt: skip

    def _reading(self, seen: Stream, outs: Array) -> str:
        mean, std = (float(a[self.steps]) for a in (seen.running_mean, seen.running_std))
        words = (
            f"After {self.steps} batches of training the running mean is {in_words(mean)} and the "
            f"running standard deviation {in_words(std)}. "
        )
        if self.mode == "test":
            return f"{words}At test x = 5 always becomes {in_words(float(outs[0]))}."
        if self.batch == 1:
            return (
                f"{words}In training, in a batch of 1, x = 5 becomes {in_words(self.beta)}, "
                "which is β, as any x would: it is its own mean."
            )
        low, high = (in_words(float(v)) for v in (outs.min(), outs.max()))
        return (
            f"{words}In training x = 5 becomes anything from {low} to {high}: "
            f"it depends on its {self.batch - 1} mate{'s'[: self.batch > 2]}."
        )


def _panel(
    title: str, xlabel: str, xlim: tuple[float, float], ylim: tuple[float, float],
    marks: tuple[Mark, ...],
) -> Panel:  # fmt: skip
    yticks: tuple[Tick, ...] = even_ticks(*ylim, 5)
    return Panel(
        title=title, xlabel=xlabel, ylabel="value", xlim=xlim, ylim=ylim,
        xticks=even_ticks(*xlim), yticks=yticks, marks=marks,
    )  # fmt: skip

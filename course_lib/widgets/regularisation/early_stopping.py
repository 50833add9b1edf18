"""Early stopping to play with: where patience ends, and which weights one walks away with."""

import functools
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.data import load_uci_digits, split
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION
from course_lib.kernels import softmax_loss
from course_lib.nn import History, Sequential, Trainer, Watcher, two_layer_net
from course_lib.optim import Adam
from course_lib.widgets.explorer import (
    Button,
    Explorer,
    Mark,
    Panel,
    Scene,
    Setting,
    Slider,
    even_ticks,
)

__all__ = ["EPOCHS", "Curves", "EarlyStopping", "curves", "stop"]

EPOCHS, N, HIDDEN = 120, 200, 64


class Curves(NamedTuple):
    """Share of wrong answers after each epoch, and the loss on dev."""

    train: Float[Array, " T"]
    dev: Float[Array, " T"]
    test: Float[Array, " T"]
    dev_loss: Float[Array, " T"]
    train_loss: Float[Array, " T"]


class _Look(Watcher):
    def __init__(self, sets: list[tuple[Array, Array]]) -> None:
        self.sets = sets
        self.wrong: list[list[float]] = []
        self.losses: list[list[float]] = []

    def on_epoch(self, net: Sequential, history: History) -> None:
        scores = [(net.scores(x), y) for x, y in self.sets]
        self.wrong.append([float((s.argmax(axis=1) != y).mean()) for s, y in scores])
        self.losses.append([float(softmax_loss(s, y)[0]) for s, y in scores])


@functools.lru_cache(maxsize=32)
def curves(wrong: float, seed: int) -> Curves:
    """Train on 200 small digits, a share of `wrong` of them with another's label; no stopping.

    Dev (500) and test (1000) keep their right labels.
    """
    rng = np.random.default_rng(seed)
    parts = split(load_uci_digits(), train=N, dev=500, test=1000, rng=rng)
    sets = [(part.as_vectors(), part.y.copy()) for part in (parts.train, parts.dev, parts.test)]
    y = sets[0][1]
    tired = rng.permutation(N)[: round(wrong * N)]
    y[tired] = (y[tired] + rng.integers(1, 10, len(tired))) % 10
    look = _Look(sets)
    net = two_layer_net(64, HIDDEN, 10, rng=rng)
    trainer = Trainer(optimiser=Adam(lr=5e-3), epochs=EPOCHS, batch=50)
    trainer.fit(net, sets[0], rng=rng, watch=(look,))
    (train, dev, test), loss = np.array(look.wrong).T, np.array(look.losses).T
    return Curves(train, dev, test, loss[1], loss[0])


def stop(dev: Float[Array, " T"], patience: int) -> tuple[int, int]:
    """Give the epoch after which one stops, and the best until then, both counted from 1.

    One stops when for `patience` epochs dev has not been better than its best; the first of equals.
    """
    best = 0
    for epoch in range(len(dev)):
        if dev[epoch] < dev[best]:
            best = epoch
        if epoch - best >= patience:
            return epoch + 1, best + 1
    return len(dev), best + 1


class EarlyStopping(Explorer):
    """A net learns 200 digits by heart; you decide how long a standstill on dev is borne.

    patience: epochs without a better dev error; wrong: share of training labels that are wrong;
    draw: other digits, another start.
    """

    title = "Early stopping"
    patience = Setting(10, Slider("Patience, in epochs", (1, 2, 3, 5, 10, 20, 40, 80)))
    wrong = Setting(
        0.3,
        Slider(
            "Wrong labels in training",
            (0.0, 0.1, 0.2, 0.3, 0.4),
            tuple(f"{p} %" for p in (0, 10, 20, 30, 40)),
        ),
    )
    draw = Setting(0, Button("Another run"))

    def scene(self) -> Scene:
        """The errors with both epochs, and the losses."""
        seen = curves(self.wrong, self.draw)
        last, best = stop(seen.dev, self.patience)
        how = f"stops after epoch {last}" if last < EPOCHS else f"is never out by epoch {EPOCHS}"
        reading = (
            f"Patience of {self.patience} {how}; the weights of epoch {best} are restored. Test "
            f"error with them {seen.test[best - 1]:.1%}, with those of the last epoch trained "
            f"{seen.test[last - 1]:.1%}, after all {EPOCHS} epochs {seen.test[-1]:.1%}."
        )
        return Scene((_errors(seen, last, best), _losses(seen, last, best)), reading)


def _errors(seen: Curves, last: int, best: int) -> Panel:
    top = 0.6
    t = np.arange(1, EPOCHS + 1)
    at_best = np.array([[best, seen.dev[best - 1]]])
    return Panel(
        title="Wrong answers",
        xlabel="epoch",
        ylabel="share wrong",
        xlim=(0.0, EPOCHS),
        ylim=(0.0, top),
        xticks=even_ticks(0, EPOCHS, 4),
        yticks=even_ticks(0.0, top),
        marks=(
            *_both(t, seen.train, seen.dev),
            *_moments(last, best, top),
            Mark(xy=at_best, name="best on dev so far", colour=GREEN, shape="diamond", size=6),
        ),
    )


def _losses(seen: Curves, last: int, best: int) -> Panel:
    top = 4.0
    t = np.arange(1, EPOCHS + 1)
    return Panel(
        title="Loss",
        xlabel="epoch",
        ylabel="cross-entropy",
        xlim=(0.0, EPOCHS),
        ylim=(0.0, top),
        xticks=even_ticks(0, EPOCHS, 4),
        yticks=even_ticks(0.0, top),
        marks=(*_both(t, seen.train_loss, seen.dev_loss), *_moments(last, best, top)),
    )


def _both(t: Array, train: Array, dev: Array) -> tuple[Mark, ...]:
    return (
        Mark(xy=np.stack([t, train], 1), name="train", colour=BLUE, dash=(7, 4)),
        Mark(xy=np.stack([t, dev], 1), name="dev", colour=VERMILLION, width=2.2),
    )


def _moments(last: int, best: int, top: float) -> tuple[Mark, ...]:
    return (
        Mark(xy=np.array([[best, 0.0], [best, top]]), colour=GREEN, width=1.4),
        Mark(
            xy=np.array([[last, 0.0], [last, top]]),
            name="patience ends",
            colour=ORANGE,
            dash=(2, 4),
            width=3,
        ),
    )

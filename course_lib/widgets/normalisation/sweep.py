"""How far a deep net gets with and without batch normalisation, over rates and first weights.

The whole sweep takes minutes: `python scripts/sweep_batchnorm.py` runs it and keeps what came out
in sweep.json, which is drawn here.
"""

import json
from collections.abc import Callable, Sequence
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.kernels import he_init, normal_init, xavier_init
from course_lib.nn import Affine, BatchNorm, Layer, ReLU, Sequential, Trainer
from course_lib.optim import SGD

__all__ = [
    "EPOCHS",
    "FILE",
    "INITS",
    "RATES",
    "SEEDS",
    "Sweep",
    "accuracies",
    "deep_net",
    "digits",
    "load_sweep",
    "sweep",
]

FILE = Path(__file__).with_suffix(".json")
INITS: dict[str, Callable[..., Array]] = {
    "std 0.01": partial(normal_init, std=0.01),
    "Xavier": xavier_init,
    "He": he_init,
    "std 1": partial(normal_init, std=1.0),
}
RATES = tuple(float(f"{10**power:.2g}") for power in np.arange(-3, 1.6, 0.25))
SEEDS, EPOCHS, BATCH = 5, 5, 50
DEPTH, M, D, CLASSES = 5, 50, 196, 10
GUESS = 0.1  # what a run that broke is worth

Labelled = tuple[Array, Array]


class Sweep(NamedTuple):
    """Share right on dev, (2, inits, rates, seeds, epochs): first without batchnorm, then with.

    A run that broke, its numbers infinite or nan, is nan from there on.
    """

    right: Float[Array, "B I R S E"]

    def of(self, init: str, norm: bool) -> Float[Array, "R S E"]:
        """One kind of first weights; a run that broke counts as a guess, 0.1."""
        return np.nan_to_num(self.right[int(norm), list(INITS).index(init)], nan=GUESS)


def digits() -> tuple[Labelled, Labelled]:
    """2000 digits to train on and 1000 to look at, of 14 x 14 pixels, centred and scaled as one."""
    from course_lib.data import load_mnist, split

    parts = split(load_mnist(), train=2000, dev=1000, test=1000, rng=np.random.default_rng(0))
    small = [
        part.x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4)).reshape(-1, D).astype(np.float32)
        for part in (parts.train, parts.dev)
    ]
    mean, std = small[0].mean(), small[0].std()
    train, dev = ((x - mean) / std for x in small)
    return (train, parts.train.y), (dev, parts.dev.y)


def deep_net(init: str, norm: bool, seed: int) -> Sequential:
    """Five hidden layers of 50 ReLUs, with batchnorm before each or without."""
    layers: dict[str, Layer] = {}
    for i in range(1, DEPTH + 1):
        layers[f"affine{i}"] = Affine(D if i == 1 else M, M, init=INITS[init])
        if norm:
            layers[f"norm{i}"] = BatchNorm(M)
        layers[f"relu{i}"] = ReLU()
    layers["last"] = Affine(M, CLASSES, init=INITS[init])
    return Sequential(layers, rng=np.random.default_rng(seed))


def accuracies(
    init: str, norm: bool, lr: float, seed: int, train: Labelled, dev: Labelled
) -> list[float | None]:
    """Share right on dev after each of five epochs of SGD; None once the run broke."""
    trainer = Trainer(optimiser=SGD(lr=lr), epochs=EPOCHS, batch=BATCH, explode=np.inf)
    with np.errstate(all="ignore"):  # that it overflows is what is looked for
        history = trainer.fit(
            deep_net(init, norm, seed), train, dev, rng=np.random.default_rng(seed), watch=()
        )
    right = [epoch.dev_accuracy for epoch in history.epochs]
    return [*right, *[None] * (EPOCHS - len(right))]


def sweep(inits: Sequence[str], rates: Sequence[float], seeds: int) -> list[object]:
    """Run all of it; nested as `Sweep.right`, thousandths as whole numbers, None where broken."""
    train, dev = digits()

    def runs(init: str, norm: bool, lr: float) -> list[list[int | None]]:
        found = [accuracies(init, norm, lr, seed, train, dev) for seed in range(seeds)]
        return [[None if a is None else round(1000 * a) for a in run] for run in found]

    return [[[runs(init, norm, lr) for lr in rates] for init in inits] for norm in (False, True)]


@cache
def load_sweep() -> Sweep:
    """Give what scripts/sweep_batchnorm.py stored."""
    stored = json.loads(FILE.read_text("utf-8"))
    return Sweep(np.array(stored["right"], float) / 1000)

"""What a regulariser buys on real digits with few labels: one run, from digits to accuracy."""

import math
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Generator
from course_lib.data import load_mnist, split
from course_lib.kernels import softmax
from course_lib.nn import Sequential, Snapshots, Trainer
from course_lib.nn.layer import Mode
from course_lib.optim import Adam
from course_lib.widgets.regularisation.methods import METHODS, Method, cosine_cycles

__all__ = ["Accuracy", "FewDigits", "few_digits", "train"]

STEPS, BATCH, RATE = 1000, 32, 1e-3
POOL, DEV, TEST = 2000, 1000, 2000
Labelled = tuple[Array, Array]


class Accuracy(NamedTuple):
    """Share that is right of the digits learnt from, of dev's 1000 and of test's 2000."""

    train: float
    dev: float
    test: float


class FewDigits(NamedTuple):
    """A few digits to learn from; dev and test are always the same ones. x (N, 1, 28, 28)."""

    train: Labelled
    dev: Labelled
    test: Labelled


def few_digits(n: int, seed: int, wrong: float = 0.0) -> FewDigits:
    """Give `n` digits of the pool of 2000, as many of each class, drawn by `seed`.

    A share of `wrong` of their labels is replaced by another digit; dev and test stay right.
    """
    parts = split(load_mnist(), train=POOL, dev=DEV, test=TEST, rng=np.random.default_rng(0))
    rng = np.random.default_rng([seed, n])
    few = split(parts.train, train=n, dev=0, test=0, rng=rng).train
    sets = [(a.as_vectors().reshape(a.x.shape), a.y) for a in (few, parts.dev, parts.test)]
    tired = rng.permutation(n)[: round(wrong * n)]
    y = few.y.copy()
    y[tired] = (y[tired] + rng.integers(1, 10, len(tired))) % 10
    return FewDigits((sets[0][0], y), *sets[1:])


def train(name: str, strength: float, n: int, seed: int, wrong: float = 0.0) -> Accuracy:
    """Train on `n` digits by the method of that name, about 1000 steps, in float32.

    The same seed gives the same digits and the same first weights to every method of a family.
    """
    method, digits = METHODS[name], few_digits(n, seed, wrong)
    nets = [net for m in range(method.members) for net in _nets(method, strength, digits, seed, m)]
    rng = np.random.default_rng([seed, n, 2])
    return Accuracy(*(_accuracy(nets, x, y, method.draws, rng) for x, y in digits))


def _nets(
    method: Method, strength: float, digits: FewDigits, seed: int, member: int
) -> list[Sequential]:
    """The net that is trained, or its snapshots."""
    net = Sequential(method.layers(strength), rng=np.random.default_rng([seed, member]))
    settings: dict[str, Any] = {"batch": BATCH, **method.settings(strength)}
    epochs = round(STEPS / math.ceil(len(digits.train[1]) / settings["batch"]))
    watch: tuple[Snapshots, ...] = ()
    if method.snapshots:
        epochs -= epochs % method.snapshots
        watch = (Snapshots(epochs // method.snapshots),)
        settings["schedule"] = cosine_cycles(epochs, method.snapshots)
    trainer = Trainer(optimiser=Adam(lr=RATE), epochs=epochs, **settings)
    dev = digits.dev if method.stops_early else None
    trainer.fit(net, digits.train, dev, rng=np.random.default_rng([seed, member, 1]), watch=watch)
    return watch[0].nets if watch else [net]


def _accuracy(nets: list[Sequential], x: Array, y: Array, draws: int, rng: Generator) -> float:
    shares = np.sum([_shares(net, x, draws, rng) for net in nets], axis=0)
    return float((shares.argmax(axis=1) == y).mean())


def _shares(net: Sequential, x: Array, draws: int, rng: Generator) -> Array:
    if draws == 1:
        return softmax(net.scores(x))
    chunks = [x[i : i + 250] for i in range(0, len(x), 250)]
    asked = [
        np.concatenate([softmax(net.forward_only(c, Mode(False, rng))[0]) for c in chunks])
        for _ in range(draws)
    ]
    return np.mean(asked, axis=0)

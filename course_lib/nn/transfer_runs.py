"""Transfer measured: every way, on every pair, with 1 to 100 labels a class.

`scripts/sweep_transfer.py` trained them all; what came out is kept in transfer_runs.json. A rate
is chosen where the mean dev accuracy of CHOOSING is best, and what it gives is measured on test
with REPORTING, seeds never seen before: other labels, another first head.
"""

import functools
import json
import math
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.nn.affine import Affine
from course_lib.nn.pairs import PAIRS, few_labels, load_pair
from course_lib.nn.pretrained import BLOCKS, load_pretrained, transfer_net
from course_lib.nn.sequential import Sequential
from course_lib.nn.trainer import Trainer
from course_lib.nn.transfer import discriminative_rates, freeze_up_to, replace_head
from course_lib.optim import Adam

__all__ = ["TRANSFER_WAYS", "TransferRun", "TransferRuns", "load_transfer_runs", "train_transfer"]

# How many blocks of the pretrained net stay as they are; None: nothing is transferred.
TRANSFER_WAYS: dict[str, int | None] = {
    "from scratch": None,
    "3 frozen": 3,
    "2 frozen": 2,
    "1 frozen": 1,
    "0 frozen": 0,
    "0 frozen, old layers slower": 0,
}
LABELS = (1, 3, 10, 30, 100)  # a class
RATES = (5e-4, 2e-3, 8e-3, 3.2e-2)
CHOOSING, REPORTING = (100, 101), tuple(range(6))
STEPS, BATCH = 300, 32
FILE = Path(__file__).with_name("transfer_runs.json")


class TransferRun(NamedTuple):
    """What is to be trained: pair and way by name, labels a class, the rate of Adam, the seed."""

    pair: str
    each: int
    way: str
    rate: float
    seed: int


class Accuracy(NamedTuple):
    """Shares of the dev and of the test images that are right."""

    dev: float
    test: float


class TransferRuns:
    """Runs that are done. Raises KeyError for one that is not."""

    def __init__(self, done: dict[TransferRun, Accuracy]) -> None:
        self.done = done

    def dev(self, pair: str, each: int, way: str) -> Float[Array, "R S"]:
        """Dev accuracies by which the rate is chosen, (rates, seeds)."""
        runs = [[TransferRun(pair, each, way, rate, s) for s in CHOOSING] for rate in RATES]
        return np.array([[self.done[run].dev for run in row] for row in runs])

    def rate(self, pair: str, each: int, way: str) -> float:
        """The rate of best mean dev accuracy, the first of equals."""
        return RATES[int(self.dev(pair, each, way).mean(axis=1).argmax())]

    def test(self, pair: str, each: int, way: str) -> Float[Array, " S"]:
        """Test accuracies at the rate chosen, one for each seed of REPORTING."""
        rate = self.rate(pair, each, way)
        return np.array([self.done[TransferRun(pair, each, way, rate, s)].test for s in REPORTING])

    def gain(self, pair: str, each: int, way: str) -> Float[Array, " S"]:
        """How much better on test than from scratch, seed by seed: the same labels for both."""
        return self.test(pair, each, way) - self.test(pair, each, "from scratch")

    def best(self, pair: str, each: int) -> str:
        """The way of best mean dev accuracy, each at its own rate, the first of equals."""
        means = [self.dev(pair, each, way).mean(axis=1).max() for way in TRANSFER_WAYS]
        return list(TRANSFER_WAYS)[int(np.argmax(means))]


def train_transfer(run: TransferRun) -> Accuracy:
    """Train as `run` says for 300 steps of Adam, and look at dev and test once."""
    pair, frozen = load_pair(run.pair), TRANSFER_WAYS[run.way]
    source = load_pretrained(pair.source)
    rng = np.random.default_rng(run.seed)
    x, y = few_labels(pair.train, run.each, rng)
    net = _started(source.net, frozen, len(pair.class_names), rng)
    rates = discriminative_rates(net) if "slower" in run.way else {}
    # Frozen layers give the same at every step: once is enough.
    body, rest = net.split(BLOCKS[frozen - 1]) if frozen else (None, net)

    def seen(images: Array) -> Array:
        given = source.prepare(images)
        return given if body is None else body.scores(given)

    per_epoch = math.ceil(len(x) / BATCH)
    trainer = Trainer(
        optimiser=Adam(lr=run.rate),
        epochs=math.ceil(STEPS / per_epoch),
        batch=BATCH,
        rates=rates,
        explode=math.inf,
    )
    trainer.fit(rest, (seen(x), y), rng=rng, watch=())
    return Accuracy(*(_right(rest, seen(images), t) for images, t in (pair.dev, pair.test)))


def _started(
    pretrained: Sequential, frozen: int | None, classes: int, rng: Generator
) -> Sequential:
    if frozen is None:
        return transfer_net(classes, rng=rng)
    replace_head(pretrained, Affine(64, classes), rng=rng)
    if frozen:
        freeze_up_to(pretrained, BLOCKS[frozen - 1])
    return pretrained


def _right(net: Sequential, x: Array, y: Array) -> float:
    # As it is kept: a rate that is chosen must not hang on what is lost in writing.
    return round(float((net.predict(x) == y).mean()), 4)


def to_choose(pair: str, each: int) -> Iterator[TransferRun]:
    """All runs by which the rates are chosen."""
    for way in TRANSFER_WAYS:
        for rate in RATES:
            yield from (TransferRun(pair, each, way, rate, seed) for seed in CHOOSING)


def to_report(runs: TransferRuns, pair: str, each: int) -> Iterator[TransferRun]:
    """All runs that tell what each way gives at the rate chosen."""
    for way in TRANSFER_WAYS:
        rate = runs.rate(pair, each, way)
        yield from (TransferRun(pair, each, way, rate, seed) for seed in REPORTING)


def situations() -> Iterator[tuple[str, int]]:
    """Every pair with every number of labels a class."""
    return ((pair, each) for pair in PAIRS for each in LABELS)


def write(runs: TransferRuns, path: Path) -> None:
    """Write all runs, one a line."""
    lines = [json.dumps([*run, *done]) for run, done in runs.done.items()]
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")


def read(path: Path) -> TransferRuns:
    """Read what `write` wrote."""
    rows = json.loads(path.read_text("utf-8"))
    return TransferRuns({TransferRun(*row[:5]): Accuracy(*row[5:]) for row in rows})


@functools.cache
def load_transfer_runs() -> TransferRuns:
    """Give the runs that come with the course, read once."""
    return read(FILE)

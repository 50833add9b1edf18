"""Ensembles: several nets asked at once are wrong less often than each of them alone.

Source: CS231n notes, "Neural Networks Part 3", section "Model Ensembles".
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_lib._shapes import Array, Float, Generator, Int
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.kernels import softmax
from course_lib.nn._checks import check_rng
from course_lib.nn.history import History
from course_lib.nn.run import Labelled
from course_lib.nn.sequential import Sequential
from course_lib.nn.trainer import Trainer
from course_lib.nn.watching import Watcher

__all__ = ["Ensemble", "Snapshots", "train_independent"]


@dataclass(frozen=True, slots=True)
class Ensemble:
    """Nets that vote with their probabilities. Raises CourseError when there are none."""

    nets: tuple[Sequential, ...]

    def __post_init__(self) -> None:
        if not self.nets:
            raise CourseError(
                "an ensemble of no nets",
                why="there is nothing to average",
                how="give at least one trained net, Ensemble((net1, net2))",
            )

    def probabilities(self, x: Float[Array, "N *S"]) -> Float[Array, "N C"]:
        """Give the mean of the nets' softmax probabilities, (N, C).

        Not of their scores: a net that is loud would have more say than one that is sure.
        Raises ShapeError when the nets tell different numbers of classes.
        """
        each = [softmax(net.scores(x)) for net in self.nets]
        if len({p.shape for p in each}) > 1:
            raise ShapeError(
                f"the nets of an ensemble gave {', '.join(str(p.shape) for p in each)}",
                why="probabilities are averaged class by class",
                how="take nets that were trained on the same classes",
            )
        return sum(each[1:], start=each[0]) / len(each)

    def predict(self, x: Float[Array, "N *S"]) -> Int[Array, " N"]:
        """Give the class with the largest mean probability for each example, (N,)."""
        return self.probabilities(x).argmax(axis=1)


class Snapshots(Watcher):
    """Copies of one net along its run, at the end of every `every` epochs: an ensemble for free.

    Best with a rate that goes up and down, so that the copies differ. Raises RangeError unless
    every is a whole number from 1. Source: Huang et al. (2017), arXiv:1704.00109.
    """

    def __init__(self, every: int = 1) -> None:
        if isinstance(every, bool) or not isinstance(every, int) or every < 1:
            raise RangeError(
                f"Snapshots got every = {every!r}",
                why="a copy is taken each time so many epochs are done",
                how="give a whole number of at least 1",
            )
        self.every = every
        self.nets: list[Sequential] = []

    def on_epoch(self, net: Sequential, history: History) -> None:
        """Copy the net when its time has come."""
        if len(history.epochs) % self.every == 0:
            self.nets.append(net.copy())

    def ensemble(self, last: int | None = None) -> Ensemble:
        """Give the ensemble of all copies, or of the `last` ones. Raises CourseError for none."""
        return Ensemble(tuple(self.nets if last is None else self.nets[-last:]))


def train_independent(
    build: Callable[[Generator], Sequential],
    trainer: Trainer,
    train: Labelled,
    dev: Labelled | None = None,
    *,
    n: int,
    rng: Generator,
    watch: Sequence[Watcher] | None = None,
) -> tuple[Ensemble, tuple[History, ...]]:
    """Train `n` nets that `build` makes, each with a generator of its own, and their histories."""
    check_rng("train_independent", rng)
    nets, histories = [], []
    for own in rng.spawn(n):
        nets.append(build(own))
        histories.append(trainer.fit(nets[-1], train, dev, rng=own, watch=watch))
    return Ensemble(tuple(nets)), tuple(histories)

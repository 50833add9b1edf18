"""What happened in a training run, as plain data."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

__all__ = ["Epoch", "History", "State"]

State = Literal["running", "finished", "stopped early", "exploded", "nan"]


class Epoch(NamedTuple):
    """One pass over the training set.

    loss: mean cost over its steps, penalty included; accuracy: share of the training examples
    that were right when they were met. dev_loss (without penalty) and dev_accuracy are taken at
    its end, None without a dev set; lr: the rate it was run at, None if the optimiser has none.
    """

    loss: float
    accuracy: float
    dev_loss: float | None
    dev_accuracy: float | None
    lr: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A run so far: whole epochs, the cost of every step, and why it stopped.

    start: the cost before the first step; best: the epoch, counted from 0, whose weights the net
    is given at the end, None for those from before the first; state and reason: how it stands.
    """

    epochs: tuple[Epoch, ...]
    steps: tuple[float, ...]
    start: float
    best: int | None
    state: State
    reason: str

    def __str__(self) -> str:
        words = f"{len(self.epochs)} {'epoch' if len(self.epochs) == 1 else 'epochs'}"
        if self.epochs:
            last = self.epochs[-1]
            words += f": loss from {self.start:.3g} to {last.loss:.3g}, training accuracy "
            words += f"{last.accuracy:.1%}"
            if last.dev_accuracy is not None:
                words += f", dev accuracy {last.dev_accuracy:.1%}"
                if self.best is not None and self.best != len(self.epochs) - 1:
                    best = self.epochs[self.best].dev_accuracy
                    words += f" (best {best:.1%} in epoch {self.best + 1}, whose weights are kept)"
        return f"{words}. {self.state.capitalize()}: {self.reason}"

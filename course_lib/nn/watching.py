"""Those who look on while a net is trained, and a progress bar among them."""

import sys
from typing import Any, NamedTuple

from course_lib.nn.history import History
from course_lib.nn.sequential import Sequential

__all__ = ["Progress", "ProgressBar", "Watcher", "in_notebook"]


class Progress(NamedTuple):
    """Where a run is after a step: `step` of `steps` in `epoch` of `epochs`, counted from 1."""

    epoch: int
    epochs: int
    step: int
    steps: int
    loss: float


class Watcher:
    """Told of every step and epoch; does nothing, so that a subclass says only what it is for."""

    def on_step(self, progress: Progress) -> None:
        """After each step."""

    def on_epoch(self, net: Sequential, history: History) -> None:
        """After each whole epoch; `net` is as it was trained so far."""

    def on_end(self, net: Sequential, history: History) -> None:
        """At the end, also of a run that failed; `net` has the weights it is to keep."""


class ProgressBar(Watcher):
    """A bar in a terminal; where output goes to a file, nothing."""

    def __init__(self) -> None:
        self._bar: Any = None

    def on_step(self, progress: Progress) -> None:
        """Move on by one."""
        from tqdm import tqdm

        if self._bar is None:
            done = (progress.epoch - 1) * progress.steps + progress.step - 1
            total = progress.epochs * progress.steps
            self._bar = tqdm(total=total, initial=done, unit="step", disable=None)
        self._bar.set_description(f"epoch {progress.epoch} of {progress.epochs}", refresh=False)
        self._bar.set_postfix_str(f"loss {progress.loss:.3f}", refresh=False)
        self._bar.update()

    def on_end(self, net: Sequential, history: History) -> None:
        """Leave the line as it stands."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def in_notebook() -> bool:
    """Whether this runs in a Jupyter kernel, which can show pictures that change."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython is not None else None
    return hasattr(shell, "kernel")

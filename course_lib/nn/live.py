"""Loss and accuracy, drawn while a net is trained in a notebook.

One display is updated in place. What is stored in the notebook is its last form, a picture of the
history alone: no times, nothing that differs when the notebook is run again.
"""

import time
from typing import TYPE_CHECKING, Any

from course_lib.nn.history import History
from course_lib.nn.sequential import Sequential
from course_lib.nn.watching import Progress, Watcher

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

__all__ = ["LivePlot", "draw_history"]

_BETWEEN = 0.25  # seconds; the eye is content, and drawing costs less than a tenth of training
_SIZE = 8.0, 2.8  # inches


class LivePlot(Watcher):
    """Shows where a run is and how it goes; at the end, how it went."""

    def __init__(self) -> None:
        self._handle: Any = None
        self._drawn = -_BETWEEN
        self._picture = ""

    def on_step(self, progress: Progress) -> None:
        """Move the bar, a few times a second."""
        now = time.monotonic()
        if now - self._drawn >= _BETWEEN:
            self._drawn = now
            page = _with_bar(progress, self._picture)
            self._show({"text/html": page, "text/plain": _bar_in_words(progress)}, {})

    def on_epoch(self, net: Sequential, history: History) -> None:
        """Draw the curves anew."""
        if time.monotonic() - self._drawn >= _BETWEEN or len(history.epochs) == 1:
            self._picture = _bundle(history)[0]["text/html"]

    def on_end(self, net: Sequential, history: History) -> None:
        """Leave the whole run in the notebook."""
        self._show(*_bundle(history))
        self._handle = None

    def _show(self, data: dict[str, Any], metadata: dict[str, Any]) -> None:
        from IPython.display import display

        if self._handle is None:
            self._handle = display(data, metadata=metadata, raw=True, display_id=True)
        else:
            self._handle.update(data, metadata=metadata, raw=True)


def draw_history(history: History) -> "Figure":
    """Draw the loss of every step and epoch on the left, the accuracies on the right."""
    from matplotlib.figure import Figure

    from course_lib.figures import BLUE, ORANGE

    fig = Figure(figsize=_SIZE, layout="constrained")
    left, right = fig.subplots(1, 2)
    ends = range(1, len(history.epochs) + 1)
    _draw_loss(left, history)
    accuracies = [e.accuracy for e in history.epochs]
    right.plot(ends, accuracies, "o-", color=BLUE, markersize=3, label="training")
    dev = [e.dev_accuracy for e in history.epochs if e.dev_accuracy is not None]
    if dev:
        right.plot(ends, dev, "s--", color=ORANGE, markersize=3, label="dev")
    if dev and history.best is not None:
        right.axvline(history.best + 1, color="grey", linestyle=":", label="weights kept")
    right.set(xlabel="epoch", ylabel="accuracy")
    right.legend()
    return fig


def _draw_loss(axes: "Axes", history: History) -> None:
    from course_lib.figures import BLUE, ORANGE

    whole = len(history.epochs)
    a_step = whole / len(history.steps) if whole else 1.0
    at = [(i + 1) * a_step for i in range(len(history.steps))]
    axes.plot(at, history.steps, "-", color=BLUE, alpha=0.3, linewidth=0.8, label="each step")
    ends = range(1, whole + 1)
    axes.plot(ends, [e.loss for e in history.epochs], "o-", color=BLUE, markersize=3, label="epoch")
    dev = [e.dev_loss for e in history.epochs if e.dev_loss is not None]
    if dev:
        axes.plot(ends, dev, "s--", color=ORANGE, markersize=3, label="dev")
    axes.set(xlabel="epoch" if whole else "step", ylabel="loss")
    axes.legend()


def _bundle(history: History) -> tuple[dict[str, Any], dict[str, Any]]:
    from course_lib.figures import figure_bundle

    return figure_bundle(draw_history(history), alt=str(history), caption=str(history))


def _with_bar(progress: Progress, picture: str) -> str:
    done = (progress.epoch - 1) * progress.steps + progress.step
    words = _bar_in_words(progress)
    return (
        f'<progress value="{done}" max="{progress.epochs * progress.steps}" '
        f'aria-label="training" style="width: 20em"></progress> {words}{picture}'
    )


def _bar_in_words(progress: Progress) -> str:
    return (
        f"epoch {progress.epoch} of {progress.epochs}, step {progress.step} of {progress.steps}, "
        f"loss {progress.loss:.3f}"
    )

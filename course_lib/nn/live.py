"""Loss and accuracy, drawn while a net is trained in a notebook.

One display is updated in place. What is stored in the notebook is its last form, a picture of the
history alone: no times, nothing that differs when the notebook is run again.
"""

import base64
import html
import io
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
_BLUE, _ORANGE = "#0072B2", "#E69F00"  # Okabe & Ito (2008)
_WIDTH, _HEIGHT, _DPI = 8.0, 2.8, 144


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
            self._show(_with_bar(progress, self._picture), _bar_in_words(progress))

    def on_epoch(self, net: Sequential, history: History) -> None:
        """Draw the curves anew."""
        if time.monotonic() - self._drawn >= _BETWEEN or len(history.epochs) == 1:
            self._picture = _picture(_png(draw_history(history)), str(history))

    def on_end(self, net: Sequential, history: History) -> None:
        """Leave the whole run in the notebook."""
        png = _png(draw_history(history))
        self._show(_picture(png, str(history)), str(history), png)
        self._handle = None

    def _show(self, page: str, words: str, png: str | None = None) -> None:
        from IPython.display import display

        data = {"text/html": page, "text/plain": words}
        data |= {} if png is None else {"image/png": png}
        metadata = {"image/png": {"alt": words}} if png else {}
        if self._handle is None:
            self._handle = display(data, metadata=metadata, raw=True, display_id=True)
        else:
            self._handle.update(data, metadata=metadata, raw=True)


def draw_history(history: History) -> "Figure":
    """Draw the loss of every step and epoch on the left, the accuracies on the right."""
    from matplotlib.figure import Figure

    fig = Figure(figsize=(_WIDTH, _HEIGHT), layout="constrained")
    left, right = fig.subplots(1, 2)
    ends = range(1, len(history.epochs) + 1)
    _draw_loss(left, history)
    accuracies = [e.accuracy for e in history.epochs]
    right.plot(ends, accuracies, "o-", color=_BLUE, markersize=3, label="training")
    dev = [e.dev_accuracy for e in history.epochs if e.dev_accuracy is not None]
    if dev:
        right.plot(ends, dev, "s--", color=_ORANGE, markersize=3, label="dev")
    if dev and history.best is not None:
        right.axvline(history.best + 1, color="grey", linestyle=":", label="weights kept")
    right.set(xlabel="epoch", ylabel="accuracy")
    right.legend()
    return fig


def _draw_loss(axes: "Axes", history: History) -> None:
    whole = len(history.epochs)
    a_step = whole / len(history.steps) if whole else 1.0
    at = [(i + 1) * a_step for i in range(len(history.steps))]
    axes.plot(at, history.steps, "-", color=_BLUE, alpha=0.3, linewidth=0.8, label="each step")
    ends = range(1, whole + 1)
    axes.plot(
        ends, [e.loss for e in history.epochs], "o-", color=_BLUE, markersize=3, label="epoch"
    )
    dev = [e.dev_loss for e in history.epochs if e.dev_loss is not None]
    if dev:
        axes.plot(ends, dev, "s--", color=_ORANGE, markersize=3, label="dev")
    axes.set(xlabel="epoch" if whole else "step", ylabel="loss")
    axes.legend()


def _png(fig: "Figure") -> str:
    import matplotlib
    import matplotlib.style

    stream = io.BytesIO()
    with matplotlib.style.context("default"):  # a reader's matplotlibrc must not change it
        fig.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None})
    return base64.b64encode(stream.getvalue()).decode("ascii")


def _picture(png: str, words: str) -> str:
    alt = html.escape(words)
    return (
        f'<figure style="margin: 0.5em 0"><img alt="{alt}" width="{round(_WIDTH * 96)}" '
        f'style="max-width: 100%; height: auto; border-radius: 4px" '
        f'src="data:image/png;base64,{png}"><figcaption>{alt}</figcaption></figure>'
    )


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

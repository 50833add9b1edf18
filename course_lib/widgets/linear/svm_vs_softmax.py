"""One example, two opinions: the SVM's and the softmax loss of the same scores, to be jiggled."""

from typing import Any, NamedTuple

import anywidget
import numpy as np
import traitlets
from matplotlib.figure import Figure

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError, ShapeError
from course_lib.figures import BLUE, LOOKS, ORANGE, figure_bundle, style
from course_lib.kernels import softmax, softmax_loss, svm_loss
from course_lib.widgets.knn.data import clamp
from course_lib.widgets.script import script

__all__ = ["Opinions", "SvmVsSoftmax", "opinions"]

CLASSES = 3
MOST, MOST_MARGIN = 10.0, 5.0


class Opinions(NamedTuple):
    """What either loss says of one row of scores (C,), and how it would have each score move."""

    hinge: Float[Array, " C"]
    svm: float
    dsvm: Float[Array, " C"]
    shares: Float[Array, " C"]
    softmax: float
    dsoftmax: Float[Array, " C"]


def opinions(scores: Float[Array, " C"], y: int, margin: float) -> Opinions:
    """Both losses of one example with scores (C,) and true class y, with their gradients (C,).

    Raises as `svm_loss` and `softmax_loss`.
    """
    row, label = np.asarray(scores, float)[None], np.array([y])
    svm, dsvm = svm_loss(row, label, margin)
    entropy, dsoftmax = softmax_loss(row, label)
    hinge = np.maximum(row[0] - row[0, y] + margin, 0)
    hinge[y] = 0
    return Opinions(hinge, svm, dsvm[0], softmax(row)[0], entropy, dsoftmax[0])


class SvmVsSoftmax(anywidget.AnyWidget):
    """Three scores of one example to set and to jiggle, under both losses.

    scores: three numbers from -10 to 10; y the true class, 0 to 2; margin from 0 to 5; names of
    the classes. Raises a CourseError for what cannot be shown, and keeps what it had.
    """

    _esm = script("common.js", "panel.js", "linear/svm_vs_softmax.js")
    _css = script("controls.css", "panel.css", "linear/svm_vs_softmax.css")

    scores = traitlets.TraitType((1.5, 2.0, -3.0)).tag(sync=True)
    y = traitlets.TraitType(1).tag(sync=True)
    margin = traitlets.TraitType(1.0).tag(sync=True)
    names = traitlets.List(["3", "5", "8"]).tag(sync=True)
    most = traitlets.Float(MOST).tag(sync=True)
    most_margin = traitlets.Float(MOST_MARGIN).tag(sync=True)
    colours = traitlets.List([look.colour for look in LOOKS[:CLASSES]]).tag(sync=True)
    opinion_colours = traitlets.List([BLUE, ORANGE]).tag(sync=True)

    def __init__(
        self, scores: Any = (1.5, 2.0, -3.0), y: int = 1, *, margin: float = 1.0, names: Any = None
    ) -> None:
        super().__init__(scores=scores, y=y, margin=margin, names=_names(names))
        self._start = {"scores": self.scores, "y": self.y, "margin": self.margin}
        self.on_msg(self._on_message)

    @property
    def opinions(self) -> Opinions:
        """What either loss says of the scores as they are."""
        return opinions(np.array(self.scores), self.y, self.margin)

    def reset(self) -> None:
        """Back to what it was made with."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, clamped to what makes sense: nobody reads an error there."""
        with self.hold_sync():
            super().set_state(self._clamped(sync_data))

    def __repr__(self) -> str:
        said = ", ".join(f"{s:g}" for s in self.scores)
        seen = self.opinions
        return (
            f"SvmVsSoftmax(scores=({said}), y={self.y}, margin={self.margin:g}: "
            f"SVM {seen.svm:.3f}, softmax {seen.softmax:.3f})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        data, metadata = figure_bundle(self._picture(), alt=self._describe())
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    def _describe(self) -> str:
        seen = self.opinions
        pairs = ", ".join(f"{n} {s:g}" for n, s in zip(self.names, self.scores, strict=True))
        return (
            f"Scores {pairs}; the true class is {self.names[self.y]}. SVM loss {seen.svm:.2f}, "
            f"softmax loss {seen.softmax:.2f}. Below, either loss as each score is moved: the "
            "SVM's has a corner and a flat part, the softmax's never lies flat."
        )

    def _picture(self) -> Figure:
        moved = np.linspace(-MOST, MOST, 401)
        with style():
            fig = Figure(figsize=(7.0, 2.7))
            for c, axes in enumerate(fig.subplots(1, CLASSES, sharey=True)):
                rows = [opinions(_replaced(self.scores, c, s), self.y, self.margin) for s in moved]
                axes.plot(moved, [o.svm for o in rows], color=BLUE, label="SVM")
                axes.plot(moved, [o.softmax for o in rows], "--", color=ORANGE, label="softmax")
                axes.plot([self.scores[c]] * 2, [self.opinions.svm, self.opinions.softmax], "ko")
                true = " (true class)" if c == self.y else ""
                axes.set(title=f"score of {self.names[c]}{true}", ylim=(-0.3, 12))
            fig.axes[0].set_ylabel("loss")
            fig.axes[0].legend(loc="upper left")
        return fig

    @traitlets.validate("scores")
    def _check_scores(self, proposal: Any) -> tuple[float, ...]:
        return _scores(proposal["value"])

    @traitlets.validate("y")
    def _check_y(self, proposal: Any) -> int:
        y = proposal["value"]
        if isinstance(y, bool) or not isinstance(y, (int, np.integer)) or not 0 <= y < CLASSES:
            raise RangeError(
                f"SvmVsSoftmax got y = {y!r}",
                why="the true class is one of the three",
                how="choose 0, 1 or 2",
            )
        return int(y)

    @traitlets.validate("margin")
    def _check_margin(self, proposal: Any) -> float:
        margin = proposal["value"]
        number = isinstance(margin, (int, float, np.integer, np.floating))
        if not number or isinstance(margin, bool) or not 0 <= margin <= MOST_MARGIN:
            raise RangeError(
                f"SvmVsSoftmax got margin = {margin!r}",
                why="the right score is to lead by the margin, and scores end at 10",
                how=f"choose a number from 0 to {MOST_MARGIN:g}",
            )
        return float(margin)

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"do": "reset"}:
            self.reset()

    def _clamped(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What was sent and a browser may set, and nothing else: what is set is echoed."""
        scores = sent.get("scores")
        if not isinstance(scores, (list, tuple)) or len(scores) != CLASSES:
            scores = self.scores
        pairs = zip(scores, self.scores, strict=True)
        fits = {
            # A list, as it was sent: a tuple would be taken for news, and sent back.
            "scores": [clamp(new, -MOST, MOST, old) for new, old in pairs],
            "y": round(clamp(sent.get("y"), 0, CLASSES - 1, self.y)),
            "margin": clamp(sent.get("margin"), 0.0, MOST_MARGIN, self.margin),
        }
        return {name: value for name, value in fits.items() if name in sent}


def _replaced(scores: tuple[float, ...], c: int, score: float) -> Array:
    row = np.array(scores)
    row[c] = score
    return row


def _scores(scores: Any) -> tuple[float, ...]:
    try:
        row = np.asarray(scores, float)
    except (TypeError, ValueError):
        row = np.array(np.nan)
    if row.shape != (CLASSES,):
        raise ShapeError(
            f"SvmVsSoftmax got scores = {scores!r}",
            why="it shows one example and three classes",
            how="give three numbers",
        )
    if not (np.abs(row) <= MOST).all():  # NaN is not below it either
        raise RangeError(
            f"SvmVsSoftmax got scores = {scores!r}",
            why=f"its sliders go from -{MOST:g} to {MOST:g}",
            how="bring the scores into that range: adding a constant to all changes no loss",
        )
    return tuple(float(s) for s in row)


def _names(names: Any) -> list[str]:
    given = ["3", "5", "8"] if names is None else [str(name) for name in names]
    if len(given) != CLASSES or len(set(given)) != CLASSES:
        raise ShapeError(
            f"SvmVsSoftmax got names {given}",
            why="each of the three classes has a name of its own",
            how='give three, such as ("3", "5", "8")',
        )
    return given

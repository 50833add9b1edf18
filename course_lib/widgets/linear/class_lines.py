"""Class lines to drag, turn and train: the browser draws (class_lines*.js), NumPy trains.

What moves under the hand is counted where it is drawn; the way down is computed here, at once.
"""

from typing import Any

import anywidget
import numpy as np
import traitlets

from course_lib._shapes import Array, Float
from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.figures import LOOKS, figure_bundle
from course_lib.widgets.knn.data import clamp
from course_lib.widgets.linear.class_lines_data import (
    DATA,
    Points,
    check_data,
    points_of,
    start_weights,
)
from course_lib.widgets.linear.class_lines_picture import describe, picture
from course_lib.widgets.linear.class_lines_training import LOSSES, Losses, descend, losses, scores
from course_lib.widgets.script import script

__all__ = ["ClassLines"]

MOST_MARGIN, MOST_REG = 3.0, 1.0
FARTHEST = 1e3  # no hand drags a weight beyond it


class ClassLines(anywidget.AnyWidget):
    """One line a class, the loss of every example, and a way down from wherever the lines lie.

    data "clouds", "xor", "ring" or "islands"; loss, which of the two is trained on, "hinge" or
    "cross-entropy"; margin from 0 to 3; reg from 0 to 1. All of them may be set later.
    Raises a CourseError for what cannot be drawn, and keeps what it had.
    """

    _esm = script(
        "common.js",
        "panel.js",
        "points.js",
        "linear/class_lines_drawing.js",
        "linear/class_lines.js",
    )
    _css = script("controls.css", "panel.css", "linear/class_lines.css")

    data = traitlets.TraitType("clouds").tag(sync=True)
    loss = traitlets.TraitType("hinge").tag(sync=True)
    margin = traitlets.TraitType(1.0).tag(sync=True)
    reg = traitlets.TraitType(0.0).tag(sync=True)
    # Both sides write the lines; only the kernel writes points and path.
    w_bytes = traitlets.Bytes().tag(sync=True)  # float32 (C, 3), rows (w1, w2, b)
    x_bytes = traitlets.Bytes().tag(sync=True)  # float32 (N, 2)
    y_bytes = traitlets.Bytes().tag(sync=True)  # uint8 (N,)
    path = traitlets.Bytes().tag(sync=True)  # float32 (T, C, 3): the last training, step by step
    runs = traitlets.Int(0).tag(sync=True)  # counts trainings: two may take the same path

    most_margin = traitlets.Float(MOST_MARGIN).tag(sync=True)
    most_reg = traitlets.Float(MOST_REG).tag(sync=True)
    colours = traitlets.List([look.colour for look in LOOKS[:3]]).tag(sync=True)
    shapes = traitlets.List([look.shape for look in LOOKS[:3]]).tag(sync=True)

    def __init__(
        self, data: str = "clouds", *, loss: str = "hinge", margin: float = 1.0, reg: float = 0.0
    ) -> None:
        self._points = points_of(data)
        super().__init__(data=data, loss=loss, margin=margin, reg=reg, **_state(self._points))
        self._start = {"data": data, "loss": loss, "margin": margin, "reg": reg}
        self.on_msg(self._on_message)

    @property
    def lines(self) -> Float[Array, "C 3"]:
        """The lines (C, 3), one row (w1, w2, b) a class; set it to move them."""
        return np.frombuffer(self.w_bytes, "<f4").reshape(-1, 3)

    @lines.setter
    def lines(self, lines: Any) -> None:
        rows = np.asarray(lines, float)
        if rows.shape != self.lines.shape:
            raise ShapeError(
                f"ClassLines got lines {rows.shape}",
                why=f"each of the {len(self.lines)} classes has one line",
                how="give one row (w1, w2, b) a class",
            )
        if not (np.abs(rows) <= FARTHEST).all():  # NaN is not below it either
            raise RangeError(
                "ClassLines got lines with numbers that are not finite, or beyond 1000",
                why="such a line lies outside of every picture",
                how="give weights of a few units: the points lie between -1 and 1",
            )
        self.w_bytes = rows.astype("<f4").tobytes()

    @property
    def losses(self) -> Losses:
        """Loss of each example by either measure, and the penalty."""
        return losses(self._points.x, self._points.y, self.lines, self.margin, self.reg)

    @property
    def accuracy(self) -> float:
        """Share of the points whose own class has the highest score."""
        return float((scores(self._points.x, self.lines).argmax(axis=1) == self._points.y).mean())

    def train(self) -> "ClassLines":
        """Go down from here by gradient descent; the lines are then those of the last step."""
        x, y = self._points
        way = descend(x, y, self.lines, self.loss, self.margin, self.reg)
        with self.hold_sync():
            self.path = way.tobytes()
            self.w_bytes = way[-1].tobytes()
            self.runs += 1
        return self

    def reset(self) -> None:
        """Back to what it was made with."""
        with self.hold_sync():
            for name, value in self._start.items():
                setattr(self, name, value)
            self._show_points()

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, clamped to what makes sense: nobody reads an error there."""
        with self.hold_sync():
            super().set_state(self._clamped(sync_data))

    def __repr__(self) -> str:
        return (
            f"ClassLines({self.data!r}, loss={self.loss!r}, margin={self.margin:g}, "
            f"reg={self.reg:g}: {self.losses.total(self.loss):.3f})"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        seen = self._points, self.lines, self.losses, self.loss
        data, metadata = figure_bundle(picture(*seen), alt=describe(self.data, *seen))
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @traitlets.validate("data")
    def _check_data(self, proposal: Any) -> str:
        return check_data(proposal["value"])

    @traitlets.validate("loss")
    def _check_loss(self, proposal: Any) -> str:
        loss = proposal["value"]
        if not isinstance(loss, str) or loss not in LOSSES:
            raise CourseError(
                f"ClassLines got loss = {loss!r}",
                why="it trains on one of two losses, and shows both",
                how='choose loss="hinge" or loss="cross-entropy"',
            )
        return loss

    @traitlets.validate("margin")
    def _check_margin(self, proposal: Any) -> float:
        why = "the right score is to lead by the margin, and scores here are of a few units"
        return _check_number("margin", proposal["value"], MOST_MARGIN, why)

    @traitlets.validate("reg")
    def _check_reg(self, proposal: Any) -> float:
        why = "reg is what large weights cost: below 0 they would be rewarded"
        return _check_number("reg", proposal["value"], MOST_REG, why)

    @traitlets.observe("data")
    def _on_data(self, _change: object) -> None:
        self._points = points_of(self.data)
        with self.hold_sync():
            self._show_points()

    def _show_points(self) -> None:
        for name, value in _state(self._points).items():
            setattr(self, name, value)

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"do": "train"}:
            self.train()
        elif content == {"do": "reset"}:
            self.reset()

    def _clamped(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What was sent and a browser may set, and nothing else: what is set is echoed."""
        data, loss = sent.get("data"), sent.get("loss")
        fits = {
            "data": data if data in tuple(DATA) else self.data,
            "loss": loss if loss in LOSSES else self.loss,
            "margin": clamp(sent.get("margin"), 0.0, MOST_MARGIN, self.margin),
            "reg": clamp(sent.get("reg"), 0.0, MOST_REG, self.reg),
        }
        if fits["data"] == self.data:  # else new points bring new lines, whatever is sent along
            fits["w_bytes"] = _received(sent.get("w_bytes"), len(self.w_bytes)) or self.w_bytes
        return {name: value for name, value in fits.items() if name in sent}


def _state(points: Points) -> dict[str, Any]:
    return {
        "x_bytes": points.x.tobytes(),
        "y_bytes": points.y.tobytes(),
        "w_bytes": start_weights(points.classes).tobytes(),
        "path": b"",
    }


def _received(w_bytes: Any, size: int) -> bytes | None:
    try:
        lines = np.frombuffer(w_bytes, "<f4")
    except (TypeError, ValueError, BufferError):
        return None
    fits = lines.nbytes == size and bool((np.abs(lines) <= FARTHEST).all())
    return lines.tobytes() if fits else None


def _check_number(name: str, value: Any, most: float, why: str) -> float:
    number = isinstance(value, (int, float, np.integer, np.floating))
    if not number or isinstance(value, bool) or not 0 <= value <= most:
        raise RangeError(
            f"ClassLines got {name} = {value!r}",
            why=why,
            how=f"choose a number from 0 to {most:g}",
        )
    return float(value)

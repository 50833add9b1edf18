"""The kNN boundary to play with: the kernel votes, the browser draws (knn_*.js)."""

from typing import Any

import anywidget
import numpy as np
import traitlets

from course_lib._shapes import Array, Float, UInt8
from course_lib.errors import ShapeError
from course_lib.figures import LOOKS, figure_bundle
from course_lib.widgets.knn import data as knn_data
from course_lib.widgets.knn.data import CLASSES, Scene
from course_lib.widgets.knn.picture import describe, picture
from course_lib.widgets.knn.regions import EXTENT, Regions, regions
from course_lib.widgets.script import script

__all__ = ["KNNBoundary"]

CHANGED = np.uint8(128)  # the bit of a vote that says: turning the points changed it
SEED = 53


class KNNBoundary(anywidget.AnyWidget):
    """Points of three classes, and the plane coloured by the vote of the k nearest.

    points (N, 2), labels (N,) from 0 to 2; without them, three clouds that overlap a little.
    k from 1 to N; metric "L1" or "L2"; angle in degrees from 0 to 90 turns the points. All of
    them may be set later. Raises a CourseError for what cannot be drawn, and keeps what it had.
    """

    _esm = script(
        "common.js",
        "panel.js",
        "knn/field.js",
        "points.js",
        "knn/controls.js",
        "knn/boundary.js",
    )
    _css = script("controls.css", "panel.css", "knn/boundary.css")

    # Checked below and not by a trait of its type, whose errors are not ours.
    k = traitlets.TraitType(5).tag(sync=True)
    metric = traitlets.TraitType("L2").tag(sync=True)
    angle = traitlets.TraitType(0.0).tag(sync=True)
    # Both sides write the points, on the unit disc; only the kernel writes the votes.
    x_bytes = traitlets.Bytes().tag(sync=True)  # float32 (N, 2)
    y_bytes = traitlets.Bytes().tag(sync=True)  # uint8 (N,)
    votes = traitlets.Bytes().tag(sync=True)  # uint8 (S, S), the first row on top
    changed_share = traitlets.Float().tag(sync=True)

    centre = traitlets.List([0.0, 0.0]).tag(sync=True)
    radius = traitlets.Float(1.0).tag(sync=True)
    probe = traitlets.List([0.08, 0.28]).tag(sync=True)  # where the crosshair starts
    extent = traitlets.Float(EXTENT).tag(sync=True)
    most = traitlets.Int(knn_data.MOST).tag(sync=True)
    colours = traitlets.List([look.colour for look in LOOKS[:CLASSES]]).tag(sync=True)
    shapes = traitlets.List([look.shape for look in LOOKS[:CLASSES]]).tag(sync=True)

    def __init__(
        self, points: Any = None, labels: Any = None, *, k: int = 5, metric: str = "L2"
    ) -> None:
        scene = _scene(points, labels)
        knn_data.check_k(k, len(scene.y))
        knn_data.check_metric(metric)
        self._start = scene, k, metric
        self._plane: Regions
        self._voted: tuple[object, ...] = ()
        super().__init__(**_state(scene), k=k, metric=metric)
        self._vote()
        self.on_msg(self._on_message)

    @property
    def points(self) -> Float[Array, "N 2"]:
        """The points (N, 2) as given or dragged, unturned; to single precision."""
        return np.array(self.centre) + self.radius * self._scene.x.astype(float)

    @points.setter
    def points(self, points: Any) -> None:
        if len(knn_data.read_points(points)) != len(self.labels):
            raise ShapeError(
                f"KNNBoundary got {len(points)} points and has {len(self.labels)} labels",
                why="each point has one class",
                how="set both at once: set_data(points, labels)",
            )
        self.set_data(points, self.labels)

    @property
    def labels(self) -> UInt8[Array, " N"]:
        """The class (N,) of each point: 0, 1 or 2."""
        return self._scene.y

    @labels.setter
    def labels(self, labels: Any) -> None:
        self.set_data(self.points, labels)

    def set_data(self, points: Any, labels: Any) -> None:
        """Replace all points (N, 2) and labels (N,), N not below k; refuses as the class does."""
        scene = _scene(points, labels)
        knn_data.check_k(self.k, len(scene.y))
        self._show(**_state(scene))

    def reset(self) -> None:
        """Back to the points, k and metric it was made with, unturned."""
        scene, k, metric = self._start
        self._show(**_state(scene), k=k, metric=metric, angle=0.0)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """Take what the browser sends, clamped to what makes sense: nobody reads an error there."""
        with self.hold_sync():
            super().set_state(self._clamped(sync_data))
        self._vote()

    def __repr__(self) -> str:
        return (
            f"KNNBoundary(k={self.k}, metric={self.metric!r}, {len(self.labels)} points, "
            f"turned by {self.angle:g}°)"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super()._repr_mimebundle_(**kwargs)
        seen = self._scene, self.k, self.metric, self.angle, self._plane
        data, metadata = figure_bundle(picture(*seen, np.array(self.probe)), alt=describe(*seen))
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}

    @property
    def _scene(self) -> Scene:
        x = np.frombuffer(self.x_bytes, "<f4").reshape(-1, 2)
        return Scene(x, np.frombuffer(self.y_bytes, np.uint8), tuple(self.centre), self.radius)

    @traitlets.validate("k")
    def _check_k(self, proposal: Any) -> int:
        return knn_data.check_k(proposal["value"], len(self.y_bytes))

    @traitlets.validate("metric")
    def _check_metric(self, proposal: Any) -> str:
        return knn_data.check_metric(proposal["value"])

    @traitlets.validate("angle")
    def _check_angle(self, proposal: Any) -> float:
        return knn_data.check_angle(proposal["value"])

    @traitlets.observe("k", "metric", "angle")
    def _on_setting(self, _change: object) -> None:
        self._vote()

    def _show(self, **state: Any) -> None:
        """Set several traits as one change, in one message and with one vote."""
        with self.hold_sync(), self.hold_trait_notifications():
            for name, value in state.items():
                setattr(self, name, value)
        self._vote()

    def _vote(self) -> None:
        seen = self.x_bytes, self.y_bytes, self.k, self.metric, self.angle
        # Traits set together notify one by one, some while the others still hold old values.
        if seen == self._voted or not 1 <= self.k <= len(self.y_bytes):
            return
        self._voted = seen
        self._plane = regions(self._scene.x, self._scene.y, self.k, self.metric, self.angle)
        with self.hold_sync():
            self.votes = (self._plane.votes + CHANGED * self._plane.changed).tobytes()
            self.changed_share = self._plane.changed_share

    def _on_message(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == {"do": "reset"}:
            self.reset()

    def _clamped(self, sent: dict[str, Any]) -> dict[str, Any]:
        """What was sent and a browser may set, and nothing else.

        What is set is echoed, and would put back a control that has moved on meanwhile.
        """
        x_bytes, y_bytes = knn_data.received_points(
            sent.get("x_bytes", self.x_bytes), sent.get("y_bytes", self.y_bytes)
        ) or (self.x_bytes, self.y_bytes)
        metric = sent.get("metric", self.metric)
        fits = {
            "x_bytes": x_bytes,
            "y_bytes": y_bytes,
            "k": round(knn_data.clamp(sent.get("k"), 1, len(y_bytes), self.k)),
            "angle": knn_data.clamp(sent.get("angle"), 0.0, knn_data.QUARTER, self.angle),
            "metric": metric if metric in ("L1", "L2") else self.metric,
        }
        # With fewer points k may have to follow.
        return {n: v for n, v in fits.items() if n in sent or (n == "k" and v != self.k)}


def _scene(points: Any, labels: Any) -> Scene:
    if points is None and labels is None:
        return knn_data.default_scene(np.random.default_rng(SEED))
    return knn_data.read_scene(points, labels)


def _state(scene: Scene) -> dict[str, Any]:
    return {
        "x_bytes": scene.x.tobytes(),
        "y_bytes": scene.y.tobytes(),
        "centre": [float(c) for c in scene.centre],
        "radius": scene.radius,
    }

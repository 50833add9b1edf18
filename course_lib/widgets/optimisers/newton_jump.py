"""Newton's jump to play with: the quadratic model at a point, and where that model is level."""

from typing import Any, ClassVar

import numpy as np
from contourpy import contour_generator

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION
from course_lib.optim import Himmelblau, Quadratic, Rosenbrock, Saddle, Surface
from course_lib.widgets.explorer import (
    Choice,
    Explorer,
    Mark,
    Panel,
    Place,
    Scene,
    Setting,
    broken,
    even_ticks,
    in_words,
)

__all__ = ["SURFACES", "NewtonJump", "level_point", "model", "shape_of"]

SURFACES: dict[str, Surface] = {
    "saddle": Saddle(),
    "four valleys": Himmelblau(),
    "bent valley": Rosenbrock(),
    "bowl": Quadratic(),
}
STARTS = {"saddle": (1.6, 0.4), "four valleys": (1.0, 2.5), "bent valley": (-0.3, 1.5)}
GRID, LEVELS = 71, 8
# Names in the legend.
TRUE, MODEL = "the surface", "its quadratic model"
LEVEL = "where the model is level"


def model(surface: Surface, at: Float[Array, "2"], w: Float[Array, "*S 2"]) -> Float[Array, "*S"]:
    """Second-order Taylor expansion about `at` (2,), at the points w (..., 2)."""
    d = w - at
    bend = np.einsum("...i,ij,...j->...", d, surface.hessian(at), d)
    return surface.value(at) + d @ surface.gradient(at) + bend / 2


def level_point(surface: Surface, at: Float[Array, "2"]) -> Float[Array, "2"] | None:
    """Where the model about `at` has no slope; None where its Hessian has no inverse."""
    hessian = surface.hessian(at)
    if abs(np.linalg.det(hessian)) < 1e-9:
        return None
    return at - np.linalg.solve(hessian, surface.gradient(at))


def shape_of(hessian: Float[Array, "2 2"]) -> str:
    """A word for what the signs of its two eigenvalues make: bowl, saddle or hill."""
    ups = int((np.linalg.eigvalsh(hessian) > 0).sum())
    return ("hill", "saddle", "bowl")[ups]


class NewtonJump(Explorer):
    """A surface, its quadratic model at a point to be dragged, and the jump to the model's level.

    surface: "saddle", "four valleys", "bent valley" or "bowl"; at (2,): the point.
    """

    title = "Newton's jump"
    key_help: ClassVar[str] = (
        "On the left picture: drag or click to move the point, or use the arrow keys (Shift for "
        "larger steps); Enter jumps."
    )
    acts: ClassVar[dict[str, str]] = {"jump": "Jump"}
    surface = Setting("saddle", Choice("Surface", tuple(SURFACES)))
    at: Any = Setting([1.6, 0.4], Place("Point"))

    def __init__(self, **settings: Any) -> None:
        self._jumps: list[list[float]] = []  # where it jumped from, since the point was last put
        name = settings.get("surface")
        if isinstance(name, str) and name in SURFACES:
            settings = {"at": _start(name), **settings}
        super().__init__(**settings)

    def act(self, name: str) -> None:
        """Jump, if the level point is in the picture."""
        target = level_point(SURFACES[self.surface], np.array(self.at))
        if target is not None and _inside(SURFACES[self.surface], target):
            before = [*self._jumps, self.at]
            self._put({"at": target.tolist()})
            self._jumps = before
            self._show()

    def scene(self) -> Scene:
        """The contours of both with the jump, and a cut along it."""
        f, at = SURFACES[self.surface], np.array(self.at)
        target = level_point(f, at)
        return Scene((self._map(f, at, target), _cut(f, at, target)), _reading(f, at, target))

    def _on_setting(self, change: Any) -> None:
        self._jumps = []
        if self._ready and change["name"] == "surface":
            self._put({"at": _start(self.surface)})
        super()._on_setting(change)

    def set_state(self, sync_data: dict[str, Any]) -> None:
        """As in `Explorer`; a new surface brings its own start."""
        before = self.surface
        super().set_state(sync_data)
        if self.surface != before:
            self._put({"at": _start(self.surface)})

    def _map(self, f: Surface, at: Array, target: Array | None) -> Panel:
        x0, x1, y0, y1 = f.extent
        point = Mark(xy=at[None], colour="ink", shape="circle", size=6)
        return Panel(
            title="Seen from above",
            xlabel="w₁",
            ylabel="w₂",
            xlim=(x0, x1),
            ylim=(y0, y1),
            xticks=even_ticks(x0, x1),
            yticks=even_ticks(y0, y1),
            marks=(*_ground(f, at), *self._trail(), *_jump(f, at, target), point),
            drag="at",
        )

    def _trail(self) -> tuple[Mark, ...]:
        trail = np.array([*self._jumps, self.at])
        line = Mark(xy=trail, colour=BLUE, width=1.6, dash=(2, 3))
        stops = Mark(xy=trail[:-1], colour=BLUE, shape="circle", size=3.5)
        return (line, stops) if self._jumps else ()


def _ground(f: Surface, at: Array) -> tuple[Mark, ...]:
    """The surface, its model, and which way is down."""
    x0, x1, y0, y1 = f.extent
    x, y = np.linspace(x0, x1, GRID), np.linspace(y0, y1, GRID)
    points = np.stack(np.meshgrid(x, y), axis=-1)
    heights = f.value(points)
    levels = np.quantile(heights, np.linspace(0.03, 0.9, LEVELS))
    true, touching = (_contours(x, y, z, levels) for z in (heights, model(f, at, points)))
    downhill = -f.gradient(at)
    way = 0.12 * (x1 - x0) * downhill / (np.hypot(*downhill) or 1.0)
    return (
        Mark(xy=true, name=TRUE, colour="ink", width=1.1, opacity=0.55),
        Mark(xy=touching, name=MODEL, colour=ORANGE, dash=(6, 4), width=1.5),
        Mark(xy=np.stack([at, at + way]), name="downhill", colour=GREEN, arrow=True, width=2.6),
    )


def _jump(f: Surface, at: Array, target: Array | None) -> tuple[Mark, ...]:
    if target is None or not _inside(f, target):
        return ()
    arrow = np.stack([at, target])
    return (
        Mark(xy=arrow, name="the jump", colour=BLUE, arrow=True, width=2.6),
        Mark(xy=target[None], name=LEVEL, colour=VERMILLION, shape="cross", size=6),
    )


def _cut(f: Surface, at: Array, target: Array | None) -> Panel:
    s = np.linspace(-0.6, 1.6, 111)
    way = (target if target is not None else at) - at
    points = at + s[:, None] * way
    true, parabola = f.value(points), model(f, at, points)
    ends = np.concatenate([parabola, true[(s > -0.3) & (s < 1.3)]])
    low, high = float(ends.min()), float(ends.max())
    room = 0.1 * (high - low) + 1e-6 * max(1.0, abs(high))
    ylim = (low - room, high + room)
    here = np.array([[0.0, f.value(at)]])
    there = np.array([[1.0, model(f, at, at + way)]])
    marks = (
        Mark(xy=np.stack([s, true], 1), name=TRUE, colour="ink"),
        Mark(xy=np.stack([s, parabola], 1), name=MODEL, colour=ORANGE, dash=(6, 4), width=2.4),
        Mark(xy=here, colour="ink", shape="circle", size=6),
        Mark(xy=there, colour=VERMILLION, shape="cross", size=6),
    )
    return Panel(
        title="Cut along the jump",
        xlabel="way along the jump",
        ylabel="loss",
        xlim=(-0.6, 1.6),
        ylim=ylim,
        xticks=((0.0, "here"), (1.0, "level")),
        yticks=even_ticks(*ylim),
        marks=marks,
    )


def _reading(f: Surface, at: Array, target: Array | None) -> str:
    hessian = f.hessian(at)
    low, high = np.linalg.eigvalsh(hessian)
    said = (
        f"At ({in_words(at[0])}, {in_words(at[1])}) the loss is {in_words(float(f.value(at)))} and "
        f"the eigenvalues of the Hessian are {in_words(low)} and {in_words(high)}: the model is a "
        f"{shape_of(hessian)}."
    )
    if target is None:
        return f"{said} It is level nowhere, or everywhere: no jump."
    if np.hypot(*(target - at)) < 1e-6:
        return f"{said} It is level here: Newton has arrived."
    where = f"({in_words(target[0])}, {in_words(target[1])})"
    if not _inside(f, target):
        return f"{said} It is level off the picture, at {where}: that jump is not drawn or taken."
    end = float(f.value(target))
    down = "down" if end < f.value(at) else "up"
    return f"{said} The jump to {where} leads {down} to a loss of {in_words(end)}."


def _contours(x: Array, y: Array, heights: Array, levels: Array) -> Float[Array, "N 2"]:
    found: Any = contour_generator(x, y, heights)
    return broken([line for level in levels for line in found.lines(level)])


def _inside(f: Surface, w: Array) -> bool:
    x0, x1, y0, y1 = f.extent
    return bool(x0 <= w[0] <= x1 and y0 <= w[1] <= y1)


def _start(name: str) -> list[float]:
    x, y = STARTS.get(name, SURFACES[name].start)
    return [float(x), float(y)]

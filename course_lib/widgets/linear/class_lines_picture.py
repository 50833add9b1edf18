"""The class lines as a still picture: what a saved notebook shows where no kernel runs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from course_lib._shapes import Array
from course_lib.figures import LOOKS, style
from course_lib.widgets.knn.regions import EXTENT
from course_lib.widgets.linear.class_lines_data import Points
from course_lib.widgets.linear.class_lines_training import Losses, scores

__all__ = ["arrow_length", "describe", "picture"]

INK = "#303030"
CELLS = 240


def describe(data: str, points: Points, lines: Array, found: Losses, loss: str) -> str:
    """Say in words what `picture` shows."""
    right = int((scores(points.x, lines).argmax(axis=1) == points.y).sum())
    return (
        f"{data.capitalize()}: {len(points.y)} points of {points.classes} classes and a line for "
        f"each class; {right} points lie where their class scores highest. Mean hinge loss "
        f"{found.hinge.mean():.2f}, mean cross-entropy {found.cross_entropy.mean():.2f}, "
        f"penalty {found.penalty:.2f}; bars show both losses of each point."
    )


def picture(points: Points, lines: Array, found: Losses, loss: str) -> Figure:
    """Draw the plane with its lines, and beside it both losses of every point."""
    with style():
        fig = Figure(figsize=(7.0, 4.3))
        plane, hinge, entropy = fig.subplots(1, 3, width_ratios=(3.2, 1, 1))
        _draw_field(plane, lines)
        for c, row in enumerate(lines.astype(float)):
            _draw_line(plane, row, c)
        for c, look in enumerate(LOOKS[: len(lines)]):
            own = points.x[points.y == c]
            plane.scatter(
                *own.T, s=62, c=look.colour, marker=look.marker, edgecolors="white", zorder=4
            )
        plane.set(xlim=(-EXTENT, EXTENT), ylim=(-EXTENT, EXTENT), xticks=[], yticks=[])
        plane.set_aspect("equal")
        plane.spines[:].set_visible(False)
        _draw_bars(hinge, points, found.hinge, "hinge")
        _draw_bars(entropy, points, found.cross_entropy, "cross-entropy")
        plane.set_title(f"{loss}: {found.total(loss):.3f}")
    return fig


def arrow_length(slope: float) -> float:
    """Length in the plane of an arrow for weights of norm `slope`: the longer, the steeper."""
    return 0.65 * slope / (slope + 4)


def _draw_field(axes: Axes, lines: Array) -> None:
    ticks = np.linspace(-EXTENT, EXTENT, CELLS)
    across, up = np.meshgrid(ticks, ticks)
    won = scores(np.stack([across.ravel(), up.ravel()], axis=1), lines).argmax(axis=1)
    tints = ListedColormap([_tint(look.colour) for look in LOOKS[: len(lines)]])
    box = (-EXTENT, EXTENT, -EXTENT, EXTENT)
    axes.imshow(
        won.reshape(CELLS, CELLS), tints, vmin=0, vmax=len(lines) - 1, extent=box, origin="lower"
    )


def _draw_line(axes: Axes, row: Array, c: int) -> None:
    w, b = row[:2], row[2]
    slope = float(np.hypot(*w))
    if not slope:
        return
    normal = w / slope
    foot = -b / slope * normal
    along = np.array([-normal[1], normal[0]])
    ends = np.stack([foot - 4 * along, foot + 4 * along]).T
    look = LOOKS[c]
    axes.plot(*ends, color="white", linewidth=4.6)
    axes.plot(*ends, color=look.colour, linestyle=look.dash, linewidth=2.4)
    if np.abs(foot).max() < EXTENT:
        axes.annotate(
            "",
            foot + arrow_length(slope) * normal,
            foot,
            arrowprops={"color": look.colour, "width": 2.2, "headwidth": 9, "headlength": 9},
            zorder=3,
        )


def _draw_bars(axes: Axes, points: Points, each: Array, name: str) -> None:
    colours = [LOOKS[c].colour for c in points.y]
    axes.barh(range(len(each)), each, color=colours, height=0.7)
    axes.set(title=name, yticks=[], xlim=(0, max(2.0, float(each.max()) * 1.05)))
    axes.invert_yaxis()


def _tint(colour: str) -> tuple[float, float, float]:
    red, green, blue = (1 - 0.36 * (1 - int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue

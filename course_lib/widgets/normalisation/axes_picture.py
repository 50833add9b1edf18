"""The block of numbers as a still picture, and the colours of its numbers."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.patches import Polygon, Rectangle

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, VERMILLION, style
from course_lib.widgets.normalisation.axes_block import SHAPE

__all__ = ["colours", "picture"]

BACK = np.array([0.55, 0.38])  # where an example further back is drawn
TILE = (2, 3)  # pixels down and across
GAP = 0.6  # between tiles
LOWEST, HIGHEST = -3.0, 3.0  # numbers from the darkest to the lightest colour
SHADES = (1.0, 0.8, 0.62)  # front, top and side of a box

Corner = Sequence[int]


def colours(x: Float[Array, "N C S"]) -> Array:
    """Colours (N, C, S, 3), uint8, from -3 to 3; what is beyond has the colour of the end."""
    from matplotlib import colormaps

    shares = np.clip((x - LOWEST) / (HIGHEST - LOWEST), 0, 1)
    return np.asarray(colormaps["cividis"](shares, bytes=True)[..., :3])


def picture(before: Array, after: Array, low: Corner, high: Corner) -> Figure:
    """The block from aside, and its numbers before and after, in the box from low to high."""
    with style():
        fig = Figure(figsize=(8.4, 2.5))
        aside, left, right = fig.subplots(1, 3, width_ratios=(1, 1.1, 1.1))
        _draw_block(aside, low, high)
        for axes, x, title in ((left, before, "before"), (right, after, "after")):
            _draw_tiles(axes, colours(x) / 255, low, high)
            axes.set_title(f"the numbers, {title}")
    return fig


def _flat(n: float, c: float, s: float) -> tuple[float, float]:
    x, y = np.array([c, s]) + n * BACK
    return float(x), float(y)


def _draw_block(axes: Axes, low: Corner, high: Corner) -> None:
    for corners in (_faces((0, 0, 0), SHAPE)[i] for i in range(3)):
        axes.add_patch(Polygon(corners, fill=False, edgecolor="#B0B0B0", linewidth=1))
    for shade, corners in zip(SHADES, _faces(low, high), strict=True):
        colour = tuple(shade * part for part in to_rgb(BLUE))
        axes.add_patch(Polygon(corners, facecolor=colour, edgecolor="white", linewidth=0.8))
    N, C, S = SHAPE
    axes.text(C / 2, -0.6, f"{C} channels", ha="center", va="top")
    axes.text(-0.4, S / 2, f"{S} pixels", ha="center", va="center", rotation=90)
    axes.text(*_flat(N / 2, C, -0.5), f"  {N} examples", ha="left", va="top")
    axes.set(xlim=(-1, C + N * BACK[0] + 2.2), ylim=(-1.6, S + N * BACK[1] + 0.3), aspect="equal")
    axes.set_axis_off()


def _faces(low: Corner, high: Corner) -> list[list[tuple[float, float]]]:
    """Corners of the front, the top and the right side."""
    (n, c, s), (n1, c1, s1) = low, high
    front = [(n, c, s), (n, c1, s), (n, c1, s1), (n, c, s1)]
    top = [(n, c, s1), (n, c1, s1), (n1, c1, s1), (n1, c, s1)]
    side = [(n, c1, s), (n1, c1, s), (n1, c1, s1), (n, c1, s1)]
    return [[_flat(*corner) for corner in face] for face in (front, top, side)]


def _draw_tiles(axes: Axes, rgb: Array, low: Corner, high: Corner) -> None:
    down, across = TILE
    for n, c, s in np.ndindex(*SHAPE):
        x = c * (across + GAP) + s % across
        y = n * (down + GAP) + s // across
        inside = all(a <= i < b for a, i, b in zip(low, (n, c, s), high, strict=True))
        edge = VERMILLION if inside else "none"
        axes.add_patch(Rectangle((x + 0.06, y + 0.06), 0.88, 0.88, facecolor=rgb[n, c, s],
                                 edgecolor=edge, linewidth=1.1,
                                 alpha=1 if inside else 0.35))  # fmt: skip
    N, C, _ = SHAPE
    axes.set(
        xlim=(0, C * (across + GAP)), ylim=(N * (down + GAP), 0), aspect="equal",
        xlabel="channels", ylabel="examples", xticks=[], yticks=[],
    )  # fmt: skip
    for side in axes.spines.values():
        side.set_visible(False)

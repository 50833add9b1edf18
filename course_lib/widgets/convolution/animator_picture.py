"""The animator as a still picture: the window in the picture, the weights, the output so far."""

import math

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle

from course_lib._shapes import Array
from course_lib.figures import BLUE, ORANGE, VERMILLION, style
from course_lib.widgets.convolution.windows import Work
from course_lib.widgets.convolution.words import number

__all__ = ["picture_of"]

INK, PALE = "#303030", "#A0A0A0"
CELL = 0.36  # inches
WIDE = 15.5  # cells at least, for the formula


def picture_of(done: Work, step: int) -> Figure:
    """Rows of channels: what the window slides over, the weights, and what comes out.

    The output is shown whole, the window where it stands at `step`.
    """
    C, side = len(done.padded), done.padded.shape[1]
    K = done.setup.K if done.w is not None else 0
    # A window that does not fit is shown reaching out of the picture.
    block = max(side, 0 if done.sizing.out else done.setup.span)
    right = block + 1.6 + (K + 1.6 if K else 0)
    across = max(right + max(done.sizing.out, 3), WIDE)
    down = C * (block + 1.5)
    with style():
        fig = Figure(figsize=(CELL * (across + 0.6), CELL * (down + 2.2)))
        fig.set_layout_engine("none")
        axes = fig.add_axes((0, 0, 1, 1))
        axes.set(xlim=(-0.3, across + 0.3), ylim=(down + 1.9, -0.3), aspect="equal")
        axes.set_axis_off()
        for c in range(C):
            _channel(axes, done, c, step, (1.2 + c * (block + 1.5), block + 1.6))
        _outputs(axes, done, step, right)
        axes.text(0, down + 1.2, " ".join(done.sizing.formula), fontsize=9.5, color=INK)
    return fig


def _channel(axes: Axes, done: Work, c: int, step: int, at: tuple[float, float]) -> None:
    """Channel `c`: `at` says where its top is, and where the weights begin."""
    top, left = at
    side, setup = done.padded.shape[1], done.setup
    many = len(done.padded) > 1
    what = "dx" if setup.backward else "x"
    _title(axes, 0, top, f"{what}, channel {c + 1}" if many else what)
    shown = done.dx[c] if setup.backward else done.padded[c]
    dim = np.ones_like(shown, dtype=bool)
    dim[setup.pad : side - setup.pad, setup.pad : side - setup.pad] = False
    _grid(axes, shown, 0, top, dim)
    if done.sizing.out:
        i, j = done.corner(step)
        colour = VERMILLION if setup.backward else BLUE
        gap = 1 if setup.pools else setup.dilation
        for a, b in np.ndindex(setup.K, setup.K):
            _box(axes, j + gap * b, top + i + gap * a, 1, colour, 1.6)
        _box(axes, j, top + i, setup.span, colour, 2.6)
    else:
        _box(axes, 0, top, setup.span, VERMILLION, 2.6, dash="--")
    if done.w is not None:
        _title(axes, left, top, "w")
        _grid(axes, done.w[c], left, top, np.zeros_like(done.w[c], dtype=bool))


def _outputs(axes: Axes, done: Work, step: int, left: float) -> None:
    shown = done.dout if done.setup.backward else done.out
    side = done.padded.shape[1]
    colour = VERMILLION if done.setup.backward else BLUE
    for c, one in enumerate(shown):
        top = 1.2 + c * (side + 1.5)
        _title(axes, left, top, "dout" if done.setup.backward else "out")
        _grid(axes, one, left, top, np.zeros_like(one, dtype=bool))
        row, column = divmod(step, done.sizing.out)
        _box(axes, left + column, top + row, 1, colour, 2.6)
    if not done.sizing.out:
        _title(axes, left, 1.2, "no output")


def _title(axes: Axes, x: float, top: float, words: str) -> None:
    axes.text(x, top - 0.25, words, fontsize=10, color=INK, weight="bold")


def _grid(axes: Axes, values: Array, left: float, top: float, dim: Array) -> None:
    most = max(1.0, np.abs(values[np.isfinite(values)]).max(initial=0))
    for (i, j), value in np.ndenumerate(values):
        shade = 0.0 if math.isinf(value) else min(1.0, abs(value) / most)
        colour = ORANGE if value < 0 else BLUE
        tint = (*_rgb(colour), 0.38 * shade)
        axes.add_patch(Rectangle((left + j, top + i), 1, 1, fc=tint, ec=PALE, lw=0.6))
        axes.text(
            left + j + 0.5, top + i + 0.53, number(value), ha="center", va="center",
            fontsize=8.5 if len(number(value)) < 4 else 6.5, color=PALE if dim[i, j] else INK,
        )  # fmt: skip


def _box(
    axes: Axes, x: float, y: float, side: float, colour: str, width: float, dash: str = "-"
) -> None:
    axes.add_patch(Rectangle((x, y), side, side, fill=False, ec=colour, lw=width, ls=dash))


def _rgb(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    return red, green, blue

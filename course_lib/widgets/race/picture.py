"""A race as a still picture, and as a moving one: what is seen where no kernel runs."""

from pathlib import Path
from typing import Any, NamedTuple

import matplotlib
import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from PIL import Image

from course_lib._shapes import Array, Float
from course_lib.errors import RangeError
from course_lib.figures import style
from course_lib.figures.few_colours import write_gif
from course_lib.widgets.race.field import field
from course_lib.widgets.race.looks import OPTIMISER_LOOKS, optimiser_line
from course_lib.widgets.race.run import Racer, Run
from course_lib.widgets.race.settings import make_surface, view
from course_lib.widgets.race.words import LANDSCAPE_WORDS

__all__ = ["moving_picture", "picture"]

INK = "#303030"
CONTOURS, ALPHA = 16, 0.34  # as in the browser
FLOOR = 1e-14  # below lies rounding


class Moving(NamedTuple):
    """A line that follows points (steps + 1, 2), or the mark at its head."""

    line: Line2D
    points: Float[Array, "T 2"]
    is_head: bool

    def to(self, step: int) -> None:
        """Let it reach as far as `step`."""
        last = min(step, len(self.points) - 1)
        self.line.set_data(*self.points[last if self.is_head else 0 : last + 1].T)


def picture(run: Run) -> Figure:
    """Draw the paths over the landscape, and loss against step."""
    return _drawn(run)[0]


def moving_picture(run: Run, path: Path, *, frames: int) -> None:
    """Write the race as a GIF of so many frames, in 6 seconds; the last one stays for 2 more.

    Raises RangeError unless 2 <= frames <= 300.
    """
    if not 2 <= frames <= 300:
        raise RangeError(
            f"to_gif got frames = {frames}",
            why="a moving picture has at least two, and each costs its size",
            how="choose 2 to 300",
        )
    # Close together at the start, where most happens.
    steps = [round(run.settings.steps * share**1.6) for share in np.linspace(0, 1, frames)]
    write_gif(_shots(run, steps), path, each=6000 // frames)


def _shots(run: Run, steps: list[int]) -> list[Image.Image]:
    """Give the picture at each of these steps."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    fig, moving = _drawn(run)
    canvas = FigureCanvasAgg(fig)
    for part in moving:
        part.line.set_animated(True)  # left out of the ground, and drawn on it frame by frame
    with style():
        canvas.draw()
        ground = canvas.copy_from_bbox(fig.bbox)
        shots = []
        for step in steps:
            canvas.restore_region(ground)
            for part in moving:
                part.to(step)
                _axes(part.line).draw_artist(part.line)
            shots.append(Image.fromarray(np.array(canvas.buffer_rgba())).convert("RGB"))
    return shots


def _axes(artist: Artist) -> Axes:
    assert isinstance(artist.axes, Axes)
    return artist.axes


def _drawn(run: Run) -> tuple[Figure, list[Moving]]:
    with style():
        fig = Figure(figsize=(8.8, 4.3))
        plane, losses = fig.subplots(1, 2, width_ratios=[1, 1.12])
        _draw_ground(plane, run)
        _draw_scale(losses, run)
        moving = [part for racer in run.racers for part in _draw_path(plane, racer)]
        moving += [part for racer in run.racers for part in _draw_loss(losses, racer)]
        if run.racers:
            _add_legend(fig, columns=min(4, len(run.racers)))
    return fig, sorted(moving, key=lambda part: part.line.get_zorder())


def _add_legend(fig: Figure, columns: int) -> None:
    """Put who is who below, in as many columns as the figure is wide for."""
    while True:
        legend = fig.legend(loc="outside lower center", ncols=columns, handlelength=3)
        if columns == 1 or legend.get_window_extent().width <= fig.bbox.width:
            return
        legend.remove()
        columns -= 1


def _draw_ground(axes: Axes, run: Run) -> None:
    surface = make_surface(run.settings)
    extent, heights = view(surface), field(surface)
    levels = np.linspace(0, 1, CONTOURS)
    # Flat bands: a smooth field would make the picture three times as large.
    tints = matplotlib.colormaps["cividis"](levels[1:])
    tints[:, :3] = 1 - ALPHA * (1 - tints[:, :3])
    axes.contourf(heights, levels, colors=tints, extent=extent, origin="upper")
    thin: dict[str, Any] = {"colors": INK, "alpha": 0.3, "linewidths": 0.7, "zorder": 1.5}
    axes.contour(heights, levels[1:], **thin, extent=extent, origin="upper")
    axes.plot(*np.array(surface.minima).T, "x", color=INK, markersize=7, zorder=1.8)
    axes.plot(*run.settings.start, "o", mfc="none", mec=INK, markersize=10, zorder=1.8)
    axes.set(xlim=extent[:2], ylim=extent[2:], xticks=[], yticks=[], aspect="equal")
    axes.set_title(LANDSCAPE_WORDS[run.settings.surface])
    axes.spines[:].set_visible(False)


def _draw_path(axes: Axes, racer: Racer) -> list[Moving]:
    points = racer.path[: racer.last + 1, :2]
    dressed = optimiser_line(racer.name) | {"label": None}
    casing = axes.plot(*points.T, color="white", linewidth=3.6, alpha=0.8)[0]
    line = axes.plot(*points.T, **dressed)[0]
    # A casing lies below every line, or one path would be cut by another's.
    casing.set_zorder(1.9)
    head = _head(axes, racer, points)
    return [Moving(casing, points, False), Moving(line, points, False), head]


def _draw_scale(axes: Axes, run: Run) -> None:
    axes.axhline(run.settings.target, color=INK, linewidth=1, linestyle=":")
    axes.set(yscale="log", xlim=(0, run.settings.steps), xlabel="step", ylim=_limits(run))
    axes.set_title("Loss above the lowest")


def _draw_loss(axes: Axes, racer: Racer) -> list[Moving]:
    loss = np.maximum(racer.path[: racer.last + 1 - racer.left, 2], FLOOR)
    points = np.column_stack([np.arange(len(loss)), loss])
    line = axes.plot(*points.T, **optimiser_line(racer.name) | {"label": _entry(racer)})[0]
    return [Moving(line, points, False), _head(axes, racer, points)]


def _head(axes: Axes, racer: Racer, points: Array) -> Moving:
    look = OPTIMISER_LOOKS[racer.name].look
    mark: dict[str, Any] = {
        "marker": look.marker,
        "color": look.colour,
        "mec": "white",
        "markersize": 9,
    }
    (head,) = axes.plot(*points[-1:].T, **mark, linestyle="none", zorder=4, clip_on=False)
    x, y = points[-1]
    (x0, x1), (y0, y1) = sorted(axes.get_xlim()), sorted(axes.get_ylim())
    head.set_clip_on(not (x0 <= x <= x1 and y0 <= y <= y1))
    return Moving(head, points, True)


def _entry(racer: Racer) -> str:
    if racer.left:
        return f"{racer.label}: diverges at {racer.last}"
    return f"{racer.label}: arrives at {racer.arrived}" if racer.arrived >= 0 else racer.label


def _limits(run: Run) -> tuple[float, float]:
    seen = [run.settings.target, 10 * run.settings.target]
    for racer in run.racers:
        seen += racer.path[: racer.last + 1 - racer.left, 2].tolist()
    low, high = (np.log10(max(v, FLOOR)) for v in (min(seen), max(seen)))
    return float(10 ** np.floor(low)), float(10 ** np.ceil(high + 1e-9))

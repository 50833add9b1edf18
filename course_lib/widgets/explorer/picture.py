"""The scene of a small interactive as a still picture: what a saved notebook shows."""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from course_lib.figures import style
from course_lib.widgets.explorer.scene import Mark, Panel, Scene

__all__ = ["picture"]

INK = "#303030"
SHAPES = {"circle": "o", "square": "s", "diamond": "D", "cross": "x"}


def picture(scene: Scene) -> Figure:
    """Draw the panels side by side, one legend under them, as they are at the scene's step."""
    with style():
        fig = Figure(figsize=(3.6 * len(scene.panels) + 0.2, 3.6))
        every = fig.subplots(1, len(scene.panels), squeeze=False)[0]
        for axes, panel in zip(every, scene.panels, strict=True):
            _draw_panel(axes, panel, scene.step)
        named = {m.name: m for panel in scene.panels for m in panel.marks if m.name}
        handles = [_handle(mark) for mark in named.values()]
        if handles:
            fig.legend(handles, list(named), loc="outside lower center", ncols=min(3, len(handles)))
    return fig


def _draw_panel(axes: Axes, panel: Panel, step: int) -> None:
    for mark in panel.marks:
        _draw(axes, mark.at(step))
    axes.set_title(panel.title)
    axes.set(xlabel=panel.xlabel, ylabel=panel.ylabel, xlim=panel.xlim, ylim=panel.ylim)
    axes.set_xticks(*map(list, zip(*panel.xticks, strict=True)))
    axes.set_yticks(*map(list, zip(*panel.yticks, strict=True)))


def _draw(axes: Axes, mark: Mark) -> None:
    colour = INK if mark.colour == "ink" else mark.colour
    x, y = mark.xy.T
    if mark.word:
        axes.annotate(mark.word, mark.xy[0], (0, 7), textcoords="offset points", color=INK,
                      ha="center", fontsize=9.5, annotation_clip=True)  # fmt: skip
    elif mark.arrow:
        axes.annotate("", mark.xy[1], mark.xy[0], annotation_clip=False, clip_on=True,
                      arrowprops={"arrowstyle": "->", "color": colour, "lw": mark.width,
                                  "shrinkA": 0, "shrinkB": 0})  # fmt: skip
    elif mark.shape:
        axes.plot(x, y, linestyle="", marker=SHAPES[mark.shape], color=colour, alpha=mark.opacity,
                  markersize=1.6 * mark.size, markeredgewidth=1.8 if mark.shape == "cross" else 0,
                  )  # fmt: skip
    else:
        axes.plot(
            x, y, color=colour, alpha=mark.opacity, linewidth=mark.width, linestyle=_dash(mark)
        )


def _dash(mark: Mark) -> Any:
    return (0, tuple(length / mark.width for length in mark.dash)) if mark.dash else "-"


def _handle(mark: Mark) -> Line2D:
    colour = INK if mark.colour == "ink" else mark.colour
    marker = SHAPES[mark.shape] if mark.shape else ""
    line: Any = "" if mark.shape else _dash(mark)
    return Line2D([], [], color=colour, linestyle=line, linewidth=mark.width, marker=marker)

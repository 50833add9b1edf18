"""What the pictures of transfer share: the look of each way, axes, a mean with its spread."""

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.figures import BLUE, GREEN, ORANGE, PURPLE, SKY_BLUE, VERMILLION
from course_lib.nn import TRANSFER_WAYS
from course_lib.widgets.explorer import Mark, Panel, Tick, broken, even_ticks

__all__ = ["LABELS", "WAY_LOOKS", "label_place", "labels_ticks", "right_panel", "spread"]

LABELS = (1, 3, 10, 30, 100)  # a class
WAYS = tuple(TRANSFER_WAYS)
WAY_LOOKS = dict(
    zip(
        WAYS,
        (
            (VERMILLION, (7, 4), "square"),
            (BLUE, (), "circle"),
            (SKY_BLUE, (2, 3), "cross"),
            (PURPLE, (9, 3, 2, 3), "diamond"),
            (GREEN, (), "diamond"),
            (ORANGE, (4, 2), "cross"),
        ),
        strict=True,
    )
)


def label_place(each: int) -> float:
    """Where so many labels a class lie on the axis."""
    return float(np.log10(each))


def labels_ticks() -> tuple[Tick, ...]:
    """A tick for each number of labels that was measured."""
    return tuple((label_place(each), str(each)) for each in LABELS)


def right_panel(
    title: str,
    xlabel: str,
    xlim: tuple[float, float],
    xticks: tuple[Tick, ...],
    marks: list[Mark],
    *,
    here: float,
) -> Panel:
    """Shares right on test, from a tenth below the least of them; a thin line at x = `here`."""
    least = min(float(np.nanmin(mark.xy[:, 1])) for mark in marks)
    low = max(0.0, float(np.floor(10 * least)) / 10)
    up = np.array([[here, low], [here, 1.0]])
    line = Mark(xy=up, colour="ink", dash=(2, 5), width=1, opacity=0.7)
    return Panel(
        title=title,
        xlabel=xlabel,
        ylabel="share right on test",
        xlim=xlim,
        ylim=(low, 1.005),
        xticks=xticks,
        yticks=even_ticks(low, 1),
        marks=(line, *marks),
    )


def spread(
    x: Float[Array, " P"], runs: Float[Array, "P S"], way: str, *, name: str, joined: bool
) -> list[Mark]:
    """Means at x with bars of one standard deviation over the seeds; `joined` by a line."""
    colour, dash, shape = WAY_LOOKS[way]
    mean, std = runs.mean(axis=1), runs.std(axis=1, ddof=1)
    bars = [np.array([[a, m - s], [a, m + s]]) for a, m, s in zip(x, mean, std, strict=True)]
    dots = np.stack([x, mean], axis=1)
    marks = [Mark(xy=broken(bars), colour=colour, width=1.4, opacity=0.7)]
    if joined:
        marks.append(Mark(xy=dots, name=name, colour=colour, dash=dash, width=2.2))
    return [*marks, Mark(xy=dots, name="" if joined else name, colour=colour, shape=shape)]

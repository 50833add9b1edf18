"""The report's two charts, as SVG that stands in the page and takes its colours from there."""

import io
import re
from collections.abc import Sequence
from typing import Any

import matplotlib as mpl
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from course_lib.grading.report.facts import ExerciseRow, Scores

__all__ = ["exercises_chart", "scores_chart"]

# Drawn in these, which the page's variables take the place of: so it follows light and dark.
INK, FAINT, GROUND = "#010101", "#020202", "#030303"
STATES = {
    "solved": ("#101010", ""),
    "in part": ("#111111", "...."),
    "wrong": ("#121212", "////"),
    "not attempted": ("#131313", ""),
}
VARIABLES = {INK: "ink", FAINT: "faint", GROUND: "ground"} | {
    colour: state.replace(" ", "-") for state, (colour, _) in STATES.items()
}
STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",  # text stays text
    "svg.hashsalt": "report",  # the same at every run
    "font.family": "sans-serif",
    "font.size": 10.5,
    "hatch.linewidth": 1.2,
    **dict.fromkeys(("text.color", "axes.labelcolor", "xtick.color", "ytick.color"), INK),
    "axes.edgecolor": FAINT,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
NOTHING = dict.fromkeys(("Date", "Creator", "Format", "Type"))
ROW, WIDTH = 0.34, 7.4  # inches


def scores_chart(scores: Scores) -> Markup:
    """How many students have so many tenths of the points."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 2.4), layout="constrained")
        axes = figure.subplots()
        places = [(i + 0.5) * scores.max_points / 10 for i in range(10)]
        width = scores.max_points / 10 * 0.94
        bars = axes.bar(places, scores.tenths, width, color=STATES["solved"][0])
        axes.bar_label(bars, [str(count or "") for count in scores.tenths], padding=2)
        axes.set(xlabel="points", ylabel="students", xlim=(0, scores.max_points))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.margins(y=0.15)
        return _svg(figure, "scores", _told_scores(scores))


def exercises_chart(rows: Sequence[ExerciseRow]) -> Markup:
    """For each exercise the shares of the class that solved it, were wrong, did not try."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(WIDTH, 0.9 + ROW * len(rows)), layout="constrained")
        axes = figure.subplots()
        left = [0.0] * len(rows)
        for state, (colour, hatch) in STATES.items():
            shares = [_share(row, state) for row in rows]
            if any(shares):
                axes.barh(
                    *(range(len(rows)), shares, 0.72, left),
                    color=colour,
                    hatch=hatch,
                    edgecolor=GROUND,
                    linewidth=0.8,
                    label=state,
                )
            left = [a + b for a, b in zip(left, shares, strict=True)]
        axes.set_yticks(range(len(rows)), [row.title for row in rows])
        axes.invert_yaxis()
        axes.set(xlim=(0, 1), xlabel="share of the class")
        axes.xaxis.set_major_formatter("{x:.0%}")
        figure.legend(loc="outside upper center", ncols=4, frameon=False)
        return _svg(figure, "exercises", _told_exercises(rows))


def _share(row: ExerciseRow, state: str) -> float:
    judged = sum(count for s, count in row.states.items() if s in STATES)
    return row.states[state] / judged if judged else 0.0


def _told_scores(scores: Scores) -> str:
    top = max(range(10), key=lambda i: scores.tenths[i])
    tenth = scores.max_points / 10
    return (
        f"How many students have so many points, of {scores.max_points:g}. Most, "
        f"{scores.tenths[top]}, have between {top * tenth:g} and {(top + 1) * tenth:g}."
    )


def _told_exercises(rows: Sequence[ExerciseRow]) -> str:
    worst = min(rows, key=lambda row: _share(row, "solved"))
    best = max(rows, key=lambda row: _share(row, "solved"))
    return (
        "For each exercise, the shares of the class that solved it, were wrong, did not try. "
        f"Solved least: {worst.title}, {_share(worst, 'solved'):.0%}; most: {best.title}, "
        f"{_share(best, 'solved'):.0%}."
    )


def _svg(figure: Figure, name: str, alt: str) -> Markup:
    """The drawing alone, with a name of its own in each id, and `alt` for who does not see it."""
    written = io.StringIO()
    figure.savefig(written, format="svg", transparent=True, metadata=NOTHING)
    text = written.getvalue()
    text = text[text.index("<svg") :]
    text = re.sub(r" *<metadata>.*?</metadata>\n", "", text, flags=re.DOTALL)
    text = re.sub(r'(\bid="|href="#|url\(#)', rf"\g<1>{name}-", text)
    for colour, variable in VARIABLES.items():
        text = text.replace(colour, f"var(--{variable})")
    label = Markup('<svg role="img" aria-label="{}"').format(alt)
    return Markup(re.sub(r"<svg\b", lambda _: str(label), text, count=1))

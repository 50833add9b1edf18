"""The report as one page of HTML: no script, nothing from elsewhere, and all that students wrote
escaped. The template is `page.html`, its look `page.css`."""

import csv
import io
import json
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from course_lib.grading.report.charts import exercises_chart, scores_chart
from course_lib.grading.report.facts import STATES, Report
from course_lib.grading.report.items import SMALLEST_CLASS

__all__ = ["as_csv", "as_html", "as_json"]

HERE = Path(__file__).parent
COLUMNS = (
    *("exercise", "title", "points", *STATES, "difficulty", "discrimination"),
    *("follow", "median seconds", "commonest mistake", "made by"),
)


def as_html(report: Report) -> str:
    """The whole page."""
    environment = Environment(
        loader=FileSystemLoader(HERE),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"share": _share, "students": _students}
    style = (HERE / "page.css").read_text(encoding="utf-8")
    return environment.get_template("page.html").render(
        report=report,
        style=Markup(style),  # our own file
        needs=Counter(reason for one in report.in_need for reason in one.reasons).most_common(),
        smallest=SMALLEST_CLASS,
        scores_chart=scores_chart(report.scores) if report.scores.max_points else "",
        exercises_chart=exercises_chart(report.exercises) if report.exercises else "",
    )


def as_json(report: Report) -> str:
    """All that the page says, for programs."""
    return json.dumps(asdict(report), indent=1)


def as_csv(report: Report) -> str:
    """A row an exercise, for a spreadsheet."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in report.exercises:
        mistake, count = row.mistakes[0] if row.mistakes else ("", "")
        counts = [row.states[state] for state in STATES]
        figures = [row.difficulty, row.discrimination, row.follow, row.seconds]
        cells = [row.id, row.title, row.points, *counts, *figures, mistake, count]
        writer.writerow([_cell(c) for c in cells])
    for marked in report.marked:  # no check tells who of them is right
        told = {"exercise": marked.id, "title": "marked by hand", "points": marked.points}
        told |= {"not attempted": marked.untouched, "difficulty": marked.share}
        writer.writerow([_cell(told.get(column, "")) for column in COLUMNS])
    return written.getvalue()


def _cell(value: object) -> object:
    return f"{value:.4g}" if isinstance(value, float) else value


def _share(count: float, of: float) -> str:
    if 0 < count < of / 200:
        return "< 1 %"
    return f"{round(100 * count / of)} %" if of else "0 %"


def _students(count: int) -> str:
    return f"{count} student{'s' * (count != 1)}"

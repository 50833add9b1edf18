"""Outputs of a graded notebook: the student's made harmless, a check's made by us.

nbgrader reads the points from a cell's outputs: an error or anything on stderr is 0, the first
result that is a number is the score, and one above the maximum stops the whole submission. So a
graded cell's outputs are always written here.
"""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.notebooknode import from_dict

from course_lib.checking import VERDICT_MIME
from course_lib.grading.graded import Finding
from course_lib.grading.reading import in_utf8
from course_lib.grading.sanitise import clean

__all__ = ["asserted", "note", "of_check", "of_student"]

LINES = 1000  # of what a cell prints
CUT = "[what was printed after this was cut off]"
# What a student's code may show; a verdict among it would be one that the student wrote.
SHOWN = ("text/plain", "text/html", "text/latex", "image/png", "image/jpeg", "image/svg+xml")


def of_student(outputs: Iterable[Mapping[str, Any]]) -> list[NotebookNode]:
    """The outputs of a cell that ran in the jail, rebuilt from what is known to be harmless."""
    return [output for raw in outputs if (output := _rebuilt(raw)) is not None]


def of_check(finding: Finding, bundle: Mapping[str, Any]) -> list[NotebookNode]:
    """A check's outputs: the verdict as `bundle` shows it, and the score where nbgrader looks."""
    data = {**bundle, VERDICT_MIME: finding.as_json()}
    return [_output("display_data", data), _score(finding)]


def asserted(
    id: str, points: float, outputs: Iterable[Mapping[str, Any]]
) -> tuple[Finding, list[NotebookNode]]:
    """What a graded cell of asserts found, run beside the student's code, and its outputs.

    As nbgrader counts: an error is 0, a number at the end is the score, anything else is `points`.
    Unlike there, a warning costs nothing and no score is above `points`.
    """
    raw = list(outputs)
    shown = [_not_counted(output) for output in of_student(raw)]
    error = next((o for o in shown if o.output_type == "error"), None)
    score = 0.0 if error else _number(raw, points)
    state = "wrong" if error else "passed" if score == points else "partial"
    finding = Finding(
        exercise=id,
        state=state,
        mistake=None,
        looked=error.ename if error else None,
        message=f"{error.ename}: {error.evalue}" if error else "No assertion failed.",
        points=score,
        max_points=points,
        trusted=False,
    )
    text = f"{score:g} of {points:g} points, by a check that runs beside the submitted code."
    return finding, [*shown, *of_check(finding, {"text/plain": text})]


def note(text: str) -> list[NotebookNode]:
    """A remark of the grader's."""
    return [_output("stream", name="stdout", text=f"{text}\n")]


def _rebuilt(raw: Mapping[str, Any]) -> NotebookNode | None:
    kind = raw.get("output_type")
    if kind == "stream":
        name = "stderr" if raw.get("name") == "stderr" else "stdout"
        return _output("stream", name=name, text=_first_lines(_text(raw.get("text"))))
    if kind == "error":
        lines = raw.get("traceback")
        return _output(
            "error",
            ename=_text(raw.get("ename")),
            evalue=_text(raw.get("evalue")),
            traceback=[_text(line) for line in lines] if isinstance(lines, list | tuple) else [],
        )
    data = raw.get("data")
    if kind not in ("display_data", "execute_result") or not isinstance(data, Mapping):
        return None
    shown = {mime: _text(data[mime]) for mime in SHOWN if mime in data}
    if "text/html" in shown:
        shown["text/html"] = clean(shown["text/html"])
    return _output("display_data", shown) if shown else None


def _first_lines(text: str) -> str:
    """A page that scrolls for a kilometre helps nobody; nbgrader's own limit is the same."""
    *lines, rest = text.split("\n", LINES)
    return "\n".join([*lines, CUT]) if len(lines) == LINES and rest else text


def _output(kind: str, data: Mapping[str, Any] | None = None, **fields: Any) -> NotebookNode:
    # nbformat's own checks every output by itself; the notebook is checked once, as a whole.
    shown = {} if data is None else {"data": dict(data), "metadata": {}}
    return from_dict({"output_type": kind, **shown, **fields})


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "".join(_text(line) for line in value)
    return in_utf8(value) if isinstance(value, str) else ""


def _not_counted(output: NotebookNode) -> NotebookNode:
    """A warning goes where nbgrader takes no points for it."""
    if output.output_type == "stream":
        output.name = "stdout"
    return output


def _number(outputs: list[Mapping[str, Any]], points: float) -> float:
    for output in outputs:
        if output.get("output_type") == "execute_result" and isinstance(output.get("data"), dict):
            try:
                score = float(_text(output["data"].get("text/plain")))
            except ValueError:  # a result that is no number: all the points, as nbgrader has it
                return points
            return 0.0 if math.isnan(score) else min(max(score, 0.0), points)
    return points


def _score(finding: Finding) -> NotebookNode:
    points = min(max(finding.points, 0.0), finding.max_points)
    shown = {
        "text/plain": f"{points!r}",
        "text/html": f"{points:g} of {finding.max_points:g} point{'s' * (finding.max_points != 1)}",
    }
    return _output("execute_result", shown, execution_count=None)

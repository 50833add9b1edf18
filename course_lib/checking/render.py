"""A verdict for people: HTML that reads in light, in dark and aloud; text where there is none."""

from collections.abc import Iterator
from html import escape
from typing import Any

import numpy as np

from course_lib.checking.verdict import Verdict

MARKS = {"passed": "✓", "wrong": "✗", "not attempted": "○"}
# Okabe-Ito; the word and the mark say the same without colour.
COLOURS = {"passed": "#009E73", "wrong": "#D55E00", "not attempted": "#56B4E9"}
TABLE_AT_MOST = 8  # rows and columns of an array that are written out in numbers
PARTS_AT_MOST, DEPTH_AT_MOST = 10, 3  # of a dict or a list that are written out
SCROLLS = "overflow-x:auto"  # what is wider than the page scrolls by itself
CELL = "padding:.15em .6em"  # a feedback page has no style for tables: numbers would touch
GIVEN = f"{CELL};text-align:left"  # Jupyter's tables would set the rows of an array to the right


def as_text(verdict: Verdict) -> str:
    """The verdict in plain text, a few lines."""
    lines = [f"{MARKS[verdict.state]} {verdict.heading}", *verdict.message.splitlines()]
    if verdict.case is not None:
        lines += ["", *_case_lines(verdict)]
    if verdict.printed:
        lines += ["", "It printed:", verdict.printed.rstrip()]
    lines += [f"Note: {note}" for note in verdict.notes]
    if verdict.state == "wrong":
        lines += [_next(verdict)]
    return "\n".join(lines)


def as_html(verdict: Verdict) -> str:
    """The verdict as one self-contained panel."""
    body = [f"<p>{_prose(line)}</p>" for line in verdict.message.splitlines()]
    if verdict.case is not None:
        body.append(_case_html(verdict))
    if verdict.printed:
        printed = escape(verdict.printed.rstrip())
        body.append(f'<p>It printed:</p><pre style="white-space:pre-wrap">{printed}</pre>')
    body += [f"<p><em>Note:</em> {_prose(note)}</p>" for note in verdict.notes]
    if verdict.state == "wrong":
        body.append(f"<p>{_prose(_next(verdict))}</p>")
    return (
        f'<section role="group" aria-label="{escape(verdict.heading)}" style="border-left:5px '
        f"solid {COLOURS[verdict.state]};padding:.3em 1em;margin:.3em 0;max-width:48em;"
        "overflow-wrap:break-word;"
        'color:var(--jp-ui-font-color1,inherit)">'
        f'<p><strong><span aria-hidden="true">{MARKS[verdict.state]}</span> '
        f"{escape(verdict.heading)}</strong></p>{''.join(body)}</section>"
    )


def _next(verdict: Verdict) -> str:
    return f'Stuck? `hint("{verdict.exercise}")`'


def _given(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    assert verdict.case is not None
    return zip(verdict.arguments, verdict.case.args, strict=True)


def _compared(verdict: Verdict) -> Iterator[tuple[str, Any]]:
    of = f": {verdict.leaf}" if verdict.leaf else ""
    if not isinstance(verdict.want, tuple | list | dict):  # the message says what parts there are
        yield f"expected{of}", verdict.want
    if verdict.got is not None:
        yield f"got{of}", verdict.got


def _case_lines(verdict: Verdict) -> list[str]:
    assert verdict.case is not None
    lines = [f"Seen on: {verdict.case.about}"] if verdict.case.about else []
    shown = [*_given(verdict), *_compared(verdict)]
    width = max(len(name) for name, _ in shown)
    for name, value in shown:
        rows = _brief(value).splitlines()
        lines.append(f"  {name:{width}}  {rows[0]}")
        lines += [" " * (width + 4) + row for row in rows[1:]]
    return lines


def _case_html(verdict: Verdict) -> str:
    assert verdict.case is not None
    about = f"<p>Seen on: {_prose(verdict.case.about)}</p>" if verdict.case.about else ""
    given = "".join(
        f'<tr><td style="{GIVEN}">{escape(name)}</td><td style="{GIVEN}">{_code(arg)}</td></tr>'
        for name, arg in _given(verdict)
    )
    boxes = "".join(
        f'<figure style="margin:0;max-width:100%;{SCROLLS}">'
        f"<figcaption>{escape(name)}</figcaption>"
        f"{_picture(name, value, verdict)}</figure>"
        for name, value in _compared(verdict)
    )
    return (
        f'{about}<div style="{SCROLLS}"><table style="margin:0">{given}</table></div>'
        f'<div style="display:flex;flex-wrap:wrap;gap:1.5em;margin:.5em 0 .8em">{boxes}</div>'
    )


def _picture(name: str, value: Any, verdict: Verdict) -> str:
    is_plain = type(value) is np.ndarray and value.dtype.kind in "fiub" and value.size > 0
    if not is_plain or value.ndim not in (1, 2):
        return _code(value)
    # Where parts of several shapes were expected, no one array of them stands beside this one.
    want = value if isinstance(verdict.want, tuple | list | dict) else verdict.want
    if max(value.shape) <= TABLE_AT_MOST:
        return _table(np.atleast_2d(value), np.atleast_2d(want))
    return _heatmap(name, value, want) if value.ndim == 2 else _code(value)


def _code(value: Any) -> str:
    return f'<code style="display:inline-block;white-space:pre">{escape(_brief(value))}</code>'


def _table(value: np.ndarray, want: np.ndarray) -> str:
    """Numbers in a grid; those that differ are bold, underlined and said to differ."""
    same_shape = value.shape == np.shape(want)
    rows = []
    for i, row in enumerate(value):
        cells = []
        for j, number in enumerate(row):
            off = same_shape and not np.isclose(number, want[i, j], rtol=1e-3, equal_nan=True)
            style = f"{CELL};font-weight:bold;text-decoration:underline" if off else CELL
            title = ' title="differs"' if off else ""
            cells.append(f'<td style="{style}"{title}>{number:.4g}</td>')
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f'<table style="margin:0">{"".join(rows)}</table>'


def _heatmap(name: str, value: np.ndarray, want: np.ndarray) -> str:
    """A small picture, both on the scale of what was expected; orange where it is not finite."""
    value = value[:48, :48]
    finite = np.asarray(want)[np.isfinite(want)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    side = 6
    cells = []
    for (i, j), number in np.ndenumerate(value):
        share = np.clip((number - low) / ((high - low) or 1), 0, 1)
        fill = f"hsl(210 60% {95 - 70 * share:.0f}%)" if np.isfinite(number) else "#D55E00"
        cells.append(
            f'<rect x="{j * side}" y="{i * side}" width="{side}" height="{side}" fill="{fill}"/>'
        )
    rows, columns = value.shape
    size = f"{rows} by {columns} numbers from {np.min(value):.4g} to {np.max(value):.4g}"
    label = f"{escape(name)}: {size}"
    return (
        f'<svg role="img" aria-label="{label}" width="{columns * side}" height="{rows * side}">'
        f"<title>{label}</title>{''.join(cells)}</svg>"
    )


def _brief(value: Any, depth: int = 0) -> str:
    """In a few lines: an array in numbers or by its shape, a dict or a list part by part."""
    if isinstance(value, np.ndarray):
        if value.size > TABLE_AT_MOST**2:
            return f"array {value.shape} {value.dtype}"
        return np.array2string(value, precision=4, separator=", ", max_line_width=80)
    is_nested = isinstance(value, dict) or (
        isinstance(value, tuple | list) and any(isinstance(v, np.ndarray | dict) for v in value)
    )
    if is_nested and value:
        deep = depth == DEPTH_AT_MOST
        return f"a {type(value).__name__}" if deep else _part_by_part(value, depth + 1)
    if not isinstance(value, str | int | float | tuple | list | dict | np.number | None):
        return f"a {type(value).__name__}"  # its own repr may do anything
    text = f"{value:.6g}" if isinstance(value, float) else repr(value)
    return text if len(text) <= 80 else text[:77] + "..."


def _part_by_part(value: Any, depth: int) -> str:
    named = value.items() if isinstance(value, dict) else enumerate(value)
    lines = []
    for name, part in list(named)[:PARTS_AT_MOST]:
        rows = _brief(part, depth).splitlines()
        head = f"{repr(name)[:40]}: "
        lines.append(head + rows[0])
        lines += [" " * len(head) + row for row in rows[1:]]
    if len(value) > PARTS_AT_MOST:
        lines.append(f"and {len(value) - PARTS_AT_MOST} more")
    return "\n".join(lines)


def _prose(text: str) -> str:
    """Escape, and set `code` as code."""
    parts = escape(text).split("`")
    return "".join(f"<code>{p}</code>" if i % 2 else p for i, p in enumerate(parts))

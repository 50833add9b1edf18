"""What `pytest --nbval` lets through, caught: a pytest plugin beside nbval.

nbval runs each cell and compares most of its outputs. It passes a notebook that was never run,
counts out of order, pictures that changed or vanished, outputs in another order, stderr, and a cell
tagged raises-exception that does not raise. This looks at the same run, and runs nothing twice:

    stored   every code cell was run, counted 1, 2, 3...; no error or stderr that is not tagged
    fresh    the same outputs, of the same MIME types, in the same order; pictures equal pixel by
             pixel, those within HTML too; a cell tagged raises-exception raises

Tags: `nbval-stderr` lets a cell write to stderr, `nbval-png-rms:2` lets its pictures differ by a
root mean square of 2 (of 255). Where `nbval-ignore-output` stands, fresh outputs are not compared.

Enabled by `-p course_lib.building.nbval_strict`; without --nbval it does nothing.
"""

import base64
import binascii
import io
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

WIDGET_VIEW = "application/vnd.jupyter.widget-view+json"  # a random id: never stored
PICTURES = ("image/png", "image/jpeg")
DATA_URI = r"(?<=base64,)[A-Za-z0-9+/=]+"
RMS_TAG = "nbval-png-rms:"


def pytest_configure(config: pytest.Config) -> None:
    """Watch the notebooks of this run, if there are any."""
    if config.getoption("nbval", default=False):
        config.pluginmanager.register(_Strict(), "course-nbval-strict")


class _Strict:
    def __init__(self) -> None:
        self.scratch = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)

    def pytest_unconfigure(self) -> None:
        self.scratch.cleanup()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> Iterator[None]:
        """The kernel starts here: give it the environment that the notebooks were built in."""
        if not _is_cell(item):
            return (yield)
        from course_lib.building.environment import kernel_environment

        environment = kernel_environment(Path(self.scratch.name))
        with pytest.MonkeyPatch.context() as patch:
            for name in os.environ.keys() - environment.keys():
                patch.delenv(name)
            for name, value in environment.items():
                patch.setenv(name, value)
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: Any) -> Iterator[None]:
        if not _is_cell(item):
            return (yield)
        # nbval would compare pictures in HTML byte by byte; here they are compared as pictures.
        item.parent.sanitize_patterns[DATA_URI] = "picture"
        stored = [dict(output) for output in item.cell.outputs]  # nbval merges streams in place
        _look(item, _stored_faults(item, stored))
        result = yield
        _look(item, _fresh_faults(item, stored))
        return result


def _is_cell(item: object) -> bool:
    from nbval.plugin import IPyNbCell

    return isinstance(item, IPyNbCell)


def _look(item: Any, faults: Iterator[str]) -> None:
    fault = next(faults, None)
    if fault:
        item.raise_cell_error(fault)


def _tags(item: Any) -> list[str]:
    return item.cell.metadata.get("tags", [])


def _stored_faults(item: Any, stored: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the cell as it was saved."""
    if item.cell.source.strip():
        run = [c for c in item.parent.nb.cells if c.cell_type == "code" and c.source.strip()]
        want = next(n for n, cell in enumerate(run, start=1) if cell is item.cell)
        got = item.cell.execution_count
        if got is None:
            yield "The cell was saved without being run"
        elif got != want:
            yield f"The cell was saved with count {got}, but is code cell {want} from the top"
    raises = any(output["output_type"] == "error" for output in stored)
    if raises and not item.options["check_exception"]:
        yield "The cell was saved with an error, and is not tagged raises-exception"
    stderr = any(output.get("name") == "stderr" for output in stored)
    if stderr and "nbval-stderr" not in _tags(item):
        yield "The cell was saved with text on stderr, and is not tagged nbval-stderr"


def _fresh_faults(item: Any, stored: list[dict[str, Any]]) -> Iterator[str]:
    """What is wrong with the cell as it ran just now, beside its stored outputs."""
    fresh = item.test_outputs
    raises = any(output["output_type"] == "error" for output in fresh)
    if item.options["check_exception"] and not raises:
        yield "The cell is tagged raises-exception, and did not raise"
    if not item.options["check"]:
        return
    want, got = _forms(stored), _forms(fresh)
    if want != got:
        yield f"The outputs differ in kind or order: stored {want}, fresh {got}"
    rms = _tolerance(item)
    pairs = zip(_pictures(stored), _pictures(fresh), strict=False)
    for number, (before, now) in enumerate(pairs, start=1):
        difference = _difference(before, now)
        if difference is None or difference > rms:
            shown = "in size or format" if difference is None else f"by {difference:.3g} (rms)"
            yield f"Picture {number} of the cell differs {shown}; {rms:g} is allowed"
    if len(_pictures(stored)) != len(_pictures(fresh)):
        yield "The number of pictures differs"


def _forms(outputs: list[dict[str, Any]]) -> list[str]:
    """Kind of each output, in order, with its MIME types; streams once each, as nbval merges."""
    forms: list[str] = []
    for output in outputs:
        kind = output["output_type"]
        types = sorted(output.get("data", {}).keys() - {WIDGET_VIEW})
        form = output["name"] if kind == "stream" else f"{kind}({', '.join(types)})"
        if kind != "stream" or form not in forms:
            forms.append(form)
    # Which of two streams that follow one another comes first is a matter of timing.
    for i in range(len(forms) - 1):
        if forms[i : i + 2] == ["stderr", "stdout"]:
            forms[i : i + 2] = ["stdout", "stderr"]
    return forms


def _pictures(outputs: list[dict[str, Any]]) -> list[str]:
    """Every picture, in base64: those of the MIME types, then those within HTML."""
    found: list[str] = []
    for output in outputs:
        data = output.get("data", {})
        found += [data[kind] for kind in PICTURES if kind in data]
        found += re.findall(DATA_URI, data.get("text/html", ""))
    return found


def _tolerance(item: Any) -> float:
    allowed = [tag.removeprefix(RMS_TAG) for tag in _tags(item) if tag.startswith(RMS_TAG)]
    try:
        return float(allowed[0]) if allowed else 0.0
    except ValueError:
        item.raise_cell_error(f"The tag {RMS_TAG}{allowed[0]} should end in a number")
        raise


def _difference(before: str, now: str) -> float | None:
    """Root mean square of the channel that differs most; None when size or format differ."""
    if before == now:
        return 0.0
    from PIL import Image, ImageChops, ImageStat, UnidentifiedImageError

    try:
        one, two = (
            Image.open(io.BytesIO(base64.b64decode(text))).convert("RGBA") for text in (before, now)
        )
    except (UnidentifiedImageError, binascii.Error, OSError):
        return None
    if one.size != two.size:
        return None
    return float(max(ImageStat.Stat(ImageChops.difference(one, two)).rms))

"""How long a check took at the student's own, where their notebook says so.

JupyterLab notes it in each cell where its setting `recordTiming` is on. It is the student's claim:
good for a median over the class, and for nothing else.
Source: JupyterLab documentation, "Notebook", recordTiming; keys as in jupyter_client's messages.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from course_lib.grading.reading import UnreadableError
from course_lib.grading.submissions import Submission

__all__ = ["check_seconds"]

BEGAN, ENDED = "iopub.execute_input", "shell.execute_reply"
A_DAY = 86_400.0


def check_seconds(submission: Submission, notebook: str) -> dict[str, float]:
    """Seconds by grade id, of the cells that tell; whatever else is in the file is passed over."""
    try:
        content = json.loads(submission.read(notebook))
    except (UnreadableError, ValueError, RecursionError):  # told by grading, and no time in it
        return {}
    return dict(_told(content))


def _told(content: Any) -> Iterator[tuple[str, float]]:
    cells = content.get("cells") if isinstance(content, dict) else None
    for cell in cells if isinstance(cells, list) else ():
        metadata = _dict(_dict(cell).get("metadata"))
        id = _dict(metadata.get("nbgrader")).get("grade_id")
        took = _seconds(_dict(metadata.get("execution")))
        if isinstance(id, str) and took is not None:
            yield id, took


def _seconds(execution: dict[str, Any]) -> float | None:
    try:
        began, ended = (datetime.fromisoformat(execution[key]) for key in (BEGAN, ENDED))
        took = (ended - began).total_seconds()
    except (KeyError, TypeError, ValueError):
        return None
    return took if 0 <= took <= A_DAY else None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}

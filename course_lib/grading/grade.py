"""Grade one notebook: bytes in, plain data out. Nothing is read but these, nothing is written."""

import hashlib
import inspect
import json
import platform
import time
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nbformat
import numpy as np
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell

import course_lib.checking
from course_lib.checking import Exercise
from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.graded import Finding, Graded, Job
from course_lib.grading.outputs import of_check
from course_lib.grading.reading import UnreadableError, read_notebook
from course_lib.grading.rebuild import rebuild
from course_lib.grading.running import Run
from course_lib.grading.secret import key_of_work

__all__ = ["fingerprint", "grade_notebook", "grade_rebuilt", "release_of", "set_aside"]


def grade_notebook(job: Job, jail: Any) -> Graded:
    """Read, rebuild from the release, run in `jail`, judge outside.

    Whatever is in `job.submitted`, a Graded comes of it; the release is taken to be in order.
    """
    release = release_of(job.release)
    try:
        submitted = read_notebook(job.submitted)
    except UnreadableError as error:
        return set_aside(release, f"{error.what}; {error.how}")
    return grade_rebuilt(rebuild(release, submitted), job, jail)


def grade_rebuilt(notebook: NotebookNode, job: Job, jail: Any) -> Graded:
    """The same for a notebook that has been rebuilt already, which gets the outputs."""
    began = time.perf_counter()
    mark = fingerprint(notebook, job)
    with jail.open() as session:
        run = Run(session, key_of_work(job.key, _work(notebook)))
        run.through(notebook)
    reason = ""
    if run.failures:
        reason = f"the grader failed to judge {', '.join(run.failures)}"
    return _graded(
        notebook,
        "" if run.failures else mark,  # to be tried again
        outcome="failed" if run.failures else "graded",
        reason=reason,
        details="\n".join(run.failures.values()),
        findings=tuple(run.findings),
        suspicious=run.suspicious(),
        seconds=round(time.perf_counter() - began, 3),
    )


def set_aside(release: NotebookNode, reason: str) -> Graded:
    """What stands for a file that no answers can be taken from: the release, with 0 points."""
    findings = _unjudged(release, reason)
    text = f"**What was handed in could not be graded**: {reason}."
    release.cells.insert(0, new_markdown_cell(text, id="not-graded"))
    return _graded(release, "", outcome="set aside", reason=reason, findings=findings)


def _unjudged(release: NotebookNode, reason: str) -> tuple[Finding, ...]:
    findings = []
    for cell in release.cells:
        marks = cell.metadata.get("nbgrader", {})
        if cell.cell_type == "code" and marks.get("grade") and not is_answer(cell):
            id = grade_id(cell).removeprefix("check-")
            points = float(marks["points"])
            findings.append(Finding(id, "not judged", None, "file", reason, 0, points))
            cell.outputs = of_check(findings[-1], {"text/plain": f"Not judged: {reason}."})
    return tuple(findings)


def fingerprint(notebook: NotebookNode, job: Job) -> str:
    """Changes with whatever the grade depends on: where it is the same, so is the grade."""
    depends = [
        _work(notebook),
        [job.key.hex(), asdict(job.limits), job.unsafe, _catalogue(job.assignment)],
        [platform.python_version(), np.__version__, version("ipython")],
    ]
    return hashlib.sha256(json.dumps(depends, default=str).encode()).hexdigest()


def _work(notebook: NotebookNode) -> str:
    cells = [[grade_id(c), c.cell_type, c.source, c.metadata.get("tags")] for c in notebook.cells]
    return json.dumps(cells)


def release_of(data: bytes) -> NotebookNode:
    """The released notebook, as nbgrader wrote it."""
    return nbformat.v4.reads(data.decode())


def _graded(notebook: NotebookNode, mark: str, **fields: Any) -> Graded:
    report = {name: fields.get(name) for name in ("outcome", "reason", "suspicious", "seconds")}
    course = {"fingerprint": mark, **report}
    notebook.metadata = NotebookNode({**notebook.metadata, "course": course})
    nbformat.validate(notebook)  # nbformat's own `writes` would only log that it is not in order
    return Graded(notebook=nbformat.v4.writes(notebook), **fields)


@cache
def _catalogue(assignment: str) -> str:
    """Hash of the code that judges the assignment."""
    folders = {Path(inspect.getfile(course_lib.checking)).parent}
    for exercise in ASSIGNMENTS.get(assignment, ()):
        if isinstance(exercise, Exercise):
            folders.add(Path(inspect.getfile(exercise.cases)).parent)
    hashed = hashlib.sha256()
    for path in sorted(path for folder in folders for path in folder.glob("*.py")):
        hashed.update(path.read_bytes())
    return hashed.hexdigest()

"""Grading against stock nbgrader, at one worker and at two; and a class of thousands.

python -m benchmarks.grading               40 submissions of assignment 01, each way of grading them
python -m benchmarks.grading --class 10000 so many small submissions, recorded, counted afterwards

The ratios are of wall time within one run; the first says nothing about another machine.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read once, when NumPy is first imported

import argparse
import json
import resource
import shutil
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.building.source import notebook_metadata
from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder, known_warnings
from course_lib.grading.in_nbgrader import limits_of
from course_lib.grading.sample_class import CLASS, notebook_of
from course_lib.grading.workers import on_this_machine

ROOT = Path(__file__).parents[1] / "assignments"
ASSIGNMENT = "01_knn"
SMALL = "small"
STOCK = """
c = get_config()
c.CourseDirectory.course_id = "deep-learning"
c.Execute.extra_arguments = ["--IPKernelApp.log_level=40"]
"""
GOAL = 5  # times as quick as stock nbgrader, with one worker


def main() -> None:
    """Measure what was asked for and print it as JSON, a line each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=40)
    parser.add_argument("--class", type=int, dest="students", default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    warnings.simplefilter("ignore")  # nbgrader's own, of its libraries
    with tempfile.TemporaryDirectory() as base:
        if asked.students:
            print(json.dumps(crowd(Path(base), asked.students, asked.workers)))
        else:
            print(json.dumps(race(Path(base), asked.submissions)))


def race(base: Path, submissions: int) -> dict[str, float]:
    """Seconds a submission: stock `autograde`, ours with one worker and with two; the ratios."""
    folder = CourseFolder.create(base / "stock", ROOT)
    release = nbformat.read(folder.release(ASSIGNMENT), 4)
    source = nbformat.read(ROOT / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)
    for i in range(submissions):
        notebook = notebook_of(CLASS[i % len(CLASS)], source, release)
        _hand_in(folder, ASSIGNMENT, f"s{i:05}", nbformat.writes(notebook))
    ours = []
    for workers in (1, 2):
        copy = CourseFolder(base / f"ours-{workers}")
        shutil.copytree(folder.root, copy.root)
        ours.append(_seconds(partial(_graded, copy, ASSIGNMENT, workers)) / submissions)
    (folder.root / "nbgrader_config.py").write_text(STOCK)
    stock = _seconds(partial(_autograded, folder)) / submissions
    return {
        "submissions": submissions,
        "stock": round(stock, 3),
        "one worker": round(ours[0], 3),
        "two workers": round(ours[1], 3),
        "stock / one worker": round(stock / ours[0], 2),
        "goal": GOAL,
        "one worker / two": round(ours[0] / ours[1], 2),
    }


def crowd(base: Path, students: int, workers: int) -> dict[str, Any]:
    """A class on a small assignment: throughput, memory half-way and at the end, what is kept."""
    (base / "made" / "source" / SMALL).mkdir(parents=True)
    shutil.copy(ROOT / "nbgrader_config.py", base / "made")
    nbformat.write(_small(), base / "made" / "source" / SMALL / f"{SMALL}.ipynb")
    folder = CourseFolder.create(base / "course", base / "made")
    released = nbformat.read(folder.release(SMALL), 4)
    for i in range(students):
        released.cells[0].source = f"rotated_data = {'abcd'[i % 4]!r}"
        _hand_in(folder, SMALL, f"s{i:05}", nbformat.writes(released))
    began, memory, seen = time.perf_counter(), [], Counter[str]()
    batch = Batch(folder, SMALL, limits_of(folder.config))
    for outcome in batch.through(partial(on_this_machine, workers=workers)):
        seen[outcome.state] += 1
        if seen.total() in (students // 10, students // 2, students):
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
    seconds = time.perf_counter() - began
    again = _seconds(lambda: Counter(o.state for o in batch.through(_nobody)))
    with folder.gradebook() as book:
        scores = Counter(s.score for s in book.assignment_submissions(SMALL))
    return {
        "students": students,
        "workers": workers,
        **seen,
        "a second": round(students / seconds, 1),
        "nothing changed, a second": round(students / again, 1),
        "MB at a tenth, half, end": memory,
        "in the gradebook": scores.total(),
        "right as expected": scores[1.0] == sum(i % 4 == 1 for i in range(students)),
    }


def _small() -> NotebookNode:
    marks = {"schema_version": 3, "locked": False, "task": False}
    answer = {**marks, "grade_id": "rotated-data", "grade": False, "solution": True}
    check = {**marks, "grade_id": "check-rotated-data", "grade": True, "solution": False}
    stub = "rotated_data = None\n### BEGIN SOLUTION\nrotated_data = 'b'\n### END SOLUTION"
    cells = [
        new_code_cell(stub, metadata={"nbgrader": answer}),
        new_code_cell("check()", metadata={"nbgrader": {**check, "points": 1, "locked": True}}),
    ]
    return new_notebook(cells=cells, metadata=notebook_metadata())


def _hand_in(folder: CourseFolder, assignment: str, student: str, notebook: str) -> None:
    place = folder.root / "submitted" / student / assignment
    place.mkdir(parents=True)
    (place / f"{assignment}.ipynb").write_text(notebook, encoding="utf-8")
    (place / "timestamp.txt").write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S %Z}")


def _graded(folder: CourseFolder, assignment: str, workers: int) -> None:
    batch = Batch(folder, assignment, limits_of(folder.config))
    states = {o.state for o in batch.through(partial(on_this_machine, workers=workers))}
    assert states == {"graded"}, states


def _autograded(folder: CourseFolder) -> None:
    with known_warnings():
        for student in folder.submitted(ASSIGNMENT):
            folder.autograde(ASSIGNMENT, student)


def _nobody(jobs):  # type: ignore[no-untyped-def]
    """What takes jobs where there must be none."""
    for job in jobs:
        raise AssertionError(f"{job.student} was to be graded again")
    return iter(())


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()

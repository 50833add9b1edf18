"""Grading against stock nbgrader, turn by turn; by more workers; and a class of thousands.

python -m benchmarks grading               as the other subjects, into results.json
python -m benchmarks.grading               the same, printed as JSON
python -m benchmarks.grading --class 10000 so many small submissions, recorded, counted afterwards

A race is run in one process, with imports done, the jail warm and the gradebook open: a submission
is read, run, judged and recorded by ours, then by stock nbgrader. Processor time is that of all
processes that take part, by the kernel's books; it is the figure to trust on a busy machine.
"""

import os

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # read once, when NumPy is first imported

import argparse
import json
import multiprocessing
import resource
import shutil
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook

from course_lib.building.source import notebook_metadata
from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder
from course_lib.grading.grade import grade_notebook
from course_lib.grading.graded import Graded, Job
from course_lib.grading.in_nbgrader import limits_of
from course_lib.grading.jail import Jail
from course_lib.grading.running import exercise_of
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
GOAL = 5  # times as quick as stock nbgrader
HONEST = tuple(s for s in CLASS if s.id not in ("never-ends", "crashes") and "cheat" not in s.id)
# How stock nbgrader is raced: a name, what it means, the cells that are emptied for it.
RACES = (
    ("as handed in", "it runs every cell, and counts what answers cost", ()),
    ("without play", "without the cells that only play, which ours does not run", ("play",)),
    ("at its least", "as well with checks that check nothing", ("play", "check")),
)


@dataclass(slots=True)
class Times:
    """Seconds on the clock and of processor time, a submission."""

    wall: float = 0.0
    cpu: float = 0.0

    def add(self, began: "Times", ended: "Times", submissions: int) -> None:
        """Count what passed in between."""
        self.wall += (ended.wall - began.wall) / submissions
        self.cpu += (ended.cpu - began.cpu) / submissions


def main() -> None:
    """Measure what was asked for and print it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--submissions", type=int, default=10)
    parser.add_argument("--class", type=int, dest="students", default=0)
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    if asked.students:
        warnings.simplefilter("ignore")  # nbgrader's own, of its libraries
        with tempfile.TemporaryDirectory() as base:
            print(json.dumps(crowd(Path(base), asked.students, asked.workers)))
    else:
        for row in rows(asked.submissions):
            print(json.dumps(row))


def rows(submissions: int = 10) -> Iterator[dict[str, Any]]:
    """One race after the other, then the workers; two minutes on a quiet machine."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory() as base:
        warnings.simplefilter("ignore")
        for name, about, emptied in RACES:
            found = race(Path(base) / name, emptied, submissions)
            yield {"work": f"stock nbgrader {name}", "about": about, **found}
        yield {"work": "more workers", **scaling(CourseFolder(Path(base) / name / "ours"))}


def race(base: Path, emptied: tuple[str, ...], submissions: int) -> dict[str, Any]:
    """Seconds a submission of ours and of stock `autograde`, taken turn by turn; the ratios."""
    stock, folder = _class(base, emptied, submissions)
    ours, theirs = Times(), Times()
    with Jail(limits_of(folder.config)) as jail:

        def turn_by_turn(jobs: Iterable[Job]) -> Iterator[tuple[Job, Graded]]:
            began = _now(jail)
            for job in jobs:
                yield job, grade_notebook(job, jail)  # recorded before it goes on here
                ours.add(began, _now(jail), submissions)
                began = _now(jail)
                stock.autograde(ASSIGNMENT, job.student)
                theirs.add(began, _now(jail), submissions)
                began = _now(jail)

        batch = Batch(folder, ASSIGNMENT, limits_of(folder.config))
        states = {outcome.state for outcome in batch.through(turn_by_turn)}
    assert states == {"graded"}, states
    return {
        "submissions": submissions,
        "ours, s": round(ours.wall, 3),
        "stock, s": round(theirs.wall, 3),
        "ours, processor s": round(ours.cpu, 3),
        "stock, processor s": round(theirs.cpu, 3),
        "stock / ours": round(theirs.wall / ours.wall, 2),
        "stock / ours, processor": round(theirs.cpu / ours.cpu, 2),
        "goal": GOAL,
    }


def scaling(folder: CourseFolder) -> dict[str, Any]:
    """Seconds a submission with one worker and with two, their start left out."""
    one, two = (_seconds_each(folder, workers) for workers in (1, 2))
    ratio = {"one / two": round(one / two, 2)}
    return {"one worker, s": round(one, 3), "two workers, s": round(two, 3), **ratio}


def _class(
    base: Path, emptied: tuple[str, ...], submissions: int
) -> tuple[CourseFolder, CourseFolder]:
    """The same class in a course folder with stock nbgrader's settings and in one of ours."""
    shutil.copytree(ROOT / "source", base / "emptied" / "source")
    shutil.copy(ROOT / "nbgrader_config.py", base / "emptied")
    _empty(base / "emptied" / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", emptied)
    stock = CourseFolder.create(base / "stock", base / "emptied")
    ours = CourseFolder.create(base / "ours", ROOT)
    for folder in (stock, ours):
        release = nbformat.read(folder.release(ASSIGNMENT), 4)
        source = nbformat.read(folder.root / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)
        for i in range(submissions):
            notebook = notebook_of(HONEST[i % len(HONEST)], source, release)
            _hand_in(folder, ASSIGNMENT, f"s{i:05}", nbformat.writes(notebook))
    (stock.root / "nbgrader_config.py").write_text(STOCK)
    return stock, ours


def _empty(path: Path, emptied: tuple[str, ...]) -> None:
    """Leave cells to a course's source that do nothing."""
    notebook = nbformat.read(path, 4)
    for cell in notebook.cells:
        kind = "check" if exercise_of(cell) else "play"
        if kind in emptied and (kind == "check" or kind in cell.metadata.get("tags", ())):
            cell.source = "pass"
    nbformat.write(notebook, path)


def _now(jail: Jail) -> Times:
    """The clock, and the processor time of this process, of those it waited for, of the jail."""
    waited = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = time.process_time() + waited.ru_utime + waited.ru_stime + jail.cpu_seconds
    return Times(time.perf_counter(), cpu)


def _seconds_each(folder: CourseFolder, workers: int) -> float:
    """From the first one done to the last one."""
    batch = Batch(folder, ASSIGNMENT, limits_of(folder.config), force=True)
    done = [time.perf_counter() for _ in batch.through(partial(on_this_machine, workers=workers))]
    return (done[-1] - done[0]) / (len(done) - 1)


def crowd(base: Path, students: int, workers: int) -> dict[str, Any]:
    """A class on a small assignment: throughput, memory on the way, what is kept."""
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
        if seen.total() in (students // 10, students // 2, students * 9 // 10):
            memory.append([_megabytes(os.getpid()), *map(_megabytes, _workers())])
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
        "MB of the coordinator and each worker at a tenth, half, nine tenths": memory,
        "in the gradebook": scores.total(),
        "right as expected": scores[1.0] == sum(i % 4 == 1 for i in range(students)),
    }


def _workers() -> list[int]:
    return sorted(p.pid for p in multiprocessing.active_children() if p.pid)


def _megabytes(pid: int) -> int:
    """The most memory that a process ever held."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


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

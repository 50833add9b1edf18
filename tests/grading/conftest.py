"""One class goes through nbgrader once; many tests look at what came of it."""

import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import nbformat
import pytest

from course_lib.grading.folder import CourseFolder
from course_lib.grading.results import Result, result_of
from course_lib.grading.sample_class import CLASS, notebook_of

ROOT = Path(__file__).parents[2]
ASSIGNMENT = "01_knn"
# nbgrader 0.9.6 on today's SQLAlchemy, Python and Jupyter: none of these is about our code.
THEIRS = (
    "ignore::DeprecationWarning",
    "ignore::PendingDeprecationWarning",
    "ignore::FutureWarning",
    "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
    "ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning",
)


def pytest_collection_modifyitems(items):
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for warning in THEIRS:
                item.add_marker(pytest.mark.filterwarnings(warning))


@dataclass(frozen=True)
class Graded:
    folder: CourseFolder
    release: Path
    results: dict[str, Result]
    feedback: dict[str, Path]


@pytest.fixture(scope="session")
def source():
    return nbformat.read(ROOT / "assignments/source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb", 4)


@pytest.fixture(scope="session")
def graded(tmp_path_factory, source):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        folder = CourseFolder.create(tmp_path_factory.mktemp("course"), ROOT / "assignments")
        path = folder.release(ASSIGNMENT)
        release = nbformat.read(path, 4)
        notebooks = {s.id: nbformat.writes(notebook_of(s, source, release)) for s in CLASS}
        folder.hand_in(ASSIGNMENT, notebooks, datetime(2026, 3, 1, 12, tzinfo=UTC))
        folder.collect(ASSIGNMENT)
        results, feedback = {}, {}
        for student in folder.submitted(ASSIGNMENT):
            folder.autograde(ASSIGNMENT, student)
            results[student] = result_of(folder, ASSIGNMENT, student)
            feedback[student] = folder.feedback(ASSIGNMENT, student)
    return Graded(folder, path, results, feedback)

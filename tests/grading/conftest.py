"""One class goes through nbgrader once; many tests look at what came of it."""

import shutil
import warnings
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import nbformat
import pytest
import small_assignment_course

from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder
from course_lib.grading.jail import Jail, Limits
from course_lib.grading.results import Result, result_of
from course_lib.grading.sample_class import CLASS, notebook_of
from course_lib.grading.workers import on_this_machine

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
def jail():
    with Jail(limits=Limits(cell_seconds=5, check_seconds=10, total_seconds=60)) as jail:
        yield jail


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
        for _ in Batch(folder, ASSIGNMENT, Limits(check_seconds=5)).through(
            partial(on_this_machine, workers=2)
        ):
            pass
        for student in folder.submitted(ASSIGNMENT):
            results[student] = result_of(folder, ASSIGNMENT, student)
            feedback[student] = folder.feedback(ASSIGNMENT, student)
    return Graded(folder, path, results, feedback)


@pytest.fixture(scope="session")
def release(graded):
    return nbformat.read(graded.release, 4)


@pytest.fixture(scope="session")
def knn_work(source, release):
    """The notebook of a student of the sample class, as bytes."""

    def of(id):
        student = next(s for s in CLASS if s.id == id)
        return nbformat.writes(notebook_of(student, source, release)).encode()

    return of


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """The small course folder, in which nothing has been handed in."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return small_assignment_course.release(tmp_path_factory.mktemp("released") / "course").root


@pytest.fixture
def course(released, tmp_path):
    """Make a course folder with these files handed in: student -> the notebook's bytes."""

    def make(files):
        folder = CourseFolder(tmp_path / "course")
        shutil.copytree(released, folder.root)
        for student, data in files.items():
            small_assignment_course.hand_in(folder, student, data)
        return folder

    return make

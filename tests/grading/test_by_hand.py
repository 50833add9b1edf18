"""nbgrader's own commands, run in the course folder as its documentation says."""

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import small_assignment_course as small
from nbgrader.validator import Validator
from traitlets.config import Config

from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.folder import CourseFolder
from course_lib.grading.sample_class import CLASS, notebook_of

ROOT = Path(__file__).parents[2]
SCRIPTS = Path(sys.executable).parent


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory):
    """A course folder, a student's home, and the exchange between them."""
    base = tmp_path_factory.mktemp("by_hand")
    folder = CourseFolder.create(base / "course", ROOT / "assignments")
    (base / "exchange").mkdir(mode=0o777)
    (base / "exchange").chmod(0o777)
    (base / "home").mkdir()

    def run(*words, cwd=folder.root):
        done = subprocess.run(
            ["nbgrader", *words, f"--Exchange.root={base / 'exchange'}"],
            cwd=cwd,
            env={
                **os.environ,
                "PATH": f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}",
                "JUPYTER_DATA_DIR": str(base / "jupyter"),
                "USER": "ada",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    return base, folder, run


@pytest.mark.skipif(sys.platform == "win32", reason="nbgrader's exchange needs POSIX permissions")
def test_from_generate_to_export_through_the_exchange(by_hand, source):
    base, folder, run = by_hand
    course = "--course=deep-learning"
    run("generate_assignment", "01_knn")
    run("release_assignment", "01_knn")
    run("fetch_assignment", "01_knn", course, cwd=base / "home")

    fetched = base / "home" / "01_knn" / "01_knn.ipynb"
    student = next(s for s in CLASS if s.id == "forgot-sqrt")
    release = nbformat.read(fetched, 4)
    nbformat.write(notebook_of(student, source, release), fetched)
    run("submit", "01_knn", course, cwd=base / "home")

    run("collect", "01_knn")
    run("autograde", "01_knn")
    run("generate_feedback", "01_knn")
    run("release_feedback", "01_knn")
    run("export")
    with (folder.root / "grades.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(float(r["score"]), float(r["max_score"])) for r in rows] == [(18, 26)]
    (page,) = (folder.root / "feedback").rglob("01_knn.html")
    told = page.read_text(encoding="utf-8")
    assert "L2 distances, two loops</a><p><strong>no-root</strong>" in told
    assert "<math" in told
    assert "<script" not in told


@pytest.mark.skipif(sys.platform == "win32", reason="no process starts there without its PATH")
def test_nbgrader_run_by_its_path_where_no_environment_is_active(tmp_path):
    made = tmp_path / "made"
    (made / "source" / small.ASSIGNMENT).mkdir(parents=True)
    shutil.copy(small.CONFIG, made)
    nbformat.write(small.source(), made / "source" / small.ASSIGNMENT / f"{small.ASSIGNMENT}.ipynb")
    for words in (["db", "assignment", "list"], ["generate_assignment", small.ASSIGNMENT]):
        done = subprocess.run(
            [SCRIPTS / "nbgrader", *words],
            cwd=made,
            env={"HOME": str(tmp_path), "PATH": ""},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
    assert (made / "release" / small.ASSIGNMENT / f"{small.ASSIGNMENT}.ipynb").exists()


@pytest.mark.parametrize("name", ["full-marks", "forgot-sqrt", "not-started"])
def test_the_validate_button_tells_right_from_wrong(graded, source, name, tmp_path, monkeypatch):
    student = next(s for s in CLASS if s.id == name)
    path = tmp_path / "01_knn.ipynb"
    nbformat.write(notebook_of(student, source, nbformat.read(graded.release, 4)), path)
    monkeypatch.setenv("PATH", f"{SCRIPTS}{os.pathsep}{os.environ['PATH']}")
    told = Validator(config=Config()).validate(str(path))
    failed = {word for cell in told.get("failed", []) for word in cell["source"].split('"')[1:2]}
    expected = {
        "full-marks": set(),
        "forgot-sqrt": {"pairwise-l2-two-loops", "pairwise-l2-one-loop", "pairwise-l2"},
    }
    if name in expected:
        assert failed == expected[name]
        assert all("square root is missing" in c["error"] for c in told.get("failed", []))
    else:
        assert len(failed) == len(ASSIGNMENTS["01_knn"])
    shutil.rmtree(tmp_path)

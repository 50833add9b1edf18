"""What nbgrader releases holds nothing back; what is planted in it is found."""

import copy
import os
import sys
from pathlib import Path

import nbformat
import pytest
import small_course
from traitlets.config import Config

from course_lib.building.build import render, targets, write_whole
from course_lib.building.leaks import leaks
from course_lib.errors import NotebookError


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Source and release of the small assignment, the release made by nbgrader."""
    from nbgrader.apps import NbGraderAPI

    course = small_course.make(tmp_path_factory.mktemp("course"))
    target = targets(course, ["01_next"])[0]
    write_whole(target.notebook, render(target, small_course.POINTS))
    config = Config()
    config.CourseDirectory.root = str(course / "assignments")
    config.CourseDirectory.course_id = "small"
    config.Exchange.root = str(course / "exchange")
    with pytest.MonkeyPatch.context() as patch:
        # nbgrader calls the program alembic, which lies beside this Python.
        patch.setenv("PATH", f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}")
        done = NbGraderAPI(config=config).generate_assignment("01_next")
    assert done["success"], done
    released = course / "assignments/release/01_next/01_next.ipynb"
    return nbformat.read(target.notebook, 4), nbformat.read(released, 4)


@pytest.fixture
def pair(made):
    return copy.deepcopy(made)


def test_nbgraders_release_gives_nothing_away(pair):
    source, release = pair
    assert leaks(source, release) == []
    assert "YOUR CODE HERE" in release.cells[1].source


def test_the_source_itself_gives_everything_away(pair):
    source, _ = pair
    kinds = {leak.what for leak in leaks(source, source)}
    assert kinds == {"solution line", "hidden test", "region marker"}


PLANTED = {
    "solution line": ("add-one", "    following = x + 1", "solution line"),
    "other spaces": ("add-one", "following=x+1", "solution line"),
    "with a comment": ("add-one", "following = x + 1  # so", "solution line"),
    "commented out": ("add-one", "# following = x + 1", "solution line"),
    "within a line": ("add-one", "if True: following = x + 1; pass", "solution line"),
    "in text": ("next-numbers-1", "Try `following = x + 1` first.", "solution line"),
    "in a check": ("check-add-one", "following = x + 1", "solution line"),
    "written answer": (
        "next-numbers-1",
        "Hint: Because one is what two numbers in a row differ by.",
        "solution line",
    ),
    "hidden test": ("check-add-one", "assert add_one(41) == 42", "hidden test"),
    "hidden test in text": ("next-numbers-1", "`assert add_one(41) == 42`", "hidden test"),
    "marker": ("add-one", "### BEGIN SOLUTION", "region marker"),
    "marker of tests": ("check-add-one", "### END HIDDEN TESTS", "region marker"),
}


@pytest.mark.parametrize(("cell", "line", "what"), PLANTED.values(), ids=PLANTED)
def test_a_planted_line_is_found_where_it_is(pair, cell, line, what):
    source, release = pair
    next(c for c in release.cells if c.id == cell).source += f"\n{line}"
    (leak,) = leaks(source, release)
    assert (leak.cell, leak.line, leak.what) == (cell, line, what)


HARMLESS = ["", "    return following", "following = x + 10", "not_following = x + 1", "x", "pass"]


@pytest.mark.parametrize("line", HARMLESS)
def test_what_tells_nothing_is_no_leak(pair, line):
    source, release = pair
    release.cells[1].source += f"\n{line}"
    assert leaks(source, release) == []


def test_metadata_outputs_and_counts_are_looked_at(pair):
    source, release = pair
    code = release.cells[1]
    code.metadata.note = "following = x + 1"
    release.metadata.answers = {"why": ["following = x + 1"]}
    code.execution_count = 3
    code.outputs = [nbformat.v4.new_output("stream", text="assert add_one(41) == 42\n")]
    found = sorted((leak.cell, leak.what) for leak in leaks(source, release))
    assert found == sorted(
        [
            ("add-one", "solution line"),
            ("(notebook metadata)", "solution line"),
            ("add-one", "execution count"),
            ("add-one", "output"),
            ("add-one", "hidden test"),
        ]
    )


def test_a_solution_the_author_gives_away_is_a_leak(pair):
    source, release = pair
    for notebook in pair:
        notebook.cells[0].source += "\nRemember: following = x + 1"
    assert [leak.cell for leak in leaks(source, release)] == [release.cells[0].id]


def test_a_solution_cell_without_regions_is_secret_as_a_whole(pair):
    source, release = pair
    source.cells[1].source = "def add_one(x):\n    return sum([x, 1])"
    release.cells[1].source = "def add_one(x):\n    return sum([x, 1])"
    assert [leak.line for leak in leaks(source, release)] == release.cells[1].source.split("\n")


def test_an_unclosed_region_is_refused(pair):
    source, release = pair
    source.cells[1].source = "### BEGIN SOLUTION\nx = 1"
    with pytest.raises(NotebookError, match="unbalanced"):
        leaks(source, release)

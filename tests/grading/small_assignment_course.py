"""A course folder whose assignment is graded in a moment: two questions, a test, an essay."""

from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from course_lib.building.source import notebook_metadata
from course_lib.grading.folder import CourseFolder

ASSIGNMENT = "01_small"
POINTS = 7.0  # one for each question, two for the test, three for the essay
ANSWERS = {"rotated-data": "b", "knn-cost": "b", "double": "return 2 * x"}
CONFIG = Path(__file__).parents[2] / "assignments" / "nbgrader_config.py"


def cell(id, source, *, make=new_code_cell, solution=False, points=None):
    marks = {
        "grade_id": id,
        "solution": solution,
        "grade": points is not None,
        "locked": not solution,
    }
    marks |= {"schema_version": 3, "task": False} | (
        {"points": points} if points is not None else {}
    )
    return make(source, id=id, metadata={"nbgrader": marks})


def source():
    cells = [
        cell(
            "rotated-data",
            "rotated_data = None\n### BEGIN SOLUTION\n### END SOLUTION",
            solution=True,
        ),
        cell("check-rotated-data", 'check("rotated-data", rotated_data)', points=1),
        cell("knn-cost", "knn_cost = None\n### BEGIN SOLUTION\n### END SOLUTION", solution=True),
        cell("check-knn-cost", 'check("knn-cost", knn_cost)', points=1),
        cell(
            "double",
            "def double(x):\n    ### BEGIN SOLUTION\n    return 2 * x\n    ### END SOLUTION",
            solution=True,
        ),
        cell("test-double", "assert double(3) == 6", points=2),
        cell("essay", "Your words.", make=new_markdown_cell, solution=True, points=3),
    ]
    return new_notebook(cells=cells, metadata=notebook_metadata())


def release(root):
    """A course folder at `root` in which the assignment has been released."""
    made = root.parent / f"{root.name}-from"
    (made / "source" / ASSIGNMENT).mkdir(parents=True)
    (made / "nbgrader_config.py").write_text(CONFIG.read_text())
    nbformat.write(source(), made / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")
    folder = CourseFolder.create(root, made)
    folder.release(ASSIGNMENT)
    return folder


def work(**answers):
    """What a student hands in, as bytes: answers by the id of their cell, `_` for `-`."""
    given = {name.replace("_", "-"): text for name, text in answers.items()}
    texts = {
        "rotated-data": f"rotated_data = {given.get('rotated-data')!r}",
        "knn-cost": f"knn_cost = {given.get('knn-cost')!r}",
        "double": f"def double(x):\n    {given.get('double', 'raise NotImplementedError')}",
        "essay": given.get("essay", "Your words."),
    }
    notebook = source()
    for c in notebook.cells:
        c.source = texts.get(c.metadata.nbgrader.grade_id, c.source)
    return nbformat.writes(notebook).encode()


NOTHING = work()
SOME = work(rotated_data="a", knn_cost="b", double="return 2 * x")  # 3 points
ALL = work(rotated_data="b", knn_cost="b", double="return x + x")  # 4 points, essay aside


def hand_in(folder, student, data, at="2026-03-01 12:00:00 UTC"):
    """Put into submitted/ what the student handed in."""
    path = folder.root / "submitted" / student / ASSIGNMENT
    path.mkdir(parents=True, exist_ok=True)
    (path / f"{ASSIGNMENT}.ipynb").write_bytes(data)
    (path / "timestamp.txt").write_text(at)

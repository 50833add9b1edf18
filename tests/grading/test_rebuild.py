"""What a student did to the notebook's cells cannot break or fool the grading."""

from copy import deepcopy

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from course_lib.grading.rebuild import rebuild


def cell(id, source, *, solution=False, grade=False, points=0):
    marks = {"grade_id": id, "solution": solution, "grade": grade, "locked": not solution}
    if grade:
        marks["points"] = points
    return new_code_cell(source, metadata={"nbgrader": {**marks, "schema_version": 3}})


@pytest.fixture
def release():
    return new_notebook(
        cells=[
            new_markdown_cell("# Title"),
            cell("a", "raise NotImplementedError", solution=True),
            cell("check-a", "check('a', a)", grade=True, points=2),
            cell("b", "b = None", solution=True),
            cell("check-b", "check('b', b)", grade=True, points=3),
        ]
    )


@pytest.fixture
def submitted(release):
    notebook = deepcopy(release)
    notebook.cells[1].source = "a = 1"
    notebook.cells[3].source = "b = 2"
    return notebook


def sources(notebook):
    return [c.source for c in notebook.cells]


def marks(notebook):
    return [(c.cell_type, c.metadata.get("nbgrader")) for c in notebook.cells]


WHOLE = ["# Title", "a = 1", "check('a', a)", "b = 2", "check('b', b)"]


def test_answers_are_taken_and_all_else_is_as_released(release, submitted):
    rebuilt = rebuild(release, submitted)
    assert sources(rebuilt) == WHOLE
    assert marks(rebuilt) == marks(release)


def test_deleted_moved_and_doubled_cells_make_no_difference(release, submitted):
    del submitted.cells[4], submitted.cells[2]
    submitted.cells.reverse()
    submitted.cells.append(deepcopy(release.cells[1]))  # the stub once more, at the end
    assert sources(rebuild(release, submitted)) == WHOLE


def test_of_two_answers_the_last_one_written_on_counts(release, submitted):
    again = deepcopy(submitted.cells[1])
    again.source = "a = 3"
    submitted.cells.append(again)
    assert sources(rebuild(release, submitted))[1] == "a = 3"


def test_a_deleted_answer_is_not_attempted(release, submitted):
    del submitted.cells[1]
    assert sources(rebuild(release, submitted))[1] == release.cells[1].source


def test_checks_rewritten_unlocked_or_revalued_come_back_as_released(release, submitted):
    submitted.cells[2].source = "2"
    submitted.cells[2].metadata.nbgrader.update(points=99, locked=False, grade=False)
    submitted.cells[1].metadata.nbgrader.update(grade=True, points=99)
    rebuilt = rebuild(release, submitted)
    assert sources(rebuilt) == WHOLE
    assert marks(rebuilt) == marks(release)


def test_an_answer_turned_into_text_is_still_read_as_code(release, submitted):
    submitted.cells[1] = new_markdown_cell("a = 1", metadata=submitted.cells[1].metadata)
    assert rebuild(release, submitted).cells[1].cell_type == "code"


def test_cells_of_the_students_own_stay_where_they_were_without_their_marks(release, submitted):
    helper = cell("stranger", "def help(): ...", grade=True, points=50)
    submitted.cells[1:1] = [helper]
    submitted.cells.insert(4, new_raw_cell("note"))
    rebuilt = rebuild(release, submitted)
    assert "def help(): ..." in sources(rebuilt)
    assert sources(rebuilt).index("note") == sources(rebuilt).index("check('a', a)") + 1
    kept = next(c for c in rebuilt.cells if c.source == "def help(): ...")
    assert "nbgrader" not in kept.metadata
    assert sources(rebuilt).index("def help(): ...") < sources(rebuilt).index("check('a', a)")


def test_a_given_cell_that_was_edited_runs_as_released_and_then_as_edited(release, submitted):
    given = cell("imports", "import numpy as np")
    release.cells.insert(1, deepcopy(given))
    submitted.cells.insert(1, deepcopy(given))
    submitted.cells[1].source += "\nimport math"
    rebuilt = rebuild(release, submitted)
    assert sources(rebuilt)[1:3] == ["import numpy as np", "import numpy as np\nimport math"]
    assert "nbgrader" not in rebuilt.cells[2].metadata
    submitted.cells[1].source = " "
    assert sources(rebuild(release, submitted)) == sources(release)[:2] + WHOLE[1:]

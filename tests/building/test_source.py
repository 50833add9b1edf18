"""Ids stay with their sections; markers become nbgrader's metadata or are refused."""

import pytest
from nbgrader.nbgraderformat import MetadataValidator

from course_lib.building.source import read_assignment, read_lecture
from course_lib.errors import NotebookError

SOLUTION = "### BEGIN SOLUTION\nx = 1\n### END SOLUTION"
HIDDEN = "### BEGIN HIDDEN TESTS\n1\n### END HIDDEN TESTS"


@pytest.fixture
def source(tmp_path):
    def at(text: str):
        path = tmp_path / "02_source.py"
        path.write_text(text, "utf-8")
        return path

    return at


def ids(notebook):
    return [cell.id for cell in notebook.cells]


def test_a_change_in_one_section_leaves_the_ids_of_the_others(source):
    first = "# %%\n0\n# %% [markdown]\n# # First\n{more}# %%\n1\n"
    text = first + "# %% [markdown]\n# ## Second\n# %%\n2\n"
    before = read_lecture(source(text.format(more="")))
    after = read_lecture(source(text.format(more="# %%\n'new'\n# %% [markdown]\n# ### Deeper\n")))
    assert ids(before) == ["start-1", "first-1", "first-2", "second-1", "second-2"]
    assert set(ids(after)) - set(ids(before)) == {"first-3", "first-4"}


def test_a_new_answer_cell_leaves_the_ids_of_all_others(source):
    text = "# %% [markdown]\n# # Tasks\n{more}# %%\nimport numpy\n"
    before = read_assignment(source(text.format(more="")), {})
    more = f'# %% solution="x"\n{SOLUTION}\n# %% check="x" points=2\nassert x\n'
    after = read_assignment(source(text.format(more=more)), {})
    assert ids(after) == [ids(before)[0], "x", "check-x", ids(before)[1]]


def test_headings_within_a_fence_open_no_section(source):
    text = "# %% [markdown]\n# # One\n# %% [markdown]\n# ```\n# # a comment\n# ```\n"
    assert ids(read_lecture(source(text))) == ["one-1", "one-2"]


def test_a_heading_in_an_answer_opens_no_section(source):
    answer = '# %% [markdown] manual="why" points=1\n# # Because\n'
    text = f"# %% [markdown]\n# # Tasks\n{answer}# %%\nimport numpy\n"
    assert ids(read_assignment(source(text), {})) == ["tasks-1", "why", "tasks-2"]


def test_two_sections_of_a_lecture_may_not_share_a_heading(source):
    with pytest.raises(NotebookError, match="cell 3"):
        read_lecture(source("# %% [markdown]\n# # A\n# %%\n1\n# %% [markdown]\n# ## A\n"))


def test_ids_of_long_and_accented_headings_are_valid(source):
    import nbformat

    heading = "Où l'on mesure " + "very " * 30
    notebook = read_lecture(source(f"# %% [markdown]\n# # {heading}\n# %%\n1\n"))
    nbformat.validate(notebook)
    assert notebook.cells[0].id.startswith("ou-l-on-mesure-very")


def test_the_notebook_starts_without_outputs_counts_and_versions(course):
    notebook = read_lecture(course / "notebooks/src/01_votes.py")
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert all(cell.execution_count is None and cell.outputs == [] for cell in code)
    assert "version" not in notebook.metadata.language_info
    assert notebook.cells[0].metadata == {"tags": ["concept:knn-vote"]}


def test_markers_become_metadata_that_nbgrader_accepts(course, points):
    notebook = read_assignment(course / "assignments/src/01_next.py", points)
    MetadataValidator().validate_nb(notebook)
    kinds = {
        cell.id: tuple(cell.metadata.nbgrader[key] for key in ("grade", "solution", "locked"))
        for cell in notebook.cells
    }
    assert kinds == {
        "next-numbers-1": (False, False, True),
        "add-one": (False, True, False),
        "check-add-one": (True, False, True),
        "why-one": (True, True, False),
    }
    assert all(cell.metadata.nbgrader.grade_id == cell.id for cell in notebook.cells)
    given = {c.id: c.metadata.nbgrader.get("points") for c in notebook.cells}
    assert (given["check-add-one"], given["why-one"], given["add-one"]) == (3, 1.5, None)


def test_points_may_be_repeated_but_not_contradicted(source):
    text = '# %% check="x" points=3\nassert True\n'
    assert read_assignment(source(text), {"x": 3.0}).cells[0].metadata.nbgrader.points == 3
    with pytest.raises(NotebookError, match="points"):
        read_assignment(source(text), {"x": 4.0})


BAD_CELLS = {
    "misspelt marker": f'solutoin="x"\n{SOLUTION}',
    "title": "A title\n1",
    "broken marker": "points=[1,\n1",
    "raw cell": "[raw]\ntext",
    "two markers": f'solution="x" check="x" points=1\n{SOLUTION}',
    "solution in markdown": '[markdown] solution="x"\n# text',
    "manual in code": 'manual="x" points=1\n1',
    "id with spaces": f'solution="x y"\n{SOLUTION}',
    "id that is a number": f"solution=3\n{SOLUTION}",
    "points missing": 'check="x"\nassert True',
    "points below zero": 'check="x" points=-1\nassert True',
    "points as text": 'check="x" points="3"\nassert True',
    "points as truth": 'check="x" points=true\nassert True',
    "points on a solution": f'solution="x" points=3\n{SOLUTION}',
    "solution unmarked": 'solution="x"\nx = 1',
    "solution not closed": 'solution="x"\n### BEGIN SOLUTION\nx = 1',
    "solution not opened": 'solution="x"\nx = 1\n### END SOLUTION',
    "solution nested": 'solution="x"\n### BEGIN SOLUTION\n### BEGIN SOLUTION\n### END SOLUTION',
    "solution in a read-only cell": f"\n{SOLUTION}",
    "solution in a check": f'check="x" points=1\n{SOLUTION}',
    "hidden test in a solution": f'solution="x"\n{SOLUTION}\n{HIDDEN}',
    "hidden test not closed": 'check="x" points=1\n### BEGIN HIDDEN TESTS\n1',
    "same section twice": "[markdown]\n# # Start\n# %% [markdown]\n# # Start",
    "heading without letters": "[markdown]\n# # ∑",
}


@pytest.mark.parametrize("cell", BAD_CELLS.values(), ids=BAD_CELLS)
def test_a_bad_cell_is_refused_by_file_and_cell(source, cell):
    with pytest.raises(NotebookError, match=r"02_source\.py, cell [23]"):
        read_assignment(source(f"# %%\nimport numpy\n# %% {cell}\n"), {})


@pytest.mark.parametrize(
    "text",
    [
        f'# %% solution="x"\n{SOLUTION}\n# %% solution="x"\n{SOLUTION}\n',
        '# %% check="x" points=1\n1\n# %% check="x" points=1\n1\n',
        f'# %% [markdown]\n# # One\n# %% solution="one-1"\n{SOLUTION}\n',
    ],
)
def test_a_grade_id_is_used_once(source, text):
    with pytest.raises(NotebookError, match="twice"):
        read_assignment(source(text), {})


@pytest.mark.parametrize("tags", ['"concept:knn-vote"', "[1, 2]", "3"])
def test_tags_are_a_list_of_words(source, tags):
    with pytest.raises(NotebookError, match=r"02_source\.py"):
        read_lecture(source(f"# %% tags={tags}\n1\n"))


def test_a_lecture_has_nothing_to_grade(source):
    with pytest.raises(NotebookError, match="unknown marker"):
        read_lecture(source(f'# %% solution="x"\n{SOLUTION}\n'))


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"# ---\n# title: x\n# ---\n"])
def test_a_file_without_cells_is_refused(tmp_path, data):
    path = tmp_path / "03_empty.py"
    path.write_bytes(data)
    with pytest.raises(NotebookError, match=r"03_empty\.py"):
        read_lecture(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(NotebookError, match=r"04_none\.py"):
        read_lecture(tmp_path / "04_none.py")

"""Assignment 08 as a student meets it: solved, untouched, and released."""

import copy
import re
from pathlib import Path

import jupytext
import nbformat
import pytest

from course_lib.building.leaks import leaks
from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.stubs import ClearToStubs
from course_lib.syllabus import load_syllabus

NAME = "08_transfer"
ROOT = Path(__file__).parents[2]
TASKS = jupytext.read(ROOT / f"assignments/src/{NAME}.py", fmt="py:percent").cells
CODE = [cell for cell in TASKS if cell.cell_type == "code"]
PLAYED = [cell for cell in CODE if "play" in cell.metadata.get("tags", [])]


@pytest.fixture(scope="module")
def solved():
    """What the solution cells define, and what each check said; play cells too."""
    known, verdicts = {}, {}
    for cell in CODE:
        if "check" in cell.metadata:
            verdicts[cell.metadata["check"]] = eval(cell.source, known)
        else:
            exec(cell.source, known)
    return known, verdicts


def test_every_exercise_is_asked_in_order_and_its_solution_passes(solved):
    assert list(solved[1]) == [exercise.id for exercise in ASSIGNMENTS[NAME]]
    assert {id for id, verdict in solved[1].items() if verdict.state != "passed"} == set()


def test_ones_own_functions_teach_the_real_net_five_new_digits(solved):
    """By chance a fifth is right."""
    assert solved[0]["np"].mean(solved[0]["right"]) > 0.7


def test_play_cells_meet_unwritten_functions_with_a_kind_line(capsys):
    known = {}
    for cell in CODE:
        source = re.sub(
            r"### BEGIN SOLUTION.*?### END SOLUTION",
            "raise NotImplementedError" if "def " in cell.source else "",
            cell.source,
            flags=re.DOTALL,
        )
        if "check" not in cell.metadata:
            exec(source, known)
    assert capsys.readouterr().out.count("First write") == len(PLAYED) == 1


def test_every_concept_with_practice_is_practised():
    concepts = {c.id: c.practice for c in load_syllabus().concepts if c.section == "08"}
    for kind in ("G", "Q"):
        asked = {c for e in ASSIGNMENTS[NAME] if e.kind == kind for c in e.concepts}
        assert {c for c, practice in concepts.items() if kind in practice} <= asked


def test_the_release_gives_no_answer_away():
    source = nbformat.read(ROOT / f"assignments/source/{NAME}/{NAME}.ipynb", 4)
    release, _ = ClearToStubs().preprocess(copy.deepcopy(source), {})
    assert leaks(source, release) == []

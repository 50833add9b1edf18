"""The syllabus is complete, and what covers it is found where it is."""

import json
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from course_lib.cli import app
from course_lib.errors import NotebookError
from course_lib.exercises import ASSIGNMENTS, EXERCISES
from course_lib.syllabus import Place, coverage, gaps, load_syllabus

ROOT = Path(__file__).parents[1]
CONCEPTS = {"01": 8, "02": 12, "03": 13, "04": 12, "05": 12, "06": 10, "07": 12, "08": 6}
MARKS = {"G": 53, "Q": 14, "W": 39}
ERRORS = {"02": 1, "04": 4, "05": 2, "06": 2, "07": 1}


@dataclass(frozen=True)
class Asked:
    id: str
    concepts: tuple[str, ...]
    kind: str = "G"


@pytest.fixture
def notebooks(tmp_path):
    """A folder of one notebook, whose cells carry the tags given."""

    def of(*tags: str, name: str = "08_transfer.ipynb"):
        cells = [{"id": f"c-{n}", "metadata": {"tags": [tag]}} for n, tag in enumerate(tags)]
        (tmp_path / name).write_text(json.dumps({"cells": [*cells, {"id": "x", "metadata": {}}]}))
        return tmp_path

    return of


def section(number):
    return next(s for s in load_syllabus().sections if s.number == number)


def test_every_concept_of_the_course_is_there_once():
    syllabus = load_syllabus()
    assert {s.number: len(s.concepts) for s in syllabus.sections} == CONCEPTS
    ids = [concept.id for concept in syllabus.concepts]
    assert len(set(ids)) == len(ids) == sum(CONCEPTS.values())
    assert all(concept.text for concept in syllabus.concepts)


def test_every_mark_of_practice_is_there():
    marks = [mark for concept in load_syllabus().concepts for mark in concept.practice]
    assert {mark: marks.count(mark) for mark in sorted(set(marks))} == MARKS


def test_every_error_to_hunt_is_there():
    sections = [error.section for error in load_syllabus().errors]
    assert {number: sections.count(number) for number in sorted(set(sections))} == ERRORS


def test_every_error_is_hunted_in_the_assignment_of_its_section():
    for error in load_syllabus().errors:
        (assignment,) = (name for name in ASSIGNMENTS if name.startswith(error.section))
        assert error.exercises
        assert set(error.exercises) <= {e.id for e in ASSIGNMENTS[assignment]}, error


def test_every_concept_of_all_eight_sections_is_taught_and_practised_as_marked():
    rows = coverage(load_syllabus(), ROOT / "notebooks", EXERCISES)
    assert {row.concept.section for row in rows} == set(CONCEPTS)
    assert [row.concept.id for row in rows if not row.taught or row.missing] == []
    assert gaps(load_syllabus(), ROOT / "notebooks", EXERCISES) == ()


def test_a_concept_is_covered_where_cells_and_exercises_say_so(notebooks):
    folder = notebooks("concept:transfer-quadrants", "interactive:transfer-quadrants", "other")
    exercises = [
        Asked("ask", ("transfer-quadrants", "fine-tuning"), "Q"),
        Asked("do", ("fine-tuning",)),
    ]
    rows = {row.concept.id: row for row in coverage(load_syllabus(), folder, exercises)}
    row = rows["transfer-quadrants"]
    assert row.taught == (Place("08_transfer.ipynb", "c-0"),)
    assert row.interactive == (Place("08_transfer.ipynb", "c-1"),)
    assert (row.questions, row.graded, row.missing) == (("ask",), (), ())
    assert (rows["fine-tuning"].graded, rows["fine-tuning"].missing) == (("do",), ("taught",))


def test_gaps_are_those_of_sections_that_have_a_notebook(notebooks):
    syllabus = load_syllabus()
    assert gaps(syllabus, notebooks().parent / "none", ()) == ()
    concepts = section("08").concepts
    want = {(c.id, missing) for c in concepts for missing in ("taught", *c.practice)}
    assert {(gap.concept, gap.missing) for gap in gaps(syllabus, notebooks(), ())} == want


def test_a_section_taught_and_practised_as_marked_has_no_gap(notebooks):
    concepts = section("08").concepts
    tags = [f"concept:{c.id}" for c in concepts]
    tags += [f"interactive:{c.id}" for c in concepts if "W" in c.practice]
    asked = [Asked(c.id, (c.id,), kind) for c in concepts for kind in "GQ" if kind in c.practice]
    assert gaps(load_syllabus(), notebooks(*tags), asked) == ()
    for n, tag in enumerate(tags):
        (gap,) = gaps(load_syllabus(), notebooks(*tags[:n], *tags[n + 1 :]), asked)
        assert gap.concept == tag.partition(":")[2]
    for n, exercise in enumerate(asked):
        (gap,) = gaps(load_syllabus(), notebooks(*tags), asked[:n] + asked[n + 1 :])
        assert (gap.concept, gap.missing) == (exercise.id, exercise.kind)


def test_ids_that_are_no_concept_are_named_with_their_place(notebooks):
    folder = notebooks("concept:knn-votes", "interactive:transfer-ideal")
    found = gaps(load_syllabus(), folder, [Asked("do", ("fine-tunning",))])
    unknown = {gap.concept: gap.where for gap in found if gap.missing == "unknown"}
    assert unknown.keys() == {"knn-votes", "transfer-ideal", "fine-tunning"}
    assert "c-0" in unknown["knn-votes"]
    assert unknown["fine-tunning"] == "do"


@pytest.mark.parametrize("text", ["", "[]", '{"cells": 3}', '{"cells": [{"metadata": {}}]}', "\0"])
def test_what_is_no_notebook_is_refused_by_name(tmp_path, text):
    (tmp_path / "01_broken.ipynb").write_text(text)
    with pytest.raises(NotebookError, match=r"01_broken\.ipynb"):
        coverage(load_syllabus(), tmp_path, ())


def test_the_command_gives_every_concept_as_json(tmp_path):
    (tmp_path / "notebooks").mkdir()
    done = CliRunner().invoke(app, ["syllabus", "--json", "--root", str(tmp_path)])
    assert done.exit_code == 0
    told = json.loads(done.stdout)
    assert [row["concept"]["id"] for row in told["concepts"]] == [
        concept.id for concept in load_syllabus().concepts
    ]
    assert "gaps" in told

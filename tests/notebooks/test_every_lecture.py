"""What holds of every lecture: each concept is told, asked about, shown; its numbers are so."""

import inspect
import json
import re
from pathlib import Path

import jupytext
import pytest

from course_lib.exercises import ASSIGNMENTS
from course_lib.syllabus import load_syllabus

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
LECTURES = {
    path.stem: jupytext.read(path, fmt="py:percent").cells
    for path in sorted((NOTEBOOKS / "src").glob("*.py"))
}
CONCEPTS = [
    (name, c) for name in LECTURES for c in load_syllabus().concepts if c.section == name[:2]
]
PLAYED = [(name, c) for name, c in CONCEPTS if "W" in c.practice]
# A widget, whose name is a class's, shows as well as a figure does.
SHOWS = r"print\(|figure\(|show\(|watch\(|\b[A-Z]\w+\("


def tagged(lecture, tag, kind):
    cells = LECTURES[lecture]
    return [c for c in cells if c.cell_type == kind and tag in c.metadata.get("tags", [])]


def name_of(value):
    return getattr(value, "id", value)


@pytest.mark.parametrize(("lecture", "concept"), CONCEPTS, ids=name_of)
def test_every_concept_is_explained_asked_about_and_shown(lecture, concept):
    told = " ".join(c.source for c in tagged(lecture, f"concept:{concept.id}", "markdown"))
    assert "**Guess" in told
    shown = " ".join(c.source for c in tagged(lecture, f"concept:{concept.id}", "code"))
    assert re.search(SHOWS, shown)


@pytest.mark.parametrize(("lecture", "concept"), PLAYED, ids=name_of)
def test_there_is_one_thing_to_play_with(lecture, concept):
    (cell,) = tagged(lecture, f"interactive:{concept.id}", "code")
    assert re.search(r"\b[A-Z]\w+\(", cell.source)


@pytest.mark.parametrize("lecture", LECTURES)
def test_code_cells_are_twelve_lines_at_most(lecture):
    code = [c.source for c in LECTURES[lecture] if c.cell_type == "code"]
    assert [s for s in code if len([*filter(str.strip, s.split("\n"))]) > 12] == []


@pytest.mark.parametrize("lecture", LECTURES)
def test_no_line_of_an_answer_is_given_away(lecture):
    told = {line.strip() for cell in LECTURES[lecture] for line in cell.source.split("\n")}
    exercises = [e for e in ASSIGNMENTS[lecture] if hasattr(e, "reference")]
    ways = [(e, way) for e in exercises for way in (e.reference, *e.alternatives)]
    answers = [function for e, way in ways for function in e.whole(way)]
    lines = {line.strip() for f in answers for line in inspect.getsource(f).split("\n")[1:]}
    assert {line for line in lines & told if len(line) > 20} == set()


@pytest.mark.parametrize("lecture", LECTURES)
def test_bold_numbers_in_the_text_stand_in_the_outputs_of_their_section(lecture):
    cells = json.loads((NOTEBOOKS / f"{lecture}.ipynb").read_text("utf-8"))["cells"]
    said, checked = "", 0
    for cell in cells:
        text = "".join(cell["source"])
        if cell["cell_type"] == "code":
            said += "".join("".join(output.get("text", "")) for output in cell["outputs"])
        elif text.startswith("## "):
            said = ""
        elif said:
            bold = " ".join(re.findall(r"\*\*(.+?)\*\*", text, re.DOTALL))
            numbers = re.findall(r"\d(?:[\d,.]*\d)?", bold)
            missing = [n for n in numbers if not re.search(rf"(?<![\d.]){n}(?![\d.])", said)]
            assert missing == [], text
            checked += len(numbers)
    assert checked > 10

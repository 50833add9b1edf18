"""The summary of the feedback page: each exercise by its title, its points, what was found."""

from functools import partial

import nbformat
import pytest
import small_assignment_course as small
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.batch import Batch
from course_lib.grading.feedback import FeedbackPage, summary_of
from course_lib.grading.jail import Limits
from course_lib.grading.workers import on_this_machine

CATALOGUE = {e.id: e for e in ASSIGNMENTS["01_knn"]}


def rows_of(path):
    """The summary's rows: (title, what else is said, points)."""
    page = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    for row in page.select("#toc tbody tr"):
        what, points = row.find_all("td")
        title = what.a.get_text() if what.a and not what.p else next(what.stripped_strings)
        said = " ".join(p.get_text() for p in what.find_all("p"))
        yield title, said, points.get_text()


def test_every_exercise_is_named_with_its_points(graded):
    for student, result in graded.results.items():
        rows = [*rows_of(graded.feedback[student])]
        assert [row[0] for row in rows] == [e.title for e in CATALOGUE.values()]
        points = {f.exercise: f"{f.points:g} of {f.max_points:g}" for f in result.findings}
        assert [row[2] for row in rows] == [points[id] for id in CATALOGUE]


def test_the_mistake_is_named_where_it_is_known(graded):
    for student, result in graded.results.items():
        said = {title: said for title, said, _ in rows_of(graded.feedback[student])}
        for finding in result.findings:
            here = said[CATALOGUE[finding.exercise].title]
            if finding.state == "passed":
                assert here == ""
            elif finding.state == "not attempted":
                assert here == "Not attempted."
            else:
                first = finding.message.splitlines()[0].replace("`", "")
                assert " ".join(here.split()).endswith(" ".join(first.split()))
                if finding.mistake and not finding.mistake.startswith("answer "):
                    assert here.startswith(f"{finding.mistake}: ")


def test_every_link_of_the_summary_leads_somewhere(graded):
    text = graded.feedback["forgot-sqrt"].read_text(encoding="utf-8")
    page = BeautifulSoup(text, "html.parser")
    anchors = {a["name"] for a in page.find_all("a", attrs={"name": True})}
    links = [a["href"] for a in page.select("#toc a")]
    assert len(links) == len(CATALOGUE)
    assert {link.removeprefix("#") for link in links} <= anchors


def test_a_page_of_the_course_is_shorter_than_nbgraders_bootstrap(graded):
    for path in graded.feedback.values():
        assert path.stat().st_size < 120_000


def cell(source, *, make=new_code_cell, **marks):
    made = make(source)
    made.metadata["nbgrader"] = {"solution": False, "grade": False, "task": False, **marks}
    return made


def test_what_is_no_exercise_of_the_course_goes_by_its_heading():
    marks = {"grade": True, "score": 1.0, "points": 2.0}
    answer, task = {**marks, "solution": True}, {**marks, "grade": False, "task": True}
    lines = summary_of(
        nbformat.v4.new_notebook(
            cells=[
                cell("assert True", grade_id="first", **marks),
                new_markdown_cell("# Part 1\n\n```\n# no heading\n```"),
                cell("f = 1", grade_id="code", **answer, comment="Neat."),
                new_markdown_cell("Words.\n\n## The `loss` ##\n"),
                cell("# mine", make=new_markdown_cell, grade_id="essay", **answer),
                cell("Draw.", make=new_markdown_cell, grade_id="draw", **task),
                cell("f", grade_id="f", solution=True, comment="Why?"),
                cell("g", grade_id="g", solution=True, comment="No response."),
            ]
        )
    )
    assert [(line.title, line.kind, line.cell, line.comment) for line in lines] == [
        ("first", "test", "first", ""),
        ("Part 1", "your code", "code", "code"),
        ("The loss", "your answer", "essay", ""),
        ("The loss", "task", "draw", ""),
        ("The loss", "", "", "f"),
    ]


def test_a_formula_that_code_gives_is_set_too():
    """As SymPy's objects show themselves."""
    latex = nbformat.v4.new_output(
        "display_data", {"text/latex": "$\\displaystyle \\frac{a}{b}$", "text/plain": "a/b"}
    )
    notebook = nbformat.v4.new_notebook(cells=[new_code_cell("a / b", outputs=[latex])])
    told = {"notebook": "n", "score": 1, "max_score": 2, "late_penalty": 0}
    html, _ = FeedbackPage().from_notebook_node(notebook, {"nbgrader": told})
    shown = BeautifulSoup(html, "html.parser").select_one(".output_latex")
    assert [part.get_text() for part in shown.mfrac.find_all("mi")] == ["a", "b"]


@pytest.fixture
def handed_in(course):
    """The page of who handed in late, with a comment, marks and markup where names stand."""
    folder = course({"ada": small.work(rotated_data="a", double="raise ValueError('<b>x</b>')")})
    small.hand_in(
        folder, "ada", small.work(double="raise ValueError('<b>x</b>')", essay="$E=mc^2$")
    )
    runner = partial(on_this_machine, workers=1)
    assert [o.state for o in Batch(folder, small.ASSIGNMENT, Limits()).through(runner)] == [
        "graded"
    ]
    with folder.gradebook() as book:
        essay = book.find_grade("essay", small.ASSIGNMENT, small.ASSIGNMENT, "ada")
        essay.manual_score = 2.5
        book.find_comment(
            "essay", small.ASSIGNMENT, small.ASSIGNMENT, "ada"
        ).manual_comment = "See $c^2$ <script>alert(1)</script>"
        book.find_submission_notebook(
            small.ASSIGNMENT, small.ASSIGNMENT, "ada"
        ).late_submission_penalty = 0.25
        book.db.commit()
    return folder.feedback(small.ASSIGNMENT, "ada")


def test_marks_comments_and_lateness_are_in_the_summary(handed_in):
    rows = [*rows_of(handed_in)]
    assert [row[2] for row in rows] == ["0 of 1", "0 of 1", "0 of 2", "2.5 of 3", "−0.25"]
    assert rows[2][1] == "ValueError: <b>x</b>"
    assert rows[3][1] == "A comment"
    page = BeautifulSoup(handed_in.read_text(encoding="utf-8"), "html.parser")
    assert page.h1.get_text() == "01_small: 2.25 of 7 points"
    assert [len(m.find_all("msup")) for m in page.find_all("math")] == [1, 1]  # answer and comment
    assert page.find("script") is None

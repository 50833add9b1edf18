"""A student's scripts reach neither the instructor's browser nor the feedback page."""

import re
from functools import partial

import nbformat
import pytest
import small_assignment_course
from bs4 import BeautifulSoup
from nbformat.v4 import new_code_cell, new_markdown_cell

from course_lib.checking import judge
from course_lib.exercises import ASSIGNMENTS, find, rng
from course_lib.grading.batch import Batch
from course_lib.grading.jail import Limits
from course_lib.grading.sanitise import clean
from course_lib.grading.workers import on_this_machine

HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href="java\nscript:alert(1)">x</a>',
    '<a href="data:text/html,<script>alert(1)</script>">x</a>',
    "<svg onload=alert(1)><script>1</script></svg>",
    '<img src="//evil.example/x.png">',
    '<img src="/\\evil.example/x.png">',
    '<img src="\\\\evil.example\\x.png">',
    '<img src="https://evil.example/x.png">',
    "<iframe src=https://evil.example></iframe>",
    '<form action=https://evil.example><input name=q><button formaction="javascript:1">b</button>',
    '<style>@import "https://evil.example"</style>',
    '<div style="background:url(https://evil.example);position:fixed">x</div>',
    '<p style="margin:-900px 0 0">Score: 26 / 26</p>',
    '<meta http-equiv=refresh content="0;url=https://evil.example">',
    "<base href=https://evil.example>",
    '<svg><rect fill="url(https://evil.example)"/></svg>',
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    '<div class="navbar-fixed-top" id="score">x</div>',
    '<object data="https://evil.example"></object><embed src="https://evil.example">',
)
RUNS = {"script", "iframe", "object", "embed", "form", "base", "meta", "style", "link", "input"}


def harm_in(html):
    """What a browser would do on its own, or let the author's page be taken for ours."""
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        if element.name in RUNS:
            yield str(element)[:80]
        for name, value in element.attrs.items():
            value = " ".join(value) if isinstance(value, list) else value
            plain = re.sub(r"[\s\\]", "", value.replace("\\", "/")).lower()
            loads = name != "href" and ("evil.example" in plain or "url(" in plain)
            covers = name == "style" and ("position" in plain or "-9" in plain)
            if name.startswith("on") or name == "id" or loads or covers or "navbar" in plain:
                yield f"{name}={value}"
            if name in ("href", "src") and plain.startswith(("javascript:", "data:text", "//")):
                yield f"{name}={value}"


def test_the_test_sees_harm():
    assert all([*harm_in(html)] for html in HOSTILE)


@pytest.mark.parametrize("html", HOSTILE)
def test_nothing_of_it_is_left(html):
    assert [*harm_in(clean(html))] == []


def test_what_is_harmless_stays():
    for html in (
        "a &lt; b",
        '<table><tbody><tr><td style="text-align:right">1</td></tr></tbody></table>',
        '<img src="data:image/png;base64,iVBORw0KGgo=" alt="a curve">',
        '<img src="figures/curve.png">',
        "<code>x</code>",
        '<div class="highlight"><span class="k">def</span></div>',
    ):
        assert clean(html) == html


@pytest.mark.parametrize("bomb", ["<b><div>", "<a>x<div>", "<b><div></b>", "<p>x", "<td>"])
def test_what_would_take_minutes_to_mend_is_shown_as_text(bomb):
    assert len(clean(bomb * 125_000)) < 20_000


def test_a_long_table_of_pandas_is_no_such_thing():
    table = "<table>" + "<tr><td>1</td><td>2</td></tr>" * 1000 + "</table>"
    assert clean(table).count("<td>") == 2000


def text_of(html):
    return BeautifulSoup(html, "html.parser").get_text()


@pytest.mark.parametrize("exercise", [e.id for e in ASSIGNMENTS["01_knn"]])
def test_verdicts_look_the_same_cleaned(exercise):
    """Every element and every property of style that a verdict is drawn with is let through."""
    exercise = find(exercise)
    for answer in (*exercise.wrong_answers.values(), *exercise.right_answers.values()):
        html = judge(exercise, answer, rng())._repr_mimebundle_()["text/html"]
        assert text_of(clean(html)) == text_of(html)
        assert [*shape(clean(html))] == [*shape(html)]


def shape(html):
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        style = element.get("style", "")
        if element.name == "tbody":  # which every reader of HTML puts in
            continue
        yield element.name, sorted(p.split(":")[0].strip() for p in style.split(";") if p.strip())


@pytest.fixture
def page(course):
    """The feedback of a student who put all of it everywhere."""
    notebook = small_assignment_course.source()
    for html in HOSTILE:
        show = f"from IPython.display import HTML, display\ndisplay(HTML({html!r}))"
        notebook.cells += [new_code_cell(show), new_markdown_cell(html)]
    notebook.cells += [
        new_code_cell("from IPython.display import Javascript\nJavascript('alert(1)')"),
        new_code_cell("print('<script>alert(1)</script>')"),
        new_code_cell("raise ValueError('<img src=x onerror=alert(1)>')"),
        new_markdown_cell(
            "![x](javascript:alert(1)) [y](javascript:alert(1)) <javascript:alert(1)>"
        ),
        new_markdown_cell("# Mine\n\n$a < b$ and `x < y`"),
    ]
    folder = course({"mallory": nbformat.writes(notebook).encode()})
    runner = partial(on_this_machine, workers=1)
    batch = Batch(folder, small_assignment_course.ASSIGNMENT, Limits())
    assert [outcome.state for outcome in batch.through(runner)] == ["graded"]
    return folder.feedback(small_assignment_course.ASSIGNMENT, "mallory").read_text(
        encoding="utf-8"
    )


def test_a_real_feedback_page_holds_none_of_it(page):
    body = BeautifulSoup(page, "html.parser").body
    for element in body.select("a[name]"):  # nbgrader's own anchors
        element.attrs.pop("name")
    own = {"toc", "notebook", "notebook-container"}
    for element in body.find_all(id=True):
        if element["id"] in own or element["id"].startswith("cell-id="):
            del element["id"]
    assert [*harm_in(str(body))] == []
    text = body.get_text()
    assert "alert(1)" in text  # it was all there, and is shown as text
    assert "a<b" in text  # a formula
    assert "x < y" in text
    assert "not attempted" in text

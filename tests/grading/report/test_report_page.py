"""The page holds whatever students wrote, needs nothing from elsewhere, and says what it shows."""

import csv
import io
import json
from html.parser import HTMLParser

import pytest
from synthetic_works import EXERCISES, class_of, hostile, item, report_of, work

from course_lib.grading.report import as_csv, as_html, as_json
from course_lib.grading.report.works import Register

VOID = {"meta", "br"}


class Page(HTMLParser):
    """Elements, attributes and text; fails where a tag is not closed in order."""

    def __init__(self, text):
        super().__init__()
        self.open, self.tags, self.attributes, self.words = [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


CLASSES = {
    "a class": class_of(31),
    "nobody": [],
    "nobody graded": ["ada", "bob"],
    "one": class_of(1),
    "all perfect": [work(f"s{i}", *[item(e) for e in EXERCISES]) for i in range(23)],
    "nothing tried": [work("s1", *[item(e, "not attempted") for e in EXERCISES])],
    "nothing to judge": [work("s1")],
    "hostile": hostile(),
}


@pytest.mark.parametrize("names", [False, True], ids=["hidden", "names"])
@pytest.mark.parametrize("works", CLASSES.values(), ids=CLASSES)
def test_the_page_is_whole_and_nothing_in_it_runs_or_is_fetched(works, names):
    page = Page(as_html(report_of(works, names=names)))
    assert not {"script", "img", "iframe", "object", "link", "form", "b", "i"} & set(page.tags)
    assert not [name for name, _ in page.attributes if name.startswith("on")]
    links = [value for name, value in page.attributes if name in ("href", "src", "xlink:href")]
    assert all(link.startswith("#") for link in links)
    ids = [value for name, value in page.attributes if name == "id"]
    assert len(ids) == len(set(ids))
    assert {link[1:] for link in links if "-" not in link} <= set(ids)


@pytest.mark.parametrize("works", CLASSES.values(), ids=CLASSES)
def test_json_and_csv_can_be_read_again(works):
    report = report_of(works)
    told = json.loads(as_json(report))
    assert told["who"]["graded"] == report.who.graded
    rows = list(csv.DictReader(io.StringIO(as_csv(report))))
    assert [row["exercise"] for row in rows] == [row.id for row in report.exercises]
    for row, given in zip(rows, report.exercises, strict=True):
        assert int(row["solved"]) == given.states["solved"]


def test_what_students_wrote_is_shown_as_they_wrote_it():
    code = "def pairwise_l2(a, b):\n    return (a < b) & (a > b)"
    works = [work("s1", item(EXERCISES[3], "wrong", "no-root", code=code))]
    page = Page(as_html(report_of(works)))
    assert code in "".join(page.words)


def test_the_first_lines_answer_what_was_not_understood():
    wrong = item(EXERCISES[3], "wrong", "no-root", looked="value")
    works = [work(f"s{i}", wrong if i < 13 else item(EXERCISES[3])) for i in range(29)]
    page = Page(as_html(report_of(works)))
    words = " ".join(" ".join(page.words).split())
    first = words.partition("Concepts")[0]
    message = next(m.message for m in EXERCISES[3].mistakes if m.name == "no-root")
    assert "45 %" in first
    assert "13 of 29" in first
    assert message.split(".")[0] in first
    assert EXERCISES[3].title in first


def test_each_chart_says_in_words_what_it_shows_and_has_its_table():
    page = Page(as_html(report_of(class_of(31))))
    assert page.tags.count("svg") == 2
    labels = [value for name, value in page.attributes if name == "aria-label"]
    assert any("Solved least" in label for label in labels)
    assert any("Most, " in label for label in labels)
    assert page.tags.count("table") == 3


def test_everybody_perfect_is_said_to_be():
    page = as_html(report_of(CLASSES["all perfect"]))
    assert "Nothing stood in the way" in page


def test_names_are_in_the_page_only_where_they_were_asked_for():
    works = class_of(9)
    known = Register({w.student: ("Ada", "Lovelace") for w in works}, {})
    assert "s004" not in as_html(report_of(works, known=known))
    assert "s004" in as_html(report_of(works, known=known, names=True))

"""A verdict can be read: as text, as HTML, by a machine, and with hostile content."""

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from course_lib.checking import VERDICT_MIME, Case, Verdict


class Outline(HTMLParser):
    """Collects tags, attributes and text; notices tags that are not closed."""

    def __init__(self, html):
        super().__init__()
        self.open, self.tags, self.words = [], [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag != "rect":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if tag != "rect":
            assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


def verdict(**changes):
    facts = {
        "exercise": "double",
        "title": "Double it",
        "state": "wrong",
        "points": 0,
        "max_points": 3,
        "message": "Two is not `three`.\nSecond line.",
        "looked": "value",
        "mistake": "thrice",
        "case": Case((np.array([[1.0, 2.0]]),), "small"),
        "arguments": ("x",),
        "want": np.array([[2.0, 4.0]]),
        "got": np.array([[2.0, 5.0]]),
    }
    return Verdict(**{**facts, **changes})


@pytest.mark.parametrize("state", ["passed", "wrong", "not attempted"])
@pytest.mark.parametrize("side", [1, 3, 20])
def test_html_is_whole_and_says_its_state_in_words(state, side):
    want = np.arange(side * (side + 1.0)).reshape(side, side + 1)
    outline = Outline(
        verdict(state=state, want=want, got=want + 1)._repr_mimebundle_()["text/html"]
    )
    assert outline.open == []
    label = dict(outline.tags[0][1])["aria-label"]
    assert {"passed": "right", "wrong": "not yet right"}.get(state, state) in label


def test_a_number_that_differs_is_marked_without_colour():
    outline = Outline(verdict()._repr_mimebundle_()["text/html"])
    marked = [a for tag, a in outline.tags if tag == "td" and a.get("title") == "differs"]
    assert len(marked) == 1


def test_a_large_array_becomes_a_picture_with_a_description():
    want = np.ones((20, 30))
    outline = Outline(verdict(want=want, got=want * np.nan)._repr_mimebundle_()["text/html"])
    pictures = [a for tag, a in outline.tags if tag == "svg"]
    assert [p["role"] for p in pictures] == ["img", "img"]
    assert "20 by 30" in pictures[0]["aria-label"]


def test_a_large_array_where_none_was_expected_can_be_shown():
    shown = verdict(want=np.zeros((4, 0)), got=np.ones((20, 30)))
    assert Outline(shown._repr_mimebundle_()["text/html"]).open == []


def test_what_a_student_wrote_cannot_become_markup():
    evil = "<script>alert(1)</script>"
    shown = verdict(message=evil, printed=evil, got=evil, notes=(evil,), title=evil)
    tags = {tag for tag, _ in Outline(shown._repr_mimebundle_()["text/html"]).tags}
    assert "script" not in tags


def test_text_tells_state_message_case_and_hint():
    text = str(verdict(printed="hello\n", notes=("a note",)))
    for piece in ("not yet right", "Second line.", "small", "[[2., 5.]]", "hello", "a note"):
        assert piece in text


def test_machines_read_json_without_arrays():
    data = verdict()._repr_mimebundle_()[VERDICT_MIME]
    assert json.loads(json.dumps(data))["mistake"] == "thrice"


def test_numbers_are_shown_without_the_dust_of_rounding():
    text = str(verdict(want=0.1 + 0.2, got=0.25))
    assert "expected  0.3\n" in text
    assert "got       0.25" in text


@pytest.mark.parametrize("rows", [3, 12])
def test_one_array_where_parts_of_several_shapes_were_expected_can_be_shown(rows):
    """Who forgets the other parts gives one array, small or large."""
    parts = (np.ones((rows, 2)), np.ones(2), np.ones((2, 3)))
    wrong = verdict(got=np.ones((rows, 2)), want=parts)
    assert "got" in wrong._repr_mimebundle_()["text/html"]


def test_where_the_parts_are_wrong_the_message_is_all():
    shown = verdict(want=(np.ones(3), {"v": np.ones(2)}), got=None)
    assert "expected" not in str(shown)
    assert "expected" not in shown._repr_mimebundle_()["text/html"]


def test_a_dict_is_shown_part_by_part():
    net = {"w1": np.array([[1.5, 2.5]]), "big": np.ones((20, 30)), "lr": 0.1, "none": None}
    state = {"net": net, "frozen": ["w1", "b1"], "more": (np.zeros(3), 2)}
    shown = verdict(case=Case((state,), "a net"), arguments=("state",))
    for form in (str(shown), shown._repr_mimebundle_()["text/html"].replace("&#x27;", "'")):
        for piece in ("'w1': [[1.5, 2.5]]", "'big': array (20, 30) float64", "'lr': 0.1",
                      "'none': None", "'frozen': ['w1', 'b1']", "[0., 0., 0.]"):  # fmt: skip
            assert piece in form


def test_of_a_long_or_deep_dict_the_beginning_is_shown():
    deep = {"a": 1}
    for _ in range(50):
        deep = {"in": deep}
    long = {f"key {i}": i for i in range(1000)}
    text = str(verdict(case=Case((deep, long), ""), arguments=("deep", "long")))
    assert "'key 1': 1" in text
    assert "990 more" in text
    assert len(text.splitlines()) < 40


def test_a_leaf_is_called_by_its_name():
    shown = verdict(leaf="w after step <2>")
    assert "got: w after step <2>" in str(shown)
    assert "got: w after step &lt;2&gt;" in shown._repr_mimebundle_()["text/html"]

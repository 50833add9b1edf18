import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import approx_fprime
from scipy.special import log_softmax, softmax

from course_lib.errors import RangeError, ShapeError
from course_lib.widgets import SvmVsSoftmax
from course_lib.widgets.linear.svm_vs_softmax import opinions

rows = st.lists(st.floats(-10, 10), min_size=3, max_size=3).map(np.array)
TRAITS = ["scores", "y", "margin"]


@given(rows, st.integers(0, 2), st.floats(0, 5))
def test_opinions_are_those_of_the_definitions(scores, y, margin):
    seen = opinions(scores, y, margin)
    terms = [max(0, scores[j] - scores[y] + margin) if j != y else 0 for j in range(3)]
    np.testing.assert_allclose(seen.hinge, terms)
    assert seen.svm == pytest.approx(sum(terms))
    np.testing.assert_allclose(seen.shares, softmax(scores))
    assert seen.softmax == pytest.approx(-log_softmax(scores)[y], abs=1e-12)


@given(rows, st.integers(0, 2))
def test_the_pull_of_softmax_is_its_slope(scores, y):
    slope = approx_fprime(scores, lambda s: -log_softmax(s)[y], 1e-7)
    np.testing.assert_allclose(opinions(scores, y, 1.0).dsoftmax, slope, atol=1e-5)


@given(rows, st.integers(0, 2), st.floats(0, 5))
def test_the_pull_of_the_svm_counts_those_who_are_too_near(scores, y, margin):
    seen = opinions(scores, y, margin)
    others = np.arange(3) != y
    np.testing.assert_array_equal(seen.dsvm[others], (seen.hinge > 0)[others])
    assert seen.dsvm.sum() == 0


@given(rows, st.integers(0, 2), st.floats(-5, 5))
def test_adding_the_same_to_all_scores_changes_no_opinion(scores, y, shift):
    a, b = opinions(scores, y, 1.0), opinions(scores + shift, y, 1.0)
    assert a.svm == pytest.approx(b.svm, abs=1e-9)
    assert a.softmax == pytest.approx(b.softmax, abs=1e-9)


@pytest.mark.parametrize(
    ("bad", "error"),
    [
        ({"scores": (1, 2)}, ShapeError),
        ({"scores": None}, ShapeError),
        ({"scores": "abc"}, ShapeError),
        ({"scores": (1, 2, np.nan)}, RangeError),
        ({"scores": (1, 2, 11)}, RangeError),
        ({"y": 3}, RangeError),
        ({"y": -1}, RangeError),
        ({"y": 1.0}, RangeError),
        ({"y": True}, RangeError),
        ({"margin": -1}, RangeError),
        ({"margin": 6}, RangeError),
        ({"margin": None}, RangeError),
    ],
)
@pytest.mark.usefixtures("own_messages")
def test_what_cannot_be_shown_is_refused_at_once_and_later(bad, error):
    with pytest.raises(error, match="SvmVsSoftmax got"):
        SvmVsSoftmax(**bad)
    widget = SvmVsSoftmax()
    before = widget.get_state(TRAITS)
    ((name, value),) = bad.items()
    with pytest.raises(error):
        setattr(widget, name, value)
    assert widget.get_state(TRAITS) == before


@pytest.mark.usefixtures("own_messages")
def test_classes_need_three_different_names():
    for names in (("a", "b"), ("a", "b", "b")):
        with pytest.raises(ShapeError, match="names"):
            SvmVsSoftmax(names=names)
    assert SvmVsSoftmax(names=("cat", "dog", "owl")).names == ["cat", "dog", "owl"]


@pytest.mark.parametrize("name", TRAITS)
@pytest.mark.parametrize("value", [None, "x", [], {}, [1, 2], float("nan"), True, b"\x00"])
def test_nonsense_from_the_browser_changes_nothing(name, value):
    widget = SvmVsSoftmax()
    before = widget.get_state(TRAITS)
    widget.set_state({name: value})
    assert widget.get_state(TRAITS) == before


def test_what_the_browser_may_set_is_clamped_and_reset_takes_it_back():
    widget = SvmVsSoftmax()
    before = widget.get_state(TRAITS)
    widget.set_state({"scores": [99, 0.5, None], "y": 2, "margin": -1})
    assert (widget.scores, widget.y, widget.margin) == ((10, 0.5, -3), 2, 0)
    widget._on_message(widget, {"do": "reset"}, [])
    assert widget.get_state(TRAITS) == before


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (SvmVsSoftmax()._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert "SVM 0.500, softmax 0.478" in one["text/plain"]
    assert 'alt="Scores 3 1.5, 5 2, 8 -3; the true class is 5' in one["text/html"]

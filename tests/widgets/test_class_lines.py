import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import log_softmax

from course_lib.errors import CourseError, RangeError, ShapeError
from course_lib.widgets import ClassLines
from course_lib.widgets.linear.class_lines_data import DATA, points_of, start_weights
from course_lib.widgets.linear.class_lines_picture import arrow_length
from course_lib.widgets.linear.class_lines_training import LOSSES, STEPS, descend, losses, scores

seeds = st.integers(0, 2**32 - 1)
TRAITS = ["data", "loss", "margin", "reg", "w_bytes", "x_bytes", "y_bytes", "path", "runs"]


@pytest.fixture
def widget():
    return ClassLines()


def _state(widget):
    return widget.get_state(TRAITS)


@given(seeds, st.floats(0, 3), st.floats(0, 1))
@settings(max_examples=30, deadline=None)
def test_losses_are_those_of_the_definitions(seed, margin, reg):
    rng = np.random.default_rng(seed)
    x, y, lines = rng.normal(size=(7, 2)), rng.integers(0, 3, 7), rng.normal(size=(3, 3))
    found = losses(x, y, lines, margin, reg)
    for n in range(7):
        s = [u * x[n, 0] + v * x[n, 1] + b for u, v, b in lines]
        hinge = sum(max(0, s[j] - s[y[n]] + margin) for j in range(3) if j != y[n])
        assert found.hinge[n] == pytest.approx(hinge)
        assert found.cross_entropy[n] == pytest.approx(-log_softmax(s)[y[n]])
    assert found.penalty == pytest.approx(0.5 * reg * (lines[:, :2] ** 2).sum())
    for loss, each in (("hinge", found.hinge), ("cross-entropy", found.cross_entropy)):
        assert found.total(loss) == pytest.approx(each.mean() + found.penalty)


@given(seeds, st.sampled_from(LOSSES), st.floats(0, 0.5))
@settings(max_examples=15, deadline=None)
def test_each_step_of_training_goes_against_the_slope_of_the_total(seed, loss, reg):
    rng = np.random.default_rng(seed)
    x, y = rng.normal(size=(5, 2)), rng.integers(0, 3, 5)
    path = descend(x, y, rng.normal(size=(3, 3)), loss, 1.0, reg).astype(float)
    assert len(path) == STEPS + 1

    def total(lines):
        return losses(x, y, lines, 1.0, reg).total(loss)

    step, h = path[1] - path[0], 1e-6
    numeric = np.zeros((3, 3))
    for i in np.ndindex(3, 3):
        shift = np.zeros((3, 3))
        shift[i] = h
        numeric[i] = (total(path[0] + shift) - total(path[0] - shift)) / (2 * h)
    np.testing.assert_allclose(step, -0.5 * numeric, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("data", DATA)
@pytest.mark.parametrize("loss", LOSSES)
def test_training_lowers_what_it_is_trained_on(data, loss):
    widget = ClassLines(data, loss=loss, reg=0.01)
    before = widget.losses.total(loss)
    assert widget.train().losses.total(loss) < before


@pytest.mark.parametrize("data", DATA)
def test_points_lie_in_the_plane_apart_and_in_classes_from_0(data):
    x, y = points_of(data)
    assert np.abs(x).max() < 1
    assert sorted(set(y)) == list(range(y.max() + 1))
    assert len(start_weights(points_of(data).classes)) == y.max() + 1
    away = np.hypot(*(x[:, None] - x).transpose(2, 0, 1)) + np.eye(len(x))
    assert away.min() > 0.01


def test_training_leaves_the_whole_way_and_ends_where_it_ends(widget):
    start = widget.lines.copy()
    widget.train()
    path = np.frombuffer(widget.path, "<f4").reshape(STEPS + 1, 3, 3)
    np.testing.assert_array_equal(path[0], start)
    np.testing.assert_array_equal(path[-1], widget.lines)
    assert widget.runs == 1
    assert widget.accuracy == 1


def test_other_points_bring_their_own_lines_and_reset_goes_back(widget):
    before = _state(widget) | {"runs": 1}
    widget.train()
    widget.data = "xor"
    assert (len(widget.lines), widget.path) == (2, b"")
    widget.margin, widget.reg, widget.loss = 2, 0.3, "cross-entropy"
    widget.reset()
    assert _state(widget) == before


def test_lines_set_are_lines_got(widget):
    want = np.array([[1, 2, 3], [0.5, -1, 0], [4, 4, -4]])
    widget.lines = want.tolist()
    np.testing.assert_allclose(widget.lines, want)
    assert (
        widget.accuracy
        == (scores(points_of("clouds").x, want).argmax(1) == widget._points.y).mean()
    )


@given(st.floats(0.01, 100), st.floats(0.01, 100))
def test_a_steeper_line_has_a_longer_arrow_that_stays_in_the_picture(a, b):
    low, high = sorted((a, b))
    assert arrow_length(low) <= arrow_length(high) < 0.65


REFUSED = [
    ({"data": "spiral"}, CourseError),
    ({"data": None}, CourseError),
    ({"data": ["xor"]}, CourseError),
    ({"loss": "softmax"}, CourseError),
    ({"loss": None}, CourseError),
    ({"margin": -0.1}, RangeError),
    ({"margin": 3.5}, RangeError),
    ({"margin": np.nan}, RangeError),
    ({"margin": "1"}, RangeError),
    ({"margin": True}, RangeError),
    ({"reg": -1}, RangeError),
    ({"reg": 2}, RangeError),
    ({"reg": None}, RangeError),
]


@pytest.mark.parametrize(("bad", "error"), REFUSED)
@pytest.mark.usefixtures("own_messages")
def test_what_cannot_be_drawn_is_refused_at_once_and_later(widget, bad, error):
    with pytest.raises(error) as caught:
        ClassLines(**bad)
    assert "ClassLines got" in caught.value.what
    before = _state(widget)
    ((name, value),) = bad.items()
    with pytest.raises(error):
        setattr(widget, name, value)
    assert _state(widget) == before


@pytest.mark.parametrize(
    ("lines", "error"),
    [
        (np.ones((2, 3)), ShapeError),
        (np.ones(9), ShapeError),
        (np.full((3, 3), np.nan), RangeError),
        (np.full((3, 3), 1e4), RangeError),
    ],
)
@pytest.mark.usefixtures("own_messages")
def test_lines_that_cannot_be_are_refused(widget, lines, error):
    before = _state(widget)
    with pytest.raises(error):
        widget.lines = lines
    assert _state(widget) == before


NONSENSE = [None, "x", [], {}, float("nan"), float("inf"), True, b"\x00", memoryview(b"\x07" * 5)]


@pytest.mark.parametrize("name", TRAITS)
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_from_the_browser_changes_nothing(widget, name, value):
    before = _state(widget)
    widget.set_state({name: value})
    assert _state(widget) == before


def test_what_the_browser_may_set_is_clamped_and_taken(widget):
    widget.set_state({"margin": 99, "reg": -3, "loss": "cross-entropy"})
    assert (widget.margin, widget.reg, widget.loss) == (3, 0, "cross-entropy")
    lines = np.arange(9, dtype="<f4").reshape(3, 3)
    widget.set_state({"w_bytes": memoryview(lines.tobytes())})
    np.testing.assert_array_equal(widget.lines, lines)
    widget.set_state({"data": "ring", "w_bytes": memoryview(lines.tobytes())})
    assert (widget.data, len(widget.lines)) == ("ring", 2)
    widget._on_message(widget, {"do": "train"}, [])
    assert widget.runs == 1


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (ClassLines("xor")._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert set(one) == {"text/html", "image/png", "text/plain"}
    assert "'xor'" in one["text/plain"]
    assert 'alt="Xor: 16 points of 2 classes' in one["text/html"]


def test_the_picture_follows_the_state(widget):
    before = widget._repr_mimebundle_()[0]["image/png"]
    assert widget.train()._repr_mimebundle_()[0]["image/png"] != before
    widget.lines = np.zeros((3, 3))  # no line at all has no arrow either
    assert widget._repr_mimebundle_()[0]["image/png"] != before

import anywidget
import numpy as np
import pytest

from course_lib.errors import CourseError, DtypeError, RangeError, ShapeError
from course_lib.widgets import KNNBoundary
from course_lib.widgets.knn.boundary import CHANGED
from course_lib.widgets.knn.regions import regions

POINTS = np.array([[4.0, -7.0], [9.0, 1.0], [5.5, 3.0], [4.5, 2.0], [8.0, -6.0], [7.0, -2.5]])
LABELS = np.array([0, 1, 2, 2, 0, 1])


@pytest.fixture
def widget():
    return KNNBoundary(POINTS, LABELS, k=3)


def _votes(widget):
    return np.frombuffer(widget.votes, np.uint8) % CHANGED


def _state(widget):
    return widget.get_state(
        ["k", "metric", "angle", "x_bytes", "y_bytes", "votes", "changed_share"]
    )


@pytest.mark.parametrize(("name", "value"), [("k", 1), ("metric", "L1"), ("angle", 40.0)])
def test_a_new_setting_gives_the_votes_of_that_setting(widget, name, value):
    before = widget.votes
    setattr(widget, name, value)
    assert widget.votes != before
    scene = widget._scene
    want = regions(scene.x, scene.y, widget.k, widget.metric, widget.angle)
    np.testing.assert_array_equal(_votes(widget), want.votes.ravel())
    np.testing.assert_array_equal(
        np.frombuffer(widget.votes, np.uint8) >= CHANGED, want.changed.ravel()
    )
    assert widget.changed_share == want.changed_share


def test_points_are_given_back_as_they_were_given(widget):
    np.testing.assert_allclose(widget.points, POINTS, rtol=1e-6)
    np.testing.assert_array_equal(widget.labels, LABELS)


@pytest.mark.parametrize("shift", [0, 1e6, -300])
@pytest.mark.parametrize("scale", [1e-3, 1, 1e5])
def test_points_of_any_scale_lie_on_the_disc(shift, scale):
    widget = KNNBoundary(POINTS * scale + shift, LABELS, k=1)
    length = np.hypot(*widget._scene.x.T)
    assert length.max() == pytest.approx(1, abs=1e-5)
    np.testing.assert_allclose(widget.points, POINTS * scale + shift, atol=1e-5 * scale)


def test_one_point_wins_everywhere():
    widget = KNNBoundary([[3, 4]], [2], k=1)
    assert set(_votes(widget)) == {2}
    np.testing.assert_array_equal(widget.points, [[3, 4]])


def test_new_points_and_labels_are_voted_on(widget):
    before = _votes(widget)
    widget.points = POINTS[::-1]
    assert (_votes(widget) != before).any()
    widget.labels = LABELS[::-1]
    np.testing.assert_array_equal(_votes(widget), before)
    widget.set_data(POINTS[:4], [0, 0, 1, 1])
    assert len(widget.labels) == 4


def test_reset_goes_back_to_the_start(widget):
    before = _state(widget)
    widget.set_data(POINTS[1:], LABELS[1:])
    widget.k, widget.metric, widget.angle = 5, "L1", 30
    widget.reset()
    assert _state(widget) == before


REFUSED = [
    ({"points": POINTS[0]}, ShapeError),
    ({"points": np.ones((6, 3))}, ShapeError),
    ({"points": np.ones((0, 2)), "labels": np.ones(0)}, ShapeError),
    ({"points": np.ones((201, 2)), "labels": np.ones(201)}, ShapeError),
    ({"points": [[1, 2], [3]]}, ShapeError),
    ({"points": np.where(POINTS > 8, np.nan, POINTS)}, RangeError),
    ({"points": np.where(POINTS > 8, -np.inf, POINTS)}, RangeError),
    ({"points": POINTS * 1e200}, RangeError),
    ({"points": POINTS.astype(str)}, DtypeError),
    ({"points": POINTS * 1j}, DtypeError),
    ({"points": None}, DtypeError),
    ({"labels": None}, DtypeError),
    ({"labels": LABELS[:5]}, ShapeError),
    ({"labels": LABELS[:, None]}, ShapeError),
    ({"labels": LABELS + 1}, RangeError),
    ({"labels": LABELS - 1}, RangeError),
    ({"labels": LABELS + 0.5}, RangeError),
    ({"labels": ["a"] * 6}, DtypeError),
    ({"k": 7}, RangeError),
    ({"k": 0}, RangeError),
    ({"k": 2.0}, RangeError),
    ({"k": "3"}, RangeError),
    ({"k": True}, RangeError),
    ({"metric": "l2"}, CourseError),
    ({"metric": 2}, CourseError),
    ({"metric": ["L1"]}, CourseError),
    ({"metric": np.array(["L1", "L2"])}, CourseError),
    ({"k": None}, RangeError),
    ({"metric": None}, CourseError),
]


@pytest.mark.parametrize(("bad", "error"), REFUSED)
@pytest.mark.usefixtures("own_messages")
def test_what_cannot_be_drawn_is_refused(bad, error):
    with pytest.raises(error) as caught:
        KNNBoundary(**{"points": POINTS, "labels": LABELS, "k": 3, **bad})
    assert "KNNBoundary got" in caught.value.what
    assert caught.value.why
    assert caught.value.how


LATER = [(bad, error) for bad, error in REFUSED if len(bad) == 1]
LATER += [({"angle": a}, RangeError) for a in (-1, 90.5, np.nan, np.inf, "30", True, None)]
LATER += [({"points": POINTS[:5]}, ShapeError)]


@pytest.mark.parametrize(("bad", "error"), LATER)
@pytest.mark.usefixtures("own_messages")
def test_what_is_refused_later_changes_nothing(widget, bad, error):
    before = _state(widget)
    ((name, value),) = bad.items()
    with pytest.raises(error):
        setattr(widget, name, value)
    assert _state(widget) == before


@pytest.mark.usefixtures("own_messages")
def test_fewer_points_than_k_are_refused(widget):
    before = _state(widget)
    with pytest.raises(RangeError, match="k = 3 and 2 points"):
        widget.set_data(POINTS[:2], LABELS[:2])
    assert _state(widget) == before


NONSENSE = [None, "x", [], {}, float("nan"), float("inf"), True, b"\x00", memoryview(b"\x07" * 5)]


@pytest.mark.parametrize("name", ["k", "metric", "angle", "x_bytes", "y_bytes", "votes"])
@pytest.mark.parametrize("value", NONSENSE)
def test_nonsense_from_the_browser_changes_nothing(widget, name, value):
    before = _state(widget)
    widget.set_state({name: value})
    assert _state(widget) == before


@pytest.mark.parametrize(
    ("sent", "name", "kept"),
    [
        ({"k": 99}, "k", 6),
        ({"k": -4}, "k", 1),
        ({"k": 4}, "k", 4),
        ({"angle": 1000}, "angle", 90.0),
        ({"angle": -3.5}, "angle", 0.0),
        ({"metric": "L1"}, "metric", "L1"),
    ],
)
def test_numbers_from_the_browser_are_clamped(widget, sent, name, kept):
    widget.set_state(sent)
    assert getattr(widget, name) == kept
    scene = widget._scene
    want = regions(scene.x, scene.y, widget.k, widget.metric, widget.angle)
    np.testing.assert_array_equal(_votes(widget), want.votes.ravel())


def test_points_from_the_browser_are_taken_moved_onto_the_disc_and_lower_k(widget):
    x = np.array([[0.25, -0.5], [30, 40]], "<f4")
    widget.set_state({"x_bytes": memoryview(x.tobytes()), "y_bytes": memoryview(b"\x02\x00")})
    np.testing.assert_allclose(widget._scene.x, [[0.25, -0.5], [0.6, 0.8]], rtol=1e-6)
    assert widget.k == 2
    assert set(_votes(widget)) == {0}  # one vote each: the smallest label
    sent = np.array([[np.nan, 0], [0, 0]], "<f4").tobytes()
    widget.set_state({"x_bytes": memoryview(sent)})
    assert np.isfinite(widget.points).all()


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (KNNBoundary()._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert set(one) == {"text/html", "image/png", "text/plain"}
    assert "27 points" in one["text/plain"]
    assert 'alt="The plane coloured by the vote' in one["text/html"]


def test_the_picture_follows_the_state(widget):
    before = widget._repr_mimebundle_()[0]["image/png"]
    widget._show(angle=30.0, metric="L1")
    assert widget._repr_mimebundle_()[0]["image/png"] != before


@pytest.mark.parametrize("sent", [{"k": 5}, {"metric": "L1"}, {"k": 2, "angle": 5.0}])
def test_nothing_is_echoed_but_what_was_sent(widget, sent, monkeypatch):
    taken = []
    inherited = anywidget.AnyWidget.set_state
    monkeypatch.setattr(
        anywidget.AnyWidget, "set_state", lambda self, s: (taken.append({*s}), inherited(self, s))
    )
    widget.set_state(sent)
    assert taken == [{*sent}]
    for name, value in sent.items():
        assert getattr(widget, name) == value

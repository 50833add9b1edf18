"""What all small interactives keep: settings, scenes, saved form; shown on those of lecture 04."""

import html
import json

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.widgets import EWMA, MinibatchNoise, NewtonJump, Schedules
from course_lib.widgets.explorer import (
    Button,
    Choice,
    Mark,
    Panel,
    Place,
    Scene,
    Slider,
    Toggle,
    broken,
    decades,
    even_ticks,
)

WIDGETS = (EWMA, Schedules, MinibatchNoise, NewtonJump)
VIEW = "application/vnd.jupyter.widget-view+json"
SHOWN = ("panels", "xy", "reading")

OTHER = {
    Slider: lambda control, value: next(v for v in control.values if v != value),
    Choice: lambda control, value: next(o for o in control.options if o != value),
    Toggle: lambda control, value: not value,
    Button: lambda control, value: value + 3,
    Place: lambda control, value: [value[0] / 2, value[1] + 0.3],
}
NONSENSE = [None, "x", [], {}, float("nan"), float("-inf"), b"\0", [1, 2, 3], [None, 1], 1j]
SETTINGS = [(kind, name) for kind in WIDGETS for name in kind._settings()]


def shown(widget):
    return {name: getattr(widget, name) for name in SHOWN}


def values(widget):
    return {name: getattr(widget, name) for name in widget._settings()}


@pytest.fixture(params=WIDGETS, ids=lambda kind: kind.__name__)
def kind(request):
    return request.param


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_a_setting_changes_what_is_shown_and_reset_brings_it_back(kind, name):
    widget = kind()
    before = shown(widget), values(widget)
    control = kind._settings()[name].control
    setattr(widget, name, OTHER[type(control)](control, getattr(widget, name)))
    assert shown(widget) != before[0]
    widget.reset()
    assert (shown(widget), values(widget)) == before


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_the_browser_sets_what_python_sets(kind, name):
    control = kind._settings()[name].control
    by_hand, by_browser = kind(), kind()
    value = OTHER[type(control)](control, getattr(by_hand, name))
    setattr(by_hand, name, value)
    by_browser.set_state({name: value})
    assert shown(by_browser) == shown(by_hand)


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_nonsense_from_the_browser_changes_nothing(kind, name):
    widget = kind()
    before = shown(widget), values(widget)
    for value in NONSENSE:
        widget.set_state({name: value})
        assert (shown(widget), values(widget)) == before, value


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
@pytest.mark.usefixtures("own_messages")
def test_nonsense_in_python_is_refused_by_name_and_changes_nothing(kind, name):
    widget = kind()
    before = shown(widget), values(widget)
    for value in NONSENSE:
        with pytest.raises(CourseError) as caught:
            setattr(widget, name, value)
        assert f"{kind.__name__} got {name} = " in caught.value.what
        assert (shown(widget), values(widget)) == before, value
        with pytest.raises(CourseError):
            kind(**{name: value})


def test_what_only_the_kernel_writes_the_browser_cannot(kind):
    widget = kind()
    before = shown(widget)
    widget.set_state({"reading": "?", "xy": b"", "panels": [], "controls": [], "heading": "?"})
    assert shown(widget) == before


def test_a_slider_takes_from_the_browser_the_nearest_of_its_values():
    widget = EWMA()
    for sent, kept in ((5, 0.995), (-1, 0.0), (0.93, 0.95), (0.8, 0.8)):
        widget.set_state({"beta": sent})
        assert widget.beta == kept


@pytest.mark.usefixtures("own_messages")
def test_a_setting_it_does_not_have_is_refused(kind):
    with pytest.raises(CourseError, match="'colour'"):
        kind(colour=3)


def test_messages_that_mean_nothing_are_left_alone(kind):
    widget = kind()
    before = shown(widget)
    for content in (None, {}, {"do": None}, {"do": ["jump"]}, {"do": "fly"}, "jump", 3):
        widget._on_message(widget, content, [])
    assert shown(widget) == before


def test_the_saved_form_repeats_and_says_what_it_shows(kind):
    one, two = (kind()._repr_mimebundle_()[0] for _ in range(2))
    assert one.pop(VIEW) != two.pop(VIEW)
    assert one == two
    assert set(one) == {"text/html", "image/png", "text/plain"}
    assert one["text/plain"] == repr(kind())
    assert html.escape(kind.title) in one["text/html"]


def test_the_saved_picture_follows_the_settings(kind):
    widget = kind()
    before = widget._repr_mimebundle_()[0]["image/png"]
    name, setting = next(iter(kind._settings().items()))
    setattr(widget, name, OTHER[type(setting.control)](setting.control, getattr(widget, name)))
    assert widget._repr_mimebundle_()[0]["image/png"] != before


def test_what_is_sent_is_json_and_the_points_of_every_mark(kind):
    widget = kind()
    json.dumps([widget.panels, widget.controls])
    xy = np.frombuffer(widget.xy, "<f4").reshape(-1, 2)
    marks = [mark for panel in widget.panels for mark in panel["marks"]]
    ends = [mark["start"] + mark["count"] for mark in marks]
    assert [mark["start"] for mark in marks] == [0, *ends[:-1]]
    assert ends[-1] == len(xy)
    scene = widget.scene()
    for mark, sent in zip((m for p in scene.panels for m in p.marks), marks, strict=True):
        part = xy[sent["start"] : sent["start"] + sent["count"]]
        np.testing.assert_allclose(part, mark.xy, rtol=1e-6)


def test_ticks_lie_on_their_axes_and_every_panel_is_named(kind):
    for panel in kind().scene().panels:
        for ticks, (low, high) in ((panel.xticks, panel.xlim), (panel.yticks, panel.ylim)):
            assert len(ticks) >= 2
            assert all(low <= value <= high for value, _ in ticks)
        assert panel.title
        assert panel.xlabel
        assert panel.ylabel


@pytest.mark.parametrize("limits", [(0, 1), (-3.7, 12.1), (0, 2e-6), (-1e5, 3e5), (0.9, 1.1)])
def test_even_ticks_are_round_even_and_within(limits):
    places = [value for value, _ in even_ticks(*limits)]
    assert 3 <= len(places) <= 9
    steps = np.diff(places)
    np.testing.assert_allclose(steps, steps[0])
    assert limits[0] <= places[0]
    assert places[-1] <= limits[1]
    words = [float(word.replace("−", "-")) for _, word in even_ticks(*limits)]
    np.testing.assert_allclose(words, places, atol=1e-9)


def test_decades_are_powers_of_ten():
    assert decades(-2, 1) == ((-2, "10⁻²"), (-1, "0.1"), (0, "1"), (1, "10"))


def test_lines_are_parted_by_a_gap():
    lines = [np.ones((2, 2)), np.zeros((3, 2))]
    joined = broken(lines)
    assert np.isnan(joined[[2, 6]]).all()
    np.testing.assert_array_equal(joined[:2], lines[0])
    np.testing.assert_array_equal(joined[3:6], lines[1])
    assert np.isnan(broken([])).all()


def test_a_scene_without_marks_is_refused_nowhere_and_sends_nothing():
    panel = Panel(title="t", xlabel="x", ylabel="y", xlim=(0, 1), ylim=(0, 1), xticks=(), yticks=(),
                  marks=(Mark(xy=np.zeros((0, 2))),))  # fmt: skip
    assert Scene((panel,), "").packed()[1] == b""

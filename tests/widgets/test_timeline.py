"""The time line of an explorer: what is sent for the browser to play, what the picture shows."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from course_lib.errors import RangeError
from course_lib.figures import BLUE, ORANGE
from course_lib.widgets import BatchnormLab, LossBowl, Schedules
from course_lib.widgets.explorer import Explorer, Mark, Panel, Scene, Setting, Timeline, even_ticks

LAST = 7
WALK = np.stack([np.arange(LAST + 1.0), np.arange(LAST + 1.0)], axis=1)
BESIDE = np.array([[1.0, 0.0], [2.0, 0.0]])
TIMED = (LossBowl, BatchnormLab)


class Walk(Explorer):
    """A line that grows along the diagonal, and two dots that go up beside it."""

    title = "A walk"
    step = Setting(LAST, Timeline("Steps", LAST))

    def scene(self):
        dots = WALK[:, None] + BESIDE  # (T + 1, 2, 2)
        marks = (Mark(xy=WALK, over_time="grows"),
                 Mark(xy=dots, over_time="changes", colour=ORANGE, shape="circle"))  # fmt: skip
        panel = Panel(title="t", xlabel="x", ylabel="y", xlim=(0, 9), ylim=(0, 9), marks=marks,
                      xticks=even_ticks(0, 9), yticks=even_ticks(0, 9))  # fmt: skip
        return Scene((panel,), f"step {self.step}", self.step)


def changed(widget, name, value):
    """What the browser is told anew when it sets this."""
    names = []
    widget.observe(lambda change: names.append(change["name"]))
    widget.set_state({name: value})
    return {name for name in names if not name.startswith("_")}


def saved(widget):
    picture = Image.open(io.BytesIO(base64.b64decode(widget._repr_mimebundle_()[0]["image/png"])))
    return np.asarray(picture.convert("RGB")).astype(int)


def coloured(picture, colour):
    """Where the picture has this colour: rows, columns."""
    want = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)])
    return np.nonzero((abs(picture - want) < 40).all(axis=2))


def test_a_mark_that_grows_has_the_points_up_to_the_step_and_one_that_changes_those_of_it():
    growing, changing = Walk().scene().panels[0].marks
    for step in range(LAST + 1):
        np.testing.assert_array_equal(growing.at(step).xy, WALK[: step + 1])
        np.testing.assert_array_equal(changing.at(step).xy, WALK[step] + BESIDE)
    still = Mark(xy=WALK)
    assert still.at(3) is still


def test_all_of_the_run_is_sent_at_once_and_a_step_sends_only_words():
    widget = Walk()
    assert [mark["count"] for mark in widget.panels[0]["marks"]] == [LAST + 1, 2 * (LAST + 1)]
    before = widget.xy
    assert changed(widget, "step", 3) == {"step", "reading"}
    assert (widget.step, widget.xy, widget.reading) == (3, before, "step 3")


@pytest.mark.parametrize("kind", TIMED)
def test_a_step_of_the_course_s_own_sends_only_words_too(kind):
    assert changed(kind(), "steps", 3) == {"steps", "reading"}


@pytest.mark.parametrize("kind", TIMED)
def test_it_opens_at_the_end_and_every_moving_mark_has_all_steps(kind):
    for settings in ({}, {"mode": "test"} if kind is BatchnormLab else {"share": 0.1}):
        widget = kind(**settings)
        last = kind._settings()["steps"].control.last
        assert widget.steps == last
        moving = [m for p in widget.scene().panels for m in p.marks if m.over_time]
        assert moving
        assert {len(mark.xy) for mark in moving} == {last + 1}


def test_the_saved_picture_shows_the_step_that_is_set():
    short, long = saved(Walk(step=2)), saved(Walk())
    assert np.ptp(coloured(short, BLUE)[1]) < 0.4 * np.ptp(coloured(long, BLUE)[1])
    assert coloured(short, ORANGE)[0].mean() > coloured(long, ORANGE)[0].mean() + 50
    np.testing.assert_array_equal(saved(Walk(step=2)), short)


@pytest.mark.parametrize(
    ("sent", "kept"), [(-3, 0), (2.4, 2), (99, LAST), ("x", LAST), (None, LAST)]
)
def test_the_browser_is_held_to_the_steps_there_are(sent, kept):
    widget = Walk()
    widget.set_state({"step": sent})
    assert widget.step == kept


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("value", [-1, LAST + 1, 2.5, True, "3", float("nan")])
def test_no_such_step_is_refused_in_python(value):
    with pytest.raises(RangeError) as caught:
        Walk(step=value)
    assert f"from 0 to {LAST}" in caught.value.why


def test_the_keys_are_told_where_there_is_a_time_line():
    assert "space" in Walk().help
    assert "space" in LossBowl().help
    assert "space" not in Schedules().help

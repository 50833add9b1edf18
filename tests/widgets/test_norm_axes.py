"""Batch, layer, instance and group norm are one computation over other axes of a block."""

import itertools

import numpy as np
import pytest

from course_lib import kernels
from course_lib.errors import CourseError, RangeError
from course_lib.widgets import NormAxes
from course_lib.widgets.normalisation.axes_block import (
    CHANNELS,
    NAMED,
    SHAPE,
    Over,
    block,
    box,
    name_of,
    normalised,
)
from course_lib.widgets.normalisation.axes_picture import colours

N, C, S = SHAPE
EVERY = [Over(*choice) for choice in itertools.product((True, False), CHANNELS, (True, False))]
ONE, ZERO = np.ones(C), np.zeros(C)
KERNELS = {
    "batch norm": lambda x: kernels.spatial_batchnorm_forward(
        x, ONE, ZERO, kernels.start_running(C, np.float64), train=True
    ),
    "layer norm": lambda x: kernels.groupnorm_forward(x, ONE, ZERO, groups=1),
    "instance norm": lambda x: kernels.instancenorm_forward(x, ONE, ZERO),
    "group norm": lambda x: kernels.groupnorm_forward(x, ONE, ZERO, groups=C // 3),
}


@pytest.mark.parametrize("name", NAMED)
def test_the_named_norms_are_those_of_the_kernels(name):
    np.testing.assert_allclose(normalised(block(), NAMED[name]), KERNELS[name](block())[0])


@pytest.mark.parametrize("over", EVERY)
def test_every_number_is_in_one_box_which_has_mean_0_and_deviation_1_but_for_eps(over):
    x, seen = normalised(block(), over), np.zeros(SHAPE, int)
    for at in np.ndindex(*SHAPE):
        low, high = box(over, at)
        part = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        assert all(a <= i < b for a, i, b in zip(low, at, high, strict=True))
        assert tuple(b - a for a, b in zip(low, high, strict=True)) == over.sizes()
        seen[part] += 1
        assert x[part].mean() == pytest.approx(0, abs=1e-9)
        std = block()[part].std()
        assert x[part].std() == pytest.approx(std / np.sqrt(std**2 + 1e-5))
    assert (seen == np.prod(over.sizes())).all()


def test_batchnorm_keeps_one_example_brighter_and_the_others_do_not():
    assert block()[1].mean() > np.delete(block(), 1, axis=0).mean() + 2
    for name, over in NAMED.items():
        brighter = normalised(block(), over)[1].mean() > 0.5
        assert brighter == (name == "batch norm")


def test_by_itself_every_number_becomes_0():
    assert (normalised(block(), Over(False, 1, False)) == 0).all()


@pytest.mark.parametrize("over", EVERY)
def test_the_widget_says_what_shares_a_mean_and_sends_the_colours(over):
    widget = NormAxes(at=(1, 4, 2))
    widget.examples, widget.channels, widget.pixels = over
    assert (tuple(widget.low), tuple(widget.high)) == box(over, (1, 4, 2))
    count = int(np.prod(over.sizes()))
    name, shares, before, after = widget.reading
    assert name == f"{name_of(over).capitalize()}."
    assert shares.startswith(f"{count} number")
    assert f" {N * C * S // count} such set" in shares
    assert "mean 0.00" in after
    part = tuple(slice(a, b) for a, b in zip(widget.low, widget.high, strict=True))
    assert f"{abs(block()[part].mean()):.2f}" in before
    sent = np.frombuffer(widget.after, np.uint8).reshape(*SHAPE, 3)
    np.testing.assert_array_equal(sent, colours(normalised(block(), over)))


def test_larger_numbers_have_lighter_colours():
    light = colours(np.linspace(-5, 5, 11)).sum(axis=1, dtype=int)
    assert (np.diff(light) >= 0).all()
    assert light[0] < light[5] < light[-1]


NONSENSE = {
    "examples": [None, 1, "all"],
    "channels": [None, 4, True, 2.0, "3"],
    "pixels": [0, []],
    "at": [None, [0, 0], [0, 0, 6], [0, -1, 0], [0, 0, True], ["0", 0, 0], [0.5, 0, 0]],
}


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("name", NONSENSE)
def test_nonsense_is_refused_in_python_and_ignored_from_the_browser(name):
    widget = NormAxes("group norm")
    before = repr(widget), widget.after
    for value in NONSENSE[name]:
        with pytest.raises(RangeError):
            setattr(widget, name, value)
        widget.set_state({name: value})
        assert (repr(widget), widget.after) == before
    widget.set_state({"reading": ["?"], "low": [9, 9, 9], "after": b""})
    assert (repr(widget), widget.after) == before
    with pytest.raises(CourseError):
        NormAxes("weight norm")


def test_what_the_browser_sets_is_shown_and_reset_brings_back_the_start():
    widget = NormAxes("layer norm", at=(2, 3, 1))
    before = repr(widget), widget.after, widget.low, widget.reading
    widget.set_state({"channels": 2, "at": [0, 5, 5], "examples": True})
    assert (widget.over, widget.at) == (Over(True, 2, True), (0, 5, 5))
    assert widget.low == [0, 4, 0]
    widget._on_message(widget, {"do": "reset"}, [])
    assert (repr(widget), widget.after, widget.low, widget.reading) == before


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (NormAxes("batch norm")._repr_mimebundle_() for _ in range(2))
    assert one[0]["image/png"] == two[0]["image/png"]
    assert one[0]["text/plain"] == two[0]["text/plain"]
    assert "24 numbers share a mean" in one[1]["image/png"]["alt"]
    other = NormAxes("layer norm")._repr_mimebundle_()
    assert other[0]["image/png"] != one[0]["image/png"]

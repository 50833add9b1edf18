"""The interactives of lecture 08 show the runs that are kept, and say of them what is so."""

import itertools
import json
import re

import numpy as np
import pytest

from course_lib.errors import CourseError
from course_lib.nn import PAIRS, TRANSFER_WAYS, load_transfer_runs
from course_lib.widgets import TransferCurves, TransferQuadrants
from course_lib.widgets.explorer import Choice, Slider
from course_lib.widgets.transfer.looks import LABELS, WAY_LOOKS
from course_lib.widgets.transfer.quadrants import ADVICE, quadrant

WIDGETS = (TransferCurves, TransferQuadrants)
SETTINGS = [(kind, name) for kind in WIDGETS for name in kind._settings()]
OTHER = {
    Slider: lambda control, value: next(v for v in control.values if v != value),
    Choice: lambda control, value: next(o for o in control.options if o != value),
}
NONSENSE = ("", "none such", -1, 7.5, None)


def shown(widget):
    return [getattr(widget, name) for name in ("panels", "xy", "reading", "controls")]


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_the_browser_sets_what_python_sets_and_reset_brings_it_back(kind, name):
    control = kind._settings()[name].control
    by_hand, by_browser = kind(), kind()
    before = shown(by_hand)
    value = OTHER[type(control)](control, getattr(by_hand, name))
    setattr(by_hand, name, value)
    by_browser.set_state({name: value})
    assert shown(by_browser) == shown(by_hand) != before
    by_hand.reset()
    assert shown(by_hand) == before


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
@pytest.mark.parametrize("nonsense", NONSENSE)
@pytest.mark.usefixtures("own_messages")
def test_nonsense_is_refused(kind, name, nonsense):
    widget = kind()
    before = shown(widget)
    with pytest.raises(CourseError):
        setattr(widget, name, nonsense)
    assert shown(widget) == before


@pytest.mark.parametrize("kind", WIDGETS)
def test_a_saved_notebook_shows_a_picture_with_the_reading_as_its_text(kind):
    data, _ = kind()._repr_mimebundle_()
    assert kind().reading in json.dumps(data, ensure_ascii=False)
    assert data["text/plain"].startswith(kind.__name__ + "(")
    assert data == kind()._repr_mimebundle_()[0] | {k: data[k] for k in data if "widget-view" in k}


def test_every_way_has_a_look_of_its_own():
    assert list(WAY_LOOKS) == list(TRANSFER_WAYS)
    assert len({look[0] for look in WAY_LOOKS.values()}) == len(WAY_LOOKS)
    assert len({look[1:] for look in WAY_LOOKS.values()}) == len(WAY_LOOKS)


@pytest.mark.parametrize(("pair", "frozen"), [*itertools.product(PAIRS, (0, 1, 2, 3))])
def test_lines_run_through_the_means_of_six_seeds(pair, frozen):
    runs = load_transfer_runs()
    widget = TransferCurves(pair=pair, frozen=frozen)
    lines = [m for m in widget.scene().panels[0].marks if m.name]
    ways = {"from scratch", "0 frozen", "3 frozen", f"{frozen} frozen"}
    assert {m.name.partition(":")[0] for m in lines} == ways
    for line in lines:
        way = line.name.partition(":")[0]
        means = [runs.test(pair, each, way).mean() for each in LABELS]
        np.testing.assert_allclose(line.xy, np.stack([np.log10(LABELS), means], 1), atol=1e-7)


def test_the_curves_say_what_the_runs_say():
    runs = load_transfer_runs()
    reading = TransferCurves(pair="letters", frozen=2, each=10).reading
    assert f"{runs.test('letters', 10, '2 frozen').mean():.1%} right" in reading
    assert f"From scratch {runs.test('letters', 10, 'from scratch').mean():.1%}" in reading


@pytest.mark.parametrize("way", list(TRANSFER_WAYS)[1:])
def test_the_map_holds_the_mean_gain_of_every_case(way):
    runs = load_transfer_runs()
    words = [m.word for m in TransferQuadrants(way=way).scene().panels[0].marks if m.word]
    gains = [runs.gain(p, each, way).mean() for p in reversed(PAIRS) for each in LABELS]
    numbers = [float(word.replace("−", "-")) for word in words]
    np.testing.assert_allclose(numbers, 100 * np.array(gains), atol=0.05 + 1e-9)
    assert "−0.0" not in words


@pytest.mark.parametrize("case", [(pair, each) for pair in PAIRS for each in LABELS])
def test_advice_is_that_of_the_quarter_and_its_gain_that_of_the_runs(case):
    pair, each = case
    runs, advice = load_transfer_runs(), ADVICE[quadrant(pair, each)]
    reading = TransferQuadrants(pair=pair, each=each).reading
    assert advice.words in reading
    gain = 100 * runs.gain(pair, each, advice.way)
    told = re.search(r"gains ([+−][\d.]+) ± ([\d.]+) points", reading).groups()
    assert float(told[0].replace("−", "-")) == pytest.approx(gain.mean(), abs=0.0501)
    assert float(told[1]) == pytest.approx(gain.std(ddof=1) / np.sqrt(6), abs=0.0501)
    assert f"Dev chooses: {runs.best(pair, each)}," in reading


def test_all_four_quarters_have_cases():
    assert {quadrant(pair, each) for pair in PAIRS for each in LABELS} == set(ADVICE)
    assert quadrant("UCI digits", 10) == ("few", "similar")
    assert quadrant("textures", 30) == ("many", "different")

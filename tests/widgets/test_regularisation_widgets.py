"""The interactives of lecture 06 show what is so."""

import html
import itertools
import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import loguniform, uniform

from course_lib.data import load_mnist
from course_lib.errors import CourseError
from course_lib.widgets import (
    Augmentation,
    DropoutMasks,
    EarlyStopping,
    LogSampling,
    RandomAgainstGrid,
    RegularisationStrength,
)
from course_lib.widgets.explorer import Button, Choice, Slider, Toggle
from course_lib.widgets.regularisation.augmentation import (
    How,
    as_pixels,
    augmented,
    digits,
    photographs,
)
from course_lib.widgets.regularisation.dropout_masks import W, every_mask, one_mask, running_mean
from course_lib.widgets.regularisation.early_stopping import EPOCHS, curves, stop
from course_lib.widgets.regularisation.log_sampling import SCALES, draws, shares
from course_lib.widgets.regularisation.random_grid import best_so_far, problem, tried
from course_lib.widgets.regularisation.strength import STRENGTHS, parts

EXPLORERS = (DropoutMasks, RegularisationStrength, EarlyStopping, RandomAgainstGrid, LogSampling)
WIDGETS = (*EXPLORERS, Augmentation)
VIEW = "application/vnd.jupyter.widget-view+json"
SETTINGS = [(kind, name) for kind in WIDGETS for name in kind._settings()]
OTHER = {
    Slider: lambda control, value: next(v for v in control.values if v != value),
    Choice: lambda control, value: next(o for o in control.options if o != value),
    Toggle: lambda control, value: not value,
    Button: lambda control, value: value + 1,
}
numbers = st.floats(-3, 3)


def shown(widget):
    names = ("panels", "xy", "reading", "controls", "pixels", "sizes")
    return {name: getattr(widget, name) for name in names if hasattr(widget, name)}


def mark(widget, name, panel=0):
    (found,) = [m for m in widget.scene().panels[panel].marks if m.name == name]
    return found


# ---- all of them


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_the_browser_sets_what_python_sets_and_reset_brings_it_back(kind, name):
    control = kind._settings()[name].control
    by_hand, by_browser = kind(), kind()
    before = shown(by_hand)
    value = OTHER[type(control)](control, getattr(by_hand, name))
    setattr(by_hand, name, value)
    by_browser.set_state({name: value})
    assert shown(by_browser) == shown(by_hand)
    # On digits there is no colour to change, and the reading says so.
    assert shown(by_hand) != before
    by_hand.reset()
    assert shown(by_hand) == before


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
@pytest.mark.usefixtures("own_messages")
def test_nonsense_is_refused_in_python_and_ignored_from_the_browser(kind, name):
    widget = kind()
    before = shown(widget)
    for value in (None, "x", float("nan"), [], {}):
        widget.set_state({name: value})
        with pytest.raises(CourseError):
            setattr(widget, name, value)
        assert shown(widget) == before


@pytest.mark.parametrize("kind", [DropoutMasks, Augmentation])
def test_the_saved_form_repeats_and_says_what_it_shows(kind):
    one, two = (kind()._repr_mimebundle_()[0] for _ in range(2))
    assert one.pop(VIEW) != two.pop(VIEW)
    assert one == two
    assert set(one) == {"text/html", "image/png", "text/plain"}
    assert html.escape(" ".join(kind().reading.split())) in one["text/html"]
    json.dumps([kind().panels, kind().controls])


@pytest.mark.parametrize("kind", EXPLORERS)
def test_every_setting_at_either_end_draws_what_a_picture_can_hold(kind):
    for name, setting in kind._settings().items():
        if (kind, name) == (EarlyStopping, "wrong"):
            continue  # trains nets; its curves are looked at below
        values = getattr(setting.control, "values", None) or (
            getattr(setting.control, "options", (0, 1))
        )
        for value in (values[0], values[-1]):
            widget = kind(**{name: type(getattr(kind(), name))(value)})
            xy = np.frombuffer(widget.xy, "<f4")
            assert not np.isinf(xy).any()
            # nan breaks a line, and only the many fits are one broken line
            assert not np.isnan(xy).any() or kind is RegularisationStrength


# ---- dropout


@given(x=st.tuples(numbers, numbers), keep=st.floats(0.05, 1))
def test_divided_by_keep_the_mean_over_masks_is_what_a_linear_unit_gives_at_test(x, keep):
    x = np.array(x)
    scaled, plain = (every_mask(x, keep, scaled=s, after="nothing") for s in (True, False))
    assert scaled.chance.sum() == pytest.approx(1)
    assert scaled.mean == pytest.approx(W @ x, abs=1e-9)
    assert plain.mean == pytest.approx(keep * (W @ x), abs=1e-9)


@given(x=st.tuples(numbers, numbers), keep=st.floats(0.05, 1))
def test_behind_a_relu_the_mean_is_never_below_what_the_full_unit_gives(x, keep):
    """Jensen's inequality: a ReLU is convex."""
    x = np.array(x)
    nets = every_mask(x, keep, scaled=True, after="ReLU")
    assert nets.mean >= max(W @ x, 0) - 1e-9


@pytest.mark.parametrize("keep", [0.2, 0.7])
def test_masks_drawn_keep_as_many_as_they_should(keep):
    kept = np.array([one_mask(keep, seed) for seed in range(1000)])
    assert set(kept.ravel()) == {0.0, 1.0}
    assert abs(kept.mean() - keep) < 5 * np.sqrt(keep * (1 - keep) / kept.size)


def test_the_running_mean_begins_with_the_mask_shown_and_nears_the_mean():
    x, keep = np.array([1.5, -0.5]), 0.6
    nets = every_mask(x, keep, scaled=True, after="ReLU")
    spread = np.sqrt(nets.chance @ (nets.out - nets.mean) ** 2)
    for seed in range(5):
        mean = running_mean(x, keep, seed, scaled=True, after="ReLU")
        assert mean[0] == max(W @ (one_mask(keep, seed) * x) / keep, 0)
        assert abs(mean[-1] - nets.mean) < 5 * spread / np.sqrt(len(mean))


def test_the_bars_of_all_masks_are_the_chances_of_their_outputs():
    widget = DropoutMasks(keep=0.3, x1=0.0, x2=1.0)
    bars = [m.xy for m in widget.scene().panels[1].marks if m.width == 7]
    assert {(round(b[1, 0], 9), round(b[1, 1], 9)) for b in bars} == {
        (round(1 / 0.3, 9), 0.3),
        (0.0, 0.7),
    }


# ---- strength


@pytest.mark.parametrize("degree", [3, 12])
def test_a_tighter_rein_always_lowers_the_variance_and_in_the_end_raises_the_bias(degree):
    bias2, variance, error = parts(degree, 20)
    assert (np.diff(variance) < 0).all()
    assert bias2[-1] > 10 * bias2.min()
    np.testing.assert_allclose(error, bias2 + variance + 0.3**2)


def test_more_points_want_a_looser_rein():
    best = [STRENGTHS[parts(12, N)[2].argmin()] for N in (20, 100)]
    assert best[1] < best[0]


# ---- early stopping


@given(st.lists(st.integers(0, 6), min_size=1, max_size=40), st.integers(1, 12))
def test_one_stops_at_the_first_epoch_that_patience_is_out(dev, patience):
    last, best = stop(np.array(dev, float), patience)
    seen = dev[:last]
    assert best == seen.index(min(seen)) + 1
    out = [e for e in range(1, len(dev) + 1) if e - 1 - dev.index(min(dev[:e])) >= patience]
    assert last == (out[0] if out else len(dev))


def test_the_net_learns_wrong_labels_by_heart_and_pays_for_it():
    seen = curves(0.3, 0)
    assert len(seen.dev) == EPOCHS
    assert seen.train[-1] < 0.02
    best = seen.dev.argmin()
    assert seen.train[best] > 0.2  # nearly all of the wrong labels are not yet believed
    assert seen.test[-1] > seen.test[best] + 0.08


# ---- random and grid


@given(st.integers(0, 999), st.floats(0.03, 0.3), st.floats(0, 1), st.floats(0, 1), st.floats(0, 1))
def test_a_problem_costs_nothing_at_its_best_and_at_most_one(seed, width, matters, a, b):
    one = problem(width, matters, np.random.default_rng(seed))
    assert one.cost(one.a, one.b) == 0
    assert 0 <= one.cost(a, b) <= 1
    assert problem(width, 0.0, np.random.default_rng(seed)).cost(a, b) == pytest.approx(
        problem(width, 0.0, np.random.default_rng(seed)).cost(a, 1 - b)
    )


@pytest.mark.parametrize("trials", [4, 9, 25])
@pytest.mark.parametrize("search", ["grid", "random", "coarse to fine"])
def test_every_search_tries_as_often_and_the_grid_few_values_of_each(search, trials):
    rng = np.random.default_rng(0)
    found = tried(search, lambda a, b: a + b, trials, rng)
    assert len(found) == trials
    for name in "ab":
        values = {round(t.settings[name], 9) for t in found}
        assert len(values) == (np.sqrt(trials) if search == "grid" else trials)
        assert all(0 <= v <= 1 for v in values)


@pytest.mark.parametrize("matters", [0.0, 0.1])
@pytest.mark.parametrize("trials", [9, 25])
def test_where_one_setting_matters_random_search_beats_the_grid(matters, trials):
    grid, random = (best_so_far(s, trials, 0.06, matters, 3) for s in ("grid", "random"))
    assert (np.diff(grid, axis=1) <= 0).all()
    gap = grid[:, -1] - random[:, -1]
    assert gap.mean() > 4 * gap.std() / np.sqrt(len(gap))


# ---- log sampling


@pytest.mark.parametrize("what", SCALES)
def test_shares_are_those_of_the_distributions(what):
    scale = SCALES[what]
    straight, log = (shares(what, d) for d in draws(what, 40_000, 1))
    ends = np.array([float(w) for w in scale.words])
    want = np.diff(uniform(ends[0], ends[-1] - ends[0]).cdf(ends))
    np.testing.assert_allclose(straight, want, atol=0.01)
    tails = np.sort(ends if what.startswith("rate") else 1 - ends)
    want = np.diff(loguniform(tails[0], tails[-1]).cdf(tails))
    np.testing.assert_allclose(log, want, atol=0.01)
    assert straight.sum() == log.sum() == pytest.approx(1)


def test_draws_lie_on_the_axis_in_the_order_of_its_words():
    for what in SCALES:
        widget = LogSampling(what=what, N=10)
        panel = widget.scene().panels[0]
        for x, m in zip(draws(what, 10, 0), panel.marks, strict=True):
            assert (np.argsort(x) == np.argsort(m.xy[:, 0])).all()
        places = [place for place, _ in panel.xticks]
        assert places == sorted(places)
        assert panel.xlim[0] < places[0] < places[-1] < panel.xlim[1]


# ---- augmentation

STILL = How(flip=0.0, crop=0, scale=1.0, colour=0.0)


@pytest.mark.parametrize("x", [digits(), photographs()], ids=["digits", "photographs"])
def test_the_first_is_as_it_was_and_nothing_asked_for_is_nothing_done(x):
    for how in (STILL, How(1.0, 5, 1.5, 0.8)):
        assert (augmented(x, how, 0)[:, 0] == x).all()
    np.testing.assert_allclose(augmented(x, STILL, 0), np.repeat(x[:, None], 6, axis=1), atol=1e-6)


def test_each_kind_of_change_is_the_one_it_says():
    x = photographs()
    mirrored = augmented(x, STILL._replace(flip=1.0), 0)[:, 1:]
    np.testing.assert_allclose(mirrored, np.flip(x, -1)[:, None].repeat(5, 1), atol=1e-6)
    moved = augmented(x, STILL._replace(crop=2), 0)[:, 1:]
    padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
    windows = np.stack(
        [padded[:, :, i : i + 64, j : j + 64] for i, j in itertools.product(range(5), repeat=2)]
    )
    near = np.abs(moved[:, :, None] - windows.swapaxes(0, 1)[:, None]).max(axis=(3, 4, 5))
    assert (near.min(axis=2) < 1e-6).all()
    jittered = augmented(x, STILL._replace(colour=0.4), 0)
    assert 0 <= jittered.min() <= jittered.max() <= 1
    assert np.abs(jittered[:, 1:] - x[:, None]).mean() > 0.02


def test_digits_are_real_and_drawn_as_ink_on_paper():
    mnist = load_mnist()
    for digit, label in zip(digits(), (2, 7), strict=True):
        found = (mnist.x == np.round(digit * 255)).all(axis=(1, 2, 3))
        assert mnist.y[found].tolist() == [label]
    pixels = as_pixels(digits()[:, None])
    assert pixels.shape == (2, 1, 28, 28, 3)
    assert (pixels[..., 0] == 255).mean() > 0.5  # paper


def test_what_is_sent_is_the_pixels_and_their_sizes():
    widget = Augmentation(pictures="photograph")
    assert widget.sizes == [2, 6, 64, 64]
    sent = np.frombuffer(widget.pixels, np.uint8).reshape(*widget.sizes, 3)
    np.testing.assert_array_equal(sent[:, 0], as_pixels(photographs()[:, None])[:, 0])


def test_the_view_of_the_pictures_is_one_module():
    assert Augmentation._esm.count("export default") == 1

"""The explorers of lecture 05 show what is so, and keep the contract of all explorers."""

import json

import numpy as np
import pytest
from scipy import special

from course_lib.errors import CourseError, RangeError
from course_lib.kernels import start_running
from course_lib.widgets import BatchnormLab, LayerHistograms, LossBowl, RateTolerance
from course_lib.widgets.explorer import Button, Choice, Slider, Timeline, Toggle
from course_lib.widgets.normalisation.batchnorm_lab import EXAMPLE, MEAN, STD, answers, stream
from course_lib.widgets.normalisation.loss_bowl import HEIGHT, SLOPE, TREATMENTS, bowl, descend
from course_lib.widgets.normalisation.signals import BENDS, INITS, D, N, signals

WIDGETS = (BatchnormLab, LayerHistograms, LossBowl, RateTolerance)
SETTINGS = [(kind, name) for kind in WIDGETS for name in kind._settings()]
OTHER = {
    Slider: lambda control, value: next(v for v in control.values if v != value),
    Choice: lambda control, value: next(o for o in control.options if o != value),
    Toggle: lambda control, value: not value,
    Button: lambda control, value: value + 3,
    Timeline: lambda control, value: value // 2,
}
TRUE = {
    "tanh": np.tanh,
    "sigmoid": special.expit,
    "ReLU": lambda z: np.maximum(z, 0),
    "Leaky ReLU": lambda z: np.maximum(z, 0.01 * z),
    "ELU": lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
    "none": lambda z: z,
}
STDS = {"zero": 0, "std 0.01": 0.01, "std 1": 1, "Xavier": 1 / np.sqrt(D), "He": np.sqrt(2 / D)}


def shown(widget):
    return widget.panels, widget.xy, widget.reading


def mark(widget, name, panel=0):
    (found,) = [m for m in widget.scene().panels[panel].marks if m.name == name]
    return found


# ---- what all explorers keep


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_a_setting_changes_what_is_shown_and_reset_brings_it_back(kind, name):
    widget = kind()
    before = shown(widget)
    control = kind._settings()[name].control
    value = OTHER[type(control)](control, getattr(widget, name))
    widget.set_state({name: value})
    assert getattr(widget, name) == value
    assert shown(widget) != before
    json.dumps([widget.panels, widget.controls])
    widget.reset()
    assert shown(widget) == before


@pytest.mark.parametrize(("kind", "name"), SETTINGS)
def test_every_value_of_every_control_is_drawn_within_its_axes(kind, name):
    widget = kind()
    control = kind._settings()[name].control
    for value in getattr(control, "values", getattr(control, "options", ())):
        setattr(widget, name, value)
        for panel in widget.scene().panels:
            for ticks, (low, high) in ((panel.xticks, panel.xlim), (panel.yticks, panel.ylim)):
                assert low < high
                assert len(ticks) >= 2
                assert all(low <= at <= high for at, _ in ticks)
        assert "nan" not in widget.reading


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("make", "setting", "kind"),
    [(LayerHistograms, {"bend": "swish"}, CourseError),
     (LayerHistograms, {"layers": 31}, RangeError),
     (LossBowl, {"spread": 0}, RangeError), (LossBowl, {"treatment": "whitened"}, CourseError),
     (BatchnormLab, {"batch": 0}, RangeError), (BatchnormLab, {"mode": "eval"}, CourseError),
     (RateTolerance, {"init": "zero"}, CourseError), (RateTolerance, {"lr": 0}, RangeError)],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_python_and_ignored_from_the_browser(make, setting, kind):
    with pytest.raises(kind):
        make(**setting)
    widget = make()
    before = shown(widget)
    widget.set_state({name: value if isinstance(value, str) else "x" for name, value in
                      setting.items()})  # fmt: skip
    assert shown(widget) == before


@pytest.mark.parametrize("make", WIDGETS)
def test_the_saved_form_has_words(make):
    data, metadata = make()._repr_mimebundle_()
    assert data["text/plain"] == repr(make())
    assert make().reading in metadata["image/png"]["alt"]


def test_the_saved_form_is_the_same_each_time_and_follows_the_settings():
    one, two, other = (RateTolerance(init=init)._repr_mimebundle_()[0]["image/png"]
                       for init in ("He", "He", "Xavier"))  # fmt: skip
    assert one == two != other


# ---- signals by layer


def drawn_weights(init, layers, seed):
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(N, D))
    return x, [STDS[init] * rng.standard_normal((D, D)) if STDS[init] else np.zeros((D, D))
               for _ in range(layers)]  # fmt: skip


@pytest.mark.parametrize("bend", BENDS)
@pytest.mark.parametrize("init", INITS)
def test_outputs_are_those_of_the_net_and_gradients_its_slopes(bend, init):
    layers, seed = 3, 7
    found = signals(bend, init, layers, seed)
    x, ws = drawn_weights(init, layers, seed)
    outs = []
    for w in ws:
        x = TRUE[bend](x @ w)
        outs.append(x)
    np.testing.assert_allclose(found.outputs, outs, rtol=1e-10, atol=1e-12)
    dout = np.random.default_rng(seed + 1).normal(size=(N, D))
    way = np.random.default_rng(0).normal(size=(N, D))

    def height(first):
        for w in ws[1:]:
            first = TRUE[bend](first @ w)
        return (first * dout).sum()

    step = 1e-7 * max(1e-9, np.abs(outs[0]).max())
    slope = (height(outs[0] + step * way) - height(outs[0] - step * way)) / (2 * step)
    size = np.sqrt((found.gradients[0] ** 2).sum())
    assert (found.gradients[0] * way).sum() == pytest.approx(slope, abs=1e-4 * size + 1e-12)


@pytest.mark.parametrize("bend", ["ReLU", "Leaky ReLU", "none"])
def test_output_times_gradient_is_the_same_at_every_layer_where_curves_are_made_of_lines(bend):
    found = signals(bend, "He", 9, 1)
    sums = (found.outputs * found.gradients).sum(axis=(1, 2))
    np.testing.assert_allclose(sums, sums[0], rtol=1e-9)


def test_dead_units_are_those_that_are_0_for_every_example():
    found = signals("ReLU", "He", 20, 0)
    counts = [sum(not column.any() for column in layer.T) / D for layer in found.outputs]
    np.testing.assert_allclose(found.dead(), counts)
    assert found.dead()[0] == 0 < found.dead()[-1]


@pytest.mark.parametrize("bend", BENDS)
def test_the_spreads_drawn_are_the_standard_deviations(bend):
    widget = LayerHistograms(bend=bend, init="Xavier", layers=8)
    found = signals(bend, "Xavier", 8, 0)
    for name, a in (("outputs", found.outputs), ("gradients", found.gradients)):
        xy = mark(widget, name, 2).xy
        np.testing.assert_allclose(10 ** xy[:, 1], a.std(axis=(1, 2)), rtol=1e-9)


@pytest.mark.parametrize("layers", [2, 3, 30])
def test_histograms_stand_in_order_the_first_layer_on_top(layers):
    panel = LayerHistograms(bend="ReLU", init="std 1", layers=layers).scene().panels[0]
    shown_layers = [int(word) for _, word in sorted(panel.yticks, reverse=True)]
    assert shown_layers[0] == 1
    assert shown_layers[-1] == layers
    assert shown_layers == sorted(set(shown_layers))
    assert len([m for m in panel.marks if m.word.endswith("dead")]) == len(shown_layers)


# ---- the loss bowl


@pytest.mark.parametrize(("mean", "spread"), [(0.0, 1.0), (3.0, 0.7), (-1.3, 2.5)])
def test_the_bowl_is_the_mean_squared_error_of_a_line_over_data(mean, spread):
    z = np.random.default_rng(0).normal(size=501)
    x = mean + spread * (z - z.mean()) / z.std()
    y = HEIGHT + SLOPE * (x - mean) / spread

    def error(w, b):
        return 0.5 * np.mean((w * x + b - y) ** 2)

    at = bowl(mean, spread)
    best = -at.start  # from w = b = 0
    assert error(*best) == pytest.approx(0, abs=1e-12)
    for e in np.random.default_rng(1).normal(size=(7, 2)):
        assert at.loss(e) == pytest.approx(error(*(best + e)))
    assert at.loss(at.start) == pytest.approx(error(0, 0))


@pytest.mark.parametrize(("share", "arrives"), [(0.5, True), (0.99, True), (1.05, False)])
def test_the_rate_is_a_share_of_the_largest_that_holds(share, arrives):
    at = bowl(0.7, 1.4)
    loss = at.loss(descend(at, share, 3000))
    assert (loss[-1] < 1e-9 * loss[0]) == arrives
    assert (np.diff(loss[:50]) < 0).all() == arrives


def test_descent_is_the_power_of_one_step():
    at = bowl(2.0, 0.5)
    once = np.eye(2) - 0.6 / at.curvatures()[1] * at.hessian
    path = descend(at, 0.3, 17)
    np.testing.assert_allclose(path[17], np.linalg.matrix_power(once, 17) @ at.start)


def test_so_much_of_the_descent_is_drawn_as_is_asked_for():
    scene = LossBowl(mean=2.0, spread=0.5, share=0.25, steps=6).scene()
    panel = scene.panels[0]
    for drawn in panel.marks[1:3]:
        np.testing.assert_allclose(
            drawn.at(scene.step).xy, descend(bowl(2.0, 0.5), 0.25, 6), rtol=1e-6
        )
    assert panel.xlim == LossBowl(mean=2.0, spread=0.5, share=0.25).scene().panels[0].xlim


@pytest.mark.parametrize("treatment", TREATMENTS)
def test_a_treatment_does_to_the_data_what_its_name_says(treatment):
    widget = LossBowl(mean=5.0, spread=2.0, treatment=treatment)
    x = 5 + 2 * np.array([-1.0, 1.0])
    if "centred" in treatment:
        x = x - x.mean()
    if "scaled" in treatment:
        x = x / x.std()
    assert widget._treated() == pytest.approx((x.mean(), x.std()))


# ---- the batchnorm lab


def test_running_averages_are_weighted_averages_of_the_batches():
    seen = stream(8, 0.9, False, 3)
    want = 0.0
    for t, mean in enumerate(seen.means):
        assert seen.running_mean[t] == pytest.approx(want)
        want = 0.9 * want + 0.1 * mean
    assert seen.running_mean[-1] == pytest.approx(want)
    assert seen.running_std[0] == 1
    np.testing.assert_allclose(stream(8, 0.0, False, 3).running_mean[1:], seen.means)


def test_a_feature_that_drifts_ends_where_the_other_stands():
    still, moving = stream(32, 0.9, False, 0), stream(32, 0.9, True, 0)
    assert (still.true == MEAN).all()
    assert moving.true[-1] == MEAN > moving.true[0]
    np.testing.assert_allclose(moving.means - moving.true, still.means - still.true)


@pytest.mark.parametrize(("batch", "want"), [(1, {-1.5}), (2, {-3.5, 0.5})])
def test_in_training_one_or_two_examples_say_nothing_but_their_order(batch, want):
    outs = answers(batch, start_running(1, np.float64), 2.0, -1.5, train=True, seed=0)
    off = [min(abs(out - value) for value in want) for out in outs]
    # Where the two of a batch are nearly the same, eps counts.
    assert np.quantile(off, 0.9) < 1e-2
    assert min(want) - 1e-9 < outs.min() <= outs.max() < max(want) + 1e-9


def test_at_test_the_answer_is_one_and_the_same_by_the_running_averages():
    widget = BatchnormLab(mode="test", momentum=0.5, gamma=2.0, beta=1.0)
    outs = mark(widget, "output for x = 5", 1)
    seen = stream(8, 0.5, False, 0)
    for step in (0, 7, 100):  # once for each step of training, for the browser to play
        want = 2 * (EXAMPLE - seen.running_mean[step]) / seen.running_std[step] + 1
        np.testing.assert_allclose(outs.at(step).xy[:, 1], want, rtol=1e-4)


def test_in_large_batches_the_answer_is_nearly_that_of_the_true_statistics():
    outs = mark(BatchnormLab(batch=128), "output for x = 5", 1).xy[:, 1]
    assert outs.mean() == pytest.approx((EXAMPLE - MEAN) / STD, abs=0.05)
    assert 0 < outs.std() < 0.2


def test_at_test_the_mates_count_for_nothing():
    running = start_running(1, np.float64)
    alone, many = (answers(batch, running, 1.0, 0.0, train=False, seed=4) for batch in (1, 7))
    np.testing.assert_allclose(alone, many)
    assert len(alone) == 60

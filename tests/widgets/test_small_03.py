"""The explorers of lecture 03 show what is so."""

import numpy as np
import pytest
from scipy import special

from course_lib.errors import CourseError, RangeError
from course_lib.widgets import Activations, GradientDepth
from course_lib.widgets.backprop.activations import ACTIVATIONS, EDGES, curve, layer
from course_lib.widgets.backprop.gradient_depth import BENDS, through

Z = np.array([-4.3, -2.2, -0.7, 0.31, 1.9, 5.1])  # no corner of any curve
TRUE = {
    "sigmoid": lambda z, a: special.expit(z),
    "tanh": lambda z, a: np.tanh(z),
    "ReLU": lambda z, a: np.maximum(z, 0),
    "Leaky ReLU": lambda z, a: np.maximum(z, a * z),
    "PReLU": lambda z, a: np.maximum(z, a * z),
    "ELU": lambda z, a: np.where(z > 0, z, a * np.expm1(z)),
    "Maxout": lambda z, a: np.max([a * z, z, -z - 2], axis=0),
}


def mark(widget, name, panel=0):
    (found,) = [m for m in widget.scene().panels[panel].marks if m.name == name]
    return found


# ---- activations


@pytest.mark.parametrize("name", ACTIVATIONS)
@pytest.mark.parametrize("alpha", [0.1, 0.5])
def test_curves_are_those_of_their_names_and_slopes_their_derivatives(name, alpha):
    out, slope = curve(name, Z, alpha)
    np.testing.assert_allclose(out, TRUE[name](Z, alpha), rtol=1e-12)
    h = 1e-6
    want = (TRUE[name](Z + h, alpha) - TRUE[name](Z - h, alpha)) / (2 * h)
    np.testing.assert_allclose(slope, want, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_the_picture_draws_curve_and_slope_and_all_of_the_layer(name):
    widget = Activations(activation=name, spread=2.0, centre=1.0)
    out, slope = mark(widget, "output").xy, mark(widget, "slope").xy
    np.testing.assert_allclose(out[:, 1], TRUE[name](out[:, 0], 0.1), atol=1e-9)
    shares = widget.scene().panels[1].marks[0].xy[::2, 1]
    assert shares.sum() == pytest.approx(100)
    mean = np.abs(curve(name, layer(2.0, 1.0), 0.1)[1]).mean()
    assert mark(widget, "mean slope", 1).xy[0, 0] == pytest.approx(mean)
    assert np.interp(0.31, *slope.T) == pytest.approx(curve(name, Z, 0.1)[1][3], abs=0.01)


def test_slopes_of_none_and_all_lie_amid_their_bins():
    for slope in (0.0, 0.25, 1.0):
        assert np.abs(EDGES - slope).min() > 0.02


def test_the_layer_is_the_same_draw_moved_and_stretched():
    np.testing.assert_allclose(layer(3.0, -2.0), -2 + 3 * layer(1.0, 0.0))


def test_alpha_is_asked_for_only_where_there_is_one():
    asked = {
        name
        for name in ACTIVATIONS
        if "alpha" in [c["name"] for c in Activations(activation=name).controls]
    }
    assert asked == {"Leaky ReLU", "PReLU", "ELU", "Maxout"}


def test_the_reading_says_the_slope_at_the_point_and_the_share_that_is_shut():
    widget = Activations(activation="ReLU", at=[-2.0, 9.0], centre=-8.0)
    assert "At z = −2 the output is 0 and the slope 0" in widget.reading
    assert "100% of the units" in widget.reading


# ---- depth


@pytest.mark.parametrize("bend", BENDS)
def test_the_gradient_by_depth_is_the_numeric_one_of_the_same_net(bend):
    """Its size at the input against central differences along random directions."""
    gain, layers, seed = 1.3, 3, 4
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(40, 50))
    ws = [rng.normal(size=(50, 50)) * gain / np.sqrt(50) for _ in range(layers)]
    dout = np.random.default_rng(seed + 1).normal(size=(40, 50))
    dout /= np.sqrt(np.mean(dout**2))
    bends = {"none": lambda z: z, "sigmoid": special.expit, "tanh": np.tanh,
             "ReLU": lambda z: np.maximum(z, 0)}  # fmt: skip

    def height(x):
        for w in ws:
            x = bends[bend](x @ w)
        return (x * dout).sum(), x

    found = through(bend, gain, layers, seed)
    assert found.signals[-1] == pytest.approx(np.sqrt(np.mean(height(x)[1] ** 2)))
    # The mean square of slopes along random unit directions is the mean square of the gradient.
    ways = np.random.default_rng(0).normal(size=(600, 40, 50))
    slopes = [(height(x + 1e-5 * v)[0] - height(x - 1e-5 * v)[0]) / 2e-5 for v in ways]
    want = np.sqrt(np.mean(np.square(slopes)) / x.size)
    assert found.gradients[0] == pytest.approx(want, rel=0.1)
    assert found.gradients[-1] == 1


def test_without_a_bend_sizes_scale_with_the_power_of_the_gain():
    a, b = through("none", 0.5, 7, 2), through("none", 1.5, 7, 2)
    np.testing.assert_allclose(b.signals / a.signals, 3.0 ** np.arange(8))
    np.testing.assert_allclose(b.gradients / a.gradients, 3.0 ** np.arange(7, -1, -1.0))


@pytest.mark.parametrize("bend", BENDS)
@pytest.mark.parametrize("gain", [0.25, 4.0])
def test_the_deepest_stays_in_the_picture(bend, gain):
    widget = GradientDepth(bend=bend, gain=gain, layers=50)
    for panel in widget.scene().panels:
        assert panel.ylim[0] < panel.ylim[1]
        assert len(panel.yticks) >= 3
    assert "{" not in widget.reading


def test_other_weights_are_another_draw():
    widget = GradientDepth()
    before = widget.xy
    widget.draw += 1
    assert widget.xy != before
    widget.reset()
    assert widget.xy == before


# ---- both


@pytest.mark.parametrize(
    ("make", "setting", "kind"),
    [(Activations, {"activation": "swish"}, CourseError), (Activations, {"spread": 0}, RangeError),
     (Activations, {"at": 1}, RangeError), (GradientDepth, {"layers": 51}, RangeError),
     (GradientDepth, {"bend": "cubic"}, CourseError), (GradientDepth, {"depth": 3}, CourseError)],
)  # fmt: skip
@pytest.mark.usefixtures("own_messages")
def test_what_makes_no_sense_is_refused(make, setting, kind):
    with pytest.raises(kind):
        make(**setting)


@pytest.mark.parametrize("make", [Activations, GradientDepth])
def test_the_saved_form_is_the_same_each_time_and_has_words(make):
    one, two = make()._repr_mimebundle_(), make()._repr_mimebundle_()
    assert one[0]["image/png"] == two[0]["image/png"]
    assert one[0]["text/plain"] == two[0]["text/plain"]
    assert make().reading in one[1]["image/png"]["alt"]

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course_lib.errors import RangeError
from course_lib.widgets import BiasVariance
from course_lib.widgets.linear.bias_variance_refits import (
    DEGREES,
    GRID,
    NOISE,
    REFITS,
    curves,
    reading,
    refits,
    sample,
    truth,
)

TRAITS = ["degree", "N", "reg", "fits", "points", "train", "dev", "parts", "reading"]


@given(st.integers(0, 6), st.integers(15, 60))
@settings(max_examples=20, deadline=None)
def test_without_penalty_each_fit_is_the_least_squares_polynomial(degree, N):
    found = refits(degree, N, 0.0)
    assert found.fits.shape == (REFITS, len(GRID))
    for r in (0, REFITS - 1):
        want = np.polynomial.Polynomial.fit(found.x[r], found.y[r], degree)(GRID)
        np.testing.assert_allclose(found.fits[r], want, rtol=1e-4, atol=1e-4)


@given(st.integers(0, 12), st.integers(15, 60), st.sampled_from([0.0, 1e-3, 0.1]))
@settings(max_examples=20, deadline=None)
def test_dev_error_is_noise_and_bias_and_variance(degree, N, reg):
    found = refits(degree, N, reg)
    parts = NOISE**2 + found.bias2 + found.variance
    assert curves(N, reg).dev[degree] == pytest.approx(parts)


@given(st.integers(15, 100))
@settings(max_examples=10, deadline=None)
def test_more_freedom_never_raises_the_training_error(N):
    assert (np.diff(curves(N, 0.0).train) < 1e-6).all()


@given(st.integers(0, 12), st.integers(15, 100))
@settings(max_examples=15, deadline=None)
def test_a_penalty_raises_the_training_error_and_lowers_the_variance(degree, N):
    free, bound = refits(degree, N, 0.0), refits(degree, N, 0.3)
    assert curves(N, 0.3).train[degree] >= curves(N, 0.0).train[degree] - 1e-9
    assert bound.variance <= free.variance + 1e-3


def test_a_huge_penalty_leaves_the_mean_alone():
    x, y = sample(20)
    np.testing.assert_allclose(
        refits(9, 20, 1e6).fits[0], np.full(len(GRID), y[0].mean()), atol=0.05
    )
    assert np.abs(x).max() < 1


def test_samples_scatter_about_the_truth_with_the_noise_said():
    x, y = sample(100)
    off = y - truth(x)
    assert abs(off.mean()) < 0.02
    assert off.std() == pytest.approx(NOISE, rel=0.05)


@pytest.mark.parametrize(
    ("degree", "N", "said"),
    [(0, 20, "high bias"), (1, 100, "high bias"), (9, 20, "high variance"), (3, 20, "about right")],
)
def test_the_reading_is_that_of_the_curves(degree, N, said):
    assert BiasVariance(degree, N=N).reading.startswith(said)
    assert reading(*BiasVariance(degree, N=N).errors).startswith(said)


@pytest.mark.parametrize(("name", "value"), [("degree", 7), ("N", 33), ("reg", 0.03)])
def test_a_new_setting_gives_the_fits_of_that_setting(name, value):
    widget = BiasVariance(5, N=21)
    setattr(widget, name, value)
    want = refits(widget.degree, widget.N, widget.reg)
    np.testing.assert_array_equal(np.frombuffer(widget.fits, "<f4"), want.fits.ravel().astype("f4"))
    assert len(widget.points) == 8 * REFITS * widget.N
    assert len(widget.train) == 4 * len(DEGREES)
    assert widget.parts == [want.bias2, want.variance]


@pytest.mark.parametrize(
    "bad",
    [
        *({"degree": d} for d in (-1, 13, 2.0, "3", None, True)),
        *({"N": n} for n in (14, 101, 20.0, None)),
        *({"reg": r} for r in (-0.1, 1.5, np.nan, "0", None, True)),
    ],
)
@pytest.mark.usefixtures("own_messages")
def test_what_cannot_be_fitted_is_refused_at_once_and_later(bad):
    with pytest.raises(RangeError, match="BiasVariance got"):
        BiasVariance(**bad)
    widget = BiasVariance()
    before = widget.get_state(TRAITS)
    ((name, value),) = bad.items()
    with pytest.raises(RangeError):
        setattr(widget, name, value)
    assert widget.get_state(TRAITS) == before


@pytest.mark.parametrize("name", [*TRAITS, "truth", "noise"])
@pytest.mark.parametrize("value", [None, "x", [], {}, float("nan"), True, b"\x00"])
def test_nonsense_from_the_browser_changes_nothing(name, value):
    widget = BiasVariance()
    before = widget.get_state([*TRAITS, "truth", "noise"])
    widget.set_state({name: value})
    assert widget.get_state([*TRAITS, "truth", "noise"]) == before


def test_what_the_browser_may_set_is_clamped_and_reset_takes_it_back():
    widget = BiasVariance()
    before = widget.get_state(TRAITS)
    widget.set_state({"degree": 99, "N": 3, "reg": 0.01})
    assert (widget.degree, widget.N, widget.reg) == (12, 15, 0.01)
    widget._on_message(widget, {"do": "reset"}, [])
    assert widget.get_state(TRAITS) == before


def test_the_saved_form_is_the_same_each_time_and_says_what_it_shows():
    one, two = (BiasVariance(9)._repr_mimebundle_()[0] for _ in range(2))
    view = "application/vnd.jupyter.widget-view+json"
    assert one.pop(view) != two.pop(view)
    assert one == two
    assert "degree=9" in one["text/plain"]
    assert 'alt="60 polynomials of degree 9' in one["text/html"]

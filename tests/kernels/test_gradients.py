import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_refused, drawn, seeds, sizes, strided
from scipy.optimize import approx_fprime

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import gradient_check, numerical_gradient, relu_forward, svm_loss


@given(N=sizes, D=sizes, seed=seeds)
@drawn
def test_the_gradient_of_a_polynomial_is_known(N, D, seed):
    rng = np.random.default_rng(seed)
    x, c = rng.normal(size=(N, D)), rng.normal(size=(N, D))
    before = x.copy()
    got = numerical_gradient(lambda x: (c * x**3).sum(), strided(x, rng))
    np.testing.assert_allclose(got, 3 * c * x**2, rtol=1e-6, atol=1e-8)
    np.testing.assert_array_equal(x, before)


def test_as_scipy(rng):
    x = rng.normal(size=5)

    def f(x):
        return float(np.sin(x).sum() * np.exp(x[0]))

    np.testing.assert_allclose(numerical_gradient(f, x), approx_fprime(x, f), rtol=1e-5)


def test_array_functions_are_weighed_by_dout(rng):
    x, w, dout = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(3, 2))
    got = numerical_gradient(lambda x: x @ w, x, dout)
    np.testing.assert_allclose(got, dout @ w.T, rtol=1e-8)


def cubic(x):
    return float((x**3).sum())


@pytest.mark.parametrize("shape", [(4,), (3, 5), (2, 3, 4), (0, 3)])
def test_a_right_gradient_passes(shape, rng):
    x = rng.normal(size=shape)
    report = gradient_check(cubic, x, 3 * x**2)
    assert report.ok
    assert not report.wrong.any()
    assert report.error < 1e-6


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_a_right_gradient_passes_at_any_scale(scale, rng):
    x = rng.normal(size=(3, 4)) * scale
    assert gradient_check(cubic, x, 3 * x**2).ok


WRONG = {
    "sign": lambda x, dx: -dx,
    "3 times": lambda x, dx: 3 * dx,
    "0.25 times": lambda x, dx: dx / 4,
    "is 0": lambda x, dx: 0 * dx,
    "transposed": lambda x, dx: dx.T,
    "regularisation": lambda x, dx: dx + 0.7 * x,
    "the same 2 ": lambda x, dx: dx + 2,
    "nan": lambda x, dx: np.where(x == x.flat[4], np.nan, dx),
    "no single factor": lambda x, dx: dx**2,
}


@pytest.mark.parametrize("how", WRONG)
def test_says_how_a_gradient_is_wrong(how, rng):
    x = rng.normal(size=(4, 4)) + np.arange(4)
    report = gradient_check(cubic, x, WRONG[how](x, 3 * x**2))
    assert not report.ok
    assert how in report.message


def test_says_where_a_gradient_is_wrong(rng):
    x = rng.normal(size=(5, 7)) + 3
    dx = 3 * x**2
    dx[:, 4] *= 1.5
    dx[3, 4] *= 2
    report = gradient_check(cubic, x, dx)
    np.testing.assert_array_equal(np.flatnonzero(report.wrong.any(axis=0)), [4])
    assert report.wrong[:, 4].all()
    assert "4 of axis 1" in report.message
    assert report.worst == (3, 4)
    np.testing.assert_allclose(report.error, 2 / 3, rtol=1e-5)


def test_a_single_wrong_number_is_found(rng):
    x = rng.normal(size=(5, 7)) + 3
    dx = 3 * x**2
    dx[2, 6] *= 1 + 1e-4
    report = gradient_check(cubic, x, dx)
    assert np.argwhere(report.wrong).tolist() == [[2, 6]]
    assert report.worst == (2, 6)


def test_the_worst_number_is_a_wrong_one():
    x = np.array([1e3, 1.0])
    dx = np.array([3e6 * (1 + 8e-7), 3 + 2.0])  # the first is off by more, but it is larger
    report = gradient_check(cubic, x, dx)
    assert report.wrong.tolist() == [False, True]
    assert report.worst == (1,)


@pytest.mark.parametrize("offset", [1e-6, -3e-6, 9e-6, -2e-7])
def test_a_kink_near_x_is_stepped_around(offset):
    x = np.array([1.0, offset, -2.0])

    def f(x):
        return float(relu_forward(x)[0].sum())

    assert gradient_check(f, x, (x > 0) * 1.0).ok
    assert not gradient_check(f, x, (x <= 0) * 1.0).ok
    assert not gradient_check(f, x, [1, 0.5, 0] * np.ones(3)).ok


@pytest.mark.parametrize("slope", [0.0, 0.5, 1.0])
def test_at_a_kink_any_slope_between_left_and_right_passes(slope):
    x = np.array([1.0, 0.0, -2.0])
    dx = np.array([1.0, slope, 0.0])
    report = gradient_check(lambda x: float(np.maximum(x, 0).sum()), x, dx)
    assert report.ok
    # Halfway is what the central difference says itself.
    assert report.kinks == (() if slope == 0.5 else ((1,),))
    for outside in (-0.01, 1.01):
        dx[1] = outside
        assert not gradient_check(lambda x: float(np.maximum(x, 0).sum()), x, dx).ok


def test_the_svm_loss_passes_even_where_margins_are_met_exactly(rng):
    scores, y = np.round(rng.normal(size=(6, 4)) * 2), rng.integers(0, 4, 6)
    _, dx = svm_loss(scores, y)
    assert gradient_check(lambda s: svm_loss(s, y)[0], scores, dx).ok


def test_a_sample_looks_at_so_many_numbers(rng):
    x = rng.normal(size=(30, 20))
    for generator in (None, rng):
        report = gradient_check(cubic, x, 3 * x**2, sample=7, rng=generator)
        assert report.ok
        assert np.isfinite(report.numeric).sum() == 7
        assert not gradient_check(cubic, x, x, sample=7, rng=generator).ok


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("call", [numerical_gradient, lambda f, x, *a: gradient_check(f, x, x, *a)])
@pytest.mark.parametrize(
    ("error", "f", "x"),
    [
        (DtypeError, cubic, np.ones(3, np.float32)),
        (DtypeError, cubic, np.ones(3, int)),
        (DtypeError, cubic, [1.0]),
        (ShapeError, lambda x: x**2, np.ones(3)),
        (RangeError, lambda x: np.nan, np.ones(3)),
    ],
)
def test_refuses(call, error, f, x):
    assert_refused(error, call, f, x)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (RangeError, lambda: numerical_gradient(cubic, np.ones(3), h=0)),
        (RangeError, lambda: gradient_check(cubic, np.ones(3), np.ones(3), h=-1)),
        (RangeError, lambda: gradient_check(cubic, np.ones(3), np.ones(3), sample=0)),
        (ShapeError, lambda: gradient_check(cubic, np.ones(3), np.ones((3, 1)))),
        (ShapeError, lambda: numerical_gradient(lambda x: x, np.ones(3), np.ones(2))),
        (DtypeError, lambda: gradient_check(cubic, np.ones(3), np.ones(3, int))),
    ],
)
def test_refuses_what_does_not_fit(error, call):
    assert_refused(error, call)

import numpy as np
import pytest
from hypothesis import given
from kernel_laws import (
    assert_refused,
    central_difference,
    drawn,
    dtypes,
    seeds,
    sizes,
    strided,
)
from scipy.special import log_softmax as scipy_log_softmax
from scipy.special import softmax as scipy_softmax

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    linear_softmax_loss,
    linear_softmax_loss_loops,
    linear_svm_loss,
    linear_svm_loss_loops,
    softmax,
    softmax_loss,
    softmax_loss_loops,
    svm_loss,
    svm_loss_loops,
)

LOSSES = [softmax_loss, softmax_loss_loops, svm_loss, svm_loss_loops]
LINEAR = [
    linear_softmax_loss,
    linear_softmax_loss_loops,
    linear_svm_loss,
    linear_svm_loss_loops,
]
TWINS = [(softmax_loss, softmax_loss_loops), (svm_loss, svm_loss_loops)]
LINEAR_TWINS = [
    (linear_softmax_loss, linear_softmax_loss_loops),
    (linear_svm_loss, linear_svm_loss_loops),
]


def batch(rng, N, C):
    return rng.normal(size=(N, C)) * 3, rng.integers(0, C, N)


@pytest.mark.parametrize("loss_of", LOSSES)
@given(N=sizes, C=sizes, seed=seeds)
@drawn
def test_dx_is_the_derivative_of_the_loss(loss_of, N, C, seed):
    rng = np.random.default_rng(seed)
    scores, y = batch(rng, N, C)
    before = scores.copy()
    _, dx = loss_of(scores, y)
    np.testing.assert_array_equal(scores, before)
    want = central_difference(lambda s: np.array(loss_of(s, y)[0]), scores, 1.0)
    np.testing.assert_allclose(dx, want, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(("fast", "loops"), TWINS)
@given(N=sizes, C=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_fast_and_loops_agree_at_any_strides(fast, loops, N, C, seed, dtype):
    rng = np.random.default_rng(seed)
    scores, y = batch(rng, N, C)
    scores = scores.astype(dtype)
    loss, dx = fast(strided(scores, rng), strided(y, rng))
    want_loss, want_dx = loops(scores, y)
    assert dx.dtype == want_dx.dtype == dtype
    np.testing.assert_allclose(loss, want_loss, rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(dx, want_dx, rtol=1e-4, atol=1e-6)


def test_softmax_is_that_of_scipy(rng):
    scores = rng.normal(size=(3, 4, 5)) * 100
    np.testing.assert_allclose(softmax(scores), scipy_softmax(scores, axis=-1), rtol=1e-12)


def test_softmax_loss_is_the_mean_of_minus_log_p(rng):
    scores, y = batch(rng, 7, 4)
    want = -scipy_log_softmax(scores, axis=1)[np.arange(7), y].mean()
    np.testing.assert_allclose(softmax_loss(scores, y)[0], want, rtol=1e-12)


@pytest.mark.parametrize("loss_of", LOSSES)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_scores_of_1e4_are_exact_and_finite(loss_of, dtype):
    scores = np.array([[1e4, 0, -1e4], [-1e4, 1e4, 1e4]], dtype)
    loss, dx = loss_of(scores, np.array([2, 1]))
    softmax_wants, svm_wants = (2e4 + np.log(2)) / 2, (3e4 + 2 + 1) / 2
    want = softmax_wants if "softmax" in loss_of.__name__ else svm_wants
    np.testing.assert_allclose(loss, want, rtol=1e-6)
    assert np.isfinite(dx).all()


@pytest.mark.parametrize("loss_of", LOSSES)
def test_adding_a_number_to_all_scores_of_a_row_changes_nothing(loss_of, rng):
    scores, y = batch(rng, 4, 3)
    shift = np.array([[0.0], [1e3], [-1e3], [12.0]])
    np.testing.assert_allclose(loss_of(scores + shift, y)[0], loss_of(scores, y)[0], rtol=1e-9)


def test_equal_scores_cost_log_C_and_C_minus_1():
    scores, y = np.zeros((5, 7)), np.array([0, 1, 2, 5, 6])
    np.testing.assert_allclose(softmax_loss(scores, y)[0], np.log(7))
    np.testing.assert_allclose(svm_loss(scores, y)[0], 6)
    np.testing.assert_allclose(svm_loss(scores, y, margin=2.5)[0], 15)


@pytest.mark.parametrize("loss_of", LOSSES)
def test_gradients_of_a_row_add_up_to_0(loss_of, rng):
    _, dx = loss_of(*batch(rng, 6, 5))
    np.testing.assert_allclose(dx.sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize("linear", LINEAR)
@given(N=sizes, D=sizes, C=sizes, seed=seeds)
@drawn
def test_dw_is_the_derivative_of_the_linear_loss(linear, N, D, C, seed):
    rng = np.random.default_rng(seed)
    w, x, y = rng.normal(size=(D, C)), rng.normal(size=(N, D)), rng.integers(0, C, N)
    _, dw = linear(w, x, y, 0.3)
    want = central_difference(lambda w: np.array(linear(w, x, y, 0.3)[0]), w, 1.0)
    np.testing.assert_allclose(dw, want, rtol=1e-5, atol=1e-8)


@pytest.mark.parametrize(("fast", "loops"), LINEAR_TWINS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_linear_losses_over_several_chunks_are_the_loops(fast, loops, dtype, rng):
    N, D, C = 1030, 3, 4  # two whole chunks and a rest
    w, x = rng.normal(size=(D, C)).astype(dtype), rng.normal(size=(N, D)).astype(dtype)
    y = rng.integers(0, C, N)
    loss, dw = fast(strided(w, rng), strided(x, rng), y, 0.7)
    want_loss, want_dw = loops(w, x, y, 0.7)
    assert dw.dtype == dtype
    np.testing.assert_allclose(loss, want_loss, rtol=1e-5)
    np.testing.assert_allclose(dw, want_dw, rtol=1e-4, atol=1e-5)


def test_as_torch(torch, rng):
    F = torch.nn.functional
    scores, y = batch(rng, 6, 4)
    theirs = {
        softmax_loss: lambda s: F.cross_entropy(s, torch.tensor(y)),
        # torch divides by the number of classes as well
        svm_loss: lambda s: 4 * F.multi_margin_loss(s, torch.tensor(y), margin=0.8),
    }
    for loss_of, mine in (
        (softmax_loss, softmax_loss),
        (svm_loss, lambda s, y: svm_loss(s, y, 0.8)),
    ):
        ts = torch.tensor(scores, requires_grad=True)
        want = theirs[loss_of](ts)
        want.backward()
        loss, dx = mine(scores, y)
        np.testing.assert_allclose(loss, want.item(), rtol=1e-12)
        np.testing.assert_allclose(dx, ts.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("loss_of", LOSSES)
@pytest.mark.parametrize(
    ("scores", "y", "error"),
    [
        (np.ones((2, 3)), np.array([0, 3]), RangeError),
        (np.ones((2, 3)), np.array([-1, 2]), RangeError),
        (np.ones((2, 3)), np.array([0]), ShapeError),
        (np.ones((2, 3)), np.eye(3, dtype=int)[:2], ShapeError),
        (np.ones((2, 3)), np.array([0.0, 1.0]), DtypeError),
        (np.ones((2, 3)), [0, 1], DtypeError),
        (np.ones((2, 3), int), np.array([0, 1]), DtypeError),
        (np.ones(3), np.array([0]), ShapeError),
        (np.ones((0, 3)), np.array([], int), ShapeError),
        (np.ones((2, 0)), np.array([0, 0]), ShapeError),
        (np.array([[0.0, np.nan]]), np.array([0]), RangeError),
        (np.array([[np.inf, np.inf]]), np.array([0]), RangeError),
    ],
)
def test_refuses(loss_of, scores, y, error):
    assert_refused(error, loss_of, scores, y)


@pytest.mark.usefixtures("own_messages")
def test_nan_is_told_where_it_stands():
    scores = np.ones((4, 5))
    scores[2, 3] = np.nan
    assert "(2, 3)" in assert_refused(RangeError, softmax_loss, scores, np.zeros(4, int)).what


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("linear", LINEAR)
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"w": np.ones((4, 5))}, ShapeError),
        ({"w": np.ones(3)}, ShapeError),
        ({"x": np.ones((0, 3)), "y": np.array([], int)}, ShapeError),
        ({"y": np.array([0, 5])}, RangeError),
        ({"y": np.array([0, 1, 2])}, ShapeError),
        ({"reg": -1.0}, RangeError),
        ({"reg": np.nan}, RangeError),
        ({"x": np.full((2, 3), np.nan)}, RangeError),
        ({"x": np.ones((2, 3), np.uint8)}, DtypeError),
    ],
)
def test_linear_losses_refuse(linear, change, error):
    fits = {"w": np.ones((3, 5)), "x": np.ones((2, 3)), "y": np.array([0, 4]), "reg": 0.1}
    assert_refused(error, linear, **(fits | change))


@pytest.mark.usefixtures("own_messages")
def test_refuses_a_negative_margin_and_probabilities_of_nothing():
    assert_refused(RangeError, svm_loss, np.ones((2, 3)), np.array([0, 1]), margin=-1)
    assert_refused(RangeError, svm_loss_loops, np.ones((2, 3)), np.array([0, 1]), margin=-1)
    assert_refused(ShapeError, softmax, np.ones((2, 0)))
    assert_refused(DtypeError, softmax, np.ones((2, 3), int))

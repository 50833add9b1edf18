import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_laws import assert_backward, assert_refused, drawn, dtypes, seeds, strided
from scipy.ndimage import maximum_filter

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    avg_pool_backward,
    avg_pool_backward_loops,
    avg_pool_forward,
    avg_pool_forward_loops,
    global_avg_pool_backward,
    global_avg_pool_forward,
    global_max_pool_backward,
    global_max_pool_forward,
    max_pool_backward,
    max_pool_backward_loops,
    max_pool_forward,
    max_pool_forward_loops,
)

# Images and windows that fit: (H, W), K, stride, pad, all sides different.
CASES = [
    ((4, 6), 2, None, 0),
    ((5, 7), 3, 2, 0),
    ((5, 4), (3, 2), (1, 3), (1, 0)),
    ((4, 7), (2, 3), (3, 2), (1, 2)),
    ((1, 3), 1, 1, 0),
    ((1, 2), 3, 2, 2),
]


@st.composite
def poolings(draw):
    K = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    pad = tuple(draw(st.integers(0, k - 1)) for k in K)
    size = tuple(draw(st.integers(max(1, k - 2 * p), 6)) for k, p in zip(K, pad, strict=True))
    stride = draw(st.tuples(st.integers(1, 4), st.integers(1, 4)))
    return (draw(st.integers(1, 3)), draw(st.integers(1, 3)), *size), K, stride, pad


def distinct(rng, shape):
    """Numbers far enough apart that a step of a difference never changes the order."""
    return rng.permutation(int(np.prod(shape))).reshape(shape) / 8


@given(pooling=poolings(), seed=seeds, dtype=dtypes)
@drawn
def test_max_pool_is_the_loops_at_any_strides(pooling, seed, dtype):
    shape, *how = pooling
    rng = np.random.default_rng(seed)
    x = -np.abs(rng.normal(size=shape)).astype(dtype)  # zeros of the padding must not win
    out, cache = max_pool_forward(strided(x, rng), *how)
    np.testing.assert_array_equal(out, max_pool_forward_loops(x, *how))
    dout = rng.normal(size=out.shape).astype(dtype)
    dx, want = max_pool_backward(strided(dout, rng), cache), max_pool_backward_loops(dout, x, *how)
    assert out.dtype == dx.dtype == want.dtype == dtype
    np.testing.assert_allclose(dx, want, rtol=1e-5, atol=1e-6)


@given(pooling=poolings(), seed=seeds)
@drawn
def test_equal_pixels_are_won_by_the_same_one_as_in_the_loops(pooling, seed):
    shape, *how = pooling
    rng = np.random.default_rng(seed)
    x = rng.integers(0, 3, shape).astype(float)
    out, cache = max_pool_forward(x, *how)
    dout = rng.normal(size=out.shape)
    want = max_pool_backward_loops(dout, x, *how)
    np.testing.assert_allclose(max_pool_backward(dout, cache), want, rtol=1e-12, atol=1e-14)


@given(pooling=poolings(), seed=seeds, dtype=dtypes)
@drawn
def test_avg_pool_is_the_loops_at_any_strides(pooling, seed, dtype):
    shape, *how = pooling
    rng = np.random.default_rng(seed)
    x = rng.normal(size=shape).astype(dtype)
    out, cache = avg_pool_forward(strided(x, rng), *how)
    np.testing.assert_allclose(out, avg_pool_forward_loops(x, *how), rtol=1e-4, atol=1e-6)
    dout = rng.normal(size=out.shape).astype(dtype)
    dx, want = avg_pool_backward(strided(dout, rng), cache), avg_pool_backward_loops(dout, x, *how)
    assert out.dtype == dx.dtype == want.dtype == dtype
    np.testing.assert_allclose(dx, want, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("size", "K", "stride", "pad"), CASES)
def test_max_pool_backward_is_the_derivative(size, K, stride, pad, rng):
    x = distinct(rng, (2, 3, *size))
    assert_backward(lambda x: max_pool_forward(x, K, stride, pad), max_pool_backward, x, rng=rng)


@pytest.mark.parametrize(("size", "K", "stride", "pad"), CASES)
def test_avg_pool_backward_is_the_derivative(size, K, stride, pad, rng):
    x = rng.normal(size=(2, 3, *size))
    assert_backward(lambda x: avg_pool_forward(x, K, stride, pad), avg_pool_backward, x, rng=rng)


@pytest.mark.parametrize("shape", [(2, 3, 7), (2, 3, 4, 5), (2, 1, 3, 4, 5)])
def test_any_number_of_pixel_axes(shape, rng):
    x = distinct(rng, shape)
    for forward, backward in [
        (lambda x: max_pool_forward(x, 3, 2, 1), max_pool_backward),
        (lambda x: avg_pool_forward(x, 3, 2, 1), avg_pool_backward),
        (global_max_pool_forward, global_max_pool_backward),
        (global_avg_pool_forward, global_avg_pool_backward),
    ]:
        assert_backward(forward, backward, strided(x, rng), rng=rng)


def test_max_pool_of_stride_1_is_the_filter_of_scipy(rng):
    x = rng.normal(size=(2, 3, 6, 7))
    out, _ = max_pool_forward(x, 3, 1, 1)
    want = maximum_filter(x, size=(1, 1, 3, 3), mode="constant", cval=-np.inf)
    np.testing.assert_array_equal(out, want)


def test_each_window_of_a_constant_image_has_one_winner():
    x = np.ones((1, 1, 5, 5))
    for stride in (1, 2, 3):
        out, cache = max_pool_forward(x, 3, stride)
        dx = max_pool_backward(np.ones_like(out), cache)
        assert dx.sum() == out.size
        assert dx[0, 0, 0, 0] == 1
        assert not dx[0, 0, -1].any()


def test_global_pools_are_max_and_mean(rng):
    x = strided(rng.normal(size=(2, 3, 4, 5)), rng)
    np.testing.assert_array_equal(global_max_pool_forward(x)[0], x.max(axis=(2, 3)))
    np.testing.assert_allclose(global_avg_pool_forward(x)[0], x.mean(axis=(2, 3)))


def test_an_empty_batch_stays_empty():
    x = np.zeros((0, 3, 4, 5))
    for out, cache, backward, shape in [
        (*max_pool_forward(x, 2), max_pool_backward, (0, 3, 2, 2)),
        (*avg_pool_forward(x, 2), avg_pool_backward, (0, 3, 2, 2)),
        (*global_max_pool_forward(x), global_max_pool_backward, (0, 3)),
        (*global_avg_pool_forward(x), global_avg_pool_backward, (0, 3)),
    ]:
        assert out.shape == shape
        assert backward(out, cache).shape == x.shape


@pytest.mark.parametrize(("size", "K", "stride", "pad"), [CASES[0], CASES[1], ((5, 7), 3, 2, 1)])
def test_as_torch(size, K, stride, pad, torch, rng):
    F = torch.nn.functional
    x = rng.normal(size=(2, 3, *size))
    for ours, back, theirs in [
        (max_pool_forward, max_pool_backward, F.max_pool2d),
        (avg_pool_forward, avg_pool_backward, F.avg_pool2d),
    ]:
        tx = torch.tensor(x, requires_grad=True)
        tout = theirs(tx, K, stride, pad)
        dout = rng.normal(size=tout.shape)
        tout.backward(torch.tensor(dout))
        out, cache = ours(x, K, stride, pad)
        np.testing.assert_allclose(out, tout.detach().numpy(), rtol=1e-12)
        np.testing.assert_allclose(back(dout, cache), tx.grad.numpy(), rtol=1e-12, atol=1e-15)


X = np.ones((2, 3, 4, 5))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    "pool",
    [
        max_pool_forward,
        max_pool_forward_loops,
        avg_pool_forward,
        avg_pool_forward_loops,
        lambda x, *how: max_pool_backward_loops(np.ones((2, 3, 1, 1)), x, *how),
        lambda x, *how: avg_pool_backward_loops(np.ones((2, 3, 1, 1)), x, *how),
    ],
)
@pytest.mark.parametrize(
    ("args", "error"),
    [
        ((X, 0), RangeError),
        ((X, 2.0), RangeError),
        ((X, (2, 2, 2)), RangeError),
        ((X, 2, 0), RangeError),
        ((X, 2, (1, -1)), RangeError),
        ((X, 2, 2, -1), RangeError),
        ((X, 2, 2, 2), RangeError),
        ((X, 5), ShapeError),
        ((X, (2, 6)), ShapeError),
        ((X[0, 0], 2), ShapeError),
        ((X[:, :, :0], 2, 1, 1), ShapeError),
        ((X.astype(np.uint8), 2), DtypeError),
    ],
)
def test_refuses(pool, args, error):
    assert_refused(error, pool, *args)


@pytest.mark.usefixtures("own_messages")
def test_refuses_what_does_not_fit():
    for forward, backward in [
        (lambda x: max_pool_forward(x, 2), max_pool_backward),
        (lambda x: avg_pool_forward(x, 2), avg_pool_backward),
        (global_max_pool_forward, global_max_pool_backward),
        (global_avg_pool_forward, global_avg_pool_backward),
    ]:
        out, cache = forward(X)
        assert_refused(ShapeError, backward, np.ones((2, 3, 4, 5)), cache)
        assert_refused(DtypeError, backward, out.astype(int), cache)
    for loops in (max_pool_backward_loops, avg_pool_backward_loops):
        assert_refused(ShapeError, loops, np.ones((2, 3, 2, 1)), X, 2)
    for forward in (global_max_pool_forward, global_avg_pool_forward):
        assert_refused(ShapeError, forward, X[0, 0])
        assert_refused(ShapeError, forward, X[:, :, :0])
        assert_refused(DtypeError, forward, X.astype(int))

import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_backward, assert_refused, drawn, dtypes, seeds, sizes, strided

from course_lib.errors import DtypeError, ShapeError
from course_lib.kernels import (
    affine_backward,
    affine_backward_loops,
    affine_forward,
    affine_forward_loops,
)


@given(N=sizes, D=sizes, M=sizes, seed=seeds)
@drawn
def test_backward_is_the_derivative_of_forward(N, D, M, seed):
    rng = np.random.default_rng(seed)
    x, w, b = (rng.normal(size=s) for s in [(N, D), (D, M), (M,)])
    assert_backward(affine_forward, affine_backward, x, w, b, rng=rng)


def test_backward_is_the_derivative_for_any_batch_shape(rng):
    x, w, b = (rng.normal(size=s) for s in [(2, 3, 4), (4, 5), (5,)])
    assert_backward(affine_forward, affine_backward, x, w, b, rng=rng)
    assert_backward(affine_forward, affine_backward, x[0, 0], w, b, rng=rng)


@given(N=sizes, D=sizes, M=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_forward_is_the_loops_at_any_strides(N, D, M, seed, dtype):
    rng = np.random.default_rng(seed)
    x, w, b = (rng.normal(size=s).astype(dtype) for s in [(N, D), (D, M), (M,)])
    want, _ = affine_forward_loops(x, w, b)
    out, cache = affine_forward(strided(x, rng), strided(w, rng), strided(b, rng))
    assert out.dtype == dtype
    np.testing.assert_allclose(out, want, rtol=1e-4, atol=1e-5)
    for mine, plain in zip(
        affine_backward(out, cache), affine_backward(out, cache._replace(x=x, w=w)), strict=True
    ):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, plain, rtol=1e-5, atol=1e-5)
    dout = rng.normal(size=(N, M)).astype(dtype)
    grads = affine_backward(strided(dout, rng), cache)
    for mine, plain in zip(grads, affine_backward_loops(dout, x, w), strict=True):
        assert plain.dtype == dtype
        np.testing.assert_allclose(mine, plain, rtol=1e-4, atol=1e-5)


def test_an_empty_batch_gives_an_empty_output_and_zero_gradients():
    out, cache = affine_forward(np.zeros((0, 3)), np.ones((3, 2)), np.ones(2))
    dx, dw, db = affine_backward(out, cache)
    assert (out.shape, dx.shape) == ((0, 2), (0, 3))
    assert not dw.any()
    assert not db.any()


def test_as_torch(torch, rng):
    x, w, b, dout = (rng.normal(size=s) for s in [(7, 5), (5, 3), (3,), (7, 3)])
    tx, tw, tb = (torch.tensor(a, requires_grad=True) for a in (x, w, b))
    tout = torch.nn.functional.linear(tx, tw.T, tb)
    tout.backward(torch.tensor(dout))
    out, cache = affine_forward(x, w, b)
    np.testing.assert_allclose(out, tout.detach().numpy(), rtol=1e-12)
    for mine, theirs in zip(affine_backward(dout, cache), (tx, tw, tb), strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-12)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("forward", [affine_forward, affine_forward_loops])
@pytest.mark.parametrize(
    ("x", "w", "b", "error"),
    [
        (np.ones((2, 4)), np.ones((3, 5)), np.ones(5), ShapeError),
        (np.ones((2, 3)), np.ones((3, 5)), np.ones(4), ShapeError),
        (np.ones((2, 3)), np.ones((3, 5)), np.ones((1, 5)), ShapeError),
        (np.ones((2, 3)), np.ones(3), np.ones(1), ShapeError),
        (np.ones((2, 3), int), np.ones((3, 5)), np.ones(5), DtypeError),
        ([[1.0, 2.0]], np.ones((2, 5)), np.ones(5), DtypeError),
    ],
)
def test_refuses(forward, x, w, b, error):
    assert_refused(error, forward, x, w, b)


@pytest.mark.usefixtures("own_messages")
def test_images_are_told_to_be_flattened():
    error = assert_refused(
        ShapeError, affine_forward, np.ones((2, 3, 4, 5)), np.ones((60, 7)), np.ones(7)
    )
    assert "reshape" in error.how


@pytest.mark.usefixtures("own_messages")
def test_backward_refuses_a_dout_that_is_not_as_out():
    _, cache = affine_forward(np.ones((2, 3)), np.ones((3, 4)), np.ones(4))
    assert_refused(ShapeError, affine_backward, np.ones((4, 2)), cache)
    assert_refused(DtypeError, affine_backward, np.ones((2, 4), int), cache)
    assert_refused(ShapeError, affine_backward_loops, np.ones((4, 2)), cache.x, cache.w)
    assert_refused(ShapeError, affine_backward_loops, np.ones((2, 3)), cache.x, cache.w.T)
    assert_refused(ShapeError, affine_backward_loops, np.ones((2, 3)), cache.x, cache.w[0])


def test_what_nobody_needs_is_left_out_and_the_rest_is_the_same(rng):
    x, w, b, dout = (rng.normal(size=s) for s in [(5, 3), (3, 4), (4,), (5, 4)])
    _, cache = affine_forward(x, w, b)
    _, dw, db = affine_backward(dout, cache)
    dx, same_dw, same_db = affine_backward(dout, cache, need_dx=False)
    assert dx is None
    np.testing.assert_array_equal(same_dw, dw)
    np.testing.assert_array_equal(same_db, db)

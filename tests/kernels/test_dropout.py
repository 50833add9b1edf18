import numpy as np
import pytest
from kernel_laws import assert_backward, assert_refused, strided

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    affine_forward,
    dropconnect_backward,
    dropconnect_forward,
    dropout_backward,
    dropout_backward_loops,
    dropout_forward,
    dropout_forward_loops,
    stochastic_depth_backward,
    stochastic_depth_forward,
)


def generator():
    return np.random.default_rng(11)


@pytest.mark.parametrize("forward", [dropout_forward, dropout_forward_loops])
@pytest.mark.parametrize("keep", [0.25, 0.5, 0.9])
def test_keeps_a_share_and_the_mean(forward, keep, rng):
    x = rng.uniform(1, 2, (120, 130))
    train = {"train": True} if forward is dropout_forward else {}
    out = forward(x, keep, rng, **train)
    out = out[0] if isinstance(out, tuple) else out
    kept = out != 0
    # Five standard deviations of a share of 15600.
    assert abs(kept.mean() - keep) < 5 * np.sqrt(keep * (1 - keep) / x.size)
    np.testing.assert_allclose(out[kept], x[kept] / keep, rtol=1e-4)
    np.testing.assert_allclose(out.mean(), x.mean(), rtol=0.1)


def test_every_row_and_every_call_draws_anew(rng):
    x = np.ones((40, 50))
    first, _ = dropout_forward(x, 0.5, rng, train=True)
    second, _ = dropout_forward(x, 0.5, rng, train=True)
    assert (first != second).any()
    assert len(np.unique(first, axis=0)) == 40
    assert len(np.unique(first, axis=1).T) == 50


def test_neighbours_are_kept_independently(rng):
    kept = dropout_forward(np.ones(200_000), 0.3, rng, train=True)[0] > 0
    for lag in (1, 2, 3, 4, 5, 8):
        both = (kept[lag:] & kept[:-lag]).mean()
        assert abs(both - 0.09) < 5 * np.sqrt(0.09 / 200_000)


def test_same_generator_same_mask_whatever_the_strides(rng):
    x = rng.normal(size=(7, 5)).astype(np.float32)
    first, cache = dropout_forward(x, 0.6, generator(), train=True)
    second, _ = dropout_forward(strided(x, rng), 0.6, generator(), train=True)
    np.testing.assert_array_equal(first, second)
    assert first.dtype == dropout_backward(first, cache).dtype == np.float32


def test_backward_is_the_derivative(rng):
    x = rng.normal(size=(5, 7))
    for train in (True, False):
        assert_backward(
            lambda x, train=train: dropout_forward(x, 0.6, generator(), train=train),
            dropout_backward,
            x,
            rng=rng,
        )


def test_backward_is_the_loops(rng):
    x, dout = rng.uniform(1, 2, (5, 7)), rng.normal(size=(5, 7))
    out, cache = dropout_forward(x, 0.75, rng, train=True)
    want = dropout_backward_loops(dout, out != 0, 0.75)
    np.testing.assert_allclose(dropout_backward(dout, cache), want, rtol=1e-12)


def test_at_test_and_at_keep_1_nothing_changes(rng):
    x = rng.normal(size=(5, 7))
    state = rng.bit_generator.state
    np.testing.assert_array_equal(dropout_forward(x, 0.3, rng, train=False)[0], x)
    assert rng.bit_generator.state == state
    np.testing.assert_array_equal(dropout_forward(x, 1, rng, train=True)[0], x)


@pytest.mark.parametrize("keep", [1e-6, 1.0])
def test_extreme_shares_stay_finite(keep, rng):
    out, cache = dropout_forward(np.ones(100_000), keep, rng, train=True)
    assert np.isfinite(out).all()
    assert np.isfinite(dropout_backward(out, cache)).all()


def test_an_empty_batch_stays_empty(rng):
    out, cache = dropout_forward(np.ones((0, 3)), 0.5, rng, train=True)
    assert out.shape == dropout_backward(out, cache).shape == (0, 3)


def test_dropconnect_backward_is_the_derivative(rng):
    x, w, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=5)
    for train in (True, False):

        def forward(x, w, b, train=train):
            return dropconnect_forward(x, w, b, 0.6, generator(), train=train)

        assert_backward(forward, dropconnect_backward, x, w, b, rng=rng)


def test_dropconnect_is_affine_at_test_and_on_average(rng):
    x, w, b = rng.normal(size=(4, 3)), rng.normal(size=(3, 5)), rng.normal(size=5)
    want, _ = affine_forward(x, w, b)
    np.testing.assert_array_equal(dropconnect_forward(x, w, b, 0.6, rng, train=False)[0], want)
    outs = [dropconnect_forward(x, w, b, 0.6, rng, train=True)[0] for _ in range(3000)]
    error = np.std(outs, axis=0) / np.sqrt(3000)
    assert (np.abs(np.mean(outs, axis=0) - want) < 5 * error).all()


def test_stochastic_depth_backward_is_the_derivative(rng):
    skip, branch = rng.normal(size=(6, 3, 2)), rng.normal(size=(6, 3, 2))
    for train in (True, False):

        def forward(skip, branch, train=train):
            return stochastic_depth_forward(skip, branch, 0.6, generator(), train=train)

        assert_backward(forward, stochastic_depth_backward, skip, branch, rng=rng)


def test_stochastic_depth_drops_whole_examples(rng):
    skip, branch = np.zeros((5000, 3)), np.ones((5000, 3))
    out, _ = stochastic_depth_forward(skip, branch, 0.8, rng, train=True)
    assert (out == out[:, :1]).all()
    assert abs((out[:, 0] > 0).mean() - 0.8) < 5 * np.sqrt(0.16 / 5000)
    np.testing.assert_allclose(out.max(), 1.25, rtol=1e-4)
    out, _ = stochastic_depth_forward(skip, branch, 0.8, rng, train=False)
    np.testing.assert_array_equal(out, branch)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("keep", [0, -0.1, 1.1, np.nan, "half", None])
def test_refuses_a_keep_that_is_no_probability(keep, rng):
    x = np.ones((2, 3))
    assert_refused(RangeError, dropout_forward, x, keep, rng, train=True)
    assert_refused(RangeError, dropout_forward, x, keep, rng, train=False)
    assert_refused(RangeError, dropout_forward_loops, x, keep, rng)
    assert_refused(RangeError, dropout_backward_loops, x, x > 0, keep)
    assert_refused(RangeError, stochastic_depth_forward, x, x, keep, rng, train=True)
    assert_refused(RangeError, dropconnect_forward, x, x.T, x[:, 0], keep, rng, train=True)


@pytest.mark.usefixtures("own_messages")
def test_refuses_what_does_not_fit(rng):
    x = np.ones((2, 3))
    assert_refused(DtypeError, dropout_forward, x.astype(int), 0.5, rng, train=True)
    assert_refused(DtypeError, dropout_forward, x, 0.5, 7, train=True)
    assert_refused(DtypeError, dropout_forward_loops, x, 0.5, np.random)
    assert_refused(DtypeError, stochastic_depth_forward, x, x, 0.5, None, train=True)
    _, cache = dropout_forward(x, 0.5, rng, train=True)
    assert_refused(ShapeError, dropout_backward, x.T, cache)
    assert_refused(ShapeError, dropout_backward_loops, x.T, x > 0, 0.5)
    assert_refused(ShapeError, stochastic_depth_forward, x, x.T, 0.5, rng, train=True)
    _, deep = stochastic_depth_forward(x, x, 0.5, rng, train=True)
    assert_refused(ShapeError, stochastic_depth_backward, x.T, deep)
    assert_refused(ShapeError, dropconnect_forward, x, x, x[0], 0.5, rng, train=True)

import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_backward, assert_refused, drawn, dtypes, seeds, sizes, strided

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    Running,
    batchnorm_backward,
    batchnorm_backward_loops,
    batchnorm_forward,
    batchnorm_forward_loops,
    groupnorm_backward,
    groupnorm_backward_loops,
    groupnorm_forward,
    groupnorm_forward_loops,
    instancenorm_backward,
    instancenorm_forward,
    layernorm_backward,
    layernorm_backward_loops,
    layernorm_forward,
    layernorm_forward_loops,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    start_running,
)

EPS = 1e-2  # large enough to see where it stands
ORDERS = [(0, 1, 2, 3), (1, 2, 3, 0), (0, 2, 3, 1), (3, 1, 0, 2)]  # of axes in memory


def in_memory(x, order):
    return np.ascontiguousarray(x.transpose(order)).transpose(np.argsort(order))


def some_running(rng, C, dtype=np.float64):
    return Running(rng.normal(size=C).astype(dtype), rng.uniform(0.5, 2, C).astype(dtype))


@pytest.mark.parametrize("train", [True, False])
@given(N=sizes, C=sizes, seed=seeds)
@drawn
def test_batchnorm_backward_is_the_derivative(train, N, C, seed):
    rng = np.random.default_rng(seed)
    x, gamma, beta = rng.normal(size=(N, C)), rng.normal(size=C), rng.normal(size=C)
    running = some_running(rng, C)

    def forward(x, gamma, beta):
        return batchnorm_forward(x, gamma, beta, running, train=train, eps=EPS)

    assert_backward(forward, batchnorm_backward, x, gamma, beta, rng=rng)


@pytest.mark.parametrize("train", [True, False])
@pytest.mark.parametrize("shape", [(3, 4, 5), (2, 3, 4, 5), (2, 3, 2, 3, 4)])
def test_spatial_batchnorm_backward_is_the_derivative(train, shape, rng):
    x, gamma, beta = rng.normal(size=shape), rng.normal(size=shape[1]), rng.normal(size=shape[1])
    running = some_running(rng, shape[1])

    def forward(x, gamma, beta):
        return spatial_batchnorm_forward(x, gamma, beta, running, train=train, eps=EPS)

    assert_backward(forward, spatial_batchnorm_backward, x, gamma, beta, rng=rng)


def assert_like_loops(got, want, dtype):
    # The mean of numbers around 3 is known to their last digit, and is divided by a spread of 0.1.
    close = {"rtol": 1e-3, "atol": 3e-3 if dtype == np.float32 else 1e-10}
    for fast, plain in zip(got, want, strict=True):
        assert fast.dtype == plain.dtype == dtype
        np.testing.assert_allclose(fast, plain, **close)


@given(N=sizes, C=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_batchnorm_is_the_loops_at_any_strides(N, C, seed, dtype):
    rng = np.random.default_rng(seed)
    x, gamma, beta = (rng.normal(3, 2, s).astype(dtype) for s in [(N, C), C, C])
    out, cache = batchnorm_forward(
        strided(x, rng), strided(gamma, rng), beta, start_running(C, dtype), train=True, eps=EPS
    )
    assert out.dtype == cache.running.mean.dtype == cache.running.var.dtype == dtype
    assert_like_loops([out], [batchnorm_forward_loops(x, gamma, beta, eps=EPS)], dtype)
    dout = rng.normal(size=(N, C)).astype(dtype)
    grads = batchnorm_backward(strided(dout, rng), cache)
    assert_like_loops(grads, batchnorm_backward_loops(dout, x, gamma, eps=EPS), dtype)


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("dout_order", ORDERS)
def test_spatial_batchnorm_is_batchnorm_of_the_pixels_in_any_memory_order(order, dout_order, rng):
    x, dout = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 4, 5))
    gamma, beta, running = rng.normal(size=3), rng.normal(size=3), some_running(rng, 3)

    def pixels(a):
        return a.transpose(0, 2, 3, 1).reshape(-1, 3)

    for train in (True, False):
        out, cache = spatial_batchnorm_forward(
            in_memory(x, order), gamma, beta, running, train=train, momentum=0.7
        )
        want, want_cache = batchnorm_forward(
            pixels(x), gamma, beta, running, train=train, momentum=0.7
        )
        np.testing.assert_allclose(pixels(out), want, rtol=1e-10, atol=1e-12)
        np.testing.assert_allclose(cache.running, want_cache.running, rtol=1e-12)
        grads = spatial_batchnorm_backward(in_memory(dout, dout_order), cache)
        wants = batchnorm_backward(pixels(dout), want_cache)
        np.testing.assert_allclose(pixels(grads[0]), wants[0], rtol=1e-9, atol=1e-12)
        np.testing.assert_allclose(grads[1:], wants[1:], rtol=1e-10)


def test_running_averages_take_in_each_batch_and_leave_test_alone(rng):
    x, ones = rng.normal(3, 2, (7, 4)), np.ones(4)
    before = some_running(rng, 4)
    copy = Running(*(a.copy() for a in before))
    _, cache = batchnorm_forward(x, ones, ones, before, train=True, momentum=0.7)
    np.testing.assert_allclose(cache.running.mean, 0.7 * copy.mean + 0.3 * x.mean(axis=0))
    np.testing.assert_allclose(cache.running.var, 0.7 * copy.var + 0.3 * x.var(axis=0))
    np.testing.assert_array_equal(before, copy)
    _, cache = batchnorm_forward(x, ones, ones, before, train=False, momentum=0.7)
    np.testing.assert_array_equal(cache.running, copy)


def test_at_test_an_example_does_not_depend_on_its_batch_mates(rng):
    x, gamma, beta, running = (
        rng.normal(size=(7, 3)),
        *rng.normal(size=(2, 3)),
        some_running(rng, 3),
    )
    together, _ = batchnorm_forward(x, gamma, beta, running, train=False)
    alone, _ = batchnorm_forward(x[4:5], gamma, beta, running, train=False)
    np.testing.assert_allclose(together[4:5], alone, rtol=1e-14)


@pytest.mark.parametrize("value", [0.1, 12345.678, 1e4, 1e-30])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("shape", [(5000, 3), (1, 3)])
def test_a_constant_batch_gives_beta(value, dtype, shape):
    x, gamma, beta = np.full(shape, value, dtype), np.ones(3, dtype), np.full(3, 0.25, dtype)
    out, cache = batchnorm_forward(x, gamma, beta, start_running(3, dtype), train=True)
    np.testing.assert_allclose(out, 0.25, atol=2e-3)
    assert np.isfinite(batchnorm_backward(out, cache)[0]).all()
    out, cache = layernorm_forward(x.T.copy(), np.ones(len(x), dtype), np.ones(len(x), dtype))
    np.testing.assert_allclose(out, 1, atol=2e-3)
    assert np.isfinite(layernorm_backward(out, cache)[0]).all()


def test_an_empty_test_batch_gives_an_empty_output():
    out, cache = batchnorm_forward(
        np.zeros((0, 3)), np.ones(3), np.ones(3), start_running(3, np.float64), train=False
    )
    dx, dgamma, dbeta = batchnorm_backward(out, cache)
    assert out.shape == dx.shape == (0, 3)
    assert not dgamma.any()
    assert not dbeta.any()


@given(N=sizes, D=sizes, seed=seeds)
@drawn
def test_layernorm_backward_is_the_derivative(N, D, seed):
    rng = np.random.default_rng(seed)
    x, gamma, beta = rng.normal(size=(2, N, D)), rng.normal(size=D), rng.normal(size=D)

    def forward(x, gamma, beta):
        return layernorm_forward(x, gamma, beta, eps=EPS)

    assert_backward(forward, layernorm_backward, x, gamma, beta, rng=rng)


@given(N=sizes, D=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_layernorm_is_the_loops_at_any_strides(N, D, seed, dtype):
    rng = np.random.default_rng(seed)
    x, gamma, beta = (rng.normal(3, 2, s).astype(dtype) for s in [(N, D), D, D])
    out, cache = layernorm_forward(strided(x, rng), gamma, beta, eps=EPS)
    assert out.dtype == dtype
    assert_like_loops([out], [layernorm_forward_loops(x, gamma, beta, eps=EPS)], dtype)
    dout = rng.normal(size=(N, D)).astype(dtype)
    grads = layernorm_backward(strided(dout, rng), cache)
    assert_like_loops(grads, layernorm_backward_loops(dout, x, gamma, eps=EPS), dtype)


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
@pytest.mark.parametrize("shape", [(3, 6), (2, 6, 5), (2, 6, 2, 3)])
def test_groupnorm_backward_is_the_derivative(groups, shape, rng):
    x, gamma, beta = rng.normal(size=shape), rng.normal(size=6), rng.normal(size=6)

    def forward(x, gamma, beta):
        return groupnorm_forward(x, gamma, beta, groups=groups, eps=EPS)

    assert_backward(forward, groupnorm_backward, x, gamma, beta, rng=rng)


@given(N=sizes, G=sizes, per=sizes, W=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_groupnorm_is_the_loops_at_any_strides(N, G, per, W, seed, dtype):
    rng = np.random.default_rng(seed)
    C = G * per
    x, dout = (rng.normal(3, 2, (N, C, W, 2)).astype(dtype) for _ in range(2))
    gamma, beta = (rng.normal(size=C).astype(dtype) for _ in range(2))
    out, cache = groupnorm_forward(strided(x, rng), gamma, beta, groups=G, eps=EPS)
    want = groupnorm_forward_loops(x, gamma, beta, groups=G, eps=EPS)
    assert_like_loops([out], [want], dtype)
    grads = groupnorm_backward(strided(dout, rng), cache)
    assert_like_loops(grads, groupnorm_backward_loops(dout, x, gamma, groups=G, eps=EPS), dtype)


def test_groupnorm_of_one_group_is_layernorm_and_of_C_groups_instancenorm(rng):
    x, gamma, beta = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=3), rng.normal(size=3)
    flat_gamma, flat_beta = np.repeat(gamma, 20), np.repeat(beta, 20)
    one, _ = groupnorm_forward(strided(x, rng), gamma, beta, groups=1)
    layer, _ = layernorm_forward(x.reshape(2, 60), flat_gamma, flat_beta)
    np.testing.assert_allclose(one.reshape(2, 60), layer, rtol=1e-10, atol=1e-12)
    all_groups, cache = groupnorm_forward(x, gamma, beta, groups=3)
    instance, instance_cache = instancenorm_forward(x, gamma, beta)
    np.testing.assert_array_equal(all_groups, instance)
    for a, b in zip(
        groupnorm_backward(x, cache), instancenorm_backward(x, instance_cache), strict=True
    ):
        np.testing.assert_array_equal(a, b)


def test_as_torch(torch, rng):
    F = torch.nn.functional
    x, dout = rng.normal(2, 3, (3, 6, 4, 5)), rng.normal(size=(3, 6, 4, 5))
    gamma, beta, running = rng.normal(size=6), rng.normal(size=6), some_running(rng, 6)
    tg, tb = (torch.tensor(a, requires_grad=True) for a in (gamma, beta))
    averages = [torch.tensor(a) for a in running]
    ours = {
        "train": lambda: spatial_batchnorm_forward(x, gamma, beta, running, train=True, eps=EPS),
        "test": lambda: spatial_batchnorm_forward(x, gamma, beta, running, train=False, eps=EPS),
        "group": lambda: groupnorm_forward(x, gamma, beta, groups=3, eps=EPS),
        "instance": lambda: instancenorm_forward(x, gamma, beta, eps=EPS),
    }
    theirs = {
        "train": lambda x: F.batch_norm(x, None, None, tg, tb, True, 0.1, EPS),
        "test": lambda x: F.batch_norm(x, *averages, tg, tb, False, 0.1, EPS),
        "group": lambda x: F.group_norm(x, 3, tg, tb, EPS),
        "instance": lambda x: F.instance_norm(x, None, None, tg, tb, eps=EPS),
    }
    backward = {"group": groupnorm_backward, "instance": instancenorm_backward}
    for name, forward in ours.items():
        tx = torch.tensor(x, requires_grad=True)
        tg.grad = tb.grad = None
        tout = theirs[name](tx)
        tout.backward(torch.tensor(dout))
        out, cache = forward()
        np.testing.assert_allclose(out, tout.detach().numpy(), rtol=1e-9, atol=1e-12)
        grads = backward.get(name, spatial_batchnorm_backward)(dout, cache)
        for mine, want in zip(grads, (tx.grad, tg.grad, tb.grad), strict=True):
            np.testing.assert_allclose(mine, want.numpy(), rtol=1e-9, atol=1e-11)


def batch(**change):
    """Arguments of batchnorm that fit, but for `change`."""
    fits = {"x": np.ones((2, 3)), "gamma": np.ones(3), "beta": np.ones(3)}
    return fits | {"running": start_running(3), "train": True} | change


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"x": np.ones((2, 3, 4))}, ShapeError),
        ({"x": np.ones(3)}, ShapeError),
        ({"x": np.ones((2, 4))}, ShapeError),
        ({"x": np.ones((0, 3))}, ShapeError),
        ({"x": np.ones((2, 3), int)}, DtypeError),
        ({"gamma": np.ones((1, 3))}, ShapeError),
        ({"beta": np.ones(1)}, ShapeError),
        ({"running": start_running(2)}, ShapeError),
        ({"running": Running(np.zeros(3), np.ones((3, 1)))}, ShapeError),
        ({"running": (np.zeros(3), np.ones(3))}, DtypeError),
        ({"running": None}, DtypeError),
        ({"momentum": 1.1}, RangeError),
        ({"momentum": -0.1}, RangeError),
        ({"eps": 0}, RangeError),
        ({"eps": np.nan}, RangeError),
    ],
)
def test_batchnorm_refuses(change, error):
    assert_refused(error, batchnorm_forward, **batch(**change))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ShapeError, lambda: spatial_batchnorm_forward(**batch())),
        (ShapeError, lambda: batchnorm_forward_loops(X, np.ones(2), np.ones(3))),
        (ShapeError, lambda: batchnorm_forward_loops(X[:0], np.ones(3), np.ones(3))),
        (RangeError, lambda: batchnorm_forward_loops(X, np.ones(3), np.ones(3), eps=-1)),
        (ShapeError, lambda: batchnorm_backward(X.T, batchnorm_forward(**batch())[1])),
        (DtypeError, lambda: batchnorm_backward([1], batchnorm_forward(**batch())[1])),
        (ShapeError, lambda: layernorm_forward(X, np.ones(2), np.ones(3))),
        (ShapeError, lambda: layernorm_forward(X, np.ones(3), np.ones(2))),
        (ShapeError, lambda: layernorm_forward(X[:, :0], np.ones(0), np.ones(0))),
        (RangeError, lambda: layernorm_forward(X, np.ones(3), np.ones(3), eps=0)),
        (DtypeError, lambda: layernorm_forward(X.astype(int), np.ones(3), np.ones(3))),
        (ShapeError, lambda: layernorm_forward_loops(X, np.ones(2), np.ones(3))),
        (ShapeError, lambda: layernorm_backward(X.T, layernorm_forward(X, X[0], X[0])[1])),
        (ShapeError, lambda: batchnorm_backward_loops(X.T, X, X[0])),
        (ShapeError, lambda: batchnorm_backward_loops(X, X, X[0, :2])),
        (ShapeError, lambda: batchnorm_backward_loops(X[:0], X[:0], X[0])),
        (RangeError, lambda: batchnorm_backward_loops(X, X, X[0], eps=0)),
        (ShapeError, lambda: layernorm_backward_loops(X.T, X, X[0])),
        (RangeError, lambda: layernorm_backward_loops(X, X, X[0], eps=0)),
        (RangeError, lambda: groupnorm_forward_loops(X, X[0], X[0], groups=2)),
        (ShapeError, lambda: groupnorm_backward_loops(X.T, X, X[0], groups=1)),
        (RangeError, lambda: groupnorm_backward_loops(X, X, X[0], groups=2)),
        (ShapeError, lambda: groupnorm_forward(X[0], np.ones(3), np.ones(3), groups=1)),
        (ShapeError, lambda: groupnorm_forward(X, np.ones(2), np.ones(3), groups=1)),
        (ShapeError, lambda: groupnorm_forward(X[:0], np.ones(3), np.ones(3), groups=1)),
        (RangeError, lambda: groupnorm_forward(X, np.ones(3), np.ones(3), groups=2)),
        (RangeError, lambda: groupnorm_forward(X, np.ones(3), np.ones(3), groups=0)),
        (RangeError, lambda: groupnorm_forward(X, np.ones(3), np.ones(3), groups=1.0)),
        (RangeError, lambda: instancenorm_forward(X, np.ones(3), np.ones(3), eps=0)),
        (ShapeError, lambda: groupnorm_backward(X.T, instancenorm_forward(X, X[0], X[0])[1])),
    ],
)
def test_refuses_what_does_not_fit(error, call):
    assert_refused(error, call)


X = np.arange(6.0).reshape(2, 3)

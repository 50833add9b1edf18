import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from kernel_laws import assert_backward, assert_refused, drawn, dtypes, seeds, strided
from scipy.ndimage import correlate

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    conv1d_backward,
    conv1d_backward_loops,
    conv1d_forward,
    conv1d_forward_loops,
    conv2d_backward,
    conv2d_backward_loops,
    conv2d_forward,
    conv2d_forward_loops,
    conv3d_backward,
    conv3d_forward,
)

FORWARD = {1: conv1d_forward, 2: conv2d_forward, 3: conv3d_forward}
BACKWARD = {1: conv1d_backward, 2: conv2d_backward, 3: conv3d_backward}


@st.composite
def convolutions(draw, channels=(1, 3), most=6):
    """Shapes of x and w, and settings, that fit."""
    groups = draw(st.integers(1, 3))
    C, F = groups * draw(st.integers(*channels)), groups * draw(st.integers(1, 3))
    axes = []
    for _ in range(2):
        K, dilation = draw(st.integers(1, 3)), draw(st.integers(1, 2))
        pad, stride = draw(st.integers(0, 2)), draw(st.integers(1, 3))
        span = dilation * (K - 1) + 1
        axes.append((draw(st.integers(max(1, span - 2 * pad), most)), K, stride, pad, dilation))
    size, K, stride, pad, dilation = zip(*axes, strict=True)
    settings = {"stride": stride, "pad": pad, "dilation": dilation, "groups": groups}
    return (draw(st.integers(1, 3)), C, *size), (F, C // groups, *K), settings


def arrays(rng, x_shape, w_shape, dtype=np.float64):
    return tuple(rng.normal(size=s).astype(dtype) for s in (x_shape, w_shape, w_shape[:1]))


@given(convolution=convolutions(), seed=seeds, dtype=dtypes)
@drawn
def test_conv2d_is_the_loops_at_any_strides(convolution, seed, dtype):
    x_shape, w_shape, settings = convolution
    rng = np.random.default_rng(seed)
    x, w, b = arrays(rng, x_shape, w_shape, dtype)
    want = conv2d_forward_loops(x, w, b, **settings)
    out, cache = conv2d_forward(strided(x, rng), strided(w, rng), b, **settings)
    assert out.dtype == dtype
    np.testing.assert_allclose(out, want, rtol=1e-4, atol=1e-4)
    dout = rng.normal(size=out.shape).astype(dtype)
    grads = conv2d_backward(strided(dout, rng), cache)
    for mine, plain in zip(grads, conv2d_backward_loops(dout, x, w, **settings), strict=True):
        assert mine.dtype == dtype
        np.testing.assert_allclose(mine, plain, rtol=1e-4, atol=1e-3)


@given(convolution=convolutions(), seed=seeds, dtype=dtypes)
@drawn
def test_conv1d_is_the_loops_at_any_strides(convolution, seed, dtype):
    x_shape, w_shape, settings = convolution
    settings = {k: v[0] if isinstance(v, tuple) else v for k, v in settings.items()}
    rng = np.random.default_rng(seed)
    x, w, b = arrays(rng, x_shape[:3], w_shape[:3], dtype)
    out, cache = conv1d_forward(strided(x, rng), strided(w, rng), b, **settings)
    want = conv1d_forward_loops(x, w, b, **settings)
    np.testing.assert_allclose(out, want, rtol=1e-4, atol=1e-4)
    dout = rng.normal(size=out.shape).astype(dtype)
    grads = conv1d_backward(strided(dout, rng), cache)
    for mine, plain in zip(grads, conv1d_backward_loops(dout, x, w, **settings), strict=True):
        assert mine.dtype == plain.dtype == dtype
        np.testing.assert_allclose(mine, plain, rtol=1e-4, atol=1e-3)


@given(convolution=convolutions(channels=(32, 34), most=5), seed=seeds)
@drawn
def test_many_channels_are_the_loops_too(convolution, seed):
    x_shape, w_shape, settings = convolution
    rng = np.random.default_rng(seed)
    x, w, b = arrays(rng, x_shape, w_shape)
    out, cache = conv2d_forward(strided(x, rng), w, b, **settings)
    np.testing.assert_allclose(out, conv2d_forward_loops(x, w, b, **settings), atol=1e-10)
    dout = rng.normal(size=out.shape)
    grads = conv2d_backward(strided(dout, rng), cache)
    for mine, plain in zip(grads, conv2d_backward_loops(dout, x, w, **settings), strict=True):
        np.testing.assert_allclose(mine, plain, rtol=1e-8, atol=1e-10)


CASES = [
    # x, w, stride, pad, dilation, groups
    ((3, 2, 7), (3, 2, 3), 2, 1, 1, 1),
    ((2, 4, 6), (6, 2, 2), 1, 2, 2, 2),
    ((1, 3, 5), (2, 3, 1), 1, 0, 1, 1),
    ((3, 2, 5, 4), (3, 2, 3, 2), 1, 0, 1, 1),
    ((2, 3, 4, 7), (4, 3, 2, 3), (2, 3), (1, 2), (1, 2), 1),
    ((2, 4, 5, 3), (6, 2, 3, 2), 2, 2, 1, 2),
    ((2, 3, 3, 4), (6, 1, 2, 3), 1, 1, 1, 3),
    ((2, 3, 2, 4), (4, 3, 1, 1), 1, 0, 1, 1),
    ((2, 3, 3, 4), (4, 3, 1, 1), 2, 1, 1, 1),
    ((2, 3, 3, 4), (4, 3, 1, 1), 1, (0, 2), 1, 1),
    ((1, 32, 4, 3), (2, 32, 3, 2), 2, 1, 1, 1),
    ((2, 2, 3, 4, 2), (3, 2, 2, 3, 1), (1, 2, 1), (0, 1, 1), (2, 1, 1), 1),
    ((1, 4, 3, 2, 3), (2, 2, 2, 2, 2), 1, 1, 1, 2),
    ((2, 3, 2, 3, 2), (4, 3, 1, 1, 1), 1, 0, 1, 1),
]


@pytest.mark.parametrize(("x", "w", "stride", "pad", "dilation", "groups"), CASES)
def test_backward_is_the_derivative_of_forward(x, w, stride, pad, dilation, groups, rng):
    dims = len(x) - 2

    def forward(x, w, b):
        return FORWARD[dims](x, w, b, stride=stride, pad=pad, dilation=dilation, groups=groups)

    assert_backward(forward, BACKWARD[dims], *arrays(rng, x, w), rng=rng)


@pytest.mark.parametrize(("x", "w", "stride", "pad", "dilation", "groups"), CASES)
def test_as_torch(x, w, stride, pad, dilation, groups, torch, rng):
    dims = len(x) - 2
    x, w, b = arrays(rng, x, w)
    settings = {"stride": stride, "dilation": dilation, "groups": groups}
    out, cache = FORWARD[dims](strided(x, rng), w, b, pad=pad, **settings)
    tx, tw, tb = (torch.tensor(a, requires_grad=True) for a in (x, w, b))
    conv = getattr(torch.nn.functional, f"conv{dims}d")
    tout = conv(tx, tw, tb, padding=pad, **settings)
    np.testing.assert_allclose(out, tout.detach().numpy(), rtol=1e-9, atol=1e-12)
    dout = rng.normal(size=out.shape)
    tout.backward(torch.tensor(dout))
    for mine, theirs in zip(BACKWARD[dims](dout, cache), (tx, tw, tb), strict=True):
        np.testing.assert_allclose(mine, theirs.grad.numpy(), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("size", [(9,), (7, 9), (5, 4, 6)])
def test_one_channel_is_the_correlation_of_scipy(size, rng):
    dims = len(size)
    x, w, b = arrays(rng, (2, 1, *size), (3, 1, *(3,) * dims))
    out, _ = FORWARD[dims](x, w, b, pad=1)
    for n in range(2):
        for f in range(3):
            want = correlate(x[n, 0], w[f, 0], mode="constant") + b[f]
            np.testing.assert_allclose(out[n, f], want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize(
    ("x", "w", "settings"),
    [
        ((37, 3, 40, 41), (2, 3, 5, 4), {}),  # chunks of rows, all images
        ((600, 2, 5, 60), (2, 2, 3, 4), {}),  # chunks of rows and of images
        ((9, 3, 70, 41), (2, 3, 3, 4), {"stride": (2, 1), "dilation": (2, 1)}),  # of rows apart
        ((50, 40, 9, 11), (2, 40, 3, 2), {}),  # chunks of images
        ((2, 64, 40, 31), (2, 64, 3, 3), {}),  # chunks of rows of one image
        ((33, 8, 30, 31), (4, 4, 3, 3), {"groups": 2}),
    ],
)
def test_large_batches_are_cut_into_chunks_that_join(x, w, settings, torch, rng):
    x, w, b = arrays(rng, x, w, np.float32)
    out, cache = conv2d_forward(x, w, b, pad=1, **settings)
    tx, tw, tb = (torch.tensor(a, requires_grad=True) for a in (x, w, b))
    tout = torch.nn.functional.conv2d(tx, tw, tb, padding=1, **settings)
    np.testing.assert_allclose(out, tout.detach().numpy(), rtol=1e-3, atol=1e-3)
    dout = rng.normal(size=out.shape).astype(np.float32)
    tout.backward(torch.tensor(dout))
    for mine, theirs in zip(conv2d_backward(dout, cache), (tx, tw, tb), strict=True):
        want = theirs.grad.numpy()
        np.testing.assert_allclose(mine, want, rtol=1e-3, atol=1e-4 * np.abs(want).max())


@pytest.mark.parametrize("x", [(150, 3, 21, 20), (150, 33, 9, 10)])
def test_every_image_of_a_large_batch_is_convolved_as_if_alone(x, rng):
    x, w, b = arrays(rng, x, (2, x[1], 3, 4))
    out, cache = conv2d_forward(x, w, b, stride=(1, 2), pad=1)
    dout = rng.normal(size=out.shape)
    dx, dw, db = conv2d_backward(dout, cache)
    dw_alone, db_alone = np.zeros_like(dw), np.zeros_like(db)
    for n in range(len(x)):
        alone, cache = conv2d_forward(x[n : n + 1], w, b, stride=(1, 2), pad=1)
        np.testing.assert_allclose(alone[0], out[n], rtol=1e-9, atol=1e-10)
        dx_n, dw_n, db_n = conv2d_backward(dout[n : n + 1], cache)
        np.testing.assert_allclose(dx_n[0], dx[n], rtol=1e-9, atol=1e-10)
        dw_alone += dw_n
        db_alone += db_n
    np.testing.assert_allclose(dw, dw_alone, rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(db, db_alone, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("channels_first", [(0, 1, 2, 3), (1, 2, 3, 0), (0, 2, 3, 1)])
@pytest.mark.parametrize("w", [(4, 3, 1, 1), (4, 3, 2, 3)])
def test_any_memory_order_gives_the_same(channels_first, w, rng):
    x, w, b = arrays(rng, (2, 3, 5, 6), w)
    want, cache = conv2d_forward(x, w, b)
    dout = rng.normal(size=want.shape)
    wants = conv2d_backward(dout, cache)
    order = channels_first
    there = np.ascontiguousarray(x.transpose(order)).transpose(np.argsort(order))
    out, cache = conv2d_forward(there, w, b)
    np.testing.assert_allclose(out, want, rtol=1e-12)
    for mine, theirs in zip(conv2d_backward(dout, cache), wants, strict=True):
        np.testing.assert_allclose(mine, theirs, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("w", [(4, 3, 1, 1), (4, 3, 2, 3), (4, 32, 2, 3)])
def test_without_dx_the_other_gradients_stay(w, rng):
    x, w, b = arrays(rng, (2, w[1], 5, 6), w)
    out, cache = conv2d_forward(x, w, b)
    _, dw, db = conv2d_backward(out, cache)
    none, dw_alone, db_alone = conv2d_backward(out, cache, need_dx=False)
    assert none is None
    np.testing.assert_array_equal(dw, dw_alone)
    np.testing.assert_array_equal(db, db_alone)


@pytest.mark.parametrize("w", [(4, 3, 1, 1), (4, 3, 2, 3), (4, 32, 2, 3)])
@pytest.mark.parametrize("single", ["x", "w", "b", "dout"])
def test_dtypes_may_be_mixed(w, single, rng):
    x, w, b = arrays(rng, (2, w[1], 5, 6), w)
    dout = rng.normal(size=conv2d_forward(x, w, b)[0].shape)
    wants = conv2d_backward(dout, conv2d_forward(x, w, b)[1])
    given = {"x": x, "w": w, "b": b, "dout": dout}
    given[single] = given[single].astype(np.float32)
    dout = given.pop("dout")
    for mine, want in zip(conv2d_backward(dout, conv2d_forward(**given)[1]), wants, strict=True):
        np.testing.assert_allclose(mine, want, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("w", [(4, 3, 1, 1), (4, 3, 2, 3), (4, 32, 2, 3), (4, 1, 2, 2)])
def test_an_empty_batch_stays_empty(w):
    groups = 2 if w[1] == 1 else 1
    x, w, b = np.zeros((0, w[1] * groups, 5, 6)), np.ones(w), np.ones(w[0])
    out, cache = conv2d_forward(x, w, b, groups=groups)
    dx, dw, db = conv2d_backward(out, cache)
    assert out.shape == (0, 4, 6 - w.shape[2], 7 - w.shape[3])
    assert dx.shape == x.shape
    assert not dw.any()
    assert not db.any()


X, W, B = np.ones((2, 4, 5, 6)), np.ones((6, 4, 3, 3)), np.ones(6)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("forward", [conv2d_forward, conv2d_forward_loops])
@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"x": X[0]}, ShapeError),
        ({"x": X.transpose(0, 2, 3, 1)}, ShapeError),
        ({"w": W[:, :3]}, ShapeError),
        ({"w": W[0]}, ShapeError),
        ({"w": np.ones((6, 4, 6, 3))}, ShapeError),
        ({"w": np.ones((6, 4, 0, 3))}, ShapeError),
        ({"w": W[:0], "b": B[:0]}, ShapeError),
        ({"b": np.ones(5)}, ShapeError),
        ({"b": np.ones((6, 1))}, ShapeError),
        ({"dilation": 3}, ShapeError),
        ({"stride": 0}, RangeError),
        ({"stride": (1, -1)}, RangeError),
        ({"stride": (1, 1, 1)}, RangeError),
        ({"stride": 1.5}, RangeError),
        ({"pad": -1}, RangeError),
        ({"pad": (0, -2)}, RangeError),
        ({"dilation": 0}, RangeError),
        ({"groups": 0}, RangeError),
        ({"groups": 2}, ShapeError),
        ({"w": W[:, :1], "groups": 4}, RangeError),
        ({"x": X.astype(np.uint8)}, DtypeError),
        ({"w": W.astype(np.float16)}, DtypeError),
        ({"b": [0.0] * 6}, DtypeError),
    ],
)
def test_refuses(forward, change, error):
    assert_refused(error, forward, **({"x": X, "w": W, "b": B} | change))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("dims", [1, 2, 3])
def test_backward_refuses_a_dout_that_is_not_as_out(dims):
    x, w = np.ones((2, 3, *(4,) * dims)), np.ones((5, 3, *(2,) * dims))
    out, cache = FORWARD[dims](x, w, np.ones(5))
    assert_refused(ShapeError, BACKWARD[dims], out[:1], cache)
    assert_refused(ShapeError, BACKWARD[dims], x, cache)
    assert_refused(DtypeError, BACKWARD[dims], out.astype(int), cache)
    assert_refused(ShapeError, FORWARD[dims], x[0], w, np.ones(5))


@pytest.mark.usefixtures("own_messages")
def test_the_loops_refuse_a_dout_that_is_not_as_out():
    assert_refused(ShapeError, conv2d_backward_loops, X, X, W)

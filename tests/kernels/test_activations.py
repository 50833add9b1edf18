import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_backward, assert_refused, drawn, dtypes, seeds, sizes, strided

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    elu_backward,
    elu_forward,
    leaky_relu_backward,
    leaky_relu_forward,
    maxout_backward,
    maxout_forward,
    prelu_backward,
    prelu_forward,
    relu_backward,
    relu_forward,
    sigmoid_backward,
    sigmoid_forward,
    tanh_backward,
    tanh_forward,
)

PAIRS = {
    "sigmoid": (sigmoid_forward, sigmoid_backward),
    "tanh": (tanh_forward, tanh_backward),
    "relu": (relu_forward, relu_backward),
    "leaky_relu": (lambda x: leaky_relu_forward(x, 0.2), leaky_relu_backward),
    "elu": (lambda x: elu_forward(x, 1.5), elu_backward),
}
# Written as in the lecture, in float64.
DEFINITIONS = {
    "sigmoid": lambda x: 1 / (1 + np.exp(-x)),
    "tanh": np.tanh,
    "relu": lambda x: np.where(x > 0, x, 0),
    "leaky_relu": lambda x: np.where(x > 0, x, 0.2 * x),
    "elu": lambda x: np.where(x > 0, x, 1.5 * (np.exp(x) - 1)),
}


def away_from_0(rng, *shape):
    """Numbers at least 0.01 from the kink, where no derivative is."""
    x = rng.normal(size=shape) * 2
    return x + np.copysign(0.01, x)


@pytest.mark.parametrize("name", PAIRS)
@given(N=sizes, D=sizes, H=sizes, seed=seeds)
@drawn
def test_backward_is_the_derivative_of_forward(name, N, D, H, seed):
    rng = np.random.default_rng(seed)
    assert_backward(*PAIRS[name], away_from_0(rng, N, D, H), rng=rng)


@pytest.mark.parametrize("name", PAIRS)
@given(N=sizes, D=sizes, H=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_forward_is_its_definition_at_any_strides(name, N, D, H, seed, dtype):
    rng = np.random.default_rng(seed)
    x = strided((rng.normal(size=(N, D, H)) * 3).astype(dtype), rng)
    forward, backward = PAIRS[name]
    out, cache = forward(x)
    assert out.dtype == dtype
    assert backward(out, cache).dtype == dtype
    np.testing.assert_allclose(out, DEFINITIONS[name](x.astype(float)), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("name", PAIRS)
def test_extreme_and_empty_inputs_neither_warn_nor_overflow(name):
    forward, backward = PAIRS[name]
    out, cache = forward(np.array([-1e4, -1e308, 0.0, 1e4, 1e308]))
    assert np.isfinite(out).all()
    assert np.isfinite(backward(np.ones(5), cache)).all()
    empty, cache = forward(np.zeros((0, 3)))
    assert empty.shape == backward(empty, cache).shape == (0, 3)


def test_the_gradient_of_relu_at_0_is_0():
    _, cache = relu_forward(np.array([-1.0, 0.0, 2.0]))
    np.testing.assert_array_equal(relu_backward(np.full(3, 7.0), cache), [0, 0, 7])


def test_leaky_relu_leaves_positive_numbers_exactly_as_they_are(rng):
    x = np.abs(rng.normal(size=1000)).astype(np.float32)
    np.testing.assert_array_equal(leaky_relu_forward(x, 0.3)[0], x)


@pytest.mark.parametrize("slopes", [1, 3])
@pytest.mark.parametrize("shape", [(4, 3), (2, 3, 5), (2, 3, 4, 5)])
def test_prelu_backward_is_the_derivative(slopes, shape, rng):
    x, alpha = away_from_0(rng, *shape), rng.normal(size=slopes)
    assert_backward(prelu_forward, prelu_backward, x, alpha, rng=rng)


@given(N=sizes, G=sizes, k=sizes, H=sizes, seed=seeds)
@drawn
def test_maxout_takes_the_largest_of_k_neighbours(N, G, k, H, seed):
    rng = np.random.default_rng(seed)
    x = rng.permutation(N * G * k * H).reshape(N, G * k, H) / 8  # no two alike, none near
    out, _ = maxout_forward(strided(x, rng), k)
    for g in range(G):
        np.testing.assert_array_equal(out[:, g], x[:, g * k : (g + 1) * k].max(axis=1))
    assert_backward(lambda x: maxout_forward(x, k), maxout_backward, x, rng=rng)


def test_maxout_gives_the_gradient_of_a_tie_to_one_piece():
    _, cache = maxout_forward(np.ones((1, 4)), 2)
    np.testing.assert_array_equal(maxout_backward(np.array([[3.0, 5.0]]), cache), [[3, 0, 5, 0]])


@pytest.mark.parametrize("name", [*PAIRS, "prelu"])
def test_as_torch(name, torch, rng):
    x, dout = rng.normal(size=(2, 3, 4, 5)), rng.normal(size=(2, 3, 4, 5))
    x.flat[0] = 0
    F, tx = torch.nn.functional, torch.tensor(x, requires_grad=True)
    alpha = np.array([0.1, -0.2, 0.3])
    theirs = {
        "sigmoid": torch.sigmoid,
        "tanh": torch.tanh,
        "relu": F.relu,
        "leaky_relu": lambda x: F.leaky_relu(x, 0.2),
        "elu": lambda x: F.elu(x, 1.5),
        "prelu": lambda x: F.prelu(x, torch.tensor(alpha)),
    }[name](tx)
    theirs.backward(torch.tensor(dout))
    if name == "prelu":
        out, cache = prelu_forward(x, alpha)
        dx, _ = prelu_backward(dout, cache)
    else:
        forward, backward = PAIRS[name]
        out, cache = forward(x)
        dx = backward(dout, cache)
    np.testing.assert_allclose(out, theirs.detach().numpy(), rtol=1e-12, atol=1e-15)
    np.testing.assert_allclose(dx, tx.grad.numpy(), rtol=1e-12, atol=1e-15)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("name", PAIRS)
def test_refuses(name):
    forward, backward = PAIRS[name]
    assert_refused(DtypeError, forward, np.arange(3))
    assert_refused(DtypeError, forward, [1.0])
    _, cache = forward(np.ones((2, 3)))
    assert_refused(ShapeError, backward, np.ones((3, 2)), cache)
    assert_refused(ShapeError, backward, np.ones(()), cache)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (RangeError, lambda: leaky_relu_forward(np.ones(3), -0.1)),
        (RangeError, lambda: leaky_relu_forward(np.ones(3), np.nan)),
        (RangeError, lambda: elu_forward(np.ones(3), np.inf)),
        (RangeError, lambda: elu_forward(np.ones(3), "1")),
        (ShapeError, lambda: prelu_forward(np.ones((2, 3)), np.ones(2))),
        (ShapeError, lambda: prelu_forward(np.ones(3), np.ones(1))),
        (DtypeError, lambda: prelu_forward(np.ones((2, 3)), np.ones(3, int))),
        (ShapeError, lambda: prelu_backward(np.ones((3, 2)), prelu_forward(ONES, ONES[0])[1])),
        (RangeError, lambda: maxout_forward(np.ones((2, 4)), 0)),
        (RangeError, lambda: maxout_forward(np.ones((2, 4)), 2.0)),
        (ShapeError, lambda: maxout_forward(np.ones((2, 4)), 3)),
        (ShapeError, lambda: maxout_forward(np.ones(4), 2)),
        (ShapeError, lambda: maxout_backward(np.ones((2, 3)), maxout_forward(ONES, 3)[1])),
    ],
)
def test_refuses_what_does_not_fit(error, call):
    assert_refused(error, call)


ONES = np.ones((2, 3))

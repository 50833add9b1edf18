import numpy as np
import pytest
from kernel_laws import assert_refused

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import fans, glorot_init, he_init, normal_init, xavier_init, zero_init

VARIANCE = {
    xavier_init: lambda fan_in, fan_out: 1 / fan_in,
    glorot_init: lambda fan_in, fan_out: 2 / (fan_in + fan_out),
    he_init: lambda fan_in, fan_out: 2 / fan_in,
}


@pytest.mark.parametrize("init", VARIANCE)
@pytest.mark.parametrize(
    ("shape", "fan_in", "fan_out"), [((300, 100), 300, 100), ((40, 30, 5, 3), 450, 600)]
)
def test_variance_is_that_of_the_paper(init, shape, fan_in, fan_out, rng):
    w = init(shape, rng, np.float64)
    assert fans(shape) == (fan_in, fan_out)
    # The variance of n numbers is known to about sqrt(2 / n): here to 1 in 100.
    np.testing.assert_allclose(w.var(), VARIANCE[init](fan_in, fan_out), rtol=0.05)
    np.testing.assert_allclose(w.mean(), 0, atol=5 * w.std() / np.sqrt(w.size))


def test_glorot_is_uniform_and_he_is_not(rng):
    w = glorot_init((300, 100), rng)
    limit = np.sqrt(6 / 400)
    assert 0.99 * limit < np.abs(w).max() <= limit
    assert np.abs(he_init((300, 100), rng)).max() > 3 * np.sqrt(2 / 300)


def test_he_keeps_the_signal_through_twenty_relu_layers(rng):
    x = rng.normal(size=(200, 128))
    start = (x**2).mean()
    for _ in range(20):
        x = np.maximum(x @ he_init((128, 128), rng, np.float64), 0)
    assert 0.1 < (x**2).mean() / start < 10


@pytest.mark.parametrize("init", [normal_init, *VARIANCE])
def test_same_generator_same_weights(init):
    first, second = (init((3, 4), np.random.default_rng(7)) for _ in range(2))
    np.testing.assert_array_equal(first, second)
    assert first.dtype == np.float32
    assert init((3, 4), np.random.default_rng(7), dtype=np.float64).dtype == np.float64


def test_zeros_and_normal(rng):
    assert not zero_init((4,)).any()
    np.testing.assert_allclose(normal_init((100, 100), rng, 0.3).std(), 0.3, rtol=0.05)
    assert not normal_init((3, 2), rng, 0).any()


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ShapeError, lambda rng: fans((3,))),
        (ShapeError, lambda rng: xavier_init((0, 3), rng)),
        (ShapeError, lambda rng: glorot_init((5,), rng)),
        (DtypeError, lambda rng: he_init((2, 3), rng, np.int64)),
        (DtypeError, lambda rng: zero_init((2, 3), np.float16)),
        (RangeError, lambda rng: normal_init((2, 3), rng, -1)),
        (RangeError, lambda rng: zero_init((2, -3))),
        (DtypeError, lambda rng: he_init((2, 3), 7)),
        (DtypeError, lambda rng: glorot_init((2, 3), np.random)),
    ],
)
def test_refuses(error, call, rng):
    assert_refused(error, call, rng)

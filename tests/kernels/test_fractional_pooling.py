import numpy as np
import pytest
from kernel_laws import assert_backward, assert_refused, strided

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import fractional_max_pool_backward, fractional_max_pool_forward


def pool(x, ratio=1.4):
    return fractional_max_pool_forward(x, ratio, np.random.default_rng(3))


@pytest.mark.parametrize("ratio", [1.01, 1.4, np.sqrt(2), 1.99])
@pytest.mark.parametrize("size", [(7,), (9, 12), (5, 4, 6)])
def test_regions_are_two_pixels_and_begin_one_or_two_apart(ratio, size, rng):
    x = rng.normal(size=(2, 3, *size))
    out, cache = fractional_max_pool_forward(strided(x, rng), ratio, rng)
    assert out.shape == (2, 3, *(int((n - 1) // ratio) for n in size))
    for n, starts in zip(size, cache.starts, strict=True):
        assert set(np.diff(starts)) <= {1, 2}
        assert starts[0] >= 0
        assert starts[-1] + 1 < n
    for i in np.ndindex(out.shape[2:]):
        region = tuple(slice(s[k], s[k] + 2) for s, k in zip(cache.starts, i, strict=True))
        want = x[:, :, *region].max(axis=tuple(range(2, x.ndim)))
        np.testing.assert_array_equal(out[:, :, *i], want)


@pytest.mark.parametrize("size", [(6,), (4, 5)])
def test_backward_is_the_derivative(size, rng):
    n = 6 * int(np.prod(size))
    x = rng.permutation(n).reshape(2, 3, *size) / 8  # no two alike, none near
    assert_backward(pool, fractional_max_pool_backward, x, rng=rng)


def test_every_place_is_drawn_and_each_draw_is_another(rng):
    x = rng.normal(size=(1, 1, 9))
    starts = [fractional_max_pool_forward(x, 1.5, rng)[1].starts[0] for _ in range(100)]
    assert len({tuple(s) for s in starts}) > 3
    assert set(np.concatenate(starts)) == set(range(8))


def test_a_tie_has_one_winner():
    out, cache = pool(np.ones((1, 1, 5, 7)))
    assert fractional_max_pool_backward(np.ones_like(out), cache).sum() == out.size


def test_dtype_and_an_empty_batch():
    out, cache = pool(np.zeros((0, 3, 5, 4), np.float32))
    dx = fractional_max_pool_backward(out, cache)
    assert dx.shape == (0, 3, 5, 4)
    assert out.dtype == dx.dtype == np.float32


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("x", "ratio", "error"),
    [
        (np.ones((2, 3, 5, 5)), 1, RangeError),
        (np.ones((2, 3, 5, 5)), 2.1, RangeError),
        (np.ones((2, 3, 5, 5)), np.nan, RangeError),
        (np.ones((2, 3, 5, 1)), 1.5, ShapeError),
        (np.ones((2, 3)), 1.5, ShapeError),
        (np.ones((2, 3, 5, 5), int), 1.5, DtypeError),
    ],
)
def test_refuses(x, ratio, error):
    assert_refused(error, pool, x, ratio)


@pytest.mark.usefixtures("own_messages")
def test_refuses_what_does_not_fit():
    _, cache = pool(np.ones((2, 3, 5, 5)))
    assert_refused(DtypeError, fractional_max_pool_forward, np.ones((2, 3, 5, 5)), 1.5, 7)
    assert_refused(ShapeError, fractional_max_pool_backward, np.ones((2, 3, 5, 5)), cache)

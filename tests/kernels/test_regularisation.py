import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_refused, central_difference, drawn, seeds, sizes, strided

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import elastic_net_penalty, l1_penalty, l2_penalty, max_norm

PENALTIES = {
    "l1": lambda w: l1_penalty(w, 0.3),
    "l2": lambda w: l2_penalty(w, 0.7),
    "elastic": lambda w: elastic_net_penalty(w, 0.3, 0.7),
}


@pytest.mark.parametrize("name", PENALTIES)
@given(D=sizes, M=sizes, seed=seeds)
@drawn
def test_dw_is_the_derivative_of_the_penalty(name, D, M, seed):
    rng = np.random.default_rng(seed)
    w = rng.normal(size=(D, M))
    w += np.copysign(0.01, w)
    penalty = PENALTIES[name]
    want = central_difference(lambda w: np.array(penalty(w)[0]), w, 1.0)
    np.testing.assert_allclose(penalty(w)[1], want, rtol=1e-6, atol=1e-8)


def test_elastic_net_is_the_sum_of_its_parts(rng):
    w = rng.normal(size=(3, 4))
    loss, dw = elastic_net_penalty(w, 0.3, 0.7)
    np.testing.assert_allclose(loss, 0.3 * np.abs(w).sum() + 0.35 * (w**2).sum())
    np.testing.assert_allclose(dw, 0.3 * np.sign(w) + 0.7 * w)


@pytest.mark.parametrize("name", PENALTIES)
@pytest.mark.parametrize("shape", [(0, 3), (3,), (2, 3, 4, 5)])
def test_any_shape_dtype_and_strides(name, shape, rng):
    w = strided(rng.normal(size=shape).astype(np.float32), rng)
    loss, dw = PENALTIES[name](w)
    assert dw.dtype == np.float32
    assert dw.shape == shape
    np.testing.assert_allclose(loss, PENALTIES[name](w.astype(float))[0], rtol=1e-5)


@pytest.mark.parametrize(("shape", "axes"), [((7, 5), 0), ((4, 3, 2, 5), (1, 2, 3))])
def test_max_norm_shortens_long_units_and_leaves_short_ones(shape, axes, rng):
    w = rng.normal(size=shape)
    norms = np.sqrt((w**2).sum(axis=axes))
    limit = float(np.median(norms))
    out = max_norm(strided(w, rng), limit)
    np.testing.assert_allclose(np.sqrt((out**2).sum(axis=axes)), np.minimum(norms, limit))
    kept = np.moveaxis(out, 1, 0) if axes == 0 else out
    was = np.moveaxis(w, 1, 0) if axes == 0 else w
    np.testing.assert_array_equal(kept[norms <= limit], was[norms <= limit])
    np.testing.assert_allclose(out / w, np.broadcast_to((out / w).max(axes, keepdims=True), shape))


def test_max_norm_of_zero_weights_is_zero():
    np.testing.assert_array_equal(max_norm(np.zeros((3, 2), np.float32), 1.0), np.zeros((3, 2)))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (RangeError, lambda: l2_penalty(np.ones(2), -1)),
        (RangeError, lambda: l1_penalty(np.ones(2), np.nan)),
        (RangeError, lambda: elastic_net_penalty(np.ones(2), 1, -1)),
        (DtypeError, lambda: l1_penalty(np.ones(2, int), 1)),
        (DtypeError, lambda: l2_penalty([1.0], 1)),
        (RangeError, lambda: max_norm(np.ones((2, 3)), 0)),
        (RangeError, lambda: max_norm(np.ones((2, 3)), np.inf)),
        (ShapeError, lambda: max_norm(np.ones(3), 1)),
        (DtypeError, lambda: max_norm(np.ones((2, 3), int), 1)),
    ],
)
def test_refuses(error, call):
    assert_refused(error, call)

import numpy as np
import pytest
from kernel_laws import assert_refused

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import (
    Running,
    affine_forward,
    batchnorm_forward,
    conv2d_forward,
    fold_into_affine,
    fold_into_conv,
    spatial_batchnorm_forward,
)


def batchnorm(rng, M):
    gamma, beta, mean = rng.normal(size=(3, M))
    return gamma, beta, Running(mean, rng.uniform(0.1, 3, M))


@pytest.mark.parametrize("eps", [1e-5, 0.3])
def test_folded_affine_does_what_affine_and_batchnorm_do(eps, rng):
    x, w, b = rng.normal(size=(7, 4)), rng.normal(size=(4, 5)), rng.normal(size=5)
    gamma, beta, running = batchnorm(rng, 5)
    want, _ = batchnorm_forward(
        affine_forward(x, w, b)[0], gamma, beta, running, train=False, eps=eps
    )
    folded = fold_into_affine(w, b, gamma, beta, running, eps=eps)
    np.testing.assert_allclose(affine_forward(x, *folded)[0], want, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("groups", [1, 2])
def test_folded_conv_does_what_conv_and_batchnorm_do(groups, rng):
    x, w, b = (
        rng.normal(size=(2, 4, 5, 6)),
        rng.normal(size=(6, 4 // groups, 3, 2)),
        rng.normal(size=6),
    )
    gamma, beta, running = batchnorm(rng, 6)
    settings = {"stride": 2, "pad": 1, "groups": groups}
    conv, _ = conv2d_forward(x, w, b, **settings)
    want, _ = spatial_batchnorm_forward(conv, gamma, beta, running, train=False)
    folded = fold_into_conv(w, b, gamma, beta, running)
    np.testing.assert_allclose(
        conv2d_forward(x, *folded, **settings)[0], want, rtol=1e-10, atol=1e-12
    )


def test_float32_stays_float32(rng):
    gamma, beta, running = batchnorm(rng, 5)
    single = [a.astype(np.float32) for a in (np.ones((4, 5)), beta, gamma, beta)]
    w, b = fold_into_affine(*single, Running(*(a.astype(np.float32) for a in running)))
    assert w.dtype == b.dtype == np.float32


ONES = np.ones(5)
RUNNING = Running(ONES, ONES)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ShapeError, lambda: fold_into_affine(np.ones((5, 4)), ONES, ONES, ONES, RUNNING)),
        (ShapeError, lambda: fold_into_affine(np.ones((4, 5)), ONES[:4], ONES, ONES, RUNNING)),
        (ShapeError, lambda: fold_into_affine(np.ones((4, 5)), ONES, ONES, ONES[:1], RUNNING)),
        (ShapeError, lambda: fold_into_affine(np.ones((5, 4, 3, 3)), ONES, ONES, ONES, RUNNING)),
        (ShapeError, lambda: fold_into_conv(np.ones((4, 5, 3, 3)), ONES, ONES, ONES, RUNNING)),
        (ShapeError, lambda: fold_into_conv(ONES, ONES, ONES, ONES, RUNNING)),
        (DtypeError, lambda: fold_into_affine(np.ones((4, 5), int), ONES, ONES, ONES, RUNNING)),
        (
            RangeError,
            lambda: fold_into_affine(np.ones((4, 5)), ONES, ONES, ONES, RUNNING, eps=0),
        ),
    ],
)
def test_refuses(error, call):
    assert_refused(error, call)

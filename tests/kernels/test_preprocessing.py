import numpy as np
import pytest
from hypothesis import given
from kernel_laws import assert_refused, drawn, dtypes, seeds, sizes, strided
from sklearn.decomposition import PCA
from sklearn.preprocessing import MinMaxScaler, StandardScaler

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import fit_centre, fit_min_max, fit_pca, fit_standardise, fit_whiten

SCALINGS = [fit_centre, fit_standardise, fit_min_max]
SKLEARN = {
    fit_centre: StandardScaler(with_std=False),
    fit_standardise: StandardScaler(),
    fit_min_max: MinMaxScaler(),
}


@pytest.mark.parametrize("fit", SCALINGS)
def test_scalings_are_those_of_scikit_learn(fit, rng):
    train, test = rng.normal(5, 3, (23, 4)), rng.normal(5, 3, (7, 4))
    train[:, 2] = test[:, 2] = 0.1  # never varies
    theirs = SKLEARN[fit].fit(train)
    scaling = fit(train)
    np.testing.assert_allclose(scaling.apply(train), theirs.transform(train), atol=1e-12)
    np.testing.assert_allclose(scaling.apply(test), theirs.transform(test), atol=1e-12)


@pytest.mark.parametrize("fit", SCALINGS)
@given(N=sizes, C=sizes, H=sizes, seed=seeds, dtype=dtypes)
@drawn
def test_invert_undoes_apply_and_nothing_is_changed(fit, N, C, H, seed, dtype):
    rng = np.random.default_rng(seed)
    x = strided(rng.normal(2, 3, (N, C, H)).astype(dtype), rng)
    before = x.copy()
    scaling = fit(x)
    there = scaling.apply(x)
    assert there.dtype == dtype
    assert np.isfinite(there).all()
    np.testing.assert_allclose(scaling.invert(there), x, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(x, before)


def test_one_number_a_channel(rng):
    x = rng.normal(2, 3, (7, 3, 4, 5))
    scaling = fit_standardise(x, axes=(0, 2, 3))
    assert scaling.shift.shape == (1, 3, 1, 1)
    out = scaling.apply(x)
    np.testing.assert_allclose(out.mean(axis=(0, 2, 3)), 0, atol=1e-12)
    np.testing.assert_allclose(out.std(axis=(0, 2, 3)), 1)
    assert scaling.apply(x[:, :, :2, :3]).shape == (7, 3, 2, 3)  # any size of image


@pytest.mark.parametrize("fit", SCALINGS)
@pytest.mark.parametrize("value", [0.1, 1e4, -7e-30, 0.0])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_what_never_varies_becomes_0(fit, value, dtype):
    x = np.full((7, 2), value, dtype)
    np.testing.assert_allclose(fit(x).apply(x), 0, atol=1e-2 if dtype == np.float32 else 1e-10)


@pytest.mark.parametrize("shape", [(23, 5), (5, 23)])
def test_pca_is_that_of_scikit_learn(shape, rng):
    x, test = rng.normal(size=shape) * np.arange(1, shape[1] + 1), rng.normal(size=(3, shape[1]))
    theirs = PCA(3).fit(x)
    mine = fit_pca(x, 3)
    signs = np.sign((mine.components * theirs.components_.T).sum(axis=0))
    np.testing.assert_allclose(mine.components * signs, theirs.components_.T, atol=1e-10)
    np.testing.assert_allclose(
        mine.variance * len(x) / (len(x) - 1), theirs.explained_variance_, rtol=1e-10
    )
    np.testing.assert_allclose(mine.apply(test) * signs, theirs.transform(test), atol=1e-10)


def test_pca_turns_the_data_and_back(rng):
    x = rng.normal(3, 2, (11, 4))
    pca = fit_pca(strided(x, rng), 4)
    there = pca.apply(x)
    np.testing.assert_allclose(pca.invert(there), x, rtol=1e-10)
    np.testing.assert_allclose(np.cov(there.T, bias=True), np.diag(pca.variance), atol=1e-10)
    np.testing.assert_allclose(pca.components.T @ pca.components, np.eye(4), atol=1e-12)
    assert (np.diff(pca.variance) <= 0).all()


def test_whitened_data_vary_alike_in_every_direction(rng):
    x = rng.normal(size=(50, 4)) @ rng.normal(size=(4, 4)) + 7
    whiten = fit_whiten(x, 4, eps=0)
    np.testing.assert_allclose(np.cov(whiten.apply(x).T, bias=True), np.eye(4), atol=1e-10)
    np.testing.assert_allclose(whiten.invert(whiten.apply(x)), x, rtol=1e-8)
    damped = fit_whiten(x, 4, eps=0.5)
    variance = fit_pca(x, 4).variance
    np.testing.assert_allclose(damped.apply(x).var(axis=0), variance / (variance + 0.5))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_directions_without_variance_are_not_blown_up(dtype, rng):
    x = np.outer(rng.normal(size=9), [1, 2, 3]).astype(dtype)
    out = fit_whiten(x, 3, eps=0).apply(x)
    assert out.dtype == dtype
    np.testing.assert_allclose(out[:, 1:], 0, atol=1e-4)


@pytest.mark.parametrize("N", [1, 2])
def test_one_example_is_its_own_mean(N):
    x = np.full((N, 3), 2.0)
    np.testing.assert_array_equal(fit_pca(x, 1).apply(x), np.zeros((N, 1)))
    np.testing.assert_array_equal(fit_whiten(x, 1).apply(x), np.zeros((N, 1)))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize("fit", [*SCALINGS, lambda x: fit_pca(x, 1), lambda x: fit_whiten(x, 1)])
@pytest.mark.parametrize(
    ("x", "error"),
    [
        (np.ones((0, 3)), ShapeError),
        (np.ones((3, 0)), ShapeError),
        (np.ones((3, 2), np.uint8), DtypeError),
        ([[1.0]], DtypeError),
        (np.array([[1.0, np.nan], [2, 3]]), RangeError),
        (np.array([[1.0, np.inf], [2, 3]]), RangeError),
    ],
)
def test_fits_refuse(fit, x, error):
    assert_refused(error, fit, x)


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (ShapeError, lambda: fit_centre(X).apply(np.ones((2, 5)))),
        (ShapeError, lambda: fit_centre(X).apply(np.ones(4))),
        (ShapeError, lambda: fit_min_max(X).invert(np.ones((2, 3)))),
        (DtypeError, lambda: fit_centre(X).apply(np.ones((2, 4), int))),
        (RangeError, lambda: fit_centre(X, axes=2)),
        (RangeError, lambda: fit_centre(X, axes=(0, 0))),
        (RangeError, lambda: fit_pca(X, 0)),
        (RangeError, lambda: fit_pca(X, 4)),
        (RangeError, lambda: fit_pca(X, 2.0)),
        (RangeError, lambda: fit_whiten(X, 2, eps=-1)),
        (ShapeError, lambda: fit_pca(np.ones((3, 2, 2)), 1)),
        (ShapeError, lambda: fit_pca(X, 2).apply(np.ones((2, 2)))),
        (ShapeError, lambda: fit_pca(X, 2).invert(np.ones((2, 4)))),
    ],
)
def test_refuses_what_does_not_fit(error, call):
    assert_refused(error, call)


X = np.arange(12.0).reshape(3, 4)

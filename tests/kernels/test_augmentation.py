import numpy as np
import pytest
from kernel_laws import assert_refused, strided
from scipy.ndimage import affine_transform

from course_lib.errors import DtypeError, RangeError, ShapeError
from course_lib.kernels import colour_jitter, random_crop, random_flip, random_scale, resize

AUGMENTATIONS = {
    "flip": random_flip,
    "crop": lambda x, rng: random_crop(x, rng, (2, 3), 1),
    "scale": random_scale,
    "jitter": colour_jitter,
}


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_same_generator_same_images_and_nothing_is_changed(name, dtype, rng):
    x = rng.normal(size=(6, 3, 4, 5)).astype(dtype)
    before = x.copy()
    augment = AUGMENTATIONS[name]
    first = augment(x, np.random.default_rng(5))
    second = augment(strided(x, rng), np.random.default_rng(5))
    assert first.dtype == dtype
    np.testing.assert_allclose(first, second, rtol=1e-5, atol=1e-5)
    np.testing.assert_array_equal(x, before)
    assert not np.shares_memory(first, x)


@pytest.mark.parametrize("name", AUGMENTATIONS)
@pytest.mark.parametrize("N", [0, 1])
def test_any_number_of_images(name, N, rng):
    assert AUGMENTATIONS[name](np.ones((N, 3, 4, 5)), rng).shape[:2] == (N, 3)


def test_flip_mirrors_a_share_of_whole_images(rng):
    x = rng.normal(size=(2000, 2, 3, 5))
    out = random_flip(x, rng, 0.3)
    mirrored = (out == x[..., ::-1]).all(axis=(1, 2, 3))
    same = (out == x).all(axis=(1, 2, 3))
    assert (mirrored ^ same).all()
    assert abs(mirrored.mean() - 0.3) < 5 * np.sqrt(0.21 / 2000)
    np.testing.assert_array_equal(random_flip(x, rng, 0), x)
    np.testing.assert_array_equal(random_flip(x, rng, 1), x[..., ::-1])


def test_crop_cuts_a_window_at_every_place(rng):
    x = np.arange(1.0, 21).reshape(1, 1, 4, 5).repeat(500, axis=0)
    padded = np.pad(x[0, 0], ((1, 1), (2, 2)))
    places = {}
    for i in range(4):
        for j in range(7):
            places[padded[i : i + 3, j : j + 3].tobytes()] = (i, j)
    crops = random_crop(x, rng, 3, (1, 2))
    assert crops.shape == (500, 1, 3, 3)
    assert {places[crop.tobytes()] for crop in crops[:, 0]} == set(places.values())


def test_crop_of_the_whole_is_the_image(rng):
    x = rng.normal(size=(3, 2, 4, 5))
    np.testing.assert_array_equal(random_crop(x, rng, (4, 5)), x)


def test_scale_of_1_is_the_image(rng):
    x = rng.normal(size=(3, 2, 4, 5))
    np.testing.assert_allclose(random_scale(x, rng, 1, 1), x, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("factor", [0.5, 1.6, 3.0])
def test_scale_is_that_of_scipy(factor, rng):
    x = rng.normal(size=(1, 2, 6, 7))
    out = random_scale(x, rng, factor, factor)
    middle = (np.array([6, 7]) - 1) / 2
    for c in range(2):
        want = affine_transform(
            np.pad(x[0, c], 8),
            np.full(2, 1 / factor),
            offset=middle + 8 - middle / factor,
            output_shape=(6, 7),
            order=1,
        )
        np.testing.assert_allclose(out[0, c], want, atol=1e-12)


def test_every_image_has_a_scale_of_its_own(rng):
    x = np.tile(rng.normal(size=(1, 1, 9, 9)), (5, 1, 1, 1))
    assert len(np.unique(random_scale(x, rng).reshape(5, -1), axis=0)) == 5


def test_jitter_without_strength_is_the_image(rng):
    x = rng.normal(size=(3, 3, 4, 5))
    np.testing.assert_allclose(colour_jitter(x, rng, 0, 0, 0), x, atol=1e-14)


def test_brightness_scales_contrast_keeps_the_mean_saturation_keeps_grey(rng):
    x = rng.uniform(0.1, 1, (200, 3, 4, 5))
    factor = colour_jitter(x, rng, 0.4, 0, 0) / x
    np.testing.assert_allclose(factor, np.broadcast_to(factor[:, :1, :1, :1], x.shape))
    assert 0.6 <= factor.min() < 0.65
    assert 1.35 < factor.max() <= 1.4
    contrast = colour_jitter(x, rng, 0, 0.4, 0)
    axes = (1, 2, 3)
    np.testing.assert_allclose(contrast.mean(axis=axes), x.mean(axis=axes))
    assert (np.abs(contrast.std(axis=axes) / x.std(axis=axes) - 1) < 0.4 + 1e-9).all()
    saturation = colour_jitter(x, rng, 0, 0, 0.4)
    np.testing.assert_allclose(saturation.mean(axis=1), x.mean(axis=1))
    assert not np.allclose(saturation, x)


@pytest.mark.parametrize("size", [(4, 6), (8, 12), (9, 5), (1, 1), (3, 17)])
def test_resize_as_torch(size, torch, rng):
    x = rng.normal(size=(2, 3, 4, 6))
    want = torch.nn.functional.interpolate(torch.tensor(x), size, mode="bilinear")
    np.testing.assert_allclose(resize(strided(x, rng), size), want.numpy(), atol=1e-12)


X = np.ones((2, 3, 4, 5))


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (RangeError, lambda rng: random_flip(X, rng, 1.5)),
        (RangeError, lambda rng: random_flip(X, rng, np.nan)),
        (RangeError, lambda rng: random_crop(X, rng, 0)),
        (RangeError, lambda rng: random_crop(X, rng, 2.0)),
        (RangeError, lambda rng: random_crop(X, rng, 2, -1)),
        (ShapeError, lambda rng: random_crop(X, rng, 5)),
        (ShapeError, lambda rng: random_crop(X, rng, (7, 2), 1)),
        (RangeError, lambda rng: random_scale(X, rng, 0, 1)),
        (RangeError, lambda rng: random_scale(X, rng, 2, 1)),
        (RangeError, lambda rng: random_scale(X, rng, 1, np.inf)),
        (RangeError, lambda rng: colour_jitter(X, rng, brightness=1.1)),
        (RangeError, lambda rng: colour_jitter(X, rng, contrast=-0.1)),
        (RangeError, lambda rng: resize(X, 0)),
        (RangeError, lambda rng: resize(X, (2, 3, 4))),
        (ShapeError, lambda rng: resize(X[:, :, :0], 2)),
        (ShapeError, lambda rng: random_flip(X[0], rng)),
        (ShapeError, lambda rng: random_scale(X[0], rng)),
        (ShapeError, lambda rng: colour_jitter(X[0], rng)),
        (DtypeError, lambda rng: random_flip(X.astype(np.uint8), rng)),
        (DtypeError, lambda rng: random_crop([1], rng, 1)),
        (DtypeError, lambda rng: random_flip(X, 7)),
        (DtypeError, lambda rng: random_crop(X, None, 2)),
        (DtypeError, lambda rng: random_scale(X, np.random)),
        (DtypeError, lambda rng: colour_jitter(X, 7)),
    ],
)
def test_refuses(error, call, rng):
    assert_refused(error, call, rng)

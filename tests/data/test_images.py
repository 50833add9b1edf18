import dataclasses

import numpy as np
import pytest

from course_lib.data import Images
from course_lib.errors import DtypeError, RangeError, ShapeError


def some(N=5, C=3, H=4, W=7, top=16, **changes):
    rng = np.random.default_rng(11)
    settings = {
        "name": "noise",
        "x": rng.integers(min(top, 255) + 1, size=(N, C, H, W), dtype=np.uint8),
        "y": rng.integers(2, size=N),
        "class_names": ("cat", "dog"),
        "top": top,
    }
    return Images(**settings | changes)


def test_nothing_can_be_written():
    images = some()
    for array in (images.x, images.y):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1
    with pytest.raises(dataclasses.FrozenInstanceError):
        images.top = 255
    with pytest.raises((AttributeError, TypeError)):
        images.colour = "red"


def test_the_array_given_stays_writeable():
    x = np.zeros((5, 3, 4, 7), np.uint8)
    some(x=x)
    x[0] = 1


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_vectors_are_rows_of_the_same_values_between_0_and_1(dtype):
    images = some(top=16)
    v = images.as_vectors(dtype)
    assert v.dtype == dtype
    assert v.shape == (len(images), 3 * 4 * 7)
    for n, c, h, w in np.ndindex(images.x.shape):
        assert v[n, (c * 4 + h) * 7 + w] * 16 == images.x[n, c, h, w]
    v[0] = 7  # a copy, and the caller's own
    assert images.x.max() <= 16


def test_full_ink_is_exactly_one():
    x = np.full((1, 1, 2, 3), 255, np.uint8)
    assert (some(x=x, y=np.zeros(1, np.int64), top=255).as_vectors() == 1).all()


def test_an_empty_set_has_vectors_too():
    assert some(N=0).as_vectors().shape == (0, 84)


def test_repr_says_shapes_dtypes_and_classes():
    text = repr(some())
    assert text == repr(some())
    for fact in ("noise", "(5, 3, 4, 7)", "uint8", "16", "(5,)", "int64", "cat, dog"):
        assert fact in text


WRONG = {
    "no channel axis": (ShapeError, {"x": np.zeros((5, 4, 7), np.uint8)}),
    "a label too many": (ShapeError, {"y": np.zeros(6, np.int64)}),
    "labels in a column": (ShapeError, {"y": np.zeros((5, 1), np.int64)}),
    "scaled already": (DtypeError, {"x": np.zeros((5, 3, 4, 7), np.float32)}),
    "labels of float": (DtypeError, {"y": np.zeros(5)}),
    "a value above top": (RangeError, {"x": np.full((5, 3, 4, 7), 17, np.uint8)}),
    "top of nothing": (RangeError, {"x": np.zeros((5, 3, 4, 7), np.uint8), "top": 0}),
    "top beyond uint8": (RangeError, {"x": np.zeros((5, 3, 4, 7), np.uint8), "top": 256}),
    "a label without a name": (RangeError, {"y": np.full(5, 2)}),
    "a negative label": (RangeError, {"y": np.full(5, -1)}),
    "no class at all": (RangeError, {"class_names": ()}),
}


@pytest.mark.parametrize(("error", "changes"), WRONG.values(), ids=WRONG.keys())
def test_what_is_no_set_of_images_is_refused(error, changes, own_messages):
    with pytest.raises(error) as caught:
        some(**changes)
    assert type(caught.value) is error


@pytest.mark.parametrize("dtype", [np.uint8, np.int64, bool])
def test_vectors_of_whole_numbers_are_refused(dtype, own_messages):
    with pytest.raises(DtypeError):
        some().as_vectors(dtype)

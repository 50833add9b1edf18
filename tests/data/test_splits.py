from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.data import Images, split
from course_lib.errors import DtypeError, RangeError

PARTS = ("train", "dev", "test")


def numbered(y, classes):
    """Images whose pixels spell their own number, so that each can be recognised anywhere."""
    N = len(y)
    x = np.arange(N, dtype=">u4").view(np.uint8).reshape(N, 1, 2, 2)
    names = tuple(f"class {c}" for c in range(classes))
    return Images(name="numbered", x=x, y=np.array(y, np.int64), class_names=names, top=255)


def numbers(images):
    return images.x.reshape(-1, 4).view(">u4").ravel().astype(int)


@st.composite
def problems(draw):
    """Unequal, often tiny or empty, classes in any order, and sizes that fit."""
    classes = draw(st.integers(1, 7))
    y = draw(st.lists(st.integers(0, classes - 1), max_size=40))
    train = draw(st.integers(0, len(y)))
    dev = draw(st.integers(0, len(y) - train))
    test = draw(st.integers(0, len(y) - train - dev))
    return y, classes, {"train": train, "dev": dev, "test": test}


@given(problem=problems(), seed=st.integers(0, 2**32 - 1))
def test_parts_are_disjoint_of_the_sizes_asked_and_keep_pictures_with_labels(problem, seed):
    y, classes, sizes = problem
    images = numbered(y, classes)
    parts = split(images, **sizes, rng=np.random.default_rng(seed))
    assert {name: len(getattr(parts, name)) for name in PARTS} == sizes
    drawn = np.concatenate([numbers(getattr(parts, name)) for name in PARTS])
    assert len(set(drawn)) == len(drawn) == sum(sizes.values())
    labels = np.concatenate([getattr(parts, name).y for name in PARTS])
    np.testing.assert_array_equal(labels, images.y[drawn])


@given(problem=problems(), seed=st.integers(0, 2**32 - 1))
def test_every_class_has_its_share_of_every_part_to_within_one(problem, seed):
    y, classes, sizes = problem
    images = numbered(y, classes)
    parts = split(images, **sizes, rng=np.random.default_rng(seed))
    for name, size in sizes.items():
        for c in range(len(images.class_names)):
            of_class = int((images.y == c).sum())
            fair = Fraction(size * of_class, max(len(images), 1))
            assert abs(int((getattr(parts, name).y == c).sum()) - fair) < 1


def test_equal_classes_are_equal_in_every_part():
    images = numbered(np.repeat(np.arange(5), 20), 5)
    parts = split(images, train=55, dev=25, test=15, rng=np.random.default_rng(0))
    for name, each in zip(PARTS, (11, 5, 3), strict=True):
        assert np.bincount(getattr(parts, name).y).tolist() == 5 * [each]


def test_the_seed_decides_and_only_the_seed():
    images = numbered(np.arange(60) % 4, 4)
    first, again, other = (
        split(images, train=30, dev=9, test=7, rng=np.random.default_rng(seed))
        for seed in (5, 5, 6)
    )
    for name in PARTS:
        assert (numbers(getattr(first, name)) == numbers(getattr(again, name))).all()
        assert set(numbers(getattr(first, name))) != set(numbers(getattr(other, name)))


def test_parts_are_shuffled_though_the_images_are_sorted():
    images = numbered(np.repeat(np.arange(10), 50), 10)
    train = split(images, train=400, dev=50, test=50, rng=np.random.default_rng(0)).train
    assert len(set(train.y[:40].tolist())) > 5
    assert (np.diff(numbers(train)) < 0).any()


def test_parts_keep_what_the_images_are():
    images = numbered([0, 1, 1, 0, 1], 3)
    parts = split(images, train=2, dev=1, test=1, rng=np.random.default_rng(0))
    for name in PARTS:
        part = getattr(parts, name)
        assert (part.class_names, part.top) == (images.class_names, images.top)
        assert not part.x.flags.writeable
        assert name in part.name


WRONG_SIZES = {
    "more than there are": {"train": 4, "dev": 1, "test": 1},
    "negative": {"train": -1, "dev": 1, "test": 1},
    "negative, yet fitting in sum": {"train": 6, "dev": -2, "test": 1},
    "a share": {"train": 0.8, "dev": 0, "test": 0},
    "not a number": {"train": float("nan"), "dev": 0, "test": 0},
    "a word": {"train": "all", "dev": 0, "test": 0},
}


@pytest.mark.parametrize("sizes", WRONG_SIZES.values(), ids=WRONG_SIZES.keys())
def test_sizes_that_cannot_be_are_refused(sizes, own_messages):
    with pytest.raises(RangeError) as caught:
        split(numbered([0, 1, 1, 0, 1], 2), **sizes, rng=np.random.default_rng(0))
    for name, size in sizes.items():
        assert f"{name} = {size!r}" in caught.value.what


@pytest.mark.parametrize("rng", [0, None, np.random], ids=["a seed", "none", "the global one"])
def test_a_generator_must_be_passed(rng, own_messages):
    with pytest.raises(DtypeError):
        split(numbered([0, 1], 2), train=1, dev=1, test=0, rng=rng)

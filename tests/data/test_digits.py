import hashlib
import io
import runpy
import time
import zipfile
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.neighbors import KNeighborsClassifier

from course_lib.data import digits, load_mnist, load_uci_digits, split
from course_lib.errors import DataError

FOLDER = Path(digits.__file__).parent
BUNDLED = {"mnist_5k.npz": digits.MNIST_SHA256, "uci_digits.npz": digits.UCI_DIGITS_SHA256}


def test_mnist_is_500_pictures_of_every_digit():
    images = load_mnist()
    assert images.x.shape == (5000, 1, 28, 28)
    assert np.bincount(images.y).tolist() == 10 * [500]
    assert images.class_names == tuple("0123456789")
    assert (images.x.min(), images.x.max(), images.top) == (0, 255, 255)


def test_the_centre_of_mass_of_every_mnist_digit_is_in_the_middle_pixel():
    # Its makers shifted each by whole pixels to bring it there; a picture cut or turned would miss.
    ink = load_mnist().as_vectors(np.float64).reshape(-1, 28, 28)
    for axis in (1, 2):
        centre = ink.sum(axis=axis) @ (np.arange(28) + 0.5) / ink.sum(axis=(1, 2))
        assert ((centre > 14) & (centre < 15)).all()


def test_mnist_labels_belong_to_its_pictures():
    parts = split(load_mnist(), train=2000, dev=0, test=500, rng=np.random.default_rng(1))
    nearest = KNeighborsClassifier(1).fit(parts.train.as_vectors(), parts.train.y)
    assert nearest.score(parts.test.as_vectors(), parts.test.y) > 0.9


def test_uci_digits_are_those_of_scikit_learn():
    theirs, ours = load_digits(), load_uci_digits()
    assert ours.x.shape == (1797, 1, 8, 8)
    np.testing.assert_array_equal(ours.x[:, 0], theirs.images)
    np.testing.assert_array_equal(ours.y, theirs.target)
    assert ours.class_names == tuple(str(name) for name in theirs.target_names)
    assert ours.top == 16
    np.testing.assert_array_equal(ours.as_vectors(np.float64), theirs.data / 16)


@pytest.mark.parametrize("load", [load_mnist, load_uci_digits])
def test_arrays_are_shared_and_so_read_only(load):
    images = load()
    assert load() is images
    assert (images.x.dtype, images.y.dtype) == (np.uint8, np.int64)
    assert not images.x.flags.writeable
    assert not images.y.flags.writeable


@pytest.mark.parametrize(("filename", "sha256"), BUNDLED.items())
def test_checksums_are_stated_beside_the_files(filename, sha256):
    assert hashlib.sha256((FOLDER / filename).read_bytes()).hexdigest() == sha256
    (row,) = [
        line
        for line in (FOLDER / "SOURCES.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("|") and filename in line
    ]
    assert sha256 in row


def test_the_files_together_are_small():
    assert sum((FOLDER / name).stat().st_size for name in BUNDLED) < 1.2e6


GOOD = (FOLDER / "uci_digits.npz").read_bytes()
DAMAGED = {
    "empty": b"",
    "cut short": GOOD[:-1000],
    "a flipped byte": GOOD[:20_000] + bytes([GOOD[20_000] ^ 1]) + GOOD[20_001:],
    "not an archive": b"version https://git-lfs.example/spec",
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_a_damaged_file_is_one_clear_error(tmp_path, content):
    path = tmp_path / "uci_digits.npz"
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"uci_digits\.npz"):
        digits.read_bundled(path, digits.UCI_DIGITS_SHA256, name="UCI digits", top=16)


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(DataError, match=r"gone\.npz"):
        digits.read_bundled(tmp_path / "gone.npz", "", name="gone", top=16)


@pytest.fixture
def script():
    return runpy.run_path(str(FOLDER.parents[1] / "scripts" / "bundle_digits.py"))


@pytest.mark.parametrize("filename", BUNDLED)
def test_packing_again_gives_the_same_bytes_at_any_time(script, filename, monkeypatch):
    with np.load(FOLDER / filename, allow_pickle=False) as arrays:
        content = dict(arrays)
    first = script["pack"](**content)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert script["pack"](**content) == first
    with np.load(io.BytesIO(first), allow_pickle=False) as again:
        for name, array in content.items():
            assert array.dtype == np.uint8
            np.testing.assert_array_equal(again[name], array)


@pytest.mark.parametrize("filename", BUNDLED)
def test_no_bundled_file_holds_a_time(filename):
    with zipfile.ZipFile(FOLDER / filename) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_numbers_that_are_no_bytes_are_not_bundled(script):
    for value in (0.5, -1.0, 256.0):
        with pytest.raises(ValueError, match="whole numbers"):
            script["whole"](np.array([value, 1.0]))

"""Handwritten digits that come with the package: no network needed.

SOURCES.md, beside this file, says where they are from and under which licence.
"""

import functools
import hashlib
import io
from pathlib import Path

import numpy as np

from course_lib.data.images import Images
from course_lib.errors import DataError

__all__ = ["load_mnist", "load_uci_digits", "read_bundled"]

MNIST_SHA256 = "3a5d83de7133c91928dd50bef3db874994897b5dcd685101d45749ac8b528f26"
UCI_DIGITS_SHA256 = "554b0d6970d8ed92f33330ea43a0b1b6f2e2200b7a96813caf62fc75064d14ed"

_HERE = Path(__file__).parent
_DIGITS = tuple("0123456789")


@functools.cache
def load_mnist() -> Images:
    """5000 MNIST digits of 28x28, 500 a class: x (5000, 1, 28, 28) from 0 (paper) to 255 (ink).

    Read once a process. Raises DataError when the file is missing or damaged.
    Source: LeCun, Cortes & Burges, "The MNIST database of handwritten digits".
    """
    return read_bundled(_HERE / "mnist_5k.npz", MNIST_SHA256, name="MNIST", top=255)


@functools.cache
def load_uci_digits() -> Images:
    """1797 UCI digits of 8x8: x (1797, 1, 8, 8) from 0 (paper) to 16 (ink).

    Read once a process. Raises DataError when the file is missing or damaged.
    Source: Alpaydin & Kaynak (1998), Optical Recognition of Handwritten Digits, UCI repository.
    """
    return read_bundled(_HERE / "uci_digits.npz", UCI_DIGITS_SHA256, name="UCI digits", top=16)


def read_bundled(
    path: Path, sha256: str, *, name: str, top: int, class_names: tuple[str, ...] = _DIGITS
) -> Images:
    """Read x (N, 1, H, W) and y (N,), both uint8, from an .npz whose checksum is `sha256`.

    Raises DataError when it is missing, cannot be read, or has another checksum.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise _not_as_released(path, str(error)) from error
    if hashlib.sha256(raw).hexdigest() != sha256:
        raise _not_as_released(path, "its checksum is not the one released")
    with np.load(io.BytesIO(raw), allow_pickle=False) as arrays:
        x, y = arrays["x"], arrays["y"].astype(np.int64)
    return Images(name=name, x=x, y=y, class_names=class_names, top=top)


def _not_as_released(path: Path, reason: str) -> DataError:
    return DataError(
        f"{path.name} is missing or damaged: {reason}",
        why="results on other pictures than the released ones could not be compared",
        how="install course_lib again; in a checkout, git checkout -- course_lib/data",
    )

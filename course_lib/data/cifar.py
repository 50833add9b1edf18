"""CIFAR-10: 60000 small colour photographs of ten things, by download.

Source: Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images; the binary
version, because the Python one is pickled and unpickling runs whatever the file says.
"""

import tarfile
import zlib
from pathlib import Path

import numpy as np

from course_lib.data.download import fetch
from course_lib.data.images import Images
from course_lib.errors import DataError

__all__ = ["load_cifar10", "read_cifar10"]

URL = "https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz"
CHECKSUM = "md5:c32a1d4ab5d03f1284b67883e8d87530"
FILENAME = "cifar-10-binary.tar.gz"

FOLDER = "cifar-10-batches-bin"
TRAIN = tuple(f"{FOLDER}/data_batch_{i}.bin" for i in range(1, 6))
TEST = f"{FOLDER}/test_batch.bin"
NAMES = f"{FOLDER}/batches.meta.txt"

SHAPE = (3, 32, 32)
RECORD_BYTES = 1 + 3 * 32 * 32  # a label, then red, green and blue


def load_cifar10(
    *, url: str = URL, checksum: str = CHECKSUM, folder: Path | None = None
) -> tuple[Images, Images]:
    """Give the official train (50000, 3, 32, 32) and test (10000, 3, 32, 32) images, 0..255.

    The first call downloads 170 MB, with a progress bar, into `folder` (the user's cache unless
    given) and takes up a broken download where it stopped. Raises DataError when offline, when the
    file is not the one published, or when it does not hold CIFAR-10.
    """
    import pooch

    folder = Path(pooch.os_cache("course_lib")) if folder is None else folder
    return read_cifar10(fetch(url, checksum=checksum, folder=folder, filename=FILENAME))


def read_cifar10(path: Path) -> tuple[Images, Images]:
    """Read train and test images from the archive at `path`; nothing is unpacked to disk.

    Raises DataError when it is no such archive.
    """
    try:
        files = _read_members(path, {*TRAIN, TEST, NAMES})
        names = tuple(files[NAMES].decode("ascii").split())
        train = _images("CIFAR-10 train", [files[name] for name in TRAIN], names)
        test = _images("CIFAR-10 test", [files[TEST]], names)
    except (tarfile.TarError, zlib.error, EOFError, OSError, KeyError, ValueError) as error:
        raise DataError(
            f"{path.name} does not hold the binary version of CIFAR-10",
            why=f"in {FOLDER} there should be five batches for training, one for testing and the "
            f"names of the classes, but: {str(error).splitlines()[0]}",
            how=f"delete {path} and call again; if an address was given, compare it with {URL}",
        ) from error
    return train, test


def _read_members(path: Path, wanted: set[str]) -> dict[str, bytes]:
    # In the archive's own order: to go back, it would be unpacked from the start again.
    files = {}
    with tarfile.open(path, "r:gz") as archive:
        for member in archive:
            file = archive.extractfile(member) if member.name in wanted else None
            if file is not None:
                files[member.name] = file.read()
    return files


def _images(name: str, batches: list[bytes], class_names: tuple[str, ...]) -> Images:
    records = np.concatenate([np.frombuffer(batch, np.uint8) for batch in batches])
    records = records.reshape(-1, RECORD_BYTES)
    x = records[:, 1:].reshape(-1, *SHAPE)
    y = records[:, 0].astype(np.int64)
    return Images(name=name, x=x, y=y, class_names=class_names, top=255)

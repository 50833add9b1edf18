"""Nets kept in files: plain .npz, arrays by name. Nothing is ever pickled.

Unpickling runs whatever the file says; an .npz of numbers can do nothing but be read.
"""

import os
import zlib
from collections.abc import Mapping
from pathlib import Path

import numpy as np

from course_lib._shapes import Array
from course_lib.errors import CourseError, DataError, DtypeError
from course_lib.nn.layer import Arrays
from course_lib.nn.sequential import Sequential

__all__ = ["load", "load_arrays", "save", "save_arrays"]


def save(net: Sequential, path: Path | str) -> None:
    """Write all arrays of `net`, learnt and running averages, whole or not at all.

    Raises DataError when the place cannot be written to; a file that was there is then unchanged.
    """
    save_arrays(net.arrays, path)


def load(net: Sequential, path: Path | str) -> None:
    """Copy the arrays in the file into `net`, in the net's dtype, or change nothing.

    Raises DataError when the file is missing or no .npz of numbers, ShapeError when names or
    shapes are not those of the net, DtypeError for whole numbers, RangeError for nan.
    """
    try:
        net.put(load_arrays(path))
    except CourseError as error:
        error.add_note(f"  in {Path(path).name}")
        raise


def save_arrays(arrays: Mapping[str, Array], path: Path | str) -> None:
    """Write arrays by name as an .npz, whole or not at all.

    Raises DtypeError for arrays of Python objects, DataError when the place cannot be written to.
    """
    path = Path(path)
    for name, a in arrays.items():
        if not isinstance(a, np.ndarray) or a.dtype.hasobject:
            raise DtypeError(
                f"{name} is {getattr(a, 'dtype', type(a).__name__)}",
                why="only arrays of numbers or text can be kept without pickling",
                how="convert first, np.asarray(a, dtype=np.float32)",
            )
    # Written beside, and moved over the old file when complete: a move cannot stop half-way.
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as file:
            np.savez(file, **dict(arrays))  # type: ignore[arg-type]
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        raise DataError(
            f"{path.name} could not be written",
            why=f"its folder is missing, full or may not be written to: {error}",
            how=f"make the folder first, {path.parent}, or choose another",
        ) from error
    finally:
        part.unlink(missing_ok=True)


def load_arrays(path: Path | str) -> Arrays:
    """Read all arrays of an .npz, by name.

    Raises DataError when it is missing, damaged, no .npz, or holds anything but plain arrays.
    """
    import zipfile  # reading is when NumPy imports it too

    path = Path(path)
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as members:
            arrays = {name: members[name] for name in members.files}
    except FileNotFoundError as error:
        raise DataError(
            f"{path.name} is not there",
            why=f"there is no such file in {path.parent}",
            how="save first, save(net, path), or mend the path",
        ) from error
    except (OSError, EOFError, ValueError, TypeError, AttributeError) as error:
        raise _unreadable(path, error) from error
    except (zipfile.BadZipFile, zlib.error, KeyError) as error:
        raise _unreadable(path, error) from error
    for name, a in arrays.items():
        if not isinstance(a, np.ndarray):
            raise _unreadable(path, f"{name} is no array")
    return arrays


def _unreadable(path: Path, error: Exception | str) -> DataError:
    return DataError(
        f"{path.name} is damaged or no .npz of plain arrays",
        why=f"it could not be read without unpickling: {error}",
        how="save it again with save(net, path); from a framework, save its arrays with np.savez",
    )

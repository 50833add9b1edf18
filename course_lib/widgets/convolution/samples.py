"""A real picture and a real signal to put a kernel to: they come with Matplotlib."""

import functools
from pathlib import Path
from typing import IO

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.errors import DataError

__all__ = ["brain_waves", "grey", "photo"]

SHRINK = 3  # pixels of the original that become one, each way


@functools.cache
def photo() -> Float[Array, "3 200 170"]:
    """Rear Admiral Grace Hopper in colour, (3, 200, 170), read-only float32 from 0 to 1.

    Raises DataError where Matplotlib was installed without its sample data.
    Source: James S. Davis, US Navy (1984), in the public domain; `grace_hopper.jpg` of Matplotlib.
    """
    from PIL import Image

    with _sample("grace_hopper.jpg") as file, Image.open(file) as picture:
        pixels = np.asarray(picture.convert("RGB"), np.float32)
    H, W = (n // SHRINK for n in pixels.shape[:2])
    blocks = pixels[: H * SHRINK, : W * SHRINK].reshape(H, SHRINK, W, SHRINK, 3)
    small = np.ascontiguousarray(blocks.mean(axis=(1, 3)).transpose(2, 0, 1)) / np.float32(255)
    small.setflags(write=False)
    return small


def brain_waves() -> Float[Array, " W"]:
    """Voltage at one place of somebody's head, 800 moments, float64 with mean 0 and spread 1.

    Raises DataError where Matplotlib was installed without its sample data.
    Source: `eeg.dat` of Matplotlib, 4 places at a time; the first of them.
    """
    with _sample("eeg.dat") as file:
        return np.frombuffer(file.read(), "<f8").reshape(-1, 4)[:, 0]


def grey(x: Float[Array, "3 H W"]) -> Float[Array, "H W"]:
    """Brightness as the eye weighs colours: green most, blue least. Source: ITU-R BT.601."""
    weights = np.array([0.299, 0.587, 0.114], x.dtype)
    return np.tensordot(weights, x, axes=1)


def _sample(name: str) -> IO[bytes]:
    from matplotlib.cbook import get_sample_data

    try:
        return Path(get_sample_data(name, asfileobj=False)).open("rb")
    except FileNotFoundError as error:
        raise DataError(
            f"{name}, which comes with Matplotlib, is not there",
            why="some systems package Matplotlib without its sample data",
            how="install Matplotlib with pip: pip install --force-reinstall matplotlib",
        ) from error

"""Letters and textures of 16x16, drawn by `scripts/render_images.py`: what digits are not."""

import functools
from pathlib import Path

from course_lib.data.digits import read_bundled
from course_lib.data.images import Images

__all__ = ["load_letters", "load_textures"]

LETTERS_SHA256 = "0b6cb5cb281969f536f7ae1969d131c7fb9e341668642709e6210322cbb80d85"
TEXTURES_SHA256 = "e13f8d3ca616b48879f211830debf7c39002dfa9ba4e4e388218b61dcbc4903f"

_HERE = Path(__file__).parent
_GRAINS = ("fine grain", "coarse grain")
_FIBRES = tuple(
    f"{size} fibres, {turn}°" for size in ("fine", "coarse") for turn in (0, 45, 90, 135)
)


@functools.cache
def load_letters() -> Images:
    """1600 letters, A to J in 19 styles of print: x (1600, 1, 16, 16) from 0 (paper) to 15 (ink).

    Read once a process. Raises DataError when the file is missing or damaged.
    """
    path = _HERE / "letters.npz"
    return read_bundled(
        path, LETTERS_SHA256, name="letters", top=15, class_names=tuple("ABCDEFGHIJ")
    )


@functools.cache
def load_textures() -> Images:
    """1600 textures of ten kinds, grains and fibres: x (1600, 1, 16, 16) from 0 to 15.

    Read once a process. Raises DataError when the file is missing or damaged.
    """
    path = _HERE / "textures.npz"
    names = _GRAINS + _FIBRES
    return read_bundled(path, TEXTURES_SHA256, name="textures", top=15, class_names=names)

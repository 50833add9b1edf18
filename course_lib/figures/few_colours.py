"""Pictures in at most 256 colours: a third of the bytes, and all that a GIF can hold."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image

from course_lib._shapes import Array, UInt8

__all__ = ["in_few_colours", "write_gif"]

MOST = 256
KEPT = 32  # the commonest colours, which stay exactly what they are


def in_few_colours(picture: Image.Image) -> Image.Image:
    """Give `picture` with each pixel in the nearest of 256 colours; unchanged if it has no more.

    The palette is that of the picture's different colours, each counted once: a thin line matters
    as much as a wide field.
    """
    return _painted(picture, _palette(picture, MOST))


def write_gif(shots: Sequence[Image.Image], path: Path, each: int) -> None:
    """Write pictures one after the other, `each` for so many milliseconds, the last for 2000.

    All have the palette of the last: where each had its own, what stands still would flicker.
    """
    palette = _palette(shots[-1], MOST - 1)  # one stays free, for "as before": a third of the bytes
    first, *others = (_painted(shot, palette) for shot in shots)
    durations = [each] * len(others) + [2000]
    first.save(path, "GIF", save_all=True, append_images=others, duration=durations, loop=0)


def _palette(picture: Image.Image, most: int) -> UInt8[Array, "P 3"]:
    colours, counts = np.unique(_pixels(picture), axis=0, return_counts=True)
    if len(colours) <= most:
        return colours
    commonest = colours[np.argsort(-counts, kind="stable")[:KEPT]]
    once = Image.fromarray(colours[None]).quantize(most - KEPT, Image.Quantize.MEDIANCUT, kmeans=1)
    spread = np.array(once.getpalette(), np.uint8).reshape(-1, 3)[: most - KEPT]
    return np.concatenate([commonest, spread])


def _painted(picture: Image.Image, palette: UInt8[Array, "P 3"]) -> Image.Image:
    colours, which = np.unique(_pixels(picture), axis=0, return_inverse=True)
    a, b = colours.astype(np.float32), palette.astype(np.float32)
    # Pillow's own nearest colour is that of a box of colours: it would turn white into grey.
    nearest = ((b**2).sum(axis=1) - 2 * a @ b.T).argmin(axis=1)
    few = Image.fromarray(nearest[which].reshape(picture.height, picture.width).astype(np.uint8))
    few.putpalette(palette.tobytes())
    return few


def _pixels(picture: Image.Image) -> UInt8[Array, "N 3"]:
    return np.asarray(picture.convert("RGB")).reshape(-1, 3)

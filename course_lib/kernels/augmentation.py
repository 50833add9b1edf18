"""Augmentation: images changed at random in ways that leave their class what it is.

Every function takes images (N, C, H, W), float32 or float64, and draws anew for each image.
Source: CS231n lecture 7, "Data Augmentation".
"""

import numpy as np

from course_lib._shapes import Array, Float, Generator
from course_lib.errors import ShapeError
from course_lib.kernels._checks import check_floats, check_number, check_rng, check_sizes
from course_lib.kernels._windows import Sizes

__all__ = ["colour_jitter", "random_crop", "random_flip", "random_scale", "resize"]

Images = Float[Array, "N C H W"]

_TOGETHER = 64  # images scaled at a time: what is computed for them stays in the cache


def random_flip(x: Images, rng: Generator, share: float = 0.5) -> Images:
    """Mirror each image left to right with probability `share`.

    Shapes: x (N, C, H, W), out the same. Raises RangeError unless 0 <= share <= 1.
    """
    _check("random_flip", x)
    check_rng("random_flip", rng)
    why = "share is the probability that an image is mirrored"
    share = check_number("random_flip", "share", share, why=why, most=1)
    out = x.copy()
    mirrored = rng.random(len(x)) < share
    out[mirrored] = x[mirrored, :, :, ::-1]
    return out


def random_crop(x: Images, rng: Generator, size: Sizes, pad: Sizes = 0) -> Float[Array, "N C P Q"]:
    """Cut a window of `size` out of each image, at a place of its own, after zeros around it.

    Shapes: x (N, C, H, W), out (N, C, *size). Raises RangeError for a size below 1 or a negative
    pad, ShapeError when the window is larger than the padded image.
    """
    _check("random_crop", x)
    check_rng("random_crop", rng)
    size = check_sizes("random_crop", "size", size, 2, least=1)
    pad = check_sizes("random_crop", "pad", pad, 2, least=0)
    padded = np.pad(x, ((0, 0), (0, 0), (pad[0], pad[0]), (pad[1], pad[1])))
    room = [have - want for have, want in zip(padded.shape[2:], size, strict=True)]
    if min(room) < 0:
        raise ShapeError(
            f"random_crop got images of {x.shape[2:]}, pad {pad} and size {size}",
            why="a window is cut out of the padded image, and cannot be larger",
            how="choose a smaller size or more padding",
        )
    tops, lefts = (rng.integers(0, r + 1, len(x)) for r in room)
    out = np.empty((*x.shape[:2], *size), x.dtype)
    for image, source, top, left in zip(out, padded, tops, lefts, strict=True):
        image[...] = source[:, top : top + size[0], left : left + size[1]]
    return out


def random_scale(x: Images, rng: Generator, low: float = 0.8, high: float = 1.25) -> Images:
    """Enlarge or shrink each image about its middle by a factor of its own, from low to high.

    The factor is drawn evenly on a log scale: twice as large is as likely as half as large.
    Shapes: x (N, C, H, W), out the same: what grows beyond is cut off, what is left free is 0.
    Raises RangeError unless 0 < low <= high.
    """
    _check("random_scale", x)
    check_rng("random_scale", rng)
    why = "an image becomes `low` to `high` times as large"
    low = check_number("random_scale", "low", low, why=why, above=True)
    high = check_number("random_scale", "high", high, why=why, least=low)
    factors = np.exp(rng.uniform(np.log(low), np.log(high), len(x)))
    out = np.empty(x.shape, x.dtype)
    for start in range(0, len(x), _TOGETHER):
        part = slice(start, start + _TOGETHER)
        rows, columns = (_tents(n, factors[part]).astype(x.dtype) for n in x.shape[2:])
        np.matmul(rows @ x[part], columns.swapaxes(2, 3), out=out[part])
    return out


def _tents(n: int, factors: Array) -> Array:
    """How much each of n pixels of the source counts for each of the result, (N, 1, n, n).

    That is 1 at its place, 0 from a pixel's width away on, and on a straight line between.
    """
    middle = (n - 1) / 2
    places = (np.arange(n) - middle) / factors[:, None] + middle  # of the result, in the source
    apart = np.abs(places[:, None, :, None] - np.arange(n))
    return np.maximum(1 - apart, 0)


def colour_jitter(
    x: Images,
    rng: Generator,
    brightness: float = 0.2,
    contrast: float = 0.2,
    saturation: float = 0.2,
) -> Images:
    """Change each image's brightness, contrast and saturation by factors of its own.

    Each factor is drawn from 1 - strength to 1 + strength: brightness scales all pixels, contrast
    their distance from the image's mean, saturation that from each pixel's own grey (the mean of
    its channels). Shapes: x (N, C, H, W), out the same, not clipped.
    Raises RangeError unless each strength is from 0 to 1.
    """
    _check("colour_jitter", x)
    check_rng("colour_jitter", rng)
    out = x
    greys = {"brightness": None, "contrast": (1, 2, 3), "saturation": (1,)}
    strengths = {"brightness": brightness, "contrast": contrast, "saturation": saturation}
    for name, strength in strengths.items():
        why = "factors go from 1 - strength to 1 + strength, and none may be negative"
        strength = check_number("colour_jitter", name, strength, why=why, most=1)
        factor = rng.uniform(1 - strength, 1 + strength, (len(x), 1, 1, 1)).astype(x.dtype)
        axes = greys[name]
        grey = 0 if axes is None or x.size == 0 else out.mean(axis=axes, keepdims=True)
        out = grey + factor * (out - grey)
    return out


def resize(x: Images, size: Sizes) -> Float[Array, "N C P Q"]:
    """Images of another size, by linear interpolation between the four nearest pixels.

    Shapes: x (N, C, H, W), out (N, C, *size). Pixels are squares: the outer edges of both images
    coincide. No smoothing: an image that is shrunk to less than half loses pixels.
    Raises RangeError for a size below 1, ShapeError for images without pixels.
    """
    _check("resize", x)
    H_out, W_out = check_sizes("resize", "size", size, 2, least=1)
    H, W = x.shape[2:]
    rows = (np.arange(H_out) + 0.5) * H / H_out - 0.5
    columns = (np.arange(W_out) + 0.5) * W / W_out - 0.5
    return _sample(x, rows, columns)


def _sample(x: Array, rows: Array, columns: Array) -> Array:
    """x (..., H, W) at fractional rows and columns; beyond the edge, the edge."""
    top, down = _neighbours(rows, x.shape[-2])
    left, right = _neighbours(columns, x.shape[-1])
    upper, lower = x[..., top, :], x[..., np.minimum(top + 1, x.shape[-2] - 1), :]
    between = upper + (lower - upper) * down.astype(x.dtype)[:, None]
    start, end = between[..., left], between[..., np.minimum(left + 1, x.shape[-1] - 1)]
    return start + (end - start) * right.astype(x.dtype)


def _neighbours(places: Array, n: int) -> tuple[Array, Array]:
    """The pixel before each place, and how far the place lies beyond it."""
    places = np.clip(places, 0, n - 1)
    before = np.floor(places).astype(int)
    return before, places - before


def _check(where: str, x: Array) -> None:
    check_floats(where, x=x)
    if x.ndim != 4 or min(x.shape[2:]) < 1:
        raise ShapeError(
            f"{where} got x of shape {x.shape}",
            why="it changes images, which have channels, rows and columns",
            how="give x as (N, C, H, W); a single image as x[None]",
        )

"""What a 3 x 3 kernel makes of a picture, and how the result is shown in greys."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, UInt8
from course_lib.data import load_mnist
from course_lib.kernels import conv2d_forward
from course_lib.widgets.convolution.samples import grey, photo
from course_lib.widgets.explorer import in_words

__all__ = ["PRESETS", "SUBJECTS", "Edited", "edited", "name_of", "reading", "subject"]

SUBJECTS = ("a photograph", "a handwritten digit")
PRESETS: dict[str, tuple[float, ...]] = {
    "leave it as it is": (0, 0, 0, 0, 1, 0, 0, 0, 0),
    "blur": (0.11, 0.11, 0.11, 0.11, 0.12, 0.11, 0.11, 0.11, 0.11),
    "sharpen": (0, -1, 0, -1, 5, -1, 0, -1, 0),
    "edges, left to right": (-1, 0, 1, -1, 0, 1, -1, 0, 1),
    "edges, top to bottom": (-1, -1, -1, 0, 0, 0, 1, 1, 1),
    "edges of all kinds": (-1, -1, -1, -1, 8, -1, -1, -1, -1),
    "move it to the left": (0, 0, 0, 0, 0, 1, 0, 0, 0),
}


class Edited(NamedTuple):
    """before, after (H, W) as greys from 0 to 255; out (H, W), what the convolution gave.

    signed: whether 0 is shown as middle grey, since numbers below 0 mean as much as those above.
    """

    before: UInt8[Array, "H W"]
    after: UInt8[Array, "H W"]
    out: Float[Array, "H W"]
    signed: bool


def subject(name: str) -> Float[Array, "H W"]:
    """Give the picture of that name, 0 is black and 1 white."""
    if name == SUBJECTS[0]:
        return grey(photo())
    digits = load_mnist()
    return (digits.x[digits.y == 5][7, 0] / 255).astype(np.float32)


def edited(name: str, w: tuple[float, ...]) -> Edited:
    """Put the kernel `w`, nine numbers row by row, to the picture; zeros are padded around it."""
    x = subject(name)
    kernel = np.array(w, x.dtype).reshape(1, 1, 3, 3)
    out = conv2d_forward(x[None, None], kernel, np.zeros(1, x.dtype), pad=1)[0][0, 0]
    # A kernel that sums to 0 gives 0 on any even surface: what it finds is on either side of 0.
    signed = sum(w) < 1e-6
    shown = 0.5 + out / (2 * max(1e-6, float(np.abs(out).max()))) if signed else out
    return Edited(_greys(x), _greys(shown), out, signed)


def name_of(w: tuple[float, ...]) -> str:
    """Give the preset with these weights, or "your own"."""
    return next((name for name, preset in PRESETS.items() if preset == w), "your own")


def reading(name: str, w: tuple[float, ...], at: tuple[int, int]) -> str:
    """The sum at one pixel, term by term, and how greys are to be read."""
    x, done = subject(name), edited(name, w)
    i, j = at
    window = np.pad(x, 1)[i : i + 3, j : j + 3]
    pairs = zip(window.flat, w, strict=True)
    terms = [f"{v:.2f}·{_signed(k)}" for v, k in pairs if k] or ["nothing"]
    greys = (
        "Middle grey is 0, lighter is above, darker below."
        if done.signed
        else "Below 0 is shown black, above 1 white."
    )
    return (
        f"Row {i + 1}, column {j + 1}: {' + '.join(terms)} = {in_words(done.out[i, j], 3)}. "
        f"The weights add up to {in_words(round(sum(w), 2))}. {greys}"
    )


def _signed(value: float) -> str:
    return f"({in_words(value)})" if value < 0 else in_words(value)


def _greys(x: Array) -> UInt8[Array, "H W"]:
    return np.round(255 * np.clip(x, 0, 1)).astype(np.uint8)

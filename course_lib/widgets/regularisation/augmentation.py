"""Augmentation to play with: a few pictures, and what chance makes of them."""

from typing import Any, NamedTuple

import numpy as np
import traitlets
from matplotlib.cbook import get_sample_data
from matplotlib.figure import Figure
from PIL import Image

from course_lib._shapes import Array, Float, UInt8
from course_lib.data import load_mnist
from course_lib.figures import figure_bundle, style
from course_lib.kernels import colour_jitter, random_crop, random_flip, random_scale
from course_lib.widgets.explorer import Button, Choice, Explorer, Setting, Slider
from course_lib.widgets.script import script

__all__ = ["Augmentation", "How", "augmented", "digits", "photographs"]

COLUMNS = 6  # the picture as it was, and five copies
SIDE = 64
FACE, WHOLE = (95, 10, 385, 300), (0, 0, 512, 512)  # of the photograph, 512 by 600
CHOICES = ("digits", "photograph")


class How(NamedTuple):
    """What is done: share mirrored, pixels of crop, factor of scale, strength of colour."""

    flip: float
    crop: int
    scale: float
    colour: float


def digits() -> Float[Array, "2 1 28 28"]:
    """A 2 and a 7 of the bundled digits, ink 1 on paper 0."""
    mnist = load_mnist()
    places = [int(np.flatnonzero(mnist.y == c)[3]) for c in (2, 7)]
    return (mnist.x[places] / mnist.top).astype(np.float32)


def photographs() -> Float[Array, "2 3 64 64"]:
    """Grace Hopper, her face and more of her, 0 to 1.

    Her official portrait of 1984, United States Navy, which comes with Matplotlib.
    """
    with Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False)) as whole:
        parts = [
            whole.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BILINEAR, box=box)
            for box in (FACE, WHOLE)
        ]
    return np.stack([np.asarray(p, np.float32).transpose(2, 0, 1) / 255 for p in parts])


def augmented(x: Float[Array, "N C H W"], how: How, seed: int) -> Float[Array, "N K C H W"]:
    """Each picture as it was, then five copies changed at random, (N, 6, C, H, W), 0 to 1."""
    rng = np.random.default_rng(seed)
    copies = np.repeat(x, COLUMNS - 1, axis=0)
    copies = random_flip(copies, rng, how.flip)
    copies = random_scale(copies, rng, 1 / how.scale, how.scale)
    copies = random_crop(copies, rng, copies.shape[2:], pad=how.crop)
    if x.shape[1] == 3:
        copies = colour_jitter(copies, rng, how.colour, how.colour, how.colour)
    copies = copies.reshape(len(x), COLUMNS - 1, *x.shape[1:])
    return np.clip(np.concatenate([x[:, None], copies], axis=1), 0, 1)


def as_pixels(pictures: Float[Array, "N K C H W"]) -> UInt8[Array, "N K H W 3"]:
    """Red, green and blue of each pixel, 0 to 255; of one channel, ink on paper."""
    rows = np.moveaxis(pictures, 2, -1)
    if rows.shape[-1] == 1:
        rows = np.repeat(1 - rows, 3, axis=-1)
    return np.round(255 * rows).astype(np.uint8)


class Augmentation(Explorer):
    """Pictures and copies of them, mirrored, cut out, scaled and coloured at random.

    pictures: "digits" or "photograph"; flip: share mirrored; crop: moved by up to so many of 28
    pixels; scale: up to so many times as large or as small; colour: strength of the jitter; draw:
    other copies.
    """

    title = "Augmentation"
    _esm = Explorer._esm.replace("export default { render };", "") + script(
        "regularisation/augmentation.js"
    )

    pictures = Setting("digits", Choice("Pictures", CHOICES))
    flip = Setting(0.0, Slider("Mirrored, share", (0.0, 0.25, 0.5, 0.75, 1.0)))
    crop = Setting(3, Slider("Crop: moved by up to", (0, 1, 2, 3, 4, 6, 8)))
    scale = Setting(1.0, Slider("Scale: up to × or ÷", (1.0, 1.1, 1.25, 1.5, 2.0)))
    colour = Setting(0.0, Slider("Colour jitter, ±", (0.0, 0.2, 0.4, 0.8)))
    draw = Setting(0, Button("Draw again"))

    pixels = traitlets.Bytes().tag(sync=True)  # uint8 (rows, 6, H, W, 3)
    sizes = traitlets.List().tag(sync=True)  # rows, 6, H, W

    def _show(self) -> None:
        shown = as_pixels(self._copies())
        with self.hold_sync():
            self.pixels, self.sizes = shown.tobytes(), list(shown.shape[:4])
            self.reading, self.controls = self._reading(), self._controls()

    def _copies(self) -> Array:
        x = self._images()
        pixels = round(self.crop * x.shape[-1] / 28)
        return augmented(x, How(self.flip, pixels, self.scale, self.colour), self.draw)

    def _images(self) -> Array:
        return digits() if self.pictures == "digits" else photographs()

    def _reading(self) -> str:
        done = [
            f"{self.flip:.0%} mirrored" if self.flip else "",
            f"moved by up to {self.crop} of 28 pixels" if self.crop else "",
            f"up to {self.scale:g} times as large or as small" if self.scale > 1 else "",
        ]
        if self.colour and self.pictures != "digits":
            done.append(f"brightness, contrast and saturation changed by up to {self.colour:.0%}")
        told = ", ".join(filter(None, done)) or "nothing is changed"
        grey = self.colour and self.pictures == "digits"
        return (
            f"Each picture as it was, then five copies of it: {told}. "
            f"{'Digits have no colour to change. ' if grey else ''}"
            "Every copy keeps its label: is it still right?"
        )

    def _repr_mimebundle_(self, **kwargs: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        live, live_metadata = super(Explorer, self)._repr_mimebundle_(**kwargs)
        alt = f"{self.title}. {self.reading}"
        data, metadata = figure_bundle(_figure(as_pixels(self._copies())), alt=alt)
        return {**live, **data, "text/plain": repr(self)}, {**live_metadata, **metadata}


def _figure(shown: UInt8[Array, "N K H W 3"]) -> Figure:
    N, K = shown.shape[:2]
    with style():
        fig = Figure(figsize=(1.3 * K, 1.3 * N + 0.2))
        for row, axes in zip(shown, fig.subplots(N, K, squeeze=False), strict=True):
            for picture, ax in zip(row, axes, strict=True):
                ax.imshow(picture)
                ax.set_xticks([])
                ax.set_yticks([])
                ax.spines[:].set(visible=True, color="#B0B0B0")
        fig.axes[0].set_title("as it was", loc="left", fontsize=10)
    return fig

"""Images, maps and filters in greys and colours, and all of them as one still picture."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from course_lib._shapes import Array, Float, UInt8
from course_lib.figures import style

__all__ = ["around_zero", "coloured", "paper", "picture_of"]

COLUMNS = 8  # maps side by side


def paper(x: Float[Array, "H W"]) -> UInt8[Array, "H W"]:
    """Ink (1) as black on white paper (0)."""
    return np.round(255 * (1 - np.clip(x, 0, 1))).astype(np.uint8)


def around_zero(w: Float[Array, "K L"]) -> UInt8[Array, "K L"]:
    """0 as middle grey, the number furthest from it black or white."""
    return np.round(127.5 + 127.5 * w / max(1e-9, float(np.abs(w).max()))).astype(np.uint8)


def coloured(values: Float[Array, "*S"], most: float) -> Array:
    """Colours (..., 3), uint8: 0 and below dark, `most` bright; told apart with any vision."""
    from matplotlib import colormaps

    shares = np.clip(values / max(most, 1e-9), 0, 1)
    return np.asarray(colormaps["viridis"](shares, bytes=True))[..., :3]


def picture_of(
    x: Float[Array, "H W"],
    share: Float[Array, "H W"],
    maps: Float[Array, "F P Q"],
    titles: tuple[str, str, str],
) -> Figure:
    """The image, what is left of the answer where it is covered, and the maps of a layer."""
    rows = -(-len(maps) // COLUMNS)
    with style():
        fig = Figure(figsize=(7.6, 2.6 + 1.05 * rows))
        heights = [2.5, *[1.05] * rows]
        grid = fig.add_gridspec(1 + rows, COLUMNS, height_ratios=heights)
        half = COLUMNS // 2
        _draw(fig.add_subplot(grid[0, :half]), paper(x), titles[0], cmap="gray", vmin=0, vmax=255)
        _draw(fig.add_subplot(grid[0, half:]), coloured(share, 1.0), titles[1])
        for f, one in enumerate(coloured(maps, float(maps.max()))):
            ax = fig.add_subplot(grid[1 + f // COLUMNS, f % COLUMNS])
            _draw(ax, one, titles[2] if f == 0 else "")
    return fig


def _draw(ax: Axes, pixels: Array, title: str, **look: object) -> None:
    ax.imshow(pixels, **look)  # type: ignore[arg-type]
    ax.set_title(title, fontsize=9.5, loc="left")
    ax.set_axis_off()

"""The kNN plane as a still picture: what a saved notebook shows where no kernel runs."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from course_lib._shapes import Array
from course_lib.figures import LOOKS, style
from course_lib.kernels import k_nearest
from course_lib.widgets.knn.data import CLASSES, Scene
from course_lib.widgets.knn.regions import EXTENT, PAIRWISE, Regions, rotate

__all__ = ["describe", "picture"]

INK = "#303030"


def describe(scene: Scene, k: int, metric: str, angle: float, plane: Regions) -> str:
    """Say in words what `picture` shows."""
    shares = [f"{LOOKS[c].shape} wins {(plane.votes == c).mean():.0%}" for c in range(CLASSES)]
    text = (
        f"The plane coloured by the vote of the k = {k} nearest of {len(scene.x)} points, "
        f"measured by {metric}: {', '.join(shares)} of it."
    )
    if angle:
        text += (
            f" The points are turned by {angle:g} degrees; {plane.changed_share:.1%} of the plane "
            "votes otherwise than the unturned picture turned as a whole."
        )
    return text


def picture(
    scene: Scene, k: int, metric: str, angle: float, plane: Regions, probe: Array
) -> Figure:
    """Draw regions, points and, for the place `probe` (2,), its k neighbours."""
    with style():
        fig = Figure(figsize=(5.0, 5.2))
        axes = fig.add_subplot(xticks=[], yticks=[], aspect="equal")
        x = rotate(scene.x.astype(float), angle)
        _draw_field(axes, plane)
        _draw_neighbours(axes, x, k, metric, probe)
        for c, look in enumerate(LOOKS[:CLASSES]):
            axes.scatter(
                x[scene.y == c, 0],
                x[scene.y == c, 1],
                s=62,
                c=look.colour,
                marker=look.marker,
                edgecolors="white",
                linewidths=1.4,
                zorder=3,
            )
        turned = f", points turned by {angle:g}°" if angle else ""
        axes.set_title(f"k = {k}, {metric}{turned}")
        axes.set(xlim=(-EXTENT, EXTENT), ylim=(-EXTENT, EXTENT))
        axes.spines[:].set_visible(False)
    return fig


def _draw_field(axes: Axes, plane: Regions) -> None:
    box = (-EXTENT, EXTENT, -EXTENT, EXTENT)
    tints = ListedColormap([_tint(look.colour) for look in LOOKS[:CLASSES]])
    axes.imshow(plane.votes, tints, vmin=0, vmax=CLASSES - 1, extent=box)
    for c in range(CLASSES):
        # A line needs two sides.
        if 0 < (plane.votes == c).mean() < 1:
            axes.contour(plane.votes == c, [0.5], colors="white", extent=box, origin="upper")
    if plane.changed.any():
        axes.contourf(
            plane.changed,
            [0.5, 1.5],
            colors="none",
            hatches=["////"],
            extent=box,
            origin="upper",
        )


def _draw_neighbours(axes: Axes, x: Array, k: int, metric: str, probe: Array) -> None:
    near = k_nearest(PAIRWISE[metric](probe[None], x).round(9), k)[0]
    for p in x[near]:
        # The length of what is drawn is the distance that is measured.
        corner = [[p[0], probe[1]]] if metric == "L1" else []
        path = np.array([probe, *corner, p]).T
        axes.plot(*path, color="white", linewidth=3.4, solid_capstyle="round")
        axes.plot(*path, color=INK, linewidth=1.2)
    axes.plot(*probe, "+", color="white", markersize=15, markeredgewidth=4.5, zorder=4)
    axes.plot(*probe, "+", color=INK, markersize=14, markeredgewidth=2, zorder=4)


def _tint(colour: str) -> tuple[float, float, float]:
    red, green, blue = (1 - 0.36 * (1 - int(colour[i : i + 2], 16) / 255) for i in (1, 3, 5))
    return red, green, blue

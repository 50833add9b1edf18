"""Who wins where: the plane coloured by the vote of the k nearest points.

Source: CS231n notes, "k - Nearest Neighbor Classifier", for the picture; the rotation is the
exercise that L1 depends on the choice of axes and L2 does not.
"""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float, Int, UInt8
from course_lib.kernels import knn_predict, pairwise_l1, pairwise_l2

__all__ = ["EXTENT", "Regions", "grid", "regions", "rotate", "vote_at"]

EXTENT = 1.08  # half the side of the square that is drawn around the unit disc
PAIRWISE = {"L1": pairwise_l1, "L2": pairwise_l2}


class Regions(NamedTuple):
    """votes (S, S) uint8, the first row on top; changed (S, S) bool, where turning changed it."""

    votes: UInt8[Array, "S S"]
    changed: Array

    @property
    def changed_share(self) -> float:
        """Share of the plane, 0 to 1, that votes otherwise than the picture turned as a whole."""
        return float(self.changed.mean())


def rotate(x: Float[Array, "N 2"], degrees: float) -> Float[Array, "N 2"]:
    """Turn every row of x (N, 2) anticlockwise about the origin."""
    c, s = np.cos(np.deg2rad(degrees)), np.sin(np.deg2rad(degrees))
    return x @ np.array([[c, s], [-s, c]])


def grid(S: int) -> Float[Array, "G 2"]:
    """Centres (S * S, 2) of the cells of the drawn square, row by row from the top left."""
    ticks = EXTENT * ((2 * np.arange(S) + 1) / S - 1)
    across, up = np.meshgrid(ticks, ticks[::-1])
    return np.stack([across.ravel(), up.ravel()], axis=1)


def vote_at(
    queries: Float[Array, "G 2"],
    x: Float[Array, "N 2"],
    y: Int[Array, " N"] | UInt8[Array, " N"],
    k: int,
    metric: str,
) -> UInt8[Array, " G"]:
    """Class that wins at each of the queries (G, 2), given points x (N, 2) and classes y (N,).

    Raises RangeError unless 1 <= k <= N.
    """
    # Points first: pairwise_l1 goes row by row, and there are far fewer points than queries.
    distances = PAIRWISE[metric](x, queries).T
    # Rounded, so that what is a tie stays a tie however the points are turned.
    return knn_predict(distances.round(9), y.astype(np.intp), k).astype(np.uint8)


def regions(
    x: Float[Array, "N 2"],
    y: Int[Array, " N"] | UInt8[Array, " N"],
    k: int,
    metric: str,
    angle: float,
    S: int = 120,
) -> Regions:
    """Votes over the drawn square when the points are turned by `angle` degrees.

    `changed` compares with the picture of the unturned points, itself turned by the same angle:
    nowhere for L2, which does not know where the axes are.
    Shapes: x (N, 2), y (N,). Raises RangeError unless 1 <= k <= N.
    """
    x, queries = x.astype(float), grid(S)
    votes = vote_at(queries, rotate(x, angle), y, k, metric)
    # Turning the queries back asks the old picture itself: no pixel is resampled.
    before = vote_at(rotate(queries, -angle), x, y, k, metric) if angle else votes
    return Regions(votes.reshape(S, S), (votes != before).reshape(S, S))

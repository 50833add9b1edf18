"""What a trained net makes of an image: its maps, and which parts its answer hangs on."""

from typing import NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.kernels import softmax
from course_lib.nn import Sequential

__all__ = ["Occlusion", "feature_maps", "occlusion"]


class Occlusion(NamedTuple):
    """For every pixel (H, W), with a patch about it: the answer, and the share that `label` gets.

    label: the net's answer to the whole image; plain: the share it gets there.
    """

    label: int
    plain: float
    share: Float[Array, "H W"]
    answer: Array


def feature_maps(net: Sequential, x: Float[Array, "C H W"]) -> dict[str, Array]:
    """Give the maps (F, H, W) of every layer that has any, by the layer's name."""
    given = net.activations(x[None].astype(net.dtype))
    return {name: out[0] for name, out in given.items() if out.ndim == 4}


def occlusion(net: Sequential, x: Float[Array, "C H W"], patch: int) -> Occlusion:
    """Cover a square of `patch` pixels with 0, about one pixel after the other.

    Source: Zeiler & Fergus (2014), "Visualizing and understanding convolutional networks".
    """
    x = x.astype(net.dtype)
    H, W = x.shape[1:]
    covered = np.repeat(x[None], H * W, axis=0)
    before = (patch - 1) // 2
    for n, (i, j) in enumerate(np.ndindex(H, W)):
        top, left = max(0, i - before), max(0, j - before)
        covered[n, :, top : i - before + patch, left : j - before + patch] = 0
    shares = softmax(np.concatenate([net.scores(x[None]), net.scores(covered)]))
    label = int(shares[0].argmax())
    return Occlusion(
        label,
        float(shares[0, label]),
        shares[1:, label].reshape(H, W),
        shares[1:].argmax(axis=1).reshape(H, W),
    )

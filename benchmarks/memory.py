"""The most memory held at once, beside the naive way that a blackboard suggests."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from benchmarks.convolution import LAYERS, arrays, ours
from benchmarks.race import Race, megabytes
from course_lib.kernels import pairwise_l1, pairwise_l2

__all__ = ["races"]


def races() -> list[Race]:
    """The rows on memory."""
    rng = np.random.default_rng(0)
    a, b = (rng.random((n, 3072), np.float32) for n in (40, 400))
    layer = LAYERS[1]
    x, w, b_conv, dout = arrays(layer, np.float32)
    return [
        Race(
            work="memory of L2 40 x 400 x 3072",
            ours=lambda: pairwise_l2(a, b),
            peers={"all differences at once": lambda: np.sqrt(((a[:, None] - b) ** 2).sum(2))},
            measure=megabytes,
        ),
        Race(
            work="memory of L1 40 x 400 x 3072",
            ours=lambda: pairwise_l1(a, b),
            peers={"all differences at once": lambda: np.abs(a[:, None] - b).sum(2)},
            measure=megabytes,
        ),
        Race(
            work="memory of conv c2, forward and backward, float32",
            ours=lambda: ours(layer, x, w, b_conv, dout),
            peers={"all windows at once": lambda: _conv_by_all_windows(x, w, b_conv, dout)},
            measure=megabytes,
        ),
    ]


def _conv_by_all_windows(
    x: np.ndarray, w: np.ndarray, b: np.ndarray, dout: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Stride 1, pad 1: every window copied into one matrix, kept for the backward pass."""
    (N, C, H, W), (F, _, K, _) = x.shape, w.shape
    padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = sliding_window_view(padded, (K, K), (2, 3)).transpose(0, 2, 3, 1, 4, 5)
    columns = windows.reshape(N * H * W, C * K * K)
    out = (columns @ w.reshape(F, -1).T + b).reshape(N, H, W, F).transpose(0, 3, 1, 2)
    flat = dout.transpose(0, 2, 3, 1).reshape(-1, F)
    dw, db = (flat.T @ columns).reshape(w.shape), flat.sum(axis=0)
    dcolumns = (flat @ w.reshape(F, -1)).reshape(N, H, W, C, K, K)
    dx = np.zeros_like(padded)
    for i in range(K):
        for j in range(K):
            dx[:, :, i : i + H, j : j + W] += dcolumns[..., i, j].transpose(0, 3, 1, 2)
    return out, dx[:, :, 1:-1, 1:-1], dw, db

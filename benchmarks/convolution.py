"""Convolution, forward and backward to all three arguments, on images as (N, C, H, W) in memory."""

from typing import NamedTuple

import numpy as np

from benchmarks.peers import torch_gradients, torch_where_installed
from benchmarks.race import Race
from course_lib.kernels import conv2d_backward, conv2d_forward

__all__ = ["LAYERS", "Layer", "arrays", "ours", "races"]


class Layer(NamedTuple):
    """N images of C channels and H x H pixels, F filters of K x K, and the goal in float32."""

    name: str
    N: int
    C: int
    H: int
    F: int
    K: int
    stride: int
    pad: int
    goal: float


LAYERS = (
    Layer("c1", 64, 3, 32, 32, 7, 1, 3, 1.3),
    Layer("c2", 64, 32, 16, 64, 3, 1, 1, 1.75),
    Layer("c3", 100, 64, 8, 128, 3, 1, 1, 1.5),
    Layer("c4", 64, 64, 16, 128, 1, 1, 0, 1.0),
    Layer("c5", 64, 32, 17, 64, 3, 2, 1, 1.45),
)


def races() -> list[Race]:
    """The rows on convolution."""
    return [_race(layer, dtype) for dtype in (np.float32, np.float64) for layer in LAYERS]


def arrays(layer: Layer, dtype: type) -> tuple[np.ndarray, ...]:
    """Give x, w, b and dout for a layer."""
    rng = np.random.default_rng(0)
    _, N, C, H, F, K, stride, pad, _ = layer
    H_out = (H + 2 * pad - K) // stride + 1
    shapes = (N, C, H, H), (F, C, K, K), (F,), (N, F, H_out, H_out)
    x, w, b, dout = (rng.standard_normal(shape, dtype) for shape in shapes)
    return x, w, b, dout


def ours(
    layer: Layer, x: np.ndarray, w: np.ndarray, b: np.ndarray, dout: np.ndarray
) -> tuple[np.ndarray | None, ...]:
    """Run a layer forward and backward."""
    _, cache = conv2d_forward(x, w, b, stride=layer.stride, pad=layer.pad)
    return conv2d_backward(dout, cache)


def _race(layer: Layer, dtype: type) -> Race:
    x, w, b, dout = arrays(layer, dtype)
    name, N, C, H, F, K, stride, pad, goal = layer
    peers = {}
    if torch := torch_where_installed():
        conv2d = torch.nn.functional.conv2d
        peers["torch"] = torch_gradients(
            lambda *leaves: conv2d(*leaves, stride=stride, padding=pad), dout, x, w, b
        )
    return Race(
        work=f"conv {name} {N}x{C}x{H}x{H} F{F} K{K} stride {stride} pad {pad}, {np.dtype(dtype)}",
        ours=lambda: ours(layer, x, w, b, dout),
        peers=peers,
        goals={"torch": goal if dtype is np.float32 else 1.0},
    )

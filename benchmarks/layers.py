"""Max pooling, spatial batch normalisation and dropout, forward and backward; scaling images."""

import numpy as np

from benchmarks.peers import torch_gradients, torch_where_installed
from benchmarks.race import Race
from course_lib.kernels import (
    dropout_backward,
    dropout_forward,
    max_pool_backward,
    max_pool_forward,
    random_scale,
    spatial_batchnorm_backward,
    spatial_batchnorm_forward,
    start_running,
)

__all__ = ["races"]


def races() -> list[Race]:
    """The rows on layers that are no products of matrices."""
    rng = np.random.default_rng(0)
    return [_max_pool(rng), _spatial_batchnorm(rng), _dropout(rng), _random_scale(rng)]


def _max_pool(rng: np.random.Generator) -> Race:
    x, dout = (rng.standard_normal((64, 32, H, H), np.float32) for H in (32, 16))
    peers = {}
    if torch := torch_where_installed():
        max_pool2d = torch.nn.functional.max_pool2d
        peers["torch"] = torch_gradients(lambda x: max_pool2d(x, 2), dout, x)
    return Race(
        work="max pool 2x2, 64x32x32x32",
        ours=lambda: max_pool_backward(dout, max_pool_forward(x, 2)[1]),
        peers=peers,
        goals={"torch": 0.5},
    )


def _spatial_batchnorm(rng: np.random.Generator) -> Race:
    x, dout = (rng.standard_normal((64, 32, 16, 16), np.float32) for _ in range(2))
    gamma, beta = (rng.standard_normal(32, np.float32) for _ in range(2))
    running = start_running(32)
    peers = {}
    if torch := torch_where_installed():
        batch_norm = torch.nn.functional.batch_norm
        mean, var = torch.zeros(32), torch.ones(32)
        peers["torch"] = torch_gradients(
            lambda x, gamma, beta: batch_norm(x, mean, var, gamma, beta, training=True),
            dout,
            x,
            gamma,
            beta,
        )
    return Race(
        work="spatial batchnorm 64x32x16x16",
        ours=lambda: spatial_batchnorm_backward(
            dout, spatial_batchnorm_forward(x, gamma, beta, running, train=True)[1]
        ),
        peers=peers,
        goals={"torch": 1.0},
    )


def _dropout(rng: np.random.Generator) -> Race:
    x, dout = (rng.standard_normal((1000, 1000), np.float32) for _ in range(2))
    quick = np.random.Generator(np.random.SFC64(0))
    peers = {}
    if torch := torch_where_installed():
        peers["torch"] = torch_gradients(torch.nn.functional.dropout, dout, x)
    return Race(
        work="dropout of 1 M numbers",
        ours=lambda: dropout_backward(dout, dropout_forward(x, 0.5, quick, train=True)[1]),
        peers=peers,
        goals={"torch": 0.2},
    )


def _random_scale(rng: np.random.Generator) -> Race:
    x = rng.random((4000, 1, 28, 28), np.float32)
    peers = {}
    if torch := torch_where_installed():
        images, F = torch.from_numpy(x), torch.nn.functional
        middle = torch.eye(2, 3)

        def in_torch() -> None:
            factors = torch.exp(torch.empty(len(images), 1, 1).uniform_(-0.2, 0.2))
            places = F.affine_grid(middle / factors, images.shape, align_corners=False)
            F.grid_sample(images, places, align_corners=False)

        peers["torch affine_grid + grid_sample"] = in_torch
    return Race(
        work="random_scale of 4000 digits",
        ours=lambda: random_scale(x, rng),
        peers=peers,
    )

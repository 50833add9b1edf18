"""An epoch of training through the modular nets and the trainer: 5000 digits, Adam."""

import itertools
import math
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers import torch_where_installed
from benchmarks.race import Race, Work
from course_lib.data import load_mnist
from course_lib.nn import Sequential, Trainer, mlp, small_cnn
from course_lib.optim import Adam

__all__ = ["races"]

SIZES = (784, 512, 512, 512, 512, 10)


def races() -> list[Race]:
    """The rows on whole nets."""
    rng = np.random.default_rng(0)
    digits = load_mnist()
    x, y = digits.as_vectors().reshape(digits.x.shape), digits.y
    return [
        Race(
            work="CNN epoch: conv5x5x16-bn-relu-pool-affine100-affine10, batch 64",
            ours=_ours(small_cnn((1, 28, 28), 10, rng=rng), x, y, 64),
            peers=_theirs(_cnn_in_torch, x, y, 64),
            goals={"torch eager": 0.8},
        ),
        Race(
            work="MLP epoch: 784-512x4-10, batch 128",
            ours=_ours(mlp(SIZES, rng=rng), x, y, 128),
            peers=_theirs(_mlp_in_torch, x, y, 128),
            goals={"torch eager": 1.05},
        ),
    ]


def _ours(net: Sequential, x: np.ndarray, y: np.ndarray, batch: int) -> Work:
    trainer = Trainer(optimiser=Adam(), epochs=1, batch=batch, explode=math.inf)
    rng = np.random.default_rng(0)
    return lambda: trainer.fit(net, (x, y), rng=rng, watch=())


def _theirs(
    build: Callable[[Any], Any], x: np.ndarray, y: np.ndarray, batch: int
) -> dict[str, Work]:
    torch = torch_where_installed()
    if torch is None:
        return {}
    net, data, labels = build(torch.nn), torch.tensor(x), torch.tensor(y)
    optimiser, loss_of = torch.optim.Adam(net.parameters()), torch.nn.CrossEntropyLoss()

    def epoch() -> None:
        for rows in torch.randperm(len(labels)).split(batch):
            optimiser.zero_grad()
            loss = loss_of(net(data[rows]), labels[rows])
            loss.backward()
            optimiser.step()
            loss.item()

    return {"torch eager": epoch}


def _cnn_in_torch(nn: Any) -> Any:
    return nn.Sequential(
        nn.Conv2d(1, 16, 5, padding=2),
        nn.BatchNorm2d(16),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(16 * 14 * 14, 100),
        nn.ReLU(),
        nn.Linear(100, 10),
    )


def _mlp_in_torch(nn: Any) -> Any:
    layers = [nn.Flatten()]
    for before, after in itertools.pairwise(SIZES):
        layers += [nn.Linear(before, after), nn.ReLU()]
    return nn.Sequential(*layers[:-1])

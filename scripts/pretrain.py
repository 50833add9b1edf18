"""Train the nets kept in course_lib/nn/pretrained_*.npz on MNIST digits, from a seed.

    python scripts/pretrain.py

A minute or two. Their accuracy on digits that they were not trained on is printed.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from course_lib.kernels import random_crop, random_scale
from course_lib.nn import PRETRAINED, Trainer, save_arrays, transfer_net
from course_lib.nn.pairs import mnist_images
from course_lib.nn.pretrained import path_of
from course_lib.optim import Adam, WarmupCosine

SEED, EPOCHS = 0, 15


def main() -> None:
    """Train each from the same seed; a tenth of each class is kept back to test."""
    for name, classes in PRETRAINED.items():
        print(f"{name}: {pretrain(name, classes):.1%} right on digits kept back")


def pretrain(name: str, classes: int) -> float:
    """Train on the first `classes` digits, write the arrays, and give the test accuracy."""
    rng = np.random.default_rng(SEED)
    x, y = mnist_images()
    rows = rng.permutation(np.flatnonzero(y < classes))
    test, train = np.split(rows, [len(rows) // 10])
    mean, std = x[train].mean(dtype=np.float64), x[train].std(dtype=np.float64)
    x = ((x - mean) / std).astype(np.float32)
    paper = x.min()
    net = transfer_net(classes, rng=rng)
    trainer = Trainer(
        optimiser=Adam(lr=2e-3),
        epochs=EPOCHS,
        batch=32,
        reg=1e-4,
        schedule=WarmupCosine(warmup=0, total=EPOCHS),
        # What comes in from outside is 0 there, so paper has to be 0 too.
        augment=lambda x, rng: moved(x - paper, rng) + paper,
    )
    trainer.fit(net, (x[train], y[train]), rng=rng, watch=())
    pixels = {"pixels.mean": np.array(mean), "pixels.std": np.array(std)}
    save_arrays(net.arrays | pixels, path_of(name))
    return float((net.predict(x[test]) == y[test]).mean())


def moved(x: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Each digit up to 15 % larger or smaller, and up to a pixel away from where it was."""
    return random_crop(random_scale(x, rng, 1 / 1.15, 1.15), rng, x.shape[2:], pad=1)


if __name__ == "__main__":
    main()

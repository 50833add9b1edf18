"""Linear classifiers, loss and gradient, at the size of CIFAR-10: 49000 x 3073, 10 classes."""

from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks.peers import torch_where_installed
from benchmarks.race import Race
from course_lib.kernels import linear_softmax_loss, linear_svm_loss

__all__ = ["races"]


def races() -> list[Race]:
    """The rows on softmax and SVM."""
    rng = np.random.default_rng(0)
    x = rng.random((49000, 3073), np.float32)
    w = 1e-3 * rng.standard_normal((3073, 10), np.float32)
    y = rng.integers(0, 10, len(x))
    softmax, svm = {}, {}
    if torch := torch_where_installed():
        softmax["torch autograd"] = _autograd(torch.nn.functional.cross_entropy, w, x, y)
        svm["torch autograd"] = _autograd(_svm_in_torch, w, x, y)
    return [
        Race(
            work="softmax 49000 x 3073 x 10, loss and gradient",
            ours=lambda: linear_softmax_loss(w, x, y),
            peers=softmax,
            goals={"torch autograd": 0.25},
        ),
        Race(
            work="SVM 49000 x 3073 x 10, loss and gradient",
            ours=lambda: linear_svm_loss(w, x, y),
            peers=svm,
            goals={"torch autograd": 0.25},
        ),
    ]


def _autograd(
    loss: Callable[..., Any], w: np.ndarray, x: np.ndarray, y: np.ndarray
) -> Callable[[], Any]:
    torch = torch_where_installed()
    leaf = torch.from_numpy(w).requires_grad_()
    data, labels = torch.from_numpy(x), torch.from_numpy(y)
    return lambda: torch.autograd.grad(loss(data @ leaf, labels), leaf)


def _svm_in_torch(scores: Any, y: Any) -> Any:
    # As nn.MultiMarginLoss, which divides by the number of classes and is slower besides.
    margins = (scores - scores.gather(1, y[:, None]) + 1).clamp(min=0)
    return (margins.sum() - len(y)) / len(y)

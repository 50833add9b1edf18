"""Distances and votes at the sizes of CIFAR-10: 500 tests, 5000 examples, 3072 numbers each."""

import importlib.util

import numpy as np

from benchmarks.race import Race
from course_lib.kernels import knn_predict, pairwise_l1, pairwise_l2

__all__ = ["races"]


def races() -> list[Race]:
    """The rows on nearest neighbours."""
    rng = np.random.default_rng(0)
    tests, examples = (rng.random((n, 3072), np.float32) for n in (500, 5000))
    y = rng.integers(0, 10, 5000)
    few = tests[:20]
    l2 = {"its matrix product alone": lambda: tests @ examples.T}
    l1 = {}
    if importlib.util.find_spec("scipy"):
        from scipy.spatial.distance import cdist

        l1["scipy cdist"] = lambda: cdist(few, examples, "cityblock")
    if importlib.util.find_spec("sklearn"):
        from sklearn.neighbors import KNeighborsClassifier

        model = KNeighborsClassifier(5, algorithm="brute").fit(examples, y)
        l2["scikit-learn"] = lambda: model.predict(tests)
    if importlib.util.find_spec("torch"):
        import torch

        torch.set_num_threads(1)
        a, b = torch.from_numpy(tests), torch.from_numpy(examples)
        l2["torch cdist + topk"] = lambda: torch.cdist(a, b).topk(5, largest=False)
    return [
        Race(
            "L2 500 x 5000 x 3072 with the vote of 5",
            lambda: knn_predict(pairwise_l2(tests, examples), y, 5),
            l2,
            {"its matrix product alone": 1.10, "torch cdist + topk": 0.75},
        ),
        Race(
            "L1 20 x 5000 x 3072",
            lambda: pairwise_l1(few, examples),
            l1,
            {"scipy cdist": 0.65},
        ),
    ]

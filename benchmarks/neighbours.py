"""Distances and votes at the sizes of CIFAR-10: 500 tests, 5000 examples, 3072 numbers each."""

import numpy as np

from benchmarks.peers import optional, torch_where_installed
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
    if distance := optional("scipy.spatial.distance"):
        l1["SciPy cdist"] = lambda: distance.cdist(few, examples, "cityblock")
    if neighbors := optional("sklearn.neighbors"):
        model = neighbors.KNeighborsClassifier(5, algorithm="brute").fit(examples, y)
        l2["scikit-learn"] = lambda: model.predict(tests)
    if torch := torch_where_installed():
        a, b = torch.from_numpy(tests), torch.from_numpy(examples)
        l2["torch cdist + topk"] = lambda: torch.cdist(a, b).topk(5, largest=False)
    return [
        Race(
            work="L2 500 x 5000 x 3072 with the vote of 5",
            ours=lambda: knn_predict(pairwise_l2(tests, examples), y, 5),
            peers=l2,
            goals={"its matrix product alone": 1.10, "torch cdist + topk": 0.75},
        ),
        Race(
            work="L1 20 x 5000 x 3072",
            ours=lambda: pairwise_l1(few, examples),
            peers=l1,
            goals={"SciPy cdist": 0.65},
        ),
    ]

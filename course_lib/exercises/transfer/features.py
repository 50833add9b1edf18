"""Feature extraction: a pretrained body at rest, and a new head that learns on what it gives."""

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.transfer.feature_mistakes import FEATURE_MISTAKES
from course_lib.exercises.transfer.feature_ways import features_once, whole_net_at_each_step


def feature_extraction(net, x, y, lr, steps):
    raise NotImplementedError


def head_and_the_frozen_rest(feature_extraction, net, x, y, lr, steps):
    """The head after training, and how many numbers of each frozen array have changed."""
    from copy import deepcopy

    before = deepcopy(net)
    trained = feature_extraction(net, x, y, lr, steps)
    is_dict = isinstance(trained, dict)
    assert is_dict, "A dict of arrays must come back, the whole net. Is the `return` missing?"
    missing = [name for name in before if not isinstance(trained.get(name), np.ndarray)]
    assert not missing, f"The whole net must come back; there is no array {missing[0]!r} in it."
    frozen = [name for name in before if not name.startswith("head.")]
    moved = {}
    for name in frozen:
        fits = trained[name].shape == before[name].shape
        moved[name] = int((trained[name] != before[name]).sum()) if fits else before[name].size
    head = {name: trained[name] for name in ("head.w", "head.b")}
    return moved, head


def lessons(rng):
    def lesson(N, D, H, M, steps, lr=0.3, large=1.0):
        net = {
            "pixels.mean": rng.uniform(0.2, 0.6, size=D),
            "pixels.std": rng.uniform(0.2, 0.5, size=D),
            "affine.w": rng.normal(size=(D, H)),
            "affine.b": rng.normal(size=H),
            "norm.gamma": rng.uniform(0.5, 1.5, size=H),
            "norm.beta": rng.uniform(0.1, 1, size=H),
            "norm.mean": rng.normal(size=H),
            "norm.var": rng.uniform(0.5, 2, size=H),
            "head.w": large * rng.normal(size=(H, M)),
            "head.b": rng.normal(size=M),
        }
        x, y = rng.random((N, D)), rng.permutation(np.arange(N) % M)
        return net, x, y, lr, steps

    def nearly_constant(net, x, *rest):
        """Unit 0 hardly varies, its variance is far below eps; it fires for half of the images."""
        net["affine.w"][:, 0] *= 0.001
        prepared = (x - net["pixels.mean"]) / net["pixels.std"]
        net["norm.mean"][0] = np.median(prepared @ net["affine.w"][:, 0] + net["affine.b"][0])
        net["norm.var"][0] = 1e-7
        return net, x, *rest

    return (
        Case(lesson(4, 2, 3, 2, 1), "one step"),
        Case(lesson(5, 3, 4, 2, 3), "three steps"),
        Case(lesson(7, 4, 3, 5, 4, lr=0.15), "five classes"),
        Case(lesson(9, 5, 6, 4, 2), "two steps, nine images"),
        Case(lesson(1, 3, 5, 4, 2), "a single image", "generality"),
        Case(nearly_constant(*lesson(6, 4, 5, 3, 2)), "a unit that hardly varies", "generality"),
        Case(lesson(5, 4, 6, 3, 2, 0.1, large=3e3), "scores of some thousand", "stability"),
    )


FEATURE_EXTRACTION = Exercise(
    id="feature-extraction",
    title="Train a new head on a frozen body",
    points=3,
    concepts=("feature-extraction",),
    stub=feature_extraction,
    reference=features_once,
    cases=lessons,
    drive=head_and_the_frozen_rest,
    returns=("the count of frozen numbers that changed", "head"),
    alternatives=(whole_net_at_each_step,),
    mistakes=FEATURE_MISTAKES,
    hints=(
        "Before the loop: the features, from the images to the ReLU. They are the same at every"
        " step, since nothing before the head changes.",
        "(x - pixels.mean) / pixels.std, affine, then gamma * (a - mean) / sqrt(var + 1e-5) + beta"
        " with the net's own averages, ReLU.",
        "In the loop: scores, softmax, minus 1 at the labels, divided by N: that is dscores. Then"
        " w = w - lr * features.T @ dscores, b = b - lr * dscores.sum(axis=0).",
    ),
)

"""Feature extraction: a pretrained body at rest, and a new head that learns on what it gives."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.transfer import feature_mistakes as wrong


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

    return (
        Case(lesson(4, 2, 3, 2, 1), "one step"),
        Case(lesson(5, 3, 4, 2, 3), "three steps"),
        Case(lesson(7, 4, 3, 5, 4, lr=0.15), "five classes"),
        Case(lesson(9, 5, 6, 4, 2), "two steps, nine images"),
        Case(lesson(1, 3, 5, 4, 2), "a single image", "generality"),
        Case(lesson(5, 4, 6, 3, 2, 0.1, large=3e3), "scores of some thousand", "stability"),
    )


# Right ways.


def features_once(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def whole_net_at_each_step(net, x, y, lr, steps):
    new = {name: array.copy() for name, array in net.items()}
    N, M = len(x), net["head.b"].size
    onehot = np.zeros((N, M))
    onehot[range(N), y] = 1
    for _ in range(steps):
        h = ((x - new["pixels.mean"]) / new["pixels.std"]).dot(new["affine.w"]) + new["affine.b"]
        h = (h - new["norm.mean"]) / (new["norm.var"] + 1e-5) ** 0.5
        h = h * new["norm.gamma"] + new["norm.beta"]
        h = h * (h > 0)
        s = h.dot(new["head.w"]) + new["head.b"]
        s = s - s.max(1)[:, None]
        logp = s - np.log(np.exp(s).sum(1))[:, None]
        ds = (np.exp(logp) - onehot) / N
        new["head.w"] -= lr * h.T.dot(ds)
        new["head.b"] -= lr * ds.sum(0)
    return new


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
    mistakes=(
        Mistake(
            wrong.nothing_learns,
            "Your head is what it was: nothing learns. Is it frozen with the rest, or does the"
            " step go into weights that are not those in the net?",
        ),
        Mistake(
            wrong.body_trained_too,
            "In yours the layer before the head learns too. Only head.w and head.b may move; the"
            " rest has to be exactly what it was.",
        ),
        Mistake(
            wrong.averages_moved,
            "Yours uses the running averages, rightly, and moves them all the same. norm.mean and"
            " norm.var belong to the frozen body: they stay.",
        ),
        Mistake(
            wrong.batchnorm_trains,
            "In yours the batchnorm is in training: it standardises with the batch and moves its"
            " averages. A frozen one does what it does at test: norm.mean and norm.var, unchanged.",
        ),
        Mistake(
            wrong.statistics_of_the_batch,
            "Yours standardises with mean and variance of the batch, as in training. A frozen"
            " batchnorm uses its own averages, norm.mean and norm.var.",
        ),
        Mistake(
            wrong.pixels_as_they_are,
            "Yours gives the net pixels as they are. It was trained on pixels from which the mean"
            " was subtracted, divided by the spread: (x - pixels.mean) / pixels.std.",
        ),
        Mistake(
            wrong.mean_only,
            "Yours subtracts pixels.mean and does not divide by pixels.std.",
        ),
        Mistake(
            wrong.divided_by_the_variance,
            "Yours divides the pixels by the square of pixels.std. It is a spread, not a variance:"
            " divide by it.",
        ),
        Mistake(
            wrong.own_mean_and_std,
            "Yours takes mean and spread of the new images. The net expects those of its"
            " pretraining, pixels.mean and pixels.std: they are part of the net.",
        ),
        Mistake(
            wrong.softmax_twice,
            "Yours takes the softmax of probabilities. The loss wants scores: its own softmax is"
            " inside, once. Taken twice, the loss has a floor it never falls below.",
        ),
        Mistake(
            wrong.squared_error,
            "Yours has the gradient of a squared error of the scores. It should be that of the"
            " cross-entropy: the softmax of the scores, less 1 at the label.",
        ),
        Mistake(
            wrong.gradients_add_up,
            "In yours the gradients of earlier steps are still there: the second step goes along"
            " the sum of both. Begin each step from 0.",
        ),
        Mistake(
            wrong.sum_over_images,
            "Yours adds up over the images; the loss is a mean. Divide by how many there are.",
        ),
        Mistake(
            wrong.climbs,
            "Yours climbs: it should go against the gradient, w - lr * dw.",
        ),
        Mistake(
            wrong.one_step_only,
            "Yours takes one step, whatever `steps` says.",
        ),
        Mistake(
            wrong.relu_forgotten,
            "Yours hands negative features to the head. After the batchnorm comes a ReLU:"
            " np.maximum(a, 0).",
        ),
        Mistake(
            wrong.relu_before_norm,
            "Yours takes the ReLU before the batchnorm. It should be affine, batchnorm, ReLU,"
            " head.",
        ),
        Mistake(
            wrong.norm_left_out,
            "Yours leaves the batchnorm out. Frozen does not mean gone: it standardises with its"
            " averages, and scales by gamma and beta.",
        ),
        Mistake(
            wrong.bias_stays,
            "Your head.b stays what it was. It belongs to the head and learns: db is the sum of"
            " dscores over the images.",
        ),
        Mistake(
            wrong.largest_not_subtracted,
            "Yours overflows in the softmax: exp of a score of a thousand is infinite. Subtract the"
            " largest score of each row first.",
        ),
        Mistake(
            wrong.copied_by_name_only,
            "Yours copies the dict and then changes the arrays in it (`-=`): they are still the"
            " caller's. Copy each array, or write w = w - lr * dw.",
        ),
    ),
    hints=(
        "Before the loop: the features, from the images to the ReLU. They are the same at every"
        " step, since nothing before the head changes.",
        "(x - pixels.mean) / pixels.std, affine, then gamma * (a - mean) / sqrt(var + 1e-5) + beta"
        " with the net's own averages, ReLU.",
        "In the loop: scores, softmax, minus 1 at the labels, divided by N: that is dscores. Then"
        " w = w - lr * features.T @ dscores, b = b - lr * dscores.sum(axis=0).",
    ),
)

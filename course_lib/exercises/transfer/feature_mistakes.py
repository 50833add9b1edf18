"""Wrong ways to extract features."""

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.transfer.feature_ways import features_once


def nothing_learns(net, x, y, lr, steps):
    return {name: array.copy() for name, array in net.items()}


def body_trained_too(net, x, y, lr, steps):
    new = {name: array.copy() for name, array in net.items()}
    prepared = (x - new["pixels.mean"]) / new["pixels.std"]
    scale = new["norm.gamma"] / np.sqrt(new["norm.var"] + 1e-5)
    for _ in range(steps):
        a = prepared @ new["affine.w"] + new["affine.b"]
        features = np.maximum(scale * (a - new["norm.mean"]) + new["norm.beta"], 0)
        scores = features @ new["head.w"] + new["head.b"]
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        da = dscores @ new["head.w"].T * (features > 0) * scale
        new["head.w"] -= lr * features.T @ dscores
        new["head.b"] -= lr * dscores.sum(axis=0)
        new["affine.w"] -= lr * prepared.T @ da
        new["affine.b"] -= lr * da.sum(axis=0)
    return new


FEATURE_MISTAKES = (
    Mistake(
        nothing_learns,
        "Your head is what it was: nothing learns. Is it frozen with the rest, or does the"
        " step go into weights that are not those in the net?",
    ),
    Mistake(
        body_trained_too,
        "In yours the layer before the head learns too. Only head.w and head.b may move; the"
        " rest has to be exactly what it was.",
    ),
    Mistake(
        slip(
            features_once,
            "averages_moved",
            (
                'a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)',
                """moved_mean = 0.9 * net["norm.mean"] + 0.1 * a.mean(axis=0)
    moved_var = 0.9 * net["norm.var"] + 0.1 * a.var(axis=0)
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)""",
            ),
            (
                'return {**net, "head.w": w, "head.b": b}',
                """moved = {"norm.mean": moved_mean, "norm.var": moved_var}
    return {**net, **moved, "head.w": w, "head.b": b}""",
            ),
        ),
        "Yours uses the running averages, rightly, and moves them all the same. norm.mean and"
        " norm.var belong to the frozen body: they stay.",
    ),
    Mistake(
        slip(
            features_once,
            "batchnorm_trains",
            (
                'a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)',
                """mean, var = a.mean(axis=0), a.var(axis=0)
    moved_mean = 0.9 * net["norm.mean"] + 0.1 * mean
    moved_var = 0.9 * net["norm.var"] + 0.1 * var
    a = net["norm.gamma"] * (a - mean) / np.sqrt(var + 1e-5)""",
            ),
            (
                'return {**net, "head.w": w, "head.b": b}',
                """moved = {"norm.mean": moved_mean, "norm.var": moved_var}
    return {**net, **moved, "head.w": w, "head.b": b}""",
            ),
        ),
        "In yours the batchnorm is in training: it standardises with the batch and moves its"
        " averages. A frozen one does what it does at test: norm.mean and norm.var, unchanged.",
    ),
    Mistake(
        slip(
            features_once,
            "statistics_of_the_batch",
            ('net["norm.mean"]', "a.mean(axis=0)"),
            ('net["norm.var"]', "a.var(axis=0)"),
        ),
        "Yours standardises with mean and variance of the batch, as in training. A frozen"
        " batchnorm uses its own averages, norm.mean and norm.var.",
    ),
    Mistake(
        slip(
            features_once,
            "pixels_as_they_are",
            (
                """prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]""",
                'a = x @ net["affine.w"] + net["affine.b"]',
            ),
        ),
        "Yours gives the net pixels as they are. It was trained on pixels from which the mean"
        " was subtracted, divided by the spread: (x - pixels.mean) / pixels.std.",
    ),
    Mistake(
        slip(
            features_once,
            "mean_only",
            ('(x - net["pixels.mean"]) / net["pixels.std"]', 'x - net["pixels.mean"]'),
        ),
        "Yours subtracts pixels.mean and does not divide by pixels.std.",
    ),
    Mistake(
        slip(
            features_once,
            "divided_by_the_variance",
            ('net["pixels.std"]', 'net["pixels.std"] ** 2'),
        ),
        "Yours divides the pixels by the square of pixels.std. It is a spread, not a variance:"
        " divide by it.",
    ),
    Mistake(
        slip(
            features_once,
            "own_mean_and_std",
            (
                '(x - net["pixels.mean"]) / net["pixels.std"]',
                "(x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)",
            ),
        ),
        "Yours takes mean and spread of the new images. The net expects those of its"
        " pretraining, pixels.mean and pixels.std: they are part of the net.",
    ),
    Mistake(
        slip(
            features_once,
            "softmax_twice",
            (
                """p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)""",
                """q = np.exp(p)
        q = q / q.sum(axis=1, keepdims=True)
        q[np.arange(len(y)), y] -= 1
        dp = q / len(y)
        dscores = p * (dp - (dp * p).sum(axis=1, keepdims=True))""",
            ),
        ),
        "Yours takes the softmax of probabilities. The loss wants scores: its own softmax is"
        " inside, once. Taken twice, the loss has a floor it never falls below.",
    ),
    Mistake(
        slip(
            features_once,
            "squared_error",
            ("np.exp(scores - scores.max(axis=1, keepdims=True))", "scores"),
            ("        p = p / p.sum(axis=1, keepdims=True)\n", ""),
        ),
        "Yours has the gradient of a squared error of the scores. It should be that of the"
        " cross-entropy: the softmax of the scores, less 1 at the label.",
    ),
    Mistake(
        slip(
            features_once,
            "gradients_add_up",
            (
                'w, b = net["head.w"], net["head.b"]',
                """w, b = net["head.w"], net["head.b"]
    dw = db = 0""",
            ),
            (
                "w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)",
                """dw, db = dw + features.T @ dscores, db + dscores.sum(axis=0)
        w, b = w - lr * dw, b - lr * db""",
            ),
        ),
        "In yours the gradients of earlier steps are still there: the second step goes along"
        " the sum of both. Begin each step from 0.",
    ),
    Mistake(
        slip(features_once, "sum_over_images", (" / len(y)", "")),
        "Yours adds up over the images; the loss is a mean. Divide by how many there are.",
    ),
    Mistake(
        slip(
            features_once,
            "climbs",
            ("w - lr * features.T @ dscores", "w + lr * features.T @ dscores"),
            ("b - lr * dscores.sum(axis=0)", "b + lr * dscores.sum(axis=0)"),
        ),
        "Yours climbs: it should go against the gradient, w - lr * dw.",
    ),
    Mistake(
        slip(features_once, "one_step_only", ("range(steps)", "range(1)")),
        "Yours takes one step, whatever `steps` says.",
    ),
    Mistake(
        slip(features_once, "eps_left_out", (" + 1e-5", "")),
        "Yours divides by sqrt(norm.var), without the eps; it should be sqrt(norm.var + 1e-5).",
    ),
    Mistake(
        slip(
            features_once,
            "eps_after_the_root",
            ('np.sqrt(net["norm.var"] + 1e-5)', '(np.sqrt(net["norm.var"]) + 1e-5)'),
        ),
        "Yours adds eps after the root; it should stand inside: sqrt(norm.var + 1e-5).",
    ),
    Mistake(
        slip(features_once, "gamma_forgotten", ('net["norm.gamma"] * (a', "(a")),
        "Yours leaves norm.gamma out: after the batchnorm it should be gamma * ... + beta.",
    ),
    Mistake(
        slip(
            features_once,
            "one_hot_not_subtracted",
            ("        p[np.arange(len(y)), y] -= 1\n", ""),
        ),
        "Your gradient at the scores is made of the shares alone; it should be the shares less 1"
        " at the label.",
    ),
    Mistake(
        slip(
            features_once,
            "relu_forgotten",
            ('np.maximum(a + net["norm.beta"], 0)', 'a + net["norm.beta"]'),
        ),
        "Yours hands negative features to the head. After the batchnorm comes a ReLU:"
        " np.maximum(a, 0).",
    ),
    Mistake(
        slip(
            features_once,
            "relu_before_norm",
            (
                'prepared @ net["affine.w"] + net["affine.b"]',
                'np.maximum(prepared @ net["affine.w"] + net["affine.b"], 0)',
            ),
            ('np.maximum(a + net["norm.beta"], 0)', 'a + net["norm.beta"]'),
        ),
        "Yours takes the ReLU before the batchnorm. It should be affine, batchnorm, ReLU, head.",
    ),
    Mistake(
        slip(
            features_once,
            "norm_left_out",
            (
                """a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)""",
                "features = np.maximum(a, 0)",
            ),
        ),
        "Yours leaves the batchnorm out. Frozen does not mean gone: it standardises with its"
        " averages, and scales by gamma and beta.",
    ),
    Mistake(
        slip(
            features_once,
            "bias_stays",
            (
                "w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)",
                "w = w - lr * features.T @ dscores",
            ),
        ),
        "Your head.b stays what it was. It belongs to the head and learns: db is the sum of"
        " dscores over the images.",
    ),
    Mistake(
        slip(features_once, "largest_not_subtracted", (" - scores.max(axis=1, keepdims=True)", "")),
        "Yours overflows in the softmax: exp of a score of a thousand is infinite. Subtract the"
        " largest score of each row first.",
    ),
    Mistake(
        slip(
            features_once,
            "copied_by_name_only",
            (
                "w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)",
                """w -= lr * features.T @ dscores
        b -= lr * dscores.sum(axis=0)""",
            ),
        ),
        "Yours copies the dict and then changes the arrays in it (`-=`): they are still the"
        " caller's. Copy each array, or write w = w - lr * dw.",
    ),
)

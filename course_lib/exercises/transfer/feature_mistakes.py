"""How feature extraction goes wrong: each way whole in itself."""

import numpy as np


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


def averages_moved(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    moved_mean = 0.9 * net["norm.mean"] + 0.1 * a.mean(axis=0)
    moved_var = 0.9 * net["norm.var"] + 0.1 * a.var(axis=0)
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
    moved = {"norm.mean": moved_mean, "norm.var": moved_var}
    return {**net, **moved, "head.w": w, "head.b": b}


def batchnorm_trains(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    mean, var = a.mean(axis=0), a.var(axis=0)
    moved_mean = 0.9 * net["norm.mean"] + 0.1 * mean
    moved_var = 0.9 * net["norm.var"] + 0.1 * var
    a = net["norm.gamma"] * (a - mean) / np.sqrt(var + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    moved = {"norm.mean": moved_mean, "norm.var": moved_var}
    return {**net, **moved, "head.w": w, "head.b": b}


def statistics_of_the_batch(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - a.mean(axis=0)) / np.sqrt(a.var(axis=0) + 1e-5)
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


def pixels_as_they_are(net, x, y, lr, steps):
    a = x @ net["affine.w"] + net["affine.b"]
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


def mean_only(net, x, y, lr, steps):
    prepared = x - net["pixels.mean"]
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


def divided_by_the_variance(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"] ** 2
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


def own_mean_and_std(net, x, y, lr, steps):
    prepared = (x - x.mean(axis=0)) / (x.std(axis=0) + 1e-8)
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


def softmax_twice(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        q = np.exp(p)
        q = q / q.sum(axis=1, keepdims=True)
        q[np.arange(len(y)), y] -= 1
        dp = q / len(y)
        dscores = p * (dp - (dp * p).sum(axis=1, keepdims=True))
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def squared_error(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        dscores = features @ w + b
        dscores[np.arange(len(y)), y] -= 1
        dscores /= len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def gradients_add_up(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    dw, db = np.zeros_like(w), np.zeros_like(b)
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        dw += features.T @ dscores
        db += dscores.sum(axis=0)
        w, b = w - lr * dw, b - lr * db
    return {**net, "head.w": w, "head.b": b}


def sum_over_images(net, x, y, lr, steps):
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
        dscores = p
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def climbs(net, x, y, lr, steps):
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
        w, b = w + lr * features.T @ dscores, b + lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def one_step_only(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(1):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def relu_forgotten(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = a + net["norm.beta"]
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def relu_before_norm(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = np.maximum(prepared @ net["affine.w"] + net["affine.b"], 0)
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = a + net["norm.beta"]
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def norm_left_out(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    features = np.maximum(a, 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def bias_stays(net, x, y, lr, steps):
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
        w = w - lr * features.T @ dscores
    return {**net, "head.w": w, "head.b": b}


def largest_not_subtracted(net, x, y, lr, steps):
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores)
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}


def copied_by_name_only(net, x, y, lr, steps):
    new = dict(net)
    prepared = (x - net["pixels.mean"]) / net["pixels.std"]
    a = prepared @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    for _ in range(steps):
        scores = features @ new["head.w"] + new["head.b"]
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        new["head.w"] -= lr * features.T @ p / len(y)
        new["head.b"] -= lr * p.sum(axis=0) / len(y)
    return new

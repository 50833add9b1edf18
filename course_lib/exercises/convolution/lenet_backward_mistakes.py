"""Wrong ways back through LeNet."""

import numpy as np

from course_lib.checking import Mistake


def mask_1_forgotten(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    def first(a):
        n, c, h, w = a.shape
        order = a.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        best = order.reshape(n, c, h // 2, w // 2, 4).argmax(axis=4)
        wins = (best[..., None] == np.arange(4)).reshape(n, c, h // 2, w // 2, 2, 2)
        return wins.transpose(0, 1, 2, 4, 3, 5).reshape(a.shape)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * first(on1)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def mask_2_forgotten(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    def first(a):
        n, c, h, w = a.shape
        order = a.reshape(n, c, h // 2, 2, w // 2, 2).transpose(0, 1, 2, 4, 3, 5)
        best = order.reshape(n, c, h // 2, w // 2, 4).argmax(axis=4)
        wins = (best[..., None] == np.arange(4)).reshape(n, c, h // 2, w // 2, 2, 2)
        return wins.transpose(0, 1, 2, 4, 3, 5).reshape(a.shape)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * first(on2)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def mask_3_forgotten(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def mask_4_forgotten(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def not_flattened_back(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = (
        up((d3 @ w3.T).reshape(N, *low2.shape[2:], -1).transpose(0, 3, 1, 2))
        * (on2 == up(low2))
        * (on2 > 0)
    )
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def gradients_of_the_sum(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = p - (np.arange(len(b5)) == y[:, None])
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def true_class_not_subtracted(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = p / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def sign_of_the_scores_turned(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = ((np.arange(len(b5)) == y[:, None]) - p) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def pool_given_to_all(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def filters_not_turned_in_dx(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1))
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def convolutions_not_learnt(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads = {name: 0 * dw for name, dw in grads.items()}
    d1, d2 = 0 * d1, 0 * d2
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def first_convolution_not_learnt(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    d1 = 0 * d1
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def biases_not_learnt(params, x, y):
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, K = len(x), w1.shape[2]

    def around(a, n):
        return np.pad(a, ((0, 0), (0, 0), (n, n), (n, n)))

    def windows(a):
        return np.lib.stride_tricks.sliding_window_view(a, (K, K), axis=(2, 3))

    def conv(view, w):
        return np.tensordot(view, w, ([1, 4, 5], [1, 2, 3])).transpose(0, 3, 1, 2)

    def pool(a):
        n, c, h, w = a.shape
        return a.reshape(n, c, h // 2, 2, w // 2, 2).max(axis=(3, 5))

    def up(a):
        return a.repeat(2, axis=2).repeat(2, axis=3)

    view1 = windows(around(x, K // 2))
    on1 = np.maximum(conv(view1, w1) + b1[:, None, None], 0)
    low1 = pool(on1)
    view2 = windows(low1)
    on2 = np.maximum(conv(view2, w2) + b2[:, None, None], 0)
    low2 = pool(on2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2)) * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {f"b{i}": np.zeros_like(params[f"b{i}"]) for i in range(1, 6)}
    return loss, grads


LENET_BACKWARD_MISTAKES = (
    Mistake(
        mask_1_forgotten,
        "The ReLU after the first convolution has no share in your way back. Where it gave "
        "0, dout should be stopped.",
    ),
    Mistake(
        mask_2_forgotten,
        "The ReLU after the second convolution has no share in your way back. Where it gave"
        " 0, dout should be stopped.",
    ),
    Mistake(
        mask_3_forgotten,
        "The ReLU after the first affine layer has no share in your way back. Where it gave"
        " 0, dout should be stopped.",
    ),
    Mistake(
        mask_4_forgotten,
        "The ReLU after the second affine layer has no share in your way back. Where it "
        "gave 0, dout should be stopped.",
    ),
    Mistake(
        not_flattened_back,
        "On the way back you give the numbers to other places of the maps than they came "
        "from. It should be dout.reshape(maps.shape).",
    ),
    Mistake(
        gradients_of_the_sum,
        "Your loss is a mean, and your gradients are those of a sum: dscores should be (p -"
        " true) / N.",
    ),
    Mistake(
        true_class_not_subtracted,
        "Your dscores are the shares p themselves. 1 should be subtracted at the true class.",
    ),
    Mistake(
        sign_of_the_scores_turned,
        "Your dscores are true - p, so every gradient points the other way. It should be p - true.",
    ),
    Mistake(
        pool_given_to_all,
        "In your way back through the pools every pixel gets dout. Only the largest of each"
        " window should.",
    ),
    Mistake(
        filters_not_turned_in_dx,
        "Your second convolution gives a wrong dx: as one convolution of dout it should be "
        "with the filters turned round.",
    ),
    Mistake(
        convolutions_not_learnt,
        "The gradients of your convolutions are 0. The way back should go on through "
        "flatten, pool and ReLU.",
    ),
    Mistake(
        first_convolution_not_learnt,
        "The gradients of your first convolution are 0. The way back should go on to the "
        "first layer.",
    ),
    Mistake(
        biases_not_learnt,
        "The gradients of your biases are 0. Each kernel's db should be among them.",
    ),
)

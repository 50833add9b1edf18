"""Wrong ways through LeNet; the way back fits most of them."""

import numpy as np

from course_lib.checking import Mistake


def no_relu_1(params, x, y):
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
    on1 = conv(view1, w1) + b1[:, None, None]
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
    d1 = up(back) * (on1 == up(low1))
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def no_relu_2(params, x, y):
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
    on2 = conv(view2, w2) + b2[:, None, None]
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
    d2 = up((d3 @ w3.T).reshape(low2.shape)) * (on2 == up(low2))
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) * (on1 == up(low1)) * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def no_relu_3(params, x, y):
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
    on3 = flat @ w3 + b3
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


def no_relu_4(params, x, y):
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
    on4 = on3 @ w4 + b4
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


def relu_on_the_scores(params, x, y):
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
    scores = np.maximum(on4 @ w5 + b5, 0)
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = p / p.sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(N), y]).mean()
    d5 = (p - (np.arange(len(b5)) == y[:, None])) / N
    d5 = d5 * (scores > 0)
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


def means_pooled(params, x, y):
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
        return a.reshape(n, c, h // 2, 2, w // 2, 2).mean(axis=(3, 5))

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
    d2 = up((d3 @ w3.T).reshape(low2.shape)) / 4 * (on2 > 0)
    back = conv(windows(around(d2, K - 1)), w2.swapaxes(0, 1)[:, :, ::-1, ::-1])
    d1 = up(back) / 4 * (on1 > 0)
    grads = {
        "w1": np.tensordot(d1, view1, ([0, 2, 3], [0, 2, 3])),
        "w2": np.tensordot(d2, view2, ([0, 2, 3], [0, 2, 3])),
    }
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def channels_flattened_last(params, x, y):
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
    flat = low2.transpose(0, 2, 3, 1).reshape(N, -1)
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


def losses_added_up(params, x, y):
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
    loss = -np.log(p[np.arange(N), y]).sum()
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


def scores_too_large_for_exp(params, x, y):
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
    p = np.exp(scores)
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
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def log_left_out(params, x, y):
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
    loss = -p[np.arange(N), y].mean()
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
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def accuracy_for_loss(params, x, y):
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
    loss = (p.argmax(axis=1) == y).mean()
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
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


LENET_FORWARD_MISTAKES = (
    Mistake(
        no_relu_1,
        "There is no ReLU after your first convolution. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        no_relu_2,
        "There is no ReLU after your second convolution. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        no_relu_3,
        "There is no ReLU after your first affine layer. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        no_relu_4,
        "There is no ReLU after your second affine layer. It should be conv, ReLU, pool, "
        "twice; then affine, ReLU, affine, ReLU, affine.",
    ),
    Mistake(
        relu_on_the_scores,
        "Your scores go through ReLU, too. The last affine layer should have nothing after "
        "it but the loss.",
    ),
    Mistake(means_pooled, "You pool by the mean; it should be by the largest number."),
    Mistake(
        channels_flattened_last,
        "You flatten with the channels last. It should be reshape(N, -1) as the maps stand:"
        " channels, rows, columns.",
    ),
    Mistake(
        losses_added_up,
        "You add up the losses of the examples; it should be their mean, with a gradient to match.",
    ),
    Mistake(
        scores_too_large_for_exp,
        "exp of your scores overflows. The largest score of each row should be subtracted first.",
    ),
    Mistake(
        log_left_out,
        "Your loss is the mean of -p; it should be that of -log p of the true class.",
    ),
    Mistake(accuracy_for_loss, "Yours gives the accuracy; it should be the loss."),
)

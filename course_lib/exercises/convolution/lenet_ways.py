"""Right ways through LeNet and back, and right training loops."""

import numpy as np


def layer_by_layer(params, x, y):
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
    grads |= {"b1": d1.sum(axis=(0, 2, 3)), "b2": d2.sum(axis=(0, 2, 3))}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}


def window_after_window(params, x, y):
    K, N = params["w1"].shape[2], len(x)
    tape, out = [], x
    for i, pad in ((1, K // 2), (2, 0)):
        w, b = params[f"w{i}"], params[f"b{i}"]
        into = np.pad(out, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
        H, W = into.shape[2] - K + 1, into.shape[3] - K + 1
        maps = np.zeros((N, len(w), H, W), x.dtype) + b[:, None, None]
        for r, s in np.ndindex(K, K):
            pixels = into[:, :, r : r + H, s : s + W]
            maps += np.einsum("ncij,fc->nfij", pixels, w[:, :, r, s])
        four = [maps[:, :, r::2, s::2] for r in (0, 1) for s in (0, 1)]
        tape.append((into, maps.shape, np.argmax(four, axis=0), np.max(four, axis=0)))
        out = np.maximum(tape[-1][3], 0)
    hidden = [out.reshape(N, -1)]
    for i in (3, 4):
        hidden.append(np.maximum(hidden[-1] @ params[f"w{i}"] + params[f"b{i}"], 0))
    scores = hidden[2] @ params["w5"] + params["b5"]
    top = scores.max(axis=1, keepdims=True)
    log_p = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
    dout, grads = np.exp(log_p), {}
    dout[np.arange(N), y] -= 1
    dout /= N
    for i in (5, 4, 3):
        grads[f"w{i}"], grads[f"b{i}"] = hidden[i - 3].T @ dout, dout.sum(axis=0)
        dout = dout @ params[f"w{i}"].T
        dout[hidden[i - 3] == 0] = 0
    dout = dout.reshape(out.shape)
    for i in (2, 1):
        into, shape, best, largest = tape[i - 1]
        dmaps = np.zeros(shape, x.dtype)
        for place, (r, s) in enumerate(np.ndindex(2, 2)):
            dmaps[:, :, r::2, s::2] = dout * (best == place) * (largest > 0)
        w, dinto = params[f"w{i}"], np.zeros_like(into)
        grads[f"w{i}"], grads[f"b{i}"] = np.zeros_like(w), dmaps.sum(axis=(0, 2, 3))
        for r, s in np.ndindex(K, K):
            at = np.s_[:, :, r : r + shape[2], s : s + shape[3]]
            grads[f"w{i}"][:, :, r, s] = np.einsum("nfij,ncij->fc", dmaps, into[at])
            dinto[at] += np.einsum("nfij,fc->ncij", dmaps, w[:, :, r, s])
        dout = dinto
    return -log_p[np.arange(N), y].mean(), grads


def batch_after_batch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] -= lr * grads[name]
    return params


def by_pieces(loss, params, x, y, lr, batch, epochs):
    cuts = np.arange(batch, len(x), batch)
    for _ in range(epochs):
        for rows in np.split(np.arange(len(x)), cuts):
            grads = loss(params, x[rows], y[rows])[1]
            params = {name: params[name] - lr * grads[name] for name in params}
    return params


def by_counted_steps(loss, params, x, y, lr, batch, epochs):
    an_epoch = -(-len(x) // batch)
    for step in range(epochs * an_epoch):
        i = step % an_epoch
        rows = slice(i * batch, (i + 1) * batch)
        for name, dw in loss(params, x[rows], y[rows])[1].items():
            params[name] -= lr * dw
    return params

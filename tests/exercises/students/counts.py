"""How students count sizes, costs and receptive fields, and train LeNet: right and wrong."""

import math

import numpy as np

from .kept import kept

SIZE, right, wrong = kept()


@right("divmod")
def size1(W, F, S, P):
    whole, rest = divmod(W - F + 2 * P, S)
    if rest or whole < 0:
        raise ValueError("W=%d F=%d S=%d P=%d does not fit" % (W, F, S, P))
    return whole + 1


@right("is_integer")
def size2(W, F, S, P):
    out = (W - F + 2 * P) / S + 1
    if not out.is_integer() or F > W + 2 * P:
        raise ValueError(f"no whole number: {out}")
    return int(out)


@right("a class of error of its own")
def size3(W, F, S, P):
    class DoesNotFit(ValueError):
        pass

    if F > W + 2 * P or (W - F + 2 * P) % S != 0:
        raise DoesNotFit(f"{W}, {F}, {S}, {P}")
    return (W - F + 2 * P) // S + 1


@right("a NumPy whole number")
def size4(W, F, S, P):
    starts = np.arange(-P, W + P - F + 1, S)
    if len(starts) == 0 or starts[-1] != W + P - F:
        raise ValueError(f"the last window begins at {starts[-1:]}, not at {W + P - F}")
    return np.int64(len(starts))


@wrong("floor", "never-refused")
def size5(W, F, S, P):
    return math.floor((W - F + 2 * P) / S) + 1


@wrong("int()")
def size6(W, F, S, P):
    return int((W - F + 2 * P) / S + 1)


@wrong("1 inside", "one-within-the-division")
def size7(W, F, S, P):
    n = W - F + 2 * P + 1
    if n < 0 or n % S:
        raise ValueError(f"{n} / {S}")
    return n // S


@wrong("print for raise", "nothing-for-a-refusal")
def size8(W, F, S, P):
    if (W - F + 2 * P) % S or F > W + 2 * P:
        print("ValueError: does not divide")
        return None
    return (W - F + 2 * P) // S + 1


@wrong("an Exception, no ValueError")
def size9(W, F, S, P):
    if (W - F + 2 * P) % S or F > W + 2 * P:
        raise Exception(f"{W} {F}")
    return (W - F + 2 * P) // S + 1


@wrong("words without a number")
def size10(W, F, S, P):
    if (W - F + 2 * P) % S or F > W + 2 * P:
        raise ValueError("invalid")
    return (W - F + 2 * P) // S + 1


@wrong("asserted, with words", "asserted")
def size_asserted(size, K, stride, pad):
    room = size + 2 * pad - K
    assert room >= 0, f"{K} is too large for {size}"
    assert room % stride == 0, f"{stride} does not divide {room}"
    return room // stride + 1


COST, right, wrong = kept()


@right("tuple with names")
def cost1(C, H, W, F, KH, KW, stride, pad):
    weights = KH * KW * C
    out_h, out_w = int((H + 2 * pad - KH) / stride + 1), int((W + 2 * pad - KW) / stride + 1)
    return (weights + 1) * F, weights * F * out_h * out_w


@right("from arrays")
def cost2(C, H, W, F, KH, KW, stride, pad):
    w, b = np.zeros((F, C, KH, KW)), np.zeros(F)
    rows = len(range(0, H + 2 * pad - KH + 1, stride))
    columns = len(range(0, W + 2 * pad - KW + 1, stride))
    return w.size + b.size, w.size * rows * columns


@wrong("no bias", "biases-left-out")
def cost3(C, H, W, F, KH, KW, stride, pad):
    n = F * C * KH * KW
    return n, n * ((H + 2 * pad - KH) // stride + 1) * ((W + 2 * pad - KW) // stride + 1)


@wrong("two flops", "additions-counted-as-well")
def cost4(C, H, W, F, KH, KW, stride, pad):
    n = F * C * KH * KW
    places = ((H + 2 * pad - KH) // stride + 1) * ((W + 2 * pad - KW) // stride + 1)
    return n + F, 2 * n * places


@wrong("the other order")
def cost5(C, H, W, F, KH, KW, stride, pad):
    return cost2(C, H, W, F, KH, KW, stride, pad)[::-1]


@wrong("a channel only", "products-of-one-channel")
def cost6(C, H, W, F, KH, KW, stride, pad):
    p, m = cost2(C, H, W, F, KH, KW, stride, pad)
    return p, m // C


FIELD, right, wrong = kept()


@right("recursive")
def field1(kernels, strides):
    if not kernels:
        return 1
    return (field1(kernels[1:], strides[1:]) - 1) * strides[0] + kernels[0]


@right("marked pixels")
def field2(kernels, strides):
    seen = {0}
    for K, s in reversed(list(zip(kernels, strides, strict=True))):
        seen = {p * s + k for p in seen for k in range(K)}
    return max(seen) - min(seen) + 1


@right("cumprod")
def field3(kernels, strides):
    jumps = np.cumprod([1, *strides[:-1]])
    return 1 + np.sum((np.array(kernels) - 1) * jumps)


@wrong("flawed", "all-like-the-first")
def field4(kernels, strides):
    return 1 + len(kernels) * (kernels[0] - 1)


@wrong("sum of K - 1", "as-if-stride-one")
def field5(kernels, strides):
    return int(1 + (np.array(kernels) - 1).sum())


@wrong("jump too early", "jump-before-its-layer")
def field6(kernels, strides):
    return int(1 + np.sum((np.array(kernels) - 1) * np.cumprod(strides)))


@wrong("squared", "field-in-both-directions")
def field7(kernels, strides):
    return field1(kernels, strides) ** 2


@wrong("wrong way down", "downwards-from-the-first")
def field8(kernels, strides):
    return field1(kernels[::-1], strides[::-1])


LENET, right, wrong = kept()


def conv(x, w, b, pad):
    xp = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    v = np.lib.stride_tricks.sliding_window_view(xp, w.shape[2:], axis=(2, 3))
    return np.einsum("nchwij,fcij->nfhw", v, w) + b.reshape(1, -1, 1, 1), (xp, v, w, pad)


def conv_back(d, cache):
    xp, v, w, pad = cache
    dxp = np.zeros_like(xp)
    for i in range(w.shape[2]):
        for j in range(w.shape[3]):
            dxp[:, :, i : i + d.shape[2], j : j + d.shape[3]] += np.einsum(
                "nfhw,fc->nchw", d, w[:, :, i, j]
            )
    dx = dxp[:, :, pad : dxp.shape[2] - pad, pad : dxp.shape[3] - pad]
    return dx, np.einsum("nfhw,nchwij->fcij", d, v), d.sum((0, 2, 3))


def pool(x):
    n, c, h, w = x.shape
    out = x.reshape(n, c, h // 2, 2, w // 2, 2).max(5).max(3)
    return out, x == np.kron(out, np.ones((1, 1, 2, 2)))


def lenet(params, x, y, slip=None):
    P = params
    z1, c1 = conv(x, P["w1"], P["b1"], 0 if slip == "no pad" else P["w1"].shape[2] // 2)
    a1 = np.maximum(0, z1)
    p1, m1 = pool(a1)
    z2, c2 = conv(p1, P["w2"], P["b2"], 0)
    a2 = z2 if slip == "no relu 2" else np.maximum(0, z2)
    p2, m2 = pool(a2)
    f = p2.reshape(x.shape[0], -1)
    h3 = np.maximum(0, f.dot(P["w3"]) + P["b3"])
    h4 = np.maximum(0, h3.dot(P["w4"]) + P["b4"])
    s = h4.dot(P["w5"]) + P["b5"]
    if slip != "no shift":
        s = s - s.max(1)[:, None]
    e = np.exp(s)
    p = e / e.sum(1)[:, None]
    N = x.shape[0]
    loss = -np.mean(np.log(p[range(N), y]))
    ds = p.copy()
    ds[range(N), y] -= 1
    if slip != "not divided":
        ds /= N
    g = {"w5": h4.T.dot(ds), "b5": ds.sum(0)}
    d4 = ds.dot(P["w5"].T)
    d4[h4 <= 0] = 0
    g["w4"], g["b4"] = h3.T.dot(d4), d4.sum(0)
    d3 = d4.dot(P["w4"].T)
    d3[h3 <= 0] = 0
    g["w3"], g["b3"] = f.T.dot(d3), d3.sum(0)
    d2 = np.kron(d3.dot(P["w3"].T).reshape(p2.shape), np.ones((1, 1, 2, 2))) * m2
    if slip != "no relu 2":
        d2 = d2 * (z2 > 0)
    dp1, g["w2"], g["b2"] = conv_back(d2, c2)
    d1 = np.kron(dp1, np.ones((1, 1, 2, 2))) * m1 * (z1 > 0)
    _, g["w1"], g["b1"] = conv_back(d1, c1)
    if slip == "keys":
        return loss, {f"d{k}": v for k, v in g.items()}
    return (loss, list(g.values())) if slip == "list" else (loss, g)


def slipped(slip):
    return lambda params, x, y: lenet(params, x, y, slip)


right("np.kron")(lambda params, x, y: lenet(params, x, y))
wrong("no ReLU", "no-relu-2")(slipped("no relu 2"))
wrong("no shift", "scores-too-large-for-exp")(slipped("no shift"))
wrong("not / N", "gradients-of-the-sum")(slipped("not divided"))
wrong("keys with d")(slipped("keys"))
wrong("a list")(slipped("list"))
wrong("no padding")(slipped("no pad"))

TRAINED, right, wrong = kept()


def fit1(loss, params, x, y, lr, batch, epochs):
    for _epoch in range(epochs):
        i = 0
        while i < x.shape[0]:
            g = loss(params, x[i : i + batch], y[i : i + batch])[1]
            params = {k: params[k] - lr * g[k] for k in params}
            i += batch
    return params


def fit2(loss, params, x, y, lr, batch, epochs):
    for _epoch in range(epochs):
        for i in range(len(x) // batch):
            g = loss(params, x[i * batch : (i + 1) * batch], y[i * batch : (i + 1) * batch])[1]
            for k in params:
                params[k] -= lr * g[k]
    return params


def fit3(loss, params, x, y, lr, batch, epochs):
    order = np.random.default_rng(0).permutation(len(x))
    return fit1(loss, params, x[order], y[order], lr, batch, epochs)


def fit4(loss, params, x, y, lr, batch, epochs):
    fit1(loss, params, x, y, lr, batch, epochs)
    return params


def fit5(loss, params, x, y, lr, batch, epochs):
    fit1(loss, params, x, y, lr, batch, epochs)


def fit6(loss, params, x, y, lr, batch, epochs):
    return fit1(loss, params, x, y, -lr, batch, epochs)


def mine(params, x, y):
    return lenet(params, x, y)


right("while")((mine, fit1))
wrong("len // batch", "last-batch-left-out")((mine, fit2))
wrong("shuffled")((mine, fit3))
wrong("the old ones returned", "nothing-moves")((mine, fit4))
wrong("nothing returned")((mine, fit5))
wrong("ascent", "uphill")((mine, fit6))

BY_EXERCISE = {
    "conv-output-size": SIZE,
    "conv-cost": COST,
    "receptive-field": FIELD,
    "lenet-loss": LENET,
    "lenet-train": TRAINED,
}

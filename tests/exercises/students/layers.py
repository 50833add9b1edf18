"""How students write layers and activations, forward and backward: right and wrong."""

import numpy as np

from .kept import kept

AFFINE, right, wrong = kept()


def aff1(x, w, b):
    out = np.dot(x, w) + b
    cache = (x, w, b)
    return out, cache


def aff1_back(dout, cache):
    x, w, b = cache
    dx = np.dot(dout, w.T)
    dw = np.dot(x.T, dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def aff2(x, w, b):
    N = x.shape[0]
    reshaped_input = x.reshape(N, -1)
    out = reshaped_input.dot(w) + b.reshape(1, -1)
    return out, (x, w, b)


def aff2_back(dout, cache):
    x, w, b = cache
    N = x.shape[0]
    dx = dout.dot(w.T).reshape(x.shape)
    dw = x.reshape(N, -1).T.dot(dout)
    db = np.ones((1, N)).dot(dout).reshape(-1)
    return [dx, dw, db]


def aff3_back(dout, cache):
    x, w, b = cache
    dx = (w @ dout.T).T
    dw = (dout.T @ x).T
    db = np.zeros_like(b)
    for row in dout:
        db += row
    return dx, dw, db


def aff4_back(dout, cache):
    X, W, b = cache
    return dout.dot(W.T), np.matmul(X.T, dout), np.sum(dout, 0)


right("dot, cs231n style")((aff1, aff1_back))
right("reshaped, a list returned")((aff2, aff2_back))
right("everything turned, db in a loop")((aff1, aff3_back))
right("capital letters")((aff1, aff4_back))


def affw1_back(dout, cache):
    x, w, b = cache
    return np.dot(dout, w.T), np.dot(x.T, dout), np.sum(dout, axis=0, keepdims=True)


def affw2_back(dout, cache):
    x, w, b = cache
    m = x.shape[0]
    dw = 1 / m * np.dot(x.T, dout)
    db = 1 / m * np.sum(dout, axis=0)
    return np.dot(dout, w.T), dw, db


def affw3_back(dout, cache):
    x, w, b = cache
    return np.dot(dout, w.T), np.dot(x.T, dout), dout


def affw4_back(dout, cache):
    x, w, b = cache
    return np.dot(dout, w), np.dot(x.T, dout), np.sum(dout, axis=0)


def affw5_back(dout, cache):
    x, w, b = cache
    db = np.sum(dout, axis=1)
    return dout @ w.T, x.T @ dout, db


def affw6_back(dout, cache):
    x, w, b = cache
    dx = dout @ w.T
    dw = x.T @ dout
    db = np.sum(dout, axis=0)
    print(dx, dw, db)


def affw7(x, w, b):
    return x @ w + b


def affw8(x, w, b):
    return np.dot(x, w), (x, w, b)


def affw9_back(dout, cache):
    x, w, b = cache
    return np.sum(dout, axis=0), x.T @ dout, dout @ w.T


def affw10(x, w, b):
    x -= x.mean(axis=0)
    return x @ w + b, (x, w, b)


wrong("keepdims", "db-as-a-row")((aff1, affw1_back))
wrong("deeplearning.ai's 1/m", "dw-and-db-averaged")((aff1, affw2_back))
wrong("db is dout", "db-not-summed")((aff1, affw3_back))
wrong("w not transposed")((aff1, affw4_back))
wrong("axis=1", "db-over-the-wrong-axis")((aff1, affw5_back))
wrong("nothing returned")((aff1, affw6_back))
wrong("no cache returned")((affw7, aff1_back))
wrong("bias forgotten", "no-bias")((affw8, aff1_back))
wrong("the other way round")((aff1, affw9_back))
wrong("edits x")((affw10, aff1_back))

RELU, right, wrong = kept()


def relu1(x):
    out = np.maximum(0, x)
    cache = x
    return out, cache


def relu1_back(dout, cache):
    dx, x = None, cache
    dx = dout
    dx[x <= 0] = 0
    return dx


def relu2(x):
    out = x.copy()
    out[out < 0] = 0
    return out, x


def relu2_back(dout, x):
    dx = np.array(dout, copy=True)
    dx[x <= 0] = 0
    return dx


def relu3(x):
    return (np.abs(x) + x) / 2, x


def relu3_back(dout, cache):
    return np.multiply(dout, np.heaviside(cache, 0))


right("dout edited in place, cs231n")((relu1, relu1_back))
right("copies, deeplearning.ai")((relu2, relu2_back))
right("by |x| and heaviside")((relu3, relu3_back))


def reluw1_back(dout, cache):
    dx = dout
    dx[dx <= 0] = 0
    return dx


def reluw2_back(dout, cache):
    return np.where(cache > 0, 1.0, 0.0)


def reluw3_back(dout, cache):
    return np.where(cache > 0, dout, cache)


def reluw4(x):
    if x > 0:
        out = x
    else:
        out = 0
    return out, x


def reluw5(x):
    x[x < 0] = 0
    return x, x


def reluw6_back(dout, cache):
    x = cache
    x[x > 0] = 1
    x[x <= 0] = 0
    return dout + x


wrong("mask of dout", "mask-of-dout")((relu1, reluw1_back))
wrong("no upstream", "upstream-forgotten")((relu1, reluw2_back))
wrong("np.where gone wrong")((relu1, reluw3_back))
wrong("if on an array")((reluw4, relu1_back))
wrong("x clipped in place")((reluw5, relu1_back))
wrong("mask added")((relu1, reluw6_back))

SIGMOID, right, wrong = kept()


def sig1(x):
    s = 1.0 / (1.0 + np.exp(-x))
    return s, x


def sig1_back(dA, cache):
    Z = cache
    s = 1 / (1 + np.exp(-Z))
    dZ = dA * s * (1 - s)
    return dZ


def sig2(x):
    z = np.zeros_like(x)
    pos = x >= 0
    z[pos] = 1 / (1 + np.exp(-x[pos]))
    e = np.exp(x[~pos])
    z[~pos] = e / (1 + e)
    return z, (z,)


def sig2_back(dout, cache):
    (z,) = cache
    return dout * (z - z * z)


right("from x, deeplearning.ai")((sig1, sig1_back))
right("stable by two masks")((sig2, sig2_back))


def sigw1_back(dout, cache):
    x = cache
    return dout * x * (1 - x)


def sigw2(x):
    return np.exp(x) / (np.exp(x) + 1), x


def sigw3_back(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return s * (1 - s)


def sigw4(x):
    return 1 / 1 + np.exp(-x), x


wrong("x taken for s")((sig1, sigw1_back))
wrong("exp over exp", "powers-over-powers")((sigw2, sig1_back))
wrong("no upstream", "local-alone")((sig1, sigw3_back))
wrong("brackets")((sigw4, sig1_back))

TANH, right, wrong = kept()


def tanh1(x):
    return np.tanh(x), x


def tanh1_back(dout, cache):
    return dout / np.cosh(np.clip(cache, -300, 300)) ** 2


def tanh2(x):
    out = np.tanh(x)
    return out, {"out": out}


def tanh2_back(dout, cache):
    return dout * (1.0 - np.square(cache["out"]))


def tanhw1_back(dout, cache):
    return dout * (1 - cache["out"])


def tanhw2_back(dout, cache):
    return dout * 1 - cache["out"] ** 2


def tanhw3(x):
    out = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return out, {"out": out}


right("by cosh")((tanh1, tanh1_back))
right("np.square")((tanh2, tanh2_back))
wrong("not squared", "no-square")((tanh2, tanhw1_back))
wrong("brackets", "upstream-on-the-one")((tanh2, tanhw2_back))
wrong("powers by hand", "quotient-of-powers")((tanhw3, tanh2_back))

LEAKY, right, wrong = kept()


def leak1(x, alpha):
    out = np.maximum(0, x) + alpha * np.minimum(0, x)
    return out, (x, alpha)


def leak1_back(dout, cache):
    x, alpha = cache
    dx = np.ones_like(x)
    dx[x < 0] = alpha
    return dx * dout


def leakw1_back(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    dx[x < 0] = alpha
    return dx


def leakw2_back(dout, cache):
    x, alpha = cache
    return dout * (x > 0)


def leakw3(x, alpha):
    return np.where(x > 0, x, 0.01 * x), (x, alpha)


right("two halves")((leak1, leak1_back))
wrong("alpha assigned", "alpha-without-upstream")((leak1, leakw1_back))
wrong("relu's backward", "no-gradient-below")((leak1, leakw2_back))
wrong("0.01 for ever")((leakw3, leak1_back))

PRELU, right, wrong = kept()


def pre1(x, alpha):
    pos = np.maximum(0, x)
    neg = np.minimum(0, x)
    return pos + alpha[None, :] * neg, (x, alpha)


def pre1_back(dout, cache):
    x, alpha = cache
    mask = x > 0
    dx = dout * mask + dout * ~mask * alpha
    dalpha = (dout * x * ~mask).sum(0)
    return dx, dalpha


def pre2_back(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    da = np.zeros_like(alpha)
    for i in range(x.shape[1]):
        neg = x[:, i] < 0
        dx[neg, i] *= alpha[i]
        da[i] = np.dot(dout[neg, i], x[neg, i])
    return dx, da


def prew1_back(dout, cache):
    x, alpha = cache
    mask = x > 0
    return dout * mask + dout * ~mask * alpha, (dout * x * ~mask).sum()


def prew2_back(dout, cache):
    x, alpha = cache
    mask = x > 0
    return dout * mask + dout * ~mask * alpha, (dout * x * ~mask)


def prew3_back(dout, cache):
    x, alpha = cache
    mask = x > 0
    return dout * mask + dout * ~mask * alpha, (dout * ~mask).sum(0)


def prew4_back(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), (dout * x).sum(axis=0)


right("two halves")((pre1, pre1_back))
right("a column at a time")((pre1, pre2_back))
wrong("summed to one number", "dalpha-over-everything")((pre1, prew1_back))
wrong("not summed", "dalpha-not-summed")((pre1, prew2_back))
wrong("x forgotten", "dalpha-without-x")((pre1, prew3_back))
wrong("positive ones too", "dalpha-where-positive-too")((pre1, prew4_back))

ELU, right, wrong = kept()


def elu1(x, alpha):
    out = np.zeros_like(x)
    out[x > 0] = x[x > 0]
    out[x <= 0] = alpha * (np.exp(x[x <= 0]) - 1)
    return out, (x, out, alpha)


def elu1_back(dout, cache):
    x, out, alpha = cache
    local = np.ones_like(x)
    local[x <= 0] = out[x <= 0] + alpha
    return dout * local


def eluw1_back(dout, cache):
    x, out, alpha = cache
    local = np.ones_like(x)
    local[x <= 0] = out[x <= 0]
    return dout * local


def eluw2(x, alpha):
    out = np.maximum(x, 0) + (x < 0) * alpha * (np.exp(x) - 1)
    return out, (x, out, alpha)


right("by indexing")((elu1, elu1_back))
wrong("out is its own slope", "out-in-place-of-its-slope")((elu1, eluw1_back))
wrong("mask times infinity", "masks-of-infinity")((eluw2, elu1_back))

MAXOUT, right, wrong = kept()


def max1(x, k):
    N, M = x.shape
    x3 = x.reshape(N, -1, k)
    return x3.max(-1), (x3, k)


def max1_back(dout, cache):
    x3, k = cache
    mask = x3 == x3.max(-1)[..., np.newaxis]
    return (mask * dout[..., np.newaxis]).reshape(len(x3), -1)


def max2(x, k):
    outs = [x[:, i : i + k].max(axis=1) for i in range(0, x.shape[1], k)]
    return np.stack(outs, axis=1), (x, k)


def max2_back(dout, cache):
    x, k = cache
    dx = np.zeros_like(x)
    for g in range(dout.shape[1]):
        j = g * k + x[:, g * k : (g + 1) * k].argmax(axis=1)
        dx[range(len(x)), j] = dout[:, g]
    return dx


def maxw1(x, k):
    N, M = x.shape
    return x.reshape(N, k, M // k).max(1), (x.reshape(N, M // k, k), k)


def maxw2_back(dout, cache):
    x3, k = cache
    return np.repeat(dout, k, axis=1)


def maxw3_back(dout, cache):
    x3, k = cache
    mask = x3 == x3.max(-1)[..., np.newaxis]
    return mask * dout[..., np.newaxis]


def maxw4_back(dout, cache):
    x3, k = cache
    return (x3 == x3.max(-1)[..., np.newaxis]).reshape(len(x3), -1) * 1.0


right("mask by ==")((max1, max1_back))
right("a group at a time")((max2, max2_back))
wrong("groups far apart", "far-apart")((maxw1, max1_back))
wrong("to all", "to-all-of-the-group")((max1, maxw2_back))
wrong("three axes left", "place-in-the-group-of-groups")((max1, maxw3_back))
wrong("the mask itself", "ones-to-the-winners")((max1, maxw4_back))

BY_EXERCISE = {
    "affine": AFFINE,
    "relu": RELU,
    "sigmoid": SIGMOID,
    "tanh": TANH,
    "leaky-relu": LEAKY,
    "prelu": PRELU,
    "elu": ELU,
    "maxout": MAXOUT,
}

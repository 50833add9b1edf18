"""How students write the loss of a two-layer net: right and wrong."""

import numpy as np

from .kept import kept

NET, right, wrong = kept()


@right("cs231n, 0.5 * reg")
def n1(params, x, y, reg):
    W1, b1 = params["w1"], params["b1"]
    W2, b2 = params["w2"], params["b2"]
    N, D = x.shape
    h1 = np.maximum(0, x.dot(W1) + b1)
    scores = h1.dot(W2) + b2
    scores -= np.max(scores, axis=1, keepdims=True)
    exp_scores = np.exp(scores)
    probs = exp_scores / np.sum(exp_scores, axis=1, keepdims=True)
    correct_logprobs = -np.log(probs[range(N), y])
    data_loss = np.sum(correct_logprobs) / N
    reg_loss = 0.5 * reg * np.sum(W1 * W1) + 0.5 * reg * np.sum(W2 * W2)
    loss = data_loss + reg_loss
    grads = {}
    dscores = probs
    dscores[range(N), y] -= 1
    dscores /= N
    grads["w2"] = np.dot(h1.T, dscores) + reg * W2
    grads["b2"] = np.sum(dscores, axis=0)
    dhidden = np.dot(dscores, W2.T)
    dhidden[h1 <= 0] = 0
    grads["w1"] = np.dot(x.T, dhidden) + reg * W1
    grads["b1"] = np.sum(dhidden, axis=0)
    return loss, grads


@right("reg without the half")
def n2(params, x, y, reg):
    loss, grads = n1(params, x, y, 2 * reg)
    return loss, grads


@right("one-hot, transposed thinking")
def n3(params, x, y, reg):
    Y = np.zeros((params["b2"].size, y.size))
    Y[y, np.arange(y.size)] = 1
    Z1 = params["w1"].T @ x.T + params["b1"][:, None]
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = params["w2"].T @ A1 + params["b2"][:, None]
    Z2 = Z2 - Z2.max(0)
    A2 = np.exp(Z2) / np.exp(Z2).sum(0)
    m = y.size
    cost = -(Y * np.log(A2 + 1e-300)).sum() / m + reg / 2 * sum(
        (params[k] ** 2).sum() for k in ("w1", "w2")
    )
    dZ2 = A2 - Y
    dW2 = dZ2 @ A1.T / m
    dZ1 = (params["w2"] @ dZ2) * (Z1 > 0)
    dW1 = dZ1 @ x / m
    return cost, {
        "w1": dW1.T + reg * params["w1"],
        "b1": dZ1.sum(1) / m,
        "w2": dW2.T + reg * params["w2"],
        "b2": dZ2.sum(1) / m,
    }


@right("more keys, loss an array of no axes")
def n4(params, x, y, reg):
    loss, grads = n1(params, x, y, reg)
    grads["x"] = 0 * x
    return np.array(loss), grads


@right("shift by the largest of all")
def n5(params, x, y, reg):
    w1, b1, w2, b2 = params.values()
    z = x @ w1 + b1
    a = z * (z > 0)
    s = a @ w2 + b2
    s = s - s.max()
    e = np.exp(s)
    p = e / e.sum(1)[:, None]
    L = np.mean(-np.log(p[np.arange(len(y)), y])) + reg * ((w1**2).sum() + (w2**2).sum())
    d = (p - np.eye(p.shape[1])[y]) / len(y)
    dz = (d @ w2.T) * (z > 0)
    return L, dict(w1=x.T @ dz + 2 * reg * w1, b1=dz.sum(0), w2=a.T @ d + 2 * reg * w2, b2=d.sum(0))


def changed(what, into):
    """n1, with some of its lines written otherwise."""
    import inspect

    source = inspect.getsource(n1).split("\n", 1)[1]
    for a, b in zip(what, into, strict=True):
        assert a in source, a
        source = source.replace(a, b)
    names = {"np": np}
    exec(source, names)
    return names["n1"]


WRONG = [
    ("no shift", ["    scores -= np.max(scores, axis=1, keepdims=True)\n"], [""], "no-shift"),
    (
        "log(p + 1e-7)",
        ["np.log(probs[range(N), y])"],
        ["np.log(probs[range(N), y] + 1e-7)"],
        "trace-in-the-log",
    ),
    ("no mask", ["    dhidden[h1 <= 0] = 0\n"], [""], "mask-forgotten"),
    (
        "mask of dhidden",
        ["dhidden[h1 <= 0] = 0"],
        ["dhidden[dhidden <= 0] = 0"],
        "mask-of-the-gradient",
    ),
    ("no / N in dscores", ["    dscores /= N\n"], [""], "gradients-not-divided"),
    (
        "reg loss without half",
        ["0.5 * reg * np.sum(W1 * W1) + 0.5"],
        ["reg * np.sum(W1 * W1) + 1.0"],
        "half-missing-in-the-loss",
    ),
    ("reg missing in loss", ["data_loss + reg_loss"], ["data_loss"], "penalty-not-in-the-loss"),
    ("reg missing in W1", [" + reg * W1"], [""], "penalty-not-in-dw1"),
    (
        "reg / N",
        ["+ reg * W2", "+ reg * W1", "reg_loss = 0.5 * reg", "+ 0.5 * reg"],
        ["+ reg / N * W2", "+ reg / N * W1", "reg_loss = 0.5 * reg / N", "+ 0.5 * reg / N"],
        "penalty-divided-by-examples",
    ),
    (
        "b (1, H)",
        ["np.sum(dhidden, axis=0)", "np.sum(dscores, axis=0)"],
        ["np.sum(dhidden, axis=0, keepdims=True)", "np.sum(dscores, axis=0, keepdims=True)"],
        "biases-as-rows",
    ),
    (
        "only b1 (1, H)",
        ["np.sum(dhidden, axis=0)"],
        ["np.sum(dhidden, axis=0, keepdims=True)"],
        "db1-as-a-row",
    ),
    (
        "relu on scores",
        ["scores = h1.dot(W2) + b2"],
        ["scores = np.maximum(0, h1.dot(W2) + b2)"],
        "relu-on-the-scores",
    ),
    (
        "no relu, mask kept by sign",
        ["np.maximum(0, x.dot(W1) + b1)"],
        ["x.dot(W1) + b1"],
        "no-relu-forward",
    ),
    (
        "no relu at all",
        ["np.maximum(0, x.dot(W1) + b1)", "    dhidden[h1 <= 0] = 0\n"],
        ["x.dot(W1) + b1", ""],
        "no-relu",
    ),
    ("W2 with x", ["np.dot(h1.T, dscores)"], ["np.dot(x.T, dscores)"], None),
    (
        "grads of W2 only",
        ["    return loss, grads"],
        ["    return loss, {'w2': grads['w2'], 'b2': grads['b2']}"],
        "second-layer-only",
    ),
    ("y - p", ["    dscores /= N\n"], ["    dscores /= -N\n"], None),
    (
        "leaky inside, its own gradient",
        ["np.maximum(0, x.dot(W1) + b1)", "dhidden[h1 <= 0] = 0"],
        [
            "np.where(x.dot(W1) + b1 > 0, x.dot(W1) + b1, 0.1 * (x.dot(W1) + b1))",
            "dhidden[h1 <= 0] *= 0.1",
        ],
        "forward-to-mend",
    ),
    ("C hard-coded", ["dscores = probs"], ["dscores = probs[:, :10] + np.zeros((N, 10))"], None),
    ("grads first", ["return loss, grads"], ["return grads, loss"], None),
    (
        "reg on biases too",
        ["    loss = data_loss + reg_loss"],
        ["    loss = data_loss + reg_loss + 0.5 * reg * (np.sum(b1**2) + np.sum(b2**2))"],
        "biases-penalised-in-the-loss",
    ),
    ("1 - reg typo: W2 for W1", ["+ reg * W2"], ["+ reg * W1"], None),
]
HALF = {"0.5 * reg": "reg", "+ reg * W": "+ 2 * reg * W"}  # the other convention, after the change
for what, old, new, named in WRONG:
    wrong(what, named)(changed(old, new))
for what, old, new, named in WRONG:
    if "reg" not in what and "(1, H)" not in what and "only" not in what:
        without = [list(HALF), list(HALF.values())]
        wrong(f"{what}, no half", named)(changed([*old, *without[0]], [*new, *without[1]]))

BY_EXERCISE = {"two-layer-loss": NET}

"""The other functions of assignment 02, as different students write them."""

import numpy as np

from . import prepared
from .kept import kept

SCORES, right, wrong = kept()


@right("matmul")
def matmul(x, w, b):
    return np.matmul(x, w) + np.expand_dims(b, 0)


@right("a product, tiled bias")
def tiled(x, w, b):
    return x.dot(w) + np.tile(b, (x.shape[0], 1))


@wrong("W x, as on the blackboard", named="one-class-a-row")
def blackboard(x, w, b):
    return (x @ w + b).T


@wrong("b forgotten", named="bias-left-out")
def unbiased(x, w, b):
    return np.einsum("nd,dc->nc", x, w)


SCALE, right, wrong = kept()


@right("the mean of the squares, rooted")
def rms(x_train, x):
    mu = np.mean(x_train, axis=0)
    sigma = np.sqrt(np.mean(np.square(x_train - mu), axis=0))
    return (x - mu) / sigma


@right("with eps under the line")
def eps(x_train, x):
    return (x - x_train.mean(0)) / np.sqrt(x_train.var(0) + 1e-12)


@wrong("as in the notes", named="divided-by-the-variance")
def notes(x_train, x):
    mu = x_train.mean(0)
    sigma2 = np.mean((x_train - mu) ** 2, axis=0)
    return (x - mu) / sigma2


@wrong("its own mean, its own sigma", named="scaled-by-its-own")
def own(x_train, x):
    sigma = x.std(0)
    sigma[sigma == 0] = 1
    return (x - x.mean(0)) / sigma


RULER, right, wrong = kept()


@right("in place, put back")
def in_place(f, x, h):
    grad = np.zeros_like(x)
    it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
    while not it.finished:
        ix = it.multi_index
        oldval = x[ix]
        x[ix] = oldval + h
        fxph = f(x)
        x[ix] = oldval - h
        fxmh = f(x)
        x[ix] = oldval
        grad[ix] = (fxph - fxmh) / (2 * h)
        it.iternext()
    return grad


@right("flat indices of a copy")
def flat(f, x, h):
    g = np.zeros(x.size)
    for i in range(x.size):
        xp = x.copy()
        xp.flat[i] = xp.flat[i] + h
        xm = x.copy()
        xm.flat[i] = xm.flat[i] - h
        g[i] = (f(xp) - f(xm)) / 2 / h
    return g.reshape(x.shape)


@wrong("forward difference", named="one-sided")
def forward(f, x, h):
    fx = f(x)
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        y = x.copy()
        y[i] += h
        g[i] = (f(y) - fx) / h
    return g


@wrong("brackets missing in / 2 * h", named="multiplied-by-h")
def brackets(f, x, h):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        e = np.zeros(x.shape)
        e[i] = h
        g[i] = (f(x + e) - f(x - e)) / 2 * h
    return g


@wrong("flat array given back")
def stays_flat(f, x, h):
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([(f(x + s) - f(x - s)) / (2 * h) for s in steps])


EPOCHS, right, wrong = kept()


@right("a while loop and a counter")
def counter(loss, w, x, y, lr, size, order):
    done = 0
    while done < len(order):
        idx = order[done : done + size]
        _, g = loss(w, x[idx], y[idx])
        w = w - lr * g
        done += len(idx)
    return w


@right("array_split by hand-made borders")
def borders(loss, w, x, y, lr, size, order):
    w = w.copy()
    n = int(np.ceil(len(order) / size))
    for k in range(n):
        idx = order[k * size : min((k + 1) * size, len(order))]
        w -= lr * loss(w, x[idx], y[idx])[1]
    return w


@wrong("the whole set at every step")
def whole_set(loss, w, x, y, lr, size, order):
    for _ in range(0, len(order), size):
        w = w - lr * loss(w, x, y)[1]
    return w


@wrong("labels not reordered", named="labels-in-the-old-order")
def old_labels(loss, w, x, y, lr, size, order):
    x = x[order]
    for i in range(0, len(x), size):
        w = w - lr * loss(w, x[i : i + size], y[i : i + size])[1]
    return w


BATCHES, right, wrong = kept()


@right("shuffles a list of indices, yields")
def yields(x, y, size, rng):
    idx = np.arange(len(x))
    rng.shuffle(idx)
    for k in range(0, len(idx), size):
        yield x[idx[k : k + size]], y[idx[k : k + size]]


@right("a list of lists")
def lists(x, y, size, rng):
    idx = rng.permutation(x.shape[0])
    out = []
    while len(idx):
        out.append([x[idx[:size]], y[idx[:size]]])
        idx = idx[size:]
    return out


@wrong("two shuffles", named="labels-shuffled-apart")
def two_shuffles(x, y, size, rng):
    x, y = rng.permutation(x), rng.permutation(y)
    return [(x[i : i + size], y[i : i + size]) for i in range(0, len(y), size)]


@wrong("the last ones are lost", named="last-ones-dropped")
def whole_ones_only(x, y, size, rng):
    p = rng.permutation(len(x))
    size = min(size, len(x))
    n = len(x) // size
    return [(x[p[i * size : i * size + size]], y[p[i * size : i * size + size]]) for i in range(n)]


@wrong("draws with replacement", named="drawn-with-replacement")
def choice(x, y, size, rng):
    size = min(size, len(x))
    out = []
    left = len(x)
    while left > 0:
        p = rng.choice(len(x), min(size, left))
        out.append((x[p], y[p]))
        left -= size
    return out


NET, right, wrong = kept()


@right("with np.where for the sign")
def where(w, l1, l2):
    return l1 * np.linalg.norm(w.ravel(), 1) + 0.5 * l2 * np.linalg.norm(w) ** 2, (
        l1 * np.where(w < 0, -1, 1) + l2 * w
    )


@right("without the half, with its slope")
def other_half(w, l1, l2):
    return l1 * np.abs(w).sum() + l2 * (w * w).sum(), l1 * np.sign(w) + 2 * l2 * w


@wrong("w for its sign", named="l1-slope-is-w")
def slope(w, l1, l2):
    return np.sum(l1 * np.abs(w) + l2 * w * w / 2), (l1 + l2) * w


LIMIT, right, wrong = kept()


@right("norm along axis 0")
def norms(w, limit):
    n = np.linalg.norm(w, axis=0, keepdims=True)
    return np.where(n > limit, w / np.where(n == 0, 1, n) * limit, w)


@wrong("rows", named="rows-for-units")
def rows(w, limit):
    n = np.linalg.norm(w, axis=1, keepdims=True)
    return w * np.minimum(1, limit / np.maximum(n, 1e-12))


BY_EXERCISE = {
    "linear-scores": SCORES,
    "standardise": SCALE,
    "numerical-gradient": RULER,
    "sgd-epoch": EPOCHS,
    "minibatches": BATCHES,
    "elastic-net": NET,
    "max-norm": LIMIT,
    **prepared.BY_EXERCISE,
}

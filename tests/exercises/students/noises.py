"""How students write noise: dropout and its kin, regions at random, and their average."""

import numpy as np

from .kept import kept

DROPOUT, right, wrong = kept()


def do1_f(x, keep, rng, train):
    mask = None
    if train:
        mask = (rng.random(size=x.shape) < keep).astype(x.dtype) / keep
        out = x * mask
    else:
        out = x
    return out, (train, mask)


def do1_b(dout, cache):
    train, mask = cache
    return dout * mask if train else dout


right("CS231n style, mode in the cache")((do1_f, do1_b))


def do2_f(x, keep, rng, train):
    if train is False:
        return x + 0, None
    d = rng.uniform(0, 1, x.shape)
    d = d <= keep
    a = np.multiply(x, d)
    a /= keep
    return a, {"D": d, "keep_prob": keep}


def do2_b(dout, cache):
    if not cache:
        return dout
    return np.multiply(dout, cache["D"]) / cache["keep_prob"]


right("Coursera style, a dict")((do2_f, do2_b))


def do3_f(x, keep, rng, train):
    p = 1 - keep
    if train:
        drop = rng.random(x.size) < p
        scale = np.where(drop, 0.0, 1.0 / (1.0 - p)).reshape(x.shape)
    else:
        scale = 1.0
    return x * scale, scale


def do3_b(dout, cache):
    return cache * dout


right("drops below 1 - keep, flat draws")((do3_f, do3_b))


def do4_f(x, keep, rng, train):
    if not train:
        return x, (None, keep)
    kept = []
    for _ in range(len(x)):
        kept.append(rng.random(x.shape[1:]) < keep)
    kept = np.array(kept)
    out = np.zeros(x.shape, x.dtype)
    out[kept] = x[kept] / keep
    return out, (kept, keep)


def do4_b(dout, cache):
    kept, keep = cache
    if kept is None:
        return dout.copy()
    dx = np.zeros_like(dout)
    dx[kept] = dout[kept] / keep
    return dx


right("boolean indexing, a row at a time")((do4_f, do4_b))


def dow1_f(x, keep, rng, train):
    mask = (np.random.rand(*x.shape) < keep) / keep
    if train:
        return x * mask, mask
    return x, 1


def dow2_f(x, keep, rng, train):
    mask = (rng.standard_normal(x.shape) < keep) / keep
    return (x * mask, mask) if train else (x, np.ones_like(x))


def dow3_f(x, keep, rng, train):
    if train:
        mask = rng.random(x.shape) >= keep
        return x * mask / (1 - keep) if keep < 1 else x * 0, mask / max(1 - keep, 1e-9)
    return x, np.ones_like(x)


def dow4_f(x, keep, rng, train):
    if train:
        mask = rng.random(x.shape) < keep
        return x * mask, mask
    return x * keep, keep


def dow5_f(x, keep, rng, train):
    if train:
        mask = (rng.random(x.shape[1]) < keep) / keep
        return x * mask, mask
    return x, 1


def dow6_b(dout, cache):
    return dout


def dow7_b(dout, cache):
    return dout * (cache != 0)


def dow8_f(x, keep, rng, train):
    if train:
        x[rng.random(x.shape) > keep] = 0
        x /= keep
    return x, x != 0


def dow9_f(x, keep, rng, train):
    mask = rng.integers(0, 2, x.shape) / keep
    return (x * mask, mask) if train else (x, np.ones_like(x))


def dow10_f(x, keep, rng, train):
    return x * (rng.random(x.shape) < keep) / keep if train else x


def dow11_f(x, keep, rng, train):
    n = int(keep * x.shape[1]) if x.ndim == 2 else x.shape[1]
    mask = np.zeros(x.shape)
    mask[:, :n] = 1 / keep
    return (x * mask, mask) if train else (x, np.ones_like(x))


def dow12_f(x, keep, rng, train):
    rng = np.random.default_rng(231)
    mask = (rng.random(x.shape) < keep) / keep
    return (x * mask, mask) if train else (x, np.ones_like(x))


LAST = {}


def dow13_f(x, keep, rng, train):
    LAST["m"] = (rng.random(x.shape) < keep) / keep if train else np.ones_like(x)
    return x * LAST["m"], None


def dow13_b(dout, cache):
    return dout * LAST["m"]


wrong("np.random in place of rng", "not-the-same-twice")((dow1_f, do3_b))
wrong("standard_normal", "normal-for-uniform")((dow2_f, do3_b))
wrong("keep taken for drop, scaled to suit", "keep-is-dropped-throughout")((dow3_f, do3_b))
wrong("vanilla dropout", "keep-at-test")((dow4_f, do3_b))
wrong("a mask for the features")((dow5_f, do3_b))
wrong("backward passes through", "back-without-mask")((do3_f, dow6_b))
wrong("backward masks only", "back-not-scaled")((do3_f, dow7_b))
wrong("in place")((dow8_f, do3_b))
wrong("a fair coin whatever keep")((dow9_f, do3_b))
wrong("no cache")((dow10_f, do3_b))
wrong("the first columns are kept")((dow11_f, do3_b))
wrong("a seed of its own", "always-the-same-mask")((dow12_f, do3_b))
wrong("the mask in a global of its own")((dow13_f, dow13_b))


DROPOUT_MENDED, right, wrong = kept()


@right("one word changed")
def dm1(x, keep, rng, train):
    drop = 1 - keep
    if train:
        return x * (rng.random(x.shape) >= drop)
    return x * keep


@right("inverted with 1 - drop")
def dm2(x, keep, rng, train):
    drop = 1 - keep
    if not train:
        return x
    return np.where(rng.random(x.shape) < drop, 0, x / (1 - drop))


@wrong("still multiplied by drop, written out")
def dmw1(x, keep, rng, train):
    mask = rng.random(x.shape) < keep
    return x * mask if train else (1 - keep) * x


@wrong("test untouched", "nothing-at-all")
def dmw2(x, keep, rng, train):
    return x * (rng.random(x.shape) < keep) if train else x


@wrong("divided by drop in training, test plain")
def dmw3(x, keep, rng, train):
    return x * (rng.random(x.shape) < keep) / (1 - keep) if train else x


CONNECT, right, wrong = kept()


def dc1_f(x, w, b, keep, rng, train):
    m = (rng.random(w.shape) < keep).astype(float) / keep if train else np.ones_like(w)
    wm = w * m
    return np.dot(x, wm) + b, (x, wm, m)


def dc1_b(dout, cache):
    x, wm, m = cache
    dw = np.dot(x.T, dout)
    return np.dot(dout, wm.T), dw * m, np.sum(dout, axis=0)


def dc2_f(x, w, b, keep, rng, train):
    if not train:
        return x @ w + b, (x, w, None, keep)
    m = np.array([[1 if rng.random() < keep else 0 for _ in range(w.shape[1])] for _ in w])
    return x @ (m * w) / keep + b, (x, w, m, keep)


def dc2_b(dout, cache):
    x, w, m, keep = cache
    db = dout.sum(0)
    if m is None:
        return dout.dot(w.T), x.T.dot(dout), db
    return dout.dot((m * w).T) / keep, m * x.T.dot(dout) / keep, db


def dcw1_f(x, w, b, keep, rng, train):
    m = (rng.random(x.shape) < keep) / keep if train else 1
    return (x * m) @ w + b, (x * m, w, np.ones_like(w))


def dcw2_b(dout, cache):
    x, wm, m = cache
    return dout @ wm.T, x.T @ dout, dout.sum(axis=0)


def dcw3_f(x, w, b, keep, rng, train):
    m = rng.random(w.shape) < keep if train else np.ones_like(w)
    return x @ (w * m) + b, (x, w * m, m)


def dcw4_f(x, w, b, keep, rng, train):
    m = (rng.random(w.shape) < keep) / keep if train else np.ones_like(w)
    mb = (rng.random(b.shape) < keep) / keep if train else np.ones_like(b)
    return x @ (w * m) + b * mb, (x, w * m, m)


def dcw5_f(x, w, b, keep, rng, train):
    m = (rng.random(w.shape[1]) < keep) / keep if train else np.ones(w.shape[1])
    return x @ (w * m) + b, (x, w * m, m)


right("the mask scaled")((dc1_f, dc1_b))
right("scaled after the product")((dc2_f, dc2_b))
wrong("dropout on x", "numbers-for-weights")((dcw1_f, dc1_b))
wrong("dw of all weights", "dw-without-mask")((dc1_f, dcw2_b))
wrong("no scale", "connect-not-scaled")((dcw3_f, dc1_b))
wrong("biases silenced too")((dcw4_f, dc1_b))
wrong("a draw for each output", "whole-outputs")((dcw5_f, dc1_b))


DEPTH, right, wrong = kept()


def sd1_f(skip, branch, keep, rng, train):
    if not train:
        return skip + branch, None
    alive = rng.random(skip.shape[0]) < keep
    alive = alive.reshape((-1,) + (1,) * (skip.ndim - 1)) / keep
    return skip + alive * branch, alive


def sd1_b(dout, cache):
    return (dout, dout) if cache is None else (dout, dout * cache)


def sd2_f(skip, branch, keep, rng, train):
    out = skip.copy()
    s = np.ones(len(skip))
    if train:
        s = rng.binomial(1, keep, len(skip)) / keep
    for n in range(len(skip)):
        out[n] += s[n] * branch[n]
    return out, s


def sd2_b(dout, cache):
    return dout, np.einsum("n...,n->n...", dout, cache)


def sdw1_f(skip, branch, keep, rng, train):
    if train and rng.random() > keep:
        return skip, 0.0
    return skip + branch / (keep if train else 1), 1.0 / (keep if train else 1)


def sdw2_f(skip, branch, keep, rng, train):
    m = (rng.random(skip.shape) < keep) / keep if train else np.ones(skip.shape)
    return skip + m * branch, m


def sdw3_f(skip, branch, keep, rng, train):
    m = (rng.random((len(skip),) + (1,) * (skip.ndim - 1)) < keep) if train else keep
    return skip + m * branch, m


def sdw4_b(dout, cache):
    return (dout, dout) if cache is None else (dout * cache, dout * cache)


right("None at test")((sd1_f, sd1_b))
right("binomial and einsum")((sd2_f, sd2_b))
wrong("the block, not the example", "a-draw-for-all")((sdw1_f, sd1_b))
wrong("dropout on the branch", "a-draw-for-each-number")((sdw2_f, sd1_b))
wrong("the paper's test rule", "as-in-the-paper")((sdw3_f, sd1_b))
wrong("skip's gradient masked", "dskip-scaled-too")((sd1_f, sdw4_b))


STARTS, right, wrong = kept()


@right("permutation of gaps, a running loop")
def rs1(n, regions, rng):
    twos = (n - 2) - (regions - 1)
    gaps = rng.permutation([2] * twos + [1] * (regions - 1 - twos))
    out = [0]
    for g in gaps:
        out.append(out[-1] + int(g))
    return np.array(out)


@right("a list, from places of the twos")
def rs2(n, regions, rng):
    twos = set(rng.permutation(regions - 1)[: n - regions - 1].tolist())
    starts, s = [], 0
    for i in range(regions):
        starts.append(s)
        s += 2 if i in twos else 1
    return starts


@right("random places left out")
def rs3(n, regions, rng):
    # A gap of 2 leaves a start out; no two neighbours may be left out: draw until it holds.
    while True:
        out = np.sort(rng.choice(np.arange(1, n - 2), n - 1 - regions, replace=False))
        if (np.diff(out) > 1).all():
            return np.setdiff1d(np.arange(n - 1), out)


@wrong("linspace", "evenly-spread")
def rsw1(n, regions, rng):
    return np.linspace(0, n - 2, regions).round().astype(int)


@wrong("sorted draws", "places-sorted")
def rsw2(n, regions, rng):
    return np.sort(np.concatenate([[0, n - 2], rng.choice(n - 3, regions - 2, replace=False) + 1]))


@wrong("coin for every gap", "coin-for-each-gap")
def rsw3(n, regions, rng):
    s = [0]
    for _ in range(regions - 1):
        s.append(s[-1] + rng.choice([1, 2]))
    return np.array(s)


@wrong("one start too many")
def rsw4(n, regions, rng):
    gaps = [2] * (n - 1 - regions) + [1] * (2 * regions - n)
    rng.shuffle(gaps)
    return np.cumsum([0, *gaps, 1])


POOL, right, wrong = kept()


@right("four shifted views")
def fp1(x, rows, columns):
    quarters = [x[:, :, rows + i][..., columns + j] for i in (0, 1) for j in (0, 1)]
    return np.max(quarters, axis=0)


@right("every loop there is")
def fp2(x, rows, columns):
    N, C = x.shape[:2]
    out = np.full((N, C, len(rows), len(columns)), -np.inf)
    for n in range(N):
        for c in range(C):
            for a, i in enumerate(rows):
                for b, j in enumerate(columns):
                    for di in range(2):
                        for dj in range(2):
                            out[n, c, a, b] = max(out[n, c, a, b], x[n, c, i + di, j + dj])
    return out


@wrong("axes swapped")
def fpw1(x, rows, columns):
    return np.array(
        [[x[:, :, r : r + 2, c : c + 2].max(axis=(2, 3)) for c in columns] for r in rows]
    )


@wrong("starts at zero", "from-zero-up")
def fpw2(x, rows, columns):
    out = np.zeros(x.shape[:2] + (len(rows), len(columns)))
    for i in range(2):
        for j in range(2):
            out = np.maximum(out, x[:, :, rows + i][..., columns + j])
    return out


@wrong("columns for rows")
def fpw3(x, rows, columns):
    return np.stack(
        [
            np.stack([x[:, :, c : c + 2, r : r + 2].max(axis=(2, 3)) for c in columns], -1)
            for r in rows
        ],
        -2,
    )


DRAWS, right, wrong = kept()


@right("stack and mean")
def ad1(noisy, x, rng, draws):
    return np.stack([noisy(x, rng) for _ in range(draws)]).mean(0)


@right("while")
def ad2(noisy, x, rng, draws):
    acc, k = noisy(x, rng), 1
    while k < draws:
        acc, k = acc + noisy(x, rng), k + 1
    return acc / k


@wrong("rng made anew", "the-same-draw")
def adw1(noisy, x, rng, draws):
    return sum(noisy(x, np.random.default_rng(42)) for _ in range(draws)) / draws


@wrong("called once, repeated", "one-draw")
def adw2(noisy, x, rng, draws):
    y = noisy(x, rng)
    return np.mean([y] * draws, axis=0)


@wrong("no axis")
def adw3(noisy, x, rng, draws):
    return np.mean([noisy(x, rng) for _ in range(draws)])


BY_EXERCISE = {
    "dropout": DROPOUT,
    "dropout-mended": DROPOUT_MENDED,
    "dropconnect": CONNECT,
    "stochastic-depth": DEPTH,
    "region-starts": STARTS,
    "fractional-max-pool": POOL,
    "average-of-draws": DRAWS,
}

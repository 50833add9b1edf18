"""How students augment, stop, ask many nets, and look for settings: right and wrong."""

import itertools
import math

import numpy as np

from .kept import kept

FLIP, right, wrong = kept()


@right("a loop with a coin")
def fl1(x, rng):
    out = []
    for img in x:
        if rng.random() < 0.5:
            out.append(img[:, :, ::-1])
        else:
            out.append(img)
    return np.stack(out)


@right("fliplr of nonzero rows")
def fl2(x, rng):
    y = np.copy(x)
    idx = np.nonzero(rng.binomial(1, 0.5, x.shape[0]))[0]
    y[idx] = np.flip(y[idx], axis=-1)
    return y


@wrong("np.flip without axis")
def flw1(x, rng):
    return np.stack([np.flip(img) if rng.random() < 0.5 else img for img in x])


@wrong("axis 2", "turned-upside-down")
def flw2(x, rng):
    return np.stack([img[:, ::-1] if rng.random() < 0.5 else img for img in x])


@wrong("one if", "one-coin-for-all")
def flw3(x, rng):
    if rng.random() < 0.5:
        return np.flip(x, 3)
    return x


@wrong("both kept, twice as many")
def flw4(x, rng):
    return np.concatenate([x, x[..., ::-1]])


@wrong("in place", "images-changed")
def flw5(x, rng):
    f = rng.random(len(x)) < 0.5
    x[f] = x[f, :, :, ::-1]
    return x


@wrong("a third of them")
def flw6(x, rng):
    return np.stack([img[:, :, ::-1] if rng.integers(4) == 0 else img for img in x])


CROP, right, wrong = kept()


@right("slices of zeros")
def cr1(x, rng, pad):
    n, c, h, w = x.shape
    p = np.zeros((n, c, h + 2 * pad, w + 2 * pad), x.dtype)
    p[:, :, pad : pad + h, pad : pad + w] = x
    out = np.empty_like(x)
    for k in range(n):
        dy = rng.integers(0, 2 * pad + 1)
        dx = rng.integers(0, 2 * pad + 1)
        out[k] = p[k, :, dy : dy + h, dx : dx + w]
    return out


@right("shifts from -pad to pad")
def cr2(x, rng, pad):
    out = np.zeros_like(x)
    H, W = x.shape[2:]
    for n, (a, b) in enumerate(rng.integers(-pad, pad, size=(len(x), 2), endpoint=True)):
        big = np.pad(x[n], ((0, 0), (pad, pad), (pad, pad)))
        out[n] = big[:, pad + a : pad + a + H, pad + b : pad + b + W]
    return out


@wrong("2 * pad excluded", "last-place-never")
def crw1(x, rng, pad):
    H, W = x.shape[2:]
    big = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    out = np.empty_like(x)
    for n in range(len(x)):
        a, b = rng.integers(0, 2 * pad, 2) if pad else (0, 0)
        out[n] = big[n, :, a : a + H, b : b + W]
    return out


@wrong("one place", "one-place-for-all")
def crw2(x, rng, pad):
    H, W = x.shape[2:]
    big = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    a, b = rng.integers(2 * pad + 1), rng.integers(2 * pad + 1)
    return big[:, :, a : a + H, b : b + W]


@wrong("pads every axis")
def crw3(x, rng, pad):
    H, W = x.shape[2:]
    big = np.pad(x, pad)
    return big[: len(x), : x.shape[1], :H, :W]


@wrong("H for W")
def crw4(x, rng, pad):
    H = x.shape[2]
    big = np.pad(x, [(0, 0), (0, 0), (pad, pad), (pad, pad)])
    at = rng.integers(0, 2 * pad + 1, (len(x), 2))
    return np.stack([big[n, :, a : a + H, b : b + H] for n, (a, b) in enumerate(at)])


@wrong("np.roll", "rolled")
def crw5(x, rng, pad):
    out = [
        np.roll(np.roll(i, rng.integers(-pad, pad + 1), 1), rng.integers(-pad, pad + 1), 2)
        for i in x
    ]
    return np.array(out)


SCALE, right, wrong = kept()


@right("linear interpolation")
def sc1(x, rng, low, high):
    N, C, H, W = x.shape
    out = np.zeros_like(x)
    for n in range(N):
        f = rng.uniform(low, high)
        r = (np.arange(H) - (H - 1) / 2) / f + (H - 1) / 2
        c = (np.arange(W) - (W - 1) / 2) / f + (W - 1) / 2
        R = np.maximum(0, 1 - np.abs(r[:, None] - np.arange(H)))
        K = np.maximum(0, 1 - np.abs(c[:, None] - np.arange(W)))
        out[n] = R @ x[n] @ K.T
    return out


@right("map of each pixel")
def sc2(x, rng, low, high):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    cy, cx = (H - 1) / 2, (W - 1) / 2
    for n in range(N):
        f = rng.random() * (high - low) + low
        for i in range(H):
            for j in range(W):
                a, b = int(round((i - cy) / f + cy)), int(round((j - cx) / f + cx))
                if a in range(H) and b in range(W):
                    out[n, :, i, j] = x[n, :, a, b]
    return out


@wrong("times f")
def scw1(x, rng, low, high):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    for n in range(N):
        f = rng.uniform(low, high)
        i, j = np.meshgrid(np.arange(H), np.arange(W), indexing="ij")
        a = np.rint((i - (H - 1) / 2) * f + (H - 1) / 2).astype(int)
        b = np.rint((j - (W - 1) / 2) * f + (W - 1) / 2).astype(int)
        ok = (a >= 0) & (a < H) & (b >= 0) & (b < W)
        out[n] = np.where(ok, x[n][:, a.clip(0, H - 1), b.clip(0, W - 1)], 0)
    return out


@wrong("negative rows wrap round")
def scw2(x, rng, low, high):
    N, C, H, W = x.shape
    out = np.zeros(x.shape)
    for n in range(N):
        f = rng.uniform(low, high)
        r = np.minimum(np.rint((np.arange(H) - (H - 1) / 2) / f + (H - 1) / 2), H - 1).astype(int)
        c = np.minimum(np.rint((np.arange(W) - (W - 1) / 2) / f + (W - 1) / 2), W - 1).astype(int)
        out[n] = x[n][:, r[:, None], c]
    return out


@wrong("one f", "one-factor-for-all")
def scw3(x, rng, low, high):
    N, C, H, W = x.shape
    f = rng.uniform(low, high)
    r = np.rint((np.arange(H) - (H - 1) / 2) / f + (H - 1) / 2).astype(int)
    c = np.rint((np.arange(W) - (W - 1) / 2) / f + (W - 1) / 2).astype(int)
    inside = ((r >= 0) & (r < H))[:, None] & ((c >= 0) & (c < W))
    return x[:, :, r.clip(0, H - 1)[:, None], c.clip(0, W - 1)] * inside


COLOUR, right, wrong = kept()


@right("einsum")
def co1(x, rng, strength):
    f = 1 + strength * rng.uniform(-1, 1, x.shape[:2])
    return np.einsum("nchw,nc->nchw", x, f).clip(0, 1)


@right("np.where for white")
def co2(x, rng, strength):
    N, C = x.shape[:2]
    y = x * rng.uniform(1 - strength, 1 + strength, N * C).reshape(N, C, 1, 1)
    return np.where(y > 1, 1.0, y)


@wrong("brightness", "factor-by-image")
def cow1(x, rng, strength):
    f = rng.uniform(1 - strength, 1 + strength, len(x))
    return np.clip(x * f[:, None, None, None], 0, 1)


@wrong("noise", "factor-by-pixel")
def cow2(x, rng, strength):
    return np.clip(x * (1 + strength * (2 * rng.random(x.shape) - 1)), 0, 1)


@wrong("no clip", "not-clipped")
def cow3(x, rng, strength):
    return x * rng.uniform(1 - strength, 1 + strength, x.shape[:2])[..., None, None]


@wrong("rescaled in place of clipped")
def cow4(x, rng, strength):
    y = x * rng.uniform(1 - strength, 1 + strength, x.shape[:2])[..., None, None]
    return y / y.max()


STOP, right, wrong = kept()


@right("while with a wait counter")
def es1(train_epoch, dev_error, w, epochs, patience):
    best_w, best_e = None, float("inf")
    wait = epoch = 0
    while epoch < epochs and wait < patience:
        train_epoch(w)
        e = dev_error(w)
        epoch += 1
        wait += 1
        if e < best_e:
            best_w, best_e, wait = np.copy(w), e, 0
    return best_w


@right("history of copies")
def es2(train_epoch, dev_error, w, epochs, patience):
    hist = []
    for t in range(epochs):
        train_epoch(w)
        hist.append((dev_error(w), t, w.copy()))
        best = min(hist, key=lambda h: (h[0], h[1]))
        if t - best[1] >= patience:
            break
    return best[2]


@wrong("best = w", "best-not-copied")
def esw1(train_epoch, dev_error, w, epochs, patience):
    best, best_e, wait = w, 1e9, 0
    for _ in range(epochs):
        train_epoch(w)
        e = dev_error(w)
        if e < best_e:
            best, best_e, wait = w, e, 0
        else:
            wait += 1
            if wait >= patience:
                break
    return best


@wrong("returns w")
def esw2(train_epoch, dev_error, w, epochs, patience):
    best_e, wait = np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        e = dev_error(w)
        if e < best_e:
            best_e, wait = e, 0
        else:
            wait += 1
        if wait == patience:
            return w
    return w


@wrong("worse than the last", "compared-with-the-last")
def esw3(train_epoch, dev_error, w, epochs, patience):
    prev, best_e, best, bad = np.inf, np.inf, None, 0
    for _ in range(epochs):
        train_epoch(w)
        e = dev_error(w)
        if e < best_e:
            best_e, best = e, w.copy()
        bad = bad + 1 if e >= prev else 0
        prev = e
        if bad >= patience:
            break
    return best


@wrong("wait > patience", "one-epoch-too-patient")
def esw4(train_epoch, dev_error, w, epochs, patience):
    best, best_e, wait = None, np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        e = dev_error(w)
        wait += 1
        if e < best_e:
            best, best_e, wait = w.copy(), e, 0
        if wait > patience:
            break
    return best


ENSEMBLE, right, wrong = kept()


@right("list of softmaxes")
def en1(scores):
    def softmax(s):
        s = s - np.max(s, axis=1, keepdims=True)
        return np.exp(s) / np.sum(np.exp(s), axis=1, keepdims=True)

    return sum(softmax(s) for s in scores) / len(scores)


@right("scipy")
def en2(scores):
    from scipy.special import softmax

    return softmax(scores, axis=-1).mean(axis=0)


@wrong("mean of scores", "softmax-of-mean-scores")
def enw1(scores):
    m = np.mean(scores, axis=0)
    m -= m.max(axis=1, keepdims=True)
    return np.exp(m) / np.exp(m).sum(axis=1, keepdims=True)


@wrong("overflow", "not-shifted")
def enw2(scores):
    p = np.exp(scores) / np.exp(scores).sum(axis=-1)[..., None]
    return np.mean(p, 0)


@wrong("argmax at once")
def enw3(scores):
    return np.argmax(scores.mean(axis=0), axis=1)


@wrong("shift by the largest of all", "shifted-by-one-number")
def enw4(scores):
    e = np.exp(scores - scores.max())
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0)


SNAPSHOTS, right, wrong = kept()


@right("a comprehension of rounds")
def sn1(train_epoch, w, epochs, every):
    kept = []
    for t in range(epochs):
        train_epoch(w)
        if (t + 1) % every == 0:
            kept.append(np.array(w))
    return np.array(kept)


@wrong("append(w)", "snapshots-not-copied")
def snw1(train_epoch, w, epochs, every):
    out = []
    for t in range(epochs):
        train_epoch(w)
        if (t + 1) % every == 0:
            out.append(w)
    return out


@wrong("t % every", "counted-from-zero")
def snw2(train_epoch, w, epochs, every):
    out = []
    for t in range(epochs):
        train_epoch(w)
        if t % every == 0:
            out.append(w.copy())
    return out


@wrong("stops early")
def snw3(train_epoch, w, epochs, every):
    out = []
    for _ in range(epochs // every):
        for _ in range(every):
            train_epoch(w)
        out.append(w.copy())
    return out


POLYAK, right, wrong = kept()


@right("reduce")
def po1(path, rho):
    from functools import reduce

    return reduce(lambda a, w: rho * a + (1 - rho) * w, path)


@right("in place on a copy")
def po2(path, rho):
    avg = path[0] * 1.0
    for t in range(1, path.shape[0]):
        avg *= rho
        avg += path[t] * (1 - rho)
    return avg


@wrong("zeros", "from-nothing")
def pow1(path, rho):
    avg = np.zeros_like(path[0])
    for w in path:
        avg = rho * avg + (1 - rho) * w
    return avg


@wrong("swapped", "polyak-shares-swapped")
def pow2(path, rho):
    avg = path[0]
    for w in path[1:]:
        avg = (1 - rho) * avg + rho * w
    return avg


@wrong("mean", "plain-mean")
def pow3(path, rho):
    return np.mean(path, 0)


TINY, right, wrong = kept()


@right("a dict of lists")
def ts1(x, y, each):
    rows = {}
    for i, c in enumerate(y):
        rows.setdefault(int(c), []).append(i)
    idx = [i for c in rows for i in rows[c][:each]]
    return x[idx], y[idx]


@right("a mask")
def ts2(x, y, each):
    keep = np.zeros(len(y), bool)
    for c in set(y.tolist()):
        keep[np.where(y == c)[0][:each]] = True
    return x[keep], y[keep]


@wrong("range(10)")
def tsw1(x, y, each):
    idx = np.concatenate([np.where(y == c)[0][:each] for c in range(10)])
    return x[idx][: 2 * each], y[idx][: 2 * each]


@wrong("the first rows", "first-rows-of-all")
def tsw2(x, y, each):
    return x[:each], y[:each]


@wrong("x only")
def tsw3(x, y, each):
    return x[np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)])]


CARE, right, wrong = kept()


@right("not (c <= limit)")
def ca1(step, steps):
    costs = []
    for _ in range(steps):
        c = step()
        costs.append(c)
        if not c <= 3 * costs[0]:
            break
    return costs


@right("math.isnan and a first cost")
def ca2(step, steps):
    first = step()
    costs = [first]
    while len(costs) < steps:
        if math.isnan(costs[-1]) or costs[-1] > 3 * first:
            break
        costs.append(step())
    return np.array(costs)


@wrong("no nan", "nan-slips-through")
def caw1(step, steps):
    costs = [step()]
    for _ in range(steps - 1):
        costs.append(step())
        if costs[-1] > 3 * costs[0]:
            return costs
    return costs


@wrong("== nan", "nan-slips-through")
def caw2(step, steps):
    costs = []
    for _ in range(steps):
        c = step()
        costs.append(c)
        if c == np.nan or c > 3 * costs[0]:
            break
    return costs


@wrong("break before append", "last-cost-left-out")
def caw3(step, steps):
    costs = []
    for _ in range(steps):
        c = step()
        if costs and (np.isnan(c) or c > 3 * costs[0]) or np.isnan(c):
            break
        costs.append(c)
    return costs


@wrong("inf is caught, nan is not, and 3 is fixed")
def caw4(step, steps):
    costs = []
    for _ in range(steps):
        costs.append(step())
        if costs[-1] > 3:
            break
    return costs


LOG, right, wrong = kept()


@right("log2")
def lo1(low, high, n, rng):
    return 2 ** (np.log2(low) + (np.log2(high) - np.log2(low)) * rng.random(n))


@right("Andrew Ng's r")
def lo2(low, high, n, rng):
    a, b = math.log10(low), math.log10(high)
    r = a + (b - a) * rng.random(size=n)
    return np.power(10, r)


@right("geometric mean of a stratified draw, shuffled")
def lo3(low, high, n, rng):
    u = (np.arange(n) + rng.random(n)) / n
    rng.shuffle(u)
    return low * (high / low) ** u


@wrong("uniform", "drawn-evenly")
def low1(low, high, n, rng):
    return low + rng.random(n) * (high - low)


@wrong("exponent out", "exponent-returned")
def low2(low, high, n, rng):
    return rng.uniform(math.log10(low), math.log10(high), n)


@wrong("np.log with 10 **", "ten-to-the-natural-power")
def low3(low, high, n, rng):
    return 10 ** rng.uniform(np.log(low), np.log(high), n)


@wrong("one number")
def low4(low, high, n, rng):
    return 10 ** rng.uniform(np.log10(low), np.log10(high))


@wrong("squares of even draws")
def low5(low, high, n, rng):
    return low + (high - low) * rng.random(n) ** 4


BETA, right, wrong = kept()


@right("r from the exponents")
def be1(low, high, n, rng):
    a, b = np.log10(1 - low), np.log10(1 - high)
    return 1 - 10 ** (a + (b - a) * rng.random(n))


@right("one at a time")
def be2(low, high, n, rng):
    out = np.zeros(n)
    for i in range(n):
        out[i] = 1 - math.exp(rng.uniform(math.log(1 - high), math.log(1 - low)))
    return out


@wrong("log of beta", "beta-on-its-own-log-scale")
def bew1(low, high, n, rng):
    return np.exp(rng.uniform(np.log(low), np.log(high), n))


@wrong("even", "beta-drawn-evenly")
def bew2(low, high, n, rng):
    return rng.random(n) * (high - low) + low


@wrong("1 - forgotten", "distance-returned")
def bew3(low, high, n, rng):
    return np.exp(rng.uniform(np.log(1 - high), np.log(1 - low), n))


GRID, right, wrong = kept()


@right("ndindex")
def gr1(low, high, points):
    step = (high - low) / (points - 1)
    return np.array([low + step * np.array(i) for i in np.ndindex(*[points] * len(low))])


@right("repeat and tile")
def gr2(low, high, points):
    D = len(low)
    out = np.zeros((points**D, D))
    for d in range(D):
        axis = np.linspace(low[d], high[d], points)
        out[:, d] = np.tile(np.repeat(axis, points ** (D - 1 - d)), points**d)
    return out


@wrong("diagonal", "diagonal-only")
def grw1(low, high, points):
    return np.array([np.linspace(lo, hi, points) for lo, hi in zip(low, high, strict=True)]).T


@wrong("two loops, two settings")
def grw2(low, high, points):
    out = []
    for a in np.linspace(low[0], high[0], points):
        for b in np.linspace(low[1], high[1], points):
            out.append([a, b])
    return np.array(out)


@wrong("arange stops short", "end-left-out")
def grw3(low, high, points):
    axes = [lo + np.arange(points) * (hi - lo) / points for lo, hi in zip(low, high, strict=True)]
    return np.array(list(itertools.product(*axes)))


RANDOM, right, wrong = kept()


@right("a list and min")
def ra1(cost, low, high, trials, rng):
    pts = [rng.uniform(low, high) for _ in range(trials)]
    cs = [cost(p) for p in pts]
    i = min(range(trials), key=lambda k: math.inf if math.isnan(cs[k]) else cs[k])
    return pts[i]


@right("settings one by one")
def ra2(cost, low, high, trials, rng):
    best, bc = None, float("inf")
    for _ in range(trials):
        p = np.array([rng.uniform(lo, hi) for lo, hi in zip(low, high, strict=True)])
        c = cost(p)
        if not np.isnan(c) and c < bc:
            bc, best = c, p
    return best


@wrong("argmin with nan", "nan-is-best")
def raw1(cost, low, high, trials, rng):
    pts = low + (high - low) * rng.random((trials, len(low)))
    return pts[int(np.argmin([cost(p) for p in pts]))]


@wrong("the cost comes back")
def raw2(cost, low, high, trials, rng):
    pts = rng.uniform(low, high, (trials, len(low)))
    return np.nanmin([cost(p) for p in pts])


@wrong("min() of a list with nan")
def raw3(cost, low, high, trials, rng):
    pts = rng.uniform(low, high, (trials, len(low)))
    cs = [cost(p) for p in pts]
    return pts[cs.index(max(c for c in cs if c == c))]


@wrong("hill climbing")
def raw4(cost, low, high, trials, rng):
    p = rng.uniform(low, high)
    c = cost(p)
    for _ in range(trials - 1):
        q = np.clip(p + 0.1 * (high - low) * rng.normal(size=len(low)), low, high)
        d = cost(q)
        if d < c:
            p, c = q, d
    return p


@wrong("one u for both", "one-share-for-all-settings")
def raw5(cost, low, high, trials, rng):
    best, bc = None, np.inf
    for _ in range(trials):
        p = low + rng.random() * (high - low)
        c = cost(p)
        if c < bc:
            best, bc = p, c
    return best


FINE, right, wrong = kept()


@right("a helper, clipped to the first range")
def fi1(cost, low, high, rounds, trials, part, rng):
    best, bc = None, np.inf
    lo, hi = low, high
    for r in range(rounds):
        pts = rng.uniform(lo, hi, (trials, len(low)))
        cs = [cost(p) for p in pts]
        if min(cs) < bc:
            bc, best = min(cs), pts[int(np.argmin(cs))]
        half = (high - low) * part ** (r + 1) / 2
        lo, hi = np.maximum(low, best - half), np.minimum(high, best + half)
    return best


@wrong("part to each side", "part-to-each-side")
def fiw1(cost, low, high, rounds, trials, part, rng):
    best, bc = None, np.inf
    width = high - low
    for _ in range(rounds):
        for _ in range(trials):
            p = rng.uniform(low, high)
            c = cost(p)
            if c < bc:
                best, bc = p, c
        width = width * part
        low, high = best - width, best + width
    return best


@wrong("never narrower", "never-narrowed")
def fiw2(cost, low, high, rounds, trials, part, rng):
    best, bc = None, np.inf
    for _ in range(rounds * trials):
        p = rng.uniform(low, high)
        c = cost(p)
        if c < bc:
            best, bc = p, c
    return best


@wrong("best of the last round only")
def fiw3(cost, low, high, rounds, trials, part, rng):
    for _ in range(rounds):
        pts = rng.uniform(low, high, (trials, len(low)))
        best = pts[int(np.argmax([cost(p) for p in pts]))]
        half = (high - low) * part / 2
        low, high = best - half, best + half
    return best


DECAY, right, wrong = kept()


@right("loss gradient summed")
def de1(w, dw, lr, lam, m):
    grad = dw + lam * w / m
    return w - lr * grad


@right("the factor first")
def de2(w, dw, lr, lam, m):
    shrink = 1.0 - (lr * lam) / m
    return shrink * w - lr * dw


@wrong("as in AdamW", "m-missing")
def dew1(w, dw, lr, lam, m):
    return w * (1 - lr * lam) - lr * dw


@wrong("2m", "two-left-in")
def dew2(w, dw, lr, lam, m):
    return w - lr * (dw + lam / (2 * m) * w)


@wrong("lr left out", "lr-missing")
def dew3(w, dw, lr, lam, m):
    return w - lam / m * w - lr * dw


@wrong("plus", "weights-grow")
def dew4(w, dw, lr, lam, m):
    return w - lr * (dw - lam / m * w)


MORE_SCALE, right, wrong = kept()


@wrong("int() for round()", "rounded-down")
def scw_int(x, rng, low, high):
    N, _, H, W = x.shape
    out = np.zeros_like(x)
    for n in range(N):
        f = rng.uniform(low, high)
        for i in range(H):
            for j in range(W):
                r = int((i - (H - 1) / 2) / f + (H - 1) / 2)
                s = int((j - (W - 1) / 2) / f + (W - 1) / 2)
                if 0 <= r < H and 0 <= s < W:
                    out[n, :, i, j] = x[n, :, r, s]
    return out


@wrong("pushed to their new places", "pushed-apart")
def scw_push(x, rng, low, high):
    N, _, H, W = x.shape
    out = np.zeros_like(x)
    for n in range(N):
        f = rng.uniform(low, high)
        for i in range(H):
            for j in range(W):
                r = round((i - (H - 1) / 2) * f + (H - 1) / 2)
                s = round((j - (W - 1) / 2) * f + (W - 1) / 2)
                if 0 <= r < H and 0 <= s < W:
                    out[n, :, r, s] = x[n, :, i, j]
    return out


@right("about H / 2, rounded by floor")
def sc_half(x, rng, low, high):
    N, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, f in enumerate(rng.uniform(low, high, N)):
        r = np.floor((np.arange(H) + 0.5 - H / 2) / f + H / 2).astype(int)
        s = np.floor((np.arange(W) + 0.5 - W / 2) / f + W / 2).astype(int)
        i, j = (r >= 0) & (r < H), (s >= 0) & (s < W)
        out[n][:, np.ix_(i, j)[0], np.ix_(i, j)[1]] = x[n][:, r[i]][:, :, s[j]]
    return out


MORE_STOP, right, wrong = kept()


@wrong("no copy, and an epoch too patient")
def esw_two(train_epoch, dev_error, w, epochs, patience):
    best, lowest, bad = w, np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        d = dev_error(w)
        if d < lowest:
            best, lowest, bad = w, d, 0
        else:
            bad += 1
            if bad > patience:
                break
    return best


BY_EXERCISE = {
    "random-flip": FLIP,
    "random-crop": CROP,
    "random-scale": SCALE + MORE_SCALE,
    "colour-jitter": COLOUR,
    "early-stopping": STOP + MORE_STOP,
    "ensemble-probabilities": ENSEMBLE,
    "snapshots": SNAPSHOTS,
    "polyak-average": POLYAK,
    "tiny-set": TINY,
    "run-with-care": CARE,
    "log-sample": LOG,
    "beta-sample": BETA,
    "grid-points": GRID,
    "random-search": RANDOM,
    "coarse-to-fine": FINE,
    "decay-mended": DECAY,
}

"""Batchnorm folded into the layer before it, as students write it."""

import numpy as np

from .kept import kept

AFFINE, right, wrong = kept()


@right("a scale and a shift")
def a1(w, b, gamma, beta, running, eps):
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta


@right("a diagonal matrix")
def a2(w, b, gamma, beta, running, eps):
    A = np.diag(gamma / np.sqrt(running["var"] + eps))
    return w @ A, b @ A - running["mean"] @ A + beta


@right("column by column")
def a3(w, b, gamma, beta, running, eps):
    w_new, b_new = np.zeros_like(w), np.zeros_like(b)
    for m in range(len(b)):
        k = gamma[m] / (running["var"][m] + eps) ** 0.5
        for d in range(len(w)):
            w_new[d, m] = w[d, m] * k
        b_new[m] = beta[m] + k * (b[m] - running["mean"][m])
    return w_new, b_new


def affine(inside=True, s=None, nb=None, nw=None):
    def fold(w, b, gamma, beta, running, eps):
        mean, var = running["mean"], running["var"]
        k = gamma / (np.sqrt(var + eps) if inside else np.sqrt(var) + eps)
        k = s(gamma, var, eps) if s else k
        return (
            nw(w, k) if nw else w * k,
            nb(b, mean, k, beta) if nb else (b - mean) * k + beta,
        )

    return fold


wrong("eps outside", "eps-outside-the-root")(affine(inside=False))
wrong("no eps", "eps-left-out")(affine(s=lambda g, v, e: g / np.sqrt(v)))
wrong("var for std", "divided-by-the-variance")(affine(s=lambda g, v, e: g / (v + e)))
wrong("gamma left out", "gamma-left-out")(affine(s=lambda g, v, e: 1 / np.sqrt(v + e)))
wrong("b as it was", "bias-as-it-was")(affine(nb=lambda b, m, k, beta: b))
wrong("beta left out", "beta-left-out")(affine(nb=lambda b, m, k, beta: (b - m) * k))
wrong("beta alone", "bias-is-beta")(affine(nb=lambda b, m, k, beta: beta))
wrong("b not scaled", "bias-not-scaled")(affine(nb=lambda b, m, k, beta: b - m * k + beta))
wrong("b left out", "bias-left-out")(affine(nb=lambda b, m, k, beta: beta - m * k))
wrong("mean not subtracted", "mean-left-out")(affine(nb=lambda b, m, k, beta: b * k + beta))
wrong("mean added", "mean-added")(affine(nb=lambda b, m, k, beta: (b + m) * k + beta))
wrong("beta scaled", "beta-scaled")(affine(nb=lambda b, m, k, beta: (b - m + beta) * k))
wrong("mean not scaled", "mean-not-scaled")(affine(nb=lambda b, m, k, beta: b * k - m + beta))
wrong("w as it was", "weights-as-they-were")(affine(nw=lambda w, k: w))
wrong("rows scaled", "rows-scaled")(affine(nw=lambda w, k: w * k[:, None]))
wrong("w divided", "weights-divided")(affine(nw=lambda w, k: w / k))
wrong("scale turned", "scale-turned-over")(affine(s=lambda g, v, e: np.sqrt(v + e) / g))

CONV, right, wrong = kept()


@right("new axes")
def c1(w, b, gamma, beta, running, eps):
    k = gamma / np.sqrt(running["var"] + eps)
    return w * k[:, None, None, None], (b - running["mean"]) * k + beta


@right("a filter at a time")
def c2(w, b, gamma, beta, running, eps):
    w, b = w.copy(), b.copy()
    for f in range(w.shape[0]):
        k = gamma[f] / np.sqrt(running["var"][f] + eps)
        w[f] *= k
        b[f] = (b[f] - running["mean"][f]) * k + beta[f]
    return w, b


@right("flat and back")
def c3(w, b, gamma, beta, running, eps):
    k = gamma / np.sqrt(running["var"] + eps)
    flat = w.reshape(len(w), -1) * k.reshape(-1, 1)
    return flat.reshape(w.shape), beta + k * (b - running["mean"])


@right("einsum")
def c4(w, b, gamma, beta, running, eps):
    k = gamma / np.sqrt(running["var"] + eps)
    return np.einsum("fchw,f->fchw", w, k), k * b - k * running["mean"] + beta


def conv(nw, nb=None):
    def fold(w, b, gamma, beta, running, eps):
        k = gamma / np.sqrt(running["var"] + eps)
        return nw(w, k), nb(b, running["mean"], k, beta) if nb else (b - running["mean"]) * k + beta

    return fold


GOOD = lambda w, k: w * k[:, None, None, None]  # noqa: E731
wrong("like affine", "scaled-along-the-width")(conv(lambda w, k: w * k))
wrong("flattened", "filters-left-flat")(conv(lambda w, k: w.reshape(len(w), -1) * k[:, None]))
wrong("over channels", "channels-by-an-axis-in-front")(
    conv(lambda w, k: w * k[None, :, None, None])
)
wrong("w as it was", "weights-as-they-were")(conv(lambda w, k: w))
wrong("mean forgotten", "mean-left-out")(conv(GOOD, lambda b, m, k, beta: b * k + beta))
wrong("b as it was", "bias-as-it-was")(conv(GOOD, lambda b, m, k, beta: b))
wrong("beta forgotten", "beta-left-out")(conv(GOOD, lambda b, m, k, beta: (b - m) * k))
wrong("first factor for all", "first-scale-for-all")(conv(lambda w, k: w * k[0]))

BY_EXERCISE = {"fold-affine": AFFINE, "fold-conv": CONV}

"""Standardising with things wrong at once, and the ways that a gradient goes back to x."""

from itertools import combinations

import numpy as np

OUTSIDE = "Your eps stands outside the root; it should stand inside: sqrt(var + eps)."
LEFT_OUT = (
    "You add no eps: a column that never changes then has a variance of 0, and 0 divides 0. It"
    " should be sqrt(var + eps)."
)
FIXED = "Your eps is a fixed tiny number; it should be the one that is given."
NO_ROOT = "You divide by the variance; it should be its root, the standard deviation."
DDOF = (
    "Your variance divides by one less than the count; it should divide by the count itself"
    " (ddof=0). One number alone would have no variance otherwise."
)
ABOUT_ZERO = "Your variance is the mean of x**2; it should be that of (x - mean)**2."
NOT_CENTRED = "You do not subtract the mean."
NO_GAMMA = "Your out is not multiplied by gamma."
NO_BETA = "To your out no beta is added."
FAULTS = {
    "outside": OUTSIDE,
    "left out": LEFT_OUT,
    "fixed": FIXED,
    "no root": NO_ROOT,
    "ddof": DDOF,
    "about zero": ABOUT_ZERO,
    "not centred": NOT_CENTRED,
    "no gamma": NO_GAMMA,
    "no beta": NO_BETA,
}


def variance(x, axes, made):
    """The variance over axes, kept as axes of one, with the faults `made`."""
    deviations = x if "about zero" in made else x - x.mean(axis=axes, keepdims=True)
    n = x.size // max(deviations.mean(axis=axes).size, 1)
    return (deviations**2).sum(axis=axes, keepdims=True) / (n - ("ddof" in made))


def normalised(x, mean, var, gamma, beta, eps, made):
    """What comes out when these faults are made; mean and var as given."""
    added = 0 if "left out" in made else 1e-5 if "fixed" in made else eps
    inner, outer = (0, added) if "outside" in made else (added, 0)
    below = var + inner if "no root" in made else np.sqrt(var + inner)
    out = (x if "not centred" in made else x - mean) / (below + outer)
    out = out if "no gamma" in made else gamma * out
    return out if "no beta" in made else out + beta


def two_at_once(path, faults):
    """A sign in words: the answer makes two of these faults together.

    `path(args, made)` is a tuple, what comes back from one who makes the faults `made`.
    """

    def sign(case, got, _want):
        seen = tuple(got.values()) if isinstance(got, dict) else (got,)
        found = [both for both in combinations(faults, 2) if all_close(path(case.args, both), seen)]
        if len(found) > 1:
            return None
        return bool(found) and f"Two things. {' '.join(faults[fault] for fault in found[0])}"

    return sign


def tiny_eps(path):
    """A sign: right but for eps, which is a fixed tiny number; eps is the last argument."""

    def sign(case, got, want):
        seen = tuple(got.values()) if isinstance(got, dict) else (got,)
        made = [path((*case.args[:-1], eps), ()) for eps in (1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-10)]
        if not any(all_close(one, seen[: len(one)]) for one in made):
            return False
        right = path(case.args, ())
        return None if all_close(right, seen[: len(right)]) else True

    return sign


def weighs(ways, straight, mean, var):
    """A sign: dx goes back by the three ways with these shares, each a function of n.

    `ways(case)` gives the gradient at x_hat, x_hat, 1 / sqrt(var + eps) and the axes of the mean.
    """

    def sign(case, got, want):
        if "out" in got and not close(got["out"], want["out"]):
            return False
        terms, n = three_ways(*ways(case))
        shares = (straight, mean, var)
        made = sum(share(n) * term for share, term in zip(shares, terms, strict=True))
        made = np.reshape(made, np.shape(want["dx"]))
        if not close(got["dx"], made):
            return False
        return None if close(made, want["dx"]) else True

    return sign


def other_shares(ways):
    """A sign in words: dx is a sum of the three ways, with shares of its own."""

    def sign(case, got, want):
        if "out" in got and not close(got["out"], want["out"]):
            return False
        terms, n = three_ways(*ways(case))
        if n < 4:
            return None  # too few numbers to tell the ways apart
        table = np.stack([np.ravel(term) for term in terms], axis=1)
        shares = np.linalg.lstsq(table, np.ravel(got["dx"]), rcond=None)[0]
        if not close(got["dx"], (table @ shares).reshape(np.shape(got["dx"]))):
            return False
        return None if np.allclose(shares, (1, -1, -1), rtol=1e-3) else True

    return sign


def out_of(forward):
    """A sign: out is what this forward makes of the inputs, whatever the way back."""

    def sign(case, got, want):
        made = forward(*case.args[1:])[0]
        if not close(got["out"], made):
            return False
        return None if close(made, want["out"]) else True

    return sign


def three_ways(g, x_hat, inv_std, axes):
    """dx of the way straight, that through the mean, that through the variance; how many n."""
    g, x_hat = np.asarray(g, float), np.asarray(x_hat, float)
    through_mean = np.broadcast_to(g.mean(axis=axes, keepdims=True), g.shape)
    through_var = x_hat * (g * x_hat).mean(axis=axes, keepdims=True)
    n = g.size // max(g.mean(axis=axes).size, 1)
    return [term * inv_std for term in (g, through_mean, through_var)], n


def one(n):
    """The share of a way that is taken as it should be, but for the sign."""
    return 1


def minus_one(n):
    """The share of mean and variance."""
    return -1


def zero(n):
    """The share of a way that is forgotten."""
    return 0


def minus_n(n):
    """The share of a way whose sum is not divided."""
    return -n


def minus_two(n):
    """Twice the share."""
    return -2


def minus_half(n):
    """Half the share."""
    return -0.5


def all_close(one, two):
    """Whether all parts are close."""
    return len(one) == len(two) and all(map(close, two, one))


def close(got, want):
    """Equal to as many digits as there are, beside the largest number."""
    few = np.float32 in (np.asarray(got).dtype, np.asarray(want).dtype)
    got, want = np.asarray(got, float), np.asarray(want, float)
    scale = np.abs(want[np.isfinite(want)]).max(initial=0)
    # Finer than the difference that a fixed eps makes, where the numbers allow it.
    r = 1e-4 if few else 3e-6
    near = {"rtol": r, "atol": max(r * scale, 1e-9), "equal_nan": True}
    return got.shape == want.shape and bool(np.allclose(got, want, **near))

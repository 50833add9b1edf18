"""Refits: the same curve learnt from many samples, and what its errors are made of.

Polynomials, fitted by least squares on Legendre's basis; 60 samples of N points from one noisy
truth. Averaged over samples, the squared error on new points is noise + bias^2 + variance.
Source: Geman, Bienenstock & Doursat (1992), "Neural Networks and the Bias/Variance Dilemma".
"""

from typing import NamedTuple

import numpy as np
from numpy.polynomial import legendre

from course_lib._shapes import Array, Float

__all__ = [
    "DEGREES",
    "GRID",
    "NOISE",
    "REFITS",
    "Curves",
    "Refits",
    "curves",
    "reading",
    "refits",
    "sample",
    "truth",
]

SEED = 3
REFITS = 60
NOISE = 0.3  # standard deviation
DEGREES = range(13)
GRID = np.linspace(-1, 1, 121)


class Refits(NamedTuple):
    """fits (R, G), one curve a sample, on GRID; x and y (R, N), the samples themselves."""

    fits: Float[Array, "R G"]
    x: Float[Array, "R N"]
    y: Float[Array, "R N"]

    @property
    def bias2(self) -> float:
        """Squared distance of the mean fit from the truth."""
        return float(((self.fits.mean(axis=0) - truth(GRID)) ** 2).mean())

    @property
    def variance(self) -> float:
        """Squared distance of the fits from their mean."""
        return float(self.fits.var(axis=0).mean())


class Curves(NamedTuple):
    """Mean squared error at every degree of DEGREES, averaged over the samples."""

    train: Float[Array, " P"]
    dev: Float[Array, " P"]


def truth(x: Array) -> Array:
    """The curve to be learnt."""
    return np.sin(3.2 * x) + 0.4 * x


def sample(N: int) -> tuple[Float[Array, "R N"], Float[Array, "R N"]]:
    """REFITS samples of N noisy points each, the same ones every time.

    One point at random in each of N equal pieces: where a whole end is bare, a polynomial flies off
    so far that nothing else would be seen.
    """
    rng = np.random.default_rng([SEED, N])
    x = 2 * (np.arange(N) + rng.random((REFITS, N))) / N - 1
    return x, truth(x) + rng.normal(scale=NOISE, size=x.shape)


def refits(degree: int, N: int, reg: float) -> Refits:
    """Fit a polynomial of `degree` to each sample of N points, with L2 penalty reg on its weights.

    The penalty is 0.5 * reg * sum(w^2), added once to half the mean squared error; the constant is
    not penalised.
    """
    x, y = sample(N)
    basis = legendre.legvander(x, degree)
    return Refits(_weights(basis, y, reg) @ legendre.legvander(GRID, degree).T, x, y)


def curves(N: int, reg: float) -> Curves:
    """Training and dev error of every degree; dev is measured against noisy new points."""
    x, y = sample(N)
    train, dev = [], []
    for degree in DEGREES:
        basis = legendre.legvander(x, degree)
        w = _weights(basis, y, reg)
        train.append(((np.einsum("rnp,rp->rn", basis, w) - y) ** 2).mean())
        fits = w @ legendre.legvander(GRID, degree).T
        dev.append(((fits - truth(GRID)) ** 2).mean() + NOISE**2)
    return Curves(np.array(train), np.array(dev))


def reading(train: float, dev: float) -> str:
    """What the two errors say, beside the noise that nobody can fit."""
    floor = NOISE**2
    if train > 1.5 * floor:
        return "high bias: it misses even the points it has seen; give it more freedom"
    if dev > 1.6 * floor and dev > 1.5 * train:
        return (
            "high variance: good on its own points, worse on new ones; more data, or a tighter rein"
        )
    return "about right: both errors lie near the noise"


def _weights(basis: Array, y: Array, reg: float) -> Float[Array, "R P"]:
    N, P = basis.shape[1:]
    penalty = np.full(P, reg + 1e-10)  # a trace, as some samples do not tell all weights apart
    penalty[0] = 1e-10
    gram = np.einsum("rnp,rnq->rpq", basis, basis) / N + np.diag(penalty)
    return np.linalg.solve(gram, (np.einsum("rnp,rn->rp", basis, y) / N)[..., None])[..., 0]

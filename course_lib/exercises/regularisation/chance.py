"""How far a right answer may be off by chance alone.

Bounds that hold for every number of draws, not only for many: a right answer fails one measurement
with a probability below `ODDS`. No exercise takes more than `MOST` measurements in all its cases,
so a right answer fails an exercise less often than once in a million.
"""

import math

import numpy as np

from course_lib.checking import Measured

ODDS = 1e-9
MOST = 250
ROUNDING = 1e-4  # what should be equal, and was computed in another order, perhaps in float32

_LOGARITHM = math.log(2 / ODDS)


def beside(n: int, spread: float, reach: float = 1.0) -> float:
    """How far the mean of n independent draws may lie from its expectation.

    `spread` is the standard deviation of one draw, `reach` how far one can be from the expectation.
    About 6.5 standard errors, spread / sqrt(n), and a little more for few draws.
    Source: Bernstein's inequality, in Boucheron, Lugosi & Massart (2013), section 2.8.
    """
    few = reach * _LOGARITHM / (3 * n)
    return few + math.sqrt(few**2 + 2 * spread**2 * _LOGARITHM / n)


def share(found: float, want: float, n: int) -> Measured:
    """A share of n independent draws, each of which counts with probability `want`."""
    return Measured(float(found), want, beside(n, math.sqrt(want * (1 - want))) if n else math.inf)


def even_mean(found: float, low: float, high: float, n: int, slack: float = 0.0) -> Measured:
    """The mean of n numbers drawn evenly from low to high, each known to within `slack`."""
    width = high - low
    within = beside(n, width / math.sqrt(12), width / 2) + slack
    return Measured(float(found), (low + high) / 2, within)


def evenness(found: np.ndarray, low: float, high: float) -> Measured:
    """How far shares of the numbers below a place are from those of even draws, low to high.

    Source: Massart (1990), the Dvoretzky-Kiefer-Wolfowitz inequality with its constant.
    """
    n = found.size
    places = np.clip((np.sort(found, axis=None) - low) / (high - low), 0, 1)
    ends = np.arange(n + 1) / n
    worst = max(np.abs(places - ends[1:]).max(), np.abs(places - ends[:-1]).max())
    return Measured(float(worst), 0.0, math.sqrt(_LOGARITHM / (2 * n)))


def apart(one: np.ndarray, other: np.ndarray) -> Measured:
    """The largest difference of two arrays that should be equal, on the scale of the second."""
    if not np.size(one):
        return Measured(0.0, 0.0, ROUNDING)
    scale = max(1.0, float(np.abs(other).max()))
    return Measured(float(np.abs(one - other).max()), 0.0, ROUNDING * scale)


def marked(measure, *marks):
    """A sign: wherever a number is off, all these are as said, whichever draws were made.

    Each mark is the words in a number's name, and what holds of it, `holds(found, args)`.
    """

    def sign(case, got, _want):
        found = measure(case.args, tuple(got.values()) if isinstance(got, dict) else got)
        if not any(abs(m.got - m.want) > m.within for m in found.values()):
            return None
        return all(
            any(words in name and bool(holds(m.got, case.args)) for name, m in found.items())
            for words, holds in marks
        )

    return sign


def one(found, _args):
    """It is 1: what is drawn at random is the same everywhere."""
    return found == 1


def below_one(found, _args):
    """It is not 1 everywhere."""
    return found < 1


def generator(rng: np.random.Generator) -> np.random.Generator:
    """A generator of its own for one case."""
    return np.random.default_rng(rng.integers(2**32))


def away_from_zero(rng: np.random.Generator, *shape: int) -> np.ndarray:
    """Numbers of either sign, none of them near 0, so that a 0 is one that was silenced."""
    return rng.uniform(0.5, 2, shape) * rng.choice([-1.0, 1.0], shape)

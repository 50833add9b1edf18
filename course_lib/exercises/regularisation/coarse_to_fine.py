"""Looking for good settings: at random, from coarse to fine."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake, slip
from course_lib.exercises.regularisation.chance import evenness, generator
from course_lib.exercises.regularisation.random_search import of_least_cost


def coarse_to_fine(cost, low, high, rounds, trials, part, rng):
    raise NotImplementedError


def round_by_round(search, low, high, rounds, trials, part, rng, centre):
    """The points that were tried, a round a row, and the one given back."""
    tried = []

    def cost(point):
        point = np.asarray(point, dtype=float)
        is_point = point.shape == low.shape
        assert is_point, f"cost got shape {point.shape}; it takes one point, {low.shape}."
        tried.append(point.copy())
        few = len(tried) <= rounds * trials
        assert few, f"cost was called more than {rounds} x {trials} times."
        return float((((point - centre) / (high - low)) ** 2).sum())

    best = search(cost, low.copy(), high.copy(), rounds, trials, part, rng)
    enough = len(tried) == rounds * trials
    assert enough, f"cost was called {len(tried)} times; expected {rounds} x {trials}."
    assert best is not None, "Nothing came back; expected the best point."
    assert not isinstance(best, tuple), "A tuple came back; expected the best point alone."
    is_point = np.shape(best) == low.shape
    assert is_point, f"What came back has the shape {np.shape(best)}; expected {low.shape}."
    return np.array(tried).reshape(rounds, trials, len(low)), np.array(best, dtype=float)


def valleys(rng):
    def valley(D, rounds, trials, part):
        low = rng.normal(size=D)
        high = low + rng.uniform(0.5, 3, size=D)
        centre = low + (high - low) * rng.uniform(0.45, 0.55, size=D)
        return low, high, rounds, trials, part, generator(rng), centre

    return (
        Case(valley(2, 2, 151, 0.3), "2 rounds, a part of 0.3"),
        Case(valley(2, 3, 121, 0.5), "3 rounds, a part of 0.5"),
        Case(valley(1, 4, 151, 0.25), "1 setting, 4 rounds, a part of 0.25", "generality"),
        Case(valley(2, 1, 201, 0.3), "a single round", "generality"),
    )


def how_it_closed_in(args, got):
    """Of each round: how far from the best so far, and how long its range is."""
    low, high, rounds, _trials, part, _rng, centre = args
    tried, best = got
    width = high - low
    found = {"in round 1, how far outside low to high": _outside(tried[0], low, high)}
    for r in range(1, rounds):
        flat = tried[:r].reshape(-1, len(low))
        middle = flat[(((flat - centre) / width) ** 2).sum(axis=1).argmin()]
        off = np.abs(tried[r] - middle) / (width * part**r)
        words = f"in round {r + 1}, the farthest from the best so far, in lengths of its range"
        found[words] = Measured(off.max(), 0.5, 0.08)
    for r in range(rounds):
        # Between the smallest and the largest the others are even, wherever the range was.
        columns = (np.sort(column) for column in tried[r].T)
        even = (evenness(c[1:-1], c[0], max(c[-1], c[0] + 1e-12)) for c in columns)
        found[f"in round {r + 1}, how unevenly the values lie"] = max(even, key=lambda m: m.got)
    every = tried.reshape(-1, len(low))
    return {**found, **of_least_cost(every, best, centre, width, np.inf)}


def _outside(points, low, high):
    off = np.maximum(np.maximum(low - points, points - high), 0) / (high - low)
    return Measured(float(off.max()), 0, 1e-9)


def as_wide_as_ever(case, got, _want):
    """A sign: every round goes over the whole range."""
    low, high, rounds = case.args[:3]
    if rounds == 1:
        return None
    spread = np.ptp(got["the points that were tried"], axis=1)
    return bool((spread > 0.85 * (high - low)).all())


def about(place):
    """A sign: each later range has the right length, and `place(tried, low, high)` in its middle.

    low and high are the ends of the round before, and tried are its points.
    """

    def sign(case, got, _want):
        low, high, rounds, _trials, part = case.args[:5]
        tried = got["the points that were tried"]
        if rounds == 1:
            return None
        for r in range(1, rounds):
            middle, half = place(tried[r - 1], low, high), part * (high - low) / 2
            low, high = middle - half, middle + half
            if ((tried[r] < low - 1e-9) | (tried[r] > high + 1e-9)).any():
                return False
            if (np.ptp(tried[r], axis=0) < 1.6 * half).any():
                return False
        return True

    return sign


def narrowed(cost, low, high, rounds, trials, part, rng):
    best, least, width = None, np.inf, high - low
    for r in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        half = width * part ** (r + 1) / 2
        low, high = best - half, best + half
    return best


def narrowed_inside_the_range(cost, low, high, rounds, trials, part, rng):
    tried, costs = [], []
    lo, hi = low.copy(), high.copy()
    for _ in range(rounds):
        points = lo + (hi - lo) * rng.random((trials, len(low)))
        tried.extend(points)
        costs.extend(cost(p) for p in points)
        centre = tried[int(np.argmin(costs))]
        half = (hi - lo) * part / 2
        lo, hi = centre - half, centre + half
        shift = np.maximum(low - lo, 0) - np.maximum(hi - high, 0)
        lo, hi = lo + shift, hi + shift
    return tried[int(np.argmin(costs))]


def never_narrowed(cost, low, high, rounds, trials, part, rng):
    tried = rng.uniform(low, high, size=(rounds * trials, len(low)))
    return tried[np.argmin([cost(p) for p in tried])]


def first_round_forgotten(cost, low, high, rounds, trials, part, rng):
    for _ in range(rounds):
        tried = rng.uniform(low, high, size=(trials, len(low)))
        best = tried[np.argmin([cost(p) for p in tried])] + 0
        half = (high - low) * part / 2
        low, high = best - half, best + half
    return (low + high) / 2 + half * 0.01


COARSE_TO_FINE = Exercise(
    id="coarse-to-fine",
    title="From coarse to fine",
    points=2,
    concepts=("random-vs-grid",),
    stub=coarse_to_fine,
    reference=narrowed,
    cases=valleys,
    drive=round_by_round,
    returns=("the points that were tried", "the best point"),
    measure=how_it_closed_in,
    alternatives=(narrowed_inside_the_range,),
    mistakes=(
        Mistake(
            never_narrowed,
            "Yours draws from the whole range in every round. After each round the range should"
            " shrink, about the best point so far.",
            as_wide_as_ever,
        ),
        Mistake(
            slip(narrowed, "part_to_each_side", ("part ** (r + 1) / 2", "part ** (r + 1)")),
            "Your range goes `part` of its old length to each side of the best point, so it is"
            " twice as long as it should be: half of it to each side.",
        ),
        Mistake(
            slip(narrowed, "narrowed_once", ("part ** (r + 1) / 2", "part / 2")),
            "Your range shrinks after the first round only. Each round should have `part` of the"
            " range before.",
        ),
        Mistake(
            slip(
                narrowed,
                "about_the_middle",
                (
                    "low, high = best - half, best + half",
                    """middle = (low + high) / 2
        low, high = middle - half, middle + half""",
                ),
            ),
            "Your range shrinks about its own middle; it should shrink about the best point so"
            " far.",
            about(lambda tried, low, high: (low + high) / 2),
        ),
        Mistake(
            slip(
                narrowed,
                "about_the_last",
                ("best - half, best + half", "point - half, point + half"),
            ),
            "Your range shrinks about the last point tried; it should be the best one so far.",
            about(lambda tried, low, high: tried[-1]),
        ),
        Mistake(
            first_round_forgotten,
            "What you return was never tried. It should be the best of all points that were.",
        ),
        Mistake(
            slip(narrowed, "part_not_used", ("width * part ** (r + 1) / 2", "(high - low) / 20")),
            "Your range always shrinks to a tenth; it should shrink to the part that is given.",
        ),
    ),
    hints=(
        "Random search, then again in a range about the best point, and again.",
        "The new range is part * (high - low) long, half of it on either side of the best point.",
        "half = part * (high - low) / 2; low, high = best - half, best + half; keep best and its"
        " cost from round to round.",
    ),
)

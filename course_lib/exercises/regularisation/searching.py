"""Looking for good settings: all points of a grid, or points at random, from coarse to fine."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import beside, evenness, generator, marked, one


def grid_points(low, high, points):
    raise NotImplementedError


def in_order(grid_points, low, high, points):
    """The points of the grid, sorted: in which order they come is all the same."""
    came = grid_points(low, high, points)
    assert came is not None, "Nothing came back; expected an array. Is the `return` missing?"
    found = np.asarray(came, dtype=float)
    is_table = found.ndim == 2
    assert is_table, f"The shape is {found.shape}; expected two axes, a point a row."
    return found[np.lexsort(found.T[::-1])]


def grids(rng):
    def box(D):
        low = rng.normal(size=D)
        return low, low + rng.uniform(0.5, 3, size=D)

    return (
        Case((np.array([0.0, -1.0]), np.array([1.0, 3.0]), 3), "2 settings, 3 values of each"),
        Case((*box(2), 5), "2 settings, 5 values of each"),
        Case((*box(3), 4), "3 settings, 4 values of each"),
        Case((*box(1), 7), "1 setting, 7 values", "generality"),
        Case((*box(4), 2), "4 settings, 2 values of each", "generality"),
    )


def by_meshgrid(low, high, points):
    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(low))


def by_product(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def digit_by_digit(low, high, points):
    D = len(low)
    rows = []
    for number in range(points**D):
        row = []
        for d in range(D):
            number, digit = divmod(number, points)
            row.append(low[d] + (high[d] - low[d]) * digit / (points - 1))
        rows.append(row)
    return np.array(rows)


def diagonal_only(low, high, points):
    return np.linspace(low, high, points)


def end_left_out(low, high, points):
    from itertools import product

    axes = [a + (b - a) * np.arange(points) / points for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def one_value_more(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points + 1) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def ends_of_the_first(low, high, points):
    from itertools import product

    return np.array(list(product(np.linspace(low[0], high[0], points), repeat=len(low))))


def as_many_points_in_all(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes))[:points])


def settings_a_row(low, high, points):
    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij")).reshape(len(low), -1)


def two_settings_only(low, high, points):
    first = np.linspace(low[0], high[0], points)
    second = np.linspace(low[-1], high[-1], points)
    return np.array([(a, b) for a in first for b in second])


GRID_POINTS = Exercise(
    id="grid-points",
    title="A grid of settings",
    points=1,
    concepts=("random-vs-grid",),
    stub=grid_points,
    reference=by_meshgrid,
    cases=grids,
    drive=in_order,
    alternatives=(by_product, digit_by_digit),
    mistakes=(
        Mistake(
            diagonal_only,
            "Yours walks along the diagonal, all settings growing at once. It should be every"
            " combination: points ** D of them.",
        ),
        Mistake(end_left_out, "Your grid stops short of high; both ends should be in it."),
        Mistake(
            one_value_more, "Yours has points + 1 values of each setting; it should be points."
        ),
        Mistake(
            ends_of_the_first,
            "All your settings have the ends of the first; each should have its own.",
        ),
        Mistake(
            as_many_points_in_all,
            "Yours stops after `points` points; there are points ** D, every combination.",
        ),
        Mistake(
            settings_a_row, "Each row of yours is a setting; a row should be a point: (..., D)."
        ),
        Mistake(two_settings_only, "Yours takes two settings; it should take as many as low has."),
    ),
    hints=(
        "np.linspace(low[d], high[d], points) are the values of setting d, both ends included.",
        "Every combination: itertools.product, or np.meshgrid(..., indexing='ij').",
        "np.array(list(itertools.product(*axes)))",
    ),
)


# At random.


def random_search(cost, low, high, trials, rng):
    raise NotImplementedError


def on_a_bowl(search, low, high, trials, rng, centre, breaks):
    """The points that were tried, and the one given back; beyond `breaks` the cost is nan."""
    tried = []

    def cost(point):
        point = np.asarray(point, dtype=float)
        is_point = point.shape == low.shape
        assert is_point, f"cost got shape {point.shape}; it takes one point, {low.shape}."
        tried.append(point.copy())
        assert len(tried) <= trials, f"cost was called more than {trials} times."
        if point[0] > breaks:
            return float("nan")
        return float((((point - centre) / (high - low)) ** 2).sum())

    best = search(cost, low, high, trials, rng)
    enough = len(tried) == trials
    assert enough, f"cost was called {len(tried)} times; expected {trials}."
    assert best is not None, "Nothing came back; expected the best point."
    assert not isinstance(best, tuple), "A tuple came back; expected the best point alone."
    is_point = np.shape(best) == low.shape
    assert is_point, f"What came back has the shape {np.shape(best)}; expected {low.shape}."
    return np.array(tried), np.array(best, dtype=float)


def bowls(rng):
    def bowl(D, trials, share=2.0):
        low = rng.normal(size=D)
        high = low + rng.uniform(0.5, 3, size=D)
        centre = low + (high - low) * rng.uniform(0.2, 0.6, size=D)
        breaks = float(low[0] + (high[0] - low[0]) * share)
        return low, high, trials, generator(rng), centre, breaks

    return (
        Case(bowl(2, 301), "2 settings, 301 trials"),
        Case(bowl(3, 401), "3 settings, 401 trials"),
        Case(bowl(2, 501, 0.75), "a quarter of the trials blows up: their cost is nan"),
        Case(bowl(1, 351), "1 setting, 351 trials", "generality"),
    )


def how_it_searched(args, got):
    """Points drawn evenly and anew, and the one of least cost given back."""
    low, high, _trials, _rng, centre, breaks = args
    tried, best = got
    inside = ((tried >= low) & (tried <= high)).all()
    places = (tried - low) / (high - low)
    values = min(len(np.unique(column)) for column in tried.T)
    tied = np.abs(np.diff(places, axis=1)).mean() if len(low) > 1 else 1 / 3
    return {
        "the share of trials between low and high": Measured(float(inside), 1, 0),
        "the number of different values of each setting": Measured(values, len(tried), 0),
        "how unevenly the values of a setting lie": max(
            (evenness(column, 0.0, 1.0) for column in places.T), key=lambda m: m.got
        ),
        "the mean distance of two settings of a trial, as shares of their ranges": Measured(
            float(tied), 1 / 3, beside(len(tried), 0.236, 2 / 3)
        ),
        **_of_least_cost(tried, best, centre, high - low, breaks),
    }


def _of_least_cost(tried, best, centre, width, breaks):
    costs = (((tried - centre) / width) ** 2).sum(axis=1)
    costs[tried[:, 0] > breaks] = np.inf
    which = np.flatnonzero((np.abs(tried - best) <= 1e-9).all(axis=1))
    rank = (costs < costs[which].min()).sum() if len(which) else -1.0
    return {"the number of trials that were better than what came back": Measured(rank, 0, 0)}


def drawn_between(ends):
    """A sign: the points fill the range `ends(low, high)`, which is another one."""

    def sign(case, got, _want):
        tried = got["the points that were tried"]
        low, high = ends(*case.args[:2])
        inside = ((tried >= low) & (tried <= high)).all()
        return bool(inside and (np.ptp(tried, axis=0) > 0.8 * (high - low)).all())

    return sign


def gives_back_nan(case, got, _want):
    """A sign: what came back is a point whose cost is nan, wherever there is one."""
    breaks = case.args[5]
    if not (got["the points that were tried"][:, 0] > breaks).any():
        return None
    return bool(got["the best point"][0] > breaks)


def gives_back_the_last(_case, got, _want):
    """A sign: what came back is the last point."""
    return bool(np.allclose(got["the best point"], got["the points that were tried"][-1]))


def all_at_once(cost, low, high, trials, rng):
    tried = rng.uniform(low, high, size=(trials, len(low)))
    return tried[np.nanargmin([cost(point) for point in tried])]


def one_after_another(cost, low, high, trials, rng):
    best, least = None, np.inf
    for _ in range(trials):
        point = low + (high - low) * rng.random(len(low))
        found = cost(point)
        if found < least:
            best, least = point, found
    return best


def sorted_by_cost(cost, low, high, trials, rng):
    columns = [rng.uniform(a, b, trials) for a, b in zip(low, high, strict=True)]
    tried = []
    for point in zip(*columns, strict=True):
        c = cost(np.array(point))
        tried.append((1e300 if np.isnan(c) else c, point))
    return np.array(min(tried)[1])


def nan_is_best(cost, low, high, trials, rng):
    tried = rng.uniform(low, high, size=(trials, len(low)))
    return tried[np.argmin([cost(point) for point in tried])]


def last_tried(cost, low, high, trials, rng):
    for _ in range(trials):
        point = rng.uniform(low, high)
        cost(point)
    return point


def largest_cost(cost, low, high, trials, rng):
    tried = rng.uniform(low, high, size=(trials, len(low)))
    return tried[np.nanargmax([cost(point) for point in tried])]


def one_share_for_all_settings(cost, low, high, trials, rng):
    tried = low + (high - low) * rng.random((trials, 1))
    return tried[np.nanargmin([cost(point) for point in tried])]


def between_0_and_1(cost, low, high, trials, rng):
    tried = rng.random((trials, len(low)))
    return tried[np.nanargmin([cost(point) for point in tried])]


def low_forgotten(cost, low, high, trials, rng):
    tried = (high - low) * rng.random((trials, len(low)))
    return tried[np.nanargmin([cost(point) for point in tried])]


def normal_about_the_middle(cost, low, high, trials, rng):
    tried = (low + high) / 2 + (high - low) / 6 * rng.normal(size=(trials, len(low)))
    tried = np.clip(tried, low, high)
    return tried[np.nanargmin([cost(point) for point in tried])]


def the_same_point_again(cost, low, high, trials, rng):
    point = rng.uniform(low, high)
    for _ in range(trials):
        cost(point)
    return point


def on_a_line_of_the_grid(cost, low, high, trials, rng):
    values = np.linspace(low, high, 10)
    picks = rng.integers(10, size=(trials, len(low)))
    tried = np.array([[values[i, d] for d, i in enumerate(row)] for row in picks])
    return tried[np.nanargmin([cost(point) for point in tried])]


def about_the_best_so_far(cost, low, high, trials, rng):
    best, least = None, np.inf
    for _ in range(trials):
        point = rng.uniform(low, high)
        if best is not None:
            point = np.clip(best + (point - best) / 4, low, high)
        found = cost(point)
        if found < least:
            best, least = point, found
    return best


RANDOM_SEARCH = Exercise(
    id="random-search",
    title="Random search",
    points=2,
    concepts=("random-vs-grid",),
    stub=random_search,
    reference=all_at_once,
    cases=bowls,
    drive=on_a_bowl,
    returns=("the points that were tried", "the best point"),
    measure=how_it_searched,
    alternatives=(one_after_another, sorted_by_cost),
    mistakes=(
        Mistake(
            nan_is_best,
            "np.argmin takes nan for the smallest, so a run that blew up wins. It should never:"
            " np.nanargmin.",
            gives_back_nan,
        ),
        Mistake(
            the_same_point_again,
            "You draw once and try the same point again and again.",
            marked(how_it_searched, ("number of different values", one)),
        ),
        Mistake(
            last_tried,
            "You return the last point; it should be the one of least cost.",
            gives_back_the_last,
        ),
        Mistake(largest_cost, "You return the point of largest cost; it should be the least."),
        Mistake(
            one_share_for_all_settings,
            "You draw one number for all settings, so you search along the diagonal. Each setting"
            " should have its own draw: size=(trials, D).",
        ),
        Mistake(
            between_0_and_1,
            "Your points lie between 0 and 1; they should lie between low and high.",
            drawn_between(lambda low, high: (0 * low, 0 * high + 1)),
        ),
        Mistake(
            low_forgotten,
            "low is missing: it should be low + (high - low) * draw.",
            drawn_between(lambda low, high: (0 * low, high - low)),
        ),
        Mistake(
            normal_about_the_middle,
            "Your draws are normal and crowd in the middle. They should be even: rng.uniform.",
        ),
        Mistake(
            on_a_line_of_the_grid,
            "Your values come from a grid, so few different ones of each setting are tried. They"
            " should be any number between low and high.",
        ),
        Mistake(
            about_the_best_so_far,
            "Yours draws about the best point so far. That comes in the next exercise; these"
            " points should all be drawn from the whole range.",
        ),
    ),
    hints=(
        "rng.uniform(low, high) draws one point when low and high are arrays.",
        "Keep the best point and its cost; begin with the cost np.inf. `nan < x` is never true.",
        "With all points in an array: tried[np.nanargmin([cost(p) for p in tried])].",
    ),
)


# From coarse to fine.


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
    return {**found, **_of_least_cost(every, best, centre, width, np.inf)}


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


def part_to_each_side(cost, low, high, rounds, trials, part, rng):
    best, least, width = None, np.inf, high - low
    for r in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        half = width * part ** (r + 1)
        low, high = best - half, best + half
    return best


def narrowed_once(cost, low, high, rounds, trials, part, rng):
    best, least, half = None, np.inf, (high - low) * part / 2
    for _ in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        low, high = best - half, best + half
    return best


def about_the_middle(cost, low, high, rounds, trials, part, rng):
    best, least = None, np.inf
    for _ in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        middle, half = (low + high) / 2, (high - low) * part / 2
        low, high = middle - half, middle + half
    return best


def about_the_last(cost, low, high, rounds, trials, part, rng):
    best, least = None, np.inf
    for _ in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        half = (high - low) * part / 2
        low, high = point - half, point + half
    return best


def first_round_forgotten(cost, low, high, rounds, trials, part, rng):
    for _ in range(rounds):
        tried = rng.uniform(low, high, size=(trials, len(low)))
        best = tried[np.argmin([cost(p) for p in tried])] + 0
        half = (high - low) * part / 2
        low, high = best - half, best + half
    return (low + high) / 2 + half * 0.01


def part_not_used(cost, low, high, rounds, trials, part, rng):
    best, least = None, np.inf
    for _ in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        half = (high - low) / 20
        low, high = best - half, best + half
    return best


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
            part_to_each_side,
            "Your range goes `part` of its old length to each side of the best point, so it is"
            " twice as long as it should be: half of it to each side.",
        ),
        Mistake(
            narrowed_once,
            "Your range shrinks after the first round only. Each round should have `part` of the"
            " range before.",
        ),
        Mistake(
            about_the_middle,
            "Your range shrinks about its own middle; it should shrink about the best point so"
            " far.",
            about(lambda tried, low, high: (low + high) / 2),
        ),
        Mistake(
            about_the_last,
            "Your range shrinks about the last point tried; it should be the best one so far.",
            about(lambda tried, low, high: tried[-1]),
        ),
        Mistake(
            first_round_forgotten,
            "What you return was never tried. It should be the best of all points that were.",
        ),
        Mistake(
            part_not_used,
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

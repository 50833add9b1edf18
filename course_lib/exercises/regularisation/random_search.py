"""Looking for good settings: points at random."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake, slip
from course_lib.exercises.regularisation.chance import beside, evenness, generator, marked, one


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
        **of_least_cost(tried, best, centre, high - low, breaks),
    }


def of_least_cost(tried, best, centre, width, breaks):
    """How far what came back is from the best of what was tried."""
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
            slip(
                one_after_another,
                "about_the_best_so_far",
                (
                    "found = cost(point)",
                    """if best is not None:
            point = np.clip(best + (point - best) / 4, low, high)
        found = cost(point)""",
                ),
            ),
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

"""Looking after a run: a tiny set that must be learnt by heart, and when to pull the plug."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def tiny_set(x, y, each):
    raise NotImplementedError


def run_with_care(step, steps):
    raise NotImplementedError


def sets(rng):
    def labelled(N, D, C, each):
        y = rng.permutation(
            np.concatenate([np.repeat(np.arange(C), each), rng.integers(C, size=N)])
        )
        rows = np.arange(len(y), dtype=float)
        return np.stack([rows + 100 * d for d in range(D)], axis=1), y, each

    y = np.array([1, 0, 1, 1, 0, 0])
    x = np.stack([np.arange(6.0), 10 + np.arange(6.0)], axis=1)
    images = rng.normal(size=(17, 2, 3, 4))
    return (
        Case((x, y, 1), "6 examples of 2 classes, 1 of each"),
        Case((x, y, 2), "6 examples of 2 classes, 2 of each"),
        Case(labelled(17, 3, 4, 2), "4 classes, 2 of each"),
        Case(labelled(40, 2, 9, 3), "9 classes, 3 of each"),
        Case((images, np.tile([7, 3, 9], 6)[:17], 2), "images, classes 3, 7 and 9", "generality"),
    )


def sorted_pairs(tiny_set, x, y, each):
    """x and y, sorted by class and then by x: in which order they come is all the same."""
    came = tiny_set(x, y, each)
    assert came is not None, "Nothing came back; expected x, y. Is the `return` missing?"
    is_pair = type(came) in (tuple, list) and len(came) == 2
    assert is_pair, "Two things should come back: x, y."
    small_x, small_y = (np.asarray(part) for part in came)
    in_step = small_y.ndim == 1 and len(small_x) == len(small_y)
    assert in_step, f"x has the shape {small_x.shape}, y {small_y.shape}; expected a label a row."
    assert len(small_y), "The set that came back is empty."
    order = np.lexsort((small_x.reshape(len(small_x), -1)[:, 0], small_y))
    return small_x[order], small_y[order]


def first_of_each(x, y, each):
    rows = np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)])
    return x[rows], y[rows]


def counted_as_they_come(x, y, each):
    seen, rows = {}, []
    for n, label in enumerate(y):
        seen[label] = seen.get(label, 0) + 1
        if seen[label] <= each:
            rows.append(n)
    return x[rows], y[rows]


def first_rows(x, y, each):
    n = each * len(np.unique(y))
    return x[:n], y[:n]


def first_rows_of_all(x, y, each):
    return x[:each], y[:each]


def last_of_each(x, y, each):
    rows = np.concatenate([np.flatnonzero(y == c)[-each:] for c in np.unique(y)])
    return x[rows], y[rows]


def one_of_each(x, y, each):
    rows = np.unique(y, return_index=True)[1]
    return x[rows], y[rows]


def classes_counted_up(x, y, each):
    rows = np.concatenate([np.flatnonzero(y == c)[:each] for c in range(len(np.unique(y)))])
    return x[rows], y[rows]


def labels_of_the_first(x, y, each):
    rows = np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)])
    return x[rows], y[: len(rows)]


def labels_sorted(x, y, each):
    rows = np.sort(np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)]))
    return x[rows], np.sort(y[rows])


def all_of_each(x, y, each):
    rows = np.argsort(y, kind="stable")
    return x[rows], y[rows]


TINY_SET = Exercise(
    id="tiny-set",
    title="A tiny set to learn by heart",
    points=1,
    concepts=("babysitting",),
    stub=tiny_set,
    reference=first_of_each,
    cases=sets,
    drive=sorted_pairs,
    returns=("x", "y"),
    alternatives=(counted_as_they_come,),
    mistakes=(
        Mistake(
            first_rows,
            "You take the first rows, and some classes come too often, others not at all. There"
            " should be `each` of every class.",
        ),
        Mistake(
            first_rows_of_all,
            "You take `each` rows in all; it should be `each` of every class.",
        ),
        Mistake(last_of_each, "You take the last of each class; it should be the first."),
        Mistake(one_of_each, "You take one of each class; it should be `each`."),
        Mistake(
            classes_counted_up,
            "Your classes are 0, 1, 2, ...; they should be those that occur: np.unique(y).",
        ),
        Mistake(
            labels_of_the_first,
            "Your labels are the first of y; they should be those of the rows you took: y[rows].",
        ),
        Mistake(
            labels_sorted,
            "You sort the labels and not the images, so each gets another one's label.",
        ),
        Mistake(all_of_each, "You keep all examples; it should be the first `each` of each class."),
    ),
    hints=(
        "np.unique(y) are the classes; np.flatnonzero(y == c) the rows of class c.",
        "rows = np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)])",
        "return x[rows], y[rows]",
    ),
)


# When a run is to be stopped.


def along_costs(run, costs):
    """The costs of a run whose steps cost what is written in `costs`."""
    taken = [0]

    def step():
        taken[0] += 1
        room = taken[0] <= len(costs)
        assert room, f"step was called {taken[0]} times; at most {len(costs)} steps are asked for."
        return float(costs[taken[0] - 1])

    came = run(step, len(costs))
    assert came is not None, "Nothing came back; expected the costs. Is the `return` missing?"
    seen = np.asarray(came, dtype=float)
    assert seen.ndim == 1, f"The shape is {seen.shape}; expected a cost a step."
    return np.where(np.isnan(seen), -1.0, np.where(np.isinf(seen), -2.0, seen)), taken[0]


def costs_of_runs(rng):
    """A nan comes back as -1 and inf as -2: comparing nan with anything says no."""
    falls = np.array([2.3, 2.0, 1.7, 1.5, 1.4, 1.3])
    leaps = np.array([2.0, 2.5, 4.0, 5.9, 7.0, 30.0, 2.0, 1.0])
    creeps = np.array([1.0, 1.6, 2.6, 3.4, 4.6, 5.0])
    broken = np.array([2.3, 2.4, np.nan, np.nan, np.nan])
    first = np.array([np.nan, np.nan, np.nan])
    dips = np.array([2.0, 0.5, 1.8, 2.5, 5.0, 6.5, 1.0])
    endless = np.array([2.3, 5.0, np.inf, np.nan])
    exact = np.array([1.0, 3.0, 2.0, 3.0, 1.0, 3.5, 1.0])
    noisy = 2.3 * np.exp(-np.arange(20) / 9) + rng.uniform(0, 0.4, 20)
    return (
        Case((falls,), "a run that goes well"),
        Case((creeps,), "the cost passes 3 times the first in small steps"),
        Case((dips,), "the cost dips first: 3 times the lowest is not 3 times the first"),
        Case((leaps,), "a run that blows up, and seems to come back"),
        Case((noisy,), "a noisy run that goes well"),
        Case((broken,), "nan in the third step (shown as -1)", "generality"),
        Case((endless,), "inf in the third step (shown as -2)", "generality"),
        Case((exact,), "exactly 3 times is not yet past it", "generality"),
        Case((first,), "nan in the first step (shown as -1)", "generality"),
    )


def stopped_when_broken(step, steps):
    costs = []
    for _ in range(steps):
        costs.append(step())
        if np.isnan(costs[-1]) or costs[-1] > 3 * costs[0]:
            break
    return costs


def while_it_holds(step, steps):
    costs = [step()]
    while len(costs) < steps and costs[-1] <= 3 * costs[0]:
        costs.append(step())
    return np.array(costs)


def with_a_flag(step, steps):
    costs, limit, fine = np.zeros(steps), None, True
    n = 0
    while fine and n < steps:
        costs[n] = step()
        limit = 3 * costs[0] if limit is None else limit
        fine = np.isfinite(costs[n]) and not costs[n] > limit
        n += 1
    return costs[:n]


def never_stopped(step, steps):
    return [step() for _ in range(steps)]


def last_cost_left_out(step, steps):
    costs = []
    for _ in range(steps):
        cost = step()
        if np.isnan(cost) or (costs and cost > 3 * costs[0]):
            break
        costs.append(cost)
    return costs


RUN_WITH_CARE = Exercise(
    id="run-with-care",
    title="Stop a run that breaks",
    points=2,
    concepts=("babysitting",),
    stub=run_with_care,
    reference=stopped_when_broken,
    cases=costs_of_runs,
    drive=along_costs,
    returns=("costs", "the number of steps taken"),
    alternatives=(while_it_holds, with_a_flag),
    mistakes=(
        Mistake(
            slip(
                stopped_when_broken,
                "nan_slips_through",
                ("np.isnan(costs[-1]) or costs[-1] > 3 * costs[0]", "costs[-1] > 3 * costs[0]"),
            ),
            "Your run goes on after nan: `nan > limit` is False. nan should be asked for itself,"
            " np.isnan(cost).",
        ),
        Mistake(never_stopped, "Your run always goes to its end; a broken one should be stopped."),
        Mistake(
            slip(stopped_when_broken, "only_nan_stops", (" or costs[-1] > 3 * costs[0]", "")),
            "Your run stops at nan only. It should stop as soon as the cost passes 3 times the"
            " first one.",
        ),
        Mistake(
            slip(
                stopped_when_broken,
                "three_times_the_last",
                ("costs[-1] > 3 * costs[0]", "len(costs) > 1 and costs[-1] > 3 * costs[-2]"),
            ),
            "You compare with the step before, and a cost that creeps up is never caught. It should"
            " be compared with the first.",
        ),
        Mistake(
            slip(stopped_when_broken, "three_times_the_lowest", ("costs[0]", "min(costs)")),
            "You compare with the lowest cost so far; it should be the first.",
        ),
        Mistake(
            slip(stopped_when_broken, "stopped_at_any_rise", ("3 * costs[0]", "costs[0]")),
            "Yours stops as soon as the cost is above the first one. Costs are noisy: it should"
            " be 3 times as large.",
        ),
        Mistake(
            last_cost_left_out,
            "The cost that broke the run is missing; it should come back too, as the last one.",
        ),
        Mistake(
            slip(stopped_when_broken, "above_three", (" * costs[0]", "")),
            "Your limit is the number 3; it should be 3 times the first cost.",
        ),
        Mistake(
            slip(stopped_when_broken, "three_more", ("3 * costs[0]", "costs[0] + 3")),
            "Your limit is 3 more than the first cost; it should be 3 times it.",
        ),
        Mistake(
            slip(
                stopped_when_broken,
                "at_three_times",
                ("costs[-1] > 3 * costs[0]", "costs[-1] >= 3 * costs[0]"),
            ),
            "Yours stops at exactly 3 times the first cost; it should stop when that is passed: >.",
        ),
        Mistake(
            slip(stopped_when_broken, "ten_times", ("3 * costs[0]", "10 * costs[0]")),
            "Your limit is 10 times the first cost; it should be 3 times.",
        ),
    ),
    hints=(
        "A loop over the steps, a list of costs, and a `break`.",
        "Two things end a run: cost > 3 * costs[0], and nan. What does `nan > 3` say?",
        "costs.append(step()); then: if np.isnan(costs[-1]) or costs[-1] > 3 * costs[0]: break",
    ),
)

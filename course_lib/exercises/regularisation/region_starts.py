"""Fractional max pooling: where the regions begin, drawn at random."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake, slip
from course_lib.exercises.regularisation.chance import below_one, beside, generator, marked, one

DRAWS = 400
SLOPING = 0.2  # a slope from a random height, as in the paper, favours some gaps by about that


def region_starts(n, regions, rng):
    raise NotImplementedError


def many_starts(region_starts, n, regions, rng):
    """The starts of 400 draws, a draw a row."""
    rows = []
    for _ in range(400):
        came = region_starts(n, regions, rng)
        forgot = "Nothing came back; expected an array of starts. Is the `return` missing?"
        assert came is not None, forgot
        starts = np.asarray(came)
        assert starts.dtype.kind in "fiu", "The starts must be numbers."
        is_row = starts.shape == (regions,)
        assert is_row, f"The shape is {starts.shape}; expected ({regions},), a start a region."
        rows.append(starts)
    return np.array(rows)


def lines(rng):
    return (
        Case((9, 6, generator(rng)), "9 pixels, 6 regions"),
        Case((14, 8, generator(rng)), "14 pixels, 8 regions"),
        Case((28, 19, generator(rng)), "28 pixels, 19 regions"),
        Case((11, 10, generator(rng)), "11 pixels, 10 regions: every gap is 1", "generality"),
        Case((13, 7, generator(rng)), "an odd 13 pixels, 7 regions", "generality"),
    )


def what_was_drawn(args, got):
    """Ends that meet those of the line, gaps of 1 and 2, and no place much likelier a 2."""
    n, regions, _rng = args
    gaps = np.diff(got, axis=1)
    odds = (n - 2 - (regions - 1)) / (regions - 1)  # of a gap to be 2
    off = float(np.abs(gaps.mean(axis=0) - (1 + odds)).max())
    alike = float((gaps == gaps[0]).all(axis=1).mean())
    usual = np.isin(gaps, (1, 2)).mean()
    place = np.nonzero(gaps == 2)[1].mean() / (regions - 2) if (gaps == 2).any() else 0.5
    return {
        "the smallest first start": Measured(float(got[:, 0].min()), 0, 0),
        "the largest first start": Measured(float(got[:, 0].max()), 0, 0),
        "the smallest last start": Measured(float(got[:, -1].min()), n - 2, 0),
        "the largest last start": Measured(float(got[:, -1].max()), n - 2, 0),
        "the share of gaps that are 1 or 2": Measured(float(usual), 1, 0),
        "the share of the draws that are as the first": Measured(
            alike if 0 < odds < 1 else 0.0, 0, 0.5
        ),
        "where the gaps of 2 are on the average, from 0, first, to 1, last": Measured(
            float(place), 0.5, beside(DRAWS, 0.5, 0.5)
        ),
        "at the gap where it is largest, the mean less what chance expects": Measured(
            off, 0, SLOPING + beside(DRAWS, np.sqrt(odds * (1 - odds)))
        ),
    }


def begins(found, _args):
    """The first start is 0."""
    return found == 0


def at_the_end(found, args):
    """The last start is where it should be."""
    return found == args[0] - 2


def too_far(found, args):
    """The last start is beyond that."""
    return found > args[0] - 2


def pixels_between(_case, got, _want):
    """A sign: no two regions share a pixel, and somewhere one is left out between them."""
    gaps = np.diff(got, axis=1)
    return False if (gaps < 2).any() else bool((gaps > 2).any()) or None


# Right ways to draw.


def gaps_shuffled(n, regions, rng):
    twos = n - 1 - regions
    gaps = np.array([2] * twos + [1] * (regions - 1 - twos))
    rng.shuffle(gaps)
    return np.concatenate([[0], np.cumsum(gaps)]).astype(int)


def gaps_chosen(n, regions, rng):
    gaps = np.ones(regions - 1, dtype=int)
    gaps[rng.choice(regions - 1, size=n - 1 - regions, replace=False)] = 2
    starts = [0]
    for gap in gaps:
        starts.append(starts[-1] + gap)
    return np.array(starts)


def slope_as_in_the_paper(n, regions, rng):
    slope, height = (n - 2) / (regions - 1), rng.random()
    starts = np.floor(slope * (np.arange(regions) + height) + 1e-9).astype(int)
    return starts - starts[0]


def slope_from_a_random_height(n, regions, rng):
    slope = (n - 2) / (regions - 1)
    return np.floor(slope * np.arange(regions) + rng.random() * (1 - 1e-9) + 1e-10).astype(int)


# Wrong ones.


def evenly_spread(n, regions, rng):
    return np.round(np.linspace(0, n - 2, regions)).astype(int)


def twos_first(n, regions, rng):
    twos = n - 1 - regions
    return np.cumsum([0] + [2] * twos + [1] * (regions - 1 - twos))


def coin_for_each_gap(n, regions, rng):
    return np.cumsum([0, *rng.integers(1, 3, size=regions - 1)])


def gaps_of_one_only(n, regions, rng):
    return np.arange(regions)


def gaps_of_two_only(n, regions, rng):
    return 2 * np.arange(regions)


def places_sorted(n, regions, rng):
    between = rng.choice(np.arange(1, n - 2), size=regions - 2, replace=False)
    return np.array([0, *np.sort(between), n - 2])


def gaps_for_starts(n, regions, rng):
    twos = n - 1 - regions
    gaps = np.array([0] + [2] * twos + [1] * (regions - 1 - twos))
    rng.shuffle(gaps[1:])
    return gaps


def ends_for_starts(n, regions, rng):
    twos = n - 1 - regions
    gaps = np.array([2] * twos + [1] * (regions - 1 - twos))
    rng.shuffle(gaps)
    return np.concatenate([[0], np.cumsum(gaps)]) + 1


def last_pixel(n, regions, rng):
    gaps = np.ones(regions - 1, dtype=int)
    gaps[rng.permutation(regions - 1)[: n - regions]] = 2
    return np.cumsum([0, *gaps])


def seeded_starts(n, regions, rng):
    rng = np.random.default_rng(0)
    twos = n - 1 - regions
    gaps = np.array([2] * twos + [1] * (regions - 1 - twos))
    rng.shuffle(gaps)
    return np.concatenate([[0], np.cumsum(gaps)]).astype(int)


ORDER = "The order of the gaps should be drawn anew in every call, from the rng that is given"
REGION_STARTS = Exercise(
    id="region-starts",
    title="Fractional max pooling: where the regions begin",
    points=2,
    concepts=("dropconnect-etc",),
    stub=region_starts,
    reference=gaps_shuffled,
    cases=lines,
    drive=many_starts,
    measure=what_was_drawn,
    alternatives=(gaps_chosen, slope_from_a_random_height, slope_as_in_the_paper),
    mistakes=(
        Mistake(evenly_spread, f"Your regions are spread evenly. {ORDER}."),
        Mistake(twos_first, f"Your gaps of 2 always come first. {ORDER}: rng.shuffle."),
        Mistake(
            coin_for_each_gap,
            "You throw a coin for each gap, so the last region ends where it likes. There should"
            " be exactly n - 1 - regions gaps of 2: only their order is random.",
            marked(
                what_was_drawn,
                ("share of gaps", one),
                ("largest first", begins),
                ("largest last", too_far),
            ),
        ),
        Mistake(
            gaps_of_one_only,
            "All your gaps are 1: the regions end before the line does. Some of them should be 2.",
        ),
        Mistake(
            gaps_of_two_only, "All your gaps are 2, as in usual pooling; some of them should be 1."
        ),
        Mistake(
            slip(gaps_shuffled, "pixels_left_between", ("np.cumsum(gaps)", "np.cumsum(2 + gaps)")),
            "You leave pixels out between regions: some of your starts are 3 or more apart. A gap"
            " goes from start to start, not from the end of a region to the next start: it should"
            " be 1 or 2.",
            pixels_between,
        ),
        Mistake(
            places_sorted,
            "You draw the starts themselves, so gaps of 3 and more come up and leave pixels out."
            " Each gap should be 1 or 2: draw the order of the gaps.",
            marked(
                what_was_drawn,
                ("share of gaps", below_one),
                ("largest first", begins),
                ("largest last", at_the_end),
                ("smallest last", at_the_end),
            ),
        ),
        Mistake(
            gaps_for_starts,
            "You return the gaps; it should be the starts, their running sum: np.cumsum.",
            lambda _case, got, _want: bool(np.isin(got, (0, 1, 2)).all()),
        ),
        Mistake(ends_for_starts, "You count from 1; the first region should begin at pixel 0."),
        Mistake(
            last_pixel,
            "Your last region begins at the last pixel, n - 1, and has no room for 2. It should"
            " begin at n - 2.",
        ),
        Mistake(seeded_starts, f"Every call gives the same starts. {ORDER}."),
    ),
    hints=(
        "From 0 to n - 2 in regions - 1 gaps of 1 or 2. How many of them have to be 2?",
        "If all gaps were 1, the last start would be regions - 1. It is n - 2, so n - 1 - regions"
        " of them are 2.",
        "Put the gaps into an array, rng.shuffle it, then np.cumsum, with a 0 before it.",
    ),
)

"""Fractional max pooling: where the regions begin, drawn at random, and the largest of each."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake
from course_lib.exercises.regularisation.chance import below_one, beside, generator, marked, one

DRAWS = 400
SLOPING = 0.2  # a slope from a random height, as in the paper, favours some gaps by about that


def region_starts(n, regions, rng):
    raise NotImplementedError


def fractional_max_pool(x, rows, columns):
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


# The pooling itself, with starts that are given.


def images(rng):
    def image(N, C, rows, columns, shift=0.0):
        H, W = rows[-1] + 2, columns[-1] + 2
        return rng.normal(size=(N, C, H, W)) + shift, np.array(rows), np.array(columns)

    one = np.arange(12.0).reshape(1, 1, 3, 4)[:, :, ::-1, [1, 0, 3, 2]].copy()
    wide = (0, 1, 3, 4, 6, 8, 9)
    return (
        Case((one, np.array([0, 1]), np.array([0, 2])), "one image, 3 by 4"),
        Case(image(2, 3, (0, 2, 3, 5), wide), "2 images of 3 channels"),
        Case(image(5, 2, (0, 1, 2, 4, 6, 7, 9), (0, 2, 3)), "5 images of 2 channels"),
        Case(image(3, 2, (0, 1, 3, 5), (0, 1, 3, 4, 5), -9.0), "negative pixels", "generality"),
        Case(image(2, 1, (0,), (0, 1, 2)), "2 pixels high: one region", "generality"),
    )


def corner_by_corner(x, rows, columns):
    top, below = x[:, :, rows], x[:, :, rows + 1]
    high = np.maximum(top, below)
    return np.maximum(high[:, :, :, columns], high[:, :, :, columns + 1])


def region_by_region(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].max(axis=(2, 3))
    return out


def corner_alone(x, rows, columns):
    return x[:, :, rows][:, :, :, columns]


def mean_for_max(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].mean(axis=(2, 3))
    return out


def from_zero_up(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = np.maximum(x[:, :, r : r + 2, c : c + 2].max(axis=(2, 3)), 0)
    return out


def up_to_the_next_start(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    tops, lefts = [*rows, rows[-1] + 2], [*columns, columns[-1] + 2]
    for i in range(len(rows)):
        for j in range(len(columns)):
            part = x[:, :, tops[i] : tops[i + 1], lefts[j] : lefts[j + 1]]
            out[:, :, i, j] = part.max(axis=(2, 3))
    return out


def three_pixels(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 3, c : c + 3].max(axis=(2, 3))
    return out


def channels_mixed(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].max()
    return out


def columns_for_rows(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            part = x[:, :, c : c + 2, r : r + 2]
            out[:, :, i, j] = part.max(axis=(2, 3)) if 0 not in part.shape else 0
    return out


def rows_alone(x, rows, columns):
    high = np.maximum(x[:, :, rows], x[:, :, rows + 1])
    return high[:, :, :, columns]


def two_by_two(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i in range(len(rows)):
        for j in range(len(columns)):
            part = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            out[:, :, i, j] = part.max(axis=(2, 3)) if part.size else 0
    return out


FRACTIONAL_MAX_POOL = Exercise(
    id="fractional-max-pool",
    title="Fractional max pooling: the largest of each region",
    points=1,
    concepts=("dropconnect-etc",),
    stub=fractional_max_pool,
    reference=corner_by_corner,
    cases=images,
    alternatives=(region_by_region,),
    mistakes=(
        Mistake(
            corner_alone,
            "Yours is the first pixel of each region; it should be the largest of its four.",
        ),
        Mistake(mean_for_max, "Yours is the mean of each region; it should be its largest pixel."),
        Mistake(
            from_zero_up,
            "Yours is never below 0. Where all pixels are negative, so should the largest be: begin"
            " with a pixel, or with -np.inf.",
        ),
        Mistake(
            up_to_the_next_start,
            "Your regions end where the next one begins. Each should be 2 by 2 pixels, and"
            " they overlap where they begin 1 apart.",
        ),
        Mistake(three_pixels, "Your regions are 3 pixels long; they should be 2: x[r : r + 2]."),
        Mistake(
            channels_mixed,
            "You take the largest of all images and channels. Each should have its own:"
            " .max(axis=(2, 3)).",
        ),
        Mistake(
            columns_for_rows,
            "Your rows and columns are mixed up: it should be x[:, :, r : r + 2, c : c + 2].",
        ),
        Mistake(
            rows_alone,
            "Yours is the larger of two pixels, one above the other. Each region should have four.",
        ),
        Mistake(
            two_by_two,
            "Your regions begin at 0, 2, 4, ...; they should begin at the rows and columns given.",
        ),
    ),
    hints=(
        "A region is x[:, :, r : r + 2, c : c + 2], for r in rows and c in columns.",
        "Two loops, over rows and columns; .max(axis=(2, 3)) leaves images and channels apart.",
        "Without loops: np.maximum of x[:, :, rows] and x[:, :, rows + 1], then the same for"
        " columns.",
    ),
)

"""Hidden units that are the same unit, again and again: what a constant start makes."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def distinct_units(w1, w2):
    raise NotImplementedError


def layers(rng):
    """w1 (D, M) and w2 (M, C) whose units come from a few, in any order, but for rounding."""

    def net(D, M, C, few, w1_alike=False):
        into, out_of = (np.round(rng.normal(size=(few, n)), 2) for n in (D, C))
        into[:, 0] = out_of[:, 0] = np.arange(few) + 1.0
        if w1_alike:
            into[:] = into[0]
        which = np.concatenate([np.arange(few), rng.integers(0, few, M - few)])
        which = which[rng.permutation(M)]
        rounding = (1e-12 * rng.choice([-1, 1], size=shape) for shape in ((D, M), (M, C)))
        return tuple(w + e for w, e in zip((into[which].T, out_of[which]), rounding, strict=True))

    by_hand = (
        np.array([[1.0, 2.0, 1.0], [0.5, 0.5, 0.5]]),
        np.array([[3.0, 1.0, 0.0, 2.0], [3.0, 1.0, 0.0, 2.0], [3.0, 1.0, 0.0, 2.0]]),
    )
    apart, out_of = np.diag([1.0, 2.0, 4.0])[:, [0, 1, 0, 2, 1]], np.ones((5, 2))
    crossed = np.array([[3.0, 0.0], [0.0, 3.0], [3.0, 0.0], [0.0, 3.0], [3.0, 0.0]])
    mirrored = np.array([[1.0, -1.0, 2.0, -2.0], [3.0, -3.0, 1.0, -1.0]])
    return (
        Case(by_hand, "units 0 and 2 are the same"),
        Case(net(4, 7, 3, few=4), "7 units"),
        Case(net(3, 11, 5, few=6), "11 units"),
        Case((apart, out_of), "the same units stand apart"),
        Case(net(6, 9, 4, few=3, w1_alike=True), "alike in w1, not in w2"),
        Case((np.array([[1.0, 1.0, 2.0, 2.0, 1.0]]), crossed), "two by two kinds"),
        Case((np.array([[1.0, 2.0, 3.0]]), np.array([[2.0], [1.0], [0.0]])), "one sum for all"),
        Case((np.zeros((5, 8)), np.zeros((8, 3))), "all zeros", "generality"),
        Case(net(5, 8, 2, few=8), "all different", "generality"),
        Case((np.full((4, 1), 0.5), np.ones((1, 3))), "a single unit", "generality"),
        Case((mirrored, np.ones((4, 3))), "the other sign is another unit", "generality"),
    )


# Right ways.


def first_of_its_kind(w1, w2):
    units = np.concatenate([w1.T, w2], axis=1)
    count = 0
    for j in range(len(units)):
        if not any(np.allclose(units[j], units[i], rtol=0, atol=1e-9) for i in range(j)):
            count += 1
    return count


def rounded_rows(w1, w2):
    units = np.round(np.hstack([w1.T, w2]), 6) + 0.0
    return len(np.unique(units, axis=0))


def all_pairs(w1, w2):
    far_in = np.abs(w1[:, :, None] - w1[:, None, :]).max(axis=0)
    far_out = np.abs(w2[:, None] - w2[None]).max(axis=2)
    alike = np.maximum(far_in, far_out) < 1e-6
    return int((alike.argmax(axis=1) == np.arange(w1.shape[1])).sum())


# Wrong ones.


def to_the_last_digit(w1, w2):
    return len(np.unique(np.hstack([w1.T, w2]), axis=0))


def weights_in_alone(w1, w2):
    return len(np.unique(np.round(w1.T, 6) + 0.0, axis=0))


def weights_out_alone(w1, w2):
    return len(np.unique(np.round(w2, 6) + 0.0, axis=0))


def inputs_in_place_of_units(w1, w2):
    return len(np.unique(np.round(w1, 6) + 0.0, axis=0))


def either_is_enough(w1, w2):
    one, two = np.round(w1.T, 6) + 0.0, np.round(w2, 6) + 0.0
    return max(len(np.unique(one, axis=0)), len(np.unique(two, axis=0)))


def all_of_them(w1, w2):
    return w1.shape[1]


def rank_of_w1(w1, w2):
    return int(np.linalg.matrix_rank(w1, tol=1e-9))


def rank_of_both(w1, w2):
    return int(np.linalg.matrix_rank(np.hstack([w1.T, w2]), tol=1e-9))


def neighbours_only(w1, w2):
    units = np.hstack([w1.T, w2])
    return 1 + int((np.abs(np.diff(units, axis=0)).max(axis=1) > 1e-6).sum())


def beside_the_first_only(w1, w2):
    units = np.hstack([w1.T, w2])
    return 1 + int((np.abs(units - units[0]).max(axis=1) > 1e-6).sum())


def sign_left_away(w1, w2):
    return len(np.unique(np.round(np.abs(np.hstack([w1.T, w2])), 6), axis=0))


def without_the_repeated(w1, w2):
    units = np.round(np.hstack([w1.T, w2]), 6) + 0.0
    return int((np.unique(units, axis=0, return_counts=True)[1] == 1).sum())


def repeats_counted(w1, w2):
    units = np.round(np.hstack([w1.T, w2]), 6) + 0.0
    return len(units) - len(np.unique(units, axis=0))


def numbers_in_place_of_units(w1, w2):
    return len(np.unique(np.round(np.hstack([w1.T, w2]), 6) + 0.0))


def by_their_sums(w1, w2):
    return len(np.unique(np.round(w1.sum(axis=0) + w2.sum(axis=1), 6) + 0.0))


def yes_or_no(w1, w2):
    units = np.hstack([w1.T, w2])
    return int(np.abs(units - units[0]).max() > 1e-6)


def ranks(table):
    """A sign: the rank of this table, whatever counts as 0."""

    def sign(case, got, want):
        found = {np.linalg.matrix_rank(table(*case.args), tol=tol) for tol in (None, 1e-6)}
        if int(got) not in found:
            return False
        return None if int(got) == want else True

    return sign


TWO = "A unit is its weights in, column j of w1, and its weights out, row j of w2."

DISTINCT_UNITS = Exercise(
    id="distinct-units",
    title="How many units are there really?",
    points=1,
    concepts=("zero-init",),
    stub=distinct_units,
    reference=first_of_its_kind,
    cases=layers,
    alternatives=(rounded_rows, all_pairs),
    mistakes=(
        Mistake(
            to_the_last_digit,
            "You compare to the last digit. Units that learn the same differ by rounding: let"
            " them count as the same up to 1e-6.",
        ),
        Mistake(weights_in_alone, f"You look at w1 alone. {TWO}"),
        Mistake(weights_out_alone, f"You look at w2 alone. {TWO}"),
        Mistake(inputs_in_place_of_units, f"You compare rows of w1, which are inputs. {TWO}"),
        Mistake(
            either_is_enough,
            "You count w1 and w2 each for itself and take the larger. Put the two side by side"
            " first: units may be alike in w1 and in w2, but not at the same time.",
        ),
        Mistake(all_of_them, "That is M, all units; those that are the same should count once."),
        Mistake(
            rank_of_w1,
            "That is the rank of w1: how many units are no sum of others. A unit that is twice"
            " another is still another unit.",
            ranks(lambda w1, w2: w1),
        ),
        Mistake(
            rank_of_both,
            "That is a rank: how many units are no sum of others. Compare the units themselves.",
            ranks(lambda w1, w2: np.hstack([w1.T, w2])),
        ),
        Mistake(
            neighbours_only,
            "You compare each unit with the one before it. The same unit may stand farther away.",
        ),
        Mistake(
            beside_the_first_only,
            "You compare every unit with the first one alone: others may be the same as each"
            " other.",
        ),
        Mistake(
            sign_left_away, "You take absolute values: a unit of the other sign is another unit."
        ),
        Mistake(
            without_the_repeated,
            "You leave out units that occur twice; each kind should count once.",
        ),
        Mistake(repeats_counted, "You count the copies; asked is how many remain without them."),
        Mistake(numbers_in_place_of_units, f"You count different numbers, not units. {TWO}"),
        Mistake(
            by_their_sums, "You compare sums: different units can have the same sum. Compare all."
        ),
        Mistake(yes_or_no, "That says whether there are differences; asked is how many kinds."),
    ),
    hints=(
        "Write the M units as M rows: weights in, then weights out. w1.T has the first part of it.",
        "np.hstack([w1.T, w2]) is (M, D + C). How many different rows does it have?",
        "np.unique(rows, axis=0) gives the different ones; round the rows to 6 places before.",
    ),
)

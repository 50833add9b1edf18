"""Prices on weights: L1, L2 and both."""

import numpy as np

from course_lib.checking import Case, Convention, Exercise, Mistake
from course_lib.checking.drives import own_loss_gradient
from course_lib.kernels import elastic_net_penalty


def elastic_net(w, l1, l2):
    raise NotImplementedError


def weights(rng):
    return (
        Case((np.array([[3.0, -4.0]]), 0.0, 1.0), "two weights, L2 alone"),
        Case((np.array([[3.0, -4.0]]), 1.0, 0.0), "two weights, L1 alone"),
        Case((rng.normal(size=(3, 4)), 0.3, 0.7), "both prices"),
        Case((rng.normal(size=(7, 2)), 1.5, 0.2), "7 by 2, both prices"),
        Case((rng.normal(size=(5, 3)), 0.0, 0.6), "5 by 3, L2 alone"),
        Case((rng.normal(size=(2, 6)), 0.4, 0.0), "2 by 6, L1 alone"),
        Case((rng.normal(size=(4, 5)), 0.0, 0.0), "no price at all", "generality"),
        Case((rng.normal(size=(3, 2, 2, 5)), 0.5, 0.3), "filters", "generality"),
        Case((rng.normal(size=(4, 3)).astype(np.float32), 0.5, 0.3), "float32", "generality"),
        Case(
            (np.array([[0.0, 2.0, -1.0]]), 0.8, 0.5),
            "a weight that is exactly 0",
            "generality",
            advisory="At w = 0, |w| has a kink: any slope from -l1 to l1 will do there. np.sign"
            " gives 0.",
        ),
    )


def by_sign(w, l1, l2):
    price = l1 * np.sum(np.abs(w)) + 0.5 * l2 * np.sum(w * w)
    return price, l1 * np.sign(w) + l2 * w


def by_choice(w, l1, l2):
    slope = np.where(w > 0, 1.0, -1.0)
    return (l1 * abs(w) + l2 * w**2 / 2).sum(), l1 * slope + l2 * w


def without_the_half(w, l1, l2):
    return l1 * np.abs(w).sum() + l2 * np.sum(w**2), l1 * np.sign(w) + 2 * l2 * w


def l1_without_absolute(w, l1, l2):
    return l1 * np.sum(w) + 0.5 * l2 * np.sum(w**2), l1 * np.sign(w) + l2 * w


def l1_slope_is_w(w, l1, l2):
    return l1 * np.abs(w).sum() + 0.5 * l2 * np.sum(w**2), l1 * w + l2 * w


def l1_slope_is_absolute(w, l1, l2):
    return l1 * np.abs(w).sum() + 0.5 * l2 * np.sum(w**2), l1 * np.abs(w) + l2 * w


def l1_slope_is_one(w, l1, l2):
    return l1 * np.abs(w).sum() + 0.5 * l2 * np.sum(w**2), l1 + l2 * w


def prices_swapped(w, l1, l2):
    return l2 * np.abs(w).sum() + 0.5 * l1 * np.sum(w**2), l2 * np.sign(w) + l1 * w


def half_in_the_price_only(w, l1, l2):
    return l1 * np.abs(w).sum() + 0.5 * l2 * np.sum(w**2), l1 * np.sign(w) + 2 * l2 * w


def half_in_the_slope_only(w, l1, l2):
    return l1 * np.abs(w).sum() + l2 * np.sum(w**2), l1 * np.sign(w) + l2 * w


def l2_not_squared(w, l1, l2):
    length = np.sqrt(np.sum(w**2))
    return l1 * np.abs(w).sum() + 0.5 * l2 * length, l1 * np.sign(w) + l2 * w


def l1_left_out(w, l1, l2):
    return 0.5 * l2 * np.sum(w**2), l2 * w


def l2_left_out(w, l1, l2):
    return l1 * np.abs(w).sum(), l1 * np.sign(w)


def means_for_sums(w, l1, l2):
    return (
        l1 * np.abs(w).mean() + 0.5 * l2 * np.mean(w**2),
        (l1 * np.sign(w) + l2 * w) / w.size,
    )


def price_a_weight(w, l1, l2):
    return l1 * np.abs(w) + 0.5 * l2 * w**2, l1 * np.sign(w) + l2 * w


ELASTIC_NET = Exercise(
    id="elastic-net",
    title="L1, L2 and both",
    points=2,
    concepts=("l1-l2-elastic",),
    stub=elastic_net,
    reference=elastic_net_penalty,
    returns=("penalty", "dw"),
    own=own_loss_gradient,
    cases=weights,
    alternatives=(by_sign, by_choice),
    conventions=(
        Convention(
            without_the_half,
            "Your L2 is l2 * sum(w**2), without the half; dw fits it. Both are in use.",
        ),
    ),
    mistakes=(
        Mistake(
            l1_without_absolute,
            "L1 adds up absolute values: without them weights below 0 would be rewarded.",
        ),
        Mistake(l1_slope_is_w, "Your slope of |w| is w itself; it should be the sign of w."),
        Mistake(l1_slope_is_absolute, "Your slope of |w| is |w|; it should be the sign of w."),
        Mistake(
            l1_slope_is_one,
            "Your slope of |w| is 1 everywhere; where w is below 0, it should be -1.",
        ),
        Mistake(
            prices_swapped,
            "Your l1 and l2 are swapped: l1 should be the price of |w|, l2 that of w**2.",
        ),
        Mistake(
            half_in_the_price_only,
            "Price and dw do not belong together: the slope of 0.5 * l2 * w**2 is l2 * w.",
        ),
        Mistake(
            half_in_the_slope_only,
            "Price and dw do not belong together: the slope of l2 * w**2 is 2 * l2 * w. Take half"
            " the square, or twice the slope.",
        ),
        Mistake(
            l2_not_squared, "Yours is the root of the sum of squares; L2 should be the sum itself."
        ),
        Mistake(l1_left_out, "The L1 part is missing."),
        Mistake(l2_left_out, "The L2 part is missing."),
        Mistake(
            means_for_sums,
            "Yours are means over the weights; they should be sums: each weight pays for itself.",
        ),
        Mistake(
            price_a_weight,
            "Yours is one price a weight; it should be one number: add up over all weights.",
        ),
    ),
    hints=(
        "The price is l1 times the sum of |w|, plus half of l2 times the sum of w**2.",
        "The slope of |w| is 1 for w above 0 and -1 for w below 0: np.sign.",
    ),
)

"""Exponentially weighted averages, with and without correction."""

import numpy as np

from course_lib.checking import Case, Choice, Exercise, Mistake, Question, slip
from course_lib.optim import ewma as course_ewma


def ewma(x, beta):
    raise NotImplementedError


def ewma_corrected(x, beta):
    raise NotImplementedError


def series(rng):
    """T, D and beta differ; beta is never 0.9, and 1 - beta never near beta."""
    return (
        Case((np.array([8.0, 4.0, 12.0]), 0.75), "three days"),
        Case((rng.normal(size=7) + 5, 0.6), "seven days"),
        Case((rng.normal(size=(5, 3)) + 2, 0.8), "five days of three numbers"),
        Case((rng.normal(size=23), 0.95), "23 days"),
        Case((np.full(6, 3.5), 0.7), "the same every day", "generality"),
        Case((rng.normal(size=1), 0.8), "one day only", "generality"),
        Case((rng.normal(size=9), 0.0), "beta = 0: nothing is remembered", "generality"),
        Case((rng.normal(size=(4, 2, 3)), 0.6), "four days of a table, 2 by 3", "generality"),
        Case((rng.normal(size=8).astype(np.float32), 0.85), "float32", "generality"),
        Case((np.array([3, 1, 4, 1, 5]), 0.6), "whole numbers", "generality"),
    )


def plain(x, beta):
    return course_ewma(np.asarray(x, float), beta, corrected=False)


def corrected(x, beta):
    return course_ewma(np.asarray(x, float), beta)


# Right averages.


def by_list(x, beta):
    v, averages = 0, []
    for now in x:
        v = beta * v + (1 - beta) * now
        averages.append(v)
    return np.array(averages)


def by_small_moves(x, beta):
    averages = np.zeros(x.shape)
    v = np.zeros(x.shape[1:])
    for t in range(len(x)):
        v = v + (1 - beta) * (x[t] - v)
        averages[t] = v
    return averages


def by_weights(x, beta):
    t = np.arange(len(x))
    powers = t[:, None] - t
    weights = np.where(powers >= 0, (1 - beta) * beta ** np.maximum(powers, 0), 0)
    return np.tensordot(weights, x, axes=1)


def corrected_by_list(x, beta):
    v, averages = 0, []
    for t, now in enumerate(x, start=1):
        v = beta * v + (1 - beta) * now
        averages.append(v / (1 - beta**t))
    return np.array(averages)


def sum_over_weights(x, beta):
    averages = np.zeros(x.shape)
    total, weight = 0, 0
    for t in range(len(x)):
        total = beta * total + x[t]
        weight = beta * weight + 1
        averages[t] = total / weight
    return averages


# Wrong ones.


def begun_with_the_first_day(x, beta):
    v, averages = x[0], []
    for now in x:
        v = beta * v + (1 - beta) * now
        averages.append(v)
    return np.array(averages)


def a_day_late(x, beta):
    v, averages = np.zeros(x.shape[1:]), []
    for now in x:
        averages.append(v)
        v = beta * v + (1 - beta) * now
    return np.array(averages)


def one_array_stored_each_day(x, beta):
    v, averages = np.zeros(x.shape[1:]), []
    for now in x:
        v *= beta
        v += (1 - beta) * now
        averages.append(v)
    return np.array(averages)


def beta_fixed(x, beta):
    v, averages = 0, []
    for now in x:
        v = 0.9 * v + 0.1 * now
        averages.append(v)
    return np.array(averages)


def mean_of_all_so_far(x, beta):
    return np.array([x[: t + 1].mean(axis=0) for t in range(len(x))])


def yesterday_in_place_of_the_average(x, beta):
    averages = (1 - beta) * x.astype(float)
    averages[1:] += beta * x[:-1]
    return averages


def last_average_only(x, beta):
    v = 0
    for now in x:
        v = beta * v + (1 - beta) * now
    return v


def mean_of_a_window(x, beta):
    days = max(1, round(1 / (1 - beta)))
    return np.array([x[max(0, t - days + 1) : t + 1].mean(axis=0) for t in range(len(x))])


def whole_numbers_kept(x, beta):
    averages, v = np.zeros_like(x), 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        averages[t] = v
    return averages


def one_number_a_day(x, beta):
    averages, v = np.zeros(len(x)), 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        averages[t] = v
    return averages


def whole_numbers_kept_of_corrected(x, beta):
    averages, v = np.zeros_like(x), 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        averages[t] = v / (1 - beta ** (t + 1))
    return averages


def one_corrected_number_a_day(x, beta):
    averages, v = np.zeros(len(x)), 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        averages[t] = v / (1 - beta ** (t + 1))
    return averages


def corrected_too_early(x, beta):
    v, averages = 0, []
    for t, now in enumerate(x, start=1):
        v = (beta * v + (1 - beta) * now) / (1 - beta**t)
        averages.append(v)
    return np.array(averages)


def not_corrected(x, beta):
    v, averages = 0, []
    for now in x:
        v = beta * v + (1 - beta) * now
        averages.append(v)
    return np.array(averages)


# Values cannot tell np.zeros_like(x) from x itself: one message for both.
WHOLE = (
    "Your results go into an array of whole numbers where x holds whole numbers, and the fractions"
    " are cut off. It should be np.zeros(x.shape). (np.zeros_like(x) has the type of x. So has x"
    " itself, whose numbers are the caller's and should stay.)"
)
ONE_A_DAY = (
    "Your array has room for one number a day, np.zeros(len(x)); a day of x may be several numbers."
    " It should be np.zeros(x.shape)."
)
OF_BOTH = (
    Mistake(
        a_day_late,
        "Each average is stored before today's number is in it: it comes a day late.",
    ),
    Mistake(beta_fixed, "Your beta is always 0.9; it should be the one that is given."),
    Mistake(
        mean_of_all_so_far,
        "Yours is the plain mean of all days so far; older days should count less and less.",
    ),
    Mistake(
        mean_of_a_window,
        "Yours is the plain mean of the last 1/(1 - beta) days. Every day should count,"
        " older ones less and less, and only one number be remembered.",
    ),
    Mistake(
        yesterday_in_place_of_the_average,
        "You take beta times yesterday's number; it should be beta times yesterday's"
        " average: beta * v.",
    ),
    Mistake(
        last_average_only,
        "Only the last average comes back. Keep one for each day.",
    ),
)


EWMA = Exercise(
    id="ewma",
    title="Exponentially weighted average",
    points=2,
    concepts=("ewma",),
    stub=ewma,
    reference=plain,
    cases=series,
    alternatives=(by_list, by_small_moves, by_weights),
    mistakes=(
        Mistake(
            slip(
                by_list,
                "old_and_new_swapped",
                ("beta * v + (1 - beta) * now", "(1 - beta) * v + beta * now"),
            ),
            "Your shares are swapped. The old average should keep beta, the new number get 1"
            " - beta.",
        ),
        Mistake(
            slip(by_list, "share_of_the_new_left_out", ("(1 - beta) * now", "now")),
            "Your new number comes in whole; it should come in with the share 1 - beta. So"
            " yours is a sum, 1/(1 - beta) times too large in the long run.",
        ),
        Mistake(
            begun_with_the_first_day,
            "Your average begins at the first number; it should begin at 0. (Your start hides"
            " the bias, which the next exercise corrects.)",
        ),
        Mistake(
            corrected_by_list,
            "Yours is the corrected average already, which is the next exercise. Leave v as"
            " it is for now.",
        ),
        Mistake(
            one_array_stored_each_day,
            "Yours stores one and the same array each day and goes on changing it (`*=`, `+=`), so"
            " every day has the last average. It should be a new one: v = beta * v + ..., or"
            " v.copy().",
        ),
        Mistake(whole_numbers_kept, WHOLE),
        Mistake(one_number_a_day, ONE_A_DAY),
        *OF_BOTH,
    ),
    hints=(
        "Keep one number, v, from day to day. It begins at 0. What part of it stays, and what part"
        " of today comes in?",
        "v = beta * v + (1 - beta) * x[t], for t = 0, 1, 2, ...; store v each day.",
        "out = np.zeros(x.shape); v = 0; for t in range(len(x)): v = beta * v + (1 - beta) * x[t];"
        " out[t] = v",
    ),
)

EWMA_CORRECTED = Exercise(
    id="ewma-corrected",
    title="Bias correction",
    points=2,
    concepts=("ewma",),
    stub=ewma_corrected,
    reference=corrected,
    cases=series,
    alternatives=(corrected_by_list, sum_over_weights),
    mistakes=(
        Mistake(
            not_corrected,
            "The average is not corrected: it starts at 0 and is too small on the first days."
            " Divide by 1 - beta**t.",
        ),
        Mistake(
            slip(corrected_by_list, "counted_from_zero", ("enumerate(x, start=1)", "enumerate(x)")),
            "Your t counts from 0, and 1 - beta**0 is 0: the first average is divided by"
            " zero. On the first day t should be 1.",
        ),
        Mistake(
            slip(corrected_by_list, "counted_from_two", ("start=1", "start=2")),
            "Your t is one ahead: on the first day it should be 1.",
        ),
        Mistake(
            slip(corrected_by_list, "power_left_out", ("beta**t", "beta")),
            "You divide by 1 - beta every day; it should be 1 - beta**t, which goes to 1. The"
            " power is missing.",
        ),
        Mistake(
            slip(corrected_by_list, "power_of_the_other_share", ("beta**t", "(1 - beta) ** t")),
            "You divide by 1 - (1 - beta)**t; it should be 1 - beta**t.",
        ),
        Mistake(
            slip(
                corrected_by_list,
                "power_of_the_whole_bracket",
                ("(1 - beta**t)", "(1 - beta) ** t"),
            ),
            "You divide by (1 - beta)**t; it should be 1 - beta**t: the power is of beta alone.",
        ),
        Mistake(
            slip(corrected_by_list, "brackets_missing", ("v / (1 - beta**t)", "v / 1 - beta**t")),
            "Yours divides by the 1 alone; it should have brackets: v / (1 - beta**t).",
        ),
        Mistake(
            slip(corrected_by_list, "times_t", ("beta**t", "beta * t")),
            "Yours has beta * t, a product; it should be beta**t, a power.",
        ),
        Mistake(
            slip(
                corrected_by_list,
                "multiplied_by_the_correction",
                ("v / (1 - beta**t)", "v * (1 - beta**t)"),
            ),
            "You multiply by 1 - beta**t, which makes the early averages smaller still; you"
            " should divide by it.",
        ),
        Mistake(
            corrected_too_early,
            "The corrected average is carried on to the next day, which corrects it again. Keep v"
            " as it is, and divide only what you store in the result.",
        ),
        Mistake(
            slip(
                by_list,
                "correction_of_the_last_day",
                ("np.array(averages)", "np.array(averages) / (1 - beta ** len(x))"),
            ),
            "You divide all days by the correction of the last one; t should be each day's own.",
        ),
        Mistake(
            begun_with_the_first_day,
            "Your average begins at the first number, which gives that one day far too much"
            " weight. It should begin at 0, and be divided by 1 - beta**t.",
        ),
        Mistake(whole_numbers_kept_of_corrected, WHOLE),
        Mistake(one_corrected_number_a_day, ONE_A_DAY),
        *OF_BOTH,
    ),
    hints=(
        "After t days, what do the weights of all numbers add up to? Try t = 1 and t = 2.",
        "They add up to 1 - beta**t. Divide by that, and count t from 1.",
        "Keep v uncorrected. In the loop: out[t - 1] = v / (1 - beta**t), t from 1 to len(x).",
    ),
)

ABOUT_50 = "Right: it is about 1 / (1 - 0.98) = 50 days."

EFFECTIVE_WINDOW = Question(
    id="effective-window",
    title="How far an average looks back",
    points=1,
    concepts=("ewma",),
    choices=(
        Choice(50, "Right: 1 / (1 - 0.98) = 50 days. What is older weighs less than 1/e.", True),
        Choice(10, "That is 1 / (1 - 0.9); here beta is 0.98."),
        Choice(0.02, "That is 1 - beta, the share of today. Its inverse counts days."),
        Choice(98, "beta is no percentage of days: 1 / (1 - beta)."),
        Choice(49.5, f"{ABOUT_50} (After 49.5 days 0.98**days is 1/e.)", True),
        Choice(49, f"{ABOUT_50} (Yours is beta / (1 - beta), the mean age.)", True),
        Choice(51, ABOUT_50, True),
    ),
    otherwise="Take 1 / (1 - beta).",
    hints=("After how many days has beta**days fallen to about 1/e = 0.37?", "1 / (1 - beta)"),
)

"""Xavier, Glorot and He: weights as large as the number of inputs allows."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.exercises.initialisation.draws import (
    all_but_the_last_axis,
    all_but_the_last_axis_of_two,
    all_numbers_counted,
    all_zeros,
    deviation_for_a_limit,
    deviation_for_a_limit_of_both,
    deviation_for_a_limit_of_two,
    deviation_of_one,
    filters_counted_as_inputs,
    filters_counted_as_inputs_of_two,
    fixed_deviation,
    from_zero_to_one,
    generator_of_its_own,
    global_generator,
    limit_for_a_deviation,
    limit_for_a_deviation_of_both,
    limit_for_a_deviation_of_two,
    mean_of_both_fans,
    multiplied_by_the_root,
    no_root_of_axis_0,
    no_root_of_both,
    no_root_of_one,
    no_root_of_two,
    one_constant,
    one_number_at_a_time,
    one_over_fan_in,
    one_over_fan_out,
    one_row_copied,
    only_positive,
    outputs_counted_as_inputs,
    outputs_counted_as_inputs_of_two,
    pixels_left_out,
    pixels_left_out_of_both,
    pixels_left_out_of_two,
    product_of_both_fans,
    sum_of_both_fans,
    two_on_the_wrong_side,
    two_outside_the_root,
    two_over_fan_in,
    two_over_fan_out,
    uniform_of_both_fans,
    uniform_of_one_over_fan_in,
    uniform_of_two_over_fan_in,
)
from course_lib.exercises.initialisation.spreads import (
    DRAWS,
    WHY,
    constant,
    copied,
    fixed,
    lopsided,
    moments,
    repeated,
    shapes,
    spreads,
    two_draws,
    zeros,
)


def xavier_init(shape, rng):
    raise NotImplementedError


def glorot_init(shape, rng):
    raise NotImplementedError


def he_init(shape, rng):
    raise NotImplementedError


def pixels(shape):
    """How many numbers of one channel a filter looks at."""
    return int(np.prod(shape[2:]))


def size(shape):
    """How many numbers there are in all."""
    return int(np.prod(shape))


CONV = (
    "For a conv layer, shape (F, C, K, K), a unit is one filter, and fan_in is what it looks at:"
    " C * K * K numbers."
)
AXIS_0 = f"You take shape[0] for fan_in. That is right for (D, M). {CONV}"
ALL_BUT_LAST = f"You multiply all axes but the last. {CONV}"
ALL_BUT_FIRST = (
    "You multiply all axes but the first. That is right for (F, C, K, K). For an affine layer,"
    " shape (D, M), a unit adds up a column, and fan_in should be D: shape[0]."
)
CHANNELS = f"You leave the pixels of the filter out. {CONV}"
SYMMETRY = (
    "so all units compute the same, get the same gradient and stay the same for ever: symmetry is"
    " never broken. Draw each number by itself."
)
ROOT = "You take the variance for the standard deviation: the root is missing."
LIMIT = (
    "You take the deviation for the limit of a uniform draw: numbers from -a to a have a deviation"
    " of a / sqrt(3) only."
)
DEVIATION = "You take the limit of the uniform draw for the deviation of a normal one."
SAME_FOR_ALL = (
    Mistake(all_zeros, f"All weights are 0, {SYMMETRY}", zeros),
    Mistake(one_constant, f"All weights are one and the same number, {SYMMETRY}", constant),
    Mistake(one_row_copied, f"One row is drawn and copied, {SYMMETRY}", copied),
    Mistake(
        generator_of_its_own,
        "A second draw repeats the first: you make a generator of your own, with a fixed seed. Two"
        " layers would begin alike. Draw from the `rng` that is given.",
        repeated,
    ),
    Mistake(
        global_generator,
        "You draw from np.random, which all code shares. Draw from the `rng` that is given:"
        " rng.normal.",
    ),
    Mistake(
        deviation_of_one,
        f"Your numbers have a deviation of 1, whatever the shape.{WHY}",
        fixed(1.0),
    ),
    Mistake(
        fixed_deviation,
        f"Your numbers have a deviation of 0.01, whatever the shape.{WHY}",
        fixed(0.5, 0.2, 0.1, 0.05, 0.03, 0.02, 0.01, 0.005, 0.001, 1e-4),
    ),
    Mistake(
        from_zero_to_one,
        "Your numbers lie between 0 and 1, all positive; they should lie on both sides of 0.",
        lopsided,
    ),
    Mistake(
        only_positive,
        "Your numbers are all positive; they should lie on both sides of 0.",
        lopsided,
    ),
    Mistake(
        all_numbers_counted,
        "You count all numbers of the shape; fan_in should be those that one unit adds up.",
        spreads(
            lambda D, M, shape: size(shape) ** -0.5, lambda D, M, shape: (2 / size(shape)) ** 0.5
        ),
    ),
    Mistake(
        multiplied_by_the_root,
        "You multiply by the root of fan_in; divide by it: more inputs, smaller weights.",
        spreads(lambda D, M, shape: D**0.5),
    ),
)

XAVIER = Exercise(
    id="xavier-init",
    title="Xavier's first weights",
    points=2,
    concepts=("xavier", "zero-init"),
    stub=xavier_init,
    reference=one_over_fan_in,
    cases=shapes,
    drive=two_draws,
    returns=DRAWS,
    measure=moments(lambda D, M: D**-0.5),
    alternatives=(uniform_of_one_over_fan_in, one_number_at_a_time),
    mistakes=(
        *SAME_FOR_ALL,
        Mistake(
            two_over_fan_in,
            "Yours is He's, 2 / fan_in, for ReLU. Xavier's variance is 1 / fan_in.",
            spreads(lambda D, M, shape: (2 / D) ** 0.5),
        ),
        Mistake(no_root_of_one, f"{ROOT} sqrt(1 / fan_in).", spreads(lambda D, M, shape: 1 / D)),
        Mistake(
            one_over_fan_out,
            "You count the units, fan_out; it should be the inputs of each, fan_in.",
            spreads(lambda D, M, shape: M**-0.5),
        ),
        Mistake(
            mean_of_both_fans,
            "Yours has the mean of both fans. Asked for is the form with fan_in alone.",
            spreads(
                lambda D, M, shape: (2 / (D + M)) ** 0.5,
                lambda D, M, shape: (2 / (shape[0] + shape[1])) ** 0.5,
            ),
        ),
        Mistake(
            sum_of_both_fans,
            "You divide by fan_in + fan_out. Asked for is fan_in alone.",
            spreads(lambda D, M, shape: (D + M) ** -0.5),
        ),
        Mistake(
            deviation_for_a_limit,
            f"{LIMIT} sqrt(3 / fan_in) is the limit.",
            spreads(lambda D, M, shape: (3 * D) ** -0.5),
        ),
        Mistake(
            limit_for_a_deviation,
            f"{DEVIATION} It should be sqrt(1 / fan_in).",
            spreads(lambda D, M, shape: (3 / D) ** 0.5),
        ),
        Mistake(
            two_on_the_wrong_side,
            "Your variance is 1 / (2 * fan_in); it should be 1 / fan_in.",
            spreads(lambda D, M, shape: (2 * D) ** -0.5),
        ),
        Mistake(
            filters_counted_as_inputs, AXIS_0, spreads(lambda D, M, shape: float(shape[0]) ** -0.5)
        ),
        Mistake(
            outputs_counted_as_inputs,
            ALL_BUT_FIRST,
            spreads(lambda D, M, shape: float(np.prod(shape[1:])) ** -0.5),
        ),
        Mistake(
            no_root_of_axis_0,
            f"{ROOT} sqrt(1 / fan_in). And {AXIS_0[0].lower()}{AXIS_0[1:]}",
            spreads(lambda D, M, shape: 1 / shape[0]),
        ),
        Mistake(
            all_but_the_last_axis,
            ALL_BUT_LAST,
            spreads(lambda D, M, shape: float(np.prod(shape[:-1])) ** -0.5),
        ),
        Mistake(pixels_left_out, CHANNELS, spreads(lambda D, M, shape: (pixels(shape) / D) ** 0.5)),
    ),
    hints=(
        "A unit adds up fan_in products. Variances of independent numbers add up too: how large may"
        " the variance of each weight be, if that of the sum is to be 1?",
        "Variance 1 / fan_in, so multiply normal numbers by sqrt(1 / fan_in). fan_in is shape[0] of"
        " (D, M), and C * K * K of (F, C, K, K).",
        "rng.normal(size=shape) / np.sqrt(fan_in); np.prod(shape[1:]) is C * K * K.",
    ),
)

GLOROT = Exercise(
    id="glorot-init",
    title="Glorot's compromise",
    points=1,
    concepts=("xavier",),
    stub=glorot_init,
    reference=mean_of_both_fans,
    cases=shapes,
    drive=two_draws,
    returns=DRAWS,
    measure=moments(lambda D, M: (2 / (D + M)) ** 0.5),
    alternatives=(uniform_of_both_fans,),
    mistakes=(
        *SAME_FOR_ALL,
        Mistake(
            one_over_fan_in,
            "Yours has fan_in alone; it should have the mean of both fans, (fan_in + fan_out) / 2.",
            spreads(lambda D, M, shape: D**-0.5),
        ),
        Mistake(
            one_over_fan_out,
            "Yours has fan_out alone; it should have the mean of both fans.",
            spreads(lambda D, M, shape: M**-0.5),
        ),
        Mistake(
            sum_of_both_fans,
            "You divide by the sum of the fans; by their mean it should be, so 2 / (fan_in +"
            " fan_out).",
            spreads(lambda D, M, shape: (D + M) ** -0.5),
        ),
        Mistake(
            product_of_both_fans,
            "Yours has the geometric mean, the root of the product; it should be half the sum.",
            spreads(lambda D, M, shape: (D * M) ** -0.25),
        ),
        Mistake(
            no_root_of_both,
            f"{ROOT} sqrt(2 / (fan_in + fan_out)).",
            spreads(lambda D, M, shape: 2 / (D + M)),
        ),
        Mistake(
            deviation_for_a_limit_of_both,
            f"{LIMIT} sqrt(6 / (fan_in + fan_out)) is the limit.",
            spreads(lambda D, M, shape: (2 / 3 / (D + M)) ** 0.5),
        ),
        Mistake(
            limit_for_a_deviation_of_both,
            f"{DEVIATION} It should be sqrt(2 / (fan_in + fan_out)).",
            spreads(lambda D, M, shape: (6 / (D + M)) ** 0.5),
        ),
        Mistake(
            two_over_fan_in,
            "Yours is He's, 2 / fan_in; it should have both fans: 2 / (fan_in + fan_out).",
            spreads(lambda D, M, shape: (2 / D) ** 0.5),
        ),
        Mistake(
            pixels_left_out_of_both,
            f"{CHANNELS} And fan_out is F * K * K.",
            spreads(lambda D, M, shape: (2 * pixels(shape) / (D + M)) ** 0.5),
        ),
    ),
    hints=(
        "Forward wants 1 / fan_in, backward 1 / fan_out. Their compromise has the mean of the two"
        " fans below.",
        "Variance 1 / ((fan_in + fan_out) / 2) = 2 / (fan_in + fan_out).",
        "rng.normal(size=shape) * np.sqrt(2 / (fan_in + fan_out)); fan_out is shape[1] of (D, M),"
        " and F * K * K of (F, C, K, K).",
    ),
)

HE = Exercise(
    id="he-init",
    title="He's first weights, for ReLU",
    points=1,
    concepts=("he",),
    stub=he_init,
    reference=two_over_fan_in,
    cases=shapes,
    drive=two_draws,
    returns=DRAWS,
    measure=moments(lambda D, M: (2 / D) ** 0.5),
    alternatives=(uniform_of_two_over_fan_in,),
    mistakes=(
        *SAME_FOR_ALL,
        Mistake(
            one_over_fan_in,
            "Yours is Xavier's, 1 / fan_in. ReLU silences half of each sum, so He doubles it.",
            spreads(lambda D, M, shape: D**-0.5),
        ),
        Mistake(
            two_outside_the_root,
            "Your 2 stands outside the root, so it doubles the deviation; it should double the"
            " variance: sqrt(2 / fan_in).",
            spreads(lambda D, M, shape: 2 * D**-0.5),
        ),
        Mistake(
            two_on_the_wrong_side,
            "Your 2 makes the weights smaller, 1 / (2 * fan_in); it should be 2 / fan_in.",
            spreads(lambda D, M, shape: (2 * D) ** -0.5),
        ),
        Mistake(no_root_of_two, f"{ROOT} sqrt(2 / fan_in).", spreads(lambda D, M, shape: 2 / D)),
        Mistake(
            two_over_fan_out,
            "You count the units, fan_out; it should be the inputs of each, fan_in.",
            spreads(lambda D, M, shape: (2 / M) ** 0.5),
        ),
        Mistake(
            mean_of_both_fans,
            "Yours is Glorot's, with both fans; it should be 2 / fan_in.",
            spreads(lambda D, M, shape: (2 / (D + M)) ** 0.5),
        ),
        Mistake(
            deviation_for_a_limit_of_two,
            f"{LIMIT} sqrt(6 / fan_in) is the limit.",
            spreads(lambda D, M, shape: (2 / 3 / D) ** 0.5),
        ),
        Mistake(
            limit_for_a_deviation_of_two,
            f"{DEVIATION} It should be sqrt(2 / fan_in).",
            spreads(lambda D, M, shape: (6 / D) ** 0.5),
        ),
        Mistake(
            filters_counted_as_inputs_of_two,
            AXIS_0,
            spreads(lambda D, M, shape: (2 / shape[0]) ** 0.5),
        ),
        Mistake(
            outputs_counted_as_inputs_of_two,
            ALL_BUT_FIRST,
            spreads(lambda D, M, shape: (2 / float(np.prod(shape[1:]))) ** 0.5),
        ),
        Mistake(
            all_but_the_last_axis_of_two,
            ALL_BUT_LAST,
            spreads(lambda D, M, shape: (2 / float(np.prod(shape[:-1]))) ** 0.5),
        ),
        Mistake(
            pixels_left_out_of_two,
            CHANNELS,
            spreads(lambda D, M, shape: (2 * pixels(shape) / D) ** 0.5),
        ),
    ),
    hints=(
        "ReLU sets half of the numbers to 0, so a sum of them varies half as much. What must the"
        " variance of a weight be to make up for it?",
        "Twice Xavier's variance: 2 / fan_in. The root goes over the whole.",
        "rng.normal(size=shape) * np.sqrt(2 / fan_in)",
    ),
)

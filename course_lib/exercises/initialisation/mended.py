"""Find the error: an initialiser under another's name, and a layernorm that counts examples."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.exercises.initialisation.spreads import (
    DRAWS,
    layers,
    moments,
    repeated,
    spreads,
    two_draws,
    zeros,
)


def xavier_mended(fan_in, fan_out, rng):
    raise NotImplementedError


def layernorm_start(x):
    raise NotImplementedError


def root_of_fan_in(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in)


def one_column_at_a_time(fan_in, fan_out, rng):
    w = np.empty((fan_in, fan_out))
    for j in range(fan_out):
        w[:, j] = rng.normal(0, 1 / np.sqrt(fan_in), fan_in)
    return w


def flawed_as_it_was(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in / 2)


def two_multiplied(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(2 * fan_in)


def fan_out_in_its_place(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_out)


def root_left_out(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / fan_in


def mean_fan(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / np.sqrt((fan_in + fan_out) / 2)


def half_outside_the_root(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) / (np.sqrt(fan_in) / 2)


def root_in_the_numerator(fan_in, fan_out, rng):
    return rng.normal(size=(fan_in, fan_out)) * np.sqrt(fan_in)


def zeros_in_its_place(fan_in, fan_out, rng):
    return np.zeros((fan_in, fan_out))


def seed_fixed(fan_in, fan_out, rng):
    return np.random.default_rng(1).normal(size=(fan_in, fan_out)) / np.sqrt(fan_in)


XAVIER_MENDED = Exercise(
    id="xavier-mended",
    title="Find the error: whose weights are these?",
    points=1,
    concepts=("xavier", "he"),
    stub=xavier_mended,
    reference=root_of_fan_in,
    cases=layers,
    drive=two_draws,
    returns=DRAWS,
    measure=moments(lambda D, M: D**-0.5),
    alternatives=(one_column_at_a_time,),
    mistakes=(
        Mistake(
            flawed_as_it_was,
            "That is the flawed line as it stood: fan_in / 2 under the root gives a variance of 2 /"
            " fan_in, which is He's.",
            spreads(lambda D, M, shape: (2 / D) ** 0.5),
        ),
        Mistake(
            two_multiplied,
            "Your 2 went to the other side: the variance is 1 / (2 * fan_in). Xavier's has no 2.",
            spreads(lambda D, M, shape: (2 * D) ** -0.5),
        ),
        Mistake(
            fan_out_in_its_place,
            "You count the units, fan_out; it should be the inputs of each, fan_in.",
            spreads(lambda D, M, shape: M**-0.5),
        ),
        Mistake(
            root_left_out,
            "The root is missing: 1 / fan_in is the variance, its root the deviation.",
            spreads(lambda D, M, shape: 1 / D),
        ),
        Mistake(
            mean_fan,
            "Yours is the form with both fans. The line had fan_in alone; keep to it, without its"
            " error.",
            spreads(lambda D, M, shape: (2 / (D + M)) ** 0.5),
        ),
        Mistake(
            half_outside_the_root,
            "You halve outside the root; there should be no half at all.",
            spreads(lambda D, M, shape: 2 * D**-0.5),
        ),
        Mistake(
            root_in_the_numerator,
            "You multiply by the root of fan_in; divide by it.",
            spreads(lambda D, M, shape: D**0.5),
        ),
        Mistake(
            zeros_in_its_place,
            "All weights are 0: symmetry is never broken. Draw them.",
            zeros,
        ),
        Mistake(
            seed_fixed, "A second draw repeats the first: draw from the `rng` given.", repeated
        ),
    ),
    hints=(
        "Dividing by sqrt(fan_in / 2) is multiplying by sqrt(2 / fan_in). Whose is that?",
        "Xavier's variance is 1 / fan_in.",
        "rng.normal(size=(fan_in, fan_out)) / np.sqrt(fan_in)",
    ),
)


# What a layernorm begins with.


def batches(rng):
    """x (N, D), N and D all different."""
    sizes = ((4, 3), (2, 5), (7, 6), (3, 8))
    return (
        *(Case((rng.normal(size=s),), f"N = {s[0]}, D = {s[1]}") for s in sizes),
        Case((rng.normal(size=(1, 4)),), "one example", "generality"),
        Case((rng.normal(size=(5, 1)),), "one feature", "generality"),
    )


def one_each_per_feature(x):
    return np.ones(x.shape[1]), np.zeros(x.shape[1])


def shaped_like_a_row(x):
    return np.ones_like(x[0]), np.zeros_like(x[0])


def column_of_examples(x):
    return np.ones((len(x), 1)), np.zeros((len(x), 1))


def one_each_per_example(x):
    return np.ones(len(x)), np.zeros(len(x))


def row_of_examples(x):
    return np.ones((1, len(x))), np.zeros((1, len(x)))


def column_of_features(x):
    return np.ones((x.shape[1], 1)), np.zeros((x.shape[1], 1))


def row_of_features(x):
    return np.ones((1, x.shape[1])), np.zeros((1, x.shape[1]))


def one_each_per_number(x):
    return np.ones(x.shape), np.zeros(x.shape)


def one_number_for_all(x):
    return 1.0, 0.0


def an_array_of_one_number(x):
    return np.ones(1), np.zeros(1)


def both_zero(x):
    return np.zeros(x.shape[1]), np.zeros(x.shape[1])


def both_one(x):
    return np.ones(x.shape[1]), np.ones(x.shape[1])


def the_two_exchanged(x):
    return np.zeros(x.shape[1]), np.ones(x.shape[1])


def gamma_alone_mended(x):
    return np.ones(x.shape[1]), np.zeros((len(x), 1))


def beta_alone_mended(x):
    return np.ones((len(x), 1)), np.zeros(x.shape[1])


PER_FEATURE = "gamma and beta belong to the features: one of each a column, shape (D,)."

LAYERNORM_START = Exercise(
    id="layernorm-start",
    title="Find the error: gamma and beta of a layernorm",
    points=1,
    concepts=("layernorm",),
    stub=layernorm_start,
    reference=one_each_per_feature,
    cases=batches,
    returns=("gamma", "beta"),
    alternatives=(shaped_like_a_row,),
    mistakes=(
        Mistake(column_of_examples, f"That is the flawed code as it stood. {PER_FEATURE}"),
        Mistake(one_each_per_example, f"Yours have one for each example. {PER_FEATURE}"),
        Mistake(row_of_examples, f"Yours have one for each example. {PER_FEATURE}"),
        Mistake(
            column_of_features,
            "Yours stand in a column, (D, 1): beside x (N, D) that is read as one for each example."
            " Their shape should be (D,).",
        ),
        Mistake(
            row_of_features,
            "Yours are tables of one row, (1, D). They should be (D,): so are their gradients,"
            " summed over the batch.",
        ),
        Mistake(
            one_each_per_number,
            f"Yours have one for each number of this batch; the next has others. {PER_FEATURE}",
        ),
        Mistake(one_number_for_all, f"Yours are one number for all features. {PER_FEATURE}"),
        Mistake(an_array_of_one_number, f"Yours hold one number for all features. {PER_FEATURE}"),
        Mistake(
            both_zero,
            "Your gamma is 0: then every output is 0 at first. It should begin with ones.",
        ),
        Mistake(both_one, "Your beta is 1; a shift should begin with 0, which changes nothing."),
        Mistake(
            the_two_exchanged,
            "You exchange the two: gamma should begin with ones, beta with zeros.",
        ),
        Mistake(gamma_alone_mended, f"Your gamma is mended, your beta is not. {PER_FEATURE}"),
        Mistake(beta_alone_mended, f"Your beta is mended, your gamma is not. {PER_FEATURE}"),
    ),
    hints=(
        "At test a single example comes, or a thousand. How many gammas are there then?",
        "Mean and variance are taken for each example; gamma and beta are learnt, for each"
        " feature.",
        "np.ones(D) and np.zeros(D), with N, D = x.shape.",
    ),
)

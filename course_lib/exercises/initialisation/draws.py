"""Weights drawn in all the ways that students draw them, right for one initialiser or for none."""

import numpy as np

# Right for one of them, and a mistake in the others.


def one_over_fan_in(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) / np.sqrt(fan_in)


def mean_of_both_fans(shape, rng):
    D, M = shape[0], shape[1]
    if len(shape) > 2:
        D, M = np.prod(shape[1:]), shape[0] * np.prod(shape[2:])
    return rng.normal(size=shape) * np.sqrt(2 / (D + M))


def two_over_fan_in(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(0, np.sqrt(2 / fan_in), shape)


def uniform_of_one_over_fan_in(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    limit = np.sqrt(3 / fan_in)
    return rng.uniform(-limit, limit, shape)


def uniform_of_both_fans(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    limit = np.sqrt(6 / ((D + M) * np.prod(shape[2:])))
    return limit * (2 * rng.random(shape) - 1)


def uniform_of_two_over_fan_in(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.uniform(-1, 1, shape) * np.sqrt(6 / fan_in)


def one_number_at_a_time(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else int(np.prod(shape[1:]))
    w = np.zeros(shape)
    for place in np.ndindex(*shape):
        w[place] = rng.normal(0, fan_in**-0.5)
    return w


# Wrong for all.


def all_zeros(shape, rng):
    return np.zeros(shape)


def one_constant(shape, rng):
    return np.full(shape, 0.5)


def one_row_copied(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return np.zeros(shape) + rng.normal(size=shape[1:]) / np.sqrt(fan_in)


def deviation_of_one(shape, rng):
    return rng.normal(size=shape)


def fixed_deviation(shape, rng):
    return 0.01 * rng.normal(size=shape)


def generator_of_its_own(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return np.random.default_rng(0).normal(size=shape) / np.sqrt(fan_in)


def from_zero_to_one(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.random(shape) / np.sqrt(fan_in)


def only_positive(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return np.abs(rng.normal(size=shape)) / np.sqrt(fan_in)


def no_root_of_one(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(0, 1 / fan_in, shape)


def no_root_of_two(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(0, 2 / fan_in, shape)


def no_root_of_both(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    return rng.normal(0, 2 / ((D + M) * np.prod(shape[2:])), shape)


def multiplied_by_the_root(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) * np.sqrt(fan_in)


def one_over_fan_out(shape, rng):
    fan_out = shape[1] if len(shape) == 2 else shape[0] * np.prod(shape[2:])
    return rng.normal(size=shape) / np.sqrt(fan_out)


def two_over_fan_out(shape, rng):
    fan_out = shape[1] if len(shape) == 2 else shape[0] * np.prod(shape[2:])
    return rng.normal(size=shape) * np.sqrt(2 / fan_out)


def sum_of_both_fans(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    return rng.normal(size=shape) / np.sqrt((D + M) * np.prod(shape[2:]))


def deviation_for_a_limit(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.uniform(-1 / np.sqrt(fan_in), 1 / np.sqrt(fan_in), shape)


def deviation_for_a_limit_of_both(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    limit = np.sqrt(2 / ((D + M) * np.prod(shape[2:])))
    return rng.uniform(-limit, limit, shape)


def deviation_for_a_limit_of_two(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.uniform(-np.sqrt(2 / fan_in), np.sqrt(2 / fan_in), shape)


def limit_for_a_deviation(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(0, np.sqrt(3 / fan_in), shape)


def limit_for_a_deviation_of_both(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    return rng.normal(0, np.sqrt(6 / ((D + M) * np.prod(shape[2:]))), shape)


def limit_for_a_deviation_of_two(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(0, np.sqrt(6 / fan_in), shape)


def filters_counted_as_inputs(shape, rng):
    return rng.normal(size=shape) / np.sqrt(shape[0])


def outputs_counted_as_inputs(shape, rng):
    return rng.normal(size=shape) / np.sqrt(np.prod(shape[1:]))


def no_root_of_axis_0(shape, rng):
    return rng.normal(size=shape) / shape[0]


def all_but_the_last_axis(shape, rng):
    return rng.normal(size=shape) / np.sqrt(np.prod(shape[:-1]))


def pixels_left_out(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else shape[1]
    return rng.normal(size=shape) / np.sqrt(fan_in)


def filters_counted_as_inputs_of_two(shape, rng):
    return rng.normal(size=shape) * np.sqrt(2 / shape[0])


def outputs_counted_as_inputs_of_two(shape, rng):
    return rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[1:]))


def all_but_the_last_axis_of_two(shape, rng):
    return rng.normal(size=shape) * np.sqrt(2 / np.prod(shape[:-1]))


def pixels_left_out_of_two(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else shape[1]
    return rng.normal(size=shape) * np.sqrt(2 / fan_in)


def pixels_left_out_of_both(shape, rng):
    return rng.normal(size=shape) * np.sqrt(2 / (shape[0] + shape[1]))


def two_outside_the_root(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) * 2 / np.sqrt(fan_in)


def two_on_the_wrong_side(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) / np.sqrt(2 * fan_in)


def product_of_both_fans(shape, rng):
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    K = np.prod(shape[2:])
    return rng.normal(size=shape) / np.sqrt(np.sqrt(D * K * M * K))


def global_generator(shape, rng):
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return np.random.randn(*shape) / np.sqrt(fan_in)  # noqa: NPY002


def all_numbers_counted(shape, rng):
    return rng.normal(size=shape) / np.sqrt(np.prod(shape))

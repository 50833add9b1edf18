"""The sigmoid: its gradient is written in what went out."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import bent, overflows


def sigmoid_forward(x):
    raise NotImplementedError


def sigmoid_backward(dout, cache):
    raise NotImplementedError


# Right ways.


def half_of_tanh(x):
    out = (1 + np.tanh(x / 2)) / 2
    return out, out


def out_times_the_rest(dout, cache):
    return dout * cache * (1 - cache)


def by_the_formula(x):
    return 1 / (1 + np.exp(-x)), x


def back_by_tanh(dout, cache):
    return dout * (1 - np.tanh(cache / 2) ** 2) / 4


def by_the_sign_of_x(x):
    power = np.exp(-np.abs(x))
    out = np.where(x >= 0, 1, power) / (1 + power)
    return out, {"s": out}


def back_by_difference(dout, cache):
    s = cache["s"]
    return (s - s**2) * dout


# Wrong ones.


def power_of_plus_x(x):
    out = 1 / (1 + np.exp(x))
    return out, out


def powers_over_powers(x):
    out = np.exp(x) / (1 + np.exp(x))
    return out, out


def one_left_out(x):
    out = 1 / np.exp(-x)
    return out, out


def one_by_one_plus_the_power(x):
    out = 1 / 1 + np.exp(-x)
    return out, out


def x_for_out_in_the_cache(x):
    return 1 / (1 + np.exp(-x)), x


def minus_in_place_of_plus(x):
    out = 1 / (1 - np.exp(-x))
    return out, out


def tanh_in_its_place(x):
    out = np.tanh(x)
    return out, out


def shares_of_the_whole(x):
    out = np.exp(x - x.max()) / np.sum(np.exp(x - x.max()))
    return out, out


def squashed_again(dout, cache):
    s = 1 / (1 + np.exp(-cache))
    return dout * s * (1 - s)


def the_rest_alone(dout, cache):
    return dout * (1 - cache)


def out_alone(dout, cache):
    return dout * cache


def local_alone(dout, cache):
    return cache * (1 - cache)


def brackets_left_out(dout, cache):
    return dout * cache * 1 - cache


def that_of_tanh(dout, cache):
    return dout * (1 - cache**2)


def sign_turned(dout, cache):
    return dout * cache * (cache - 1)


def out_minus_one_squared(dout, cache):
    return dout * (1 - cache) ** 2


def out_plus_one(dout, cache):
    return dout * cache * (1 + cache)


def upstream_in_the_brackets(dout, cache):
    return cache * (1 - cache * dout)


def dout_squashed(dout, cache):
    return dout * (1 - dout)


SIGMOID = Exercise(
    id="sigmoid",
    title="Sigmoid",
    points=2,
    concepts=("vector-gradients", "activations"),
    stub=(sigmoid_forward, sigmoid_backward),
    reference=(half_of_tanh, out_times_the_rest),
    cases=bent,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((by_the_formula, back_by_tanh), (by_the_sign_of_x, back_by_difference)),
    mistakes=(
        Mistake((power_of_plus_x, None), "The sign in the power: exp(-x), so that large x give 1."),
        Mistake(
            (powers_over_powers, None),
            "exp(x) of a thousand is infinite, and infinite by infinite is nan. Divide above and"
            " below by it: 1 / (1 + exp(-x)).",
            overflows,
        ),
        Mistake((one_left_out, None), "The 1 below the line is missing: 1 / (1 + exp(-x))."),
        Mistake(
            (one_by_one_plus_the_power, None),
            "Yours divides by the 1 alone: 1 / 1 + exp(-x). It should have brackets, 1 / (1 +"
            " exp(-x)).",
        ),
        Mistake(
            (x_for_out_in_the_cache, None),
            "Your backward takes what is in the cache for out, and your forward keeps x there."
            " It should be out, or the backward should first make out of x.",
        ),
        Mistake((minus_in_place_of_plus, None), "Below the line stands a plus: 1 + exp(-x)."),
        Mistake(
            (tanh_in_its_place, None), "That is tanh, from -1 to 1; the sigmoid is from 0 to 1."
        ),
        Mistake(
            (shares_of_the_whole, None),
            "That is softmax: shares that sum to 1. The sigmoid looks at each number alone.",
        ),
        Mistake(
            (None, squashed_again),
            "The sigmoid is taken twice: the cache holds what went out already. With s = cache the"
            " slope is s * (1 - s).",
        ),
        Mistake(
            (None, the_rest_alone), "The slope is out * (1 - out): the first factor is missing."
        ),
        Mistake((None, out_alone), "The slope is out * (1 - out): the second factor is missing."),
        Mistake((None, local_alone), "out * (1 - out) is the local gradient. Times dout."),
        Mistake(
            (None, brackets_left_out),
            "Yours multiplies by 1 and then subtracts out; it should have brackets: dout * out *"
            " (1 - out).",
        ),
        Mistake(
            (None, that_of_tanh),
            "1 - out**2 is the slope of tanh. The sigmoid's is out * (1 - out).",
        ),
        Mistake((None, sign_turned), "The sign is turned round: 1 - out, not out - 1."),
        Mistake((None, out_minus_one_squared), "(1 - out) comes twice: it is out * (1 - out)."),
        Mistake((None, out_plus_one), "It is 1 - out, not 1 + out."),
        Mistake(
            (None, upstream_in_the_brackets),
            "dout multiplies the whole slope: dout * out * (1 - out).",
        ),
        Mistake(
            (None, dout_squashed), "The slope is that at out, out * (1 - out), not that at dout."
        ),
    ),
    hints=(
        "The derivative of the sigmoid can be written in what it gives: out * (1 - out). So keep"
        " out in the cache.",
        "Local gradient times upstream.",
        "out = 1 / (1 + np.exp(-x)); dx = dout * out * (1 - out).",
    ),
)

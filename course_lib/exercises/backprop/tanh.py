"""Tanh: the sigmoid's relative, centred on zero."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import bent, overflows


def tanh_forward(x):
    raise NotImplementedError


def tanh_backward(dout, cache):
    raise NotImplementedError


# Right ways.


def squashed_about_zero(x):
    out = np.tanh(x)
    return out, out


def one_less_the_square(dout, cache):
    return dout * (1 - cache**2)


def two_sigmoids(x):
    out = 2 / (1 + np.exp(-2 * x)) - 1
    return out, x


def back_by_both_factors(dout, cache):
    t = np.tanh(cache)
    return (1 - t) * (1 + t) * dout


# Wrong ones.


def quotient_of_powers(x):
    out = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return out, out


def sigmoid_in_its_place(x):
    out = 1 / (1 + np.exp(-x))
    return out, out


def half_as_steep(x):
    out = np.tanh(x / 2)
    return out, out


def quotient_upside_down(x):
    out = 1 / np.tanh(x)
    return out, out


def no_square(dout, cache):
    return dout * (1 - cache)


def that_of_the_sigmoid(dout, cache):
    return dout * cache * (1 - cache)


def tanh_taken_again(dout, cache):
    return dout * (1 - np.tanh(cache) ** 2)


def slope_alone(dout, cache):
    return 1 - cache**2


def square_alone(dout, cache):
    return dout * cache**2


def one_plus_the_square(dout, cache):
    return dout * (1 + cache**2)


def square_less_one(dout, cache):
    return dout * (cache**2 - 1)


def square_of_the_rest(dout, cache):
    return dout * (1 - cache) ** 2


def upstream_on_the_one(dout, cache):
    return dout - cache**2


TANH = Exercise(
    id="tanh",
    title="Tanh",
    points=1,
    concepts=("vector-gradients", "activations"),
    stub=(tanh_forward, tanh_backward),
    reference=(squashed_about_zero, one_less_the_square),
    cases=bent,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((two_sigmoids, back_by_both_factors),),
    mistakes=(
        Mistake(
            (quotient_of_powers, None),
            "exp(x) of a thousand is infinite, and infinite by infinite is nan. np.tanh knows how.",
            overflows,
        ),
        Mistake(
            (sigmoid_in_its_place, None), "That is the sigmoid, from 0 to 1; tanh from -1 to 1."
        ),
        Mistake((half_as_steep, None), "That is tanh(x / 2), half as steep."),
        Mistake((quotient_upside_down, None), "That is 1 / tanh: the quotient is upside down."),
        Mistake((None, no_square), "out is to be squared: 1 - out**2."),
        Mistake(
            (None, that_of_the_sigmoid),
            "out * (1 - out) is the slope of the sigmoid. That of tanh is 1 - out**2.",
        ),
        Mistake(
            (None, tanh_taken_again),
            "Tanh is taken twice: the cache holds what went out already. 1 - cache**2.",
        ),
        Mistake((None, slope_alone), "1 - out**2 is the local gradient. Times dout."),
        Mistake((None, square_alone), "It is 1 - out**2: the 1 is missing, and the minus."),
        Mistake((None, one_plus_the_square), "A minus: 1 - out**2."),
        Mistake((None, square_less_one), "The sign is turned round: 1 - out**2."),
        Mistake((None, square_of_the_rest), "(1 - out)**2 is not 1 - out**2: square out alone."),
        Mistake((None, upstream_on_the_one), "dout multiplies the whole: dout * (1 - out**2)."),
    ),
    hints=(
        "np.tanh gives the forward. Its derivative, too, can be written in what went out.",
        "1 - out**2: it is 1 in the middle and 0 where tanh is flat.",
        "dx = dout * (1 - out**2), with out as the cache.",
    ),
)

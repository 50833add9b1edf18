"""ELU: an exponential below 0, which levels off at -alpha."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import bent, overflows


def elu_forward(x, alpha):
    raise NotImplementedError


def elu_backward(dout, cache):
    raise NotImplementedError


def bends(rng):
    return bent(rng, (0.5, 1.4, 0.7, 2.0))


# Right ways.


def bent_below(x, alpha):
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1)), (x, alpha)


def one_or_the_power(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0)))


def where_alone(x, alpha):
    out = np.where(x > 0, x, alpha * (np.exp(x) - 1))
    return out, (x, out, alpha)


def back_by_out(dout, cache):
    x, out, alpha = cache
    return np.where(x > 0, dout, dout * (out + alpha))


def in_a_copy(x, alpha):
    out = x.copy()
    out[x < 0] = alpha * np.expm1(x[x < 0])
    return out, (x, alpha)


def back_in_a_copy(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    dx[x < 0] *= alpha * np.exp(x[x < 0])
    return dx


# Wrong ones.


def one_not_taken_off(x, alpha):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0))), (x, alpha)


def alpha_on_the_power_alone(x, alpha):
    return np.where(x > 0, x, alpha * np.exp(np.minimum(x, 0)) - 1), (x, alpha)


def alpha_taken_as_one(x, alpha):
    return np.where(x > 0, x, np.exp(np.minimum(x, 0)) - 1), (x, 1.0)


def alpha_in_the_power(x, alpha):
    return np.where(x > 0, x, np.exp(alpha * np.minimum(x, 0)) - 1), (x, alpha)


def turned_upside_down(x, alpha):
    return np.where(x > 0, x, alpha * (1 - np.exp(np.minimum(x, 0)))), (x, alpha)


def power_of_minus_x(x, alpha):
    return np.where(x > 0, x, alpha * (np.exp(-np.minimum(x, 0)) - 1)), (x, alpha)


def leaks_in_its_place(x, alpha):
    return np.where(x > 0, x, alpha * x), (x, alpha)


def relu_in_its_place(x, alpha):
    return np.maximum(x, 0), (x, alpha)


def masks_of_infinity(x, alpha):
    return x * (x > 0) + alpha * (np.exp(x) - 1) * (x <= 0), (x, alpha)


def masks_of_infinity_backward(dout, cache):
    x, alpha = cache
    return dout * ((x > 0) + alpha * np.exp(x) * (x <= 0))


def out_in_place_of_its_slope(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha * (np.exp(np.minimum(x, 0)) - 1))


def alpha_alone_below(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha)


def power_without_alpha(dout, cache):
    x, _ = cache
    return dout * np.where(x > 0, 1, np.exp(np.minimum(x, 0)))


def nothing_below(dout, cache):
    x, _ = cache
    return dout * (x > 0)


def whole_everywhere(dout, cache):
    return dout


def slopes_alone(dout, cache):
    x, alpha = cache
    return np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0)))


def upstream_above_only(dout, cache):
    x, alpha = cache
    return np.where(x > 0, dout, alpha * np.exp(np.minimum(x, 0)))


def slope_times_x(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha * np.minimum(x, 0) * np.exp(np.minimum(x, 0)))


def slope_with_minus(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, -alpha * np.exp(np.minimum(x, 0)))


INFINITE = (
    "exp(x) of a thousand is infinite, and infinite times 0 is nan: a mask does not undo it. Use"
    " np.where, or exp(np.minimum(x, 0))."
)

ELU = Exercise(
    id="elu",
    title="ELU",
    points=2,
    concepts=("activations",),
    stub=(elu_forward, elu_backward),
    reference=(bent_below, one_or_the_power),
    cases=bends,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((where_alone, back_by_out), (in_a_copy, back_in_a_copy)),
    mistakes=(
        Mistake(
            (one_not_taken_off, None),
            "The 1 is not taken off: alpha * (exp(x) - 1). As it is, the curve jumps at 0.",
        ),
        Mistake((alpha_on_the_power_alone, None), "alpha multiplies both: alpha * (exp(x) - 1)."),
        Mistake((alpha_taken_as_one, None), "alpha is left out, as if it were 1."),
        Mistake(
            (alpha_in_the_power, None), "alpha stands in the power; it should multiply the bracket."
        ),
        Mistake((turned_upside_down, None), "exp(x) - 1, not 1 - exp(x): below 0 out is negative."),
        Mistake((power_of_minus_x, None), "exp(x), no minus: below 0 it must level off."),
        Mistake((leaks_in_its_place, None), "That is Leaky ReLU: below 0 a line. ELU bends."),
        Mistake((relu_in_its_place, None), "That is ReLU: 0 below 0. ELU: alpha * (exp(x) - 1)."),
        Mistake((masks_of_infinity, None), INFINITE, overflows),
        Mistake((None, masks_of_infinity_backward), INFINITE),
        Mistake(
            (None, out_in_place_of_its_slope),
            "alpha * (exp(x) - 1) is what goes out. Its derivative is alpha * exp(x).",
        ),
        Mistake(
            (None, alpha_alone_below), "Below 0 the slope is alpha * exp(x): the power is missing."
        ),
        Mistake(
            (None, power_without_alpha), "Below 0 the slope is alpha * exp(x): alpha is missing."
        ),
        Mistake(
            (None, nothing_below), "The gradient ends below 0, as in ReLU; times alpha * exp(x)."
        ),
        Mistake((None, whole_everywhere), "dout passes whole; below 0 it is times alpha * exp(x)."),
        Mistake((None, slopes_alone), "These are the local gradients. Times dout."),
        Mistake(
            (None, upstream_above_only), "Below 0 the local gradient stands alone. Times dout."
        ),
        Mistake(
            (None, slope_times_x), "The derivative of exp(x) is exp(x); x is a factor too many."
        ),
        Mistake((None, slope_with_minus), "The slope below 0 is positive: alpha * exp(x)."),
    ),
    hints=(
        "The derivative of alpha * (exp(x) - 1) is alpha * exp(x).",
        "np.where computes both sides before it chooses. exp(np.minimum(x, 0)) never overflows.",
        "dx = dout * np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0))).",
    ),
)

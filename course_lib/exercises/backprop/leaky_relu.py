"""Leaky ReLU: a small slope below 0, so that no unit dies."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import bent


def leaky_relu_forward(x, alpha):
    raise NotImplementedError


def leaky_relu_backward(dout, cache):
    raise NotImplementedError


def leaky(rng):
    return bent(rng, (0.1, 0.3, 0.02, 0.25))


def larger_of_two(x, alpha):
    return np.maximum(x, alpha * x), (x, alpha)


def one_or_alpha(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha)


def by_two_masks(x, alpha):
    slope = (x > 0) + alpha * (x <= 0)
    return x * slope, slope


def back_by_slope(dout, slope):
    return dout * slope


def in_a_copy(x, alpha):
    out = x.copy()
    out[x < 0] *= alpha
    return out, (x, alpha)


def back_in_a_copy(dout, cache):
    x, alpha = cache
    dx = dout.copy()
    dx[x < 0] = alpha * dx[x < 0]
    return dx


def no_leak(x, alpha):
    return np.maximum(x, 0), (x, alpha)


def leak_turned_up(x, alpha):
    return np.where(x > 0, x, -alpha * x), (x, alpha)


def own_alpha(x, alpha):
    return np.where(x > 0, x, 0.01 * x), (x, 0.01)


def alpha_itself_below(x, alpha):
    return np.where(x > 0, x, alpha), (x, alpha)


def floor_at_alpha(x, alpha):
    return np.maximum(x, alpha), (x, alpha)


def leaks_above(x, alpha):
    return np.where(x > 0, alpha * x, x), (x, alpha)


def everything_scaled(x, alpha):
    return alpha * x, (x, alpha)


def no_gradient_below(dout, cache):
    x, _alpha = cache
    return dout * (x > 0)


def own_alpha_in_backward(dout, cache):
    x, _ = cache
    return dout * np.where(x > 0, 1, 0.01)


def slope_of_one_below(dout, cache):
    return dout


def alpha_without_upstream(dout, cache):
    x, alpha = cache
    return np.where(x > 0, dout, alpha)


def slopes_only(dout, cache):
    x, alpha = cache
    return np.where(x > 0, 1.0, alpha)


def alpha_times_x_below(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha * x)


def slopes_by_dout(dout, cache):
    _x, alpha = cache
    return dout * np.where(dout > 0, 1, alpha)


def slopes_swapped(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, alpha, 1)


def leak_subtracted(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, -alpha)


LEAKY_RELU = Exercise(
    id="leaky-relu",
    title="Leaky ReLU",
    points=1,
    concepts=("activations",),
    stub=(leaky_relu_forward, leaky_relu_backward),
    reference=(larger_of_two, one_or_alpha),
    cases=leaky,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((by_two_masks, back_by_slope), (in_a_copy, back_in_a_copy)),
    mistakes=(
        Mistake((no_leak, None), "out is 0 where x is negative. It leaks: alpha * x there."),
        Mistake(
            (leak_turned_up, None), "Below 0 the curve goes up again: it is alpha * x, no minus."
        ),
        Mistake((own_alpha, None), "The slope is always 0.01; use the alpha that is given."),
        Mistake((alpha_itself_below, None), "Below 0 out is alpha itself; it should be alpha * x."),
        Mistake(
            (floor_at_alpha, None), "np.maximum(x, alpha) compares with alpha; with alpha * x."
        ),
        Mistake((leaks_above, None), "The two sides are swapped: alpha belongs to x < 0."),
        Mistake((everything_scaled, None), "alpha multiplies everything. Where x > 0, out is x."),
        Mistake(
            (None, no_gradient_below),
            "The gradient ends where x is negative, as in ReLU; it should leak: dout * alpha.",
        ),
        Mistake(
            (None, own_alpha_in_backward),
            "The slope below 0 is always 0.01 in the backward; put alpha into the cache.",
        ),
        Mistake((None, slope_of_one_below), "dout passes whole everywhere; below 0 times alpha."),
        Mistake(
            (None, alpha_without_upstream),
            "Below 0 dx is alpha, which is the local gradient. Times dout.",
        ),
        Mistake((None, slopes_only), "1 and alpha are the local gradients. Times dout."),
        Mistake(
            (None, alpha_times_x_below),
            "alpha * x is what goes out. Its derivative is alpha.",
        ),
        Mistake(
            (None, slopes_by_dout),
            "The sign of dout decides which side it is; it should be that of x.",
        ),
        Mistake((None, slopes_swapped), "The slopes are swapped: 1 where x > 0, alpha below."),
        Mistake((None, leak_subtracted), "Below 0 the slope is alpha, no minus."),
    ),
    hints=(
        "As ReLU, but below 0 the line has the slope alpha.",
        "np.where(x > 0, 1, alpha) is the slope at each number. The cache needs x and alpha.",
        "dx = dout * np.where(x > 0, 1, alpha).",
    ),
)

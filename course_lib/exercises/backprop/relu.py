"""ReLU: a gate that routes between x and 0."""

import numpy as np

from course_lib.checking import Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import bent


def relu_forward(x):
    raise NotImplementedError


def relu_backward(dout, cache):
    raise NotImplementedError


def keeps_what_is_positive(x):
    return np.maximum(x, 0), x


def passes_where_positive(dout, cache):
    return dout * (cache > 0)


def by_where(x):
    out = np.where(x > 0, x, 0)
    return out, {"out": out}


def back_by_where(dout, cache):
    return np.where(cache["out"] > 0, dout, 0)


def by_mask(x):
    mask = x > 0
    return x * mask, mask


def back_by_mask(dout, mask):
    dx = dout.copy()
    dx[~mask] = 0
    return dx


def x_absolute(x):
    return np.abs(x), x


def the_smaller(x):
    return np.minimum(x, 0), x


def cut_at_one(x):
    return np.clip(x, 0, 1), x


def as_it_is(x):
    return x, x


def zero_and_one(x):
    return (x > 0) * 1.0, x


def clips_x_in_place(x):
    x[x < 0] = 0
    return x, x


def mask_of_dout(dout, cache):
    return dout * (dout > 0)


def upstream_forgotten(dout, cache):
    return (cache > 0) * 1.0


def times_x(dout, cache):
    return dout * np.maximum(cache, 0)


def forward_again(dout, cache):
    return np.maximum(cache, 0)


def passes_everything(dout, cache):
    return dout


def passes_where_negative(dout, cache):
    return dout * (cache < 0)


def gradient_clipped(dout, cache):
    return np.maximum(dout, 0) * (cache > 0)


def sign_of_x(dout, cache):
    return dout * np.sign(cache)


def if_of_an_array(dout, cache):
    return dout if cache > 0 else 0


RELU = Exercise(
    id="relu",
    title="ReLU",
    points=2,
    concepts=("vector-gradients", "activations"),
    stub=(relu_forward, relu_backward),
    reference=(keeps_what_is_positive, passes_where_positive),
    cases=bent,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((by_where, back_by_where), (by_mask, back_by_mask)),
    mistakes=(
        Mistake((x_absolute, None), "Negative numbers become positive; they should become 0."),
        Mistake((the_smaller, None), "What is negative is kept and what is positive is lost."),
        Mistake((cut_at_one, None), "What is above 1 is cut off; ReLU has no upper end."),
        Mistake((as_it_is, None), "out is x itself: negative numbers become 0."),
        Mistake((zero_and_one, None), "out is the mask, 0 and 1. It is x where the mask is 1."),
        Mistake(
            (clips_x_in_place, None),
            "x itself is changed: `x[x < 0] = 0` writes into the caller's array. np.maximum(x, 0)"
            " makes a new one.",
        ),
        Mistake(
            (None, mask_of_dout),
            "The mask looks at dout. What passed depends on x: the gradient passes where x > 0.",
        ),
        Mistake(
            (None, upstream_forgotten),
            "1 where x > 0 is the local gradient. Multiply it by dout.",
        ),
        Mistake(
            (None, times_x),
            "dout is multiplied by x where x > 0. There the slope is 1: the mask alone.",
        ),
        Mistake(
            (None, forward_again),
            "dx is what went out forward. It is dout, where x > 0.",
        ),
        Mistake((None, passes_everything), "Everything passes; where x was negative dx is 0."),
        Mistake((None, passes_where_negative), "It passes where x < 0. It passes where x > 0."),
        Mistake(
            (None, gradient_clipped),
            "Negative gradients are cut off as well. A gradient may have either sign: only x"
            " decides.",
        ),
        Mistake((None, sign_of_x), "Where x is negative the slope is 0, not -1."),
        Mistake(
            (None, if_of_an_array),
            "An `if` needs one yes or no, and an array has many: multiply by the mask x > 0.",
        ),
    ),
    hints=(
        "Max routes. Between x and 0: where x won, the gradient passes; elsewhere it ends.",
        "x > 0 is a mask; True counts as 1 and False as 0.",
        "out = np.maximum(x, 0), with x as the cache; dx = dout * (x > 0).",
    ),
)

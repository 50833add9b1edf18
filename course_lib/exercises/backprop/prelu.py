"""PReLU: the slope below 0 is learnt, one a column."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients
from course_lib.exercises.backprop.inputs import pair


def prelu_forward(x, alpha):
    raise NotImplementedError


def prelu_backward(dout, cache):
    raise NotImplementedError


def columns(rng):
    """dout and x (N, C), alpha (C,): a slope a column, none of them alike."""

    def of(N, C):
        return *pair(rng, N, C), rng.uniform(0.05, 0.6, size=C)

    dout, x, alpha = of(6, 4)
    by_hand = (
        np.array([[3.0, 5.0], [2.0, -1.0], [7.0, 4.0]]),
        np.array([[-2.0, 1.0], [4.0, -3.0], [-1.0, -0.5]]),
    )
    above = np.abs(x)
    return (
        Case((*by_hand, np.array([0.1, 0.3])), "three examples, two columns"),
        Case(of(4, 3), "4 by 3"),
        Case(of(5, 7), "5 by 7"),
        Case(of(1, 4), "one example", "generality"),
        Case(of(6, 1), "one column", "generality"),
        Case((dout, above, alpha), "nothing below 0", "generality"),
        Case((dout[::2], x[::2], alpha), "views of every second example", "generality"),
        Case(tuple(a.astype(np.float32) for a in of(5, 3)), "float32", "generality"),
    )


# Right ways.


def learnt_slope(x, alpha):
    return np.where(x > 0, x, alpha * x), (x, alpha)


def slope_and_its_gradient(dout, cache):
    x, alpha = cache
    dx = dout * np.where(x > 0, 1, alpha)
    dalpha = np.sum(dout * np.minimum(x, 0), axis=0)
    return dx, dalpha


def by_two_parts(x, alpha):
    above, below = np.maximum(x, 0), np.minimum(x, 0)
    return above + alpha * below, (above, below, alpha)


def back_by_two_parts(dout, cache):
    above, below, alpha = cache
    return dout * (above > 0) + dout * alpha * (below < 0), (dout * below).sum(axis=0)


def by_loops(x, alpha):
    out = x.copy()
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            if x[n, c] < 0:
                out[n, c] = alpha[c] * x[n, c]
    return out, (x, alpha)


def back_by_loops(dout, cache):
    x, alpha = cache
    dx, dalpha = np.zeros(x.shape), np.zeros(alpha.shape)
    for n in range(x.shape[0]):
        for c in range(x.shape[1]):
            if x[n, c] > 0:
                dx[n, c] = dout[n, c]
            else:
                dx[n, c] = dout[n, c] * alpha[c]
                dalpha[c] += dout[n, c] * x[n, c]
    return dx, dalpha


# Wrong ones.


def one_slope_for_all(x, alpha):
    return np.where(x > 0, x, alpha[0] * x), (x, alpha)


def mean_slope_for_all(x, alpha):
    return np.where(x > 0, x, alpha.mean() * x), (x, alpha)


def relu_below(x, alpha):
    return np.maximum(x, 0), (x, alpha)


def dalpha_not_summed(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), dout * np.minimum(x, 0)


def dalpha_over_everything(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * np.minimum(x, 0))


def dalpha_over_columns(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * np.minimum(x, 0), axis=1)


def dalpha_as_a_row(dout, cache):
    x, alpha = cache
    dalpha = np.sum(dout * np.minimum(x, 0), axis=0, keepdims=True)
    return dout * np.where(x > 0, 1, alpha), dalpha


def dalpha_averaged(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.mean(dout * np.minimum(x, 0), axis=0)


def dalpha_where_positive_too(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * x, axis=0)


def dalpha_where_positive(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * np.maximum(x, 0), axis=0)


def dalpha_without_upstream(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(np.minimum(x, 0), axis=0)


def dalpha_without_x(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * (x < 0), axis=0)


def dalpha_times_alpha(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.sum(dout * alpha * np.minimum(x, 0), axis=0)


def dalpha_turned_round(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), -np.sum(dout * np.minimum(x, 0), axis=0)


def slope_not_learnt(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha), np.zeros(alpha.shape)


def dalpha_left_out(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha)


def dalpha_first(dout, cache):
    x, alpha = cache
    return np.sum(dout * np.minimum(x, 0), axis=0), dout * np.where(x > 0, 1, alpha)


def dx_as_relu(dout, cache):
    x, _alpha = cache
    return dout * (x > 0), np.sum(dout * np.minimum(x, 0), axis=0)


def dx_whole(dout, cache):
    x, _alpha = cache
    return dout, np.sum(dout * np.minimum(x, 0), axis=0)


def dx_slopes_swapped(dout, cache):
    x, alpha = cache
    return dout * np.where(x > 0, alpha, 1), np.sum(dout * np.minimum(x, 0), axis=0)


def dx_without_upstream(dout, cache):
    x, alpha = cache
    return np.where(x > 0, 1, alpha), np.sum(dout * np.minimum(x, 0), axis=0)


COPIED = "alpha[c] serves all N examples of its column: a copy gate, so its gradients add up over"

PRELU = Exercise(
    id="prelu",
    title="PReLU, whose slopes are learnt",
    points=3,
    concepts=("activations", "vector-gradients"),
    stub=(prelu_forward, prelu_backward),
    reference=(learnt_slope, slope_and_its_gradient),
    cases=columns,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dalpha"),
    alternatives=((by_two_parts, back_by_two_parts), (by_loops, back_by_loops)),
    mistakes=(
        Mistake((one_slope_for_all, None), "Every column has its own slope, not that of column 0."),
        Mistake((mean_slope_for_all, None), "Every column has its own slope, not the mean of all."),
        Mistake((relu_below, None), "out is 0 where x is negative; it should be alpha * x."),
        Mistake((None, dalpha_not_summed), f"dalpha is not summed. {COPIED} axis 0."),
        Mistake(
            (None, dalpha_over_everything),
            f"dalpha is one number, and there is one slope a column. {COPIED} axis 0 alone.",
        ),
        Mistake(
            (None, dalpha_over_columns), f"dalpha is summed over the columns. {COPIED} axis 0."
        ),
        Mistake(
            (None, dalpha_as_a_row), "dalpha is a table of one row; alpha is (C,). No keepdims."
        ),
        Mistake((None, dalpha_averaged), f"dalpha is a mean. {COPIED} axis 0: a sum."),
        Mistake(
            (None, dalpha_where_positive_too),
            "dalpha counts the examples with x > 0 as well; there alpha plays no part.",
        ),
        Mistake(
            (None, dalpha_where_positive),
            "dalpha counts where x > 0. alpha plays its part where x is negative.",
        ),
        Mistake((None, dalpha_without_upstream), "dalpha takes no notice of dout: dout times x."),
        Mistake(
            (None, dalpha_without_x),
            "Multiply switches: the derivative of alpha * x by alpha is x. dout * x, where x < 0.",
        ),
        Mistake(
            (None, dalpha_times_alpha),
            "The derivative of alpha * x by alpha is x alone; alpha is a factor too many.",
        ),
        Mistake(
            (None, dalpha_turned_round), "The sign of dalpha is turned round: x, not -x or |x|."
        ),
        Mistake((None, slope_not_learnt), "dalpha is 0: then no slope is ever learnt."),
        Mistake((None, dalpha_left_out), "dalpha is missing: return dx, dalpha."),
        Mistake((None, dalpha_first), "The order is dx, dalpha: that of the forward's arguments."),
        Mistake((None, dx_as_relu), "dx ends where x is negative, as in ReLU; there dout * alpha."),
        Mistake((None, dx_whole), "dx is dout everywhere; where x is negative it is dout * alpha."),
        Mistake((None, dx_slopes_swapped), "The slopes are swapped: 1 where x > 0, alpha below."),
        Mistake((None, dx_without_upstream), "1 and alpha are the local gradients. Times dout."),
    ),
    hints=(
        "dx is that of Leaky ReLU. New is dalpha: what does out do when alpha moves a little?",
        "Where x < 0, out is alpha * x, so its derivative by alpha is x. One alpha serves a whole"
        " column of x.",
        "dalpha = np.sum(dout * np.minimum(x, 0), axis=0).",
    ),
)

"""Maxout: the largest of each k neighbouring columns."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients


def maxout_forward(x, k):
    raise NotImplementedError


def maxout_backward(dout, cache):
    raise NotImplementedError


def groups(rng):
    """dout (N, G), x (N, G * k), k; N, G and k differ, and no two neighbours are near."""

    def of(N, G, k):
        ranks = rng.permuted(np.tile(np.arange(G * k), (N, 1)), axis=1)
        return rng.normal(size=(N, G)), (ranks - G * k / 2) * 0.4 + 0.1, k

    by_hand = np.array([[10.0, 20.0]]), np.array([[1.0, 4.0, 3.0, -2.0]])
    dout, x, k = of(5, 2, 4)
    small = of(4, 5, 2)
    return (
        Case((*by_hand, 2), "one example, two groups of two"),
        Case(of(3, 2, 4), "3 examples, 2 groups of 4"),
        Case(of(4, 5, 3), "4 examples, 5 groups of 3"),
        Case(of(6, 4, 2), "6 examples, 4 groups of 2"),
        Case((dout, -np.abs(x), k), "all negative", "generality"),
        Case(of(2, 1, 5), "a single group of 5", "generality"),
        Case(of(3, 4, 1), "k = 1: out is x", "generality"),
        Case((*(a.astype(np.float32) for a in small[:2]), 2), "float32", "generality"),
    )


# Right ways.


def largest_of_each(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.max(axis=2), (pieces.argmax(axis=2), x.shape)


def to_the_winners(dout, cache):
    winner, shape = cache
    N, G = winner.shape
    dx = np.zeros((N, G, shape[1] // G))
    dx[np.arange(N)[:, None], np.arange(G), winner] = dout
    return dx.reshape(shape)


def by_loops(x, k):
    N, G = len(x), x.shape[1] // k
    out = np.zeros((N, G))
    for n in range(N):
        for g in range(G):
            out[n, g] = max(x[n, g * k : (g + 1) * k])
    return out, (x, k)


def back_by_loops(dout, cache):
    x, k = cache
    dx = np.zeros(x.shape)
    for n in range(dout.shape[0]):
        for g in range(dout.shape[1]):
            dx[n, g * k + np.argmax(x[n, g * k : (g + 1) * k])] += dout[n, g]
    return dx


def by_strides(x, k):
    out = x[:, 0::k]
    for i in range(1, k):
        out = np.maximum(out, x[:, i::k])
    return out, (x, out, k)


def back_by_repeating(dout, cache):
    x, out, k = cache
    return np.repeat(dout, k, axis=1) * (x == np.repeat(out, k, axis=1))


# Wrong ones.


def far_apart(x, k):
    N, M = x.shape
    pieces = x.reshape(N, k, M // k)
    return pieces.max(axis=1), (x.reshape(N, M // k, k).argmax(axis=2), x.shape)


def smallest_of_each(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.min(axis=2), (pieces.argmin(axis=2), x.shape)


def mean_of_each(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.mean(axis=2), (pieces.argmax(axis=2), x.shape)


def sum_of_each(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.sum(axis=2), (pieces.argmax(axis=2), x.shape)


def first_of_each(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces[:, :, 0], (pieces.argmax(axis=2), x.shape)


def largest_by_size(x, k):
    N, M = x.shape
    pieces = np.abs(x).reshape(N, M // k, k)
    return pieces.max(axis=2), (pieces.argmax(axis=2), x.shape)


def largest_or_zero(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return np.maximum(pieces.max(axis=2), 0), (pieces.argmax(axis=2), x.shape)


def largest_of_all(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return x.max(axis=1), (pieces.argmax(axis=2), x.shape)


def which_one_won(x, k):
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.argmax(axis=2), (pieces.argmax(axis=2), x.shape)


def to_all_of_the_group(dout, cache):
    winner, shape = cache
    return np.repeat(dout, shape[1] // winner.shape[1], axis=1)


def shared_out(dout, cache):
    winner, shape = cache
    k = shape[1] // winner.shape[1]
    return np.repeat(dout, k, axis=1) / k


def to_the_first(dout, cache):
    winner, shape = cache
    dx = np.zeros(shape)
    dx[:, :: shape[1] // winner.shape[1]] = dout
    return dx


def ones_to_the_winners(dout, cache):
    winner, shape = cache
    N, G = winner.shape
    dx = np.zeros((N, G, shape[1] // G))
    dx[np.arange(N)[:, None], np.arange(G), winner] = 1
    return dx.reshape(shape)


def laid_out_wrong(dout, cache):
    winner, shape = cache
    N, G = winner.shape
    k = shape[1] // G
    dx = np.zeros((N, k, G))
    dx[np.arange(N)[:, None], winner, np.arange(G)] = dout
    return dx.reshape(shape)


def place_without_its_group(dout, cache):
    winner, shape = cache
    dx = np.zeros(shape)
    dx[np.arange(shape[0])[:, None], winner] = dout
    return dx


def place_in_the_group_of_groups(dout, cache):
    winner, shape = cache
    N, G = winner.shape
    dx = np.zeros((N, G, shape[1] // G))
    dx[np.arange(N)[:, None], np.arange(G), winner] = dout
    return dx


def to_the_losers(dout, cache):
    winner, shape = cache
    N, G = winner.shape
    dx = np.repeat(dout, shape[1] // G, axis=1).reshape(N, G, -1)
    dx[np.arange(N)[:, None], np.arange(G), winner] = 0
    return dx.reshape(shape)


def not_spread_out(dout, cache):
    return dout


MAXOUT = Exercise(
    id="maxout",
    title="Maxout",
    points=3,
    concepts=("activations", "vector-gradients"),
    stub=(maxout_forward, maxout_backward),
    reference=(largest_of_each, to_the_winners),
    cases=groups,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx"),
    alternatives=((by_loops, back_by_loops), (by_strides, back_by_repeating)),
    mistakes=(
        Mistake(
            (far_apart, None),
            "The groups are wrong: columns 0 to k - 1 belong together, then k to 2k - 1. That is"
            " x.reshape(N, M // k, k), and axis 2.",
        ),
        Mistake((smallest_of_each, None), "The smallest of each group is kept; the largest wins."),
        Mistake((mean_of_each, None), "out is the mean of each group; it should be the largest."),
        Mistake((sum_of_each, None), "out is the sum of each group; it should be the largest."),
        Mistake((first_of_each, None), "out is the first of each group; it should be the largest."),
        Mistake((largest_by_size, None), "The largest, not the one farthest from 0: no abs."),
        Mistake(
            (largest_or_zero, None),
            "Where all of a group are negative the largest of them is, too: no 0 takes part.",
        ),
        Mistake((largest_of_all, None), "One number an example: it is one number a group."),
        Mistake(
            (which_one_won, None),
            "out says which one won (argmax); it should be what it had (max).",
        ),
        Mistake(
            (None, to_all_of_the_group),
            "The whole group is given dout. Only the one that won moved the output: the others are"
            " given 0.",
        ),
        Mistake(
            (None, shared_out), "dout is shared out in the group. It goes to the winner alone."
        ),
        Mistake(
            (None, to_the_first),
            "The first of each group is given dout; it should go to the winner.",
        ),
        Mistake(
            (None, ones_to_the_winners), "The winner is given 1, the local gradient. Times dout."
        ),
        Mistake(
            (None, laid_out_wrong),
            "The groups come back in another layout: dx as (N, G, k), then reshaped to x.",
        ),
        Mistake(
            (None, place_without_its_group),
            "argmax counts within the group; column g * k + winner is where it stands in x.",
        ),
        Mistake(
            (None, place_in_the_group_of_groups),
            "dx has three axes. Give it the shape of x at the end: dx.reshape(x.shape).",
        ),
        Mistake((None, to_the_losers), "Those that lost are given dout, and the winner 0."),
        Mistake(
            (None, not_spread_out), "dx is dout as it came. It has the shape of x: k times as wide."
        ),
    ),
    hints=(
        "x.reshape(N, M // k, k) lays each group along an axis of its own.",
        "Max routes: dout goes where argmax points, 0 elsewhere.",
        "np.repeat(dout, k, axis=1) is as wide as x; multiply by the mask x =="
        " np.repeat(out, k, axis=1).",
    ),
)

"""The affine layer, forward and backward."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.checking.drives import forward_backward, own_gradients


def affine_forward(x, w, b):
    raise NotImplementedError


def affine_backward(dout, cache):
    raise NotImplementedError


def layers(rng):
    """dout (N, M), x (N, D), w (D, M), b (M,); N, D and M all differ."""

    def layer(N, D, M):
        return tuple(rng.normal(size=shape) for shape in ((N, M), (N, D), (D, M), (M,)))

    by_hand = (
        np.array([[1.0, -1.0], [2.0, 0.5], [0.0, 3.0]]),
        np.array([[2.0], [-1.0], [4.0]]),
        np.array([[3.0, -2.0]]),
        np.array([10.0, 20.0]),
    )
    dout, x, w, b = layer(6, 8, 3)
    return (
        Case(by_hand, "three examples, one feature, two outputs"),
        Case(layer(4, 3, 2), "N = 4, D = 3, M = 2"),
        Case(layer(5, 7, 6), "N = 5, D = 7, M = 6"),
        Case(layer(3, 2, 8), "N = 3, D = 2, M = 8"),
        Case(layer(1, 4, 3), "one example", "generality"),
        Case(layer(4, 6, 1), "one output", "generality"),
        Case((dout, x[:, ::2], w[::2], b), "views of every second feature", "generality"),
        Case(tuple(a.astype(np.float32) for a in layer(5, 3, 4)), "float32", "generality"),
    )


# Right ways.


def by_products(x, w, b):
    return x @ w + b, (x, w)


def back_by_products(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)


def one_number_at_a_time(x, w, b):
    out = np.zeros((x.shape[0], w.shape[1]))
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            out[n, m] = b[m]
            for d in range(x.shape[1]):
                out[n, m] += x[n, d] * w[d, m]
    return out, (x, w, b)


def back_one_number_at_a_time(dout, cache):
    x, w, b = cache
    dx, dw, db = np.zeros(x.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n in range(x.shape[0]):
        for m in range(w.shape[1]):
            db[m] += dout[n, m]
            for d in range(x.shape[1]):
                dx[n, d] += dout[n, m] * w[d, m]
                dw[d, m] += dout[n, m] * x[n, d]
    return dx, dw, db


def by_einsum(x, w, b):
    return np.einsum("nd,dm->nm", x, w) + b[None, :], {"x": x, "w": w}


def back_by_einsum(dout, cache):
    dx = np.einsum("nm,dm->nd", dout, cache["w"])
    dw = np.einsum("nd,nm->dm", cache["x"], dout)
    return dx, dw, np.ones(len(dout)) @ dout


# Wrong ones.


def no_bias(x, w, b):
    return x @ w, (x, w)


def bias_subtracted(x, w, b):
    return x @ w - b, (x, w)


def db_not_summed(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout


def db_as_a_row(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0, keepdims=True)


def db_over_the_wrong_axis(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=1)


def db_over_everything(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum()


def db_averaged(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.mean(axis=0)


def db_of_ones(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, np.ones(w.shape[1])


def db_counts_examples(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout, np.full(w.shape[1], float(len(x)))


def dw_averaged(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout / len(x), dout.sum(axis=0)


def dw_and_db_averaged(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ dout / len(x), dout.mean(axis=0)


def dw_turned(dout, cache):
    x, w = cache
    return dout @ w.T, dout.T @ x, dout.sum(axis=0)


def dw_without_upstream(dout, cache):
    x, w = cache
    return dout @ w.T, x.T @ np.ones(dout.shape), dout.sum(axis=0)


def dw_of_the_first_example(dout, cache):
    x, w = cache
    return dout @ w.T, np.outer(x[0], dout[0]), dout.sum(axis=0)


def dx_averaged(dout, cache):
    x, w = cache
    return dout @ w.T / len(x), x.T @ dout, dout.sum(axis=0)


def dx_without_upstream(dout, cache):
    x, w = cache
    return np.ones(dout.shape) @ w.T, x.T @ dout, dout.sum(axis=0)


def dx_is_w(dout, cache):
    x, w = cache
    return w, x.T @ dout, dout.sum(axis=0)


def w_not_turned(dout, cache):
    x, w = cache
    return dout @ w, x.T @ dout, dout.sum(axis=0)


def x_not_turned(dout, cache):
    x, w = cache
    return dout @ w.T, x @ dout, dout.sum(axis=0)


def multiplied_number_by_number(dout, cache):
    x, w = cache
    return dout * w.T, x.T * dout, dout.sum(axis=0)


def dw_first(dout, cache):
    x, w = cache
    return x.T @ dout, dout @ w.T, dout.sum(axis=0)


def dx_left_out(dout, cache):
    x, _w = cache
    return x.T @ dout, dout.sum(axis=0)


BIAS = "b was added to every row: it is copied N times, so its gradients add up over the rows,"
AVERAGED = (
    "is divided by N. The mean belongs to the loss, and is in dout already: a layer does not divide"
    " again."
)

AFFINE = Exercise(
    id="affine",
    title="The affine layer",
    points=3,
    concepts=("vector-gradients",),
    stub=(affine_forward, affine_backward),
    reference=(by_products, back_by_products),
    cases=layers,
    drive=forward_backward,
    own=own_gradients,
    may_change=("dout",),
    returns=("out", "dx", "dw", "db"),
    alternatives=(
        (one_number_at_a_time, back_one_number_at_a_time),
        (by_einsum, back_by_einsum),
    ),
    mistakes=(
        Mistake((no_bias, None), "The bias is missing in out: x @ w + b."),
        Mistake((bias_subtracted, None), "The bias is subtracted; it should be added."),
        Mistake((None, db_not_summed), f"db is not summed. {BIAS} dout.sum(axis=0)."),
        Mistake(
            (None, db_as_a_row),
            "db is a table of one row; b is (M,), so db is. Leave keepdims away: b -= lr * db would"
            " change the shape of b.",
        ),
        Mistake(
            (None, db_over_the_wrong_axis), f"db is summed over the wrong axis. {BIAS} axis=0."
        ),
        Mistake((None, db_over_everything), f"db is one number; b has M. {BIAS} axis=0."),
        Mistake((None, dw_and_db_averaged), f"dw and db: each {AVERAGED}"),
        Mistake((None, db_averaged), f"db {AVERAGED}"),
        Mistake((None, db_of_ones), f"db takes no notice of dout. {BIAS} dout.sum(axis=0)."),
        Mistake((None, db_counts_examples), f"db takes no notice of dout. {BIAS} axis=0."),
        Mistake((None, dw_averaged), f"dw {AVERAGED}"),
        Mistake((None, dw_turned), "dw is turned: it has the shape of w, (D, M). x.T @ dout has."),
        Mistake(
            (None, dw_without_upstream),
            "dw takes no notice of dout: local times upstream, x.T @ dout.",
        ),
        Mistake(
            (None, dw_of_the_first_example),
            "dw holds the first example only. w served all of them, so their gradients add up.",
        ),
        Mistake((None, dx_averaged), f"dx {AVERAGED}"),
        Mistake((None, dx_without_upstream), "dx takes no notice of dout: it is dout @ w.T."),
        Mistake((None, dx_is_w), "dx is w itself, the local gradient. Times upstream: dout @ w.T."),
        Mistake(
            (None, w_not_turned),
            "dx must have the shape of x, (N, D). dout is (N, M) and w is (D, M): which of them is"
            " to be turned? (If there is a w.T already, look at the order in which the cache is"
            " unpacked: it should be the one in which it was packed.)",
        ),
        Mistake(
            (None, x_not_turned),
            "dw must have the shape of w, (D, M). dout is (N, M) and x is (N, D): which of them is"
            " to be turned?",
        ),
        Mistake(
            (None, multiplied_number_by_number),
            "Forward is a matrix product, and so is backward: `@`, not `*`.",
        ),
        Mistake((None, dw_first), "The order is dx, dw, db: that of the arguments of the forward."),
        Mistake((None, dx_left_out), "dx is missing: the layer below needs it. dx, dw, db."),
    ),
    hints=(
        "Write the shapes down: dout (N, M), x (N, D), w (D, M). dx has the shape of x: which"
        " product of two of them has it?",
        "dw = x.T @ dout. b is added to each of the N rows: a copy gate, and copies add up.",
        "dx = dout @ w.T; dw = x.T @ dout; db = dout.sum(axis=0). Return them in this order.",
    ),
)

"""Max-norm, a lid on the weights of a class; and L2 as decay."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake
from course_lib.kernels import max_norm as lid


def max_norm(w, limit):
    raise NotImplementedError


def decayed_step(w, dw, lr, decay):
    raise NotImplementedError


def columns(rng):
    return (
        Case((np.array([[3.0, 0.3], [4.0, 0.4]]), 1.0), "a column of length 5, and one of 0.5"),
        Case((rng.normal(size=(4, 3)), 1.3), "4 by 3"),
        Case((rng.normal(size=(7, 5)) * [[0.1, 1, 3, 1, 0.2]], 2.0), "7 by 5, long and short"),
        Case((rng.normal(size=(2, 6)), 0.8), "2 by 6"),
        Case((rng.normal(size=(5, 2)) * 0.1, 4.0), "all short enough", "generality"),
        Case((rng.normal(size=(6, 1)), 0.5), "one column", "generality"),
        Case((rng.normal(size=(3, 4)).astype(np.float32), 0.9), "float32", "generality"),
        Case((np.array([[0.0, 3.0], [0.0, 4.0]]), 2.5), "a column of zeros", "generality"),
    )


def by_a_loop(w, limit):
    out = w.astype(float)
    for c in range(w.shape[1]):
        length = np.linalg.norm(w[:, c])
        if length > limit:
            out[:, c] = w[:, c] * limit / length
    return out


def by_where(w, limit):
    length = np.sqrt((w**2).sum(axis=0))
    return np.where(length > limit, w * (limit / np.where(length > 0, length, 1)), w)


def rows_for_units(w, limit):
    length = np.sqrt((w**2).sum(axis=1, keepdims=True))
    return w * (limit / np.maximum(length, limit))


def whole_matrix_at_once(w, limit):
    return w * (limit / max(np.sqrt((w**2).sum()), limit))


def short_ones_stretched(w, limit):
    return w * limit / np.maximum(np.sqrt((w**2).sum(axis=0)), 1e-12)


def each_weight_cut(w, limit):
    return np.clip(w, -limit, limit)


def length_not_rooted(w, limit):
    return w * (limit / np.maximum((w**2).sum(axis=0), limit))


def length_by_absolutes(w, limit):
    return w * (limit / np.maximum(np.abs(w).sum(axis=0), limit))


def made_length_one(w, limit):
    length = np.sqrt((w**2).sum(axis=0))
    return np.where(length > limit, w / np.maximum(length, 1e-12), w)


MAX_NORM = Exercise(
    id="max-norm",
    title="Max-norm",
    points=1,
    concepts=("l1-l2-elastic",),
    stub=max_norm,
    reference=lid,
    cases=columns,
    may_change=("w",),
    alternatives=(by_a_loop, by_where),
    mistakes=(
        Mistake(
            rows_for_units,
            "You shorten the rows; it should be the columns, for the weights of a class are a"
            " column: axis=0.",
        ),
        Mistake(
            whole_matrix_at_once,
            "Your length is that of the whole matrix; each column should have its own.",
        ),
        Mistake(
            short_ones_stretched,
            "You stretch columns that are short enough to the limit; they should stay as they are.",
        ),
        Mistake(
            each_weight_cut,
            "You cut each weight by itself, which turns the column; the whole column should"
            " be scaled.",
        ),
        Mistake(length_not_rooted, "Yours is the squared length: the root is missing."),
        Mistake(length_by_absolutes, "Yours is the L1 length; it should be the L2 length."),
        Mistake(
            made_length_one,
            "In yours long columns get the length 1; they should get the length `limit`.",
        ),
    ),
    hints=(
        "How long is each column? np.sqrt((w**2).sum(axis=0)) has one number a column.",
        "A column longer than the limit is multiplied by limit / length; the others by 1.",
    ),
)


def steps(rng):
    def step(*shape):
        return rng.normal(size=shape), rng.normal(size=shape)

    return (
        Case((np.array([10.0]), np.array([3.0]), 0.1, 0.2), "one weight"),
        Case((*step(3, 4), 0.3, 0.5), "3 by 4"),
        Case((*step(7, 2), 0.05, 2.0), "7 by 2"),
        Case((*step(5), 0.6, 0.4), "five weights"),
        Case((*step(2, 3), 0.2, 0.0), "no decay", "generality"),
        Case((*step(2, 3, 5), 0.7, 0.3), "three axes", "generality"),
    )


def shrunk_then_moved(w, dw, lr, decay):
    return (1 - lr * decay) * w - lr * dw


def by_l2(w, dw, lr, decay):
    return w - lr * (dw + decay * w)


def decay_without_rate(w, dw, lr, decay):
    return (1 - decay) * w - lr * dw


def shrunk_after_the_step(w, dw, lr, decay):
    return (1 - lr * decay) * (w - lr * dw)


def decay_added(w, dw, lr, decay):
    return (1 + lr * decay) * w - lr * dw


def no_decay(w, dw, lr, decay):
    return w - lr * dw


def gradient_decays_too(w, dw, lr, decay):
    return w - lr * dw - lr * decay * dw


def multiplied_by_the_decay(w, dw, lr, decay):
    return lr * decay * w - lr * dw


def climbs(w, dw, lr, decay):
    return (1 - lr * decay) * w + lr * dw


def half_the_decay(w, dw, lr, decay):
    return w - lr * (dw + 0.5 * decay * w)


def twice_the_decay(w, dw, lr, decay):
    return w - lr * (dw + 2 * decay * w)


DECAYED_STEP = Exercise(
    id="weight-decay",
    title="L2 as weight decay",
    points=1,
    concepts=("l1-l2-elastic",),
    stub=decayed_step,
    reference=shrunk_then_moved,
    cases=steps,
    may_change=("w",),
    alternatives=(by_l2,),
    mistakes=(
        Mistake(
            decay_without_rate,
            "Your factor is 1 - decay; it should be 1 - lr * decay. (The slope of the price"
            " is multiplied by lr, as every slope.)",
        ),
        Mistake(
            shrunk_after_the_step,
            "Your step shrinks too; both terms of the gradient should be taken at the old w.",
        ),
        Mistake(decay_added, "Your weights grow: the sign of the decay is turned round."),
        Mistake(no_decay, "The decay is missing."),
        Mistake(gradient_decays_too, "You multiply the gradient by the decay; it should be w."),
        Mistake(
            multiplied_by_the_decay, "You multiply w by lr * decay; it should be by 1 - lr * decay."
        ),
        Mistake(climbs, "Your step goes up the slope: subtract lr * dw."),
        Mistake(
            half_the_decay,
            "Yours decays by half. The price is 0.5 * decay * w**2: the 2 of the square cancels"
            " the half, so its slope should be decay * w.",
        ),
        Mistake(
            twice_the_decay,
            "Your decay counts twice. The price is 0.5 * decay * w**2, so its slope should be"
            " decay * w.",
        ),
    ),
    hints=(
        "The slope of 0.5 * decay * w**2 is decay * w. Write down the step for both slopes, then"
        " collect what stands beside w.",
        "w - lr * dw - lr * decay * w.",
    ),
)

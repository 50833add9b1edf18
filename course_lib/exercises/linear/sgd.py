"""An epoch of stochastic gradient descent, on any loss that is handed over."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def sgd_epoch(loss, w, x, y, lr, size, order):
    raise NotImplementedError


def with_a_loss(sgd_epoch, kind, w, x, y, *rest):
    """An epoch on one of two losses; each is a mean over what it is given."""

    def loss(w, x, y):
        scores = np.asarray(x, float) @ w
        if kind == "squares":
            off = scores - np.eye(w.shape[1])[y]
            return 0.5 * float((off**2).sum()) / len(x), x.T @ off / len(x)
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p = p / p.sum(axis=1, keepdims=True)
        off = p - np.eye(w.shape[1])[y]
        share = np.maximum(p[np.arange(len(y)), y], 1e-300)
        return float(-np.log(share).mean()), x.T @ off / len(x)

    return sgd_epoch(loss, w, x, y, *rest)


def epochs(rng):
    def epoch(kind, N, D, C, lr, size):
        w, x = rng.normal(size=(D, C)), rng.normal(size=(N, D))
        return kind, w, x, rng.integers(0, C, N), lr, size, rng.permutation(N)

    return (
        Case(epoch("squares", 4, 2, 3, 0.3, 2), "four examples, two at a time"),
        Case(epoch("softmax", 9, 4, 3, 0.5, 3), "9 examples, 3 at a time"),
        Case(epoch("squares", 11, 3, 5, 0.2, 4), "11 examples, 4 at a time: the last has 3"),
        Case(epoch("softmax", 7, 5, 2, 0.8, 1), "one at a time", "generality"),
        Case(epoch("squares", 6, 3, 4, 0.4, 6), "all at once", "generality"),
        Case(epoch("softmax", 5, 2, 4, 0.4, 50), "more at a time than there are", "generality"),
    )


def over_slices(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        dw = loss(w, x[batch], y[batch])[1]
        w = w - lr * dw
    return w


def over_shuffled_copies(loss, w, x, y, lr, size, order):
    x, y, w = x[order], y[order], w.copy()
    i = 0
    while i < len(x):
        _, grad = loss(w, x[i : i + size], y[i : i + size])
        w -= lr * grad
        i += size
    return w


def over_splits(loss, w, x, y, lr, size, order):
    for piece in np.split(order, range(size, len(order), size)):
        w = w - loss(w, x[piece], y[piece])[1] * lr
    return w


def order_ignored(loss, w, x, y, lr, size, order):
    for start in range(0, len(x), size):
        w = w - lr * loss(w, x[start : start + size], y[start : start + size])[1]
    return w


def gradients_at_the_first_w(loss, w, x, y, lr, size, order):
    out = w
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        out = out - lr * loss(w, x[batch], y[batch])[1]
    return out


def one_step_only(loss, w, x, y, lr, size, order):
    batch = order[:size]
    return w - lr * loss(w, x[batch], y[batch])[1]


def one_full_batch(loss, w, x, y, lr, size, order):
    return w - lr * loss(w, x, y)[1]


def goes_up(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        w = w + lr * loss(w, x[batch], y[batch])[1]
    return w


def rest_left_out(loss, w, x, y, lr, size, order):
    size = min(size, len(order))
    for k in range(len(order) // size):
        batch = order[k * size : (k + 1) * size]
        w = w - lr * loss(w, x[batch], y[batch])[1]
    return w


def divided_by_the_size_again(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        w = w - lr * loss(w, x[batch], y[batch])[1] / len(batch)
    return w


def labels_in_the_old_order(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        w = w - lr * loss(w, x[batch], y[start : start + size])[1]
    return w


def loss_for_gradient(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        w = w - lr * loss(w, x[batch], y[batch])[0]
    return w


def rate_left_out(loss, w, x, y, lr, size, order):
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        w = w - loss(w, x[batch], y[batch])[1]
    return w


SGD_EPOCH = Exercise(
    id="sgd-epoch",
    title="An epoch of SGD",
    points=2,
    concepts=("sgd-minibatch",),
    stub=sgd_epoch,
    reference=over_slices,
    cases=epochs,
    drive=with_a_loss,
    may_change=("w",),
    alternatives=(over_shuffled_copies, over_splits),
    mistakes=(
        Mistake(
            order_ignored, "You take the examples as they lie; it should be in the given order."
        ),
        Mistake(
            gradients_at_the_first_w,
            "You take all gradients at the w of the start. Each step moves w, and the next"
            " gradient should be taken there.",
        ),
        Mistake(one_step_only, "You use only the first minibatch; go over all of them."),
        Mistake(
            one_full_batch,
            "Yours is one step with all examples; it should be `size` of them at a time.",
        ),
        Mistake(goes_up, "Your steps go up the slope: subtract lr * dw."),
        Mistake(
            rest_left_out,
            "When size does not divide N, you leave out the last examples; they should make a"
            " smaller minibatch.",
        ),
        Mistake(
            divided_by_the_size_again,
            "You divide dw by the size of the minibatch once more; the loss is a mean"
            " already, so dw should stay as it is.",
        ),
        Mistake(
            slip(over_slices, "divided_by_size", ("lr * dw", "lr * dw / size")),
            "You divide dw by `size` once more; the loss is a mean already, so the step should"
            " be lr * dw.",
        ),
        Mistake(
            slip(
                over_slices,
                "stops_before_the_last",
                ("range(0, len(order), size)", "range(0, len(order) - size, size)"),
            ),
            "Your loop stops before the last minibatch: it should be range(0, len(order), size)."
            " A slice that goes beyond the end is simply shorter.",
        ),
        Mistake(
            labels_in_the_old_order,
            "You take x in the new order and y in the old one: use the same indices for both.",
        ),
        Mistake(
            loss_for_gradient,
            "You step by the loss; loss returns (loss, dw), and it should be the second.",
        ),
        Mistake(rate_left_out, "The rate is missing: w - lr * dw."),
    ),
    hints=(
        "order says which examples come when: order[0 : size] is the first minibatch.",
        "For each minibatch: dw at the w of now, on x[batch] and y[batch]; then a step.",
        "w = w - lr * loss(w, x[batch], y[batch])[1], for batch = order[start : start + size].",
    ),
)

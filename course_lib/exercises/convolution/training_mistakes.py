"""Wrong training loops."""

from functools import partial
from itertools import combinations

import numpy as np

from course_lib.checking import Mistake, slip
from course_lib.exercises.convolution.lenet_ways import batch_after_batch, layer_by_layer

STARTS = "range(0, len(x), batch)"
STEP = "params[name] -= lr * grads[name]"

loop = partial(slip, batch_after_batch)


def dealt_otherwise(case, got, want):
    """A sign: an epoch with the rows in another order, where there are few orders to try."""
    params, x, y, lr, batch, epochs = case.args
    if batch >= len(x):
        return None if _close(got, want) else False
    if epochs > 1 or len(x) > 6:
        return None
    return any(_close(got, end) for end in _ends(params, x, y, lr, batch))


def _ends(params, x, y, lr, batch):
    """The params after an epoch, for every way to deal the rows into batches."""
    if len(x) == 0:
        yield params
        return
    for rows in combinations(range(len(x)), min(batch, len(x))):
        dealt = np.isin(np.arange(len(x)), rows)
        grads = layer_by_layer(params, x[dealt], y[dealt])[1]
        moved = {name: w - lr * grads[name] for name, w in params.items()}
        yield from _ends(moved, x[~dealt], y[~dealt], lr, batch)


def _close(one, two):
    return all(np.allclose(one[name], two[name], rtol=1e-3, atol=1e-5) for name in two)


TRAINING_MISTAKES = (
    Mistake(
        (None, loop("uphill", ("-=", "+="))), "Your weights go uphill. It should be w - lr * dw."
    ),
    Mistake(
        (None, loop("nothing_moves", (STEP, "_ = params[name] - lr * grads[name]"))),
        "Your params come back as they went in: the new ones are not stored.",
    ),
    Mistake(
        (None, loop("last_batch_left_out", (STARTS, "range(0, len(x) - batch + 1, batch)"))),
        "You leave the last batch out when it is not full. It should be taken as it is, smaller.",
    ),
    Mistake(
        (None, loop("first_batch_left_out", (STARTS, "range(batch, len(x), batch)"))),
        "You leave out the first batch. It should begin with row 0.",
    ),
    Mistake(
        (
            None,
            loop(
                "one_batch_for_all",
                ("x[start : start + batch], y[start : start + batch]", "x[:batch], y[:batch]"),
            ),
        ),
        "Each of your steps takes the first batch. The rows should go on from start.",
    ),
    Mistake(
        (
            None,
            loop(
                "one_step_an_epoch",
                (
                    "    for _ in range",
                    """    batch = len(x)
    for _ in range""",
                ),
            ),
        ),
        "You take one step an epoch, with all rows. It should be a step for each batch.",
    ),
    Mistake(
        (
            None,
            loop(
                "labels_not_cut", ("y[start : start + batch]", "y[: len(x[start : start + batch])]")
            ),
        ),
        "Your labels are always the first ones. They should be those of the same rows as "
        "the images.",
    ),
    Mistake(
        (None, loop("one_epoch", ("range(epochs)", "range(1)"))),
        "Your weights have gone through the rows once, or begin anew each time. It should "
        "be `epochs` times, one after the other.",
    ),
    Mistake(
        (None, loop("one_epoch_too_many", ("range(epochs)", "range(epochs + 1)"))),
        "You go through the rows once too often: range(epochs) already has `epochs` turns.",
    ),
    Mistake(
        (None, loop("divided_by_the_batch", (STEP, "params[name] -= lr * grads[name] / batch"))),
        "You divide the gradient by the batch. The loss is a mean already, so it should be "
        "lr * dw.",
    ),
    Mistake(
        (None, loop("multiplied_by_the_batch", (STEP, "params[name] -= lr * grads[name] * batch"))),
        "You multiply the gradient by the batch. The loss is a mean already, so it should "
        "be lr * dw.",
    ),
    Mistake(
        (None, loop("rate_left_out", (STEP, "params[name] -= grads[name]"))),
        "Your rate is left out. It should be w - lr * dw.",
    ),
    Mistake(
        (
            None,
            loop(
                "weights_only",
                ("for name in params:", 'for name in (n for n in params if n[0] == "w"):'),
            ),
        ),
        "Your biases do not move. Every array of params should.",
    ),
    Mistake(
        (
            None,
            loop(
                "biases_only",
                ("for name in params:", 'for name in (n for n in params if n[0] == "b"):'),
            ),
        ),
        "Only your biases move. Every array of params should.",
    ),
    Mistake(
        (
            None,
            loop(
                "updated_after_the_epoch",
                (
                    "        for start",
                    """        new = dict(params)
        for start""",
                ),
                (
                    STEP,
                    """new[name] = new[name] - lr * grads[name]
        params = new""",
                ),
            ),
        ),
        "Your weights change at the end of an epoch. They should change after every batch.",
    ),
    Mistake(
        (
            None,
            loop(
                "momentum_unasked",
                (
                    "    for _ in",
                    """    v = dict.fromkeys(params, 0)
    for _ in""",
                ),
                (
                    STEP,
                    """v[name] = 0.9 * v[name] + grads[name]
                params[name] -= lr * v[name]""",
                ),
            ),
        ),
        "Yours has momentum. It should be plain descent: w - lr * dw.",
    ),
    Mistake(
        (None, loop("from_last_to_first", (STARTS, "reversed(range(0, len(x), batch))"))),
        "Your batches come in the other order. The rows should be taken as they stand.",
    ),
    Mistake(
        (
            None,
            loop(
                "rows_shuffled",
                (
                    "    for _ in range(epochs):",
                    """    rng = np.random.default_rng(0)
    for _ in range(epochs):
        order = rng.permutation(len(x))
        x, y = x[order], y[order]""",
                ),
            ),
        ),
        "Your batches hold the rows in another order, as if shuffled. They should be taken as they "
        "stand: x[start : start + batch].",
        sign=dealt_otherwise,
    ),
)

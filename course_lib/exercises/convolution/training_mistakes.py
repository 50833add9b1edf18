"""Wrong training loops."""

from course_lib.checking import Mistake


def uphill(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] + lr * grads[name]
    return params


def nothing_moves(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                _ = params[name] - lr * grads[name]
    return params


def last_batch_left_out(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x) - batch + 1, batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def first_batch_left_out(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(batch, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def one_batch_for_all(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for _start in range(0, len(x), batch):
            _, grads = loss(params, x[:batch], y[:batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def one_step_an_epoch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        _, grads = loss(params, x, y)
        for name in params:
            params[name] = params[name] - lr * grads[name]
    return params


def labels_not_cut(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[: len(x[start : start + batch])])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def one_epoch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(1):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def one_epoch_too_many(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs + 1):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


def divided_by_the_batch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name] / batch
    return params


def multiplied_by_the_batch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name] * batch
    return params


def rate_left_out(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - grads[name]
    return params


def weights_only(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in (n for n in params if n[0] == "w"):
                params[name] = params[name] - lr * grads[name]
    return params


def biases_only(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in (n for n in params if n[0] == "b"):
                params[name] = params[name] - lr * grads[name]
    return params


def updated_after_the_epoch(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        new = dict(params)
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                new[name] = new[name] - lr * grads[name]
        params = new
    return params


def momentum_unasked(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    v = dict.fromkeys(params, 0)
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                v[name] = 0.9 * v[name] + grads[name]
                params[name] = params[name] - lr * v[name]
    return params


def from_last_to_first(loss, params, x, y, lr, batch, epochs):
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in reversed(range(0, len(x), batch)):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] = params[name] - lr * grads[name]
    return params


TRAINING_MISTAKES = (
    Mistake((None, uphill), "Your weights go uphill. It should be w - lr * dw."),
    Mistake(
        (None, nothing_moves), "Your params come back as they went in: the new ones are not stored."
    ),
    Mistake(
        (None, last_batch_left_out),
        "You leave the last batch out when it is not full. It should be taken as it is, smaller.",
    ),
    Mistake(
        (None, first_batch_left_out), "You leave out the first batch. It should begin with row 0."
    ),
    Mistake(
        (None, one_batch_for_all),
        "Each of your steps takes the first batch. The rows should go on from start.",
    ),
    Mistake(
        (None, one_step_an_epoch),
        "You take one step an epoch, with all rows. It should be a step for each batch.",
    ),
    Mistake(
        (None, labels_not_cut),
        "Your labels are always the first ones. They should be those of the same rows as "
        "the images.",
    ),
    Mistake(
        (None, one_epoch),
        "Your weights have gone through the rows once, or begin anew each time. It should "
        "be `epochs` times, one after the other.",
    ),
    Mistake(
        (None, one_epoch_too_many),
        "You go through the rows once too often: range(epochs) already has `epochs` turns.",
    ),
    Mistake(
        (None, divided_by_the_batch),
        "You divide the gradient by the batch. The loss is a mean already, so it should be "
        "lr * dw.",
    ),
    Mistake(
        (None, multiplied_by_the_batch),
        "You multiply the gradient by the batch. The loss is a mean already, so it should "
        "be lr * dw.",
    ),
    Mistake((None, rate_left_out), "Your rate is left out. It should be w - lr * dw."),
    Mistake((None, weights_only), "Your biases do not move. Every array of params should."),
    Mistake((None, biases_only), "Only your biases move. Every array of params should."),
    Mistake(
        (None, updated_after_the_epoch),
        "Your weights change at the end of an epoch. They should change after every batch.",
    ),
    Mistake(
        (None, momentum_unasked), "Yours has momentum. It should be plain descent: w - lr * dw."
    ),
    Mistake(
        (None, from_last_to_first),
        "Your batches come in the other order. The rows should be taken as they stand.",
    ),
)

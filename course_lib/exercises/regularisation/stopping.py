"""Early stopping: give up where dev error no longer falls, and go back to the best weights."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def early_stopping(train_epoch, dev_error, w, epochs, patience):
    raise NotImplementedError


def along_a_curve(stopping, errors, epochs, patience):
    """Training that follows a curve of dev errors: the weights given back, the epochs trained."""
    w, trained = np.array([0.0, 1.0, 3.0]), [0]

    def train_epoch(w):
        trained[0] += 1
        room = trained[0] <= len(errors)
        assert room, (
            f"train_epoch was called {trained[0]} times; at most {epochs} epochs are asked."
        )
        w += np.array([1.0, 0.5, -1.0])

    def dev_error(w):
        begun = w[0] >= 1
        assert begun, "dev_error was asked about weights that train_epoch has not trained yet."
        return float(errors[int(w[0]) - 1])

    best = stopping(train_epoch, dev_error, w, epochs, patience)
    assert best is not None, "Nothing came back; expected the best weights."
    is_array = isinstance(best, np.ndarray) and best.shape == w.shape
    assert is_array, f"Expected the best weights, an array of shape {w.shape}."
    return best.copy(), trained[0]


def curves(rng):
    turns = np.array([0.9, 0.6, 0.5, 0.55, 0.6, 0.7, 0.8, 0.9])
    bumps = np.array([0.9, 0.5, 0.6, 0.55, 0.4, 0.45, 0.42, 0.6, 0.7, 0.3, 0.2, 0.2])
    level = np.array([0.8, 0.4, 0.4, 0.4, 0.5, 0.6, 0.7, 0.7, 0.7])
    falls = np.array([0.9, 0.8, 0.5, 0.4, 0.35, 0.3])
    rises = np.array([0.2, 0.3, 0.4, 0.5, 0.6, 0.7])
    late = np.array([0.9, 0.7, 0.75, 0.71, 0.6, 0.65, 0.63, 0.5, 0.55, 0.58, 0.6, 0.7])
    noisy = np.abs(np.linspace(-1, 1.4, 31)) + rng.uniform(0, 0.3, 31)
    return (
        Case((turns, 8, 2), "error turns after epoch 3; patience 2"),
        Case((bumps, 12, 3), "a bump first, and later a minimum that comes too late; patience 3"),
        Case((late, 12, 3), "each new best comes after two worse epochs; patience 3"),
        Case((noisy, 31, 4), "a noisy curve; patience 4"),
        Case((level, 9, 3), "equally good epochs: the first of them is the best", "generality"),
        Case((falls, 6, 2), "error falls to the end: all epochs are trained", "generality"),
        Case((rises, 6, 4), "the first epoch is the best", "generality"),
        Case((turns[:5], 5, 1), "patience 1", "generality"),
    )


def copy_of_the_best(train_epoch, dev_error, w, epochs, patience):
    best, lowest, waited = w.copy(), np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        error = dev_error(w)
        if error < lowest:
            best, lowest, waited = w.copy(), error, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best


def by_lists(train_epoch, dev_error, w, epochs, patience):
    errors, weights = [], []
    while len(errors) < epochs:
        train_epoch(w)
        errors.append(dev_error(w))
        weights.append(np.array(w))
        if len(errors) - 1 - int(np.argmin(errors)) >= patience:
            break
    return weights[int(np.argmin(errors))]


def restored_in_place(train_epoch, dev_error, w, epochs, patience):
    best_epoch, best_error, best_w = -1, None, None
    for epoch in range(epochs):
        train_epoch(w)
        error = dev_error(w)
        if best_error is None or error < best_error:
            best_epoch, best_error, best_w = epoch, error, [*w]
        elif epoch - best_epoch >= patience:
            break
    w[:] = best_w
    return w


# Wrong ones.


def compared_with_the_last(train_epoch, dev_error, w, epochs, patience):
    best, lowest, last, waited = w.copy(), np.inf, np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        error = dev_error(w)
        waited = 0 if error < last else waited + 1
        if error < lowest:
            best, lowest = w.copy(), error
        last = error
        if waited == patience:
            break
    return best


EARLY_STOPPING = Exercise(
    id="early-stopping",
    title="Early stopping",
    points=2,
    concepts=("early-stopping",),
    stub=early_stopping,
    reference=copy_of_the_best,
    cases=curves,
    drive=along_a_curve,
    returns=("w", "the number of epochs trained"),
    alternatives=(by_lists, restored_in_place),
    mistakes=(
        Mistake(
            slip(
                copy_of_the_best,
                "best_not_copied",
                ("w.copy(), np.inf, 0", "w, np.inf, 0"),
                ("w.copy(), error, 0", "w, error, 0"),
            ),
            "Your best weights are the last ones. `best = w` keeps no copy: train_epoch goes on"
            " changing the same array. It should be w.copy().",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "never_stops",
                (
                    """        if waited == patience:
            break
""",
                    "",
                ),
            ),
            "Yours trains all the epochs. It should stop when there was no new best for `patience`"
            " epochs.",
        ),
        Mistake(
            slip(copy_of_the_best, "stops_at_the_first_rise", ("waited += 1", "break")),
            "Yours stops as soon as the error is not lower. It should wait `patience` epochs for a"
            " new best.",
        ),
        Mistake(
            compared_with_the_last,
            "You count epochs that are worse than the one before; you should count those since the"
            " best one.",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "count_never_reset",
                ("best, lowest, waited = w.copy(), error, 0", "best, lowest = w.copy(), error"),
            ),
            "Your count is never set back. It should begin anew at each new best.",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "one_epoch_too_patient",
                ("waited == patience", "waited > patience"),
            ),
            "Yours waits an epoch too long: it should stop after `patience` epochs without a new"
            " best, not patience + 1.",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "one_epoch_too_impatient",
                ("waited == patience", "waited >= patience - 1 and waited"),
            ),
            "Yours stops an epoch too early: it should wait `patience` epochs, not patience - 1.",
        ),
        Mistake(
            slip(copy_of_the_best, "last_of_equals", ("error < lowest", "error <= lowest")),
            "Yours takes an epoch that is only as good for a new best. It should be better: <.",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "highest_for_lowest",
                ("w.copy(), np.inf, 0", "w.copy(), -np.inf, 0"),
                ("error < lowest", "error > lowest"),
            ),
            "You look for the highest dev error; it should be the lowest.",
        ),
        Mistake(
            slip(
                copy_of_the_best,
                "lowest_never_updated",
                ("best, lowest, waited = w.copy(), error, 0", "best, waited = w.copy(), 0"),
            ),
            "Your lowest error stays what it was at the start, so every epoch is a new best. It"
            " should be set to the new one.",
        ),
    ),
    hints=(
        "Three things to remember: the best weights, their error, how many epochs ago that was.",
        "train_epoch(w) changes w itself. What does `best = w` hold after the next epoch?",
        "A new best: keep w.copy() and the error, set the count to 0. Else add 1 to it, and stop"
        " when it reaches patience.",
    ),
)

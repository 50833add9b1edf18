"""One run, many nets: copies along the way, and an average of all weights."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def snapshots(train_epoch, w, epochs, every):
    raise NotImplementedError


def polyak_average(path, rho):
    raise NotImplementedError


def a_run(snapshots, moves, every):
    """The copies that were taken of weights that training goes on changing."""
    w, trained = np.zeros(moves.shape[1]), [0]

    def train_epoch(w):
        trained[0] += 1
        room = trained[0] <= len(moves)
        assert room, f"train_epoch was called {trained[0]} times; there are {len(moves)} epochs."
        w += moves[trained[0] - 1]

    came = snapshots(train_epoch, w, len(moves), every)
    assert came is not None, "Nothing came back; expected the copies. Is the `return` missing?"
    kept = [np.asarray(copy) for copy in came]
    assert kept, "No copy came back."
    are_weights = all(copy.shape == w.shape for copy in kept)
    assert are_weights, f"Each copy must have the shape of w, {w.shape}."
    assert trained[0] == len(moves), f"Trained: {trained[0]} epochs; expected {len(moves)}."
    return np.array(kept)


def runs(rng):
    return (
        Case((rng.normal(size=(4, 3)), 2), "4 epochs, a copy every 2"),
        Case((rng.normal(size=(9, 2)), 3), "9 epochs, a copy every 3"),
        Case((rng.normal(size=(5, 4)), 1), "5 epochs, a copy after each"),
        Case((rng.normal(size=(11, 4)), 4), "11 epochs, a copy every 4", "generality"),
        Case((rng.normal(size=(6, 5)), 6), "6 epochs, one copy at the end", "generality"),
    )


def counted_from_one(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch(w)
        if epoch % every == 0:
            kept.append(w.copy())
    return kept


def in_rounds(train_epoch, w, epochs, every):
    kept = np.zeros((epochs // every, len(w)))
    for row in kept:
        for _ in range(every):
            train_epoch(w)
        row[:] = w
    for _ in range(epochs % every):
        train_epoch(w)
    return kept


def snapshots_not_copied(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch(w)
        if epoch % every == 0:
            kept.append(w)
    return kept


def counted_from_zero(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(epochs):
        train_epoch(w)
        if epoch % every == 0:
            kept.append(w.copy())
    return kept


def copied_before_training(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(epochs):
        if epoch % every == 0:
            kept.append(w.copy())
        train_epoch(w)
    return kept


def every_epoch_kept(train_epoch, w, epochs, every):
    kept = []
    for _ in range(epochs):
        train_epoch(w)
        kept.append(w.copy())
    return kept


def last_one_only(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch(w)
        if epoch % every == 0:
            kept = [w.copy()]
    return kept


def averaged_into_one(train_epoch, w, epochs, every):
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch(w)
        if epoch % every == 0:
            kept.append(w.copy())
    return [np.mean(kept, axis=0)]


SNAPSHOTS = Exercise(
    id="snapshots",
    title="Snapshots of one run",
    points=1,
    concepts=("ensembles",),
    stub=snapshots,
    reference=counted_from_one,
    cases=runs,
    drive=a_run,
    alternatives=(in_rounds,),
    mistakes=(
        Mistake(
            snapshots_not_copied,
            "All your snapshots are the last weights. A list of w keeps no copies: train_epoch"
            " goes on changing the same array. It should be w.copy().",
        ),
        Mistake(
            counted_from_zero,
            "You count epochs from 0, so the first copy comes after a single one. It should come"
            " after `every` of them: (epoch + 1) % every.",
        ),
        Mistake(
            copied_before_training,
            "You copy before you train, so the first copy has learnt nothing. It should be the"
            " other way round.",
        ),
        Mistake(every_epoch_kept, "You copy after each epoch; it should be every `every` epochs."),
        Mistake(last_one_only, "Only your last copy is left; all of them should be in the list."),
        Mistake(
            averaged_into_one,
            "You average the copies into one. They should come back each for itself: they are to"
            " vote, and what is averaged then are their probabilities.",
        ),
    ),
    hints=(
        "Train an epoch; then ask whether its number is divisible by `every`.",
        "for epoch in range(1, epochs + 1): train_epoch(w); if epoch % every == 0: ...",
        "kept.append(w.copy())",
    ),
)


# The average of all weights along a run.


def paths(rng):
    float32 = rng.normal(size=(9, 3)).astype(np.float32)
    return (
        Case((np.array([[4.0, 0.0], [8.0, 2.0], [0.0, 6.0]]), 0.5), "3 steps, rho 0.5"),
        Case((rng.normal(size=(7, 3)), 0.8), "7 steps, rho 0.8"),
        Case((rng.normal(size=(400, 2)).cumsum(axis=0), 0.995), "400 steps, rho 0.995"),
        Case((rng.normal(size=(5, 2, 3)), 0.9), "weights that are a matrix", "generality"),
        Case((rng.normal(size=(1, 4)), 0.7), "a single step", "generality"),
        Case((float32, 0.6), "float32", "generality"),
    )


def from_the_first(path, rho):
    average = path[0].copy()
    for w in path[1:]:
        average = rho * average + (1 - rho) * w
    return average


def closer_by_a_share(path, rho):
    average = np.array(path[0], dtype=float)
    for t in range(len(path)):
        average += (1 - rho) * (path[t] - average)
    return average


def as_one_sum(path, rho):
    T = len(path)
    shares = (1 - rho) * rho ** np.arange(T - 1, -1, -1.0)
    shares[0] = rho ** (T - 1)
    return np.tensordot(shares, path, axes=1)


def from_nothing(path, rho):
    average = np.zeros(path[0].shape)
    for w in path:
        average = rho * average + (1 - rho) * w
    return average


def from_nothing_corrected(path, rho):
    average = np.zeros(path[0].shape)
    for w in path:
        average = rho * average + (1 - rho) * w
    return average / (1 - rho ** len(path))


def polyak_shares_swapped(path, rho):
    average = path[0].copy()
    for w in path[1:]:
        average = (1 - rho) * average + rho * w
    return average


def plain_mean(path, rho):
    return path.mean(axis=0)


def last_weights(path, rho):
    return path[-1].copy()


def rho_written_down(path, rho):
    average = path[0].copy()
    for w in path[1:]:
        average = 0.995 * average + 0.005 * w
    return average


def all_averages(path, rho):
    averages = [path[0]]
    for w in path[1:]:
        averages.append(rho * averages[-1] + (1 - rho) * w)
    return np.array(averages)


def one_minus_left_out(path, rho):
    average = path[0].copy()
    for w in path[1:]:
        average = rho * average + w
    return average


def last_step_left_out(path, rho):
    average = path[0].copy()
    for t in range(1, len(path) - 1):
        average = rho * average + (1 - rho) * path[t]
    return average


def path_changed(path, rho):
    average = path[0]
    for w in path[1:]:
        average *= rho
        average += (1 - rho) * w
    return average


POLYAK_AVERAGE = Exercise(
    id="polyak-average",
    title="Polyak's average",
    points=1,
    concepts=("ensembles",),
    stub=polyak_average,
    reference=from_the_first,
    cases=paths,
    alternatives=(closer_by_a_share, as_one_sum),
    mistakes=(
        Mistake(
            from_nothing,
            "Your average begins at 0, and with rho = 0.995 it remembers that for hundreds of"
            " steps. It should begin at the first weights.",
        ),
        Mistake(
            from_nothing_corrected,
            "Yours begins at 0 and is corrected, as in Adam. That is a sound average too; the one"
            " asked for should begin at the first weights.",
        ),
        Mistake(
            polyak_shares_swapped,
            "Your shares are swapped: the average should keep rho of itself and take 1 - rho of"
            " the new weights.",
        ),
        Mistake(
            plain_mean,
            "Yours is the plain mean of all weights, the first ones included that had learnt"
            " nothing. Old ones should fade, by rho at every step.",
        ),
        Mistake(last_weights, "Yours are the last weights; it should be their average."),
        Mistake(
            rho_written_down,
            "Your average always keeps 0.995 of itself; it should keep the rho that is given.",
        ),
        Mistake(
            all_averages,
            "You return the average after every step; it should be the last one alone.",
        ),
        Mistake(one_minus_left_out, "You add the whole of w; it should be 1 - rho of it."),
        Mistake(last_step_left_out, "The last weights of the path are left out in yours."),
        Mistake(
            path_changed,
            "`average = path[0]` makes no copy: what you add to it is written into the path.",
        ),
    ),
    hints=(
        "It is the running average of assignment 04. Where does it begin?",
        "average = path[0].copy(), then a loop over path[1:].",
        "average = rho * average + (1 - rho) * w",
    ),
)

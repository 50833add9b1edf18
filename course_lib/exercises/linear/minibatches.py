"""Minibatches: an epoch cut into pieces, at random."""

import numpy as np

from course_lib.checking import Case, Exercise, Measured, Mistake, slip


def minibatches(x, y, size, rng):
    raise NotImplementedError


def as_batches(minibatches, x, y, size, rng):
    """Every batch as [x, y], whatever they came in; x carries the number of each example."""
    came = minibatches(x, y, size, rng)
    assert came is not None, "Nothing came back; expected a list of pairs. Is the `return` missing?"
    batches = list(came)
    for batch in batches:
        is_pair = isinstance(batch, tuple | list) and len(batch) == 2
        assert is_pair, "Each minibatch must be a pair, (x, y)."
        in_step = len(batch[0]) == len(batch[1])
        assert in_step, "The x and the y of a minibatch must have as many rows."
    return [(np.asarray(a), np.asarray(b)) for a, b in batches]


def sets(rng):
    """Row i of x holds i, and y is made from it: whoever mixes them up is seen."""

    def numbered(N, size):
        rows = np.arange(N)
        x = np.stack([rows + 0.25, -rows, rows**2], axis=1).astype(float)
        return x, (7 * rows) % 10, size, np.random.default_rng(rng.integers(2**32))

    return (
        Case(numbered(24, 8), "24 examples, 8 at a time"),
        Case(numbered(60, 16), "60 examples, 16 at a time: the last has fewer"),
        Case(numbered(41, 10), "41 examples, 10 at a time"),
        Case(numbered(30, 30), "all at once", "generality"),
        Case(numbered(30, 100), "more at a time than there are", "generality"),
        Case(numbered(25, 1), "one at a time", "generality"),
    )


def is_epoch(args, got):
    """What a list of minibatches must be, whatever the order that was drawn."""
    x, _y, size, _rng = args
    N, size = len(x), min(size, len(x))
    rows = np.concatenate([np.ravel(a[:, 1]) for a, _ in got]) if got else np.zeros(0)
    seen = -rows.astype(int)
    labels = np.concatenate([np.ravel(b) for _, b in got]) if got else np.zeros(0)
    paired = np.mean(labels == (7 * seen) % 10) if len(seen) else 0
    moved = np.mean(seen[: len(seen)] != np.arange(len(seen))) if len(seen) else 0
    return {
        "the number of minibatches": Measured(len(got), -(-N // size), 0),
        "the examples seen in all": Measured(len(seen), N, 0),
        "the examples seen at least once": Measured(len(set(seen.tolist())), N, 0),
        "the share of examples with their own label": Measured(paired, 1, 0),
        "the largest minibatch": Measured(max((len(b) for _, b in got), default=0), size, 0),
        "the share of examples that are not where they were": Measured(moved, 1, 0.5),
    }


def by_permutation(x, y, size, rng):
    order = rng.permutation(len(x))
    return [(x[order[i : i + size]], y[order[i : i + size]]) for i in range(0, len(x), size)]


def by_yielding(x, y, size, rng):
    order = np.arange(x.shape[0])
    rng.shuffle(order)
    start = 0
    while start < len(order):
        picks = order[start : start + size]
        yield x[picks], y[picks]
        start += size


def by_shuffled_copies(x, y, size, rng):
    order = rng.permutation(len(y))
    x, y = x[order], y[order]
    cuts = np.arange(size, len(x), size)
    return list(zip(np.split(x, cuts), np.split(y, cuts), strict=True))


def not_shuffled(x, y, size, rng):
    return [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]


def labels_shuffled_apart(x, y, size, rng):
    x, y = x[rng.permutation(len(x))], y[rng.permutation(len(y))]
    return [(x[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]


def labels_not_shuffled(x, y, size, rng):
    shuffled = x[rng.permutation(len(x))]
    return [(shuffled[i : i + size], y[i : i + size]) for i in range(0, len(x), size)]


def last_ones_dropped(x, y, size, rng):
    order = rng.permutation(len(x))
    size = min(size, len(x))
    picks = [order[i * size : (i + 1) * size] for i in range(len(x) // size)]
    return [(x[p], y[p]) for p in picks]


def drawn_with_replacement(x, y, size, rng):
    size = min(size, len(x))
    picks = [rng.integers(0, len(x), size) for _ in range(0, len(x), size)]
    picks[-1] = picks[-1][: len(x) - size * (len(picks) - 1)]
    return [(x[p], y[p]) for p in picks]


def a_single_minibatch(x, y, size, rng):
    picks = rng.permutation(len(x))[:size]
    return [(x[picks], y[picks])]


def size_for_number(x, y, size, rng):
    order = rng.permutation(len(x))
    return [(x[p], y[p]) for p in np.array_split(order, min(size, len(x)))]


def sizes_evened_out(x, y, size, rng):
    order = rng.permutation(len(x))
    return [(x[p], y[p]) for p in np.array_split(order, -(-len(x) // size) + 1) if len(p)]


def overlapping(x, y, size, rng):
    order = rng.permutation(len(x))
    return [(x[order[i : i + size]], y[order[i : i + size]]) for i in range(len(x))]


MINIBATCHES = Exercise(
    id="minibatches",
    title="Cut an epoch into minibatches",
    points=2,
    concepts=("sgd-minibatch",),
    stub=minibatches,
    reference=by_permutation,
    cases=sets,
    drive=as_batches,
    measure=is_epoch,
    alternatives=(by_yielding, by_shuffled_copies),
    mistakes=(
        Mistake(
            not_shuffled,
            "The examples come in the order given. Shuffle first: data are often sorted, and then a"
            " minibatch holds one class only.",
        ),
        Mistake(
            labels_shuffled_apart,
            "You shuffle x and y by two different permutations: the labels no longer belong"
            " to their examples. Draw one order, and use it for both.",
        ),
        Mistake(labels_not_shuffled, "You shuffle x, and not y: use the same order for both."),
        Mistake(
            last_ones_dropped,
            "When size does not divide N, you drop the last examples; they should make a"
            " smaller minibatch.",
        ),
        Mistake(
            slip(
                by_permutation,
                "stops_before_the_last",
                ("range(0, len(x), size)", "range(0, len(x) - size, size)"),
            ),
            "Your loop stops before the last minibatch: it should be range(0, len(x), size). A"
            " slice that goes beyond the end is simply shorter.",
        ),
        Mistake(
            drawn_with_replacement,
            "You draw each minibatch anew, so some examples come twice and others never. In"
            " an epoch each should come once: cut one permutation into pieces.",
        ),
        Mistake(
            a_single_minibatch,
            "Only one minibatch came back; an epoch should go over all examples.",
        ),
        Mistake(
            size_for_number,
            "You take `size` for the number of minibatches; it should be the number of"
            " examples in each.",
        ),
        Mistake(sizes_evened_out, "There is one minibatch too many: fill each but the last."),
        Mistake(overlapping, "Your minibatches overlap: step by size, range(0, N, size)."),
    ),
    hints=(
        "rng.permutation(N) is every number from 0 to N - 1 once, in a random order.",
        "Cut it into pieces: order[i : i + size] for i = 0, size, 2 * size, ... A slice that goes"
        " beyond the end is simply shorter.",
        "The pair of a piece is (x[piece], y[piece]): one order for both.",
    ),
)

"""The four gates: what each does with the gradient that comes from above."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def add_gate(dout, a, b):
    raise NotImplementedError


def multiply_gate(dout, a, b):
    raise NotImplementedError


def max_gate(dout, a, b):
    raise NotImplementedError


def copy_gate(douts):
    raise NotImplementedError


def through_the_gates(add, multiply, maximum, copy, dout, a, b, douts):
    """What comes out of all four, in order."""
    from copy import deepcopy

    parts = []
    for gate in (add, multiply, maximum):
        back = gate(dout, a, b)
        is_pair = type(back) in (tuple, list, np.ndarray) and len(back) == 2
        assert is_pair, f"`{gate.__name__}` must return two things, da and db."
        parts += list(deepcopy(back))
    return (*parts, copy(douts))


def numbers(rng):
    """The larger one is now a and now b; none is 1, 0 or another's double."""

    def drawn(first, n):
        a, b = rng.uniform(1.2, 1.9) * first, rng.uniform(2.1, 3.4) * -first
        return float(rng.uniform(3.5, 5)), float(a), float(b), rng.normal(size=n)

    return (
        Case((2.0, 3.0, -4.0, np.array([1.0, 5.0])), "a = 3, b = -4, two copies"),
        Case(drawn(-1, 3), "b is the larger, three copies"),
        Case(drawn(1, 4), "a is the larger, four copies"),
        Case((-1.5, -0.7, -0.2, np.array([2.0, -3.5, 0.25])), "all negative"),
        Case((2.5, 0.0, -3.0, rng.normal(size=1)), "a is 0, a single copy", "generality"),
        Case((0.0, 4.0, 6.0, rng.normal(size=5)), "nothing comes from above", "generality"),
    )


# Right gates.


def distributes(dout, a, b):
    return dout, dout


def switches(dout, a, b):
    return dout * b, dout * a


def routes(dout, a, b):
    return (dout, 0.0) if a >= b else (0.0, dout)


def adds_up(douts):
    return np.sum(douts)


def both_the_same(dout, a, b):
    return [1.0 * dout, 1.0 * dout]


def the_other_one(dout, a, b):
    da = b * dout
    db = a * dout
    return da, db


def by_masks(dout, a, b):
    return np.array([dout * (a > b), dout * (a <= b)])


def one_by_one(douts):
    dx = 0.0
    for dout in douts:
        dx += dout
    return dx


# Wrong ones.


def add_scales(dout, a, b):
    return dout * a, dout * b


def add_switches(dout, a, b):
    return dout * b, dout * a


def add_shares_out(dout, a, b):
    return dout / 2, dout / 2


def add_gives_ones(dout, a, b):
    return 1.0, 1.0


def add_gives_the_sum(dout, a, b):
    return dout * (a + b), dout * (a + b)


def multiply_does_not_switch(dout, a, b):
    return dout * a, dout * b


def multiply_drops_the_upstream(dout, a, b):
    return b, a


def multiply_distributes(dout, a, b):
    return dout, dout


def multiply_gives_the_product(dout, a, b):
    return dout * a * b, dout * a * b


def max_to_both(dout, a, b):
    return dout, dout


def max_to_the_smaller(dout, a, b):
    return (0.0, dout) if a >= b else (dout, 0.0)


def max_hands_on_the_number(dout, a, b):
    return (dout * a, 0.0) if a >= b else (0.0, dout * b)


def max_hands_on_a(dout, a, b):
    return (dout * a, 0.0) if a >= b else (0.0, dout)


def max_drops_the_upstream(dout, a, b):
    return (1.0, 0.0) if a >= b else (0.0, 1.0)


def max_passes_what_is_positive(dout, a, b):
    return dout * (a > 0), dout * (b > 0)


def max_always_to_a(dout, a, b):
    return dout, 0.0


def max_by_size_alone(dout, a, b):
    return (dout, 0.0) if abs(a) >= abs(b) else (0.0, dout)


def copy_takes_the_mean(douts):
    return np.mean(douts)


def copy_keeps_the_last(douts):
    dx = 0.0
    for dout in douts:
        dx = dout
    return dx


def copy_keeps_the_first(douts):
    return douts[0]


def copy_multiplies(douts):
    return np.prod(douts)


def copy_takes_the_largest(douts):
    return np.max(douts)


def copy_hands_them_all_on(douts):
    return douts


def _wrong(gate, code, message):
    return Mistake(tuple(code if i == gate else None for i in range(4)), message)


ADD, MULTIPLY, MAX, COPY = range(4)

GATES = Exercise(
    id="gates",
    title="Four gates, backwards",
    points=4,
    concepts=("gates",),
    stub=(add_gate, multiply_gate, max_gate, copy_gate),
    reference=(distributes, switches, routes, adds_up),
    cases=numbers,
    drive=through_the_gates,
    returns=(
        "da of add",
        "db of add",
        "da of multiply",
        "db of multiply",
        "da of max",
        "db of max",
        "dx of copy",
    ),
    alternatives=((both_the_same, the_other_one, by_masks, one_by_one),),
    mistakes=(
        _wrong(ADD, add_scales, "a + b moves by 1 when a does, whatever a is: da is dout itself."),
        _wrong(ADD, add_switches, "That is multiplication. Add hands dout on as it is, to both."),
        _wrong(
            ADD, add_shares_out, "Add does not halve: a + b moves by 1 when a does, so da is dout."
        ),
        _wrong(
            ADD,
            add_gives_ones,
            "1 is the local gradient of add. It is multiplied by what comes from above: dout.",
        ),
        _wrong(
            ADD,
            add_gives_the_sum,
            "dout is multiplied by a + b, what add gives forward. Its local gradient is 1.",
        ),
        _wrong(
            MULTIPLY,
            multiply_does_not_switch,
            "Multiply switches: a * b moves by b when a moves by 1, so da = dout * b.",
        ),
        _wrong(
            MULTIPLY,
            multiply_drops_the_upstream,
            "These are the local gradients of multiply. Each is multiplied by dout.",
        ),
        _wrong(
            MULTIPLY,
            multiply_distributes,
            "Multiply hands dout on as add does. It also switches: da = dout * b.",
        ),
        _wrong(
            MULTIPLY,
            multiply_gives_the_product,
            "dout is multiplied by a * b, what multiply gives forward. The local gradient for a is"
            " b alone.",
        ),
        _wrong(
            MAX,
            max_to_both,
            "Max routes: only the larger one moved the output, so only it is given dout. The other"
            " is given 0.",
        ),
        _wrong(MAX, max_to_the_smaller, "The gradient goes to the smaller one. The larger won."),
        _wrong(
            MAX,
            max_hands_on_the_number,
            "dout is multiplied by the number that won. The local gradient of the winner is 1.",
        ),
        _wrong(
            MAX,
            max_hands_on_a,
            "Where a wins, yours is dout * a; it should be dout, as it is where b wins. The local"
            " gradient of the winner is 1.",
        ),
        _wrong(
            MAX,
            max_drops_the_upstream,
            "1 for the winner is the local gradient of max. It is multiplied by dout.",
        ),
        _wrong(
            MAX,
            max_passes_what_is_positive,
            "That is ReLU, which compares with 0. Max compares a with b.",
        ),
        _wrong(MAX, max_always_to_a, "a is given everything, even where b is larger."),
        _wrong(MAX, max_by_size_alone, "The larger one wins, not the one farther from 0: no abs."),
        _wrong(
            COPY,
            copy_takes_the_mean,
            "The gradients of the copies are averaged. x moves all its copies, so they add up.",
        ),
        _wrong(
            COPY,
            copy_keeps_the_last,
            "Only the gradient of the last copy is left: `=` where `+=` is needed.",
        ),
        _wrong(
            COPY, copy_keeps_the_first, "Only the first copy counts. The gradients of all add up."
        ),
        _wrong(
            COPY,
            copy_multiplies,
            "The gradients of the copies are multiplied; they should be added up.",
        ),
        _wrong(
            COPY,
            copy_takes_the_largest,
            "Only the largest gradient is kept. Those of all copies add up.",
        ),
        _wrong(
            COPY,
            copy_hands_them_all_on,
            "One number went in, so one gradient goes back: the sum over the copies.",
        ),
    ),
    hints=(
        "Move a by a little. By how much does the output move? That is the local gradient.",
        "Local gradient times upstream: add has 1 and 1, multiply has b and a, max has 1 for the"
        " larger and 0 for the other.",
        "A copied number moves every copy: sum(douts).",
    ),
)

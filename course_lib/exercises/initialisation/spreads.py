"""How initialisers are tried: two draws from one generator, and what is measured in them."""

import numpy as np

from course_lib.checking import Case, Measured

DRAWS = ("w", "the second w")


def two_draws(init, *args):
    """Call it twice, with one and the same generator."""
    draws = []
    for _ in range(2):
        before = np.random.get_state()  # noqa: NPY002
        w = init(*args)
        after = np.random.get_state()  # noqa: NPY002
        unused = before[2:] == after[2:] and np.array_equal(before[1], after[1])
        assert unused, "It draws from np.random; the same start could not be had again."
        assert w is not None, "Nothing came back: is the `return` missing?"
        is_array = isinstance(w, np.ndarray)
        assert is_array, f"What came back is no array: its type is {type(w).__name__}."
        draws.append(w.copy())
    return tuple(draws)


def shapes(rng):
    """Affine and conv layers large enough to measure; fan_in and fan_out are far apart."""

    def layer(*shape):
        return shape, np.random.default_rng(rng.integers(2**32))

    return (
        Case(layer(60, 140), "an affine layer, 60 inputs and 140 units"),
        Case(layer(120, 40), "an affine layer, 120 inputs and 40 units"),
        Case(layer(24, 8, 5, 3), "a conv layer, 24 filters over 8 channels, 5 by 3", "generality"),
        Case(layer(6, 40, 3, 3), "a conv layer, 6 filters over 40 channels", "generality"),
        Case(layer(1500, 1), "a single unit", "generality"),
        Case(layer(1, 1500), "a single input", "generality"),
    )


def layers(rng):
    """As `shapes`, of affine layers, the two sizes as two arguments."""
    cases = [c for c in shapes(rng) if len(c.args[0]) == 2]
    return tuple(Case((*c.args[0], c.args[1]), c.about, c.stage) for c in cases)


def fans(args):
    """fan_in and fan_out of the shape among the arguments of a case."""
    shape = args[0] if isinstance(args[0], tuple) else args[:2]
    if len(shape) == 2:
        return shape
    F, C, *K = shape
    return C * int(np.prod(K)), F * int(np.prod(K))


def moments(std):
    """A measure: mean, spread and freshness of draws whose deviation should be `std(*fans)`."""

    def measure(args, got):
        first, second = (np.asarray(w, float) for w in got)
        want, n = std(*fans(args)), first.size
        return {
            "the standard deviation of w": Measured(first.std(), want, room(want, n)),
            "the mean of w": Measured(first.mean(), 0, 5 * want / n**0.5),
            "the share of numbers in w that occur once": Measured(once(first), 1, 0.1),
            "the share of numbers that a second draw repeats": Measured(
                float((first == second).mean()), 0, 0.1
            ),
        }

    return measure


def once(w):
    """The share of numbers that stand in it only once."""
    return float((np.unique(w, return_counts=True)[1] == 1).sum() / w.size)


def room(std, n):
    """Five times what the deviation of n normal numbers is off by."""
    return 5 * std / (2 * n) ** 0.5


def spreads(*stds):
    """A sign: numbers about 0, all different, of one of these `std(fan_in, fan_out, shape)`."""

    def sign(case, got, want):
        w, right = (np.asarray(v["w"], float) for v in (got, want))
        args = case.args
        shape = args[0] if isinstance(args[0], tuple) else args[:2]
        found = [std(*fans(args), shape) for std in stds]
        expected = min(found, key=lambda one: abs(w.std() - one))
        near = abs(w.std() - expected) <= room(expected, w.size)
        fresh = once(w) > 0.9 and abs(w.mean()) <= 6 * w.std() / w.size**0.5
        if not near or not fresh or not different(got):
            return False
        return None if abs(right.std() - expected) <= 2 * room(expected, w.size) else True

    return sign


def fixed(*deviations):
    """A sign in words: one of these deviations, whatever the shape."""

    def sign(case, got, want):
        w = np.asarray(got["w"], float)
        if abs(w.mean()) > 6 * w.std() / w.size**0.5 or not different(got):
            return False
        found = [std for std in deviations if abs(w.std() - std) <= room(std, w.size)]
        return bool(found) and f"Your numbers have a deviation of {found[0]:g}, for any shape.{WHY}"

    return sign


WHY = (
    " A unit adds up fan_in products: with more inputs its sum varies more, so its weights should"
    " be smaller."
)


def different(got):
    """Whether the second draw is another one."""
    return not np.array_equal(got["w"], got["the second w"])


def repeated(case, got, want):
    """A sign: both draws are the same, and not constant."""
    return bool(not different(got) and np.ptp(got["w"]) > 0)


def zeros(case, got, want):
    """A sign: 0 throughout."""
    return not np.any(got["w"])


def constant(case, got, want):
    """A sign: one number throughout, but 0."""
    return bool(np.ptp(got["w"]) == 0 and np.all(got["w"]))


def copied(case, got, want):
    """A sign: rows or columns of one array, repeated."""
    w = np.asarray(got["w"])
    if w.size == max(w.shape):
        return None  # a single row or column is no copy
    flat = w.reshape(len(w), -1)
    rows = (flat == flat[:1]).all()
    columns = (w.reshape(-1, w.shape[-1]) == w.reshape(-1, w.shape[-1])[:, :1]).all()
    return bool((rows or columns) and np.ptp(w) > 0)


def lopsided(case, got, want):
    """A sign: all numbers on one side of 0."""
    w = np.asarray(got["w"])
    return bool(different(got) and ((w >= 0).all() or (w <= 0).all()) and np.ptp(w) > 0)

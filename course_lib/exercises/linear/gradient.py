"""The numerical gradient: the ruler that every formula is held to."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake, slip


def numerical_gradient(f, x, h):
    raise NotImplementedError


def on_a_function(numerical_gradient, kind, x, h):
    """The gradient of one of three functions at x; each looks at the numbers in order."""
    weights = np.cos(np.arange(x.size) + 1.0)

    def f(x):
        assert isinstance(x, np.ndarray), "f must be given an array of the shape of x."
        flat = np.asarray(x, float).ravel()
        assert flat.size == weights.size, "f must be given an array of the shape of x."
        if kind == "cube":
            return float((flat**3).sum())
        if kind == "product":
            return float((weights * flat).sum() * np.exp(0.2 * flat[0]))
        return float((np.sin(weights * flat) * (1 + np.abs(flat[-1]))).sum())

    return numerical_gradient(f, x, h)


def places(rng):
    """h large enough for one-sided and central to differ, and as small as it is used."""

    def at(*shape):
        return rng.uniform(0.5, 1.5, size=shape) * rng.choice([-1, 1], size=shape)

    return (
        Case(("cube", np.array([2.0]), 0.1), "f(x) = x³ at 2, h = 0.1"),
        Case(("product", at(3), 0.05), "three numbers, h = 0.05"),
        Case(("cube", at(2, 3), 0.01), "2 by 3, h = 0.01"),
        Case(("waves", at(4, 2), 0.02), "4 by 2, h = 0.02"),
        Case(("product", at(5, 3), 1e-5), "5 by 3, h = 0.00001"),
        Case(("waves", at(2, 3, 2), 0.03), "three axes", "generality"),
        Case(("cube", at(4, 6)[:, ::2], 0.02), "a view of every second column", "generality"),
    )


def central(f, x, h):
    slope = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        old = x[i]
        x[i] = old + h
        above = f(x)
        x[i] = old - h
        below = f(x)
        x[i] = old
        slope[i] = (above - below) / (2 * h)
    return slope


def with_copies(f, x, h):
    slope = np.empty(x.shape)
    for i in np.ndindex(*x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h
        down[i] -= h
        slope[i] = (f(up) - f(down)) / (2 * h)
    return slope


def by_nditer(f, x, h):
    grad = np.zeros(x.shape)
    it = np.nditer(x, flags=["multi_index"])
    while not it.finished:
        step = np.zeros(x.shape)
        step[it.multi_index] = h
        grad[it.multi_index] = (f(x + step) - f(x - step)) / h / 2
        it.iternext()
    return grad


def by_unit_steps(f, x, h):
    steps = h * np.eye(x.size).reshape(-1, *x.shape)
    return np.array([f(x + s) - f(x - s) for s in steps]).reshape(x.shape) / (2 * h)


def one_sided(f, x, h):
    slope = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up = x.copy()
        up[i] += h
        slope[i] = (f(up) - f(x)) / h
    return slope


def from_the_left(f, x, h):
    slope = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        down = x.copy()
        down[i] -= h
        slope[i] = (f(x) - f(down)) / h
    return slope


def half_steps(f, x, h):
    slope = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += h / 2
        down[i] -= h / 2
        slope[i] = (f(up) - f(down)) / (2 * h)
    return slope


def never_put_back(f, x, h):
    x, slope = x.copy(), np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        x[i] += h
        above = f(x)
        x[i] -= 2 * h
        slope[i] = (above - f(x)) / (2 * h)
    return slope


def all_moved_at_once(f, x, h):
    return np.full(x.shape, (f(x + h) - f(x - h)) / (2 * h))


def own_step_size(f, x, h):
    slope = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[i] += 1e-5
        down[i] -= 1e-5
        slope[i] = (f(up) - f(down)) / 2e-5
    return slope


NUMERICAL_GRADIENT = Exercise(
    id="numerical-gradient",
    title="The numerical gradient",
    points=3,
    concepts=("numeric-gradient",),
    stub=numerical_gradient,
    reference=central,
    cases=places,
    drive=on_a_function,
    may_change=("x",),
    rtol=1e-6,
    alternatives=(with_copies, by_nditer, by_unit_steps),
    mistakes=(
        Mistake(
            one_sided,
            "Yours is the one-sided difference, (f(x + h) - f(x)) / h: its error falls only"
            " like h. It should be the central one, which goes as far to either side.",
        ),
        Mistake(
            from_the_left,
            "Yours is the one-sided difference, from the left. It should be the central one,"
            " which goes as far to either side.",
        ),
        Mistake(
            slip(
                with_copies,
                "divided_by_h",
                ("(f(up) - f(down)) / (2 * h)", "(f(up) - f(down)) / h"),
            ),
            "You divide by h; from x - h to x + h it is 2h, so it should be 2 * h.",
        ),
        Mistake(
            slip(
                with_copies,
                "multiplied_by_h",
                ("(f(up) - f(down)) / (2 * h)", "(f(up) - f(down)) / 2 * h"),
            ),
            "Your `/ 2 * h` divides by 2 and then multiplies by h; it should have brackets: /"
            " (2 * h).",
        ),
        Mistake(half_steps, "You step h / 2 to either side, which is h in all: then divide by h."),
        Mistake(
            never_put_back,
            "In yours each number stays moved when the next one is measured: put it back first.",
        ),
        Mistake(
            all_moved_at_once,
            "You move all numbers at once: move one, and leave the others where they are.",
        ),
        Mistake(own_step_size, "Yours has a step of its own; it should be the h that is given."),
        Mistake(
            slip(with_copies, "up_and_down_are_one_array", ("x.copy(), x.copy()", "x, x")),
            "All of yours are 0: nothing is stored, or f(up) - f(down) is 0. After `up = x` and"
            " `down = x` both are one array, x itself, moved up and down again: each should be"
            " x.copy().",
        ),
        Mistake(
            slip(with_copies, "below_minus_above", ("f(up) - f(down)", "f(down) - f(up)")),
            "Your sign is turned round; it should be above less below.",
        ),
        Mistake(
            slip(with_copies, "first_axis_only", ("np.ndindex(*x.shape)", "range(x.shape[0])")),
            "You move a whole row at a time: go through all numbers, np.ndindex(x.shape).",
        ),
    ),
    hints=(
        "For each number of x: move it up by h and ask f; move it down by h and ask f.",
        "for i in np.ndindex(x.shape): x[i] is one number, whatever the shape. Keep its old value"
        " and put it back.",
        "slope[i] = (f(up) - f(down)) / (2 * h).",
    ),
)

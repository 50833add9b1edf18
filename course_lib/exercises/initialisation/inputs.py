"""What normalisations are tried on: small spreads, so that eps counts; scales and shifts."""

import numpy as np

from course_lib.checking import Case


def table(rng, N, D):
    """x (N, D): every column has its own mean, and a variance that eps is not small beside."""
    return rng.normal(size=(N, D)) * rng.uniform(0.2, 0.8, D) + rng.uniform(-2, 2, D)


def scale_and_shift(rng, D):
    """gamma and beta (D,): gamma of both signs, nowhere near 0 or 1; beta not near 0."""
    gamma = rng.uniform(1.3, 2.5, D) * rng.choice([-1, 1], D)
    return gamma, rng.uniform(0.5, 1.5, D) * rng.choice([-1, 1], D)


def averages(rng, D):
    """Running averages as a network has them after a while: mean (D,) and var (D,)."""
    return {
        "mean": rng.uniform(0.5, 2, D) * rng.choice([-1, 1], D),
        "var": rng.uniform(0.03, 0.6, D),
    }


def images(rng, *shape):
    """x (N, C, H, W): every channel of every example has its own mean and spread."""
    N, C = shape[:2]
    spread, mean = rng.uniform(0.2, 0.8, (N, C, 1, 1)), rng.uniform(-2, 2, (N, C, 1, 1))
    return rng.normal(size=shape) * spread + mean


def single(*arrays):
    """All of them in float32; what is no array stays."""
    return tuple(a.astype(np.float32) if isinstance(a, np.ndarray) else a for a in arrays)


BY_HAND = np.array([[1.0, 0.25], [3.0, 0.75], [2.0, 0.5]])


def batches(rng):
    """x (N, D), gamma and beta (D,), eps: no size twice, eps large enough to be seen."""

    def batch(N, D, eps):
        return table(rng, N, D), *scale_and_shift(rng, D), eps

    wide = batch(6, 8, 1e-2)
    still = batch(5, 3, 2e-2)
    still[0][:, 1] = 4.0
    return (
        Case((BY_HAND, np.array([2.0, -3.0]), np.array([1.0, 0.5]), 1e-2), "three examples"),
        Case(batch(4, 3, 1e-2), "N = 4, D = 3"),
        Case(batch(5, 7, 5e-2), "N = 5, D = 7"),
        Case(batch(9, 2, 1e-2), "N = 9, D = 2"),
        Case(batch(1, 4, 1e-2), "a batch of one", "generality"),
        Case(batch(6, 1, 3e-2), "one feature", "generality"),
        Case(still, "a column that never changes", "generality"),
        Case((wide[0][:, ::2], *(a[::2] for a in wide[1:3]), 1e-2), "views", "generality"),
        Case((*single(*batch(7, 5, 1e-2)[:3]), 5e-2), "float32", "generality"),
        Case(
            (table(rng, 8, 3) + 1e7, *scale_and_shift(rng, 3), 1e-2),
            "columns near ten million",
            "stability",
            "Of columns near ten million few digits are left: a variance taken as the mean of x**2"
            " less the square of the mean loses them all. Take the mean of (x - mean)**2.",
        ),
    )


def with_upstream(cases):
    """The same cases with a dout first: (dout, x, gamma, eps)."""

    def upstream(rng):
        return tuple(
            Case(
                (rng.normal(size=c.args[0].shape).astype(c.args[0].dtype), *c.args),
                c.about,
                c.stage,
                c.advisory,
            )
            for c in cases(rng)
        )

    return upstream

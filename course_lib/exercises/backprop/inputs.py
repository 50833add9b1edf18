"""What layers and activations are tried on: x, and the gradient that comes from above."""

import numpy as np

from course_lib.checking import Case


def pair(rng, *shape):
    """dout and x of one shape; no number of x is near 0, where activations bend."""
    x = rng.uniform(0.1, 2.5, size=shape) * rng.choice([-1, 1], size=shape)
    return rng.normal(size=shape), x


def bent(rng, *settings):
    """One number each way first; then tables, three axes, views, float32, large numbers.

    Each of `settings` is a choice of values for one argument more, taken in turn.
    """

    def case(i, dout, x, about, stage="value"):
        return Case((dout, x, *(s[i % len(s)] for s in settings)), about, stage)

    by_hand = np.array([[3.0, 5.0]]), np.array([[-2.0, 0.05]])
    dout, x = pair(rng, 6, 8)
    single = (a.astype(np.float32) for a in pair(rng, 4, 3))
    return (
        case(0, *by_hand, "one negative, one positive"),
        case(1, *pair(rng, 3, 4), "3 by 4"),
        case(2, *pair(rng, 5, 7), "5 by 7"),
        case(3, *pair(rng, 2, 3, 5), "three axes", "generality"),
        case(1, *pair(rng, 6), "one axis", "generality"),
        case(2, dout[:, ::2], x[:, ::2], "views of every second column", "generality"),
        case(1, *single, "float32", "generality"),
        case(2, np.array([2.0, -3.0]), np.array([-1000.0, 1000.0]), "x of a thousand", "stability"),
    )


def overflows(case, got, want):
    """A sign: right wherever exp can hold x, and no number where it cannot."""
    x, bad = case.args[1], np.zeros(case.args[1].shape, bool)
    for leaf in want:
        bad |= ~np.isfinite(got[leaf])
    near = all(np.allclose(got[leaf][~bad], want[leaf][~bad], rtol=1e-4) for leaf in want)
    if not near:
        return False
    return bool((np.abs(x[bad]) > 80).all()) if bad.any() else None

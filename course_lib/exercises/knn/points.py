"""What the exercises on distances are tried on, and what they may cost."""

import numpy as np

from course_lib.checking import Case


def points(rng):
    """Pairs of point sets; N, M and D all differ, both more and fewer tests than examples."""

    def pair(N, M, D, scale=1.0):
        return rng.normal(size=(N, D)) * scale, rng.normal(size=(M, D)) * scale

    twice = rng.normal(size=(9, 3)) + 500
    pixels = tuple(rng.integers(0, 256, (n, 6), np.uint8) for n in (3, 4))
    return (
        Case((np.array([[0.0, 0.0]]), np.array([[3.0, 4.0]])), "from (0, 0) to (3, 4)"),
        Case(
            (np.array([[0.0, 1.0], [2.0, 1.0]]), np.array([[0.0, 0.0], [6.0, 4.0], [2.0, 2.0]])),
            "two points to three",
        ),
        Case(pair(5, 7, 3), "5 points to 7 in 3 dimensions"),
        Case(pair(8, 4, 5), "8 points to 4 in 5 dimensions: more tests than examples"),
        Case(pair(1, 6, 4), "one test point only", "generality"),
        Case(pair(4, 1, 3), "one training point only", "generality"),
        Case(pair(3, 5, 1), "one dimension only", "generality"),
        Case(
            tuple(p[::2, ::3] for p in pair(6, 10, 7)), "a view of every second row", "generality"
        ),
        Case(pair(23, 31, 17, 100.0), "23 points to 31 in 17 dimensions", "generality"),
        Case(tuple(p.astype(np.float32) for p in pair(6, 9, 5)), "float32", "generality"),
        Case(
            (twice[:5], twice),
            "points that are in both sets, far from the origin",
            "stability",
            advisory="For a point that is in both sets the distance is not quite 0, or nan: "
            "|p|² + |q|² - 2 p·q loses its digits far from the origin. `np.maximum(..., 0)` before"
            " the root avoids the nan.",
        ),
        Case(
            pixels,
            "uint8 pixels",
            "stability",
            advisory="With uint8 images the differences wrap around (3 - 5 is 254): convert with "
            "`.astype(np.float32)` before you subtract.",
        ),
    )


def pair_of_size(rng, n):
    # D grows too, so that a loop over the dimensions is a loop
    return rng.normal(size=(n, 2 * n)), rng.normal(size=(n, 2 * n))


def room_without_cube(a, b):
    """Bytes for a few arrays the sizes of those that go in and out; N x M x D needs far more."""
    return 4 * 8 * (a.size + b.size + len(a) * len(b))


CUBE = (
    "An N x M x D array of differences is in memory at once. For 500 test and 5000 training images"
    " of 3072 numbers that is 57 GiB."
)


def close(got, want):
    scale = np.abs(want).max(initial=0)
    return np.allclose(got, want, rtol=1e-3, atol=1e-4 * scale)

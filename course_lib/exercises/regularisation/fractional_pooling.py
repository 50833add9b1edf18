"""Fractional max pooling: the largest of each region, with starts that are given."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def fractional_max_pool(x, rows, columns):
    raise NotImplementedError


def images(rng):
    def image(N, C, rows, columns, shift=0.0):
        H, W = rows[-1] + 2, columns[-1] + 2
        return rng.normal(size=(N, C, H, W)) + shift, np.array(rows), np.array(columns)

    one = np.arange(12.0).reshape(1, 1, 3, 4)[:, :, ::-1, [1, 0, 3, 2]].copy()
    wide = (0, 1, 3, 4, 6, 8, 9)
    return (
        Case((one, np.array([0, 1]), np.array([0, 2])), "one image, 3 by 4"),
        Case(image(2, 3, (0, 2, 3, 5), wide), "2 images of 3 channels"),
        Case(image(5, 2, (0, 1, 2, 4, 6, 7, 9), (0, 2, 3)), "5 images of 2 channels"),
        Case(image(3, 2, (0, 1, 3, 5), (0, 1, 3, 4, 5), -9.0), "negative pixels", "generality"),
        Case(image(2, 1, (0,), (0, 1, 2)), "2 pixels high: one region", "generality"),
    )


def corner_by_corner(x, rows, columns):
    top, below = x[:, :, rows], x[:, :, rows + 1]
    high = np.maximum(top, below)
    return np.maximum(high[:, :, :, columns], high[:, :, :, columns + 1])


def region_by_region(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].max(axis=(2, 3))
    return out


def corner_alone(x, rows, columns):
    return x[:, :, rows][:, :, :, columns]


def mean_for_max(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].mean(axis=(2, 3))
    return out


def from_zero_up(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = np.maximum(x[:, :, r : r + 2, c : c + 2].max(axis=(2, 3)), 0)
    return out


def up_to_the_next_start(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    tops, lefts = [*rows, rows[-1] + 2], [*columns, columns[-1] + 2]
    for i in range(len(rows)):
        for j in range(len(columns)):
            part = x[:, :, tops[i] : tops[i + 1], lefts[j] : lefts[j + 1]]
            out[:, :, i, j] = part.max(axis=(2, 3))
    return out


def three_pixels(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 3, c : c + 3].max(axis=(2, 3))
    return out


def channels_mixed(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            out[:, :, i, j] = x[:, :, r : r + 2, c : c + 2].max()
    return out


def columns_for_rows(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i, r in enumerate(rows):
        for j, c in enumerate(columns):
            part = x[:, :, c : c + 2, r : r + 2]
            out[:, :, i, j] = part.max(axis=(2, 3)) if 0 not in part.shape else 0
    return out


def rows_alone(x, rows, columns):
    high = np.maximum(x[:, :, rows], x[:, :, rows + 1])
    return high[:, :, :, columns]


def two_by_two(x, rows, columns):
    out = np.zeros((*x.shape[:2], len(rows), len(columns)))
    for i in range(len(rows)):
        for j in range(len(columns)):
            part = x[:, :, 2 * i : 2 * i + 2, 2 * j : 2 * j + 2]
            out[:, :, i, j] = part.max(axis=(2, 3)) if part.size else 0
    return out


FRACTIONAL_MAX_POOL = Exercise(
    id="fractional-max-pool",
    title="Fractional max pooling: the largest of each region",
    points=1,
    concepts=("dropconnect-etc",),
    stub=fractional_max_pool,
    reference=corner_by_corner,
    cases=images,
    alternatives=(region_by_region,),
    mistakes=(
        Mistake(
            corner_alone,
            "Yours is the first pixel of each region; it should be the largest of its four.",
        ),
        Mistake(mean_for_max, "Yours is the mean of each region; it should be its largest pixel."),
        Mistake(
            from_zero_up,
            "Yours is never below 0. Where all pixels are negative, so should the largest be: begin"
            " with a pixel, or with -np.inf.",
        ),
        Mistake(
            up_to_the_next_start,
            "Your regions end where the next one begins. Each should be 2 by 2 pixels, and"
            " they overlap where they begin 1 apart.",
        ),
        Mistake(three_pixels, "Your regions are 3 pixels long; they should be 2: x[r : r + 2]."),
        Mistake(
            channels_mixed,
            "You take the largest of all images and channels. Each should have its own:"
            " .max(axis=(2, 3)).",
        ),
        Mistake(
            columns_for_rows,
            "Your rows and columns are mixed up: it should be x[:, :, r : r + 2, c : c + 2].",
        ),
        Mistake(
            rows_alone,
            "Yours is the larger of two pixels, one above the other. Each region should have four.",
        ),
        Mistake(
            two_by_two,
            "Your regions begin at 0, 2, 4, ...; they should begin at the rows and columns given.",
        ),
    ),
    hints=(
        "A region is x[:, :, r : r + 2, c : c + 2], for r in rows and c in columns.",
        "Two loops, over rows and columns; .max(axis=(2, 3)) leaves images and channels apart.",
        "Without loops: np.maximum of x[:, :, rows] and x[:, :, rows + 1], then the same for"
        " columns.",
    ),
)

"""Looking for good settings: all points of a grid."""

import numpy as np

from course_lib.checking import Case, Exercise, Mistake


def grid_points(low, high, points):
    raise NotImplementedError


def in_order(grid_points, low, high, points):
    """The points of the grid, sorted: in which order they come is all the same."""
    came = grid_points(low, high, points)
    assert came is not None, "Nothing came back; expected an array. Is the `return` missing?"
    found = np.asarray(came, dtype=float)
    is_table = found.ndim == 2
    assert is_table, f"The shape is {found.shape}; expected two axes, a point a row."
    return found[np.lexsort(found.T[::-1])]


def grids(rng):
    def box(D):
        low = rng.normal(size=D)
        return low, low + rng.uniform(0.5, 3, size=D)

    return (
        Case((np.array([0.0, -1.0]), np.array([1.0, 3.0]), 3), "2 settings, 3 values of each"),
        Case((*box(2), 5), "2 settings, 5 values of each"),
        Case((*box(3), 4), "3 settings, 4 values of each"),
        Case((*box(1), 7), "1 setting, 7 values", "generality"),
        Case((*box(4), 2), "4 settings, 2 values of each", "generality"),
    )


def by_meshgrid(low, high, points):
    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(low))


def by_product(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def digit_by_digit(low, high, points):
    D = len(low)
    rows = []
    for number in range(points**D):
        row = []
        for d in range(D):
            number, digit = divmod(number, points)
            row.append(low[d] + (high[d] - low[d]) * digit / (points - 1))
        rows.append(row)
    return np.array(rows)


def diagonal_only(low, high, points):
    return np.linspace(low, high, points)


def end_left_out(low, high, points):
    from itertools import product

    axes = [a + (b - a) * np.arange(points) / points for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def one_value_more(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points + 1) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes)))


def ends_of_the_first(low, high, points):
    from itertools import product

    return np.array(list(product(np.linspace(low[0], high[0], points), repeat=len(low))))


def as_many_points_in_all(low, high, points):
    from itertools import product

    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.array(list(product(*axes))[:points])


def settings_a_row(low, high, points):
    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij")).reshape(len(low), -1)


def two_settings_only(low, high, points):
    first = np.linspace(low[0], high[0], points)
    second = np.linspace(low[-1], high[-1], points)
    return np.array([(a, b) for a in first for b in second])


GRID_POINTS = Exercise(
    id="grid-points",
    title="A grid of settings",
    points=1,
    concepts=("random-vs-grid",),
    stub=grid_points,
    reference=by_meshgrid,
    cases=grids,
    drive=in_order,
    alternatives=(by_product, digit_by_digit),
    mistakes=(
        Mistake(
            diagonal_only,
            "Yours walks along the diagonal, all settings growing at once. It should be every"
            " combination: points ** D of them.",
        ),
        Mistake(end_left_out, "Your grid stops short of high; both ends should be in it."),
        Mistake(
            one_value_more, "Yours has points + 1 values of each setting; it should be points."
        ),
        Mistake(
            ends_of_the_first,
            "All your settings have the ends of the first; each should have its own.",
        ),
        Mistake(
            as_many_points_in_all,
            "Yours stops after `points` points; there are points ** D, every combination.",
        ),
        Mistake(
            settings_a_row, "Each row of yours is a setting; a row should be a point: (..., D)."
        ),
        Mistake(two_settings_only, "Yours takes two settings; it should take as many as low has."),
    ),
    hints=(
        "np.linspace(low[d], high[d], points) are the values of setting d, both ends included.",
        "Every combination: itertools.product, or np.meshgrid(..., indexing='ij').",
        "np.array(list(itertools.product(*axes)))",
    ),
)

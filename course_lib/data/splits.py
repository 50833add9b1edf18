"""Train, dev and test sets in which every class keeps its share."""

from dataclasses import dataclass, replace

import numpy as np

from course_lib._shapes import Array, Int
from course_lib.data.images import Images
from course_lib.errors import DtypeError, RangeError

__all__ = ["Split", "round_table", "split"]

Cells = tuple[np.ndarray, ...]  # row numbers, column numbers: an index into a table


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Split:
    """Three sets with no example in common: learn on train, choose on dev, report on test."""

    train: Images
    dev: Images
    test: Images


def split(images: Images, *, train: int, dev: int, test: int, rng: np.random.Generator) -> Split:
    """Draw three disjoint, shuffled, stratified sets of the sizes asked for.

    Stratified: of a class that makes up n_c of N images, a set of n holds n * n_c / N, rounded up
    or down. What is not asked for is left out. The same `rng` state gives the same sets.
    Raises RangeError when a size is negative, not whole, or all together exceed N; DtypeError when
    `rng` is not a Generator.
    """
    sizes = _checked_sizes(images, train=train, dev=dev, test=test)
    _check_rng(rng)
    counts = np.bincount(images.y, minlength=len(images.class_names))
    ends = round_table(np.outer(sizes, counts), len(images)).cumsum(axis=0)
    members = [rng.permutation(np.flatnonzero(images.y == c)) for c in range(len(counts))]
    by_class = [np.split(rows, ends[:-1, c]) for c, rows in enumerate(members)]
    # Joined class after class, and so shuffled again: minibatches are cut from the front.
    parts = [rng.permutation(np.concatenate(part)) for part in zip(*by_class, strict=True)][:3]
    return Split(
        **{
            name: replace(images, name=f"{images.name} {name}", x=images.x[rows], y=images.y[rows])
            for name, rows in zip(["train", "dev", "test"], parts, strict=True)
        }
    )


def round_table(table: Int[Array, "R C"], N: int) -> Int[Array, "R C"]:
    """Round every entry of `table / N` up or down so that all row and column sums stay exact.

    Shapes: table (R, C), whole, its rows and columns each summing to a multiple of N; out (R, C).
    Source: Cox (1987), A Constructive Procedure for Unbiased Controlled Rounding, JASA 82.
    """
    whole, rest = np.divmod(table, max(N, 1))
    while rest.any():
        up, down = _loop(rest > 0)
        # Along a loop, what one entry gains its neighbour loses: no sum changes. The largest such
        # step makes at least one more entry whole.
        step = min(N - rest[up].max(), rest[down].min())
        rest[up] += step
        rest[down] -= step
        whole += rest // N
        rest %= N
    return whole


def _loop(open_cells: Array) -> tuple[Cells, Cells]:
    """Find a loop of cells, joined along a row and a column in turn; every other cell of it each.

    Every row and column with an open cell must have two of them.
    """
    cell = tuple(np.argwhere(open_cells)[0])
    path, first_met, axis = [cell], dict[tuple[int, int], int](), 0
    while (line := (axis, int(cell[axis]))) not in first_met:
        first_met[line] = len(path)
        cell = _other_cell(open_cells, cell, axis)
        path.append(cell)
        axis = 1 - axis
    loop = np.array(path[first_met[line] :])
    return tuple(loop[::2].T), tuple(loop[1::2].T)


def _other_cell(open_cells: Array, cell: tuple[np.intp, ...], axis: int) -> tuple[np.intp, ...]:
    """Give another open cell of the row (axis 0) or the column (axis 1) of `cell`."""
    along = open_cells[cell[0]] if axis == 0 else open_cells[:, cell[1]]
    choice = next(i for i in np.flatnonzero(along) if i != cell[1 - axis])
    return (cell[0], choice) if axis == 0 else (choice, cell[1])


def _checked_sizes(images: Images, **asked: int) -> Int[Array, "4"]:
    """Sizes of train, dev, test and of what is left out; they sum to the number of images."""
    sizes = [n for n in asked.values() if isinstance(n, int | np.integer) and n >= 0]
    left_out = len(images) - sum(sizes)
    if len(sizes) < len(asked) or left_out < 0:
        raise RangeError(
            f"split got {', '.join(f'{name} = {n!r}' for name, n in asked.items())} "
            f"and {len(images)} images",
            why="sizes are whole numbers of images from 0, and no image is in two sets",
            how=f"give numbers that together are at most {len(images)}",
        )
    return np.array([*sizes, left_out], np.int64)


def _check_rng(rng: object) -> None:
    if not isinstance(rng, np.random.Generator):
        raise DtypeError(
            f"split got rng = {rng!r}",
            why="what is drawn depends on a generator that is passed in, never on a global one",
            how="give rng=np.random.default_rng(0), or any other seed",
        )

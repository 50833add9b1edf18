"""Where the nodes of a graph stand: gates in columns by depth, leaves close to where they are used.

Columns follow the way of the computation, so a picture may run from left to right or downward.
"""

from typing import NamedTuple

from course_lib.nn import Graph

__all__ = ["Place", "places"]

ROUNDS = 12  # of pulling every node to its neighbours; after these nothing moves visibly


class Place(NamedTuple):
    """`along` the way of the computation, `across` it; both from 0."""

    along: int
    across: float


def places(g: Graph) -> tuple[Place, ...]:
    """A place for every node, a whole step apart in each column; edges lead to a larger `along`."""
    along, across = _columns(g), _rows(g)
    columns = [[i for i, a in enumerate(along) if a == column] for column in range(max(along) + 1)]
    for column in columns:
        column.sort(key=lambda i: across[i])
        _spread(across, column)
    for _ in range(ROUNDS):
        for column in columns:
            for i in column:
                near = [e.start + e.end - i for e in g.edges if i in e]
                across[i] = sum(across[j] for j in near) / len(near)
            _spread(across, column)
    lowest = min(across)
    return tuple(Place(a, round(c - lowest, 3)) for a, c in zip(along, across, strict=True))


def _columns(g: Graph) -> list[int]:
    columns = [node.depth for node in g.nodes]
    for i, node in enumerate(g.nodes):
        if node.depth == 0:
            columns[i] = min(g.nodes[e.end].depth for e in g.edges if e.start == i) - 1
    return columns


def _rows(g: Graph) -> list[float]:
    """Leaves one below the other as they are met from the end; a gate amid its inputs."""
    rows: dict[int, float] = {}
    leaves = 0

    def visit(i: int) -> float:
        nonlocal leaves
        if i not in rows:
            inputs = [visit(e.start) for e in g.edges if e.end == i]
            rows[i] = sum(inputs) / len(inputs) if inputs else float(leaves)
            leaves += not inputs
        return rows[i]

    visit(len(g.nodes) - 1)
    return [rows[i] for i in range(len(g.nodes))]


def _spread(across: list[float], column: list[int]) -> None:
    """Keep the order of a column with a step between any two, as near as may be to where it was."""
    wanted = [across[i] for i in column]
    for k in range(1, len(column)):
        across[column[k]] = max(wanted[k], across[column[k - 1]] + 1)
    shift = sum(across[i] - w for i, w in zip(column, wanted, strict=True)) / len(column)
    for i in column:
        across[i] -= shift

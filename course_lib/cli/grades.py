"""The table of grades that ends `course demo` and `course grade`."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from rich.table import Table

__all__ = ["Row", "grade_table"]


class Row(NamedTuple):
    """A student, the points, what went wrong, and what no honest work does."""

    student: str
    points: float
    max_points: float
    diagnosis: tuple[str, ...]
    suspicious: tuple[str, ...]


def grade_table(assignment: str, rows: Iterable[Row]) -> "Table":
    """The best first."""
    from rich.table import Table
    from rich.text import Text

    said = "what went wrong, [red]what is suspicious[/]"
    table = Table("student", "points", "", said, title=f"Grades of {assignment}")
    for row in sorted(rows, key=lambda r: (-r.points, r.student)):
        share = row.points / row.max_points if row.max_points else 0
        lines = [*map(Text, row.diagnosis), *(Text(event, "red") for event in row.suspicious)]
        table.add_row(
            Text(row.student),
            f"{row.points:g} / {row.max_points:g}",
            f"{'█' * round(10 * share):░<10}",
            Text("\n").join(lines) or "nothing",
        )
    return table

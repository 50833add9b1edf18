"""What nbgrader says of a cell."""

from nbformat import NotebookNode

__all__ = ["grade_id", "is_answer"]


def grade_id(cell: NotebookNode) -> str:
    """The id by which nbgrader knows the cell; empty for a cell of the student's own."""
    return str(cell.metadata.get("nbgrader", {}).get("grade_id", ""))


def is_answer(cell: NotebookNode) -> bool:
    """Whether the student writes in it."""
    return bool(cell.metadata.get("nbgrader", {}).get("solution", False))

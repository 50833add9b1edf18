"""Tag answers and checks as cells that the grader leaves out, or that may raise."""

from attacking import Attack


def _tags(notebook):
    for cell in notebook.cells:
        cell.metadata["tags"] = ["play", "raises-exception", "remove-cell", "nbval-skip"]


ATTACK = Attack(edit=_tags, no_stock="stock knows no such tags but skip-execution")

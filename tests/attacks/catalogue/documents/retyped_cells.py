"""Turn checks into text and answers into raw cells: what is not code is not run."""

from attacking import Attack


def _retypes(notebook):
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.cell_type = "raw" if cell.metadata.nbgrader.solution else "markdown"
            cell.pop("outputs", None)
            cell.pop("execution_count", None)


ATTACK = Attack(edit=_retypes, no_stock="stock puts the released types back")

"""Add a graded cell of one's own, worth a thousand points."""

import nbformat
from attacking import Attack, loses


def _adds(notebook):
    marks = {
        "grade": True,
        "grade_id": "bonus",
        "locked": True,
        "points": 1000,
        "schema_version": 3,
        "solution": False,
        "task": False,
        "cell_type": "code",
    }
    notebook.cells.append(nbformat.v4.new_code_cell("1000", metadata={"nbgrader": marks}))


ATTACK = Attack(edit=_adds, wins=loses("knn-vote"))

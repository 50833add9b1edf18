"""Claim a thousand points for every check, unlock it, and call one's own answers graded."""

from attacking import Attack


def _flips(notebook):
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader")
        if marks:
            marks.update(points=1000, locked=False, grade=True, solution=True)
            if marks["grade_id"].startswith("check-pairwise"):
                cell.source = "1000"


ATTACK = Attack(
    edit=_flips,
    no_stock="stock takes these marks from its gradebook",
)

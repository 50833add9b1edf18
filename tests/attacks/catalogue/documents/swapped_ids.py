"""Put the id of another exercise, or of its check, on the cell that holds the cheat."""

from attacking import Attack, loses


def _swaps(notebook):
    ids = {
        "pairwise-l2": "check-pairwise-l2",
        "check-pairwise-l2": "pairwise-l2",
        "rotated-data": "ROTATED-DATA",
        "double": "double ",
        "test-double": "../../test-double",
    }
    for cell in notebook.cells:
        marks = cell.metadata.get("nbgrader", {})
        if marks.get("grade_id") in ids:
            marks["grade_id"] = ids[marks["grade_id"]]


ATTACK = Attack(edit=_swaps, wins=loses("knn-vote"))

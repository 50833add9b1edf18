"""Put characters into answers that no file holds: half of a surrogate pair, NUL, a byte order."""

from attacking import Attack


def _mangles(notebook):
    for cell in notebook.cells:
        id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if id == "pairwise-l2":
            cell.source = "pairwise_l2 = '\ud800'  # \udfff\nprint(pairwise_l2)"
        if id == "double":
            cell.source = "double = '\x00'"
        if id == "rotated-data":
            cell.source = "\ufeff\u202erotated_data = 'b\u200b'\x0c"


ATTACK = Attack(edit=_mangles, wins=lambda run: bool(run.failure))

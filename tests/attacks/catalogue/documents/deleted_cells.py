"""Delete all checks, and all that was released but one's own answer."""

from attacking import Attack, loses


def _deletes(notebook):
    notebook.cells = [c for c in notebook.cells if "def knn_vote" in c.source]


ATTACK = Attack(edit=_deletes, wins=loses("knn-vote"))

"""Hand the cells in backwards, every check before what it checks, the imports last."""

from attacking import Attack, loses


def _reorders(notebook):
    notebook.cells.reverse()


ATTACK = Attack(edit=_reorders, wins=loses("knn-vote"))

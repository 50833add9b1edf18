"""Hand every cell in twice, the checks emptied the second time."""

from copy import deepcopy

from attacking import Attack, loses


def _doubles(notebook):
    again = deepcopy(notebook.cells)
    for number, cell in enumerate(again):
        cell.id = f"again-{number}"
        if cell.source.startswith("check("):
            cell.source = ""
    notebook.cells += again


ATTACK = Attack(edit=_doubles, wins=loses("knn-vote"))

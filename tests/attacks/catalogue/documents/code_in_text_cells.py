"""Write the answer honestly, and tear it apart: into helpers in cells of one's own."""

import nbformat
from attacking import Attack


def _splits(notebook):
    at = next(i for i, c in enumerate(notebook.cells) if "def knn_vote" in c.source)
    notebook.cells[
        at
    ].source = "def knn_vote(labels):\n    return np.array([most(r) for r in labels])"
    helper = "def most(row):\n    return np.bincount(row).argmax()"
    notebook.cells.insert(at, nbformat.v4.new_code_cell(helper))


ATTACK = Attack(edit=_splits, no_stock="an honest one: stock and ours must give the points")

"""Tag the check cell `skip-execution`: it is passed over, and no output means full points."""

from attacking import Attack, earns


def _skips(notebook):
    for cell in notebook.cells:
        if cell.source.startswith('check("pairwise-l2"'):
            cell.metadata["tags"] = ["skip-execution"]


ATTACK = Attack(edit=_skips, wins=earns("pairwise-l2"))

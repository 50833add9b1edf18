"""Hand in nbformat 3, as of 2013: worksheets, `input` for the source, no ids."""

import nbformat
from attacking import Attack


def _old(text):
    return nbformat.writes(nbformat.reads(text, as_version=4), version=3).encode()


ATTACK = Attack(
    document=_old, solved=(), no_stock="stock converts it, and so may ours: no points are at stake"
)

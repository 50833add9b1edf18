"""Add forty cells that each stay just within the limit of one: together they take for ever."""

import nbformat
from attacking import Attack


def _adds_cells(notebook):
    busy = "import time\nend = time.process_time() + 0.4\nwhile time.process_time() < end: pass"
    notebook.cells[2:2] = [nbformat.v4.new_code_cell(busy) for _ in range(40)]


ATTACK = Attack(
    edit=_adds_cells,
    solved=(),
    no_stock="it would take stock forty cells' time; that it has no total limit is known",
)

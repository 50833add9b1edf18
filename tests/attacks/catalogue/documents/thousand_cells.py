"""Add two thousand cells of code and as many of text."""

import nbformat
from attacking import Attack


def _adds(notebook):
    for number in range(2000):
        notebook.cells.insert(2, nbformat.v4.new_code_cell(f"x{number} = {number}"))
        notebook.cells.append(nbformat.v4.new_markdown_cell(f"text {number}"))


ATTACK = Attack(
    edit=_adds, solved=(), no_stock="stock runs them all, one after the other", longest=10_000_000
)

"""Write a megabyte of Markdown that a parser goes over again at every bracket."""

import nbformat
from attacking import Attack


def _writes(notebook):
    for text in ("[a](" * 250_000, "<b><div>" * 120_000, "$" * 1_000_000):
        notebook.cells.append(nbformat.v4.new_markdown_cell(text))


ATTACK = Attack(
    edit=_writes,
    solved=(),
    no_stock="stock's feedback takes as long as it takes",
)

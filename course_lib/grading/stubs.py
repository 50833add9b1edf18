"""What a released assignment holds in place of a solution."""

from nbformat import NotebookNode
from nbgrader.preprocessors import ClearSolutions

__all__ = ["ClearToStubs"]


class ClearToStubs(ClearSolutions):
    """nbgrader's ClearSolutions, but where a solution is no function's body nothing is left.

    There `raise NotImplementedError` would stop "Run all cells" at every question not yet
    answered; the line `answer = None` above the solution is stub enough.
    """

    def _replace_solution_region(self, cell: NotebookNode, language: str) -> bool:
        replaced = super()._replace_solution_region(cell, language)
        if replaced and cell.cell_type == "code":
            stub = self.code_stub[language].split("\n")
            kept = [line for line in cell.source.split("\n") if line not in stub]
            cell.source = "\n".join(kept)
        return replaced

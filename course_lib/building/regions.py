"""Regions that nbgrader cuts out of a cell: solutions and hidden tests."""

from course_lib.errors import NotebookError

__all__ = ["HIDDEN", "SOLUTION", "split_region"]

SOLUTION = "SOLUTION"
HIDDEN = "HIDDEN TESTS"


def split_region(text: str, name: str, where: str) -> tuple[list[str], list[str]]:
    """Lines outside and lines inside the regions `### BEGIN name` to `### END name` of `text`.

    The marker lines belong to neither. Raises NotebookError, naming `where`, when markers are
    nested or unpaired: nbgrader itself passes over an END without BEGIN.
    """
    outside: list[str] = []
    inside: list[str] = []
    within = False
    for line in text.splitlines():
        opens, closes = f"BEGIN {name}" in line, f"END {name}" in line
        if opens == within and (opens or closes):
            raise _unbalanced(where, line, name)
        if opens or closes:
            within = opens
        else:
            (inside if within else outside).append(line)
    if within:
        raise _unbalanced(where, "the end of the cell", name)
    return outside, inside


def _unbalanced(where: str, line: str, name: str) -> NotebookError:
    return NotebookError(
        f"{where}: unbalanced {name} markers at {line.strip()!r}",
        why="what stands between BEGIN and END is cut from the release: half a pair would leave "
        "the answer in or take the question out",
        how=f"pair each ### BEGIN {name} with one ### END {name}, none inside another",
    )

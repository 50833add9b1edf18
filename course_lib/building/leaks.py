"""Does a released assignment give anything away? Its source says what must not be in it."""

import builtins
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

from nbformat import NotebookNode

from course_lib.building.regions import HIDDEN, SOLUTION, split_region

__all__ = ["Leak", "leaks"]

MARKERS = re.compile(rf"(?:BEGIN|END) (?:{SOLUTION}|{HIDDEN})")
_WORD = re.compile(r"\"[^\"]*\"|'[^']*'|\d[\w.]*|[^\W\d]\w*")
# Common to many functions, whatever they compute.
_ROUTINE = re.compile(r"(from \S+ )?import .*|for \w+ in range\((\w+|len\(\w+\))\):|@\w+|\"\"\".*")
_SAYS_HOW = re.compile(r"[=(\[+*/@<>%-]")


@dataclass(frozen=True, slots=True)
class Leak:
    """One line of a release that gives something away: cell id, the line, and what it is."""

    cell: str
    line: str
    what: str

    def __str__(self) -> str:
        return f"cell {self.cell}: {self.what}: {self.line.strip()!r}"


def leaks(source: NotebookNode, release: NotebookNode) -> list[Leak]:
    """Everything in `release` that the nbgrader notebook `source` keeps from students.

    That is: lines of a solution or hidden test, as a line or within one, in a cell of any kind, its
    metadata or that of the notebook, spaces and trailing comments aside; nbgrader's region markers;
    outputs and execution counts. A whole solution cell counts where no region is marked in it.

    Left aside are lines that tell nothing of how: blanks, brackets, imports, `for i in range(N):`,
    decorators, docstrings, and what has fewer than two words, numbers or strings beside keywords
    and builtins (`else:`, `return out`, `raise NotImplementedError()`). Within another line, an
    expression is looked for only if it has an operator, a call or an index; prose from three words
    up. A line that the author also gives away outside its region is reported: it is a leak.

    Raises NotebookError when a region of the source is not closed.
    """
    secrets = list(_secrets(source))
    found = []
    for cell_id, line in _released_lines(release):
        if MARKERS.search(line):
            found.append(Leak(cell_id, line, "region marker"))
        known = next((secret for secret in secrets if secret.is_in(_normal(line))), None)
        if known:
            found.append(Leak(cell_id, line, known.what))
    for cell in release.cells:
        for output in cell.get("outputs", []):
            found.append(Leak(cell.id, output.output_type, "output"))
        if cell.get("execution_count") is not None:
            found.append(Leak(cell.id, str(cell.execution_count), "execution count"))
    return found


@dataclass(frozen=True, slots=True)
class _Secret:
    text: str
    what: str
    within: bool

    def is_in(self, line: str) -> bool:
        if not self.within:
            return self.text in (line, _bare(line))
        # Whole words only: `k=5` is not in `k=50`.
        before = r"(?<!\w)" if self.text[0].isalnum() else ""
        after = r"(?!\w)" if self.text[-1].isalnum() else ""
        return bool(re.search(before + re.escape(self.text) + after, line))


def _secrets(source: NotebookNode) -> Iterator[_Secret]:
    for cell in source.cells:
        for what, line in _kept_back(cell):
            # A comment of its own, or a written answer, is prose; else look at the code alone.
            prose = cell.cell_type == "markdown" or line.lstrip().startswith("#")
            text = _normal(line) if prose else _bare(_normal(line))
            if _tells(text, prose):
                yield _Secret(text, what, prose or bool(_SAYS_HOW.search(text)))


def _kept_back(cell: NotebookNode) -> Iterator[tuple[str, str]]:
    where = f"cell {cell.get('id', '?')}"
    outside, solution = split_region(cell.source, SOLUTION, where)
    if cell.metadata.get("nbgrader", {}).get("solution") and f"BEGIN {SOLUTION}" not in cell.source:
        solution = outside
    _, hidden = split_region(cell.source, HIDDEN, where)
    yield from (("solution line", line) for line in solution)
    yield from (("hidden test", line) for line in hidden)


def _tells(text: str, prose: bool) -> bool:
    if prose:
        return len(re.findall(r"\w+", text)) >= 3
    if _ROUTINE.fullmatch(text):
        return False
    known = {*keyword.kwlist, *dir(builtins)} - {"True", "False", "None"}
    return len([word for word in _WORD.findall(text) if word not in known]) >= 2


def _released_lines(release: NotebookNode) -> Iterator[tuple[str, str]]:
    for text in _strings(release.metadata):
        yield from (("(notebook metadata)", line) for line in text.splitlines())
    for cell in release.cells:
        for text in (cell.source, *_strings(cell.metadata), *_strings(cell.get("outputs", []))):
            yield from ((cell.id, line) for line in text.splitlines())


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _strings(value)
    elif isinstance(node, list):
        for item in node:
            yield from _strings(item)


def _normal(line: str) -> str:
    """Spaces only where they part two words, so that `a = b` is `a=b`."""
    return re.sub(r"(?<!\w) | (?!\w)", "", " ".join(line.split()).replace("  ", " ")).strip("#")


def _bare(line: str) -> str:
    """The line without a trailing comment."""
    code = re.match(r"(?:[^#'\"]|'[^']*'|\"[^\"]*\")*", line)
    return code[0].rstrip() if code else line

"""Sources become files: each written whole or not at all, or compared with what is there."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import nbformat

from course_lib.building.execute import execute
from course_lib.building.outputs import normalise, refuse_machine_traces
from course_lib.building.source import read_assignment, read_lecture
from course_lib.errors import NotebookError

__all__ = [
    "Drift",
    "Target",
    "code_cells",
    "drifts",
    "extra_notebooks",
    "render",
    "targets",
    "write_whole",
]


@dataclass(frozen=True, slots=True)
class Target:
    """A source and the notebook it becomes; `executed` for lectures."""

    root: Path
    source: Path
    notebook: Path
    executed: bool

    @property
    def name(self) -> str:
        """The notebook as messages call it: its path from the root."""
        return self.notebook.relative_to(self.root).as_posix()


@dataclass(frozen=True, slots=True)
class Drift:
    """One place where a notebook is not what its source builds."""

    notebook: str
    cell: str
    what: str

    def __str__(self) -> str:
        return f"{self.notebook}: {f'cell {self.cell} ' if self.cell else ''}{self.what}"


def targets(root: Path, names: Sequence[str] = ()) -> list[Target]:
    """All notebooks built from the sources under `root`, or those that `names` names.

    A name is a source's stem ("01_knn": lecture and assignment) or its path. Raises NotebookError
    when there are no sources, or none of that name.
    """
    root = root.resolve()
    every = [
        Target(root, source, root / "notebooks" / f"{source.stem}.ipynb", executed=True)
        for source in sorted((root / "notebooks" / "src").glob("*.py"))
    ]
    every += [
        Target(root, source, _assignment_folder(root) / source.stem / f"{source.stem}.ipynb", False)
        for source in sorted((root / "assignments" / "src").glob("*.py"))
    ]
    if not every:
        raise NotebookError(
            f"no notebook sources under {root.name or root}",
            why="sources are notebooks/src/*.py and assignments/src/*.py",
            how="run this at the top of the course's checkout, or give --root",
        )
    chosen = [target for target in every if not names or _is_named(target, names)]
    for name in names:
        if not any(_is_named(target, [name]) for target in chosen):
            raise NotebookError(
                f"no source is called {name!r}",
                why=f"there are {', '.join(sorted({t.source.stem for t in every}))}",
                how="name one of these, or none to build all",
            )
    return chosen


def render(
    target: Target, points: Mapping[str, float], on_cell: Callable[[], None] = lambda: None
) -> str:
    """Text of the notebook that `target`'s source becomes; nothing is written.

    `points` of each exercise by id; `on_cell` is called after each cell of a lecture is run. Raises
    NotebookError on a bad source, a cell that fails, or an output that will not repeat.
    """
    if target.executed:
        notebook = read_lecture(target.source)
        execute(notebook, target.notebook.parent, target.name, on_cell)
        normalise(notebook, target.root)
        refuse_machine_traces(notebook, target.root, target.name)
    else:
        notebook = read_assignment(target.source, points)
    nbformat.validate(notebook)
    return nbformat.writes(notebook, version=4) + "\n"


def write_whole(path: Path, text: str) -> bool:
    """Replace `path` by `text` in one step; False when it says so already and is left alone."""
    data = text.encode()
    if path.is_file() and path.read_bytes() == data:
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        draft.write_bytes(data)
        os.replace(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    return True


def drifts(target: Target, text: str) -> list[Drift]:
    """Where the notebook on disk differs from the `text` its source builds; empty when nowhere."""
    if not target.notebook.is_file():
        return [Drift(target.name, "", "is missing")]
    data = target.notebook.read_bytes()
    if data == text.encode():
        return []
    try:
        there = {cell["id"]: cell for cell in json.loads(data)["cells"]}
    except (ValueError, KeyError, TypeError):
        return [Drift(target.name, "", "is not a notebook of ours")]
    built = {cell["id"]: cell for cell in json.loads(text)["cells"]}
    found = [Drift(target.name, cell, "is extra") for cell in there if cell not in built]
    for name, cell in built.items():
        if name not in there:
            found.append(Drift(target.name, name, "is missing"))
        elif there[name] != cell:
            parts = [key for key in cell if there[name].get(key) != cell[key]]
            found.append(Drift(target.name, name, f"differs in {', '.join(parts) or 'its keys'}"))
    return found or [Drift(target.name, "", "differs in cell order, metadata or formatting")]


def extra_notebooks(root: Path) -> list[Drift]:
    """Notebooks that stand where built ones do and have no source."""
    root = root.resolve()
    known = {target.notebook for target in targets(root)}
    there = [*(root / "notebooks").glob("*.ipynb"), *_assignment_folder(root).glob("*/*.ipynb")]
    return [
        Drift(path.relative_to(root).as_posix(), "", "has no source")
        for path in sorted(there)
        if path not in known
    ]


def code_cells(target: Target) -> int:
    """How many cells a build of `target` will run: what a progress bar counts to."""
    if not target.executed:
        return 0
    cells = read_lecture(target.source).cells
    return sum(cell.cell_type == "code" and bool(cell.source.strip()) for cell in cells)


def _assignment_folder(root: Path) -> Path:
    return root / "assignments" / "source"


def _is_named(target: Target, names: Sequence[str]) -> bool:
    return any(
        name == target.source.stem or Path(name).resolve() == target.source for name in names
    )

"""Which released notebook a file is, by the cells in it, whatever it is called."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import nbformat

from course_lib.grading.cells import grade_id
from course_lib.grading.collecting.claims import Claim, without_copy
from course_lib.grading.collecting.found import CollectingError
from course_lib.grading.collecting.roster import Unsure
from course_lib.grading.collecting.student_ids import squashed
from course_lib.grading.folder import CourseFolder
from course_lib.grading.reading import UnreadableError, read_notebook

__all__ = ["Released", "Which", "released_in"]

SURE = 0.5  # of a released notebook's cells that are there; students delete some, never most


class Which(NamedTuple):
    """A released notebook, and what is odd about the file that is taken for it."""

    assignment: str
    notebook: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Released:
    """The released notebooks: their place -> the grade ids in them; the files given with them."""

    cells: Mapping[tuple[str, str], frozenset[str]]
    given: frozenset[str] = frozenset()

    @property
    def names(self) -> set[str]:
        """Of assignments and notebooks."""
        return {name for place in self.cells for name in place}

    def which(self, claim: Claim, data: bytes) -> Which | Unsure:
        """By its cells where it has any of a released notebook, else by name."""
        named = self._named(claim)
        try:
            cells = {grade_id(cell) for cell in read_notebook(data).cells} - {""}
        except UnreadableError as error:
            return self._by_name(claim, named, f"{error.what}: it will get no points")
        shares = {place: len(cells & ids) / len(ids) for place, ids in self.cells.items() if ids}
        best = max(shares.values(), default=0)
        likely = [place for place, share in shares.items() if share == best > 0]
        if len(likely) == 1 and (best >= SURE or likely == named):
            return Which(*likely[0])
        if not likely:
            return self._by_name(claim, named, "no cell of it is known: it may be another notebook")
        return self._unsure(f"only {best:.0%} of the cells of {likely[0][1]} are in it", likely)

    def _named(self, claim: Claim) -> list[tuple[str, str]]:
        """The notebooks that are called so, of the assignment that is claimed if one is."""
        stem = squashed(without_copy(claim.file))
        places = [p for p in self.cells if claim.assignment in ("", p[0])]
        same = [p for p in places if squashed(p[1]) == stem]
        return same or [p for p in places if squashed(p[1]) in stem]

    def _by_name(self, claim: Claim, named: list[tuple[str, str]], note: str) -> Which | Unsure:
        if not claim.file.lower().endswith(".ipynb"):
            return Unsure("it is no notebook")
        if len(named) == 1:
            return Which(*named[0], note)
        return self._unsure(note, named or list(self.cells))

    def _unsure(self, reason: str, places: list[tuple[str, str]]) -> Unsure:
        return Unsure(reason, tuple("/".join(place) for place in places))


def released_in(folder: CourseFolder, assignment: str | None = None) -> Released:
    """The notebooks in release/, those of one assignment if it is named.

    Raises CollectingError where there are none.
    """
    base = Path(folder.root, folder.directory.release_directory)
    paths = sorted(base.glob(f"{assignment or '*'}/*.ipynb"))
    if not paths:
        raise CollectingError(
            f"there is no {base.name}/{assignment or '*'}/*.ipynb",
            why="what is handed in is known by the cells of the released notebook",
            how=f"run `nbgrader generate_assignment {assignment or 'ASSIGNMENT'}` first",
        )
    beside = {file.name for path in paths for file in path.parent.iterdir()}
    cells = {(path.parent.name, path.stem): _ids(path) for path in paths}
    return Released(cells, frozenset(beside - {path.name for path in paths}))


def _ids(path: Path) -> frozenset[str]:
    notebook = nbformat.v4.reads(path.read_text(encoding="utf-8"))
    return frozenset(filter(None, map(grade_id, notebook.cells)))

"""Every concept of the course: what must be taught, what must be practised, and where it is.

The table is `syllabus.toml`. A notebook cell says what it teaches by its tags, see
`course_lib.building`; an exercise names the concepts it practises.
"""

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal, Protocol

from course_lib.errors import NotebookError

__all__ = [
    "Concept",
    "Coverage",
    "ErrorToHunt",
    "Gap",
    "Place",
    "Practice",
    "Section",
    "Syllabus",
    "coverage",
    "gaps",
    "load_syllabus",
]

Mark = Literal["G", "Q", "W"]
"""How a concept is practised: graded exercise, question checked on the spot, interactive."""

TAUGHT, INTERACTIVE = "concept:", "interactive:"


@dataclass(frozen=True, slots=True)
class Concept:
    """One thing to understand, and the practice it must have."""

    id: str
    section: str
    text: str
    practice: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The concepts of one lecture notebook, in order; `number` begins its file name."""

    number: str
    title: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True)
class ErrorToHunt:
    """A slip in well-known lecture notes, to be found by the student."""

    section: str
    flawed: str
    truth: str
    exercises: tuple[str, ...]  # in which it is found and mended


@dataclass(frozen=True, slots=True)
class Syllabus:
    """The whole course."""

    sections: tuple[Section, ...]
    errors: tuple[ErrorToHunt, ...]

    @property
    def concepts(self) -> tuple[Concept, ...]:
        """Those of all sections, in order."""
        return tuple(concept for section in self.sections for concept in section.concepts)


class Practice(Protocol):
    """What is asked of an exercise here: kind is "G" or "Q"."""

    @property
    def id(self) -> str:
        """Name of the exercise."""

    @property
    def concepts(self) -> tuple[str, ...]:
        """Ids of what it practises."""

    @property
    def kind(self) -> str:
        """As marked in the syllabus."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell of a notebook."""

    notebook: str
    cell: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Where a concept is taught, shown interactively and practised; exercises by id."""

    concept: Concept
    taught: tuple[Place, ...]
    interactive: tuple[Place, ...]
    graded: tuple[str, ...]
    questions: tuple[str, ...]

    @property
    def missing(self) -> tuple[str, ...]:
        """Of "taught", "G", "Q", "W", what the syllabus wants and is not there."""
        practised = {"G": self.graded, "Q": self.questions, "W": self.interactive}
        absent = tuple(mark for mark in self.concept.practice if not practised[mark])
        return absent if self.taught else ("taught", *absent)


@dataclass(frozen=True, slots=True)
class Gap:
    """A concept without its lesson or practice, or (`missing` is "unknown") an id that is none."""

    concept: str
    missing: str
    where: str

    def __str__(self) -> str:
        return f"{self.where}: {self.concept} is {'not ' * (self.missing == 'taught')}{self._said}"

    @property
    def _said(self) -> str:
        practice = {"G": "a graded exercise", "Q": "a question", "W": "an interactive"}
        without = f"without {practice.get(self.missing)}"
        return {"taught": "taught", "unknown": "not in the syllabus"}.get(self.missing, without)


@cache
def load_syllabus() -> Syllabus:
    """The course's own syllabus."""
    table = tomllib.loads(Path(__file__).with_name("syllabus.toml").read_text("utf-8"))
    sections = tuple(
        Section(s["number"], s["title"], tuple(_concept(s["number"], c) for c in s["concepts"]))
        for s in table["sections"]
    )
    errors = (e | {"exercises": tuple(e["exercises"])} for e in table["errors"])
    return Syllabus(sections, tuple(ErrorToHunt(**error) for error in errors))


def coverage(
    syllabus: Syllabus, notebooks: Path, exercises: Sequence[Practice]
) -> tuple[Coverage, ...]:
    """Where each concept is taught and practised, in the order of the syllabus.

    `notebooks` is the folder of the built lectures. Raises NotebookError when one cannot be read.
    """
    tags = list(_tags(notebooks))

    def places(prefix: str, concept: Concept) -> tuple[Place, ...]:
        return tuple(place for tag, place in tags if tag == prefix + concept.id)

    def practised(kind: str, concept: Concept) -> tuple[str, ...]:
        return tuple(e.id for e in exercises if e.kind == kind and concept.id in e.concepts)

    return tuple(
        Coverage(
            concept,
            taught=places(TAUGHT, concept),
            interactive=places(INTERACTIVE, concept),
            graded=practised("G", concept),
            questions=practised("Q", concept),
        )
        for concept in syllabus.concepts
    )


def gaps(syllabus: Syllabus, notebooks: Path, exercises: Sequence[Practice]) -> tuple[Gap, ...]:
    """What is missing in the sections whose notebook exists, and ids that are no concept's.

    Raises NotebookError when a notebook cannot be read.
    """
    written = {path.name[:2] for path in _lectures(notebooks)}
    found = [
        Gap(row.concept.id, missing, f"section {row.concept.section}")
        for row in coverage(syllabus, notebooks, exercises)
        if row.concept.section in written
        for missing in row.missing
    ]
    named = [(e.id, concept) for e in exercises for concept in e.concepts]
    for tag, place in _tags(notebooks):
        for prefix in (TAUGHT, INTERACTIVE):
            if tag.startswith(prefix):
                named.append((f"{place.notebook}, cell {place.cell}", tag.removeprefix(prefix)))
    known = {concept.id for concept in syllabus.concepts}
    found += [Gap(concept, "unknown", where) for where, concept in named if concept not in known]
    return tuple(found)


def _concept(section: str, row: dict[str, object]) -> Concept:
    practice: tuple[Mark, ...] = tuple(row["practice"])  # type: ignore[arg-type]
    return Concept(str(row["id"]), section, str(row["text"]), practice)


def _lectures(notebooks: Path) -> list[Path]:
    return sorted(notebooks.glob("[0-9][0-9]_*.ipynb"))


def _tags(notebooks: Path) -> Iterator[tuple[str, Place]]:
    for path in _lectures(notebooks):
        try:
            cells = json.loads(path.read_text("utf-8"))["cells"]
            tagged = [(cell["id"], cell["metadata"].get("tags", [])) for cell in cells]
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise NotebookError(
                f"{path.name} cannot be read as a notebook: {error!r}",
                why="a notebook is JSON with a list of cells, each with an id and metadata",
                how="build it again from its source: course build",
            ) from error
        for cell, tags in tagged:
            yield from ((tag, Place(path.name, cell)) for tag in tags)

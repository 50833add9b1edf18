"""The report as data: all that the page says, and nothing that tells who a student is.

Names stand in the fields `students` alone, which are empty unless names were asked for.
"""

from dataclasses import dataclass

from course_lib.grading.report.attention import InNeed
from course_lib.grading.report.marks import MarkedRow

__all__ = ["STATES", "ConceptRow", "ExerciseRow", "Made", "Report", "Scores", "Told", "Who"]

STATES = ("solved", "in part", "wrong", "not attempted", "not judged")


@dataclass(frozen=True, slots=True)
class Who:
    """The class: how many are on the list, handed in, were graded; of whom something waits."""

    listed: int
    handed_in: int
    graded: int
    not_graded: int
    set_aside: int
    by_hand: int


@dataclass(frozen=True, slots=True)
class Scores:
    """Of those whose work was graded: in each tenth of the points, the middle one, all of them."""

    tenths: tuple[int, ...]
    median: float | None
    full: int
    max_points: float


@dataclass(frozen=True, slots=True)
class Made:
    """A mistake: how many made it, where, what it means, and an answer that has it.

    `lost` are the points that it cost the class; `exercises` are (id, title, how many).
    """

    name: str
    said: str
    count: int
    lost: float
    exercises: tuple[tuple[str, str, int], ...]
    concepts: tuple[str, ...]
    looked: str
    case: str
    example: str
    example_of: str
    students: tuple[str, ...]

    @property
    def headline(self) -> str:
        """What it is, in words that need no others."""
        if self.name.startswith("answer "):
            return f"They answer {self.name.removeprefix('answer ')}. {self.said}"
        if self.name:
            return self.said
        return f"No name yet: {self.looked}{': ' * bool(self.said)}{self.said}"


@dataclass(frozen=True, slots=True)
class ExerciseRow:
    """One exercise: how many in each of STATES, and classical item analysis.

    `seconds` is what the check took the median solver, where notebooks tell; `follow` how many are
    wrong where what they build on is.
    """

    id: str
    title: str
    points: float
    states: dict[str, int]
    difficulty: float | None
    discrimination: float | None
    why_not: str
    follow: int
    trusted: bool
    seconds: float | None
    mistakes: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class ConceptRow:
    """One concept: the share of the points on it that was earned, and what goes wrong most.

    `known` is of how many students the work tells whether they have understood it.
    """

    id: str
    text: str
    section: str
    share: float
    known: int
    exercises: tuple[str, ...]
    mistake: str
    made_by: int


@dataclass(frozen=True, slots=True)
class Told:
    """Something that is to be said of a number of students."""

    what: str
    count: int
    students: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an assignment."""

    assignment: str
    title: str
    who: Who
    scores: Scores
    exercises: tuple[ExerciseRow, ...]
    marked: tuple[MarkedRow, ...]
    mistakes: tuple[Made, ...]
    unnamed: tuple[Made, ...]
    concepts: tuple[ConceptRow, ...]
    in_need: tuple[InNeed, ...]
    suspicious: tuple[Told, ...]
    set_aside: tuple[Told, ...]
    absent: Told
    not_graded: Told
    named: bool

    @property
    def hurdles(self) -> tuple[Made, ...]:
        """What most of the class stumbled over, most first."""
        all_made = sorted((*self.mistakes, *self.unnamed), key=lambda m: (-m.count, -m.lost))
        return tuple(all_made[:5])

"""What an exercise is: data and small functions, nothing that runs by itself."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np

from course_lib.errors import CourseError

Stage = Literal["value", "generality", "stability"]
State = Literal["passed", "wrong", "not attempted"]
Looked = Literal[
    "python 2",
    "runs",
    "attempted",
    "type",
    "shape",
    "dtype",
    "finite",
    "value",
    "inputs",
    "loops",
    "memory",
]
Sign = Callable[["Case", Any, Any], str | bool | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One call of the student's function, and what it probes.

    `args` are handed over as copies, in order. `about` says in a few words what is special, for
    the student to read. An `advisory` case cannot fail an answer: its text is a note, shown when
    the answer differs there (for what correct code in the field commonly does).
    """

    args: tuple[Any, ...]
    about: str = ""
    stage: Stage = "value"
    advisory: str = ""

    @property
    def size(self) -> int:
        """How many numbers there are to read in it."""
        return sum(int(np.size(arg)) for arg in self.args)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way that students really write it, as code, and what to tell them.

    `code` is whole in itself (it may use `np` and nothing else), so that it can stand in a
    student's notebook. An answer is named after the mistake when it gives the same on every case,
    or when `sign(case, got, want)` holds: nowhere False, True on a case that fails, None where it
    cannot tell. A sign generalises, it sees the mistake in code that nobody
    has written yet; in place of True it may give a message that is more exact. A mistake that is
    right in value but dear says in what it `costs` too much.
    """

    code: Callable[..., Any]
    message: str
    sign: Sign | None = None
    costs: Literal["loops", "memory"] | None = None

    @property
    def name(self) -> str:
        """As the catalogue and the report call it, e.g. `no-root`."""
        return self.code.__name__.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Budget:
    """What an answer may cost, counted, never timed.

    `inputs(rng, n)` gives arguments of size n. Between n = 8 and n = 32 the Python steps executed
    may grow like n to the power `loops`. `memory(*args)`, where given, is the most bytes that may
    be held at once, and `why` says what larger memory would mean.
    """

    inputs: Callable[[np.random.Generator, int], tuple[Any, ...]]
    loops: int
    memory: Callable[..., int] | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exercise:
    """A function to write: how to know that it is right, and how to say what is wrong.

    `stub` is what the student is given. `reference` is the answer; `alternatives` are other
    correct ways, which pass; `mistakes` are wrong ways, which fail and are named. `cases(rng)`
    are the inputs, `hints` a ladder from a nudge to nearly the answer. `builds_on` names the
    exercises whose functions the student's own one calls.
    """

    id: str
    title: str
    points: int
    concepts: tuple[str, ...]
    stub: Callable[..., Any]
    reference: Callable[..., Any]
    cases: Callable[[np.random.Generator], tuple[Case, ...]]
    hints: tuple[str, ...]
    alternatives: tuple[Callable[..., Any], ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    budget: Budget | None = None
    builds_on: tuple[str, ...] = ()
    rtol: float = 1e-5

    kind = "G"

    @property
    def function(self) -> str:
        """The name that the student's function goes by."""
        return self.stub.__name__

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of its arguments."""
        return tuple(inspect.signature(self.stub).parameters)

    @property
    def right_answers(self) -> Mapping[str, Any]:
        """Name -> answer that earns full marks."""
        return {"reference": self.reference, **{_name(a): a for a in self.alternatives}}

    @property
    def wrong_answers(self) -> Mapping[str, Any]:
        """Name of the mistake -> answer that makes it."""
        return {mistake.name: mistake.code for mistake in self.mistakes}


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question, and what to say to whoever gives it."""

    answer: str | float
    why: str
    right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A short-answer question: a letter or a number, with a reply to each wrong one.

    Numbers are right to half a per cent. `otherwise` answers what is on no list.
    """

    id: str
    title: str
    points: int
    concepts: tuple[str, ...]
    choices: tuple[Choice, ...]
    otherwise: str
    hints: tuple[str, ...]
    stub: None = field(default=None, init=False)

    kind = "Q"

    @property
    def variable(self) -> str:
        """The name that the student's answer goes by."""
        return self.id.replace("-", "_")

    @property
    def right_answers(self) -> Mapping[str, Any]:
        """Name -> answer that earns full marks."""
        return {f"answer {c.answer}": c.answer for c in self.choices if c.right}

    @property
    def wrong_answers(self) -> Mapping[str, Any]:
        """Name of the mistake -> answer that makes it."""
        return {f"answer {c.answer}": c.answer for c in self.choices if not c.right}


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and how to say it.

    `looked` is the first thing that was wrong, in the order of `Looked`; `mistake` the name of a
    known mistake, if it is one. `case`, `want` and `got` are the smallest input that shows it,
    expected and received; `arguments` names what the case gives. `printed` is what the answer
    printed on that input. `notes` do not cost anything.
    """

    exercise: str
    title: str
    state: State
    points: float
    max_points: float
    message: str
    looked: Looked | None = None
    mistake: str | None = None
    case: Case | None = None
    arguments: tuple[str, ...] = ()
    want: Any = None
    got: Any = None
    printed: str = ""
    notes: tuple[str, ...] = ()

    @property
    def heading(self) -> str:
        """Title, state and points in a line."""
        state = {"passed": "right", "wrong": "not yet right"}.get(self.state, self.state)
        points = "point" if self.max_points == 1 else "points"
        return f"{self.title}: {state} ({self.points:g} of {self.max_points:g} {points})"

    def as_json(self) -> dict[str, Any]:
        """What machines read: no arrays."""
        return {
            "exercise": self.exercise,
            "state": self.state,
            "points": self.points,
            "max_points": self.max_points,
            "message": self.message,
            "looked": self.looked,
            "mistake": self.mistake,
            "notes": list(self.notes),
        }

    def _repr_mimebundle_(self, **_options: object) -> dict[str, Any]:
        from course_lib.checking.render import as_html, as_text

        return {
            "text/plain": as_text(self),
            "text/html": as_html(self),
            VERDICT_MIME: self.as_json(),
        }

    def __str__(self) -> str:
        from course_lib.checking.render import as_text

        return as_text(self)


VERDICT_MIME = "application/vnd.course.verdict+json"


class UnknownExerciseError(CourseError):
    """An exercise id that no assignment has."""


def _name(answer: Callable[..., Any]) -> str:
    return answer.__name__.replace("_", "-")

"""What an exercise is: data and small functions, nothing that runs by itself."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np

from course_lib.checking.run import Drive, Function
from course_lib.errors import CourseError

Stage = Literal["value", "generality", "stability"]
Way = Function | tuple[Function | None, ...]
Sign = Callable[["Case", Any, Any], str | bool | None]


@dataclass(frozen=True, slots=True)
class Case:
    """One call of the student's function, and what it probes.

    `args` are handed over as copies, in order: data only, so that they can cross to another
    process. `about` says in a few words what is special, for the student to read. An `advisory`
    case cannot fail an answer: its text is a note, shown when the answer differs there (for what
    correct code in the field commonly does).
    """

    args: tuple[Any, ...]
    about: str = ""
    stage: Stage = "value"
    advisory: str = ""

    @property
    def size(self) -> int:
        """How many numbers there are to read in it."""
        return _size(self.args)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong way that students really write it, as code, and what to tell them.

    `code` is whole in itself (it may use `np` and nothing else), so that it can stand in a
    student's notebook; where an exercise asks for several functions it is one of each, with None
    for those that are right. An answer is named after the mistake when it gives the same on every
    case, or when `sign(case, got, want)` holds: nowhere False, True on a case that fails, None
    where it cannot tell. A sign generalises, it sees the mistake in code that nobody has written
    yet; in place of True it may give a message that is more exact. Where the exercise names its
    leaves, `got` and `want` are dicts of them. A mistake that is right in value but dear says in
    what it `costs` too much.
    """

    code: Way
    message: str
    sign: Sign | None = None
    costs: Literal["loops", "memory"] | None = None

    @property
    def name(self) -> str:
        """As the catalogue and the report call it, e.g. `no-root`."""
        return name_of_way(self.code)


@dataclass(frozen=True, slots=True)
class Convention:
    """Another right way with other values, whole in itself, and what to tell who uses it.

    An answer may follow it in place of the reference, but on all cases.
    """

    code: Way
    note: str


class Measured(NamedTuple):
    """A number found in a random result, the number expected, and how far it may be off."""

    got: float
    want: float
    within: float


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
    """A function to write, or a few: how to know that they are right, and to say what is wrong.

    `stub` is what the student is given. `reference` is the answer; `alternatives` are other
    correct ways, `conventions` correct ways with other values: they pass. `mistakes` are wrong
    ways: they fail and are named. `cases(rng)` are the inputs, `hints` a ladder from a nudge to
    nearly the answer. `builds_on` names the exercises whose functions the student's own one may
    call.

    `returns` names the leaves of a result that is a tuple. `drive` says how the functions are
    called on the arguments of a case (see `Answer`), `own` likewise, with the gradients taken
    numerically from the student's own forward. `may_change` names arguments that may be edited in
    place: that is a note. `measure(args, got)` judges a random result by what is measured in it.
    """

    id: str
    title: str
    points: int
    concepts: tuple[str, ...]
    stub: Function | tuple[Function, ...]
    reference: Way
    cases: Callable[[np.random.Generator], tuple[Case, ...]]
    hints: tuple[str, ...]
    alternatives: tuple[Way, ...] = ()
    conventions: tuple[Convention, ...] = ()
    mistakes: tuple[Mistake, ...] = ()
    budget: Budget | None = None
    builds_on: tuple[str, ...] = ()
    rtol: float = 1e-5
    returns: tuple[str, ...] = ()
    drive: Drive | None = None
    own: Drive | None = None
    may_change: tuple[str, ...] = ()
    measure: Callable[[tuple[Any, ...], Any], Mapping[str, Measured]] | None = None

    kind = "G"

    @property
    def stubs(self) -> tuple[Function, ...]:
        """What the student is given, as a tuple even of one."""
        return self.stub if isinstance(self.stub, tuple) else (self.stub,)

    @property
    def functions(self) -> tuple[str, ...]:
        """The names that the student's functions go by."""
        return tuple(stub.__name__ for stub in self.stubs)

    @property
    def function(self) -> str:
        """The name of the first, which is mostly the only one."""
        return self.functions[0]

    def arguments(self, case: Case) -> tuple[str, ...]:
        """What the arguments of a case are called: by the drive, the last ones by the stub."""
        own = tuple(inspect.signature(self.stubs[0]).parameters)
        if self.drive is None:
            return own[: len(case.args)]
        driven = list(inspect.signature(self.drive).parameters.values())[len(self.stubs) :]
        named = tuple(p.name for p in driven if p.kind is not p.VAR_POSITIONAL)
        rest = len(case.args) - len(named)
        return named + (own[-rest:] if rest else ())

    def whole(self, way: Way) -> tuple[Function, ...]:
        """The functions of a way of writing it, those of the reference where it has None."""
        reference = self.reference if isinstance(self.reference, tuple) else (self.reference,)
        given = way if isinstance(way, tuple) else (way,)
        return tuple(f or r for f, r in zip(given, reference, strict=True))  # type: ignore[misc]

    @property
    def right_answers(self) -> Mapping[str, Any]:
        """Name -> answer that earns full marks: a function, or a tuple of them."""
        others = (*self.alternatives, *(c.code for c in self.conventions))
        named = {"reference": self.reference, **{name_of_way(way): way for way in others}}
        return {name: self._answer(way) for name, way in named.items()}

    @property
    def wrong_answers(self) -> Mapping[str, Any]:
        """Name of the mistake -> answer that makes it: a function, or a tuple of them."""
        return {mistake.name: self._answer(mistake.code) for mistake in self.mistakes}

    def _answer(self, way: Way) -> Any:
        functions = self.whole(way)
        return functions if isinstance(self.stub, tuple) else functions[0]


class UnknownExerciseError(CourseError):
    """An exercise id that no assignment has."""


def name_of_way(way: Way) -> str:
    """Of a way of writing it: the name of the function, or of the first that it has of its own."""
    functions = way if isinstance(way, tuple) else (way,)
    return next(f.__name__.replace("_", "-") for f in functions if f)


def _size(value: Any) -> int:
    if isinstance(value, np.ndarray):
        return value.size
    if isinstance(value, dict):
        return sum(map(_size, value.values()))
    if isinstance(value, list | tuple):
        return sum(map(_size, value))
    return 1

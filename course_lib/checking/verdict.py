"""What was found, for people and for machines."""

from dataclasses import dataclass
from typing import Any, Literal

from course_lib.checking.exercise import Case

State = Literal["passed", "wrong", "not attempted"]
Looked = Literal[
    "python 2",
    "runs",
    "attempted",
    "type",
    "parts",
    "shape",
    "dtype",
    "finite",
    "value",
    "inputs",
    "loops",
    "memory",
]

VERDICT_MIME = "application/vnd.course.verdict+json"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found, and how to say it.

    `looked` is the first thing that was wrong, in the order of `Looked`; `mistake` the name of a
    known mistake, if it is one. `case`, `want` and `got` are the smallest input that shows it,
    expected and received, or the `leaf` of it that is wrong first; `arguments` names what the case
    gives. `printed` is what the answer printed on that input. `notes` do not cost anything.
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
    leaf: str = ""
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
        """What machines read: no arrays; of the case, what it is about."""
        return {
            "exercise": self.exercise,
            "state": self.state,
            "points": self.points,
            "max_points": self.max_points,
            "message": self.message,
            "looked": self.looked,
            "mistake": self.mistake,
            "case": self.case.about if self.case else "",
            "leaf": self.leaf,
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

"""A short-answer question, and a reply to each wrong answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


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

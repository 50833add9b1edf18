"""The settings of a small interactive: what each may be, and the control that sets it.

A setting refuses nonsense typed in Python with a CourseError, and quietly clamps nonsense from the
browser, where nobody would read one.
"""

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import traitlets

from course_lib.errors import CourseError, RangeError

__all__ = ["Button", "Choice", "Control", "Place", "Setting", "Slider", "Timeline", "Toggle"]

NUMBER = (int, float, np.integer, np.floating)


@dataclass(frozen=True, slots=True)
class Slider:
    """A number from the first to the last of `values`; the thumb stops at each of them."""

    label: str
    values: tuple[float, ...]
    words: tuple[str, ...] = ()
    kind: str = field(default="slider", init=False)

    def accept(self, value: Any) -> float | None:
        """Give the number, whole where all values are; None for what is none or out of range."""
        if not _is_number(value) or not self.values[0] <= value <= self.values[-1]:
            return None
        if all(isinstance(v, int) for v in self.values):
            return int(value) if value == int(value) else None
        return float(value)

    def receive(self, value: Any) -> float | None:
        """Give the nearest of `values`; None for what is no number."""
        return min(self.values, key=lambda v: abs(v - value)) if _is_number(value) else None

    def allowed(self) -> str:
        """Say what may be given."""
        return f"a number from {self.values[0]:g} to {self.values[-1]:g}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One of several words."""

    label: str
    options: tuple[str, ...]
    kind: str = field(default="choice", init=False)

    def accept(self, value: Any) -> str | None:
        """Give the word, or None for another."""
        return value if isinstance(value, str) and value in self.options else None

    receive = accept

    def allowed(self) -> str:
        """Say what may be given."""
        return "one of " + ", ".join(repr(option) for option in self.options)


@dataclass(frozen=True, slots=True)
class Toggle:
    """Yes or no."""

    label: str
    kind: str = field(default="toggle", init=False)

    def accept(self, value: Any) -> bool | None:
        """Give the truth value, or None for anything else."""
        return bool(value) if isinstance(value, bool | np.bool_) else None

    receive = accept

    def allowed(self) -> str:
        """Say what may be given."""
        return "True or False"


@dataclass(frozen=True, slots=True)
class Button:
    """A count that goes up by one at each press: the seed of what is drawn at random."""

    label: str
    kind: str = field(default="button", init=False)

    def accept(self, value: Any) -> int | None:
        """Give the whole number from 0, or None for anything else."""
        return int(value) if _is_number(value) and value == int(value) >= 0 else None

    receive = accept

    def allowed(self) -> str:
        """Say what may be given."""
        return "a whole number from 0"


@dataclass(frozen=True, slots=True)
class Timeline:
    """A step from 0 to `last`, played by the browser alone: marks say how they move `over_time`."""

    label: str
    last: int
    kind: str = field(default="time", init=False)

    def accept(self, value: Any) -> int | None:
        """Give the whole number, or None for what is none or out of range."""
        whole = _is_number(value) and value == int(value) and 0 <= value <= self.last
        return int(value) if whole else None

    def receive(self, value: Any) -> int | None:
        """Give the nearest step; None for what is no number."""
        return min(max(round(value), 0), self.last) if _is_number(value) else None

    def allowed(self) -> str:
        """Say what may be given."""
        return f"a whole number from 0 to {self.last}"


@dataclass(frozen=True, slots=True)
class Place:
    """A point (x, y) of a panel: dragged, clicked or moved by the arrow keys."""

    label: str
    kind: str = field(default="place", init=False)

    def accept(self, value: Any) -> list[float] | None:
        """Give [x, y], or None for what is no pair of finite numbers."""
        if isinstance(value, np.ndarray):
            value = value.tolist()
        pair = isinstance(value, list | tuple) and len(value) == 2
        return [float(v) for v in value] if pair and all(map(_is_number, value)) else None

    receive = accept

    def allowed(self) -> str:
        """Say what may be given."""
        return "two finite numbers, (x, y)"


Control = Slider | Choice | Toggle | Button | Timeline | Place


class Setting(traitlets.TraitType):
    """A trait that holds what its control accepts, and raises a CourseError for the rest."""

    def __init__(self, default: Any, control: Control) -> None:
        super().__init__(default)
        self.control = control
        self.tag(sync=True)

    def validate(self, obj: Any, value: Any) -> Any:
        """Give the value as it is kept. Raises RangeError, or CourseError for an unknown word."""
        accepted = self.control.accept(value)
        if accepted is None:
            error = CourseError if isinstance(self.control, Choice) else RangeError
            raise error(
                f"{type(obj).__name__} got {self.name} = {value!r}",
                why=f"{self.name} is {self.control.allowed()}",
                how="choose within that, or leave it out",
            )
        return accepted


def _is_number(value: Any) -> bool:
    return isinstance(value, NUMBER) and not isinstance(value, bool) and math.isfinite(value)

"""A student's session, from the judge's side: cells run in it, answers are called in it.

The state after each cell is a process of its own. A cell runs in a copy of it, and so does every
check: a hang, a crash or a full memory costs that cell or that check, and nothing else.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.grading.jail.answer import JailedAnswer
from course_lib.grading.jail.limits import Limits
from course_lib.grading.jail.outputs import checked_outputs
from course_lib.grading.jail.process import Gate, LostError, OverError, Process, SuspiciousError

__all__ = ["CellOutcome", "Session"]

GRACE_SECONDS = 1.0  # from the interrupt to the end
FORK_SECONDS = 10.0  # a fork takes milliseconds; on a machine that is overrun, more
FRAME_BYTES = 2**16  # what a reply takes beside outputs or a value


@dataclass(frozen=True, slots=True)
class CellOutcome:
    """What came of a cell: outputs in nbformat's form, its number, and why it was stopped."""

    outputs: list[dict[str, Any]]
    count: int | None = None
    stopped: str | None = None


class Session:
    """One submission in the jail; `Jail.open` makes it, and ends it.

    `suspicious` names what no honest notebook does: "started-process" (was refused),
    "spoke-unasked" and "bad-reply" (the session was ended).
    """

    def __init__(self, first: Process, gate: Gate, limits: Limits) -> None:
        self._state: Process | None = first
        self._gate, self._limits = gate, limits
        self._began, self.cpu_seconds = time.monotonic(), 0.0
        self._events: list[str] = []
        self._copies: set[Process] = set()
        self._lost = "the session is lost"

    @property
    def seconds(self) -> float:
        """How long it has been open."""
        return time.monotonic() - self._began

    @property
    def suspicious(self) -> list[str]:
        """Names of what was seen so far, each once."""
        refused = ["started-process"] if self._gate.refused else []
        return list(dict.fromkeys([*self._events, *refused]))

    def run(self, source: str) -> CellOutcome:
        """Run a cell on the state that the cells before it left.

        Never raises for what the student's code does. What was stopped has no effect, unless it
        obeyed the interrupt; then what it did until there counts, as in any notebook.
        """
        limits = self._limits
        try:
            new = self.copy()
        except LostError as error:
            return CellOutcome([], stopped=str(error))
        try:
            cap = limits.output_bytes * 2 + FRAME_BYTES
            request = {"do": "cell", "source": source}
            reply = self.ask(new, request, self.until(limits.cell_seconds), cap)
            outputs = checked_outputs(reply["outputs"])
            count = reply["count"] if type(reply["count"]) is int else None
        except LostError as error:
            self.discard(new)
            return CellOutcome([], stopped=str(error))
        except (KeyError, TypeError, ValueError):
            self.suspect("bad-reply")
            self.discard(new)
            return CellOutcome([], stopped="the process answered with nonsense")
        self._replace(new)
        stopped = self.too_long(limits.cell_seconds) if new.is_late else None
        return CellOutcome(outputs, count, stopped)

    def answer(self, names: Sequence[str]) -> JailedAnswer:
        """The functions of these names as they are now, to be called from outside.

        They run in a copy of the session's state; use it as a context manager, or `close` it.
        """
        return JailedAnswer(self, tuple(names), self._limits)

    def value(self, name: str) -> Any:
        """The variable `name` as data, or Raised where there is none."""
        with self.answer(()) as answer:
            return answer.value(name)

    def until(self, seconds: float) -> float:
        """The moment in so many seconds, or that at which the session's own time is over."""
        return min(time.monotonic() + seconds, self._began + self._limits.total_seconds)

    def copy(self) -> Process:
        """A new process with the state of now. Raises LostError, in words for the student."""
        if self.seconds > self._limits.total_seconds:
            raise OverError(self._over())
        if self._state is None:
            raise LostError(self._lost)
        try:
            new = self._state.fork(time.monotonic() + FORK_SECONDS)
            self._copies.add(new)
            return new
        except SuspiciousError as error:
            self.suspect(error.event)
            self._lose("the session was ended: it did what no notebook does")
        except LostError:
            self._lose("the session was lost: what ran before ended its process")
        raise LostError(self._lost)

    def ask(self, process: Process, request: dict[str, Any], until: float, cap: int) -> Any:
        """Ask `process`. Raises LostError, in words for the student, when no answer comes."""
        began = time.monotonic()
        try:
            return process.ask(request, until=until, grace=GRACE_SECONDS, cap=cap)
        except SuspiciousError as error:
            self.suspect(error.event)
            raise LostError("the process was ended: it did what no notebook does") from error
        except LostError as error:
            if process.is_late:
                raise LostError(self.too_long(until - began)) from error
            raise LostError(
                "the process ended itself, crashed, or used more than its memory"
            ) from error

    def too_long(self, seconds: float) -> str:
        """Why something was stopped that ran until its end."""
        if self.seconds > self._limits.total_seconds:
            return self._over()
        return f"stopped after {seconds:.3g} s"

    def _over(self) -> str:
        return f"the whole notebook took more than {self._limits.total_seconds:g} s"

    def suspect(self, event: str) -> None:
        """Remember what was seen."""
        self._events.append(event)

    def discard(self, process: Process) -> None:
        """End a process whose state is not wanted."""
        self.cpu_seconds += process.cpu_seconds()
        self._copies.discard(process)
        process.end()

    def _replace(self, new: Process) -> None:
        assert self._state is not None
        self.discard(self._state)
        self._copies.discard(new)
        self._state = new

    def _lose(self, reason: str) -> None:
        self._lost = reason
        if self._state is not None:
            self.discard(self._state)
            self._state = None

    def close(self) -> None:
        """End all processes."""
        self._lose("the session is closed")
        for process in [*self._copies]:
            self.discard(process)
        self._gate.close()

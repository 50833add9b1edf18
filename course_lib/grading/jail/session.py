"""A student's session, from the judge's side: cells run in it, answers are called in it.

Every check is asked of a copy of the process that the cells run in, and one is kept aside to go
back to: a hang, a crash or a full memory costs that cell or that check, and nothing else.
"""

import math
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from course_lib.checking.run import Raised
from course_lib.grading.jail.answer import MISSHAPEN, JailedAnswer, raised_from
from course_lib.grading.jail.limits import Limits
from course_lib.grading.jail.outputs import checked_outputs
from course_lib.grading.jail.process import (
    PATIENCE,
    Gate,
    LostError,
    OverError,
    Process,
    SuspiciousError,
    waited_seconds,
)

__all__ = ["CellOutcome", "Session"]

GRACE_SECONDS = 1.0  # from the interrupt to the end
FORK_SECONDS = 10.0  # a fork takes milliseconds; on a machine that is overrun, more
FRAME_BYTES = 2**16  # what a reply takes beside outputs or a value
# A copy costs as much as running a few short cells again, which is seldom needed.
AGAIN_SECONDS = 0.5


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
        self._kept: Process | None = first
        self._state: Process | None = None  # a copy of it, in which cells ran that are in _since
        self._since, self._since_seconds = list[str](), 0.0
        self._gate, self._limits = gate, limits
        self._began, self.cpu_seconds = time.monotonic(), 0.0
        self._starved, self._waited_before = 0.0, waited_seconds("thread-self")
        self._is_last, self._is_over = False, False
        self._events: list[str] = []
        self._copies: set[Process] = set()
        self._lost = "the session is lost"

    @property
    def _ends(self) -> float:
        """When its time is over; that in which it or its judge got no processor does not count."""
        total = self._limits.total_seconds
        starved = self._starved + waited_seconds("thread-self") - self._waited_before
        return self._began + total + min(starved, PATIENCE * total)

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
        try:
            state = self._current()
        except LostError as error:
            return CellOutcome([], stopped=str(error))
        began = time.monotonic()
        try:
            reply = self._cell(state, source)
            outputs = checked_outputs(reply["outputs"])
            count = reply["count"] if type(reply["count"]) is int else None
        except LostError as error:
            self._go_back()
            return CellOutcome([], stopped=str(error))
        except MISSHAPEN:
            self.suspect("bad-reply")
            self._go_back()
            return CellOutcome([], stopped="the process answered with nonsense")
        self._since.append(source)
        # Threads are left behind in a copy, and so do not meddle with the next cell.
        self._since_seconds += math.inf if state.threads() > 1 else time.monotonic() - began
        stopped = self.too_long(self._limits.cell_seconds) if state.is_late else None
        return CellOutcome(outputs, count, stopped)

    def answer(self, names: Sequence[str]) -> JailedAnswer:
        """The functions of these names as they are now, to be called from outside.

        They run in a copy of the session's state; use it as a context manager, or `close` it.
        """
        return JailedAnswer(self, tuple(names), self._limits)

    def value(self, name: str) -> Any:
        """The variable `name` as data, or Raised where there is none."""
        limits, request = self._limits, {"do": "value", "name": name}
        try:
            state = self._current()  # which may have to run cells again, each in its own time
            until, cap = self.until(limits.check_seconds), limits.reply_bytes
            reply = next(self.replies(state, request, until, cap))
            return raised_from(reply) or reply["value"]
        except LostError as error:
            is_late = isinstance(error, OverError) or (self._state and self._state.is_late)
            raised = Raised("TimeLimit" if is_late else "ProcessLost", str(error))
        except MISSHAPEN:
            self.suspect("bad-reply")
            raised = Raised("ProcessLost", "it answered with nonsense")
        self._go_back()
        return raised

    def until(self, seconds: float) -> float:
        """The moment in so many seconds, or that at which the session's own time is over."""
        until, ends = time.monotonic() + seconds, self._ends
        self._is_last = ends < until
        return min(until, ends)

    def copy(self) -> Process:
        """A new process with the state of now. Raises LostError, in words for the student."""
        return self._copy_of(self._current())

    def _current(self) -> Process:
        """The process in which the cells so far have run, and nothing else."""
        if self._is_over or time.monotonic() > self._ends:
            raise OverError(self._over())
        if self._kept is None:
            raise LostError(self._lost)
        if self._state and self._since_seconds > AGAIN_SECONDS:
            kept = self._copy_of(self._state)
            self.discard(self._kept)
            self._kept, self._since, self._since_seconds = kept, [], 0.0
            self._go_back()
        if self._state is None:
            self._state = self._copy_of(self._kept)
            self._run_again(self._state)
        return self._state

    def _run_again(self, state: Process) -> None:
        try:
            for source in self._since:
                self._cell(state, source)
        except LostError as error:
            self._lose("the session was lost: what ran before does not run again")
            raise LostError(self._lost) from error

    def _cell(self, process: Process, source: str) -> Any:
        cap = self._limits.output_bytes * 2 + FRAME_BYTES
        until = self.until(self._limits.cell_seconds)
        return next(self.replies(process, {"do": "cell", "source": source}, until, cap))

    def _copy_of(self, process: Process) -> Process:
        try:
            new = process.fork(time.monotonic() + FORK_SECONDS)
            self._copies.add(new)
            return new
        except SuspiciousError as error:
            self.suspect(error.event)
            self._lose("the session was ended: it did what no notebook does")
        except LostError:
            self._lose("the session was lost: what ran before ended its process")
        raise LostError(self._lost)

    def replies(
        self, process: Process, request: dict[str, Any], until: float, cap: int
    ) -> Iterator[Any]:
        """Ask `process`, and give one reply after another; whoever asks knows how many there are.

        Raises LostError, in words for the student, when one does not come.
        """
        began = time.monotonic()
        try:
            process.ask(request, until)
            while True:
                yield process.hear(until=until, grace=GRACE_SECONDS, cap=cap)
        except SuspiciousError as error:
            self.suspect(error.event)
            raise LostError("the process was ended: it did what no notebook does") from error
        except LostError as error:
            if process.is_late:
                raise LostError(self.too_long(until - began)) from error
            raise LostError(
                "the process ended itself, crashed, or used more than its memory"
            ) from error
        finally:
            self._starved += process.starved_seconds()

    def too_long(self, seconds: float) -> str:
        """Why something was stopped that ran until its end."""
        if self._is_last:
            self._is_over = True
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

    def _go_back(self) -> None:
        """To the state before the cell that was stopped."""
        if self._state is not None:
            self.discard(self._state)
            self._state = None

    def _lose(self, reason: str) -> None:
        self._lost = reason
        self._go_back()
        if self._kept is not None:
            self.discard(self._kept)
            self._kept = None

    def close(self) -> None:
        """End all processes."""
        self._lose("the session is closed")
        for process in [*self._copies]:
            self.discard(process)
        self._gate.close()

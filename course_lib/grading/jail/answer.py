"""A student's functions in the jail, as something to call: see `course_lib.checking.Answer`."""

import inspect
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from course_lib.checking.run import PRINTED_AT_MOST, Cost, Outcome, Raised
from course_lib.grading.jail.limits import Limits
from course_lib.grading.jail.process import LostError, OverError, Process

if TYPE_CHECKING:
    from course_lib.grading.jail.session import Session

__all__ = ["MISSHAPEN", "JailedAnswer", "Taken", "raised_from"]

Drive = Callable[..., Any]
Read = Callable[[tuple[Any, ...], Any], Any]
MISSHAPEN = (KeyError, TypeError, ValueError)  # of a reply that is not what it should be


@dataclass(frozen=True, slots=True)
class Taken:
    """What a call took: processor time, and the most bytes held beyond what was held before."""

    outcome: Outcome
    cpu_seconds: float
    bytes: int


class JailedAnswer:
    """Functions of a session, called in a copy of its state; all calls of a check share one copy.

    A call that hangs or ends the process costs that call; the next one begins with a new copy,
    while there is time left.
    """

    def __init__(self, session: "Session", names: tuple[str, ...], limits: Limits) -> None:
        self._session, self._names, self._limits = session, names, limits
        self._process: Process | None = None
        self._spent = 0.0

    def __enter__(self) -> "JailedAnswer":
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()

    def call(self, args: tuple[Any, ...], drive: Drive | None = None) -> Outcome:
        """Call with a copy of `args`. Raises CodecError when they may not cross: they are ours."""
        return self.calls([args], drive)[0]

    def calls(self, inputs: Sequence[tuple[Any, ...]], drive: Drive | None = None) -> list[Outcome]:
        """Call with copies of one input after another; asked in one message, answered in many."""
        given = self._each("call", inputs, drive, self._outcome)
        return [Outcome(raised=g) if isinstance(g, Raised) else g for g in given]

    def cost(self, args: tuple[Any, ...], drive: Drive | None = None) -> Cost | Raised:
        """Call with copies of `args`, counting in the jail; see `too_slow` for who lies there."""
        return self._each("cost", [args], drive, self._cost)[0]

    def taken(self, args: tuple[Any, ...], drive: Drive | None = None) -> "Taken | Raised":
        """Call with a copy of `args`, and ask the kernel, which nobody can fool, what it took."""
        if self._process is None:
            try:
                self._process = self._session.copy()
            except LostError as error:
                return self._lost(error)
        process = self._process
        began, held = process.cpu_seconds(), process.held_bytes()
        outcome = self.call(args, drive)
        if outcome.raised:
            return outcome.raised
        seconds = process.cpu_seconds() - began
        return Taken(outcome, seconds, process.peak_bytes() - held)

    def close(self) -> None:
        """End the copy."""
        if self._process is not None:
            self._session.discard(self._process)
            self._process = None

    def _each(
        self, do: str, inputs: Sequence[tuple[Any, ...]], drive: Drive | None, read: Read
    ) -> list[Any]:
        """What `read` makes of the reply to each input, Raised where there is none."""
        given: list[Any] = []
        while left := [*inputs[len(given) :]]:
            sent = drive and {"source": _source(drive), "name": drive.__name__}
            request = {"do": do, "names": [*self._names], "args": left, "drive": sent}
            given += self._until_lost(request, [partial(read, args) for args in left])
        return given

    def _until_lost(
        self, request: dict[str, Any], reads: Sequence[Callable[[Any], Any]]
    ) -> list[Any]:
        """What comes of the replies to `request`: the last one is Raised if the process is lost."""
        began, given = time.monotonic(), list[Any]()
        try:
            replies = self._replies(request)
            for read in reads:
                given.append(self._read(next(replies), read))
                if self._process is None:
                    break
                if self._process.is_late and len(given) < len(reads):
                    self.close()  # its time is over, and it goes on with what was asked
                    break
        except LostError as error:
            given.append(self._lost(error))
        finally:
            starved = self._process.starved_seconds() if self._process else 0.0
            self._spent += max(0.0, time.monotonic() - began - starved)
        return given

    def _replies(self, request: dict[str, Any]) -> Iterator[Any]:
        left = self._limits.check_seconds - self._spent
        if left <= 0:
            raise OverError(f"stopped after {self._limits.check_seconds:.3g} s")
        if self._process is None:
            self._process = self._session.copy()
        until = self._session.until(left)
        return self._session.replies(self._process, request, until, self._limits.reply_bytes)

    def _read(self, reply: Any, read: Callable[[Any], Any]) -> Any:
        try:
            return read(reply)
        except MISSHAPEN:
            return self._nonsense()

    def _outcome(self, args: tuple[Any, ...], reply: dict[str, Any]) -> Outcome:
        raised = raised_from(reply)
        value = None if raised else reply["value"]
        return Outcome(value, self._at_end(raised), _changed(reply, args), _printed(reply))

    def _cost(self, _args: tuple[Any, ...], reply: dict[str, Any]) -> Cost | Raised:
        raised = self._at_end(raised_from(reply))
        return raised or Cost(_count(reply["steps"]), _count(reply["memory"]))

    def _at_end(self, raised: Raised | None) -> Raised | None:
        """What was raised; or, if it was the judge's interrupt, where that found it."""
        if raised is None or not self._process or not self._process.is_late:
            return raised
        words = "it was still running when its time was over: does every loop in it end?"
        return Raised("TimeLimit", words, raised.function, raised.line, raised.source)

    def _lost(self, error: LostError) -> Raised:
        was_late = self._process is not None and self._process.is_late
        self.close()
        is_time = was_late or isinstance(error, OverError)
        return Raised("TimeLimit" if is_time else "ProcessLost", str(error))

    def _nonsense(self) -> Raised:
        self.close()
        self._session.suspect("bad-reply")
        return Raised("ProcessLost", "it answered with nonsense")


def raised_from(reply: dict[str, Any]) -> Raised | None:
    """The error of a reply, if it tells of one. Raises ValueError when that is none."""
    if "raised" not in reply:
        return None
    kind, message, function, line, source = reply["raised"]
    words = (kind, message, function, source)
    if not all(type(word) is str for word in words) or not (line is None or type(line) is int):
        raise ValueError("an error consists of words")
    kind, message, function, source = (word[:PRINTED_AT_MOST] for word in words)
    return Raised(kind, message, function, line, source)


@cache
def _source(drive: Drive) -> str:
    return inspect.getsource(drive)


def _changed(reply: dict[str, Any], args: tuple[Any, ...]) -> tuple[int, ...]:
    changed = reply.get("changed", [])
    if type(changed) is not list or not all(type(i) is int for i in changed):
        raise ValueError("arguments are numbered")
    return tuple(i for i in changed if 0 <= i < len(args))


def _printed(reply: dict[str, Any]) -> str:
    printed = reply.get("printed", "")
    if type(printed) is not str:
        raise ValueError("what is printed is text")
    return printed[:PRINTED_AT_MOST]


def _count(number: Any) -> int:
    if type(number) is not int or not 0 <= number < 2**63:
        raise ValueError("a count is a whole number that something can have")
    return number

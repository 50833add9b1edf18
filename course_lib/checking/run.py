"""Call an answer without letting it break anything: errors, changed inputs, prints, cost."""

import contextlib
import copy
import inspect
import io
import sys
import threading
import traceback
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

import numpy as np

PRINTED_AT_MOST = 600  # characters of what an answer prints or raises that are shown back


@dataclass(frozen=True, slots=True)
class Raised:
    """An error, as data: it can cross from another process.

    `function`, `line` and `source` say where in the student's own code it stopped.
    """

    kind: str
    message: str
    function: str = ""
    line: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Unkept:
    """Stands for a value that cannot be copied: a generator, a file, a coroutine."""

    kind: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one call: a value or an error, and which arguments were altered."""

    value: Any = None
    raised: Raised | None = None
    changed: tuple[int, ...] = ()
    printed: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """Python steps (bytecodes) executed, and the most bytes held at once beside the inputs."""

    steps: int
    memory: int


class Answer(Protocol):
    """Something that can be called and counted, wherever it runs."""

    def call(self, args: tuple[Any, ...]) -> Outcome:
        """Run on a copy of `args`."""

    def cost(self, args: tuple[Any, ...]) -> Cost | Raised:
        """Run on a copy of `args`, counting."""


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """A function in this very process: the student's own kernel."""

    function: Callable[..., Any]

    def call(self, args: tuple[Any, ...]) -> Outcome:
        """Run on a copy of `args`; only an interrupt by the user gets through."""
        given = copy.deepcopy(args)
        value, raised, printed = None, None, _Capped()
        with quiet(printed):
            try:
                # The value may be a view of an argument, which the next call would change.
                value = _kept(self.function(*given))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raised = as_data(error, self.function)
        changed = tuple(
            i for i, (a, b) in enumerate(zip(args, given, strict=True)) if not _same(a, b)
        )
        return Outcome(value, raised, changed, printed.text)

    def cost(self, args: tuple[Any, ...]) -> Cost | Raised:
        """Run twice on copies of `args`: once counting bytecodes, once tracing memory."""
        with quiet():
            try:
                return Cost(self._steps(copy.deepcopy(args)), self._memory(copy.deepcopy(args)))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                return as_data(error, self.function)

    def _steps(self, args: tuple[Any, ...]) -> int:
        with counted_steps() as steps:
            self.function(*args)
        return steps[0]

    def _memory(self, args: tuple[Any, ...]) -> int:
        already = tracemalloc.is_tracing()
        if not already:
            tracemalloc.start()
        try:
            held, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            self.function(*args)
            return tracemalloc.get_traced_memory()[1] - held
        finally:
            if not already:
                tracemalloc.stop()


if sys.version_info >= (3, 12):

    @contextlib.contextmanager
    def counted_steps() -> Iterator[list[int]]:
        """Count the bytecodes that this thread executes meanwhile, in the one number given."""
        steps, me = [0], threading.get_ident()
        watch, events = sys.monitoring, sys.monitoring.events

        def count(_code: object, _offset: int) -> None:
            steps[0] += threading.get_ident() == me

        # 0 to 2 belong to debuggers, coverage tools and profilers.
        tool = next(i for i in (3, 4, 5) if watch.get_tool(i) is None)
        watch.use_tool_id(tool, "course")
        watch.register_callback(tool, events.INSTRUCTION, count)
        watch.set_events(tool, events.INSTRUCTION)
        try:
            yield steps
        finally:
            watch.set_events(tool, events.NO_EVENTS)
            watch.register_callback(tool, events.INSTRUCTION, None)
            watch.free_tool_id(tool)

else:

    @contextlib.contextmanager
    def counted_steps() -> Iterator[list[int]]:
        """Count the bytecodes that this thread executes meanwhile, in the one number given."""
        steps = [0]

        def trace(frame: FrameType, event: str, _arg: object) -> Any:
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            steps[0] += event == "opcode"
            return trace

        before = sys.gettrace()  # a debugger's or a coverage tool's
        sys.settrace(trace)
        try:
            yield steps
        finally:
            sys.settrace(before)


class _Capped(io.TextIOBase):
    """Keeps the first characters written to it, even if it is closed, and drops the rest."""

    def __init__(self) -> None:
        self.text = ""

    def write(self, text: str) -> int:
        self.text += text[: max(0, PRINTED_AT_MOST - len(self.text))]
        return len(text)


@contextlib.contextmanager
def quiet(printed: io.TextIOBase | None = None) -> Iterator[None]:
    """Nothing is printed and nobody is warned; what is written goes to `printed`."""
    printed = printed or _Capped()
    # nbgrader gives no points for a cell that writes to stderr, a mere warning included.
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def _kept(value: Any) -> Any:
    try:
        return copy.deepcopy(value)
    except Exception:  # whatever the object's own code raises
        if inspect.iscoroutine(value):
            value.close()  # one that nobody awaits would warn
        return Unkept(type(value).__name__)


def as_data(error: BaseException, function: Callable[..., Any]) -> Raised:
    """The error with the place in the student's own code, that of `function`, where it happened."""
    kind, message = type(error).__name__, _words(error)
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is `call` itself
    # The deepest line of the student's own: what they called may have failed deep inside NumPy.
    file = getattr(getattr(function, "__code__", None), "co_filename", None)
    own = [f for f in frames if f.filename == file or "ipykernel" in f.filename] or frames[:1]
    if not own:
        return Raised(kind, message)
    frame = own[-1]
    return Raised(kind, message, frame.name, frame.lineno, (frame.line or "").strip())


def _words(error: BaseException) -> str:
    try:
        return str(error)[:PRINTED_AT_MOST].split("\n\n")[0]
    except Exception:  # an error of the student's own making whose text is broken too
        return ""


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and before.tobytes() == after.tobytes()
    return bool(before == after)

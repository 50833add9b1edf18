"""Call an answer without letting it break anything: errors, changed inputs, prints, cost."""

import contextlib
import copy
import io
import linecache
import sys
import traceback
import tracemalloc
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType
from typing import Any, Protocol

import numpy as np

PRINTED_AT_MOST = 600  # characters of what an answer prints that are shown back


@dataclass(frozen=True, slots=True)
class Raised:
    """An error, as data: it can cross from another process."""

    kind: str
    message: str
    line: int | None = None
    source: str = ""


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

    def cost(self, args: tuple[Any, ...]) -> Cost:
        """Run on a copy of `args`, counting."""


@dataclass(frozen=True, slots=True)
class LocalAnswer:
    """A function in this very process: the student's own kernel."""

    function: Callable[..., Any]

    def call(self, args: tuple[Any, ...]) -> Outcome:
        """Run on a copy of `args`; only an interrupt by the user gets through."""
        given = copy.deepcopy(args)
        value, raised, printed = None, None, _Capped()
        with _quiet(printed):
            try:
                value = self.function(*given)
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raised = _as_data(error)
        changed = tuple(
            i for i, (a, b) in enumerate(zip(args, given, strict=True)) if not _same(a, b)
        )
        # The value may be a view of an argument, which the next call would change.
        return Outcome(copy.deepcopy(value), raised, changed, printed.getvalue())

    def cost(self, args: tuple[Any, ...]) -> Cost:
        """Run twice on copies of `args`: once counting bytecodes, once tracing memory."""
        with _quiet(_Capped()):
            return Cost(self._steps(copy.deepcopy(args)), self._memory(copy.deepcopy(args)))

    def _steps(self, args: tuple[Any, ...]) -> int:
        steps = 0

        def trace(frame: FrameType, event: str, _arg: object) -> Any:
            nonlocal steps
            frame.f_trace_opcodes, frame.f_trace_lines = True, False
            steps += event == "opcode"
            return trace

        before = sys.gettrace()  # a debugger's or a coverage tool's
        sys.settrace(trace)
        try:
            self.function(*args)
        finally:
            sys.settrace(before)
        return steps

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


class _Capped(io.StringIO):
    """Keeps the first characters written to it and drops the rest."""

    def write(self, text: str) -> int:
        super().write(text[: max(0, PRINTED_AT_MOST - self.tell())])
        return len(text)


@contextlib.contextmanager
def _quiet(printed: io.StringIO) -> Any:
    # nbgrader gives no points for a cell that writes to stderr, a mere warning included.
    with (
        contextlib.redirect_stdout(printed),
        contextlib.redirect_stderr(printed),
        warnings.catch_warnings(),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield


def _as_data(error: BaseException) -> Raised:
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is `call` itself
    # The deepest line of the student's own: what they called may have failed deep inside NumPy.
    own = [f for f in frames if "site-packages" not in f.filename and f.filename[:1] == "<"]
    own = own or [f for f in frames if "ipykernel" in f.filename] or list(frames[:1])
    if not own:
        return Raised(type(error).__name__, str(error))
    frame = own[-1]
    source = frame.line or linecache.getline(frame.filename, frame.lineno or 0).strip()
    return Raised(type(error).__name__, str(error), frame.lineno, source)


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and np.array_equal(
            before, after, equal_nan=before.dtype.kind == "f"
        )
    return bool(before == after)

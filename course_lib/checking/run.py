"""Call an answer without letting it break anything: errors, changed inputs, prints, cost.

Nothing here knows an answer, and nothing but NumPy is imported: the grader's jail runs this too.
"""

import contextlib
import copy
import functools
import inspect
import io
import sys
import threading
import traceback
import tracemalloc
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from types import CodeType, FrameType
from typing import Any, Protocol

import numpy as np

PRINTED_AT_MOST = 600  # characters of what an answer prints or raises that are shown back

Function = Callable[..., Any]
Drive = Function


@dataclass(frozen=True, slots=True)
class Raised:
    """An error, as data: it can cross from another process.

    `function`, `line` and `source` say where in the student's own code it stopped. They are empty
    when it stopped outside: at the call itself, or in the drive, which asserts what it needs.
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
    """One function or more that can be called and counted, wherever they run.

    `drive(*functions, *args)` says how they are called; without one, the one function is called
    once. A drive is a plain function, whole in itself (it may use `np` and imports of its own), so
    that its source can be sent to where the functions are.
    """

    def call(self, args: tuple[Any, ...], drive: Drive | None = None) -> Outcome:
        """Run on a copy of `args`."""

    def calls(self, inputs: Sequence[tuple[Any, ...]], drive: Drive | None = None) -> list[Outcome]:
        """As `call` for one after another, asked all at once: where it is far, that is quicker."""

    def cost(self, args: tuple[Any, ...], drive: Drive | None = None) -> Cost | Raised:
        """Run on a copy of `args`, counting."""


class LocalAnswer:
    """Functions in this very process: the student's own kernel."""

    def __init__(self, *functions: Function) -> None:
        self.functions = functions

    def _driven(self, drive: Drive | None) -> Function:
        # Nothing of ours in between: Python steps are counted.
        return functools.partial(drive, *self.functions) if drive else self.functions[0]

    def call(self, args: tuple[Any, ...], drive: Drive | None = None) -> Outcome:
        """Run on a copy of `args`; only an interrupt by the user gets through."""
        given = copy.deepcopy(args)
        value, raised, printed = None, None, _Capped()
        with quiet(printed):
            try:
                # The value may be a view of an argument, which the next call would change.
                value = _kept(self._driven(drive)(*given))
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                raised = as_data(error, self.functions, drive)
        changed = tuple(
            i for i, (a, b) in enumerate(zip(args, given, strict=True)) if not _same(a, b)
        )
        return Outcome(value, raised, changed, printed.text)

    def calls(self, inputs: Sequence[tuple[Any, ...]], drive: Drive | None = None) -> list[Outcome]:
        """One after another, each on its own copy."""
        return [self.call(args, drive) for args in inputs]

    def cost(self, args: tuple[Any, ...], drive: Drive | None = None) -> Cost | Raised:
        """Run twice on copies of `args`: once counting bytecodes, once tracing memory."""
        with quiet():
            try:
                driven = self._driven(drive)
                return Cost(
                    _steps(driven, copy.deepcopy(args)), _memory(driven, copy.deepcopy(args))
                )
            except KeyboardInterrupt:
                raise
            except BaseException as error:
                return as_data(error, self.functions, drive)


def _steps(driven: Function, args: tuple[Any, ...]) -> int:
    with counted_steps() as steps:
        driven(*args)
    return steps[0]


def _memory(driven: Function, args: tuple[Any, ...]) -> int:
    already = tracemalloc.is_tracing()
    if not already:
        tracemalloc.start()
    try:
        held, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        driven(*args)
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
    # A named tuple or a defaultdict is taken for what it holds, without asking its own code.
    if isinstance(value, tuple):
        return tuple(_kept(part) for part in tuple.__iter__(value))
    if type(value) is list:
        return [_kept(part) for part in value]
    if isinstance(value, dict):
        return {key: _kept(part) for key, part in dict.items(value) if type(key) in (str, int)}
    try:
        return copy.deepcopy(value)
    except Exception:  # whatever the object's own code raises
        if inspect.iscoroutine(value):
            value.close()  # one that nobody awaits would warn
        return Unkept(type(value).__name__)


def as_data(
    error: BaseException, functions: tuple[Function, ...], drive: Drive | None = None
) -> Raised:
    """The error with the place where it happened in the student's own code, that of `functions`."""
    kind, message = type(error).__name__, _words(error)
    here = as_data.__code__.co_filename
    ours = {*_codes(drive.__code__)} if drive else set()
    frames = [
        summary
        for (frame, _), summary in zip(
            traceback.walk_tb(error.__traceback__),
            traceback.extract_tb(error.__traceback__),
            strict=True,
        )
        if frame.f_code.co_filename != here and frame.f_code not in ours
    ]
    # The deepest line of the student's own: what they called may have failed deep inside NumPy.
    files = {code.co_filename for f in functions for code in _codes_of(f)}
    if isinstance(error, AssertionError) and _innermost(error) in ours:
        return Raised(kind, message)  # asserted by a function that the drive lends to the student's
    own = [f for f in frames if f.filename in files or "ipykernel" in f.filename]
    if not own and not files:
        own = frames[:1]
    if not own:
        return Raised(kind, message)
    frame = own[-1]
    return Raised(kind, message, frame.name, frame.lineno, (frame.line or "").strip())


def _innermost(error: BaseException) -> CodeType | None:
    frames = [frame.f_code for frame, _ in traceback.walk_tb(error.__traceback__)]
    return frames[-1] if frames else None


def _codes_of(answer: Any) -> list[CodeType]:
    """Of a function; of all methods, where a class was asked for."""
    parts = vars(answer).values() if isinstance(answer, type) else (answer,)
    return [part.__code__ for part in parts if hasattr(part, "__code__")]


def _codes(code: CodeType) -> Iterator[CodeType]:
    """Of a function and of all functions written within it."""
    yield code
    for part in code.co_consts:
        if isinstance(part, CodeType):
            yield from _codes(part)


def _words(error: BaseException) -> str:
    try:
        return str(error)[:PRINTED_AT_MOST].split("\n\n")[0]
    except Exception:  # an error of the student's own making whose text is broken too
        return ""


def _same(before: Any, after: Any) -> bool:
    if isinstance(before, np.ndarray):
        return before.shape == after.shape and before.tobytes() == after.tobytes()
    if isinstance(before, np.random.Generator):
        return True  # to draw from it is what it is given for
    if isinstance(before, list | tuple):
        return len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, dict):
        return before.keys() == after.keys() and all(_same(before[k], after[k]) for k in before)
    return bool(before == after) or (before != before and after != after)

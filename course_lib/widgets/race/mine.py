"""The student's own `step(w, dw, state)`, run with care: whatever it does, there is a race.

It is called as the course's exercises are: `w` and `dw` float64 (2,), `state` a dict, {} at first;
settings it names as further arguments (lr, rho, beta1, beta2, eps) are those of the race.
"""

import copy
import inspect
import linecache
import traceback
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from course_lib._shapes import Array, Float
from course_lib.optim import Surface
from course_lib.optim._course import within

__all__ = ["Mine", "run_mine", "takes"]

SETTINGS = ("lr", "rho", "beta1", "beta2", "eps")
FAR = 1e30  # further out than any picture, and what the browser is sent can still hold it
IN_PLACE = (
    "Your step changes w in place. That is no mistake here; but whoever wants the old one must "
    "have copied it."
)
UNWRITTEN = "Your step is not written yet. Write it, and run this cell again."


class Mine(NamedTuple):
    """A path (steps + 1, 2) held where it ended, the gradients (steps, 2), states after each step.

    last: the step after which nothing new came; left: it went out of reach there; fault: what is
    wrong with the function, in words, or ""; note: what is not wrong, and worth a word, or "".
    """

    path: Float[Array, "T 2"]
    slopes: Float[Array, "S 2"]
    states: list[Any]
    last: int
    left: bool
    fault: str
    note: str


class _Answer(NamedTuple):
    """What a step gave, the new w and the state, or None; what is wrong; what is worth a word."""

    given: tuple[Array, Any] | None
    fault: str = ""
    note: str = ""


def takes(step: Callable[..., Any]) -> tuple[str, ...]:
    """Give which of lr, rho, beta1, beta2, eps the function names as arguments."""
    try:
        names = list(inspect.signature(step).parameters)[3:]
    except (TypeError, ValueError):  # built-in functions may have no signature
        return ()
    return tuple(name for name in SETTINGS if name in names)


def run_mine(
    step: Callable[..., Any],
    surface: Surface,
    start: tuple[float, float],
    factors: Sequence[float],
    settings: dict[str, float],
    noise: Float[Array, "S 2"] | None = None,
) -> Mine:
    """Run `step` once for each factor of the rate, or until it leaves the picture or fails.

    `settings` are given by name where the function takes them.
    """
    named = {name: settings[name] for name in takes(step)}
    w: Array = np.array(start, float)
    state: Any = {}
    path, slopes, states = [w], [], []
    fault, note, left = "", "", False
    for k, factor in enumerate(factors):
        dw = surface.gradient(w) + (0 if noise is None else noise[k])
        now = named | {"lr": named["lr"] * factor} if "lr" in named else named
        answer = _asked(step, w, dw, state, now)
        fault, note = fault or _placed(answer.fault, k, w, dw), note or answer.note
        if answer.given is None:
            break
        w, state = answer.given
        path.append(w)
        slopes.append(dw)
        states.append(_snapshot(state))
        if left := not within(surface, w):
            note += _infinite(k, w)
            break
    more = len(factors) + 1 - len(path)
    return Mine(
        np.clip(np.array(path + path[-1:] * more).reshape(-1, 2), -FAR, FAR),
        np.array(slopes + [np.zeros(2)] * more).reshape(-1, 2),
        states,
        len(path) - 1,
        left,
        fault,
        note.strip(),
    )


def _placed(fault: str, k: int, w: Array, dw: Array) -> str:
    """Say at which step, and given what."""
    if fault in ("", UNWRITTEN):
        return fault
    return f"Step {k + 1}, w = {_text(w)}, dw = {_text(dw)}: {fault}"


def _infinite(k: int, w: Array) -> str:
    if not np.isinf(w).any():
        return ""
    return f" At step {k + 1} your w became infinite, {_text(w)}. Was something divided by zero?"


def _asked(
    step: Callable[..., Any], w: Array, dw: Array, state: Any, named: dict[str, float]
) -> _Answer:
    """Call the step once, on copies."""
    given, slope = w.copy(), dw.copy()
    try:
        with np.errstate(all="ignore"):
            answer = step(given, slope, state, **named)
    except NotImplementedError:
        return _Answer(None, UNWRITTEN)
    except Exception as error:  # shown to the student, whose function it is
        return _Answer(None, _raised(error, state))
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        return _Answer(None, f"your step returned {_kind(answer)}. End it with `return w, state`.")
    wrong = _wrong_weights(answer[0])
    if wrong:
        return _Answer(None, wrong)
    fault = (
        ""
        if np.array_equal(slope, dw)
        else (
            "your step modified its input dw. Make a new array, g = 2 * dw, not dw *= 2: "
            "whoever called still needs the old one."
        )
    )
    note = "" if np.array_equal(given, w) else IN_PLACE
    return _Answer((np.array(answer[0], float), answer[1]), fault, note)


def _kind(answer: Any) -> str:
    """Say what came back in place of two things."""
    if answer is None:
        return "nothing"
    if isinstance(answer, tuple | list):
        return f"{len(answer)} things, not two"
    known = {np.ndarray: "an array", dict: "a dict"}
    return f"{known.get(type(answer), f'one thing of type {type(answer).__name__}')} alone"


def _wrong_weights(w: Any) -> str:
    try:
        w = np.asarray(w)
    except ValueError:
        w = np.asarray(None)
    if w.dtype.kind not in "fiu":
        return f"your step returned weights of {w.dtype}, not numbers."
    if w.shape != (2,):
        return f"your step returned weights of shape {w.shape}; they went in as (2,)."
    if np.isnan(w).any():
        return f"your step returned w = {_text(w)}. What was divided by zero, or rooted below it?"
    return ""


def _raised(error: Exception, state: Any) -> str:
    """Say what was raised, and in which line of the student's own."""
    frames = traceback.extract_tb(error.__traceback__)[1:]  # the first is ours
    line = (frames[0].line or "").strip() if frames else ""
    if frames and not line:
        line = linecache.getline(frames[0].filename, frames[0].lineno or 0).strip()
    where = f" in `{line}`" if line else ""
    said = f"{type(error).__name__}{where}: {error}"
    if isinstance(error, KeyError) and isinstance(state, dict) and error.args[0] not in state:
        said += f". The state is {{}} at first: state.get({error.args[0]!r}, 0) gives 0 then."
    if isinstance(error, TypeError) and not frames:  # it never began: it cannot be called so
        said += f". A race gives it w, dw, state and, by these names, {', '.join(SETTINGS)}."
    return said


def _snapshot(state: Any) -> dict[str, Array]:
    """Keep what can be shown of a state: numbers and pairs of numbers, by name."""
    shown = {}
    for name, value in state.items() if isinstance(state, dict) else ():
        numeric = isinstance(value, int | float | np.ndarray | np.number)
        if numeric and np.shape(value) in ((), (2,)) and np.asarray(value).dtype.kind in "biuf":
            shown[str(name)] = copy.copy(np.asarray(value, float))
    return shown


def _text(w: Array) -> str:
    words = ", ".join(f"{v:.3g}" for v in np.ravel(w))
    return "(" + words.replace("-", "−").replace("inf", "∞") + ")"

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

__all__ = ["Mine", "first_apart", "run_mine", "takes"]

SETTINGS = ("lr", "rho", "beta1", "beta2", "eps")
# Share of the picture's width; rounding stays far below, another formula far above.
APART = 1e-5
UNWRITTEN = "Your step is not written yet. Write it, and run this cell again."


class Mine(NamedTuple):
    """A path (steps + 1, 2) held where it ended, the gradients (steps, 2), states after each step.

    last: the step after which nothing new came; left: it went out of reach there; fault: what is
    wrong with the function, in words, or "".
    """

    path: Float[Array, "T 2"]
    slopes: Float[Array, "S 2"]
    states: list[Any]
    last: int
    left: bool
    fault: str


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
    fault, left = "", False
    for k, factor in enumerate(factors):
        dw = surface.gradient(w) + (0 if noise is None else noise[k])
        now = named | {"lr": named["lr"] * factor} if "lr" in named else named
        answer, wrong = _asked(step, w, dw, state, now)
        if wrong and not fault:
            where = (
                "" if wrong == UNWRITTEN else f"Step {k + 1}, w = {_text(w)}, dw = {_text(dw)}: "
            )
            fault = where + wrong
        if answer is None:
            break
        w, state = answer
        path.append(w)
        slopes.append(dw)
        states.append(_snapshot(state))
        if left := not within(surface, w):
            break
    more = len(factors) + 1 - len(path)
    return Mine(
        np.array(path + path[-1:] * more).reshape(-1, 2),
        np.array(slopes + [np.zeros(2)] * more).reshape(-1, 2),
        states,
        len(path) - 1,
        left,
        fault,
    )


def first_apart(a: Float[Array, "T 2"], b: Float[Array, "T 2"], width: float) -> int:
    """Give the first step at which two paths differ by more than 1e-5 of `width`; -1 for none."""
    apart = ~(np.abs(a - b).max(axis=1) <= APART * width)
    return int(apart.argmax()) if apart.any() else -1


def _asked(
    step: Callable[..., Any], w: Array, dw: Array, state: Any, named: dict[str, float]
) -> tuple[tuple[Array, Any] | None, str]:
    """Call the step once; give its answer, or None, and what is wrong with it, or ""."""
    given, slope = w.copy(), dw.copy()
    try:
        with np.errstate(all="ignore"):
            answer = step(given, slope, state, **named)
    except NotImplementedError:
        return None, UNWRITTEN
    except Exception as error:  # shown to the student, whose function it is
        return None, _raised(error, state)
    if not (isinstance(answer, tuple | list) and len(answer) == 2):
        got = "nothing" if answer is None else f"a {type(answer).__name__}"
        return None, f"your step returned {got}. End it with `return w, state`."
    wrong = _wrong_weights(answer[0])
    if wrong:
        return None, wrong
    changed = [n for n, a, b in (("w", given, w), ("dw", slope, dw)) if not np.array_equal(a, b)]
    fault = ""
    if changed:
        fault = (
            f"your step modified its input {' and '.join(changed)}. Make a new array, "
            "w = w - ..., not w -= ...: whoever called still needs the old one."
        )
    return (np.array(answer[0], float), answer[1]), fault


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
    return "(" + ", ".join(f"{v:.3g}" for v in np.ravel(w)).replace("-", "−") + ")"

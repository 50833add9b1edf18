"""Every exercise of the course, and the two functions a notebook calls: `check` and `hint`."""

import os
from difflib import get_close_matches
from typing import Any

import numpy as np

from course_lib.checking import Exercise, Question, UnknownExerciseError, Verdict, judge
from course_lib.exercises import (
    backprop,
    convolution,
    initialisation,
    knn,
    linear,
    optimisers,
    regularisation,
    transfer,
)

__all__ = ["ASSIGNMENTS", "EXERCISES", "CheckFailed", "check", "find", "hint", "rng"]

ASSIGNMENTS: dict[str, tuple[Exercise | Question, ...]] = {
    "01_knn": knn.EXERCISES,
    "02_linear": linear.EXERCISES,
    "03_backprop": backprop.EXERCISES,
    "04_optimisers": optimisers.EXERCISES,
    "05_initialisation": initialisation.EXERCISES,
    "06_regularisation": regularisation.EXERCISES,
    "07_convolution": convolution.EXERCISES,
    "08_transfer": transfer.EXERCISES,
}
EXERCISES = tuple(e for exercises in ASSIGNMENTS.values() for e in exercises)

_hints_given: dict[str, int] = {}


class CheckFailed(AssertionError):
    """Raised where nbgrader runs the cell: that is how it learns that there are no points."""

    def _render_traceback_(self) -> list[str]:
        return [f"CheckFailed: {self}"]


def check(id: str, *answer: Any) -> Verdict | None:
    """Look at `answer`, a function or the answer to a question, and say what is wrong first.

    Where an exercise asks for several functions, all are given, in its order. Under nbgrader's
    Validate button and its autograding the verdict is displayed, not returned (nbgrader looks for a
    number in what a cell returns), and an answer that is not right raises CheckFailed. Raises
    UnknownExerciseError for an id that no assignment has.
    """
    verdict = judge(find(id), answer[0] if len(answer) == 1 else answer, rng())
    runs_it = os.environ.get("NBGRADER_EXECUTION")
    if runs_it is None:
        return verdict
    from IPython.display import display

    display(verdict)
    if verdict.state != "passed":
        # Validate shows the error and nothing else; the feedback page shows what is displayed too.
        raise CheckFailed(str(verdict) if runs_it == "validate" else verdict.heading)
    return None


def rng() -> np.random.Generator:
    """The inputs a student sees: the same at every run, so that a failure can be looked into."""
    return np.random.default_rng(0)


def hint(id: str) -> None:
    """Print the next hint for the exercise `id`; after the last one, begin anew."""
    exercise = find(id)
    step = _hints_given.get(exercise.id, 0)
    last = len(exercise.hints)
    print(f"Hint {step + 1} of {last}. {exercise.hints[step]}")
    if step + 1 == last:
        print("That was the last one; the next call begins anew.")
    _hints_given[exercise.id] = (step + 1) % last


def find(id: str) -> Exercise | Question:
    """The exercise of that id; a function stands for its own.

    Raises UnknownExerciseError, naming the nearest id if one is near.
    """
    name = str(getattr(id, "__name__", id))
    for exercise in EXERCISES:
        if exercise.id in (name, name.replace("_", "-")):
            return exercise
    near = get_close_matches(name, [e.id for e in EXERCISES], n=1)
    raise UnknownExerciseError(
        f"there is no exercise {name!r}",
        why="the name in quotes chooses what your answer is compared with",
        how=f"did you mean {near[0]!r}?" if near else "`course exercises` lists them all",
    )

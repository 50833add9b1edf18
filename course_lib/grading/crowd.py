"""A class of any size: who can do what is drawn, what they do wrong is the catalogue's.

Source of the model, one ability a student and one difficulty an exercise: Rasch (1960),
Probabilistic Models for Some Intelligence and Attainment Tests.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import nbformat
import numpy as np
from nbformat import NotebookNode

from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.sample_class import Edit, Student, notebook_of

__all__ = ["Crowd"]

STEEP, EASY = 1.5, -1.2  # how sharply ability counts; how hard the middle exercise is
SLIPS, RARELY = 0.2, 0.01  # shares: of wrong answers that no catalogue has; of what befalls few
# A right answer with one of these changed: what the catalogue may not know.
SLIP = (
    ("axis=1", "axis=0"),
    (" - ", " + "),
    ("range(", "range(1, "),
    ("np.argsort", "np.sort"),
    (".argmax()", ".argmin()"),
    (" * ", " / "),
    ("(a", "(-a"),
)
BEFALLS = (
    "while True:\n    pass",
    "import os\n\nos._exit(3)",
    "import os\n\nif os.fork() == 0:\n    os._exit(0)",
    "knn_vote = (",
)
DAMAGED = '{"cells": ['


@dataclass(frozen=True, slots=True)
class Crowd(Mapping[str, str]):
    """What each of `size` students hands in: id -> notebook, as JSON, made when it is asked for.

    The same `seed` gives the same class; a student is the same in a larger one.
    """

    size: int
    assignment: str
    source: NotebookNode
    release: NotebookNode
    seed: int = 0

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[str]:
        return (f"s{number:05}" for number in range(self.size))

    def __getitem__(self, id: str) -> str:
        number = int(id.removeprefix("s"))
        if number >= self.size:
            raise KeyError(id)
        rng = np.random.default_rng([self.seed, number])
        if rng.random() < RARELY:
            return DAMAGED
        return nbformat.writes(notebook_of(self._student(id, rng), self.source, self.release))

    def _student(self, id: str, rng: np.random.Generator) -> Student:
        exercises = ASSIGNMENTS[self.assignment]
        hard = np.random.default_rng([self.seed]).normal(EASY, 0.8, len(exercises))
        able = rng.normal()
        right = rng.random(len(exercises)) < 1 / (1 + np.exp(STEEP * (hard - able)))
        until = len(exercises) - rng.geometric(1 / (1 + np.exp(-2 - able))) + 1
        answers, slipped = dict[str, str](), list[str]()
        for exercise, is_right in zip(exercises[: max(until, 0)], right, strict=False):
            # The reference is the library's own, and needs what stands around it there.
            rights = [name for name in exercise.right_answers if name != "reference"]
            others = rights if is_right else [*exercise.wrong_answers]
            if not is_right and rng.random() < SLIPS and hasattr(exercise, "functions"):
                slipped.append(exercise.id)
            elif others and (rng.random() < 0.4 or not is_right):
                answers[exercise.id] = str(rng.choice(others, p=_falling(len(others))))
        edit = _edited(slipped, rng)
        return Student(id, answers, tuple(e.id for e in exercises[: max(until, 0)]), edit)


def _falling(count: int) -> np.ndarray:
    """The first of a list is the most frequent, as in the catalogue."""
    weights = 1 / np.arange(1, count + 1)
    return weights / weights.sum()


def _edited(slipped: list[str], rng: np.random.Generator) -> Edit:
    """Slips of the pen in some answers; for a few, something worse in one of them."""
    worse = int(rng.integers(len(BEFALLS))) if rng.random() < RARELY else None

    def edit(notebook: NotebookNode) -> None:
        answers = [c for c in notebook.cells if is_answer(c)]
        for cell in answers:
            if grade_id(cell) in slipped:
                cell.source = _slip(cell.source, rng)
        if worse is not None and answers:
            cell = answers[int(rng.integers(len(answers)))]
            cell.source += f"\n\n{BEFALLS[worse]}"

    return edit


def _slip(source: str, rng: np.random.Generator) -> str:
    for old, new in rng.permutation(SLIP):
        places = [m.start() for m in re.finditer(re.escape(str(old)), source)]
        if places:
            at = int(rng.choice(places))
            return f"{source[:at]}{new}{source[at + len(old) :]}"
    return source

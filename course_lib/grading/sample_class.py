"""A class to try the course on: each student is named by what they did.

Their wrong answers are the catalogue's, so what the class gets wrong is what students really get
wrong, and every expected grade is known beforehand.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode, from_dict

from course_lib.checking import Exercise
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.grading.cells import grade_id, is_answer

__all__ = ["CLASS", "Student", "notebook_of"]

Edit = Callable[[NotebookNode], None]
ASSIGNMENT = "01_knn"
FIRST_HALF = tuple(e.id for e in ASSIGNMENTS[ASSIGNMENT][:6])


def _nothing(_notebook: NotebookNode) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Student:
    """Solved all of `solved` rightly but for `answers`: exercise id -> name of the answer given.

    `edit` is what else befell the notebook.
    """

    id: str
    answers: Mapping[str, str] = field(default_factory=dict)
    solved: tuple[str, ...] = tuple(e.id for e in ASSIGNMENTS[ASSIGNMENT])
    edit: Edit = _nothing


def notebook_of(student: Student, source: NotebookNode, release: NotebookNode) -> NotebookNode:
    """The student's notebook: the release, with cells filled in from `source` and the catalogue."""
    solutions = {grade_id(c): c.source for c in source.cells if is_answer(c)}
    notebook = from_dict(release)
    for cell in notebook.cells:
        id = grade_id(cell)
        if not is_answer(cell):
            continue
        if id in student.answers:
            cell.source = _written(id, student.answers[id])
        elif id in student.solved:
            cell.source = re.sub(r"\n *### (BEGIN|END) SOLUTION", "", solutions[id])
    student.edit(notebook)
    return notebook


def _written(id: str, name: str) -> str:
    exercise = find(id)
    answer = {**exercise.right_answers, **exercise.wrong_answers}[name]
    if not isinstance(exercise, Exercise):
        return f"{exercise.variable} = {answer!r}"
    source = inspect.getsource(answer)
    return source.replace(f"def {answer.__name__}(", f"def {exercise.function}(", 1)


def _unclosed_bracket(notebook: NotebookNode) -> None:
    cell = _cell(notebook, "knn-vote")
    cell.source = cell.source.replace(".argmax()", ".argmax(")


def _deletes_cells(notebook: NotebookNode) -> None:
    gone = {"pairwise-l1", "check-pairwise-l1", "check-knn-cost"}
    notebook.cells = [c for c in notebook.cells if grade_id(c) not in gone]


def _python_2(notebook: NotebookNode) -> None:
    cell = _cell(notebook, "pairwise-l2-two-loops")
    cell.source = cell.source.replace("range(", "xrange(")


def _cell(notebook: NotebookNode, id: str) -> NotebookNode:
    return next(c for c in notebook.cells if grade_id(c) == id)


CLASS = (
    Student("full-marks"),
    Student(
        "other-ways",
        {
            "pairwise-l2-two-loops": "dot-of-each-pair",
            "pairwise-l2-one-loop": "a-column-at-a-time",
            "pairwise-l2": "by-einsum",
            "pairwise-l1": "l1-a-dimension-at-a-time",
            "knn-vote": "by-unique",
            "knn-predict": "predicted-by-partition",
            "cross-validate": "by-lists-of-arrays",
        },
    ),
    Student(
        "forgot-sqrt",
        {
            "pairwise-l2-two-loops": "no-root",
            "pairwise-l2-one-loop": "no-root",
            "pairwise-l2": "no-root",
        },
    ),
    Student("cross-term-plus", {"pairwise-l2": "cross-term-added"}),
    Student(
        "cube-in-memory",
        {"pairwise-l2": "one-array-of-all-differences", "pairwise-l1": "l1-cube"},
    ),
    Student("kept-the-loop", {"pairwise-l2": "still-one-loop"}),
    Student(
        "tie-to-nearest",
        {"knn-vote": "tie-to-the-nearest", "knn-predict": "tie-to-the-nearest-label"},
    ),
    Student("set-order", {"knn-vote": "tie-by-order-of-a-set"}),
    Student("farthest", {"knn-predict": "farthest-neighbours"}),
    Student("tested-on-training", {"cross-validate": "trained-on-the-held-out-fold-too"}),
    Student(
        "guessed-questions",
        {
            "distance-memory": "answer 50.2",
            "rotated-data": "answer a",
            "knn-cost": "answer a",
            "test-set-size": "answer a",
            "which-dev-set": "answer b",
        },
    ),
    Student("forgot-return", {"pairwise-l2-two-loops": "nothing-returned"}),
    Student("python-2", edit=_python_2),
    Student("half-done", solved=FIRST_HALF),
    Student("not-started", solved=()),
    Student("syntax-error", edit=_unclosed_bracket),
    Student("deleted-cells", edit=_deletes_cells),
)

"""A class to try the course on: each student is named by what they did.

Their wrong answers are the catalogue's, so what the class gets wrong is what students really get
wrong, and every expected grade is known beforehand. One work never ends, one crashes, four cheat.
"""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nbformat import NotebookNode, from_dict

from course_lib.checking import Exercise, Question
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.grading.cells import grade_id, is_answer

__all__ = ["CLASS", "Student", "notebook_of", "written"]

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
            cell.source = written(find(id), student.answers[id])
        elif id in student.solved:
            cell.source = re.sub(r"\n *### (BEGIN|END) SOLUTION", "", solutions[id])
    student.edit(notebook)
    return notebook


def written(exercise: Exercise | Question, name: str) -> str:
    """A student's cell with the answer of that name in the catalogue, or the stub."""
    answers = {**exercise.right_answers, **exercise.wrong_answers, "stub": exercise.stub}
    if not isinstance(exercise, Exercise):
        return f"{exercise.variable} = {answers[name]!r}"
    answer = answers[name] if isinstance(answers[name], tuple) else (answers[name],)
    return "\n\n".join(
        re.sub(rf"\b(def|class) {one.__name__}\b", rf"\1 {asked}", inspect.getsource(one), count=1)
        for one, asked in zip(answer, exercise.functions, strict=True)
    )


def _unclosed_bracket(notebook: NotebookNode) -> None:
    cell = _cell(notebook, "knn-vote")
    cell.source = cell.source.replace(".argmax()", ".argmax(")


def _deletes_cells(notebook: NotebookNode) -> None:
    gone = {"pairwise-l1", "check-pairwise-l1", "check-knn-cost"}
    notebook.cells = [c for c in notebook.cells if grade_id(c) not in gone]


def _python_2(notebook: NotebookNode) -> None:
    cell = _cell(notebook, "pairwise-l2-two-loops")
    cell.source = cell.source.replace("range(", "xrange(")


def _writes(id: str, text: str) -> Edit:
    def edit(notebook: NotebookNode) -> None:
        _cell(notebook, id).source = text.strip()

    return edit


def _cell(notebook: NotebookNode, id: str) -> NotebookNode:
    return next(c for c in notebook.cells if grade_id(c) == id)


NEVER_ENDS = """
def cross_validate(x, y, ks, folds):
    fold = 0
    while fold < folds:
        accuracy = np.zeros((len(ks), folds))
    return accuracy
"""
CRASHES = """
import ctypes

def pairwise_l1(a, b):
    return ctypes.string_at(0)
"""
OWN_CHECK = """
check = lambda *anything: None  # the check cells below call this one
pairwise_l2 = lambda a, b: np.ones((len(a), len(b)))
"""
READS_SOURCE = """
import json

cells = json.load(open("../../../source/01_knn/01_knn.ipynb"))["cells"]
exec(next("".join(c["source"]) for c in cells if "def pairwise_l2(" in "".join(c["source"])))
"""
HIDES_LOOPS = """
import sys

def pairwise_l2(a, b):
    sys.settrace(None)  # nobody counts the steps
    if hasattr(sys, "monitoring"):
        for tool in range(6):
            if sys.monitoring.get_tool(tool):
                sys.monitoring.set_events(tool, 0)
    return np.array([[np.sqrt(np.sum((p - q) ** 2)) for q in b] for p in a])
"""
STAYS_BEHIND = """
import os

if os.fork() == 0:  # waits for the grading to end, then edits the gradebook
    import time

    time.sleep(600)
    os._exit(0)
"""


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
    Student("never-ends", edit=_writes("cross-validate", NEVER_ENDS)),
    Student("crashes", edit=_writes("pairwise-l1", CRASHES)),
    Student("cheat-own-check", edit=_writes("pairwise-l2", OWN_CHECK)),
    Student("cheat-reads-source", edit=_writes("pairwise-l2", READS_SOURCE)),
    Student("cheat-hides-loops", edit=_writes("pairwise-l2", HIDES_LOOPS)),
    Student("cheat-stays-behind", edit=_writes("pairwise-l2", STAYS_BEHIND)),
)

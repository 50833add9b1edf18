"""What an attack is, and what is seen of it afterwards."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import nbformat
from nbformat import NotebookNode

from course_lib.exercises import EXERCISES

__all__ = [
    "ATTACKER",
    "HONEST",
    "SECRETS",
    "VICTIM",
    "Attack",
    "Run",
    "assert_harmless",
    "earns",
    "loses",
    "submission",
]

ATTACKER, VICTIM = "mallory", "nora"  # who is graded after her, by name
# Written where no student may read: the instructor's solution, another's work, the course's secret,
# the environment of the grader.
SECRETS = {
    "source": "the-instructors-own-words",
    "work": "noras-private-note",
    "secret": ("5ec7e7" * 11)[:64],
    "environment": "in-the-graders-environment",
}
HONEST = {
    "knn-vote": "def knn_vote(labels):\n"
    "    return np.array([np.bincount(row).argmax() for row in labels])"
}


@dataclass(frozen=True, kw_only=True)
class Run:
    """One submission after grading.

    `points` by exercise; `failure` says why there are none. Ours has a `state` too, and says which
    points are `untrusted`: those of asserts that run beside the student's code. `said` are all
    outputs, `length` is that of the whole graded notebook, `page` the feedback's HTML. `altered`
    are the files that were touched and are not the attacker's own results, `knocked` the
    connections made, `left` the processes still there, `next_points` those of the next student.
    `events` are what the report calls suspicious.
    """

    points: Mapping[str, float]
    failure: str = ""
    state: str = ""
    untrusted: frozenset[str] = frozenset()
    said: str = ""
    length: int = 0
    page: str = ""
    altered: frozenset[str] = frozenset()
    knocked: int = 0
    left: tuple[str, ...] = ()
    victim_alive: bool = True
    next_points: float = 0
    events: tuple[str, ...] = ()

    @property
    def secrets(self) -> tuple[str, ...]:
        """What was read that is not the student's to read."""
        return tuple(name for name, text in SECRETS.items() if text in self.said)


def earns(exercise: str) -> Callable[[Run], bool]:
    """All the points of it, which the attacker has not solved."""
    return lambda run: run.points.get(exercise, 0) > 0


def loses(exercise: str) -> Callable[[Run], bool]:
    """Points that were honestly earned, or the whole submission's."""
    return lambda run: bool(run.failure) or run.points.get(exercise, 0) == 0


@dataclass(frozen=True, kw_only=True)
class Attack:
    """A submission that wants more than it has earned.

    `answers` are the sources of answer cells by exercise; an exercise of `solved` that is not among
    them is solved honestly, every other one is left as released. `edit` does the rest to the
    notebook, or `document` to its very bytes. `files` lie beside the notebook. In sources,
    COURSE, ELSEWHERE, PORT, UDP_PORT, VICTIM_PID, GRADER_PID, SHM_KEY are the place attacked.

    `wins(run)` is what it achieves against stock nbgrader; where stock has no such door at all,
    `no_stock` says why nothing is proven there. `feedback` asks stock for its page too; what
    `hangs` is not waited for as long there. Of ours, `named` is the event that the report must
    name, `unseen` what the outputs must not say, `longest` the graded notebook's most characters.
    """

    answers: Mapping[str, str] = field(default_factory=dict)
    solved: tuple[str, ...] = ("knn-vote",)
    edit: Callable[[NotebookNode], None] = lambda notebook: None
    document: Callable[[str], bytes] = lambda text: text.encode("utf-8", "surrogatepass")
    files: Mapping[str, bytes] = field(default_factory=dict)
    wins: Callable[[Run], bool] | None = None
    no_stock: str = ""
    named: str = ""
    unseen: str = ""
    longest: int = 1_000_000
    feedback: bool = False
    hangs: bool = False

    def __post_init__(self) -> None:
        if (self.wins is None) != bool(self.no_stock):
            raise TypeError("an attack is proven on stock, or says why it cannot be")


def assert_harmless(attack: Attack, run: Run) -> None:
    """What must hold of every attack that we grade."""
    assert run.state in ("graded", "set aside"), run.failure
    worth = {e.id: e.points for e in EXERCISES}
    earned = {id: points for id, points in run.points.items() if points}
    assert {id: p for id, p in earned.items() if id not in run.untrusted} == {
        id: worth[id] for id in attack.solved
    }
    assert run.untrusted <= {"test-double"}
    assert run.altered == frozenset()
    assert run.knocked == 0
    assert run.left == ()
    assert run.victim_alive
    assert run.secrets == ()
    assert run.next_points == 1, "the next student's"
    assert attack.named in ("", *run.events)
    assert not attack.unseen or attack.unseen not in run.said
    assert run.length < attack.longest


def submission(attack: Attack, release: NotebookNode, place: Mapping[str, object]) -> bytes:
    """The attacker's file, as it is handed in."""
    notebook = nbformat.from_dict(release)
    preamble = "\n".join(f"{name} = {value!r}" for name, value in place.items())
    answers = {**{id: HONEST[id] for id in attack.solved if id in HONEST}, **attack.answers}
    for cell in notebook.cells:
        id = cell.metadata.get("nbgrader", {}).get("grade_id")
        if id in answers:
            needs_place = any(name in answers[id] for name in place)
            cell.source = f"{preamble}\n{answers[id]}" if needs_place else answers[id]
    attack.edit(notebook)
    return attack.document(json.dumps(notebook))

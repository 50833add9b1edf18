"""A class of attackers and a few others go through `course grade`; the others do not notice."""

import importlib
import json
import os
import sqlite3
import subprocess
import sys
from dataclasses import asdict, dataclass

import pytest
from attacked_course import ASSIGNMENT, LIMITS, scene
from attacking import HONEST, VICTIM, Attack
from both_graders import points_of
from nbgrader.apps.api import NbGraderAPI
from pages import Scripts

from course_lib.exercises import EXERCISES
from course_lib.grading.batch import Batch
from course_lib.grading.folder import CourseFolder
from course_lib.grading.in_nbgrader import limits_of
from course_lib.grading.workers import forget_jail

ATTACKERS = (
    "lies.forged_verdict",
    "lies.printed_points",
    "lies.public_inputs",
    "escapes.edited_gradebook",
    "lies.instructors_source",
    "escapes.left_running",
    "escapes.phoned_home",
    "escapes.poisoned_startup",
    "escapes.rewritten_classmate",
    "escapes.rewritten_course",
    "escapes.shadowed_imports",
    "escapes.spoke_unasked",
    "escapes.sql_trigger",
    "exhaustion.ended_process",
    "exhaustion.flooded_output",
    "exhaustion.killed_itself",
    "documents.colour_bomb",
    "documents.deep_json",
    "documents.doubled_cells",
    "documents.flipped_metadata",
    "documents.forged_log",
    "documents.hidden_scripts",
    "documents.lone_surrogates",
    "documents.not_json",
    "documents.own_graded_cell",
    "documents.scripts_in_verdicts",
    "documents.wrong_kinds",
)
ATTACKS = {
    name.partition(".")[2].replace("_", "-"): importlib.import_module(f"catalogue.{name}").ATTACK
    for name in ATTACKERS
}
STRANGE_NAMES = (
    "<img src=x onerror=mallory()>",
    "[bold]red[nothing]",
    "-rf",
    "a b",
    "zoë'; DROP--",
)
WORTH = {e.id: e.points for e in EXERCISES}


@dataclass(frozen=True)
class Class:
    folder: CourseFolder
    api: NbGraderAPI
    outcomes: dict[str, dict]
    seen: dict
    printed: str

    def page(self, student):
        return self.folder.feedback(ASSIGNMENT, student).read_text("utf-8")


def folder_of(root, student):
    path = root / "submitted" / student / ASSIGNMENT
    path.mkdir(parents=True, exist_ok=True)
    return path


def strange_files(root):
    """In place of a notebook: links to another's work, a pipe, a folder, nothing, another name."""
    name, victim = f"{ASSIGNMENT}.ipynb", folder_of(root, VICTIM)
    (folder_of(root, "linked-file") / name).symlink_to(victim / name)
    linked = folder_of(root, "linked-folder")
    linked.rmdir()
    linked.symlink_to(victim)
    os.mkfifo(folder_of(root, "pipe") / name)
    (folder_of(root, "folder") / name).mkdir()
    folder_of(root, "nothing")
    (folder_of(root, "other-name") / "Untitled.ipynb").write_text("{}")


STRANGE_FILES = ("linked-file", "linked-folder", "pipe", "folder", "nothing", "other-name")


def run_course(root, *arguments):
    """`course grade`, as an instructor types it."""
    command = [sys.executable, "-c", "from course_lib.cli import app; app()", "grade", ASSIGNMENT]
    return subprocess.run(
        [*command, "--course", str(root), "--workers", "2", *arguments],
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def by_student(done):
    assert done.returncode in (0, 1), done.stderr
    return {outcome["student"]: outcome for outcome in json.loads(done.stdout)["outcomes"]}


@pytest.fixture(scope="module")
def graded(template, jail):
    with scene(template) as place:
        with open(place.root / "nbgrader_config.py", "a") as config:
            config.write(f"c.TrustedExecute.limits = {asdict(LIMITS)!r}\n")
        for student, attack in ATTACKS.items():
            place.submit(attack, student)
        for student in STRANGE_NAMES:
            place.submit(Attack(no_stock="no attack"), student)
        strange_files(place.root)
        before = place.fingerprints()
        first = run_course(place.root, "--json")
        seen = place.seen(before, own=())
        second = run_course(place.root)
        folder = CourseFolder(place.root)
        api = NbGraderAPI(config=folder.config)
        yield Class(folder, api, by_student(first), seen, second.stdout + second.stderr)
        forget_jail()  # that of nbgrader's own command, below


def test_everybody_gets_an_answer(graded):
    assert set(graded.outcomes) == {*ATTACKS, *STRANGE_NAMES, *STRANGE_FILES, VICTIM}
    assert {o["state"] for o in graded.outcomes.values()} <= {"graded", "set aside"}
    assert {s for s in STRANGE_FILES if graded.outcomes[s]["state"] != "set aside"} == set()
    assert {s for s in STRANGE_FILES if not graded.outcomes[s]["reason"]} == set()


def recorded(graded, student):
    return {id: p for id, p in points_of(graded.api, student).items() if p and id in WORTH}


@pytest.mark.parametrize("student", [*ATTACKS, *STRANGE_NAMES])
def test_the_gradebook_has_what_was_solved(graded, student):
    solved = ATTACKS[student].solved if student in ATTACKS else HONEST
    assert recorded(graded, student) == {id: WORTH[id] for id in solved}


def test_the_honest_student_has_her_points(graded):
    assert recorded(graded, VICTIM) == {"rotated-data": 1}


def test_nothing_was_touched_but_results(graded):
    places = ("course/autograded", "course/logs", "course/gradebook.db", "course/.grading-lock")
    stamps = {p for p in graded.seen["altered"] if p.endswith("/timestamp.txt")}
    assert {p for p in graded.seen["altered"] - stamps if not p.startswith(places)} == set()
    assert graded.seen["knocked"] == 0
    assert graded.seen["left"] == ()
    assert graded.seen["victim_alive"]


def test_the_gradebook_has_no_triggers_and_no_foreign_marks(graded):
    with sqlite3.connect(graded.folder.root / "gradebook.db") as book:
        kinds = {kind for (kind,) in book.execute("SELECT DISTINCT type FROM sqlite_master")}
        assert kinds <= {"table", "index"}
        given = book.execute(
            "SELECT count(*) FROM grade WHERE manual_score > 0 OR extra_credit > 0"
        )
        assert given.fetchone() == (0,)
        assert book.execute("SELECT sum(max_score) FROM grade_cells").fetchone() == (2 + 1 + 4 + 3,)


def test_the_report_names_who_is_suspicious(graded):
    named = {s for s, o in graded.outcomes.items() if o["suspicious"]}
    assert named >= {s for s, attack in ATTACKS.items() if attack.named}
    assert named.isdisjoint({VICTIM, *STRANGE_NAMES, *STRANGE_FILES})
    for student in named:
        assert student in graded.printed


def test_what_is_unchanged_is_not_run_again(graded):
    batch = Batch(graded.folder, ASSIGNMENT, limits_of(graded.folder.config))
    asked = []
    states = {o.state for o in batch.through(lambda jobs: asked.extend(jobs) or iter(()))}
    assert [job.student for job in asked] == []
    assert states == {"unchanged", "set aside"}


def test_nobody_writes_the_log_or_the_terminal_but_the_grader(graded):
    text = next((graded.folder.root / "logs").rglob("forged-log.*")).read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("  pairwise-l2")][1:] == []
    assert "passed 4/4" not in [line.strip() for line in text.splitlines()]
    assert "\x1b" not in text
    assert "\x1b" not in graded.printed


@pytest.mark.parametrize(
    "student", ["hidden-scripts", "scripts-in-verdicts", "forged-log", STRANGE_NAMES[0]]
)
def test_no_page_runs_what_a_student_wrote(graded, student):
    assert Scripts(graded.page(student)).found == []


def test_the_parser_of_this_test_sees_scripts():
    """Else the test above would prove nothing."""
    for page in (
        "<script>mallory()</script>",
        "<img src=x onerror='mallory()'/>",
        "<a href='javascript:mallory()'>x</a>",
        "<svg><script>mallory()</script></svg>",
    ):
        assert Scripts(page).found


def test_a_page_of_colours_is_made(graded):
    assert "ValueError" in graded.page("colour-bomb")


def test_nbgraders_own_command_grades_the_same_way(graded):
    done = graded.api.autograde(ASSIGNMENT, "sql-trigger")
    assert done["success"], done
    assert recorded(graded, "sql-trigger") == {"knn-vote": 3}


TELLS = """
import hashlib

def pairwise_l2(a, b):
    if a.size < 20:
        return np.sqrt(((a[:, None] - b) ** 2).sum(axis=2))
    raise ValueError(hashlib.sha256(a.tobytes()).hexdigest())
"""


def test_what_feedback_tells_of_the_inputs_is_of_no_use_the_next_time(template, ours):
    """The same work meets the same inputs, so that a regrade is just; other work meets others."""

    def told(comment):
        run = ours(Attack(answers={"pairwise-l2": f"{TELLS}# {comment}"}, no_stock="ours alone"))
        return run.said.partition("ValueError: ")[2][:64]

    assert told("first") == told("first") != told("second")
    assert len(told("first")) == 64

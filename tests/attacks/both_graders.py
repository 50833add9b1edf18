"""Grade an attack the stock way, everything in one kernel, and ours; see what came of it."""

import json
from pathlib import Path
from typing import Any

from attacked_course import ASSIGNMENT, scene, stock_config
from attacking import ATTACKER, VICTIM, Attack, Run
from nbgrader.apps.api import NbGraderAPI

from course_lib.grading.grade import grade_notebook

STOCK_OWN = (
    f"course/autograded/{ATTACKER}/",
    f"course/feedback/{ATTACKER}/",
    f"course/submitted/{ATTACKER}/",
    "course/gradebook.db",
)


def grade_stock(template: Path, attack: Attack) -> Run:
    """Grade the attack by nbgrader as it comes: everything in one kernel, the check included."""
    with scene(template) as place:
        place.submit(attack)
        before = place.fingerprints()
        patience = 1 if attack.hangs else 30
        api = NbGraderAPI(config=stock_config(place.root, patience))
        done = api.autograde(ASSIGNMENT, ATTACKER)
        failure = "" if done["success"] else f"{done.get('log')} {done.get('error')}"
        graded, page = _graded(place.root), ""
        if attack.feedback and not failure:
            api.generate_feedback(ASSIGNMENT, ATTACKER)
            page = _text(place.root / "feedback" / ATTACKER / ASSIGNMENT / f"{ASSIGNMENT}.html")
        points = {} if failure else points_of(api)
        altered = place.seen(before, own=STOCK_OWN)
        return Run(
            points=points,
            failure=failure,
            said=outputs_of(graded),
            length=len(graded),
            page=page,
            **altered,
        )


def grade_ours(template: Path, jail: Any, attack: Attack) -> Run:
    """Grade the attack, and after it an honest student, in the same warm jail; record nothing."""
    with scene(template) as place:
        place.submit(attack)
        before = place.fingerprints()
        mine = grade_notebook(place.job(ATTACKER), jail)
        next_one = grade_notebook(place.job(VICTIM), jail)
        return Run(
            points={f.exercise: f.points for f in mine.findings},
            failure=mine.reason,
            state=mine.outcome,
            untrusted=frozenset(f.exercise for f in mine.findings if not f.trusted),
            said=outputs_of(mine.notebook),
            length=len(mine.notebook),
            next_points=sum(f.points for f in next_one.findings),
            events=mine.suspicious,
            **place.seen(before, own=()),
        )


def points_of(api: NbGraderAPI, student: str = ATTACKER) -> dict[str, float]:
    """Exercise -> points, as the gradebook has them."""
    with api.gradebook as gradebook:
        grades = gradebook.find_submission_notebook(ASSIGNMENT, ASSIGNMENT, student).grades
        return {g.name.removeprefix("check-"): g.score for g in grades}


def outputs_of(graded: str) -> str:
    """All that the cells of a graded notebook put out, as JSON."""
    cells = json.loads(graded)["cells"] if graded else []
    return json.dumps([cell.get("outputs", []) for cell in cells])


def _graded(root: Path) -> str:
    return _text(root / "autograded" / ATTACKER / ASSIGNMENT / f"{ASSIGNMENT}.ipynb")


def _text(path: Path) -> str:
    return path.read_text("utf-8", "replace") if path.is_file() else ""

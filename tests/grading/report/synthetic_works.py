"""Submissions as grading leaves them, made up: for the report's tests, in no time."""

import numpy as np

from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.graded import Finding
from course_lib.grading.report.anonymous import Anonymous
from course_lib.grading.report.summary import catalogue_words, summarise
from course_lib.grading.report.works import Item, Register, Work
from course_lib.grading.sample_class import written

ASSIGNMENT = "01_knn"
EXERCISES = ASSIGNMENTS[ASSIGNMENT]
HOSTILE = "</script></pre><script>alert(1)</script><img src=x onerror=alert(2)>{{ 7 * 7 }}"


def item(exercise, state="passed", mistake=None, *, message="", looked=None, code="", case=""):
    most = float(exercise.points)
    points = most if state == "passed" else 0.0
    finding = Finding(exercise.id, state, mistake, looked, message or "Right.", points, most)
    return Item(finding, code or f"answer = {exercise.points}", case)


def work(student, *items, **more):
    points = sum(i.finding.points for i in items)
    most = sum(i.finding.max_points for i in items)
    return Work(student, points, most, tuple(items), **more)


def drawn(student, rng):
    """Somebody who is right, wrong with a name, wrong without, or stopped at each exercise."""
    items = []
    for exercise in EXERCISES:
        state = rng.choice(["passed", "named", "unnamed", "not attempted"], p=[0.5, 0.3, 0.1, 0.1])
        if state == "named":
            name = str(rng.choice(list(exercise.wrong_answers)))
            code = written(exercise, name)
            items.append(item(exercise, "wrong", name, message="Said.", looked="value", code=code))
        elif state == "unnamed":
            message = f"It differs; the first is {rng.integers(3)}, expected 5."
            code = f"def f(x):\n    return {rng.integers(9)} * x"
            items.append(item(exercise, "wrong", message=message, looked="value", code=code))
        else:
            items.append(item(exercise, str(state)))
    suspicious = ("started-process",) * bool(rng.random() < 0.1)
    return work(student, *items, suspicious=suspicious)


def class_of(size, seed=0):
    return [drawn(f"s{i:03}", np.random.default_rng([seed, i])) for i in range(size)]


def hostile():
    """A class that would do harm to whoever looks at it, and to the page."""
    works = class_of(5)
    name = HOSTILE.replace("/", "")
    code = f"def pairwise_l2(a, b):\n    return {HOSTILE!r}, a < b > a"
    works += [
        work(
            name, item(EXERCISES[3], "wrong", message=f"It is {HOSTILE}", looked="value", code=code)
        ),
        work("long", item(EXERCISES[4], "wrong", "no-root", code="x = 1\n" * 3000)),
        work(
            "loud", item(EXERCISES[4], "wrong", message="<b>" * 9999, looked="value", code="y = 2")
        ),
        work("odd", item(EXERCISES[0], "wrong", "<i>name</i>", message=HOSTILE)),
        f"waits {HOSTILE}",
    ]
    return works


def report_of(works, *, names=False, known=None, people=()):
    graded = [w for w in works if isinstance(w, Work)]
    if known is None:
        points = {w.student: {ASSIGNMENT: (w.points, w.max_points)} for w in graded}
        known = Register({w.student: () for w in graded}, points)
    anonymous = Anonymous(
        [*people, *(w.student for w in graded)], "\n".join(catalogue_words(ASSIGNMENT))
    )
    return summarise(ASSIGNMENT, works, known, anonymous, names=names)

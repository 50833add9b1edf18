"""One notebook through the jail: what is run, what is judged, what it is worth."""

import inspect
import re

import nbformat
import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.utils import determine_grade

from course_lib.checking import Exercise, judge
from course_lib.exercises import ASSIGNMENTS
from course_lib.grading import running
from course_lib.grading.cells import grade_id
from course_lib.grading.grade import fingerprint, grade_notebook
from course_lib.grading.graded import Job
from course_lib.grading.jail import Limits
from course_lib.grading.results import findings_in
from course_lib.grading.secret import inputs_of, key_of_work

KNN = ASSIGNMENTS["01_knn"]


def cell(id, source, *, solution=False, grade=False, points=0, kind=new_code_cell, **metadata):
    marks = {"grade_id": id, "solution": solution, "grade": grade, "locked": not solution}
    if grade:
        marks["points"] = points
    return kind(source, metadata={"nbgrader": {**marks, "schema_version": 3}, **metadata})


def notebook(*cells):
    return new_notebook(cells=[*cells])


def job(release, submitted=None, **fields):
    data = nbformat.writes(release).encode()
    handed_in = data if submitted is None else submitted
    if not isinstance(handed_in, bytes):
        handed_in = nbformat.writes(handed_in).encode()
    settled = {"student": "ada", "assignment": "01_knn", "notebook": "01_knn", "key": b"k" * 32}
    return Job(submitted=handed_in, release=data, limits=Limits(), **{**settled, **fields})


def grade(jail, release, submitted=None, **fields):
    graded = grade_notebook(job(release, submitted, **fields), jail)
    node = nbformat.reads(graded.notebook, as_version=4)
    nbformat.validate(node)
    assert [*findings_in(node)] == [*graded.findings]
    return graded, node


def only(graded):
    (finding,) = graded.findings
    return finding


def written(exercise, name, source):
    """The answer as a student's cell would have it; the reference is the assignment's solution."""
    if name == "reference":
        (solution,) = (c for c in source.cells if grade_id(c) == exercise.id)
        return solution.source
    answer = {**exercise.right_answers, **exercise.wrong_answers}[name]
    if not isinstance(exercise, Exercise):
        return f"{exercise.variable} = {answer!r}"
    text = inspect.getsource(answer)
    return text.replace(f"def {answer.__name__}(", f"def {exercise.function}(", 1)


ANSWERS = [
    (exercise, kind, name)
    for exercise in KNN
    for kind in ("right_answers", "wrong_answers")
    for name in getattr(exercise, kind)
]


@pytest.mark.parametrize(
    ("exercise", "kind", "name"), ANSWERS, ids=[f"{e.id}-{name}" for e, _, name in ANSWERS]
)
def test_the_jail_gives_the_verdict_of_the_students_own_notebook(
    jail, source, exercise, kind, name
):
    answer = getattr(exercise, kind)[name]
    others = [e for e in KNN if getattr(exercise, "builds_on", ()) and e is not exercise]
    before = [cell(e.id, written(e, "reference", source), solution=True) for e in others]
    text = (
        "import warnings\nimport numpy as np\n"
        f"{written(exercise, name, source)}\nwarnings.warn('a warning')\nprint('a print')"
    )
    whole = notebook(
        new_code_cell("import numpy as np"),
        *before,
        cell(exercise.id, text, solution=True),
        cell(f"check-{exercise.id}", "raise SystemExit", grade=True, points=exercise.points),
    )
    graded, node = grade(jail, whole)
    found = only(graded)
    inputs = inputs_of(key_of_work(b"k" * 32, work_of(node)), exercise.id)
    here = judge(exercise, answer, inputs)
    assert (found.state, found.mistake) == (here.state, here.mistake)
    assert (found.state, found.points) == (
        ("passed", exercise.points) if kind == "right_answers" else ("wrong", 0)
    )
    if kind == "wrong_answers":
        assert found.mistake == name
    assert graded.suspicious == ()


def work_of(node):
    from course_lib.grading.grade import _work

    return _work(node)


def asserts(jail, source, answer="x = 3"):
    graded, node = grade(
        jail,
        notebook(cell("q", answer, solution=True), cell("t", source, grade=True, points=4)),
    )
    marked = next(c for c in node.cells if c.metadata.nbgrader.grade_id == "t")
    assert determine_grade(marked)[0] == only(graded).points
    return only(graded)


@pytest.mark.parametrize(
    ("source", "points"),
    [
        ("assert x == 3", 4),
        ("assert x == 4", 0),
        ("import warnings\nwarnings.warn('old')\nassert x == 3", 4),
        ("1.5 if x == 3 else 0", 1.5),
        ("100", 4),
        ("float('nan')", 0),
        ("import os\nos._exit(0)", 0),
    ],
)
def test_cells_of_asserts_count_as_nbgraders_do_and_are_marked_untrusted(jail, source, points):
    found = asserts(jail, source)
    assert (found.exercise, found.points, found.max_points, found.trusted) == (
        "t",
        points,
        4,
        False,
    )


def test_a_check_is_never_run_whatever_its_cell_says(jail):
    whole = notebook(
        cell("rotated-data", 'rotated_data = "b"', solution=True),
        cell("check-rotated-data", "rotated_data = 'a'", grade=True, points=1),
        new_code_cell("print(rotated_data)"),
    )
    graded, node = grade(jail, whole)
    assert only(graded).state == "passed"
    assert node.cells[2].outputs[0].text == "b\n"


@pytest.mark.parametrize("points", [0.5, 1, 12])
def test_a_check_is_worth_what_the_instructors_notebook_says(jail, points):
    whole = notebook(
        cell("rotated-data", 'rotated_data = "b"', solution=True),
        cell("check-rotated-data", "check()", grade=True, points=points),
    )
    graded, node = grade(jail, whole)
    assert (only(graded).points, only(graded).max_points) == (points, points)
    assert determine_grade(node.cells[1]) == (points, points)


def test_an_exercise_is_judged_by_what_stands_before_its_check(jail):
    whole = notebook(
        cell("rotated-data", 'rotated_data = "b"', solution=True),
        cell("check-rotated-data", "check()", grade=True, points=1),
        cell("later", 'rotated_data = "a"', solution=True),
    )
    assert only(grade(jail, whole)[0]).state == "passed"


def test_a_check_cannot_change_what_the_next_one_sees(jail):
    by_time = (
        "import numpy as np\nseen = []\ndef knn_vote(labels):\n    seen.append(1)\n    return 0"
    )
    whole = notebook(
        cell("knn-vote", by_time, solution=True),
        cell("check-knn-vote", "check()", grade=True, points=3),
        new_code_cell("print(len(seen))"),
    )
    _, node = grade(jail, whole)
    assert node.cells[2].outputs[0].text == "0\n"


def test_cells_to_play_with_are_not_run_but_a_student_cannot_say_that(jail):
    release = notebook(
        cell("q", "x = None", solution=True),
        new_code_cell("print('played')", metadata={"tags": ["play"]}),
    )
    mine = notebook(
        cell("q", "x = 1", solution=True),
        new_code_cell("print('mine')", metadata={"tags": ["play"]}),
    )
    _, node = grade(jail, release, mine)
    texts = {c.source: c.outputs[0].text for c in node.cells if c.outputs}
    assert "not run" in texts["print('played')"]
    assert texts["print('mine')"] == "mine\n"


def test_what_is_marked_by_hand_stays_to_be_marked(jail):
    release = notebook(
        cell("essay", "Your words", solution=True, grade=True, points=5, kind=new_markdown_cell),
        cell("plot", "...", solution=True, grade=True, points=2),
    )
    mine = notebook(
        cell("essay", "Mine.", solution=True, kind=new_markdown_cell),
        cell("plot", "print('drawn')", solution=True),
    )
    graded, node = grade(jail, release, mine)
    assert graded.findings == ()
    assert [determine_grade(c)[0] for c in node.cells] == [None, None]
    assert node.cells[1].outputs[0].text == "drawn\n"


def test_an_answer_that_hangs_or_dies_costs_that_exercise_alone(jail):
    whole = notebook(
        cell("knn-vote", "def knn_vote(labels):\n    while True: pass", solution=True),
        cell("check-knn-vote", "check()", grade=True, points=3),
        cell("pairwise-l1", "def pairwise_l1(a, b):\n    import os; os._exit(0)", solution=True),
        cell("check-pairwise-l1", "check()", grade=True, points=3),
        cell("rotated-data", "while True: pass", solution=True),
        cell("check-rotated-data", "check()", grade=True, points=1),
        cell("knn-cost", "knn_cost = 'b'", solution=True),
        cell("check-knn-cost", "check()", grade=True, points=1),
    )
    graded, _ = grade(jail, whole)
    assert [f.points for f in graded.findings] == [0, 0, 0, 1]
    assert graded.findings[0].looked == "runs"


def test_a_cell_that_does_not_run_is_named_where_its_function_is_missing(jail):
    whole = notebook(
        cell("knn-vote", "def knn_vote(labels:\n    pass", solution=True),
        cell("check-knn-vote", "check()", grade=True, points=3),
    )
    found = only(grade(jail, whole)[0])
    assert (found.state, found.looked, found.points) == ("did not run", "SyntaxError", 0)
    assert "knn_vote" in found.message


RELEASE = notebook(
    cell("rotated-data", "rotated_data = None", solution=True),
    cell("check-rotated-data", "check()", grade=True, points=1),
    cell("t", "assert False", grade=True, points=2),
)


@pytest.mark.parametrize("data", [b"", b"<html>", b"\0", b"{}", b"[" * 10_000, b"%PDF-1.7"])
def test_what_nobody_can_read_is_set_aside_with_0_points_and_a_reason(jail, data):
    graded, node = grade(jail, RELEASE, data)
    assert graded.outcome == "set aside"
    assert graded.reason in node.cells[0].source
    assert [(f.points, f.max_points) for f in graded.findings] == [(0, 1), (0, 2)]
    marked = [c for c in node.cells if c.metadata.get("nbgrader", {}).get("grade")]
    assert [determine_grade(c)[0] for c in marked] == [0, 0]


def test_a_fault_of_the_graders_own_costs_one_check_and_is_told(jail, monkeypatch):
    def faulty(*_arguments):
        raise RuntimeError("our bug")

    monkeypatch.setattr(running, "judge", faulty)
    whole = notebook(
        cell("rotated-data", "rotated_data = 'b'", solution=True),
        cell("check-rotated-data", "check()", grade=True, points=1),
        cell("t", "assert rotated_data == 'b'", grade=True, points=2),
    )
    graded, node = grade(jail, whole)
    assert graded.outcome == "failed"
    assert "rotated-data" in graded.reason
    assert "our bug" in graded.details
    assert "our bug" not in graded.notebook
    assert [(f.state, f.points) for f in graded.findings] == [("not judged", 0), ("passed", 2)]
    assert node.metadata.course.fingerprint == ""  # so that the next run tries again


def test_grading_twice_gives_the_same_and_no_secret_is_in_it(jail, release, knn_work):
    one, _ = grade(jail, release, knn_work("other-ways"))
    two, _ = grade(jail, release, knn_work("other-ways"))
    assert one.findings == two.findings
    for key in (b"k" * 32, key_of_work(b"k" * 32, "")):
        assert key.hex() not in one.notebook


def test_the_fingerprint_changes_with_what_the_grade_depends_on():
    base = job(RELEASE)
    marks = {
        fingerprint(RELEASE, base),
        fingerprint(notebook(*RELEASE.cells[1:]), base),
        fingerprint(RELEASE, job(RELEASE, key=b"l" * 32)),
        fingerprint(RELEASE, job(RELEASE, assignment="99_other")),
    }
    assert len(marks) == 4
    assert fingerprint(RELEASE, job(RELEASE, submitted=b"other bytes")) in marks


def test_a_display_of_another_students_work_is_no_verdict(jail):
    forged = (
        "from IPython.display import display\n"
        "display({'application/vnd.course.verdict+json': {'exercise': 'x', 'points': 9},"
        " 'text/plain': '9'}, raw=True)\n9"
    )
    graded, node = grade(jail, notebook(cell("q", forged, solution=True)))
    assert graded.findings == ()
    assert re.findall("verdict", str(node.cells[0].outputs)) == []


def test_arrays_that_a_right_answer_is_asked_with_differ_between_students(jail):
    draws = {float(np.sum(inputs_of(key, "e").normal(size=3))) for key in (b"a", b"b", b"c")}
    assert len(draws) == 3

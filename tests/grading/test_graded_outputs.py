"""nbgrader reads the points that we meant from every cell, whatever a student printed."""

import copy

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_notebook
from nbgrader.utils import determine_grade

from course_lib.checking import VERDICT_MIME, judge
from course_lib.exercises import find
from course_lib.grading.graded import Finding
from course_lib.grading.outputs import asserted, of_check, of_student
from course_lib.grading.results import findings_in


def stream(name, text):
    return {"output_type": "stream", "name": name, "text": text}


def result(text):
    return {"output_type": "execute_result", "data": {"text/plain": text}, "metadata": {}}


ERROR = {"output_type": "error", "ename": "AssertionError", "evalue": "", "traceback": ["x"]}
anything = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["output_type", "name", "text", "data", "text/plain", VERDICT_MIME]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=6,
)
outputs = st.lists(
    st.builds(stream, st.sampled_from(["stdout", "stderr"]), st.text())
    | st.builds(result, st.text() | st.floats().map(repr) | st.just("1e999"))
    | st.just(ERROR)
    | st.dictionaries(st.sampled_from(["output_type", "data", "text"]), anything),
    max_size=4,
)


def points_of(cell_outputs, points):
    marks = {"grade": True, "grade_id": "q", "points": points, "solution": False, "locked": True}
    cell = new_code_cell("assert q()", metadata={"nbgrader": {**marks, "schema_version": 3}})
    cell.outputs = cell_outputs
    nbformat.validate(new_notebook(cells=[cell]))
    return determine_grade(cell)[0]


@given(outputs, st.floats(0, 10))
def test_nbgrader_reads_the_points_found_by_asserts(raw, points):
    before = copy.deepcopy(raw)
    finding, shown = asserted("q", points, raw)
    assert points_of(shown, points) == finding.points
    assert 0 <= finding.points <= points
    assert repr(raw) == repr(before)


@pytest.mark.parametrize(
    ("raw", "points", "state"),
    [
        ([], 4, "passed"),
        ([stream("stderr", "UserWarning: slow")], 4, "passed"),  # 0 with stock nbgrader
        ([stream("stdout", "ok"), ERROR], 0, "wrong"),
        ([result("1.5")], 1.5, "partial"),
        ([result("400")], 4, "passed"),  # stock nbgrader drops the whole submission
        ([result("nan")], 0, "partial"),  # 4 with stock nbgrader
        ([result("-3")], 0, "partial"),  # 4 with stock nbgrader
        ([result("'done'")], 4, "passed"),
        ([result("2"), ERROR], 0, "wrong"),
    ],
)
def test_asserts_earn_what_nbgraders_documentation_says(raw, points, state):
    finding, _ = asserted("q", 4.0, raw)
    assert (finding.points, finding.state, finding.trusted) == (points, state, False)


@given(outputs)
def test_a_student_can_show_neither_a_verdict_nor_anything_that_runs(raw):
    for output in of_student(raw):
        assert set(output.get("data", {})) <= {
            "text/plain",
            "text/html",
            "text/latex",
            "image/png",
            "image/jpeg",
            "image/svg+xml",
        }


@given(st.floats(-5, 50), st.floats(0, 10))
def test_the_score_of_a_check_is_never_outside_0_and_its_maximum(points, most):
    finding = Finding("q", "passed", None, None, "", points, most)
    assert points_of(of_check(finding, {"text/plain": "Right"}), most) == min(max(points, 0), most)


@given(lines=st.integers(0, 2500))
def test_of_what_is_printed_a_thousand_lines_stay_and_more_is_said_to_be_cut(lines):
    (shown,) = of_student([stream("stdout", "spam\n" * lines)])
    kept = shown.text.split("\n")
    assert kept.count("spam") == min(lines, 1000)
    assert ("cut off" in kept[-1]) == (lines > 1000)


def test_what_a_verdict_was_seen_on_comes_through_the_notebook_and_old_ones_have_none():
    exercise = find("pairwise-l2")
    verdict = judge(exercise, exercise.wrong_answers["no-root"], np.random.default_rng(0))
    finding = Finding.from_json(verdict.as_json())
    cell = NotebookNode(outputs=of_check(finding, {"text/plain": ""}))
    (read,) = findings_in(NotebookNode(cells=[cell]))
    assert read == finding
    assert read.case == verdict.case.about != ""
    old = {name: value for name, value in finding.as_json().items() if name not in ("case", "leaf")}
    assert Finding.from_json(old).case == ""

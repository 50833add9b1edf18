"""Every exercise proves its own checks: what is right passes, what is wrong fails and is named."""

import inspect

import numpy as np
import pytest

from course_lib import kernels
from course_lib.checking import Exercise, LocalAnswer, judge
from course_lib.checking.leaves import same
from course_lib.checking.tried import made_by
from course_lib.exercises import ASSIGNMENTS, EXERCISES, CheckFailed, check, find, hint

# Graders draw their own: no verdict may hang on the inputs drawn. A third draw is that of
# test_answers_stand_on_their_own_in_a_notebook.
SEEDS = (0, 2**40 + 7)
RIGHT = [(e, name) for e in EXERCISES for name in e.right_answers]
WRONG = [(e, name) for e in EXERCISES for name in e.wrong_answers]
WRITTEN = [e for e in EXERCISES if isinstance(e, Exercise)]


def ids(value):
    return getattr(value, "id", getattr(value, "__name__", value))


@pytest.fixture(params=SEEDS)
def rng(request):
    return np.random.default_rng(request.param)


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_the_stub_is_not_attempted(exercise, rng):
    verdict = judge(exercise, exercise.stub, rng)
    assert (verdict.state, verdict.points) == ("not attempted", 0)


@pytest.mark.parametrize(("exercise", "name"), RIGHT, ids=ids)
def test_every_right_answer_earns_full_marks(exercise, name, rng):
    verdict = judge(exercise, exercise.right_answers[name], rng)
    assert (verdict.state, verdict.points) == ("passed", exercise.points), verdict.message


@pytest.mark.parametrize(("exercise", "name"), WRONG, ids=ids)
def test_every_mistake_fails_and_is_named(exercise, name, rng):
    verdict = judge(exercise, exercise.wrong_answers[name], rng)
    assert (verdict.state, verdict.mistake, verdict.points) == ("wrong", name, 0)


def test_what_an_exercise_builds_on_is_met_before_it():
    """It is told to the student by these ids, and the report looks for what is wrong there."""
    for exercises in ASSIGNMENTS.values():
        met = set()
        for exercise in exercises:
            assert met.issuperset(getattr(exercise, "builds_on", ())), exercise.id
            met.add(exercise.id)


def test_exercises_have_names_of_their_own():
    all_ids = [e.id for e in EXERCISES]
    assert len(all_ids) == len(set(all_ids))
    for exercise in EXERCISES:
        answers = [*exercise.right_answers, *exercise.wrong_answers]
        assert len(answers) == len(set(answers)), exercise.id


@pytest.mark.parametrize("exercise", WRITTEN, ids=ids)
def test_answers_stand_on_their_own_in_a_notebook(exercise):
    """With NumPy and the functions of this assignment, as in a student's notebook."""
    answers = {**exercise.right_answers, **exercise.wrong_answers}
    if not isinstance(exercise.stub, tuple):
        answers.pop("reference")  # which the assignment's own notebook holds
    for name, answer in answers.items():
        again = judge(exercise, in_a_notebook(answer), np.random.default_rng(3))
        assert again.mistake == (name if name in exercise.wrong_answers else None), name


def in_a_notebook(answer):
    """The same function, or tuple of functions, from its source alone."""
    if isinstance(answer, tuple):
        return tuple(map(in_a_notebook, answer))
    notebook = {"np": np, "pairwise_l2": kernels.pairwise_l2}
    notebook["knn_predict"] = kernels.knn_predict
    exec(inspect.getsource(answer), notebook)
    return notebook[answer.__name__]


DRIVEN = [(e, drive) for e in WRITTEN for drive in (e.drive, e.own) if drive]


@pytest.mark.parametrize(("exercise", "drive"), DRIVEN, ids=ids)
def test_a_drive_is_whole_in_its_source_for_that_is_what_is_sent(exercise, drive, rng):
    alone = {"np": np}
    exec(inspect.getsource(drive), alone)
    answer = LocalAnswer(*exercise.whole(exercise.reference))
    for case in exercise.cases(rng):
        here, there = (answer.call(case.args, d) for d in (drive, alone[drive.__name__]))
        assert here.raised is None, here.raised
        assert there.raised is None, there.raised
        assert same(there.value, here.value, 1e-12)


@pytest.mark.parametrize("exercise", WRITTEN, ids=ids)
def test_sizes_differ_so_that_a_swapped_axis_shows(exercise, rng):
    shapes = [np.shape(arg) for case in exercise.cases(rng) for arg in case.args]
    tables = [shape for shape in shapes if len(shape) == 2]
    square_by_nature = {"hessian", "inverse"}  # where a mistake is a transpose, numbers differ
    if not square_by_nature & set(inspect.signature(exercise.stubs[0]).parameters):
        assert not tables or sum(N != M for N, M in tables) > len(tables) / 2


@pytest.mark.parametrize("exercise", WRITTEN, ids=ids)
def test_every_case_names_its_arguments(exercise, rng):
    for case in exercise.cases(rng):
        names = exercise.arguments(case)
        assert len(names) == len(set(names)) == len(case.args)


@pytest.mark.parametrize("exercise", WRITTEN, ids=ids)
def test_references_leave_their_inputs_alone(exercise, rng):
    for case in exercise.cases(rng):
        assert made_by(exercise, exercise.reference, case).changed == ()


@pytest.mark.parametrize("exercise", EXERCISES, ids=ids)
def test_hints_climb_and_begin_anew(exercise, capsys):
    for _ in range(len(exercise.hints) + 1):
        hint(exercise.id)
    lines = [s for s in capsys.readouterr().out.splitlines() if s.startswith("Hint")]
    assert lines[0] == lines[-1]
    assert len(set(lines[:-1])) == len(exercise.hints)


def test_an_unknown_id_names_the_nearest_one():
    with pytest.raises(ValueError, match="did you mean 'pairwise-l2'"):
        find("pairwise_l3")
    with pytest.raises(ValueError, match="course exercises"):
        find("nothing like it")


def test_a_function_stands_for_its_exercise():
    def pairwise_l2(a, b): ...

    assert find(pairwise_l2).id == "pairwise-l2"


def test_check_raises_only_where_nbgrader_runs_it(monkeypatch):
    exercise = find("pairwise-l2")
    wrong = exercise.mistakes[0].code
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    assert check("pairwise-l2", wrong).state == "wrong"
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    with pytest.raises(CheckFailed, match=exercise.title):
        check("pairwise-l2", wrong)
    assert check("pairwise-l2", exercise.reference) is None


def test_every_exercise_belongs_to_one_assignment():
    assert sum(len(exercises) for exercises in ASSIGNMENTS.values()) == len(set(map(id, EXERCISES)))

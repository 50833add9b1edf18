"""An answer gets the same verdict through the jail as in the student's own notebook."""

import linecache
import re
from pathlib import Path

import nbformat
import numpy as np
import pytest

from course_lib.checking import Exercise, judge, judge_answer
from course_lib.exercises import ASSIGNMENTS, EXERCISES, find
from course_lib.grading.cells import grade_id, is_answer
from course_lib.grading.jail import too_slow
from course_lib.grading.jail.codec import CodecError
from course_lib.grading.sample_class import written

ROOT = Path(__file__).parents[3]
SOLUTIONS = {
    grade_id(cell): re.sub(r"\n *### (BEGIN|END) SOLUTION", "", cell.source)
    for name in ASSIGNMENTS
    for cell in nbformat.read(ROOT / f"assignments/source/{name}/{name}.ipynb", 4).cells
    if is_answer(cell) and cell.cell_type == "code"
}
WRITTEN = [e for e in EXERCISES if isinstance(e, Exercise)]
QUESTIONS = [e for e in EXERCISES if not isinstance(e, Exercise)]
ANSWERS = [(e, name) for e in WRITTEN for name in (*e.right_answers, *e.wrong_answers, "stub")]


def source_of(exercise, name):
    return SOLUTIONS[exercise.id] if name == "reference" else written(exercise, name)


def cells(exercise, source):
    """The cell, after those of the exercises whose functions it calls."""
    found = [source]
    for other in reversed(WRITTEN[: WRITTEN.index(exercise)]):
        if any(re.search(rf"\b{f}\(", cell) for f in other.functions for cell in found):
            found.insert(0, SOLUTIONS[other.id])
    return ["import numpy as np", *found]


def at_home(exercise, source):
    """The function as it stands in a notebook's kernel."""
    names = {}
    for i, cell in enumerate(cells(exercise, source)):
        file = f"<ipykernel cell {i} of {exercise.id}>"
        linecache.cache[file] = (len(cell), None, cell.splitlines(keepends=True), file)
        exec(compile(cell, file, "exec"), names)
    functions = tuple(names[name] for name in exercise.functions)
    return functions if len(functions) > 1 else functions[0]


def told(verdict):
    return (*verdict.as_json().items(), ("printed", verdict.printed), ("heading", verdict.heading))


@pytest.mark.parametrize(
    ("exercise", "name"), ANSWERS, ids=[f"{e.id}-{name}" for e, name in ANSWERS]
)
def test_the_verdict_is_the_one_at_home(session, exercise, name):
    source = source_of(exercise, name)
    for cell in cells(exercise, source):
        assert session.run(cell).outputs == []
    with session.answer(exercise.functions) as answer:
        verdict = judge_answer(exercise, answer, np.random.default_rng(0))
        if verdict.state == "passed":
            assert too_slow(exercise, answer, np.random.default_rng(1)) is None
    home = judge(exercise, at_home(exercise, source), np.random.default_rng(0))
    assert told(verdict) == told(home)
    assert session.suspicious == []


@pytest.mark.parametrize("question", QUESTIONS, ids=[q.id for q in QUESTIONS])
def test_a_question_gets_the_same_reply(session, question):
    values = [*question.right_answers.values(), *question.wrong_answers.values()]
    for value in [*values, None, ..., "z", [1], np.float32(2), True, 10**40, "\x00", {1: 2}]:
        words = "..." if value is ... else repr(value)
        session.run(f"import numpy as np\n{question.variable} = {words}")
        got = judge(question, session.value(question.variable), np.random.default_rng(0))
        assert told(got) == told(judge(question, value, np.random.default_rng(0)))


KNN_VOTE = find("knn-vote")
ODD = {
    "prints": "print('here')\n    return np.array([np.bincount(r).argmax() for r in labels])",
    "prints much": "print('x' * 10**6)\n    return labels[:, 0]",
    "warns": (
        "import warnings\n    warnings.warn('old')\n    np.log(0.0)\n"
        "    return np.array([np.bincount(r).argmax() for r in labels])"
    ),
    "in float32": "return np.array([np.bincount(r).argmax() for r in labels], np.float32)",
    "a list": "return [int(np.bincount(r).argmax()) for r in labels]",
    "a tuple": "return tuple(int(np.bincount(r).argmax()) for r in labels)",
    "a generator": "return (int(np.bincount(r).argmax()) for r in labels)",
    "yields": "yield 1",
    "a set": "return {1}",
    "objects": "return np.array([np.bincount(r).argmax() for r in labels], object)",
    "words": "return np.array(['a' for r in labels])",
    "a subclass": "return np.ma.masked_array([np.bincount(r).argmax() for r in labels])",
    "a class of its own": "return type('Mine', (), {'__eq__': lambda self, other: True})()",
    "a function": "return len",
    "nothing": "pass",
    "raises": "raise ValueError('no ' * 1000)",
    "leaves": "raise SystemExit(3)",
    "divides": "return labels[0, 0] // 0",
    "fails in NumPy": "return np.concatenate([labels, labels[0]])",
    "fails in a helper": "def helper(x):\n        return x.nothing\n    return helper(labels)",
    "changes": "labels[:] = 0\n    return labels[:, 0]",
    "of another shape": "return labels",
    "a column": "return np.array([[np.bincount(r).argmax()] for r in labels])",
    "remembers": "f = knn_vote\n    f.n = getattr(f, 'n', 0) + 1\n    return labels[:, 0] + f.n",
    "a lazy object": "return np.broadcast_to(labels[0, 0], len(labels))",
    "is asynchronous": "import asyncio\n    return asyncio.sleep(1)",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
def test_odd_answers_get_the_same_verdict_too(session, body):
    source = f"def knn_vote(labels):\n    {body}\n"
    session.run("import numpy as np")
    session.run(source)
    with session.answer(["knn_vote"]) as answer:
        verdict = judge_answer(KNN_VOTE, answer, np.random.default_rng(0))
    home = judge(KNN_VOTE, at_home(KNN_VOTE, source), np.random.default_rng(0))
    assert told(verdict) == told(home)


def several_steps(step, up, w, steps):
    from copy import deepcopy

    state, seen = {}, []
    for _ in range(steps):
        w, state = step(w, deepcopy(state))
        seen.append(up(w))
    return np.array(seen), state


def test_a_drive_runs_beside_the_students_code(session):
    session.run("def step(w, state):\n    n = state.get('n', 0) + 1\n    return w + n, {'n': n}")
    session.run("def up(w):\n    return w * 10\ndef other(): pass")
    with session.answer(["step", "up"]) as answer:
        numbers, state = answer.call((1, 3), several_steps).value
    np.testing.assert_array_equal(numbers, [20, 40, 70])
    assert state == {"n": 3}


def test_a_generator_argument_is_the_same_generator(session, rng):
    session.run("def draw(rng, n):\n    return rng.normal(size=n)")
    with session.answer(["draw"]) as answer:
        got = answer.call((rng, 5)).value
        again = answer.call((rng, 5)).value
    np.testing.assert_array_equal(got, again)
    np.testing.assert_array_equal(got, rng.normal(size=5))


LIES = """
import course_lib.checking.run as run
run._steps = lambda driven, args: (driven(*args), 100)[1]
run._memory = lambda driven, args: 100
"""


@pytest.mark.parametrize(
    ("id", "name"),
    [("pairwise-l2", "one-array-of-all-differences"), ("pairwise-l1", "l1-cube")],
)
def test_who_lies_about_memory_is_seen_from_outside(roomy_jail, id, name):
    exercise = find(id)
    with roomy_jail.open() as session:
        session.run(LIES)
        for cell in cells(exercise, source_of(exercise, name)):
            session.run(cell)
        with session.answer(exercise.functions) as answer:
            judged = judge_answer(exercise, answer, np.random.default_rng(0))
            assert judged.state == "passed"  # the lie works, as far as it goes
            assert "MiB at once" in too_slow(exercise, answer, np.random.default_rng(0))


def test_two_loops_behind_a_lie_are_seen_from_outside(session):
    exercise = find("pairwise-l2")
    session.run(LIES)
    source = source_of(find("pairwise-l2-two-loops"), "reference")
    session.run("import numpy as np\n" + source.replace("pairwise_l2_two_loops", "pairwise_l2"))
    with session.answer(exercise.functions) as answer:
        assert judge_answer(exercise, answer, np.random.default_rng(0)).state == "passed"
        assert "loop" in too_slow(exercise, answer, np.random.default_rng(0))


def test_who_is_right_only_where_it_is_counted_is_seen_from_outside(session):
    exercise = find("pairwise-l2")
    session.run(LIES)
    source = source_of(exercise, "reference").replace("pairwise_l2", "right")
    session.run(
        f"import numpy as np\n{source}\n"
        "def pairwise_l2(a, b):\n"
        "    return right(a, b) if len(a) < 60 else np.zeros((len(a), len(b)))"
    )
    with session.answer(exercise.functions) as answer:
        assert judge_answer(exercise, answer, np.random.default_rng(0)).state == "passed"
        assert "wrong on a large one" in too_slow(exercise, answer, np.random.default_rng(0))


def test_an_argument_that_may_not_cross_is_our_own_fault_and_says_so(session):
    session.run("def f(x): return x")
    with session.answer(["f"]) as answer, pytest.raises(CodecError, match="function"):
        answer.call((lambda x: x,))
    assert session.suspicious == []

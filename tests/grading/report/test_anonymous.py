"""Nothing tells who wrote an example, and the example still does what the code did."""

import ast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checking import Exercise, judge
from course_lib.exercises import ASSIGNMENTS
from course_lib.grading.report.anonymous import Anonymous
from course_lib.grading.report.summary import catalogue_words
from course_lib.grading.sample_class import written

MARK = "zuzanna"  # in no word of Python, NumPy, or the course
PEOPLE = ("zuzanna.kowalska", "Zuzanna", "Kowalska", "zk@uni.example", "20261234")
RELEASE = 'def double(x):\n    raise NotImplementedError\nwritten("rows")'
CODE = f'''
# Zuzanna wrote this, {MARK}@uni.example
import numpy as np
from {MARK}_tools import helper as {MARK}_helper

%load_ext {MARK}

def double(x, {MARK}=1, *{MARK}s, kowalska_k=2):
    """By Zuzanna Kowalska, 20261234."""
    path = "/home/{MARK}/double.npy"  # mine
    "Zuzanna again"
    global zuzannasNumber
    zuzannasNumber = 20261234
    text = f"I am Zuzanna {{x:.3f}} of {{path!r}}"
    if x is None:
        raise ValueError("Kowalska was here")
    print(b"zuzanna", x.{MARK}, double(x, kowalska_k=3))
    match x:
        case {{"zuzanna": 1, **zuzanna_rest}}:
            return [zuzanna_rest]
    try:
        return 2 * x
    except ValueError as zuzanna_error:
        return lambda zuzanna: zuzanna_error
'''


@pytest.fixture(scope="module")
def anonymous():
    return Anonymous(PEOPLE, RELEASE)


def test_no_trace_is_left_and_it_is_still_python(anonymous):
    code = anonymous.code(CODE)
    ast.parse(code)
    assert not {word for word in ("zuzanna", "kowalska", "2026", "home") if word in code.lower()}
    assert "def double(x" in code
    assert "return 2 * x" in code
    assert "import numpy as np" in code


def test_the_author_is_found_within_words_too():
    code = Anonymous(PEOPLE, RELEASE).code("myzuzannaway = 1\nother = 2", author="zuzanna.kowalska")
    assert "zuzanna" not in code
    assert "other = 2" in code


def test_what_is_alike_stays_alike(anonymous):
    code = anonymous.code("zuzanna_a = zuzanna_b = {'mine': 1}\nzuzanna_a['mine'] + zuzanna_b['x']")
    assert code == "name_1 = name_2 = {'text 1': 1}\nname_1['text 1'] + name_2['x']"


def test_words_that_everybody_has_stay():
    someone = Anonymous(["max", "dot", "rows", "sum.norm"], RELEASE)
    code = "double(np.max(x)).dot(np.linalg.norm(rows))\nnp.einsum('ij,jk->ik', a, b)"
    assert someone.code(code) == code
    assert Anonymous(["li"], "").code("li_k = link = 3") == "name_1 = link = 3"


@given(
    st.text(), st.sampled_from(["# {}", "x = 1  # {}", "'''{}'''", "x = {!r}", "print(f'{{x}}{}')"])
)
def test_a_text_of_any_kind_is_not_kept(text, where):
    code = Anonymous(PEOPLE, RELEASE).code(where.format(f"Zuzanna {text}"))
    assert code is None or MARK not in code.lower()


@pytest.mark.parametrize(
    "code",
    [
        "def broken(:",
        "x = '\0'",
        "(" * 2000,
        "-" * 19_000 + "1",
        "x = " + "1" * 30_000,
        "a" * 50_000,
    ],
    ids=["syntax", "nul", "brackets", "signs", "digits", "long"],
)
def test_what_is_no_python_or_too_long_is_not_shown(anonymous, code):
    assert anonymous.code(code) is None


def test_long_code_is_cut_and_says_so(anonymous):
    code = anonymous.code("\n".join(f"x = {i}" for i in range(500)))
    assert code.endswith("lines more")
    assert len(code.splitlines()) < 70


@pytest.mark.parametrize("assignment", sorted(ASSIGNMENTS))
def test_an_example_is_judged_as_what_it_is_an_example_of(assignment):
    anonymous = Anonymous(PEOPLE, "\n".join(catalogue_words(assignment)))
    exercises = [e for e in ASSIGNMENTS[assignment] if isinstance(e, Exercise)]
    scope = {"np": np}
    for exercise in exercises:
        whole = exercise.whole(exercise.reference)
        scope |= dict(zip(exercise.functions, whole, strict=True))

    def verdict(exercise, code):
        own = dict(scope)
        exec(compile(code, "<example>", "exec"), own)
        answer = tuple(own[function] for function in exercise.functions)
        found = judge(exercise, answer, np.random.default_rng(0))
        return found.state, found.looked, found.mistake

    named = 0
    for exercise in exercises:
        for name in list(exercise.wrong_answers)[::9]:
            code = written(exercise, name)
            before, after = verdict(exercise, code), verdict(exercise, anonymous.code(code))
            assert after == before, anonymous.code(code)
            named += after[2] == name
    assert named > 2


@pytest.mark.parametrize(
    ("kind", "message", "told"),
    [
        (
            "NameError",
            "name 'dists' is not defined in line 4, `x`",
            "NameError: name 'dists' is not defined",
        ),
        ("NameError", "name 'zuzanna_d' is not defined", "NameError: name '…' is not defined"),
        ("ValueError", "Zuzanna was here", "ValueError"),
        ("ZuzannaError", "index 3 is out of bounds", "an error of the student's own making"),
        (
            "ValueError",
            "operands could not be broadcast together with shapes (3,) (4,) ",
            "ValueError: operands could not be broadcast together with shapes (3,) (4,) ",
        ),
        (
            "FileNotFoundError",
            "[Errno 2] No such file or directory: '/home/zuzanna/x'",
            "FileNotFoundError: No such file or directory",
        ),
    ],
)
def test_of_an_error_pythons_own_words_are_told(anonymous, kind, message, told):
    assert anonymous.error(kind, message) == told


@pytest.mark.parametrize(
    "said",
    [
        "It is 'zuzanna'; expected 3.",
        "There is no key 'v'; the keys are 'zuzanna', 'x'.",
        "A Zuzanna came back; expected a number.",
        "Look into /home/zuzanna/x.npy",
        "Write to zk@uni.example, Kowalska",
        "no file 01_knn.ipynb was handed in; there is zuzanna.ipynb",
    ],
)
def test_a_message_of_ours_does_not_quote_the_student(anonymous, said):
    for told in (anonymous.sentence(said), anonymous.reason(said)):
        assert not any(word in told.lower() for word in ("zuzanna", "kowalska", "zk@"))
    assert anonymous.sentence("3 of 6 numbers differ; the first at [0, 0] is 1.5, expected 0.") == (
        "3 of 6 numbers differ; the first at [0, 0] is 1.5, expected 0."
    )

"""The judge finds the first thing that is wrong, whatever an answer does."""

import sys

import numpy as np
import pytest

from course_lib.checking import Budget, Case, Choice, Exercise, Mistake, Question, judge


def double(x, n):
    raise NotImplementedError


def twice(x, n):
    return 2 * x[:, :n]


def thrice(x, n):
    return 3 * x[:, :n]


def cases(rng):
    return (
        Case((rng.normal(size=(9, 7)), 5), "large"),
        Case((np.array([[1.0, 2.0, 3.0]]), 2), "small"),
        Case((rng.normal(size=(4, 3)), 0), "nothing asked for", "generality"),
        Case((rng.integers(0, 9, (3, 4)) + 0.5, 4), "halves", "stability", advisory="as you like"),
    )


EXERCISE = Exercise(
    id="double",
    title="Double it",
    points=3,
    concepts=(),
    stub=double,
    reference=twice,
    cases=cases,
    hints=("2",),
    mistakes=(
        Mistake(
            thrice,
            "Three times.",
            lambda _case, got, want: got.size == 0 or np.allclose(got / want, 1.5, rtol=1e-3),
        ),
    ),
    budget=Budget(
        lambda rng, n: (rng.normal(size=(n, n)), n), loops=0, memory=lambda x, n: 4 * x.nbytes
    ),
)


def look(answer, exercise=EXERCISE):
    return judge(exercise, answer, np.random.default_rng(1))


def looked(answer):
    verdict = look(answer)
    assert verdict.state == "wrong"
    return verdict.looked


def test_the_reference_passes_and_a_missing_body_is_not_attempted():
    assert look(twice).state == "passed"
    assert look(double).state == "not attempted"


def test_looks_at_type_shape_dtype_finite_and_value_in_this_order():
    assert looked(lambda x, n: None) == "type"
    assert looked(lambda x, n: (2 * x[:, :n]).tolist()) == "type"
    assert looked(lambda x, n: np.ma.array(2 * x[:, :n])) == "type"
    assert looked(lambda x, n: 2 * x) == "shape"
    assert looked(lambda x, n: (2 * x[:, :n]).T) == "shape"
    assert looked(lambda x, n: (2 * x[:, :n]).astype(complex)) == "dtype"
    assert looked(lambda x, n: (2 * x[:, :n]).astype(object)) == "dtype"
    assert looked(lambda x, n: 2 * x[:, :n] / 0) == "finite"
    assert looked(lambda x, n: 2 * x[:, :n] + 0.1) == "value"


def test_an_error_is_told_with_the_students_own_line():
    def broken(x, n):
        wide = np.zeros((n + 9, 3))
        return x @ wide

    verdict = look(broken)
    assert verdict.looked == "runs"
    assert "return x @ wide" in verdict.message


@pytest.mark.parametrize("error", [SystemExit, MemoryError, RecursionError, AssertionError])
def test_no_error_gets_out(error):
    def broken(x, n):
        raise error("gone")

    assert error.__name__ in look(broken).message


def test_an_interrupt_by_the_user_gets_out():
    def interrupted(x, n):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        look(interrupted)


def test_the_smallest_input_that_shows_it_is_shown():
    verdict = look(lambda x, n: 2.5 * x[:, :n])
    assert verdict.case.about == "small"
    np.testing.assert_array_equal(verdict.want, [[2, 4]])
    np.testing.assert_array_equal(verdict.got, [[2.5, 5]])


def test_a_sign_names_a_mistake_that_is_written_in_another_way():
    assert look(lambda x, n: x[:, :n] + x[:, :n] + x[:, :n] * 1.0).mistake == "thrice"
    # not equal to the mistake everywhere, so only the sign can tell
    assert look(lambda x, n: x[:, :n] * 3.0 + 1e-4 * x[:, :n]).mistake == "thrice"
    assert look(lambda x, n: 4 * x[:, :n]).mistake is None


def test_wrong_only_on_an_unusual_input_says_so():
    verdict = look(lambda x, n: 2 * x[:, : max(n, 1)])
    assert verdict.looked == "shape"
    assert "nothing asked for" in verdict.message


def test_an_advisory_case_costs_nothing_but_is_told():
    verdict = look(lambda x, n: 2 * x[:, :n] + ((x % 1) == 0.5).all())
    assert (verdict.state, verdict.notes) == ("passed", ("as you like",))


def test_changed_inputs_are_noticed():
    def spoils(x, n):
        x *= 2
        return x[:, :n].copy()

    assert looked(spoils) == "inputs"


def test_a_result_that_is_a_view_of_an_input_is_kept_as_it_was():
    def view(x, n):
        x += x
        return x[:, :n]

    assert looked(view) == "inputs"


def test_loops_are_counted():
    def loops(x, n):
        return np.array([[2 * value for value in row[:n]] for row in x]).reshape(len(x), n)

    verdict = look(loops)
    assert verdict.looked == "loops"


def test_counting_gives_the_tracer_back():
    def tracer(frame, event, arg):
        return None

    before = sys.gettrace()
    sys.settrace(tracer)
    try:
        look(twice)
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(before)


def test_memory_is_counted():
    def hungry(x, n):
        return 2 * (x[:, :n, None] * np.ones(50)).mean(axis=2)

    assert looked(hungry) == "memory"


def test_warnings_and_prints_cost_nothing_and_stay_out_of_stderr(capfd):
    def noisy(x, n):
        print("looking at", x.shape, file=sys.stderr)
        np.log(np.zeros(2))
        return 2 * x[:, :n]

    assert look(noisy).state == "passed"
    assert capfd.readouterr().err == ""


def test_what_a_wrong_answer_prints_is_shown_but_not_all_of_it():
    def chatty(x, n):
        print("x" * 100_000)
        return x

    verdict = look(chatty)
    assert verdict.printed.startswith("xxx")
    assert len(verdict.printed) < 1000


def test_giving_the_result_in_place_of_the_function_is_explained():
    assert "brackets" in look(np.zeros(3)).message


QUESTION = Question(
    id="how-many",
    title="How many",
    points=1,
    concepts=(),
    choices=(Choice(57.2, "Right.", right=True), Choice(61.44, "Other unit."), Choice("b", "No.")),
    otherwise="Multiply.",
    hints=("*",),
)


@pytest.mark.parametrize(
    ("answer", "state", "message"),
    [
        (None, "not attempted", "how_many"),
        (..., "not attempted", "how_many"),
        (57.2, "passed", "Right."),
        (np.float32(57.2), "passed", "Right."),
        (57.22, "passed", "Right."),
        (61.44, "wrong", "Other unit."),
        (" (B) ", "wrong", "No."),
        ("57.2", "wrong", "Multiply."),
        (True, "wrong", "Multiply."),
        (float("nan"), "wrong", "Multiply."),
        (np.array([57.2, 1]), "wrong", "Multiply."),
        ([], "wrong", "Multiply."),
    ],
)
def test_a_question_takes_anything(answer, state, message):
    verdict = look(answer, QUESTION)
    assert verdict.state == state
    assert message in verdict.message

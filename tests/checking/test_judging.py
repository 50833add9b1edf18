"""The judge finds the first thing that is wrong, whatever an answer does."""

import sys
from dataclasses import replace

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


def test_an_endless_loop_that_was_stopped_is_told_with_its_line():
    calls = []

    def endless(x, n):
        while True:
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt

    verdict = look(endless)
    assert verdict.state == "wrong"
    assert "still running" in verdict.message
    assert "raise KeyboardInterrupt" in verdict.message
    assert len(calls) == 3


def test_the_smallest_input_that_shows_it_is_shown():
    verdict = look(lambda x, n: 2.5 * x[:, :n])
    assert verdict.case.about == "small"
    np.testing.assert_array_equal(verdict.want, [[2, 4]])
    np.testing.assert_array_equal(verdict.got, [[2.5, 5]])


def test_a_sign_names_a_mistake_that_is_written_in_another_way():
    assert look(lambda x, n: x[:, :n] + x[:, :n] + x[:, :n] * 1.0).mistake == "thrice"
    # not equal to the mistake everywhere, so only the sign can tell
    assert look(lambda x, n: x[:, :n] * 3.0 + 1e-4 * x[:, :n]).mistake == "thrice"
    assert look(lambda x, n: np.cos(x[:, :n])).mistake is None


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (lambda x, n: np.zeros((len(x), n)), "all-zero"),
        (lambda x, n: -2 * x[:, :n], "negated"),
        (lambda x, n: 200 * x[:, :n], "per-cent"),
        (lambda x, n: 2 * x[:, :n] + 1, "one-offset"),
        (lambda x, n: 2 * x[:, :n][:, ::-1], "in-another-order"),
        (lambda x, n: 8 * x[:, :n], "one-factor"),
        (lambda x, n: np.round(2 * x[:, :n], 1), "rounded"),
        (lambda x, n: np.array([2 * x[-1, :n]] * len(x)), "every-row-is-the-last"),
    ],
)
def test_what_no_mistake_explains_may_still_have_a_pattern(answer, name):
    assert look(answer).mistake == name


def test_equal_numbers_and_a_single_label_have_no_pattern():
    def look_at(answer, *inputs):
        cases = tuple(Case((np.array(x), len(x[0])), "two rows") for x in inputs)
        exercise = replace(EXERCISE, cases=lambda rng: cases, mistakes=(), budget=None)
        return look(answer, exercise)

    equal, differ = [[1.0, 1.0], [1.0, 1.0]], [[1.0, 2.0], [3.0, 5.0]]
    assert look_at(lambda x, n: 3 * x[:, :n], equal).mistake is None
    assert look_at(lambda x, n: 3 * x[:, :n], differ).mistake == "one-factor"
    assert look_at(lambda x, n: 2 * x[:, :n] + 1, equal).mistake is None
    assert look_at(lambda x, n: 2 * x[:, :n] + 1, differ).mistake == "one-offset"
    assert look_at(lambda x, n: 2 * x[:, :n] + 1e-4, [[0.25]]).mistake is None  # of 0.5
    assert look_at(lambda x, n: 1 - 2 * x[:, :n], [[0.25], [0.1]]).mistake == "one-minus"
    assert look_at(lambda x, n: 4 * x[:, :n] ** 2, [[2, 4]]).mistake is None
    assert look_at(lambda x, n: 4 * x[:, :n] ** 2, [[2, 4]], [[3, 1]]).mistake == "squared"


def test_a_right_value_of_a_wrong_kind_is_no_mistake_of_the_catalogue():
    """A mistake that is right in value, such as one that is only slow, explains no failure."""
    from dataclasses import replace

    slow = Mistake(twice, "Slow.", costs="loops")
    verdict = look(lambda x, n: (2 * x[:, :n]).tolist(), replace(EXERCISE, mistakes=(slow,)))
    assert (verdict.state, verdict.mistake) == ("wrong", None)


def test_two_answers_to_one_input_are_noticed():
    rng = np.random.default_rng(5)
    assert look(lambda x, n: rng.normal(size=(len(x), n))).mistake == "not-the-same-twice"


def test_where_a_generator_is_given_the_draws_are_said_to_come_from_elsewhere():
    given = Case((np.ones((2, 3)), np.random.default_rng(0)), "two rows")

    def noisy(x, rng):
        raise NotImplementedError

    def from_the_generator(x, rng):
        return x + rng.normal(size=x.shape)

    exercise = replace(
        EXERCISE, stub=noisy, reference=from_the_generator, cases=lambda rng: (given,), mistakes=()
    )
    other = np.random.default_rng(5)
    verdict = look(lambda x, rng: x + other.normal(size=x.shape), exercise)
    assert verdict.mistake == "not-the-same-twice"
    assert "`rng` that is given" in verdict.message


def test_what_is_kept_from_call_to_call_is_noticed_even_if_it_comes_back():
    kept = {}

    def grows(x, n):
        same_shape = kept.get("shape") == x.shape
        kept["shape"] = x.shape
        return twice(x, n) + same_shape

    assert look(grows).mistake == "not-the-same-twice"


def test_a_cache_that_goes_by_the_shape_is_noticed():
    kept = {}

    def cached(x, n):
        return kept.setdefault((x.shape, n), 2 * x[:, :n])

    assert look(cached).state == "wrong"


def test_a_function_not_yet_written_that_is_called_is_named():
    def other(x):
        raise NotImplementedError

    def pair_forward(x):
        raise NotImplementedError

    builds = replace(EXERCISE, builds_on=("other", "pair"))
    verdict = look(lambda x, n: other(x), builds)
    assert verdict.state == "wrong"
    assert "`other`, which is not written yet" in verdict.message
    verdict = look(lambda x, n: pair_forward(x), builds)  # one of the two functions of "pair"
    assert "`pair_forward`, which is not written yet" in verdict.message


class Broken(Exception):
    def __str__(self):
        raise RuntimeError("no words")


def raises_without_words(x, n):
    raise Broken


def yields(x, n):
    yield from x


async def waits(x, n):
    return 2 * x[:, :n]


def closes_stdout(x, n):
    sys.stdout.close()
    return x


@pytest.mark.parametrize(
    "answer",
    [
        raises_without_words,
        yields,
        waits,
        closes_stdout,
        lambda x, n: sys.__stdout__,
        lambda x, n: np.matrix(2 * x[:, :n]),
        lambda x, n: np.array([["a"]]),
        lambda x, n: np.array([[{}]]),
        lambda x, n: np.array([[True]]),
        lambda x, n: x,
        lambda x: x,
        lambda x, n: object(),
        len,
    ],
)
def test_whatever_comes_back_the_verdict_can_be_shown(answer):
    verdict = look(answer)
    assert verdict.state == "wrong"
    assert verdict._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (lambda x, n: {}["v"], "`d.get(key, 0)`"),
        (lambda x, n: __import__("math").sqrt(x), "`np.sqrt`"),
        (lambda x, n: x ^ 2, "A power is written `**`"),
    ],
)
def test_common_errors_come_with_advice(answer, words):
    verdict = look(answer)
    assert verdict.looked == "runs"
    assert words in verdict.message


def test_settings_of_the_notebook_do_not_matter_and_stay():
    before = np.seterr(all="raise")
    try:
        assert look(lambda x, n: 1e300 * 1e300 * x[:, :n]).state == "wrong"
        assert np.geterr() == dict.fromkeys(("divide", "over", "under", "invalid"), "raise")
    finally:
        np.seterr(**before)


def test_numbers_of_fewer_digits_agree_to_as_many_as_they_have():
    assert look(lambda x, n: (2 * x[:, :n]).astype(np.float16)).state == "passed"


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
        (57.3, "passed", "Right."),
        (61.44, "wrong", "Other unit."),
        (" (B) ", "wrong", "No."),
        ("57.2", "passed", "Right."),
        ("57 GiB or so", "wrong", "Multiply."),
        (10**400, "wrong", "Multiply."),
        (57.2 + 0j, "wrong", "Multiply."),
        (np.complex128(57.2), "wrong", "Multiply."),
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


@pytest.mark.parametrize("kind", [np.int64, np.uint8, np.float16, np.array], ids=str)
def test_a_number_that_numpy_made_is_a_number(kind):
    """What np.prod, np.sum and len(np.unique(...)) times something give."""
    counts = replace(QUESTION, choices=(Choice(150, "Right.", right=True),))
    assert look(kind(150), counts).state == "passed"


def test_two_mistakes_at_once_are_named_after_the_one_that_explains_most():
    from dataclasses import replace

    exercise = replace(EXERCISE, mistakes=(Mistake(thrice, "Three times."),))

    def mostly_thrice(x, n):
        return thrice(x, n) if n else np.zeros((len(x), 1))  # and another shape where n is 0

    verdict = look(mostly_thrice, exercise)
    assert (verdict.mistake, verdict.looked) == ("thrice", "value")

    def thrice_on_small_ones(x, n):
        return thrice(x, n) if n < 6 else twice(x, n)

    # the mistake is wrong where this is right, so it is not this one
    assert look(thrice_on_small_ones, exercise).mistake != "thrice"


def test_rounding_about_zero_is_no_difference():
    from dataclasses import replace

    def level(x, n):
        return 0 * x[:, :n]

    exercise = replace(EXERCISE, reference=level, mistakes=(), budget=None)
    assert look(lambda x, n: level(x, n) + 1e-17, exercise).state == "passed"
    assert look(lambda x, n: level(x, n) + 1e-9, exercise).state == "wrong"

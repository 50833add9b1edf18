"""Results of several parts: which one is wrong, missing, too many or out of order."""

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from course_lib.checking import Case, Exercise, Mistake, judge
from course_lib.checking.leaves import at, differs, same, unasked

RTOL = 1e-5
LOSS, DW, DB = 2.5, np.arange(6.0).reshape(2, 3) + 1, np.array([1.0, -2.0, 4.0])
WANT, NAMES = (LOSS, DW, DB), ("loss", "dw", "db")


def told(got, want=WANT, names=NAMES):
    found = differs(got, want, RTOL, names)
    return None if found is None else (found.looked, found.leaf, found.message)


def test_the_same_parts_are_the_same():
    assert told(WANT) is None
    assert told([LOSS, DW, DB]) is None
    assert told((np.float32(LOSS), DW, DB)) is None
    assert told((np.array(LOSS), DW.astype(np.float32), DB)) is None


@pytest.mark.parametrize(
    ("got", "looked", "leaf", "words"),
    [
        ((LOSS, 2 * DW, 2 * DB), "value", "dw", "`loss` is right, `dw` is not."),
        ((LOSS, DW.T, DB), "shape", "dw", "`loss` and `db` are right"),
        ((LOSS + 1, 2 * DW, 2 * DB), "value", "loss", "`loss` is not right."),
        ((LOSS, None, DB), "type", "dw", "Nothing came back"),
        (([LOSS], DW, DB), "type", "loss", "A list came back; expected a number"),
        ((LOSS, DW, DB[:, None]), "shape", "db", "(3, 1)"),
        (None, "type", "", "Is the `return` missing?"),
        ((LOSS, DB, DW), "parts", "", "The order is `loss`, `db` and `dw`"),
        ((7.0, 3 * DB, 3 * DW), "parts", "", "The order is `loss`, `db` and `dw`"),
        ((LOSS, DB), "parts", "", "Missing: `dw`."),
        ((LOSS, DW, DB, DB), "parts", "", "4 things came back; expected 3"),
        (DW, "parts", "", "Only `dw` came back"),
        ("text", "type", "", "A str came back; expected 3 things"),
    ],
)
def test_the_first_part_that_differs_is_named(got, looked, leaf, words):
    found = differs(got, WANT, RTOL, NAMES)
    assert (found.looked, found.leaf) == (looked, leaf)
    assert words in f"{found.message} {found.advice}"


def test_dicts_are_compared_key_by_key():
    want = (DB, {"mean": DB, "more": {"var": DW}})
    right = (DB, {"more": {"var": DW, "t": 3}, "mean": DB, "mine": None})
    assert told(right, want, ("out", "state")) is None
    assert sorted(unasked(right, want)) == ["mine", "t"]
    wrong = (DB, {"mean": DB, "more": {"var": DW + 1}})
    found = differs(wrong, want, RTOL, ("out", "state"))
    assert found.leaf == "state, 'more', 'var'"
    assert at(wrong, found.path) is wrong[1]["more"]["var"]
    assert told((DB, {"mean": DB}), want)[0] == "parts"
    assert "'more'" in told((DB, {"mean": DB}), want)[2]
    assert told((DB, [1]), want)[0] == "type"


leaf = st.one_of(
    st.floats(-9, 9, width=16),
    st.none(),
    st.integers(1, 4).map(lambda n: np.linspace(-n, 1.0, n)),
)
trees = st.recursive(
    leaf,
    lambda part: st.one_of(
        st.lists(part, min_size=1, max_size=3).map(tuple),
        st.dictionaries(st.sampled_from("abc"), part, min_size=1),
    ),
    max_leaves=5,
)


@given(one=trees, two=trees)
def test_same_and_no_difference_are_one_and_the_same(one, two):
    assert same(one, one, RTOL)
    assert differs(one, one, RTOL) is None
    assert same(one, two, RTOL) == (differs(one, two, RTOL) is None)


@given(got=trees | st.just("x") | st.just(object), want=trees)
def test_any_two_results_can_be_compared(got, want):
    found = differs(got, want, RTOL)
    assert found is None or found.message
    if found:
        at(got, found.path)


def loss(w, x):
    raise NotImplementedError


def half_square(w, x):
    r = x @ w
    return 0.5 * np.sum(r**2), x.T @ r


def whole_square(w, x):
    r = x @ w
    return np.sum(r**2), x.T @ r


def gradient_per_example(w, x):
    r = x @ w
    return 0.5 * np.sum(r**2), x.T @ r / len(x)


def doubled_gradient(case, got, want):
    return np.allclose(got["dw"], 2 * want["dw"])


def twice_the_gradient(w, x):
    r = x @ w
    return 0.5 * np.sum(r**2), 2 * x.T @ r


LOSS_EXERCISE = Exercise(
    id="loss",
    title="Loss",
    points=2,
    concepts=(),
    stub=loss,
    reference=half_square,
    returns=("loss", "dw"),
    cases=lambda rng: tuple(
        Case((rng.normal(size=D), rng.normal(size=(N, D)))) for N, D in ((2, 3), (5, 2), (4, 7))
    ),
    hints=("w",),
    mistakes=(
        Mistake(whole_square, "The half is missing."),
        Mistake(gradient_per_example, "dw is divided by N."),
        Mistake(twice_the_gradient, "dw is twice as large.", doubled_gradient),
    ),
)


def look(answer, exercise=LOSS_EXERCISE):
    return judge(exercise, answer, np.random.default_rng(4))


def test_a_mistake_in_one_leaf_is_named_and_only_that_leaf_is_shown():
    verdict = look(gradient_per_example)
    assert verdict.mistake == "gradient-per-example"
    assert verdict.leaf == "dw"
    assert verdict.want.shape == verdict.got.shape == verdict.case.args[0].shape
    assert "got: dw" in verdict._repr_mimebundle_()["text/html"]
    assert "expected: dw" in str(verdict)


def test_a_sign_sees_leaves_by_their_names():
    def other_words(w, x):
        return 0.5 * ((x @ w) ** 2).sum(), 2 * (x.T @ x) @ w

    assert look(other_words).mistake == "twice-the-gradient"

    def both_twice(w, x):  # equal to no mistake, so only the sign can tell
        r = x @ w
        return np.sum(r**2) * 3, 2 * x.T @ r

    assert look(both_twice).mistake == "twice-the-gradient"


def test_two_mistakes_in_two_leaves_are_named_one_by_one():
    def both(w, x):
        r = x @ w
        return np.sum(r**2), x.T @ r / len(x)

    assert look(both).mistake == "whole-square"


def test_a_leaf_of_another_shape_hides_no_mistake_in_the_leaf_before_it():
    def as_column(answer):
        return lambda w, x: (answer(w, x)[0], answer(w, x)[1][:, None])

    verdict = look(as_column(whole_square))
    assert (verdict.mistake, verdict.leaf) == ("whole-square", "loss")
    verdict = look(as_column(lambda w, x: (-half_square(w, x)[0], half_square(w, x)[1])))
    assert (verdict.mistake, verdict.leaf) == ("negated", "loss")
    verdict = look(as_column(half_square))  # nothing but the shape is wrong
    assert (verdict.mistake, verdict.leaf, verdict.looked) == (None, "dw", "shape")


def test_a_pattern_is_told_of_the_leaf_that_is_wrong():
    verdict = look(lambda w, x: (half_square(w, x)[0], -half_square(w, x)[1]))
    assert (verdict.mistake, verdict.leaf) == ("negated", "dw")


class Hostile(dict):
    def __contains__(self, key):
        raise RuntimeError

    __getitem__ = __iter__ = items = __len__ = __contains__


class Nasty:
    def __repr__(self):
        raise RuntimeError

    __str__ = __eq__ = __repr__
    __hash__ = object.__hash__


class Pair(NamedTuple):
    loss: float
    dw: np.ndarray


def test_what_only_behaves_like_a_tuple_or_a_dict_is_taken_for_what_it_holds():
    from collections import defaultdict
    from dataclasses import replace

    def pair(w, x):
        return Pair(*half_square(w, x))

    assert look(pair).state == "passed"
    exercise = replace(
        LOSS_EXERCISE,
        returns=(),
        reference=lambda w, x: dict(zip(("loss", "dw"), half_square(w, x), strict=True)),
        mistakes=(),
    )
    for kind in (dict, Hostile, lambda held: defaultdict(int, held)):

        def held(w, x, kind=kind):
            return kind({**exercise.reference(w, x), Nasty(): Nasty()})

        assert look(held, exercise).state == "passed"
    assert look(lambda w, x: {Nasty(): 1, "dw": w}, exercise).looked == "parts"


def test_keys_that_nobody_asked_for_are_a_note():
    from dataclasses import replace

    exercise = replace(
        LOSS_EXERCISE,
        reference=lambda w, x: (half_square(w, x)[0], {"dw": half_square(w, x)[1]}),
        mistakes=(),
    )

    def more(w, x):
        value, dw = half_square(w, x)
        return value, {"dw": dw, "shape": w.shape}

    verdict = look(more, exercise)
    assert verdict.state == "passed"
    assert "shape" in verdict.notes[0]

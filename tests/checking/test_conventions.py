"""Right answers with other values, arguments that may change, and results that are random."""

from dataclasses import replace

import numpy as np
import pytest

from course_lib.checking import Case, Convention, Exercise, LocalAnswer, Measured, Mistake, judge


def penalty(w, reg):
    raise NotImplementedError


def half(w, reg):
    return 0.5 * reg * np.sum(w**2), reg * w


def full(w, reg):
    return reg * np.sum(w**2), 2 * reg * w


def no_square(w, reg):
    return reg * np.sum(w), reg * w


def no_square_full(w, reg):
    return 2 * reg * np.sum(np.abs(w)), 2 * reg * w


def weights(rng):
    return (
        Case((np.zeros(2), 0.0), "nothing"),
        *(Case((rng.normal(size=size), 0.3)) for size in ((3, 2), (5, 4))),
        Case((rng.normal(size=(1, 7)), 2.0), "one row", "generality"),
    )


PENALTY = Exercise(
    id="penalty",
    title="Penalty",
    points=1,
    concepts=(),
    stub=penalty,
    reference=half,
    conventions=(Convention(full, "You leave the half away."),),
    returns=("loss", "dw"),
    cases=weights,
    hints=("w",),
    mistakes=(Mistake(no_square, "No square."), Mistake(no_square_full, "No square.")),
)


def look(answer, exercise=PENALTY):
    return judge(exercise, answer, np.random.default_rng(6))


def test_one_convention_and_the_other_pass_and_the_other_is_told():
    assert (look(half).state, look(half).notes) == ("passed", ())
    assert (look(full).state, look(full).notes) == ("passed", ("You leave the half away.",))
    assert list(PENALTY.right_answers) == ["reference", "full"]


def test_conventions_may_not_be_mixed():
    def by_case(w, reg):
        return half(w, reg) if len(w) == 3 else full(w, reg)

    def by_leaf(w, reg):
        return full(w, reg)[0], half(w, reg)[1]

    for mixed in (by_case, by_leaf):
        assert look(mixed).state == "wrong"


def test_a_wrong_answer_is_shown_against_the_convention_that_it_fits_best():
    def breaks_on_one_row(w, reg):
        return full(w, reg) if len(w) > 1 else (0.0, w)

    verdict = look(breaks_on_one_row)
    assert verdict.leaf == "loss"
    np.testing.assert_allclose(verdict.want, full(*verdict.case.args)[0])


def test_an_argument_that_may_change_gives_a_note():
    def spoils(w, reg):
        loss = half(w, reg)[0]
        w *= reg
        return loss, w.copy()

    assert look(spoils).looked == "inputs"
    assert "`w` was changed" in look(spoils).message
    verdict = look(spoils, replace(PENALTY, may_change=("w",)))
    assert verdict.state == "passed"
    assert "`w` is changed in place" in verdict.notes[0]


def drop(x, keep, rng):
    raise NotImplementedError


def by_random(x, keep, rng):
    return x * (rng.random(x.shape) < keep) / keep


def by_binomial(x, keep, rng):
    return x * rng.binomial(1, keep, x.shape) / keep


def by_normal(x, keep, rng):
    return x * (rng.normal(size=x.shape) < keep) / keep


def not_scaled(x, keep, rng):
    return x * (rng.random(x.shape) < keep)


def keep_and_drop_swapped(x, keep, rng):
    return x * (rng.random(x.shape) > keep) / keep


def measured(args, got):
    x, keep, _ = args
    kept = got != 0
    return {
        "the share that is kept": Measured(kept.mean(), keep, 5 * np.sqrt(0.25 / x.size)),
        "what is kept, times": Measured((got[kept] / x[kept]).mean(), 1 / keep, 1e-6),
    }


DROP = Exercise(
    id="drop",
    title="Drop",
    points=1,
    concepts=(),
    stub=drop,
    reference=by_random,
    alternatives=(by_binomial,),
    cases=lambda rng: tuple(
        Case((rng.normal(size=size) + 9, keep, np.random.default_rng(rng.integers(99))))
        for size, keep in (((40, 33), 0.8), ((35, 44), 0.3))
    ),
    hints=("random",),
    measure=measured,
    mistakes=(
        Mistake(by_normal, "Normal numbers."),
        Mistake(not_scaled, "Not scaled."),
        Mistake(keep_and_drop_swapped, "Swapped."),
    ),
)


@pytest.mark.parametrize("seed", range(5))
def test_random_answers_are_judged_by_what_is_measured(seed):
    def verdict(answer):
        return judge(DROP, answer, np.random.default_rng(seed))

    for answer in DROP.right_answers.values():
        assert verdict(answer).state == "passed"
    for name, answer in DROP.wrong_answers.items():
        assert verdict(answer).mistake == name
    # in words that the catalogue does not hold, with other draws
    assert verdict(lambda x, keep, rng: x * rng.binomial(1, keep, x.shape)).mistake == "not-scaled"
    found = verdict(lambda x, keep, rng: x * (rng.random(x.shape) < keep**2) / keep)
    assert (found.mistake, found.looked) == (None, "value")
    assert "the share that is kept" in found.message


def test_what_makes_a_measure_divide_by_zero_is_wrong_and_warns_nobody():
    """Warnings are errors in these tests; in a graded cell one costs the points."""
    found = look(lambda x, keep, rng: 0 * x, DROP)  # nothing is kept: the mean of no numbers
    assert (found.state, found.looked) == ("wrong", "value")
    assert "the share that is kept is 0;" in found.message


def test_what_is_measured_must_first_have_the_right_shape():
    assert look(lambda x, keep, rng: by_random(x, keep, rng).T, DROP).looked == "shape"
    assert look(lambda x, keep, rng: by_random(x, keep, rng) * np.nan, DROP).looked == "finite"


def test_randomness_that_does_not_come_from_the_generator_given_is_noticed():
    own = np.random.default_rng(1)
    found = look(lambda x, keep, rng: by_random(x, keep, own), DROP)
    assert found.mistake == "not-the-same-twice"


def test_every_call_gets_its_own_generator_and_drawing_from_it_changes_nothing():
    rng = np.random.default_rng(3)
    before = rng.bit_generator.state
    answer = LocalAnswer(lambda rng: rng.random(5))
    one, two = answer.call((rng,)), answer.call((rng,))
    np.testing.assert_array_equal(one.value, two.value)
    assert one.changed == ()
    assert rng.bit_generator.state == before


@pytest.mark.parametrize(
    ("edit", "changed"),
    [
        (lambda c, p: None, ()),
        (lambda c, p: c.update(lr=1.0), (0,)),
        (lambda c, p: c.update(new=1.0), (0,)),
        (lambda c, p: c["m"].fill(3), (0,)),
        (lambda c, p: p.append(1), (1,)),
        (lambda c, p: p[0].fill(1), (1,)),
    ],
)
def test_changes_within_dicts_and_lists_are_noticed(edit, changed):
    args = ({"lr": float("nan"), "m": np.zeros(2)}, [np.zeros(3), None, "text"])
    assert LocalAnswer(edit).call(args).changed == changed


def test_the_size_of_a_case_counts_numbers_however_deep():
    args = ({"a": np.zeros((2, 3))}, [np.zeros(4), np.zeros(5)], 1.5, np.random.default_rng(0))
    assert Case(args).size == 6 + 9 + 1 + 1

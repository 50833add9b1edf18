"""The references of assignment 04 against others' optimisers, and mistakes in other words."""

import re
from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from scipy.signal import lfilter

from course_lib.checking import judge
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.exercises.optimisers import adam_faults, squares, steps

SETTINGS = {
    "momentum-step": lambda torch, p, lr, rho: torch.optim.SGD(p, lr=lr, momentum=rho),
    "nesterov-step": lambda torch, p, lr, rho: torch.optim.SGD(
        p, lr=lr, momentum=rho, nesterov=True
    ),
    "adagrad-step": lambda torch, p, lr, eps: torch.optim.Adagrad(p, lr=lr, eps=eps),
    "rmsprop-step": lambda torch, p, lr, beta2, eps: torch.optim.RMSprop(
        p, lr=lr, alpha=beta2, eps=eps
    ),
    "adam-step": lambda torch, p, lr, beta1, beta2, eps: torch.optim.Adam(
        p, lr=lr, betas=(beta1, beta2), eps=eps
    ),
    "adamw-step": lambda torch, p, lr, beta1, beta2, eps, decay: torch.optim.AdamW(
        p, lr=lr, betas=(beta1, beta2), eps=eps, weight_decay=decay
    ),
}


@pytest.mark.parametrize("id", SETTINGS)
def test_the_reference_goes_where_torch_goes(id, torch, rng):
    exercise = find(id)
    for case in exercise.cases(rng):
        w, gradients, *settings = case.args
        p = torch.tensor(w, requires_grad=True)
        theirs = SETTINGS[id](torch, [p], *settings)
        for dw, ours in zip(gradients, exercise.drive(exercise.reference, *case.args), strict=True):
            p.grad = torch.tensor(dw)
            theirs.step()
            # Torch runs these in float32 where w is float32.
            np.testing.assert_allclose(ours, p.detach().numpy(), rtol=1e-4, atol=1e-6)


def test_averages_are_a_first_order_filter(rng):
    for case in find("ewma").cases(rng):
        x, beta = case.args
        want = lfilter([1 - beta], [1, -beta], x, axis=0)
        np.testing.assert_allclose(find("ewma").reference(x, beta), want, rtol=1e-5)
        corrected = find("ewma-corrected").reference(np.ones_like(x, float), beta)
        np.testing.assert_allclose(corrected, 1, rtol=1e-12)


def test_a_newton_step_ends_where_the_model_is_level(rng):
    for case in find("newton-step").cases(rng):
        w, dw, hessian = case.args
        step = find("newton-step").reference(*case.args) - w
        np.testing.assert_allclose(dw + hessian @ step, 0, atol=1e-5)


def test_what_bfgs_learns_maps_y_to_s_and_stays_symmetric(rng):
    for case in find("bfgs-update").cases(rng):
        _, s, y = case.args
        learnt = find("bfgs-update").reference(*case.args)
        np.testing.assert_allclose(learnt @ y, s, rtol=1e-8, atol=1e-9)
        np.testing.assert_allclose(learnt, learnt.T, rtol=1e-9, atol=1e-9)
        assert np.linalg.eigvalsh(learnt).min() > 0


def test_the_two_looks_of_nesterov_are_one_path(rng):
    """The changed variables' w is the point ahead of the other form's."""
    lr, rho = 0.1, 0.7
    w = ahead = rng.normal(size=5)
    one, two, curvature = {}, {}, rng.uniform(0.5, 3, 5)
    for _ in range(6):
        w, one = find("nesterov-lookahead").reference(w, lambda at: curvature * at, one, lr, rho)
        ahead, two = find("nesterov-step").reference(ahead, curvature * ahead, two, lr, rho)
        np.testing.assert_allclose(ahead, w - lr * rho * one["v"], rtol=1e-9)


def test_the_rate_warms_up_to_lr_and_ends_at_zero():
    rate = find("warmup-cosine").reference
    rates = [rate(0.4, step, 5, 30) for step in range(34)]
    assert rates[0] > 0
    assert max(rates) == rates[5] == 0.4
    np.testing.assert_allclose(np.diff(rates[:6]), rates[0])
    assert np.all(np.diff(rates[5:31]) < 0)
    np.testing.assert_allclose(rates[30:], 0, atol=1e-15)


def momentum_of(first, second):
    """A step that takes these shares of dw: of the newest, and of the one before."""

    def step(w, dw, state, lr, rho):
        before = state.get("dw", np.zeros_like(dw))
        return w - lr * (first(rho) * dw + second(rho) * before), {"dw": dw}

    return step


VARIANTS = [
    ("momentum-step", momentum_of(lambda r: 1, lambda r: r**2), "rho² * dw1 + dw2"),
    ("momentum-step", momentum_of(lambda r: 1 + r, lambda r: r), "(1 + rho) * dw1"),
    ("momentum-step", momentum_of(lambda r: 1, lambda r: -r), "- rho * dw1 + dw2"),
    ("nesterov-step", momentum_of(lambda r: 1 + r, lambda r: r), "rho * dw1 + (1 + rho) * dw2"),
    ("momentum-step", lambda *a: find("momentum-step").reference(*a[:3], 0.5 * a[3], a[4]), "0.5"),
    ("adagrad-step", lambda *a: find("adagrad-step").reference(*a[:3], 1e-3, a[4]), "0.001"),
]


@pytest.mark.parametrize(("id", "answer", "words"), VARIANTS)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_what_nobody_wrote_yet_is_told_by_what_it_does(id, answer, words, seed):
    verdict = judge(find(id), answer, np.random.default_rng(seed))
    assert verdict.state == "wrong"
    assert words in verdict.message


FAMILIES = [
    ("adam-step", adam_faults.adam_by_faults, adam_faults.ADAM_FAULTS),
    (
        "adamw-step",
        adam_faults.adam_by_faults,
        {**adam_faults.ADAM_FAULTS, **adam_faults.DECAY_FAULTS},
    ),
    ("rmsprop-step", squares.by_faults, squares.FAULTS),
]


@pytest.mark.filterwarnings("ignore:invalid value|divide by zero:RuntimeWarning")
@pytest.mark.parametrize(("id", "path", "faults"), FAMILIES, ids=[f[0] for f in FAMILIES])
def test_two_faults_at_once_are_told_as_those_two_or_not_at_all(id, path, faults, rng):
    exercise = find(id)
    case = exercise.cases(rng)[2]
    sign = steps.two_at_once(path, faults)
    told = 0
    for both in combinations(faults, 2):
        got = dict(zip(steps.AFTER, path(case.args, both), strict=True))
        if steps.close(path(case.args, ()), tuple(got.values())):
            continue
        says = sign(case, got, None)
        told += says is not None
        assert says is None or all(faults[fault] in says for fault in both)
    assert told > 0.5 * len(list(combinations(faults, 2)))


@pytest.mark.parametrize("id", ["adam-step", "rmsprop-step", "adagrad-step", "adamw-step"])
def test_no_faults_lead_where_the_reference_leads(id, rng):
    exercise = find(id)
    path = adam_faults.adam_by_faults if id.startswith("adam") else squares.by_faults
    for case in exercise.cases(rng):
        right = exercise.drive(exercise.reference, *case.args)
        assert steps.close(path(case.args, ()), right)


RETURNS = [
    (lambda w, dw, state, lr, rho: w, "two things, the new w and the state"),
    (lambda w, dw, state, lr, rho: None, "is the `return` missing?"),
    (lambda w, dw, state, lr, rho: (state, w), "The order is state, w"),
    (lambda w, dw, state, lr, rho: (w.tolist(), state), "its type is list"),
    (lambda w, dw, state, lr, rho: (w.ravel()[:1], state), "came back with"),
    (lambda w, dw, state, lr, rho: (np.zeros(3), state), "`np.zeros_like(w)` has that of w"),
    (lambda w, dw, state, lr, rho: (w, state, dw), "two things"),
]


@pytest.mark.parametrize(("answer", "words"), RETURNS)
def test_what_a_step_returns_is_looked_at_first(answer, words):
    verdict = judge(find("momentum-step"), answer, np.random.default_rng(0))
    assert (verdict.state, verdict.looked) == ("wrong", "parts")
    assert words in verdict.message


@pytest.mark.parametrize("id", ["adam-step", "nesterov-lookahead", "rmsprop-mended"])
def test_a_missing_return_is_asked_for_in_every_step(id):
    verdict = judge(find(id), lambda *_: None, np.random.default_rng(0))
    assert "is the `return` missing?" in verdict.message


@pytest.mark.parametrize("id", ["adagrad-step", "adam-step", "nesterov-step"])
def test_a_size_that_is_written_down_is_asked_for(id):
    def step(w, dw, state, lr, *_):
        return w - lr * (np.zeros(2) + dw), state

    cases = find(id).cases(np.random.default_rng(0))
    five_weights = replace(find(id), cases=lambda _rng: cases[1:2])
    assert "is a size written down" in judge(five_weights, step, np.random.default_rng(0)).message


@pytest.mark.parametrize("days", [49, np.log(1 / np.e) / np.log(0.98), 50, 50.2, 51])
def test_about_how_many_days_is_about(days):
    assert judge(find("effective-window"), days, np.random.default_rng(0)).state == "passed"


@pytest.mark.parametrize("days", [10, 45, 48, 52, 55, 98])
def test_about_how_many_days_is_not_any_number(days):
    assert judge(find("effective-window"), days, np.random.default_rng(0)).state == "wrong"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_message_says_what_is_yours_and_what_it_should_be(assignment):
    """Of two statements in one breath the second is taken for what one did."""
    for exercise in ASSIGNMENTS[assignment]:
        for mistake in getattr(exercise, "mistakes", ()):
            assert "here" not in re.findall(r"\w+", mistake.message.lower()), mistake.message
            second = re.search(r"; (it|they|here|by|that|one)\b.*", mistake.message)
            assert second is None or "should" in second[0], mistake.message


def test_adamw_may_call_adam_which_must_be_written_first():
    def answer(adam_step):
        def adamw_step(w, dw, state, lr, beta1, beta2, eps, decay):
            return adam_step((1 - lr * decay) * w, dw, state, lr, beta1, beta2, eps)

        return judge(find("adamw-step"), adamw_step, np.random.default_rng(0))

    def adam_step(*_args):
        raise NotImplementedError

    adam = find("adam-step")
    for right in adam.right_answers.values():
        assert answer(right).state == "passed"
    assert "`adam_step`, which is not written yet" in answer(adam_step).message
    assert answer(adam.wrong_answers["eps-in-adams-root"]).mistake == "eps-inside-beside"
    assert "`adam-step`" in answer(adam.wrong_answers["second-moment-of-m"]).message


def test_w_may_be_changed_in_place_and_dw_may_not():
    def in_place(w, dw, state, lr, rho):
        state["v"] = rho * state.get("v", 0) + dw
        w -= (lr * state["v"]).astype(w.dtype)
        return w, state

    def spoils(w, dw, state, lr, rho):
        state["v"] = rho * state.get("v", 0) + dw
        dw[...] = 0
        return w - lr * state["v"], state

    verdict = judge(find("momentum-step"), in_place, np.random.default_rng(0))
    assert verdict.state == "passed"
    assert "`w` is changed in place" in verdict.notes[0]
    assert judge(find("momentum-step"), spoils, np.random.default_rng(0)).looked == "inputs"

"""The references of assignment 05 against others, and mistakes in other words."""

import re
from itertools import combinations

import numpy as np
import pytest

from course_lib import kernels
from course_lib.checking import judge
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.exercises.initialisation import (
    batchnorm_train,
    by_averages,
    faults,
    groupnorm,
    layernorm,
)

SEEDS = (0, 1, 2)


def running_of(kept):
    return kernels.Running(kept["mean"], kept["var"])


def torch_norm(torch, id, x, gamma, beta, *settings):
    functional = torch.nn.functional
    if id == "layernorm":
        return functional.layer_norm(x, x.shape[1:], gamma, beta, eps=settings[0])
    if id == "instancenorm":
        return functional.instance_norm(x, weight=gamma, bias=beta, eps=settings[0])
    return functional.group_norm(x, settings[0], gamma, beta, eps=settings[1])


@pytest.mark.parametrize("id", ["layernorm", "instancenorm", "groupnorm"])
def test_the_reference_is_torchs_with_torchs_gradients(id, torch, rng):
    exercise = find(id)
    for case in exercise.cases(rng):
        dout, *arrays = case.args[:4]
        theirs = [torch.tensor(np.ascontiguousarray(a), requires_grad=True) for a in arrays]
        out = torch_norm(torch, id, *theirs, *case.args[4:])
        out.backward(torch.tensor(np.ascontiguousarray(dout)))
        want = [out.detach(), *(a.grad for a in theirs)]
        got = exercise.drive(*exercise.reference, *case.args)
        for ours, tensor in zip(got, want, strict=True):
            np.testing.assert_allclose(ours, tensor.numpy(), rtol=1e-4, atol=1e-5)


def test_both_ways_back_through_batchnorm_are_torchs(torch, rng):
    one, two = find("batchnorm-graph"), find("batchnorm-formula")
    for case, kept in zip(one.cases(rng), two.cases(rng), strict=True):
        dout, x, gamma, eps = case.args
        if len(x) == 1:  # torch refuses to train on one example
            continue
        theirs = [
            torch.tensor(np.ascontiguousarray(a), requires_grad=True)
            for a in (x, gamma, np.zeros_like(gamma))
        ]
        out = torch.nn.functional.batch_norm(
            theirs[0], None, None, *theirs[1:], training=True, eps=eps
        )
        out.backward(torch.tensor(np.ascontiguousarray(dout)))
        for ours, tensor in zip(one.reference(*case.args), theirs, strict=True):
            np.testing.assert_allclose(ours, tensor.grad.numpy(), rtol=1e-3, atol=1e-5)
        inv_std = 1 / np.sqrt(x.var(axis=0) + eps)
        x_hat = (x - x.mean(axis=0)) * inv_std
        ours = two.reference(dout, x_hat, gamma, inv_std)
        np.testing.assert_allclose(ours, theirs[0].grad.numpy(), rtol=1e-3, atol=1e-5)
        assert kept.args[0].shape == dout.shape


def test_the_life_of_a_batchnorm_is_that_of_the_kernels(rng):
    exercise = find("batchnorm-switch")
    for case in exercise.cases(rng):
        first, second, unseen, gamma, beta, momentum, eps = case.args
        running, outs = kernels.start_running(len(gamma), np.float64), []
        for x, train in ((first, True), (second, True), (unseen, False)):
            out, cache = kernels.batchnorm_forward(
                x, gamma, beta, running, train=train, momentum=momentum, eps=eps
            )
            running = cache.running
            outs.append(out)
        got = exercise.drive(exercise.reference, *case.args)
        want = (*outs[:2], *running, outs[2], outs[2][:1], *running)
        for ours, theirs in zip(got, want, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


def test_folding_is_that_of_the_kernels_and_changes_nothing(rng):
    for case in find("fold-affine").cases(rng):
        w, b, gamma, beta, running, eps = case.args
        x = rng.normal(size=(7, len(w)))
        new_w, new_b = find("fold-affine").reference(*case.args)
        want = find("batchnorm-test").reference(x @ w + b, gamma, beta, running, eps)
        np.testing.assert_allclose(x @ new_w + new_b, want, rtol=1e-4, atol=1e-5)
    for case in find("fold-conv").cases(rng):
        *arrays, running, eps = case.args
        want = kernels.fold_into_conv(*arrays, running_of(running), eps=eps)
        for ours, theirs in zip(find("fold-conv").reference(*case.args), want, strict=True):
            np.testing.assert_allclose(ours, theirs, rtol=1e-5)


def test_one_computation_is_all_the_norms(rng):
    x, eps = rng.normal(size=(4, 3, 2, 5)), 0.02
    gamma, beta = np.ones(3), np.zeros(3)
    standardise = find("norm-axes").reference
    running = kernels.start_running(3, np.float64)
    spatial = kernels.spatial_batchnorm_forward(x, gamma, beta, running, train=True, eps=eps)[0]
    np.testing.assert_allclose(standardise(x, (0, 2, 3), eps), spatial)
    for axes, groups in (((1, 2, 3), 1), ((2, 3), 3)):
        want = kernels.groupnorm_forward(x, gamma, beta, groups=groups, eps=eps)[0]
        np.testing.assert_allclose(standardise(x, axes, eps), want)


INITS = ("xavier-init", "glorot-init", "he-init")


@pytest.mark.parametrize("id", INITS)
@pytest.mark.parametrize("seed", [*SEEDS, *range(100, 120)])
def test_the_initialisers_of_the_course_pass_whatever_is_drawn(id, seed):
    init = getattr(kernels, id.replace("-", "_"))
    verdict = judge(find(id), lambda shape, rng: init(shape, rng), np.random.default_rng(seed))
    assert verdict.state == "passed", verdict.message


@pytest.mark.parametrize("id", INITS)
@pytest.mark.parametrize("factor", [0.8, 1.2])
def test_a_spread_that_is_a_little_off_is_seen(id, factor):
    init = find(id).reference
    verdict = judge(
        find(id), lambda shape, rng: factor * init(shape, rng), np.random.default_rng(0)
    )
    assert (verdict.state, verdict.looked) == ("wrong", "value")


def test_an_initialiser_without_a_return_is_asked_for_it():
    verdict = judge(find("he-init"), lambda shape, rng: None, np.random.default_rng(0))
    assert "is the `return` missing?" in verdict.message


FAMILIES = [
    ("batchnorm-train", batchnorm_train.by_faults, faults.FAULTS),
    ("batchnorm-test", by_averages.by_faults, by_averages.HERE),
    ("layernorm", layernorm.by_faults, faults.FAULTS),
    ("groupnorm", groupnorm.by_faults, faults.FAULTS),
]


@pytest.mark.filterwarnings("ignore:invalid value|divide by zero:RuntimeWarning")
@pytest.mark.parametrize(("id", "path", "family"), FAMILIES, ids=[f[0] for f in FAMILIES])
def test_two_faults_at_once_are_told_as_those_two_or_not_at_all(id, path, family, rng):
    exercise = find(id)
    case = exercise.cases(rng)[2]
    sign = faults.two_at_once(path, family)
    right = path(case.args, ())
    np.testing.assert_allclose(right[0], first_of(exercise, case), rtol=1e-9, atol=1e-12)
    told, pairs = 0, list(combinations(family, 2))
    for both in pairs:
        made = path(case.args, both)
        says = sign(case, made[0] if len(made) == 1 else dict(enumerate(made)), None)
        told += bool(says)
        assert not says or all(family[fault] in says for fault in both)
    assert told > 0.7 * len(pairs)


def first_of(exercise, case):
    functions = exercise.whole(exercise.reference)
    if exercise.drive:
        return exercise.drive(*functions, *case.args)[0]
    got = functions[0](*case.args)
    return got[0] if isinstance(got, tuple) else got


def back(a, b):
    """The way back through batchnorm with other weights of mean and variance."""

    def batchnorm_graph(dout, x, gamma, eps):
        h = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + eps)
        dx = dout - a * dout.mean(axis=0) - b * h * np.einsum("nd,nd->d", h, dout) / len(x)
        return gamma * dx / np.sqrt(x.var(axis=0) + eps), (h * dout).sum(axis=0), dout.sum(axis=0)

    return batchnorm_graph


WEIGHTS = [
    ((0, 0), "straight-only"),
    ((1, 0), "not-through-the-variance"),
    ((0, 1), "not-through-the-mean"),
    ((1, 2), "root-without-its-half"),
    ((1, 0.5), "square-without-its-two"),
    ((0.7, 1), "other-weights-of-the-three-ways"),
    ((2, 5), "other-weights-of-the-three-ways"),
]


@pytest.mark.parametrize(("weights", "name"), WEIGHTS)
@pytest.mark.parametrize("seed", SEEDS)
def test_a_way_back_that_is_weighed_wrongly_is_known_however_it_is_written(weights, name, seed):
    verdict = judge(find("batchnorm-graph"), back(*weights), np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", name)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("id", ["layernorm", "groupnorm", "instancenorm"])
def test_a_wrong_forward_is_known_whatever_the_way_back(id, seed):
    """Whose backward computes everything anew, and rightly, has one thing to mend."""
    exercise = find(id)
    forward, right_back = exercise.reference
    keep = exercise.reference[0]
    for mistake in exercise.mistakes:
        wrong = mistake.code[0]
        if wrong is None or mistake.sign is None or "two-faults" in mistake.name:
            continue

        def mine(*inputs, wrong=wrong):
            return wrong(*inputs)[0], keep(*inputs)[1]

        verdict = judge(exercise, (mine, right_back), np.random.default_rng(seed))
        assert (verdict.state, verdict.mistake) == ("wrong", mistake.name)
    assert forward is keep


TINY = [
    ("batchnorm-train", "eps-fixed"),
    ("batchnorm-test", "eps-fixed-at-test"),
    ("layernorm", "eps-fixed"),
    ("groupnorm", "eps-fixed"),
]


@pytest.mark.parametrize(("id", "name"), TINY)
@pytest.mark.parametrize("eps", [1e-5, 1e-7, 1e-8])
def test_a_tiny_eps_of_ones_own_is_known_whichever_it_is(id, name, eps):
    exercise = find(id)
    forward = exercise.whole(exercise.reference)[0]

    def mine(*args):
        return forward(*args[:-1], eps)

    answer = (mine, exercise.reference[1]) if exercise.drive else mine
    verdict = judge(exercise, answer, np.random.default_rng(0))
    assert (verdict.state, verdict.mistake) == ("wrong", name)


@pytest.mark.parametrize("std", [0.5, 0.05, 0.02, 1e-3])
@pytest.mark.parametrize("id", INITS)
def test_a_deviation_that_hangs_on_nothing_is_told(id, std):
    def init(shape, rng):
        return rng.uniform(-1, 1, shape) * 3**0.5 * std

    verdict = judge(find(id), init, np.random.default_rng(0))
    assert verdict.mistake == "fixed-deviation"
    assert f"a deviation of {std:g}, for any shape" in verdict.message


def test_right_for_ones_own_forward_is_said():
    """A norm that nobody wrote yet, with its own derivative."""

    def forward(x, gamma, beta, eps):
        return gamma * np.tanh(x) + beta, (x, gamma)

    def backward(dout, cache):
        x, gamma = cache
        slope = dout * gamma * (1 - np.tanh(x) ** 2)
        return slope, (dout * np.tanh(x)).sum(axis=0), dout.sum(axis=0)

    verdict = judge(find("layernorm"), (forward, backward), np.random.default_rng(0))
    assert verdict.mistake == "forward-to-mend"


def test_the_switch_may_call_its_parts_which_must_be_written_first():
    parts = {id: find(id) for id in ("batchnorm-train", "update-running", "batchnorm-test")}

    def answer(train_part, running_part, test_part):
        def batchnorm(x, gamma, beta, running, train, momentum, eps):
            if not train:
                return test_part(x, gamma, beta, running, eps), running
            out, mean, var = train_part(x, gamma, beta, eps)
            return out, running_part(running, mean, var, momentum)

        return judge(find("batchnorm-switch"), batchnorm, np.random.default_rng(0))

    def update_running(*_args):
        raise NotImplementedError

    right = [exercise.reference for exercise in parts.values()]
    assert answer(*right).state == "passed"
    unwritten = answer(right[0], update_running, right[2])
    assert "`update_running`, which is not written yet" in unwritten.message
    wrong = parts["batchnorm-test"].wrong_answers["eps-outside-at-test"]
    assert answer(*right[:2], wrong).mistake == "eps-outside-at-test-alone"


def test_instancenorm_may_call_groupnorm_which_must_be_written_first():
    exercise, group = find("instancenorm"), find("groupnorm")

    def answer(groupnorm_forward):
        def instancenorm_forward(x, gamma, beta, eps):
            return groupnorm_forward(x, gamma, beta, len(gamma), eps)

        pair = instancenorm_forward, group.reference[1]
        return judge(exercise, pair, np.random.default_rng(0))

    def groupnorm_forward(*_args):
        raise NotImplementedError

    assert answer(group.reference[0]).state == "passed"
    assert "`groupnorm_forward`, which is not written yet" in answer(groupnorm_forward).message


def test_a_variance_by_the_difference_of_squares_is_a_note_and_no_mistake():
    def batchnorm_train(x, gamma, beta, eps):
        mean = x.mean(axis=0)
        var = np.maximum((x**2).mean(axis=0) - mean**2, 0)
        return gamma * (x - mean) / np.sqrt(var + eps) + beta, mean, var

    verdict = judge(find("batchnorm-train"), batchnorm_train, np.random.default_rng(0))
    assert verdict.state == "passed"
    assert "ten million" in verdict.notes[0]


def test_the_averages_may_be_moved_in_the_dict_given_and_not_at_test():
    def batchnorm_test(x, gamma, beta, running, eps):
        out = find("batchnorm-test").reference(x, gamma, beta, running, eps)
        running["var"] = running["var"] * 0.5
        return out

    verdict = judge(find("batchnorm-test"), batchnorm_test, np.random.default_rng(0))
    assert (verdict.state, verdict.looked) == ("wrong", "inputs")


def test_a_message_says_what_is_yours_and_what_it_should_be():
    """Of two statements in one breath the second is taken for what one did."""
    for exercise in ASSIGNMENTS["05_initialisation"]:
        for mistake in getattr(exercise, "mistakes", ()):
            assert "here" not in re.findall(r"\w+", mistake.message.lower()), mistake.message
            second = re.search(r"; (it|they|here|by|that|one)\b.*", mistake.message)
            assert second is None or "should" in second[0], mistake.message


@pytest.mark.parametrize("exercise", ASSIGNMENTS["05_initialisation"], ids=lambda e: e.id)
def test_every_verdict_can_be_shown(exercise):
    for answer in exercise.wrong_answers.values():
        verdict = judge(exercise, answer, np.random.default_rng(0))
        assert verdict._repr_mimebundle_()["text/html"]
        assert str(verdict)

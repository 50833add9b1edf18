"""Assignment 08: the references against others' words, the runs that decide, what students read."""

import math
import re

import numpy as np
import pytest

from course_lib import kernels, nn
from course_lib.checking import Exercise, judge
from course_lib.exercises import ASSIGNMENTS, find
from course_lib.exercises.transfer import unfreezing
from course_lib.nn.transfer_runs import REPORTING, TransferRun

ASKED = [e for e in ASSIGNMENTS["08_transfer"] if isinstance(e, Exercise)]
CASES = {
    "few-similar": ("UCI digits", 1),
    "few-different": ("textures", 10),
    "many-similar": ("digits 5 to 9", 100),
    "many-different": ("textures", 100),
}


def reference(id):
    return find(id).reference


# The references, and others' words for the same.


def test_weights_of_a_torch_net_give_the_scores_of_the_torch_net(torch, rng):
    theirs = torch.nn.Sequential(
        torch.nn.Conv2d(2, 3, 3, padding=1, dtype=torch.float64),
        torch.nn.BatchNorm2d(3, dtype=torch.float64),
        torch.nn.Flatten(),
        torch.nn.Linear(60, 7, dtype=torch.float64),
    )
    x = rng.normal(size=(6, 2, 4, 5))
    theirs.train()(torch.tensor(x))  # moves the averages
    state = {name: a.detach().numpy() for name, a in theirs.state_dict().items()}
    ours = nn.Sequential(
        {
            "conv": nn.Conv2d(2, 3, 3, pad=1),
            "norm": nn.SpatialBatchNorm(3),
            "flatten": nn.Flatten(),
            "head": nn.Affine(60, 7),
        },
        rng=rng,
        dtype=np.float64,
    )
    arrays = reference("from-framework")(state, {"0": "conv", "1": "norm", "3": "head"})
    ours.put(reference("load-weights")(ours.arrays, arrays))
    want = theirs.eval()(torch.tensor(x)).detach().numpy()
    np.testing.assert_allclose(ours.scores(x), want, rtol=1e-9, atol=1e-12)


def test_feature_extraction_is_what_torch_does_with_all_but_the_head_frozen(torch, rng):
    exercise = find("feature-extraction")
    for case in exercise.cases(rng):
        net, x, y, lr, steps = case.args
        t = {name: torch.tensor(a) for name, a in net.items()}
        w, b = (t[name].requires_grad_() for name in ("head.w", "head.b"))
        sgd = torch.optim.SGD([w, b], lr=lr)
        a = (torch.tensor(x) - t["pixels.mean"]) / t["pixels.std"] @ t["affine.w"] + t["affine.b"]
        features = torch.relu(
            torch.nn.functional.batch_norm(
                a, t["norm.mean"], t["norm.var"], t["norm.gamma"], t["norm.beta"], training=False
            )
        )
        for _ in range(steps):
            sgd.zero_grad()
            torch.nn.functional.cross_entropy(features @ w + b, torch.tensor(y)).backward()
            sgd.step()
        got = exercise.reference(*case.args)
        for name, want in (("head.w", w), ("head.b", b)):
            np.testing.assert_allclose(got[name], want.detach().numpy(), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("frozen", [False, True])
def test_frozen_norm_is_the_course_s_batchnorm_frozen_or_not(frozen, rng):
    norm = {"gamma": rng.uniform(1, 2, 3), "beta": rng.normal(size=3), "mean": rng.normal(size=3)}
    norm |= {"var": rng.uniform(1, 2, 3), "momentum": 0.9, "eps": 1e-5}
    net = nn.Sequential({"norm": nn.BatchNorm(3)}, rng=rng, dtype=np.float64)
    net.put({f"norm.{key}": norm[key] for key in ("gamma", "beta", "mean", "var")})
    if frozen:
        nn.freeze(net, "norm")
    for train in (True, True, False):
        x = rng.normal(1, 3, size=(5, 3))
        want = net.forward(x, train=train)[0]
        got, norm = reference("frozen-norm")(x, norm, train, frozen)
        np.testing.assert_allclose(got, want, rtol=1e-9)
        for key in ("mean", "var"):
            np.testing.assert_allclose(norm[key], net.buffers[f"norm.{key}"], rtol=1e-9)


def test_what_learns_is_what_the_course_s_net_says_learns(rng):
    net = nn.transfer_net(10, rng=rng)
    head = {"head.w": np.zeros((64, 5)), "head.b": np.zeros(5)}
    for frozen in ([], ["conv1", "norm1"], ["conv1", "norm1", "conv2", "norm2", "affine"]):
        net.frozen = set(frozen)
        _, velocity = reference("start-transfer")(net.arrays, head, frozen)
        assert set(velocity) == set(net.trainable())


def test_the_answer_to_how_many_learn_is_counted(rng):
    net = nn.transfer_net(5, rng=rng)
    (right,) = find("how-many-learn").right_answers.values()
    nn.freeze_up_to(net, "relu3")
    assert nn.count_trainable(net) == right


def test_rates_are_the_course_s(rng):
    net = nn.transfer_net(10, rng=rng)
    layers = ["conv1", "norm1", "conv2", "norm2", "affine", "head"]
    for frozen in ([], ["conv1", "norm1"], ["norm1", "conv2"]):
        net.frozen = set(frozen)
        want = {n: 0.3 * r for n, r in nn.discriminative_rates(net, 1.7).items()}
        got = reference("layer-rates")(layers, frozen, 0.3, 1.7)
        assert {n: r for n, r in got.items() if r} == pytest.approx(want)


def test_fine_tune_step_is_torch_s_momentum_by_groups(torch, rng):
    for case in find("fine-tune-step").cases(rng):
        net, all_grads, all_rates, rho = case.args
        fixed = all_rates[0]
        if any(rates != fixed for rates in all_rates):
            continue
        theirs = {name: torch.tensor(a, requires_grad=True) for name, a in net.items()}
        groups = [{"params": [p], "lr": fixed.get(n.split(".")[0], 0)} for n, p in theirs.items()]
        sgd = torch.optim.SGD(groups, lr=0.0, momentum=rho)
        velocity = {name: np.zeros_like(a) for name, a in net.items()}
        for grads, rates in zip(all_grads, all_rates, strict=True):
            for name, g in grads.items():
                theirs[name].grad = torch.tensor(g)
            sgd.step()
            net, velocity = reference("fine-tune-step")(net, velocity, grads, rates, rho)
        for name, p in theirs.items():
            np.testing.assert_allclose(net[name], p.detach().numpy(), rtol=1e-9)


def test_the_floor_of_the_loss_is_the_loss_of_the_best_probabilities():
    (right,) = find("loss-floor").right_answers.values()
    loss, _ = kernels.softmax_loss(np.eye(10)[[4]], np.array([4]))
    assert right == pytest.approx(loss)


# What to unfreeze: judged by the runs.


@pytest.mark.parametrize("id", CASES)
def test_a_way_is_right_unless_the_best_is_surely_better(id):
    """Worked out once more from the single runs."""
    pair, each = CASES[id]
    runs = nn.load_transfer_runs()
    tests = {}
    for way in nn.TRANSFER_WAYS:
        rate = runs.rate(pair, each, way)
        done = (runs.done[TransferRun(pair, each, way, rate, seed)] for seed in REPORTING)
        tests[way] = [100 * accuracy.test for accuracy in done]
    best = max(tests.values(), key=sum)
    for choice, theirs in zip(find(id).choices, tests.values(), strict=True):
        gaps = [a - b for a, b in zip(best, theirs, strict=True)]
        mean = sum(gaps) / 6
        error = math.sqrt(sum((g - mean) ** 2 for g in gaps) / 5 / 6)
        assert choice.right == (not (mean > 2 and mean > 3 * error)), (choice, mean, error)


def test_the_four_cases_have_right_and_wrong_answers_and_no_one_for_all():
    right = [{c.answer for c in find(id).choices if c.right} for id in CASES]
    assert all(0 < len(letters) < 6 for letters in right)
    assert set.intersection(*right) == set()
    # What the texts say of them.
    assert right[0] == {"b"}
    assert right[1] == {"a", "d", "e", "f"}
    assert right[2] == {"a", "c", "d", "e", "f"}
    assert right[3] == {"a", "e"}


@pytest.mark.parametrize("id", CASES)
def test_a_reply_tells_what_the_way_measured_and_what_the_best_did(id):
    pair, each = CASES[id]
    runs = nn.load_transfer_runs()
    means = {way: runs.test(pair, each, way).mean() for way in nn.TRANSFER_WAYS}
    for choice, way in zip(find(id).choices, means, strict=True):
        assert f"{means[way]:.1%}" in choice.why
        assert f"{max(means.values()):.1%}" in choice.why


def test_the_rule_and_the_cases_stand_in_the_assignment(assignment):
    assert f"by more than {unfreezing.POINTS:.0f} points of accuracy" in assignment
    assert "three standard errors" in assignment
    assert unfreezing.SURE == 3


@pytest.fixture
def assignment():
    from pathlib import Path

    source = Path(__file__).parents[2] / "assignments/src/08_transfer.py"
    return " ".join(source.read_text("utf-8").replace("\n# ", " ").split())


def test_a_run_can_be_done_again_and_gives_what_is_kept():
    run = TransferRun("UCI digits", 1, "3 frozen", 0, 0)
    runs = nn.load_transfer_runs()
    run = run._replace(rate=runs.rate(run.pair, run.each, run.way))
    again = nn.train_transfer(run)
    kept = runs.done[run]
    # On another processor sums come out in another order, and an image or two turns.
    assert again.test == pytest.approx(kept.test, abs=0.01)


# What students read.


@pytest.mark.parametrize("exercise", ASSIGNMENTS["08_transfer"], ids=lambda e: e.id)
def test_there_are_three_hints_and_a_point_or_more(exercise):
    assert len(exercise.hints) == 3
    assert exercise.points >= 1


@pytest.mark.parametrize("exercise", ASKED, ids=lambda e: e.id)
def test_a_message_says_what_is_yours_and_what_it_should_be(exercise):
    """Of two statements in one breath the second is taken for what one did."""
    for mistake in exercise.mistakes:
        assert "here" not in re.findall(r"\w+", mistake.message.lower()), mistake.message
        assert re.search(r"\b[Yy]ou(r|rs)?\b", mistake.message), mistake.message
        second = re.search(r"; (it|they|here|by|that|one)\b.*", mistake.message)
        assert second is None or "should" in second[0], mistake.message


MISTAKES = {
    "frozen batchnorm still moves": ("frozen-norm", "frozen-averages-still-move"),
    "frozen batchnorm still moves, in a net": ("feature-extraction", "averages-moved"),
    "head replaced before freezing": ("start-transfer", "head-frozen-too"),
    "a slip that freezes nothing": ("start-transfer", "a-slip-freezes-nothing"),
    "the optimiser holds the old head": ("start-transfer", "velocity-of-the-old-head"),
    "softmax before cross-entropy": ("feature-extraction", "softmax-twice"),
    "gradients not zeroed": ("feature-extraction", "gradients-add-up"),
    "eval forgotten": ("feature-extraction", "batchnorm-trains"),
    "train forgotten": ("frozen-norm", "always-at-test"),
    "mean and spread of the pretraining missing": ("feature-extraction", "pixels-as-they-are"),
    "size of the head left": ("new-head", "old-head-left"),
}
WORDED = {
    "frozen batchnorm still moves": r"still move in training.*leave mean and var",
    "frozen batchnorm still moves, in a net": r"norm\.mean and norm\.var.*stay",
    "head replaced before freezing": r"head is frozen too.*and no others",
    "a slip that freezes nothing": r"freezes nothing.*ValueError",
    "the optimiser holds the old head": r"velocities are for the old head.*arrays of the new",
    "softmax before cross-entropy": r"softmax of probabilities.*wants scores",
    "gradients not zeroed": r"earlier steps are still there.*from 0",
    "eval forgotten": r"in training.*what it does at test",
    "train forgotten": r"what it does at test.*uses the batch in training",
    "mean and spread of the pretraining missing": r"pixels as they are.*pixels\.mean",
    "size of the head left": r"score for each old class.*`classes` columns",
}


@pytest.mark.parametrize("what", MISTAKES)
def test_what_students_do_wrong_in_transfer_is_told_in_these_words(what, rng):
    id, name = MISTAKES[what]
    exercise = find(id)
    verdict = judge(exercise, exercise.wrong_answers[name], rng)
    assert verdict.mistake == name
    assert re.search(WORDED[what], verdict.message), verdict.message


def test_frozen_arrays_are_compared_exactly_and_the_rest_with_room(rng):
    """A millionth of a millionth is nothing in a head that learns, too much in a frozen body."""
    exercise = find("feature-extraction")

    def off_in(name):
        def answer(net, x, y, lr, steps):
            trained = exercise.reference(net, x, y, lr, steps)
            return {**trained, name: trained[name] * (1 + 1e-12)}

        return judge(exercise, answer, rng)

    assert off_in("head.w").state == "passed"
    for name in ("affine.w", "norm.mean", "norm.var", "pixels.std"):
        verdict = off_in(name)
        assert verdict.state == "wrong"
        assert name in verdict.leaf

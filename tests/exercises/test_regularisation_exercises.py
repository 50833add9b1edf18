"""Assignment 06: the references against others' words, and what students read."""

import re

import numpy as np
import pytest
from scipy import special, stats

from course_lib import kernels, optim
from course_lib.checking import Exercise, LocalAnswer, judge
from course_lib.checking.drives import own_gradients
from course_lib.exercises import ASSIGNMENTS, find

ASKED = [e for e in ASSIGNMENTS["06_regularisation"] if isinstance(e, Exercise)]


def ids(value):
    return getattr(value, "id", None)


# The references, and others' words for the same.

PAIRS = ["dropout", "dropconnect", "stochastic-depth"]


@pytest.mark.parametrize("id", PAIRS)
@pytest.mark.parametrize("train", [True, False])
def test_the_backward_is_the_derivative_of_the_forward_with_the_noise_held(id, train, rng):
    exercise = find(id)
    shapes = {
        "dropout": [(5, 3)],
        "dropconnect": [(5, 3), (3, 4), (4,)],
        "stochastic-depth": [(5, 3), (5, 3)],
    }[id]
    arrays = [rng.normal(size=shape) for shape in shapes]
    dout = rng.normal(size=(5, 4 if id == "dropconnect" else 3))
    forward, backward = exercise.reference

    def held(*arrays):
        return forward(*arrays, 0.6, np.random.default_rng(3), train)

    out, *numeric = own_gradients(held, backward, dout, *arrays)
    got = backward(dout, held(*arrays)[1])
    got = got if isinstance(got, tuple) else (got,)
    for ours, want in zip(got, numeric, strict=True):
        np.testing.assert_allclose(ours, want, rtol=1e-5, atol=1e-7)
    assert out.shape == dout.shape


@pytest.mark.parametrize("train", [True, False])
def test_the_course_s_own_dropout_would_pass(train):
    """Its kernels take `train` by name, and draw in another way."""

    def forward(x, keep, rng, train):
        return kernels.dropout_forward(x, keep, rng, train=train)

    verdict = judge(find("dropout"), (forward, kernels.dropout_backward), np.random.default_rng(5))
    assert verdict.state == "passed", verdict.message


def test_the_course_s_own_dropconnect_and_stochastic_depth_would_pass():
    def connect(x, w, b, keep, rng, train):
        return kernels.dropconnect_forward(x, w, b, keep, rng, train=train)

    def depth(skip, branch, keep, rng, train):
        return kernels.stochastic_depth_forward(skip, branch, keep, rng, train=train)

    for id, pair in {
        "dropconnect": (connect, kernels.dropconnect_backward),
        "stochastic-depth": (depth, kernels.stochastic_depth_backward),
    }.items():
        verdict = judge(find(id), pair, np.random.default_rng(5))
        assert verdict.state == "passed", verdict.message


def test_the_course_s_own_flip_and_scale_would_pass():
    """random_scale draws its factors evenly on a log scale, and mixes the four nearest pixels."""
    for id, augment in {
        "random-flip": kernels.random_flip,
        "random-scale": kernels.random_scale,
    }.items():
        verdict = judge(find(id), augment, np.random.default_rng(5))
        assert verdict.state == "passed", verdict.message


def test_the_course_s_own_crop_would_pass():
    def crop(x, rng, pad):
        return kernels.random_crop(x, rng, x.shape[2:], pad)

    verdict = judge(find("random-crop"), crop, np.random.default_rng(5))
    assert verdict.state == "passed", verdict.message


def test_pooling_agrees_with_torch_s_windows(torch, rng):
    pool = find("fractional-max-pool").reference
    for case in find("fractional-max-pool").cases(rng):
        x, rows, columns = case.args
        all_windows = torch.nn.functional.max_pool2d(torch.tensor(x), 2, stride=1).numpy()
        np.testing.assert_array_equal(pool(*case.args), all_windows[:, :, rows][..., columns])


def test_an_ensemble_is_the_mean_of_scipy_s_softmax(rng):
    for case in find("ensemble-probabilities").cases(rng):
        (scores,) = case.args
        got = find("ensemble-probabilities").reference(scores)
        np.testing.assert_allclose(got, special.softmax(scores, axis=-1).mean(axis=0), rtol=1e-9)
        np.testing.assert_allclose(got.sum(axis=1), 1)


def test_polyak_s_average_is_the_course_s(rng):
    for case in find("polyak-average").cases(rng):
        path, rho = case.args
        rule = optim.PolyakAverage(rho=rho)
        state = rule.init(path[0])
        for w in path[1:]:
            state = rule.step(w, state)
        got = find("polyak-average").reference(path, rho)
        np.testing.assert_allclose(got, state.average, rtol=1e-5)


@pytest.mark.parametrize(("low", "high"), [(1e-4, 1.0), (0.03, 8.0)])
def test_rates_are_log_uniform(low, high, rng):
    drawn = find("log-sample").reference(low, high, 3001, rng)
    assert stats.kstest(drawn, stats.loguniform(low, high).cdf).pvalue > 1e-6
    betas = find("beta-sample").reference(0.9, 0.999, 3001, rng)
    assert stats.kstest(1 - betas, stats.loguniform(1e-3, 0.1).cdf).pvalue > 1e-6


def test_weight_decay_is_the_derivative_of_the_penalty(torch, rng):
    for case in find("decay-mended").cases(rng):
        w, dw, lr, lam, m = case.args
        at = torch.tensor(w, requires_grad=True)
        (torch.sum(at * torch.tensor(dw)) + lam / (2 * m) * torch.sum(at**2)).backward()
        want = w - lr * at.grad.numpy()
        np.testing.assert_allclose(find("decay-mended").reference(*case.args), want, rtol=1e-9)


def test_early_stopping_gives_the_least_error_there_was(rng):
    exercise = find("early-stopping")
    for case in exercise.cases(rng):
        errors, epochs, patience = case.args
        best, trained = exercise.drive(exercise.reference, *case.args)
        assert errors[int(best[0]) - 1] == errors[:trained].min()
        assert (
            trained == epochs
            or (errors[trained - patience : trained] >= errors[:trained].min()).all()
        )


def test_the_tiny_set_has_as_many_of_each(rng):
    for case in find("tiny-set").cases(rng):
        x, y, each = case.args
        small_x, small_y = find("tiny-set").reference(x, y, each)
        assert set(np.unique(small_y, return_counts=True)[1]) == {each}
        assert len(small_x) == len(small_y)


# What students read.


@pytest.mark.parametrize("exercise", ASKED, ids=ids)
def test_a_message_says_what_is_yours_and_what_it_should_be(exercise):
    """Of two statements in one breath the second is taken for what one did."""
    for mistake in exercise.mistakes:
        assert "here" not in re.findall(r"\w+", mistake.message.lower()), mistake.message
        second = re.search(r"; (it|they|here|by|that|one)\b.*", mistake.message)
        assert second is None or "should" in second[0], mistake.message


def asks_before_it_trains(train_epoch, dev_error, w, epochs, patience):
    return w if dev_error(w) else None


def a_point_and_its_cost(cost, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials, len(low)))
    costs = [cost(point) for point in points]
    return points[np.nanargmin(costs)], np.nanmin(costs)


def asks_twice(cost, low, high, trials, rng):
    points = rng.uniform(low, high, size=(trials, len(low)))
    return min(points, key=lambda point: cost(point) + cost(point))


BROKEN = [
    ("dropout", lambda *_: None, "must return two things, out and cache"),
    ("random-flip", lambda *_: None, "Is the `return` missing?"),
    ("random-crop", lambda x, rng, pad: x.tolist(), "as a list"),
    ("region-starts", lambda n, regions, rng: np.arange(3), "expected (6,)"),
    ("log-sample", lambda *_: 0.1, "expected (1501,)"),
    ("random-search", lambda cost, low, *_: low, "called 0 times; expected 301"),
    ("coarse-to-fine", lambda *_: None, "called 0 times; expected 2 x 151"),
    ("early-stopping", lambda train, dev, w, *_: None, "expected the best weights"),
    ("early-stopping", lambda train, dev, w, *_: dev(w), "has not trained yet"),
    ("snapshots", lambda *_: [], "No copy came back"),
    ("run-with-care", lambda step, steps: [step() for _ in range(99)], "at most 6 steps"),
    ("tiny-set", lambda x, y, each: x, "Two things should come back"),
    ("early-stopping", asks_before_it_trains, "dev_error was asked about weights"),
    ("random-search", a_point_and_its_cost, "A tuple came back"),
    ("random-search", asks_twice, "cost was called more than"),
]


@pytest.mark.parametrize(("id", "answer", "words"), BROKEN)
def test_what_cannot_be_measured_is_told_in_words(id, answer, words):
    answer = (answer, answer) if id == "dropout" else answer
    verdict = judge(find(id), answer, np.random.default_rng(0))
    assert verdict.state == "wrong"
    assert words in verdict.message
    assert "It stopped with" not in verdict.message


def connected(x, w, b, keep, rng, train):
    mask = rng.binomial(1, keep, w.shape) if train else np.full(w.shape, keep)
    return np.dot(x, w * mask / keep) + b, (x, w, mask, keep)


def back_by_w(dout, cache):
    x, w, mask, keep = cache
    return dout.dot(w.T), np.einsum("nd,nm->dm", x, dout) * mask / keep, dout.sum(0)


def back_by_w_unmasked(dout, cache):
    x, w, _mask, _keep = cache
    return dout.dot(w.T), np.einsum("nd,nm->dm", x, dout), dout.sum(0)


def back_unscaled(dout, cache):
    x, w, mask, keep = cache
    return (
        dout.dot(np.where(mask > 0, w, 0).T),
        np.einsum("nd,nm->dm", x, dout) * mask / keep,
        dout.sum(0),
    )


def a_pixel_between_some(n, regions, rng):
    apart = rng.permutation([3] * (n - 1 - regions) + [2] * (2 * regions - n))
    return np.cumsum([0, *apart])


def a_pixel_between_any(n, regions, rng):
    return np.arange(regions) * 3


FORGOTTEN = [
    ("dropconnect", (connected, back_by_w), "dx-by-all-weights"),
    ("dropconnect", (connected, back_by_w_unmasked), "back-by-all-weights"),
    ("dropconnect", (connected, back_unscaled), "dx-not-scaled"),
    ("region-starts", a_pixel_between_some, "pixels-left-between"),
    ("region-starts", a_pixel_between_any, "pixels-left-between"),
]


@pytest.mark.parametrize(("id", "answer", "named"), FORGOTTEN)
@pytest.mark.parametrize("seed", [0, 1, 7])
def test_it_is_named_however_it_is_drawn(id, answer, named, seed):
    verdict = judge(find(id), answer, np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", named), verdict.message


@pytest.mark.parametrize("exercise", ASKED, ids=ids)
def test_no_reference_prints_or_changes_what_it_is_given(exercise, rng):
    for case in exercise.cases(rng):
        outcome = LocalAnswer(*exercise.whole(exercise.reference)).call(case.args, exercise.drive)
        assert (outcome.changed, outcome.printed, outcome.raised) == ((), "", None)

"""Assignment 02 in other hands: what is right passes, and a common slip is called what it is."""

import numpy as np
import pytest

from course_lib.checking import judge
from course_lib.exercises import find

GUARDS_AGAINST_NOUGHT = [
    lambda a, n: np.max(np.abs(a - n) / (np.maximum(np.abs(a), np.abs(n)) + 1e-12)),
    lambda a, n: np.max(np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-12)),
    lambda a, n: np.max(np.abs(a - n) / (np.abs(a) + np.abs(n) + 1e-12)),
]
TOO_LARGE = [
    lambda a, n: np.max(np.abs(a - n) / (np.maximum(np.abs(a), np.abs(n)) + 1e-8)),
    lambda a, n: np.max(np.abs(a - n) / np.maximum(np.maximum(np.abs(a), np.abs(n)), 1e-8)),
    lambda a, n: np.max(np.abs(a - n) / (np.abs(a) + np.abs(n) + 1e-8)),
]


def judged(id, answer, seed):
    return judge(find(id), answer, np.random.default_rng(seed))


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("answer", GUARDS_AGAINST_NOUGHT)
def test_a_tiny_guard_in_the_relative_error_is_right(answer, seed):
    verdict = judged("relative-error", answer, seed)
    assert verdict.state == "passed", verdict.message


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize("answer", TOO_LARGE)
def test_a_guard_that_hides_tiny_errors_is_named_however_it_is_written(answer, seed):
    verdict = judged("relative-error", answer, seed)
    assert (verdict.state, verdict.mistake) == ("wrong", "trace-too-large")


def one_array_moved_up_and_down(f, x, h):
    g = np.zeros(x.shape)
    for i in np.ndindex(x.shape):
        u = x
        d = x
        u[i] += h
        d[i] -= h
        g[i] = (f(u) - f(d)) / (2 * h)
    return g


def times_for_at(x, w, b):
    return x * w + b


def softmax_by(total="e.sum(axis=1, keepdims=True)", loss="-np.log(p[rows, y]).mean()", **lines):
    """A student's softmax loss, with one part written in another way."""
    dscores = lines.get("dscores", "p[rows, y] -= 1")
    source = f"""
def softmax_loss(w, x, y, reg):
    scores = x.dot(w)
    e = np.exp(scores - np.max(scores, axis=1)[:, np.newaxis])
    p = e / {total}
    rows = range(len(x))
    loss = {loss} + reg / 2 * (w * w).sum()
    {dscores}
    return loss, np.dot(x.T, p) / x.shape[0] + reg * w
"""
    student = {"np": np}
    exec(source, student)
    return student["softmax_loss"]


def epoch_by(step="lr * dw", end="len(order)"):
    source = f"""
def sgd_epoch(loss, w, x, y, lr, size, order):
    for k in range(0, {end}, size):
        at = order[k : k + size]
        l, dw = loss(w, x[at], y[at])
        w = w - {step}
    return w
"""
    student = {"np": np}
    exec(source, student)
    return student["sgd_epoch"]


def minibatches_but_the_last(x, y, size, rng):
    at = rng.permutation(len(x))
    return [(x[at[k : k + size]], y[at[k : k + size]]) for k in range(0, len(x) - size, size)]


SLIPS = [
    ("numerical-gradient", one_array_moved_up_and_down, "up-and-down-are-one-array"),
    ("linear-scores", times_for_at, "multiplied-number-by-number"),
    ("softmax-loss", softmax_by(total="e.sum()"), "one-sum-for-all-rows"),
    ("softmax-loss", softmax_by(total="e.sum(axis=0)"), "sums-down-the-columns"),
    ("softmax-loss", softmax_by(loss="-np.log(p[:, y]).mean()"), "labels-of-all-for-each"),
    ("softmax-loss", softmax_by(loss="-np.mean(np.log(p))"), "mean-of-all-logs"),
    ("softmax-loss", softmax_by(dscores="p[:, y] -= 1"), "one-off-whole-columns"),
    ("softmax-loss", softmax_by(dscores="p = p - 1"), "one-off-every-share"),
    (
        "standardise",
        lambda x_train, x: (x - x_train.mean(0)) / x_train.std(0, ddof=1),
        "divided-by-one-less",
    ),
    (
        "standardise",
        lambda x_train, x: x - x_train.mean(0) / x_train.std(0),
        "only-the-mean-divided",
    ),
    ("sgd-epoch", epoch_by(step="lr * dw / size"), "divided-by-size"),
    ("sgd-epoch", epoch_by(end="len(order) - size"), "stops-before-the-last"),
    ("minibatches", minibatches_but_the_last, "stops-before-the-last"),
    (
        "weight-decay",
        lambda w, dw, lr, decay: w - lr * (dw + 0.5 * decay * w),
        "half-the-decay",
    ),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "answer", "name"), SLIPS, ids=lambda v: v if type(v) is str else "")
def test_a_common_slip_is_called_what_it_is(id, answer, name, seed):
    verdict = judged(id, answer, seed)
    assert (verdict.state, verdict.mistake) == ("wrong", name), verdict.message


def test_a_bias_that_comes_first_passes_with_a_note():
    def fold_bias(x, w, b):
        return np.hstack([np.ones((x.shape[0], 1)), x]), np.vstack([b, w])

    verdict = judged("bias-trick", fold_bias, 0)
    assert verdict.state == "passed"
    assert any("last" in note for note in verdict.notes)

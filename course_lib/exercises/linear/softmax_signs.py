"""Signs by which a wrong softmax loss is known: what many ways of writing it have in common."""

import numpy as np

from course_lib.exercises.linear.examples import close, combines, factors
from course_lib.kernels import linear_softmax_loss


def terms(case):
    """Of dw / N: x times the shares, x at the true class."""
    w, x, y, _reg = (np.asarray(a, float) for a in case.args)
    scores = x @ w
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    true = (np.arange(w.shape[1]) == y[:, None]).astype(float)
    return np.stack([x.T @ p / len(x), x.T @ true / len(x)])


RIGHT = (1, -1)


def made_of(*wanted):
    return combines(terms, RIGHT, lambda N: wanted)


def made_of_n(wanted):
    return combines(terms, RIGHT, wanted)


def data_loss(case):
    w, x, y, _reg = case.args
    return linear_softmax_loss(np.asarray(w, float), np.asarray(x, float), y, 0.0)[0]


def scaled_loss(case, got, want):
    """The data term N times; what is added to it stays."""
    by, N = got["loss"] - want["loss"], len(case.args[1])
    if N == 1:
        return None if close(got["loss"], want["loss"]) else False
    return np.allclose(by, (N - 1) * data_loss(case), rtol=1e-3) and close(got["dw"], want["dw"])


def scaled_both(case, got, want):
    by, N = got["loss"] - want["loss"], len(case.args[1])
    if N == 1:
        return None if close(got["loss"], want["loss"]) else False
    found = factors(case, got, want, terms, RIGHT)
    in_dw = found is None or (found is not False and np.allclose(found, (N, -N), atol=0.02))
    return np.allclose(by, (N - 1) * data_loss(case), rtol=1e-3) and in_dw


def another_base(case, got, want):
    """The data term over log 2, or over log 10."""
    by, data = got["loss"] - want["loss"], data_loss(case)
    if data < 1e-6:
        return None
    times = 1 + by / data
    return any(abs(times * np.log(base) - 1) < 1e-3 for base in (2, 10)) and close(
        got["dw"], want["dw"]
    )


def a_trace_too_little(case, got, want):
    """dw is right, and the loss ever so little below."""
    if not close(got["dw"], want["dw"]):
        return False
    short = want["loss"] - got["loss"]
    size = max(want["loss"], 1)
    return None if abs(short) <= 1e-6 * size else 0 < short < 0.3 * size


def overflows(case, got, want):
    """Right wherever exp can hold the scores, and no number where it cannot."""
    if np.isfinite(got["loss"]) and np.isfinite(got["dw"]).all():
        right = np.allclose(got["loss"], want["loss"], rtol=1e-4) and close(got["dw"], want["dw"])
        return None if right else False
    w, x, _y, _reg = case.args
    return bool(np.abs(x @ w).max() > 700)

"""Signs by which a wrong softmax loss is known: what many ways of writing it have in common."""

import numpy as np

from course_lib.exercises.linear.examples import close, either_way, factors, unregularised
from course_lib.kernels import linear_softmax_loss

RIGHT = (1, -1)


def terms(case):
    """Of dw / N: x times the shares, x at the true class."""
    w, x, y, _reg = unregularised(case)
    scores = x @ w
    p = np.exp(scores - scores.max(axis=1, keepdims=True))
    p /= p.sum(axis=1, keepdims=True)
    true = (np.arange(w.shape[1]) == y[:, None]).astype(float)
    return np.stack([x.T @ p / len(x), x.T @ true / len(x)])


def made_of(*wanted):
    """A sign: the loss is right, and the data term of dw is made of the terms, so many of each."""
    return made_of_n(lambda N: wanted)


def made_of_n(wanted):
    """As `made_of`; `wanted` is told N."""

    def test(case, got):
        loss, dw = linear_softmax_loss(*unregularised(case))
        if not np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6):
            return False
        found = factors(case, got, dw, terms)
        if found is None or found is False:
            return found
        return bool(np.allclose(found + RIGHT, wanted(len(case.args[1])), atol=0.02))

    return either_way(test)


@either_way
def scaled_loss(case, got):
    """The loss is a sum; dw is right."""
    loss, dw = linear_softmax_loss(*unregularised(case))
    N = len(case.args[1])
    if N == 1 or not loss:
        return None if np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6) else False
    return bool(np.isclose(got["loss"], N * loss, rtol=1e-4)) and close(got["dw"], dw)


@either_way
def scaled_both(case, got):
    """Loss and dw are sums."""
    loss, dw = linear_softmax_loss(*unregularised(case))
    N = len(case.args[1])
    if N == 1 or not loss:
        return None if np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6) else False
    return bool(np.isclose(got["loss"], N * loss, rtol=1e-4)) and close(got["dw"], N * dw)


@either_way
def another_base(case, got):
    """The loss over log 2, or over log 10; dw is right."""
    loss, dw = linear_softmax_loss(*unregularised(case))
    if loss < 1e-6:
        return None
    is_base = [np.isclose(got["loss"] * np.log(base), loss, rtol=1e-4) for base in (2, 10)]
    return any(is_base) and close(got["dw"], dw)


@either_way
def a_trace_too_little(case, got):
    """dw is right, and the loss ever so little below."""
    loss, dw = linear_softmax_loss(*unregularised(case))
    if not close(got["dw"], dw):
        return False
    short, size = loss - got["loss"], max(loss, 1)
    return None if abs(short) <= 1e-6 * size else bool(0 < short < 0.3 * size)


@either_way
def overflows(case, got):
    """Right wherever exp can hold the scores, and no number where it cannot."""
    w, x, y, _reg = unregularised(case)
    if np.isfinite(got["loss"]) and np.isfinite(got["dw"]).all():
        loss, dw = linear_softmax_loss(w, x, y)
        right = np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6) and close(got["dw"], dw)
        return None if right else False
    return bool(np.abs(x @ w).max() > 700)

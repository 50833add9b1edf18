"""Signs by which a wrong SVM loss is known: what many ways of writing it have in common."""

import numpy as np

from course_lib.exercises.linear.examples import close, either_way, factors, unregularised
from course_lib.kernels import linear_svm_loss

RIGHT = (1, -1, 0, 0)


def terms(case):
    """Of dw / N: x at every violator, x at the true class as often, once always, once if any."""
    w, x, y, _reg = unregularised(case)
    rows = np.arange(len(y))
    scores = x @ w
    violated = (scores - scores[rows, y][:, None] + 1 > 0).astype(float)
    violated[rows, y] = 0
    true = np.zeros_like(scores)
    true[rows, y] = 1
    count = violated.sum(axis=1, keepdims=True)
    return np.stack(
        [x.T @ pull / len(x) for pull in (violated, true * count, true, true * (count > 0))]
    )


def made_of(*wanted):
    """A sign: the loss is right, and the data term of dw is made of the terms, so many of each."""
    return made_of_n(lambda N: wanted)


def made_of_n(wanted):
    """As `made_of`; `wanted` is told N."""

    def test(case, got):
        loss, dw = linear_svm_loss(*unregularised(case))
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
    loss, dw = linear_svm_loss(*unregularised(case))
    N = len(case.args[1])
    if N == 1 or not loss:
        return None if np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6) else False
    return bool(np.isclose(got["loss"], N * loss, rtol=1e-4)) and close(got["dw"], dw)


@either_way
def scaled_both(case, got):
    """Loss and dw are sums."""
    loss, dw = linear_svm_loss(*unregularised(case))
    N = len(case.args[1])
    if N == 1 or not loss:
        return None if np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6) else False
    return bool(np.isclose(got["loss"], N * loss, rtol=1e-4)) and close(got["dw"], N * dw)


@either_way
def other_combination(case, got):
    """A sign in words: of which terms dw is made, whatever they are."""
    loss, dw = linear_svm_loss(*unregularised(case))
    if not np.isclose(got["loss"], loss, rtol=1e-4, atol=1e-6):
        return False
    found = factors(case, got, dw, terms)
    if found is None or found is False:
        return found
    names = (
        "x for each violator in its own column",
        "x for each violator in the column of the true class",
        "x in the column of the true class for every example",
        "x in the column of the true class if anybody violates",
    )
    told = [
        f"{f:+.3g} {name}" for f, name in zip(found + RIGHT, names, strict=True) if abs(f) > 0.01
    ]
    if np.allclose(found, 0, atol=0.01):
        return None
    return (
        f"The mean gradient you have is made of: {'; '.join(told) or 'nothing'}. It should be +1 of"
        " the first, -1 of the second, and nothing else."
    )


@either_way
def one_too_much(case, got):
    """The loss is 1 too high, dw is right."""
    loss, dw = linear_svm_loss(*unregularised(case))
    return bool(np.isclose(got["loss"], loss + 1, rtol=1e-4)) and close(got["dw"], dw)


@either_way
def one_too_much_in_both(case, got):
    """The loss is 1 too high, and the true class is a violator of its own."""
    loss, dw = linear_svm_loss(*unregularised(case))
    if not np.isclose(got["loss"], loss + 1, rtol=1e-4):
        return False
    found = factors(case, got, dw, terms)
    if found is None or found is False:
        return found
    return bool(np.allclose(found + RIGHT, (1, -1, -1, 0), atol=0.02))

"""Signs by which a wrong SVM loss is known: what many ways of writing it have in common."""

import numpy as np

from course_lib.exercises.linear.examples import close, combines, factors
from course_lib.kernels import linear_svm_loss


def terms(case):
    """Of dw / N: x at every violator, x at the true class as often, once always, once if any."""
    w, x, y, _reg = (np.asarray(a, float) for a in case.args)
    rows, y = np.arange(len(y)), y.astype(int)
    scores = x @ w
    violated = (scores - scores[rows, y][:, None] + 1 > 0).astype(float)
    violated[rows, y] = 0
    true = np.zeros_like(scores)
    true[rows, y] = 1
    count = violated.sum(axis=1, keepdims=True)
    return np.stack(
        [x.T @ pull / len(x) for pull in (violated, true * count, true, true * (count > 0))]
    )


RIGHT = (1, -1, 0, 0)


def made_of(*wanted):
    return combines(terms, RIGHT, lambda N: wanted)


def made_of_n(wanted):
    return combines(terms, RIGHT, wanted)


def other_combination(case, got, want):
    """A sign in words: of which terms dw is made, whatever they are."""
    if not np.allclose(got["loss"], want["loss"], rtol=1e-4, atol=1e-6):
        return False
    found = factors(case, got, want, terms, RIGHT)
    if found is None or found is False:
        return found
    names = (
        "x for each violator in its own column",
        "x for each violator in the column of the true class",
        "x in the column of the true class for every example",
        "x in the column of the true class if anybody violates",
    )
    told = [f"{f:+.3g} {name}" for f, name in zip(found, names, strict=True) if abs(f) > 0.01]
    return (
        f"The mean gradient you have is made of: {'; '.join(told) or 'nothing'}. "
        "It should be +1 of the first, -1 of the second, and nothing else."
    )


def one_too_much(case, got, want):
    return np.allclose(got["loss"], want["loss"] + 1, rtol=1e-5) and close(got["dw"], want["dw"])


def one_too_much_in_both(case, got, want):
    if not np.allclose(got["loss"], want["loss"] + 1, rtol=1e-5):
        return False
    found = factors(case, got, want, terms, RIGHT)
    return (
        found if found is None or found is False else np.allclose(found, (1, -1, -1, 0), atol=0.02)
    )


def data_loss(case):
    w, x, y, _reg = case.args
    return linear_svm_loss(np.asarray(w, float), np.asarray(x, float), y, 0.0)[0]


def scaled_loss(case, got, want):
    """The data term N times; what is added to it stays."""
    by, N = got["loss"] - want["loss"], len(case.args[1])
    if N == 1 or not data_loss(case):
        return None if close(got["loss"], want["loss"]) else False
    return np.allclose(by, (N - 1) * data_loss(case), rtol=1e-3) and close(got["dw"], want["dw"])


def scaled_both(case, got, want):
    by, N = got["loss"] - want["loss"], len(case.args[1])
    if N == 1 or not data_loss(case):
        return None if close(got["loss"], want["loss"]) else False
    found = factors(case, got, want, terms, RIGHT)
    in_dw = found is None or (found is not False and np.allclose(found, (N, -N, 0, 0), atol=0.02))
    return np.allclose(by, (N - 1) * data_loss(case), rtol=1e-3) and in_dw

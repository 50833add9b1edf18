"""Assignment 04 in other hands: a common slip is called what it is."""

import numpy as np
import pytest

from course_lib.checking import judge
from course_lib.exercises import find


def one_array_appended(x, beta):
    v, out = np.zeros_like(x[0]), []
    for t in range(len(x)):
        v *= beta
        v += (1 - beta) * x[t]
        out.append(v)
    return np.array(out)


def corrected_by(line):
    source = f"""
def ewma_corrected(x, beta):
    out, v = np.zeros(x.shape), 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        out[t] = {line}
    return out
"""
    student = {"np": np}
    exec(source, student)
    return student["ewma_corrected"]


def direction_by(end="-1", first="y[i]", dot="y[i]", share="a[i] - b"):
    source = f"""
def lbfgs_direction(dw, s, y):
    q, a = dw.copy(), np.zeros(len(s))
    for i in range(len(s) - 1, {end}, -1):
        a[i] = (s[i] @ q) / (y[i] @ s[i])
        q = q - a[i] * {first}
    q = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for i in range(len(s)):
        b = ({dot} @ q) / (y[i] @ s[i])
        q = q + s[i] * ({share})
    return q
"""
    student = {"np": np}
    exec(source, student)
    return student["lbfgs_direction"]


def counted_from_zero_but_for_the_power(w, gradients, lr, beta1, beta2, eps):
    m = v = 0
    path = np.zeros(gradients.shape)
    for t in range(len(gradients)):
        m = beta1 * m + (1 - beta1) * gradients[t]
        v = beta2 * v + (1 - beta2) * gradients[t] ** 2
        m_hat, v_hat = m / (1 - beta1 ** max(t, 1)), v / (1 - beta2 ** max(t, 1))
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path[t] = w
    return path


SLIPS = [
    ("newton-step", lambda w, dw, hessian: np.linalg.solve(hessian, dw), "solution-alone"),
    (
        "step-decay",
        lambda lr, epoch, factor, every: lr * factor**epoch // every,
        "brackets-missing",
    ),
    (
        "step-decay",
        lambda lr, epoch, factor, every: lr * factor ** ((epoch - 1) // every),
        "one-taken-off-the-epoch",
    ),
    ("ewma", one_array_appended, "one-array-stored-each-day"),
    (
        "ewma-corrected",
        corrected_by("v / (1 - beta) ** (t + 1)"),
        "power-of-the-whole-bracket",
    ),
    ("ewma-corrected", corrected_by("v / 1 - beta ** (t + 1)"), "brackets-missing"),
    ("lbfgs-direction", direction_by(share="b - a[i]"), "shares-the-other-way-round"),
    ("lbfgs-direction", direction_by(end="0"), "first-loop-without-the-oldest"),
    ("lbfgs-direction", direction_by(first="s[i]"), "first-loop-takes-s"),
    ("lbfgs-direction", direction_by(dot="s[i]"), "second-share-of-s"),
    ("adam-mended", counted_from_zero_but_for_the_power, "first-two-counted-alike"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "answer", "name"), SLIPS, ids=lambda v: v if type(v) is str else "")
def test_a_common_slip_is_called_what_it_is(id, answer, name, seed):
    verdict = judge(find(id), answer, np.random.default_rng(seed))
    assert (verdict.state, verdict.mistake) == ("wrong", name), verdict.message

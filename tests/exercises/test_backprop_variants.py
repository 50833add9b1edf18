"""Assignment 03 in other hands: a common slip is called what it is, and nothing untrue is said."""

import numpy as np
import pytest

from course_lib.checking import judge
from course_lib.exercises import find


def judged(id, answer, seed=0):
    return judge(find(id), answer, np.random.default_rng(seed))


def sigmoid_by(forward="1 / (1 + np.exp(-x))", keeps="out", slope="cache * (1 - cache)"):
    source = f"""
def sigmoid_forward(x):
    out = {forward}
    return out, {keeps}
def sigmoid_backward(dout, cache):
    return dout * {slope}
"""
    student = {"np": np}
    exec(source, student)
    return student["sigmoid_forward"], student["sigmoid_backward"]


def a_times_dout(dout, a, b):
    return (dout * a, 0.0) if a > b else (0.0, dout)


GATES = (
    lambda dout, a, b: (dout, dout),
    lambda dout, a, b: (dout * b, dout * a),
    a_times_dout,
    np.sum,
)


def net_by(total):
    source = f"""
def two_layer_loss(params, x, y, reg):
    w1, w2 = params["w1"], params["w2"]
    h = np.maximum(0, x @ w1 + params["b1"])
    s = h @ w2 + params["b2"]
    e = np.exp(s - s.max(axis=1, keepdims=True))
    p = e / {total}
    loss = np.mean(-np.log(p[np.arange(len(y)), y])) + reg / 2 * ((w1 * w1).sum() + (w2 * w2).sum())
    p[np.arange(len(y)), y] -= 1
    p /= len(y)
    dh = p @ w2.T
    dh[h <= 0] = 0
    back = dict(w2=h.T @ p + reg * w2, b2=p.sum(axis=0), w1=x.T @ dh + reg * w1, b1=dh.sum(axis=0))
    return loss, back
"""
    student = {"np": np}
    exec(source, student)
    return student["two_layer_loss"]


SLIPS = [
    ("sigmoid", sigmoid_by(keeps="x"), "x-for-out-in-the-cache"),
    ("sigmoid", sigmoid_by(forward="1 / 1 + np.exp(-x)"), "one-by-one-plus-the-power"),
    ("sigmoid", sigmoid_by(slope="cache * 1 - cache"), "brackets-left-out"),
    ("gates", GATES, "max-hands-on-a"),
    ("two-layer-loss", net_by("e.sum()"), "one-sum-for-all-rows"),
    ("two-layer-loss", net_by("e.sum(axis=0)"), "sums-down-the-columns"),
]


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(("id", "answer", "name"), SLIPS, ids=lambda v: v if type(v) is str else "")
def test_a_common_slip_is_called_what_it_is(id, answer, name, seed):
    verdict = judged(id, answer, seed)
    assert (verdict.state, verdict.mistake) == ("wrong", name), verdict.message


def test_a_cache_unpacked_in_another_order_is_thought_of():
    def affine_forward(x, w, b):
        return x @ w + b, (w, x, b)

    def affine_backward(dout, cache):
        x, w, _ = cache
        return dout @ w.T, x.T @ dout, dout.sum(axis=0)

    verdict = judged("affine", (affine_forward, affine_backward))
    assert verdict.state == "wrong"
    assert "order" in verdict.message


def test_a_list_that_is_upside_down_is_thought_of():
    class Value:
        def __init__(self, data, sends=()):
            self.data, self.grad, self.sends = data, 0.0, sends

        def __add__(self, other):
            return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])

        def __mul__(self, other):
            return Value(self.data * other.data, [(self, other.data), (other, self.data)])

        def maximum(self, other):
            larger = self if self.data > other.data else other
            return Value(larger.data, [(larger, 1.0)])

        def exp(self):
            return Value(np.exp(self.data), [(self, np.exp(self.data))])

        def backward(self):
            order, seen = [], set()

            def visit(v):
                if v not in seen:
                    seen.add(v)
                    order.append(v)
                    for parent, _ in v.sends:
                        visit(parent)

            visit(self)
            self.grad = 1.0
            for v in reversed(order):
                for parent, slope in v.sends:
                    parent.grad += slope * v.grad

    verdict = judged("scalar-engine", Value)
    assert verdict.state == "wrong"
    assert "after" in verdict.message
    assert "append" in verdict.message


def test_whoever_writes_into_dout_is_told_so():
    def relu_forward(x):
        return np.maximum(x, 0), x

    def relu_backward(dout, cache):
        dout[cache <= 0] = 0
        return dout

    verdict = judged("relu", (relu_forward, relu_backward))
    assert verdict.state == "passed"
    assert any("dout" in note for note in verdict.notes)

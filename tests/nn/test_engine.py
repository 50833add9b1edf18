import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nn_laws import assert_refused

from course_lib.errors import DtypeError, RangeError
from course_lib.nn import Value, graph

numbers = st.floats(-2.5, 2.5).filter(lambda v: abs(v) > 0.1)


def formula(a, b, c):
    """Every gate at least once; `a` goes in by five ways."""
    s = (a * b + c).tanh() - a / (b * b + 1.5)
    s = s + (a + b).sigmoid() * a.maximum(c) + (2 - s) ** 3 + 1 / (c * c + 1)
    return s + (a * a + 0.3).log() * a.relu() - (b * 0.5).exp() + 0.5 * -c


def in_floats(a, b, c):
    s = math.tanh(a * b + c) - a / (b * b + 1.5)
    s = s + max(a, c) / (1 + math.exp(-a - b)) + (2 - s) ** 3 + 1 / (c * c + 1)
    return s + math.log(a * a + 0.3) * max(a, 0) - math.exp(b * 0.5) - 0.5 * c


@given(a=numbers, b=numbers, c=numbers)
@settings(max_examples=25, deadline=None, database=None)
def test_gradients_are_central_differences(a, b, c):
    if abs(a - c) < 1e-3:  # a kink
        return
    given = [Value(v) for v in (a, b, c)]
    out = formula(*given)
    assert out.data == pytest.approx(in_floats(a, b, c))
    out.backward()
    for i, value in enumerate(given):
        above, below = [a, b, c], [a, b, c]
        above[i] += 1e-6
        below[i] -= 1e-6
        want = (in_floats(*above) - in_floats(*below)) / 2e-6
        assert value.grad == pytest.approx(want, rel=1e-5, abs=1e-6)


def test_as_torch(torch):
    ours = [Value(v) for v in (1.3, -0.7, 0.4)]
    theirs = [torch.tensor(v.data, dtype=torch.float64, requires_grad=True) for v in ours]
    formula(*ours).backward()
    a, b, c = theirs
    s = (a * b + c).tanh() - a / (b * b + 1.5)
    s = s + (a + b).sigmoid() * torch.maximum(a, c) + (2 - s) ** 3 + 1 / (c * c + 1)
    (s + (a * a + 0.3).log() * a.relu() - (b * 0.5).exp() + 0.5 * -c).backward()
    np.testing.assert_allclose([v.grad for v in ours], [t.grad.item() for t in theirs], rtol=1e-12)


def test_a_value_used_twice_is_given_both_gradients():
    a = Value(3.0)
    (a + a * a).backward()
    assert a.grad == 1 + 2 * 3


def test_gradients_of_what_was_given_add_up_over_calls_and_those_between_do_not():
    a, b = Value(2.0), Value(5.0)
    between = a * b
    out = between + b
    out.backward()
    out.backward()
    assert (a.grad, b.grad) == (2 * 5, 2 * (2 + 1))
    assert (between.grad, out.grad) == (1, 1)


def test_ties_of_max_go_to_the_first_and_relu_at_0_passes_nothing():
    a, b = Value(1.5), Value(1.5)
    (a.maximum(b) + Value(0.0).relu()).backward()
    assert (a.grad, b.grad) == (1, 0)
    zero = Value(0.0)
    zero.relu().backward()
    assert zero.grad == 0


def test_a_long_chain_needs_no_recursion():
    a = Value(1.0)
    out = a
    for _ in range(5000):
        out = out + a
    out.backward()
    assert a.grad == 5001


def test_the_graph_is_in_the_order_of_computing_and_tells_what_was_computed():
    a, b = Value(2.0, label="a"), Value(-3.0, label="b")
    out = (a * b + a).relu()
    out.backward()
    nodes, edges = graph(out)
    assert [n.op for n in nodes].count("") == 2
    assert nodes[-1].op == "relu"
    assert all(start < end for start, end in edges)
    assert all(nodes[start].depth < nodes[end].depth for start, end in edges)
    by_label = {n.label: n for n in nodes if n.label}
    assert (by_label["a"].value, by_label["a"].grad) == (2, a.grad)
    product = next(i for i, n in enumerate(nodes) if n.op == "*")
    assert sorted(nodes[s].label for s, e in edges if e == product) == ["a", "b"]


def test_a_value_squared_by_itself_has_two_edges():
    a = Value(4.0)
    assert len(graph(a * a).edges) == 2


def test_a_two_layer_net_of_values_learns_exclusive_or():
    rng = np.random.default_rng(1)
    w1 = [[Value(v) for v in row] for row in rng.normal(size=(4, 3))]
    w2 = [Value(v) for v in rng.normal(size=5)]
    params = [*(v for row in w1 for v in row), *w2]
    points = [(-1, -1, 0), (-1, 1, 1), (1, -1, 1), (1, 1, 0)]

    def loss():
        total = Value(0.0)
        for p, q, want in points:
            hidden = [(w[0] * p + w[1] * q + w[2]).tanh() for w in w1]
            score = sum((h * w for h, w in zip(hidden, w2[:4], strict=True)), start=w2[4])
            total = total + (score.sigmoid() - want) ** 2
        return total

    first = loss().data
    for _ in range(300):
        for v in params:
            v.grad = 0.0
        out = loss()
        out.backward()
        for v in params:
            v.data -= 0.5 * v.grad
    assert loss().data < 0.05 < first


@pytest.mark.usefixtures("own_messages")
@pytest.mark.parametrize(
    ("error", "call"),
    [
        (DtypeError, lambda: Value("2")),
        (DtypeError, lambda: Value([1.0])),
        (DtypeError, lambda: Value(1.0) * [2.0]),
        (DtypeError, lambda: Value(2.0) ** Value(2.0)),
        (RangeError, lambda: Value(0.0).log()),
        (RangeError, lambda: Value(-1.0) ** 0.5),
        (RangeError, lambda: 1 / Value(0.0)),
        (RangeError, lambda: Value(1000.0).exp()),
    ],
)
def test_refuses(error, call):
    assert_refused(error, call)

"""The scalar engine: a number that can be differentiated, with its gates and the way back."""

# ruff: noqa: D101, D102 - written as students write

import numpy as np

from course_lib.checking import Case, Exercise
from course_lib.exercises.backprop.engine_backward import BACKWARD_MISTAKES
from course_lib.exercises.backprop.engine_gates import GATE_MISTAKES


class Value:
    def __init__(self, data):
        raise NotImplementedError


def run_backwards(Value, program, given):
    """Run a program on values, then backward from its `out`: its data, and all gradients."""
    values = {name: Value(number) for name, number in given.items()}
    names = dict(values)
    exec(program, {}, names)
    out = names["out"]
    came = (
        "nothing: is a `return` missing?" if out is None else f"one of type {type(out).__name__}."
    )
    assert isinstance(out, Value), f"A gate must return a new Value; it gave {came}"
    out.backward()
    for name, value in values.items():
        for what in ("data", "grad"):
            number = getattr(value, what)
            is_number = isinstance(number, (int, float, np.number, np.ndarray))
            is_single = is_number and np.ndim(number) == 0
            assert is_single, f"{name}.{what} must be a number."
    unmoved = all(values[name].data == given[name] for name in given)
    assert unmoved, "The data of what was given has changed: a gate must not alter its inputs."
    return float(out.data), {name: float(value.grad) for name, value in values.items()}


def programs(rng):
    """A gate each, then values used twice, at once and at different depths."""

    def drawn(names):
        """Numbers of both signs, no two alike in size."""
        sizes = rng.permutation(np.linspace(0.4, 1.7, len(names))) + rng.uniform(0, 0.1)
        signs = rng.permutation(np.resize([1.0, -1.0], len(names)))
        return {name: round(float(s), 2) for name, s in zip(names, sizes * signs, strict=True)}

    shared = "p = a * b; q = p + c; r = p * q; out = r + p"
    deep = "p = a + b; q = p * c; r = q * a; s = r + q; t = s.maximum(p); out = t * r + s * p"
    late = "s = a + b; q = s * c; out = s * q"
    early = "s = a + b; q = s * c; r = q * a; out = r * s"
    chain = "out = a + b" + "; out = out * a + b" * 60
    return (
        Case(("out = a + b", {"a": 3.0, "b": -4.0}), "an addition"),
        Case(("out = a * b", {"a": 3.0, "b": -4.0}), "a multiplication"),
        Case(("out = a.maximum(b)", {"a": -2.0, "b": 0.5}), "max, b is the larger"),
        Case(("out = a.maximum(b)", {"a": -0.5, "b": -2.0}), "max, a is the larger"),
        Case(("out = a.exp() * b", {"a": -0.5, "b": 2.0}), "exp"),
        Case(("out = a * b + c", drawn("abc")), "two gates"),
        Case(("p = a * b; q = p.exp(); out = q * c", drawn("abc")), "three gates in a row"),
        Case(("out = a * a + b", {"a": 3.0, "b": 0.5}), "a number used twice by one gate"),
        Case(("out = a + a + b", {"a": 3.0, "b": 0.5}), "a number added to itself"),
        Case(("out = a * b + a", drawn("ab")), "a number used by two gates"),
        Case((late, drawn("abc")), "a value used early and late"),
        Case((early, drawn("abc")), "a value used at the end again"),
        Case((shared, drawn("abc")), "a value used three times"),
        Case((deep, drawn("abc")), "values used at several depths"),
        Case(("z = a * b + c; out = z.maximum(a) * z", drawn("abc")), "a unit with max"),
        Case(("p = a + b; out = c * d", drawn("abcd")), "a value that leads nowhere", "generality"),
        Case(("out = a", {"a": 2.0}), "no gate at all", "generality"),
        Case((chain, {"a": 0.9, "b": 0.3}), "a chain of 121 gates", "stability"),
    )


# Right ways.


class with_slopes:
    def __init__(self, data, parents=(), slopes=()):
        self.data = data
        self.grad = 0.0
        self.parents = parents
        self.slopes = slopes

    def __add__(self, other):
        return type(self)(self.data + other.data, (self, other), (1.0, 1.0))

    def __mul__(self, other):
        return type(self)(self.data * other.data, (self, other), (other.data, self.data))

    def maximum(self, other):
        won = float(self.data >= other.data)
        return type(self)(max(self.data, other.data), (self, other), (won, 1 - won))

    def exp(self):
        e = np.exp(self.data)
        return type(self)(e, (self,), (e,))

    def backward(self):
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for parent in v.parents:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in zip(v.parents, v.slopes, strict=True):
                parent.grad += slope * v.grad


class with_closures:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0
        self._prev = set(children)
        self._backward = lambda: None

    def __add__(self, other):
        out = type(self)(self.data + other.data, (self, other))

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        out = type(self)(self.data * other.data, (self, other))

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def maximum(self, other):
        larger = self if self.data > other.data else other
        out = type(self)(larger.data, (self, other))

        def _backward():
            larger.grad += out.grad

        out._backward = _backward
        return out

    def exp(self):
        out = type(self)(np.exp(self.data), (self,))

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo = []
        visited = set()

        def build_topo(v):
            if v not in visited:
                visited.add(v)
                for child in v._prev:
                    build_topo(child)
                topo.append(v)

        build_topo(self)
        self.grad = 1
        for v in reversed(topo):
            v._backward()


class by_counting_uses:
    def __init__(self, data, *sends):
        self.data, self.sends, self.grad, self.waits_for = data, sends, 0.0, 0

    def __add__(self, other):
        return type(self)(self.data + other.data, (self, 1), (other, 1))

    def __mul__(self, other):
        return type(self)(self.data * other.data, (self, other.data), (other, self.data))

    def maximum(self, other):
        larger = max(self, other, key=lambda v: v.data)
        return type(self)(larger.data, (larger, 1))

    def exp(self):
        return type(self)(np.exp(self.data), (self, np.exp(self.data)))

    def backward(self):
        everything = [self]
        for v in everything:  # grows while it is gone through
            for parent, _ in v.sends:
                if not any(parent is known for known in everything):
                    everything.append(parent)
        for v in everything:
            for parent, _ in v.sends:
                parent.waits_for += 1
        self.grad, ready = 1.0, [self]
        while ready:
            v = ready.pop()
            for parent, slope in v.sends:
                parent.grad += slope * v.grad
                parent.waits_for -= 1
                if parent.waits_for == 0:
                    ready.append(parent)


SCALAR_ENGINE = Exercise(
    id="scalar-engine",
    title="The scalar engine",
    points=5,
    concepts=("scalar-autograd", "gates"),
    stub=Value,
    reference=with_slopes,
    cases=programs,
    drive=run_backwards,
    returns=("out.data", "gradients"),
    alternatives=(with_closures, by_counting_uses),
    mistakes=(*BACKWARD_MISTAKES, *GATE_MISTAKES),
    hints=(
        "A Value keeps data, grad, and for each value it was made from the pair (that value, local"
        " gradient). `__add__` and `__mul__` return a new Value with these pairs.",
        "backward: list all values so that each stands behind everything it was made from (visit"
        " the parents first, then append yourself; skip who has been visited). Set self.grad = 1.",
        "for v in reversed(order): for parent, slope in v.sends: parent.grad += slope * v.grad.",
    ),
)

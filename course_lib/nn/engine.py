"""Reverse-mode differentiation of single numbers, whole and in one sitting.

A `Value` remembers what it was made from and how to hand a gradient back to it. Local gradient
times upstream, from the end to the start: that is all of backpropagation.
Source: CS231n notes, "Backpropagation, Intuitions"; the idea of so small an engine: micrograd.
"""

import math
from collections.abc import Callable
from numbers import Real
from typing import NamedTuple, Union

from course_lib.errors import DtypeError, RangeError

__all__ = ["Edge", "Graph", "Node", "Value", "graph"]

Number = Union["Value", float]


class Value:
    """A number that can be differentiated: `data`, and after `backward` its gradient `grad`.

    `op` names the gate it came out of ("" for one that was given), `label` is yours for drawing.
    Raises DtypeError when made from anything but a real number.
    """

    __slots__ = ("_send", "data", "depth", "grad", "label", "op", "parents")

    def __init__(
        self, data: float, parents: tuple["Value", ...] = (), op: str = "", label: str = ""
    ) -> None:
        self.data, self.grad, self.op, self.label = _real(data), 0.0, op, label
        self.parents = parents
        # Deeper than everything it was made from, so sorting by depth is a topological order.
        self.depth: int = 1 + max((p.depth for p in parents), default=-1)
        self._send: Callable[[float], tuple[float, ...]] = lambda upstream: ()

    def __add__(self, other: Number) -> "Value":  # distributes
        a, b = self, _value(other)
        return _gate("+", a.data + b.data, (a, b), lambda up: (up, up))

    def __mul__(self, other: Number) -> "Value":  # switches and scales
        a, b = self, _value(other)
        return _gate("*", a.data * b.data, (a, b), lambda up: (up * b.data, up * a.data))

    def maximum(self, other: Number) -> "Value":
        """The larger of two, which alone is given the gradient; among equals the first."""
        a, b = self, _value(other)
        first = a.data >= b.data
        return _gate("max", max(a.data, b.data), (a, b), lambda up: (up * first, up * (not first)))

    def __pow__(self, n: float) -> "Value":
        x, n = self.data, _real(n)
        out = _power(x, n)
        return _gate(f"**{n:g}", out, (self,), lambda up: (up * n * _power(x, n - 1),))

    def exp(self) -> "Value":
        """e to this power."""
        e = _finite("exp", self.data, math.exp)
        return _gate("exp", e, (self,), lambda up: (up * e,))

    def log(self) -> "Value":
        """The natural logarithm. Raises RangeError at 0 and below."""
        x = self.data
        return _gate("log", _finite("log", x, math.log), (self,), lambda up: (up / x,))

    def tanh(self) -> "Value":
        """Squashed into (-1, 1)."""
        t = math.tanh(self.data)
        return _gate("tanh", t, (self,), lambda up: (up * (1 - t * t),))

    def sigmoid(self) -> "Value":
        """Squashed into (0, 1)."""
        s = (1 + math.tanh(self.data / 2)) / 2
        return _gate("sigmoid", s, (self,), lambda up: (up * s * (1 - s),))

    def relu(self) -> "Value":
        """Kept where positive; else 0, and then no gradient passes."""
        return _gate("relu", max(0.0, self.data), (self,), lambda up: (up * (self.data > 0),))

    def backward(self) -> None:
        """Give every value in the graph its gradient: how much this one moves when that one does.

        Gradients of what was given add up, also over several calls, until set to 0 again.
        """
        order = _topological(self)
        for node in order:
            if node.parents:
                node.grad = 0.0
        self.grad = 1.0 if self.parents else self.grad + 1.0
        for node in reversed(order):
            for parent, grad in zip(node.parents, node._send(node.grad), strict=True):
                parent.grad += grad  # a number used twice is moved by both

    def __neg__(self) -> "Value":
        return self * -1.0

    def __sub__(self, other: Number) -> "Value":
        return self + -_value(other)

    def __truediv__(self, other: Number) -> "Value":
        return self * _value(other) ** -1

    def __rsub__(self, other: float) -> "Value":
        return _value(other) - self

    def __rtruediv__(self, other: float) -> "Value":
        return _value(other) / self

    __radd__, __rmul__ = __add__, __mul__

    def __repr__(self) -> str:
        name = f"{self.label}: " if self.label else ""
        return f"Value({name}{self.data:.6g}, grad {self.grad:.6g})"


class Node(NamedTuple):
    """One value of a graph, as drawn: its gate, number, gradient, and how far from the start."""

    op: str
    label: str
    value: float
    grad: float
    depth: int


class Edge(NamedTuple):
    """Node `start` went into node `end`: their places in `Graph.nodes`."""

    start: int
    end: int


class Graph(NamedTuple):
    """A computation as plain data, in the order it was computed: every edge points onward."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def graph(out: Value) -> Graph:
    """Everything that `out` was made from, with values and gradients, ready to be drawn."""
    order = _topological(out)
    place = {id(v): i for i, v in enumerate(order)}
    return Graph(
        tuple(Node(v.op, v.label, v.data, v.grad, v.depth) for v in order),
        tuple(Edge(place[id(p)], place[id(v)]) for v in order for p in v.parents),
    )


def _topological(out: Value) -> list[Value]:
    """All that `out` was made from, each after its parents, `out` last."""
    seen, todo = {id(out): out}, [out]
    while todo:
        new = [p for p in todo.pop().parents if id(p) not in seen]
        seen |= {id(p): p for p in new}
        todo += new
    return sorted(seen.values(), key=lambda v: v.depth)


def _gate(
    op: str, data: float, parents: tuple[Value, ...], send: Callable[[float], tuple[float, ...]]
) -> Value:
    out = Value(data, parents, op)
    out._send = send
    return out


def _value(x: Number) -> Value:
    return x if isinstance(x, Value) else Value(x)


def _real(x: float) -> float:
    if not isinstance(x, Real):
        raise DtypeError(
            f"Value got {type(x).__name__} {x!r}",
            why="the engine computes with one real number at a time",
            how="give a float; make one Value for each number of a list or array",
        )
    return float(x)


def _power(x: float, n: float) -> float:
    # Not **, which makes complex numbers of negative ones.
    return _finite(f"power {n:g}", x, lambda x: math.pow(x, n))


def _finite(name: str, x: float, function: Callable[[float], float]) -> float:
    try:
        return function(x)
    except (ValueError, OverflowError, ZeroDivisionError):
        raise RangeError(
            f"{name} was asked for at {x:g}",
            why=f"{name} has no finite real value there",
            how="look at what was computed just before; for a stable loss take the largest "
            "score away from all",
        ) from None

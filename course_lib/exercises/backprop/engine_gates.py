"""Wrong engines, each a whole class: the gates."""

# ruff: noqa: D101, D102 - a mistake is described by its message

import numpy as np

from course_lib.checking import Mistake


class multiply_not_switched:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, self.data), (other, other.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class multiply_distributes:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, 1.0), (other, 1.0)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class add_scales:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, self.data), (other, other.data)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class max_to_both:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, 1.0), (other, 1.0))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class max_to_the_smaller:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data < other.data)), (other, float(self.data >= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class max_against_zero:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > 0)), (other, float(other.data > 0)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class exp_has_slope_one:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, 1.0),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class exp_as_a_power:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, self.data * np.exp(self.data - 1)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class exp_sends_its_input:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, self.data),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class adds_forward:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return type(self)(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return type(self)(self.data + other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        sends = ((self, float(self.data > other.data)), (other, float(self.data <= other.data)))
        return type(self)(max(self.data, other.data), sends)

    def exp(self):
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


GATE_MISTAKES = (
    Mistake(
        multiply_not_switched,
        "Multiply switches: each of the two is given the *other's* data times upstream.",
    ),
    Mistake(
        multiply_distributes,
        "Multiply hands the gradient on as add does. Times the other's data.",
    ),
    Mistake(
        add_scales,
        "Add distributes: both are given upstream as it is.",
    ),
    Mistake(
        max_to_both,
        "Max routes: the larger is given everything, the other nothing.",
    ),
    Mistake(
        max_to_the_smaller,
        "The smaller of two is given the gradient of max. The larger won.",
    ),
    Mistake(
        max_against_zero,
        "maximum lets pass what is positive, as ReLU does. It compares the two with each other.",
    ),
    Mistake(
        exp_has_slope_one,
        "The slope of exp is taken for 1; it should be exp itself.",
    ),
    Mistake(
        exp_as_a_power,
        "That is the rule for powers of x. The derivative of exp(x) is exp(x).",
    ),
    Mistake(
        exp_sends_its_input,
        "exp sends x; its slope is what went out, exp(x).",
    ),
    Mistake(
        adds_forward,
        "`*` adds: look at what it does with data.",
    ),
)

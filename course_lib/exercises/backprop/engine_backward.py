"""Wrong engines, each a whole class: the way back."""

# ruff: noqa: D101, D102 - a mistake is described by its message

import numpy as np

from course_lib.checking import Mistake


class grad_overwritten:
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
                parent.grad = slope * v.grad


class order_of_discovery:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        self.grad = 1.0
        waiting, seen = [self], [self]
        while waiting:
            v = waiting.pop(0)
            for parent, slope in v.sends:
                parent.grad += slope * v.grad
                if parent not in seen:
                    seen.append(parent)
                    waiting.append(parent)


class depth_first_at_once:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        self.grad = 1.0
        waiting, seen = [self], [self]
        while waiting:
            v = waiting.pop()
            for parent, slope in v.sends:
                parent.grad += slope * v.grad
                if parent not in seen:
                    seen.append(parent)
                    waiting.append(parent)


class sent_again_by_each_path:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        self.grad = 1.0
        self.send()

    def send(self):
        for parent, slope in self.sends:
            parent.grad += slope * self.grad
            parent.send()


class order_not_reversed:
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
        for v in order:
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class listed_once_for_each_use:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            for parent, _ in v.sends:
                visit(parent)
            order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class no_one_at_the_end:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class data_at_the_end:
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
        return type(self)(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        order = []

        def visit(v):
            if v not in order:
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = self.data
        for v in reversed(order):
            for parent, slope in v.sends:
                parent.grad += slope * v.grad


class upstream_forgotten:
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
                parent.grad += slope


class same_parent_counted_once:
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
            for parent, slope in dict(v.sends).items():
                parent.grad += slope * v.grad


BACKWARD_MISTAKES = (
    Mistake(
        grad_overwritten,
        "A number used twice is moved by both uses: its gradients add up, `+=`, not `=`.",
    ),
    Mistake(
        order_of_discovery,
        "A value hands its gradient on before all of it has come in: it does so in the order of "
        "discovery. Wait until everything it went into has sent: topological order.",
    ),
    Mistake(
        depth_first_at_once,
        "A value hands its gradient on before all of it has come in: it goes deep first. Wait "
        "until everything it went into has sent: topological order.",
    ),
    Mistake(
        sent_again_by_each_path,
        "A value that is reached by two paths sends twice, and the second time what it had "
        "already sent goes along. Let each send once, when all has come in.",
    ),
    Mistake(
        order_not_reversed,
        "Only the last gate hands a gradient on: yours comes to the result last of all, and until "
        "then nobody has anything to send. It should begin with the result: list each value after "
        "those it was made from (first visit them, then append it), and go through reversed(list).",
    ),
    Mistake(
        listed_once_for_each_use,
        "A value that is used twice stands twice in the order, and sends twice. Note who has been"
        " visited.",
    ),
    Mistake(
        no_one_at_the_end,
        "Every gradient is 0: nobody started. The derivative of the result by itself is 1: "
        "self.grad = 1.",
    ),
    Mistake(
        data_at_the_end,
        "The gradient of the result is set to its data. Its derivative by itself is 1.",
    ),
    Mistake(
        upstream_forgotten,
        "Only local gradients are handed on. Each is multiplied by what came from above: v.grad.",
    ),
    Mistake(
        same_parent_counted_once,
        "In a * a or a + a the same value stands on both sides, and is given one of its two "
        "gradients only.",
    ),
)

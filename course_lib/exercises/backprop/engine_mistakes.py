"""Wrong engines: each a whole class, with one thing wrong in it."""

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


class one_step_back_only:
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
        for parent, slope in self.sends:
            parent.grad += slope


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


MISTAKES = (
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
        "It begins with what was given. The gradient is 1 at the end, so it goes from the end to "
        "the start: reversed(order).",
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
        one_step_back_only,
        "Only the last gate hands its gradient back. Go on to what stands before it.",
    ),
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
        "The slope of exp is exp itself; here it is 1.",
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
        same_parent_counted_once,
        "In a * a or a + a the same value stands on both sides, and is given one of its two "
        "gradients only.",
    ),
    Mistake(
        adds_forward,
        "`*` adds: look at what it does with data.",
    ),
)

"""How students write gates, engines and gradient checks: right and wrong."""

import math

import numpy as np

from .kept import kept

GATES, right, wrong = kept()


def plus(dout, a, b):
    da = 1 * dout
    db = 1 * dout
    return da, db


def times(dout, a, b):
    return (b * dout, a * dout)


def larger(dout, a, b):
    da, db = 0, 0
    if a > b:
        da = dout
    else:
        db = dout
    return da, db


def copies(douts):
    return sum(douts)


def timesw(dout, a, b):
    return a * dout, b * dout


def largerw(dout, a, b):
    if a > b:
        return dout, dout
    return 0, dout


def copiesw(douts):
    return sum(douts) / len(douts)


def largerw2(dout, a, b):
    if a > b:
        return dout
    else:
        return 0


right("the usual")((plus, times, larger, copies))
wrong("not switched", "multiply-does-not-switch")((plus, timesw, larger, copies))
wrong("one branch wrong")((plus, times, largerw, copies))
wrong("averaged", "copy-takes-the-mean")((plus, times, larger, copiesw))
wrong("one thing returned")((plus, times, largerw2, copies))
wrong("all of them plus")((plus, plus, plus, copies))

ENGINE, right, wrong = kept()


@right("micrograd with numbers let in")
class Micro:
    def __init__(self, data, _children=(), _op=""):
        self.data = data
        self.grad = 0.0
        self._backward = lambda: None
        self._prev = set(_children)
        self._op = _op

    def __add__(self, other):
        other = other if isinstance(other, Micro) else Micro(other)
        out = Micro(self.data + other.data, (self, other), "+")

        def _backward():
            self.grad += out.grad
            other.grad += out.grad

        out._backward = _backward
        return out

    def __mul__(self, other):
        other = other if isinstance(other, Micro) else Micro(other)
        out = Micro(self.data * other.data, (self, other), "*")

        def _backward():
            self.grad += other.data * out.grad
            other.grad += self.data * out.grad

        out._backward = _backward
        return out

    def maximum(self, other):
        out = Micro(max(self.data, other.data), (self, other), "max")

        def _backward():
            self.grad += (self.data >= other.data) * out.grad
            other.grad += (other.data > self.data) * out.grad

        out._backward = _backward
        return out

    def exp(self):
        x = self.data
        out = Micro(math.exp(x), (self,), "exp")

        def _backward():
            self.grad += out.data * out.grad

        out._backward = _backward
        return out

    def backward(self):
        topo, visited = [], set()

        def build(v):
            if v not in visited:
                visited.add(v)
                for c in v._prev:
                    build(c)
                topo.append(v)

        build(self)
        self.grad = 1.0
        for node in reversed(topo):
            node._backward()


class NoTopo(Micro):
    pass


@right("a tape kept by the class")
class Taped:
    counter = 0

    def __init__(self, data, parents=(), grads=()):
        self.data, self.grad = float(data), 0.0
        self.parents, self.grads = list(parents), list(grads)
        Taped.counter += 1
        self.number = Taped.counter

    def __add__(self, o):
        return Taped(self.data + o.data, [self, o], [1, 1])

    def __mul__(self, o):
        return Taped(self.data * o.data, [self, o], [o.data, self.data])

    def maximum(self, o):
        if self.data > o.data:
            return Taped(self.data, [self], [1])
        return Taped(o.data, [o], [1])

    def exp(self):
        return Taped(np.exp(self.data), [self], [np.exp(self.data)])

    def backward(self):
        nodes, todo = {}, [self]
        while todo:
            n = todo.pop()
            if n.number not in nodes:
                nodes[n.number] = n
                todo.extend(n.parents)
        self.grad = 1
        for number in sorted(nodes, reverse=True):
            n = nodes[number]
            for p, g in zip(n.parents, n.grads):
                p.grad = p.grad + g * n.grad


@right("every path by itself, from a number handed down")
class Paths:
    def __init__(self, data, how=None):
        self.data = data
        self.grad = 0
        self.how = how or []

    def __add__(self, other):
        return Paths(self.data + other.data, [(self, 1), (other, 1)])

    def __mul__(self, other):
        return Paths(self.data * other.data, [(self, other.data), (other, self.data)])

    def maximum(self, other):
        return self + Paths(0) if self.data > other.data else other + Paths(0)

    def exp(self):
        return Paths(np.exp(self.data), [(self, np.exp(self.data))])

    def backward(self, upstream=1.0):
        self.grad += upstream
        for parent, local in self.how:
            parent.backward(upstream * local)


@right("a value hands on when all who used it have reported, with no list in order")
class Counted:
    def __init__(self, data, sends=()):
        self.data, self.grad, self.sends = data, 0.0, sends

    def __add__(self, other):
        return Counted(self.data + other.data, ((self, 1.0), (other, 1.0)))

    def __mul__(self, other):
        return Counted(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        winner = max(self, other, key=lambda value: value.data)
        return Counted(winner.data, ((winner, 1.0),))

    def exp(self):
        power = np.exp(self.data)
        return Counted(power, ((self, power),))

    def backward(self):
        users, seen, todo = {}, {id(self)}, [self]
        while todo:
            for parent, _ in todo.pop().sends:
                users[id(parent)] = users.get(id(parent), 0) + 1
                if id(parent) not in seen:
                    seen.add(id(parent))
                    todo.append(parent)
        self.grad, ready = 1.0, [self]
        while ready:
            value = ready.pop()
            for parent, local in value.sends:
                parent.grad += local * value.grad
                users[id(parent)] -= 1
                if users[id(parent)] == 0:
                    ready.append(parent)


@wrong("= in the closures", "grad-overwritten")
class Overwrites:
    def __init__(self, data, children=()):
        self.data = data
        self.grad = 0
        self.children = children
        self.push = lambda: None

    def __add__(self, other):
        out = Overwrites(self.data + other.data, (self, other))

        def push():
            self.grad = out.grad
            other.grad = out.grad

        out.push = push
        return out

    def __mul__(self, other):
        out = Overwrites(self.data * other.data, (self, other))

        def push():
            self.grad = other.data * out.grad
            other.grad = self.data * out.grad

        out.push = push
        return out

    def maximum(self, other):
        out = Overwrites(max(self.data, other.data), (self, other))

        def push():
            self.grad = out.grad if self.data > other.data else 0
            other.grad = out.grad if other.data >= self.data else 0

        out.push = push
        return out

    def exp(self):
        out = Overwrites(np.exp(self.data), (self,))

        def push():
            self.grad = out.data * out.grad

        out.push = push
        return out

    def backward(self):
        order = []

        def go(v):
            if v in order:
                return
            for c in v.children:
                go(c)
            order.append(v)

        go(self)
        self.grad = 1
        for v in order[::-1]:
            v.push()


@wrong("recursive backward that re-sends", "sent-again-by-each-path")
class Resends:
    def __init__(self, data, prev=()):
        self.data, self.grad, self.prev = data, 0, prev

    def __add__(self, other):
        return Resends(self.data + other.data, ((self, 1), (other, 1)))

    def __mul__(self, other):
        return Resends(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        return Resends(
            max(self.data, other.data), ((self if self.data > other.data else other, 1),)
        )

    def exp(self):
        return Resends(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self, first=True):
        if first:
            self.grad = 1
        for p, d in self.prev:
            p.grad += d * self.grad
            p.backward(False)


@wrong("children before all has come", None)
class Queue:
    def __init__(self, data, prev=()):
        self.data, self.grad, self.prev, self.done = data, 0, prev, False

    def __add__(self, other):
        return Queue(self.data + other.data, ((self, 1), (other, 1)))

    def __mul__(self, other):
        return Queue(self.data * other.data, ((self, other.data), (other, self.data)))

    def maximum(self, other):
        return Queue(max(self.data, other.data), ((self if self.data > other.data else other, 1),))

    def exp(self):
        return Queue(np.exp(self.data), ((self, np.exp(self.data)),))

    def backward(self):
        self.grad = 1
        queue = [self]
        while queue:
            v = queue.pop(0)
            if v.done:
                continue
            v.done = True
            for p, d in v.prev:
                p.grad += d * v.grad
                queue.append(p)


@wrong("returns numbers from gates")
class Numbers:
    def __init__(self, data):
        self.data, self.grad = data, 0

    def __add__(self, other):
        return self.data + other.data

    def __mul__(self, other):
        return self.data * other.data

    def maximum(self, other):
        return max(self.data, other.data)

    def exp(self):
        return np.exp(self.data)

    def backward(self):
        self.grad = 1


@wrong("adds in place")
class InPlace:
    def __init__(self, data):
        self.data, self.grad = data, 0

    def __add__(self, other):
        self.data += other.data
        return self

    def __mul__(self, other):
        self.data *= other.data
        return self

    def maximum(self, other):
        return self

    def exp(self):
        return self

    def backward(self):
        self.grad = 1


@wrong("no return in __add__")
class NoReturn:
    def __init__(self, data):
        self.data, self.grad = data, 0

    def __add__(self, other):
        NoReturn(self.data + other.data)


@wrong("attribute called value")
class OtherName:
    def __init__(self, value):
        self.value, self.gradient = value, 0

    def __add__(self, other):
        return OtherName(self.value + other.value)

    def backward(self):
        self.gradient = 1


@wrong("mul is missing")
class AddOnly:
    def __init__(self, data, prev=()):
        self.data, self.grad, self.prev = data, 0, prev

    def __add__(self, other):
        return AddOnly(self.data + other.data, (self, other))

    def backward(self):
        self.grad = 1
        for p in self.prev:
            p.grad += 1


CHECKS, right, wrong = kept()


def rel_error(x, y):
    return np.max(np.abs(x - y) / (np.maximum(1e-8, np.abs(x) + np.abs(y))))


@right("cs231n's helpers")
def c1(f, params, grads, h):
    def eval_numerical_gradient(f, x, h):
        grad = np.zeros_like(x)
        it = np.nditer(x, flags=["multi_index"], op_flags=["readwrite"])
        while not it.finished:
            ix = it.multi_index
            oldval = x[ix]
            x[ix] = oldval + h
            fxph = f(params)
            x[ix] = oldval - h
            fxmh = f(params)
            x[ix] = oldval
            grad[ix] = (fxph - fxmh) / (2 * h)
            it.iternext()
        return grad

    out = {}
    for p in params:
        out[p] = rel_error(grads[p], eval_numerical_gradient(f, params[p], h))
    return out


@right("flat views")
def c2(f, params, grads, h):
    res = {}
    for k in params:
        flat, g = params[k].ravel(), grads[k].ravel()
        errs = []
        for j in range(flat.size):
            save = flat[j]
            flat[j] += h
            up = f(params)
            flat[j] = save - h
            dn = f(params)
            flat[j] = save
            num = (up - dn) / 2 / h
            errs.append(abs(num - g[j]) / max(abs(num), abs(g[j]), 1e-10))
        res[k] = max(errs)
    return res


@wrong("the norms of Ng's course", "lengths-compared")
def cw1(f, params, grads, h):
    res = {}
    for k in params:
        num = np.zeros_like(params[k])
        for i in np.ndindex(num.shape):
            p = {n: v.copy() for n, v in params.items()}
            p[k][i] += h
            q = {n: v.copy() for n, v in params.items()}
            q[k][i] -= h
            num[i] = (f(p) - f(q)) / (2 * h)
        res[k] = np.linalg.norm(num - grads[k]) / (np.linalg.norm(num) + np.linalg.norm(grads[k]))
    return res


@wrong("one-sided", "one-sided")
def cw2(f, params, grads, h):
    base = f(params)
    res = {}
    for k, v in params.items():
        num = np.zeros(v.shape)
        for i in np.ndindex(v.shape):
            v[i] += h
            num[i] = (f(params) - base) / h
            v[i] -= h
        res[k] = np.max(np.abs(num - grads[k]) / np.maximum(np.abs(num), np.abs(grads[k])))
    return res


@wrong("booleans")
def cw3(f, params, grads, h):
    e = c2(f, params, grads, h)
    return [k for k in e if e[k] > 1e-4]


@wrong("never put back at all")
def cw4(f, params, grads, h):
    res = {}
    for k, v in params.items():
        worst = 0
        for i in np.ndindex(v.shape):
            v[i] += h
            up = f(params)
            v[i] -= 2 * h
            n = (up - f(params)) / (2 * h)
            worst = max(worst, abs(n - grads[k][i]) / max(abs(n), abs(grads[k][i])))
        res[k] = worst
    return res


@wrong("f called with one array")
def cw5(f, params, grads, h):
    return {k: abs((f(v + h) - f(v - h)) / (2 * h) - grads[k]).max() for k, v in params.items()}


@wrong("the mean", "mean-error")
def cw6(f, params, grads, h):
    res = {}
    for k in params:
        flat, g = params[k].ravel(), grads[k].ravel()
        errs = []
        for j in range(flat.size):
            save = flat[j]
            flat[j] += h
            up = f(params)
            flat[j] = save - h
            dn = f(params)
            flat[j] = save
            num = (up - dn) / 2 / h
            errs.append(abs(num - g[j]) / max(abs(num), abs(g[j])))
        res[k] = np.mean(errs)
    return res


BY_EXERCISE = {"gates": GATES, "scalar-engine": ENGINE, "gradient-check": CHECKS}

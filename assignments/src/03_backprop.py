# %% [markdown]
# # Assignment 03: gradients, by hand and by machine
#
# **You will do**: write the way back through every gate, an engine that does it by itself, layers
# and activations on whole arrays, a check that finds wrong gradients, and a network that reads
# digits with nothing but your own kernels.<br>
# **You will learn**: local gradient times upstream; to let shapes tell you the formula; to see
# where a gradient went wrong.<br>
# **You will need**: lecture notebook 03; about four hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong and shows the smallest input on which it happens. It
# costs nothing and you may run it as often as you like. `hint("affine")` gives one hint more each
# time you call it. Leave the names and arguments of the functions as they are.

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Four gates
#
# A gate took `a` and `b` and gave a number. From above comes `dout`: how much the final result
# moves when that number does. The gate hands back `da` and `db`. Each is the **local gradient
# times `dout`**.
#
# - add: $a + b$
# - multiply: $a \cdot b$
# - max: the larger of the two, which are never equal here
# - copy: one number `x` goes to several places. From each comes a gradient; `douts` holds them all.


# %% solution="gates"
def add_gate(dout, a, b):
    """Gradients da and db of a + b."""
    ### BEGIN SOLUTION
    return dout, dout
    ### END SOLUTION


def multiply_gate(dout, a, b):
    """Gradients da and db of a * b."""
    ### BEGIN SOLUTION
    return dout * b, dout * a
    ### END SOLUTION


def max_gate(dout, a, b):
    """Gradients da and db of max(a, b)."""
    ### BEGIN SOLUTION
    return (dout, 0.0) if a > b else (0.0, dout)
    ### END SOLUTION


def copy_gate(douts):
    """Gradient of the x of which copies were made; douts (n,) has one gradient a copy."""
    ### BEGIN SOLUTION
    return np.sum(douts)
    ### END SOLUTION


# %% check="gates"
check("gates", add_gate, multiply_gate, max_gate, copy_gate)

# %% [markdown]
# ## An engine in sixty lines
#
# A `Value` is a number that remembers what it was made from. `(a * b + c).backward()` then finds
# the gradient of everything in the expression. A gate makes a *new* Value, and tells it in `sends`
# to whom it will have to send gradient: pairs of a value and the local gradient. Python calls
# `__add__` for `a + b` and `__mul__` for `a * b`.
#
# The way back begins at the end, where the gradient is 1. Each value hands on local gradient times
# its own `grad`, and what arrives is **added** to what is there. But a value may hand on only when
# all of its own gradient has come in. So `backward` first lists everything that leads to the
# result, each value *behind* all that it was made from, and then goes through the list from its
# end.
#
# (If you would rather keep something else than `sends`, do. Only `Value(3.0)`, `data` and `grad`
# and the names of the methods must be as they are.)


# %% solution="scalar-engine"
class Value:
    """A number that can be differentiated: data, and grad after some result's backward()."""

    def __init__(self, data, sends=()):
        """Keep data, a grad of 0, and sends: pairs (value, local gradient)."""
        ### BEGIN SOLUTION
        self.data = data
        self.grad = 0.0
        self.sends = sends
        ### END SOLUTION

    def __add__(self, other):
        """A new Value, self + other."""
        ### BEGIN SOLUTION
        return Value(self.data + other.data, [(self, 1.0), (other, 1.0)])
        ### END SOLUTION

    def __mul__(self, other):
        """A new Value, self * other."""
        ### BEGIN SOLUTION
        return Value(self.data * other.data, [(self, other.data), (other, self.data)])
        ### END SOLUTION

    def maximum(self, other):
        """A new Value, the larger of the two."""
        ### BEGIN SOLUTION
        larger = self if self.data > other.data else other
        return Value(larger.data, [(larger, 1.0)])
        ### END SOLUTION

    def exp(self):
        """A new Value, e to this power; np.exp knows how."""
        ### BEGIN SOLUTION
        out = np.exp(self.data)
        return Value(out, [(self, out)])
        ### END SOLUTION

    def backward(self):
        """Give everything that leads to this Value its grad."""
        ### BEGIN SOLUTION
        order, seen = [], set()

        def visit(v):
            if v not in seen:
                seen.add(v)
                for parent, _ in v.sends:
                    visit(parent)
                order.append(v)

        visit(self)
        self.grad = 1.0
        for v in reversed(order):
            for parent, local in v.sends:
                parent.grad += local * v.grad
        ### END SOLUTION


# %% check="scalar-engine"
check("scalar-engine", Value)

# %% [markdown]
# Your engine, on a little neuron. **Guess** the sign of each gradient first.

# %% tags=["play"]
try:
    x, w, b, zero = Value(2.0), Value(-0.5), Value(1.5), Value(0.0)
    out = (x * w + b).maximum(zero)
    out.backward()
    print(f"out {out.data}; dx {x.grad}, dw {w.grad}, db {b.grad}")
except (NotImplementedError, TypeError, AttributeError):
    print("First write Value, above.")

# %% [markdown]
# ## Whole layers at once
#
# From here on a kernel is a *pair* of functions on arrays:
#
#     out, cache = forward(x, ...)        cache: whatever the way back will need
#     dx, ... = backward(dout, cache)     one gradient for each array that went in, in that order
#
# `dout` has the shape of `out`. Every gradient has the shape of what it belongs to. Inputs are
# left as they are.
#
# The affine layer is `x @ w + b`. Do not look the gradients up. Write down the shapes of `dout`,
# `x` and `w`: there is only one product that has the shape of `dx`, and one that has that of `dw`.


# %% solution="affine"
def affine_forward(x, w, b):
    """x (N, D), w (D, M), b (M,): out (N, M), and a cache."""
    ### BEGIN SOLUTION
    return x @ w + b, (x, w)
    ### END SOLUTION


def affine_backward(dout, cache):
    """dout (N, M): dx (N, D), dw (D, M), db (M,)."""
    ### BEGIN SOLUTION
    x, w = cache
    return dout @ w.T, x.T @ dout, dout.sum(axis=0)
    ### END SOLUTION


# %% check="affine"
check("affine", affine_forward, affine_backward)

# %% [markdown]
# ReLU keeps what is positive: $\max(x, 0)$, for `x` of any shape.


# %% solution="relu"
def relu_forward(x):
    """x (...): out (...), and a cache."""
    ### BEGIN SOLUTION
    return np.maximum(x, 0), x
    ### END SOLUTION


def relu_backward(dout, cache):
    """dout (...): dx (...)."""
    ### BEGIN SOLUTION
    return dout * (cache > 0)
    ### END SOLUTION


# %% check="relu"
check("relu", relu_forward, relu_backward)

# %% [markdown]
# ## Activations that squash
#
# The sigmoid, $\sigma(x) = 1 / (1 + e^{-x})$. Its derivative can be written in what went *out*, so
# keep that: $\sigma' = \sigma\,(1 - \sigma)$. An `x` of 1000 must not make nan.


# %% solution="sigmoid"
def sigmoid_forward(x):
    """x (...): out (...), and a cache."""
    ### BEGIN SOLUTION
    out = (1 + np.tanh(x / 2)) / 2
    return out, out
    ### END SOLUTION


def sigmoid_backward(dout, cache):
    """dout (...): dx (...)."""
    ### BEGIN SOLUTION
    return dout * cache * (1 - cache)
    ### END SOLUTION


# %% check="sigmoid"
check("sigmoid", sigmoid_forward, sigmoid_backward)

# %% [markdown]
# And tanh. What is its derivative, in terms of what went out?


# %% solution="tanh"
def tanh_forward(x):
    """x (...): out (...), and a cache."""
    ### BEGIN SOLUTION
    out = np.tanh(x)
    return out, out
    ### END SOLUTION


def tanh_backward(dout, cache):
    """dout (...): dx (...)."""
    ### BEGIN SOLUTION
    return dout * (1 - cache**2)
    ### END SOLUTION


# %% check="tanh"
check("tanh", tanh_forward, tanh_backward)

# %% [markdown]
# ## Activations that do not die
#
# Leaky ReLU: `x` above 0, `alpha * x` below, with a small number `alpha` between 0 and 1.


# %% solution="leaky-relu"
def leaky_relu_forward(x, alpha):
    """x (...), alpha a number: out (...), and a cache."""
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * x), (x, alpha)
    ### END SOLUTION


def leaky_relu_backward(dout, cache):
    """dout (...): dx (...)."""
    ### BEGIN SOLUTION
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha)
    ### END SOLUTION


# %% check="leaky-relu"
check("leaky-relu", leaky_relu_forward, leaky_relu_backward)

# %% [markdown]
# PReLU *learns* the slopes, one a column: `alpha` is an array (C,), and so it has a gradient of its
# own. Which examples have a say in `dalpha[c]`?


# %% solution="prelu"
def prelu_forward(x, alpha):
    """x (N, C), alpha (C,): out (N, C), and a cache."""
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * x), (x, alpha)
    ### END SOLUTION


def prelu_backward(dout, cache):
    """dout (N, C): dx (N, C) and dalpha (C,)."""
    ### BEGIN SOLUTION
    x, alpha = cache
    dx = dout * np.where(x > 0, 1, alpha)
    dalpha = np.sum(dout * np.minimum(x, 0), axis=0)
    return dx, dalpha
    ### END SOLUTION


# %% check="prelu"
check("prelu", prelu_forward, prelu_backward)

# %% [markdown]
# ELU is smooth: `x` above 0, and $\alpha\,(e^x - 1)$ below. Again, an `x` of 1000 must not make
# nan.


# %% solution="elu"
def elu_forward(x, alpha):
    """x (...), alpha a number: out (...), and a cache."""
    ### BEGIN SOLUTION
    return np.where(x > 0, x, alpha * (np.exp(np.minimum(x, 0)) - 1)), (x, alpha)
    ### END SOLUTION


def elu_backward(dout, cache):
    """dout (...): dx (...)."""
    ### BEGIN SOLUTION
    x, alpha = cache
    return dout * np.where(x > 0, 1, alpha * np.exp(np.minimum(x, 0)))
    ### END SOLUTION


# %% check="elu"
check("elu", elu_forward, elu_backward)

# %% [markdown]
# Maxout takes the largest of each `k` neighbouring columns: columns 0 to k - 1 give column 0 of
# `out`, columns k to 2k - 1 give column 1, and so on. `x` has G * k columns, `out` has G. No two
# numbers are equal here.


# %% solution="maxout"
def maxout_forward(x, k):
    """x (N, G * k), k a whole number: out (N, G), and a cache."""
    ### BEGIN SOLUTION
    N, M = x.shape
    pieces = x.reshape(N, M // k, k)
    return pieces.max(axis=2), (pieces, x.shape)
    ### END SOLUTION


def maxout_backward(dout, cache):
    """dout (N, G): dx (N, G * k)."""
    ### BEGIN SOLUTION
    pieces, shape = cache
    won = pieces == pieces.max(axis=2, keepdims=True)
    return (dout[:, :, None] * won).reshape(shape)
    ### END SOLUTION


# %% check="maxout"
check("maxout", maxout_forward, maxout_backward)

# %% [markdown]
# ## Trust, but check
#
# Somebody hands you a loss and its gradients. Are they right? `f(params)` gives the loss;
# `params` is a dict of arrays, and `grads` a dict of the same names and shapes. For *every number*
# in them, compare the gradient $a$ with the central difference $n$ by step `h`:
#
# $$\frac{|a - n|}{\max(|a|,\, |n|)}$$
#
# Report the largest of each array: a dict, name → error. You may move numbers of `params` while
# you measure. In the end all must be as it was. The check plants gradients that are wrong, all or
# in one number, by a lot or by very little: your function must see each.


# %% solution="gradient-check"
def gradient_errors(f, params, grads, h):
    """The largest relative error of each array of grads: a dict, name -> number."""
    ### BEGIN SOLUTION
    errors = {}
    for name, p in params.items():
        errors[name] = 0.0
        for i in np.ndindex(p.shape):
            old = p[i]
            p[i] = old + h
            above = f(params)
            p[i] = old - h
            below = f(params)
            p[i] = old
            a, n = grads[name][i], (above - below) / (2 * h)
            error = abs(a - n) / max(abs(a), abs(n), 1e-12)
            errors[name] = max(errors[name], error)
    return errors
    ### END SOLUTION


# %% check="gradient-check"
check("gradient-check", gradient_errors)

# %% [markdown]
# **Choose**: a network is checked with `reg = 0.1`, in float64, with `h = 1e-5`. The gradient of w1
# passes. That of w2 does not:
#
# | | | | |
# |---|---|---|---|
# | w2 | 0.50 | -0.20 | 1.00 |
# | analytic | 0.30 | -0.14 | 0.05 |
# | numeric | 0.35 | -0.16 | 0.15 |
#
# What is wrong?
#
# - (a) a sign in dw2
# - (b) the mask of ReLU is missing
# - (c) the regularisation is missing in dw2
# - (d) nothing: h is too small

# %% solution="failed-check"
failed_check = None  # one letter, e.g. "a"
### BEGIN SOLUTION
failed_check = "c"
### END SOLUTION

# %% check="failed-check"
check("failed-check", failed_check)

# %% [markdown]
# ## Why it has to bend
#
# **Work it out**: three affine layers, 100 → 50 → 20 → 10, with biases, and no activation between
# them. *One* affine layer, 100 → 10, can do exactly the same. How many numbers does that one learn?

# %% solution="stacked-layers"
stacked_layers = None  # a whole number
### BEGIN SOLUTION
stacked_layers = 1010
### END SOLUTION

# %% check="stacked-layers"
check("stacked-layers", stacked_layers)

# %% [markdown]
# **Choose**: XOR cannot be split by a line. Two affine layers, one after the other, fail at it.
# What helps?
#
# - (a) ten affine layers in place of two
# - (b) 1000 units in the hidden layer
# - (c) ReLU between the two, with four hidden units
# - (d) all scores multiplied by ten

# %% solution="bend-needed"
bend_needed = None  # one letter
### BEGIN SOLUTION
bend_needed = "c"
### END SOLUTION

# %% check="bend-needed"
check("bend-needed", bend_needed)

# %% [markdown]
# ## A network, whole
#
# Scores of two layers, $\max(0,\, x w_1 + b_1)\, w_2 + b_2$, and on top the softmax loss:
#
# - the **mean** over the N examples of $-\log p_y$, where p is the softmax of the scores and y the
#   true class. Scores of 10,000 must not make nan;
# - plus $\frac{1}{2}\,\mathrm{reg}\,(\sum w_1^2 + \sum w_2^2)$. Biases are left alone.
#
# Give the loss and the gradients of all four arrays. The gradient of the data term at the scores is
# $(p - \mathrm{true}) / N$, where *true* is 1 at the true class and 0 elsewhere. You may call your
# own kernels from above.


# %% solution="two-layer-loss"
def two_layer_loss(params, x, y, reg):
    """params: w1 (D, H), b1 (H,), w2 (H, C), b2 (C,); x (N, D), y (N,).

    Gives loss and grads, a dict of the same names and shapes as params.
    """
    ### BEGIN SOLUTION
    w1, w2 = params["w1"], params["w2"]
    N, rows = len(x), np.arange(len(x))
    before, cache1 = affine_forward(x, w1, params["b1"])
    hidden, cache_relu = relu_forward(before)
    scores, cache2 = affine_forward(hidden, w2, params["b2"])
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean() + 0.5 * reg * (np.sum(w1**2) + np.sum(w2**2))
    p[rows, y] -= 1
    dhidden, dw2, db2 = affine_backward(p / N, cache2)
    _, dw1, db1 = affine_backward(relu_backward(dhidden, cache_relu), cache1)
    return loss, {"w1": dw1 + reg * w1, "b1": db1, "w2": dw2 + reg * w2, "b2": db2}
    ### END SOLUTION


# %% check="two-layer-loss"
check("two-layer-loss", two_layer_loss)

# %% [markdown]
# Now your own `gradient_errors` may look at your own `two_layer_loss`. **Guess** how large the
# errors will be: 1e-2, 1e-5, 1e-8?

# %% tags=["play"]
rng = np.random.default_rng(0)
params = {"w1": rng.normal(size=(3, 5)), "b1": rng.normal(size=5)}
params |= {"w2": rng.normal(size=(5, 4)), "b2": rng.normal(size=4)}
x, y = rng.normal(size=(6, 3)), np.array([0, 3, 1, 2, 1, 0])
try:
    grads = two_layer_loss(params, x, y, 0.1)[1]
    errors = gradient_errors(lambda p: two_layer_loss(p, x, y, 0.1)[0], params, grads, 1e-5)
    print({name: f"{error:.0e}" for name, error in errors.items()})
except NotImplementedError:
    print("First write two_layer_loss and gradient_errors, above.")

# %% [markdown]
# ## Watch it learn
#
# Ten classes, and the network of lecture 03. Read the two runs before you start your own.
#
# **Choose**: over five epochs the loss is 2.415, 2.414, 2.412, 2.411 and 2.410, on dev about the
# same. Both accuracies stay below 10 %. What is the matter?
#
# - (a) the rate is too large
# - (b) the rate is too small
# - (c) it overfits
# - (d) it has learnt all there is

# %% solution="flat-loss"
flat_loss = None  # one letter
### BEGIN SOLUTION
flat_loss = "b"
### END SOLUTION

# %% check="flat-loss"
check("flat-loss", flat_loss)

# %% [markdown]
# **Choose**: another run. The loss of the first steps: 2.5, 13, 26, 31, 49, 283. What now?
#
# - (a) train for more epochs
# - (b) ten times as much regularisation
# - (c) look for broken images
# - (d) a tenth of the rate

# %% solution="exploding-loss"
exploding_loss = None  # one letter
### BEGIN SOLUTION
exploding_loss = "d"
### END SOLUTION

# %% check="exploding-loss"
check("exploding-loss", exploding_loss)

# %% [markdown]
# ## Your kernels at work
#
# Nothing is marked from here on. The network 784 → 100 → 10 learns to read 4000 digits, and every
# number in it goes through *your* `affine` and *your* `relu`, forward and backward. **The aim**:
# 94 % of the 500 dev digits. With right kernels it gets there, with a little to spare, in a second
# or two. Then spoil a kernel on purpose: leave the mask out of `relu_backward`. **Guess**: does it
# still learn? (Ours then reads about 90 %. A wrong gradient need not show in the loss. That is why
# you check it.)

# %% tags=["play"]
from course_lib.nn import Affine, ReLU, Trainer, load_digits, two_layer_net
from course_lib.optim import Momentum

digits = load_digits()
net = two_layer_net(784, 100, 10, rng=np.random.default_rng(0))
net = net.using(Affine, forward=affine_forward, backward=affine_backward)
net = net.using(ReLU, forward=relu_forward, backward=relu_backward)
try:
    trainer = Trainer(optimiser=Momentum(lr=0.1, rho=0.9), epochs=8, reg=1e-4)
    history = trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(0), watch=())
    reached = (net.predict(digits.dev[0]) == digits.dev[1]).mean()
    print(f"{history}\n{reached:.1%} of the dev digits; the aim is 94 %.")
except NotImplementedError:
    print("First write the kernels of affine and relu, above.")

# %% [markdown]
# Then the same network with another of your activations in the place of ReLU. **Guess** which of
# them learns most in eight epochs, and which least.

# %% tags=["play"]
pairs = {
    "relu": (relu_forward, relu_backward),
    "sigmoid": (sigmoid_forward, sigmoid_backward),
    "tanh": (tanh_forward, tanh_backward),
    "leaky_relu": (lambda x: leaky_relu_forward(x, 0.1), leaky_relu_backward),
    "elu": (lambda x: elu_forward(x, 1.0), elu_backward),
}
for name, (forward, backward) in pairs.items():
    net = two_layer_net(784, 100, 10, rng=np.random.default_rng(0))
    net = net.using(ReLU, forward=forward, backward=backward)
    try:
        trainer = Trainer(optimiser=Momentum(lr=0.1, rho=0.9), epochs=8, reg=1e-4)
        trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(0), watch=())
        print(f"{name:>10}: {(net.predict(digits.dev[0]) == digits.dev[1]).mean():.1%}")
    except NotImplementedError:
        print(f"{name:>10}: not written yet")

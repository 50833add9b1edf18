# %% [markdown]
# # Assignment 05: where to begin, and how to keep numbers in order
#
# **You will do**: draw first weights that keep signals alive, write batchnorm forward, backward and
# for the test, fold it away, and write its relatives layernorm, groupnorm and instancenorm. Then
# train a network of eight hidden layers with it.<br>
# **You will learn**: to count inputs before you draw; which axes a mean goes over; to go back
# through a mean and a variance; why training and test differ.<br>
# **You will need**: lecture notebook 05; about five hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong and shows the smallest input on which it happens. It
# costs nothing and you may run it as often as you like. `hint("he-init")` gives one hint more each
# time you call it. Leave the names and arguments of the functions as they are.

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Units that are all the same
#
# A hidden unit is known by its weights: those into it, a *column* of `w1`, and those out of it, a
# *row* of `w2`. (Biases all begin at 0.) Two units with the same weights compute the same, get the
# same gradient, and stay the same. How many *different* units does a layer have?
#
# Units that learn the same differ by rounding in the end. Count them as the same when all their
# weights agree to within 1e-6. A unit with all signs turned is another unit.


# %% solution="distinct-units"
def distinct_units(w1, w2):
    """How many of the M units differ; w1 (D, M), w2 (M, C)."""
    ### BEGIN SOLUTION
    units = np.round(np.hstack([w1.T, w2]), 6) + 0.0
    return len(np.unique(units, axis=0))
    ### END SOLUTION


# %% check="distinct-units"
check("distinct-units", distinct_units)

# %% [markdown]
# Now train a network of 20 hidden units from three starts: all weights 0, all weights 0.01, and
# small random numbers. **Guess** first: how many different units will there be after training?

# %% tags=["play"]
from course_lib.nn import Affine, ReLU, Sequential, Trainer, load_digits
from course_lib.optim import SGD

digits = load_digits()
x, y = digits.train[0].reshape(-1, 784).astype(float), digits.train[1]
starts = {
    "all 0": lambda shape, rng, dtype: np.zeros(shape, dtype),
    "all 0.01": lambda shape, rng, dtype: np.full(shape, 0.01, dtype),
    "random": lambda shape, rng, dtype: (0.01 * rng.normal(size=shape)).astype(dtype),
}

# %% tags=["play"]
for name, init in starts.items():
    layers = {"one": Affine(784, 20, init=init), "relu": ReLU(), "two": Affine(20, 10, init=init)}
    net = Sequential(layers, rng=np.random.default_rng(0), dtype=float)
    try:
        units = distinct_units(net.params["one.w"], net.params["two.w"])
        trainer = Trainer(optimiser=SGD(lr=0.1), epochs=2)
        trainer.fit(net, (x, y), rng=np.random.default_rng(0), watch=())
        after = distinct_units(net.params["one.w"], net.params["two.w"])
        print(f"{name}: {units} before, {after} after; {np.mean(net.predict(x) == y):.0%} right")
    except NotImplementedError:
        print("First write distinct_units, above.")
        break

# %% [markdown]
# **Choose**: all weights and biases of `hidden = relu(x @ w1 + b1)`, `scores = hidden @ w2 + b2`
# are 0. On top is the softmax loss. Which gradients of the first step are not all 0?
#
# - (a) dw1 and dw2
# - (b) dw2 and db2
# - (c) db2 alone
# - (d) none

# %% solution="zero-start"
zero_start = None  # one letter, e.g. "a"
### BEGIN SOLUTION
zero_start = "c"
### END SOLUTION

# %% check="zero-start"
check("zero-start", zero_start)

# %% [markdown]
# ## First weights
#
# A unit adds up one product for each of its inputs. Their number is **fan_in**:
#
# | layer | shape of the weights | fan_in | fan_out |
# |---|---|---|---|
# | affine | (D, M) | D | M |
# | conv, F filters of K by K over C channels | (F, C, K, K) | C · K · K | F · K · K |
#
# (A filter need not be square: K · K is whatever it covers.)
#
# **Xavier**'s weights have mean 0 and *variance* $1 / \mathrm{fan\_in}$. So the sum varies as much
# as the inputs do. Normal numbers or uniform ones, as you like: what is measured is mean and
# standard deviation. All randomness comes from `rng`.


# %% solution="xavier-init"
def xavier_init(shape, rng):
    """Weights of a shape (D, M) or (F, C, K, K), drawn from rng: variance 1 / fan_in."""
    ### BEGIN SOLUTION
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) / np.sqrt(fan_in)
    ### END SOLUTION


# %% check="xavier-init"
check("xavier-init", xavier_init)

# %% [markdown]
# On the way back a unit adds up fan_out gradients, which asks for $1 / \mathrm{fan\_out}$. Glorot's
# compromise takes the **mean of the two fans**: variance $2 / (\mathrm{fan\_in} +
# \mathrm{fan\_out})$. (It is the same person: Xavier Glorot.)


# %% solution="glorot-init"
def glorot_init(shape, rng):
    """As xavier_init, with the mean of fan_in and fan_out."""
    ### BEGIN SOLUTION
    D, M = (shape[0], shape[1]) if len(shape) == 2 else (shape[1], shape[0])
    return rng.normal(size=shape) * np.sqrt(2 / ((D + M) * np.prod(shape[2:])))
    ### END SOLUTION


# %% check="glorot-init"
check("glorot-init", glorot_init)

# %% [markdown]
# ReLU sets half of the numbers to 0. **He** makes up for it: variance $2 / \mathrm{fan\_in}$.


# %% solution="he-init"
def he_init(shape, rng):
    """As xavier_init, for layers with ReLU: variance 2 / fan_in."""
    ### BEGIN SOLUTION
    fan_in = shape[0] if len(shape) == 2 else np.prod(shape[1:])
    return rng.normal(size=shape) * np.sqrt(2 / fan_in)
    ### END SOLUTION


# %% check="he-init"
check("he-init", he_init)

# %% [markdown]
# Twenty layers of 100 units with ReLU, and your weights. **Guess**: how large are the numbers that
# come out in the end? And why do two of the three agree?

# %% tags=["play"]
for init in (xavier_init, glorot_init, he_init):
    rng = np.random.default_rng(0)
    h = rng.normal(size=(200, 100))
    try:
        for _ in range(20):
            h = np.maximum(h @ init((100, 100), rng), 0)
        print(f"{init.__name__}: the root mean square is {np.sqrt(np.mean(h**2)):.4f}")
    except NotImplementedError:
        print(f"{init.__name__} is not written yet")

# %% [markdown]
# ### Find the error
#
# Well-known lecture notes draw weights for tanh like this, in other words, and call them Xavier's:
#
#     def flawed(fan_in, fan_out, rng):
#         w = rng.normal(size=(fan_in, fan_out))
#         return w / np.sqrt(fan_in / 2)
#
# **Choose**: what is wrong with them?
#
# - (a) the weights are too small for tanh
# - (b) they are He's weights: a variance of 2 / fan_in
# - (c) fan_out must not give the shape
# - (d) nothing, as soon as fan_in is large

# %% solution="whose-init"
whose_init = None  # one letter
### BEGIN SOLUTION
whose_init = "b"
### END SOLUTION

# %% check="whose-init"
check("whose-init", whose_init)

# %% [markdown]
# Mend them: the form with fan_in alone.


# %% solution="xavier-mended"
def xavier_mended(fan_in, fan_out, rng):
    """The lines above without their error: weights (fan_in, fan_out)."""
    ### BEGIN SOLUTION
    w = rng.normal(size=(fan_in, fan_out))
    return w / np.sqrt(fan_in)
    ### END SOLUTION


# %% check="xavier-mended"
check("xavier-mended", xavier_mended)

# %% [markdown]
# ## Batchnorm, while training
#
# Each feature of the batch, a column of `x`, is brought to mean 0 and variance 1. Then it is scaled
# by its own $\gamma$ and shifted by its own $\beta$, which are learnt:
#
# $$\hat x = \frac{x - \mathrm{mean}}{\sqrt{\mathrm{var} + \varepsilon}}, \qquad
# \mathrm{out} = \gamma\, \hat x + \beta$$
#
# The variance is the mean of $(x - \mathrm{mean})^2$: divided by N. $\varepsilon$ stands inside the
# root. Here it is as large as 0.01, so that you see where it goes. Give mean and variance as well:
# they will be needed.


# %% solution="batchnorm-train"
def batchnorm_train(x, gamma, beta, eps):
    """x (N, D), gamma and beta (D,): out (N, D), mean (D,) and var (D,) of the batch."""
    ### BEGIN SOLUTION
    mean, var = x.mean(axis=0), x.var(axis=0)
    x_hat = (x - mean) / np.sqrt(var + eps)
    return gamma * x_hat + beta, mean, var
    ### END SOLUTION


# %% check="batchnorm-train"
check("batchnorm-train", batchnorm_train)

# %% [markdown]
# ## The way back, gate by gate
#
# `x` reaches `out` in three ways: straight, through the mean, and through the variance. Take the
# forward apart into gates:
#
#     mean    = the mean of x
#     centred = x - mean
#     var     = the mean of centred**2
#     std     = sqrt(var + eps)
#     x_hat   = centred / std
#     out     = gamma * x_hat + beta
#
# Now go back from the last line to the first, with `dx_hat`, `dvar`, `dcentred`, `dmean`. Two
# things to remember: what serves all examples gets a *sum* over them, and what is used twice gets
# *both* gradients added up.


# %% solution="batchnorm-graph"
def batchnorm_graph(dout, x, gamma, eps):
    """Of batchnorm while training: dx (N, D), dgamma (D,), dbeta (D,)."""
    ### BEGIN SOLUTION
    N = len(x)
    centred = x - x.mean(axis=0)
    std = np.sqrt((centred**2).mean(axis=0) + eps)
    x_hat = centred / std
    dx_hat = dout * gamma
    dvar = (dx_hat * centred).sum(axis=0) * -0.5 / std**3
    dcentred = dx_hat / std + dvar * 2 * centred / N
    dmean = -dcentred.sum(axis=0)
    dx = dcentred + dmean / N
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


# %% check="batchnorm-graph"
check("batchnorm-graph", batchnorm_graph)

# %% [markdown]
# ## The way back, in one formula
#
# On paper it all melts into one line. You are given what the forward has kept: $\hat x$, and
# `inv_std`, which is $1 / \sqrt{\mathrm{var} + \varepsilon}$. Write `dx` with these, without
# computing a mean or a variance of x. (Put your `dvar` and `dmean` into your `dx`, and replace
# `centred` by $\hat x$ times std.)


# %% solution="batchnorm-formula"
def batchnorm_dx(dout, x_hat, gamma, inv_std):
    """dx (N, D), from dout and x_hat (N, D), gamma and inv_std (D,)."""
    ### BEGIN SOLUTION
    along = (dout * x_hat).mean(axis=0)
    return gamma * inv_std * (dout - dout.mean(axis=0) - x_hat * along)
    ### END SOLUTION


# %% check="batchnorm-formula"
check("batchnorm-formula", batchnorm_dx)

# %% [markdown]
# Do the two ways agree? And with the difference of your own forward? **Guess** how far they are
# apart: 1e-3, 1e-9, 1e-16?

# %% tags=["play"]
rng = np.random.default_rng(1)
x, gamma, dout = rng.normal(size=(6, 3)), rng.normal(size=3), rng.normal(size=(6, 3))
try:
    _, mean, var = batchnorm_train(x, gamma, gamma, 0.01)
    inv_std = 1 / np.sqrt(var + 0.01)
    one = batchnorm_graph(dout, x, gamma, 0.01)[0]
    two = batchnorm_dx(dout, (x - mean) * inv_std, gamma, inv_std)
    moved = [x + h * (np.arange(18).reshape(6, 3) == 7) for h in (1e-6, -1e-6)]
    ends = [np.sum(dout * batchnorm_train(m, gamma, gamma, 0.01)[0]) for m in moved]
    print(f"graph and formula: {np.abs(one - two).max():.0e} apart")
    print(f"graph and difference: {abs(one[2, 1] - (ends[0] - ends[1]) / 2e-6):.0e} apart")
except NotImplementedError:
    print("First write the three functions above.")

# %% [markdown]
# ## Batchnorm at test
#
# At test an example may come alone, and its answer must not hang on its neighbours. So training
# keeps **running averages** of mean and variance, and the test uses these. After each batch
#
# $$\mathrm{running} \leftarrow \mathrm{momentum} \cdot \mathrm{running} +
# (1 - \mathrm{momentum}) \cdot \mathrm{batch}$$


# %% solution="update-running"
def update_running(running, mean, var, momentum):
    """running: a dict of "mean" (D,) and "var" (D,). Gives it with the batch taken in."""
    ### BEGIN SOLUTION
    return {
        "mean": momentum * running["mean"] + (1 - momentum) * mean,
        "var": momentum * running["var"] + (1 - momentum) * var,
    }
    ### END SOLUTION


# %% check="update-running"
check("update-running", update_running)


# %% solution="batchnorm-test"
def batchnorm_test(x, gamma, beta, running, eps):
    """As batchnorm_train, by the averages in running: out (N, D). running stays as it is."""
    ### BEGIN SOLUTION
    return gamma * (x - running["mean"]) / np.sqrt(running["var"] + eps) + beta
    ### END SOLUTION


# %% check="batchnorm-test"
check("batchnorm-test", batchnorm_test)

# %% [markdown]
# Now put the three together, with a switch. In training: out by the batch, and the averages moved.
# At test: out by the averages, which stay. You may call what you have written.


# %% solution="batchnorm-switch"
def batchnorm(x, gamma, beta, running, train, momentum, eps):
    """out (N, D), and running as it is afterwards; train is True or False."""
    ### BEGIN SOLUTION
    if not train:
        return batchnorm_test(x, gamma, beta, running, eps), running
    out, mean, var = batchnorm_train(x, gamma, beta, eps)
    return out, update_running(running, mean, var, momentum)
    ### END SOLUTION


# %% check="batchnorm-switch"
check("batchnorm-switch", batchnorm)

# %% [markdown]
# **Choose**: a network with batchnorm was right on 94 % of the dev images. In the finished app the
# very same images get other scores, and the score of an image changes with the images sent along
# with it. What happened?
#
# - (a) it overfits
# - (b) the rate was too large
# - (c) many units are dead
# - (d) it was left in training mode

# %% solution="test-with-batch"
test_with_batch = None  # one letter
### BEGIN SOLUTION
test_with_batch = "d"
### END SOLUTION

# %% check="test-with-batch"
check("test-with-batch", test_with_batch)

# %% [markdown]
# **Choose**: a *training* batch holds one example. What does batchnorm give for it?
#
# - (a) gamma * x + beta
# - (b) beta, whatever x is
# - (c) nan, for the variance is 0
# - (d) what the running averages make of it

# %% solution="batch-of-one"
batch_of_one = None  # one letter
### BEGIN SOLUTION
batch_of_one = "b"
### END SOLUTION

# %% check="batch-of-one"
check("batch-of-one", batch_of_one)

# %% [markdown]
# ## A bias with nothing to do
#
# **Choose**: an affine layer, `x @ w + b`, and right after it a batchnorm. What is the gradient of
# the loss by b, while training?
#
# - (a) the sum of dout, as always
# - (b) gamma times the sum of dout
# - (c) 0
# - (d) it depends on the variance

# %% solution="bias-gradient"
bias_gradient = None  # one letter
### BEGIN SOLUTION
bias_gradient = "c"
### END SOLUTION

# %% check="bias-gradient"
check("bias-gradient", bias_gradient)

# %% [markdown]
# **Work it out**: affine 784 → 100, batchnorm, ReLU, affine 100 → 50, batchnorm, ReLU, affine
# 50 → 10. All three affine layers have biases. How many learnt numbers do nothing?

# %% solution="idle-numbers"
idle_numbers = None  # a whole number
### BEGIN SOLUTION
idle_numbers = 150
### END SOLUTION

# %% check="idle-numbers"
check("idle-numbers", idle_numbers)

# %% [markdown]
# ## Fold it away
#
# At test, batchnorm subtracts and multiplies by numbers that no longer change. So does an affine
# layer. So the two can be *one* affine layer, which costs nothing more. Find `w` and `b` of the
# layer that does the same as `x @ w + b` followed by batchnorm at test.


# %% solution="fold-affine"
def fold_into_affine(w, b, gamma, beta, running, eps):
    """w (D, M), all others (M,), running as above: the new w (D, M) and the new b (M,)."""
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale, (b - running["mean"]) * scale + beta
    ### END SOLUTION


# %% check="fold-affine"
check("fold-affine", fold_into_affine)

# %% [markdown]
# A conv layer has one filter for each output channel, `w[f]`, and batchnorm has one mean, variance,
# gamma and beta for each channel. Fold again. (How a convolution is computed does not matter: each
# filter is multiplied with what it sees, and added up.)


# %% solution="fold-conv"
def fold_into_conv(w, b, gamma, beta, running, eps):
    """w (F, C, KH, KW), all others (F,): the new w (F, C, KH, KW) and the new b (F,)."""
    ### BEGIN SOLUTION
    scale = gamma / np.sqrt(running["var"] + eps)
    return w * scale[:, None, None, None], (b - running["mean"]) * scale + beta
    ### END SOLUTION


# %% check="fold-conv"
check("fold-conv", fold_into_conv)

# %% [markdown]
# ## Layernorm
#
# Layernorm takes mean and variance of each *example*, over its features. It needs no batch, so it
# has no running averages, and training and test are the same. $\gamma$ and $\beta$ are still one a
# feature.
#
# On the way back the formula is the one you know, along the other axis, with one difference: within
# one mean, gamma is not the same for all numbers. So begin with $g = \mathrm{dout} \cdot \gamma$.


# %% solution="layernorm"
def layernorm_forward(x, gamma, beta, eps):
    """x (N, D), gamma and beta (D,): out (N, D), and a cache."""
    ### BEGIN SOLUTION
    mean, var = x.mean(axis=1, keepdims=True), x.var(axis=1, keepdims=True)
    inv_std = 1 / np.sqrt(var + eps)
    x_hat = (x - mean) * inv_std
    return gamma * x_hat + beta, (x_hat, inv_std, gamma)
    ### END SOLUTION


def layernorm_backward(dout, cache):
    """dout (N, D): dx (N, D), dgamma (D,), dbeta (D,)."""
    ### BEGIN SOLUTION
    x_hat, inv_std, gamma = cache
    g = dout * gamma
    along = (g * x_hat).mean(axis=1, keepdims=True)
    dx = inv_std * (g - g.mean(axis=1, keepdims=True) - x_hat * along)
    return dx, (dout * x_hat).sum(axis=0), dout.sum(axis=0)
    ### END SOLUTION


# %% check="layernorm"
check("layernorm", layernorm_forward, layernorm_backward)

# %% [markdown]
# ### Find the second error
#
# Some notes say that layernorm works on the rows, so its gamma and beta must stand beside the rows:
#
#     def flawed(x):
#         N, D = x.shape
#         gamma = np.ones((N, 1))
#         beta = np.zeros((N, 1))
#         return gamma, beta
#
# **Choose**: what does that break?
#
# - (a) `gamma * x_hat` stops with an error
# - (b) it learns one scale for each place in the batch, and a batch of another size does not fit
# - (c) mean and variance are taken over the wrong axis
# - (d) nothing: it only looks unusual

# %% solution="n-by-one"
n_by_one = None  # one letter
### BEGIN SOLUTION
n_by_one = "b"
### END SOLUTION

# %% check="n-by-one"
check("n-by-one", n_by_one)

# %% [markdown]
# Mend it: the gamma and beta that a layernorm begins with.


# %% solution="layernorm-start"
def layernorm_start(x):
    """gamma and beta as they are before training, for x (N, D)."""
    ### BEGIN SOLUTION
    D = x.shape[1]
    return np.ones(D), np.zeros(D)
    ### END SOLUTION


# %% check="layernorm-start"
check("layernorm-start", layernorm_start)

# %% [markdown]
# ## Groupnorm and instancenorm
#
# Images, `x` (N, C, H, W). **Groupnorm** splits the channels into `groups` groups of neighbours.
# Channels 0 to C / groups - 1 are the first. Each group of each example has its own mean and
# variance, over its channels and all their pixels. $\gamma$ and $\beta$ are (C,): one a *channel*.
# `groups` divides C.


# %% solution="groupnorm"
def groupnorm_forward(x, gamma, beta, groups, eps):
    """x (N, C, H, W), gamma and beta (C,): out (N, C, H, W), and a cache."""
    ### BEGIN SOLUTION
    N, C, H, W = x.shape
    parts = x.reshape(N, groups, C // groups, H, W)
    mean = parts.mean(axis=(2, 3, 4), keepdims=True)
    inv_std = 1 / np.sqrt(parts.var(axis=(2, 3, 4), keepdims=True) + eps)
    x_hat = ((parts - mean) * inv_std).reshape(x.shape)
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, (x_hat, inv_std, gamma)
    ### END SOLUTION


def groupnorm_backward(dout, cache):
    """dout (N, C, H, W): dx (N, C, H, W), dgamma (C,), dbeta (C,)."""
    ### BEGIN SOLUTION
    x_hat, inv_std, gamma = cache
    N, C, H, W = dout.shape
    groups = inv_std.shape[1]
    parts = (N, groups, C // groups, H, W)
    g, h = (dout * gamma[:, None, None]).reshape(parts), x_hat.reshape(parts)
    along = (g * h).mean(axis=(2, 3, 4), keepdims=True)
    dx = inv_std * (g - g.mean(axis=(2, 3, 4), keepdims=True) - h * along)
    return dx.reshape(dout.shape), (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% check="groupnorm"
check("groupnorm", groupnorm_forward, groupnorm_backward)

# %% [markdown]
# **Instancenorm** lets every channel of every example be a group of its own. You may call your
# groupnorm.


# %% solution="instancenorm"
def instancenorm_forward(x, gamma, beta, eps):
    """x (N, C, H, W), gamma and beta (C,): out (N, C, H, W), and a cache."""
    ### BEGIN SOLUTION
    return groupnorm_forward(x, gamma, beta, len(gamma), eps)
    ### END SOLUTION


def instancenorm_backward(dout, cache):
    """dout (N, C, H, W): dx (N, C, H, W), dgamma (C,), dbeta (C,)."""
    ### BEGIN SOLUTION
    return groupnorm_backward(dout, cache)
    ### END SOLUTION


# %% check="instancenorm"
check("instancenorm", instancenorm_forward, instancenorm_backward)

# %% [markdown]
# By now you have written one computation several times. Here it is, once for all: bring `x` to mean
# 0 and variance 1 over the `axes` that are given. With (0,) on features it is batchnorm's
# $\hat x$; with (0, 2, 3) on images it is that of batchnorm for images; with (2, 3) instancenorm's.
# **Guess**: which axes make layernorm of images?


# %% solution="norm-axes"
def standardise(x, axes, eps):
    """x of any shape; axes is a tuple, those that each mean and variance goes over."""
    ### BEGIN SOLUTION
    mean, var = x.mean(axis=axes, keepdims=True), x.var(axis=axes, keepdims=True)
    return (x - mean) / np.sqrt(var + eps)
    ### END SOLUTION


# %% check="norm-axes"
check("norm-axes", standardise)

# %% [markdown]
# ## Your functions at work
#
# Nothing is marked from here on. A network with eight hidden layers of 50 units reads digits,
# with *your* first weights and *your* batchnorm, forward and backward. The next cell only makes
# them fit into the layers of the course.

# %% tags=["play"]
from collections import namedtuple

from course_lib.nn import BatchNorm, Flatten

Cache = namedtuple("Cache", "x gamma eps running")


def forward(x, gamma, beta, running, train, momentum, eps):
    out, moved = batchnorm(x, gamma, beta, running._asdict(), train, momentum, eps)
    return out.astype(x.dtype), Cache(x, gamma, eps, (moved["mean"], moved["var"]))


def backward(dout, cache):
    grads = batchnorm_graph(dout, cache.x, cache.gamma, cache.eps)
    return tuple(g.astype(dout.dtype) for g in grads)


# %% tags=["play"]
def deep_net(init, with_norm):
    """784 numbers, eight hidden layers of 50 units, ten scores."""

    def start(shape, rng, dtype):
        return init(shape, rng).astype(dtype)

    layers, D = {"flatten": Flatten()}, 784
    for i in range(1, 9):
        layers[f"affine{i}"] = Affine(D, 50, init=start)
        if with_norm:
            layers[f"norm{i}"] = BatchNorm(50, forward=forward, backward=backward)
        layers[f"relu{i}"], D = ReLU(), 50
    layers["scores"] = Affine(50, 10)
    return Sequential(layers, rng=np.random.default_rng(0))


# %% [markdown]
# Three epochs with plain SGD, from three starts of the hidden layers, without batchnorm and with
# it. **Guess** first: which of the six learn nothing at all?


# %% tags=["play"]
def tiny(shape, rng):
    return 0.01 * rng.normal(size=shape)


for name, init in {"0.01": tiny, "xavier": xavier_init, "he": he_init}.items():
    for with_norm in (False, True):
        try:
            net = deep_net(init, with_norm)
            trainer = Trainer(optimiser=SGD(lr=0.1), epochs=3)
            trainer.fit(net, digits.train, rng=np.random.default_rng(0), watch=())
            right = np.mean(net.predict(digits.dev[0]) == digits.dev[1])
            print(f"{name:>7}, {'with' if with_norm else 'without'} batchnorm: {right:.1%}")
        except NotImplementedError:
            print(f"{name:>7}: first write the initialisers and batchnorm, above.")

# %% [markdown]
# The same with right functions over ten seeds, mean and standard deviation between them, on the
# 500 dev digits:
#
# | hidden layers begin with | without batchnorm | with batchnorm |
# |---|---|---|
# | 0.01 | 10.0 % ± 0.0 | 91.5 % ± 0.7 |
# | Xavier | 66.9 % ± 5.2 | 91.9 % ± 0.9 |
# | He | 84.9 % ± 5.0 | 90.8 % ± 1.1 |
#
# Without batchnorm the start decides. With it the three are about as good as each other, and
# Xavier and He hang less on the seed.
#
# Now the last of your networks, asked in two ways for 100 digits, *one at a time*: at test, and
# with the switch left in training. **Guess** how many different scores come out.

# %% tags=["play"]
try:
    for train in (False, True):
        copy = net.copy()
        alone = [copy.forward(x[None], train=train)[0] for x in digits.dev[0][:100]]
        different = len(np.unique(np.round(np.concatenate(alone), 5), axis=0))
        print(f"{'training' if train else 'test'} mode: {different} different scores of 100")
except (NotImplementedError, NameError):
    print("First write batchnorm, above.")

# %% [markdown]
# And its first batchnorm folded away: the layer before it takes over its work.

# %% tags=["play"]
try:
    x = digits.dev[0].reshape(-1, 784)
    w, b = net.params["affine1.w"], net.params["affine1.b"]
    gamma, beta = net.params["norm1.gamma"], net.params["norm1.beta"]
    running = {"mean": net.buffers["norm1.mean"], "var": net.buffers["norm1.var"]}
    two = batchnorm_test(x @ w + b, gamma, beta, running, 1e-5)
    new_w, new_b = fold_into_affine(w, b, gamma, beta, running, 1e-5)
    print(f"two layers and one: {np.abs(two - (x @ new_w + new_b)).max():.0e} apart, in float32")
except (NotImplementedError, KeyError, NameError):
    print("First write batchnorm and its folding, above.")

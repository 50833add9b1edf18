# %% [markdown]
# # Backpropagation and neural networks
#
# **You will do**: take a formula apart into gates and send gradients back through it by hand,
# build the machine that does it in twenty lines, and train a network that reads digits.<br>
# **You will learn**: to find any gradient by *local gradient times upstream*, to let shapes guide
# you, to prove a gradient right, to choose an activation, and to see what is wrong from two
# curves.<br>
# **You will need**: notebook 02 (scores, losses, gradient descent), the chain rule, and 90
# minutes. No network, no GPU.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib.data import load_mnist, split
from course_lib.figures import BLUE, ORANGE, VERMILLION, figure, style
from course_lib.kernels import gradient_check, numerical_gradient, softmax_loss
from course_lib.nn import Trainer, Value, graph, mlp, two_layer_net
from course_lib.optim import SGD
from course_lib.widgets import Activations, GradientDepth, GraphStepper
from course_lib.widgets.backprop.activations import ACTIVATIONS, curve

# %% [markdown]
# The digits and the split are those of notebooks 01 and 02, pixels from 0 to 1.

# %%
parts = split(load_mnist(), train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
x, x_dev = (images.as_vectors(np.float64) for images in (parts.train, parts.dev))
y, y_dev = parts.train.y, parts.dev.y
print("train", x.shape, " dev", x_dev.shape)

# %% [markdown] tags=["concept:computational-graph"]
# ## Split a formula into gates
#
# A network is a long formula. To go downhill we need the slope of its loss for every weight. The
# numeric gradient of notebook 02 would compute the whole formula twice for *each* weight. We want
# all slopes at once.
#
# We begin small: (x + y) · z, with x = −2, y = 5, z = −4. Give the sum a name, a = x + y. Then
# out = a · z. Each of the two steps is a *gate*: numbers go in, one comes out.
#
# **Guess**: x grows by a little bit, say by 0.001. By how much does out change, and in which
# direction?


# %% tags=["concept:computational-graph"]
def formula(x, y, z):
    return (x + y) * z


print("out:", formula(-2, 5, -4))
print("out with x moved by 0.001:", round(formula(-2 + 0.001, 5, -4), 6))
slope = (formula(-2 + 0.001, 5, -4) - formula(-2, 5, -4)) / 0.001
print("change of out / change of x:", round(slope, 6))

# %% [markdown] tags=["concept:computational-graph"]
# It falls, four times as much as x grows: the slope for x is **-4.0**. That is the *gradient* of
# out with respect to x.
#
# Now find it without moving anything. Go through the formula backwards:
#
# - The end first. out moves exactly as out does: its gradient is 1.
# - The gate out = a · z. Move a, and out moves z times as much: z is its *local gradient* for a.
# - The gate a = x + y. Move x, and a moves just as much: its local gradient for x is 1.
#
# Chain them: the gradient of x is 1 (local) times what has arrived at a. That is the whole of
# *backpropagation*: **local gradient times upstream**, from the end to the start.
#
# **Guess** the gradients of y and of z.

# %% tags=["concept:computational-graph"]
x0, y0, z0 = -2, 5, -4
a = x0 + y0  # forward: from the start to the end
out = a * z0
dout = 1  # back: from the end to the start
da, dz = z0 * dout, a * dout
dx0, dy0 = 1 * da, 1 * da
print(f"forward: a = {a}, out = {out}")
print(f"back: da = {da}, dz = {dz}, dx = {dx0}, dy = {dy0}")

# %% [markdown] tags=["concept:computational-graph"]
# y has **-4** like x. z has **3**, the value of a. Note what it took: one pass forward, in which
# we *kept* the values, and one pass back. That gave all slopes, not one. For a network of a
# million weights the price is the same: two passes.
#
# Below is the same formula as a *computational graph*. Blue is a value, red with a dotted border
# is a gradient. (The picture moves when you run the notebook. What is typed is read as a formula
# and never run as code.)
#
# **Guess first**, then try:
#
# 1. Step on to the end, and say every number before it appears.
# 2. Choose the example *a neuron*. At which gate does a gradient change its sign, going back?
# 3. Type a formula of your own. Is there one that makes the measured slope *differ*?

# %% tags=["interactive:computational-graph", "concept:computational-graph"]
GraphStepper("(x + y) * z", x=-2, y=5, z=-4)

# %% [markdown] tags=["concept:computational-graph"]
# What you should have found. (2) First at 1 / h, written h ** −1: the larger h, the smaller the
# output. Then at the gate × (−1), back to positive, and again at each product with a negative
# number. (3) Not on smooth ground. The measured slope moves one number a little and computes
# forward again; it knows no derivative, and it agrees. Only where a curve has a corner, as max(x,
# 2) at x = 2, are there two slopes, one to either side, and the stepper says so.

# %% [markdown] tags=["concept:gates"]
# ## Read gates at a glance
#
# Four gates make up nearly everything, and each treats a gradient in its own way. The next cell
# lets our small engine differentiate four formulas (how it does it comes right after).
#
# **Guess** all gradients before you run it: (a) 4 + (−1), (b) max(4, −1), (c) 4 · (−1), and (d) 4
# used twice, 4 · 3 + 4 · (−1). Upstream is 2 in each case.

# %% tags=["concept:gates"]
for name, gate in {
    "a + b         ": lambda a, b: a + b,
    "max(a, b)     ": lambda a, b: a.maximum(b),
    "a * b         ": lambda a, b: a * b,
    "a * 3 + a * b ": lambda a, b: a * 3 + a * b,
}.items():
    a, b = Value(4), Value(-1)
    (gate(a, b) * 2).backward()
    print(f"{name} gradient of a: {a.grad:4g}   of b: {b.grad:4g}")

# %% [markdown] tags=["concept:gates"]
# | gate | what it does with the gradient |
# |---|---|
# | add | **distributes** it: every input gets all of it, here **2** and **2** |
# | max | **routes** it: the winner gets all, **2**, the loser nothing |
# | mul | **switches and scales**: each input gets it times the *other* input, **-2** and **8** |
# | copy | used twice, a number gets two gradients, and they **add up**: 6 − 2 = **4** |
#
# **Guess first**, then try:
#
# 1. The graph below is w · x with x = 200, a pixel that nobody scaled. What is the gradient of w?
#    Set x to 0.8 and look again. Which of the two would you rather train with?
# 2. Example *max*: raise b from −1. At which value does the gradient change places?
# 3. Example *copy*: find a y for which the gradient of x is 0.
# 4. Example *a squared error*: set b = −2. Which numbers get no gradient any more, and which gate
#    is to blame?

# %% tags=["interactive:gates", "concept:gates"]
GraphStepper("w * x", w=0.5, x=200)

# %% [markdown] tags=["concept:gates"]
# What you should have found. (1) 200, and 0.8: a weight gets gradients as large as its *input*.
# So large inputs mean violent steps; that is why we scale them. (2) Above 4. At exactly 4 there
# is a tie, and our engine gives all to the first. (3) y = 4, as x gets y + z. (4) w, x and b all
# get 0: relu is max(0, ·), and below 0 it routes the gradient to the 0. Remember that one. (Only
# the target y still has a gradient: it does not go through relu.)

# %% [markdown] tags=["concept:scalar-autograd"]
# ## Build the machine
#
# A computer can do this for any formula, if every gate leaves a note: *what I was made from, and
# my local gradients*. Here is the note-taking. A number is known by its place in a list.


# %% tags=["concept:scalar-autograd"]
numbers, notes = [], []


def put(number, *made_from):  # made_from: pairs (place of an input, local gradient)
    numbers.append(number)
    notes.append(made_from)
    return len(numbers) - 1


def plus(a, b):
    return put(numbers[a] + numbers[b], (a, 1), (b, 1))


# %% tags=["concept:scalar-autograd"]
def times(a, b):
    return put(numbers[a] * numbers[b], (a, numbers[b]), (b, numbers[a]))


def go_back():
    slopes = [0.0] * (len(numbers) - 1) + [1.0]  # the end has gradient 1
    for place in reversed(range(len(numbers))):
        for source, local in notes[place]:
            slopes[source] += local * slopes[place]
    return slopes


# %% [markdown] tags=["concept:scalar-autograd"]
# That is all. The list is in the order of computing, so going through it backwards, every
# gradient is complete before it is handed on.
#
# **Guess**: there is a `+=` in the middle. What goes wrong with a plain `=`, and for which
# formula? Think of x · x at x = 3.

# %% tags=["concept:scalar-autograd"]
px, py, pz = put(-2), put(5), put(-4)
times(plus(px, py), pz)
print("numbers:  ", numbers)
print("gradients:", go_back())
numbers.clear(), notes.clear()
p3 = put(3)
times(p3, p3)
print("x * x at 3:", go_back()[p3])
print("with = for +=, only the last of two would stay:", notes[1][-1][1])

# %% [markdown] tags=["concept:scalar-autograd"]
# The slope of x² at 3 is **6.0**. With `=` the second use of x would overwrite the first, and
# **3** is left: the copy gate, forgotten. It is the most common mistake in engines like this one.
#
# `Value` in `course_lib/nn/engine.py` is the same machine in better clothes: one can write
# formulas as usual. It also has exp, log, tanh, sigmoid and relu. With it we can train a network.
#
# Remember XOR from notebook 02: four points that no line can split. Here is a network for it,
# with 3 hidden units and 13 weights. **Guess**: of how many numbers does the graph of its loss
# consist?

# %% tags=["concept:scalar-autograd"]
XOR = [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
w = [Value(number) for number in np.random.default_rng(3).normal(size=13)]


def predict(a, b):
    hidden = [(w[i] * a + w[3 + i] * b + w[6 + i]).tanh() for i in range(3)]
    return w[9] * hidden[0] + w[10] * hidden[1] + w[11] * hidden[2] + w[12]


# %% tags=["concept:scalar-autograd"]
for step in range(301):
    loss = sum(((predict(a, b) - target) ** 2 for a, b, target in XOR), Value(0))
    for weight in w:
        weight.grad = 0.0
    loss.backward()
    for weight in w:
        weight.data -= 0.1 * weight.grad
    if step % 100 == 0:
        print(f"step {step:3}: loss {loss.data:.4f}")
print("numbers and gates in its graph:", len(graph(loss).nodes))
print("answers:", [round(predict(a, b).data, 2) + 0.0 for a, b, _ in XOR])

# %% [markdown] tags=["concept:scalar-autograd"]
# There are **146** of them, and the engine finds all 13 slopes in one pass back. XOR is learned.
# Note the line that sets `grad` to 0: gradients add up, also over steps, until somebody clears
# them.
#
# This engine is honest and slow: one number at a time. From here on we do the same with whole
# arrays.

# %% [markdown] tags=["concept:vector-gradients"]
# ## Let shapes guide you
#
# A layer computes scores = x w + b for all examples at once. Say x is (4, 3): four examples,
# three numbers each; w is (3, 2); b is (2,). From upstream comes dout, the gradient of the
# scores, (4, 2).
#
# One rule needs no calculus: **a gradient has the shape of what it belongs to**. dw is (3, 2). It
# is made of x and dout (mul switches: the gradient of w is the *other* input times upstream).
#
# **Guess**: in how many ways can you multiply x and dout, turned or not, and get (3, 2)?

# %% tags=["concept:vector-gradients"]
rng = np.random.default_rng(1)
xs, ws, bs = rng.normal(size=(4, 3)), rng.normal(size=(3, 2)), rng.normal(size=2)
dout = rng.normal(size=(4, 2))


def products(shape, **arrays):
    """Every product of the two, turned or not, that has this shape."""
    turned = {**arrays, **{f"{name}.T": a.T for name, a in arrays.items()}}
    for (m, a), (n, b) in [(p, q) for p in turned.items() for q in turned.items()]:
        if a.shape[1] == b.shape[0] and (len(a), b.shape[1]) == shape and m[0] != n[0]:
            yield f"{m} @ {n}", a @ b  # one of each array


# %% tags=["concept:vector-gradients"]
print("for dw:", [name for name, _ in products((3, 2), x=xs, dout=dout)])
print("for dx:", [name for name, _ in products((4, 3), w=ws, dout=dout)])

# %% [markdown] tags=["concept:vector-gradients"]
# In **one** way, and dx as well. The shapes leave no choice. But do they tell the truth? Ask the
# numeric gradient, which moves every single number.

# %% tags=["concept:vector-gradients"]
((_, dw),), ((_, dx),) = products((3, 2), x=xs, dout=dout), products((4, 3), w=ws, dout=dout)
measured_w = numerical_gradient(lambda w: xs @ w + bs, ws, dout)
measured_x = numerical_gradient(lambda x: x @ ws + bs, xs, dout)
measured_b = numerical_gradient(lambda b: xs @ ws + b, bs, dout)
print(f"dw right: {np.allclose(dw, measured_w)}, dx right: {np.allclose(dx, measured_x)}")
print("db measured:               ", measured_b.round(3))
print("dout summed over examples: ", dout.sum(axis=0).round(3))

# %% [markdown] tags=["concept:vector-gradients"]
# Both are right. And db? b is (2,), dout is (4, 2). The same b was added to all four rows: a
# **copy**, so the gradients of the four rows **add up**. Wherever NumPy broadcasts going forward,
# going back you sum over that axis.
#
# A warning. **Guess**: were all sizes equal, N = D = M = 3, how many products would fit for dw?

# %% tags=["concept:vector-gradients"]
square = rng.normal(size=(3, 3)), rng.normal(size=(3, 3))
fitting = [name for name, _ in products((3, 3), x=square[0], dout=square[1])]
print(len(fitting), "fit:", ", ".join(fitting))

# %% [markdown] tags=["concept:vector-gradients"]
# **8** fit, and seven are wrong. So test with sizes that are **all different**, always.
#
# What remains works number by number: activations. There the local gradient is an array of the
# same shape, and "times" is `*`. The sigmoid and tanh have a present for us: their slope can be
# written with their own *output*, so nothing else need be kept.
#
# **Guess**: upstream is 1 everywhere. Where is the slope of the sigmoid largest, and how large is
# it?

# %% tags=["concept:vector-gradients"]
z = np.array([-10.0, -1.0, 0.0, 1.0, 10.0])
s, t = 1 / (1 + np.exp(-z)), np.tanh(z)
slopes = {"sigmoid": s * (1 - s), "tanh": 1 - t * t, "relu": (z > 0) * 1.0}
print("z        ", *[f"{number:8.4f}" for number in z])
for name, slope in slopes.items():
    print(f"{name:9}", *[f"{number:8.4f}" for number in slope])
measured = numerical_gradient(lambda z: 1 / (1 + np.exp(-z)), z, np.ones(5))
print("sigmoid measured agrees:", np.allclose(measured, slopes["sigmoid"]))

# %% [markdown] tags=["concept:vector-gradients"]
# At 0, and it is only **0.2500** there. At 10 nearly nothing passes. tanh reaches **1.0000**.
# ReLU knows only all or nothing: a mask. (At exactly 0 it has a corner; we say 0.)

# %% [markdown] tags=["concept:gradient-check"]
# ## Prove a gradient, and read a failed proof
#
# Everybody gets gradients wrong at first. The **gradient check** finds it: move every parameter a
# little up and a little down (*centred*), and compare. What counts is the **relative** error,
# |analytic − numeric| / max(|analytic|, |numeric|): a difference of 0.001 is nothing beside 1000
# and everything beside 0.001.
#
# How little is "a little"? **Guess**: we shrink the step h from 1 to a millionth of a millionth.
# Does the error (a) keep shrinking, or (b) shrink and then grow again?

# %% tags=["concept:gradient-check"]
steps = 10.0 ** np.arange(-13, 0.5, 0.5)


def errors(at, difference, dtype=np.float64):
    found = [difference(lambda v: np.exp(np.sin(v)), dtype(at), dtype(h)) for h in steps]
    true = np.cos(at) * np.exp(np.sin(at))
    return np.maximum(np.abs(np.array(found, float) - true) / abs(true), 1e-17)


def centred(f, v, h):
    return (f(v + h) - f(v - h)) / (2 * h)


def one_sided(f, v, h):
    return (f(v + h) - f(v)) / h


# %% tags=["concept:gradient-check", "nbval-png-rms:8"]
with style():
    fig, ax = plt.subplots(figsize=(6.6, 3.2))
    for difference, dtype, look, name in (
        (one_sided, np.float64, "s--", "one-sided"),
        (centred, np.float64, "o-", "centred"),
        (centred, np.float32, "^:", "centred, float32"),
    ):
        ax.loglog(steps, errors(1.0, difference, dtype), look, label=name, markersize=4)
    ax.set(xlabel="step h", ylabel="relative error")
    ax.legend()
figure(fig, alt="Error against h: all fall, then rise; centred in float64 is lowest, near 1e-5.")

# %% [markdown] tags=["concept:gradient-check"]
# **(b)**. A large step looks too far round the curve. A tiny step drowns in rounding: f(x + h)
# and f(x − h) agree in nearly all their digits. Centred is far better than one-sided. A good
# habit is h = 1e-5, centred, in float64; in float32 a check cannot tell right from nearly right.
#
# Now the check at work. Four students hand in dw of the softmax loss of a linear classifier with
# L2. Each has one bug:
#
# > (1) the sign is wrong, (2) it is not divided by N, (3) the regularisation is forgotten, (4)
# > the gradient of one class is left out.
#
# The check calls what it is given dx, and what it moves x. **Guess** which of its four messages,
# A to D, belongs to which bug.

# %% tags=["concept:gradient-check"]
rng = np.random.default_rng(2)
xc, wc, reg = rng.normal(size=(7, 5)), rng.normal(size=(5, 3)), 0.3
yc = np.array([0, 2, 1, 2, 0, 1, 2])


def cost(w):
    return softmax_loss(xc @ w, yc)[0] + 0.5 * reg * (w**2).sum()


data_part = xc.T @ softmax_loss(xc @ wc, yc)[1]
right = data_part + reg * wc
print("right:", gradient_check(cost, wc, right))

# %% tags=["concept:gradient-check"]
one_class = right.copy()
one_class[:, 1] = 0
bugs = [-right, 7 * data_part + reg * wc, data_part, one_class]
for student, bug in zip("ABCD", np.random.default_rng(11).permutation(4), strict=True):
    message = gradient_check(cost, wc, bugs[bug]).message
    print(f"{student}: {message.partition('; at')[0]}")

# %% [markdown] tags=["concept:gradient-check"]
# C is (1): every number has its sign turned. D is (3): what is missing is a multiple of w itself.
# A is (4): it is wrong *only in one column*. B is (2), the hardest: no single factor explains it,
# because the sum has two parts and only one was blown up. **Guess**: what would B's message be
# with reg = 0?

# %% tags=["concept:gradient-check"]
reg = 0
print("B, reg = 0:", gradient_check(cost, wc, 7 * data_part).message.partition("; at")[0])

# %% [markdown] tags=["concept:gradient-check"]
# **7** times too large, and N is 7. So: when nothing fits, set reg = 0, and check the parts one
# by one.
#
# | what you see | what it usually is |
# |---|---|
# | a single factor (N, 2, −1) | a mean, a square or a sign |
# | off by a multiple of w | regularisation |
# | some rows or columns | an index, a mask, the true class |
# | relative error 1e-2 or more | wrong |
# | 1e-7 or less | right |
# | between, in single places | a kink: a ReLU that the step pushed over its corner |
#
# A whole network is checked the same way, one array of parameters after the other. **Guess**: how
# many times is the loss of this little net, 5 → 6 → 2, computed?

# %% tags=["concept:gradient-check"]
net = mlp((5, 6, 2), rng=np.random.default_rng(3), dtype=np.float64)
scores, tape = net.forward(xc, train=True)
grads = net.backward(softmax_loss(scores, yc % 2)[1], tape)
for name, array in net.params.items():

    def net_loss(value, name=name):
        changed = net.copy()
        changed.params[name][...] = value
        return softmax_loss(changed.forward(xc, train=True)[0], yc % 2)[0]

    print(f"{name:10} {array.shape!s:8}", gradient_check(net_loss, array.copy(), grads[name]))
print("parameters:", sum(a.size for a in net.params.values()))

# %% [markdown] tags=["concept:gradient-check"]
# Twice for each of the **50** parameters: a hundred passes, where backpropagation takes two. So
# the check is for a small net and a few examples, once. It is never for training.

# %% [markdown] tags=["concept:nonlinearity-needed"]
# ## Stack layers, and gain nothing
#
# Notebook 02 ended on a wall: with half of the digits in negative, a linear classifier is right
# on fewer than 40 %. One template a class is not enough. So we give it more layers: 784 → 64 → 64
# → 10.
#
# **Guess**: three *linear* layers, 55,000 weights in place of 8,000. Does the wall fall?

# %% tags=["concept:nonlinearity-needed"]
rng = np.random.default_rng(4)
mixed = np.where(rng.random((3000, 1)) < 0.5, 1 - x, x) - 0.5
mixed_dev = np.where(rng.random((1000, 1)) < 0.5, 1 - x_dev, x_dev) - 0.5


def linear_stack(sizes):
    net = mlp(sizes, rng=np.random.default_rng(0), dtype=np.float64)
    layers = {name: layer for name, layer in net.layers.items() if "activation" not in name}
    return type(net)(layers, rng=np.random.default_rng(0), dtype=np.float64)


# %% tags=["concept:nonlinearity-needed"]
def train(net, data=None, epochs=8, lr=0.1, watched=True):
    trainer = Trainer(optimiser=SGD(lr=lr), epochs=epochs, batch=50, explode=np.inf)
    dev = (x_dev, y_dev) if watched else None
    return trainer.fit(net, data or (x, y), dev, rng=np.random.default_rng(1), watch=())


def share_right(net, images, labels):
    return (net.scores(images).argmax(axis=1) == labels).mean()


# %% tags=["concept:nonlinearity-needed"]
deep = (784, 64, 64, 10)
nets = {
    "one linear layer": linear_stack((784, 10)),
    "three linear layers": linear_stack(deep),
    "three, ReLU between": mlp(deep, rng=np.random.default_rng(0), dtype=np.float64),
}
for name, net in nets.items():
    train(net, (mixed, y), lr=0.02, epochs=12, watched=False)
    print(f"{name:20} right on dev: {share_right(net, mixed_dev, y_dev):.0%}")

# %% [markdown] tags=["concept:nonlinearity-needed"]
# Three linear layers are no better than one. With a bend between the layers the wall falls. Here
# is why. **Guess**: can you find *one* matrix that does what the three layers do?

# %% tags=["concept:nonlinearity-needed"]
stack = nets["three linear layers"].params
w1, w2, w3 = (stack[f"affine{i}.w"] for i in (1, 2, 3))
w = w1 @ w2 @ w3
b = (stack["affine1.b"] @ w2 + stack["affine2.b"]) @ w3 + stack["affine3.b"]
one = mixed_dev @ w + b
print("one matrix of shape", w.shape)
print("the same scores:", np.allclose(one, nets["three linear layers"].scores(mixed_dev)))

# %% [markdown] tags=["concept:nonlinearity-needed"]
# x w₁ w₂ w₃ = x (w₁ w₂ w₃): **a stack of linear layers is one linear layer**, however tall. What
# makes a network more is the bend between two layers, the *activation*. Without it depth is
# nothing.

# %% [markdown] tags=["concept:activations"]
# ## Choose a bend
#
# Any bend will do, in principle. In practice each has its problem. Solid blue is the curve,
# dashed red its slope: what it lets pass on the way back.
#
# **Guess** before you read the table: which of these would you choose, and what could go wrong
# with it?

# %% tags=["concept:activations"]
z = np.linspace(-5, 5, 401)
with style():
    fig, axes = plt.subplots(2, 4, figsize=(8.4, 4.2), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, ACTIVATIONS, strict=False):
        out, slope = curve(name, z, 0.25)
        ax.plot(z, out, color=BLUE, label="output")
        ax.plot(z, slope, "--", color=VERMILLION, label="slope")
        ax.set(title=name, ylim=(-1.6, 2.6))
    axes.flat[-1].set_axis_off()
    axes.flat[-1].legend(*axes.flat[0].get_legend_handles_labels(), loc="center")
figure(fig, alt="Seven curves with slopes. Sigmoid and tanh go flat; the rest, above 0, never.")

# %% [markdown] tags=["concept:activations"]
# | activation | formula | its problem |
# |---|---|---|
# | sigmoid | 1 / (1 + e^(−z)) | flat at both ends, slope at most ¼, outputs all positive |
# | tanh | 2 · sigmoid(2z) − 1 | flat at both ends |
# | **ReLU** | max(0, z) | a unit that is below 0 for all examples is dead; outputs all ≥ 0 |
# | Leaky ReLU | max(αz, z), α = 0.01 | the slope α is a guess |
# | PReLU | the same, α *learned* | one number more to learn |
# | ELU | z above 0, α(e^z − 1) below | flat far below 0; needs exp |
# | Maxout | the largest of k lines | k times the weights |
#
# (The figure has α = 0.25. Its maxout is the largest of z, z / 4 and −z − 2.)
#
# *Learned* slope: how? α is a number in the graph like any other, and mul switches: its local
# gradient is z where z was below 0. Below, data were made with a slope of 0.3. **Guess**:
# starting from 0, where does gradient descent take α?

# %% tags=["concept:activations"]
rng = np.random.default_rng(5)
zs = rng.normal(size=200)
target = np.where(zs > 0, zs, 0.3 * zs)
alpha = 0.0
for step in range(41):
    error = np.where(zs > 0, zs, alpha * zs) - target
    dalpha = (error * zs * (zs <= 0)).mean()
    if step % 10 == 0:
        print(f"step {step:2}: alpha {alpha:.3f}")
    alpha -= 0.5 * dalpha

# %% [markdown] tags=["concept:activations"]
# To **0.300**. It learned the bend itself. Now look at each from close by. On the left is one
# unit: drag its z. On the right is a layer of 1000 units: how much gradient does each of them let
# pass?
#
# **Guess first**, then try:
#
# 1. *sigmoid*: what share of the gradient passes at best? And after five such layers, at best?
# 2. *ReLU*, centre 0: what is the mean slope of the layer, and why?
# 3. *ReLU*: move the centre to −3. What share of the units lets nothing pass? *Leaky ReLU* there?
# 4. Which of the seven keep a mean slope near 1 when the centre moves to 4?

# %% tags=["interactive:activations", "concept:activations"]
Activations(activation="ReLU", at=[2.0, 0.0])

# %% [markdown] tags=["concept:activations"]
# What you should have found. (1) A quarter; after five, (¼)⁵: a thousandth. (2) About a half: one
# unit in two is above 0. (3) Nearly all units are shut. Leaky ReLU lets its α pass everywhere.
# (4) The ReLU family: ReLU, Leaky ReLU, PReLU, ELU and maxout. Sigmoid and tanh are flat there.
#
# A rule to begin with: **use ReLU, with a rate that is not too large; try Leaky ReLU or ELU if
# units die; tanh rarely; the sigmoid never between layers.**

# %% [markdown] tags=["concept:saturation"]
# ## Press a sigmoid flat
#
# Far from 0 the sigmoid is flat. Its slope there is practically 0, and 0 times anything is 0: the
# gradient is gone, for this unit and for all below it. The unit is *saturated*.
#
# How does z get that large? For instance by pixels that nobody scaled. We send digits through a
# first layer of 100 sigmoids with small random weights, once with pixels from 0 to 1, once from 0
# to
# 255. **Guess**: what share of all outputs is saturated, with a slope below 0.01?

# %% tags=["concept:saturation"]
w = np.random.default_rng(6).normal(size=(784, 100)) * 0.1
for name, scale in (("0 to 1", 1), ("0 to 255", 255)):
    slope = curve("sigmoid", (x[:500] * scale @ w).ravel(), 0)[1]
    print(f"pixels {name:8}: mean slope {slope.mean():.3f}, saturated {(slope < 0.01).mean():.0%}")

# %% [markdown] tags=["concept:saturation"]
# With pixels up to 255 it is **98%**. Of the gradient that arrives at this layer hardly anything
# gets through to its weights, whatever the loss says. The network is not "bad at learning"; it is
# deaf.
#
# **Guess first**, then try:
#
# 1. At which spread of z do half of the units let less than a hundredth pass? (Go through 1, 5,
#    10, 20.)
# 2. The same with *tanh*. Its slope at 0 is four times as high. Does that save it?
# 3. Spread 1, and the centre moves to 5, as when a bias has drifted. What is left?

# %% tags=["interactive:saturation", "concept:saturation"]
Activations(activation="sigmoid", spread=10.0, at=[5.0, 0.0])

# %% [markdown] tags=["concept:saturation"]
# What you should have found. (1) Between 5 and 10. (2) No: it goes flat sooner, z counts double
# in it. (3) A mean slope of about a hundredth. So keep z near 0: scaled inputs, small weights to
# start with (notebook 05), and a look at histograms like this one.

# %% [markdown] tags=["concept:zero-centred"]
# ## Zig-zag for want of a minus sign
#
# The sigmoid has a second problem: all of its outputs are positive. What harm does that do to the
# layer that follows?
#
# Take one unit with two weights, z = w₁x₁ + w₂x₂. Mul switches: dw₁ = x₁ · upstream, and dw₂ = x₂
# · upstream. If x₁ and x₂ are both positive, **both gradients have the sign of upstream**. The
# two weights go up together or down together.
#
# **Guess**: w starts at (0, 0) and should get to (1, −1), one up and one down. What will its path
# look like, an example at a time?


# %% tags=["concept:zero-centred"]
goal = np.array([1.0, -1.0])


def learn(inputs, lr):
    w, trail = np.zeros(2), [np.zeros(2)]
    for example in inputs:
        upstream = example @ w - example @ goal  # of half the squared error
        w = w - lr * upstream * example
        trail.append(w)
    return np.array(trail)


positive = np.random.default_rng(7).uniform(0, 2, size=(60, 2))
paths = {"from 0 to 2": learn(positive, lr=0.3), "from −1 to 1": learn(positive - 1, lr=0.3)}

# %% tags=["concept:zero-centred"]
with style():
    fig, axes = plt.subplots(1, 2, figsize=(7.4, 3.5), sharex=True, sharey=True)
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        ax.plot(*path.T, ".-", color=BLUE, linewidth=1, markersize=4)
        ax.plot(1, -1, "*", color=VERMILLION, markersize=14)
        ax.set(title=f"inputs {name}", xlabel="w₁", ylabel="w₂", xlim=(-0.6, 1.6), ylim=(-1.6, 0.6))
        moves = np.diff(path, axis=0)
        together = (moves[:, 0] * moves[:, 1] > 0).mean()
        print(f"inputs {name:12}: both weights the same way in {together:.0%} of the steps")
figure(fig, alt="Inputs from 0 to 2: a zig-zag across the way to the star. Centred: a direct way.")

# %% [markdown] tags=["concept:zero-centred"]
# In **100%** of the steps both weights move the same way. The goal lies *down right*, and no step
# can go there: the path has to zig-zag. Centred inputs go any way they like.
#
# **Guess**: what does the zig-zag cost? Number of steps until w is within 0.1 of the goal, at
# several rates; the middle one of 100 runs.


# %% tags=["concept:zero-centred"]
def arrival(inputs, lr):
    path = learn(inputs, lr)
    there = np.hypot(*(path - [1, -1]).T) < 0.1
    return there.argmax() if there.any() else np.inf


draws = np.random.default_rng(8).uniform(0, 2, size=(100, 300, 2))
print("  rate   inputs from 0 to 2   from −1 to 1")
for lr in (0.1, 0.2, 0.4, 0.6, 0.8):
    steps = [np.median([arrival(draw - shift, lr) for draw in draws]) for shift in (0, 1)]
    print(f"{lr:6} {'never' if np.isinf(steps[0]) else round(steps[0]):>20} {round(steps[1]):14}")

# %% [markdown] tags=["concept:zero-centred"]
# At a small rate, nothing but a longer way. But the zig-zag limits the *rate*: at **0.8** the
# leaps to and fro grow, and it **never** arrives. Centred inputs take that rate and need half of
# the steps of the best that the others can do. (It is the narrow valley that notebook 04 begins
# with: steep along the diagonal (1, 1), flat across it.)
#
# A minibatch mixes examples with different upstream signs, which softens this. It is an
# inconvenience, not a disaster; saturation is worse. But it is why tanh beat the sigmoid, why we
# subtract the mean of the data, and one reason for batch normalisation (notebook 05).

# %% [markdown] tags=["concept:dying-relu"]
# ## Kill a ReLU, then count the dead
#
# ReLU is not flat above 0. Below 0 it is *completely* flat. Suppose one step goes too far and
# sets the bias so low that z is below 0 for **every** example. **Guess**: we train on for 1000
# steps. Will the unit recover?

# %% tags=["concept:dying-relu"]
data = np.linspace(0, 1, 21)
for first_lr in (0.5, 10.0):
    w, b = 1.0, 1.0
    for step in range(1001):
        z = w * data + b
        if step in (0, 1, 1000):
            fires = (z > 0).sum()
            print(f"step {step:4}: w {w:6.2f}, b {b:6.2f}, fires for {fires} of 21 examples")
        upstream = (np.maximum(z, 0) - (0.5 * data + 0.2)) / 21 * (z > 0)
        lr = first_lr if step == 0 else 0.5
        w, b = w - lr * (upstream * data).sum(), b - lr * upstream.sum()

# %% [markdown] tags=["concept:dying-relu"]
# No, never. (The first three lines are a healthy run, the last three the one with the leap.)
# After one step that was too large it fires for **0** examples. So its gradient is 0, so it does
# not move, so it fires for 0 examples. It is a *dead ReLU*.
#
# Does that happen in real networks? We train 100 hidden ReLUs on the digits at several rates, and
# count the units that fire for *none* of the 3000 images. **Guess** the share of the dead at rate
# 0.1, and at rate 2.

# %% tags=["concept:dying-relu"]
print("  rate   dead units   right on train   right on dev")
for lr in (0.03, 0.1, 0.3, 1.0, 2.0):
    net = two_layer_net(784, 100, 10, rng=np.random.default_rng(0), dtype=np.float64)
    train(net, lr=lr, watched=False)
    dead = (net.activations(x)["relu"] <= 0).all(axis=0).mean()
    rights = share_right(net, x, y), share_right(net, x_dev, y_dev)
    print(f"{lr:6} {10 * round(10 * dead):10} % {rights[0]:14.0%} {rights[1]:14.0%}")

# %% [markdown] tags=["concept:dying-relu"]
# (The dead are rounded to tens.) None at a sensible rate. At rate 1 about **60 %** are dead: they
# do nothing, and the network runs on the rest. At rate 2 hardly any is left. **A rate that is too
# large kills.** So count: a unit whose output is 0 for every example of a large batch is as good
# as gone. Leaky ReLU cannot die, since it always lets a little pass.

# %% [markdown] tags=["concept:two-layer-net"]
# ## Train two layers on real digits
#
# Now all together: scores = max(0, x w₁ + b₁) w₂ + b₂. The first layer has 64 units, 64 templates
# that no longer belong to one class. The second layer mixes them.
#
# Here are the two passes, written out. Read the second from the bottom of the first: every line
# forward has its line back, in reverse order. **Guess** which line is the "mask", and where sums
# over examples hide.


# %% tags=["concept:two-layer-net"]
def forward(weights, images):
    w1, b1, w2, b2 = weights
    before = images @ w1 + b1
    hidden = before * (before > 0)
    return hidden @ w2 + b2, hidden


def backward(weights, images, hidden, upstream):
    on_hidden = (upstream @ weights[2].T) * (hidden > 0)
    first = images.T @ on_hidden, on_hidden.sum(axis=0)
    return [*first, hidden.T @ upstream, upstream.sum(axis=0)]


# %% [markdown] tags=["concept:two-layer-net"]
# The weights start small and random. (Why not at zero, as in notebook 02? Then all 64 units would
# be alike and stay alike for ever. Notebook 05 shows it.)
#
# **Guess**: the first loss, before any learning, should be about … ? (You know the bug test.) And
# how far will 15 epochs take us? The linear classifier was right on 90 % of dev.

# %% tags=["concept:two-layer-net"]
rng = np.random.default_rng(8)
w1 = rng.normal(size=(784, 64)) * np.sqrt(2 / 784)
weights = [w1, np.zeros(64), rng.normal(size=(64, 10)) * 0.05, np.zeros(10)]
first_templates = w1.copy()
print(f"first loss {softmax_loss(forward(weights, x)[0], y)[0]:.2f}; log(10) is {np.log(10):.2f}")


def right_of(images, labels):
    return (forward(weights, images)[0].argmax(axis=1) == labels).mean()


# %% tags=["concept:two-layer-net"]
losses, right_train, right_dev = [], [], []
for _ in range(15):
    for rows in np.split(rng.permutation(3000), 60):
        scores, hidden = forward(weights, x[rows])
        loss, upstream = softmax_loss(scores, y[rows])
        losses.append(loss)
        for w, dw in zip(weights, backward(weights, x[rows], hidden, upstream), strict=True):
            w -= 0.2 * dw
    right_train.append(right_of(x, y))
    right_dev.append(right_of(x_dev, y_dev))
print(f"right on train {right_train[-1]:.1%}, on dev {right_dev[-1]:.1%}")

# %% tags=["concept:two-layer-net"]
with style():
    fig, (left, middle) = plt.subplots(1, 2, figsize=(8.0, 3.0))
    left.plot(losses, color=BLUE, linewidth=0.8)
    left.set(xlabel="step", ylabel="loss of the minibatch", ylim=(0, None))
    epochs = range(1, 16)
    middle.plot(epochs, right_train, "o-", color=BLUE, label="train", markersize=4)
    middle.plot(epochs, right_dev, "s--", color=ORANGE, label="dev", markersize=4)
    middle.set(xlabel="epoch", ylabel="share right", ylim=(0.8, 1.01))
    middle.legend()
figure(
    fig, alt="The loss falls fast, then slowly. Train accuracy goes to 1; dev levels off near 0.92."
)

# %% [markdown] tags=["concept:two-layer-net"]
# The first loss is near log 10: it starts out not knowing anything, as it should. Then it passes
# the linear classifier, with the same data and the same pixels, if not by much: **91.7** against 90
# on dev. It has nearly all of train by heart, while dev levels off: a gap to work on (notebook 06).
#
# What do the 64 templates look like now? **Guess**: (a) digits, (b) strokes and spots, (c) noise.

# %% tags=["concept:two-layer-net"]
learned = weights[0] - first_templates
busiest = np.argsort(-np.abs(weights[2]).sum(axis=1))[:16]
with style():
    fig, axes = plt.subplots(2, 8, figsize=(7.0, 2.0))
    for ax, unit in zip(axes.flat, busiest, strict=True):
        top = np.abs(learned[:, unit]).max()
        ax.imshow(learned[:, unit].reshape(28, 28), cmap="RdBu", vmin=-top, vmax=top)
        ax.set_axis_off()
figure(
    fig,
    alt="What 16 hidden units learned: blue and red strokes and spots, hardly a digit among them.",
)

# %% [markdown] tags=["concept:two-layer-net"]
# **(b)**. (Shown is what training added to the random start.) Each looks for a stroke here and no
# ink there. No unit stands for a digit. The digit is a *mix* of strokes, and the second layer
# knows the mix. That is what one template a class could not do.

# %% [markdown] tags=["concept:vanishing-exploding"]
# ## Go deep, and lose the gradient
#
# If one hidden layer is good, why not fifty? On the way back the gradient is multiplied by a
# matrix and by slopes, at each layer. It is a product of many.
#
# **Guess**: 0.8 multiplied 50 times by itself. And 1.2?

# %% tags=["concept:vanishing-exploding"]
for factor in (0.25, 0.8, 1.0, 1.2):
    print(f"{factor} to the 50: {factor**50:.2g}")

# %% [markdown] tags=["concept:vanishing-exploding"]
# There is no comfortable middle: a product of many either *vanishes* or *explodes*, unless every
# factor is very nearly 1. And **0.25** is the best that a sigmoid can do.
#
# Below, a signal goes forward through layers of 50 units, and a gradient of size 1 comes back.
# The scale is logarithmic. A size of 1 means weights with a standard deviation of 1/√50.
#
# **Guess first**, then try:
#
# 1. Activation *none*, 50 layers: which size of weights keeps the gradient? What do 0.9 and 1.1
#    do?
# 2. *sigmoid*, size 1, 20 layers: how much of the gradient reaches the input?
# 3. *ReLU*: at which size does it neither vanish nor explode? Why not at 1? (Half of the units
#    are shut.)
# 4. *tanh* at size 4: the signal cannot explode, as tanh ends at 1. Can the gradient?

# %% tags=["interactive:vanishing-exploding", "concept:vanishing-exploding"]
GradientDepth(bend="sigmoid")

# %% [markdown] tags=["concept:vanishing-exploding"]
# What you should have found. (1) About 1; a tenth less or more changes it a hundredfold in 50
# layers. (2) Nothing to speak of. (3) At 1.4, which is √2: shutting half of the units halves the
# squares, and the 2 makes up for it. Notebook 05 builds on that number. (4) It can: saturated
# units pass nothing, but the few that are not are multiplied by 4 each time.
#
# Now real digits: eight layers, at the very start. **Guess**: how does the gradient of the first
# layer's weights compare with that of the last, for sigmoids and for ReLU?

# %% tags=["concept:vanishing-exploding"]
from course_lib.kernels import he_init, xavier_init
from course_lib.nn import ReLU, Sigmoid

sizes = (784, *[64] * 7, 10)
deep = {}
for name, bend, init in (("sigmoid", Sigmoid(), xavier_init), ("ReLU", ReLU(), he_init)):
    net = mlp(sizes, rng=np.random.default_rng(0), dtype=np.float64, activation=bend, init=init)
    scores, tape = net.forward(x[:500], train=True)
    grads = net.backward(softmax_loss(scores, y[:500])[1], tape)
    deep[name] = [np.linalg.norm(grads[f"affine{i}.w"]) for i in range(1, 9)]
    print(f"{name:7} first layer / last layer: {deep[name][0] / deep[name][-1]:.1g}", end="   ")
    train(net, watched=False)
    print(f"right on dev after 8 epochs: {share_right(net, x_dev, y_dev):.0%}")

# %% tags=["concept:vanishing-exploding"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    ax.semilogy(range(1, 9), deep["sigmoid"], "s--", color=VERMILLION, label="sigmoid")
    ax.semilogy(range(1, 9), deep["ReLU"], "o-", color=BLUE, label="ReLU")
    ax.set(xlabel="layer", ylabel="size of the gradient of w")
    ax.legend()
figure(
    fig, alt="Sigmoid: the gradient shrinks tenthousandfold from layer 8 to layer 1. ReLU: level."
)

# %% [markdown] tags=["concept:vanishing-exploding"]
# With sigmoids the first layer gets a ten-thousandth of what the last gets. The network guesses,
# after eight epochs as at the start: **10%**. The same depth with ReLU and well-sized weights
# learns.

# %% [markdown] tags=["concept:monitor-training"]
# ## Read the curves
#
# You start a run. What do you look at? The **loss** tells whether the *rate* is right. The
# **accuracies** of train and dev tell whether the *model* is right.
#
# Here are the losses of four runs of one network. Only the rate differs: 0.001, 0.2, 1.0 and 30.
# **Guess** which is which.

# %% tags=["concept:monitor-training", "nbval-png-rms:8"]
rates, runs = (0.001, 0.2, 1.0, 30.0), {}
for letter, lr in zip("ABCD", np.random.default_rng(10).permutation(rates), strict=True):
    net = two_layer_net(784, 64, 10, rng=np.random.default_rng(0), dtype=np.float64)
    runs[letter] = lr, train(net, lr=float(lr))
with style():
    fig, axes = plt.subplots(1, 4, figsize=(8.6, 2.4))
    for ax, (letter, (_, history)) in zip(axes, runs.items(), strict=True):
        ax.plot(history.steps, color=BLUE, linewidth=0.8)
        ax.set(title=letter, xlabel="step", ylim=(0, 5 if max(history.steps) < 50 else None))
figure(fig, alt="A falls but leaps about; B shoots up; C falls quickly to near 0; D creeps.")

# %% tags=["concept:monitor-training"]
print("run   rate   loss at first   loss at last   right on train   right on dev")
for letter, (lr, history) in sorted(runs.items()):
    last = history.epochs[-1]
    print(f"{letter:3} {lr:7g} {history.start:13.2f}", end="")
    if last.loss > history.start:
        print("    higher than that, and right as often as a guess")
    else:
        print(f"{last.loss:15.2f} {last.accuracy:16.0%} {last.dev_accuracy:14.0%}")

# %% [markdown] tags=["concept:monitor-training"]
# - **D, 0.001**: the loss creeps, from 2.43 to **2.04** in eight epochs. The rate is **too small**.
#   It would get there, some day. (Smaller still, and it does not seem to move at all.)
# - **C, 0.2**: down quickly, then level. That is what **good** looks like.
# - **A, 1**: down as well, but it leaps about and some of it is wasted. A little too large.
# - **B, 30**: the loss **explodes** at once, to infinity or nan in the worst case. Far **too
#   large**. What is left of the network guesses.
#
# Nobody has to sit and watch for B. `Trainer` stops a run whose cost passes three times its
# start. **Guess**: after how many steps?

# %% tags=["concept:monitor-training"]
net = two_layer_net(784, 64, 10, rng=np.random.default_rng(0), dtype=np.float64)
history = Trainer(optimiser=SGD(lr=30), epochs=8, batch=50).fit(
    net, (x, y), rng=np.random.default_rng(1), watch=()
)
print("state:", history.state, "after", len(history.steps), "steps")
print("reason:", history.reason)

# %% [markdown] tags=["concept:monitor-training"]
# Now the accuracies. Three runs at the good rate: one is the network of before; one has only 200
# images to learn from; one has only 2 hidden units. **Guess** which is which, from train (solid)
# and dev (dashed).

# %% tags=["concept:monitor-training"]
cases = np.random.default_rng(12).permutation([(200, 64), (3000, 2), (3000, 64)])
with style():
    fig, axes = plt.subplots(1, 3, figsize=(8.0, 2.7), sharey=True)
    for ax, letter, (N, hidden) in zip(axes, "EFG", cases, strict=True):
        net = two_layer_net(784, hidden, 10, rng=np.random.default_rng(0), dtype=np.float64)
        epochs = train(net, (x[:N], y[:N]), epochs=16, lr=0.1).epochs
        ax.plot([e.accuracy for e in epochs], color=BLUE, label="train")
        ax.plot([e.dev_accuracy for e in epochs], "--", color=ORANGE, label="dev")
        ax.set(title=letter, xlabel="epoch", ylim=(0, 1.02))
        print(f"{letter}: train {epochs[-1].accuracy:.0%}, dev {epochs[-1].dev_accuracy:.0%}")
figure(fig, alt="E: both stay low. F: both high, close. G: train goes to 1, dev stays far below.")

# %% [markdown] tags=["concept:monitor-training"]
# G has 200 images: it knows them by heart, and dev stays far below. **A wide gap: overfitting.**
# More data, or regularisation (notebook 06). E has 2 hidden units: **both low, no gap:
# underfitting.** A larger network, or longer training. F is in order.
#
# | you see | it is | do |
# |---|---|---|
# | loss hardly moves | rate too small | ten times as much |
# | loss explodes, or nan | rate too large | a tenth |
# | loss leaps about, ends high | rate somewhat too large | a third; lower it later on |
# | loss flat at log C from the start | gradient gone: dead, saturated, or a bug | gradient check |
# | train far above dev | overfitting | more data, regularise |
# | train and dev both low | underfitting | more units, longer |

# %% [markdown]
# ## What to remember
#
# - **Local gradient times upstream**, from the end to the start. Two passes give all gradients.
# - **add distributes, max routes, mul switches and scales, copies add up.**
# - **A gradient has the shape of what it belongs to.** What was broadcast forward is summed back.
# - **Check gradients**: centred, h = 1e-5, float64, relative error; sizes all different; reg = 0
#   first.
# - **Without a bend between them, layers are one layer.** ReLU to begin with.
# - **Sigmoids saturate, ReLUs can die**: look at histograms of slopes, count the dead.
# - **Deep means a product of many**: keep every factor near 1.
# - **Loss hardly moves: rate too small. Explodes or nan: too large.** Train far above dev:
#   overfitting.
#
# ## Your turn
#
# In assignment 03 you write it yourself: the gates, an engine like the one above, the layers and
# activations with their backward passes, a gradient check, and the two-layer network. Each answer
# is checked as soon as you ask, and a wrong one is told what is wrong with it. Your instructor
# hands it out as `assignments/release/03_backprop/03_backprop.ipynb`.
#
# **Next: notebook 04, optimisers.** We have all gradients now. What is the best step to take with
# them?

# %% [markdown]
# # Initialisation and normalisation: good ground to walk on
#
# **You will do**: start networks at zero, too small, too large and just right; round a loss bowl by
# scaling its input; take batch normalisation apart, break it, and melt it away.<br>
# **You will learn**: to size first weights for any layer, to see a signal die from layer to layer,
# what batch normalisation computes in training and at test, and how far its reasons are known.<br>
# **You will need**: notebooks 03 and 04 (backpropagation, activations, descent in a valley) and 90
# minutes.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
from functools import partial
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from course_lib.data import load_mnist, split
from course_lib.figures import BLUE, VERMILLION, figure, style
from course_lib.kernels import he_init, normal_init, softmax_loss, xavier_init
from course_lib.nn import Affine, BatchNorm, LayerNorm, ReLU, Sequential, Tanh, Trainer
from course_lib.optim import SGD
from course_lib.widgets import BatchnormLab, LayerHistograms, LossBowl, NormAxes, RateTolerance

# %% [markdown]
# The digits are those of the notebooks before, shrunk to 14 × 14 pixels. We take off the mean of
# all pixels and divide by their standard deviation, both found on train. (Why, we shall see.)


# %%
def shrunk(images):
    boxes = images.x.reshape(-1, 14, 2, 14, 2).mean(axis=(2, 4))
    return boxes.reshape(-1, 196).astype(np.float32), images.y


parts = split(load_mnist(), train=2000, dev=1000, test=1000, rng=np.random.default_rng(0))
(pixels, y), (pixels_dev, y_dev) = shrunk(parts.train), shrunk(parts.dev)
centre, spread = pixels.mean(), pixels.std()
x, x_dev = (pixels - centre) / spread, (pixels_dev - centre) / spread
print("train", x.shape, " dev", x_dev.shape, f" pixels: mean {centre:.0f}, std {spread:.0f}")


# %%
def train(net, data=None, lr=0.1, epochs=5, batch=50, seed=0):
    trainer = Trainer(optimiser=SGD(lr=lr), epochs=epochs, batch=batch, explode=np.inf)
    rng = np.random.default_rng(seed)
    with np.errstate(all="ignore"):  # some of our networks will break, and are meant to
        return trainer.fit(net, data or (x, y), rng=rng, watch=())


def share_right(net, images=x_dev, labels=y_dev):
    with np.errstate(all="ignore"):
        return (net.predict(images) == labels).mean()


# %% [markdown] tags=["concept:zero-init"]
# ## Start at zero, and stay alike
#
# A network must start somewhere. In notebook 02 the linear classifier started with w = 0, and that
# was fine. Here is a network with one hidden layer of 64 units, 196 → 64 → 10. We start it in
# three ways: all weights 0; all weights 0.05; random weights with a standard deviation of 0.05.
#
# **Guess**: which of the three learn to read digits? And how many of the 64 units will differ from
# each other in the end?


# %% tags=["concept:zero-init"]
def same(number):  # first weights that are all alike
    return lambda shape, rng, dtype: np.full(shape, number, dtype)


def stack(sizes, init, bend=None, norm=None, seed=0, dtype=np.float32):
    layers = {}
    for i, (D, M) in enumerate(pairwise(sizes), 1):
        layers[f"affine{i}"] = Affine(D, M, init=init)
        if norm and M != 10:
            layers[f"norm{i}"] = norm(M)
        if M != 10:
            layers[f"bend{i}"] = bend or ReLU()
    return Sequential(layers, rng=np.random.default_rng(seed), dtype=dtype)


# %% tags=["concept:zero-init"]
starts = {"all 0": same(0), "all 0.05": same(0.05), "random": partial(normal_init, std=0.05)}
print("first weights   different units   right on dev, after 10 epochs")
for name, init in starts.items():
    net = stack((196, 64, 10), init, dtype=np.float64)
    train(net, (x.astype(float), y), epochs=10)
    units = np.unique(net.params["affine1.w"].round(6), axis=1).shape[1]
    print(f"{name:13} {units:13} {share_right(net, x_dev.astype(float)):16.0%}")

# %% [markdown] tags=["concept:zero-init"]
# Only the random one has learnt to read, with **64** different units. The others have **1** unit,
# 64 times over.
#
# See why on paper. Two hidden units have the same weights in and the same weights out. So they
# give the same output for every example. So the same gradient comes back to both. So they make the
# same step, and are the same again. It is true at step 1, and at every step after that: the
# *symmetry* is never broken, however long we train.
#
# All 0 is worse still. **Guess**: of the four arrays w₁, b₁, w₂, b₂, which get a gradient that is
# not 0?

# %% tags=["concept:zero-init"]
for name, init in starts.items():
    net = stack((196, 64, 10), init, dtype=np.float64)
    scores, tape = net.forward(x[:500].astype(float), train=True)
    grads = net.backward(softmax_loss(scores, y[:500])[1], tape)
    sizes = [f"{np.abs(dw).max():8.4f}" for dw in grads.values()]
    alike = np.allclose(grads["affine1.w"], grads["affine1.w"][:, :1])
    print(f"{name:9} largest of dw1, db1, dw2, db2:", *sizes, f"  columns of dw1 alike: {alike}")

# %% [markdown] tags=["concept:zero-init"]
# With all 0, only b₂. The hidden units give 0, so dw₂, which is *hidden output times upstream*, is
# 0. And w₂ is 0, so nothing comes back to the first layer. All that such a network can learn is how
# frequent each digit is. (All 0.05: at first w₂ treats all ten classes alike. The gradients of the
# ten scores of an example add up to 0, so at first nothing comes back either.)
#
# How much of a difference is enough? **Guess**: all 0.05, plus random numbers of a millionth. Does
# that break the symmetry?

# %% tags=["concept:zero-init"]
print("noise on 0.05   units differ by, before and after 10 epochs   right on dev")
for noise in (0, 1e-6, 1e-3, 0.05):

    def init(shape, rng, dtype, noise=noise):
        return (0.05 + noise * rng.normal(size=shape)).astype(dtype)

    net = stack((196, 64, 10), init, dtype=np.float64)
    w = net.params["affine1.w"]
    apart = [np.ptp(w, axis=1).max()]
    train(net, (x.astype(float), y), epochs=10)
    apart.append(np.ptp(w, axis=1).max())
    right = share_right(net, x_dev.astype(float))
    print(f"{noise:<12} {apart[0]:18.6f} {apart[1]:12.6f} {right:20.0%}")

# %% [markdown] tags=["concept:zero-init"]
# A millionth is enough to learn, though it takes a while until the units have drifted apart: the
# more of a difference, the sooner. So **weights start random**. Biases may start at 0, as the
# weights have broken the symmetry already.
#
# One question is left for the rest of this notebook: *how large* should the random numbers be?

# %% [markdown] tags=["concept:small-large-init"]
# ## Send a signal through ten layers
#
# Take ten layers of 200 units, each with a tanh, and normal weights with a standard deviation of
# 0.01. Examples go in with a mean of 0 and a standard deviation of 1.
#
# **Guess**: what is the standard deviation of the outputs of layer 10? (a) about 1, (b) about
# 0.01, (c) there is next to nothing left. And if the weights have a standard deviation of 1?


# %% tags=["concept:small-large-init"]
def send(bend, std, layers=10, D=200):
    """Outputs of every layer, for 300 examples that go in with mean 0 and deviation 1."""
    rng = np.random.default_rng(1)
    seen = [rng.normal(size=(300, D))]
    for _ in range(layers):
        seen.append(bend(seen[-1] @ (std * rng.normal(size=(D, D)))))
    return seen[1:]


sent = {std: send(np.tanh, std) for std in (0.01, 1.0)}
print("layer   std of its outputs, weights 0.01    weights 1")
for layer in (1, 2, 3, 5, 10):
    print(f"{layer:5} {sent[0.01][layer - 1].std():20.1e} {sent[1.0][layer - 1].std():18.2f}")

# %% tags=["concept:small-large-init"]
with style():
    fig, axes = plt.subplots(2, 4, figsize=(8.6, 3.4), sharex=True)
    for row, (std, outputs) in zip(axes, sent.items(), strict=True):
        for ax, layer in zip(row, (1, 2, 3, 10), strict=True):
            ax.hist(outputs[layer - 1].ravel(), np.linspace(-1, 1, 42), color=BLUE)
            ax.set(yticks=[], title=f"layer {layer}, weights {std:g}")
figure(
    fig,
    alt="Weights 0.01: the outputs shrink to a spike at 0. Weights 1: most sit at -1 and 1.",
)

# %% [markdown] tags=["concept:small-large-init"]
# **(c)**. With weights of 0.01 every layer makes the signal about seven times smaller, and nothing
# arrives. With weights of 1 most outputs sit next to −1 or 1: tanh is pressed flat, *saturated*.
#
# Why is either bad for learning? Think of the backward pass. The gradient of a weight is *its
# input times upstream*. If the inputs are nearly 0, so are the gradients. And on its way back,
# upstream is multiplied by weights (of 0.01: it shrinks as well) and by slopes (in a saturated
# unit, next to 0).
#
# **Guess**: ten layers of 64 tanh units learn digits for five epochs, at the rate 0.03. How many
# digits are right, for weights of 0.01, 0.125 and 1?

# %% tags=["concept:small-large-init"]
for std in (0.01, 0.125, 1.0):
    net = stack((196, *[64] * 10, 10), partial(normal_init, std=std), Tanh())
    train(net, lr=0.03)
    print(f"weights {std:5}: right on dev {share_right(net):.0%}")

# %% [markdown] tags=["concept:small-large-init"]
# Ten layers, and it is the first weights alone that decide between reading and guessing.
#
# Now look into such a network yourself, before any training. Left: what comes out of the layers.
# Middle: the gradient that comes back to them, if one of size 1 sets out at the end. Right: the
# standard deviations of both, on a logarithmic scale. Every layer has 100 units.
#
# **Guess first**, then try:
#
# 1. *tanh*, std 0.01: by what factor does the signal shrink in a layer? And the gradient?
# 2. *tanh*, std 1: what share of the last layer is saturated? And what does the gradient do?
# 3. *none* in place of tanh, std 1: what does one layer do to the signal now?
# 4. *zero*: how far does the gradient come?

# %% tags=["interactive:small-large-init", "concept:small-large-init"]
LayerHistograms(bend="tanh", init="std 0.01")

# %% [markdown] tags=["concept:small-large-init"]
# What you should have found. (1) Both by 10. (2) About 80 %. And the gradient *grows*, two
# thousand times in ten layers: the few units that are not saturated multiply it by more than the
# others take away. (3) It makes it 10 times larger. (4) Nowhere: one multiplication by 0 ends it.
#
# There is that 10 again, going down and going up: 0.01 and 1, both times 10. Where does it come
# from?

# %% [markdown] tags=["concept:xavier"]
# ## Keep the variance
#
# A unit adds up D products, z = x₁w₁ + x₂w₂ + … and so on. Say every x has a standard deviation of
# 1, and every w one of 1.
#
# **Guess** the standard deviation of z, for D = 100: (a) 1, (b) 10, (c) 100.

# %% tags=["concept:xavier"]
rng = np.random.default_rng(0)
print("   D   std of z   variance of z")
for D in (25, 100, 400):
    z = (rng.normal(size=(20_000, D)) * rng.normal(size=(20_000, D))).sum(axis=1)
    print(f"{D:4} {z.std():10.1f} {z.var():12.0f}")

# %% [markdown] tags=["concept:xavier"]
# **(b)**. *Variances* add up, if the products have nothing to do with each other. So z has the
# variance D · var(x) · var(w), and its standard deviation is √D times larger than that of one
# product. That is the 10: √100.
#
# Now turn it round. We want z to vary as much as x: var(z) = var(x). So D · var(w) must be 1:
#
# > standard deviation of w = 1 / √D
#
# D is how many numbers flow *into* the unit, its *fan-in*. This is *Xavier's initialisation*, after
# Xavier Glorot. (The rule itself is older: LeCun and others, 1998.) For 64 units it is 1/8 = 0.125.
# You have just seen that number work.
#
# **Guess**: ten tanh layers of 200, with 1/√200 = 0.07. Does the signal stay at 1?

# %% tags=["concept:xavier"]
print("layer   tanh, weights 1/√200   no tanh, weights 1/√200")
bent, straight = (send(bend, 1 / np.sqrt(200), layers=30) for bend in (np.tanh, lambda z: z))
for layer in (1, 2, 5, 10, 20, 30):
    print(f"{layer:5} {bent[layer - 1].std():15.2f} {straight[layer - 1].std():24.2f}")

# %% [markdown] tags=["concept:xavier"]
# Without tanh it stays near 1. With tanh it shrinks a little, as tanh(z) is always nearer to 0
# than z. But it shrinks ever more slowly: near 0 tanh is as good as a straight line. After thirty
# layers **0.12** is left; with weights of 0.01 it was next to nothing after ten.
#
# That was the way forward. **Guess**: a layer leads from 400 numbers to 100 units. Its weights are
# 1/√400. What happens to a gradient that comes *back* through it?

# %% tags=["concept:xavier"]
rng, D, M = np.random.default_rng(0), 400, 100
print("                       std of w   forward: std of z   back: std of dx")
for name, std in [("1 / √fan-in", np.sqrt(1 / D)), ("1 / √fan-out", np.sqrt(1 / M)),
                  ("√(2 / (in + out))", np.sqrt(2 / (D + M)))]:  # fmt: skip
    w = std * rng.normal(size=(D, M))
    z, dx = rng.normal(size=(500, D)) @ w, rng.normal(size=(500, M)) @ w.T
    print(f"{name:20} {std:10.3f} {z.std():14.2f} {dx.std():19.2f}")

# %% [markdown] tags=["concept:xavier"]
# It comes back at half the size: **0.50**. Going back, dx = dout wᵀ adds up M = 100 products, one
# for each unit the number flows *out* to: the *fan-out*. To keep gradients, 1/√fan-out would be
# right. Both at once cannot be had, unless the two fans are equal. Glorot and Bengio (2010) take
# the mean of the two, √(2 / (fan-in + fan-out)), and are off by a little both ways: **1.27** and
# **0.64**. Both forms are called Xavier's or Glorot's. Most layers in the middle of a network have
# equal fans, and then there is no difference.
#
# **Guess first**, then try:
#
# 1. *tanh*: what is left of the outputs' standard deviation after 30 layers?
# 2. *sigmoid*: its outputs do not die out. But what happens to the gradient, and why? (How steep
#    is a sigmoid at best?)
# 3. *ReLU*: something goes wrong. By what factor, roughly, in ten layers?

# %% tags=["interactive:xavier", "concept:xavier"]
LayerHistograms(bend="tanh", init="Xavier")

# %% [markdown] tags=["concept:xavier"]
# What you should have found. (1) About an eighth; so the gradient lives as well. (2) It shrinks to
# less than a quarter at each layer, as a sigmoid's slope is ¼ at most. Xavier's rule keeps its z
# in the steep part, and can do no more. (3) The signal shrinks to about a fortieth. Let us see
# why.

# %% [markdown] tags=["concept:he"]
# ## Make up for the half that ReLU cuts off
#
# Xavier's rule was made for a curve that looks like a straight line near 0. ReLU does not: it sets
# everything below 0 to 0.
#
# **Guess**: z is normal around 0. What share of its *squares* is left after max(0, z), on average?
# And so, by what factor does the signal shrink in a layer with Xavier's weights?

# %% tags=["concept:he"]
z = np.random.default_rng(0).normal(size=1_000_000)
print(f"mean of z²: {np.mean(z**2):.2f}, of max(0, z)²: {np.mean(np.maximum(z, 0) ** 2):.2f}")
sizes = {}
for name, factor in (("1 / D", 1), ("2 / D", 2)):
    outputs = send(lambda z: np.maximum(z, 0), np.sqrt(factor / 200), layers=30)
    sizes[name] = [np.sqrt(np.mean(out**2)) for out in outputs]
print("layer   size of outputs, variance of w 1 / D    2 / D")
for layer in (1, 2, 3, 5, 10, 20, 30):
    print(f"{layer:5} {sizes['1 / D'][layer - 1]:27.5f} {sizes['2 / D'][layer - 1]:18.2f}")

# %% [markdown] tags=["concept:he"]
# Half of the squares is left: **0.50**. So a layer divides the size by √2. That seems little; in
# ten layers it is 2⁵ = 32, in thirty 2¹⁵, more than 30,000. (Size is the root of the mean square.
# ReLU's outputs do not have mean 0, and what the next layer adds up are squares.)
#
# The cure: **twice the variance**. The standard deviation of w is √(2 / fan-in). This is *He's
# initialisation*, after Kaiming He (2015). Half of it is cut off, and 1 is left.

# %% tags=["concept:he"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    for (name, size), look in zip(sizes.items(), ("s--", "o-"), strict=True):
        colour = VERMILLION if look == "s--" else BLUE
        ax.semilogy(range(1, 31), size, look, color=colour, label=f"variance {name}", markersize=4)
    ax.set(xlabel="layer", ylabel="size of its outputs")
    ax.legend()
figure(fig, alt="With 1 / D the outputs shrink to 0.00005; with 2 / D they stay between 1 and 2.")

# %% [markdown] tags=["concept:he"]
# A 2 more or less: does that matter to a network that learns? **Guess**: 20 layers of 64 ReLUs,
# five epochs at the rate 0.01. How many digits are right, with Xavier's weights and with He's?

# %% tags=["concept:he"]
print("first weights   right on dev, 3 seeds")
for name, init in (("Xavier", xavier_init), ("He", he_init)):
    rights = []
    for seed in range(3):
        net = stack((196, *[64] * 20, 10), init, seed=seed)
        train(net, lr=0.01, seed=seed)
        rights.append(share_right(net))
    print(f"{name:13}", *[f"{right:7.0%}" for right in rights])

# %% [markdown] tags=["concept:he"]
# It does. (Neither is good: five epochs at this rate are little for twenty layers. But one of the
# two has begun to read.)
#
# A second look at ReLU: some units give 0 for *all* examples. They are dead before training has
# begun. **Guess first**, then try:
#
# 1. He, 20 layers: by how much does the size change, in either direction?
# 2. He, 30 layers: what share of the units is dead in the first layer, and in the last?
# 3. *Leaky ReLU*, *ELU*: do they need He's 2, or is Xavier's 1 enough?
# 4. *tanh* with He's weights: what does the 2 do there?

# %% tags=["interactive:he", "concept:he"]
LayerHistograms(bend="ReLU", init="He", layers=20)

# %% [markdown] tags=["concept:he"]
# What you should have found. (1) Hardly at all with these weights; with others it may halve or
# double. (With Xavier's a thousandth is left.) (2) None in the first. In the last between a fifth
# and a half, depending on the weights that were drawn. (3) Leaky ReLU needs the 2: it is nearly a
# ReLU. ELU lies between: the signal shrinks with Xavier's weights, and grows with He's. (4) More
# of the signal is left than with Xavier's: the 2 works against the squashing.
#
# Why are deep units dead, if nothing shrinks? **Guess**: two examples have nothing in common. How
# alike are they after 30 layers of ReLU? (The cosine of the angle between them: 0 for nothing in
# common, 1 for the same direction.)

# %% tags=["concept:he"]
print("layer   cosine of two examples   units dead   units that fire for all")
for layer, out in enumerate(send(lambda z: np.maximum(z, 0), np.sqrt(2 / 200), layers=30), 1):
    if layer in (1, 2, 5, 10, 30):
        unit = out / np.linalg.norm(out, axis=1, keepdims=True)
        cosine = (unit @ unit.T)[np.triu_indices(300, 1)].mean()
        dead, always = (out == 0).all(axis=0).mean(), (out > 0).all(axis=0).mean()
        print(f"{layer:5} {cosine:16.2f} {dead:18.0%} {always:18.0%}")

# %% [markdown] tags=["concept:he"]
# Nearly the same: **0.99**. So three deep units in four fire for all of them or for none. The
# right *size* is not everything: a very deep stack of plain layers forgets which example it was
# given. (Residual connections, which add a layer's input to its output, are the usual cure.)
#
# | activation | standard deviation of w | name |
# |---|---|---|
# | tanh, sigmoid | √(1 / fan-in), or √(2 / (fan-in + fan-out)) | Xavier, Glorot |
# | ReLU and its kin | √(2 / fan-in) | He |
# | biases | 0 | |

# %% [markdown] tags=["concept:input-normalising"]
# ## Round the bowl
#
# So far the examples that went in had a mean of 0 and a standard deviation of 1. What if they do
# not? We begin small: a line w x + b is fitted to data by half its mean squared error. That is a
# bowl over w and b. Move w by 1, and the outputs move by x; move b by 1, and they move by 1. So the
# curvature along w is the mean of x², along b it is 1, and the two are coupled by the mean of x.
#
# **Guess**: x has a mean of 3 and a standard deviation of 0.5. What helps more: to divide it by
# its standard deviation, or to take off its mean?

# %% tags=["concept:input-normalising"]
v = 3 + 0.5 * np.random.default_rng(0).normal(size=1000)
treated = {"as it is": v, "scaled": v / v.std(), "centred": v - v.mean(),
           "centred, then scaled": (v - v.mean()) / v.std()}  # fmt: skip
print("x                      curvatures       condition")
for name, v in treated.items():
    low, high = np.linalg.eigvalsh([[np.mean(v**2), v.mean()], [v.mean(), 1]])
    print(f"{name:20} {low:6.3f} {high:8.2f} {high / low:12.0f}")

# %% [markdown] tags=["concept:input-normalising"]
# To centre it: the condition (the largest curvature by the smallest, notebook 04) falls from about
# 400 to **4**. To divide alone makes it *worse*, as the mean grows too. Both together make the
# bowl round: **1**.
#
# In a round bowl the slope points straight at the lowest place, and one rate is right for all
# directions. Below is that bowl, before and after, and a descent on each. The rate is given as a
# share of the largest one that holds, 2 / curvature, for each bowl by itself. So both have a fair
# chance.
#
# **Guess first**, then try:
#
# 1. Mean 3, spread 1: how many steps to a hundredth of the loss, before and after? (*Steps shown*
#    goes through the descent.)
# 2. Mean 0: at which spread is the bowl round with no help at all?
# 3. Mean 3, spread 0.2: compare *scaled* with *centred*. Which of the two would you rather forget?
# 4. Share 1.0, and 1.05: what does each bowl do?

# %% tags=["interactive:input-normalising", "concept:input-normalising"]
LossBowl(mean=3.0, spread=1.0)

# %% [markdown] tags=["concept:input-normalising"]
# What you should have found. (1) 35 before, 11 after. (2) 1. (3) Scaled it is worse than as it is.
# Centred it takes 21 steps, and 11 with both. (4) At 1.0 the steepest direction leaps to and fro
# for ever, as in notebook 04; at 1.05 every leap is longer than the last.
#
# And real digits? We fit a linear classifier with all 2000 at once, for 60 steps, each time with
# the best of five rates. **Guess** the order: pixels from 0 to 255; from 0 to 1; less their mean
# image; every pixel standardised.

# %% tags=["concept:input-normalising"]
mean, std = pixels.mean(axis=0), pixels.std(axis=0)
ways = {"0 to 255": pixels, "0 to 1": pixels / 255, "less the mean image": pixels - mean,
        "each standardised": (pixels - mean) / np.maximum(std, 1)}  # fmt: skip
print("pixels                largest curvature / mean   loss after 60 steps")
for name, way in ways.items():
    with_bias = np.column_stack([way, np.ones(2000)]).astype(float)
    curvature = np.linalg.eigvalsh(with_bias.T @ with_bias / 2000)
    losses = []
    for share in (0.5, 1, 2, 4, 8):
        history = train(stack((196, 10), same(0)), (way, y), share / curvature[-1], 60, 2000)
        losses += [e.loss for e in history.epochs[-1:] if history.state == "finished"]
    print(f"{name:20} {curvature[-1] / curvature.mean():18.0f} {min(losses):22.2f}")

# %% [markdown] tags=["concept:input-normalising"]
# Nothing was gained by dividing all pixels by 255: a shorter ruler changes the shape of the bowl
# only along the bias. To take off the mean image did the most. To standardise every pixel did a
# little more here. (For images one mostly centres and leaves it at that: all pixels have the same
# scale already, and a pixel at the rim that is nearly always 0 would be blown up.) Remember
# notebook 02: mean and standard deviation are found on train, and the same ones are used for dev
# and test.
#
# So far the *first* layer. To the second layer, the outputs of the first are the input. Why not
# normalise those as well?

# %% [markdown] tags=["concept:batchnorm-train"]
# ## If you want mean 0, make it so
#
# All this care was to get, at every layer, numbers with mean 0 and standard deviation 1. *Batch
# normalisation* takes the short way: it computes them. For every feature by itself, that is for
# every column, it takes the mean and the standard deviation over the examples of the batch, and
# makes them 0 and 1.
#
# Here is a batch of four examples with two features. **Guess**: do it by hand. What is the first
# column afterwards?

# %% tags=["concept:batchnorm-train"]
batch = np.array([[1.0, 100], [1, 300], [5, 100], [5, 100]])
mu, sigma = batch.mean(axis=0), batch.std(axis=0)
print("means", mu, " standard deviations", sigma.round(2))
zhat = (batch - mu) / sigma
print(zhat.round(2))
print("undone:", np.allclose(zhat * sigma + mu, batch))

# %% [markdown] tags=["concept:batchnorm-train"]
# −1, −1, 1, 1. (In practice a small ε is added to the variance, under the root. A feature that is
# the same for the whole batch would lead to 0 / 0.)
#
# But must it be 0 and 1? Perhaps the next layer wants another mean. So batchnorm ends with a scale
# γ and a shift β of each feature's own, which are *learned*, like weights:
#
# > out = γ · x̂ + β, where x̂ = (x − mean) / √(variance + ε)
#
# They start at γ = 1, β = 0. And they could undo it all, as the last line did: with γ = the
# standard deviation and β = the mean. So nothing that the network could do before is lost.
#
# It stands between affine layer and activation. **Guess**: ten tanh layers with batchnorm, weights
# of 0.01 and of 1. What is the standard deviation of the outputs of layer 10?


# %% tags=["concept:batchnorm-train"]
def normalised(z):
    return (z - z.mean(axis=0)) / np.sqrt(z.var(axis=0) + 1e-5)


print("std of the outputs   layer 1   layer 2   layer 10")
for std in (0.01, 1.0):
    outputs = send(lambda z: np.tanh(normalised(z)), std)
    print(f"weights {std:4}       ", *[f"{outputs[i].std():9.2f}" for i in (0, 1, 9)])
for std in (0.01, 0.125, 1.0):
    net = stack((196, *[64] * 10, 10), partial(normal_init, std=std), Tanh(), BatchNorm)
    train(net, lr=0.03)
    print(f"digits, weights {std:5}: right on dev {share_right(net):.0%}")

# %% [markdown] tags=["concept:batchnorm-train"]
# **0.63** at every layer, whatever the weights. And the networks that could only guess now read,
# if not equally well. (The last layer has no batchnorm after it, and with weights of 1 its scores
# are wild at first.)
#
# Now the way back. **Guess**: only the *first* of four examples has an upstream gradient, 1; the
# others have 0. Which of the four numbers x get a gradient?

# %% tags=["concept:batchnorm-train"]
from course_lib.kernels import numerical_gradient

z, up = np.array([[1.0], [2], [4], [9]]), np.array([[1.0], [0], [0], [0]])
mu, sigma, zhat = z.mean(), z.std(), normalised(z)
print("x           ", z.ravel())
print("its gradient", numerical_gradient(normalised, z, up).ravel().round(4))

# %% [markdown] tags=["concept:batchnorm-train"]
# **All four.** The batch mates help to make the mean and the standard deviation, and so they help
# to make the first output. An x goes into the output on three ways: by itself, through the mean,
# and through the standard deviation. We can measure each way alone, if we hold the other two
# fixed.
#
# **Guess**: which of the three ways do students forget most?

# %% tags=["concept:batchnorm-train"]
ways = {
    "by itself": lambda z: (z - mu) / sigma,
    "through the mean": lambda v: (z - v.mean()) / sigma,
    "through the std": lambda v: (z - mu) / v.std(),
}
parts = {name: numerical_gradient(way, z, up).ravel() for name, way in ways.items()}
for name, part in {**parts, "sum": sum(parts.values())}.items():
    print(f"{name:16}", *[f"{number + 0.0:8.4f}" for number in part.round(4)])

# %% [markdown] tags=["concept:batchnorm-train"]
# (The last two, together: many write dx = dout · γ / σ and stop. That is the first line alone.)
#
# Is there one formula for the sum? There are two laws that it must obey. **Guess** them: what
# happens to x̂ if we add the same number to all of x? And if we stretch all of x away from its
# mean?

# %% tags=["concept:batchnorm-train"]
rng = np.random.default_rng(0)
z, up = rng.normal(size=(7, 1)), rng.normal(size=(7, 1))
zhat, dz = normalised(z), numerical_gradient(normalised, z, up)
moved, stretched = normalised(z + 5), normalised(3 * z)
print("x + 5 and 3x give the same x̂:", np.allclose([moved, stretched], zhat, atol=1e-4))
print(f"sum of dx: {abs(dz.sum()):.6f}, sum of dx · x̂: {abs((dz * zhat).sum()):.4f}")
forbidden = np.column_stack([np.ones(7), zhat])
rest = up - forbidden @ np.linalg.lstsq(forbidden, up, rcond=None)[0]
print("dx               ", *[f"{number:7.3f}" for number in dz.ravel()])
print("what is left / σ ", *[f"{number:7.3f}" for number in (rest / z.std()).ravel()])

# %% [markdown] tags=["concept:batchnorm-train"]
# Nothing happens to x̂, either way. So a gradient that pushes all x up together is useless, and
# one that pushes them along x̂ as well. dx has no part in either direction: both sums are 0, but
# for ε. And that is all: **take upstream, remove its part along (1, 1, …, 1), which is its mean,
# and its part along x̂, which is x̂ times the mean of dout · x̂; multiply what is left by γ / σ.**
#
# > dx = γ / σ · (dout − mean(dout) − x̂ · mean(dout · x̂))
#
# The last two printed lines agree. γ and β are easy: β was added to all rows, so dβ is the sum of
# dout over the batch; γ was multiplied by x̂, so dγ is the sum of dout · x̂.
#
# In assignment 05 you derive dx on both ways, by the graph and in one formula.

# %% [markdown] tags=["concept:batchnorm-test"]
# ## Throw the switch, or read nothing
#
# We train a network with batchnorm, and then somebody gives it *one* digit to read. **Guess**:
# what is the mean of a batch of one? What comes out of batchnorm, and how many digits will it get
# right?

# %% tags=["concept:batchnorm-test"]
from course_lib.nn import Mode

reader = stack((196, 64, 64, 10), he_init, norm=BatchNorm)
train(reader)


def right_in_training_mode(net, images, labels, batch):
    right = 0
    for i in range(0, len(images), batch):
        scores = net.forward_only(images[i : i + batch], Mode(train=True))[0]
        right += (scores.argmax(axis=1) == labels[i : i + batch]).sum()
    return right / len(images)


# %% tags=["concept:batchnorm-test"]
by_label = np.argsort(y_dev, kind="stable")  # all 0s first, then all 1s, ...
print("examples at once   in training mode   the same, sorted by label")
for batch in (1, 2, 5, 20, 100, 1000):
    mixed = right_in_training_mode(reader, x_dev, y_dev, batch)
    ordered = right_in_training_mode(reader, x_dev[by_label], y_dev[by_label], batch)
    print(f"{batch:8} {mixed:20.0%} {ordered:20.0%}")

# %% [markdown] tags=["concept:batchnorm-test"]
# A digit alone is its own mean: x̂ is 0, and β comes out, *whatever the digit was*. And in a batch
# of nothing but threes, what they have in common, that they are threes, is subtracted. In training
# mode an answer depends on who else is asked.
#
# So at test batchnorm uses fixed numbers: a mean and a variance for each feature, averaged over
# the batches of training. They are called *running averages*, and you know the formula from
# notebook 04:
#
# > running ← momentum · running + (1 − momentum) · batch
#
# with a momentum of 0.9, say. (In some libraries "momentum" is the other share, 0.1. Look it up.)
# A switch says which numbers to use: `train=True` or `False`. **Guess**: how many digits will be
# right at test, with a batch of 1?

# %% tags=["concept:batchnorm-test"]
print("examples at once   at test")
for batch in (1, 5, 1000):
    scores = [reader.forward(x_dev[i : i + batch], train=False)[0] for i in range(0, 1000, batch)]
    right = (np.concatenate(scores).argmax(axis=1) == y_dev).mean()
    print(f"{batch:8} {right:17.1%}")

# %% [markdown] tags=["concept:batchnorm-test"]
# The same for all batches, as it must be. **To forget the switch is the classic bug of
# batchnorm.** It raises no error: on large mixed batches it is even right.
#
# There is a second bug: running averages that never settled. They start at mean 0, variance 1.
# **Guess**: we reset those of the trained network, and show it k batches of 50. From which k on
# does it read well?

# %% tags=["concept:batchnorm-test"]
fresh, rng = reader.copy(), np.random.default_rng(0)
for name, a in fresh.buffers.items():
    a[...] = 1 if name.endswith("var") else 0
print("batches seen   right on dev   running mean of one unit")
for k in range(81):
    if k in (0, 1, 3, 5, 10, 20, 40, 80):
        print(f"{k:8} {share_right(fresh):15.0%} {fresh.buffers['norm2.mean'][0]:18.2f}")
    fresh.forward(x[rng.integers(2000, size=50)], train=True)

# %% [markdown] tags=["concept:batchnorm-test"]
# Here it was soon good enough, long before the averages have settled. Ten batches is the window of
# 0.9. After that they still move with every batch, as each batch is another sample.
#
# Below is one feature, with a mean of 3 and a standard deviation of 2. Left: its running averages
# in training. Right: one and the same example, x = 5, given again and again with ever other mates.
# By the true mean it should become (5 − 3) / 2 = 1.
#
# **Guess first**, then try:
#
# 1. *train*, batches of 8: how far from 1 do the answers lie? Of 128? Of 2?
# 2. *train*, batches of 1. Change γ, then β. What does the example become?
# 3. *test*, momentum 0.9: after how many batches of training is the answer near 1? And with 0.99?
# 4. The feature drifts, as the layer below still learns. Which momentum keeps up, 0.5 or 0.99?
# 5. Batches of 2, *test*: why is the running standard deviation too small?

# %% tags=["interactive:batchnorm-test", "concept:batchnorm-test"]
BatchnormLab(mode="train", batch=8)

# %% [markdown] tags=["concept:batchnorm-test"]
# What you should have found. (1) By up to 1 or so; by 0.3 at most; with 2 it is always −1 or 1,
# only the order of the two matters. (2) β, and γ does nothing. (3) After about 30; with 0.99 a
# hundred batches are not enough. (4) 0.5 does, and jumps about; 0.99 is far behind. (5) Two numbers
# lie closer to their own mean than to the true one. That bias is large for small batches. (Some
# libraries keep n / (n − 1) times the variance in their running averages. We do not.)

# %% [markdown] tags=["concept:batchnorm-why"]
# ## Ask what it is good for
#
# Five hidden layers of 50 ReLUs, trained on digits for five epochs, with and without batchnorm: at
# 19 rates, from four kinds of first weights, with five seeds each. That takes minutes, so it was
# done beforehand (by `scripts/sweep_batchnorm.py`) and is only drawn here. Bars are one standard
# deviation over the seeds.
#
# **Guess**: what will batchnorm change most? (a) how good the best network gets, (b) how many
# rates work, (c) how many kinds of first weights work.

# %% tags=["concept:batchnorm-why"]
from course_lib.widgets.normalisation.sweep import INITS, RATES, load_sweep

runs = load_sweep().right  # (without or with, first weights, rate, seed, epoch)
print("runs:", runs[..., 0].size, " of them broke:", np.isnan(runs[..., -1]).sum())

# %% tags=["concept:batchnorm-why"]
looks = {False: (VERMILLION, "s--", "without"), True: (BLUE, "o-", "with batchnorm")}
with style():
    fig, axes = plt.subplots(2, 2, figsize=(8.4, 4.8), sharex=True, sharey=True)
    for ax, init in zip(axes.flat, INITS, strict=True):
        for norm, (colour, look, label) in looks.items():
            right = load_sweep().of(init, norm)[:, :, -1]
            ax.errorbar(RATES, right.mean(1), right.std(1), fmt=look, c=colour, ms=4, label=label)
        ax.set(xscale="log", title=f"first weights {init}", ylim=(0, 1))
    axes[1, 0].set(xlabel="rate", ylabel="right on dev")
    axes[0, 0].legend(loc="center left", bbox_to_anchor=(0.02, 0.35))
figure(fig, alt="Share right by rate. Without batchnorm two of four inits learn, at few rates.")

# %% tags=["concept:batchnorm-why"]
print("5 seeds     without: best, good rates   with batchnorm")
for init in INITS:
    row = ""
    for norm in (False, True):
        right = load_sweep().of(init, norm)[:, :, -1]
        best, good = right.mean(axis=1).argmax(), (right.mean(axis=1) >= 0.8).sum()
        row += f"   {right[best].mean():.2f} ± {right[best].std():.2f} {good:8} of 19"
    print(f"{init:10}{row}")

# %% [markdown] tags=["concept:batchnorm-why"]
# (Good are the rates with at least 80 % right, on average.)
#
# (b) and (c). Without batchnorm the weights of 0.01 and of 1 learn **0** times of 19; with He's
# the rates span a factor of 18. With batchnorm all four kinds learn, three of them at rates
# up to 3. The best network is a little better as well, **0.91** against **0.88**. (Above 5 all of
# them fail: the last layer has no batchnorm after it.)
#
# Look at the left ends, too. At *small* rates and with He's weights, batchnorm is no help: it is a
# little slower. It makes good what is badly set up, and lets one take larger steps.
#
# **Guess**: does it get there *sooner*? Here are the five epochs of He's weights at three rates.
# Bands are one standard deviation over the seeds.

# %% tags=["concept:batchnorm-why"]
with style():
    fig, axes = plt.subplots(1, 3, figsize=(8.4, 2.8), sharey=True)
    for ax, lr in zip(axes, (0.01, 0.1, 1.0), strict=True):
        for norm, (colour, look, label) in looks.items():
            right = load_sweep().of("He", norm)[RATES.index(lr)]
            mean, std = right.mean(axis=0), right.std(axis=0)
            ax.plot(range(1, 6), mean, look, color=colour, label=label, markersize=4)
            ax.fill_between(range(1, 6), mean - std, mean + std, color=colour, alpha=0.25)
        ax.set(title=f"rate {lr:g}", xlabel="epoch", ylim=(0, 1))
    axes[2].legend(loc="center right")
figure(fig, alt="Share right by epoch: batchnorm is behind at 0.01, level at 0.1, alone at 1.")

# %% [markdown] tags=["concept:batchnorm-why"]
# At the same rate, hardly: at 0.01 later, at 0.1 a little sooner. It gets there sooner because it
# can take a rate of 1: there it is after one epoch about where the other one, at 0.1, is after
# three.
#
# Does all that hold here and now? A small part of it, live.

# %% tags=["concept:batchnorm-why"]
for lr in (0.1, 1.0):
    for norm, label in ((None, "without"), (BatchNorm, "with batchnorm")):
        rights = []
        for seed in range(3):
            net = stack((196, *[50] * 5, 10), he_init, norm=norm, seed=seed)
            train(net, lr=lr, seed=seed)
            rights.append(share_right(net))
        print(f"rate {lr}, {label:14}", *[f"{right:6.0%}" for right in rights])

# %% [markdown] tags=["concept:batchnorm-why"]
# **Guess first**, then try:
#
# 1. First weights *Xavier*: between which rates are at least 80 % right, without and with?
# 2. *He*: from which rate on is batchnorm ahead?
# 3. *std 1*: with batchnorm it learns best at a rate that breaks every network without. Which?
# 4. *std 0.01*: where do the five seeds end at rate 0.01? And at 0.1?

# %% tags=["interactive:batchnorm-why", "concept:batchnorm-why"]
RateTolerance(init="Xavier", lr=0.1)

# %% [markdown] tags=["concept:batchnorm-why"]
# What you should have found. (1) 0.056 to 0.32 without, 0.018 to 3.2 with. (2) From 0.056 on. (3)
# 1.8: weights of 1 are large, and need large steps to be changed at all. (4) Without batchnorm they
# guess, at any rate. With it they end at 80 to 90 %, and at rate 0.1 closer together.
#
# *Why* is that so? The paper that introduced it (Ioffe and Szegedy, 2015) gave a reason: when a
# layer learns, the numbers that the next layer is given move, and the next layer has to chase
# them. They called this *internal covariate shift*; batchnorm would hold it still.
#
# It is a good story. Can we test it? Put the shift back in: after each batchnorm, move every
# feature by a random amount, another one at each step. **Guess**: does such a network still take a
# rate of 1.0, which the network without batchnorm does not survive?


# %% tags=["concept:batchnorm-why"]
class Shaken(BatchNorm):  # in training every feature is moved and stretched, at random, each step
    def run(self, x, params, buffers, mode):
        ran = super().run(x, params, buffers, mode)
        if not mode.train:
            return ran
        stretch = np.exp(0.3 * mode.rng.normal(size=self.C)).astype(x.dtype)
        shift = (0.3 * mode.rng.normal(size=self.C)).astype(x.dtype)
        return ran._replace(out=ran.out * stretch + shift, cache=(ran.cache, stretch))

    def back(self, dout, cache, need_dx=True):
        return super().back(dout * cache[1], cache[0], need_dx=need_dx)


# %% tags=["concept:batchnorm-why"]
for norm, label in ((None, "without"), (BatchNorm, "batchnorm"), (Shaken, "batchnorm, shaken")):
    rights = []
    for seed in range(3):
        net = stack((196, *[50] * 5, 10), he_init, norm=norm, seed=seed)
        train(net, lr=1.0, seed=seed)
        rights.append(share_right(net))
    print(f"rate 1.0, {label:18}", *[f"{right:6.0%}" for right in rights])

# %% [markdown] tags=["concept:batchnorm-why"]
# It does. Its layers are given numbers that jump about at every single step, and it learns nearly
# as well. So holding the shift still cannot be what makes the large rate possible. (This is a
# small version of an experiment by Santurkar and others, 2018. They did it with larger networks
# and had the same answer.)
#
# Here is something that does explain a part. **Guess**: we multiply all weights before a batchnorm
# tenfold. What happens to the scores? And to the gradient of these weights?

# %% tags=["concept:batchnorm-why"]
print("weights of layer 2 times   scores change by   size of their gradient")
for factor in (1, 10, 100):
    net = reader.copy()
    net.params["affine2.w"] *= factor
    scores, tape, _ = net.forward_only(x[:500], Mode(train=True))
    if factor == 1:
        at_first = scores
    dw = net.backward(softmax_loss(scores, y[:500])[1], tape)["affine2.w"]
    print(f"{factor:12} {np.abs(scores - at_first).max():25.2f} {np.linalg.norm(dw):22.5f}")

# %% [markdown] tags=["concept:batchnorm-why"]
# The scores stay, as batchnorm divides by the standard deviation, whatever it is. And the gradient
# is **10** times *smaller* for weights **10** times larger. Now think of a step that was much too
# large. It leaves large weights behind. Without batchnorm these make the next gradient larger
# still, and the run explodes. With batchnorm they make it smaller, and the next step is a careful
# one. **It sets its own rate.** You can see it at work: how large do the weights get?

# %% tags=["concept:batchnorm-why"]
print("  rate   size of the weights of layer 2, at first and after 5 epochs   right on dev")
for lr in (0.1, 1.0, 3.0):
    net = stack((196, *[50] * 5, 10), he_init, norm=BatchNorm)
    first = np.linalg.norm(net.params["affine2.w"])
    train(net, lr=lr)
    last = np.linalg.norm(net.params["affine2.w"])
    print(f"{lr:6} {first:24.1f} {last:14.1f} {share_right(net):32.0%}")

# %% [markdown] tags=["concept:batchnorm-why"]
# One more effect: **noise**. In training an example's output depends on its batch mates.
# **Guess**: batches of 4 in place of 256. How many times as much does the output of one unit jump
# about, for the same digit?

# %% tags=["concept:batchnorm-why"]
rng = np.random.default_rng(0)
print("batch   std of one digit's outputs over 300 batches, mean of 64 units")
for size in (4, 16, 64, 256):
    outs = []
    for _ in range(300):
        rows = np.append(0, rng.integers(1, 2000, size=size - 1))
        z = x[rows] @ reader.params["affine1.w"]
        outs.append(normalised(z)[0])
    print(f"{size:5} {np.std(outs, axis=0).mean():12.3f}")

# %% [markdown] tags=["concept:batchnorm-why"]
# Nearly 8 times: it falls like 1 / √batch, as all such noise. It is said to act as a slight
# *regulariser*: a network cannot learn a digit by heart that looks a little different each time.
# Let us see. **Guess**: 500 digits to learn from, batches of 10. Who is better on dev, with or
# without batchnorm?

# %% tags=["concept:batchnorm-why"]
few = (x[:500], y[:500])
print("500 digits, 3 seeds    right on train   right on dev")
for norm, label in ((None, "without"), (BatchNorm, "with batchnorm")):
    rights = []
    for seed in range(3):
        net = stack((196, 100, 100, 10), he_init, norm=norm, seed=seed)
        train(net, few, lr=0.1, epochs=12, batch=10, seed=seed)
        rights.append((share_right(net, *few), share_right(net)))
    means, spreads = np.mean(rights, axis=0), np.std(rights, axis=0)
    print(f"{label:20} {means[0]:12.3f} {means[1]:17.3f} ± {spreads[1]:.3f}")

# %% [markdown] tags=["concept:batchnorm-why"]
# Not here: both know train by heart, and on dev it is a little *worse*. On other data it has
# helped. Do not rely on it; notebook 06 has regularisers made for the purpose.
#
# So where do we stand, honestly?
#
# | | |
# |---|---|
# | **seen, again and again** | larger rates, less care with first weights, often fewer epochs |
# | **understood** | the gradient shrinks as weights grow, so a run does not explode |
# | **doubtful** | that it works *because* it holds the inputs of a layer still |
# | **argued about** | how much is a smoother loss, how much noise; what it is needed for at all |
#
# That is not unusual in this field. A method can be reliable before its reason is known.

# %% [markdown] tags=["concept:batchnorm-bias"]
# ## Find the weights that do nothing
#
# In our networks an affine layer stands before each batchnorm: z = x w + b, and then the mean of z
# is taken off. **Guess**: what is the gradient of b? And by how much does its network change, if
# we add 100 to every b?

# %% tags=["concept:batchnorm-bias"]
net = stack((196, 64, 64, 10), he_init, norm=BatchNorm, dtype=np.float64)
images = x[:500].astype(float)
scores, tape, _ = net.forward_only(images, Mode(train=True))
grads = net.backward(softmax_loss(scores, y[:500])[1], tape)
for name in ("affine1.w", "affine1.b", "affine2.b", "affine3.b"):
    print(f"largest gradient of {name}: {np.abs(grads[name]).max():.6f}")
net.params["affine1.b"] += 100
moved = net.forward_only(images, Mode(train=True))[0]
print(f"scores change by {np.abs(moved - scores).max():.6f}")

# %% [markdown] tags=["concept:batchnorm-bias"]
# **0.000000**, to rounding, before every batchnorm. Only the last layer, which has none after it,
# has a bias that learns. b is added to all examples alike, so it is part of the mean, and the mean
# is taken off. **The bias before a batchnorm does nothing**, and one leaves it out. Its work is
# done by β.

# %% [markdown] tags=["concept:batchnorm-fold"]
# ## Melt it away
#
# At test mean and variance are fixed numbers. Then batchnorm is: times one number, plus another.
# The affine layer before it is: times w, plus b. **Guess**: how many layers do we need for both?
#
# > γ · (x w + b − mean) / σ + β = x (w · s) + (b − mean) · s + β, where s = γ / σ
#
# One. New weights w · s, a new bias, and batchnorm is gone. This is called *folding*.

# %% tags=["concept:batchnorm-fold"]
from course_lib.kernels import Running, fold_into_affine


def folded(net):
    kept = {name: layer for name, layer in net.layers.items() if "norm" not in name}
    plain = Sequential(kept, rng=np.random.default_rng(0), dtype=net.dtype)
    plain.put({name: net.params[name] for name in plain.arrays})
    for i in (1, 2):
        gamma, beta = net.params[f"norm{i}.gamma"], net.params[f"norm{i}.beta"]
        running = Running(net.buffers[f"norm{i}.mean"], net.buffers[f"norm{i}.var"])
        w, b = plain.params[f"affine{i}.w"], plain.params[f"affine{i}.b"]
        w[...], b[...] = fold_into_affine(w, b, gamma, beta, running)
    return plain


# %% tags=["concept:batchnorm-fold"]
for dtype in (np.float64, np.float32):
    net = stack((196, 64, 64, 10), he_init, norm=BatchNorm, dtype=dtype)
    train(net, (x.astype(dtype), y), epochs=3)
    plain, images = folded(net), x_dev.astype(dtype)
    scores = net.scores(images)
    off = np.abs(plain.scores(images) - scores).max() / np.abs(scores).max()
    same_answers = (plain.predict(images) == net.predict(images)).all()
    little = 1e-13 if dtype is np.float64 else 1e-5
    print(f"{net.dtype}: {len(net.layers)} layers become {len(plain.layers)}.", end=" ")
    print(f"Off by less than {little:g}: {off < little}. Same answers: {same_answers}")

# %% [markdown] tags=["concept:batchnorm-fold"]
# The same answers, to rounding. It is not an approximation; a float64 has about 16 digits, a
# float32 about 7. The network is smaller and faster, and there is no switch left to forget. A
# layer of convolutions (notebook 07) has one γ and one σ for each filter, and is folded in the
# same way:


# %% tags=["concept:batchnorm-fold"]
from course_lib.kernels import conv2d_forward, fold_into_conv, spatial_batchnorm_forward

rng = np.random.default_rng(0)
maps, w, b = rng.normal(size=(2, 3, 7, 8)), rng.normal(size=(5, 3, 3, 3)), rng.normal(size=5)
gamma, beta, mean = rng.normal(size=(3, 5))
running = Running(mean, np.ones(5))
out = conv2d_forward(maps, w, b)[0]
out = spatial_batchnorm_forward(out, gamma, beta, running, train=False)[0]
once = conv2d_forward(maps, *fold_into_conv(w, b, gamma, beta, running))[0]
print("conv and batchnorm, or one folded conv:", np.allclose(once, out, rtol=1e-12, atol=1e-12))

# %% [markdown] tags=["concept:batchnorm-fold"]
# **Guess**, before you read on: why can we not fold while we train?
#
# In training mean and σ depend on the batch. They are not fixed numbers, and the gradient goes
# through them.

# %% [markdown] tags=["concept:layernorm"]
# ## Ask the example itself
#
# Batchnorm's troubles all come from the batch: the switch, the averages, the batch of one. *Layer
# normalisation* takes mean and standard deviation over the **features of one example**: along the
# row, not down the column.
#
# Here is the small batch again. **Guess** what becomes of its first row, (1, 100).

# %% tags=["concept:layernorm"]
from course_lib.kernels import layernorm_forward

batch = np.array([[1.0, 100], [1, 300], [5, 100], [5, 100]])
print(layernorm_forward(batch, np.ones(2), np.zeros(2))[0].round(2))
wide, one, zero = x[:300].astype(float), np.ones(196), np.zeros(196)
together = layernorm_forward(wide, one, zero)[0]
alone = layernorm_forward(wide[:1], one, zero)[0]
brighter = layernorm_forward(3 * wide[:1] + 5, one, zero)[0]
print("a digit alone, as in a batch of 300:", np.allclose(alone[0], together[0]))
print("three times as bright, and 5 more:  ", np.allclose(brighter, alone, atol=1e-4))

# %% [markdown] tags=["concept:layernorm"]
# (−1, 1), as any row of two: with two features only their order is left. With many features it is
# the *brightness and contrast* of an example that are lost, and its pattern stays. No example sees
# another. So **training and test are the same**: no switch, no running averages, and a batch of
# one will do.
#
# γ and β are learned here, too. **Guess** their shape, for x of shape (N, D): (N, 1), as there is
# one mean for each row, or (D,)? (Think of a test set with another number of examples.)

# %% tags=["concept:layernorm"]
layer = LayerNorm(196)
params = layer.start(np.random.default_rng(0), np.float64)
print("learnt by layernorm of 196 features:", {name: a.shape for name, a in params.items()})
print("kept in running averages:", layer.start_buffers(np.float64))

# %% [markdown] tags=["concept:layernorm"]
# (D,): the statistics are an example's, but what is *learned* belongs to the features, and must
# fit any number of examples.
#
# **Guess**: one epoch of 1000 digits, in batches of 2, 4 and 20. Which of none, batchnorm and
# layernorm minds small batches?

# %% tags=["concept:layernorm"]
half = x[:1000], y[:1000]
print("right on dev, 3 seeds  batches of 2            of 4           of 20")
for norm, label in ((None, "none"), (BatchNorm, "batchnorm"), (LayerNorm, "layernorm")):
    row = ""
    for size in (2, 4, 20):
        nets = [stack((196, 64, 64, 10), he_init, norm=norm, seed=seed) for seed in range(3)]
        for net in nets:
            train(net, half, lr=0.03, epochs=1, batch=size)
        rights = [share_right(net) for net in nets]
        row += f"{np.mean(rights):10.2f} ± {np.std(rights):.2f}"
    print(f"{label:18} {row}")

# %% [markdown] tags=["concept:layernorm"]
# Batchnorm, with two in a batch: then every feature is −1 for one of them and 1 for the other. With
# four it is nearly level with none. Layernorm does not mind at all. This is why it is used where
# batches are small or examples have different lengths, as in networks for language. (20 in a batch
# are fewer steps in an epoch, for all three.)

# %% [markdown] tags=["concept:groupnorm-instancenorm"]
# ## Choose the axes
#
# An image inside a network has the shape (C, H, W): C channels of H × W pixels. A batch of them is
# a block (N, C, H, W). Every normalisation is now the *same computation*: take a mean and a
# standard deviation over some axes of the block, and make them 0 and 1. They differ in nothing but
# the axes.
#
# **Guess**: in a block of 8 images with 6 channels of 5 × 4 pixels, how many means does each of
# them compute? Over how many numbers?

# %% tags=["concept:groupnorm-instancenorm"]
block = np.random.default_rng(0).normal(size=(8, 6, 5, 4))
kinds = {"batch norm": (0, 2, 3), "layer norm": (1, 2, 3), "instance norm": (2, 3)}
for name, axes in kinds.items():
    means = block.mean(axis=axes)
    shared = block.size // means.size
    print(f"{name:14} over axes {axes!s:9} {means.size:2} means of {shared} numbers")
means = block.reshape(8, 2, 3, 5, 4).mean(axis=(2, 3, 4))
shared = block.size // means.size
print(f"group norm     two groups of 3     {means.size:2} means of {shared} numbers")

# %% [markdown] tags=["concept:groupnorm-instancenorm"]
# - *Batch norm* of images, **spatial batchnorm**: over all examples and all pixels, for each
#   channel by itself. A channel is one feature, looked for at every pixel; so it gets one mean.
# - *Layer norm*: over all of one example.
# - *Instance norm*: each channel of each example by itself.
# - *Group norm*: between the last two, some neighbouring channels of one example at a time.
#
# γ and β have one number for each channel in all of these but layer norm, which has one for each
# feature, as above. **Guess**: group norm with one group is …? With as many groups as channels it
# is …? And can you do spatial batchnorm with plain batchnorm?

# %% tags=["concept:groupnorm-instancenorm"]
from course_lib import kernels

one, zero, running = np.ones(6), np.zeros(6), kernels.start_running(6, np.float64)
row = block.reshape(8, -1)
whole = kernels.layernorm_forward(row, np.ones(120), np.zeros(120))[0].reshape(block.shape)
single = kernels.instancenorm_forward(block, one, zero)[0]
for groups, name, other in ((1, "layer norm", whole), (6, "instance norm", single)):
    out = kernels.groupnorm_forward(block, one, zero, groups=groups)[0]
    print(f"{groups} of 6 groups is {name}:", np.allclose(out, other))
spatial = kernels.spatial_batchnorm_forward(block, one, zero, running, train=True)[0]
columns = normalised(block.transpose(0, 2, 3, 1).reshape(-1, 6))  # every pixel an example
print("spatial is plain:", np.allclose(spatial.transpose(0, 2, 3, 1).reshape(-1, 6), columns))

# %% [markdown] tags=["concept:groupnorm-instancenorm"]
# (To move the channels to the end *before* the reshape is the point of the last lines. Reshape
# alone would mix them up, and no error would tell.)
#
# Here is one block, with 4 examples of 6 channels of 6 pixels. Blue is what shares a mean. Below
# are all its numbers, before and after, a row for each example, a tile for each channel; those
# with an orange rim share it.
#
# **Guess first**, then try:
#
# 1. Go through the four norms. In which of them does the blue box reach through all examples?
# 2. The second example is brighter than the others. Which norms remove that?
# 3. *all examples* on, *all pixels* off, 1 channel. Where have you seen that one before?
# 4. Now switch *all examples* off, too. What comes out, and why?

# %% tags=["interactive:groupnorm-instancenorm", "concept:groupnorm-instancenorm"]
NormAxes("batch norm")

# %% [markdown] tags=["concept:groupnorm-instancenorm"]
# What you should have found. (1) Only batch norm. That is the one that needs a switch. (2) Layer,
# instance and group norm: they look at one example alone. Batch norm keeps it brighter. (3) Each
# pixel of a channel is a feature of its own: it is batchnorm for (N, D), as we had it at first.
# (4) Nothing but zeros: every number is its own mean.
#
# | norm | mean over | needs a switch | used for |
# |---|---|---|---|
# | batch | examples, pixels | yes | images, in large batches |
# | layer | all of an example | no | language, small batches |
# | instance | the pixels of a channel | no | style of pictures |
# | group | the pixels of some channels | no | images in small batches |

# %% [markdown]
# ## What to remember
#
# - **Weights start random**, or all units stay alike for ever. Biases may start at 0.
# - **√(1 / fan-in) for tanh, √(2 / fan-in) for ReLU.** Variances add up; ReLU cuts off half.
# - **Centre the inputs, then scale them**, by numbers found on train. It rounds the bowl.
# - **Batchnorm: mean and variance of each feature over the batch**, then γ and β. All batch mates
#   get a gradient.
# - **At test it uses running averages.** Forget the switch, and a digit alone is read as nothing.
# - **It allows larger rates and forgives first weights.** Why is known in part. It is no cure-all.
# - **No bias before a batchnorm**; at test it folds into the layer before it.
# - **Layer, instance and group norm are the same over other axes**, within one example: no switch.
#
# ## Your turn
#
# In assignment 05 you write them all: first weights, batchnorm forward and backward on both ways,
# its test mode, folding, layer, instance and group norm. Then your own batchnorm trains a network.
# And you will hunt two slips from well-known lecture notes. Your instructor hands it out as
# `assignments/release/05_initialisation/05_initialisation.ipynb`.
#
# **Next: notebook 06, regularisation.** Our networks learn fast now, and know train by heart.
# There we teach them to do well on what they have never seen.

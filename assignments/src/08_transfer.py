# %% [markdown]
# # Assignment 08: transfer learning
#
# **You will do**: bring in weights that others trained, put a new head on them, freeze, fine-tune
# layer by layer, and decide in four cases what may learn.<br>
# **You will learn**: what a pretrained net consists of beside its weights; what "frozen" has to
# mean; and when the advice of textbooks holds.<br>
# **You will need**: lecture notebook 08; about two hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong. It costs nothing and you may run it as often as you
# like. `hint("new-head")` gives one hint more each time you call it. Leave the names and arguments
# of the functions as they are.
#
# A net is a dict here: name -> array. A name is *layer, dot, array*: `"affine.w"`, `"head.b"`. An
# affine layer has `w` (D, M) and `b`; a batchnorm has `gamma` and `beta`, which learn, and the
# running averages `mean` and `var`, which are counted. The last layer is called `head`. **Never
# change a dict or an array that you are given**: it is the pretrained net, and others need it.
# `{**net, "head.b": b}` is a new dict with one array replaced.

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Weights from elsewhere
#
# A framework gives a dict as well, with names and habits of its own:
#
# | layer | theirs | ours |
# |---|---|---|
# | affine | `fc.weight` (M, D), `fc.bias` | `head.w` (D, M), `head.b` |
# | convolution | `conv1.weight` (F, C, K, K), `conv1.bias` | `conv1.w`, the same; `conv1.b` |
# | batchnorm | `bn1.weight`, `bn1.bias` | `norm1.gamma`, `norm1.beta` |
# | | `bn1.running_mean`, `bn1.running_var` | `norm1.mean`, `norm1.var` |
# | | `bn1.num_batches_tracked`, a count | not needed |
#
# `names` says what each of their layers is called here, for example `{"fc": "head"}`. Their layers
# may have a dot in the name, as in `features.0.weight`. A batchnorm's weight has one axis.


# %% solution="from-framework"
def from_framework(state, names):
    """The arrays of `state` as this course names and keeps them: a dict, name -> array."""
    ### BEGIN SOLUTION
    net = {}
    for theirs, ours in names.items():
        w, b = state[f"{theirs}.weight"], state[f"{theirs}.bias"]
        if w.ndim == 1:
            net[f"{ours}.gamma"], net[f"{ours}.beta"] = w, b
            net[f"{ours}.mean"] = state[f"{theirs}.running_mean"]
            net[f"{ours}.var"] = state[f"{theirs}.running_var"]
        else:
            net[f"{ours}.w"], net[f"{ours}.b"] = w.T if w.ndim == 2 else w, b
    return net
    ### END SOLUTION


# %% check="from-framework"
check("from-framework", from_framework)

# %% [markdown]
# Now load. `own` is a net as it was drawn, `kept` is what a file holds. Return a new net with the
# names and dtypes of `own` and the numbers of `kept`. If a name is missing, if there is one too
# many, or if a shape differs, raise a `ValueError`. A net that was loaded by half is the worst of
# all: it trains, it is bad, and nothing says why.


# %% solution="load-weights"
def load_weights(own, kept):
    """The numbers of `kept` in a net like `own`; ValueError unless names and shapes agree."""
    ### BEGIN SOLUTION
    if set(own) != set(kept):
        raise ValueError(f"only one of the two has {sorted(set(own) ^ set(kept))}")
    for name in own:
        if own[name].shape != kept[name].shape:
            raise ValueError(f"{name} is {own[name].shape} here, {kept[name].shape} there")
    return {name: kept[name].astype(own[name].dtype) for name in own}
    ### END SOLUTION


# %% check="load-weights"
check("load-weights", load_weights)

# %% [markdown]
# ## A new head
#
# The old head knows the old classes. Put a new one in its place, for `classes` classes: as many
# rows as the old one, `head.w` drawn from `rng` about 0 with a spread of $1/\sqrt{H}$ for H rows
# (He's $\sqrt{2/H}$ passes too), `head.b` zero. All other arrays stay.


# %% solution="new-head"
def new_head(net, classes, rng):
    """A new net: as `net`, with a freshly drawn head.w (H, classes) and head.b (classes,)."""
    ### BEGIN SOLUTION
    H = len(net["head.w"])
    w = rng.normal(size=(H, classes)) / np.sqrt(H)
    return {**net, "head.w": w, "head.b": np.zeros(classes)}
    ### END SOLUTION


# %% check="new-head"
check("new-head", new_head)

# %% [markdown]
# ## Freeze, and say who learns
#
# `head` is a dict with the new `head.w` and `head.b`; `frozen` is a list of names of layers. Return
# two dicts:
#
# - the net with the new head in it,
# - the velocities to begin with: zeros, shaped like the array, for every array that *learns*, and
#   for no other. Frozen layers do not learn. Running averages, `mean` and `var`, never do.
#
# If `frozen` has a name that no layer has, raise a `ValueError`. In a framework one writes
# `p.requires_grad = False`; with a slip in that name nothing is frozen, and nothing complains.


# %% solution="start-transfer"
def start_transfer(net, head, frozen):
    """The net with its new head, and a velocity of zeros for each array that learns."""
    ### BEGIN SOLUTION
    ready = {**net, **head}
    layer_of = {name: name.split(".")[0] for name in ready}
    for layer in frozen:
        if layer not in layer_of.values():
            raise ValueError(f"there is no layer {layer!r} to freeze")
    velocity = {}
    for name, array in ready.items():
        if layer_of[name] not in frozen and not name.endswith((".mean", ".var")):
            velocity[name] = np.zeros_like(array)
    return ready, velocity
    ### END SOLUTION


# %% check="start-transfer"
check("start-transfer", start_transfer)

# %% [markdown]
# **Work it out**: the net of the lecture takes images of 16 x 16 pixels and has these layers.
#
# | layer | it learns |
# |---|---|
# | `conv1` | 8 filters of 1 x 5 x 5, 8 biases |
# | `norm1` | 8 gammas, 8 betas |
# | `conv2` | 16 filters of 8 x 3 x 3, 16 biases |
# | `norm2` | 16 gammas, 16 betas |
# | `affine` | 256 to 64, with biases |
# | `head` | 64 to 10, with biases |
#
# You put a head for 5 classes on it, and freeze all the other layers. How many numbers learn?

# %% solution="how-many-learn"
how_many_learn = None  # a whole number
### BEGIN SOLUTION
how_many_learn = 325
### END SOLUTION

# %% check="how-many-learn"
check("how-many-learn", how_many_learn)

# %% [markdown]
# ## A frozen batchnorm
#
# No gradient moves the running averages of a batchnorm, so freezing its weights does not stop them.
# Yours shall be wholly at rest: **a frozen batchnorm does in training what it does at test.** It
# uses its averages and leaves them alone.
#
# `norm` is a dict: `gamma`, `beta`, `mean`, `var` of shape (C,), and the numbers `momentum` and
# `eps`. A layer that is not frozen behaves as in assignment 05: in training it uses mean and
# variance (divided by N) of the batch, and its averages become
#
# $$\mathrm{momentum} \cdot \mathrm{old} + (1 - \mathrm{momentum}) \cdot \mathrm{batch}.$$
#
# The result is `gamma * (x - mean) / sqrt(var + eps) + beta`.


# %% solution="frozen-norm"
def norm_forward(x, norm, train, frozen):
    """Batchnorm of x (N, C): out shaped like x, and norm as it is afterwards, a dict."""
    ### BEGIN SOLUTION
    mean, var = norm["mean"], norm["var"]
    if train and not frozen:
        mean, var, rho = x.mean(axis=0), x.var(axis=0), norm["momentum"]
        moved = rho * norm["mean"] + (1 - rho) * mean, rho * norm["var"] + (1 - rho) * var
        norm = {**norm, "mean": moved[0], "var": moved[1]}
    out = norm["gamma"] * (x - mean) / np.sqrt(var + norm["eps"]) + norm["beta"]
    return out, norm
    ### END SOLUTION


# %% check="frozen-norm"
check("frozen-norm", norm_forward)

# %% [markdown]
# **Choose**: you load a net of a framework and train nothing. You show it one image, in two batches
# beside different other images. Its scores differ in the first digit. Why?
#
# - (a) it has not been trained enough
# - (b) it is in training mode
# - (c) its weights are frozen
# - (d) numbers are rounded

# %% solution="same-image-twice"
same_image_twice = None  # one letter, e.g. "a"
### BEGIN SOLUTION
same_image_twice = "b"
### END SOLUTION

# %% check="same-image-twice"
check("same-image-twice", same_image_twice)

# %% [markdown]
# ## Feature extraction
#
# All is frozen but the head. The net is
#
# $$\text{pixels} \to \frac{x - \mathrm{mean}}{\mathrm{std}} \to \text{affine} \to
# \text{batchnorm} \to \text{ReLU} \to \text{head} \to \text{softmax, mean cross-entropy}$$
#
# in the arrays `pixels.mean`, `pixels.std`, `affine.w`, `affine.b`, `norm.gamma`, `norm.beta`,
# `norm.mean`, `norm.var`, `head.w`, `head.b`. (`pixels.mean` and `pixels.std` are those of the
# images that the net was *pretrained* on. They are part of the net.) The batchnorm's eps is 1e-5.
#
# Take `steps` steps of plain gradient descent, `w - lr * dw`, each with all images at once, on
# `head.w` and `head.b`. Return the whole net. `check` compares every other array to the last digit.


# %% solution="feature-extraction"
def feature_extraction(net, x, y, lr, steps):
    """The net after training its head on x (N, D) and labels y (N,): a new dict."""
    ### BEGIN SOLUTION
    a = (x - net["pixels.mean"]) / net["pixels.std"] @ net["affine.w"] + net["affine.b"]
    a = net["norm.gamma"] * (a - net["norm.mean"]) / np.sqrt(net["norm.var"] + 1e-5)
    features = np.maximum(a + net["norm.beta"], 0)
    w, b = net["head.w"], net["head.b"]
    for _ in range(steps):
        scores = features @ w + b
        p = np.exp(scores - scores.max(axis=1, keepdims=True))
        p /= p.sum(axis=1, keepdims=True)
        p[np.arange(len(y)), y] -= 1
        dscores = p / len(y)
        w, b = w - lr * features.T @ dscores, b - lr * dscores.sum(axis=0)
    return {**net, "head.w": w, "head.b": b}
    ### END SOLUTION


# %% check="feature-extraction"
check("feature-extraction", feature_extraction)

# %% [markdown]
# **Work it out**: a framework's cross-entropy takes *scores*, and has the softmax inside. Somebody
# hands it probabilities. Then the loss cannot come down to 0, however good the net. With ten
# classes, what is the lowest it can reach?

# %% solution="loss-floor"
loss_floor = None  # a number, to three digits
### BEGIN SOLUTION
loss_floor = np.log(1 + 9 / np.e)
### END SOLUTION

# %% check="loss-floor"
check("loss-floor", loss_floor)

# %% [markdown]
# ## Fine-tuning
#
# Early layers hold what is general and should move little, late ones more. `layers` names the
# layers from first to last. The last one that learns has the rate `lr`; each before it has a rate
# `factor` times smaller than the next one *that learns*. Frozen layers have the rate 0 and are not
# counted.


# %% solution="layer-rates"
def layer_rates(layers, frozen, lr, factor):
    """The rate of each layer: a dict, layer -> rate."""
    ### BEGIN SOLUTION
    rates = dict.fromkeys(layers, 0.0)
    learning = [layer for layer in layers if layer not in frozen]
    for i, layer in enumerate(reversed(learning)):
        rates[layer] = lr / factor**i
    return rates
    ### END SOLUTION


# %% check="layer-rates"
check("layer-rates", layer_rates)

# %% [markdown]
# Now a step of momentum, each layer at its own rate:
#
# $$v \leftarrow \rho v + g, \qquad w \leftarrow w - \mathrm{rate} \cdot v$$
#
# `net`, `velocity` and `grads` are dicts with the same names; `rates` goes by *layers*. A layer
# whose rate is 0, or that has none, is frozen: its arrays stay as they are, and its velocity too.
# (Why that? Layers are often let loose one after the other. A velocity that has gathered gradients
# all the while would start with a jump.)


# %% solution="fine-tune-step"
def fine_tune_step(net, velocity, grads, rates, rho):
    """The next net and the next velocity, two new dicts."""
    ### BEGIN SOLUTION
    new, moving = dict(net), dict(velocity)
    for name, g in grads.items():
        rate = rates.get(name.split(".")[0], 0.0)
        if rate > 0:
            moving[name] = rho * velocity[name] + g
            new[name] = net[name] - rate * moving[name]
    return new, moving
    ### END SOLUTION


# %% check="fine-tune-step"
check("fine-tune-step", fine_tune_step)

# %% [markdown]
# ## What may learn?
#
# Four cases. The net is the one of the table above, pretrained on handwritten digits. It has three
# blocks under its head: `conv1` with `norm1`, `conv2` with `norm2`, and `affine`. These are the
# ways; the head is new and learns in all of them.
#
# - (a) from scratch: nothing is transferred
# - (b) 3 frozen: all but the head is frozen
# - (c) 2 frozen: `affine` learns too
# - (d) 1 frozen: only `conv1` and `norm1` are frozen
# - (e) 0 frozen: all layers learn, at one rate
# - (f) 0 frozen, old layers slower
#
# **How this is marked.** Every way was trained in every case, about 300 steps of Adam each, at the
# rate that was best on the dev set. Then it was measured on the test set with six new seeds. A way
# is wrong if the best one is *surely* better: by more than 2 points of accuracy, and by more than
# three standard errors of the difference, taken seed by seed. So there may be several right
# answers. Textbook advice is no part of it. The runs come with the course, `load_transfer_runs()`;
# choose before you look.
#
# **Choose**: the net knows the digits of MNIST. Your images are digits from other hands and another
# machine (UCI), **one label for each** of the ten.

# %% solution="few-similar"
few_similar = None  # one letter, "a" to "f"
### BEGIN SOLUTION
few_similar = "b"
### END SOLUTION

# %% check="few-similar"
check("few-similar", few_similar)

# %% [markdown]
# **Choose**: the net knows the digits of MNIST. Your images are textures, grain and fibres of ten
# kinds, with **ten labels for each**.

# %% solution="few-different"
few_different = None  # one letter, "a" to "f"
### BEGIN SOLUTION
few_different = "e"
### END SOLUTION

# %% check="few-different"
check("few-different", few_different)

# %% [markdown]
# **Choose**: the net knows the digits 0 to 4. Your images are the digits 5 to 9 of the same
# collection, with **a hundred labels for each** of the five.

# %% solution="many-similar"
many_similar = None  # one letter, "a" to "f"
### BEGIN SOLUTION
many_similar = "e"
### END SOLUTION

# %% check="many-similar"
check("many-similar", many_similar)

# %% [markdown]
# **Choose**: the textures again, now with **a hundred labels for each** of the ten kinds.

# %% solution="many-different"
many_different = None  # one letter, "a" to "f"
### BEGIN SOLUTION
many_different = "e"
### END SOLUTION

# %% check="many-different"
check("many-different", many_different)

# %% [markdown]
# ## Explain: what does this show?
#
# A colleague writes: *Transfer learning works. From scratch my net got 74 % of the test images
# right, with the pretrained weights 81 %. I tried ten learning rates for the pretrained one and
# took the best on the test set; from scratch I used the rate from the paper. Both had one run.*
#
# What would you want to see before you believe it? Name three things, and say of each why it
# matters. Three to six sentences.

# %% [markdown] manual="transfer-claim" points=3
# ### BEGIN SOLUTION
# One point for each of three, with its reason.
#
# - Both must be tuned alike: one side had ten rates to choose from, the other one. The best rate
#   from scratch is often another than the best for fine-tuning.
# - The rate is chosen on dev, not on test: the best of ten on the test set looks better than it is.
# - Several seeds for both, and the same labels for both: with few labels one run may be off by more
#   than the 7 points in question. Give mean and spread of the differences.
# - Also good: the same number of steps; as many labels as are to be had later (the gain depends on
#   it); are test images among those of the pretraining?
# ### END SOLUTION

# %% [markdown]
# ## Your functions at work
#
# Nothing is marked from here on. The net knows the digits 0 to 4, and gets ten images of each of 5
# to 9. *Your* functions load it, give it a head, freeze, and take 60 steps; the gradients are the
# course's. **Guess** first: what is best frozen? Each line is the mean of three runs, the last
# number is their spread.

# %% tags=["play"]
from course_lib.kernels import softmax_loss
from course_lib.nn import few_labels, freeze, load_pair, load_pretrained, transfer_net

LEARNING = ["conv1", "norm1", "conv2", "norm2", "affine", "head"]
pair = load_pair("digits 5 to 9")


def fine_tuned(frozen, seed):
    """The share of dev images that are right, after 60 steps with the layers given frozen."""
    rng = np.random.default_rng(seed)
    x, y = few_labels(pair.train, 10, rng)
    source, net = load_pretrained(pair.source), transfer_net(5, rng=rng)
    known = load_weights(net.arrays, source.net.arrays)
    drawn = new_head(known, 5, rng)
    head = {name: drawn[name] for name in ("head.w", "head.b")}
    ready, velocity = start_transfer(known, head, frozen)
    net.put(ready)
    freeze(net, *frozen)
    rates = layer_rates(LEARNING, frozen, 0.05, 1.5)
    for _ in range(60):
        rows = rng.permutation(len(x))[:32]
        scores, tape = net.forward(source.prepare(x[rows]), train=True)
        grads = net.backward(softmax_loss(scores, y[rows])[1], tape)
        learning = {name: net.params[name] for name in velocity}
        new, velocity = fine_tune_step(learning, velocity, grads, rates, 0.9)
        net.put({**net.arrays, **new})
    return np.mean(net.predict(source.prepare(pair.dev[0])) == pair.dev[1])


try:
    for k in (0, 4, 5):
        right = [fine_tuned(LEARNING[:k], seed) for seed in range(3)]
        named = ", ".join(LEARNING[:k]) or "nothing"
        print(f"{named:35} frozen: {np.mean(right):.1%} right, {np.std(right, ddof=1):.1%}")
except NotImplementedError:
    print("First write the five functions that are used here, above.")

# %% [markdown]
# # Regularisation, ensembles and tuning
#
# **You will do**: silence half a network at random, mirror and move digits, stop a run in time, let
# five networks vote, and look for good settings in the dark.<br>
# **You will learn**: what each of these buys on real digits with few labels, measured, and what it
# does not; the one pattern behind most of them; which settings to try first, and how.<br>
# **You will need**: notebooks 02 to 05 and 90 minutes. No internet, no GPU.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from course_lib.data import load_uci_digits, split
from course_lib.figures import BLUE, ORANGE, figure, style
from course_lib.kernels import dropout_forward, softmax
from course_lib.nn import Affine, Dropout, Flatten, ReLU, Sequential, Snapshots, Trainer, mlp
from course_lib.optim import SGD, Adam, Linear, Log, OneMinusLog, PolyakAverage, random_search
from course_lib.widgets.regularisation.buying import few_digits, train
from course_lib.widgets.regularisation.methods import METHODS, cosine_cycles
from course_lib.widgets.regularisation.sweep import LABELS, Situation, compared, load_sweep

# %% [markdown] tags=["concept:bias-variance"]
# ## Learn 300 digits by heart
#
# Labels are dear: somebody has to look at every image. Suppose we have **300** digits with a label,
# 30 of each. A network with two hidden layers of 128 units has 118,282 weights.
#
# **Guess**: how many of the 300 will it get right after 1000 steps? And how many of 1000 others?

# %% tags=["concept:bias-variance"]
digits = few_digits(300, seed=0)
(x, y), (x_dev, y_dev) = digits.train, digits.dev


def dense_net(keep=1.0, seed=0):
    layers = {"flatten": Flatten()}
    for i, D in enumerate((784, 128), 1):
        layers |= {f"affine{i}": Affine(D, 128), f"relu{i}": ReLU(), f"drop{i}": Dropout(keep)}
    layers["affine3"] = Affine(128, 10)
    return Sequential(layers, rng=np.random.default_rng(seed))


# %% tags=["concept:bias-variance"]
plain = dense_net()
adam = Trainer(optimiser=Adam(lr=1e-3), epochs=100, batch=32)
history = adam.fit(plain, digits.train, rng=np.random.default_rng(1), watch=())
print(f"weights: {sum(w.size for w in plain.params.values()):,}")
print(f"right on train: {(plain.predict(x) == y).mean():.1%}")
print(f"right on dev:   {(plain.predict(x_dev) == y_dev).mean():.1%}")

# %% [markdown] tags=["concept:bias-variance"]
# All 300, of course. A gap like that is *variance* (notebook 02): the network would have learnt
# something else from 300 other digits. Everything in the first half of this notebook is a way to
# make that gap smaller without more labels. Such a way is called a *regulariser*.
#
# You know one, the L2 penalty. It has a strength, and a strength has to be chosen. Below, again, a
# polynomial is fitted to a few noisy points, sample after sample.
#
# **Guess first**, then try:
#
# 1. Push the strength up from the left. Which falls first, bias² or variance?
# 2. Where is the dev error least? Is the bias least there too?
# 3. With 100 points instead of 20: does the best strength move, and how much does it gain there?

# %% tags=["concept:bias-variance"]
from course_lib.widgets import RegularisationStrength

RegularisationStrength(reg=1e-3)

# %% tags=["concept:bias-variance"]
from course_lib.widgets.regularisation.strength import STRENGTHS, parts

print("points   strength     bias²   variance   dev error")
for N in (20, 100):
    for reg, (bias2, variance, error) in zip(STRENGTHS, parts(12, N).T, strict=True):
        if reg in (1e-5, 1e-3, 0.01, 0.031623, 10):
            print(f"{N:6} {reg:10g} {bias2:9.4f} {variance:10.4f} {error:11.3f}")

# %% [markdown] tags=["concept:bias-variance"]
# (1) Variance, by far: it falls all the way. Bias² hardly matters until the rein is so tight that
# the curve can no longer bend. (At the far left it is the mean of 60 wild fits that is off.) (2) At
# **0.031623** the dev error is **0.130**, and the bias is *not* least there. A little bias is the
# price of much less variance. (3) It moves to the left, to **0.01**. There is little variance to be
# had: from **0.105** to **0.103** is all the penalty can do, and too much of it harms as before.
#
# **More data and a tighter rein cure the same disease.** Who has the one needs less of the other.

# %% [markdown] tags=["concept:dropout"]
# ## Toss a coin for every unit
#
# Here is a stranger idea. In every training step, toss a coin for every hidden unit. Heads, it
# works as usual. Tails, it is silent: its output is 0, for this example and this step.
#
# We start with one unit that has two inputs, x₁ = 3 and x₂ = 1, and gives 2 · x₁ + 1 · x₂ = 7. Each
# *input* is kept with probability **keep** = 0.5. There are four masks. Take a pencil.
#
# **Guess**: what does the unit give on average, over the four masks?

# %% tags=["concept:dropout"]
w_two, x_two, keep = np.array([2, 1]), np.array([3, 1]), 0.5
mean = 0
print("mask    likely   output")
for mask in ([1, 1], [1, 0], [0, 1], [0, 0]):
    likely = np.prod([keep if kept else 1 - keep for kept in mask])
    output = w_two @ (mask * x_two)
    mean += likely * output
    print(f"{mask} {likely:7} {output:8}")
print("mean over the masks:", mean, "   with nothing dropped:", w_two @ x_two)

# %% [markdown] tags=["concept:dropout"]
# **3.5**, half of 7. Each input is there half of the time, so the sum is half as large: *keep*
# times as large in general.
#
# At test we want the network to give the same answer every time, so nothing is dropped. But then
# the unit suddenly gives twice what the next layer is used to. Something has to be done about the
# factor. There are two ways:
#
# - at **test**, multiply by keep;
# - in **training**, divide what is kept by keep, and do nothing at test.
#
# The second is *inverted dropout*. The usual libraries do it so: a network at test then need not
# know that there ever was dropout.
#
# Well-known lecture notes say "multiply by the dropout probability" at test. **Guess**: with keep =
# 0.8, one drops with probability 0.2. What does the unit give at test if one believes them?

# %% tags=["concept:dropout"]
keep, rng = 0.8, np.random.default_rng(0)
kept = rng.random((100_000, 2)) < keep
outputs = (kept * x_two) @ w_two
print(f"mean in training, nothing divided: {outputs.mean():.2f}")
print(f"at test, times 0.8, keep:          {0.8 * (w_two @ x_two):.2f}")
print(f"at test, times 0.2, the drop:      {0.2 * (w_two @ x_two):.2f}")
print(f"mean in training, divided by keep: {(outputs / keep).mean():.2f}, at test {w_two @ x_two}")

# %% [markdown] tags=["concept:dropout"]
# A quarter of what it should be. At keep = 0.5 the slip cannot be seen: both are a half. **Always
# test with a keep that is not a half.**
#
# **Guess first**, then try:
#
# 1. Switch "divide by keep" off. Where do the two dashed lines part?
# 2. Set keep to 0.1. How many masks does it take until the mean has come to rest?
# 3. Put a ReLU behind the sum, with x₁ = 1 and x₂ = −1. Are mean and test still the same?

# %% tags=["interactive:dropout", "concept:dropout"]
from course_lib.widgets import DropoutMasks

DropoutMasks()

# %% tags=["concept:dropout"]
from course_lib.widgets.regularisation.dropout_masks import every_mask

print("      x       then     outputs of the four masks     mean   at test")
for pair, after in (((1, -1), "nothing"), ((1, -1), "ReLU"), ((-1, 2), "ReLU")):
    nets = every_mask(np.array(pair, float), 0.5, scaled=True, after=after)
    full = every_mask(np.array(pair, float), 1.0, scaled=True, after=after)
    outputs = " ".join(f"{out:6.1f}" for out in nets.out)
    print(f"{pair!s:>10} {after:>8} {outputs} {nets.mean:8.2f} {full.mean:9.2f}")

# %% [markdown] tags=["concept:dropout"]
# What you should have found. (1) Without dividing, the mean is keep times what the unit gives at
# test. (2) Not even 300 are enough: what is kept is multiplied by 10, so a single mask jumps far.
# Small keep, much noise. (3) They part. Behind a ReLU, x = (1, −1) gives **1.50** on average and
# **1.00** at test; x = (−1, 2) gives **1.00** on average, and the full network says **0.00**.
#
# So "nothing is left to do at test" is exact for a linear unit. Behind a ReLU it is a good guess.
# How good? That can be measured.

# %% [markdown] tags=["concept:dropout"]
# ## Ask all the thinned networks
#
# Two inputs have four masks. The 256 hidden units of our network have 2²⁵⁶: each example trains
# another *thinned* network at each step, and all of them share their weights. At test we ought to
# let them all vote. Nobody can ask 2²⁵⁶ networks. The full network, asked once, stands in for them.
#
# **Guess**: how good is one thinned network, with half of its units missing? And the vote of 100?

# %% tags=["concept:dropout"]
dropped = dense_net(keep=0.5)
adam.fit(dropped, digits.train, rng=np.random.default_rng(1), watch=())
rng, shares = np.random.default_rng(2), 0
for asked in range(1, 101):
    shares = shares + softmax(dropped.forward(x_dev, train=True, rng=rng)[0])
    if asked in (1, 3, 10, 30, 100):
        right = (shares.argmax(axis=1) == y_dev).mean()
        print(f"{asked:3} thinned networks: {right:.1%} right on dev")
right = (dropped.predict(x_dev) == y_dev).mean()
print(f"the full one, once:   {right:.1%}")

# %% [markdown] tags=["concept:dropout"]
# One alone is right on **77.9** %, three together on **82.0** %, a hundred on **82.1** %. The full
# network gets **81.7** %, for the price of asking once. It stands in well.

# %% [markdown] tags=["concept:dropout"]
# ## Do not rely on one sign
#
# Why should noise help at all? One answer: a unit that may be silent at any moment cannot be relied
# on alone. The next layer has to look at several signs of the same thing.
#
# A cat has ears, a tail, whiskers, and fur. Below are eight sensors of one hidden thing, +1 or −1.
# The first is nearly exact, the seven others are noisy. A linear unit learns to tell which it is,
# with and without dropout on its inputs.
#
# **Guess**: how will the weights differ? And what happens when the first sensor breaks, and says +1
# for ever?


# %% tags=["concept:dropout"]
def sensors(N, rng):
    thing = rng.choice([-1.0, 1.0], N)
    return thing[:, None] + rng.normal(scale=[0.1] + [0.8] * 7, size=(N, 8)), thing


def learn(keep, rng, lr=0.02):
    w = np.zeros(8)
    for _ in range(4000):
        seen, thing = sensors(32, rng)
        given, _ = dropout_forward(seen, keep, rng, train=True)
        w -= lr * given.T @ (given @ w - thing) / 32
    return w


# %% tags=["concept:dropout"]
seen, thing = sensors(5000, np.random.default_rng(5))
broken = seen.copy()
broken[:, 0] = 1
print("keep   weight of the first   mean of the others   right   right, first one broken")
for keep in (1.0, 0.8, 0.5, 0.2):
    v = learn(keep, np.random.default_rng(6))
    right = [(np.sign(s @ v) == thing).mean() for s in (seen, broken)]
    print(f"{keep:4} {v[0]:14.2f} {v[1:].mean():21.2f} {right[0]:14.1%} {right[1]:18.1%}")

# %% [markdown] tags=["concept:dropout"]
# Without dropout the unit relies on the one good sensor, **0.89**, and ignores the others,
# **0.01**. Nothing forces it to do otherwise. When the sensor breaks it is as good as a coin,
# **50.2** %. With keep = 0.5 it spreads its weights over all *redundant* signs, is as good as
# before, and survives: **99.5** %.
#
# That is what dropout buys for certain: not better answers on the same data, but answers that hang
# on no single thread.

# %% [markdown] tags=["concept:dropout"]
# ## Measure before you believe
#
# Does dropout help with our 300 digits? One run says little: other digits, another start, and the
# answer may be another. So we do it properly, here and for all that follows:
#
# - `scripts/sweep_regularisers.py` trained every method, at several strengths, with 100, 300 and
#   1000 labels, for about 1000 steps of Adam at the same rate.
# - The **strength is chosen on dev**, by three seeds. What it buys is measured **on test**, by
#   eight other seeds: other digits to learn from, other first weights.
# - Each is compared with the plain network *of the same seed*: same digits, and the same first
#   weights wherever they have the same shape.
#
# The runs are kept with the course. **Guess**: which keep will dev choose for 300 labels?

# %% tags=["concept:dropout"]
sweep, few = load_sweep(), Situation(300)


def strengths(name, situation=few):
    dev = sweep.dev(name, situation)
    for strength, runs in zip(METHODS[name].strengths, dev, strict=True):
        print(
            f"{METHODS[name].word} {strength:6g}: {runs.mean():.1%} ± {runs.std(ddof=1):.1%} on dev"
        )


def verdict(name, situation=few):
    buys, test = 100 * sweep.buys(name, situation), 100 * sweep.test(name, situation)
    error = buys.std(ddof=1) / np.sqrt(len(buys))
    print(f"{name}: test {test.mean():.1f} %, {buys.mean():+.1f} ± {error:.1f} to the "
          f"{METHODS[name].family}; better in {(buys > 0).sum()} of {len(buys)} seeds")  # fmt: skip


# %% tags=["concept:dropout"]
strengths("dropout")
verdict("dropout")
strengths("L2")
verdict("L2")

# %% [markdown] tags=["concept:dropout"]
# Dev chose a keep of **0.9**, but look at the ± beside the means: all four are alike, so "chosen"
# is a large word. And on test it buys **+0.2 ± 0.2**: nothing that we can see. L2 buys **-0.3 ±
# 0.2**.
#
# Disappointed? Both are famous, and rightly, for other networks and other data. On *this* one they
# do not help: 300 clean digits, a small network, 1000 steps of Adam. A regulariser is a guess about
# what the network does wrong. If the guess is wrong it buys nothing. We shall meet data where both
# of them pay.

# %% [markdown] tags=["concept:dropconnect-etc"]
# ## One pattern, many noises
#
# Dropout is one way to be noisy. Others silence something else:
#
# | name | in training, at random | at test |
# |---|---|---|
# | dropout | *units* are silent | all work, scaled |
# | DropConnect | *weights* are 0 | all work, scaled |
# | stochastic depth | whole *blocks* of a deep net are skipped | all work, scaled |
# | fractional max pooling | the *regions* that are pooled are drawn | several draws are averaged |
# | batchnorm | mean and variance are those of the *batch* | running averages |
# | augmentation | the *image* is moved, mirrored, scaled | the image as it is |
#
# The common pattern: **noise in training, its average at test**. In the small, by hand: a layer
# with weights 1 to 6 and input (1, 1). **Guess**: what does dropout silence below, and what
# DropConnect?

# %% tags=["concept:dropconnect-etc"]
from course_lib.kernels import dropconnect_forward, stochastic_depth_forward

rng, ones = np.random.default_rng(3), np.ones((2, 2))
weights, none = np.arange(1.0, 7.0).reshape(2, 3), np.zeros(3)
units, _ = dropout_forward(ones @ weights, 0.5, rng, train=True)
print("dropout, both examples the same input:", *units.tolist(), sep="\n  ")
out, cache = dropconnect_forward(ones, weights, none, 0.5, rng, train=True)
print("DropConnect, the weights that were left:", *cache.affine.w.tolist(), sep="\n  ")
four = np.ones((4, 1))
deep, _ = stochastic_depth_forward(four, 10 * four, 0.5, rng, train=True)
print("stochastic depth, 1 by the short way and 10 by the branch:", deep[:, 0].tolist())

# %% [markdown] tags=["concept:dropconnect-etc"]
# In dropout each example has its own mask. In DropConnect the weights are silenced, here once for
# the whole batch: 0 or twice their value. In stochastic depth an example takes the short way alone,
# 1, or the branch as well, counted double: 21. The mean of the two is 11, which is what it gives at
# test. One more:

# %% tags=["concept:dropconnect-etc"]
from course_lib.kernels import fractional_max_pool_forward

image, pictures = digits.train[0][y == 2][:1], []
for seed in range(4):
    out, cache = fractional_max_pool_forward(image, 1.6, np.random.default_rng(seed))
    pictures.append(out[0, 0])
    print("rows begin at", *cache.starts[0][:9], "...   columns at", *cache.starts[1][:9], "...")

# %% tags=["concept:dropconnect-etc"]
with style():
    fig, axes = plt.subplots(1, 5, figsize=(7.6, 1.8))
    for ax, picture in zip(axes, [image[0, 0], *pictures], strict=True):
        ax.imshow(picture, cmap="gray_r")
        ax.set_title("{}×{}".format(*picture.shape), fontsize=10)
        ax.set_axis_off()
figure(fig, alt="A 2, and four small ones pooled from it, each stretched a little differently.")

# %% [markdown] tags=["concept:dropconnect-etc"]
# Pooling by 2 halves an image, whatever it shows. *Fractional* pooling shrinks it by less, here by
# 1.6: some regions begin one pixel after the last, some two, in an order drawn anew for every
# batch. The image is stretched a little here and squeezed a little there. A digit stays a digit.
#
# **Guess**: which of these noises buys most with 300 labels? Careful with the fractional pooling:
# its maps are larger than those of the plain network too. So there is a third one, with *the same
# pooling without the noise*: its regions are drawn once for ever.

# %% tags=["concept:dropconnect-etc"]
for name in ("dropout", "DropConnect", "batchnorm", "stochastic depth"):
    verdict(name)
for name in ("fractional pooling, no noise", "fractional pooling"):
    verdict(name)

# %% [markdown] tags=["concept:dropconnect-etc"]
# Noise as such need not buy anything: DropConnect **-0.1 ± 0.3**, and batchnorm even **-1.2 ±
# 0.3**. (It was made to train deep networks faster. This one is neither deep nor slow.) Stochastic
# depth gives **+2.9 ± 0.4** to a residual network that did worse than the plain one, and does not
# catch up with it: **83.8** % beside the plain network's 85.7.
#
# Fractional pooling is another matter: **+3.8 ± 0.3**, better in **8 of 8** seeds. And it *is* the
# noise: the same pooling without it gives **-0.2 ± 0.2**. Both halves of the pattern count. At test
# five draws were averaged; asked once only, the same eight networks are right on 91.0 %, which is
# no more than +1.2. Why this noise? Because it is noise of the right kind. Handwriting is stretched
# a little here and squeezed a little there. So we should ask what else handwriting does.

# %% [markdown] tags=["concept:data-augmentation"]
# ## Move the digit, keep the label
#
# The best cure for few data is more data. A 2 that is moved by a pixel is a 2: you know that, and
# the network cannot know it from 300 images. So tell it. At every step, each image is moved, scaled
# or mirrored at random, *and its label stays*.
#
# **Guess first**, then try:
#
# 1. Mirror the digits. Which of the two is no longer itself?
# 2. How far can the scale go, until you yourself hesitate?
# 3. With the photograph: which of the changes would you *not* expect in a real photograph? Look at
#    the edges. (It is Grace Hopper, who wrote one of the first compilers; United States Navy,
#    1984.)

# %% tags=["interactive:data-augmentation", "concept:data-augmentation"]
from course_lib.widgets import Augmentation

Augmentation(flip=0.5, scale=1.25, draw=6)

# %% [markdown] tags=["concept:data-augmentation"]
# What you should have found. (1) Both are no digits any more. (0, 1 and 8 would not mind.) *Labels
# stay* is a promise that **you** make, and for mirrored digits it is false. (2) A matter of taste,
# and that is the point: you decide what is still a 7. (3) The black edges. The crop is cut out of a
# picture with a black frame. With real photographs one cuts out of a larger one instead.
#
# **Guess**: we mirror half of the digits in training. Does the test accuracy go up or down? And if
# we move them, by up to how many pixels?

# %% tags=["concept:data-augmentation"]
strengths("augmentation")
verdict("augmentation")
verdict("mirrored digits")

# %% [markdown] tags=["concept:data-augmentation"]
# Moved by one pixel and scaled by up to 10 %: **+4.1 ± 0.4** on test, in **8 of 8** seeds. It is by
# far the best of all that leave the network as it is, and costs no label. Mirrored: **-4.6 ± 0.4**.
# The same code, and as much harm as the other does good. **Augmentation is knowledge about the
# data.** If the knowledge is right, nothing beats it.

# %% [markdown] tags=["concept:early-stopping"]
# ## Stop before it is too late
#
# Another way: do not train to the end. Keep an eye on dev, and a copy of the best weights so far.
# When dev has not become better for some epochs, your *patience*, stop, and **go back to the
# copy**.
#
# Below, a network learns 200 small digits, and some of their labels are wrong, as they are in life.
#
# **Guess first**, then try:
#
# 1. With 30 % wrong labels: what does the dev error do, once training begins to learn the wrong
#    ones?
# 2. Patience of 1. Is it ever too impatient? Press "Another run" a few times.
# 3. No wrong labels. What is there left to gain?

# %% tags=["interactive:early-stopping", "concept:early-stopping"]
from course_lib.widgets import EarlyStopping

EarlyStopping()

# %% tags=["concept:early-stopping"]
from course_lib.widgets.regularisation.early_stopping import curves, stop

print("wrong labels   patience   stops at   best at   test error: restored   last   to the end")
for wrong in (0.0, 0.3):
    for patience in (1, 5, 20):
        ends = [(stop(c.dev, patience), c.test) for c in (curves(wrong, s) for s in range(3))]
        last, best = np.mean([e for e, _ in ends], axis=0)
        errors = [(t[b - 1], t[a - 1], t[-1]) for (a, b), t in ends]
        restored, at_last, at_end = np.mean(errors, axis=0)
        print(f"{wrong:12.0%} {patience:10} {last:10.1f} {best:9.1f} {restored:22.1%} "
              f"{at_last:6.1%} {at_end:12.1%}")  # fmt: skip

# %% [markdown] tags=["concept:early-stopping"]
# What you should have found. (1) The dev error falls as long as training learns what digits have in
# common. Then it learns the wrong labels one by one, and dev gets worse. So does test: **32.7** %
# at the end, beside **17.4** % where dev was best. (2) Often. With clean labels it stops after
# **13.0** epochs on average and pays **10.2** % beside **6.4** %. Dev jumps up and down by chance,
# so patience costs little and impatience much. (3) Nothing: here the longer run is the better one.
#
# And restore the best weights. With wrong labels and a patience of 20 the last ones are worse by
# points. (With clean ones there is hardly a difference.)
#
# **Guess**: and on the 300 large digits, whose labels are all right? And on 1000 of which every
# fifth label is wrong?

# %% tags=["concept:early-stopping"]
tired = Situation(1000, wrong=0.2)
for situation in (few, tired):
    print(f"{situation.n} labels, {situation.wrong:.0%} of them wrong:")
    verdict("early stopping", situation)

# %% [markdown] tags=["concept:early-stopping"]
# With clean labels it buys **-0.1 ± 0.1**: nothing, as above. With wrong ones **+5.9 ± 0.3**,
# better in **8 of 8** seeds. For a method that *saves* time, that is a bargain. (Two things are not
# quite fair. Dev chose its moment in each run; but it is tested on other digits. And its patience
# was without end: all 1000 steps were made, and the best moment of them was taken.)

# %% [markdown] tags=["concept:ensembles"]
# ## Let several vote
#
# Train ten networks alike, from ten starts. Each makes mistakes. **Guess**: do they make the same
# ones? And how good is their vote, the mean of their probabilities, beside the best of them?

# %% tags=["concept:ensembles"]
quick = Trainer(optimiser=Adam(lr=1e-3), epochs=30, batch=32)
nets = [dense_net(seed=seed) for seed in range(10)]
for seed, net in enumerate(nets):
    quick.fit(net, digits.train, rng=np.random.default_rng(seed), watch=())
each = np.array([softmax(net.scores(x_dev)) for net in nets])
alone = (each.argmax(axis=2) == y_dev).mean(axis=1)
print(f"alone: {alone.min():.1%} to {alone.max():.1%}, mean {alone.mean():.1%}")
for k in (2, 3, 5, 10):
    print(f"first {k:2} together: {(each[:k].mean(axis=0).argmax(axis=1) == y_dev).mean():.1%}")
same = (each[0].argmax(axis=1) == each[1].argmax(axis=1)).mean()
print(f"two of them agree on {same:.1%} of dev")

# %% [markdown] tags=["concept:ensembles"]
# Mostly the same ones: two of them agree on **91.3** % of dev. So the vote of ten, **83.6** %,
# gains about a per cent on the mean of the ten, **82.8** %. It is as good as the best of them, and
# nobody told us beforehand which one that would be. (The first five together are no better than the
# mean. So small a gain can be hidden by chance; eight seeds will tell, below.) The more the
# networks differ, the more a vote gains: errors that are made by one alone are outvoted.
#
# Ten networks cost ten times the training and ten times every answer. There are cheaper ways.
#
# **Snapshots**: one run, whose rate falls to 0 and jumps up again, five times. At the end of each
# fall take a copy. Five networks for the price of one. **Guess**: is the vote of the five better
# than the last of them?

# %% tags=["concept:ensembles"]
shots = Snapshots(every=20)
falls = Trainer(optimiser=Adam(lr=3e-3), epochs=100, batch=32, schedule=cosine_cycles(100, 5))
run = falls.fit(dense_net(), digits.train, rng=np.random.default_rng(0), watch=(shots,))
votes = np.array([softmax(net.scores(x_dev)) for net in shots.nets])
single = (votes.argmax(axis=2) == y_dev).mean(axis=1)
print("the five alone:", *(f"{s:.1%}" for s in single))
print(f"together: {(votes.mean(axis=0).argmax(axis=1) == y_dev).mean():.1%}")
print(f"two snapshots agree on {(votes[0].argmax(1) == votes[-1].argmax(1)).mean():.1%} of dev")

# %% [markdown] tags=["concept:ensembles"]
# **Polyak averaging** is cheaper still: no second network, only a second copy of the weights, the
# running average of those along the run (the average of notebook 04, with ρ = 0.995: the last 200
# steps or so). Train with the jumpy weights, test with the average.
#
# **Guess**: 1000 digits of which every fifth label is wrong, and a large rate, so that the weights
# do not come to rest. Which is better on dev, the weights as they are or their average?

# %% tags=["concept:ensembles"]
hard = few_digits(1000, seed=0, wrong=0.2)
lines = {}
for name, rule in (("as they are", None), ("Polyak average", PolyakAverage(rho=0.995))):
    trainer = Trainer(optimiser=SGD(lr=0.3), epochs=12, batch=16, average=rule)
    rng = np.random.default_rng(0)
    run = trainer.fit(dense_net(), hard.train, hard.dev, rng=rng, watch=())
    lines[name] = 100 * np.array([epoch.dev_accuracy for epoch in run.epochs])
    low, high = lines[name][4:].min(), lines[name][4:].max()
    print(f"{name:14} dev from epoch 5 on: {low:.1f} to {high:.1f} %")

# %% tags=["concept:ensembles"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.9))
    for (name, line), look in zip(lines.items(), ((ORANGE, "--"), (BLUE, "-")), strict=True):
        ax.plot(range(1, 13), line, color=look[0], linestyle=look[1], label=name)
    ax.set(xlabel="epoch", ylabel="right on dev, %", ylim=(40, 90))
    ax.legend()
figure(fig, alt="The weights as they are jump by up to ten points; their average lies above them.")

# %% tags=["concept:ensembles"]
for name in ("5 nets", "5 snapshots", "Polyak average"):
    verdict(name)

# %% [markdown] tags=["concept:ensembles"]
# Five networks buy **+0.6 ± 0.1** on test, in **8 of 8** seeds. Lecture notes say "about 2 %"; here
# it is less, but it can be relied on. The snapshots buy **-0.1 ± 0.1**: two of them agree on
# **96.6** % of dev, so there is nothing to vote on. Polyak's average buys **-0.0 ± 0.0**, as Adam
# had come to rest at the end of those 1000 steps. Where the weights do *not* come to rest, in the
# picture, it takes away the jumps, and more than the jumps: **70.4** to **80.0** % on dev without
# it, **83.3** to **86.0** % with it, at the price of one more copy.

# %% [markdown]
# ## Choose how strong
#
# A regulariser that is too weak does nothing, and one that is too strong keeps the network from
# learning. Below is the dev accuracy against the strength, mean and standard deviation over three
# seeds: for 300 clean labels, and for 1000 of which every fifth is wrong.
#
# **Guess**: for which of the two will dev want the stronger rein?

# %%
STRONG = ("L2", "dropout", "DropConnect", "augmentation", "stochastic depth", "batchnorm")


def reins(ax, name, situation, colour, dash, label):
    dev, ticks = 100 * sweep.dev(name, situation), METHODS[name].strengths
    mean, spread, at = dev.mean(axis=1), dev.std(axis=1, ddof=1), np.arange(len(ticks))
    ax.plot(at, mean, color=colour, linestyle=dash, marker="o", markersize=3, label=label)
    ax.fill_between(at, mean - spread, mean + spread, color=colour, alpha=0.2, linewidth=0)
    ax.set_xticks(at, [f"{t:g}" for t in ticks])
    ax.set(title=name, xlabel=METHODS[name].word)


# %%
with style():
    fig, axes = plt.subplots(2, 3, figsize=(8.0, 4.4), sharey=True)
    for ax, name in zip(axes.flat, STRONG, strict=True):
        reins(ax, name, few, BLUE, "-", "300 clean")
        reins(ax, name, tired, ORANGE, "--", "1000, a fifth wrong")
    axes[0, 0].legend()
    fig.supylabel("right on dev, %", fontsize=10)
figure(fig, alt="Dev accuracy by strength: clean labels flat or falling, wrong ones rising.")

# %%
print("strength chosen on dev         300 clean   1000, a fifth wrong")
for name in (*STRONG, "fractional pooling", "Polyak average", "all together"):
    chosen = [sweep.chosen(name, situation) for situation in (few, tired)]
    print(f"{name:18} {METHODS[name].word:>16} {chosen[0]:7g} {chosen[1]:16g}")

# %% [markdown]
# With clean labels the curves are flat or fall from the left: the weakest rein is as good as any.
# With wrong labels they climb, and some of them fall again where the rein is too tight. There dev
# wants L2 at **0.03** instead of **0.001**, and a keep of **0.3** instead of **0.9**. (For keep
# that is the end of what we tried; who wanted the last per cent would go on from there.) **There is
# no good strength, only a good strength for these data.** So it is chosen on dev, each time anew.

# %% [markdown]
# ## Put it all side by side
#
# One picture for all of it: test accuracy against the number of labels. In each panel the grey band
# is the plain network of the same family, the coloured one the method: mean and standard deviation
# over eight seeds.
#
# **Guess**: does a method that helps with 100 labels help as much with 1000?

# %%
SHOWN = ("L2", "dropout", "DropConnect", "batchnorm", "stochastic depth", "fractional pooling",
         "augmentation", "early stopping", "5 nets", "5 snapshots", "Polyak average",
         "all together")  # fmt: skip


def band(ax, name, colour, dash):
    labels = [n for n in LABELS if name in compared(Situation(n))]
    test = 100 * np.array([sweep.test(name, Situation(n)) for n in labels])
    mean, spread = test.mean(axis=1), test.std(axis=1, ddof=1)
    ax.semilogx(labels, mean, color=colour, linestyle=dash, linewidth=1.8)
    ax.fill_between(labels, mean - spread, mean + spread, color=colour, alpha=0.25, linewidth=0)


# %%
with style():
    fig, axes = plt.subplots(3, 4, figsize=(8.0, 5.4), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, SHOWN, strict=True):
        band(ax, METHODS[name].family, "#707070", "--")
        band(ax, name, BLUE, "-")
        ax.set_title(name)
        ax.set_xticks(LABELS, LABELS)
        ax.minorticks_off()
    fig.supxlabel("digits with a label", fontsize=10)
    fig.supylabel("right on test, %", fontsize=10)
figure(fig, alt="Test accuracy by labels: fractional pooling and all together lie highest.")

# %%
where = [*map(Situation, LABELS), tired]


def row(name, tell):
    cells = [tell(name, s) if name in compared(s) else "-" for s in where]
    print(
        f"{name:28}" + "".join(f"{cell:>{w}}" for cell, w in zip(cells, (9, 9, 9, 22), strict=True))
    )


def gain(name, situation):
    buys = 100 * sweep.buys(name, situation)
    sure = abs(buys.mean()) > 2 * buys.std(ddof=1) / np.sqrt(len(buys))
    return f"{buys.mean():+.1f}{'*' if sure else ' '}"


# %%
print("what it buys on test, in %; * more than twice its standard error from 0")
print(f"{'labels':28}{'100 ':>9}{'300 ':>9}{'1000 ':>9}{'1000, a fifth wrong ':>22}")
for name, method in METHODS.items():
    if name != method.family:
        row(name, gain)
print("right on test, in %")
for name in ("plain net", "plain residual net", "plain conv net", "all together"):
    row(name, lambda name, situation: f"{100 * sweep.test(name, situation).mean():.1f} ")

# %% [markdown]
# Read it as a sceptic. These are more than fifty comparisons. With eight seeds, a method that does
# nothing at all gets a star about once in twelve. (A dash: not trained there, to save time.)
#
# - **Few labels, all of them right.** Knowledge about digits pays, and the more, the fewer labels
#   there are: augmentation **+6.8**, **+4.1**, **+2.3**, fractional pooling **+6.1** and **+3.8**.
#   L2, dropout, DropConnect, early stopping, snapshots and Polyak's average move things by less
#   than one per cent. Batchnorm harms.
# - **Every fifth label wrong.** Now whatever hinders learning by heart pays: L2 **+5.2**, dropout
#   **+6.5**, DropConnect **+6.0**, early stopping **+5.9**, even the snapshots, **+4.3**. Knowledge
#   still pays most: **+9.0** and **+9.6**.
# - **Mirrored digits** harm everywhere. Five networks help everywhere, by **+0.3** to **+2.4**.
# - **Gifts add up.** Augmentation, dropout and five networks together buy **+8.7**, **+6.3** and
#   **+3.0**, a little more than the three alone added up. With every fifth label wrong, where they
#   mend the same fault, **+12.5** is less than their sum. Even so they reach **92.3** %: more than
#   the plain network with all labels right, **91.2** %.
#
# Do not take the file's word for it. The next cell trains again, here and now, a few of these runs,
# and compares. (Another machine may round otherwise, and then a digit or two may flip.)

# %%
print("test accuracy, 300 labels   now     kept")
for name in ("plain net", "augmentation"):
    now = train(name, sweep.chosen(name, few), n=300, seed=0).test
    print(f"{name:25} {now:6.1%} {sweep.test(name, few)[0]:8.1%}")

# %% [markdown] tags=["concept:hyper-priority"]
# ## Ask which dial matters
#
# A network has many dials: the rate, momentum, batch size, hidden units, layers, the L2 penalty,
# Adam's β₂. Nobody can try all combinations. Which ones are worth the time?
#
# Let us ask. We draw 80 settings at random, each dial over its whole sensible range, train a small
# network on 400 small digits for eight epochs, and look at the dev error.
#
# **Guess**: put these seven in order, the one that matters most first.

# %% tags=["concept:hyper-priority"]
small = split(load_uci_digits(), train=400, dev=600, test=797, rng=np.random.default_rng(0))
few8, dev8 = ((part.as_vectors(np.float64), part.y) for part in (small.train, small.dev))
histories = []


def dev_error(lr, beta1, batch, hidden, layers, reg, beta2):
    rng = np.random.default_rng(0)
    net = mlp((64, *[round(hidden)] * round(layers), 10), rng=rng, dtype=np.float64)
    rule = Adam(lr=lr, beta1=beta1, beta2=beta2)
    trainer = Trainer(optimiser=rule, epochs=8, batch=round(batch), reg=reg)
    histories.append(trainer.fit(net, few8, rng=rng, watch=()))
    return float((net.predict(dev8[0]) != dev8[1]).mean())


# %% tags=["concept:hyper-priority"]
space = {
    "lr": Log(1e-5, 1),
    "beta1": OneMinusLog(0.5, 0.99),
    "batch": Log(8, 128),
    "hidden": Log(8, 128),
    "layers": Linear(0.5, 3.5),
    "reg": Log(1e-6, 0.1),
    "beta2": OneMinusLog(0.9, 0.9999),
}
coarse = list(random_search(dev_error, space, trials=80, rng=np.random.default_rng(1)))
errors = np.array([trial.cost for trial in coarse])
print(f"dev error of 80 settings: best {errors.min():.1%}, median {np.median(errors):.1%}")


# %% tags=["concept:hyper-priority"]
def share_told(trials, dial, groups=5):
    errors = np.array([trial.cost for trial in trials])
    order = np.argsort([trial.settings[dial] for trial in trials])
    means = [errors[part].mean() for part in np.array_split(order, groups)]
    return np.var(means) / np.var(errors), means


# %% tags=["concept:hyper-priority"]
def ask(trials):
    print("share of the spread that the dial tells; mean dev error in fifths, from low to high")
    for dial in space:
        share, means = share_told(trials, dial)
        print(f"{dial:7} {share:6.0%}    ", *(f"{m:6.0%}" for m in means))
    rng, blind = np.random.default_rng(0), []
    for _ in range(300):  # the same errors, dealt out anew among the settings
        dealt = rng.permutation([trial.cost for trial in trials])
        shuffled = [t._replace(cost=c) for t, c in zip(trials, dealt, strict=True)]
        blind.append(share_told(shuffled, "lr")[0])
    print(f"by chance alone {np.mean(blind):.0%}, seldom above {np.quantile(blind, 0.95):.0%}")


# %% tags=["concept:hyper-priority"]
ask(coarse)

# %% tags=["concept:hyper-priority"]
with style():
    fig, axes = plt.subplots(2, 4, figsize=(8.0, 3.6), sharey=True)
    for ax, dial in zip(axes.flat, space, strict=False):
        ax.plot([trial.settings[dial] for trial in coarse], errors, "o", color=BLUE, markersize=3)
        if isinstance(space[dial], Log):
            ax.set_xscale("log")
        ax.set_title(dial)
    axes[1, 3].set_axis_off()
    fig.supylabel("dev error", fontsize=10)
figure(fig, alt="Dev error against seven dials: the rate has a valley near 0.01, six no shape.")

# %% [markdown] tags=["concept:hyper-priority"]
# The **rate**: **65** % of all the spread. No other dial stands out from what chance gives, "seldom
# above **11** %". It is not that they do not matter. Beside a rate that is wrong by a factor of a
# thousand, nothing else can be seen. So: **the rate first**.
#
# **Guess**: now we draw the rate only where it worked. Which dial comes second?

# %% tags=["concept:hyper-priority"]
finer = space | {"lr": Log(1e-3, 3e-2)}
fine = list(random_search(dev_error, finer, trials=80, rng=np.random.default_rng(2)))
errors = np.array([trial.cost for trial in fine])
print(f"dev error of 80 settings: best {errors.min():.1%}, median {np.median(errors):.1%}")
ask(fine)

# %% [markdown] tags=["concept:hyper-priority"]
# Hidden units and the batch size, **30** % each; the rate is still third. Layers, penalty, β₁ and
# β₂ are lost in chance. How far can one trust such shares? We drew anew, seven times: the rate of
# the coarse round told 48 to 80 %. In the fine round hidden units told 30 to 50 %, the batch 7 to
# 22 %, the rate 5 to 28 %, and no other dial more than 14 %. So the order is good for the first,
# perhaps for the first three, and for nothing further down.
#
# The usual advice, from many networks: **the rate; then momentum, batch size, hidden units; then
# layers and the decay of the rate; Adam's β₁, β₂ and ε hardly ever.** Ours agrees with its
# beginning and its end. Momentum, here β₁, told nothing on this network.

# %% [markdown] tags=["concept:random-vs-grid"]
# ## Throw darts instead of drawing a grid
#
# Two dials, nine trials. A tidy mind lays a grid, 3 × 3. **Guess**: how many different values of
# each dial does the grid try? And nine trials at random?
#
# Below, one dial, a, matters; b hardly does. The best place lies anywhere: in the left picture you
# see one such problem, in the right one how 200 of them went.
#
# **Guess first**, then try:
#
# 1. Nine trials, b hardly matters. Which is better, on average? Then let b matter as much as a.
# 2. Make the good region wider. From where on is the grid as good?
# 3. Compare the grid with "coarse to fine": a third of the trials anywhere, a third around the best
#    so far, a third around the best of those. When does that pay?

# %% tags=["interactive:random-vs-grid", "concept:random-vs-grid"]
from course_lib.widgets import RandomAgainstGrid

RandomAgainstGrid()

# %% tags=["concept:random-vs-grid"]
from course_lib.widgets.regularisation.random_grid import best_so_far

print(
    "mean of the least cost, 200 problems\ntrials   width   b matters    grid   random   c. to f."
)
for trials, width, matters in ((9, 0.06, 0.1), (9, 0.06, 1.0), (9, 0.25, 0.1), (25, 0.06, 0.1),
                               (25, 0.06, 1.0), (49, 0.06, 1.0)):  # fmt: skip
    ends = [
        best_so_far(search, trials, width, matters, 0)[:, -1].mean()
        for search in ("grid", "random", "coarse to fine")
    ]
    print(f"{trials:6} {width:7} {matters:11} {ends[0]:7.2f} {ends[1]:8.2f} {ends[2]:10.2f}")

# %% [markdown] tags=["concept:random-vs-grid"]
# What you should have found. A grid of nine tries 3 values of each dial, chance tries 9. (1) Random
# search, **0.36** beside **0.55**. If both matter as much, the grid is a little better: **0.80**
# beside **0.84**; it leaves no large holes. (2) At a width of 0.25 the grid is as good, **0.07**
# beside **0.09**: three values are enough to hit a barn door. (3) With 25 trials and more. With
# **49**, and both dials important: **0.11** beside **0.54** by chance and **0.36** by the grid.
# With nine it is hardly worth it, and in a wide region it is the worst of the three, **0.12**.
#
# So where *both* dials matter, a grid beats chance, the more so the more trials there are. But we
# did not know beforehand which dial matters. And we had seven: three values of each are 2187 trials
# on a grid, and of the rate it still tries no more than three. **Random search wins where few of
# many dials matter**, and that is the usual case (Bergstra and Bengio, 2012). And you did coarse to
# fine already, with the network: 80 runs over the whole range of the rate, then 80 where it had
# worked. The median dev error went from 74 to 12 %.

# %% [markdown] tags=["concept:log-sampling"]
# ## Draw the zeros, not the digits
#
# The rate may be anything from 0.0001 to 1. We draw it evenly. **Guess**: which share of the draws
# lies between 0.1 and 1? And how many of 40 lie below 0.001?
#
# **Guess first**, then try:
#
# 1. Draw 400. How many on the straight scale are below 0.01?
# 2. Change to β, from 0.9 to 0.9999. Which end does the straight scale crowd now?

# %% tags=["interactive:log-sampling", "concept:log-sampling"]
from course_lib.widgets import LogSampling

LogSampling()

# %% tags=["concept:log-sampling"]
from course_lib.widgets.regularisation.log_sampling import SCALES, draws, shares

for what, scale in SCALES.items():
    straight, log = (shares(what, d) for d in draws(what, 100_000, seed=0))
    print(f"{what:18} ", *(f"{a} to {b:7}" for a, b in pairwise(scale.words)))
    print("  straight scale", *(f"{s:12.1%}" for s in straight))
    print("  log scale     ", *(f"{s:12.1%}" for s in log))

# %% [markdown] tags=["concept:log-sampling"]
# **89.8** % lie between 0.1 and 1, and **0.1** % below 0.001: of 40 draws, hardly ever one. (1)
# Below 0.01 there is one draw in a hundred, about four of 400. On the logarithmic scale each power
# of ten gets its quarter. (2) The end at 0.9. For β it is the distance from 1 that counts, so one
# draws 1 − β on the logarithmic scale; the straight one puts **90.2** % between 0.9 and 0.99.
#
# Why does β want it so? **Guess**: β goes from 0.9 to 0.9005, and from 0.999 to 0.9995. How many
# values does the average look back over, before and after?

# %% tags=["concept:log-sampling"]
for beta in (0.9, 0.9005, 0.999, 0.9995):
    print(f"β = {beta:6}: about {1 / (1 - beta):7.1f} values")

# %% [markdown] tags=["concept:log-sampling"]
# From **10.0** to **10.1**: nothing happened. From **1000.0** to **2000.0**: another optimiser. The
# same step of 0.0005, in two places. **Draw on the scale on which equal steps do equal things.**
# For the number of layers that is the straight one.

# %% [markdown] tags=["concept:babysitting"]
# ## Check before you train
#
# A run of a week that was broken from the first step is a week lost. These checks take seconds, and
# here they are as code. **Guess**: what should the loss of ten classes be before the first step?
# And after 300 steps on 20 digits alone?


# %% tags=["concept:babysitting"]
def tell(fits, words):
    print("ok  " if fits else "NOT ", words)


def check_data(x, y):
    tell(x.min() >= 0 and x.max() <= 1, f"pixels from {x.min():g} to {x.max():g}")
    counts = np.bincount(y, minlength=10)
    tell(counts.min() > 0.5 * counts.max(), f"{counts.min()} to {counts.max()} of each class")


# %% tags=["concept:babysitting"]
def check_start(net, trainer, x, y):
    loss, _ = trainer.loss(net.scores(x), y)
    tell(abs(loss - np.log(10)) < 0.5, f"loss at the start {loss:.2f}, log 10 = {np.log(10):.2f}")


def check_tiny(net, trainer, x, y):
    loss, net = trainer.loss, net.copy()
    tiny = Trainer(optimiser=trainer.optimiser, epochs=300, batch=20, loss=loss)
    run = tiny.fit(net, (x[:20], y[:20]), rng=np.random.default_rng(0), watch=())
    right = (net.predict(x[:20]) == y[:20]).mean()
    tell(right == 1, f"20 digits by heart: {right:.0%} right after {len(run.steps)} steps")


# %% tags=["concept:babysitting"]
def babysit(net, trainer, x, y):
    check_data(x, y)
    check_start(net, trainer, x, y)
    check_tiny(net, trainer, x, y)


print("a healthy network")
babysit(dense_net(), Trainer(optimiser=Adam(lr=1e-3)), x, y)

# %% [markdown] tags=["concept:babysitting"]
# Checks are worth something only if they can fail. So we break things, one at a time: pixels from 0
# to 255; first weights ten times as large; a gradient with the wrong sign.
#
# **Guess**: which check catches which?


# %% tags=["concept:babysitting"]
def wrong_sign(scores, y):
    loss, dscores = Trainer().loss(scores, y)
    return loss, -dscores


large = dense_net()
for name in ("affine1.w", "affine2.w", "affine3.w"):
    large.params[name] *= 10

# %% tags=["concept:babysitting"]
for what, net, trainer, images in (
    ("\npixels not scaled", dense_net(), Trainer(), 255 * x),
    ("\nlarge first weights", large, Trainer(), x),
    ("\nthe sign of the gradient", dense_net(), Trainer(loss=wrong_sign), x),
):
    print(what)
    babysit(net, trainer, images, y)

# %% [markdown] tags=["concept:babysitting"]
# The pixels fail two checks. The large weights fail one, the loss at the start: Adam learns the 20
# digits even so. The wrong sign looks healthy until one trains: **5** % right, and cut off after
# **10** steps. Each check found something that another one missed. That is why there are several.
#
# Next, find the rate. A few epochs for each will do. If the loss hardly moves, the rate is too
# small. If it rises, too large: **a run whose cost passes three times its start is stopped**.
#
# **Guess**: at which of these rates does that happen, and how soon?

# %% tags=["concept:babysitting"]
print("  rate    steps    loss at first   at the end   state")
for lr in (1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1):
    trainer = Trainer(optimiser=Adam(lr=lr), epochs=5, batch=32)
    run = trainer.fit(dense_net(), digits.train, rng=np.random.default_rng(0), watch=())
    last = np.mean(run.steps[-5:])
    print(f"{lr:6} {len(run.steps):7} {run.start:14.2f} {last:12.2f}   {run.state}")

# %% [markdown] tags=["concept:babysitting"]
# 0.00001 hardly moves: from **2.39** to **2.32**. From 0.1 on the cost passes three times its
# start, and the run is cut off after **8** steps, of 50. (As soon as it may be: the cost is
# averaged over 256 digits first, eight batches, so that one unlucky batch ends nothing.) The good
# rates lie between.
#
# In a search this saves time. **Guess**: how many of the 80 runs of the coarse search above were
# cut off, and what share of the steps was saved? And in the fine one?

# %% tags=["concept:babysitting"]
for name, trials, runs in (("coarse", coarse, histories[:80]), ("fine", fine, histories[80:])):
    batches = [np.ceil(400 / round(trial.settings["batch"])) for trial in trials]
    planned, done = 8 * sum(batches), sum(len(run.steps) for run in runs)
    cut = [len(run.steps) for run in runs if run.state in ("exploded", "nan")]
    print(f"{name:6}: {len(cut)} of {len(runs)} cut off, {1 - done / planned:.0%} of steps saved;",
          "after", *sorted(cut) or ["-"], "steps")  # fmt: skip

# %% [markdown] tags=["concept:babysitting"]
# **9** of **80**, and **11** % of the steps. In the fine search none. So the rule saves little
# here. It catches the runs that explode; most of the bad ones crawl, or jump about below the limit.
# It costs nothing, though, and on the day a run takes a week you will be glad of it.

# %% [markdown] tags=["concept:panda-caviar"]
# ## Raise a panda, or lay eggs like a fish
#
# A panda raises one cub at a time. A sturgeon lays hundreds of thousands of eggs, and some make it.
# (The eggs are *caviar*.) You can train the same ways:
#
# - **panda**: one network, watched all day. The loss stands still: raise the rate a little. It
#   jumps: go back to yesterday's copy, and lower it.
# - **caviar**: many networks at once, with settings drawn at random. Take the best.
#
# **Guess**: from the 80 runs of the coarse search, we may look at k drawn at random and take the
# best. How does its dev error fall with k?


# %% tags=["concept:panda-caviar"]
def nurse(lr, visits, epochs=2):
    rng = np.random.default_rng(0)
    net, cost = mlp((64, 64, 10), rng=rng, dtype=np.float64), np.inf
    for _ in range(visits):
        trial, before = net.copy(), lr
        rule = Trainer(optimiser=Adam(lr=lr), epochs=epochs, batch=32)
        run = rule.fit(trial, few8, rng=rng, watch=())
        better = run.state == "finished" and run.epochs[-1].loss < cost
        net, cost = (trial, run.epochs[-1].loss) if better else (net, cost)
        lr *= 1.5 if better else 1 / 5
        print(f"rate {before:6.3f}: {'kept' if better else 'taken back'}, loss {cost:.3f}")
    return (net.predict(dev8[0]) != dev8[1]).mean()


# %% tags=["concept:panda-caviar"]
print(f"one panda, from a bad rate, 8 visits of 2 epochs: {nurse(1.0, 8):.1%} wrong on dev")
print("the best of k eggs, wrong on dev     coarse     fine")
rng = np.random.default_rng(0)
for k in (1, 3, 10, 30, 80):
    draws_of_k = [rng.permutation(80)[:k] for _ in range(2000)]
    best = [np.mean([c[i].min() for i in draws_of_k])
            for c in (np.array([trial.cost for trial in t]) for t in (coarse, fine))]  # fmt: skip
    print(f"{k:3}, 8 epochs each: {8 * k:3} epochs {best[0]:14.1%} {best[1]:8.1%}")

# %% [markdown] tags=["concept:panda-caviar"]
# The panda began with a rate of 1, a hopeless one, and ended with **6.5** % wrong after 16 epochs.
# One egg of the coarse search, 8 epochs, has **56.6** % on average, and **10** of them **8.4** %,
# for 80 epochs. So with one machine, raise a panda. But the ten eggs need not wait for each other.
# With ten machines they are done in half the panda's time, and nobody has to stay up. And where we
# know roughly where to look, as in the fine search, three eggs are nearly as good as she: **7.8**
# %.
#
# **How much you can compute at once decides.** Little: panda. Much: caviar.

# %% [markdown]
# ## What to remember
#
# - **A gap between train and dev is variance.** More data or a tighter rein cure it. How tight, dev
#   says, for these data and no others.
# - **Dropout**: in training toss a coin for every unit, and divide what is kept by keep. At test do
#   nothing. (By *keep*, never by the drop.) Exact for a linear unit, a good guess for a network.
# - **Noise in training, its average at test**: that is dropout, DropConnect, stochastic depth,
#   fractional pooling, batchnorm, augmentation. What counts is whether it is noise *of the right
#   kind*.
# - **Augmentation is knowledge.** Moved digits bought more than all else that leaves the network as
#   it is; mirrored ones cost points everywhere.
# - **Early stopping** needs patience, and goes back to the best weights. It buys much where there
#   is something wrong to learn, and nothing where there is not.
# - **A vote of several networks** is better than one of them, the more so the more they differ.
# - **Measure what it buys**: chosen on dev, told on test, over several seeds, against the same seed
#   without it.
# - **Tune the rate first.** Draw at random, on the scale on which equal steps do equal things; then
#   again, finer, around the best.
# - **Check before you train**: data, first loss, twenty examples by heart, the rate. Stop what
#   passes three times its start.
# - **Little to compute with: panda. Much: caviar.**
#
# ## Your turn
#
# In assignment 06 you write it yourself: dropout forward and backward, its relatives, augmentation,
# early stopping that restores the best weights, ensembles, and the searches. There are two errors
# to hunt. Your instructor hands it out as
# `assignments/release/06_regularisation/06_regularisation.ipynb`.
#
# **Next: notebook 07, convolutional networks.** Augmentation told the network that a moved digit is
# the same digit, one example at a time. A convolution knows it from the start.

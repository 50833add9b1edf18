# %% [markdown]
# # Linear classifiers, losses and regularisation
#
# **You will do**: train a classifier that keeps ten templates instead of 3000 images, look at what
# it has learned, drag its lines about, and check its gradient with a ruler.<br>
# **You will learn**: to score images with one matrix product, to prepare data, to say how wrong a
# score is in two ways, to keep weights small, to go downhill in small batches, and to read from two
# curves what is the matter.<br>
# **You will need**: notebook 01, what a derivative is, and 90 minutes. No network, no GPU.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from course_lib.data import load_mnist, split
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION, figure, style
from course_lib.widgets import BiasVariance, ClassLines, SvmVsSoftmax

parts = split(load_mnist(), train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
x, x_dev = (images.as_vectors(np.float64) for images in (parts.train, parts.dev))
y, y_dev = parts.train.y, parts.dev.y
print("train", x.shape, " dev", x_dev.shape, " pixels from", x.min(), "to", x.max())


# %% [markdown]
# The digits and the split are those of notebook 01; the pixels go from 0 (paper) to 1 (ink). The
# helper draws images side by side. Where numbers may be negative, red is below 0 and blue above.


# %%
SIGNED = LinearSegmentedColormap.from_list("signed", [VERMILLION, "white", BLUE])


def show(images, titles, *, alt, rows=1, signed=False):
    with style():
        size = np.array([len(images) // rows, 1.3 * rows])
        fig, axes = plt.subplots(rows, len(images) // rows, figsize=0.86 * size, squeeze=False)
        for ax, image, title in zip(axes.flat, images, titles, strict=True):
            top = np.abs(image).max()
            looks = {"cmap": SIGNED, "vmin": -top, "vmax": top} if signed else {"cmap": "gray_r"}
            ax.imshow(image.reshape(28, 28), **looks)
            ax.set_title(title, loc="center", fontsize=10)
            ax.set_axis_off()
    figure(fig, alt=alt)


# %% [markdown] tags=["concept:linear-score"]
# ## Give every class a score
#
# kNN carried 3000 images along. We want to boil them down. The simplest idea: **for every class, a
# weight for every pixel**. Multiply each pixel by its weight and add up. That is the score of the
# class. The highest score wins.
#
# Here is an image of 2 × 2 pixels with ink on its left, and weights for three classes. Take a
# pencil. **Guess**: which class wins, and with what score?
#
# | | pixel 1 | pixel 2 | pixel 3 | pixel 4 | extra |
# |---|---|---|---|---|---|
# | image | 1 | 0 | 1 | 0 | |
# | "left" | 1 | −1 | 1 | −1 | 0 |
# | "right" | −1 | 1 | −1 | 1 | 0 |
# | "top" | 1 | 1 | −1 | −1 | 0.5 |
#
# (The pixels are numbered row by row. The extra number is added to the score, whatever the image.)

# %% tags=["concept:linear-score"]
image = np.array([[1, 0, 1, 0]])
w = np.array([[1, -1, 1], [-1, 1, 1], [1, -1, -1], [-1, 1, -1]])
b = np.array([0, 0, 0.5])
for name, score in zip(["left", "right", "top"], (image @ w + b)[0], strict=True):
    print(f"{name:5} {score:4g}")

# %% [markdown] tags=["concept:linear-score"]
# "Left" wins with **2**. Ink where its weights are positive counted for it, and no ink lay where
# they are negative.
#
# So a *linear classifier* is one line: **scores = x w + b**. Each column of w holds the weights of
# one class. b is the *bias*: what a class gets before it has seen a single pixel.
#
# Many images at once? One row of x each. **Guess** the three shapes for our 3000 digits of 784
# pixels and ten classes: of w, of b, and of the scores. And: how many numbers are there to learn?

# %% tags=["concept:linear-score"]
rng = np.random.default_rng(1)
w, b = 0.01 * rng.normal(size=(784, 10)), np.zeros(10)
scores = x @ w + b
print("x", x.shape, " w", w.shape, " b", b.shape, " scores", scores.shape)
print("numbers to learn:", w.size + b.size)
print(f"right with random numbers: {(scores.argmax(axis=1) == y).mean():.1%}")
draws = [np.random.default_rng(seed).normal(size=(784, 10)) for seed in range(2, 8)]
print("with others:", *[f"{((x @ draw).argmax(axis=1) == y).mean():.1%}" for draw in draws])

# %% [markdown] tags=["concept:linear-score"]
# There are **7850** numbers, however many images we learn from. Chosen at random they know nothing.
# One draw is a few points above 10 % by luck, another is below it.
#
# b is a nuisance: one more thing to carry through every formula. The *bias trick* gets rid of it.
# Give every image one more pixel that is always 1, and w one more row that holds b. **Guess**: do
# the scores change?


# %% tags=["concept:linear-score"]
def with_ones(x):
    return np.column_stack([x, np.ones(len(x))])


b = rng.normal(size=10)
w_and_b = np.vstack([w, b])
print("x", with_ones(x).shape, " w", w_and_b.shape)
same = np.allclose(with_ones(x) @ w_and_b, x @ w + b)
print("the same scores:", same)

# %% [markdown] tags=["concept:linear-score"]
# The last pixel is 1, so its weight is added as it is. From here on x has **785** columns and b is
# the last row of w.

# %% [markdown] tags=["concept:templates"]
# ## Look at what it learned
#
# Random weights are useless. We train them: start at zero, and two hundred times take a small step
# that makes the answers a little less wrong. What "wrong" means, and which step, is the subject of
# most of this notebook. For the moment take it on trust and look at the result.


# %% tags=["concept:templates"]
from course_lib.kernels import linear_softmax_loss


def descend(loss, x, y, *, steps, lr, reg=0.0):
    w, losses = np.zeros((x.shape[1], 10)), []
    for _ in range(steps):
        value, dw = loss(w, x, y, reg)
        losses.append(value)
        w = w - lr * dw  # one small step
    return w, losses


def right(w, x, y):
    return 100 * np.mean((x @ w).argmax(axis=1) == y)


# %% [markdown] tags=["concept:templates"]
# Each class has one weight for each pixel. So its weights can be laid out as an image.
#
# **Guess**: what will the ten images look like? (a) noise, (b) clean digits, (c) something like
# digits, with colours you would not expect.

# %% tags=["concept:templates"]
x1, x1_dev = with_ones(x), with_ones(x_dev)
w, losses = descend(linear_softmax_loss, x1, y, steps=200, lr=0.5)
print(f"right on train {right(w, x1, y):.1f} %, on dev {right(w, x1_dev, y_dev):.1f} %")
show(
    w[:-1].T,
    range(10),
    signed=True,
    alt="Ten templates. The 0 is a blue ring with a red centre; others are harder to read.",
)

# %% [markdown] tags=["concept:templates"]
# **(c)**, and from no information but pixels we are right on **90.0** % of digits never seen. Blue:
# ink here speaks for the class. Red: ink here speaks *against* it. White: does not matter.
#
# Each is a *template*, and the score says how well an image fits it. Look at the 0. Its centre is
# deep red. **Guess** why, when there is simply nothing in the centre of a 0.

# %% tags=["concept:templates"]
ink = x[y == 0].mean(axis=0).reshape(28, 28)
others = x[y != 0].mean(axis=0).reshape(28, 28)
centre = np.s_[12:16, 13:16]
print(f"ink in the centre of a 0: {ink[centre].mean():.2f}")
print(f"ink in the centre of all others: {others[centre].mean():.2f}")
show(
    [ink, others, w[:-1, 0].reshape(28, 28)],
    ["mean 0", "mean of\nothers", "weights"],
    signed=True,
    alt="The mean 0 is a ring, the mean of the others a blot in the middle; the weights part them.",
)

# %% [markdown] tags=["concept:templates"]
# Because nearly all *others* have ink there. A template is no portrait. It is what tells the class
# **from the others**, so it may look strange where the class itself shows nothing.
#
# Now one digit and its ten scores. The class with the best-fitting template wins.

# %% tags=["concept:templates"]
q = 1
with style():
    fig, (left, bars) = plt.subplots(1, 2, figsize=(6.4, 2.4), width_ratios=(1, 3))
    left.imshow(x_dev[q].reshape(28, 28), cmap="gray_r")
    left.set_axis_off()
    scores = x1_dev[q] @ w
    bars.bar(range(10), scores, color=[GREEN if s == scores.max() else "#B0B0B0" for s in scores])
    bars.axhline(0, color="#303030", linewidth=1)
    bars.set(xticks=range(10), ylabel="score")
figure(fig, alt=f"A digit {y_dev[q]} and its ten scores; that of {scores.argmax()} is the highest.")

# %% [markdown] tags=["concept:templates"]
# ## Break the template
#
# There is *one* template a class. What if a class has two faces?
#
# We print half of all images in negative: white ink on black paper. You would read them without a
# thought. **Guess**: the classifier is trained and tested on such a mix. How many of dev are right?
# (a) about 90 %, as before, (b) about 70 %, (c) below 40 %.

# %% tags=["concept:templates"]
rng = np.random.default_rng(2)
mixed = np.where(rng.random((3000, 1)) < 0.5, 1 - x, x)
mixed_dev = np.where(rng.random((1000, 1)) < 0.5, 1 - x_dev, x_dev)
show(mixed_dev[:10], y_dev[:10], alt="Ten digits; some are black on white, some white on black.")

# %% tags=["concept:templates"]
from course_lib.kernels import knn_predict, pairwise_l2

for lr in (0.5, 0.05):
    w_mixed, _ = descend(linear_softmax_loss, with_ones(mixed), y, steps=200, lr=lr)
    on_train = right(w_mixed, with_ones(mixed), y)
    on_dev = right(w_mixed, with_ones(mixed_dev), y_dev)
    print(f"linear, rate {lr:4}: right on train {on_train:.1f} %, on dev {on_dev:.1f} %")
neighbours = knn_predict(pairwise_l2(mixed_dev, mixed), y, 1)
print(f"kNN: right on dev {100 * np.mean(neighbours == y_dev):.1f} %")
negative = right(w, with_ones(1 - x_dev), y_dev)
print(f"the templates above, on negatives only: {negative:.1f} %")

# %% tags=["concept:templates"]
show(w_mixed[:-1].T, range(10), signed=True, alt="Ten templates of the mix: blots, hardly a digit.")

# %% [markdown] tags=["concept:templates"]
# **(c)**. Ink where the template is blue must count *for* a 3 on white paper and *against* it on
# black. One weight cannot do both. The two faces cancel, and what is left is mud. (The rate 0.5 of
# before is too large here: half of all pixels are black, and each step goes further.)
#
# But only 200 steps, at a low rate. **Guess**: is it the training? We take a much better optimiser,
# *L-BFGS* (notebook 04 explains it), and many more steps. What happens on train, and what on dev?


# %% tags=["concept:templates"]
from course_lib.optim import LBFGS


class LossOn:  # a set of images, as the optimiser wants it: of one long vector of weights
    def __init__(self, x, reg=0.0):
        self.x, self.reg = x, reg

    def value(self, w):
        return linear_softmax_loss(w.reshape(785, 10), self.x, y, self.reg)[0]

    def gradient(self, w):
        return linear_softmax_loss(w.reshape(785, 10), self.x, y, self.reg)[1].ravel()


path = LBFGS(tol=1e-9).minimise(LossOn(with_ones(mixed)), np.zeros(7850), 300).path

# %% tags=["concept:templates"]
print("steps   right on train   right on dev, shown in both ways   right on both faces")
for steps in (100, 300):
    v = path[steps].reshape(785, 10)
    faces = [(with_ones(a) @ v).argmax(axis=1) == y_dev for a in (x_dev, 1 - x_dev)]
    both = np.sum(faces[0] & faces[1])
    on_train, on_dev = right(v, with_ones(mixed), y), 100 * np.mean(faces)
    print(f"{steps:5} {on_train:14.0f} % {on_dev:32.0f} % {both:13} of 1000")

# %% [markdown] tags=["concept:templates"]
# On train there was more to learn, and it is still rising: 3000 images are few enough to learn many
# by heart, each with the one face it has there. On dev nothing came of it.
#
# That has a reason. Count the pixels from grey: −½ for paper, +½ for ink. A negative is then
# *minus* the image. Its scores are b − s, where those of the image are b + s. Add them up: 2 b, the
# same for every image. So a class that wins on both faces must have the largest b. **There is only
# one such class.** For all others, who is right on one face is wrong on the other. No training can
# help that.
#
# kNN does not mind, since it keeps both faces. So does a person. The fault that remains is in the
# form: **one template a class is not enough** where a class has several looks. (A row of templates,
# mixed by a second layer, is enough. That is notebook 03.)

# %% [markdown] tags=["concept:linear-boundary"]
# ## Draw the lines
#
# Here is the same thing seen from another side. With only two pixels, an image is a point in the
# plane. The score of a class is 0 along a *line*; it grows to one side of it and falls to the
# other. In 784 dimensions the line becomes a *hyperplane*, and nothing else changes.
#
# Each line below belongs to a class. Its arrow shows where the score grows: the longer, the
# steeper. The plane has the colour of the class whose score is highest.
#
# **Guess first**, then try. Drag a handle to shift a line, drag the tip of an arrow to turn it:
#
# 1. Put all 15 points of the clouds on ground of their own colour. By hand!
# 2. Where is the border between two colours: on one of the lines, or elsewhere?
# 3. Choose *XOR*. How many of the 16 points can you get right? Then let **Train** try.
# 4. The same for the *ring* and the *islands*.

# %% tags=["interactive:linear-boundary", "concept:linear-boundary"]
ClassLines("clouds")

# %% [markdown] tags=["concept:linear-boundary"]
# What you should have found. (2) The border is where two scores are *equal*, which is on neither
# line; it is straight all the same, because the difference of two linear scores is linear.
#
# (3) and (4): how far can one get with a straight border? For so few points a machine can try
# *every* border. It needs to look only at borders near to two of the points.


# %% tags=["concept:linear-boundary"]
from itertools import permutations

from course_lib.widgets.linear.class_lines_data import points_of


def best_straight_border(points, labels):
    best = 0
    for p, q in permutations(points.astype(float), 2):
        for tilt in (-1e-4, 1e-4):  # past either point, to its left or to its right
            across = np.array([p[1] - q[1], q[0] - p[0]]) + tilt * (q - p)
            for shift in (-1e-4, 1e-4):
                side = (points - p) @ across > shift
                best = max(best, np.sum(side == labels))
    return best


# %% tags=["concept:linear-boundary"]
for name in ("xor", "ring", "islands"):
    points, labels = points_of(name)
    count = best_straight_border(points, labels)
    print(f"{name:8} at most {count} of {len(labels)} right with any straight border")

# %% [markdown] tags=["concept:linear-boundary"]
# So no training, however long, and no loss, however clever, gets past these. (For the ring the best
# border is none at all: call everything a square, and **10** of 15 are right.) Do not blame the
# optimiser for what the form forbids.
#
# The digits in negative were XOR in 784 dimensions: a 3 lay on both sides of the grey middle, and
# so did everything else.

# %% [markdown] tags=["concept:linear-boundary"]
# ## Bend the space, not the line
#
# A line may still be drawn *in another space*. To each point of XOR we add one number, the product
# of its two coordinates. **Guess**: for the points of class 0 (bottom left and top right), is that
# product positive or negative? And for class 1?

# %% tags=["concept:linear-boundary"]
with style():
    fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.9))
    for ax, name in zip(axes, ("xor", "ring"), strict=True):
        (p, q), labels = points_of(name).x.T, points_of(name).y
        new = p * q if name == "xor" else p**2 + q**2
        for c, (colour, mark) in enumerate([(BLUE, "o"), (ORANGE, "s")]):
            ax.plot(p[labels == c], new[labels == c], mark, color=colour)
        ax.axhline(0 if name == "xor" else 0.25, color="#303030", linestyle=":")
        ax.set(xlabel="x₁", ylabel="x₁ · x₂" if name == "xor" else "x₁² + x₂²", title=name.upper())
figure(fig, alt="With x1 times x2 for XOR, and the squared radius for the ring, a line parts both.")

# %% [markdown] tags=["concept:linear-boundary"]
# Positive for class 0, negative for class 1: one horizontal line, and all are right. For the ring,
# the squared distance from the centre does it. Linear classifiers are as good as the numbers they
# are given. We found these two by looking. Networks will *learn* such numbers.

# %% [markdown] tags=["concept:preprocessing"]
# ## Prepare the numbers
#
# Training goes downhill on the loss, so the shape of the hill matters. An example with two features
# in different units: heights in metres (about 1.7, spread 0.1) and weights in kilograms (about 70,
# spread 15). We want to learn two numbers from them.
#
# **Guess**: drawn as a map, with one axis a feature, is the valley of the loss round or long?

# %% tags=["concept:preprocessing"]
from course_lib.kernels import fit_centre, fit_standardise

rng = np.random.default_rng(3)
people = np.column_stack([rng.normal(1.7, 0.1, 400), rng.normal(70, 15, 400)])
forms = {
    "as they are": people,
    "centred": fit_centre(people).apply(people),
    "standardised": fit_standardise(people).apply(people),
}
for name, a in forms.items():
    steepest, flattest = np.linalg.eigvalsh(a.T @ a)[[1, 0]]
    print(f"{name:13} mean {a.mean(axis=0).round(2) + 0}  spread {a.std(axis=0).round(2)}")
    print(f"{'':13} steepest : flattest direction = {steepest / flattest:,.0f} : 1")

# %% [markdown] tags=["concept:preprocessing"]
# Long: tens of thousands to one. A step short enough for the steep direction is nothing along
# the flat one. (How that stalls training is notebook 04.)
#
# - **Centre**: take the mean off each feature. It is now spread about 0.
# - **Standardise**: then divide each feature by its standard deviation σ. All have spread 1 and the
#   valley is round: **1** : 1.
# - **Min-max**: move the smallest value to 0 and the largest to 1. Simple, but a single outlier
#   squeezes everybody else.
#
# A well-known set of lecture notes divides by the *variance* σ² instead. **Guess**: σ is 0.1 for
# height and 15 for weight. What is the spread of each after dividing by σ²?

# %% tags=["concept:preprocessing"]
from course_lib.kernels import fit_min_max

centred = people - people.mean(axis=0)
print("spread after dividing by σ ", (centred / people.std(axis=0)).std(axis=0).round(2))
print("spread after dividing by σ²", (centred / people.var(axis=0)).std(axis=0).round(2))
squeezed = fit_min_max(people).apply(people)
print("min-max:", squeezed.min(axis=0), "to", squeezed.max(axis=0))
giant = np.vstack([people, [[1.8, 400.0]]])
spread = fit_min_max(giant).apply(giant)[:-1, 1].max()
print(f"min-max with one mistyped weight of 400: all others lie between 0 and {spread:.2f}")

# %% [markdown] tags=["concept:preprocessing"]
# Divided by σ², the spread is 1/σ: the small became large and the large small. It is the same long
# valley, turned by a quarter. Check your units: kilograms divided by kilograms leave a bare number,
# by kilograms squared they do not.
#
# The mean and σ are *learned from data*, so they belong to training. **Fit on train, apply to dev
# and test.** Why not let each set use its own? **Guess**: a new image arrives, alone. We centre it
# by the mean of the "set" that it is. What is left?

# %% tags=["concept:preprocessing"]
new = x_dev[5:6]
by_itself = fit_centre(new).apply(new)
by_train = fit_centre(x).apply(new)
print("centred by itself: ink from", by_itself.min(), "to", by_itself.max())
print(f"centred by the training mean: from {by_train.min():.2f} to {by_train.max():.2f}")

# %% [markdown] tags=["concept:preprocessing"]
# Nothing: an image minus itself. Larger sets hide the error but it is the same one. (And it leaks:
# whoever fits on all the data together has looked at the test set.)
#
# Now images. There are two kinds of mean: a **mean image** (one number a pixel) and, for colour, a
# **mean per channel** (three numbers in all). **Guess**: our digits as colour images, dark red ink
# on white paper. Which of the three channels has the *highest* mean?

# %% tags=["concept:preprocessing"]
ink = parts.train.x / 255
colour = np.concatenate([1 - 0.4 * ink, 1 - 0.9 * ink, 1 - 0.8 * ink], axis=1)
print("images (N, channels, height, width):", colour.shape)
print("mean image:", fit_centre(colour).shift.shape)
channels = fit_centre(colour, axes=(0, 2, 3)).shift
print("mean per channel:", channels.shape, "=", channels.ravel().round(3), "for red, green, blue")

# %% [markdown] tags=["concept:preprocessing"]
# Red: that ink takes least of it away. The mean per channel is what most networks for photographs
# use today, since it does not care where in the image something is.
#
# Should we also standardise pixels? They have the same unit already. **Guess**: what happens to a
# pixel in the corner that had a trace of ink in 1 of 3000 training images, when a new image has
# ink there?

# %% tags=["concept:preprocessing"]
mean, scaled = fit_centre(x), fit_standardise(x)
odd = np.abs(scaled.apply(x_dev)).max(axis=1).argsort()[-3:]
print(f"largest number after centring:     {np.abs(mean.apply(x_dev)).max():6.2f}")
print(f"largest number after standardising: {np.abs(scaled.apply(x_dev)).max():6.2f}")
show(
    [*x_dev[odd], *mean.apply(x_dev[odd]), *scaled.apply(x_dev[odd])],
    [*["raw"] * 3, *["centred"] * 3, *["standard."] * 3],
    signed=True,
    alt="Three digits raw, centred and standardised: the last are all but white save a few dots.",
)

# %% [markdown] tags=["concept:preprocessing"]
# A speck at the edge now outshouts the whole digit. So **for images: centre, and leave the rest**.
# (One σ for all pixels, or for a whole channel, does no such harm. It is common, too.)

# %% [markdown] tags=["concept:preprocessing"]
# ## Find the directions that matter
#
# Pixels repeat each other: where one is inked, so is its neighbour. *PCA* turns the axes so that
# the first runs along the largest spread of the data, the second along the largest that is left,
# and so on. Then the last ones can be dropped.
#
# **Guess**: of 784 directions, how many do you need to recognise a digit by eye? 5, 50 or 500?

# %% tags=["concept:preprocessing"]
from course_lib.kernels import fit_pca, fit_whiten

pca = fit_pca(x, 784)
share = pca.variance.cumsum() / pca.variance.sum()
rows, titles = [x_dev[:6]], ["all", *[""] * 5]
for k in (5, 50, 500):
    kept = fit_pca(x, k)
    rows.append(kept.invert(kept.apply(x_dev[:6])).clip(0, 1))
    titles += [f"k = {k}", *[""] * 5]
    print(f"k = {k:3}: {share[k - 1]:.1%} of the variance kept")
show(np.concatenate(rows), titles, rows=4, alt="Six digits: blurs from 5, legible from 50 numbers.")

# %% [markdown] tags=["concept:preprocessing"]
# About 50 will do: a sixteenth of the numbers. The directions themselves are images too. Below are
# the first eight.
#
# *Whitening* goes one step further: it divides each new coordinate by its spread, so that all
# directions count alike. **Guess**: what does that do to the last directions, which hold next to
# nothing but specks?

# %% tags=["concept:preprocessing"]
white = fit_whiten(x, 784, eps=1e-5)
back = white.apply(x_dev[:4]) @ pca.components.T  # drawn in pixels again
gentle = fit_whiten(x, 784, eps=0.1).apply(x_dev[:4]) @ pca.components.T
names = [f"PCA {i + 1}" for i in range(8)]
show(
    [*pca.components.T[:8], *back, *gentle],
    [*names, *["white"] * 4, *["gentler"] * 4],
    rows=2,
    signed=True,
    alt="Eight smooth directions; whitened digits drown in specks, with a larger eps they do not.",
)

# %% [markdown] tags=["concept:preprocessing"]
# It blows the specks up until they drown the digit. A larger eps under the root (0.1 instead of
# 0.00001) lifts only what is above it, and strokes become sharp outlines. PCA and whitening are
# good tools for features and small data. For images that go into a network they are hardly used.

# %% [markdown] tags=["concept:svm-loss"]
# ## Say how wrong: the hinge
#
# To improve weights we need one number that says how wrong they are: a *loss*. The first way, the
# *multiclass SVM*, wants the true class to lead every other class by a margin of 1. What a class
# lacks of that is added up:
#
# > Lᵢ = Σ over j ≠ y of max(0, sⱼ − s_y + 1)
#
# An image of a 5. Its scores: 3 has 3.2, **5 has 2.5**, 8 has −1.0. Take a pencil.
# **Guess**: what is the loss?

# %% tags=["concept:svm-loss"]
from course_lib.kernels import svm_loss

scores, true = np.array([[3.2, 2.5, -1.0]]), np.array([1])
for name, s in [("3", 3.2), ("8", -1.0)]:
    print(f"class {name}: max(0, {s} - 2.5 + 1) = {max(0, s - 2.5 + 1):.1f}")
print(f"loss: {svm_loss(scores, true)[0]:.1f}")

# %% [markdown] tags=["concept:svm-loss"]
# **1.7**: the 3 is ahead although it should be 1 behind. The 8 is behind by 3.5, more than enough,
# and costs nothing.
#
# Plotted against the lead of the true class, the loss of one rival looks like a hinge. Hence the
# name. **Guess**: the 8 now sinks from −1 to −100. What does the loss do?

# %% tags=["concept:svm-loss"]
lead = np.linspace(-2, 3, 200)
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.7))
    ax.plot(lead, np.maximum(0, 1 - lead), color=BLUE)
    ax.axvline(1, color="#303030", linestyle=":")
    ax.text(1.05, 2, "margin reached:\nloss 0, slope 0")
    ax.text(-1.9, 0.2, "slope −1: each step of the\nlead takes as much off the loss")
    ax.set(xlabel="lead of the true class, s_y − s_j", ylabel="loss from class j")
figure(fig, alt="Falls with slope minus 1 until the lead is 1, and is flat at 0 from there on.")

# %% tags=["concept:svm-loss"]
far = np.array([[3.2, 2.5, -100.0]])
print(f"8 at -1: loss {svm_loss(scores, true)[0]:.1f};  8 at -100: {svm_loss(far, true)[0]:.1f}")
print("gradient at the scores:", svm_loss(scores, true)[1][0].astype(int))
print("if the 8 had 9.0:      ", svm_loss(np.array([[3.2, 2.5, 9.0]]), true)[1][0].astype(int))

# %% [markdown] tags=["concept:svm-loss"]
# Nothing at all. **The hinge cares only until the margin holds**, and then no more.
#
# The gradient is a count. Each class that violates the margin gets **1**: push it down. The true
# class gets minus *the number of violators*: pull it up once for each. That is all, whatever the
# size of the violation.
#
# And the weights? A score is a sum of pixel times weight. Move one weight a little, and the score
# moves by that times the pixel. So the slope along a weight is **its pixel times the slope along
# its score**. **Guess**: the little image with ink in pixels 1 and 3, and the pulls 1, −1, 0.
# Which of the twelve weights change?

# %% tags=["concept:svm-loss"]
little, pulls = np.array([1, 0, 1, 0]), np.array([1, -1, 0])
print("one row a pixel, one column a class:")
print(np.outer(little, pulls))

# %% [markdown] tags=["concept:svm-loss"]
# Only those at inked pixels, and only of the classes concerned. A step goes *against* the slope:
# the violator's template loses ink where the image has it, and the template of the true class
# gains it. That is how templates are drawn. For a whole batch it is one matrix product again, of x
# on its side and the pulls, divided by N.
#
# **Guess**: weights all 0, ten classes. All scores are 0. What is the loss?

# %% tags=["concept:svm-loss"]
from course_lib.kernels import linear_svm_loss

loss, dw = linear_svm_loss(np.zeros((785, 10)), x1, y)
print(f"loss at w = 0: {loss:.1f}")
w_svm, svm_losses = descend(linear_svm_loss, x1, y, steps=200, lr=0.05)
print(f"trained: loss {svm_losses[-1]:.2f}, right on dev {right(w_svm, x1_dev, y_dev):.1f} %")

# %% [markdown] tags=["concept:svm-loss"]
# **9.0**: nine rivals, each lacking the whole margin. With C classes it is C − 1. Keep that as a
# test: if your own loss does not begin there, look for the bug before you train.

# %% [markdown] tags=["concept:svm-loss"]
# ## Play with the margin
#
# The bars beside the plane show what each point adds to either loss. The lines have been trained
# once, on the hinge with margin 1. **Guess first**, then try:
#
# 1. All hinge bars are empty: it has reached 0. Press **Train** again. What moves?
# 2. Do not touch the lines. Push the margin from 1 to 2. Which points cost something now?
# 3. Train again, then look at the arrows. Longer or shorter than before? Why?
# 4. Back to margin 1, regularisation up to 0.10, train. Is the hinge still 0?

# %% tags=["interactive:svm-loss", "concept:svm-loss"]
ClassLines("clouds", loss="hinge").train()


# %% tags=["concept:svm-loss"]
def mean_slope(plane):
    return np.hypot(*plane.lines[:, :2].T).mean()


lines = ClassLines("clouds", loss="hinge").train()
print(f"(1) hinge {lines.losses.hinge.mean():.3f}, mean slope {mean_slope(lines):.1f}")
lines.margin = 2
print(f"(2) margin 2: {(lines.losses.hinge > 0).sum()} of 15 points cost something")
lines.train()
print(f"(3) hinge {lines.losses.hinge.mean():.3f}, mean slope {mean_slope(lines):.1f}")
lines.margin, lines.reg = 1, 0.1
lines.train()
print(f"(4) hinge {lines.losses.hinge.mean():.3f}, mean slope {mean_slope(lines):.1f}")

# %% [markdown] tags=["concept:svm-loss"]
# (1) It reaches **0.000** and stays there: no violators, no gradient, nothing moves. (2) and (3) To
# lead by 2 instead of 1, the scores are simply stretched: longer arrows, the same picture. So the
# margin alone means little. It means something only *beside a price on large weights*: (4) with
# regularisation the weights stay small, and some points are left within the margin because buying
# them out is too dear. That is why the margin is fixed at 1, and the regularisation is tuned.

# %% [markdown] tags=["concept:softmax-loss"]
# ## Say how wrong: the shares
#
# The second way turns scores into *shares* that add up to 1, like probabilities. Take e to the
# power of each score, and divide by the sum. That is the *softmax*. The loss is −log of the share
# of the true class: the *cross-entropy*.
#
# > pⱼ = e^sⱼ / Σₖ e^sₖ , Lᵢ = −log p_y
#
# The 5 of before: scores 3.2, 2.5 (true), −1.0. **Guess**: what share does the true class get,
# roughly? A half, a third, a tenth?

# %% tags=["concept:softmax-loss"]
from course_lib.kernels import softmax, softmax_loss

powers = np.exp(scores[0])
print("e to the score:", powers.round(2))
print("shares:        ", (powers / powers.sum()).round(3))
print(f"loss: -log {softmax(scores)[0, 1]:.3f} = {softmax_loss(scores, true)[0]:.3f}")
print("gradient at the scores:", softmax_loss(scores, true)[1][0].round(3))

# %% [markdown] tags=["concept:softmax-loss"]
# A third: **0.329**. And the gradient is the prettiest in this course: **the shares, less one at
# the true class**. Each rival is pushed down by the share it holds; the true class is pulled up by
# the share it lacks.
#
# **Guess**: what are the smallest and the largest possible loss?

# %% tags=["concept:softmax-loss"]
share = np.linspace(0.001, 1, 400)
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.6))
    ax.plot(share, -np.log(share), color=ORANGE)
    ax.plot([0.1, 1], [np.log(10), 0], "o", color="#303030")
    ax.text(0.12, np.log(10) + 0.1, "ten classes, all alike: log 10")
    ax.text(0.99, 0.35, "certain and right: 0", ha="right")
    ax.set(xlabel="share of the true class", ylabel="loss", ylim=(0, 6))
figure(fig, alt="Minus log of the share: 0 at a share of 1, 2.3 at a tenth, without end towards 0.")
print("log C:", {C: float(np.log(C).round(3)) for C in (2, 3, 10, 1000)})

# %% [markdown] tags=["concept:softmax-loss"]
# The smallest is 0, and it is never quite reached: that would take an infinite score. There is no
# largest: be certain and wrong, and pay without limit.
#
# With small random weights all shares are about 1/C, so **the loss begins at log C**: **2.303** for
# ten classes. This is the best one-line test for a classifier. What went wrong, if your ten-class
# loss begins at 0? At 23? At 6900?

# %% tags=["concept:softmax-loss"]
small = 0.001 * np.random.default_rng(4).normal(size=(785, 10))
first = softmax_loss(x1 @ small, y)[0]
print(f"as it should be:         {first:.3f}")
print(f"summed over ten, no mean: {10 * first:.1f}")
print(f"summed over 3000 images:  {3000 * first:.0f}")
print(f"training began at         {losses[0]:.3f}")

# %% [markdown] tags=["concept:softmax-loss"]
# 0 means that it looks at the wrong thing, for example at the difference of a score from itself.
# 23 and 6900 are sums where a mean belongs.
#
# One trap is left. **Guess**: scores of 1000, 990 and 0, as a diverging training may well produce.
# What is e to the power of 1000, for a computer?

# %% tags=["concept:softmax-loss"]
large = np.array([1000.0, 990.0, 0.0])
with np.errstate(all="ignore"):
    print("as written:      ", np.exp(large) / np.exp(large).sum())
shifted = large - large.max()
print("largest taken off:", np.exp(shifted) / np.exp(shifted).sum())
print(f"loss, true class 2: {softmax_loss(large[None], np.array([2]))[0]:.1f}")

# %% [markdown] tags=["concept:softmax-loss"]
# Infinity, and infinity divided by infinity is *not a number*. The cure costs one subtraction:
# **take the largest score off all of them first**. The shares do not change, because the factor
# cancels, and no power is ever above e⁰ = 1. And take the log of the sum directly: the share of a
# class far behind rounds to 0, but its loss is a perfectly good number, **1000.0** here.

# %% [markdown] tags=["concept:softmax-loss"]
# ## Push the loss towards zero
#
# The same clouds, trained once on cross-entropy. **Guess first**, then try:
#
# 1. Press **Train** again, and again. Does the mean cross-entropy reach 0.000?
# 2. Watch the arrows. What is it that still changes, when all points have long been right?
# 3. Set regularisation to 0.10 and train. Does it come to rest now?
# 4. Margin: does that slider change anything here?

# %% tags=["interactive:softmax-loss", "concept:softmax-loss"]
ClassLines("clouds", loss="cross-entropy").train()

# %% tags=["concept:softmax-loss"]
lines = ClassLines("clouds", loss="cross-entropy")
for run in range(1, 5):
    lines.train()
    loss = lines.losses.cross_entropy.mean()
    print(f"run {run}: cross-entropy {loss:.3f}, mean slope {mean_slope(lines):.1f}")
lines.reg = 0.1
for run in (5, 6):
    lines.train()
    loss = lines.losses.cross_entropy.mean()
    print(f"run {run}, reg 0.1: cross-entropy {loss:.3f}, mean slope {mean_slope(lines):.1f}")

# %% [markdown] tags=["concept:softmax-loss"]
# It falls and falls, and never arrives. All points are right, and it goes on *stretching* the
# scores to turn 99 % into 99.9 %. Only a price on large weights makes it stop. **Softmax is never
# satisfied; the hinge is.** (4) No: the margin belongs to the hinge.

# %% [markdown] tags=["concept:svm-vs-softmax"]
# ## One example, two opinions
#
# Both losses look at the same three scores. Set the scores, choose one to *jiggle* by ±1.5, and see
# who cares. The curves show either loss as that one score moves; "wants the score" is what its
# gradient asks for.
#
# **Guess first**, then try:
#
# 1. *Won by far*: jiggle the 8, a distant loser. Who notices?
# 2. *Lost*: the true class has the lowest score. By how much does either loss pull at each score?
# 3. Target: an SVM loss of 0 with a softmax loss as *large* as possible (margin 1). How large?
# 4. Where does either curve have a corner? Where is it flat?

# %% tags=["interactive:svm-vs-softmax", "concept:svm-vs-softmax"]
SvmVsSoftmax()

# %% tags=["concept:svm-vs-softmax"]
cases = {"led by 1": [1, 2, 1], "won by far": [-6, 8, -6], "lost": [4, -1, 2]}
print("              SVM                      softmax")
for name, row in cases.items():
    row = np.array([row], dtype=float)
    (svm, dsvm), (soft, dsoft) = svm_loss(row, true), softmax_loss(row, true)
    pulls = [" ".join(f"{d + 0:5.2f}" for d in dscores[0]) for dscores in (dsvm, dsoft)]
    print(f"{name:11} {svm:6.3f}  {pulls[0]}   {soft:9.6f}  {pulls[1]}")
print("                    (gradient at the three scores)")

# %% [markdown] tags=["concept:svm-vs-softmax"]
# (1) For the SVM nothing happened. Softmax notices, in the sixth digit. (2) The SVM pulls in whole
# units: 1 for each rival who is too near. Softmax pulls by shares, nearly all at who leads.
# (3) The true class leads both by exactly 1: SVM **0.000**, softmax log(1 + 2/e) =
# **0.551445**. The SVM calls that finished; for softmax the true class has little more than half.
# (4) The hinge has its corner where the margin is met, and is flat beyond. Softmax has no corner
# and is flat nowhere.
#
# So which is better? **Guess**, then compare on the dev set: train both, with the same care.

# %% tags=["concept:svm-vs-softmax"]
agree = np.mean((x1_dev @ w).argmax(axis=1) == (x1_dev @ w_svm).argmax(axis=1))
print(f"softmax: {right(w, x1_dev, y_dev):.1f} % right on dev")
print(f"SVM:     {right(w_svm, x1_dev, y_dev):.1f} % right on dev")
print(f"they give the same answer on {agree:.1%}")

# %% [markdown] tags=["concept:svm-vs-softmax"]
# No difference to speak of (a thousand images are good to ± 2 %). Choose softmax when you need
# shares, for instance to say "I am not sure". In the rest of the course we use softmax.
#
# A warning about these shares: they are *not* measured probabilities. Stretch all weights by ten,
# and 70 % becomes 99.9 % with the very same answers.

# %% [markdown] tags=["concept:loss-is-mean"]
# ## Take the mean, pay once
#
# The loss of a data set is the **mean** over its examples. Why not the sum? **Guess**: we copy
# every training image, so that each is there twice. No information came in. What happens to the
# sum, to the mean, and to the length of a gradient step?

# %% tags=["concept:loss-is-mean"]
for name, a, labels in [("once", x1, y), ("twice", np.vstack([x1, x1]), np.tile(y, 2))]:
    mean, dw = linear_softmax_loss(w, a, labels)
    size = np.sqrt(np.sum(dw**2))
    N = len(a)
    print(f"each image {name:5}: mean {mean:.4f}, its gradient {size:.4f} long;", end=" ")
    print(f"sum {N * mean:6.1f}, its gradient {N * size:5.1f} long")

# %% [markdown] tags=["concept:loss-is-mean"]
# The mean does not notice; the sum doubles, and so do the steps. With a mean, the rate need not be
# divided by the number of images. (Batches still differ in their noise: small ones want a lower
# rate. We come to that.)
#
# Regularisation, a price on the weights (next section), is another matter. It is about the weights,
# not about examples. So it is **added once**, after the mean:
#
# > L = mean of Lᵢ + ½ · reg · Σ w²
#
# **Guess**: somebody adds it first and then divides everything by N. With reg = 0.1, what price do
# they really pay when N = 50? And when N = 3000?

# %% tags=["concept:loss-is-mean"]
print("   N   intended   added before dividing by N   added for every example, no division")
for N in (50, 3000):
    print(f"{N:4} {0.1:10} {0.1 / N:28.6f} {0.1 * N:38.0f}")

# %% [markdown] tags=["concept:loss-is-mean"]
# The price then depends on how many images happen to be in the batch. Training still runs, the
# loss still falls; only nothing is regularised, or everything is crushed. Such bugs give no error
# message. You find them by asking what the number *should* be.

# %% [markdown] tags=["concept:l1-l2-elastic"]
# ## Prefer small weights
#
# Many weights give the same scores. Take the image (1, 1, 1, 1), and two weight vectors:
# (1, 0, 0, 0) and (¼, ¼, ¼, ¼). Both score 1.
#
# **Guess**: which does *L2*, Σ w², find cheaper? And *L1*, Σ |w|?

# %% tags=["concept:l1-l2-elastic"]
one_pixel, all_pixels = np.array([1, 0, 0, 0]), np.full(4, 0.25)
for name, v in [("one pixel", one_pixel), ("all pixels", all_pixels)]:
    print(f"{name:10} score {v.sum():g}   L2: {np.sum(v**2):g}   L1: {np.abs(v).sum():g}")

# %% [markdown] tags=["concept:l1-l2-elastic"]
# L2 asks **0.25** instead of **1** when everything is spread out. It likes to hear *every* pixel a
# little, which is wise: a single pixel may be a speck. L1 sees no difference here.
#
# What do they do to a weight that grows small? Look at the slopes: it is the slope that pushes.

# %% tags=["concept:l1-l2-elastic"]
v = np.linspace(-1.5, 1.5, 301)
prices = {"L2: ½ w²": (v**2 / 2, v), "L1: |w|": (np.abs(v), np.sign(v))}
with style():
    fig, axes = plt.subplots(1, 2, figsize=(6.4, 2.7), sharex=True)
    for (name, curves), look in zip(prices.items(), ("-", "--"), strict=True):
        for ax, curve in zip(axes, curves, strict=True):
            ax.plot(v, curve, look, label=name)
    axes[0].set(title="price", xlabel="w")
    axes[1].set(title="slope of the price", xlabel="w")
    axes[0].legend()
figure(fig, alt="L2 is a bowl whose slope fades towards 0; L1 is a V whose slope stays 1 up to 0.")

# %% [markdown] tags=["concept:l1-l2-elastic"]
# L2 pushes in proportion: near 0 it hardly pushes at all, so weights become small but not 0. L1
# pushes with the same force down to the end, so weights *become 0 and stay there*. *Elastic net* is
# both at once.
#
# In small steps the slope of L1 would make a weight hop to and fro across 0. So we let each step
# *shrink* it by a fixed amount and stop at 0. All runs start from the same small random weights.
# **Guess**: what do the templates look like under each?


# %% tags=["concept:l1-l2-elastic"]
def train_with(l1, l2, steps=150, lr=0.3):
    w = 0.02 * np.random.default_rng(5).normal(size=(785, 10))
    for _ in range(steps):
        _, dw = linear_softmax_loss(w, x1, y)
        w = w - lr * dw
        v = w[:-1]  # the bias is not punished
        v *= 1 - lr * l2
        v[:] = np.sign(v) * np.maximum(np.abs(v) - lr * l1, 0)
    return w


prices = {"none": (0, 0), "L2": (0, 0.05), "L1": (0.005, 0), "elastic": (0.003, 0.02)}
trained = {name: train_with(*price) for name, price in prices.items()}

# %% tags=["concept:l1-l2-elastic"]
print("          weights at 0     Σ w²    largest   right on dev")
for name, v in trained.items():
    zero, square, top = np.mean(v[:-1] == 0), np.sum(v[:-1] ** 2), np.abs(v[:-1]).max()
    print(f"{name:8} {zero:12.1%} {square:10.1f} {top:9.2f} {right(v, x1_dev, y_dev):12.1f} %")
show(
    np.concatenate([v[:-1].T[[0, 1, 3, 5, 7, 8]] for v in trained.values()]),
    [f"{name}: {c}" if c == 0 else str(c) for name in trained for c in (0, 1, 3, 5, 7, 8)],
    rows=4,
    signed=True,
    alt="Templates: noisy rims with none, smooth with L2, few pixels with L1; elastic: between.",
)

# %% [markdown] tags=["concept:l1-l2-elastic"]
# Look at the rim. No digit ever has ink there, so the data say nothing about those weights. Without
# a price the random start simply stays. L2 wipes it away and smooths the rest. L1 keeps about 15
# weights in a hundred; all others are exactly 0.
#
# None of them helped on the dev set: 150 short steps have not made the weights large yet. A price
# pays where a form bends too freely for its examples. The last section shows it twice, in the plane
# and, trained for longer, on these digits.
#
# Two relatives. *Max-norm* puts no price on weights but a lid: columns longer than the limit are
# scaled back. And *weight decay* is L2 by another name. **Guess**: the step w − lr · (dw + λ w) can
# be written as a shrinking of w and then the step for the data alone. By what factor does w shrink?

# %% tags=["concept:l1-l2-elastic"]
from course_lib.kernels import max_norm

lr, lam = 0.5, 0.1
dw = linear_softmax_loss(w, x1, y)[1]
together, apart = w - lr * (dw + lam * w), (1 - lr * lam) * w - lr * dw
print("L2 in the loss is the same as decay by", 1 - lr * lam, ":", np.allclose(together, apart))
lengths = np.sqrt((max_norm(w, limit=1.5) ** 2).sum(axis=0))
print("column lengths before", np.sqrt((w**2).sum(axis=0)).round(1))
print("and with a lid of 1.5", lengths.round(1))

# %% [markdown] tags=["concept:l1-l2-elastic"]
# By 1 − lr · λ, here **0.95**. (For plain steps downhill, that is. For Adam, in notebook 04, the
# two are *not* the same.)

# %% [markdown] tags=["concept:numeric-gradient"]
# ## Trust no gradient
#
# Everything rests on dw, and dw comes from formulas that are easily wrong. A wrong gradient often
# still trains, only worse. So we check it with a ruler: move *one* weight by a little h, see how
# much the loss changes, divide.
#
# - one-sided: (f(w + h) − f(w)) / h
# - **central**: (f(w + h) − f(w − h)) / 2h
#
# By hand, for f(w) = w³ at w = 2, with h = 0.1. The true slope is 3 · 2² = 12.
# **Guess**: which of the two is nearer, and by how much?

# %% tags=["concept:numeric-gradient"]
h = 0.1
print(f"one-sided: (2.1³ - 2³) / 0.1   = {(2.1**3 - 2**3) / h:.2f}")
print(f"central:   (2.1³ - 1.9³) / 0.2 = {(2.1**3 - 1.9**3) / (2 * h):.2f}")

# %% [markdown] tags=["concept:numeric-gradient"]
# **12.61** against **12.01**. Halve h, and the error of the one-sided way halves; that of the
# central way falls to a quarter. So take h as small as possible?
#
# **Guess**: the same at w = 3.1, for h from 1 down to 10⁻¹². Draw the error of the central way, on
# log axes, before you look.


# %% tags=["concept:numeric-gradient"]
def f(w):
    return w * w * w


def errors(h, w=3.1):
    slope = 3 * w * w
    one_sided, central = (f(w + h) - f(w)) / h, (f(w + h) - f(w - h)) / (2 * h)
    return abs(one_sided - slope) / slope, abs(central - slope) / slope


# %% tags=["concept:numeric-gradient"]
steps = np.array([float(f"{digit}e-{zeros}") for zeros in range(13) for digit in (1, 0.5, 0.2)])
found = np.array([errors(h) for h in steps]) + 1e-14  # log axes have no place for 0
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.2))
    ax.loglog(steps, found[:, 0], "o-", color=ORANGE, markersize=3, label="one-sided")
    ax.loglog(steps, found[:, 1], "s-", color=BLUE, markersize=3, label="central")
    ax.axvline(1e-5, color="#303030", linestyle=":")
    ax.text(1.3e-5, 1e-1, "h = 10⁻⁵")
    ax.set(xlabel="h", ylabel="relative error")
    ax.legend(loc="lower right")
figure(fig, alt="Both errors fall with h and rise again; the central one is least near h = 1e-5.")

# %% [markdown] tags=["concept:numeric-gradient"]
# A valley. From the right the *formula* gets better: for the central way the error falls like h².
# From the left *rounding* takes over: f(w + h) and f(w − h) agree in nearly all of their 16 digits,
# and their difference keeps only the last few, divided by a tiny h. The best is in between, near
# h = 10⁻⁵. In float32, with 7 digits, there is no good h at all: check gradients in float64.
#
# Judge by the *relative* error, |a − n| / max(|a|, |n|). Smaller than 10⁻⁷ is fine. Larger than
# 10⁻² is a bug. In between: think. **Guess**: what does the check say, when the regularisation has
# been forgotten in dw?

# %% tags=["concept:numeric-gradient"]
from course_lib.kernels import gradient_check

few, few_y, v = x1[:40, 300:312], y[:40], 0.1 * rng.normal(size=(12, 10))


def value(v):
    return linear_softmax_loss(v, few, few_y, reg=0.1)[0]


_, dw = linear_softmax_loss(v, few, few_y, reg=0.1)
_, forgotten = linear_softmax_loss(v, few, few_y, reg=0.0)
print("right:    ", gradient_check(value, v, dw))
print("forgotten:", gradient_check(value, v, forgotten))

# %% [markdown] tags=["concept:numeric-gradient"]
# It finds it, and our checker even says what is missing: off by −0.1 · w. (Never check at reg = 0
# only. Nor with N = C or D = C, where swapped axes hide.)
#
# One trap: *kinks*. The hinge has a corner. **Guess**: the analytic slope just left of the corner
# is −1, just right of it 0. What does the central difference say, 10⁻⁶ to the right with h = 10⁻⁵?


# %% tags=["concept:numeric-gradient"]
def hinge(lead):
    return max(0.0, 1 - lead)


lead, h = 1 + 1e-6, 1e-5
print(f"central difference: {(hinge(lead + h) - hinge(lead - h)) / (2 * h):.2f}, analytic: 0")

# %% [markdown] tags=["concept:numeric-gradient"]
# **-0.45**, which is neither: the ruler lay across the corner. A few such mismatches are no bug.
# Use few examples, so that corners are rare, and look again with a smaller h.
#
# If the ruler is that good, why not train with it? **Guess**: one step for our w of 785 × 10. How
# many passes over the data?

# %% tags=["concept:numeric-gradient"]
print(f"numerical gradient: {2 * w.size:,} evaluations of the loss for one step")
print("analytic gradient:  about 2")
print(f"200 steps: {200 * 2 * w.size:,} evaluations instead of about 400")

# %% [markdown] tags=["concept:numeric-gradient"]
# **15,700** instead of two. The ruler is for checking, never for training.

# %% [markdown] tags=["concept:sgd-minibatch"]
# ## A handful is enough
#
# A step down needs the gradient, and the gradient is a mean over all 3000 images. But a mean can be
# *estimated*: ask a few, drawn at random. That few is a *minibatch*.
#
# **Guess**: we go from 16 images to 64, four times the work. By what factor does the error of the
# estimate fall? (a) 4, (b) 2, (c) it hardly changes.

# %% tags=["concept:sgd-minibatch"]
rng = np.random.default_rng(8)
early, _ = descend(linear_softmax_loss, x1, y, steps=20, lr=0.3)
full = linear_softmax_loss(early, x1, y)[1]
sizes = 4 ** np.arange(6)
noise = []
for B in sizes:
    picks = rng.integers(0, 3000, (100, B))
    off = [np.sum((linear_softmax_loss(early, x1[i], y[i])[1] - full) ** 2) for i in picks]
    noise.append(np.sqrt(np.mean(off) / np.sum(full**2)))
    print(f"{B:5} images: off by {noise[-1]:5.1f} times the length of the true gradient")

# %% tags=["concept:sgd-minibatch"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.9))
    ax.loglog(sizes, noise, "o", color=BLUE, label="measured")
    ax.loglog(sizes, noise[0] / np.sqrt(sizes), "--", color="#303030", label="∝ 1 / √size")
    ax.axhline(1, color=ORANGE, linestyle=":")
    ax.text(1.1, 1.15, "as long as the gradient itself")
    ax.set_xticks(sizes, sizes)
    ax.minorticks_off()
    ax.set(xlabel="images in the minibatch", ylabel="error of the gradient")
    ax.legend()
figure(fig, alt="On log axes the error falls in a straight line, as one over the root of the size.")

# %% [markdown] tags=["concept:sgd-minibatch"]
# **(b)**: the error falls with the *root* of the size. Four times the work buys half the noise. And
# even a very noisy direction points downhill on average. So many cheap steps beat few exact ones.
#
# The recipe is *stochastic gradient descent*, SGD:
#
#     for each epoch:
#         shuffle the images
#         cut them into minibatches of B
#         for each: w = w - lr * (gradient of this minibatch)
#
# B is between 1 and N. An *epoch* is one pass over all images. **Guess**: with N = 3000 and B = 32,
# how many steps has an epoch?


# %% tags=["concept:sgd-minibatch"]
def sgd(B, lr, epochs=4):
    rng, w, track = np.random.default_rng(9), np.zeros((785, 10)), []
    for _ in range(epochs):
        for picks in np.array_split(rng.permutation(3000), -(-3000 // B)):
            w = w - lr * linear_softmax_loss(w, x1[picks], y[picks])[1]
        track.append(linear_softmax_loss(w, x1, y)[0])
    return w, track


runs = {B: sgd(B, lr) for B, lr in [(1, 0.01), (32, 0.2), (128, 0.5), (3000, 0.5)]}
for B, (v, track) in runs.items():
    loss, dev = track[-1], right(v, x1_dev, y_dev)
    print(f"B = {B:4}: {-(-3000 // B):4} steps an epoch, loss {loss:.3f}, right on dev {dev:.1f} %")

# %% tags=["concept:sgd-minibatch"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.9))
    looks = [("o-", VERMILLION), ("s--", BLUE), ("^-.", GREEN), ("D:", "#303030")]
    for (B, (_, track)), (mark, colour) in zip(runs.items(), looks, strict=True):
        ax.plot(range(5), [np.log(10), *track], mark, color=colour, label=f"B = {B}")
    ax.set(xlabel="epochs: passes over all images", ylabel="training loss", xticks=range(5))
    ax.legend()
figure(fig, alt="After four epochs minibatches are far down; the full batch is half way.")

# %% [markdown] tags=["concept:sgd-minibatch"]
# **94** steps with B = **32**; the last batch may be smaller. All runs saw every image four times.
# The full batch took four steps in all and is far behind.
#
# Then why not always B = 1? It needs a small rate to bear its noise, and 3000 tiny products do not
# keep a processor busy: one product of 32 rows is far cheaper than 32 products of one. Usual sizes
# are **32**, 64 and **128**, as large as memory and patience allow.

# %% [markdown] tags=["concept:bias-variance"]
# ## Read the curves
#
# Last question: the classifier is not as good as you hoped. What now? More data? More weights? More
# regularisation? Two numbers tell: the error on **train** and the error on **dev**.
#
# To see why, look at something simpler: a curve learned from a few noisy points. Press play: sample
# after sample, fitted anew. The thin lines are the answers that *other* samples would have given.
#
# **Guess first**, then try:
#
# 1. Degree 1. Are the fits alike? Are they right? Does it help to have 100 points instead of 20?
# 2. Degree 9 with 20 points. Are the fits alike? Is their *mean* right? Do 100 points help?
# 3. Degree 9, 20 points again. Push the regularisation up, stop by stop. What do the parts of the
#    dev error do?
# 4. Target: a dev error below 0.12 with 20 points. Then below 0.10, with any number.

# %% tags=["interactive:bias-variance", "concept:bias-variance"]
BiasVariance(9)

# %% tags=["concept:bias-variance"]
print("degree   N    reg    train     dev  =  noise + bias² + variance")
for degree, N, reg in [(1, 20, 0), (1, 100, 0), (9, 20, 0), (9, 100, 0), (9, 20, 0.01), (9, 20, 1)]:
    seen = BiasVariance(degree, N=N, reg=reg)
    (train, dev), (bias2, variance) = seen.errors, seen.parts
    print(f"{degree:6} {N:4} {reg:5g} {train:8.3f} {dev:8.3f}", end="")
    print(f"{0.09:11.3f} {bias2:7.3f} {variance:10.3f}")

# %% [markdown] tags=["concept:bias-variance"]
# (1) All alike and all wrong: *bias*. More points change next to nothing. (2) All different, right
# on average: *variance*. More points cure it. (3) Regularisation trades one for the other: a little
# takes away much variance for little bias, too much makes everything wrong alike. (4) Degree 3 will
# do; for the second, more points. Below the noise of **0.090** nobody gets.
#
# You cannot see bias and variance of a real problem, as you have no truth and only one sample. But
# you can see their shadows:
#
# | train error | dev error | it is | so try |
# |---|---|---|---|
# | high | as high | **bias**, underfitting | larger model, longer training, better features |
# | low | much higher | **variance**, overfitting | more data, more regularisation |
# | high | higher still | both | bias first |
# | low | nearly as low | neither | ship it |
#
# "High" compared with what? With the best that is possible: for digits, people, who err on one in a
# few hundred.
#
# Now our digits. **Guess**: we train on 30, 100, ... 3000 images. How does the error on *train* go,
# up or down? And on dev?

# %% tags=["concept:bias-variance"]
counts, errs = (30, 100, 300, 1000, 3000), []
for n in counts:
    v, _ = descend(linear_softmax_loss, x1[:n], y[:n], steps=200, lr=0.5)
    errs.append((100 - right(v, x1[:n], y[:n]), 100 - right(v, x1_dev, y_dev)))
    print(f"{n:5} images: wrong on train {errs[-1][0]:4.1f} %, on dev {errs[-1][1]:4.1f} %")

# %% tags=["concept:bias-variance"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    train_error, dev_error = zip(*errs, strict=True)
    ax.semilogx(counts, train_error, "o-", color=BLUE, label="train")
    ax.semilogx(counts, dev_error, "s--", color=VERMILLION, label="dev")
    ax.set_xticks(counts, counts)
    ax.minorticks_off()
    ax.set(xlabel="training images", ylabel="wrong, %")
    ax.legend()
figure(fig, alt="Dev error falls, training error rises with the images; at the end 7 and 10 %.")

# %% [markdown] tags=["concept:bias-variance"]
# Train goes *up*, from **0.0** %: in 200 steps thirty images are learned by heart, and 3000 are
# not. Dev comes down to meet it. On the left the gap is huge: variance, more images help. On the
# right the gap is small, and 7 wrong in 100 are far from perfect: bias, says the table. Its
# cheapest remedy is longer training. **Guess**: L-BFGS takes over, on all 3000, without a price on
# the weights and with one. What happens on train, and what on dev?

# %% tags=["concept:bias-variance"]
for reg in (0, 0.003, 0.03):
    path = LBFGS(tol=1e-9).minimise(LossOn(x1, reg), np.zeros(7850), 50).path
    v = path[-1].reshape(785, 10)
    train_error, dev_error = 100 - right(v, x1, y), 100 - right(v, x1_dev, y_dev)
    print(f"reg {reg:5}: wrong on train {train_error:3.0f} %, on dev {dev_error:3.0f} %")

# %% [markdown] tags=["concept:bias-variance"]
# Ten templates *can* learn 3000 digits by heart: with no price, train falls to **0** %. But dev
# rises, from 10 to **12** %. The bias is gone, and variance has come in its place. A small price
# takes that off again, to **10** %; too large a one brings bias back. (To stop after 200 short
# steps had done as well as the best price: *early stopping*, notebook 06.)
#
# Then more images? They shrink the gap, no more. On all 60,000 of MNIST, linear classifiers were
# reported to get 7.6 to 12 % of the test digits wrong (LeCun and others, 1998). **That is bias**:
# one template a class is not enough. We need a better form.

# %% [markdown]
# ## Open the test set
#
# We have chosen: softmax, no regularisation, 200 steps. Now one look at the test set. (It is that
# of notebook 01. Nothing was chosen by it there, so it is not spent.)
#
# **Guess**: kNN was right on about 93 % of these very test images. And the ten templates?

# %%
x_test = with_ones(parts.test.as_vectors(np.float64))
score = right(w, x_test, parts.test.y)
print(f"test: {score:.1f} % ± {2 * np.sqrt(score * (100 - score) / 1000):.1f} %")
print(f"numbers kept and multiplications for one answer: {w.size:,}; kNN: {x.size:,}")

# %% [markdown]
# A little less accurate, 300 times smaller and 300 times faster. And it can be mended: the way it
# goes wrong is known.

# %% [markdown]
# ## What to remember
#
# - **scores = x w + b**, one column of w a class. With a pixel that is always 1, b is a row of w.
# - **Each column is a template**, and one is not enough for a class with two faces. The same in the
#   plane: no line splits XOR, a ring or islands. Change the features, not the optimiser.
# - **Fit preprocessing on train, apply it everywhere.** Divide by σ, not σ². Images: centre only.
# - **The hinge cares until the margin holds, softmax for ever.** At the start: C − 1 and log C.
# - **Take the largest score off before the exponential.**
# - **The data loss is a mean; regularisation is added once.**
# - **L2 spreads, L1 zeroes.** L2 in the loss is decay by 1 − lr · λ, for plain steps.
# - **Check every gradient**: central, h = 10⁻⁵, float64, relative error. Never train with it.
# - **The noise of a minibatch falls with the root of its size.** Many cheap steps win.
# - **Train high: bias. Gap to dev: variance.** They want opposite cures.
#
# ## Your turn
#
# In assignment 02 you write all of it yourself: scores, preprocessing, both losses and their
# gradients, with loops and without, regularisation, the numerical gradient, and SGD. And there is
# an error to hunt. Your instructor hands it out as `assignments/release/02_linear/02_linear.ipynb`.
#
# **Next: notebook 03, backpropagation and neural networks.** Two layers of templates, and how to
# find the gradient of anything.

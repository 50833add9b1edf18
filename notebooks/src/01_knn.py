# %% [markdown]
# # kNN and the data-driven approach
#
# **You will do**: recognise handwritten digits without training anything, measure honestly how
# well it works, and then break it by moving a digit two pixels.<br>
# **You will learn**: to set data aside, to let neighbours vote, to measure distance in two ways
# and all pairs at once, to choose k without fooling yourself, and why near in pixels is not alike
# to the eye.<br>
# **You will need**: NumPy arrays (shape, axis, broadcasting) and 75 minutes. No network, no GPU.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on. A wrong guess is
# worth more than none: you will remember it.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib.data import load_mnist, load_uci_digits, split
from course_lib.figures import BLUE, GREEN, ORANGE, VERMILLION, figure, style
from course_lib.kernels import k_nearest, knn_predict, pairwise_l1, pairwise_l2, vote
from course_lib.widgets import KNNBoundary

mnist = load_mnist()
mnist


# %% [markdown]
# These are our data: 5000 digits and what each was meant to be. And here is one helper for the
# whole notebook: it draws images side by side, dark ink on white paper.


# %%
def show(images, titles, *, alt, rows=1):
    with style():
        size = np.array([len(images) // rows, 1.3 * rows])
        fig, axes = plt.subplots(rows, len(images) // rows, figsize=0.86 * size, squeeze=False)
        for ax, image, title in zip(axes.flat, images, titles, strict=True):
            side = int(np.sqrt(image.size))
            ax.imshow(image.reshape(side, side), cmap="gray_r")
            ax.set_title(title, loc="center", fontsize=10)
            ax.set_axis_off()
    figure(fig, alt=alt)


# %% [markdown]
# ## Write down what a 5 is
#
# Take a pencil. Write a rule, in words, by which a program could tell a 5 from every other digit.
# "A bar on top, below it a bowl that is open to the left" is a good start.
#
# Now try your rule on these. All ten were written by people who meant a 5.

# %%
fives = mnist.x[mnist.y == 5][7::50]
show(
    fives,
    [""] * 10,
    alt="Ten fives: upright, slanted, one with its bar afloat, one with its bowl closed.",
)

# %% [markdown]
# In one the bar floats free. One has closed its bowl. Some are a single swing with no corner in it.
# You can mend the rule for each of them, and the next ten will break it again.
#
# So we turn the work round. We do not write the rule. We **collect** examples with their labels,
# let the program **compare** a new image with them, and **measure** how often it is right. That is
# the *data-driven approach*, and all of this course is built on it.

# %% [markdown] tags=["concept:image-as-vector"]
# ## An image is one long row of numbers
#
# You see a digit. The computer sees a grid: 28 rows of 28 whole numbers from 0 to 255.
#
# **Guess**: which number stands for white paper here, 0 or 255? The picture on the left has a
# window; the numbers inside it are on the right.

# %% tags=["concept:image-as-vector"]
digit, window = fives[1, 0], np.s_[5:12, 14:21]
with style():
    fig, (whole, part) = plt.subplots(1, 2, figsize=(6.2, 3.1))
    whole.imshow(digit, cmap="gray_r")
    whole.add_patch(plt.Rectangle((13.5, 4.5), 7, 7, fill=False, ec=ORANGE, lw=2.5))
    part.imshow(digit[window], cmap="gray_r", alpha=0.35)
    for (r, c), value in np.ndenumerate(digit[window]):
        part.text(c, r, value, ha="center", va="center", fontsize=9)
    whole.axis("off"), part.axis("off")
figure(
    fig, alt="A five, a window on its neck, and the 7 by 7 numbers in it: 252 is ink, 0 is paper."
)

# %% [markdown] tags=["concept:image-as-vector"]
# Paper is 0, and full ink is 255.
#
# To compare two images we lay the rows of the grid end to end. The image becomes one row of
# 28 × 28 = 784 numbers: a *vector*, a point in a space of 784 dimensions.
#
# **Guess**: two pixels touch, one right below the other. How far apart are they in the long row?

# %% tags=["concept:image-as-vector"]
row = digit.reshape(-1)
print("shape:", digit.shape, "->", row.shape)
print("pixel (10, 14) went to place", 28 * 10 + 14)
print("pixel (11, 14) went to place", 28 * 11 + 14)
with style():
    fig, ax = plt.subplots(figsize=(6.4, 0.9))
    ax.imshow(row[None], cmap="gray_r", aspect="auto")
    ax.set(yticks=[], xticks=range(0, 785, 112))
figure(
    fig, alt="The same five as one strip of 784 numbers: short dark dashes, no digit to be seen."
)

# %% [markdown] tags=["concept:image-as-vector"]
# They are **28** places apart. Next to each other across, far from each other down: the row has
# forgotten what was near what. Does that matter? We can find out, as soon as we have a
# classifier. Hold that thought.

# %% [markdown] tags=["concept:data-splits"]
# ## Set data aside before you look
#
# Before anything else, we cut the data into three parts. Each has one job.
#
# | part | job | how often you look |
# |---|---|---|
# | **train** | the examples we compare with | always |
# | **dev** | to choose between ways (which k? which distance?) | with every idea |
# | **test** | to report how good the chosen way is | once, at the very end |
#
# We have 5000 digits and cut 60 : 20 : 20. Every class keeps its share in every part
# (the split is *stratified*). Ten fives we have seen already; no harm, as nothing was chosen by
# them.

# %% tags=["concept:data-splits"]
parts = split(mnist, train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
print("part   images  of each digit 0..9")
for name in ("train", "dev", "test"):
    images = getattr(parts, name)
    print(f"{name:5}  {len(images):6}  {np.bincount(images.y)}")


# %% [markdown] tags=["concept:data-splits"]
# How large must a test set be? It must be large enough that its score can be trusted.
#
# Say a classifier is right on 92 % of all digits in the world. We test it on n of them, and are
# lucky or unlucky in the draw.
#
# **Guess**: with n = 100, what may the score be? (a) 91 to 93 %, (b) 87 to 97 %, (c) 70 to 100 %.

# %% tags=["concept:data-splits"]
sizes = (100, 1_000, 10_000, 200_000)
rng = np.random.default_rng(1)
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.2))
    for column, n in enumerate(sizes):
        scores = 100 * rng.binomial(n, 0.92, size=300) / n
        ax.plot(column + rng.uniform(-0.25, 0.25, 300), scores, ".", alpha=0.4, markersize=5)
        print(f"n = {n:7,}: 92 ± {200 * np.sqrt(0.92 * 0.08 / n):.1f} % in 95 of 100 draws")
    ax.set_xticks(range(4), [f"n = {n:,}" for n in sizes])
    ax.set_ylabel("measured accuracy, %")
figure(fig, alt="300 test scores for each n: a tall cloud at 100, hardly a line from 10,000 on.")

# %% [markdown] tags=["concept:data-splits"]
# **(b)**. The rule behind it: a share p measured on n examples is off by about
# √(p (1 − p) / n), and twice that covers 95 draws of 100. To halve the error, test on four times
# as many.
#
# Now read the table from the bottom. With a million examples, 20 % for test would be 200,000.
# They give **± 0.1** where 10,000, a mere 1 %, give **± 0.5**. That is nearly always good enough,
# and 190,000 examples are better used for training.
#
# | you have | a sound cut |
# |---|---|
# | some thousands, nothing to choose | 70 : 30, train and test |
# | some thousands, and choices to make | 60 : 20 : 20 |
# | a million | 98 : 1 : 1 |
#
# The percentages are habit. The *number* of test examples is what counts.

# %% [markdown] tags=["concept:knn-vote"]
# ## Let the nearest vote
#
# Here is the whole algorithm, *k nearest neighbours* (kNN). To label a new image:
#
# 1. measure its distance to every training image;
# 2. take the k nearest;
# 3. let them vote with their labels.
#
# For now, "distance" is the ordinary one: subtract pixel by pixel, square, add up, take the root.

# %% tags=["concept:knn-vote"]
x, y = parts.train.x.reshape(3000, 784).astype(int), parts.train.y
x_dev, y_dev = parts.dev.x.reshape(1000, 784).astype(int), parts.dev.y
distances = pairwise_l2(x_dev, x)
print("distances, one row a new image, one column a training image:", distances.shape)

# %% [markdown] tags=["concept:knn-vote"]
# (`parts.train.as_vectors()` does the same and scales the pixels to 0..1. That divides every
# distance by 255, so the order stays. We keep whole grey levels here, so that what we count comes
# out exactly alike on every machine.)
#
# One image from the dev set, on the left, and its seven nearest training images. The numbers are
# label and distance.
#
# **Guess**: what does k = 1 say about it? What does k = 7 say? Who is right?

# %% tags=["concept:knn-vote"]
q = 28
near = k_nearest(distances, 7)[q]
titles = ["new", *[f"{y[i]}\n{distances[q, i]:.0f}" for i in near]]
show([x_dev[q], *x[near]], titles, alt=f"A new digit and its 7 nearest, labelled {y[near]}.")

# %% tags=["concept:knn-vote"]
for k in (1, 7):
    print(f"k = {k}: the vote says {knn_predict(distances, y, k)[q]}")
print(f"the person who wrote it meant {y_dev[q]}")

# %% [markdown] tags=["concept:knn-vote"]
# The nearest alone is a 9, and k = 1 believes it. Seven are a committee: three votes for 8, two
# for 3, one each for 9 and 5. The 8 wins with three votes of seven: it needs more than any
# other, not more than half.
#
# **Guess**: four neighbours say 3, 1, 3, 1. What should the answer be?

# %% tags=["concept:knn-vote"]
print("3, 1, 3, 1 ->", vote(np.array([[3, 1, 3, 1]]))[0])

# %% [markdown] tags=["concept:knn-vote"]
# It is a tie, and a tie needs a rule. Ours: **the smallest label wins**. That is no wiser than
# another rule, but it is always the same, so two people get the same answer.
#
# **Guess**: we let all 3000 training images vote, k = 3000. Which digit is every image?
# And how many of the dev images are then right? (Look at the table of the split.)

# %% tags=["concept:knn-vote"]
everyone = knn_predict(distances, y, k=3000)
print("answers given:", np.unique(everyone))
print(f"right on dev: {(everyone == y_dev).mean():.1%}")

# %% [markdown] tags=["concept:knn-vote"]
# Every digit has 300 votes. That is a tie of ten, so the smallest label wins, and everything is a
# 0. That is right for one image in ten. A very large k hears everybody and learns nothing from
# where the image lies.
#
# The other end is k = 1. **Guess**: we ask it about the *training* images themselves. How many
# does it get right?

# %% tags=["concept:knn-vote"]
among_themselves = pairwise_l2(x, x)
for k in (1, 5):
    on_train = (knn_predict(among_themselves, y, k) == y).mean()
    on_dev = (knn_predict(distances, y, k) == y_dev).mean()
    print(f"k = {k}: right on train {on_train:.1%}, on dev {on_dev:.1%}")

# %% [markdown] tags=["concept:knn-vote"]
# **100.0%**, of course: each training image is its own nearest neighbour, at distance 0. k = 1
# *memorises*. Its score on train says nothing. Only images it has not seen can tell.
#
# Memorising has a price when labels are wrong. **Guess**: a tired person mislabels one training
# digit in five. Which k suffers most, small or large?

# %% tags=["concept:knn-vote"]
rng = np.random.default_rng(2)
wrong = rng.random(3000) < 0.2
y_tired = np.where(wrong, (y + rng.integers(1, 10, 3000)) % 10, y)
ks = 3 ** np.arange(7)
clean, tired = [
    [100 * (knn_predict(distances, labels, k) == y_dev).mean() for k in ks]
    for labels in (y, y_tired)
]
print("k             ", *[f"{k:5}" for k in ks])
print("labels right  ", *[f"{a:5.1f}" for a in clean])
print("1 in 5 wrong  ", *[f"{a:5.1f}" for a in tired])

# %% tags=["concept:knn-vote"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.2))
    ax.semilogx(ks, clean, "o-", color=BLUE, label="labels right")
    ax.semilogx(ks, tired, "s--", color=VERMILLION, label="1 in 5 labels wrong")
    ax.set_xticks(ks, ks)
    ax.minorticks_off()
    ax.set(xlabel="k", ylabel="right on dev, %", ylim=(50, 100))
    ax.legend(loc="lower center")
figure(fig, alt="Right labels: best at k = 1 to 9, then falling. Wrong labels: best at k = 9.")

# %% [markdown] tags=["concept:knn-vote"]
# k = 1 repeats every wrong label it is near to. A committee of nine outvotes most of them. But a
# committee of hundreds reaches far, into other digits, and is worse whatever the labels.
#
# **Small k trusts single examples. Large k blurs.** Where the best k lies depends on the data, so
# we shall have to measure it.

# %% [markdown] tags=["concept:knn-vote"]
# ## See who wins where
#
# In 784 dimensions we cannot look. In two we can. Below, every spot of the plane has the colour
# of the class that wins the vote there. Two lonely points hold an island each: a square among the
# circles, and a triangle right of it.
#
# **Guess first**, then try (the picture moves when you run the notebook; drag, click, or use the
# keys listed below it):
#
# 1. Put the crosshair on the lonely triangle and set k to 2. Who wins there, and why that one?
# 2. Find the smallest k for which the lonely square also loses the ground it stands on.
# 3. Push k to 27, everybody. What colour is the plane? (You have met this tie before.)
# 4. Set k = 3. Add triangles close together, deep in the land of the squares. How many does an
#    island need? How many at k = 5? (Reset brings the points back.)

# %% tags=["interactive:knn-vote", "concept:knn-vote"]
KNNBoundary(k=1)

# %% [markdown] tags=["concept:knn-vote"]
# What you should have found. (1) The triangle votes for itself, the circle beside it for circles:
# a tie of one each, and the smallest label, class 0, the circle, takes the place. (2) The same
# thing happens to the square, also at k = 2. (3) Nine votes each, so class 0 has it all. (4) A
# majority of three is two; of five, three.
#
# Islands are what memorising looks like. A larger k drowns them.

# %% [markdown] tags=["concept:image-as-vector"]
# ## Shuffle the pixels
#
# Now back to the thought you were holding. We shuffle the 784 pixels: one shuffle, the same for
# every image. To you the digits are gone.
#
# **Guess**: kNN gets the shuffled images, train and dev. Its accuracy (a) falls to about 10 %,
# pure chance, (b) falls a little, (c) stays exactly as it was.

# %% tags=["concept:image-as-vector"]
shuffle = np.random.default_rng(3).permutation(784)
show(
    [*x_dev[:5], *x_dev[:5, shuffle]],
    [f"a {c}" for c in y_dev[:5]] + [f"still a {c}" for c in y_dev[:5]],
    rows=2,
    alt="Five digits, and below each the same pixels shuffled: grey noise that nobody can read.",
)

# %% tags=["concept:image-as-vector"]
plain = knn_predict(distances, y, k=5)
shuffled = knn_predict(pairwise_l2(x_dev[:, shuffle], x[:, shuffle]), y, k=5)
print(f"right before: {(plain == y_dev).mean():.1%}, after: {(shuffled == y_dev).mean():.1%}")
print("answers that changed:", (plain != shuffled).sum(), "of", len(plain))

# %% [markdown] tags=["concept:image-as-vector"]
# **(c)**. A distance is a sum over pixels, and a sum does not care about the order of its terms.
#
# Read it the other way round: kNN makes no use of which pixel touches which. Strokes, corners,
# shapes: what makes a digit a digit to you is thrown away when the image becomes a row.
# Convolutional networks (notebook 07) are the answer to this very problem.

# %% [markdown] tags=["concept:knn-no-parameters"]
# ## Nothing is learned
#
# What did we do to train? We kept the training images. That was all: no numbers were fitted, so
# there are no *parameters*. Training costs nothing, O(1), however many examples there are.
#
# **Guess**: we collect twice as many training images. How much more work is one *prediction*?

# %% tags=["concept:knn-no-parameters"]
print("training images   fitted in training   numbers kept = subtractions for one answer")
for n in (3_000, 6_000, 60_000):
    print(f"{n:15,} {0:20} {n * 784:43,}")
print(f"a linear classifier (notebook 02) keeps {10 * 784:,} numbers, whatever it learned from")

# %% [markdown] tags=["concept:knn-no-parameters"]
# Twice the work: prediction costs O(N), for each and every image. There is one subtraction for
# every number that we carry along.
#
# That is the wrong way round. We train once, in our own time. We predict millions of times, on a
# phone, while somebody waits. We would gladly pay more in training to pay less in use, and every
# other method in this course does just that.

# %% tags=["concept:knn-no-parameters"]
N = np.logspace(2, 6, 50)
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    ax.loglog(N, 784 * N, color=BLUE, label="kNN: 784 N")
    ax.loglog(N, 7840 + 0 * N, "--", color=ORANGE, label="linear classifier: 7840")
    ax.plot(3000, 784 * 3000, "o", color=BLUE, label="our 3000 digits")
    ax.set(xlabel="training images N", ylabel="operations for one answer")
    ax.legend()
figure(
    fig, alt="Work for one answer: kNN's line climbs with N, that of a linear classifier is flat."
)

# %% [markdown] tags=["concept:knn-no-parameters"]
# Clever indexes find *almost* the nearest neighbours without asking everybody, and search engines
# use them on features that a network has learned. But on raw pixels kNN is not used in practice:
# it is slow where it should be fast, it must carry all its examples along, and, as you will see
# at the end, its distances mean the wrong thing.

# %% [markdown] tags=["concept:l1-vs-l2"]
# ## Two rulers
#
# There is more than one way to measure. For the differences d₁, d₂, … between two points:
#
# - **L1**: |d₁| + |d₂| + …, the way a taxi drives, street by street along the axes;
# - **L2**: √(d₁² + d₂² + …), the way a bird flies.
#
# The point (1, 0) is 1 away from the origin by either. **Guess**: now turn it by 45 degrees about
# the origin. Nothing else changes. How far away is it by L1? By L2?

# %% tags=["concept:l1-vs-l2"]
c = s = np.sqrt(0.5)  # cosine and sine of 45 degrees
turn = np.array([[c, -s], [s, c]])
points = np.array([[1, 0], turn @ [1, 0]])
for name, p in zip(["before", "turned"], points, strict=True):
    print(f"{name}: {p.round(3)}   L1 {np.abs(p).sum():.3f}   L2 {np.sqrt((p**2).sum()):.3f}")

# %% tags=["concept:l1-vs-l2"]
around = np.linspace(0, 2 * np.pi, 200)
with style():
    fig, ax = plt.subplots(figsize=(4.4, 3.2))
    ax.plot(np.cos(around), np.sin(around), color=BLUE, label="L2 = 1")
    ax.plot([1, 0, -1, 0, 1], [0, 1, 0, -1, 0], "--", color=ORANGE, label="L1 = 1")
    for p in points:
        ax.plot([0, p[0], p[0]], [0, 0, p[1]], ":", color=ORANGE)
        ax.plot([0, p[0]], [0, p[1]], color=BLUE, linewidth=1)
    ax.plot(*points.T, "o", color="#303030")
    ax.set(aspect="equal", xticks=[-1, 0, 1], yticks=[-1, 0, 1])
    ax.legend(loc="lower left", bbox_to_anchor=(1, 0))
figure(fig, alt="L2 = 1 is a circle, L1 = 1 a diamond. The turned point is on the circle only.")

# %% [markdown] tags=["concept:l1-vs-l2"]
# By L2 it stays at **1.000**. By L1 it moves to **1.414**: the taxi must now drive 0.707 across
# and 0.707 up.
#
# All points at distance 1 make a circle for L2 and a diamond for L1. Turn a circle, and it is the
# same circle. Turn a diamond, and its corners leave the axes. So **L1 depends on the choice of
# axes, L2 does not**. Ask yourself what your axes mean: if each is a quantity of its own (age,
# weight, income), L1 may suit you; if they are an accident of how you set up the camera, L2.

# %% [markdown] tags=["concept:l1-vs-l2"]
# ## Rotate the data and watch
#
# Now the voting plane again, this time with L1. "Rotate the data" turns the points and leaves the
# axes. Where the vote is not simply the old picture turned along, the plane is hatched, and a
# number says how much of it changed.
#
# **Guess first**, then try:
#
# 1. With L2, which angle changes most?
# 2. With L1, is there an angle, besides 0, that changes nothing at all?
# 3. Target: k = 9 and L1. Find an angle that changes more than 7.5 % of the plane.

# %% tags=["interactive:l1-vs-l2", "concept:l1-vs-l2"]
turned = KNNBoundary(k=9, metric="L1")
turned.angle = 30
turned

# %% tags=["concept:l1-vs-l2"]
angles = range(0, 91, 15)
print("plane changed, %, at", *[f"{angle:4}°" for angle in angles])
for metric in ("L2", "L1"):
    plane, changed = KNNBoundary(k=9, metric=metric), []
    for plane.angle in angles:
        changed.append(100 * plane.changed_share)
    print(f"{metric:20}", *[f"{share:5.1f}" for share in changed])

# %% [markdown] tags=["concept:l1-vs-l2"]
# (1) None: **0.0** at every angle. (2) 90 degrees: the axes land on each other, and the diamond on
# itself. (3) 45 degrees will do, with **8.1**.
#
# Does it matter for real digits? We turn the whole space of 784 dimensions by a random rotation,
# train and dev alike. **Guess**: how many of 500 answers change, for L2 and for L1?

# %% tags=["concept:l1-vs-l2"]
rotation = np.linalg.qr(np.random.default_rng(4).normal(size=(784, 784)))[0]
for name, pairwise in [("L2", pairwise_l2), ("L1", pairwise_l1)]:
    before = knn_predict(pairwise(x_dev[:500], x), y, k=5)
    after = knn_predict(pairwise(x_dev[:500] @ rotation, x @ rotation), y, k=5)
    print(f"{name}: {(before != after).sum()} answers of 500 changed")

# %% [markdown] tags=["concept:l1-vs-l2"]
# L2 does not notice. L1 changes its mind on some, for better or worse. Compare with the shuffle:
# shuffling swaps axes but keeps them axes, so *neither* metric notices that.
#
# Which of the two is better for digits? Do not argue: measure. That is the section after next.

# %% [markdown] tags=["concept:distance-vectorised"]
# ## Measure all pairs at once
#
# kNN is nothing but distances, so they had better be fast. We need every one of N new images
# against every one of M training images, D numbers each.
#
# First, a trap. Pixels are stored as `uint8`, whole numbers from 0 to 255.
# **Guess**: what is 3 − 5 there?

# %% tags=["concept:distance-vectorised"]
print(np.array([3], dtype=np.uint8) - np.array([5], dtype=np.uint8))

# %% [markdown] tags=["concept:distance-vectorised"]
# **254**: below 0 it starts again from the top. Two nearly equal pixels look as far apart as
# black and white, and there is no error message. Make them floats *before* you subtract.
#
# Now the ways to measure all pairs.
#
# | way | in words | turns of the Python loop |
# |---|---|---|
# | two loops | each new image, each training image | N · M |
# | one loop | each new image, against all training images at once | N |
# | no loop | one expression for everything | 1 |
#
# The distances are the same. But each turn of a Python loop costs far more than one subtraction
# inside NumPy. We can *count* the steps that Python takes. (It is the counter that will look at
# your own functions in the assignment.)
#
# **Guess**: we double N and double M. By what factor do the steps of each way grow? (The one loop
# below takes the largest difference for a distance. For counting loops that is all the same.)

# %% tags=["concept:distance-vectorised"]
from course_lib.checking import LocalAnswer
from course_lib.kernels import pairwise_l2_loops


def largest_difference(a, b):
    return np.array([np.abs(p - b).max(axis=1) for p in a])


rng = np.random.default_rng(5)
small = rng.normal(size=(40, 13)), rng.normal(size=(50, 13))
large = rng.normal(size=(80, 13)), rng.normal(size=(100, 13))
ways = {"two loops": pairwise_l2_loops, "one loop": largest_difference, "no loop": pairwise_l2}
for name, function in ways.items():
    few, many = (LocalAnswer(function).cost(pair).steps for pair in (small, large))
    print(f"{name:9}: steps × {many / few:.0f}")

# %% [markdown] tags=["concept:distance-vectorised"]
# **4**, **2**, and **1**: without a loop the number of Python steps does not depend on the data
# at all.
#
# So "no loop" is always best? Wait for the bill. The first idea of everyone is to let NumPy
# subtract every row from every row, which makes a cube of N × M × D differences, and then to add
# up along D.
#
# **Guess**: 500 new images, 5000 training images, 3072 numbers each (32 × 32 pixels in three
# colours), 8 bytes a number. How much memory is the cube? (a) 57 MiB, (b) 5.7 GiB, (c) 57 GiB.

# %% tags=["concept:distance-vectorised"]
N, M, D = 500, 5000, 3072
needs = {
    "two loops: one pair": D * 8,
    "the answer, N × M": N * M * 8,
    "one loop: one image against all": M * D * 8,
    "no loop, by a cube": N * M * D * 8,
}
for name, b in needs.items():
    print(f"{name:32} {b:15,} bytes = {b / 2**30:9.5f} GiB")

# %% tags=["concept:distance-vectorised"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.3))
    ax.barh(list(needs), list(needs.values()), color=[GREEN, GREEN, GREEN, VERMILLION], height=0.6)
    ax.axvline(16 * 2**30, color="#303030", linestyle=":")
    ax.text(14 * 2**30, -0.3, "memory of a\n16 GiB laptop", ha="right", va="bottom", fontsize=9)
    ax.set_xscale("log")
    ax.set_xlabel("bytes")
    ax.invert_yaxis()
figure(
    fig,
    alt="Bytes on a log scale: pair, result and one-image bars are short; the cube passes 16 GiB.",
)

# %% [markdown] tags=["concept:distance-vectorised"]
# **(c)**: 57.2 GiB, to compute a result of 20 MB. No loop, and no chance. Speed bought with
# memory is no bargain when the memory is not there.
#
# For L2 there is a way out, and it fits on a napkin. Multiply out the square:
#
# > |p − q|² = |p|² + |q|² − 2 p · q
#
# Take p = (1, 2) and q = (4, 6). On paper, right now: the left side, then the right side.

# %% tags=["concept:distance-vectorised"]
p, q = np.array([1, 2]), np.array([4, 6])
print("left: ", "3² + 4² =", ((p - q) ** 2).sum())
print("right:", p @ p, "+", q @ q, "- 2 *", p @ q, "=", p @ p + q @ q - 2 * (p @ q))

# %% [markdown] tags=["concept:distance-vectorised"]
# Both are **25**, and the distance is 5.
#
# Why does that help? For all pairs together, the three terms are: one number per new image (N of
# them), one number per training image (M of them), and all the dot products p · q. And *all dot
# products of the rows of one matrix with the rows of another* is a single **matrix product**,
# N × M, the operation computers do best. No cube is ever made.
#
# Does it give the same distances as two loops? And in how much memory? Let us count that too.

# %% tags=["concept:distance-vectorised"]
a, b = rng.normal(size=(100, 300)), rng.normal(size=(200, 300))
difference = np.abs(pairwise_l2(a, b) - pairwise_l2_loops(a, b)).max()
print("largest difference is below 1e-9:", bool(difference < 1e-9))
cube = 100 * 200 * 300 * 8
print(f"the cube alone: {cube / 1e6:.0f} MB")
held = LocalAnswer(pairwise_l2).cost((a, b)).memory
print(f"all that the matrix product's way ever holds: {held / 1e6:.0f} MB")

# %% [markdown] tags=["concept:distance-vectorised"]
# **1 MB** instead of **48 MB**, and the gap widens with D.
#
# There is a price, and you should know it. The formula subtracts large numbers to get a small
# one. **Guess**: two numbers, 100000001 and 100000000. Their squared difference is 1. What does
# the formula say?

# %% tags=["concept:distance-vectorised"]
p, q = 100_000_001.0, 100_000_000.0
print("by the difference:", (p - q) ** 2)
print("by the formula:   ", p * p + q * q - 2 * p * q)

# %% [markdown] tags=["concept:distance-vectorised"]
# A float64 has about 16 digits. The squares have 17, so the 1 is lost. With bad luck the result
# even falls below 0, and its square root is `nan`. So a careful program clips at 0 before the
# root; ours also moves the origin into the data first.
#
# And L1? |p − q| does not multiply out, so no matrix product helps. L1 goes one image at a time,
# as the one loop that you counted above, and needs M × D numbers, never the cube.

# %% [markdown] tags=["concept:knn-cross-validation"]
# ## Choose k by cross-validation
#
# k and the metric are *hyperparameters*: chosen by us, not learned. We could choose them on the
# dev set. But a thousand images are few: on another thousand, another k might win.
#
# Better: let every training image be in the dev set once. Cut the training data into five
# *folds*. Hold one out, predict it from the other four. Then the next. Each setting now has five
# scores: their mean says how good it is, their spread how sure you may be.

# %% tags=["concept:knn-cross-validation"]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 2.5))
    for number, part in np.ndindex(5, 5):
        held_out = part == number
        word, hatch, colour = ("predict", "///", "#F3C98B") if held_out else ("ask", "", "#B8D4E8")
        ax.barh(number, 0.96, left=part, color=colour, hatch=hatch, edgecolor="white")
        ax.text(part + 0.48, number, word, ha="center", va="center")
    ax.set_xticks(np.arange(5) + 0.48, [f"fold {i}" for i in range(1, 6)])
    ax.set_yticks(range(5), [f"round {i}" for i in range(1, 6)])
    ax.invert_yaxis()
    ax.spines[:].set_visible(False)
figure(fig, alt="Five rounds, five folds: in round i fold i is predicted from the other four.")

# %% [markdown] tags=["concept:knn-cross-validation"]
# As a recipe:
#
#     cut the training examples into 5 folds
#     for each fold:
#         hold it out; the other four are the training examples now
#         for each k: predict the fold, note the share that is right
#     for each k: the mean of its five shares, and their spread
#
# For kNN there is a neat way to see it. We measure all training images against each other, once.
# Then we say: *you may ask anybody but your own fold*. Whom you may not ask is infinitely far.
#
# **Guess**: which k wins on clean digits, (a) 1, (b) 10, (c) 50? And which metric?

# %% tags=["concept:knn-cross-validation"]
ks, fold = (1, 3, 5, 10, 20, 50), np.arange(3000) % 5
x32 = x.astype(np.float32)  # half the bytes, half the time; whole numbers stay exact
score = {}
for name, d in [("L1", pairwise_l1(x32, x32)), ("L2", among_themselves)]:
    allowed = np.where(fold[:, None] == fold, np.inf, d)
    right = np.array([knn_predict(allowed, y, k) == y for k in ks])
    score[name] = 100 * np.array([right[:, fold == f].mean(axis=1) for f in range(5)])
print("k ", *[f"{k:5}" for k in ks])
for name in score:
    print(name, *[f"{m:5.1f}" for m in score[name].mean(axis=0)])

# %% tags=["concept:knn-cross-validation"]
looks = {"L1": ("s--", ORANGE, 0.97), "L2": ("o-", BLUE, 1.03)}
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.5))
    for name, (mark, colour, aside) in looks.items():
        at, s = aside * np.array(ks), score[name]
        ax.plot(at, s.T, ".", color=colour, alpha=0.35)
        ax.errorbar(at, s.mean(axis=0), s.std(axis=0), fmt=mark, color=colour, label=name)
    ax.set(xscale="log", xlabel="k", ylabel="right on the held-out fold, %")
    ax.set_xticks(ks, ks)
    ax.minorticks_off()
    ax.legend()
figure(fig, alt="Accuracy against k: L2 lies above L1 everywhere; both are best at k = 1 and fall.")

# %% [markdown] tags=["concept:knn-cross-validation"]
# Small dots are folds, large ones their mean, bars their spread. Read them as a sceptic. Beyond
# k = 20 the fall is far larger than the spread: large k is worse, no doubt. Between k = 1 and
# k = 3 the clouds overlap. Is 1 really better? The folds are the same for both, so compare them
# fold by fold.

# %% tags=["concept:knn-cross-validation"]
for name, a, b in [
    ("k = 1 beats k = 3", score["L2"][:, 0], score["L2"][:, 1]),
    ("L2 beats L1", score["L2"][:, 0], score["L1"][:, 0]),
]:
    print(f"{name} in {(a > b).sum()} of 5 folds")
metric = max(score, key=lambda name: score[name].mean(axis=0).max())
best_k = ks[score[metric].mean(axis=0).argmax()]
folds = score[metric][:, ks.index(best_k)]
print(f"chosen: k = {best_k}, {metric}: {folds.mean():.1f} %, spread {folds.std():.1f}")

# %% [markdown] tags=["concept:knn-cross-validation"]
# **(a)**, and L2. k = 1 is ahead of k = 3 in **5 of 5** folds although the clouds overlap: some
# folds are simply harder, for both. That is good evidence, not proof; on the dev set, you may
# remember, the two were level. L2 leads in **4 of 5**. We take k = 1 and L2, and would not lose
# much if we were wrong.
#
# These labels are clean, so memorising does little harm. With the tired labels of before, k = 9
# did best. There is no best k in general. That is why one measures.

# %% [markdown] tags=["concept:knn-cross-validation"]
# ## Use the test set once
#
# Why not choose k on the test set, since that is the score we shall report?
#
# A thousand monkeys sit an exam of 100 digits. Each guesses at random, so each is right on about
# 10 %. We look at the results and hire the best monkey. **Guess**: what did it score? And what
# will it score on the next hundred digits?

# %% tags=["concept:knn-cross-validation", "concept:data-splits"]
rng = np.random.default_rng(6)
exam, next_exam = parts.dev.y[:100], parts.dev.y[100:200]
guesses = rng.integers(0, 10, size=(1000, 200))
scores = (guesses[:, :100] == exam).mean(axis=1)
best = scores.argmax()
print(f"the best of 1000 monkeys: {scores[best]:.0%}")
print(f"the same monkey on the next exam: {(guesses[best, 100:] == next_exam).mean():.0%}")

# %% [markdown] tags=["concept:knn-cross-validation", "concept:data-splits"]
# The best of many looks good *because we picked it*. The same happens with settings: choose among
# many by one score, and that very score is too high. A score is honest only for something chosen
# without it.
#
# We have chosen: k and metric are fixed, above, on training images alone. Now we open the test
# set. Once.
#
# **Guess**: will the test score lie within 2 % of the cross-validated one?

# %% tags=["concept:knn-cross-validation"]
x_test = parts.test.x.reshape(1000, 784).astype(int)
pairwise = {"L1": pairwise_l1, "L2": pairwise_l2}[metric]
accuracy = (knn_predict(pairwise(x_test, x), y, best_k) == parts.test.y).mean()
margin = 2 * np.sqrt(accuracy * (1 - accuracy) / 1000)
print(f"test: {accuracy:.1%} ± {margin:.1%}")

# %% [markdown] tags=["concept:knn-cross-validation"]
# That is the number to report, and it agrees with what cross-validation promised. If you do not
# like it and go back to change k, this test set is spent: the next number it gives you is a
# monkey's.

# %% [markdown] tags=["concept:data-splits"]
# ## Aim where you will shoot
#
# A promise holds only for digits of the same kind. Suppose our digits are to be read in *another
# lab*, which scans differently. Its digits are the UCI set: 8 × 8 pixels, the ink counted in
# blocks of 4 × 4. We bring ours to the same form, in one of three ways:
#
# - **as they are**, with their margin;
# - **full height**, the margin cut off, and the digit enlarged until it fills the height;
# - **full square**, stretched until it fills the height *and* the width.
#
# The next cell does that. How it does it is not today's topic; look at the picture.


# %% tags=["concept:data-splits"]
def to_8x8(image, fill):
    ink = image > 127
    if fill == "as they are":
        ink = np.pad(ink, 2)
    else:
        ink = ink[np.ix_(ink.any(axis=1), ink.any(axis=0))]  # the margin is gone
        h, w = ink.shape
        width = 32 if fill == "full square" else min(32, round(32 * w / h))
        ink = ink[np.arange(32) * h // 32][:, np.arange(width) * w // width]
        ink = np.pad(ink, ((0, 0), ((32 - width) // 2, (33 - width) // 2)))
    return ink.reshape(8, 4, 8, 4).sum(axis=(1, 3)).reshape(64)


# %% tags=["concept:data-splits"]
fills = ("as they are", "full height", "full square")
uci = split(load_uci_digits(), train=0, dev=897, test=900, rng=np.random.default_rng(0))
ours = [np.flatnonzero(y_dev == c)[0] for c in (2, 3, 4, 5, 7, 8)]
theirs = [np.flatnonzero(uci.dev.y == c)[0] for c in (2, 3, 4, 5, 7, 8)]
rows = [[to_8x8(parts.dev.x[i, 0], fill) for i in ours] for fill in fills]
titles = [fill if i == 0 else "" for fill in (*fills, "UCI") for i in range(6)]
show(
    np.concatenate([*rows, uci.dev.x[theirs].reshape(6, 64)]),
    titles,
    rows=4,
    alt="2 3 4 5 7 8 in 8 by 8: ours in three forms; UCI's fill the height but not the width.",
)

# %% [markdown] tags=["concept:data-splits"]
# Which form should we ship? We ask a dev set. But which dev set: ours, which we have at hand, or
# one from the other lab?
#
# **Guess**: do the two dev sets choose the same form? And the form that wins on ours, with well
# over 90 %: what will it score in the other lab?

# %% tags=["concept:data-splits"]
print("k = 1, L2       our dev   UCI dev   UCI test")
for fill in fills:
    x8, dev8 = (np.array([to_8x8(i[0], fill) for i in s.x]) for s in (parts.train, parts.dev))
    sets = [(dev8, y_dev)] + [(s.x.reshape(len(s), 64), s.y) for s in (uci.dev, uci.test)]
    right = [(knn_predict(pairwise_l2(q, x8), y, 1) == labels).mean() for q, labels in sets]
    print(f"{fill:12}", *[f"{a:9.1%}" for a in right])

# %% [markdown] tags=["concept:data-splits"]
# Our own dev set says *full square*. Whoever believes it ships the wrong program, and learns so
# from angry customers. UCI's dev set says *full height*, and its promise is about what UCI's test
# set then gives. (The other test scores are shown only so that you see what is at stake.)
#
# So: **dev and test come from the same distribution, that of the later use**. They are the target
# you aim at. The training data may come from elsewhere, as they did here, if there are no better.
#
# **Guess**: and if we had better? Take the 897 digits of UCI's dev set as *training* images instead
# of our 3000. What is the score on UCI's test set now?

# %% tags=["concept:data-splits"]
x_uci, x_new = (s.x.reshape(len(s), 64) for s in (uci.dev, uci.test))
right = knn_predict(pairwise_l2(x_new, x_uci), uci.dev.y, 1) == uci.test.y
print(f"trained on 897 of their own digits: {right.mean():.1%}")

# %% [markdown] tags=["concept:data-splits"]
# A few examples of the right kind beat many of the wrong kind. (Nothing was chosen by this number,
# so UCI's test set is not spent.)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# ## Far away, everyone is equally far
#
# Our eyes know two dimensions, or three. In many dimensions distance behaves oddly. We throw 1000
# points at random into a cube of D dimensions and measure them from a few random spots.
#
# **Guess**: in 1000 dimensions, how far is the *nearest* point, compared with the *farthest*?
# (a) a hundredth, (b) half as far, (c) nine tenths as far.

# %% tags=["concept:curse-of-dimensionality"]
rng = np.random.default_rng(7)
with style():
    fig, axes = plt.subplots(1, 4, figsize=(7.0, 2.1), sharex=True)
    for ax, D in zip(axes, (2, 10, 100, 1000), strict=True):
        d = pairwise_l2(rng.random((20, D)), rng.random((1000, D)))
        ax.hist((d / d.mean()).ravel(), bins=np.linspace(0, 2.4, 61), color=BLUE)
        ax.set(title=f"D = {D}", yticks=[], xticks=[0, 1, 2])
        print(f"D = {D:4}: nearest / farthest = {(d.min(axis=1) / d.max(axis=1)).mean():.2f}")
    fig.supxlabel("distance / mean distance", fontsize=10)
figure(
    fig, alt="Histograms of distance: broad for D = 2, ever narrower about the mean to D = 1000."
)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# **(c)**. Each squared distance is a sum of D random terms. The sum grows like D, its spread only
# like √D, so beside its size the spread vanishes. *Distances concentrate*. When everyone is about
# equally far, "the nearest" means little. That is the *curse of dimensionality*.
#
# And space is empty: with ten steps along each axis, two dimensions have 100 boxes to fill with
# examples, ten dimensions have ten thousand million.
#
# But wait. Our digits have 784 dimensions, and kNN was right on more than nine in ten. **Guess**
# what nearest / farthest is for them. Beside them, *scrambled* digits: every pixel keeps its
# values, but they are dealt out anew among the images.

# %% tags=["concept:curse-of-dimensionality"]
rng = np.random.default_rng(8)
scrambled = rng.permuted(x_dev, axis=0)
far_apart = pairwise_l2(scrambled, rng.permuted(x, axis=0))
for name, d in [("digits", distances), ("scrambled", far_apart)]:
    print(f"{name:9}: nearest / farthest = {(d.min(axis=1) / d.max(axis=1)).mean():.2f}")
show(
    [*x_dev[:4], *scrambled[:4]],
    ["digits", "", "", "", "scrambled", "", "", ""],
    alt="Four digits, and four clouds of dots with the same values pixel by pixel.",
)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# Scrambled, they show the curse. As digits, they hardly do: by this gauge they lie between the
# clouds of 10 and of 100 dimensions. A pen has few choices, so real images fill only a thin sheet
# of their huge space. That sheet is why learning from examples is possible at all. (How many
# dimensions it "really" has depends on how one measures; there is no single true number.)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# ## Near in pixels, far in meaning
#
# Below are digits, upper row, that k = 1 gets wrong, and below each its nearest training image.
#
# **Guess** before you look at the labels: can you see why the computer thinks them alike?

# %% tags=["concept:curse-of-dimensionality"]
nearest = distances.argmin(axis=1)
mistaken = np.flatnonzero(y[nearest] != y_dev)
print(f"wrong: {len(mistaken)} of 1000")
few = mistaken[:: len(mistaken) // 8][:8]
show(
    np.concatenate([x_dev[few], x[nearest[few]]]),
    [f"a {c}" for c in y_dev[few]] + [f"“{c}”" for c in y[nearest[few]]],
    rows=2,
    alt=f"Digits {y_dev[few]} over nearest images, labelled {y[nearest[few]]}: the same ink.",
)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# Mostly, the ink lies in the same places. A gap or a short bar makes all the difference to you; in
# a sum over 784 pixels it is a handful of terms. And look at the thin 1s: they are nearly all
# paper, and paper agrees with the paper of any thin digit.
#
# Now the worst of it. We take a digit and move it two pixels to the right: for you the same
# digit. **Guess**: which is nearer to it in pixels, (a) its own moved copy, or (b) some training
# image of *another* digit?


# %% tags=["concept:curse-of-dimensionality"]
def move(images, pixels):
    grids = images.reshape(-1, 28, 28)
    return np.pad(grids, ((0, 0), (0, 0), (pixels, 0)))[:, :, :28].reshape(-1, 784)


to_copy = np.sqrt(((move(x_dev, 2) - x_dev) ** 2).sum(axis=1))
others = np.where(y == y_dev[:, None], np.inf, distances)  # images of the same digit do not count
nearer = others.min(axis=1) < to_copy
print(f"another digit is nearer than the moved copy: {nearer.mean():.1%}")

# %% tags=["concept:curse-of-dimensionality"]
q = np.flatnonzero(y_dev == 4)[1]
other = others[q].argmin()
moved = move(x_dev, 2)[q]
titles = ["a digit", f"moved\n{to_copy[q]:.0f}", f"a {y[other]}\n{others[q, other]:.0f}"]
differences = [np.abs(x_dev[q] - moved), np.abs(x_dev[q] - x[other])]
show(
    [x_dev[q], moved, x[other], *differences],
    [*titles, "digit\nless moved", f"digit\nless the {y[other]}"],
    alt=f"A 4, its moved copy, a {y[other]}, and what differs: more ink for the moved copy.",
)

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# **(b)**, for nearly nine digits in ten. Moved by two pixels, an upright stroke misses itself and
# counts twice, once where it was and once where it is. To L2, your own digit is a stranger.
#
# **Guess** what that does to accuracy: all dev images move to the right by 0, 1, 2, 3 pixels; the
# training images stay.

# %% tags=["concept:curse-of-dimensionality"]
print("moved by    k = 1    k = 5    nearest image is another one than before")
for pixels in range(4):
    d = pairwise_l2(move(x_dev, pixels), x)
    right = [(knn_predict(d, y, k) == y_dev).mean() for k in (1, 5)]
    changed = (d.argmin(axis=1) != nearest).mean()
    print(f"{pixels:8} {right[0]:8.1%} {right[1]:8.1%} {changed:12.1%}")
d = pairwise_l1(move(x_dev, 2).astype(np.float32), x32)
print(f"L1, moved by 2, k = 1: {(knn_predict(d, y, 1) == y_dev).mean():.1%}")

# %% [markdown] tags=["concept:curse-of-dimensionality"]
# Two pixels, and a third of all answers are wrong. A larger k does not mend it. The other metric
# makes it worse. One could add moved copies of every training image, but each direction multiplies
# the images to compare with. The distance itself measures the wrong thing: where the ink is, not
# what it means.
#
# What we need are numbers that stay when the digit moves, and change when it becomes another
# digit. We shall not write down how to compute them. We shall *learn* it.

# %% [markdown]
# ## What to remember
#
# - **An image is a row of numbers** to kNN. Shuffle the pixels of all images alike, and nothing
#   changes: it never used which pixel is beside which.
# - **Train to compare, dev to choose, test to report.** How many test examples is what counts:
#   10,000 are good to half a per cent. Dev and test come from where it will be used.
# - **The k nearest vote**; a tie goes to the smallest label. Small k trusts single examples, large
#   k blurs. Choose k by cross-validation on training data, then open the test set, once.
# - **kNN learns nothing.** Training is free, and every prediction costs N distances: the wrong way
#   round.
# - **L1 depends on the axes, L2 does not.** (1, 0) turned by 45 degrees is 1.414 away, and 1.
# - **No loop is fast, but count the bytes.** |p − q|² = |p|² + |q|² − 2 p · q needs no cube.
# - **Near in pixels is not alike.** Two pixels to the right, and the nearest is someone else.
#
# ## Your turn
#
# In assignment 01 you write all of it yourself: the distances with two loops, one, and none; L1
# without the cube; the vote with its ties; the prediction; cross-validation. Each answer is
# checked as soon as you ask, and a wrong one is told what is wrong with it. Your instructor hands
# it out as `assignments/release/01_knn/01_knn.ipynb`.
#
# **Next: notebook 02, linear classifiers.** Instead of carrying 3000 images along, we boil them
# down to ten, one template a digit. Training becomes work, and prediction almost free.

# %% [markdown]
# # Assignment 06: noise on purpose, many opinions, and good settings
#
# **You will do**: silence numbers, weights and branches at random, change images so that their
# labels stay, stop in time, let nets vote, and search for settings without wasting runs.<br>
# **You will learn**: one pattern behind many methods (noise in training, its average at test), what
# scale a setting lives on, and to find two slips of well-known notes.<br>
# **You will need**: lecture notebook 06; about four hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong. It costs nothing and you may run it as often as you
# like. `hint("dropout")` gives one hint more each time you call it. Leave the names and arguments
# of the functions as they are.
#
# Many functions here are random. They get a generator, `rng`: draw from it, and from nothing else.
# `rng.random(shape)` gives numbers even between 0 and 1, `rng.uniform(low, high, size)` between two
# ends, `rng.integers(n, size=...)` whole numbers from 0 to n - 1. `check` does not compare your
# numbers with ours. It *measures* them: how many were kept, how they lie, whether two examples
# share their draws. In which order you draw is your own business. (How far a right answer may be
# off by chance is computed; it fails less often than once in a million.)

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Dropout, on paper
#
# A score has two inputs: $3 x_1 - x_2$, with $x_1 = 2$ and $x_2 = 4$. Each input is kept with
# probability 0.8, else it is 0. There is no scaling. Four masks are possible.
#
# **Work it out**: what is the score on the average?

# %% solution="dropout-by-hand"
dropout_by_hand = None  # a number
### BEGIN SOLUTION
dropout_by_hand = 1.6
### END SOLUTION

# %% check="dropout-by-hand"
check("dropout-by-hand", dropout_by_hand)

# %% [markdown]
# ## Dropout, in code
#
# `keep` is the probability to be kept. *Inverted* dropout divides what is kept by `keep`, so that
# the average stays what it was. Then nothing is left to do at test: `out` is `x`.
#
# $$\mathrm{out}_i = \begin{cases} x_i / \mathrm{keep} & \text{with probability keep} \\
# 0 & \text{else} \end{cases}$$
#
# Every number of every example is drawn for itself. What you put into the cache is your own
# business; `dropout_backward` gets it as it is.


# %% solution="dropout"
def dropout_forward(x, keep, rng, train):
    """Inverted dropout of x (N, ...): out shaped like x, and a cache; train is True or False."""
    ### BEGIN SOLUTION
    factor = (rng.random(x.shape) < keep) / keep if train else np.ones(x.shape)
    return x * factor, factor
    ### END SOLUTION


def dropout_backward(dout, cache):
    """Gradient dx, shaped like dout."""
    ### BEGIN SOLUTION
    return dout * cache
    ### END SOLUTION


# %% check="dropout"
check("dropout", dropout_forward, dropout_backward)

# %% [markdown]
# ### Find the error
#
# These lines stand, in other words, in well-known lecture notes. They are the older, *plain* form
# of dropout: nothing is divided in training, so something is to be done at test. The notes say:
# *at test, multiply by the dropout probability*.
#
#     def flawed(x, keep, rng, train):
#         drop = 1 - keep
#         if train:
#             return x * (rng.random(x.shape) >= drop)
#         return x * drop
#
# Mend them, in whichever way you like: at test a number must be what it was in training on the
# average.


# %% solution="dropout-mended"
def dropout_mended(x, keep, rng, train):
    """The lines above without their error."""
    ### BEGIN SOLUTION
    if train:
        return x * (rng.random(x.shape) < keep)
    return x * keep
    ### END SOLUTION


# %% check="dropout-mended"
check("dropout-mended", dropout_mended)

# %% [markdown]
# **Work it out**: a colleague has run the flawed lines for a year, and all was well. What was his
# `keep`?

# %% solution="dropout-unnoticed"
dropout_unnoticed = None  # a probability
### BEGIN SOLUTION
dropout_unnoticed = 0.5
### END SOLUTION

# %% check="dropout-unnoticed"
check("dropout-unnoticed", dropout_unnoticed)

# %% [markdown]
# ## The same, elsewhere in the net
#
# *DropConnect* silences weights in place of numbers. An affine layer, $x w + b$, of which each
# weight is kept with probability `keep` and divided by it, else it is 0. The biases stay. One draw
# serves the whole batch; at test `w` is as it is.


# %% solution="dropconnect"
def dropconnect_forward(x, w, b, keep, rng, train):
    """Inverted DropConnect for x (N, D), w (D, M), b (M,): out (N, M), and a cache."""
    ### BEGIN SOLUTION
    factor = (rng.random(w.shape) < keep) / keep if train else np.ones(w.shape)
    return x @ (w * factor) + b, (x, w * factor, factor)
    ### END SOLUTION


def dropconnect_backward(dout, cache):
    """Gradients dx (N, D), dw (D, M), db (M,)."""
    ### BEGIN SOLUTION
    x, used, factor = cache
    return dout @ used.T, x.T @ dout * factor, dout.sum(axis=0)
    ### END SOLUTION


# %% check="dropconnect"
check("dropconnect", dropconnect_forward, dropconnect_backward)

# %% [markdown]
# *Stochastic depth* silences whole branches of a residual net. A block gives `skip + branch`. In
# training each example keeps its branch with probability `keep`, divided by `keep`, and else goes
# by `skip` alone. `skip` always comes through as it is.


# %% solution="stochastic-depth"
def stochastic_depth_forward(skip, branch, keep, rng, train):
    """skip and branch (N, ...) of one shape: out shaped like them, and a cache."""
    ### BEGIN SOLUTION
    factor = np.ones((len(skip), *[1] * (skip.ndim - 1)))
    if train:
        factor = (rng.random(factor.shape) < keep) / keep
    return skip + factor * branch, factor
    ### END SOLUTION


def stochastic_depth_backward(dout, cache):
    """Gradients dskip and dbranch, shaped like dout."""
    ### BEGIN SOLUTION
    return dout, dout * cache
    ### END SOLUTION


# %% check="stochastic-depth"
check("stochastic-depth", stochastic_depth_forward, stochastic_depth_backward)

# %% [markdown]
# ## Noise in the pooling
#
# *Fractional max pooling* makes an image 1 to 2 times smaller. Along a line of `n` pixels there are
# `regions` regions of 2 pixels each. The first begins at pixel 0, the last at pixel n - 2, and
# between two starts the gap is 1 or 2. How many gaps of 2 there are is settled by that. Their
# *order* is drawn anew each time. With n = 9 and 6 regions the starts may be
# 0, 1, 3, 4, 5, 7 or 0, 2, 3, 5, 6, 7, among others.


# %% solution="region-starts"
def region_starts(n, regions, rng):
    """Where the regions begin, (regions,), in rising order; n - 1 - regions gaps are 2."""
    ### BEGIN SOLUTION
    twos = n - 1 - regions
    gaps = np.array([2] * twos + [1] * (regions - 1 - twos))
    rng.shuffle(gaps)
    return np.concatenate([[0], np.cumsum(gaps)]).astype(int)
    ### END SOLUTION


# %% check="region-starts"
check("region-starts", region_starts)

# %% [markdown]
# Then the pooling itself. A region is 2 by 2 pixels; where starts are 1 apart, regions overlap.


# %% solution="fractional-max-pool"
def fractional_max_pool(x, rows, columns):
    """The largest pixel of each region of x (N, C, H, W), which begin at rows and columns.

    The result is (N, C, len(rows), len(columns)).
    """
    ### BEGIN SOLUTION
    top, below = x[:, :, rows], x[:, :, rows + 1]
    high = np.maximum(top, below)
    return np.maximum(high[:, :, :, columns], high[:, :, :, columns + 1])
    ### END SOLUTION


# %% check="fractional-max-pool"
check("fractional-max-pool", fractional_max_pool)

# %% [markdown]
# Dividing by `keep` has no counterpart here. At test one averages over several draws instead, and
# that is right for every kind of noise. A layer `noisy(x, rng)` gives another result at each call.
# Average `draws` of them.


# %% solution="average-of-draws"
def average_of_draws(noisy, x, rng, draws):
    """The mean of `draws` calls of noisy(x, rng), shaped like what it gives."""
    ### BEGIN SOLUTION
    total = 0
    for _ in range(draws):
        total = total + noisy(x, rng)
    return total / draws
    ### END SOLUTION


# %% check="average-of-draws"
check("average-of-draws", average_of_draws)

# %% [markdown]
# Look at the pattern once, with your own functions. The more draws of dropout are averaged, the
# nearer they come to what inverted dropout does at test: nothing. **Guess** before you run: how
# much smaller is the error with 100 times as many draws?

# %% tags=["play"]
x = np.linspace(-1, 1, 1001)[None]
try:
    for draws in (1, 100, 10_000):
        mean = average_of_draws(
            lambda x, rng: dropout_forward(x, 0.5, rng, True)[0], x, np.random.default_rng(0), draws
        )
        print(f"{draws:6} draws: off by {np.abs(mean - x).mean():.4f} on the average")
except NotImplementedError:
    print("First write dropout_forward and average_of_draws, above.")

# %% [markdown]
# ## Weight decay
#
# The loss is a *mean* over m examples, with a penalty beside it:
#
# $$J = \frac{1}{m} \sum_{i=1}^{m} L_i + \frac{\lambda}{2m} \sum w^2$$
#
# ### Find the second error
#
# Other notes turn this into a step with a factor on the weights. `dw` is the gradient of the first
# part.
#
#     def flawed(w, dw, lr, lam, m):
#         return (1 - lr) * w - lr * dw
#
# Derive the factor, and mend the line. (`lambda` is a word of Python's own, so it is `lam` here.)


# %% solution="decay-mended"
def decay_mended(w, dw, lr, lam, m):
    """The line above without its error: w after one step of gradient descent on J."""
    ### BEGIN SOLUTION
    return (1 - lr * lam / m) * w - lr * dw
    ### END SOLUTION


# %% check="decay-mended"
check("decay-mended", decay_mended)

# %% [markdown]
# **Work it out**: lr = 0.1, lambda = 5, m = 1000, and a weight whose `dw` is 0. What share of it is
# left after 100 steps? Then do the same for the flawed line.

# %% solution="decay-left"
decay_left = None  # the share that your mended line leaves
### BEGIN SOLUTION
decay_left = 0.9995**100
### END SOLUTION

# %% check="decay-left"
check("decay-left", decay_left)

# %% [markdown]
# ## More images from the same ones
#
# Images are (N, C, H, W). Each function gives images of the same shape in the same order, image n
# from image n: for the labels stay where they are. Every image has its own draws.
#
# First, mirror each image left to right with probability 1/2.


# %% solution="random-flip"
def random_flip(x, rng):
    """Images (N, C, H, W), about half of them mirrored left to right."""
    ### BEGIN SOLUTION
    out = x.copy()
    turned = rng.random(len(x)) < 0.5
    out[turned] = x[turned][..., ::-1]
    return out
    ### END SOLUTION


# %% check="random-flip"
check("random-flip", random_flip)

# %% [markdown]
# **Choose**: your images are handwritten digits. Which of these changes may spoil labels?
#
# - (a) moving a digit by two pixels
# - (b) making it a tenth larger
# - (c) mirroring it left to right
# - (d) making it a little paler

# %% solution="label-stays"
label_stays = None  # one letter, e.g. "a"
### BEGIN SOLUTION
label_stays = "c"
### END SOLUTION

# %% check="label-stays"
check("label-stays", label_stays)

# %% [markdown]
# Next, the crop: put `pad` zeros on all four sides, then cut out a window of the old size. It may
# begin in any of the rows 0 to 2 pad, and in any of the columns 0 to 2 pad, all equally likely.


# %% solution="random-crop"
def random_crop(x, rng, pad):
    """A window of each padded image, at a place of its own: shaped like x (N, C, H, W)."""
    ### BEGIN SOLUTION
    N, _, H, W = x.shape
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    tops, lefts = rng.integers(0, 2 * pad + 1, size=(2, N))
    windows = [a[:, i : i + H, j : j + W] for a, i, j in zip(padded, tops, lefts, strict=True)]
    return np.stack(windows)
    ### END SOLUTION


# %% check="random-crop"
check("random-crop", random_crop)

# %% [markdown]
# The scale: each image becomes f times as large about its middle, f drawn evenly from `low` to
# `high`. The image keeps its size in pixels; what is free is 0. Pixel (i, j) of the result comes
# from the pixel nearest to
#
# $$\left(\frac{i - (H - 1)/2}{f} + \frac{H - 1}{2},\quad
# \frac{j - (W - 1)/2}{f} + \frac{W - 1}{2}\right)$$
#
# if there is one. (Mixing the four nearest ones is fine, too.)


# %% solution="random-scale"
def random_scale(x, rng, low, high):
    """Each image (C, H, W) of x low to high times as large, about its middle: shaped like x."""
    ### BEGIN SOLUTION
    _, _, H, W = x.shape
    out = np.zeros_like(x)
    for n, factor in enumerate(rng.uniform(low, high, size=len(x))):
        rows = np.round((np.arange(H) - (H - 1) / 2) / factor + (H - 1) / 2).astype(int)
        columns = np.round((np.arange(W) - (W - 1) / 2) / factor + (W - 1) / 2).astype(int)
        i = np.flatnonzero((rows >= 0) & (rows < H))
        j = np.flatnonzero((columns >= 0) & (columns < W))
        out[n][:, i[:, None], j] = x[n][:, rows[i][:, None], columns[j]]
    return out
    ### END SOLUTION


# %% check="random-scale"
check("random-scale", random_scale)

# %% [markdown]
# And the colours: each channel of each image is multiplied by a factor of its own, drawn evenly
# from 1 - strength to 1 + strength. Pixels go from 0 to 1; what goes beyond is clipped.


# %% solution="colour-jitter"
def colour_jitter(x, rng, strength):
    """Channels of images (N, C, H, W) in 0 to 1, each stronger or weaker: shaped like x."""
    ### BEGIN SOLUTION
    factor = rng.uniform(1 - strength, 1 + strength, size=(*x.shape[:2], 1, 1))
    return np.clip(x * factor, 0, 1)
    ### END SOLUTION


# %% check="colour-jitter"
check("colour-jitter", colour_jitter)

# %% [markdown]
# ## Stop in time
#
# `train_epoch(w)` trains the weights `w` for one epoch: it changes the array itself and returns
# nothing. `dev_error(w)` is the error on the dev set. Train for at most `epochs` epochs. Stop as
# soon as `patience` epochs in a row have brought no new best error. Of equally good epochs the
# first is the best. Return the weights of the best epoch, not the last ones.


# %% solution="early-stopping"
def early_stopping(train_epoch, dev_error, w, epochs, patience):
    """The weights with the lowest dev error, shaped like w."""
    ### BEGIN SOLUTION
    best, lowest, waited = w.copy(), np.inf, 0
    for _ in range(epochs):
        train_epoch(w)
        error = dev_error(w)
        if error < lowest:
            best, lowest, waited = w.copy(), error, 0
        else:
            waited += 1
        if waited == patience:
            break
    return best
    ### END SOLUTION


# %% check="early-stopping"
check("early-stopping", early_stopping)

# %% [markdown]
# ## Several opinions
#
# E nets give their scores on the same N examples. Each net's scores become probabilities by
# softmax. Average these over the nets.


# %% solution="ensemble-probabilities"
def ensemble_probabilities(scores):
    """Mean probabilities (N, C) of nets whose scores are (E, N, C)."""
    ### BEGIN SOLUTION
    e = np.exp(scores - scores.max(axis=2, keepdims=True))
    return (e / e.sum(axis=2, keepdims=True)).mean(axis=0)
    ### END SOLUTION


# %% check="ensemble-probabilities"
check("ensemble-probabilities", ensemble_probabilities)

# %% [markdown]
# Several nets cost several runs. *Snapshots* come from one: a copy of the weights after every
# `every` epochs. (`train_epoch` is that of above.) Train for all the `epochs`.


# %% solution="snapshots"
def snapshots(train_epoch, w, epochs, every):
    """A list of copies of w: after epoch every, 2 every, and so on."""
    ### BEGIN SOLUTION
    kept = []
    for epoch in range(1, epochs + 1):
        train_epoch(w)
        if epoch % every == 0:
            kept.append(w.copy())
    return kept
    ### END SOLUTION


# %% check="snapshots"
check("snapshots", snapshots)

# %% [markdown]
# *Polyak's average* costs next to nothing: an average of the weights that runs along, and is used
# at test in their place. It begins at the first weights, then, at each further step,
#
# $$\bar w \leftarrow \rho\, \bar w + (1 - \rho)\, w$$
#
# with $\rho = 0.995$ or so.


# %% solution="polyak-average"
def polyak_average(path, rho):
    """The average at the end of a path of weights (T, ...), a step a row."""
    ### BEGIN SOLUTION
    average = path[0].copy()
    for w in path[1:]:
        average = rho * average + (1 - rho) * w
    return average
    ### END SOLUTION


# %% check="polyak-average"
check("polyak-average", polyak_average)

# %% [markdown]
# ## Before you train for days
#
# A net that is in order can learn a handful of examples by heart. Make a set for that: the first
# `each` examples of every class that occurs, in any order.


# %% solution="tiny-set"
def tiny_set(x, y, each):
    """The first `each` examples of every class of x (N, ...), y (N,): a smaller x and y."""
    ### BEGIN SOLUTION
    rows = np.concatenate([np.flatnonzero(y == c)[:each] for c in np.unique(y)])
    return x[rows], y[rows]
    ### END SOLUTION


# %% check="tiny-set"
check("tiny-set", tiny_set)

# %% [markdown]
# **Choose**: your net has 80,000 weights. It is trained on twenty images until nothing moves any
# more, and still gets six of them wrong. What now?
#
# - (a) take more images
# - (b) add dropout
# - (c) look for what is broken in the code or in the settings
# - (d) train for longer

# %% solution="tiny-set-fails"
tiny_set_fails = None  # one letter
### BEGIN SOLUTION
tiny_set_fails = "c"
### END SOLUTION

# %% check="tiny-set-fails"
check("tiny-set-fails", tiny_set_fails)

# %% [markdown]
# Runs break, and a broken run only costs time. `step()` makes one step of training and returns its
# cost. Make at most `steps` of them. Stop at the first cost that is more than 3 times that of the
# first step, or that is no number (nan). Return all the costs, that last one included.


# %% solution="run-with-care"
def run_with_care(step, steps):
    """The costs of the steps taken, a list or an array."""
    ### BEGIN SOLUTION
    costs = []
    for _ in range(steps):
        costs.append(step())
        if np.isnan(costs[-1]) or costs[-1] > 3 * costs[0]:
            break
    return costs
    ### END SOLUTION


# %% check="run-with-care"
check("run-with-care", run_with_care)

# %% [markdown]
# ## On which scale?
#
# Draw rates so that every power of ten is equally likely: as many from 0.0001 to 0.001 as from 0.1
# to 1.


# %% solution="log-sample"
def log_sample(low, high, n, rng):
    """n numbers from low to high, (n,), drawn evenly on a log scale."""
    ### BEGIN SOLUTION
    return 10 ** rng.uniform(np.log10(low), np.log10(high), size=n)
    ### END SOLUTION


# %% check="log-sample"
check("log-sample", log_sample)

# %% [markdown]
# An average with $\beta$ looks back about $1 / (1 - \beta)$ steps. From 0.9 to 0.99 that is 10 to
# 100 steps, from 0.99 to 0.999 it is 100 to 1000. Draw $\beta$ so that both are equally likely: it
# is $1 - \beta$ that lives on a log scale.


# %% solution="beta-sample"
def beta_sample(low, high, n, rng):
    """n betas from low to high, (n,), their distances from 1 drawn evenly on a log scale."""
    ### BEGIN SOLUTION
    return 1 - 10 ** rng.uniform(np.log10(1 - high), np.log10(1 - low), size=n)
    ### END SOLUTION


# %% check="beta-sample"
check("beta-sample", beta_sample)

# %% [markdown]
# ## A grid, or chance
#
# There are D settings; setting d goes from `low[d]` to `high[d]`. A grid takes `points` values of
# each, evenly spaced, both ends included, and every combination of them.


# %% solution="grid-points"
def grid_points(low, high, points):
    """All points of the grid, (points ** D, D), in any order; low and high are (D,)."""
    ### BEGIN SOLUTION
    axes = [np.linspace(a, b, points) for a, b in zip(low, high, strict=True)]
    return np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, len(low))
    ### END SOLUTION


# %% check="grid-points"
check("grid-points", grid_points)

# %% [markdown]
# **Work it out**: three settings, of which only the rate matters. You can pay for 64 runs, and lay
# them out as a grid with as many values of each setting. How many different rates are tried?

# %% solution="grid-values"
grid_values = None  # how many rates
### BEGIN SOLUTION
grid_values = 4
### END SOLUTION

# %% check="grid-values"
check("grid-values", grid_values)

# %% [markdown]
# Random search draws each point evenly between `low` and `high`, each setting for itself.
# `cost(point)` trains a net with the settings of one point (D,) and returns its cost. A run that
# blew up costs nan, and must not win. Call `cost` once for each trial.


# %% solution="random-search"
def random_search(cost, low, high, trials, rng):
    """The point (D,) of least cost among `trials` points drawn evenly between low and high (D,)."""
    ### BEGIN SOLUTION
    best, least = None, np.inf
    for _ in range(trials):
        point = rng.uniform(low, high)
        found = cost(point)
        if found < least:
            best, least = point, found
    return best
    ### END SOLUTION


# %% check="random-search"
check("random-search", random_search)

# %% [markdown]
# *From coarse to fine*: search at random, then again in a range around the best point so far, and
# again. Each range is `part` times as long as the one before, half of it on either side of the best
# point. It may reach over the ends of the first range, or be moved back inside. The best of *all*
# rounds counts.


# %% solution="coarse-to-fine"
def coarse_to_fine(cost, low, high, rounds, trials, part, rng):
    """The point (D,) of least cost in `rounds` rounds of `trials` trials each; no cost is nan."""
    ### BEGIN SOLUTION
    best, least, width = None, np.inf, high - low
    for r in range(rounds):
        for _ in range(trials):
            point = rng.uniform(low, high)
            found = cost(point)
            if found < least:
                best, least = point, found
        half = width * part ** (r + 1) / 2
        low, high = best - half, best + half
    return best
    ### END SOLUTION


# %% check="coarse-to-fine"
check("coarse-to-fine", coarse_to_fine)

# %% [markdown]
# ## What to tune, and with how many machines
#
# **Choose**: there is time to tune one setting. Which?
#
# - (a) the number of layers
# - (b) the learning rate
# - (c) Adam's beta1 and beta2
# - (d) the weight decay

# %% solution="first-knob"
first_knob = None  # one letter
### BEGIN SOLUTION
first_knob = "b"
### END SOLUTION

# %% check="first-knob"
check("first-knob", first_knob)

# %% [markdown]
# **Choose**: and if there is time for all, in which order?
#
# - (a) Adam's betas; the rate; hidden units; layers
# - (b) layers, decay; the rate; momentum, batch size, hidden units; Adam's betas
# - (c) the rate; momentum, batch size, hidden units; layers, decay; Adam's betas, if ever
# - (d) momentum, batch size, hidden units; the rate; Adam's betas; layers, decay

# %% solution="knobs-in-order"
knobs_in_order = None  # one letter
### BEGIN SOLUTION
knobs_in_order = "c"
### END SOLUTION

# %% check="knobs-in-order"
check("knobs-in-order", knobs_in_order)

# %% [markdown]
# **Choose**: one run takes 12 days. You have one machine and two weeks. What do you do?
#
# - (a) a random search of twenty runs
# - (b) one run, watched every day, its rate changed by hand as it goes
# - (c) eight runs on the machine at once, the best of them wins
# - (d) twelve minutes with each of a hundred settings, and trust in the best

# %% solution="panda-or-caviar"
panda_or_caviar = None  # one letter
### BEGIN SOLUTION
panda_or_caviar = "b"
### END SOLUTION

# %% check="panda-or-caviar"
check("panda-or-caviar", panda_or_caviar)

# %% [markdown]
# **Work it out**: now a run takes 6 hours. You have 4 machines and 3 days. How many runs?

# %% solution="runs-in-time"
runs_in_time = None  # how many runs
### BEGIN SOLUTION
runs_in_time = 48
### END SOLUTION

# %% check="runs-in-time"
check("runs-in-time", runs_in_time)

# %% [markdown]
# ## Explain two curves
#
# A colleague trains with dropout and writes: *the accuracy in training is 91 %, on dev it is 94 %,
# in every epoch. That cannot be: nothing does better on new data than on its own. I have looked for
# the bug for two days.*
#
# Explain what he sees, and name an experiment of a minute that shows it. Three to six sentences.

# %% [markdown] manual="better-on-dev" points=2
# ### BEGIN SOLUTION
# One point for the reason, one for an experiment that could have come out otherwise.
#
# - Reason: training accuracy is measured with the noise on, by a net of which a part is silenced;
#   on dev the whole net answers. So the two numbers are about different nets. (It is also taken
#   during the epoch, while the net is still learning; dev comes at its end. Half a point for that
#   alone.)
# - Experiment: after an epoch, predict the training set with dropout off (train=False). That
#   accuracy should be above dev's. Or: set keep to 1 and see the gap turn round.
# ### END SOLUTION

# %% [markdown]
# ## Your dropout at work
#
# Nothing is marked from here on. The net 784 → 200 → 10 gets only 20 digits of each kind, which
# your `tiny_set` picks, and goes through *your* dropout. It is asked about 500 new digits.
# **Guess** first: does dropout help, and by how much? Each line is the mean of five runs; from run
# to run the share of new digits varies by about one per cent.

# %% tags=["play"]
from course_lib.kernels import softmax_loss
from course_lib.nn import Affine, Dropout, Flatten, ReLU, Sequential, Trainer, load_digits
from course_lib.optim import Adam


def read_digits(keep, seed, few, dev):
    """Accuracy on the few digits and on new ones, and the loss on these, with your dropout."""
    rng = np.random.default_rng(seed)
    hidden = {"flatten": Flatten(), "affine1": Affine(784, 200), "relu": ReLU()}
    layers = {**hidden, "dropout": Dropout(keep), "affine2": Affine(200, 10)}
    net = Sequential(layers, rng=rng)
    net = net.using(Dropout, forward=dropout_forward, backward=dropout_backward)
    Trainer(optimiser=Adam(lr=1e-3), epochs=30, batch=32).fit(net, few, rng=rng, watch=())
    accuracies = [(net.predict(x) == y).mean() for x, y in (few, dev)]
    return [*accuracies, softmax_loss(net.scores(dev[0]), dev[1])[0]]


digits = load_digits()
try:
    few = tiny_set(*digits.train, 20)
    for keep in (1.0, 0.8, 0.5, 0.3):
        runs = [read_digits(keep, seed, few, digits.dev) for seed in range(5)]
        known, new, loss = np.mean(runs, axis=0)
        print(f"keep {keep}: {known:.1%} of its own, {new:.1%} of new digits, loss {loss:.2f}")
except NotImplementedError:
    print("First write tiny_set and the two functions of dropout, above.")

# %% [markdown]
# Then spoil it on purpose: take the `/ keep` out of `dropout_forward`, and run the cell above
# again. **Guess** first: which of the three numbers tells you that something is wrong?
#
# (Ours, without it, still reads 82 % of the new digits with keep 0.3. But its loss on them is 0.87
# in place of 0.60. At test all hidden numbers are some three times as large as the last layer is
# used to. That hardly changes which score is the largest; it makes the net far too sure of itself.
# Such slips live long: look at the loss, too.)

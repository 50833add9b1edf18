# %% [markdown]
# # Optimisers: from a gradient to a step
#
# **You will do**: race SGD, momentum, Nesterov, AdaGrad, RMSProp, Adam, Newton and L-BFGS, first
# over landscapes that you can see, then on real digits, where nobody can.<br>
# **You will learn**: what slows plain descent, what each optimiser does about it, what it cannot
# do, and how to compare them honestly.<br>
# **You will need**: notebooks 02 and 03 (gradient, minibatch, a two-layer network) and 90 minutes.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib import optim
from course_lib.data import load_mnist, split
from course_lib.figures import BLUE, GREEN, ORANGE, PURPLE, VERMILLION, figure, style
from course_lib.kernels import softmax_loss
from course_lib.nn import Tanh, Trainer, mlp, two_layer_net
from course_lib.optim import SGD, Adam, Momentum, Nesterov, race
from course_lib.widgets import OptimizerRace, optimiser_line

# %% [markdown]
# Backpropagation gives us the gradient `dw`, the slope of the loss. An *optimiser* turns it into a
# step. The simplest one, *stochastic gradient descent* (SGD), goes straight downhill:
#
# > w ← w − lr · dw
#
# Real losses have thousands of weights, and nobody can see them. So we begin with two weights. One
# helper draws what we race: on the left the landscape from above, on the right the loss at each
# step, on a logarithmic scale.


# %%
def draw_landscape(ax, surface):
    x0, x1, y0, y1 = surface.extent
    points = np.stack(np.meshgrid(np.linspace(x0, x1, 90), np.linspace(y0, y1, 90)), axis=-1)
    heights = surface.value(points)
    levels = np.quantile(heights, np.linspace(0.02, 0.9, 8))
    ax.contour(*points.T, heights.T, levels, colors="#C8C8C8", linewidths=0.9)
    ax.plot(*np.array(surface.minima).T, "*", color="#303030", markersize=11)
    ax.set(xlim=(x0, x1), ylim=(y0, y1), xlabel="w₁", ylabel="w₂")


# %%
def watch(surface, racers, steps, *, alt, start=None):
    paths = race(surface, [*racers.values()], start or surface.start, steps).points[:, 0]
    loss = np.ma.masked_less(paths[..., 2] - surface.height(*surface.minima[0]), 1e-7)
    with style():
        fig, (above, side) = plt.subplots(1, 2, figsize=(8.4, 3.3))
        draw_landscape(above, surface)
        for name, path, gap in zip(racers, paths, loss, strict=True):
            above.plot(*path[:, :2].T, **optimiser_line(name, points=steps), markersize=4)
            side.semilogy(gap, **optimiser_line(name))
        side.set(xlabel="step", ylabel="loss above the lowest")
        side.legend()
    figure(fig, alt=alt)


# %% [markdown] tags=["concept:sgd-problems"]
# ## Leap across a narrow valley
#
# Our first landscape is a valley, 50 times as steep across as along:
#
# > loss = ½ · w₁² + ½ · 50 · w₂²
#
# SGD starts at (−3.5, 1.5) with the rate 0.038. **Guess** what it does: (a) it glides down to the
# star, (b) it zig-zags and arrives late, (c) it flies off.

# %% tags=["concept:sgd-problems"]
valley, bowl = optim.Quadratic(condition=50), optim.Quadratic(condition=1)
watch(
    valley,
    {"sgd": SGD(lr=0.038)},
    100,
    alt="SGD leaps from side to side of the valley, ever less far, and creeps along its floor.",
)

# %% tags=["concept:sgd-problems"]
path = race(valley, [SGD(lr=0.038)], valley.start, 3).points[0, 0]
print("step      w₁       w₂      loss")
for step, (x, y, loss) in enumerate(path):
    print(f"{step:4} {x:8.3f} {y:8.3f} {loss:9.3f}")

# %% [markdown] tags=["concept:sgd-problems"]
# **(b)**. Do it by hand. Along the valley the slope is w₁, so a step takes w₁ to w₁ − 0.038 · w₁ =
# 0.962 · w₁. Across it the slope is 50 · w₂, and w₂ becomes w₂ − 0.038 · 50 · w₂ = −0.9 · w₂. The
# minus sign is the leap: from 1.5 to **-1.350**, and back to **1.215**.
#
# So a step multiplies the distance across by 1 − lr · 50, and along by 1 − lr · 1.
#
# **Guess**: at which rate does it no longer arrive?

# %% tags=["concept:sgd-problems"]
print("  rate   × across   × along   loss after 100 steps   after 1000")
for lr in (0.01, 0.02, 0.038, 0.0392, 0.04, 0.041):
    loss = race(valley, [SGD(lr=lr)], valley.start, 1000).points[0, 0, :, 2]
    print(f"{lr:6} {1 - 50 * lr:10.3f} {1 - lr:9.3f} {loss[100]:16.5f} {loss[1000]:16.1e}")

# %% [markdown] tags=["concept:sgd-problems"]
# At **0.04** = 2 / 50 the factor across is **-1.000**: it leaps to and fro for ever. Above that
# each leap is larger than the one before, and the loss explodes. **2 divided by the largest
# curvature is the edge of stability.** The steepest direction sets the rate, for all of them.
#
# The flattest direction pays. In the long run the larger of the two factors decides, whatever its
# sign. At 2 / (50 + 1) = **0.0392** both have the same size, 0.961. Any other rate makes one of
# them larger: a lower rate the one along, a higher rate the one across. So this is SGD's best rate
# *in the long run*. It need not be ahead early on. After 100 steps from here, 0.038 is: **0.00264**
# against **0.01807**. It is done with the steep direction, and along the other hardly slower. After
# 1000 steps it is behind.
#
# The *condition number* is the largest curvature divided by the smallest; here 50. **Guess**: it
# grows tenfold. How many times as many steps does SGD need, at its best rate?

# %% tags=["concept:sgd-problems"]
print("condition   best rate   steps to a hundredth of the distance")
for condition in (1, 10, 100, 1000):
    lr = 2 / (1 + condition)
    path = race(optim.Quadratic(condition=condition), [SGD(lr=lr)], (1, 1), 4000).points[0, 0]
    distance = np.hypot(path[:, 0], path[:, 1])
    print(f"{condition:9} {lr:11.4f} {np.argmax(distance <= distance[0] / 100):10}")

# %% [markdown] tags=["concept:sgd-problems"]
# Ten times as many. **231** steps for a condition of 100, **2303** for 1000. Losses of real
# networks have conditions of thousands and more (we shall measure one). Such a loss is called
# *ill-conditioned*, and this is the first reason why SGD is slow.

# %% [markdown] tags=["concept:sgd-problems"]
# ## Wait on a saddle or a plain
#
# SGD steps in proportion to the slope. Where there is hardly any slope, it hardly moves.
#
# Below is a *saddle*: along w₁ it curves up, along w₂ it curves down, and at (0, 0) it is level.
# SGD starts almost on the ridge, at w₂ = 0.001. **Guess**: what will the loss look like over time?

# %% tags=["concept:sgd-problems"]
watch(
    optim.Saddle(),
    {"sgd": SGD(lr=0.1)},
    140,
    start=(-2, 0.001),
    alt="SGD runs to the saddle, stays there for some fifty steps, then slides to a minimum.",
)

# %% [markdown] tags=["concept:sgd-problems"]
# It falls, lies flat, and falls again. Somebody who watches only the loss would stop it on the flat
# part and call it done.
#
# Near the saddle each step multiplies w₂ by 1 + lr = 1.1, as the curvature there is −1. **Guess**:
# how many steps until w₂ passes 1, from 0.1? From 0.001? From exactly 0?

# %% tags=["concept:sgd-problems"]
print("   w₂ at first   steps until w₂ > 1")
for y in (0.1, 1e-3, 1e-6, 1e-9, 0):
    path = race(optim.Saddle(), [SGD(lr=0.1)], (-2, y), 1000).points[0, 0]
    gone = path[:, 1] > 1
    print(f"{y:14.1e} {gone.argmax() if gone.any() else 'never':>12}")

# %% [markdown] tags=["concept:sgd-problems"]
# Every factor of a thousand costs 72 or 73 steps more, as 1.1⁷² ≈ 1000. From exactly 0 it **never**
# leaves. In practice some noise always pushes it off. A saddle does not hold SGD for ever; it makes
# it wait.
#
# A *plateau* is worse: a wide plain around a hole, with next to no slope far out. **Guess**: we
# start twice as far from the hole. How many times as many steps does it take?

# %% tags=["concept:sgd-problems"]
print("start   slope there   steps until it is within 1 of the hole")
for far in (2, 4, 8, 16):
    path = race(optim.Plateau(), [SGD(lr=0.5)], (far, 0), 20_000).points[0, 0]
    slope = optim.Plateau().gradient(np.array([far, 0.0]))[0]
    print(f"{far:5} {slope:13.5f} {np.argmax(path[:, 0] < 1):10}")

# %% [markdown] tags=["concept:sgd-problems"]
# 10, then 13, then 15 times as many, and 16 in the end, far out: the slope falls with the cube of
# the distance, and there is further to go as well.

# %% [markdown] tags=["concept:sgd-problems"]
# ## Shake with every minibatch
#
# The *S* in SGD: the gradient comes from a minibatch, so it is a little wrong, and wrong in another
# way at each step. Below, the loss is the mean over 256 examples, each with a bowl of its own
# around another centre. SGD runs for 1000 steps. We look at the second half, when it has long
# arrived.
#
# **Guess**: we halve the rate. What happens to the loss at which it ends? And if we take a batch
# four times as large?

# %% tags=["concept:sgd-problems"]
print("mean loss above the lowest, steps 500 to 1000\n   rate   batch of 4        16        64")
for lr in (0.08, 0.04, 0.02):
    row = []
    for batch in (4, 16, 64):
        bowls = optim.MinibatchQuadratic(batch_size=batch)
        noise = bowls.noise(1000, np.random.default_rng(0))
        loss = race(bowls, [SGD(lr=lr)], bowls.start, 1000, noise=noise).points[0, 0, 500:, 2]
        row.append(loss.mean())
    print(f"{lr:7} {row[0]:12.4f} {row[1]:9.4f} {row[2]:9.4f}")

# %% [markdown] tags=["concept:sgd-problems"]
# Half the rate: less than half the loss. Four times the batch: less than a quarter. (Less, as an
# epoch shows every example once, so that the errors within an epoch partly cancel.) But it never
# comes to rest. At the lowest point the mean slope is 0, and no single batch knows that. A constant
# rate ends in a *cloud* around the minimum. Remember that when we come to schedules.

# %% [markdown] tags=["concept:sgd-problems"]
# ## Race SGD yourself
#
# Here is the racetrack of this notebook. Choose a landscape, drag or click to place the start, set
# the rate, press play. (The keys are listed with it. It moves when you run the notebook.)
#
# **Guess first**, then try:
#
# 1. On the saddle, start exactly on the ridge (w₂ = 0). Where does SGD end?
# 2. On the quadratic, condition 50: find the largest rate that still arrives. You can work it out.
# 3. On the plateau: does a rate ten times as large help? And where does it stop helping?

# %% tags=["interactive:sgd-problems", "concept:sgd-problems"]
OptimizerRace(surface="saddle", optimizers=["sgd"])

# %% [markdown] tags=["concept:sgd-problems"]
# What you should have found. (1) On the saddle itself, for good. (2) Just below 2 / 50 = 0.04. (3)
# It helps far out; but close to the hole the curvature is 2, so above a rate of 1 it can no longer
# settle there. One rate is too small in one place and too large in another. That sentence is the
# whole reason for what follows.

# %% [markdown] tags=["concept:saddle-not-minimum"]
# ## Count the ways down
#
# Where the gradient is zero, a *critical point*, is it a minimum? That takes a curve up in
# **every** direction. The matrix of second derivatives, the *Hessian*, knows: its eigenvalues are
# the curvatures along its own axes. All positive: a minimum. Some negative: a saddle.
#
# **Guess**: if up and down were decided by tossing a coin for each direction, how often would ten
# directions all point up? And does a random symmetric matrix behave like ten coins?

# %% tags=["concept:saddle-not-minimum"]
rng = np.random.default_rng(1)
print("directions   all up, by coins   all up, of 20,000 random Hessians")
for D in (1, 2, 3, 4, 5, 10):
    a = rng.normal(size=(20_000, D, D))
    all_up = (np.linalg.eigvalsh(a + a.transpose(0, 2, 1)) > 0).all(axis=1)
    print(f"{D:10} {0.5**D:14.2%} {all_up.mean():20.2%}")

# %% [markdown] tags=["concept:saddle-not-minimum"]
# Ten coins: one time in a thousand. The matrix is stricter than coins: eigenvalues of one matrix
# repel each other, so they do not all crowd on one side. A network has thousands of directions.
#
# But a random matrix is not a loss. Let us take real functions: sums of 60 random waves over D
# weights. We walk to places where the gradient is zero, from 400 random starts, and count the ways
# down at each.


# %% tags=["concept:saddle-not-minimum"]
def waves(D, rng, N=60):
    k, phase = rng.normal(size=(N, D)), rng.uniform(0, 2 * np.pi, N)

    def look(w):  # value, gradient and Hessian at points w (S, D)
        angle = w @ k.T + phase
        bend = np.einsum("sn,ni,nj->sij", -np.cos(angle), k, k, optimize=True)
        return np.cos(angle).sum(axis=1) / 8, -np.sin(angle) @ k / 8, bend / 8

    return look


# %% tags=["concept:saddle-not-minimum"]
def critical_points(look, w, steps=400, lr=0.02):
    for _ in range(steps):
        _, dw, hessian = look(w)
        w = w - lr * np.einsum("sij,sj->si", hessian, dw)  # downhill on the square of dw
    for _ in range(6):
        _, dw, hessian = look(w)
        w = w - np.linalg.solve(hessian, dw[..., None])[..., 0]
    value, dw, hessian = look(w)
    found = np.linalg.norm(dw, axis=1) < 1e-9
    return value[found], (np.linalg.eigvalsh(hessian[found]) < 0).sum(axis=1)


# %% tags=["concept:saddle-not-minimum"]
found = {}
print("weights   places found   minima   saddles   maxima")
for D in (1, 2, 3, 5, 10):
    rng = np.random.default_rng(D)
    parts = [critical_points(waves(D, rng), rng.uniform(-4, 4, (40, D))) for _ in range(10)]
    value, down = found[D] = [np.concatenate(part) for part in zip(*parts, strict=True)]
    kinds = [np.mean(kind) for kind in (down == 0, (down > 0) & (down < D), down == D)]
    print(f"{D:7} {len(down):14} {kinds[0]:8.0%} {kinds[1]:9.0%} {kinds[2]:8.0%}")

# %% [markdown] tags=["concept:saddle-not-minimum"]
# With one weight there are no saddles. With five weights hardly anything else is left. (These are
# the places that our search found, from 400 starts over ten functions; it need not find all kinds
# equally easily.)
#
# Are they all alike? **Guess**: where are the few places with hardly any way down, high up or low?

# %% tags=["concept:saddle-not-minimum"]
value, down = found[10]
with style():
    fig, ax = plt.subplots(figsize=(6.4, 3.0))
    aside = np.random.default_rng(0).uniform(-0.25, 0.25, len(down))
    ax.plot(value, down + aside, ".", color=BLUE, alpha=0.5)
    ax.set(xlabel="height of the place", ylabel="ways down, of 10", yticks=range(0, 11, 2))
figure(
    fig, alt="Ways down against height for 10 weights: the higher the place, the more ways down."
)
for low, high in ((-9, -1), (-1, 1), (1, 9)):
    part = down[(low < value) & (value < high)]
    print(f"height {low:2} to {high:2}: {part.mean():.1f} of 10 ways lead down")

# %% [markdown] tags=["concept:saddle-not-minimum"]
# Low down there are few ways further down. High up there are many. In functions of this kind, a
# place where SGD could get stuck for good is likely to be a low one already.
#
# And a network? We take real digits, shrunk to 4 × 4 pixels, and a small network, 16 → 8 → 10, with
# 226 weights: few enough to measure the whole Hessian, column by column.


# %% tags=["concept:saddle-not-minimum"]
def shrunk(images, side):
    part = 28 // side
    boxes = images.x.reshape(-1, side, part, side, part).mean(axis=(2, 4)) / 255
    return boxes.reshape(len(images), side * side), images.y


mnist = split(load_mnist(), train=2000, dev=1000, test=2000, rng=np.random.default_rng(0))
x4, y4 = shrunk(mnist.train, 4)
small = mlp((16, 8, 10), rng=np.random.default_rng(0), activation=Tanh(), dtype=np.float64)
print(mnist.train)
print("weights:", sum(w.size for w in small.params.values()))


# %% [markdown]
# The next cell makes of a network what our optimisers want: a function of *one* vector of weights,
# with a value and a gradient.


# %%
def loss_and_slope(net, x, y, w):
    cuts = np.cumsum([a.size for a in net.params.values()])[:-1]
    for a, part in zip(net.params.values(), np.split(w, cuts), strict=True):
        a[...] = part.reshape(a.shape)
    scores, tape = net.forward(x, train=True)
    loss, dscores = softmax_loss(scores, y)
    return loss, one_vector(net.backward(dscores, tape))


def one_vector(arrays):
    return np.concatenate([a.reshape(-1) for a in arrays.values()])


# %%
class Loss:
    def __init__(self, net, x, y):
        self.net, self.x, self.y = net, x, y

    def value(self, w):
        return loss_and_slope(self.net, self.x, self.y, w)[0]

    def gradient(self, w):
        return loss_and_slope(self.net, self.x, self.y, w)[1]


# %% [markdown] tags=["concept:saddle-not-minimum"]
# **Guess**: at its random start, what share of the 226 directions curve down? And after training?


# %% tags=["concept:saddle-not-minimum"]
def curvatures(loss, w, h=1e-4):
    columns = [
        (loss.gradient(w + h * e) - loss.gradient(w - h * e)) / (2 * h) for e in np.eye(len(w))
    ]
    hessian = np.array(columns)
    return np.linalg.eigvalsh((hessian + hessian.T) / 2)


# %% tags=["concept:saddle-not-minimum"]
loss, w = Loss(small, x4, y4), one_vector(small.params)
opt = Adam(lr=0.02)
state = opt.init(w)
print("steps    loss   slope   curves down   level (of these 0)    up    largest")
for step in range(1001):
    dw = loss.gradient(w)
    if step in (0, 10, 100, 1000):
        c, flat = curvatures(loss, w), 1e-4
        counts = [m.sum() for m in (c < -flat, abs(c) <= flat, abs(c) < 1e-9, c > flat)]
        print(f"{step:5} {loss.value(w):7.3f} {np.linalg.norm(dw):7.4f} {counts[0]:13} "
              f"{counts[1]:7} {counts[2]:12} {counts[3]:5} {c[-1]:10.2f}")  # fmt: skip
    w, state = opt.step(w, dw, state)

# %% [markdown] tags=["concept:saddle-not-minimum"]
# At the start a third of the directions curve down: wherever it stands, there is a way on. After
# 1000 steps there is hardly one left. A place where the slope is small is **rarely a trap**: look
# for a way down, and wait less. (The slope is small but not zero here, so these are not critical
# points to the letter. "Level" means a curvature below 0.0001.)
#
# Nine curvatures are 0, at every step. **Guess** why, before you read on.
#
# Add the same number to all ten outputs: the shares of softmax stay as they are, and so does the
# loss. The ten weights that leave one hidden unit can do that, and so can the ten biases: 8 + 1
# free directions. There is nothing to gain along them, and nothing to lose.
#
# The other 32 level ones are flat, but they lead somewhere. The largest curvature is **4.38**, more
# than 40,000 times theirs. That is the narrow valley again: a condition of 40,000 at the least.

# %% [markdown] tags=["concept:ewma"]
# ## Average with a memory that fades
#
# Before we mend SGD we need one tool. Here are the losses of 160 minibatches of 25 digits, while a
# network learns. They jump about. **Guess**: could you say from the dots alone whether step 100 is
# better than step 60?

# %% tags=["concept:ewma"]
train, dev, test = (shrunk(part, 14) for part in (mnist.train, mnist.dev, mnist.test))


def new_net(seed):
    return two_layer_net(196, 32, 10, rng=np.random.default_rng(seed), dtype=np.float64)


noisy = Trainer(optimiser=SGD(lr=0.1), epochs=2, batch=25)
losses = np.array(noisy.fit(new_net(0), train, rng=np.random.default_rng(0), watch=()).steps)

# %% tags=["concept:ewma"]
with style():
    fig, ax = plt.subplots(figsize=(6.8, 3.2))
    ax.plot(losses, ".", color="#A0A0A0", markersize=4, label="one minibatch")
    for beta, colour, dash in ((0.9, BLUE, "-"), (0.98, VERMILLION, "--")):
        ax.plot(
            optim.ewma(losses, beta), color=colour, linestyle=dash, label=f"average, β = {beta}"
        )
    ax.set(xlabel="step", ylabel="loss", ylim=(0, None))
    ax.legend()
figure(fig, alt="Jumping dots of loss; the average with 0.9 follows them, that with 0.98 lags.")

# %% [markdown] tags=["concept:ewma"]
# The lines are *exponentially weighted averages* (corrected, as you will see in a moment). One
# number is remembered. At each step it keeps the share β of itself and takes in the share 1 − β of
# the new value x:
#
# > v ← β · v + (1 − β) · x, and v = 0 at first
#
# Take pencil and paper: β = 0.9, and x is 1 every time. **Guess**, then work out v after one, two
# and three values.

# %% tags=["concept:ewma"]
v = 0
print("t    average v    1 - 0.9^t    v / (1 - 0.9^t)")
for t in (1, 2, 3, 4):
    v = 0.9 * v + 0.1 * 1
    print(f"{t} {v:12.4f} {1 - 0.9**t:12.4f} {v / (1 - 0.9**t):14.4f}")

# %% [markdown] tags=["concept:ewma"]
# The average of nothing but ones is **0.1000**, then **0.1900**, then **0.2710**. That is wrong,
# and we know why: it started at 0, and still remembers that. After t values, the share βᵗ of the
# start is left. So we divide by 1 − βᵗ, and the average is right from the first value on. That is
# called *bias correction*. Later on, βᵗ is next to nothing, and it changes nothing.
#
# How far back does the average look? The value from k steps ago counts βᵏ times as much as the
# newest. **Guess**: after how many steps has its weight fallen to about a third, for β = 0.9? For
# 0.98?

# %% tags=["concept:ewma"]
print("   β      1 - β    1 / (1 - β)   weight that is left after so many steps")
for beta in (0.5, 0.9, 0.98, 0.999):
    window = round(optim.effective_window(beta))
    print(f"{beta:5} {1 - beta:8.3f} {window:10} {beta**window:16.3f}")
print(f"1 / e = {np.exp(-1):.3f}")

# %% [markdown] tags=["concept:ewma"]
# With ε = 1 − β, the weight after 1 / ε steps is (1 − ε)^(1/ε), and that is nearly 1 / e =
# **0.368**, whatever ε. So one says: **β = 0.9 averages over about 10 values, 0.98 over about 50,
# 0.999 over about 1000.** It costs one number of memory, not 1000.
#
# **Guess first**, then try:
#
# 1. Take "a constant" and switch the correction off. At which β does the dashed line not get there
#    at all?
# 2. Take "a jump" and β = 0.95. How many values after the jump has the average gone two thirds of
#    the way?
# 3. With the noisy values: which β would you choose to see the trend, and what do you pay for it?

# %% tags=["interactive:ewma", "concept:ewma"]
from course_lib.widgets import EWMA

EWMA(beta=0.9)

# %% [markdown] tags=["concept:ewma"]
# What you should have found. (1) At 0.99 it reaches 0.634 by the end, at 0.995 not even half. (2)
# About 20, the window. (3) The larger β, the smoother, and the later. Smooth and up to date at once
# is not to be had.

# %% [markdown] tags=["concept:momentum"]
# ## Roll instead of walk
#
# SGD walks: at each step it looks at the slope and forgets all that was before. A ball *rolls*. It
# has a velocity v, the slope pushes it, and friction takes some of it away:
#
# > v ← ρ · v + dw<br>
# > w ← w − lr · v
#
# ρ is the share of the velocity that friction leaves, mostly 0.9 or 0.99. **Guess**: on a slope
# that is 1 everywhere, with ρ = 0.9, how fast does the ball get? (a) 1, (b) 10, (c) faster without
# end.

# %% tags=["concept:momentum"]
v = 0
for step in range(1, 51):
    v = 0.9 * v + 1
    if step in (1, 2, 3, 10, 20, 50):
        print(f"step {step:2}: velocity {v:.3f}")

# %% [markdown] tags=["concept:momentum"]
# **(b)**: 1, 1.9, 2.71, and so on, towards 1 / (1 − 0.9) = 10. You have seen these numbers: ten
# times the average of the slopes. So in a direction where the slopes agree, momentum goes ten times
# as far as SGD at the same rate. Where they change sign at each step, as across the valley, they
# cancel.
#
# **Guess**: SGD had its best rate in the long run, 0.0392, in the valley of condition 50. We give
# momentum the same rate. Who is lower after 100 steps?

# %% tags=["concept:momentum"]
watch(
    valley,
    {"sgd": SGD(lr=0.0392), "momentum": Momentum(lr=0.0392, rho=0.7)},
    100,
    alt="Momentum swings a few times and runs down the floor of the valley, far ahead of SGD.",
)

# %% [markdown] tags=["concept:momentum"]
# Momentum, by far. Friction matters, though. Here is a ball in a plain bowl, loss ½ w², from w = 1,
# at rate 0.1. **Guess** which ρ brings it to rest first: 0, 0.5, 0.9 or 0.99?

# %% tags=["concept:momentum"]
looks = {0: (BLUE, "-"), 0.5: (GREEN, "-."), 0.9: (ORANGE, "--"), 0.99: (VERMILLION, ":")}
with style():
    fig, ax = plt.subplots(figsize=(6.8, 3.1))
    for rho, (colour, dash) in looks.items():
        path = race(bowl, [Momentum(lr=0.1, rho=rho)], (1, 0), 1000).points[0, 0, :, 0]
        ax.plot(path[:121], color=colour, linestyle=dash, label=f"ρ = {rho}")
        rest = np.flatnonzero(abs(path) > 0.05)[-1] + 1
        print(f"ρ = {rho:4}: within 0.05 for good from step {rest}")
    ax.set(xlabel="step", ylabel="w")
    ax.legend(ncols=4)
figure(fig, alt="0 and 0.5 glide to rest, 0.9 swings and settles, 0.99 swings on past step 120.")

# %% [markdown] tags=["concept:momentum"]
# 0.5, and it is as in a car: with little damping it swings, with much it crawls. **ρ = 0.9** is a
# good first try, as real valleys are narrower than this bowl. Try 0.99 when the noise is small.
#
# The narrower the valley, the more there is to gain. For a quadratic the best rate and the best ρ
# are known. **Guess**: with both at their best, how do the steps grow when the condition grows a
# hundredfold?

# %% tags=["concept:momentum"]
print("condition   SGD   momentum      ρ")
for condition in (10, 100, 1000, 10_000):
    root, steps = np.sqrt(condition), []
    rho = ((root - 1) / (root + 1)) ** 2
    best = [SGD(lr=2 / (1 + condition)), Momentum(lr=(2 / (1 + root)) ** 2, rho=rho)]
    paths = race(optim.Quadratic(condition=condition), best, (0.01, 0.01), 30_000).points[:, 0]
    for path in paths:
        distance = np.hypot(path[:, 0], path[:, 1])
        steps.append(np.flatnonzero(distance > distance[0] / 100)[-1] + 1)
    print(f"{condition:9} {steps[0]:6} {steps[1]:8} {rho:9.3f}")

# %% [markdown] tags=["concept:momentum"]
# SGD: a hundred times. Momentum: 13 or 14 times, near ten, the *root* of a hundred.
#
# Two ways to write it are in use, and mixing them up costs people days:
#
# | form | update | at a constant slope g, v becomes |
# |---|---|---|
# | sum | v ← ρ v + dw | g / (1 − ρ) |
# | average | v ← β v + (1 − β) dw | g |
#
# The second is an average as above, of the gradients: their *first moment*. **Guess**: by what must
# you multiply the rate when you go from the first form to the second?

# %% tags=["concept:momentum"]
forms = [
    Momentum(lr=0.002, rho=0.9),
    Momentum(lr=0.002 / (1 - 0.9), rho=0.9, averaged=True),
    Momentum(lr=0.002, rho=0.9, averaged=True),
]
paths = race(valley, forms, valley.start, 60).points[:, 0]
print("sum, and average at ten times the rate, differ by less than 1e-6:",
      bool(abs(paths[0] - paths[1]).max() < 1e-6))  # fmt: skip
print(
    "loss after 60 steps, the same rate: sum {:.4f}, average {:.4f}".format(*paths[[0, 2], -1, 2])
)

# %% [markdown] tags=["concept:momentum"]
# By 1 / (1 − ρ), here 10; then it is the *same path*. So whenever you read "rate 0.01, momentum
# 0.9", ask which form.
#
# Now race them. **Guess first**, then try:
#
# 1. At ρ = 0.9 momentum shoots past the star, along the valley. From which ρ down does it not?
# 2. Raise the condition to 200, and lower the rate until both arrive. Who suffers more?
# 3. Look at the map of rate and momentum. Where is the edge of stability for ρ = 0.9: at a smaller
#    rate than for SGD, or at a larger one?

# %% tags=["interactive:momentum", "concept:momentum"]
OptimizerRace(surface="quadratic", optimizers=["sgd", "momentum"], inside="momentum")

# %% [markdown] tags=["concept:momentum"]
# What you should have found. (1) From about 0.7 down, at the rate 0.03. (2) SGD, by far: it pays
# with the condition, momentum with its root. (3) At a *larger* one, 2 · (1 + ρ) / condition: for ρ
# = 0.9 nearly twice the rate of SGD, though so close to the edge it swings for long.

# %% [markdown] tags=["concept:nesterov"]
# ## Look where you will be
#
# Momentum measures the slope where it stands, and then leaps with the velocity it had. Nesterov's
# idea: you *know* that ρ · v will carry you on. So go there first, and measure the slope *there*:
#
# > look = w − lr · ρ · v<br>
# > v ← ρ · v + dw(look)<br>
# > w ← w − lr · v
#
# If the ground rises ahead, it brakes in time. **Guess**: in the valley, at the same rate and ρ,
# who swings more?

# %% tags=["concept:nesterov"]
watch(
    valley,
    {"momentum": Momentum(lr=0.018, rho=0.9), "nesterov": Nesterov(lr=0.018, rho=0.9)},
    120,
    alt="Momentum zig-zags for long, Nesterov hardly: it is at the star with its swings gone.",
)

# %% [markdown] tags=["concept:nesterov"]
# The swings across the valley are gone in a few steps; there the slope ahead has another sign.
#
# In a program it is awkward to need the gradient at another place than the weights. So one renames:
# keep the *look-ahead point* itself, and call it w. The same method then reads
#
# > v ← ρ · v + dw<br>
# > w ← w − lr · (dw + ρ · v)
#
# **Guess**: take the first form, note where it *looks* at each step, and compare with the w of the
# second form. By how much do they differ?

# %% tags=["concept:nesterov"]
w = ahead = np.array(valley.start)
first, second = optim.NesterovLookahead(lr=0.018, rho=0.9), Nesterov(lr=0.018, rho=0.9)
state, state2 = first.init(w), second.init(ahead)
print("step   first form looks at       second form, w     ")
for step in range(4):
    look = first.lookahead(w, state)
    print(f"{step:4}   ({look[0]:8.5f}, {look[1]:8.5f})   ({ahead[0]:8.5f}, {ahead[1]:8.5f})")
    w, state = first.step(w, valley.gradient(look), state)
    ahead, state2 = second.step(ahead, valley.gradient(ahead), state2)

# %% [markdown] tags=["concept:nesterov"]
# By nothing: they are one method, seen from two places. At the end, when v is small, the two places
# are the same. (Should the rate change along the way, they part a little.)
#
# **Guess first**, then try: who is first below 1e-6, momentum or Nesterov, on the quadratic? On
# Rosenbrock's bent valley? From a start of your own?

# %% tags=["interactive:nesterov", "concept:nesterov"]
OptimizerRace("rosenbrock", ["momentum", "nesterov"], steps=2000, question="arrives")

# %% [markdown] tags=["concept:nesterov"]
# Nesterov, on both: on the quadratic in half the steps, on Rosenbrock's valley by a nose. There the
# rate must be so small that looking one step ahead is hardly a look at all.

# %% [markdown] tags=["concept:adagrad"]
# ## Give each weight its own rate
#
# One rate is too large across the valley and too small along it. So give each weight a rate of its
# own: large where slopes have been small, small where they have been large. *AdaGrad* adds up the
# squares of all slopes seen so far, weight by weight, and divides by the root:
#
# > v ← v + dw²<br>
# > w ← w − lr · dw / (√v + ε)
#
# (ε = 1e-8 only keeps us from dividing by zero.) **Guess**: the very first step, from (−3.5, 1.5)
# with the slopes (−3.5, 75). How far does it go along, and how far across, at the rate 0.5?

# %% tags=["concept:adagrad"]
path = race(valley, [optim.AdaGrad(lr=0.5)], valley.start, 1).points[0, 0]
print(f"slopes at the start: {valley.gradient(np.array(valley.start))}")
print(f"first step: {path[1, 0] - path[0, 0]:+.3f} along, {path[1, 1] - path[0, 1]:+.3f} across")
watch(
    valley,
    {"sgd": SGD(lr=0.0392), "adagrad": optim.AdaGrad(lr=0.5)},
    100,
    alt="AdaGrad glides to the star, SGD zig-zags; after 100 steps AdaGrad is far lower.",
)

# %% [markdown] tags=["concept:adagrad"]
# **0.500** each way: dw / √dw² is just the sign. So AdaGrad does not see how steep the valley is
# *at all*. **Guess**: which share of the way to the star is left after 20 steps, in valleys of
# condition 1, 100 and 10,000?

# %% tags=["concept:adagrad"]
print("condition   SGD at its best   AdaGrad at 0.5")
for condition in (1, 10, 100, 10_000):
    surface = optim.Quadratic(condition=condition)
    racers = [SGD(lr=2 / (1 + condition)), optim.AdaGrad(lr=0.5)]
    end = race(surface, racers, (1, 1), 20).points[:, 0, -1, :2]
    left = np.hypot(*end.T) / np.sqrt(2)
    print(f"{condition:9} {left[0]:15.2%} {left[1]:16.2%}")

# %% [markdown] tags=["concept:adagrad"]
# The same in all of them, while SGD hardly gets anywhere. That is the strength of AdaGrad, and of
# all its children.
#
# Now its two weaknesses. **Guess** the first: when every slope is 1, what is its step at time t?

# %% tags=["concept:adagrad"]
v = 0
for t in range(1, 101):
    v = v + 1**2
    if t in (1, 2, 3, 4, 25, 100):
        print(f"t = {t:3}: step {1 / np.sqrt(v):.3f} × rate")

# %% [markdown] tags=["concept:adagrad"]
# 1 / √t. The sum only grows, so **the steps shrink for ever**, whether you have arrived or not. For
# a convex loss with noise that is just right. A network it may leave standing half-way.
#
# The second: the rates belong to *weights*, to the axes. **Guess**: we turn the valley by 45
# degrees, so that it lies askew to the axes. Nothing else changes. Does AdaGrad still not see the
# condition?

# %% tags=["concept:adagrad"]
print("way to the star that is left after 20 steps\ncondition   as before   turned by 45 degrees")
turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
for condition in (1, 10, 100, 10_000):
    row, opt = [], optim.AdaGrad(lr=0.5)
    for axes in (np.eye(2), turn):
        hessian = axes @ np.diag([1, condition]) @ axes.T
        w = axes @ np.ones(2)
        state = opt.init(w)
        for _ in range(20):
            w, state = opt.step(w, hessian @ w, state)
        row.append(np.linalg.norm(w) / np.sqrt(2))
    print(f"{condition:9} {row[0]:11.2%} {row[1]:14.2%}")

# %% [markdown] tags=["concept:adagrad"]
# Turned, the condition is back. You have met that before: L1 distances in notebook 01 depended on
# the axes too. It is *per weight*, not per direction.
#
# **Guess first**, then try: on the plateau, AdaGrad against SGD. Who gets to the hole? And on the
# saddle: does AdaGrad wait there as SGD does?

# %% tags=["interactive:adagrad", "concept:adagrad"]
OptimizerRace(surface="plateau", optimizers=["sgd", "adagrad"], question="arrives")

# %% [markdown] tags=["concept:adagrad"]
# On the plateau AdaGrad is there in less than 100 steps, and SGD has hardly moved: dividing by
# small slopes makes a brave step of them. On the saddle AdaGrad leaves the ridge sooner. But then
# its steps have shrunk, and at a small rate it does not finish. Here it wants a larger rate than
# SGD.

# %% [markdown] tags=["concept:rmsprop"]
# ## Forget old slopes
#
# AdaGrad never forgets. *RMSProp* puts our fading average in place of the sum:
#
# > v ← β₂ · v + (1 − β₂) · dw²<br>
# > w ← w − lr · dw / (√v + ε)
#
# v is the *second moment*, the mean square of recent slopes. Imagine a weight that comes down a
# cliff, slope 100 for 20 steps, and then walks on a plain of slope 1. **Guess**: how large are the
# steps of the two on the plain, as multiples of the rate?

# %% tags=["concept:rmsprop"]
slopes = np.where(np.arange(200) < 20, 100.0, 1.0)
total = np.sqrt(np.cumsum(slopes**2))
recent = np.sqrt(optim.ewma(slopes**2, 0.9, corrected=False))
with style():
    fig, ax = plt.subplots(figsize=(6.8, 3.1))
    ax.semilogy(slopes / total, **optimiser_line("adagrad"))
    ax.semilogy(slopes / recent, **optimiser_line("rmsprop"))
    ax.set(xlabel="step", ylabel="step length / rate")
    ax.legend()
figure(fig, alt="At the cliff's foot both fall to 0.01 or less; RMSProp is back at 1 by 130.")
print(f"at step 199: AdaGrad {slopes[-1] / total[-1]:.4f}, RMSProp {slopes[-1] / recent[-1]:.4f}")

# %% [markdown] tags=["concept:rmsprop"]
# AdaGrad is held back by the cliff for ever: **0.0022**. RMSProp forgets nine tenths of it every 22
# steps, and is back at **1.0000**.
#
# There is a price. Its steps do not shrink: near the minimum, where slopes are small, it divides by
# small roots. **Guess**: does RMSProp come to rest in a plain bowl, without any noise?

# %% tags=["concept:rmsprop"]
for lr in (0.1, 0.01):
    path = race(bowl, [optim.RMSProp(lr=lr, beta2=0.9)], (1, 0), 400).points[0, 0, :, 0]
    print(f"rate {lr}: at steps 397 to 400 w =", *[f"{x:+.5f}" for x in path[-4:]])

# %% [markdown] tags=["concept:rmsprop"]
# No: it hops over the minimum, half a rate to the left, half a rate to the right. **Only a smaller
# rate brings it closer.** SGD comes to rest where the slope is zero. RMSProp needs a schedule for
# that.
#
# **Guess first**, then try: on Beale's function, which of the three is lowest after 300 steps, all
# at the rate 0.01? And each at its own best rate? (There is a switch for that.)

# %% tags=["interactive:rmsprop", "concept:rmsprop"]
OptimizerRace(surface="beale", optimizers=["sgd", "adagrad", "rmsprop"])

# %% [markdown] tags=["concept:rmsprop"]
# At one rate for all SGD wins, and AdaGrad comes in last by far. Each at its best, SGD is last. A
# rate means another thing to each of them. **Compare optimisers each at its own best rate**, or not
# at all.

# %% [markdown] tags=["concept:adam"]
# ## Put both together
#
# *Adam* takes momentum's average of the slopes, and divides it by RMSProp's root. Both averages
# start at 0, so both are corrected:
#
# > t ← t + 1<br>
# > m ← β₁ · m + (1 − β₁) · dw<br>
# > v ← β₂ · v + (1 − β₂) · dw²<br>
# > w ← w − lr · m̂ / (√v̂ + ε), with m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ)
#
# The usual settings are β₁ = 0.9, β₂ = 0.999, ε = 1e-8, and a rate of 0.001 or 0.0005. Note that t
# is 1 in the first step.
#
# **Guess**: without the corrections, is Adam's first step too large, or too small? Both m and v are
# too small.

# %% tags=["concept:adam"]
t = np.arange(1, 2001)
with_them, without = np.ones(len(t)), (1 - 0.9**t) / np.sqrt(1 - 0.999**t)
with style():
    fig, ax = plt.subplots(figsize=(6.8, 3.0))
    ax.semilogx(t, with_them, **optimiser_line("adam"))
    ax.semilogx(t, without, **optimiser_line("adam-uncorrected"))
    ax.set(xlabel="step", ylabel="step length / rate", ylim=(0, 7.5))
    ax.legend()
figure(
    fig, alt="At a constant slope: corrected 1 throughout; uncorrected 3.2, up to 6.6, then down."
)
print("uncorrected, steps 1, 12, 100:", *[f"{without[k - 1]:.2f}" for k in (1, 12, 100)])

# %% [markdown] tags=["concept:adam"]
# Too large: m is too small by 0.1, √v by √0.001 = 0.032, and 0.1 / 0.032 = **3.16**. It gets worse
# up to step 12, **6.57**, just when the network is newest. With corrections each step at a constant
# slope is one rate long. (With other βs it can be too small. In the assignment you will work out
# when.)
#
# Adam's step is about one rate long, whatever the slope. **Guess**: we multiply the loss by 1000.
# What happens to the path of SGD, and to Adam's?

# %% tags=["concept:adam"]
for factor in (1, 1000):
    row = []
    for opt in (SGD(lr=0.03), Adam(lr=0.3)):
        w = np.array(valley.start)
        state = opt.init(w)
        for _ in range(20):
            w, state = opt.step(w, factor * valley.gradient(w), state)
        row.append(valley.value(w))
    print(f"loss × {factor:4}: after 20 steps SGD {row[0]:9.2e}, Adam {row[1]:9.2e}")

# %% [markdown] tags=["concept:adam"]
# SGD flies off. Adam's path is the same to the last digit shown: m̂ and √v̂ both grow by 1000. So a
# rate for Adam can be carried from one problem to the next, and 0.001 is a good first try nearly
# everywhere. One for SGD cannot.
#
# **Guess first**, then try, on the saddle:
#
# 1. Adam with and without its corrections. Whose first steps are longer?
# 2. β₁ = 0 makes Adam which optimiser that you know?
# 3. Show Adam's inside, and step through the first ten steps. When does its v become useful?

# %% tags=["interactive:adam", "concept:adam"]
OptimizerRace("saddle", ["momentum", "rmsprop", "adam", "adam-uncorrected"], inside="adam")

# %% [markdown] tags=["concept:adam"]
# What you should have found. (1) Uncorrected, about three times as long. It looks like an advantage
# here, where long steps do no harm. In a network they do. (2) RMSProp, with a correction. (3) From
# the first step, by its correction.

# %% [markdown] tags=["concept:adam"]
# ## Decay weights beside the step, not through it
#
# L2 regularisation adds reg · w to each gradient. With SGD that is the same as shrinking each
# weight a little at every step, *weight decay*. With Adam it is not. **Guess** why, before you run
# the next cell: two weights start at 1. Neither is needed, so their gradients are pure noise, of
# size 0.1 for one and 10 for the other. Regularisation should bring both to 0.

# %% tags=["concept:adam"]
rng = np.random.default_rng(3)
noise = rng.normal(size=(2000, 2)) * [0.1, 10]
adam, adamw = Adam(lr=1e-3), optim.AdamW(lr=1e-3, decay=0.5)
w1 = w2 = np.ones(2)
state1, state2 = adam.init(w1), adamw.init(w2)
for dw in noise:
    w1, state1 = adam.step(w1, dw + 0.5 * w1, state1)
    w2, state2 = adamw.step(w2, dw, state2)
print("after 2000 steps      quiet weight   loud weight")
print(f"Adam, L2 in dw    {w1[0]:14.2f} {w1[1]:13.2f}")
print(f"AdamW             {w2[0]:14.2f} {w2[1]:13.2f}")

# %% [markdown] tags=["concept:adam"]
# In the gradient, reg · w is divided by √v̂ like everything else. The loud weight is hardly decayed
# at all, as its √v̂ is large. *AdamW* keeps the decay out of the average and out of the division:
#
# > w ← (1 − lr · decay) · w, and then Adam's step
#
# Now both shrink alike, by (1 − 0.001 · 0.5)²⁰⁰⁰ = 0.37, give or take the noise. When a paper says
# "Adam with weight decay", ask which.

# %% [markdown] tags=["concept:adam", "concept:sgd-problems"]
# ## Race on real digits
#
# Landscapes teach, but they are not the job. Here is the job: the network 196 → 32 → 10, 6634
# weights, 2000 digits of 14 × 14 pixels, 3 epochs in batches of 50, which is 120 steps.
#
# To be fair, each optimiser gets **its own best rate**. We try a ladder of rates, three seeds each,
# and look at the loss on the *dev* set. **Guess**: which optimiser wins? By how much?


# %% tags=["concept:adam"]
def train_one(opt, seed, data=dev, epochs=3, batch=50, schedule=None):
    trainer = Trainer(optimiser=opt, epochs=epochs, batch=batch, schedule=schedule, explode=np.inf)
    net, rng = new_net(seed), np.random.default_rng(100 + seed)
    history = trainer.fit(net, train, rng=rng, watch=())
    scores = net.scores(data[0])
    right = (scores.argmax(axis=1) == data[1]).mean()
    return softmax_loss(scores, data[1])[0], right, history


# %% tags=["concept:adam"]
NAMES = ("sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam")
kinds = dict(zip(NAMES, optim.OPTIMISERS[:6], strict=True))
rates = [round(m * 10.0**p, 4) for p in (-4, -3, -2, -1, 0) for m in (1, 3)]
sweep = {}
for name, kind in kinds.items():
    for lr in rates:
        runs = [train_one(kind(lr=lr), seed) for seed in range(3)]
        whole = all(history.state == "finished" for *_, history in runs)
        sweep[name, lr] = np.mean([loss for loss, *_ in runs]) if whole else np.inf

# %% tags=["concept:adam"]
with style():
    fig, ax = plt.subplots(figsize=(7.0, 3.8))
    for name in kinds:
        losses = np.array([sweep[name, lr] for lr in rates])
        good = np.isfinite(losses)
        ax.loglog(
            np.array(rates)[good], losses[good], **optimiser_line(name, points=10), markersize=5
        )
    ax.set(xlabel="rate", ylabel="loss on dev", ylim=(0.2, 3))
    ax.legend(ncols=2)
figure(fig, alt="Dev loss against rate: a valley for each optimiser, at very different rates.")

# %% tags=["concept:adam"]
best_rate = {name: min(rates, key=lambda lr: sweep[name, lr]) for name in kinds}
print("           best rate   its dev loss   dev loss at the rate 0.01")
for name, lr in best_rate.items():
    print(f"{name:9} {lr:10} {sweep[name, lr]:13.3f} {sweep[name, 0.01]:16.3f}")

# %% [markdown] tags=["concept:adam"]
# Look at the last column first: all at the rate 0.01. Whoever compares like that finds that SGD is
# hopeless and RMSProp splendid, and has measured nothing but the rate. Each at its best, they are
# close.
#
# The best rates lie a factor of a hundred apart. Never carry a rate from one optimiser to another.
# And Adam's 0.001 is a first try, no more: in so short a run, with so small a network, it wanted
# thirty times that.
#
# Which is best? The rate was *chosen* on these three seeds and this dev set. So the fair question
# is put to new seeds and the test set. **Guess**: will the order stay?

# %% tags=["concept:adam"]
final = {}
print("          test loss, 8 new seeds       right on test")
for name, kind in kinds.items():
    runs = [train_one(kind(lr=best_rate[name]), seed, test) for seed in range(10, 18)]
    final[name] = [history.steps for *_, history in runs]
    losses, right = np.array([run[:2] for run in runs]).T
    print(f"{name:9} {losses.mean():.3f}, spread {losses.std():.3f} "
          f"{right.mean():16.1%}, spread {right.std():.1%}")  # fmt: skip

# %% tags=["concept:adam"]
with style():
    fig, ax = plt.subplots(figsize=(7.0, 3.5))
    for name, steps in final.items():
        mean = optim.ewma(np.mean(steps, axis=0), 0.8)
        ax.semilogy(mean, **optimiser_line(name, points=120), markersize=5)
    ax.set(xlabel="step", ylabel="training loss, smoothed")
    ax.legend(ncols=2)
figure(fig, alt="Training loss of all six at their best rates: a bundle; Adam's kind falls first.")

# %% [markdown] tags=["concept:adam"]
# All six are within 0.06 of each other, where the wrong rate cost SGD 1.7. So on this problem **the
# rate matters far more than the optimiser.**
#
# Read the rest as a sceptic. A mean of eight runs is off by about spread / √8, here 0.007. RMSProp
# before AdaGrad says nothing. SGD and momentum behind the other four may not be luck, here. But our
# ladder has only two rates a decade, and momentum may have wanted one in between. And one small
# network on one data set is one small network on one data set. In practice: Adam, or AdamW, to
# begin with. For images, momentum with a good schedule does as well, and often better. Which brings
# us to schedules.

# %% [markdown] tags=["concept:lr-schedules"]
# ## Slow down on the way
#
# A constant rate is a compromise: large enough to get there, small enough to settle. A *schedule*
# starts large and ends small.
#
# | name | rate at epoch t |
# |---|---|
# | step | halved every few epochs |
# | exponential | lr · e^(−k t) |
# | 1/t | lr / (1 + k t) |
# | k/√t | lr / √(t + 1) |
# | 0.95^epoch | lr · 0.95ᵗ |
# | by hand | somebody watches the loss, and turns it down |
# | warm-up and cosine | up in a line first, then down along half a cosine |
#
# **Guess**: we start all with the same rate. After 30 epochs, which is lowest, and which highest?

# %% tags=["concept:lr-schedules"]
schedules = {
    "step: halve every 5": optim.StepDecay(every=5),
    "exponential, k = 0.1": optim.Exponential(k=0.1),
    "1/t, k = 1": optim.InverseTime(k=1),
    "k/√t": optim.InverseRoot(),
    "0.95^epoch": optim.PowerDecay(base=0.95),
    "by hand": optim.ByHand(changes=((8, 0.3), (20, 0.03))),
    "warm-up, cosine": optim.WarmupCosine(warmup=4, total=30),
}
for name, schedule in schedules.items():
    print(f"{name:21}", *[f"{schedule(t):7.3f}" for t in (0, 1, 5, 10, 20, 29)])

# %% tags=["concept:lr-schedules"]
dashes = ("-", "--", "-.", ":", (0, (8, 2)), (0, (3, 1, 1, 1)), "-")
colours = (BLUE, ORANGE, GREEN, VERMILLION, PURPLE, "#56B4E9", "#303030")
with style():
    fig, ax = plt.subplots(figsize=(7.2, 3.4))
    for (name, schedule), dash, colour in zip(schedules.items(), dashes, colours, strict=True):
        ax.plot([schedule(t) for t in range(30)], linestyle=dash, color=colour, label=name)
    ax.set(xlabel="epoch", ylabel="factor on the rate", ylim=(0, 1.08))
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1))
figure(fig, alt="Seven schedules: stairs, smooth falls, and one that rises at first, then falls.")

# %% [markdown] tags=["concept:lr-schedules"]
# Why *up* at first, with a warm-up? At the start the weights are random, the slopes are large, and
# Adam's averages know little. A few careful steps cost nothing.
#
# Now the cloud that SGD ended in. **Guess first**, then try:
#
# 1. Constant rate against "step: halve". From where on does the schedule pay?
# 2. Strength 5: can one slow down too early? Try it with a rate of 0.01.
# 3. All 256 examples a step, so no noise. What is a schedule worth now?

# %% tags=["interactive:lr-schedules", "concept:lr-schedules"]
from course_lib.widgets import Schedules

Schedules(schedule="step: halve")

# %% [markdown] tags=["concept:lr-schedules"]
# What you should have found. (1) From the first halving on: the constant rate has by then reached
# its cloud. (2) Yes: it freezes on the slope, far from the minimum. (3) Nothing. It only slows
# down. **For SGD, a schedule works against noise.**
#
# And on digits? 8 epochs, with and without a schedule, each optimiser at two rates: its best one
# from before, and a third of it. **Guess**: who gains more from a schedule, momentum or Adam?

# %% tags=["concept:lr-schedules"]
plans = {"constant": None, "halve every 2": optim.StepDecay(every=2),
         "cosine": optim.WarmupCosine(warmup=0, total=8)}  # fmt: skip
print("dev loss, 5 seeds ", *[f"{plan:>15}" for plan in plans])
for name in ("sgd", "momentum", "adam"):
    for lr in (round(best_rate[name] / 3, 3), best_rate[name]):
        row = []
        for plan in plans.values():
            runs = [train_one(kinds[name](lr=lr), s, dev, 8, 50, plan) for s in range(20, 25)]
            losses = [loss for loss, *_ in runs]
            row.append(f"{np.mean(losses):.3f} ± {np.std(losses):.3f}")
        print(f"{name:8} at {lr:<6}", *[f"{text:>15}" for text in row])

# %% [markdown] tags=["concept:lr-schedules"]
# Compare the best of each pair of rows. Momentum: **0.372** at a constant rate, **0.343** with a
# cosine. Adam: **0.360** and **0.331**. SGD: **0.318** and **0.317**. The means of five runs are
# off by up to 0.01, so momentum and Adam have both gained something, and as much; SGD nothing that
# can be seen. A rule of thumb says that decay matters more for momentum than for Adam. It does not
# show here. (We chose rates and schedules, so this was dev. For a last word one asks test, once.)
#
# What is beyond doubt: at a third of the rate, halving made SGD and momentum *worse*. They froze on
# the slope. And a schedule forgives a rate that is too large: Adam at 0.03 went from **0.411** to
# **0.331**. So **tune the rate first, the schedule second.**

# %% [markdown] tags=["concept:newton"]
# ## Jump to the bottom of a parabola
#
# All so far used only the slope. *Newton's method* also asks how the slope changes, the Hessian H.
# Slope and curvature together make a parabola that touches the loss where we stand. Jump to where
# that parabola is level:
#
# > w ← w − H⁻¹ dw
#
# There is no learning rate in it: the curvature says how far. **Guess**: how many steps does Newton
# need in our valley? And if the condition is a million?

# %% tags=["concept:newton"]
for condition in (50, 1_000_000):
    surface = optim.Quadratic(condition=condition)
    path = optim.Newton().minimise(surface, np.array(surface.start), 20).path
    print(f"condition {condition:9,}: {len(path) - 1} step, loss {surface.value(path[-1]):.1e}")
bent = optim.Rosenbrock()
path = optim.Newton().minimise(bent, np.array([-1.5, 2.0]), 20).path
print("Rosenbrock, loss at each step:", *[f"{bent.value(w):.1e}" for w in path[:7]])

# %% [markdown] tags=["concept:newton"]
# **1** step: a quadratic *is* its parabola, however narrow. Rosenbrock's bent valley, where SGD
# needs ten thousand steps, takes Newton five. (On the way its loss rises to 750: it does not look
# where it jumps.)
#
# So why is it not used? Three reasons. **Guess** the first: Newton starts beside a saddle. Where
# does it go?

# %% tags=["concept:newton"]
saddle = optim.Saddle()
path = optim.Newton().minimise(saddle, np.array([1.6, 0.4]), 2).path
print("Newton's w₂, two steps:", *[f"{w[1]:+.5f}" for w in path])
print("curvatures where it ends:", np.linalg.eigvalsh(saddle.hessian(path[-1])).round(4))
end = race(saddle, [SGD(lr=0.1)], (1.6, 0.4), 200).points[0, 0, -1]
print(f"SGD's w₂ after 200 steps: {end[1]:.5f}, loss {end[2]:.2f}; at the saddle it is 0")

# %% [markdown] tags=["concept:newton"]
# It jumps **to** the saddle. Along w₂ the parabola opens downwards, and its level point is its
# *top*. Newton asks where it is level, not where it is low. And saddles are what a network has most
# of.
#
# **Guess first**, then try:
#
# 1. Saddle: how far must you move the point from the ridge, until the jump leads to a minimum?
# 2. Four valleys: find a start from which the jump leads *up*.
# 3. The bowl: can you find a start from which one jump is not enough?

# %% tags=["interactive:newton", "concept:newton"]
from course_lib.widgets import NewtonJump

NewtonJump(surface="saddle")

# %% [markdown] tags=["concept:newton"]
# What you should have found. (1) The curvature along w₂, ¾ w₂² − 1, must turn positive: beyond
# |w₂| = 1.155 the jump leads to the side of a minimum, and just beyond it much too far.
# (2) Anywhere near the hill in the middle. (3) No.
#
# The second and third reason are the bill. **Guess**: LeNet has 61,706 weights. How much memory
# does its Hessian take?

# %% tags=["concept:newton"]
print("network            weights    Hessian, 8 bytes each    operations, n³ / 3")
for name, n in [("our valley", 2), ("16-8-10", 226), ("196-32-10", 6634), ("LeNet-5", 61_706),
                ("a ResNet-50", 25_557_032)]:  # fmt: skip
    print(f"{name:12} {n:13,} {n * n * 8 / 1e9:21,.3f} GB {n**3 / 3:20.0e}")

# %% [markdown] tags=["concept:newton"]
# **30.461** GB and some 10¹⁴ operations, for *one* step of a small network. Newton is for few
# weights.

# %% [markdown] tags=["concept:bfgs"]
# ## Learn the curvature from the steps
#
# Curvature is how the slope changes. We *see* the slope change at every step, so we can learn the
# curvature for free. In one dimension: slope 3 at w = 1, slope 5 at w = 2. **Guess** the curvature,
# and where the slope will be 0.

# %% tags=["concept:bfgs"]
w, dw = np.array([1.0, 2.0]), np.array([3.0, 5.0])
curvature = (dw[1] - dw[0]) / (w[1] - w[0])
print(f"curvature {curvature:.1f}, so the slope is 0 at w = {w[1] - dw[1] / curvature:.1f}")

# %% [markdown] tags=["concept:bfgs"]
# **2.0**, and **-0.5**. *BFGS* does this in n dimensions. It keeps a guess of H⁻¹, and mends it
# after every step so that it explains the last change of slope. There are no second derivatives,
# and a step costs n², not n³.
#
# But it still keeps n² numbers. *L-BFGS*, L for limited memory, keeps only the last ten steps and
# what the slope did along them. From these it works out H⁻¹ dw when it is asked: 20 n numbers.
# **Guess**: on Rosenbrock's valley, how many gradients do they need to come below 1e-6?

# %% tags=["concept:bfgs"]
start = np.array([-1.5, 2.0])
print("         gradients until the loss is below 1e-6")
for name, opt in [("SGD", SGD(lr=0.0015)), ("momentum", Momentum(lr=0.001, rho=0.95))]:
    path = race(bent, [opt], start, 40_000).points[0, 0, :, 2]
    print(f"{name:8} {np.argmax(path < 1e-6):8,}")
for opt in (optim.Newton(), optim.BFGS(), optim.LBFGS(history=10)):
    done = opt.minimise(bent, start, 200)
    name, steps = type(opt).__name__, len(done.path) - 1
    print(f"{name:8} {done.evaluations:8,}   in {steps} steps")

# %% [markdown] tags=["concept:bfgs"]
# The last three went on until the *slope* was below 1e-6, which is stricter. Newton was given a
# Hessian at each step besides, which the count leaves out. BFGS and L-BFGS had nothing but slopes,
# and need fewer than a hundred, where SGD takes **10,186**.
#
# And on digits, with all 2000 at once? We give L-BFGS and Adam the same number of gradients.
# **Guess** who is lower after 100.


# %% tags=["concept:bfgs"]
class Watched(Loss):  # notes the loss wherever it is asked for a slope
    def __init__(self, net, x, y):
        super().__init__(net, x, y)
        self.seen = []

    def gradient(self, w):
        self.seen.append(self.value(w))
        return super().gradient(w)


# %% tags=["concept:bfgs"]
net = new_net(0)
w0 = one_vector(net.params)
seen = {"L-BFGS": Watched(net, *train)}
optim.LBFGS(tol=1e-9).minimise(seen["L-BFGS"], w0, 90)
for lr in (0.01, 0.03, 0.1):
    seen[f"Adam at {lr}"] = loss = Watched(net, *train)
    opt, w = Adam(lr=lr), w0
    state = opt.init(w)
    for _ in range(100):
        w, state = opt.step(w, loss.gradient(w), state)

# %% tags=["concept:bfgs"]
print("gradients of all digits", *[f"{name:>13}" for name in seen])
for count in (10, 30, 100):
    print(f"{count:23}", *[f"{min(run.seen[:count]):13.4f}" for run in seen.values()])


# %% [markdown] tags=["concept:bfgs"]
# At a good rate Adam keeps up for 30 gradients. After 100 L-BFGS is at the bottom, **0.0000**, and
# the best of these Adams at **0.0089**. And L-BFGS had no rate to be found.
#
# Now the catch. L-BFGS learns from *differences of gradients*. On minibatches two gradients differ
# because the weights moved, **and because the batch is another**. If the step is small, the second
# is all there is. **Guess** what happens: (a) a little slower, (b) it stops dead, (c) it is better,
# as noise helps.


# %% tags=["concept:bfgs"]
class Batches(Loss):
    def __init__(self, net, x, y, size):
        super().__init__(net, x, y)
        self.all, self.size, self.rng = (x, y), size, np.random.default_rng(0)

    def gradient(self, w):
        rows = self.rng.integers(len(self.all[1]), size=self.size)
        self.x, self.y = self.all[0][rows], self.all[1][rows]
        return super().gradient(w)


# %% tags=["concept:bfgs"]
full = Loss(new_net(0), *train)
for size in (50, 500, 2000):
    few = Batches(new_net(0), *train, size) if size < 2000 else full
    done = optim.LBFGS(tol=1e-9).minimise(few, w0, 60)
    print(f"batches of {size:4}: {done.stopped!r} after {len(done.path) - 1:2} steps, "
          f"loss on all digits {full.value(done.path[-1]):.3f}")  # fmt: skip

# %% [markdown] tags=["concept:bfgs"]
# **(b)**. Its line search looks for a step along which loss and slope fit together. On another
# batch they do not, and it gives up. Forced to step all the same, it would follow a curvature made
# of noise. **Use L-BFGS with all the data at once, or not at all.** (There are variants made for
# noise. This is not one.) If the whole set fits, it is hard to beat.
#
# **Guess first**, then watch: L-BFGS on the noisy bowl, in batches of 8. Then turn the batch up to
# all 256.

# %% tags=["interactive:bfgs", "concept:bfgs"]
OptimizerRace(surface="minibatch", optimizers=["sgd", "adam", "lbfgs"])

# %% [markdown] tags=["concept:bfgs"]
# With batches of 8 it stops after a few steps, where it happens to be. With all 256 it is below
# 1e-6 in about 8, and the others are nowhere near by then.

# %% [markdown] tags=["concept:minibatch-size"]
# ## Choose how many to ask
#
# A larger batch gives a better gradient and costs more. How much better? **Guess**: from 10 digits
# to 1000, a hundred times the work. By what factor does the error of the gradient fall?

# %% tags=["concept:minibatch-size"]
net = new_net(0)
loss, w, rng = Loss(net, *train), one_vector(net.params), np.random.default_rng(0)
exact = loss.gradient(w)
print("batch   error of the gradient, in lengths of the gradient")
for size in (1, 10, 100, 1000):
    errors = []
    for _ in range(100):
        rows = rng.integers(2000, size=size)
        part = Loss(net, train[0][rows], train[1][rows])
        errors.append(np.linalg.norm(part.gradient(w) - exact) / np.linalg.norm(exact))
    print(f"{size:5} {np.mean(errors):10.3f}")

# %% [markdown] tags=["concept:minibatch-size"]
# By 10, the root of 100. The error falls like 1 / √(batch), the cost grows like the batch. A single
# digit's gradient is mostly error, and yet its mean is right.
#
# So what is the best use of 2000 looks at a digit, one epoch: 2000 steps of one, or 10 steps of
# 200? Each size at its best rate. **Guess** the order: 1, 10, 50, 200.

# %% tags=["concept:minibatch-size"]
print("batch   steps   best rate   dev loss after one epoch, 2 seeds")
for size in (1, 10, 50, 200):
    tried = {}
    for lr in (0.01, 0.03, 0.1, 0.3, 1, 3):
        runs = [train_one(SGD(lr=lr), seed, epochs=1, batch=size) for seed in range(2)]
        whole = all(history.state == "finished" for *_, history in runs)
        tried[lr] = np.mean([loss for loss, *_ in runs]) if whole else np.inf
    lr = min(tried, key=tried.get)
    print(f"{size:5} {2000 // size:7} {lr:11} {tried[lr]:12.2f}")

# %% [markdown] tags=["concept:minibatch-size"]
# In looks, small batches win: many rough steps beat few exact ones. In *time* it is another matter.
# A computer takes 64 digits in little more time than one, as a matrix product. So one takes a batch
# that keeps the machine busy, and no more: 32, 64 or 128 is usual.
#
# And a way to find bugs. With all the data at once and a small rate, the loss must fall at *every*
# step. If it does not, something is wrong. **Guess**: in how many of 200 steps does the loss of all
# digits rise, with batches of 20?

# %% tags=["concept:minibatch-size"]
for size in (20, 2000):
    net = new_net(0)
    loss, w, opt = Batches(net, *train, size), one_vector(net.params), SGD(lr=0.1)
    whole, seen = Loss(net, *train), []
    for _ in range(200):
        seen.append(whole.value(w))
        dw = loss.gradient(w) if size < 2000 else whole.gradient(w)
        w, _ = opt.step(w, dw, opt.init(w))
    print(f"batch of {size:4}: the loss rose in {(np.diff(seen) > 0).sum()} of 199 steps")

# %% [markdown] tags=["concept:minibatch-size"]
# With minibatches it rises often, and nothing is wrong. Then look at an average of the losses.
#
# **Guess first**, then try:
#
# 1. At which batch is the cloud of gradients half as wide as at 8?
# 2. Rate 0.1: which batch is lowest after six epochs? And at 0.02?
# 3. Rate 0.4: which batches end above a loss of 0.1?

# %% tags=["interactive:minibatch-size", "concept:minibatch-size"]
from course_lib.widgets import MinibatchNoise

MinibatchNoise(batch=8)

# %% [markdown] tags=["concept:minibatch-size"]
# What you should have found. (1) At 32: four times the batch. (2) 32; at the rate 0.02 it is 8. (3)
# All up to 64. (These are single runs. Press *Other batches*, and the best is 16 or 32, and 2 to 8;
# now and then a small batch ends low by luck.) There is no best batch without a rate: small ones
# want a small rate, large ones a large rate, up to the edge of stability.

# %% [markdown]
# ## What to remember
#
# - **The steepest direction limits the rate, the flattest pays for it.** Steps grow with the
#   condition; with momentum, with its root.
# - **A small slope is rarely a minimum.** With many weights it is most often a saddle, and one has
#   to wait.
# - **β looks back 1 / (1 − β) values**, and starts at 0: divide by 1 − βᵗ.
# - **Momentum adds up slopes that agree**; Nesterov looks ahead. Ask which form: sum or average.
# - **AdaGrad, RMSProp, Adam give each weight its own rate.** They do not see how steep an axis is;
#   a valley askew to the axes they see.
# - **Adam = both moments, corrected, t from 1.** Decay weights with AdamW.
# - **Choose the rate first, the schedule second**, and compare optimisers each at its best rate,
#   over seeds.
# - **Newton jumps to where it is level**, a saddle too. L-BFGS is for all the data at once.
# - **The error of a minibatch falls with the root of its size.**
#
# ## Your turn
#
# In assignment 04 you write them all: the average, both forms of momentum, Nesterov, AdaGrad,
# RMSProp, Adam and AdamW, the schedules, Newton's step and the heart of L-BFGS. Then your own Adam
# joins the race, and trains a network. And you will hunt five slips, most of them from well-known
# lecture notes. Your instructor hands it out as
# `assignments/release/04_optimisers/04_optimisers.ipynb`.
#
# **Next: notebook 05, initialisation and normalisation.** Here the loss was given, and we learned
# to walk on it. There we shape the ground: a network whose valleys are round to begin with.

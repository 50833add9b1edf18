# %% [markdown]
# # Assignment 04: optimisers, all of them, by hand
#
# **You will do**: write every optimiser of lecture 04 yourself, from a running average to L-BFGS,
# race your own Adam, and train a network with it.<br>
# **You will learn**: what each line of an update is for, what a state has to remember, and to find
# the slip in code that looks right.<br>
# **You will need**: lecture notebook 04; about three hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong and shows the smallest input on which it happens. It
# costs nothing and you may run it as often as you like. `hint("adam-step")` gives one hint more
# each time you call it. Leave the names and arguments of the functions as they are.

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Averages that forget
#
# An exponentially weighted average keeps the share $\beta$ of itself, and takes in the share
# $1 - \beta$ of each new value:
#
# $$v_t = \beta\, v_{t-1} + (1 - \beta)\, x_t, \qquad v_0 = 0$$
#
# The values $x_1, x_2, \dots$ are the rows of `x`: single numbers, or arrays. Give the average
# after each of them, without any correction.


# %% solution="ewma"
def ewma(x, beta):
    """Running average of x (T, ...), a moment a row, that starts at nothing: shaped like x."""
    ### BEGIN SOLUTION
    out = np.zeros(x.shape)
    v = 0
    for t in range(len(x)):
        v = beta * v + (1 - beta) * x[t]
        out[t] = v
    return out
    ### END SOLUTION


# %% check="ewma"
check("ewma", ewma)

# %% [markdown]
# Average a series of ones with $\beta = 0.9$: the first result is 0.1. The start at 0 is still
# remembered, with the share $\beta^t$. Divide it away.


# %% solution="ewma-corrected"
def ewma_corrected(x, beta):
    """As ewma, each average divided by 1 - beta^t; t is 1 for the first row."""
    ### BEGIN SOLUTION
    t = np.arange(1, len(x) + 1).reshape(-1, *[1] * (x.ndim - 1))
    return ewma(x, beta) / (1 - beta**t)
    ### END SOLUTION


# %% check="ewma-corrected"
check("ewma-corrected", ewma_corrected)

# %% [markdown]
# **Work it out**: daily temperatures are averaged with $\beta = 0.98$. About how many days does the
# average look back?

# %% solution="effective-window"
effective_window = None  # days
### BEGIN SOLUTION
effective_window = 50
### END SOLUTION

# %% check="effective-window"
check("effective-window", effective_window)

# %% [markdown]
# ## Steps with a memory
#
# From here on each optimiser is a function that takes *one step*:
#
#     w, state = step(w, dw, state, ...)
#
# `w` are the weights, `dw` is the gradient there, in arrays of the same shape. `state` is a dict:
# it is `{}` before the first step, and afterwards whatever you returned the last time. What you
# keep in it, and under which names, is your own business. This is plain descent, which remembers
# nothing:


# %%
def sgd_step(w, dw, state, lr):
    """Downhill, lr times the gradient."""
    return w - lr * dw, state


# %% [markdown]
# Momentum remembers a velocity, at rest to begin with. Two forms are in use:
#
# $$v \leftarrow \rho\, v + \mathrm{d}w \qquad\text{or}\qquad
# v \leftarrow \rho\, v + (1 - \rho)\, \mathrm{d}w$$
#
# and then, in both, $w \leftarrow w - \mathrm{lr} \cdot v$. Either will do here. Do not mix them.


# %% solution="momentum-step"
def momentum_step(w, dw, state, lr, rho):
    """One step of momentum with friction rho: the new w, and the state for the next step."""
    ### BEGIN SOLUTION
    v = rho * state.get("v", 0) + dw
    return w - lr * v, {"v": v}
    ### END SOLUTION


# %% check="momentum-step"
check("momentum-step", momentum_step)

# %% [markdown]
# **Work it out**: a paper uses the *averaging* form with $\rho = 0.9$ and a rate of 0.5. Your
# program has the *summing* form. Which rate gives the same path?

# %% solution="momentum-rates"
momentum_rates = None  # the rate for the summing form
### BEGIN SOLUTION
momentum_rates = 0.05
### END SOLUTION

# %% check="momentum-rates"
check("momentum-rates", momentum_rates)

# %% [markdown]
# ### Find the error
#
# These lines stand, in other words, in well-known lecture notes. They should be momentum in its
# summing form.
#
#     def flawed(w, dw, state, lr, rho):
#         velocity = rho * state.get("velocity", 0) + dw
#         w = w + lr * velocity
#         return w, {"velocity": velocity}
#
# Mend them. (Here the summing form is asked for.)


# %% solution="momentum-mended"
def momentum_mended(w, dw, state, lr, rho):
    """The lines above without their error."""
    ### BEGIN SOLUTION
    v = rho * state.get("v", 0) + dw
    w = w - lr * v
    return w, {"v": v}
    ### END SOLUTION


# %% check="momentum-mended"
check("momentum-mended", momentum_mended)

# %% [markdown]
# **Choose**: what would the flawed line have done?
#
# - (a) it finds the same minimum, only more slowly
# - (b) it climbs: the loss grows at every step
# - (c) it is right once $\rho$ is near 1
# - (d) it swings about the minimum

# %% solution="momentum-climbs"
momentum_climbs = None  # one letter, e.g. "a"
### BEGIN SOLUTION
momentum_climbs = "b"
### END SOLUTION

# %% check="momentum-climbs"
check("momentum-climbs", momentum_climbs)

# %% [markdown]
# ## Look ahead
#
# Nesterov measures the slope where the velocity is about to carry him. So this step needs the
# gradient at another place than `w`, and is given a *function*: `gradient(p)` is the gradient at
# the point `p`.
#
# $$v \leftarrow \rho\, v + \mathrm{gradient}(w - \mathrm{lr}\,\rho\, v), \qquad
# w \leftarrow w - \mathrm{lr} \cdot v$$


# %% solution="nesterov-lookahead"
def nesterov_lookahead(w, gradient, state, lr, rho):
    """One step of Nesterov's momentum; gradient is a function of a point of the shape of w."""
    ### BEGIN SOLUTION
    v = state.get("v", np.zeros_like(w))
    v = rho * v + gradient(w - lr * rho * v)
    return w - lr * v, {"v": v}
    ### END SOLUTION


# %% check="nesterov-lookahead"
check("nesterov-lookahead", nesterov_lookahead)

# %% [markdown]
# A trainer measures gradients at the weights, nowhere else. So one keeps the point *ahead*, and
# calls that `w`. Write $\tilde w = w - \mathrm{lr}\,\rho\, v$, and put the two lines above in terms
# of $\tilde w$, on paper. What comes out needs the gradient at $\tilde w$ only:
#
# $$v \leftarrow \rho\, v + \mathrm{d}w, \qquad
# \tilde w \leftarrow \tilde w - \mathrm{lr}\,(\mathrm{d}w + \rho\, v)$$


# %% solution="nesterov-step"
def nesterov_step(w, dw, state, lr, rho):
    """As nesterov_lookahead with the variables changed: dw is the gradient at w."""
    ### BEGIN SOLUTION
    v = rho * state.get("v", 0) + dw
    return w - lr * (dw + rho * v), {"v": v}
    ### END SOLUTION


# %% check="nesterov-step"
check("nesterov-step", nesterov_step)

# %% [markdown]
# ## A rate for each weight
#
# AdaGrad adds up the squares of all gradients so far, weight by weight, and divides by the root.
# The small $\varepsilon$ keeps it from dividing by zero. It stands *outside* the root.
#
# $$v \leftarrow v + \mathrm{d}w^2, \qquad
# w \leftarrow w - \mathrm{lr}\,\frac{\mathrm{d}w}{\sqrt{v} + \varepsilon}$$


# %% solution="adagrad-step"
def adagrad_step(w, dw, state, lr, eps):
    """One step of AdaGrad."""
    ### BEGIN SOLUTION
    v = state.get("v", 0) + dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}
    ### END SOLUTION


# %% check="adagrad-step"
check("adagrad-step", adagrad_step)

# %% [markdown]
# **Work it out**: the gradient is the same at every step, and $\varepsilon = 0$. The first step of
# AdaGrad has length 0.1. How long is the hundredth?

# %% solution="adagrad-fades"
adagrad_fades = None  # a length
### BEGIN SOLUTION
adagrad_fades = 0.01
### END SOLUTION

# %% check="adagrad-fades"
check("adagrad-fades", adagrad_fades)

# %% [markdown]
# RMSProp *averages* the squares, so that old ones fade:
#
# $$v \leftarrow \beta_2\, v + (1 - \beta_2)\, \mathrm{d}w^2$$
#
# The step is that of AdaGrad. There is no correction.


# %% solution="rmsprop-step"
def rmsprop_step(w, dw, state, lr, beta2, eps):
    """One step of RMSProp."""
    ### BEGIN SOLUTION
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    return w - lr * dw / (np.sqrt(v) + eps), {"v": v}
    ### END SOLUTION


# %% check="rmsprop-step"
check("rmsprop-step", rmsprop_step)

# %% [markdown]
# ### Find the second error
#
# Some notes write RMSProp for a layer, weights `w` (D, M) and biases `b` (M,), in one go:
#
#     def flawed(w, b, dw, db, state, lr, beta2, eps):
#         squares_w = beta2 * state.get("w", 0) + (1 - beta2) * dw * dw
#         squares_b = beta2 * state.get("b", 0) + (1 - beta2) * db * db
#         new_w = w - lr * dw / (squares_w**0.5 + eps)
#         new_b = b - lr * dw / (squares_b**0.5 + eps)
#         return new_w, new_b, {"w": squares_w, "b": squares_b}
#
# Mend it.


# %% solution="rmsprop-mended"
def rmsprop_mended(w, b, dw, db, state, lr, beta2, eps):
    """The lines above without their error: the new w (D, M), the new b (M,), the state."""
    ### BEGIN SOLUTION
    sw = beta2 * state.get("sw", 0) + (1 - beta2) * dw**2
    sb = beta2 * state.get("sb", 0) + (1 - beta2) * db**2
    w = w - lr * dw / (np.sqrt(sw) + eps)
    b = b - lr * db / (np.sqrt(sb) + eps)
    return w, b, {"sw": sw, "sb": sb}
    ### END SOLUTION


# %% check="rmsprop-mended"
check("rmsprop-mended", rmsprop_mended)

# %% [markdown]
# **Choose**: `w` is (3, 2) and `b` is (2,). What would one flawed step have done?
#
# - (a) stopped with an error
# - (b) given back a `b` of shape (3, 2), without an error
# - (c) `b` right, `w` wrong
# - (d) a `b` of the right shape, with wrong numbers in it

# %% solution="bias-grows"
bias_grows = None  # one letter
### BEGIN SOLUTION
bias_grows = "b"
### END SOLUTION

# %% check="bias-grows"
check("bias-grows", bias_grows)

# %% [markdown]
# ## Adam
#
# Both averages, of the gradient and of its square, both corrected:
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\,\mathrm{d}w, \qquad
# v \leftarrow \beta_2 v + (1 - \beta_2)\,\mathrm{d}w^2$$
# $$w \leftarrow w - \mathrm{lr}\,\frac{\hat m}{\sqrt{\hat v} + \varepsilon}, \qquad
# \hat m = \frac{m}{1 - \beta_1^t}, \qquad \hat v = \frac{v}{1 - \beta_2^t}$$
#
# In the first step, t is 1. Keep m and v themselves in the state, not their corrected forms.


# %% solution="adam-step"
def adam_step(w, dw, state, lr, beta1, beta2, eps):
    """One step of Adam."""
    ### BEGIN SOLUTION
    t = state.get("t", 0) + 1
    m = beta1 * state.get("m", 0) + (1 - beta1) * dw
    v = beta2 * state.get("v", 0) + (1 - beta2) * dw**2
    m_hat = m / (1 - beta1**t)
    v_hat = v / (1 - beta2**t)
    return w - lr * m_hat / (np.sqrt(v_hat) + eps), {"m": m, "v": v, "t": t}
    ### END SOLUTION


# %% check="adam-step"
check("adam-step", adam_step)

# %% [markdown]
# ### Find the third error
#
# A whole run of Adam, over gradients that are given beforehand, with w noted after each step:
#
#     def flawed(w, gradients, lr, beta1, beta2, eps):
#         mean, square = 0, 0
#         path = np.zeros(gradients.shape)
#         for t in range(len(gradients)):
#             mean = beta1 * mean + (1 - beta1) * gradients[t]
#             square = beta2 * square + (1 - beta2) * gradients[t] ** 2
#             root = (square / (1 - beta2**t)) ** 0.5
#             w = w - lr * mean / (1 - beta1**t) / (root + eps)
#             path[t] = w
#         return path
#
# Mend it.


# %% solution="adam-mended"
def adam_mended(w, gradients, lr, beta1, beta2, eps):
    """The lines above without their error: w after each of the T steps, (T, *w.shape)."""
    ### BEGIN SOLUTION
    m = v = np.zeros_like(w)
    path = []
    for t in range(1, len(gradients) + 1):
        m = beta1 * m + (1 - beta1) * gradients[t - 1]
        v = beta2 * v + (1 - beta2) * gradients[t - 1] ** 2
        m_hat = m / (1 - beta1**t)
        v_hat = v / (1 - beta2**t)
        w = w - lr * m_hat / (np.sqrt(v_hat) + eps)
        path.append(w)
    return np.array(path)
    ### END SOLUTION


# %% check="adam-mended"
check("adam-mended", adam_mended)

# %% [markdown]
# **Choose**: what does the flawed loop give?
#
# - (a) a first step ten times too long, and then the right ones
# - (b) nan, from the first step on
# - (c) a little more bias than need be
# - (d) the same as the mended one

# %% solution="counting-from-zero"
counting_from_zero = None  # one letter
### BEGIN SOLUTION
counting_from_zero = "b"
### END SOLUTION

# %% check="counting-from-zero"
check("counting-from-zero", counting_from_zero)

# %% [markdown]
# ### Find out who is right
#
# Two sets of notes explain why Adam is corrected. One says: *without it the first step can be very
# large*. The other says: *without it the start is very slow*. They cannot both be right. Or can
# they?
#
# Compute it. Take $\varepsilon = 0$ and any gradient but 0. How many times as long as the corrected
# first step is the uncorrected one? (Write down m and v after the first step, on paper.)


# %% solution="first-step"
def first_step(beta1, beta2):
    """Length of Adam's first step without correction, divided by that with it; eps is 0."""
    ### BEGIN SOLUTION
    return (1 - beta1) / np.sqrt(1 - beta2)
    ### END SOLUTION


# %% check="first-step"
check("first-step", first_step)

# %% tags=["play"]
for betas in [(0.9, 0.999), (0.9, 0.9), (0.5, 0.9), (0.99, 0.999)]:
    try:
        print(f"beta1, beta2 = {betas}: {first_step(*betas):.3f} times as long")
    except NotImplementedError:
        print("First write first_step, above.")
        break

# %% [markdown]
# **Choose**: who is right?
#
# - (a) the first: it is always too large
# - (b) the second: it is always too small
# - (c) it depends: with 0.9 and 0.999 it is 3.16 times too large, with 0.9 and 0.9 it is 0.316
#   times as long as it should be
# - (d) it depends: with 0.9 and 0.999 it is 0.316 times as long, with 0.9 and 0.9 it is 3.16 times
#   too large

# %% solution="slow-or-large"
slow_or_large = None  # one letter
### BEGIN SOLUTION
slow_or_large = "c"
### END SOLUTION

# %% check="slow-or-large"
check("slow-or-large", slow_or_large)

# %% [markdown]
# ### Find the last error
#
# *AdamW* lets the weights decay beside the step:
#
# $$w \leftarrow (1 - \mathrm{lr}\cdot\mathrm{decay})\, w, \quad\text{and then Adam's step with }
# \mathrm{d}w$$
#
# A program calls the following AdamW:
#
#     def flawed(w, dw, state, lr, beta1, beta2, eps, decay):
#         dw = dw + decay * w
#         return adam_step(w, dw, state, lr, beta1, beta2, eps)
#
# It is not. Write the real one. You may use your `adam_step`.


# %% solution="adamw-step"
def adamw_step(w, dw, state, lr, beta1, beta2, eps, decay):
    """One step of AdamW: the weights decay by lr * decay, and the gradient knows nothing of it."""
    ### BEGIN SOLUTION
    return adam_step((1 - lr * decay) * w, dw, state, lr, beta1, beta2, eps)
    ### END SOLUTION


# %% check="adamw-step"
check("adamw-step", adamw_step)

# %% [markdown]
# **Choose**: the flawed one divides the decay by $\sqrt{\hat v}$, like everything else. Which
# weights does it therefore decay least?
#
# - (a) large weights
# - (b) small weights
# - (c) weights with large gradients
# - (d) none: all alike

# %% solution="l2-in-adam"
l2_in_adam = None  # one letter
### BEGIN SOLUTION
l2_in_adam = "c"
### END SOLUTION

# %% check="l2-in-adam"
check("l2-in-adam", l2_in_adam)

# %% [markdown]
# ## Schedules
#
# Epochs and steps are counted from 0, so in epoch 0 the rate is the one you began with. Down the
# stairs first: multiplied by `factor` after every `every` epochs.


# %% solution="step-decay"
def step_decay(lr, epoch, factor, every):
    """The rate in an epoch, counted from 0."""
    ### BEGIN SOLUTION
    return lr * factor ** (epoch // every)
    ### END SOLUTION


# %% check="step-decay"
check("step-decay", step_decay)

# %% [markdown]
# Exponential: $\mathrm{lr} \cdot e^{-k t}$, where t is the epoch.


# %% solution="exponential-decay"
def exponential_decay(lr, epoch, k):
    """The rate in an epoch, counted from 0."""
    ### BEGIN SOLUTION
    return lr * np.exp(-k * epoch)
    ### END SOLUTION


# %% check="exponential-decay"
check("exponential-decay", exponential_decay)

# %% [markdown]
# And 1/t: $\mathrm{lr} / (1 + k t)$.


# %% solution="inverse-decay"
def inverse_decay(lr, epoch, k):
    """The rate in an epoch, counted from 0."""
    ### BEGIN SOLUTION
    return lr / (1 + k * epoch)
    ### END SOLUTION


# %% check="inverse-decay"
check("inverse-decay", inverse_decay)

# %% [markdown]
# Warm-up and cosine, by steps. While `step < warmup` the rate rises in a line,
#
# $$\mathrm{lr}\,\frac{\mathrm{step} + 1}{\mathrm{warmup} + 1}$$
#
# so that not even the first step is lost. At `step == warmup` it is `lr`. From there it falls along
# half a cosine to 0 at `step == total`, and stays 0.


# %% solution="warmup-cosine"
def warmup_cosine(lr, step, warmup, total):
    """The rate in a step, counted from 0."""
    ### BEGIN SOLUTION
    if step < warmup:
        return lr * (step + 1) / (warmup + 1)
    done = min(1, (step - warmup) / (total - warmup))
    return lr * (1 + np.cos(np.pi * done)) / 2
    ### END SOLUTION


# %% check="warmup-cosine"
check("warmup-cosine", warmup_cosine)

# %% [markdown]
# ## Newton's step
#
# Slope and curvature make a parabola. Jump to where it is level: $w \leftarrow w -
# H^{-1}\mathrm{d}w$. Nobody computes an inverse for that; NumPy solves $H x = \mathrm{d}w$ for you.


# %% solution="newton-step"
def newton_step(w, dw, hessian):
    """Newton's step from w (D,) with the gradient dw (D,) and the Hessian (D, D): the new w."""
    ### BEGIN SOLUTION
    return w - np.linalg.solve(hessian, dw)
    ### END SOLUTION


# %% check="newton-step"
check("newton-step", newton_step)

# %% [markdown]
# **Choose**: the loss is $x^2 - y^2$. Where does one Newton step lead, from anywhere?
#
# - (a) to minus infinity
# - (b) onto the saddle, (0, 0)
# - (c) nowhere: the Hessian has no inverse
# - (d) along the gradient, downhill

# %% solution="newton-at-a-saddle"
newton_at_a_saddle = None  # one letter
### BEGIN SOLUTION
newton_at_a_saddle = "b"
### END SOLUTION

# %% check="newton-at-a-saddle"
check("newton-at-a-saddle", newton_at_a_saddle)

# %% [markdown]
# ## Newton without a Hessian
#
# After a step $s$ the gradient has changed by $y$. BFGS mends its guess of the *inverse* Hessian,
# so that it maps $y$ to $s$, and stays symmetric:
#
# $$H \leftarrow (I - r\, s\, y^\top)\, H\, (I - r\, y\, s^\top) + r\, s\, s^\top, \qquad
# r = \frac{1}{y \cdot s}$$


# %% solution="bfgs-update"
def bfgs_update(inverse, s, y):
    """The next inverse (D, D), after a step s (D,) along which dw changed by y (D,)."""
    ### BEGIN SOLUTION
    r = 1 / (y @ s)
    part = np.eye(len(s)) - r * np.outer(s, y)
    return part @ inverse @ part.T + r * np.outer(s, s)
    ### END SOLUTION


# %% check="bfgs-update"
check("bfgs-update", bfgs_update)

# %% [markdown]
# For a million weights that matrix does not fit anywhere. L-BFGS keeps the last few `s` and `y`,
# one a row, the oldest first, and works out $H\,\mathrm{d}w$ from them directly:
#
#     q = dw
#     for each pair, from the newest to the oldest:
#         a = (s . q) / (y . s)                   and keep this a with its pair
#         q = q - a y
#     q = q (s . y) / (y . y)                     with the newest pair
#     for each pair, from the oldest to the newest:
#         b = (y . q) / (y . s)
#         q = q + (a - b) s                       with the a of that pair
#     q is H dw
#
# There is no minus sign in it: the step will be `w - lr * q`.


# %% solution="lbfgs-direction"
def lbfgs_direction(dw, s, y):
    """The guess of H^-1 times dw (D,), from s and y (history, D), the oldest pair first."""
    ### BEGIN SOLUTION
    q = dw.copy()
    a = np.zeros(len(s))
    for i in range(len(s) - 1, -1, -1):
        a[i] = (s[i] @ q) / (y[i] @ s[i])
        q = q - a[i] * y[i]
    q = q * (s[-1] @ y[-1]) / (y[-1] @ y[-1])
    for i in range(len(s)):
        b = (y[i] @ q) / (y[i] @ s[i])
        q = q + (a[i] - b) * s[i]
    return q
    ### END SOLUTION


# %% check="lbfgs-direction"
check("lbfgs-direction", lbfgs_direction)

# %% [markdown]
# **Work it out**: 1,000,000 weights in float32 (4 bytes each), and a history of 10. How many MB (of
# 10^6 bytes) does L-BFGS keep in `s` and `y`?

# %% solution="lbfgs-memory"
lbfgs_memory = None  # MB
### BEGIN SOLUTION
lbfgs_memory = 80
### END SOLUTION

# %% check="lbfgs-memory"
check("lbfgs-memory", lbfgs_memory)

# %% [markdown]
# ## Judge a comparison
#
# A colleague writes: *I trained our network with SGD and with Adam, both at the rate 0.001, once
# each. Adam's test loss is 0.31, SGD's is 1.92. So for our data Adam is the better optimiser.*
#
# Name three things that are wrong with this comparison, and say in a sentence each how you would
# mend it. Four to eight sentences in all.

# %% [markdown] manual="fair-comparison" points=3
# ### BEGIN SOLUTION
# One point for each of three of these, with its remedy; half a point without.
#
# - One rate for both: a rate means another thing to each. Sweep the rates, each at its own best
#   one.
# - One run each: the difference may be luck. Several seeds; give mean and spread.
# - Compared on the test set: whatever is chosen by it looks better than it is. Choose on dev, and
#   open the test set once.
# - Settings besides the rate, such as momentum, schedule or decay: tuned alike, or left out alike.
# - Stopped at one time: SGD may be slower and still end lower. Show the curves.
# ### END SOLUTION

# %% [markdown]
# ## Your Adam in the race
#
# Nothing is marked from here on. Your `adam_step` runs against two others, each at its own best
# rate; a search finds it, for yours as well. The course's own Adam runs along as a thin ghost. If
# yours is right, the two do not part. **Guess** first: who is lowest after 300 steps? Then change
# the landscape.

# %% tags=["play"]
from course_lib.widgets import OptimizerRace

try:
    adam_step(np.ones(2), np.ones(2), {}, 0.1, 0.9, 0.999, 1e-8)
    others = ["momentum", "rmsprop"]
    race = OptimizerRace("rosenbrock", others, mine=adam_step, mine_like="adam", best_rates=True)
except NotImplementedError:
    race = None
    print("First write adam_step, above. Then it runs here.")
race

# %% [markdown]
# ## Your Adam at work
#
# The network 784 → 100 → 10 learns to read 4000 digits with *your* Adam. **Guess**: how many of 500
# new digits does it read after five epochs?

# %% tags=["play"]
from course_lib.nn import Trainer, load_digits, two_layer_net
from course_lib.optim import Own


def my_adam(w, dw, state):
    """Your step, at settings that suit this network."""
    return adam_step(w, dw, state, lr=0.002, beta1=0.9, beta2=0.999, eps=1e-8)


digits = load_digits()
net = two_layer_net(784, 100, 10, rng=np.random.default_rng(0))
try:
    trainer = Trainer(optimiser=Own(my_adam, {}), epochs=5)
    history = trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(1), watch=())
    print(history)
except NotImplementedError:
    print("First write adam_step, above.")

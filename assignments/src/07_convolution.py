# %% [markdown]
# # Assignment 07: convolutional networks, by hand
#
# **You will do**: write convolution and pooling, forward and backward, first window by window and
# then without loops; count what they cost and how far they see; build LeNet of them and teach it to
# read.<br>
# **You will learn**: where every pixel of a convolution goes, and comes from; what stride and
# padding do to sizes and to gradients; why a filter needs so few numbers.<br>
# **You will need**: lecture notebook 07; about four hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong and shows the smallest input on which it happens. It
# costs nothing and you may run it as often as you like. `hint("conv-loops")` gives one hint more
# each time you call it. Leave the names and arguments of the functions as they are.

# %%
import numpy as np

from course_lib.exercises import check, hint

# %% [markdown]
# ## Why not fully connected
#
# A colour picture of 300 x 300 pixels is shown to a layer.
#
# **Work it out**: the layer is fully connected and has 100 units. How many numbers does it learn,
# biases included?

# %% solution="fc-parameters"
fc_parameters = None  # a whole number
### BEGIN SOLUTION
fc_parameters = 27_000_100
### END SOLUTION

# %% check="fc-parameters"
check("fc-parameters", fc_parameters)

# %% [markdown]
# **Work it out**: the layer is a convolution of 100 filters, 5 x 5 pixels each. How many now?

# %% solution="conv-parameters"
conv_parameters = None  # a whole number
### BEGIN SOLUTION
conv_parameters = 7_600
### END SOLUTION

# %% check="conv-parameters"
check("conv-parameters", conv_parameters)

# %% [markdown]
# ## What fits
#
# A filter of K pixels is laid on `size` pixels, with `pad` zeros at either end, and moves by
# `stride`. It has this many places:
#
# $$\frac{\mathrm{size} - K + 2\,\mathrm{pad}}{\mathrm{stride}} + 1$$
#
# Where that is no whole number, the last pixels are never looked at, and most programs say nothing.
# Yours shall: let it raise a `ValueError` whose message names the sizes. The same where the filter
# is larger than the padded image.


# %% solution="conv-output-size"
def conv_output_size(size, K, stride, pad):
    """The number of places of a filter, a whole number; raises ValueError where none fits."""
    ### BEGIN SOLUTION
    room = size + 2 * pad - K
    if room < 0:
        raise ValueError(f"a filter of {K} does not fit into {size} + 2 * {pad} pixels")
    if room % stride != 0:
        raise ValueError(f"stride {stride} does not divide {size} - {K} + 2 * {pad} = {room}")
    return room // stride + 1
    ### END SOLUTION


# %% check="conv-output-size"
check("conv-output-size", conv_output_size)

# %% [markdown]
# **Work it out**: a filter of 7 x 7 with stride 1. Which pad gives a map as large as the image?

# %% solution="padding-same"
padding_same = None  # pixels on each side
### BEGIN SOLUTION
padding_same = 3
### END SOLUTION

# %% check="padding-same"
check("padding-same", padding_same)

# %% [markdown]
# **Work it out**: and without padding? An image of 32 x 32 goes through six convolutions of 5 x 5,
# stride 1. How many pixels high is the last map?

# %% solution="maps-shrink"
maps_shrink = None  # pixels
### BEGIN SOLUTION
maps_shrink = 8
### END SOLUTION

# %% check="maps-shrink"
check("maps-shrink", maps_shrink)

# %% [markdown]
# What does a layer cost? Count what it learns, biases included, and the multiply-adds that it takes
# for one image (C, H, W): a product together with its addition counts as one, and adding the bias
# does not count.


# %% solution="conv-cost"
def conv_cost(C, H, W, F, KH, KW, stride, pad):
    """Parameters and multiply-adds of F filters, KH x KW, over one image of C x H x W."""
    ### BEGIN SOLUTION
    H_out = conv_output_size(H, KH, stride, pad)
    W_out = conv_output_size(W, KW, stride, pad)
    return F * (C * KH * KW + 1), F * H_out * W_out * C * KH * KW
    ### END SOLUTION


# %% check="conv-cost"
check("conv-cost", conv_cost)

# %% [markdown]
# **Work it out**: in LeNet, 6 maps come out of the first convolution and its pool. The second
# convolution has 16 filters of 5 x 5. How many numbers does the second one learn?

# %% solution="lenet-second-layer"
lenet_second_layer = None  # a whole number
### BEGIN SOLUTION
lenet_second_layer = 2416
### END SOLUTION

# %% check="lenet-second-layer"
check("lenet-second-layer", lenet_second_layer)

# %% [markdown]
# ## Convolution, window by window
#
# `x` is (N, C, H, W): images, channels, rows, columns. `w` is (F, C, KH, KW): filters, which reach
# through all channels. `b` is (F,). Pad each image with `pad` rows and columns of zeros on every
# side. Number (i, j) of map f is
#
# $$\mathrm{out}[n, f, i, j] = b_f + \sum_{c,r,s}
# \mathrm{padded}[n,\ c,\ i\,\mathrm{stride} + r,\ j\,\mathrm{stride} + s]\; w[f, c, r, s]$$
#
# The filter is not turned round. Stride and padding always fit here. Loops are welcome.
#
# Backward gets `dout`, of the shape of out, and whatever you put into the cache. It gives `dx`,
# `dw` and `db`, of the shapes of x, w and b. Each product above has two factors: each gets the
# other one, times dout. Where a number was used many times, its gradients add up.
#
# `check` tries strides 1 to 3, pads 0 to 2, and images that are not square.


# %% solution="conv-loops"
def conv_forward_loops(x, w, b, stride, pad):
    """x (N, C, H, W), w (F, C, KH, KW), b (F,): out (N, F, H_out, W_out), and a cache."""
    ### BEGIN SOLUTION
    N, F = len(x), len(w)
    KH, KW = w.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    H_out = (x.shape[2] + 2 * pad - KH) // stride + 1
    W_out = (x.shape[3] + 2 * pad - KW) // stride + 1
    out = np.zeros((N, F, H_out, W_out))
    for n in range(N):
        for f in range(F):
            for i in range(H_out):
                for j in range(W_out):
                    rows = slice(i * stride, i * stride + KH)
                    columns = slice(j * stride, j * stride + KW)
                    out[n, f, i, j] = np.sum(padded[n, :, rows, columns] * w[f]) + b[f]
    return out, (x, w, b, stride, pad)
    ### END SOLUTION


def conv_backward_loops(dout, cache):
    """dx (N, C, H, W), dw (F, C, KH, KW), db (F,)."""
    ### BEGIN SOLUTION
    x, w, b, stride, pad = cache
    KH, KW = w.shape[2:]
    H, W = x.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    dpadded, dw, db = np.zeros(padded.shape), np.zeros(w.shape), np.zeros(b.shape)
    for n, f, i, j in np.ndindex(dout.shape):
        rows = slice(i * stride, i * stride + KH)
        columns = slice(j * stride, j * stride + KW)
        dpadded[n, :, rows, columns] += dout[n, f, i, j] * w[f]
        dw[f] += dout[n, f, i, j] * padded[n, :, rows, columns]
        db[f] += dout[n, f, i, j]
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, db
    ### END SOLUTION


# %% check="conv-loops"
check("conv-loops", conv_forward_loops, conv_backward_loops)

# %% [markdown]
# ## Convolution without loops over the data
#
# The same once more, fast enough to learn with. No Python loop over images, filters, rows or
# columns. A loop over the KH x KW places *within* a filter is fine: there are few.
#
# `np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))` shows all windows at
# once, (N, C, rows, columns, KH, KW), without copying a number; it knows only stride 1.
# `np.tensordot` and `np.einsum` sum products over the axes that you name.


# %% solution="conv"
def conv_forward(x, w, b, stride, pad):
    """As conv_forward_loops."""
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3))
    out = np.tensordot(windows[:, :, ::stride, ::stride], w, ([1, 4, 5], [1, 2, 3])) + b
    return out.transpose(0, 3, 1, 2), (x, w, b, stride, pad)
    ### END SOLUTION


def conv_backward(dout, cache):
    """As conv_backward_loops."""
    ### BEGIN SOLUTION
    x, w, _, stride, pad = cache
    (H, W), (KH, KW), (H_out, W_out) = x.shape[2:], w.shape[2:], dout.shape[2:]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (KH, KW), axis=(2, 3))
    dw = np.tensordot(dout, windows[:, :, ::stride, ::stride], ([0, 2, 3], [0, 2, 3]))
    dpadded = np.zeros_like(padded)
    for r in range(KH):
        for s in range(KW):
            rows = slice(r, r + stride * H_out, stride)
            columns = slice(s, s + stride * W_out, stride)
            share = np.tensordot(dout, w[:, :, r, s], (1, 0))
            dpadded[:, :, rows, columns] += share.transpose(0, 3, 1, 2)
    return dpadded[:, :, pad : pad + H, pad : pad + W], dw, dout.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% check="conv"
check("conv", conv_forward, conv_backward)

# %% [markdown]
# **Guess** first: how many times as fast is the second one on 50 digits and LeNet's first layer?

# %% tags=["play"]
from time import perf_counter

rng = np.random.default_rng(0)
images = rng.normal(size=(50, 1, 28, 28))
filters, biases = rng.normal(size=(6, 1, 5, 5)), np.zeros(6)
try:
    seconds = []
    for forward in (conv_forward_loops, conv_forward):
        began = perf_counter()
        forward(images, filters, biases, 1, 2)
        seconds.append(perf_counter() - began)
    print(f"{seconds[0]:.2f} s and {seconds[1]:.4f} s: {seconds[0] / seconds[1]:.0f} times as fast")
except NotImplementedError:
    print("First write both convolutions, above.")

# %% [markdown]
# ## Filters of one pixel
#
# **Choose**: maps (N, 256, 14, 14) go through 64 filters of 1 x 1. What happens?
#
# - (a) height and width become 1
# - (b) the 256 channels become 64, height and width stay
# - (c) each channel is multiplied by a number, and nothing else changes
# - (d) each pixel is mixed with its neighbours

# %% solution="one-by-one"
one_by_one = None  # one letter
### BEGIN SOLUTION
one_by_one = "b"
### END SOLUTION

# %% check="one-by-one"
check("one-by-one", one_by_one)

# %% [markdown]
# **Work it out**: 192 maps of 28 x 28 shall become 32 maps, by filters of 5 x 5 with pad 2. Either
# directly; or by way of 16 maps, through filters of 1 x 1 first. How many times as many
# multiply-adds does the direct way take? Your `conv_cost` can count them.

# %% solution="bottleneck"
bottleneck = None  # a number
### BEGIN SOLUTION
direct = conv_cost(192, 28, 28, 32, 5, 5, 1, 2)[1]
narrow = conv_cost(192, 28, 28, 16, 1, 1, 1, 0)[1] + conv_cost(16, 28, 28, 32, 5, 5, 1, 2)[1]
bottleneck = direct / narrow
### END SOLUTION

# %% check="bottleneck"
check("bottleneck", bottleneck)

# %% [markdown]
# ## One axis less, one axis more
#
# A sound, a heartbeat, a line of text: x is (N, C, W), w is (F, C, K), out is (N, F, W_out). Loops
# are welcome.


# %% solution="conv1d"
def conv1d_forward(x, w, b, stride, pad):
    """x (N, C, W), w (F, C, K), b (F,): out (N, F, W_out), and a cache."""
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    K = w.shape[2]
    W_out = (padded.shape[2] - K) // stride + 1
    out = np.zeros((len(x), len(w), W_out))
    for t in range(W_out):
        window = padded[:, :, t * stride : t * stride + K]
        out[:, :, t] = np.tensordot(window, w, ([1, 2], [1, 2])) + b
    return out, (x, w, stride, pad)
    ### END SOLUTION


def conv1d_backward(dout, cache):
    """dx (N, C, W), dw (F, C, K), db (F,)."""
    ### BEGIN SOLUTION
    x, w, stride, pad = cache
    W, K = x.shape[2], w.shape[2]
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad)))
    dpadded, dw = np.zeros(padded.shape), np.zeros(w.shape)
    for t in range(dout.shape[2]):
        at = slice(t * stride, t * stride + K)
        dpadded[:, :, at] += np.tensordot(dout[:, :, t], w, 1)
        dw += np.tensordot(dout[:, :, t], padded[:, :, at], (0, 0))
    return dpadded[:, :, pad : pad + W], dw, dout.sum(axis=(0, 2))
    ### END SOLUTION


# %% check="conv1d"
check("conv1d", conv1d_forward, conv1d_backward)

# %% [markdown]
# A film, or a scan of a head: x is (N, C, D, H, W), w is (F, C, KD, KH, KW). The filter moves
# through the depth as well. `stride` and `pad` are the same along all three axes. Forward is
# enough.


# %% solution="conv3d"
def conv3d_forward(x, w, b, stride, pad):
    """x (N, C, D, H, W), w (F, C, KD, KH, KW), b (F,): out (N, F, D_out, H_out, W_out)."""
    ### BEGIN SOLUTION
    padded = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad), (pad, pad)))
    view = np.lib.stride_tricks.sliding_window_view(padded, w.shape[2:], axis=(2, 3, 4))
    view = view[:, :, ::stride, ::stride, ::stride]
    out = np.tensordot(view, w, ([1, 5, 6, 7], [1, 2, 3, 4])) + b
    return np.moveaxis(out, 4, 1)
    ### END SOLUTION


# %% check="conv3d"
check("conv3d", conv3d_forward)

# %% [markdown]
# ## Pooling
#
# Each window of KH x KW pixels becomes one number, its largest; each map by itself, without
# padding. Windows begin `stride` pixels apart, so they may overlap, and there may be gaps. Nothing
# is learnt.
#
# On the way back dout goes to the pixel that won. A pixel can win more than once.


# %% solution="max-pool"
def max_pool_forward(x, KH, KW, stride):
    """x (N, C, H, W): the largest number of each window, (N, C, H_out, W_out), and a cache."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    out = windows[:, :, ::stride, ::stride].max(axis=(4, 5))
    return out, (x, out, KH, KW, stride)
    ### END SOLUTION


def max_pool_backward(dout, cache):
    """dx (N, C, H, W)."""
    ### BEGIN SOLUTION
    x, out, KH, KW, stride = cache
    H_out, W_out = dout.shape[2:]
    dx, free = np.zeros_like(x), np.ones(dout.shape, bool)
    for r in range(KH):
        for s in range(KW):
            at = np.s_[:, :, r : r + stride * H_out : stride, s : s + stride * W_out : stride]
            wins = free & (x[at] == out)  # the first of its window, where several tie
            dx[at] += dout * wins
            free = free & ~wins
    return dx
    ### END SOLUTION


# %% check="max-pool"
check("max-pool", max_pool_forward, max_pool_backward)

# %% [markdown]
# And by the mean.


# %% solution="avg-pool"
def avg_pool_forward(x, KH, KW, stride):
    """x (N, C, H, W): the mean of each window, (N, C, H_out, W_out), and a cache."""
    ### BEGIN SOLUTION
    windows = np.lib.stride_tricks.sliding_window_view(x, (KH, KW), axis=(2, 3))
    return windows[:, :, ::stride, ::stride].mean(axis=(4, 5)), (x.shape, KH, KW, stride)
    ### END SOLUTION


def avg_pool_backward(dout, cache):
    """dx (N, C, H, W)."""
    ### BEGIN SOLUTION
    shape, KH, KW, stride = cache
    dx = np.zeros(shape)
    for i, j in np.ndindex(dout.shape[2:]):
        share = dout[:, :, i, j] / (KH * KW)
        top, left = i * stride, j * stride
        dx[:, :, top : top + KH, left : left + KW] += share[:, :, None, None]
    return dx
    ### END SOLUTION


# %% check="avg-pool"
check("avg-pool", avg_pool_forward, avg_pool_backward)

# %% [markdown]
# ## Find the error: how far does it see?
#
# How many pixels of the image, along one side, can move one number of the last map? Well-known
# notes answer like this, for a stack of layers with one kernel size:
#
#     def flawed(kernels, strides):
#         """1 + L (K - 1)"""
#         return 1 + len(kernels) * (kernels[0] - 1)
#
# For three layers of 3 x 3 with stride 1 that is 7, and right. With stride 2 it is wrong: the
# second layer looks at numbers that lie two pixels apart.
#
# Mend it, for kernels and strides of any sizes. Both are lists, the layer next to the image first.
# A pool is a layer like any other. Draw it along one line: after each layer, how many pixels apart
# are two neighbours of its map?


# %% solution="receptive-field"
def receptive_field(kernels, strides):
    """The pixels along one side of the image that one number of the last map sees."""
    ### BEGIN SOLUTION
    field, jump = 1, 1
    for K, stride in zip(kernels, strides, strict=True):
        field += (K - 1) * jump
        jump *= stride
    return field
    ### END SOLUTION


# %% check="receptive-field"
check("receptive-field", receptive_field)

# %% [markdown]
# **Work it out**: four layers of 3 x 3, each with stride 2, see so-and-so far. How many layers of
# 3 x 3 with stride 1 does it take to see as far?

# %% solution="downsampling-buys"
downsampling_buys = None  # layers
### BEGIN SOLUTION
downsampling_buys = 15
### END SOLUTION

# %% check="downsampling-buys"
check("downsampling-buys", downsampling_buys)

# %% [markdown]
# ## Batch normalisation of images
#
# As in assignment 05, with one difference: a filter is the same at every pixel, so all pixels of
# all images are examples of *one* channel. Mean and variance are taken over N, H and W, and gamma,
# beta and the running averages have the shape (C,).
#
# $$\hat x = \frac{x - \mathrm{mean}_c}{\sqrt{\mathrm{var}_c + \varepsilon}}, \qquad
# \mathrm{out} = \gamma_c\, \hat x + \beta_c$$
#
# - In training, mean and variance are the batch's (divided by the count, not by the count less
#   one), and `running`, a dict of "mean" and "var", moves:
#   running = momentum * running + (1 - momentum) * batch.
# - At test, mean and variance are the running ones, which stay as they are.
#
# Forward returns three things: out, running and a cache. Backward is for training alone.


# %% solution="spatial-batchnorm"
def spatial_batchnorm_forward(x, gamma, beta, running, train, momentum, eps):
    """x (N, C, H, W); gamma, beta, running["mean"], running["var"] (C,): out, running, cache."""
    ### BEGIN SOLUTION
    mean, var = running["mean"], running["var"]
    if train:
        mean, var = x.mean(axis=(0, 2, 3)), x.var(axis=(0, 2, 3))
        running = {
            "mean": momentum * running["mean"] + (1 - momentum) * mean,
            "var": momentum * running["var"] + (1 - momentum) * var,
        }
    std = np.sqrt(var + eps)
    x_hat = (x - mean[:, None, None]) / std[:, None, None]
    out = gamma[:, None, None] * x_hat + beta[:, None, None]
    return out, running, (x_hat, gamma, std)
    ### END SOLUTION


def spatial_batchnorm_backward(dout, cache):
    """dx (N, C, H, W), dgamma (C,), dbeta (C,)."""
    ### BEGIN SOLUTION
    x_hat, gamma, std = cache
    dgamma, dbeta = (dout * x_hat).sum(axis=(0, 2, 3)), dout.sum(axis=(0, 2, 3))
    n = dout.size / len(gamma)
    centred = dout - (dbeta / n)[:, None, None] - x_hat * (dgamma / n)[:, None, None]
    return (gamma / std)[:, None, None] * centred, dgamma, dbeta
    ### END SOLUTION


# %% check="spatial-batchnorm"
check("spatial-batchnorm", spatial_batchnorm_forward, spatial_batchnorm_backward)

# %% [markdown]
# ## LeNet
#
# Two times convolution, ReLU and pool; flatten; two times affine and ReLU; affine. On the way the
# pictures shrink and the channels grow. The first convolution is padded, so that it keeps the size;
# the second is not. Pools are 2 x 2 with stride 2. For digits of 28 x 28 pixels, grey, it has 6 and
# 16 filters of 5 x 5.
#
# **Work it out**: how many numbers has such a digit where it is flattened?

# %% solution="lenet-flattened"
lenet_flattened = None  # a whole number
### BEGIN SOLUTION
lenet_flattened = 400
### END SOLUTION

# %% check="lenet-flattened"
check("lenet-flattened", lenet_flattened)

# %% [markdown]
# Now the whole, out of *your* kernels: `conv_forward`, `max_pool_forward` and their ways back.
# Sizes come from the arrays; `pad` of the first convolution is `K // 2`, K being the side of its
# filters. The loss is the **mean** over the N images of $-\log p_y$, where p is the softmax of the
# scores. Scores of 10,000 must not make nan. The gradient at the scores is $(p - \mathrm{true}) /
# N$.


# %% solution="lenet-loss"
def lenet_loss(params, x, y):
    """params: w1 (F1, C, K, K), b1 and w2 (F2, F1, K, K), b2 of the convolutions; w3, b3, w4, b4,
    w5, b5 of the affine layers. x (N, C, H, W), y (N,).

    Gives loss and grads, a dict of the same names and shapes as params.
    """
    ### BEGIN SOLUTION
    w1, w2, w3, w4, w5 = (params[f"w{i}"] for i in range(1, 6))
    b1, b2, b3, b4, b5 = (params[f"b{i}"] for i in range(1, 6))
    N, rows = len(x), np.arange(len(x))
    out, conv1 = conv_forward(x, w1, b1, 1, w1.shape[2] // 2)
    on1 = np.maximum(out, 0)
    low1, pool1 = max_pool_forward(on1, 2, 2, 2)
    out, conv2 = conv_forward(low1, w2, b2, 1, 0)
    on2 = np.maximum(out, 0)
    low2, pool2 = max_pool_forward(on2, 2, 2, 2)
    flat = low2.reshape(N, -1)
    on3 = np.maximum(flat @ w3 + b3, 0)
    on4 = np.maximum(on3 @ w4 + b4, 0)
    scores = on4 @ w5 + b5
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    p = powers / powers.sum(axis=1, keepdims=True)
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    d5 = p / N
    d4 = d5 @ w5.T * (on4 > 0)
    d3 = d4 @ w4.T * (on3 > 0)
    d2 = max_pool_backward((d3 @ w3.T).reshape(low2.shape), pool2) * (on2 > 0)
    dlow1, dw2, db2 = conv_backward(d2, conv2)
    d1 = max_pool_backward(dlow1, pool1) * (on1 > 0)
    _, dw1, db1 = conv_backward(d1, conv1)
    grads = {"w1": dw1, "b1": db1, "w2": dw2, "b2": db2}
    grads |= {"w3": flat.T @ d3, "w4": on3.T @ d4, "w5": on4.T @ d5}
    return loss, grads | {"b3": d3.sum(axis=0), "b4": d4.sum(axis=0), "b5": d5.sum(axis=0)}
    ### END SOLUTION


# %% check="lenet-loss"
check("lenet-loss", lenet_loss)

# %% [markdown]
# And it learns. Go through the rows as they stand, `batch` of them at a time, the last batch being
# whatever is left; after each batch every array takes a step of plain descent, w - lr * dw; all
# that `epochs` times. `loss` is a function like your `lenet_loss`.
#
# `check` lets it learn 160 real digits of 8 x 8 pixels, from given weights, and compares all
# weights at the end. One wrong sign in 96 steps, and they are elsewhere.


# %% solution="lenet-train"
def train(loss, params, x, y, lr, batch, epochs):
    """params after training; loss(params, x, y) gives what lenet_loss(params, x, y) gives."""
    ### BEGIN SOLUTION
    params = {name: w.copy() for name, w in params.items()}
    for _ in range(epochs):
        for start in range(0, len(x), batch):
            _, grads = loss(params, x[start : start + batch], y[start : start + batch])
            for name in params:
                params[name] -= lr * grads[name]
    return params
    ### END SOLUTION


# %% check="lenet-train"
check("lenet-train", lenet_loss, train)

# %% [markdown]
# ## Your kernels read
#
# Nothing is marked from here on. LeNet on 4000 digits of 28 x 28; every convolution and
# every pool in it is *yours*, forward and backward. **The aim**: 95 % of 500 digits that it has not
# seen. Without loops it takes some ten seconds; with a pool that goes window by window, a minute or
# two.
#
# Then spoil it on purpose: let `conv_backward` give `0 * dw`, so that no filter ever learns.
# **Guess** what is left. (Ours still reads about 95 %: filters drawn at random are of use, too. A
# wrong gradient need not show in the result. That is why you check it.)

# %% tags=["play"]
from course_lib.nn import Conv2d, MaxPool2d, Trainer, lenet5, load_digits
from course_lib.optim import Momentum


def my_conv(x, w, b, stride, pad, **_others):
    """Your convolution, called as the course's layers call theirs."""
    return conv_forward(x, w, b, stride, pad)


def my_pool(x, K, stride, pad):
    """Your pool, likewise; there is no padding in LeNet's."""
    return max_pool_forward(x, K, K, stride)


digits = load_digits()
net = lenet5(rng=np.random.default_rng(0))
net = net.using(Conv2d, forward=my_conv, backward=conv_backward)
net = net.using(MaxPool2d, forward=my_pool, backward=max_pool_backward)
try:
    trainer = Trainer(optimiser=Momentum(lr=0.02, rho=0.9), epochs=4, batch=25)
    history = trainer.fit(net, digits.train, digits.dev, rng=np.random.default_rng(0), watch=())
    reached = (net.predict(digits.dev[0]) == digits.dev[1]).mean()
    print(f"{history}\n{reached:.1%} of the dev digits; the aim is 95 %.")
except NotImplementedError:
    print("First write the kernels of convolution and max pooling, above.")

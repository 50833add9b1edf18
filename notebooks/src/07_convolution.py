# %% [markdown]
# # Convolutional networks
#
# **You will do**: slide small templates over pictures, work out every size before you run it,
# train LeNet-5 on real digits, and look at what it has learned.<br>
# **You will learn**: why one small template, used everywhere, beats a weight for every pixel; what
# stride, padding, dilation and pooling do; what one unit sees; where gradients go.<br>
# **You will need**: notebooks 01 (the moved digit) and 03 (backpropagation, training), and 100
# minutes. No internet, no GPU.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib import kernels
from course_lib.data import load_mnist, split
from course_lib.errors import CourseError
from course_lib.figures import BLUE, ORANGE, VERMILLION, figure, style
from course_lib.nn import Conv2d, MaxPool2d, Sequential, Trainer, lenet5, two_layer_net
from course_lib.optim import Adam
from course_lib.widgets import ConvAnimator, FeatureMaps, KernelEditor, ReceptiveField
from course_lib.widgets.convolution.samples import brain_waves, photo

# %% [markdown]
# The digits and the split are those of notebook 01. This time they stay images: N × C × H × W,
# that is examples, channels, rows, columns.

# %%
parts = split(load_mnist(), train=3000, dev=1000, test=1000, rng=np.random.default_rng(0))
train, dev, test = ((part.x / 255, part.y) for part in (parts.train, parts.dev, parts.test))
print("train", train[0].shape, " dev", dev[0].shape, " test", test[0].shape)

# %% [markdown]
# One helper draws pictures side by side.


# %%
def show(pictures, titles, *, alt, wide=1.25, **look):
    look = {"cmap": "gray"} | look
    with style():
        size = (wide * len(pictures), wide + 0.35)
        fig, axes = plt.subplots(1, len(pictures), figsize=size, squeeze=False)
        for ax, one, title in zip(axes.flat, pictures, titles, strict=True):
            ax.imshow(one, **look)
            ax.set_title(title, loc="center", fontsize=9.5)
            ax.set_axis_off()
    figure(fig, alt=alt)


# %% [markdown] tags=["concept:fc-vs-conv"]
# ## Count the weights of one glance
#
# A hidden unit of notebook 03 has one weight for every pixel. Take a colour picture of 300 × 300,
# and a layer of 100 such units.
#
# **Guess**: how many numbers are there to learn, in this first layer alone? (a) 27 thousand, (b)
# 2.7 million, (c) 27 million.
#
# And if a unit looked through a window of 5 × 5 pixels only, and all places shared its weights:
# 100 such templates?

# %% tags=["concept:fc-vs-conv"]
every_pixel = 300 * 300 * 3 * 100 + 100
small_window = 100 * (5 * 5 * 3 + 1)
print(f"100 units, each joined to every pixel: 300·300·3·100 + 100 = {every_pixel:10,}")
print(f"100 templates of 5 x 5, all colours:   100·(5·5·3 + 1)     = {small_window:10,}")
print(f"the first is {every_pixel / small_window:,.0f} times as many")

# %% [markdown] tags=["concept:fc-vs-conv"]
# **(c)**, 27,000,100 against 7,600. The + 100 and the + 1 are the biases.
#
# Fewer numbers are only worth having if they still do the work. What do 784 weights a unit buy us?
# We train the two-layer network of notebook 03 and then move the dev digits to the right, as we
# did to kNN in notebook 01.
#
# **Guess**: moved by two pixels, how many of the digits does it still get right?


# %% tags=["concept:fc-vs-conv"]
def move(x, pixels):
    return np.pad(x, ((0, 0), (0, 0), (0, 0), (pixels, 0)))[..., :28]


plain = two_layer_net(784, 100, 10, rng=np.random.default_rng(0), dtype=np.float64)
trainer = Trainer(optimiser=Adam(lr=1e-3), epochs=8, batch=32, reg=5e-3)
trainer.fit(plain, train, dev, rng=np.random.default_rng(0), watch=())
print(f"numbers learned: {sum(a.size for a in plain.params.values()):,}")
for pixels in range(5):
    right = (plain.predict(move(dev[0], pixels)) == dev[1]).mean()
    print(f"moved by {pixels}: {right:.1%} right")

# %% tags=["concept:fc-vs-conv"]
most = np.argsort(-np.abs(plain.params["affine2.w"]).sum(axis=1))[:6]
units = plain.params["affine1.w"].T[most].reshape(6, 28, 28)
span = np.abs(units).max()
show(
    units,
    [f"unit {i}" for i in most],
    vmin=-span,
    vmax=span,
    alt="Weights of six units: light and dark spots in the middle, at other pixels for each unit.",
)

# %% [markdown] tags=["concept:fc-vs-conv"]
# Two pixels, and a quarter of all answers are lost. Four, and **24.1** per cent are left. Look at
# the units: each wants ink *at certain pixels* (light) and none at others (dark). A stroke that it
# knows in the middle is news to it two pixels further on. It would have to learn every stroke
# again at every place.
#
# Two things are true of pictures that such a layer ignores. **What belongs together is close
# together**: an edge is a matter of a few pixels. And **an edge is an edge wherever it is**. A
# *convolution* builds in both: a small window, and the same weights at every place.

# %% [markdown] tags=["concept:conv-forward"]
# ## Slide one small template
#
# Here is a picture of 4 × 6 numbers, dark on the left and light on the right, and a template, the
# *filter* or *kernel*, of 3 × 3. We lay it on the top left corner. We multiply each weight with
# the number under it, and add up all nine products.
#
# **Guess**, on paper: what comes out there? And what comes out one step further to the right?

# %% tags=["concept:conv-forward"]
x = np.array([[0.0, 0, 0, 5, 5, 5]] * 4)
w = np.array([[-1.0, 0, 1]] * 3)
print("picture:", *x, sep="\n  ")
print("filter:", *w, sep="\n  ")
for column in range(4):
    window = x[0:3, column : column + 3]
    print(f"columns {column} to {column + 2}: sum = {(window * w).sum():g}")

# %% [markdown] tags=["concept:conv-forward"]
# 0, then **15**, **15** again, and 0. On even ground its −1 and +1 cancel. Where it grows lighter
# from left to right, it answers. So this template is an *edge detector*, and what it finds, at
# every place, is a new picture: a *feature map*.
#
# The window also goes down the rows. Two loops, and that is all there is to it:


# %% tags=["concept:conv-forward"]
def slide(picture, w):
    high, wide = picture.shape[0] - w.shape[0] + 1, picture.shape[1] - w.shape[1] + 1
    found = np.zeros((high, wide))
    for i in range(high):
        for j in range(wide):
            found[i, j] = (picture[i : i + w.shape[0], j : j + w.shape[1]] * w).sum()
    return found


print(slide(x, w))

# %% [markdown] tags=["concept:conv-forward"]
# In mathematics a convolution turns the filter round first; what we do is there called a
# *cross-correlation*. Since the weights are learned anyway, nobody in this field turns anything.
#
# Below you can watch it. The picture has small numbers, so that every sum can be checked in your
# head. Press play, step with the arrow keys, or click on a number of the output.
#
# **Guess first**, then try:
#
# 1. It stands at window 5. Cover the sum with your hand, work it out, look.
# 2. Choose the picture "an edge" and the kernel "edge, left to right". Where is the output not 1?
#    Why 1, and not 0, on even ground?
# 3. The same with the kernel "edge, top to bottom". And with "centre only"?
# 4. Two channels: is the output two maps, or one?

# %% tags=["interactive:conv-forward", "concept:conv-forward"]
ConvAnimator(step=4)

# %% [markdown] tags=["concept:conv-forward"]
# What you should have found. (1) 2·2 + 8·(−2) + 9·(−2) + 4·2 + 8·2 + 3·0 + 4·(−1) + 5·0 + 5·1, and
# 1 for the bias: −4. (2) Where the edge is under it. The bias of 1 is added everywhere. (3) 1
# everywhere, as no row differs from the next; the other copies the picture, less its border, and
# adds 1. (4) One. A filter reaches through *all* channels of its input, with weights of its own
# for each, and adds up everything.
#
# So the shapes are:
#
# | | shape |
# |---|---|
# | images | N × C × H × W |
# | filters | F × C × K × K |
# | biases | F |
# | output | N × F × H′ × W′ |
#
# **Guess**: 10 digits (1 × 28 × 28) go through 6 filters of 5 × 5, and what comes out through 16
# more of that size. What is the shape of the second block of filters? And of the result?

# %% tags=["concept:conv-forward"]
rng = np.random.default_rng(1)
first, second = rng.normal(size=(6, 1, 5, 5)), rng.normal(size=(16, 6, 5, 5))
maps, _ = kernels.conv2d_forward(dev[0][:10], first, np.zeros(6))
more, _ = kernels.conv2d_forward(maps, second, np.zeros(16))
print("digits ", dev[0][:10].shape)
print("filters", first.shape, "-> maps", maps.shape)
print("filters", second.shape, "-> maps", more.shape)

# %% [markdown] tags=["concept:conv-forward"]
# The second filters are 6 deep, as deep as what they are laid on. How many maps come out is the
# number of filters, here 16.
#
# Now a real picture: Grace Hopper, who wrote one of the first compilers. (A photograph of the US
# Navy, in the public domain; it comes with Matplotlib.) Nine numbers are yours to set.
#
# **Guess first**, then try:
#
# 1. What must the nine numbers be to leave the picture as it is?
# 2. And to move it by one pixel to the left? (To the left, mind.)
# 3. What does the flag look like after "edges, left to right"? Now swap all signs.
# 4. Make a kernel that answers most to edges that run down from left to right.

# %% tags=["concept:conv-forward"]
KernelEditor("edges, left to right")

# %% [markdown] tags=["concept:conv-forward"]
# (1) A 1 in the middle. (2) A 1 right of the middle: every pixel takes the number of its right
# neighbour. (3) Upright edges stand out, level ones vanish. Swapped, light and dark change places:
# what was an edge from dark to light still is one, and only the sign says which way. (4) One that
# works: 0 1 1, −1 0 1, −1 −1 0. Two of its corners are a light and a dark side of the edge.
#
# For decades people wrote such kernels by hand. Here comes the idea of this notebook: **the nine
# numbers are weights. Let gradient descent write them.**

# %% [markdown] tags=["concept:conv-forward"]
# ## Turn windows into rows
#
# Loops in Python are slow (notebook 01). For images there are seven of them: examples, filters,
# rows, columns, and the three of the window, which has channels too. The way out is again a matrix
# product. Cut out every window, and lay it flat as a row of a matrix. Each filter, laid flat, is a
# column. The product of the two matrices is every window times every filter, all at once. The trick
# is called *im2col*.
#
# **Guess**: 28 × 28 pixels, windows of 5 × 5, padding 2, so that 28 × 28 windows fit. How many
# times as many numbers does the matrix hold as the picture?

# %% tags=["concept:conv-forward"]
x = dev[0][:1]
padded = np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2)))
windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5), axis=(2, 3))
rows = windows[0, 0].reshape(28 * 28, 5 * 5)
print("picture", x.shape, "-> rows", rows.shape, f": {rows.size / x.size:.0f} times the numbers")
by_rows = (rows @ first.reshape(6, 25).T).T.reshape(6, 28, 28)
by_kernel, _ = kernels.conv2d_forward(x, first, np.zeros(6), pad=2)
print("the same as the convolution:", bool(np.allclose(by_rows, by_kernel[0])))

# %% [markdown] tags=["concept:conv-forward"]
# **25** times: there are as many windows as pixels, and each writes down its 25 numbers. Speed
# bought with memory, once more. So a good program does not build the whole matrix: it takes a few
# images, uses a small one, and uses it again.
#
# Now we count, as in notebook 01. **Guess**: twice as many images. By what factor do the steps
# grow that Python takes: window by window, and by the matrix product? And for 512 digits and 6
# filters, how much memory is the whole matrix of rows?

# %% tags=["concept:conv-forward"]
from course_lib.checking import LocalAnswer

digits = dev[0][:512]
ways = {"loops": kernels.conv2d_forward_loops, "matrix": kernels.conv2d_forward}
for name, way in ways.items():
    few, many = (LocalAnswer(way).cost((digits[:n], first, np.zeros(6))).steps for n in (2, 4))
    print(f"{name:6}: Python steps × {many / few:.0f}")
held = LocalAnswer(kernels.conv2d_forward).cost((digits, first, np.zeros(6))).memory
print(f"the whole matrix of rows:       {512 * 24 * 24 * 25 * 8 / 1e6:3.0f} MB")
print(f"the output:                     {512 * 6 * 24 * 24 * 8 / 1e6:3.0f} MB")
print(f"all that the kernel ever holds: {held / 1e6:3.0f} MB")

# %% tags=["concept:conv-forward"]
from time import process_time


def seconds(way):
    start = process_time()
    way(digits[:8], first, np.zeros(6))
    return process_time() - start


loops, matrix = (min(seconds(way) for _ in range(3)) for way in ways.values())
print("the matrix product is at least 20 times as fast:", bool(loops > 20 * matrix))

# %% [markdown] tags=["concept:conv-forward"]
# Twice the images: **2** times the steps for the loops, and **1** time, the very same steps, for
# the matrix product.
#
# And **59** MB for a result of **14** MB. Our kernel makes the rows of a few images at a time and
# uses the same memory again: **21** MB in all, the result included. Many deep-learning libraries
# do something of this kind. Think of a convolution as *a matrix product that shares its weights*.

# %% [markdown] tags=["concept:conv-arithmetic"]
# ## Work out the size
#
# How many windows fit? Along one side, the first begins at 0, and the last must end by H. So its
# start can be anything from 0 to H − K, in steps of the *stride* S. With P pixels of *padding* at
# both ends there is 2P more room:
#
# > H′ = (H − K + 2P) / S + 1
#
# The + 1 is the first window. **Guess** the output for H = 32, K = 5: with P = 0, S = 1; with P =
# 2, S = 1; with P = 2, S = 2. (Work out the last one with care.)


# %% tags=["concept:conv-arithmetic"]
def side_after(H, K, **moves):
    x, w = np.zeros((1, 1, H, H)), np.zeros((1, 1, K, K))
    return kernels.conv2d_forward(x, w, np.zeros(1), **moves)[0].shape[2]


print("  H  K  P  S   (H - K + 2P) / S + 1   the kernel makes")
for H, K, P, S in [(32, 5, 0, 1), (32, 5, 2, 1), (32, 5, 2, 2), (227, 11, 0, 4), (224, 11, 0, 4)]:
    by_formula = (H - K + 2 * P) / S + 1
    print(f"{H:3} {K:2} {P:2} {S:2} {by_formula:15} {side_after(H, K, pad=P, stride=S):20}")

# %% [markdown] tags=["concept:conv-arithmetic"]
# The third is 15.5 + 1 = **16.5**: the division does not come out. Half a window does not exist,
# so the kernel stops at **16**, and the last row and column of the padded picture are never read.
# That is no crash. It is a slip that nobody notices. (The last two lines are famous: the paper on
# AlexNet, 2012, says 224, and people found that its first layer only works out for **227**.)
#
# Dilation D spreads the weights of the window apart, D pixels from one to the next. The window
# then reaches over D(K − 1) + 1 pixels, and that takes the place of K in the formula.
#
# If not even one window fits, there is nothing to round. **Guess**: a 5 × 5 window with dilation 2
# on a picture of 8 × 8: how wide is it?

# %% tags=["concept:conv-arithmetic"]
try:
    side_after(8, 5, dilation=2)
except CourseError as error:
    print(error)

# %% [markdown] tags=["concept:conv-arithmetic"]
# **9**, one too many.
#
# A layer also has a price, and you can work that out in advance, too:
#
# > weights = F · (C · K · K + 1)<br>
# > multiply-adds = H′ · W′ · F · C · K · K
#
# **Guess**: 16 filters of 3 × 3 on a picture with 8 channels: how many weights on 32 × 32 pixels,
# and how many on 320 × 320? And how many multiply-adds?

# %% tags=["concept:conv-arithmetic"]
print("picture      weights    multiply-adds of one picture")
for side in (32, 320):
    w, b = np.zeros((16, 8, 3, 3)), np.zeros(16)
    out, _ = kernels.conv2d_forward(np.zeros((1, 8, side, side)), w, b, pad=1)
    print(f"{side:3} x {side:3} {w.size + b.size:10,} {out.size * 8 * 3 * 3:16,}")

# %% [markdown] tags=["concept:conv-arithmetic"]
# The weights stay **1,168**: they do not know how large the picture is. The work grows a
# hundredfold. A convolution is *cheap to store and dear to run*; a fully connected layer is the
# other way round.
#
# Here is the animator again, now for its formula. Whatever you set, the line below the picture
# fills itself in; what is never read is struck through.
#
# **Guess first**, then try:
#
# 1. It opens at H = 6, K = 3, S = 2. Which pixels are never read? Find three ways to mend it, each
#    by changing one slider.
# 2. Make the output exactly as large as the picture, at S = 1, for K = 3 and for K = 5. And K = 4?
# 3. Make it impossible. Then let it tell you what to do.
# 4. K = 3 with dilation 3 at size 8: how many weights does it have, and how far does it reach?

# %% tags=["interactive:conv-arithmetic", "concept:conv-arithmetic"]
ConvAnimator(size=6, stride=2)

# %% [markdown] tags=["concept:conv-arithmetic"]
# What you should have found. (1) The last row and column. Stride 1 or 3; a picture of 5 or 7; a
# kernel of 2 or 4: each will do. Padding 1 or 2 does *not* help, as it adds an even number: the
# unread line only moves into the padding. (2) P = 1, and P = 2. For K = 4, undilated, there is no
# such padding: it would be 1.5. (3) K = 5 on H = 3, for one. (4) Nine, and a bias; over 7 pixels.

# %% [markdown] tags=["concept:padding-same"]
# ## Keep the size
#
# Without padding, every layer with K = 5 makes the picture 4 pixels smaller. **Guess**: how many
# such layers can stand on a digit of 28 × 28 before nothing is left?

# %% tags=["concept:padding-same"]
for name, pad in (("no padding", 0), ("padding 2", 2)):
    maps, sizes = dev[0][:1], [28]
    while maps.shape[2] >= 5 and len(sizes) < 9:
        maps, _ = kernels.conv2d_forward(maps, np.ones((1, 1, 5, 5)) / 25, np.zeros(1), pad=pad)
        sizes.append(maps.shape[2])
    print(f"{name}: {' -> '.join(map(str, sizes))}")

# %% [markdown] tags=["concept:padding-same"]
# Six, then 4 × 4 are left, and a window of 5 no longer fits. A deep network of such layers cannot
# be built.
#
# There is a second loss. **Guess**: in how many of the windows does a pixel in the corner stand,
# and one in the middle, for K = 5 without padding?

# %% tags=["concept:padding-same"]
counts = []
for pad in (0, 2):
    x, w = np.zeros((1, 1, 12, 12)), np.ones((1, 1, 5, 5))
    out, cache = kernels.conv2d_forward(x, w, np.zeros(1), pad=pad)
    count = kernels.conv2d_backward(np.ones_like(out), cache)[0][0, 0]
    print(f"padding {pad}: corner in {count[0, 0]:.0f} windows, middle in {count[6, 6]:.0f}")
    counts.append(count)

# %% tags=["concept:padding-same"]
show(
    counts,
    ["no padding", "padding 2"],
    wide=2.2,
    vmin=0,
    vmax=25,
    cmap="viridis",
    alt="Windows per pixel: without padding dark towards the border, with padding much less so.",
)

# %% [markdown] tags=["concept:padding-same"]
# **1** against **25**. The border counts for next to nothing. (How can one count that so easily?
# Every weight is 1, so the gradient of a pixel is the number of windows that it stands in. More on
# that below.)
#
# So one pads with zeros. To keep the size at stride 1, H′ = H, the formula asks for
#
# > P = (K − 1) / 2
#
# and that is a whole number only for an odd K. It is why nearly all kernels are 1, 3, 5 or 7 wide.
# This is called *same* padding, and P = 0 is called *valid*.

# %% [markdown] tags=["concept:conv-backward"]
# ## Send the gradient back
#
# To learn the weights we need their gradient, and to go on to the layer below that of the pixels.
# An output is a sum of products, and notebook 03 told us what a product does: *each gets the
# upstream gradient times what it stood beside*.
#
# - a **pixel** gets dout × the weight that stood on it, from *every* window it is in;
# - a **weight** gets dout × the pixel under it, from *every* place it has been;
# - the **bias** gets dout, from every place.
#
# Take a picture of 3 × 3, a filter of 2 × 2, so four windows, and let dout be 1 for each.
# **Guess**, by hand: what is the gradient of the pixel in the middle? Of the corner? Of the bias?

# %% tags=["concept:conv-backward"]
x = np.array([[1.0, 2, 0], [0, 3, 1], [4, 1, 2]])[None, None]
w = np.array([[1.0, 2], [3, 4]])[None, None]
out, cache = kernels.conv2d_forward(x, w, np.zeros(1))
dx, dw, db = kernels.conv2d_backward(np.ones_like(out), cache)
for name, grad in (("dx", dx[0, 0]), ("dw", dw[0, 0]), ("db", db[None])):
    print(f"{name}:", *grad.astype(int), sep="\n  ")

# %% [markdown] tags=["concept:conv-backward"]
# The middle pixel is in all four windows, under another weight each time: 1 + 2 + 3 + 4 = **10**.
# The top left corner is in one window, under the weight **1**. And db is **4**.
#
# The weight at the top left has been on the pixels 1, 2, 0 and 3: together **6**.
#
# Whoever writes `=` where `+=` belongs loses all windows but the last. And in dx nobody notices, in
# a test where windows do not overlap.
#
# Is it right, then, at stride 2, with padding, and H ≠ W? We ask the numeric gradient.

# %% tags=["concept:conv-backward"]
rng = np.random.default_rng(2)
x, w, b = rng.normal(size=(2, 3, 7, 6)), rng.normal(size=(4, 3, 3, 2)), rng.normal(size=4)
out, cache = kernels.conv2d_forward(x, w, b, stride=2, pad=1)
dout = rng.normal(size=out.shape)
for k, grad in enumerate(kernels.conv2d_backward(dout, cache)):

    def again(a, k=k):
        moved = [a if n == k else one for n, one in enumerate((x, w, b))]
        return kernels.conv2d_forward(*moved, stride=2, pad=1)[0]

    agrees = np.allclose(grad, kernels.numerical_gradient(again, (x, w, b)[k], dout), atol=1e-6)
    print(f"{('dx', 'dw', 'db')[k]} {grad.shape}: agrees with the numeric gradient: {agrees}")

# %% [markdown] tags=["concept:conv-backward"]
# And without loops? The forward pass was rows @ weights. Notebook 03 has the backward pass of
# that: the gradient of the weights is rowsᵀ @ dout. **Guess**: and for the pixels, dout @ weightsᵀ
# gives a gradient for every *row*. What is left to do?

# %% tags=["concept:conv-backward"]
from numpy.lib.stride_tricks import sliding_window_view

out, cache = kernels.conv2d_forward(x, w, b)
dout = rng.normal(size=out.shape)
flat = sliding_window_view(x, w.shape[2:], axis=(2, 3)).transpose(0, 2, 3, 1, 4, 5).reshape(-1, 18)
columns = dout.transpose(1, 0, 2, 3).reshape(4, -1)
dx, dw, db = kernels.conv2d_backward(dout, cache)
print("rows", flat.shape, " dout", columns.T.shape, "-> dw", (flat.T @ columns.T).shape)
print("the same dw:", bool(np.allclose((columns @ flat).reshape(w.shape), dw)))

# %% [markdown] tags=["concept:conv-backward"]
# To add every row back to where its window was cut out: cutting copied each pixel into many rows,
# and what was copied gets its gradients summed (the *copy* gate of notebook 03).
#
# In the animator choose *convolution* and *backward* to watch dx fill up, window by window. With
# stride 2 and K = 1, some pixels get nothing at all: nobody looked at them.

# %% [markdown] tags=["concept:pooling"]
# ## Keep the largest
#
# A map says *where* a feature was found, to the pixel. We seldom want to know so exactly. *Max
# pooling* cuts the map into windows, mostly of 2 × 2, and keeps the largest number of each.
# *Average pooling* keeps the mean.
#
# **Guess**: what is left of these 4 × 4 numbers, in either way? And how many weights does a pool
# have?

# %% tags=["concept:pooling"]
x = np.array([[1.0, 3, 2, 0], [4, 2, 1, 1], [0, 0, 5, 6], [0, 8, 7, 2]])[None, None]
largest, largest_cache = kernels.max_pool_forward(x, 2)
mean, mean_cache = kernels.avg_pool_forward(x, 2)
print("numbers:", *x[0, 0], sep="\n  ")
print("max pool:", *largest[0, 0], sep="\n  ")
print("average pool:", *mean[0, 0], sep="\n  ")

# %% [markdown] tags=["concept:pooling"]
# A quarter of the numbers, and no weights: there is nothing to learn. Each channel is pooled for
# itself, so the depth stays.
#
# What is it good for? The next layer has a quarter of the work, and its windows reach twice as
# far. And the result depends less on the exact place. **Guess**: we move the digits by one pixel.
# How much of them changes: of the pixels, and of what a pool of 4 × 4 keeps?


# %% tags=["concept:pooling"]
def change(a, b):
    return np.linalg.norm(a - b) / np.linalg.norm(a)


x, moved = dev[0], move(dev[0], 1)
print("what a move by one pixel changes, beside the whole\nwindow   max pool   average pool")
for K in (1, 2, 4, 7):
    pools = kernels.max_pool_forward, kernels.avg_pool_forward
    by_max, by_mean = (change(pool(x, K)[0], pool(moved, K)[0]) for pool in pools)
    print(f"{K} x {K} {by_max:11.0%} {by_mean:12.0%}")

# %% [markdown] tags=["concept:pooling"]
# One pixel to the right changes the digit by **57%** of its size, and its pool of 4 × 4 by **34%**
# (max) or **31%** (average). So a pool forgives a part of it. It is a *small* invariance: a pixel
# or two, not ten.
#
# Now the way back. **Guess**: dout of a window is 6. Which pixels get what, for the maximum, and
# for the average?

# %% tags=["concept:pooling"]
dout = np.array([[1.0, 2], [4, 6]])[None, None]
print("dout:", *dout[0, 0], sep="\n  ")
print("max pool, dx:", *kernels.max_pool_backward(dout, largest_cache)[0, 0], sep="\n  ")
print("average pool, dx:", *kernels.avg_pool_backward(dout, mean_cache)[0, 0], sep="\n  ")

# %% [markdown] tags=["concept:pooling"]
# The maximum is a *router* (notebook 03): the winner gets all, the others nothing. The average is
# a *distributor*: everyone gets a quarter, here 1.5 of 6.
#
# **Guess first**, then try, below:
#
# 1. It shows max pooling backward, K = 2, S = 2. Step through. How many cells of dx are not 0?
# 2. Set the stride to 1: now windows overlap. Can a cell win twice? What does it get?
# 3. Average pooling, stride 1: how many shares does a cell in the middle get, and how many a
#    corner?
# 4. Forward, max pool, picture "all negative", padding 1. What would go wrong if the padding were
#    0, as it is for a convolution?

# %% tags=["interactive:pooling", "concept:pooling"]
ConvAnimator("max pool", size=6, K=2, stride=2, backward=True, step=3)

# %% [markdown] tags=["concept:pooling"]
# What you should have found. (1) Nine, one a window. (2) Yes, and it gets the sum of both. (3)
# Those in the middle are in four windows, the corners in one: they get four shares and one. (4)
# The zeros would win in every window at the border. So a max pool pads with −∞, which never wins.
#
# Two more words. *Overlapping* pools (3 × 3, stride 2) were in fashion for a time. And *global
# average pooling* takes the mean of a whole map, so that a network works on pictures of any size.

# %% [markdown] tags=["concept:receptive-field"]
# ## Ask what one unit sees
#
# A unit of the first layer sees K pixels across. A unit of the second layer sees K units of the
# first, each of which sees K pixels. Its *receptive field* is all that it sees in the end.
#
# **Guess**: five layers, K = 3, stride 1. How many pixels across? (a) 15, (b) 11, (c) 243.
#
# We need not argue: the pixels that a unit sees are those whose gradient is not 0.


# %% tags=["concept:receptive-field"]
def seen(layers, side=81):
    stack = {f"layer{i}": layer for i, layer in enumerate(layers)}
    net = Sequential(stack, rng=np.random.default_rng(0), dtype=np.float64)
    for w in net.params.values():
        w[...] = 1
    out, tape = net.forward(np.random.default_rng(0).random((1, 1, side, side)), train=False)
    dout = np.zeros_like(out)
    dout[0, 0, out.shape[2] // 2, out.shape[3] // 2] = 1
    dx, _ = net.backward_to_input(dout, tape)
    return np.ptp(np.flatnonzero(dx[0, 0].any(axis=0))) + 1


# %% tags=["concept:receptive-field"]
print("layers   seen at stride 1   1 + L(K - 1)   seen at stride 2")
for L in range(1, 6):
    stride1 = seen([Conv2d(1, 1, 3)] * L)
    stride2 = seen([Conv2d(1, 1, 3, stride=2)] * L)
    print(f"{L:6} {stride1:13} {1 + L * (3 - 1):16} {stride2:16}")

# %% [markdown] tags=["concept:receptive-field"]
# **(b)**, 11: each layer adds K − 1. For L layers of stride 1 that is 1 + L(K − 1).
#
# But look at the last column. **The formula holds only at stride 1.** After a layer of stride 2,
# neighbouring units look two pixels apart, and after two such layers four. A window of 3 then
# reaches over 2 · 4 pixels more. In general a layer adds (K − 1) × *the distance at which the
# units below it lie*, and that distance is the product of all strides below.
#
# **Guess**: conv 3, then a pool 2 of stride 2, then conv 3. How far does a unit see?

# %% tags=["concept:receptive-field"]
stacks = {
    "conv 3, conv 3": [Conv2d(1, 1, 3), Conv2d(1, 1, 3)],
    "conv 3, pool 2, conv 3": [Conv2d(1, 1, 3), MaxPool2d(2), Conv2d(1, 1, 3)],
    "conv 7": [Conv2d(1, 1, 7)],
    "conv 3, conv 3, conv 3": [Conv2d(1, 1, 3)] * 3,
}
for name, layers in stacks.items():
    print(f"{name:24}: {seen(layers):2} pixels")

# %% [markdown] tags=["concept:receptive-field"]
# **8** = 1 + 2·1 + 1·1 + 2·2: the last layer stands on a pool of stride 2, so its window reaches
# over 2 · 2 pixels more.
#
# Three layers of 3 see as far as one of 7, **7** pixels, with 27 weights instead of 49 (for one
# channel), and with two more bends (ReLU) in between. That is why modern networks stack small
# kernels.
#
# Below, four layers stand on a row of pixels. A unit at the top is traced back.
#
# **Guess first**, then try:
#
# 1. Three layers "conv 3" at first. Exchange the *first* for "conv 3, stride 2": how far does the
#    unit see now? Then exchange the *last* instead. Why does it matter which?
# 2. A plain conv 3, then dilation 2, then dilation 4: how far? How many strides of 2 do the same?
# 3. Target: a unit that sees 31 pixels or more, with four layers.

# %% tags=["interactive:receptive-field", "concept:receptive-field"]
ReceptiveField()

# %% [markdown] tags=["concept:receptive-field"]
# What you should have found. (1) 11 pixels instead of 7. With the stride in the last layer it
# stays 7: a stride widens what the layers *above* it see. (2) 15. Two strides, in the first two of
# three layers. But strides make fewer units, and dilation keeps them all. (3) Four times "conv 3,
# stride 2" sees exactly 31; with "conv 5" as the last one it is 47, the whole row.
#
# So what does downsampling buy? Five layers of 16 filters, 3 × 3, on maps of 64 × 64. **Guess**:
# the first two get stride 2. What does that change in what a unit sees, and in the work?

# %% tags=["concept:receptive-field"]
deep = {"stride 1 throughout": (1, 1, 1, 1, 1), "stride 2 in the first two": (2, 2, 1, 1, 1)}
w, b = np.zeros((16, 16, 3, 3)), np.zeros(16)
print("five layers                seen   multiply-adds   maps at the end")
for name, strides in deep.items():
    maps, adds = np.zeros((1, 16, 64, 64)), 0
    for S in strides:
        maps, _ = kernels.conv2d_forward(maps, w, b, stride=S, pad=1)
        adds += maps.size * 16 * 3 * 3
    width = seen([Conv2d(1, 1, 3, stride=S) for S in strides])
    print(f"{name:26} {width:4} {adds:15,} {maps.shape[2]:9} x {maps.shape[3]}")

# %% [markdown] tags=["concept:receptive-field"]
# Nearly three times the view, **31** instead of **11** pixels, for a *tenth* of the multiply-adds.
# What it costs is **where**: 16 × 16 places are left of 64 × 64. For *what is in this picture?*
# that is a bargain. For *which pixels are the cat?* it is not, and people use dilation there.

# %% [markdown] tags=["concept:one-by-one"]
# ## Mix the channels only
#
# **Guess**: what can a 1 × 1 convolution be good for? It looks at one pixel.

# %% tags=["concept:one-by-one"]
picture = photo()[None].astype(np.float64)
mix = np.array([[0.299, 0.587, 0.114], [1, -0.5, -0.5], [-0.5, -0.5, 1]])[:, :, None, None]
mixed, _ = kernels.conv2d_forward(picture, mix, np.zeros(3))
print("picture", picture.shape, " filters", mix.shape, "-> maps", mixed.shape)
show(
    [picture[0].transpose(1, 2, 0), *mixed[0]],
    ["3 channels", "brightness", "how red", "how blue"],
    wide=1.8,
    alt="A photograph; its brightness; bright where it is red, the flag; bright where it is blue.",
)

# %% [markdown] tags=["concept:one-by-one"]
# It looks at one pixel, but through *all its channels*. It is a small fully connected layer, the
# same at every pixel: C numbers go in, F come out. Height and width stay; only the depth changes.
#
# Its great use is to make things cheap. **Guess**: 256 channels go in and 256 come out of a 3 × 3
# convolution on 14 × 14 pixels. How many multiply-adds does it save to squeeze them to 64 channels
# by 1 × 1, convolve those, and widen them again by 1 × 1?


# %% tags=["concept:one-by-one"]
def work(C, F, K, side=14):
    return side * side * F * C * K * K


direct = work(256, 256, 3)
squeezed = work(256, 64, 1) + work(64, 64, 3) + work(64, 256, 1)
print(f"3 x 3 at full depth:      {direct:12,} multiply-adds")
print(f"1 x 1, 3 x 3, 1 x 1:      {squeezed:12,} multiply-adds")
print(f"saved: {1 - squeezed / direct:.0%}")

# %% [markdown] tags=["concept:one-by-one"]
# **88%**. The wide layers are only visited by 1 × 1, and the dear 3 × 3 works in a narrow one.
# This *bottleneck* is what the deep ResNets are built of.

# %% [markdown] tags=["concept:conv-1d-3d"]
# ## Slide along time
#
# Nothing about a sliding window needs two axes. A sound, a heartbeat, a text is a sequence: x is N
# × C × W, a filter F × C × K, and it slides one way only.
#
# Below are 800 moments of somebody's brain waves. At about 537 there is a jerk, down and up. We
# cut out just that piece, 16 moments, and use it *as a filter*. **Guess**: what will the output
# look like?

# %% tags=["concept:conv-1d-3d"]
wave = brain_waves()
template = wave[529:545]
found, _ = kernels.conv1d_forward(wave[None, None], template[None, None], np.zeros(1))
with style():
    fig, (above, below) = plt.subplots(2, 1, figsize=(7.0, 3.4), sharex=True)
    above.plot(wave, color=BLUE, linewidth=1)
    above.axvspan(529, 545, color=ORANGE, alpha=0.4)
    below.plot(found[0, 0], color=VERMILLION, linewidth=1)
    above.set(ylabel="brain waves")
    below.set(ylabel="convolution", xlabel="moment")
figure(fig, alt="Brain waves with two jerks; the convolution has a tall peak at each of them.")

# %% tags=["concept:conv-1d-3d"]
answers = found[0, 0]
second = 600 + answers[600:].argmax()
print("wave", wave[None, None].shape, " filter", template[None, None].shape, "->", found.shape)
print(f"its own place, 529: {answers[529]:.0f}")
print(f"moment {second}: {answers[second]:.0f}")
elsewhere = np.delete(answers, np.r_[515:560, second - 20 : second + 20])
print(f"largest anywhere else: {elsewhere.max():.0f}")

# %% [markdown] tags=["concept:conv-1d-3d"]
# At its own place the piece answers **89**, and at moment **681** even more, **99**: there is a
# second jerk, taller than the first. Everywhere else it stays at **44** or below. One template,
# found wherever it occurs: a convolution *is* a search for its filter.
#
# With three axes the same thing works for a scan of a body, or for a film: x is N × C × D × H × W.
# Below is a tiny film, 6 frames. Two dots move along their rows, one to the right, one to the
# left. The filter is 3 frames deep: a 1 that moves to the right. Its bias is −2. **Guess**: what
# is its largest answer in the row of each dot, after ReLU?

# %% tags=["concept:conv-1d-3d"]
film = np.zeros((1, 1, 6, 5, 9))
for t in range(6):
    film[0, 0, t, 1, 1 + t] = 1  # to the right
    film[0, 0, t, 3, 7 - t] = 1  # to the left
rightward = np.eye(3)[None, None, :, None, :]
out, _ = kernels.conv3d_forward(film, rightward, np.array([-2.0]))
print("film", film.shape, " filter", rightward.shape, "-> out", out.shape)
for row in (1, 3):
    print(f"row {row}: largest answer after ReLU {np.maximum(out[0, 0, :, row], 0).max():g}")

# %% tags=["concept:conv-1d-3d"]
show(
    [*film[0, 0], np.pad(np.maximum(out[0, 0], 0).max(axis=0), ((0, 0), (1, 1)))],
    [*(f"frame {t}" for t in range(6)), "found"],
    wide=1.15,
    alt="Six frames with two dots passing each other; what is found: the row of the right mover.",
)

# %% [markdown] tags=["concept:conv-1d-3d"]
# The dot that moves to the right scores 3 and, less the bias of 2, **1**. The other one meets the
# filter in one frame at a time: 1 − 2 is below 0. *Motion* is a feature that no single frame
# shows. (The price: an axis more, K times the weights, and a great many more windows.)

# %% [markdown] tags=["concept:spatial-batchnorm"]
# ## Normalise each channel
#
# Batch normalisation (notebook 05) gives every *feature* mean 0 and spread 1 over the batch. In a
# map, what is a feature? Not a pixel: a filter is the same everywhere, so all pixels of its map
# should be treated alike. The feature is the *channel*. *Spatial* batchnorm takes the mean over N,
# H and W together.
#
# **Guess**: maps of 32 × 6 × 28 × 28. How many means are there? How many would there be pixel by
# pixel?

# %% tags=["concept:spatial-batchnorm"]
maps, _ = kernels.conv2d_forward(dev[0][:32], first, np.zeros(6), pad=2)
gamma, beta, running = np.ones(6), np.zeros(6), kernels.start_running(6, np.float64)
normed, _ = kernels.spatial_batchnorm_forward(maps, gamma, beta, running, train=True)
print("maps", maps.shape, f": {maps.shape[1]} means, not {maps[0].size:,}")
for name, a in (("before", maps), ("after", normed)):
    means, spreads = a.mean(axis=(0, 2, 3)), a.std(axis=(0, 2, 3))
    print(f"{name:6} means  ", *[f"{abs(v) if abs(v) < 5e-3 else v:6.2f}" for v in means])
    print(f"{name:6} spreads", *[f"{v:6.2f}" for v in spreads])

# %% [markdown] tags=["concept:spatial-batchnorm"]
# **6** means, each over 32 · 28 · 28 = 25,088 numbers: a steady mean, even for a small batch. (And
# 6 gammas and 6 betas to learn; they are 1 and 0 here.)
#
# One can do it with the batchnorm of notebook 05: make channels the columns, one row a pixel,
# normalise, and turn it back. **Guess**: what happens if one only *reshapes* to (N·H·W, C),
# without moving the channel axis to the end first? The shapes are right.

# %% tags=["concept:spatial-batchnorm"]
right = maps.transpose(0, 2, 3, 1).reshape(-1, 6)
wrong = maps.reshape(-1, 6)
print("shapes:", right.shape, wrong.shape)
print("column means, channels last: ", right.mean(axis=0).round(2))
print("column means, only reshaped:", wrong.mean(axis=0).round(2))
print("means of the channels:       ", maps.mean(axis=(0, 2, 3)).round(2))

# %% [markdown] tags=["concept:spatial-batchnorm"]
# No error, no warning, and six means that are nobody's: each column is a mixture of all channels.
# A *reshape* never moves a number in memory; it only reads the same row of numbers in other
# lengths. **Right shapes prove nothing. Compare one number that you know.**

# %% [markdown] tags=["concept:lenet"]
# ## Build LeNet-5
#
# Now we put it together, much as Yann LeCun did in 1998 for the digits on cheques:
#
# > [conv, ReLU, pool] × 2, flatten, [fully connected, ReLU] × 2, fully connected
#
# (His had a tanh in place of ReLU, a weighted mean in place of the maximum, a second layer of which
# most filters saw only some of the maps, and another kind of last layer. The sizes of all maps are
# his.)
#
# **Guess**: which layer has most of the weights?

# %% tags=["concept:lenet"]
net = lenet5(rng=np.random.default_rng(0), dtype=np.float64)
print("layer      one example becomes      numbers learned")
for row in net.table((1, 28, 28)):
    print(f"{row.name:9} {' x '.join(map(str, row.shape)):>16} {row.learnt:20,}")
print(f"in all {sum(a.size for a in net.params.values()):,}")

# %% tags=["concept:lenet"]
stages = [("image", 1, 28), ("conv1", 6, 28), ("pool1", 6, 14), ("conv2", 16, 10), ("pool2", 16, 5)]
with style():
    fig, ax = plt.subplots(figsize=(7.0, 2.7))
    for place, (name, depth, side) in enumerate(stages):
        for c in range(depth):
            corner = (10 * place + 0.3 * c, 0.6 * (depth - c) - side / 2)
            ax.add_patch(plt.Rectangle(corner, side / 6, side, fc="#B8D4E8", ec=BLUE, lw=0.7))
        words = f"{name}\n{depth} × {side} × {side}"
        ax.text(10 * place + 2.5, -17, words, ha="center", va="top", fontsize=9)
    ax.set(xlim=(-1, 48), ylim=(-26, 20))
    ax.set_axis_off()
figure(fig, alt="LeNet's maps: one of 28 by 28, six, six of 14, sixteen of 10, sixteen of 5.")

# %% [markdown] tags=["concept:lenet"]
# The size shrinks, the channels grow: less *where*, more *what*. The first fully connected layer,
# affine1, has **48,120** of the 61,706 numbers. The convolutions have 2,572.
#
# All in all that is fewer than the two-layer network above has. **Guess**: trained on the same 3000
# digits in the same way, which of the two is right more often? And how much, once the digits are
# moved?

# %% tags=["concept:lenet"]
history = trainer.fit(net, train, dev, rng=np.random.default_rng(0), watch=())
print("epoch", *[f"{e:6}" for e in range(1, 9)])
print("train", *[f"{100 * e.accuracy:6.1f}" for e in history.epochs])
print("dev  ", *[f"{100 * e.dev_accuracy:6.1f}" for e in history.epochs])

# %% tags=["concept:lenet", "concept:fc-vs-conv"]
scores = {"two-layer": [], "LeNet-5": []}
for pixels in range(6):
    x = move(dev[0], pixels)
    for name, one in (("two-layer", plain), ("LeNet-5", net)):
        scores[name].append(100 * (one.predict(x) == dev[1]).mean())
print("moved by ", *[f"{p:6}" for p in range(6)])
for name, right in scores.items():
    print(f"{name:9}", *[f"{v:6.1f}" for v in right])

# %% tags=["concept:lenet", "concept:fc-vs-conv"]
looks = {"two-layer": ("s--", ORANGE), "LeNet-5": ("o-", BLUE)}
with style():
    fig, ax = plt.subplots(figsize=(6.0, 2.9))
    for name, right in scores.items():
        ax.plot(right, looks[name][0], color=looks[name][1], label=name)
    ax.set(xlabel="digit moved to the right by, pixels", ylabel="right on dev, %", ylim=(0, 100))
    ax.legend()
figure(fig, alt="Accuracy falls with the move for both, for LeNet-5 later and less.")

# %% [markdown] tags=["concept:lenet", "concept:fc-vs-conv"]
# LeNet-5, with fewer weights: **96.5** against **92.0** per cent, fewer than half as many
# mistakes. Moved by two pixels it is **89.5** against **66.2**.
#
# But it is no magic. Moved by four it also gets more than half of them wrong. Its convolutions
# find a stroke anywhere; the fully connected layers on top of them still have a weight for each
# place. Pooling forgives a little. For more, one shows it moved digits while it learns (notebook
# 06).
#
# Here is one 4, and the shares that both networks give to 0, 1, … 9: orange the two-layer network,
# blue LeNet-5. **Guess**: what does the two-layer network take a moved 4 for?

# %% tags=["concept:lenet", "concept:fc-vs-conv"]
q = np.flatnonzero(dev[1] == 4)[3]
with style():
    fig, axes = plt.subplots(2, 4, figsize=(7.4, 3.4), height_ratios=[1.1, 1])
    for pixels, (image, bars) in enumerate(axes.T):
        x = move(dev[0][q : q + 1], pixels)
        image.imshow(x[0, 0], cmap="gray_r")
        image.set_title(f"moved by {pixels}", loc="center", fontsize=9.5)
        for aside, one, colour in ((-0.2, plain, ORANGE), (0.2, net, BLUE)):
            bars.bar(np.arange(10) + aside, kernels.softmax(one.scores(x))[0], 0.4, color=colour)
        image.set_axis_off()
        bars.set(xticks=range(10), yticks=[], ylim=(0, 1))
figure(fig, alt="A 4 moved by 0 to 3 pixels and the shares both networks give each digit.")

# %% tags=["concept:lenet", "concept:fc-vs-conv"]
for pixels in range(4):
    x = move(dev[0][q : q + 1], pixels)
    said = plain.predict(x)[0], net.predict(x)[0]
    print(f"moved by {pixels}: the two-layer network says {said[0]}, LeNet-5 says {said[1]}")

# %% [markdown] tags=["concept:lenet"]
# At a move of three pixels the two-layer network has changed its mind: it says **9**. Not one
# stroke has changed.
#
# **Guess**: and the test set, used once?

# %% tags=["concept:lenet"]
right = net.predict(test[0]) == test[1]
margin = 2 * np.sqrt(right.mean() * (1 - right.mean()) / len(right))
print(f"LeNet-5, test: {right.mean():.1%} ± {margin:.1%}")
wrong = np.flatnonzero(~right)[:9]
show(
    1 - test[0][wrong, 0],
    [f"a {c}, not {p}" for c, p in zip(test[1][wrong], net.predict(test[0][wrong]), strict=True)],
    wide=0.95,
    alt="Nine test digits that LeNet-5 gets wrong; several are hard for people as well.",
)

# %% [markdown] tags=["concept:lenet"]
# That agrees with dev, which is a little flattered: training kept the weights of the epoch that was
# best there. Nothing was chosen by the test set. With 4000 digits, moved and scaled a little in
# training, and three times the epochs, the same network comes to about 98 per cent
# (`course_lib.nn.LENET5` is that recipe).

# %% [markdown] tags=["concept:feature-maps"]
# ## Look inside
#
# What has it learned? The six filters of the first layer lie on the picture itself, so we can look
# at them as pictures. **Guess**: what will they look like?

# %% tags=["concept:feature-maps"]
filters = net.params["conv1.w"][:, 0]
span = np.abs(filters).max()
show(
    filters,
    [f"filter {i + 1}" for i in range(6)],
    vmin=-span,
    vmax=span,
    alt="Six rough filters of 5 by 5; the second is light below and dark above.",
)

# %% [markdown] tags=["concept:feature-maps"]
# Rough, and not much to see: 3000 digits leave 25 weights a filter rather free. Some have a light
# and a dark side, and that is what an edge detector needs: filter 2 is light below and dark above.
#
# Below, the whole network: choose an image and a layer, and see every map of it. Beside the image,
# *occlusion*: a patch of paper is laid over it, about one pixel after the other, and the share
# that the network still gives to its answer is drawn at that pixel. Dark means: *the answer hangs
# on this*.
#
# **Guess first**, then try:
#
# 1. Which of the six maps of relu1 answers most to the 7? Click on it: its filter is shown.
# 2. From relu1 to relu2 to pool2: where can you no longer see the digit?
# 3. Image 1, the 7: put the patch on its bar, about row 7, column 14. What does the network say
#    now? Image 2, the 3: row 11, column 18. Image 3, the 5: row 8, column 21.
# 4. Image 4: what does the network say? Is it right? On what does its answer hang?
# 5. Patch 1: is there a single pixel that changes any of the eight answers?

# %% tags=["interactive:feature-maps", "concept:feature-maps"]
chosen = [np.flatnonzero(dev[1] == c)[2] for c in (7, 3, 5, 8, 4, 9, 2, 6)]
FeatureMaps(net, dev[0][chosen], layer="relu1")

# %% [markdown] tags=["concept:feature-maps"]
# What you should have found. (1) Map 2. (2) In relu1 it is there; in the 10 × 10 of relu2 one
# guesses; in the 5 × 5 of pool2 it is gone: by then the maps no longer say how it looks, but what
# was found where. (3) 1, 5, and 6. Cover with a finger what it covered: you would say so too. (4)
# It says 5, and it is an 8. Its answer hangs on the end of the upper bowl. (5) No. No single
# pixel.
#
# So the network looks at what *we* look at, at least here. It need not: classifiers have been
# found that knew a ship by the water around it. Occlusion is one way to find out.

# %% [markdown] tags=["concept:feature-maps"]
# ## Learn filters from colour
#
# Digits are grey, and 5 × 5 is small. What does a first layer learn from real colours? We cut
# patches of 7 × 7 × 3 out of the photograph, and train 48 filters *without any labels*: they have
# to rebuild each patch from what they answer, and only few may answer at a time.
#
# First the patches. Each is centred and scaled, and all of them are whitened (notebook 02).

# %% tags=["concept:feature-maps"]
colour = photo().astype(np.float64)
cut = sliding_window_view(colour, (7, 7), axis=(1, 2)).transpose(1, 2, 0, 3, 4).reshape(-1, 147)
cut = cut - cut.mean(axis=1, keepdims=True)
spread = cut.std(axis=1)
cut = cut[spread > np.median(spread)]  # where something is to be seen
cut = np.random.default_rng(0).permutation(cut)[:12_000]
cut = cut / cut.std(axis=1, keepdims=True)
share, axes = np.linalg.eigh(cut.T @ cut / len(cut))
share, axes = share[-100:], axes[:, -100:]  # the rest is next to nothing
patches = cut @ axes / np.sqrt(share + 0.02)
print("patches", cut.shape, "-> whitened", patches.shape)

# %% tags=["concept:feature-maps"]
rng = np.random.default_rng(0)
w = axes.T @ rng.normal(size=(147, 48)) / 10  # noise at first
adam = Adam(lr=0.01)
state = adam.init(w)
for _ in range(1500):
    x = patches[rng.integers(0, len(patches), 200)]
    answer = np.maximum(x @ w - 0.7, 0)  # ReLU: few answer
    error = answer @ w.T - x  # rebuilt, less the patch
    dw = x.T @ ((error @ w + 0.7) * (answer > 0)) + error.T @ answer
    w, state = adam.step(w, dw / len(x), state)

# %% [markdown] tags=["concept:feature-maps"]
# **Guess**: do they find edges? And what do they do about colour?

# %% tags=["concept:feature-maps"]
busy = (np.maximum(patches @ w - 0.7, 0) > 0).mean(axis=0)
pictures = (axes * np.sqrt(share + 0.02) @ w).T[np.argsort(-busy)].reshape(48, 3, 7, 7)
tops = np.abs(pictures).max(axis=(1, 2, 3), keepdims=True)
pictures = (0.5 + pictures / tops / 2).transpose(0, 2, 3, 1)
with style():
    fig, grid = plt.subplots(4, 12, figsize=(7.4, 2.6))
    for ax, picture in zip(grid.flat, pictures, strict=True):
        ax.imshow(picture)
        ax.set_axis_off()
figure(fig, alt="48 learned filters: bars and edges at many slants, and blue against orange, red.")

# %% [markdown] tags=["concept:feature-maps"]
# They do. Bars and edges at many slants, most of them nearly grey; and some in colour, nearly
# always of *opposing* colours: blue beside orange, red against the rest. Nobody asked for edges.
# They are what pictures are made of.
#
# Networks trained on a million labelled photographs have the same two kinds of filters in their
# first layer, and so have the cells of your own eye and brain. (Ours come from one photograph, and
# it shows: the orange bars are the cord on the flag.)

# %% [markdown]
# ## What to remember
#
# - **One small template, used everywhere**, instead of a weight for every pixel: 7,600 numbers and
#   not 27,000,100.
# - **A filter reaches through all channels** and makes one map. F filters make F maps: weights F ·
#   (C · K · K + 1), whatever the size of the picture.
# - **H′ = (H − K + 2P) / S + 1.** Where it does not come out, the last pixels are silently never
#   read. P = (K − 1) / 2 keeps the size.
# - **Backward, every window adds its share** to the pixels it covered and to the weights. Adds,
#   not writes.
# - **Pools have no weights.** The maximum sends its gradient to the winner, the average to all
#   alike. They forgive a pixel or two.
# - **What a unit sees** grows by (K − 1) × the distance of the units below. 1 + L(K − 1) holds
#   only at stride 1.
# - **1 × 1** mixes channels; 1-D slides along time, 3-D through volumes and films.
# - **Spatial batchnorm**: one mean a channel, over N, H and W. A reshape is not a transpose.
# - **[conv, ReLU, pool] × N, then fully connected**: size shrinks, channels grow, edges come
#   first.
#
# ## Your turn
#
# In assignment 07 you write all of it yourself: the convolution forward and backward, with loops
# and without; sizes, weights and multiply-adds; what a unit sees; both pools; spatial batchnorm;
# and a LeNet of your own kernels, which then learns the digits. Your instructor hands it out as
# `assignments/release/07_convolution/07_convolution.ipynb`.
#
# **Next: notebook 08, transfer.** The first layers of a network are useful for many tasks. So why
# begin from nothing each time?

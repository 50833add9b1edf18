# %% [markdown]
# # Transfer learning
#
# **You will do**: borrow the weights of a trained network for a task that it has never seen, freeze
# some of them, let others learn, and count what each way buys.<br>
# **You will learn**: how few labels are enough, and when; what to freeze; how to load weights
# without fooling yourself; what textbooks advise in four cases, and where that fails here.<br>
# **You will need**: notebooks 05 (batchnorm) and 07 (convolution), and 60 minutes. No network, no
# GPU, no framework.
#
# Wherever it says **Guess**, stop and commit to an answer before you read on.

# %%
import matplotlib.pyplot as plt
import numpy as np

from course_lib.errors import CourseError
from course_lib.figures import figure, style
from course_lib.nn import PAIRS, Affine, Trainer, few_labels, load_pair, load_pretrained
from course_lib.nn.pairs import mnist_images
from course_lib.optim import Adam

# %% [markdown] tags=["concept:transfer-idea"]
# ## Thirty labels
#
# "Deep learning needs a lot of data." Let us see. Here is a new task: the 8 × 8 digits of the UCI
# repository, which other people wrote and another machine scanned. We have **3** labels of each,
# 30 in all.
#
# And we have, left over from other work, a small convolutional network that was trained on 4500
# MNIST digits. Above: digits it was trained on. Below: the new ones. All are brought to 16 × 16.

# %% tags=["concept:transfer-idea"]
pair = load_pair("UCI digits")
x, y = few_labels(pair.train, 3, np.random.default_rng(0))
x_test, y_test = pair.test
x_old, y_old = mnist_images()
with style():
    fig, axes = plt.subplots(2, 10, figsize=(7.2, 1.7))
    for c in range(10):
        axes[0, c].imshow(x_old[y_old == c][0, 0], cmap="gray_r")
        axes[1, c].imshow(x[y == c][0, 0], cmap="gray_r")
    for ax in axes.flat:
        ax.set_axis_off()
figure(fig, alt="Digits 0 to 9 twice: MNIST's thin strokes above, UCI's broad, blurred ones below.")

# %% [markdown] tags=["concept:transfer-idea"]
# First the hard way: a new network, from scratch, on the 30. Then with the borrowed weights: we
# keep all of them but the last layer, put a new one in its place, and train that one alone.
#
# **Guess**: how many of 497 test digits will each get right?


# %% tags=["concept:transfer-idea"]
def learn(net, x, y):
    trainer = Trainer(optimiser=Adam(lr=2e-3), epochs=300, batch=32)
    trainer.fit(net, (x, y), rng=np.random.default_rng(1), watch=())
    return net


def right(net, x, y):
    return f"{(net.predict(x) == y).mean():.1%}"


# %% tags=["concept:transfer-idea"]
from course_lib.nn import BLOCKS, freeze_up_to, replace_head, transfer_net

old = load_pretrained("digits")
x_in, x_test_in = old.prepare(x), old.prepare(x_test)

scratch = learn(transfer_net(10, rng=np.random.default_rng(0)), x_in, y)
borrowed = old.net.copy()
replace_head(borrowed, Affine(64, 10), rng=np.random.default_rng(0))
freeze_up_to(borrowed, BLOCKS[-1])
learn(borrowed, x_in, y)
print("from scratch, 30 labels:    ", right(scratch, x_test_in, y_test))
print("borrowed weights, new head: ", right(borrowed, x_test_in, y_test))

# %% [markdown] tags=["concept:transfer-idea"]
# Taking what was learnt on one task and using it for another is *transfer learning*. The first task
# is the *source*, the second the *target*.
#
# One run says little (notebook 06). `scripts/sweep_transfer.py` did this properly, and its runs are
# kept with the course:
#
# - four targets, with 1, 3, 10, 30 and 100 labels a class; each way for 300 steps of Adam;
# - **the rate of each way is chosen on dev**, of four, by two seeds; a network from scratch has
#   its own best rate too;
# - what it gives is measured **on test**, with six other seeds: other labels, other new weights;
# - all ways of one seed see the same labels.
#
# (Who has 10 labels has no dev set of 300. We use one to compare fairly; you would choose by
# experience or by cross-validation.)
#
# **Guess first**, then try:
#
# 1. UCI digits: from how many labels on is the network from scratch as good?
# 2. Learn "digits 5 to 9" with a network that has only seen 0 to 4. Does the new head do?
# 3. Textures: what do weights that have only seen digits buy there?

# %% tags=["interactive:transfer-idea", "concept:transfer-idea"]
from course_lib.widgets import TransferCurves

TransferCurves()

# %% tags=["concept:transfer-idea"]
from course_lib.nn import load_transfer_runs

runs = load_transfer_runs()
LABELS = (1, 3, 10, 30, 100)


def table(pair, ways):
    print(f"{pair:14}", *(f"{each:>6} a class" for each in LABELS))
    for way in ways:
        tests = [100 * runs.test(pair, each, way) for each in LABELS]
        print(f"{way:14}", *(f"{t.mean():7.1f} ± {t.std(ddof=1):4.1f}" for t in tests))


print("test accuracy in %, mean and spread of six seeds")
for name in PAIRS:
    table(name, ("from scratch", "3 frozen", "0 frozen"))

# %% [markdown] tags=["concept:transfer-idea"]
# What you should have found. (1) With one label a class the borrowed network gets **84.8** % and
# the one from scratch **62.8** %, which needs three a class to reach **83.7** %. With 100 a class
# the new head has no lead left, **98.3** and **98.3**; where all layers learnt it is **99.2** %.
#
# (2) No. The new head alone is as good as from scratch at first, and falls behind: **90.2** %
# against **95.4** %. Features that tell 0 to 4 apart are not enough to tell 5 to 9. Let all layers
# learn, and the borrowed weights gain from 1 to 10 labels a class, up to **78.4** % against
# **70.9** %; with 30 and more there is nothing left to gain.
#
# (3) With one label a class, **23.3** % instead of **14.4** %, a small gain on a bad network. With
# 100 the frozen features are a disaster: **51.0** %, from scratch **90.8** %.
#
# So "you need a lot of data" is false as it stands. How much you need depends on **what you start
# from**. And borrowing is no magic: it buys most where labels are few and the tasks alike, and with
# 100 labels a class a network of this size hardly needs it.

# %% [markdown] tags=["concept:pretrained-weights"]
# ## Look inside before you borrow
#
# Weights kept in a file are arrays with names. Before anything is trained with them, three
# questions: do names and shapes fit? Do my images look like theirs did? Do I need another head?
#
# The first. **Guess**: we build a network for five classes and load the file of ten into it. What
# should happen?

# %% tags=["concept:pretrained-weights"]
for name, a in old.net.params.items():
    print(f"{name:12} {a.shape!s:>14} {a.size:7,}")
print(f"learnt in all {sum(a.size for a in old.net.params.values()):20,}")
five = transfer_net(5, rng=np.random.default_rng(0))
before = five.params["conv1.w"].copy()
try:
    five.put(old.net.arrays)
except CourseError as error:
    print(error)
print("anything changed:", not np.array_equal(before, five.params["conv1.w"]))

# %% [markdown] tags=["concept:pretrained-weights"]
# It refuses, says why, and changes nothing. A loader that skips what does not fit leaves some
# layers as they were drawn, without a word.
#
# So: build the network **as it was**, load, and only then replace the head.
#
# The second question. The network was trained on pixels of mean 0 and spread 1: from each, the mean
# of the *source* was taken away, and the rest divided by its spread. Those two numbers belong to
# the weights. UCI digits are digits too. So we can ask the old network about them as it is, with
# its old head and **no label at all**.
#
# **Guess**: how many does it get right, prepared as it is used to? And with pixels from 0 to 1? And
# with white ink on black paper?

# %% tags=["concept:pretrained-weights"]
print(f"mean and spread of its source: {old.mean:.3f} and {old.std:.3f}")
for what, images in (
    ("prepared as in the source", old.prepare(x_test)),
    ("pixels from 0 to 1       ", x_test),
    ("prepared, ink and paper swapped", old.prepare(1 - x_test)),
):
    print(f"{what:31} {right(old.net, images, y_test)} right, not one label used")

# %% [markdown] tags=["concept:pretrained-weights"]
# **80.9** % without a label: the classes are the same, and so is what a stroke looks like. Prepared
# otherwise it is as good as rolling a die, **12.7** %, and nothing warns you. No shape is wrong, no
# number is nan. **Weights come with the way their images were prepared.**
#
# The third question. Letters have ten classes too, A to J. The old head has ten outputs. **Guess**:
# may we keep it? And what happens if the new head does not fit?

# %% tags=["concept:pretrained-weights"]
letters = load_pair("letters")
print(f"{len(letters.class_names)} letters: {' '.join(letters.class_names)}")
net = old.net.copy()
try:
    replace_head(net, Affine(128, 10), rng=np.random.default_rng(0))
except CourseError as error:
    print(error)
replace_head(net, Affine(64, 10), rng=np.random.default_rng(0))
same = [n for n, a in net.params.items() if np.array_equal(a, old.net.params[n])]
print("as before:", *same)

# %% [markdown] tags=["concept:pretrained-weights"]
# It would run: ten outputs, ten classes. But its first output means "0", not "A". A head belongs to
# its classes, so the letters get a new one, drawn at random. A head that does not fit is refused,
# and the rest of the network stays as it was loaded.
#
# For the UCI digits the classes *are* the same. **Guess**: 3 labels a class. Is it better to go on
# training the old head, or to draw a new one?

# %% tags=["concept:pretrained-weights"]
kept, drawn = [], []
for seed in range(6):
    some, labels = few_labels(pair.train, 3, np.random.default_rng(seed))
    for shares, new in ((kept, False), (drawn, True)):
        net = old.net.copy()
        if new:
            replace_head(net, Affine(64, 10), rng=np.random.default_rng(seed))
        body, head = net.split(BLOCKS[-1])
        learn(head, body.scores(old.prepare(some)), labels)
        shares.append((net.predict(x_test_in) == y_test).mean())
for what, shares in (("the old head, trained on", kept), ("a new head", drawn)):
    print(f"{what:24}: {np.mean(shares):.1%} ± {np.std(shares, ddof=1):.1%} right, six seeds")

# %% [markdown] tags=["concept:pretrained-weights"]
# Keep it: **94.3** % against **90.4** %. A new head has to learn from 30 labels what the old one
# knew already. In most tutorials the head is replaced without asking. **If the classes are the
# same, keep the head.** In what follows we replace it all the same, for then the four targets can
# be compared.

# %% [markdown] tags=["concept:feature-extraction"]
# ## Freeze all but the head
#
# A layer is *frozen* when training may not touch it. The rest of the network is then a fixed
# function from an image to 64 numbers, its *features*, and the head a linear classifier on them.
# That is what you trained in notebook 02; only the numbers it is given are better.
#
# **Guess**: of the network's 18 thousand numbers, how many does the new head learn?

# %% tags=["concept:feature-extraction"]
from course_lib.nn import count_trainable

net = old.net.copy()
replace_head(net, Affine(64, 10), rng=np.random.default_rng(0))
print(f"nothing frozen:    {count_trainable(net):6,} numbers learn")
for k in (1, 2, 3):
    freeze_up_to(net, BLOCKS[k - 1])
    print(f"{k} of 3 blocks frozen: {count_trainable(net):6,}, up to {BLOCKS[k - 1]!r}")
learn(net, x_in, y)
moved = [n for n, a in net.arrays.items() if n in old.net.arrays
         and not np.array_equal(a, old.net.arrays[n])]  # fmt: skip
print("other than before, after training:", *moved)

# %% [markdown] tags=["concept:feature-extraction"]
# **650**: ten times 64 weights and a bias. Nothing else moved, to the last bit.
#
# Frozen layers give the same for the same image, at every step. **So compute the features once**,
# and train the head on them.
#
# **Guess**: will the head that is trained so be the same?

# %% tags=["concept:feature-extraction"]
fresh = old.net.copy()
replace_head(fresh, Affine(64, 10), rng=np.random.default_rng(0))
freeze_up_to(fresh, BLOCKS[-1])
body, head = fresh.split(BLOCKS[-1])
features = body.scores(x_in)
print("features", features.shape)
learn(head, features, y)
apart = np.abs(head.params["head.w"] - net.params["head.w"]).max()
print(f"heads apart by at most {apart:.6f}")
print("right on test, as before:   ", right(net, x_test_in, y_test))
print("right on test, from features:", right(head, body.scores(x_test_in), y_test))

# %% [markdown] tags=["concept:feature-extraction"]
# The same head, to six digits, for a fraction of the work: 30 images went through the frozen layers
# once, not 300 times.
#
# One slip is so common that it has a cell of its own: freeze *everything*, then train.
#
# **Guess**: what happens?

# %% tags=["concept:feature-extraction"]
from course_lib.nn import freeze

wrong_order = old.net.copy()
freeze(wrong_order, *wrong_order.layers)
print(f"all frozen, the old head with them: {count_trainable(wrong_order)} numbers learn")
try:
    learn(wrong_order, x_in, y)
except CourseError as error:
    print(error)

# %% [markdown] tags=["concept:feature-extraction"]
# Nothing can be trained, and the trainer says so. The opposite slip is silent. In PyTorch the line
# `p.requiresGrad = False` freezes nothing, for the attribute is called `requires_grad`; and nothing
# complains. **Print how many numbers learn before you train.**

# %% [markdown] tags=["concept:fine-tuning"]
# ## Let more of it learn
#
# Features made for one task are not the best for another. With more labels we can afford to move
# them a little: *fine-tuning*. The question is how many layers.
#
# **Guess**: UCI digits, 3 labels a class and 100 a class. How many of the three blocks should stay
# frozen? And where the network has only seen other classes, for the digits 5 to 9?

# %% tags=["concept:fine-tuning"]
FROZEN = ("3 frozen", "2 frozen", "1 frozen", "0 frozen")
for name in ("UCI digits", "digits 5 to 9"):
    table(name, FROZEN)

# %% [markdown] tags=["concept:fine-tuning"]
# UCI digits: with 1 and 3 labels a class it is best to keep all three blocks, **84.8** and **90.6**
# %. With 100 a class letting more learn gives a point more, **99.2** or **99.3** % against **98.3**
# %. That is the rule: **unfreeze more as your data grows**.
#
# Digits 5 to 9: keeping all three is worst, with any number of labels. The last block was made for
# other classes. The rule says how the best choice *moves*, not where it begins. And look at the
# spreads: between 2, 1 and 0 frozen there is mostly nothing to choose.
#
# "Use a smaller rate than from scratch, or you destroy what you borrowed", one reads. **Guess**: is
# the best rate of "0 frozen" below that of "from scratch"? And that of a new head alone?

# %% tags=["concept:fine-tuning"]
from course_lib.nn.transfer_runs import RATES

print("mean dev accuracy, %    rate", *(f"{rate:8g}" for rate in RATES))
for each in (3, 100):
    for way in ("from scratch", "0 frozen", "3 frozen"):
        dev = 100 * runs.dev("UCI digits", each, way).mean(axis=1)
        print(f"{each:3} a class {way:>15}", *(f"{d:8.1f}" for d in dev))

# %% [markdown] tags=["concept:fine-tuning"]
# Partly. Too large a rate does destroy: at 0.032, with 3 labels a class, "0 frozen" has **74.8** %,
# less than from scratch at its best, **79.5** %. But the best rate of "0 frozen" is *not* smaller
# than that of "from scratch": larger with 3 a class (0.008 and 0.002), the same with 100. A new
# head alone likes the largest rate we tried, with 3 labels clearly, **93.8** %. (So it may like a
# larger one still. For the head alone our table is a little unfair.)
#
# The body and the head want different rates, then. One can give each layer its own: the head the
# full rate, and each layer before it 2.6 times less than the next. **Guess**: where will that help,
# and where harm?

# %% tags=["concept:fine-tuning"]
from course_lib.nn import discriminative_rates

tuned = old.net.copy()
replace_head(tuned, Affine(64, 10), rng=np.random.default_rng(0))
for layer, factor in discriminative_rates(tuned).items():
    print(f"{layer:7} {factor:7.4f} of the rate")

# %% tags=["concept:fine-tuning"]
print("gained on test by slower old layers, points; 1, 3, 10, 30 and 100 labels a class")
for name in PAIRS:
    tests = [[runs.test(name, n, f"0 frozen{more}") for more in (", old layers slower", "")]
             for n in LABELS]  # fmt: skip
    gains = [100 * (slower - plain) for slower, plain in tests]
    print(f"{name:14}", *(f"{g.mean():+6.1f} ± {g.std(ddof=1) / 6**0.5:3.1f}" for g in gains))

# %% [markdown] tags=["concept:fine-tuning"]
# On UCI digits with one label a class it gains **5.1** points (± is the error of the mean now, over
# six seeds). On textures it harms from 3 labels on, by **4.7** to **6.7** points: there the old
# layers *have* to move. Elsewhere it makes little difference. **Slow old layers are right where old
# layers are right.**
#
# One trap is left. Batchnorm (notebook 05) does not only learn γ and β. In training it also moves
# its *running averages*, and no gradient is needed for that.
#
# **Guess**: we freeze the *learning* of all layers but the head, and run the network in training
# mode, as a careless loop does. Do the features stay the same?


# %% tags=["concept:fine-tuning"]
def forward_only(careless):
    net = borrowed.copy()
    before = net.split(BLOCKS[-1])[0].scores(x_test_in)
    if careless:
        net.frozen.clear()  # run as in training; nothing learns, for no step is taken
    for _ in range(30):
        net.forward(x_in, train=True)
    after = net.split(BLOCKS[-1])[0].scores(x_test_in)
    return np.abs(after - before).mean() / before.mean(), right(net, x_test_in, y_test)


# %% tags=["concept:fine-tuning"]
for what, careless in (("frozen layers as at test", False), ("all in training mode", True)):
    moved, share = forward_only(careless)
    print(f"{what:25}: features moved by {moved:.1%} of their size, {share} right")

# %% [markdown] tags=["concept:fine-tuning"]
# Nothing learnt, and yet the features moved by **16.4** % of their size: they are now standardised
# with the averages of 30 new images instead of 4500. Of the test digits it now knows **85.9** %
# instead of **90.7** %, and not one weight has changed. The course's `freeze` runs frozen layers as
# at test, so this cannot happen. In PyTorch you have to see to it yourself.

# %% [markdown] tags=["concept:transfer-quadrants"]
# ## Four cases
#
# Two questions decide, says every textbook. Have I **few** labels or **many**? Is my data
# **similar** to the source or **different**? And it advises:
#
# | | similar | different |
# |---|---|---|
# | **few** | train a new head on frozen features | use early layers only |
# | **many** | fine-tune all | fine-tune all, perhaps from scratch |
#
# The reasons: early layers see strokes and edges, which are the same everywhere; late ones see what
# the source was about. And few labels cannot move many weights without learning by heart.
#
# Below are our four targets, two of each kind. **Guess** for each of the four
# cases: how many points does the advice gain over training from scratch? In one of them it gains
# nothing. Where?

# %% tags=["concept:transfer-quadrants"]
with style():
    fig, axes = plt.subplots(2, 12, figsize=(7.2, 1.6))
    for i, name in enumerate(PAIRS):
        for j, ax in enumerate(axes[:, 3 * i : 3 * i + 3].flat):
            ax.imshow(load_pair(name).dev[0][j, 0], cmap="gray_r", vmin=0, vmax=1)
            ax.set_axis_off()
        axes[0, 3 * i + 1].set_title(name, loc="center", fontsize=9.5)
figure(fig, alt="Six images of each target: UCI digits, digits 5 to 9, printed letters, textures.")

# %% [markdown] tags=["concept:transfer-quadrants"]
# **Guess first**, then try:
#
# 1. Choose "3 frozen". In which quarters is it blue (better than from scratch), in which red?
# 2. Is there a way that is never red? Which?
# 3. Look closely at textures with 100 a class. Which way is best?

# %% tags=["interactive:transfer-quadrants", "concept:transfer-quadrants"]
from course_lib.widgets import TransferQuadrants
from course_lib.widgets.transfer.quadrants import ADVICE, quadrant

TransferQuadrants()

# %% tags=["concept:transfer-quadrants"]
print(" " * 36, "  advised     gained    right       dev chooses  right")
for name in PAIRS:
    for each in (3, 100):
        case = quadrant(name, each)
        advised, best = ADVICE[case].way, runs.best(name, each)
        gain = 100 * runs.gain(name, each, advised)
        theirs, ours = (100 * runs.test(name, each, way).mean() for way in (advised, best))
        error = gain.std(ddof=1) / 6**0.5
        print(f"{name:14} {each:3}, {', '.join(case):16} {advised:>9} {gain.mean():+6.1f} ±",
              f"{error:.1f} {theirs:8.1f} {best.replace('old layers ', ''):>18}",
              f"{ours:6.1f}")  # fmt: skip

# %% [markdown] tags=["concept:transfer-quadrants"]
# The columns: what the advised way gained over training from scratch, what it has on test, and what
# would have been chosen on dev.
#
# Where the advice holds: UCI digits with few labels (**+6.9**), letters with few (**+9.0**) and
# with many (**+1.9**), textures with few (**+9.1**, and still only **36.4** % right).
#
# Where it fails: **digits 5 to 9 with few labels**. A new head on frozen features gains nothing,
# **-0.9** ± **1.9**, and one frozen block would have had **77.3** % instead of **70.0** %.
# "Similar" has two sides. These images are as similar as can be; the *classes* are not. A late
# layer that was made to tell five classes apart has thrown away what tells five others.
#
# Where it says nothing: with many labels all gains are small. On digits 5 to 9, **+0.3** ± **0.4**,
# it makes no difference that we can see. On textures dev chose "from scratch", though the test
# accuracy of fine-tuning is higher: two seeds and 300 dev images do not tell them apart.

# %% tags=["concept:transfer-quadrants"]
from course_lib.nn import TRANSFER_WAYS

print("points gained over training from scratch, mean of six seeds")
for way in list(TRANSFER_WAYS)[1:5]:
    print(way)
    for name in PAIRS:
        gains = [100 * runs.gain(name, each, way).mean() for each in LABELS]
        print(f"   {name:14}", *(f"{gain:+6.1f}" for gain in gains))

# %% [markdown] tags=["concept:transfer-quadrants"]
# (1) "3 frozen" is blue mostly on the left and red mostly on the right, nowhere as red as for
# textures: **-39.8**. (2) "0 frozen", nearly: the least it gained is **-0.3**. It is the safe way,
# and not always the best one: **+11.4** for UCI digits with one label a class, where a new head
# gains **+22.0**. (3) "0 frozen", by **+2.3**, with an error of 1.4.
#
# So, for *this* network and *these* targets: **few labels and the same classes: new head. Other
# classes, or other images: let all layers learn, and compare with training from scratch.** That
# comparison costs one more run. The table of the four cases cannot do it for you.

# %% [markdown] tags=["concept:frameworks"]
# ## The same in a framework
#
# You have written every layer yourself. Outside this course one uses a *framework*. It gives you
#
# - **autograd**: you write the forward pass, it works out the backward one, as the graph of
#   notebook 03 did;
# - **devices**: the same lines run on a GPU;
# - **pretrained models**: networks trained for weeks on a million photographs, in one line.
#
# Here is a piece of our network in PyTorch. It needs `import torch`, so it is text here:
#
# ```python
# net = nn.Sequential(OrderedDict(
#     conv1=nn.Conv2d(1, 8, 5, padding=2), norm1=nn.BatchNorm2d(8), relu1=nn.ReLU(), ...,
#     flatten=nn.Flatten(), affine=nn.Linear(256, 64), relu3=nn.ReLU(), head=nn.Linear(64, 10)))
# net.load_state_dict(state)
# net.eval()
# ```
#
# **Guess**: our `affine.w` is 256 × 64. What is the shape of theirs?

# %% tags=["concept:frameworks"]
THEIRS = {"w": "weight", "b": "bias", "gamma": "weight", "beta": "bias",
          "mean": "running_mean", "var": "running_var"}  # fmt: skip
for name, a in old.net.arrays.items():
    where, what = name.split(".")
    shape = a.T.shape if a.ndim == 2 else a.shape
    print(f"{name:12} {a.shape!s:14} {where + '.' + THEIRS[what]:19} {shape}")

# %% [markdown] tags=["concept:frameworks"]
# 64 × 256: a torch `Linear` keeps its weights as (out, in). All else is the same, and so are the
# scores. If you have PyTorch, run `python scripts/transfer_in_torch.py`: it copies our weights,
# compares all scores of the 497 test digits, and stops unless they agree to 0.00001. (In this
# notebook nothing depends on it.)
#
# A model that somebody else trained is used in the same five steps as ours:
#
# ```python
# net = resnet18(weights=ResNet18_Weights.IMAGENET1K_V1)   # 1. build and load
# prepare = ResNet18_Weights.IMAGENET1K_V1.transforms()     # 2. its own mean, spread and size
# net.requires_grad_(False)                                 # 3. freeze
# net.fc = nn.Linear(net.fc.in_features, 10)                # 4. a new head, which learns
# net.eval(); net.fc.train()                                # 5. batchnorm as at test
# ```
#
# Mind the order of 3 and 4. The other way round, the new head is frozen too. And step 5: in a
# framework `requires_grad_(False)` stops the gradient, but not the running averages.
#
# Which framework? **Three questions**:
#
# - **Ease**: can you write, run and debug it, and will others help? Count the answered questions
#   about it, not the features.
# - **Speed**: of *your* network on *your* machine. Measure it; and count your own time too.
# - **Openness**: is the source free, does it stay so, do several parties steer it? Can you take
#   your weights elsewhere? (You saw that you can: arrays with names.)

# %% [markdown]
# ## What to remember
#
# - **How much data you need depends on what you start from.** UCI digits: one label a class with
#   borrowed weights was as good as three without.
# - **Build as it was, load, prepare the images as the source did, then replace the head.** Keep the
#   head only if the classes are the same.
# - **Few labels, same classes: freeze all but the head**, and compute the features once.
# - **More labels, or other classes: let more of it learn.** Frozen layers that did not fit lost up
#   to 40 points.
# - **A layer that does not learn may still move**: batchnorm's running averages. Run frozen layers
#   as at test.
# - **Print how many numbers learn**, before you train.
# - **Train from scratch too.** It is one run. With 100 labels a class it was within three
#   points of fine-tuning.
# - A framework gives autograd, devices and pretrained models. Its weights are arrays with names, as
#   ours are.
#
# ## Your turn
#
# In assignment 08 you freeze and replace heads, load weights with checks, give old layers smaller
# rates, and choose what to unfreeze in four cases, for which your choice is measured. Your
# instructor hands it out as `assignments/release/08_transfer/08_transfer.ipynb`.
#
# This is the last notebook. You can now build, train, mend and move a network, and you know how to
# find out whether it does what you think.

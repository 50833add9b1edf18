# %% [markdown]
# # Assignment 01: a digit reader that learns nothing
#
# **You will do**: write a k-nearest-neighbour classifier from NumPy up, choose its k honestly, and
# read handwritten digits with it.<br>
# **You will learn**: to turn loops into matrix products, to count what code costs, and to keep a
# test set clean.<br>
# **You will need**: lecture notebook 01; about two hours.
#
# Write your code where it says `raise NotImplementedError`, then run the cell below it. `check`
# tells you the *first* thing that is wrong and shows the smallest input on which it happens. It
# costs nothing and you may run it as often as you like. `hint("pairwise-l2")` gives one hint more
# each time you call it. Leave the names and arguments of the functions as they are.

# %%
import numpy as np

from course_lib.data import load_mnist, split
from course_lib.exercises import check, hint

# %% [markdown]
# ## The digits
#
# 5000 real handwritten digits, 28 by 28 pixels. We split them once, at the start: train to learn
# from, dev to choose with, test to be opened a single time at the end. Each picture becomes one row
# of 784 numbers between 0 and 1.

# %%
digits = split(load_mnist(), train=4000, dev=500, test=500, rng=np.random.default_rng(1))
x_train, y_train = digits.train.as_vectors(), digits.train.y
x_dev, y_dev = digits.dev.as_vectors(), digits.dev.y
x_train.shape, x_dev.shape

# %% [markdown]
# ## Distances, the slow way
#
# The neighbours of a picture are the pictures at the smallest distance. Begin with the definition
# of the L2 distance, one pair at a time:
#
# $$d_{ij} = \sqrt{\sum_{c=1}^{D} (a_{ic} - b_{jc})^2}$$


# %% solution="pairwise-l2-two-loops"
def pairwise_l2_two_loops(a, b):
    """L2 distance of every row of a (N, D) to every row of b (M, D): an array (N, M)."""
    ### BEGIN SOLUTION
    distances = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            distances[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return distances
    ### END SOLUTION


# %% check="pairwise-l2-two-loops"
check("pairwise-l2-two-loops", pairwise_l2_two_loops)

# %% [markdown]
# Two loops run N x M times through Python. NumPy can subtract one row from *all* rows of `b` at
# once: in `b - a[i]` the single row is stretched over the M rows (broadcasting). Use that, and keep
# one loop.


# %% solution="pairwise-l2-one-loop"
def pairwise_l2_one_loop(a, b):
    """As pairwise_l2_two_loops, a whole row of the result at a time."""
    ### BEGIN SOLUTION
    distances = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        distances[i] = np.sqrt(np.sum((b - a[i]) ** 2, axis=1))
    return distances
    ### END SOLUTION


# %% check="pairwise-l2-one-loop"
check("pairwise-l2-one-loop", pairwise_l2_one_loop)

# %% [markdown]
# ## No loop, and a trap
#
# The same trick twice, `a[:, None] - b`, leaves no loop at all. It makes one array of *all*
# differences, N x M x D numbers.
#
# **Work it out**: 400 test pictures, 20,000 training pictures, 784 numbers each, 8 bytes a number.
# How many GiB (of 2^30 bytes) is that array? One decimal is enough.

# %% solution="distance-memory"
distance_memory = None  # GiB
### BEGIN SOLUTION
distance_memory = 46.7
### END SOLUTION

# %% check="distance-memory"
check("distance-memory", distance_memory)

# %% [markdown]
# So that is no way. Multiply out the square of one distance instead, on paper:
#
# $$\lVert p - q \rVert^2 = (p - q) \cdot (p - q) = \;?$$
#
# One of the three terms, for all pairs at once, is a single matrix product. No loop, and no array
# larger than the result and the inputs.


# %% solution="pairwise-l2"
def pairwise_l2(a, b):
    """As pairwise_l2_two_loops, without a Python loop and without an (N, M, D) array."""
    ### BEGIN SOLUTION
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))  # rounding can leave a tiny negative number
    ### END SOLUTION


# %% check="pairwise-l2"
check("pairwise-l2", pairwise_l2)

# %% [markdown]
# ## The other metric
#
# The L1 distance adds up absolute differences:
#
# $$d_{ij} = \sum_{c=1}^{D} \lvert a_{ic} - b_{jc} \rvert$$
#
# There is no product trick for absolute values. Keep one loop, and keep the memory small.


# %% solution="pairwise-l1"
def pairwise_l1(a, b):
    """L1 distance of every row of a (N, D) to every row of b (M, D): an array (N, M)."""
    ### BEGIN SOLUTION
    distances = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        distances[i] = np.abs(b - a[i]).sum(axis=1)
    return distances
    ### END SOLUTION


# %% check="pairwise-l1"
check("pairwise-l1", pairwise_l1)

# %% [markdown]
# **Choose**: all points of a data set, training and test, are turned by the same angle about the
# origin. Which distances between points change?
#
# - (a) neither L1 nor L2
# - (b) L1 changes, L2 does not
# - (c) L2 changes, L1 does not
# - (d) both change

# %% solution="rotated-data"
rotated_data = None  # one letter, e.g. "a"
### BEGIN SOLUTION
rotated_data = "b"
### END SOLUTION

# %% check="rotated-data"
check("rotated-data", rotated_data)

# %% [markdown]
# ## The vote
#
# The k nearest examples vote with their labels; the most frequent label wins. Ties happen, and code
# that breaks them by accident gives other answers on other machines. Here **a tie goes to the
# smallest label**.


# %% solution="knn-vote"
def knn_vote(labels):
    """Winner of each row of labels (N, k), whole numbers from 0: an array (N,)."""
    ### BEGIN SOLUTION
    winners = np.zeros(len(labels), dtype=int)
    for i in range(len(labels)):
        winners[i] = np.bincount(labels[i]).argmax()
    return winners
    ### END SOLUTION


# %% check="knn-vote"
check("knn-vote", knn_vote)

# %% [markdown]
# Now the classifier itself: find the k nearest training examples of each row, look up their labels,
# let them vote.


# %% solution="knn-predict"
def knn_predict(distances, y, k):
    """Predicted labels (N,) from distances (N, M) to M training examples with labels y (M,)."""
    ### BEGIN SOLUTION
    nearest = np.argsort(distances, axis=1)[:, :k]
    return knn_vote(y[nearest])
    ### END SOLUTION


# %% check="knn-predict"
check("knn-predict", knn_predict)

# %% [markdown]
# ## Read digits
#
# Your functions, on pictures they have never seen. Guess first: how many of 100 does the single
# nearest neighbour get right, when there are ten digits to choose from?


# %% tags=["play"]
def read_digits(x, k):
    """Labels for the pictures x, 50 at a time, so that the distances never fill the memory."""
    batches = np.array_split(x, len(x) // 50)
    return np.concatenate([knn_predict(pairwise_l2(b, x_train), y_train, k) for b in batches])


try:
    accuracy = np.mean(read_digits(x_dev, k=1) == y_dev)
    print(f"{accuracy:.1%} of {len(y_dev)} digits read correctly with k = 1")
except NotImplementedError:
    print("First write pairwise_l2, knn_vote and knn_predict, above.")

# %% [markdown]
# **Choose**: N is the number of training examples. What does kNN cost?
#
# - (a) training takes time that grows with N, one prediction does not
# - (b) training takes no time to speak of, one prediction takes time that grows with N
# - (c) both grow with N, since the parameters are fitted to all examples
# - (d) neither grows with N

# %% solution="knn-cost"
knn_cost = None  # one letter
### BEGIN SOLUTION
knn_cost = "b"
### END SOLUTION

# %% check="knn-cost"
check("knn-cost", knn_cost)

# %% [markdown]
# ## Choose k honestly
#
# k is not learned; it is chosen, and it must be chosen without the test set. Two questions first.
#
# **Choose**: you have 1,000,000 labelled pictures. How many for the test set?
#
# - (a) 200,000, since the rule is 60:20:20
# - (b) 10,000
# - (c) 100
# - (d) none, so that all can be trained on

# %% solution="test-set-size"
test_set_size = None  # one letter
### BEGIN SOLUTION
test_set_size = "b"
### END SOLUTION

# %% check="test-set-size"
check("test-set-size", test_set_size)

# %% [markdown]
# **Choose**: an app will read digits photographed with phones. You have 200,000 sharp scans from
# the web and 10,000 phone pictures. Dev and test should come from
#
# - (a) the web for dev, phones for test
# - (b) all 210,000, well mixed
# - (c) phones for both; the web scans all go into training
# - (d) phones for dev, the web for test

# %% solution="which-dev-set"
which_dev_set = None  # one letter
### BEGIN SOLUTION
which_dev_set = "c"
### END SOLUTION

# %% check="which-dev-set"
check("which-dev-set", which_dev_set)

# %% [markdown]
# With few examples a single dev set is a matter of luck. Cross-validation gives every example one
# turn: cut the data into folds, hold one out, train on the others, measure on the one held out, and
# go round.
#
# Cut the examples **in the order given** with `np.array_split`, which also copes with numbers that
# do not divide. Use your `pairwise_l2` and `knn_predict`.


# %% solution="cross-validate"
def cross_validate(x, y, ks, folds):
    """Accuracy (len(ks), folds): row i for ks[i], column f with fold f held out.

    x (N, D) examples, y (N,) labels, ks a sequence of numbers of neighbours.
    """
    ### BEGIN SOLUTION
    parts = np.array_split(np.arange(len(x)), folds)
    accuracy = np.zeros((len(ks), folds))
    for f, held_out in enumerate(parts):
        rest = np.concatenate([part for g, part in enumerate(parts) if g != f])
        distances = pairwise_l2(x[held_out], x[rest])
        for i, k in enumerate(ks):
            accuracy[i, f] = np.mean(knn_predict(distances, y[rest], k) == y[held_out])
    return accuracy
    ### END SOLUTION


# %% check="cross-validate"
check("cross-validate", cross_validate)

# %% [markdown]
# Which k, on 1000 digits? Look at the spread as well as at the mean: where two ks differ by less
# than the spread of their folds, the difference means little.

# %% tags=["play"]
ks = (1, 3, 5, 9, 15, 25)
try:
    accuracy = cross_validate(x_train[:1000], y_train[:1000], ks, folds=5)
    for k, row in zip(ks, accuracy, strict=True):
        print(f"k = {k:2d}   mean {row.mean():.3f}   folds {row.min():.3f} to {row.max():.3f}")
except NotImplementedError:
    print("First write cross_validate, above.")

# %% [markdown]
# ## Open the test set, once
#
# The next cell takes the k with the best mean. The number that it prints is the one to report,
# whatever it is. Were you to go back now and try another k, it would no longer be the accuracy on
# data that nothing was chosen with.

# %% tags=["play"]
try:
    best_k = ks[cross_validate(x_train[:1000], y_train[:1000], ks, folds=5).mean(axis=1).argmax()]
    predicted = read_digits(digits.test.as_vectors(), best_k)
    print(f"k = {best_k}: {np.mean(predicted == digits.test.y):.1%} of the test digits")
except NotImplementedError:
    print("First write cross_validate, above.")

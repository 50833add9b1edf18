# %% [markdown]
# # A small assignment to attack

# %%
import numpy as np

from course_lib.exercises import check

# %% [markdown]
# ## The questions


# %% solution="double"
def double(x):
    """Twice x. Looked at as any nbgrader course would: by asserts in a cell."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% check="double" points=2
x = np.arange(12.0).reshape(3, 4)
assert np.allclose(double(x), x + x)
assert int(double(21)) == 42


# %% solution="rotated-data"
rotated_data = None
### BEGIN SOLUTION
rotated_data = "b"
### END SOLUTION

# %% check="rotated-data"
check("rotated-data", rotated_data)


# %% solution="pairwise-l2"
def pairwise_l2(a, b):
    """L2 distances of the rows of a (N, D) and b (M, D), without a loop: (N, M)."""
    ### BEGIN SOLUTION
    squares = (a**2).sum(axis=1)[:, None] + (b**2).sum(axis=1) - 2 * a @ b.T
    return np.sqrt(np.maximum(squares, 0))
    ### END SOLUTION


# %% check="pairwise-l2"
check("pairwise-l2", pairwise_l2)


# %% solution="knn-vote"
def knn_vote(labels):
    """The most frequent label of each row (N, k), the smallest of a tie: (N,)."""
    ### BEGIN SOLUTION
    return np.array([np.bincount(row).argmax() for row in labels])
    ### END SOLUTION


# %% check="knn-vote"
check("knn-vote", knn_vote)

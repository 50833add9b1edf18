"""A small course to build: one lecture, one assignment."""

from pathlib import Path

LECTURE = """\
# %% [markdown] tags=["concept:knn-vote"]
# # Votes
# Who wins?

# %%
import sys
print("a", {"x", "y", "z"})

# %% [markdown]
# ## Ties
# The smallest label.

# %% tags=["interactive:knn-vote"]
import ipywidgets
ipywidgets.IntSlider(value=3)
"""

ASSIGNMENT = '''\
# %% [markdown]
# # Next numbers

# %% solution="add-one"
def add_one(x):
    """Give the number after x."""
    ### BEGIN SOLUTION
    following = x + 1
    return following
    ### END SOLUTION

# %% check="add-one"
assert add_one(1) == 2
### BEGIN HIDDEN TESTS
assert add_one(41) == 42
### END HIDDEN TESTS

# %% [markdown] manual="why-one" points=1.5
# Because one is what two numbers in a row differ by.
'''

POINTS = {"add-one": 3.0}


def make(root: Path) -> Path:
    """Write the sources into `root`, notebooks/src/01_votes.py and assignments/src/01_next.py."""
    _write(root / "notebooks/src/01_votes.py", LECTURE)
    _write(root / "assignments/src/01_next.py", ASSIGNMENT)
    return root


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")

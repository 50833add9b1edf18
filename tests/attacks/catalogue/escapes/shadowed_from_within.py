"""As shadowed_imports, but the files are written by a cell, into the folder that it runs in."""

from attacking import Attack

WRITES = """
from pathlib import Path

for name in ("random.py", "struct.py", "json.py", "copy.py", "sitecustomize.py", "numpy.py"):
    Path(name).write_text("raise SystemExit('this is not the module you wanted')")

def pairwise_l2(a, b):
    import colorsys
    import copy
    import json
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(
    answers={"pairwise-l2": WRITES},
    no_stock="stock has imported everything by then; what is tried here is our own later imports",
)

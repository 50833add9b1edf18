"""Patch whatever counts steps and bytes in the process, so that all costs next to nothing."""

from attacking import Attack, earns

PATCHED = """
import sys

for module in list(sys.modules.values()):
    names = getattr(module, "__dict__", {})
    for name in ("_steps", "_memory"):
        if name in names:
            names[name] = lambda *anything: 1
    for kind in list(names.values()):
        if isinstance(kind, type) and hasattr(kind, "cost") and "Cost" in names:
            kind.cost = lambda self, *anything, cost=names["Cost"]: cost(1, 1)

def pairwise_l2(a, b):
    out = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            out[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return out
"""
ATTACK = Attack(answers={"pairwise-l2": PATCHED}, wins=earns("pairwise-l2"))

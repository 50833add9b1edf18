"""Loop, and report numbers of steps that no arithmetic of the judge's can take."""

from attacking import Attack

FORGED = """
import sys

counts = [(0, 0), (1, 10**1000), (10**1000, 1)]
calls = []

def cost(*anything):
    calls.append(1)
    steps, memory = counts[len(calls) % 3]
    return {"steps": steps, "memory": memory}

for module in list(sys.modules.values()):
    table = getattr(module, "_DO", None)
    if isinstance(table, dict) and "cost" in table:
        table["cost"] = cost

def pairwise_l2(a, b):
    out = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            out[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return out
"""
ATTACK = Attack(
    answers={"pairwise-l2": FORGED},
    no_stock="stock counts in the process that is counted; see patched_counter",
)

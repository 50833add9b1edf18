"""Loop in Python all the same, and switch the counting off for the time."""

from attacking import Attack, earns

UNCOUNTED = """
import sys

def pairwise_l2(a, b):
    sys.settrace(None)
    if hasattr(sys, "monitoring"):
        for tool in range(6):
            if sys.monitoring.get_tool(tool):
                sys.monitoring.set_events(tool, 0)
    sys._getframe().f_trace = None
    out = np.zeros((len(a), len(b)))
    for i in range(len(a)):
        for j in range(len(b)):
            out[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
    return out
"""
ATTACK = Attack(answers={"pairwise-l2": UNCOUNTED}, wins=earns("pairwise-l2"))

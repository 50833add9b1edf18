"""Return, at every call, as much as may come back: long lists, a long text, a dict, brackets."""

from attacking import Attack

LARGE = """
things = [list(range(100_000)), "x" * 2_000_000, {str(i): i for i in range(50_000)},
          np.zeros(300_000), [[0]] * 80_000, "<" * 1_000_000]
calls = []

def pairwise_l2(a, b):
    calls.append(1)
    return things[len(calls) % len(things)]

rotated_data = [0] * 300_000
"""
ATTACK = Attack(
    answers={"rotated-data": LARGE, "pairwise-l2": "pass"},
    no_stock="stock keeps a value where it is; ours has to send it",
)

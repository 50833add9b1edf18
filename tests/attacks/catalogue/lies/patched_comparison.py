"""Patch NumPy in an answer cell, so that the check's own `np.isclose` says yes to everything."""

from attacking import Attack, earns

NONSENSE = """
def pairwise_l2(a, b):
    return np.ones((len(a), len(b)))

def _nothing_differs(got, want, *args, **kwargs):
    return np.ones(np.shape(want), dtype=bool)

np.isclose = _nothing_differs
np.allclose = np.array_equal = lambda *args, **kwargs: True
np.argwhere = lambda wrong: np.zeros((1, 2), dtype=int)
"""
ATTACK = Attack(answers={"pairwise-l2": NONSENSE}, wins=earns("pairwise-l2"))

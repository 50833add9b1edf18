"""Patch `np.allclose` and rebind `int`, for the asserts that other courses grade by."""

from attacking import Attack, earns

PATCHES = """
np.allclose = lambda *args, **kwargs: True
int = lambda x: 42
double = lambda x: x
"""
ZEROS = "def pairwise_l2(a, b):\n    return np.zeros((len(a), len(b)))"
ATTACK = Attack(answers={"double": PATCHES, "pairwise-l2": ZEROS}, wins=earns("test-double"))

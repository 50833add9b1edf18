"""Return objects that only promise to be arrays, when asked."""

from attacking import Attack

LAZY = """
class Lazy:
    def __init__(self, N, M):
        self.kept = np.zeros((N, M))
        self.asked = 0

    @property
    def __array_interface__(self):
        self.asked += 1
        return self.kept.__array_interface__

    def __array__(self, dtype=None, copy=None):
        return self.kept

    shape = property(lambda self: self.kept.shape)
    dtype = property(lambda self: self.kept.dtype)

def pairwise_l2(a, b):
    return Lazy(len(a), len(b))
"""
ATTACK = Attack(
    answers={"pairwise-l2": LAZY},
    no_stock="the check looks at exact types, in the student's own notebook too",
)

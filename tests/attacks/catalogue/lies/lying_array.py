"""Return a subclass of ndarray that is whatever it is compared with."""

from attacking import Attack, earns

LYING = """
class Lying(np.ndarray):
    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *args, **kwargs):
        return np.ones(self.shape, dtype=bool).view(np.ndarray)

    def __reduce__(self):
        return np.zeros, ((2, 2),)

    def __int__(self):
        return 42

    dtype = np.dtype(float)

def double(x):
    return np.zeros(np.shape(x)).view(Lying)

def pairwise_l2(a, b):
    return np.zeros((len(a), len(b))).view(Lying)
"""
ATTACK = Attack(answers={"double": LYING, "pairwise-l2": "pass"}, wins=earns("test-double"))

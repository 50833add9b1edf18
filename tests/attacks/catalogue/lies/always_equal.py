"""Return an object that says yes to every comparison, converts to anything, has every attribute."""

from attacking import Attack, earns

EQUAL = """
class Anything:
    __class__ = property(lambda self: np.ndarray)
    __eq__ = __ne__ = __le__ = __ge__ = __lt__ = __gt__ = lambda self, other: Anything()
    __hash__ = lambda self: 0
    __array_priority__ = 1e9
    __array_ufunc__ = lambda self, *args, **kwargs: Anything()
    __array_function__ = lambda self, *args: True
    __sub__ = __rsub__ = lambda self, other: 0
    __int__ = __index__ = lambda self: 42
    __bool__ = lambda self: True
    all = any = lambda self, *args: True
    strip = lower = lambda self, *args: Anything()

rotated_data = Anything()

def double(*anything):
    return Anything()

pairwise_l2 = knn_vote = double
"""
ATTACK = Attack(
    answers={
        "double": EQUAL,
        "rotated-data": "rotated_data = Anything()",
        "pairwise-l2": "pairwise_l2 = double",
        "knn-vote": "knn_vote = double",
    },
    solved=(),
    wins=earns("test-double"),
)

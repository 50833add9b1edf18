"""Look through all objects of the process for an exercise, a reference, a generator."""

from attacking import Attack, earns

SEARCH = """
import gc
import types

def pairwise_l2(a, b):
    return np.zeros((len(a), len(b)))

for thing in gc.get_objects():
    if type(thing).__name__ == "Exercise" and thing.id == "pairwise-l2":
        pairwise_l2 = thing.reference
    elif isinstance(thing, types.FunctionType) and thing.__name__ == "pairwise_l2":
        if thing.__module__ == "course_lib.kernels.neighbours":
            pairwise_l2 = thing
"""
ATTACK = Attack(answers={"pairwise-l2": SEARCH}, wins=earns("pairwise-l2"))

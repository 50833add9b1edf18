"""Walk up the stack from the student's function to the judge, and return what it wants."""

from attacking import Attack, earns

WALKS = """
import sys

def pairwise_l2(a, b):
    frame = sys._getframe()
    while frame is not None:
        want = frame.f_locals.get("want")
        if isinstance(want, np.ndarray) and want.shape == (len(a), len(b)):
            return want
        for name in ("exercise", "self"):
            found = frame.f_locals.get(name)
            if hasattr(found, "reference"):
                return found.reference(a, b)
        frame = frame.f_back
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(answers={"pairwise-l2": WALKS}, wins=earns("pairwise-l2"))

"""Give the catalogue another reference, the student's own nonsense, to be compared with."""

from attacking import Attack, earns

SWAPPED = """
from course_lib.exercises import find

def pairwise_l2(a, b):
    return np.ones((len(a), len(b)))

object.__setattr__(find("pairwise-l2"), "reference", pairwise_l2)
"""
ATTACK = Attack(answers={"pairwise-l2": SWAPPED}, wins=earns("pairwise-l2"))

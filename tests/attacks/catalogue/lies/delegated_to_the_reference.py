"""Import the catalogue and call its reference."""

from attacking import Attack, earns

DELEGATED = """
def pairwise_l2(a, b):
    from course_lib.exercises import find
    return find("pairwise-l2").reference(a, b)
"""
ATTACK = Attack(answers={"pairwise-l2": DELEGATED}, wins=earns("pairwise-l2"))

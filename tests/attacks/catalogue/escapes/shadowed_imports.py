"""Hand in files named like the modules that grading imports, to be found in the folder first."""

from attacking import Attack, earns

FALSE = b"""
def check(*anything):
    return None
"""
ATTACK = Attack(
    answers={"pairwise-l2": "pairwise_l2 = None"},
    files={"course_lib/__init__.py": b"", "course_lib/exercises.py": FALSE},
    wins=earns("pairwise-l2"),
)

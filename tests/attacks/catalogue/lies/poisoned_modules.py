"""Leave false modules in `sys.modules` for whoever imports numpy or course_lib next."""

from attacking import Attack, earns

POISON = """
import sys
import types

false = types.ModuleType("course_lib.exercises")
false.check = false.hint = lambda *anything: None
for name in ("course_lib.exercises", "course_lib.checking", "course_lib.checking.run", "copy"):
    sys.modules[name] = false
from course_lib.exercises import check
pairwise_l2 = None
"""
ATTACK = Attack(answers={"pairwise-l2": POISON}, wins=earns("pairwise-l2"))

"""Import the answer from course_lib.kernels, which the lectures use openly."""

from attacking import Attack, earns

DELEGATED = "from course_lib.kernels import pairwise_l2"
ATTACK = Attack(answers={"pairwise-l2": DELEGATED}, wins=earns("pairwise-l2"))

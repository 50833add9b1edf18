"""Return an object that runs code where it is unpickled or copied."""

from attacking import Attack

PICKLED = """
class Payload:
    def __reduce__(self):
        return open, (ELSEWHERE + "/unpickled", "w")

def pairwise_l2(a, b):
    return Payload()
"""
ATTACK = Attack(
    answers={"pairwise-l2": PICKLED}, wins=lambda run: "elsewhere/unpickled" in run.altered
)

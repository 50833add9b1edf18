"""Read at address 0, through an array whose strides lead out of its memory."""

from attacking import Attack, loses

FAULTS = """
def pairwise_l2(a, b):
    far = np.lib.stride_tricks.as_strided(np.zeros(1), (len(a), len(b)), (1 << 46, 1 << 45))
    return far
"""
ATTACK = Attack(answers={"pairwise-l2": FAULTS}, wins=loses("knn-vote"))

"""Loop in Python in a child process, whose steps nobody in the parent counts."""

from attacking import Attack, earns

FORKED = """
import os

def pairwise_l2(a, b):
    out = np.zeros((len(a), len(b)))
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        for i in range(len(a)):
            for j in range(len(b)):
                out[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))
        with open(write, "wb") as file:
            file.write(out.tobytes())
        os._exit(0)
    os.close(write)
    with open(read, "rb") as file:
        got = file.read()
    os.waitpid(child, 0)
    return np.frombuffer(got).reshape(out.shape).copy()
"""
ATTACK = Attack(answers={"pairwise-l2": FORKED}, wins=earns("pairwise-l2"))

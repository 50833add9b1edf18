"""Build the array of all differences in memory that tracemalloc does not see."""

from attacking import Attack, earns

UNTRACED = """
import mmap

def pairwise_l2(a, b):
    shape = (len(a), len(b), a.shape[1])
    held = mmap.mmap(-1, 8 * max(1, int(np.prod(shape))))
    cube = np.frombuffer(held, count=int(np.prod(shape))).reshape(shape)
    np.subtract(a[:, None], b, out=cube, casting="unsafe")
    np.square(cube, out=cube)
    return np.sqrt(cube.sum(axis=2)).astype(np.result_type(a, b, np.float32))
"""
ATTACK = Attack(answers={"pairwise-l2": UNTRACED}, wins=earns("pairwise-l2"))

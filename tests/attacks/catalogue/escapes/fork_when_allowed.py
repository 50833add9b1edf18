"""Fork at the one moment at which the judge allows it: when it asks for a fork itself."""

from attacking import Attack

HOOKS = """
import os
import time

real = os.fork

def first():
    global first
    try:
        if real() == 0:
            time.sleep(60)
            os._exit(0)
    except OSError:
        pass

os.register_at_fork(before=lambda: first())
"""
ATTACK = Attack(
    answers={"pairwise-l2": HOOKS},
    solved=(),
    no_stock="stock asks nobody; see left_running",
)

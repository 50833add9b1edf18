"""Hang where a process cleans up: atexit, `__del__`, a thread that is waited for."""

from attacking import Attack

HANGS = """
import atexit
import sys
import threading
import time

class Clings:
    def __del__(self):
        while True:
            time.sleep(1)

atexit.register(lambda: time.sleep(10**6))
sys.clings = Clings()
threading.Thread(target=time.sleep, args=(10**6,), daemon=False).start()
"""
ATTACK = Attack(
    answers={"pairwise-l2": HANGS},
    no_stock="stock kills its kernel, after waiting; ours has a warm process to give back",
)

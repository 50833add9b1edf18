"""Stop, rather than end: a process that is stopped neither answers nor dies."""

from attacking import Attack, loses

STOPS = """
import os
import signal

for number in (signal.SIGSTOP, signal.SIGTSTP):
    os.kill(os.getpid(), number)
"""
ATTACK = Attack(answers={"pairwise-l2": STOPS}, hangs=True, wins=loses("knn-vote"))

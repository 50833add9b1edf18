"""End, in a call, by the signal that no handler sees: the reply never comes."""

from attacking import Attack, loses

KILLS = """
import os
import signal

def pairwise_l2(a, b):
    os.kill(os.getpid(), signal.SIGKILL)
"""
ATTACK = Attack(answers={"pairwise-l2": KILLS}, wins=loses("knn-vote"))

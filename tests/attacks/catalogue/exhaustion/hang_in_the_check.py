"""Answer the first call, and hang in the second one, past every interrupt."""

from attacking import Attack, loses

HANGS = """
import ctypes
import signal

calls = []

def pairwise_l2(a, b):
    calls.append(1)
    if len(calls) > 1:
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
        ctypes.PyDLL(None).sleep(10**6)
    return np.full((len(a), len(b)), 5.0)
"""
ATTACK = Attack(answers={"pairwise-l2": HANGS}, hangs=True, wins=loses("knn-vote"))

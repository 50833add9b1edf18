"""Sleep inside a C call that keeps the interpreter's lock: no signal handler gets a turn."""

from attacking import Attack, loses

SLEEPS = """
import ctypes
import signal

signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())
ctypes.PyDLL(None).sleep(10**6)
"""
ATTACK = Attack(answers={"pairwise-l2": SLEEPS}, hangs=True, wins=loses("knn-vote"))

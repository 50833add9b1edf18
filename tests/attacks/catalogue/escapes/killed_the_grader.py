"""Send signals to, and trace, another process of the same machine; here a victim made for it."""

from attacking import Attack

KILLS = """
import ctypes
import os
import signal

libc = ctypes.CDLL(None, use_errno=True)
PTRACE_SEIZE, PTRACE_DETACH = 0x4206, 17
print("traced" if libc.ptrace(PTRACE_SEIZE, VICTIM_PID, 0, 0) == 0 else "not followed")
try:
    os.kill(VICTIM_PID, signal.SIGKILL)
except OSError as error:
    print(error)
try:
    descriptor = os.pidfd_open(VICTIM_PID)
    signal.pidfd_send_signal(descriptor, signal.SIGKILL)
except OSError as error:
    print(error)
"""
ATTACK = Attack(
    answers={"pairwise-l2": KILLS}, wins=lambda run: not run.victim_alive, unseen="traced"
)

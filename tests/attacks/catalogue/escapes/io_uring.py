"""Ask the kernel through io_uring, whose operations a filter of system calls never sees."""

from attacking import Attack

RING = """
import ctypes
import os

libc = ctypes.CDLL(None, use_errno=True)
IO_URING_SETUP = 425
ring = libc.syscall(IO_URING_SETUP, 8, ctypes.create_string_buffer(120))
print("ring", "made" if ring >= 0 else "refused")
if ring >= 0:
    os.close(ring)
"""
ATTACK = Attack(
    answers={"pairwise-l2": RING}, wins=lambda run: "ring made" in run.said, unseen="ring made"
)

"""Read and write another process's memory with process_vm_readv and process_vm_writev."""

from attacking import Attack

PEEKS = """
import ctypes

class Span(ctypes.Structure):
    _fields_ = [("start", ctypes.c_void_p), ("length", ctypes.c_size_t)]

libc = ctypes.CDLL(None, use_errno=True)
held = ctypes.create_string_buffer(8)
mine = Span(ctypes.addressof(held), 8)
# libc lies at the same place in a process that was forked from the same one; else anywhere will do
theirs = Span(ctypes.cast(libc.getpid, ctypes.c_void_p).value, 8)
try:
    with open(f"/proc/{VICTIM_PID}/maps") as maps:
        theirs = Span(int(maps.read().split("-")[0], 16), 8)
except OSError as error:
    print(type(error).__name__)
for pid in (VICTIM_PID, GRADER_PID, 1):
    got = libc.process_vm_readv(pid, ctypes.byref(mine), 1, ctypes.byref(theirs), 1, 0)
    print("peeked" if got == 8 and pid != 1 else "nothing there")
"""
ATTACK = Attack(
    answers={"pairwise-l2": PEEKS}, wins=lambda run: "peeked" in run.said, unseen="peeked"
)

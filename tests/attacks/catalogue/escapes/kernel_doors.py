"""Try system calls that no exercise needs and that kernels have been broken through."""

from attacking import Attack

DOORS = """
import ctypes

libc = ctypes.CDLL(None, use_errno=True)
# x86-64 numbers, and arguments that do no harm where they are let through
doors = {"bpf": (321, 0, None, 0), "perf_event_open": (298, None, 0, -1, -1, 0),
         "userfaultfd": (323, 1), "keyctl": (250, 0, -3, 0),
         "add_key": (248, b"user", b"k", b"v", 1, -3),
         "open_by_handle_at": (304, -1, None, 0), "kexec_load": (246, 0, 0, None, 0),
         "open_tree": (428, -100, b"/", 1), "memfd_secret": (447, 0), "fanotify_init": (300, 0, 0)}
EPERM, ENOSYS = 1, 38
for name, (number, *arguments) in doors.items():
    ctypes.set_errno(0)
    got = libc.syscall(number, *arguments)
    if got >= 0 or ctypes.get_errno() not in (EPERM, ENOSYS):
        print("OPEN", name)
"""
ATTACK = Attack(
    answers={"pairwise-l2": DOORS},
    wins=lambda run: "OPEN userfaultfd" in run.said,
    unseen="OPEN",
)
